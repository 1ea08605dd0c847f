"""A table of steps whose examples are whole series: a class, labels or numbers for each, not for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.problem.vocabulary import SUPPORTED
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, Section, bins, quantile, refuse, rounded
from advisor.profiling.shared.tables.cells import number, take_sample
from advisor.profiling.shared.tables.column_types import words
from advisor.profiling.shared.tables.sections import target_section
from advisor.profiling.shared.tables.target import measure_target, place_of
from advisor.profiling.shared.tables.times import NAMES, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table

# Names of the column that says which example a step belongs to, and of the one that orders them.
EXAMPLES: Final = ("id", "example", "sequence", "series")
STEPS: Final = ("step", "time", "t")
KEYS: Final = (EXAMPLES[0], STEPS[0])
OWNERS: Final = frozenset(
    (*EXAMPLES, "sample", "case", "trial", "instance", "recording", "window", "segment", "subject", "dim")
)
FEWEST: Final = 3  # steps of an example, on average, from which a table is taken for sequences by itself
WIDEST: Final = 5_000  # columns that are looked at
NUMBERS: Final = 0.9  # share of the cells that are numbers in a column of values
FIRST: Final = 5_000  # rows by which most tables are told to hold none, which spares them a scan
CLASSES: Final = 10  # numbers up to which a target may be classes
TRIED: Final = 20  # columns that may tell examples apart


class Layout(NamedTuple):
    """Where the parts stand: the example (None where each row is one), the time, and the values of a step."""

    example: int | None
    time: int | None
    values: list[int]


def measure(source: Source, found: str) -> Profile:
    """Measure series or sequences to learn from as wholes: how many, how long, of how many values, and their target.

    `found` is the kind that is wanted; where none is, the target tells.

    Raises `InputError` where the target changes within an example, or there are no values.
    """
    table, asked, kind = source.table, source.asked, found
    targets = [place_of(table, name, "--target") for name in asked.targets or ("",)]
    layout = laid_out(table, asked, targets)
    if not layout.values:
        refuse(asked.path, "has no column of numbers beside the target, the example and its time")
    table.stage("gathering the steps of each example")
    notes = _notes(table, layout)
    method = f"{EXACT}, over all {table.rows:,} rows"
    missing, ratio = _cells(table, layout)
    _gather(table, asked, layout, targets)
    take_sample(table)
    target = measure_target(table, asked, ordered=False)
    kind = kind or ("series" if target.task in SUPPORTED["series"] else "sequence")
    known_in_all = " AND ".join(f"{label} IS NOT NULL" for label in target.labels)
    lengths = [int(n) for (n,) in table.run(f"SELECT c{len(targets)} FROM raw WHERE {known_in_all} ORDER BY 1")]
    width = len(layout.values) if layout.example is not None else 1
    facts: dict[str, Any] = {"data.kind": kind, "data.path": asked.path} | target.facts
    facts |= {"data.length": max(1, round(quantile(lengths, 0.95))), "data.missing": missing}
    if kind == "series":
        facts["data.covariates"] = width - 1
    else:
        facts |= {"data.features": width, "data.scale_ratio": ratio}
    row = ("steps of an example", lengths[0], quantile(lengths, 0.5), lengths[-1], bins(lengths))
    sections = [Section(f"{len(lengths):,} examples", ("what", "least", "median", "most", "shape"), [row])]
    if asked.shown:
        sections.insert(0, target_section(table, target, asked.values))
    return Profile(facts, method, {}, sections, [*table.notes, *target.notes, *notes])


def as_exported(source: Source) -> None:
    """Make of the table one with the columns that exported projects know: `id`, `step`, the values and the targets.

    Where each row is an example, a step a column, each value gets a row. A table that has them stays as it is.
    """
    table, asked = source.table, source.asked
    targets = [place_of(table, name, "--target") for name in asked.targets]
    layout = laid_out(table, asked, targets)
    if layout.example is not None and _known(table, layout):
        return
    goals = [f"c{target}" for target in targets]
    labels = [table.labels[target] for target in targets]
    if layout.example is None:
        count = len(layout.values)
        values = ", ".join(f"c{place}::VARCHAR" for place in layout.values)
        numbered = f"(SELECT row_number() OVER () AS id, {', '.join(['*', f'[{values}] AS held'])} FROM raw)"
        columns = ["id", f"unnest(range(1, {count + 1}))", "unnest(held)", *goals]
        query, names = f"FROM {numbered}", [*KEYS, "value", *labels]
    else:
        instant = None if layout.time is None else seconds(table, [table.labels[layout.time]])
        order = [] if layout.time is None else [f"c{layout.time}" if instant is None else instant.sql]
        columns = [f"c{layout.example}", *order, *(f"c{place}" for place in layout.values), *goals]
        query, names = f"FROM raw WHERE c{layout.example} IS NOT NULL", [*KEYS[: 1 + len(order)]]
        names += [*(table.labels[place] for place in layout.values), *labels]
    wanted = ", ".join(f"{column} AS c{place}" for place, column in enumerate(columns))
    table.narrow(f"SELECT {wanted} {query}", names)


def implied(table: Table, asked: Asked) -> bool:
    """Whether names and values tell of examples of several steps each: the target is the same in all of one."""
    places = [table.labels.index(name) for name in asked.targets if name in table.labels]
    if len(places) != len(asked.targets) or not places or len(table.labels) > WIDEST:
        return False
    timed = any(name.strip().lower() in STEPS or NAMES.intersection(words(name)) for name in table.labels)
    if not timed or not any(_holds_examples(table, place, places, FIRST) for place in _owners(table, places, None)):
        return False
    layout = laid_out(table, asked, places)
    if layout.example is None or layout.time is None or not layout.values:
        return False
    pair = f"(c{layout.example}, c{layout.time})"
    goal = f"c{places[0]}"
    counts = (
        f"count(*), count(DISTINCT c{layout.example}), count(DISTINCT {pair}), count(DISTINCT {goal}),"
        f" count(TRY_CAST({goal} AS DOUBLE))"
    )
    rows, examples, pairs, values, numbers = table.run(f"SELECT {counts} FROM raw WHERE c{layout.example} IS NOT NULL")[
        0
    ]
    recoded = examples <= values and (not numbers or values <= CLASSES)  # another name of each class is no example
    return bool(examples > 1 and pairs == rows >= FEWEST * examples and not recoded)


def laid_out(table: Table, asked: Asked, targets: Sequence[int]) -> Layout:
    """Find the column of examples, within which no target changes, and that of times."""
    free = [place for place in range(len(table.labels)) if place not in targets]
    time = place_of(table, asked.time_column, "--time-column") if asked.time_column else None
    if asked.group_column:
        example: int | None = place_of(table, asked.group_column, "--group-column")
    else:
        owners = _owners(table, targets, time)
        example = next((place for place in owners if _holds_examples(table, place, targets)), None)
    free = [place for place in free if place != example]
    if time is None and example is not None:
        time = next((place for place in free if table.labels[place].strip().lower() in STEPS), None)
        if time is None:
            dated = [place for place in free if NAMES.intersection(words(table.labels[place]))]
            time = next((place for place in dated if seconds(table, [table.labels[place]])), None)
    values = [place for place in free if place != time][:WIDEST]
    counts = ", ".join(f"count(c{place}), count({number(f'c{place}::VARCHAR')})" for place in values)
    found = table.run(f"SELECT {counts} FROM raw")[0] if values else ()
    held = zip(found[0::2], found[1::2], strict=True)
    return Layout(
        example, time, [p for p, (filled, numbers) in zip(values, held, strict=True) if numbers > NUMBERS * filled]
    )


def _owners(table: Table, targets: Sequence[int], time: int | None) -> list[int]:
    """Columns that may tell examples apart, by their names."""
    free = (place for place in range(len(table.labels)) if place not in targets and place != time)
    return [place for place in free if OWNERS.intersection(words(table.labels[place]))][:TRIED]


def _holds_examples(table: Table, place: int, targets: Sequence[int], first: int = 0) -> bool:
    """Whether values of a column repeat, and no target changes among the rows of one: of all, or of the first rows."""
    goals = ", ".join(f"c{target}" for target in targets)
    counts = f"count(*), count(DISTINCT c{place}), count(DISTINCT (c{place}, {goals}))"
    known = " AND ".join(f"c{target} IS NOT NULL" for target in targets)
    looked = f"(SELECT * FROM raw LIMIT {first})" if first else "raw"
    rows, examples, pairs = table.run(f"SELECT {counts} FROM {looked} WHERE c{place} IS NOT NULL AND {known}")[0]
    return bool(examples == pairs < rows and (first or examples > 1))


def _gather(table: Table, asked: Asked, layout: Layout, targets: Sequence[int]) -> None:
    """Make of the table one of examples: their targets, and how many steps each has.

    Raises `InputError` where a target changes within an example.
    """
    labels = [*(table.labels[target] for target in targets), "steps"]
    if layout.example is None:
        goals = ", ".join(f"c{target} AS c{place}" for place, target in enumerate(targets))
        table.narrow(f"SELECT {goals}, {len(layout.values)} AS c{len(targets)} FROM raw", labels)
        return
    key = f"c{layout.example}"
    differ = " OR ".join(f"count(DISTINCT c{target}) > 1" for target in targets)
    query = f"SELECT count(*) FROM (SELECT {key} FROM raw WHERE {key} IS NOT NULL GROUP BY {key} HAVING {differ})"
    if changing := table.run(query)[0][0]:
        refuse(
            asked.path,
            f"the target changes within {changing:,} of the examples that {table.labels[layout.example]!r} tells apart",
            "a value to predict for each step is a forecast, or a table",
            field="--target",
        )
    goals = ", ".join(f"any_value(c{target}) AS c{place}" for place, target in enumerate(targets))
    steps = f"count(*) AS c{len(targets)}"
    table.narrow(f"SELECT {goals}, {steps} FROM raw WHERE {key} IS NOT NULL GROUP BY {key}", labels)


def _cells(table: Table, layout: Layout) -> tuple[float, float]:
    """The share of values that are missing, and how much their scales differ."""
    each = [number(f"c{place}::VARCHAR") for place in layout.values]
    wanted = ", ".join(f"count({value}), stddev_pop({value})" for value in each)
    total, *found = table.run(f"SELECT count(*), {wanted} FROM raw")[0]
    spreads = [spread for spread in found[1::2] if spread]
    filled = sum(found[0::2])
    return rounded(1 - filled / (total * len(each))), rounded(max(spreads) / min(spreads)) if spreads else 1.0


def _notes(table: Table, layout: Layout) -> list[str]:
    if layout.example is None:
        return [f"each row is read as one example, a step a column; to export, a step a row: {CONVERT}"]
    name = table.labels[layout.example]
    ordered = f"in the order of {table.labels[layout.time]!r}" if layout.time is not None else "in the order of rows"
    notes = [f"each {name!r} is read as one example, its steps {ordered}; --kind table reads rows instead"]
    if not _known(table, layout):
        notes.append(f"an exported project reads examples by `id` and orders them by `step`: {CONVERT}")
    return notes


def _known(table: Table, layout: Layout) -> bool:
    """Whether exported projects find examples and their order by the names of the columns."""
    keys = {label.strip().lower(): place for place, label in reversed([*enumerate(table.labels)])}
    example = next((keys[each] for each in EXAMPLES if each in keys), 0)
    step = next((keys[each] for each in STEPS if each in keys), None)
    return example == layout.example and layout.time in (None, step)
