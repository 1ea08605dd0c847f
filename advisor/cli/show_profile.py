"""A profile as people see it: what the data is in a line, what to know of it, tables with small histograms, facts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any, Final

from rich.text import Text

from advisor.cli.answer import show_answer
from advisor.cli.layout import Block, Column, natural_width, room, table, wrapped
from advisor.cli.show import TOO_LONG
from advisor.errors import visible
from advisor.explaining.values import shown, shown_at
from advisor.problem.facts import FACTS
from advisor.problem.intake import Intake
from advisor.profiling import Profile, Section, Shape

BLOCKS: Final = "▁▂▃▄▅▆▇█"
ASCII: Final = ".:-=+*#@"
MOST_ROWS: Final = 200  # of one table in a file; JSON holds all
WORDS: Final = ("column", "type", "remarks", "shape", "class", "values", "bar", "what")  # columns that hold no numbers
PROSE: Final = ("column", "class", "values", "remarks", "what")  # columns that may be wrapped
SPARE: Final = ("spread", "deviation", "median", "distinct", "95%")  # left out where cells would be wrapped
LAST: Final = ("relevance", "missing")  # left out where there is no table otherwise
NOUNS: Final = {
    "table": "row", "image": "image", "text": "text", "audio": "recording", "series": "time step",
    "sequence": "sequence",
}  # fmt: skip
NOTE: Final = "bold yellow"  # style
TITLE: Final = "bold underline"  # style
REST: Final = "the facts with how they were measured"


def show_profile(profile: Profile, intake: Intake, blocks: str, whole: bool, color: str) -> None:
    """The answer and what fits on a screen; with `whole`, all of it."""
    width = room()

    def degrees() -> Iterator[Sequence[Block]]:
        notes = list(_notes(profile.notes, width))
        yield [*notes, *_tables(profile.sections, width, blocks), *_facts(profile, intake, width)]
        for sections in (profile.sections, map(_ranked, profile.sections)):
            yield [*notes, *_tables((_narrow(each, width, blocks) for each in sections), width, blocks)]

    head = wrapped(Text(visible(in_a_line(intake.facts)), "bold"), width, 4)
    show_answer(head, degrees(), whole=whole, rest=REST, color=color)


def as_lines(profile: Profile, intake: Intake, width: int) -> Iterator[Text]:
    """All of it as lines, for a file; of a table so many rows that people still read them."""
    sections = [section._replace(rows=section.rows[:MOST_ROWS]) for section in profile.sections]
    for part in (_facts(profile, intake, width), _tables(sections, width, BLOCKS), _notes(profile.notes, width)):
        for block in part:
            yield from block
    for section in profile.sections:
        if (left := len(section.rows) - MOST_ROWS) > 0:
            yield Text(f"... and {left:,} more of {visible(section.title)}: -f json lists all")


def in_a_line(facts: Mapping[str, Any]) -> str:
    """What the data is and what is predicted.

    >>> in_a_line({"data.path": "a/wine.csv", "data.rows": 178, "data.kind": "table", "task": "regression"})
    'wine.csv: 178 rows -> regression'
    """
    kind = facts.get("data.kind", "table")
    rows, name = facts.get("data.rows"), PurePath(facts.get("data.path", "")).name
    parts = [f"{rows:,} {NOUNS[kind]}{'' if rows == 1 else 's'}"] if rows else [kind]
    parts += _inputs(facts)
    targets = facts.get("data.targets") or [facts.get("data.target")]
    named = ", ".join(filter(None, targets)) if len(targets) < 4 else f"{len(targets)} columns"
    said = ", ".join(_goal(facts))
    goal = f"{named} ({said})" if named and said else named or said
    return f"{name}: " * bool(name) + ", ".join(parts) + (f" -> {goal}" if goal else "")


def _inputs(facts: Mapping[str, Any]) -> Iterator[str]:
    columns = facts.get("data.columns")
    if columns and facts["data.kind"] == "table":
        types = Counter(column["type"] for column in columns)
        alike = f"{next(iter(types))} " if len(types) == 1 else ""
        said = "" if alike else f" ({', '.join(f'{number} {kind}' for kind, number in types.most_common())})"
        yield f"{len(columns):,} {alike}column{'s' if len(columns) > 1 else ''}{said}"
    size = [facts.get(f"data.image.{name}") for name in ("height", "width", "channels")]
    if all(size):
        yield "{} x {} x {}".format(*size)
    length = {"text": "about {:,} tokens each", "sequence": "{:,} steps each"}.get(facts.get("data.kind", ""))
    for path, text in (("data.series", "{:,} series"), ("data.length", length), ("data.seconds", "{:g} s each")):
        if text and path in facts:
            yield text.format(facts[path])


def _goal(facts: Mapping[str, Any]) -> Iterator[str]:
    task, classes = facts.get("task", ""), facts.get("data.classes")
    if task and not (classes and task in ("binary", "multiclass")):
        yield task
    if classes:
        yield f"{classes:,} classes"
    if (imbalance := facts.get("data.imbalance", 1)) > 1:
        yield f"{imbalance:,.2g}:1" if imbalance < 100 else f"{imbalance:,.0f}:1"
    if horizon := facts.get("data.horizon"):
        yield f"{horizon:,} steps ahead"


def _notes(notes: Iterable[str], width: int) -> Iterator[Block]:
    for note in notes:
        yield wrapped(Text.assemble(("note: ", NOTE), visible(note)), width, 6)


def _facts(profile: Profile, intake: Intake, width: int) -> Iterator[Block]:
    """The facts with how each was measured."""
    paths = [path for path in FACTS if path in intake.facts and path not in TOO_LONG]
    columns = [
        Column("fact", paths),
        Column("value", [shown_at(path, intake.facts[path]) for path in paths], prose=True),
        Column("how it was measured", [profile.methods.get(path, "") for path in paths], prose=True),
    ]
    yield [Text(), *wrapped(Text(f"measured: {visible(profile.method)}", "dim"), width, 4)]
    yield from table([each for each in columns if any(each.cells)], width, ("bold", "", "dim")) or _stacked(
        columns, width
    )


def _tables(sections: Iterable[Section], width: int, blocks: str) -> Iterator[Block]:
    for section in sections:
        columns = _columns(section, blocks)
        titles, *rows = table(columns, width) or _stacked(columns, width)
        yield [Text(), *wrapped(Text(visible(section.title), TITLE), width), *titles, *(rows[0] if rows else [])]
        yield from rows[1:]


def _columns(section: Section, blocks: str) -> list[Column]:
    """The columns that hold anything."""
    cells = [[_cell(row[place], blocks) for row in section.rows] for place in range(len(section.columns))]
    return [
        Column(name, held, numbers=name not in WORDS, prose=name in PROSE)
        for name, held in zip(section.columns, cells, strict=True)
        if any(held) or name == section.columns[0]
    ]


def _stacked(columns: Sequence[Column], width: int) -> list[Block]:
    """The rows of a table as lines of text, where its columns have no room beside one another."""
    first, *others = columns
    rows: list[Block] = [[]]
    for at, name in enumerate(first.cells):
        filled = (column for column in others if column.cells[at])
        said = ", ".join(" ".join(filter(None, (_label(column), column.cells[at]))) for column in filled)
        rows.append(wrapped(Text.assemble((name, "bold"), f"  {said}"), width, 4))
    return rows


def _label(column: Column) -> str:
    """The name of a column, where its cells do not speak for themselves."""
    return "" if column.name in WORDS else column.name


def _narrow(section: Section, width: int, blocks: str) -> Section:
    """The section without the columns that can be spared, as far as there is no room for them in a table."""
    whole = section
    if "type" in section.columns and len({row[section.columns.index("type")] for row in section.rows}) == 1:
        section = _without(section, "type")
    for name in SPARE:
        if natural_width(_columns(section, blocks)) > width:
            section = _without(section, name)
    for name in LAST:
        if table(_columns(section, blocks), width) is None:
            section = _without(section, name)
    return section if table(_columns(section, blocks), width) else whole


def _without(section: Section, name: str) -> Section:
    kept = [at for at, column in enumerate(section.columns) if column != name]
    rows = [tuple(row[at] for at in kept) for row in section.rows]
    return section._replace(columns=tuple(section.columns[at] for at in kept), rows=rows)


def _ranked(section: Section) -> Section:
    """The rows with remarks first, then the most relevant ones."""
    ranks = [section.columns.index(name) for name in ("remarks", "relevance") if name in section.columns]

    def rank(row: tuple[Any, ...]) -> list[Any]:
        return [not row[at] if isinstance(row[at], str) else -(row[at] or 0.0) for at in ranks]

    return section._replace(rows=sorted(section.rows, key=rank)) if len(ranks) == 2 else section


def _cell(cell: Any, blocks: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Shape):
        return sparkline(cell, blocks)
    return shown(cell) if cell != "" else ""


def sparkline(shape: Shape, blocks: str = BLOCKS) -> str:
    """A distribution as a row of blocks; a bin that holds nothing is blank.

    >>> sparkline(Shape((0, 1, 4, 8)))
    ' ▁▄█'
    """
    most = max(shape.counts, default=0)
    if not most:
        return ""
    return "".join(blocks[-(-count * len(blocks) // most) - 1] if count else " " for count in shape.counts)
