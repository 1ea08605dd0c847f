"""`advisor export`: a project that trains what a config says."""

from collections.abc import Collection, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Annotated, Final

import typer

from advisor.cli import options
from advisor.cli.completing import among, targets
from advisor.cli.streams import emit, read, tell
from advisor.errors import Diagnostic, InputError
from advisor.problem.vocabulary import SUPPORTED

if TYPE_CHECKING:
    from advisor.exporting import Target

WIDTH: Final = 80  # columns of the list of targets
TASKS: Final = 24  # columns that the tasks have in it at least: the longest with its comma and a space
KIND: Final = 10  # columns of the kinds of data in it
EXAMPLES = """\
  advisor export torch config.yaml -o project    a PyTorch project for a config
  advisor export --list                          what there is, and what it covers
"""


def command(
    target: Annotated[
        str | None,
        typer.Argument(metavar="[TARGET]", help="What to write; --list names all.", autocompletion=among(targets)),
    ] = None,
    config: Annotated[
        str | None, typer.Argument(metavar="[CONFIG]", help="A config or a problem, YAML or JSON; - is stdin.")
    ] = None,
    output: Annotated[str | None, typer.Option("--output", "-o", metavar="DIR", help="The folder to write to.")] = None,
    list_: Annotated[
        bool, typer.Option("--list", help="Show which kinds of data and tasks each target covers.")
    ] = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
    debug: options.Debug = False,
) -> None:
    """Write a project that trains the network of a config, and needs no advisor to run.

    What the target cannot express is reported on stderr and in the project's README.
    """
    from advisor.exporting import TARGETS, export, read_source

    if list_:
        emit("\n".join(_matrix(TARGETS.values())) + "\n")
        return
    missing = [name for name, value in (("TARGET", target), ("CONFIG", config), ("--output", output)) if value is None]
    if target is None or config is None or output is None:
        raise InputError(
            [Diagnostic("is missing", name, hint="advisor export torch config.yaml -o project") for name in missing]
        )
    source = read_source(read(config))
    source.folder = output
    project = export(target, source)
    paths = project.write(output, force)
    for note in project.notes:
        tell(f"not expressed: {note}")
    if not quiet:
        tell("wrote " + ", ".join(paths))


def _matrix(targets: Collection["Target"]) -> list[str]:
    """Kinds of data and tasks against targets, a few targets at a time, and what each target is."""
    lines: list[str] = []
    for together in _side_by_side(targets):
        lines += [*_block(together), ""]
    lines += ["yes: every network that is recommended; partly: some of them; no: none", ""]
    for target in targets:
        lines += wrap(f"{target.name}: {target.what}", WIDTH, subsequent_indent="  ", break_on_hyphens=False)
        lines += wrap(
            f"not: {target.lacks}", WIDTH, initial_indent="  ", subsequent_indent="  ", break_on_hyphens=False
        )
    return lines


def _side_by_side(targets: Collection["Target"]) -> list[list["Target"]]:
    """As many targets beside one another as leave room for the tasks."""
    blocks: list[list[Target]] = []
    for target in targets:
        if blocks and sum(map(_mark, [*blocks[-1], target])) <= WIDTH - KIND - TASKS:
            blocks[-1].append(target)
        else:
            blocks.append([target])
    return blocks


def _mark(target: "Target") -> int:
    """Columns of a target: its name or the longest answer, and two spaces."""
    return max(len(target.name), len("partly")) + 2


def _block(targets: Collection["Target"]) -> list[str]:
    """A row for each kind of data and its tasks; tasks with the same answers share one."""
    marks = [*map(_mark, targets)]
    width = WIDTH - KIND - sum(marks)
    lines = _row("", [""], width, marks, [target.name for target in targets])
    for kind, tasks in SUPPORTED.items():
        rows: dict[tuple[str, ...], list[str]] = {}
        for task in tasks:
            rows.setdefault(tuple(target.covers(kind, task) for target in targets), []).append(task)
        for place, (answers, together) in enumerate(rows.items()):
            lines += _row("" if place else kind, together, width, marks, answers)
    return lines


def _row(kind: str, tasks: list[str], width: int, marks: list[int], answers: Sequence[str]) -> list[str]:
    first, *more = wrap(", ".join(tasks), width - 2, break_on_hyphens=False) or [""]
    cells = "".join(f"{answer:{mark}}" for answer, mark in zip(answers, marks, strict=True))
    return [f"{kind:{KIND}}{first:{width}}{cells}".rstrip(), *(" " * KIND + line for line in more)]
