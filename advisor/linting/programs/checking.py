"""The faults of a training program, in the order of its lines."""

from bisect import bisect_right
from collections.abc import Iterator

from msgspec.structs import replace

from advisor.linting.finding import Finding
from advisor.linting.programs.data import check_data
from advisor.linting.programs.events import Events
from advisor.linting.programs.kept import check_kept
from advisor.linting.programs.layers import check_layers
from advisor.linting.programs.losses import check_losses
from advisor.linting.programs.modes import check_modes
from advisor.linting.programs.names import Names
from advisor.linting.programs.order import check_order
from advisor.linting.programs.outputs import Outputs
from advisor.linting.programs.published import check_published
from advisor.linting.programs.reach import check_reach
from advisor.linting.programs.schedules import check_schedules
from advisor.linting.programs.source import read_program


def check_program(path: str) -> list[Finding]:
    """What is wrong with a script or a notebook that trains; nothing of it is run."""
    program = read_program(path)
    found = {(each.rule, each.line, each.column): each for each in _found(Names(program.tree))}
    ordered = sorted(found.values(), key=lambda each: (each.line, each.column))
    return [_in_cell(replace(each, file=path), program.cells) for each in ordered]


def _in_cell(finding: Finding, starts: list[int]) -> Finding:
    """A finding in a notebook at the line of its cell."""
    if not starts:
        return finding
    at = bisect_right(starts, finding.line)
    return replace(finding, path=f"cell {at}: {finding.path}", line=finding.line - starts[at - 1] + 1)


def _found(names: Names) -> Iterator[Finding]:
    events = Events(names)
    yield from check_losses(names, Outputs(names))
    yield from check_order(names, events)
    yield from check_schedules(names, events)
    yield from check_modes(names, events)
    yield from check_layers(names, events)
    yield from check_data(names, events)
    yield from check_kept(names, events)
    yield from check_reach(names, events)
    yield from check_published(names, events)
