"""`advisor profile`: what the data holds, as a table for people or as a problem file."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import PurePath
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from advisor.cli import options
from advisor.cli.choices import COLORS, one_of
from advisor.cli.completing import among
from advisor.cli.streams import STDOUT, check_free, console, emit, save, tell, terminal
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.versions import PROBLEM_SCHEMA

if TYPE_CHECKING:
    from advisor.profiling import Profile, Watch

FORMATS = ("text", "yaml", "json")
ENGINES = ("duckdb", "spark")
EXAMPLES = """\
  advisor profile train.csv --target price
  advisor profile photos/ > problem.yaml
  advisor profile 'logs/*.parquet' --target clicked -f json
  advisor profile plants.csv --target height --target weight
"""


def command(
    data: Annotated[str, typer.Argument(metavar="DATA", help="A file, a folder, or a quoted pattern.")],
    target: options.Target = None,
    kind: options.KindOfData = None,
    task: Annotated[str | None, typer.Option("--task", metavar="TASK", help="What is to be predicted.")] = None,
    group_column: Annotated[
        str, typer.Option("--group-column", metavar="COLUMN", help="The column that says which rows belong together.")
    ] = "",
    time_column: Annotated[
        str, typer.Option("--time-column", metavar="COLUMN", help="The column that orders the rows in time.")
    ] = "",
    header: options.Header = None,
    tokenizer: Annotated[
        str,
        typer.Option(
            "--tokenizer", metavar="FILE", help="Count the tokens of texts by a tokenizer.json, or its folder."
        ),
    ] = "",
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="text|yaml|json",
            help="text at a terminal, else a problem as yaml; json holds both.",
            autocompletion=among(FORMATS),
        ),
    ] = None,
    output: options.Output = None,
    engine: Annotated[
        str,
        typer.Option(
            "--engine",
            metavar="|".join(ENGINES),
            help="What scans all rows of a table: DuckDB here, or Spark, on one machine or many.",
            autocompletion=among(ENGINES),
        ),
    ] = "duckdb",
    values: Annotated[
        bool, typer.Option("--show-values", help="Show values of the data, not only aggregates.")
    ] = False,
    all_: options.All = False,
    force: options.Force = False,
    quiet: options.Quiet = False,
    color: options.Color = "auto",
    debug: options.Debug = False,
) -> None:
    """Measure data: what it holds, how it is distributed, and the facts that advice rests on.

    Tables (CSV, TSV, Parquet, JSON Lines, Arrow, NumPy), folders of images, texts, recordings or tables. Only
    aggregates are shown, each with how it was measured. `advisor recommend` takes the problem file that this writes.
    """
    from advisor.profiling import Asked, examine
    from advisor.profiling.shared.profile import Engine

    one_of(("--format", format_, FORMATS), ("--color", color, COLORS), ("--engine", engine, ENGINES))
    check_free([output] if output not in (None, STDOUT) else [], force)
    suffix = PurePath(output or "").suffix
    form = format_ or ("json" if suffix == ".json" else "text" if output is None and terminal(sys.stdout) else "yaml")
    first, *more = target or [""]
    asked = Asked(data, first, kind, task, group_column, time_column, form != "yaml", values, cast(Engine, engine))
    asked = asked._replace(more=tuple(more), tokenizer=tokenizer, header=header)
    with watching(quiet, color) as watch:
        profile = examine(asked, watch)
    intake = resolved(profile, task)
    for note in () if quiet or form == "text" else profile.notes:
        tell(f"note: {note}")
    if form == "text" and output is None and terminal(sys.stdout):
        from advisor.cli.show_profile import ASCII, BLOCKS, show_profile

        utf8 = (sys.stdout.encoding or "").lower().startswith("utf")
        show_profile(profile, intake, BLOCKS if utf8 else ASCII, all_, color)
        return
    text = {"yaml": as_problem, "json": as_document, "text": as_text}[form](profile, intake)
    if output in (None, STDOUT):
        emit(text)
    else:
        save(output, text, force, quiet)


def resolved(profile: "Profile", task: str | None) -> Intake:
    """The facts as a problem takes them. Raises InputError where they contradict one another."""
    intake = Intake()
    intake.measured(profile.facts)
    if task is not None:
        intake.text("task", task, "--task")
    if "task" in intake.facts:
        intake.resolved()
    else:
        intake.check()
    return intake


@contextmanager
def watching(quiet: bool, color: str = "auto") -> Iterator["Watch"]:
    """Show progress at a terminal, with a bar and an estimate once it takes a second."""
    if quiet or not terminal(sys.stderr):
        yield lambda text, part: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    words = TextColumn("{task.description}", markup=False)
    columns = (words, BarColumn(bar_width=24), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console(sys.stderr, color, live=True), transient=True) as progress:
        task = progress.add_task("starting", total=None)
        said = [""]

        def stage(text: str, part: float | None) -> None:
            if text != said[0]:
                said[0] = text
                progress.reset(task, total=None)
            progress.update(task, description=text, total=None if part is None else 1.0, completed=part or 0.0)

        yield stage


def _tree(intake: Intake) -> dict[str, Any]:
    from msgspec import to_builtins

    tree: dict[str, Any] = {"schema": PROBLEM_SCHEMA}
    for path in (path for path in FACTS if path in intake.facts):
        branch = tree
        *sections, name = path.split(".")
        for section in sections:
            branch = branch.setdefault(section, {})
        branch[name] = to_builtins(intake.facts[path])
    tree["measured"] = [path for path in FACTS if intake.origins.get(path) == "measured"]
    return tree


def as_problem(profile: "Profile", intake: Intake) -> str:
    """A problem file, with a comment above each fact that was measured in its own way."""
    from advisor.yamlio import write_yaml

    header = "\n".join((f"measured by `advisor profile`: {profile.method}", *(f"note: {n}" for n in profile.notes)))
    comments = {tuple(path.split(".")): method for path, method in profile.methods.items() if path in intake.facts}
    return write_yaml(_tree(intake), comments, header)


def as_document(profile: "Profile", intake: Intake) -> str:
    """The problem, how each fact was measured, and the tables for people."""
    from advisor.profiling import Shape
    from advisor.yamlio import write_json

    def plain(cell: Any) -> Any:
        if isinstance(cell, Shape):
            return list(cell.counts)
        return None if isinstance(cell, float) and not isfinite(cell) else cell

    sections = [
        {"title": each.title, "rows": [dict(zip(each.columns, map(plain, row), strict=True)) for row in each.rows]}
        for each in profile.sections
    ]
    measured = [path for path in intake.facts if intake.origins[path] == "measured"]
    methods = {path: profile.methods.get(path, profile.method) for path in measured}
    return write_json({"problem": _tree(intake), "methods": methods, "notes": profile.notes, "sections": sections})


def as_text(profile: "Profile", intake: Intake) -> str:
    """The tables for people, in a file."""
    from advisor.cli.show_profile import as_lines

    return "".join(f"{line.plain}\n" for line in as_lines(profile, intake, 120))
