"""The faults of a training program, in the order of its lines."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from msgspec.structs import replace

from advisor.errors import Diagnostic, InputError
from advisor.linting.finding import Finding, ignored
from advisor.linting.programs.data import check_data
from advisor.linting.programs.events import Events
from advisor.linting.programs.images import check_images
from advisor.linting.programs.kept import check_kept
from advisor.linting.programs.keras import check_keras_models
from advisor.linting.programs.layers import check_layers
from advisor.linting.programs.losses import check_losses
from advisor.linting.programs.mixed import check_mixed
from advisor.linting.programs.modes import check_modes
from advisor.linting.programs.names import Names
from advisor.linting.programs.order import check_order
from advisor.linting.programs.outputs import Outputs
from advisor.linting.programs.published import check_published
from advisor.linting.programs.reach import check_reach
from advisor.linting.programs.schedules import check_schedules
from advisor.linting.programs.source import line_of, read_program

STEPS: Final = ("backward", "step", "train", "fit", "fit_generator", "fit_one_cycle")
UNTRAINED: Final = "takes no training step that is seen: its layers alone were looked at"


class Checked(NamedTuple):
    """Findings, and what could not be looked at."""

    findings: list[Finding]
    said: list[str]


def check_program(path: str) -> Checked:
    """What is wrong with a training script or notebook and what it imports from its folder; nothing is run."""
    program = read_program(path)
    try:
        names = Names(program.tree)
        found = {(each.rule, each.file, each.line, each.column): each for each in _found(names)}
    except RecursionError:
        raise InputError(Diagnostic("is nested too deeply to be followed", path)) from None
    kept = [each for each in found.values() if not ignored(each, line_of(program, each.file, each.line))]
    ordered = sorted(kept, key=lambda each: (each.file != path, each.file, each.line, each.column))
    said = [] if _trains(names) else [UNTRAINED]
    return Checked([_in_cell(each, program.cells) if each.file == path else each for each in ordered], said)


def _trains(names: Names) -> bool:
    """Whether a program takes a step, or gives one to somebody else to take."""
    return any(names.called(call).rpartition(".")[2] in STEPS for call in names.calls) or any(
        name in names.functions for name in ("training_step", "configure_optimizers")
    )


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
    yield from check_mixed(names)
    yield from check_kept(names, events)
    yield from check_reach(names, events)
    yield from check_published(names, events)
    yield from check_keras_models(names)
    yield from check_images(names)
