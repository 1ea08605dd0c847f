"""Whether a table holds series that nobody said it does: even steps of time beside a target of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.series.apart import FEWEST, FIRST, SLIPS, by_files, telling_apart, together
from advisor.profiling.shared.tables.cells import look, spread
from advisor.profiling.shared.tables.times import DAY, HOUR, JOINED, TRIED, clock, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.cells import Reading
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.times import Instant

FILLED: Final = 0.3  # share of the steps whose value must be known
VALUES: Final = 10  # different values that a series has at least
ONCE: Final = 0.8  # share of the rows with a time of their own, from which the others are slips
LONG: Final = 5  # rows that a sequence has, on average
MOSTLY: Final = 0.5  # from which no other column of times is looked at
THERE: Final = 0.05  # share of the steps from the first to the last of each series that must be there
SIDE_BY_SIDE: Final = 1.5  # rows of each time, on average, from which several sequences run side by side, or
NEARLY: Final = 1.1  # where the times together are no even steps
SAME_S: Final = 1.0  # seconds by which what lies between two times may differ, in
MOST: Final = (0.01, 0.99)  # all rows between these quantiles


def implied(source: Source, found: Sequence[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The columns by whose times a table holds regular series: even steps beside a target of numbers.

    Each time stands once, or once for each value of a column that then tells series apart; steps that are counted
    rather than dated need such a column, as numbers in a row may be anything.
    """
    asked = source.asked
    labels = source.table.labels
    if asked.target not in labels or asked.more or asked.group_column not in ("", *labels):
        return None
    free = [names for names in found if asked.target not in names]
    if not any(len(names) > 1 for names in free):
        looks: list[tuple[str, ...]] = [(name,) for name in source.first_rows.times]
        dates = [names for names in looks[:TRIED] if (each := seconds(source.table, names)) and each.dated]
        dates = _changing(source.table, asked, dates)
        if len(dates) > 1 and not _one_time(source.table, dates):  # which of them orders the rows, nobody knows
            return None
    goal: str | None = None
    regular: dict[tuple[str, ...], float] = {}
    for names in free:
        instant = seconds(source.table, names)
        if instant is not None and instant.dated:
            _without_copies(source.table, instant)
        if instant is None or not (instant.dated or telling_apart(source.table, instant, asked, names)):
            continue
        if goal is None:
            by_files(source, [names])
            reading = _reading(source.table, source.table.labels.index(asked.target))
            if reading.kind != "number":
                break
            goal = reading.sql(f"c{source.table.labels.index(asked.target)}")
        if there := _regular(source.table, asked, names, instant, goal):
            regular[names] = there
            if there >= MOSTLY:
                break
    if regular:
        return max(regular, key=lambda names: regular[names])
    if source.table.files.by_file:
        source.open()
    elif names := next((names for names in free if (each := seconds(source.table, names)) and each.dated), ()):
        instant = seconds(source.table, names)
        source.table.notes += _remarks(source.table, asked, names, instant) if instant else []
    return None


def _without_copies(table: Table, instant: Instant) -> None:
    """Drop rows that repeat another one whole, where all times then stand once, in even steps."""
    if not table.held:
        return
    rows, different = table.run(f"SELECT count({instant.sql}), count(DISTINCT {instant.sql}) FROM raw")[0]
    if not ONCE * rows <= different < rows or not _even(table, instant):
        return
    columns = ", ".join(f"c{place}" for place in range(len(table.labels)))
    whole = f"SELECT DISTINCT {columns} FROM raw"
    if table.run(f"SELECT count(*) FROM ({whole}) AS whole")[0][0] - table.rows == different - rows:
        table.narrow(whole, table.labels)
        table.notes.append(f"{rows - different:,} rows repeat another one whole and count once: drop_duplicates()")


def _even(table: Table, instant: Instant) -> bool:
    """Whether the times of a table, each taken once, are even steps."""
    table.run(f"CREATE OR REPLACE TEMP TABLE steps AS SELECT DISTINCT '' AS g, {instant.sql} AS t FROM raw")
    return clock(table).regular


def _remarks(table: Table, asked: Asked, names: Sequence[str], instant: Instant) -> list[str]:
    """What to know of rows in time that are no series as they stand."""
    if not table.held:
        return []
    time, told = JOINED.join(names), telling_apart(table, instant, asked, names)
    rows, different = table.run(f"SELECT count({instant.sql}), count(DISTINCT {instant.sql}) FROM raw")[0]
    aside = rows >= SIDE_BY_SIDE * different or (rows >= NEARLY * different and not _even(table, instant))
    if told and aside:
        groups = int(table.run(f"SELECT count(DISTINCT c{table.labels.index(told)}) FROM raw")[0][0])
        if groups * LONG > table.rows:
            return []
        kept = f"--group-column {told} keeps each in one part of a split"
        return [f"the rows of each {told!r} follow in time by {time!r}, too few or too uneven for series: {kept}"]
    if (both := together(table, instant, asked, names)) is not None:
        one, other = both
        made = f"table['series'] = table[{one!r}].astype(str) + ' ' + table[{other!r}].astype(str)"
        return [
            f"{one!r} and {other!r} together tell sequences in time by {time!r} apart: {made}, --group-column series"
        ]
    if told != "" and ONCE * rows <= different < rows and _even(table, instant):
        doubled = f"{rows - different:,} of {rows:,} rows repeat a time of {time!r}"
        return [f"{doubled}, so that these are no even steps yet: to forecast, sum or average them to one row a step"]
    return []


def _changing(table: Table, asked: Asked, dates: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The columns of dates but for such as say one thing of each series, as when its sensor was put there."""
    counts = [
        (names, table.run(f"SELECT count(DISTINCT c{table.labels.index(names[0])}) FROM raw")[0][0]) for names in dates
    ]
    if len(counts) < 2:
        return list(dates)
    most, _ = max(counts, key=lambda each: each[1])
    instant = seconds(table, most)
    told = telling_apart(table, instant, asked, most) if instant else None
    if not told:
        return list(dates)
    group = f"c{table.labels.index(told)}"
    places = {names: f"c{table.labels.index(names[0])}" for names in dates if names != most}
    pairs = ", ".join(f"count(DISTINCT ({group}, {place}))" for place in places.values())
    groups, *found = table.run(f"SELECT count(DISTINCT {group}), {pairs} FROM raw")[0]
    still = {names for names, number in zip(places, found, strict=True) if number <= groups}
    return [names for names in dates if names not in still]


def _one_time(table: Table, dates: Sequence[tuple[str, ...]]) -> bool:
    """Whether columns of dates tell the same time, each in its spelling, or one that is always as much later.

    So do a day and times within it, and the time of clocks that are put forward in summer beside one that is not.
    """
    first, *others = [each.sql for names in dates if (each := seconds(table, names)) is not None]
    ends = (f"quantile_cont({first} - {other}, {list(MOST)})" for other in others)
    same = " AND ".join(f"abs({each}[2] - {each}[1]) < {SAME_S}" for each in ends)
    within = " AND ".join(f"coalesce({other} - {first} BETWEEN 0 AND {DAY}, true)" for other in others)
    of_days = f"bool_and({first} % {DAY} = 0 AND {within})"  # as when the sun rose and set on each
    if any(table.run(f"SELECT {same}, {of_days} FROM raw")[0]):
        return True
    spans = f"count(DISTINCT {first} - {others[0]}) = 2, max({first} - {others[0]}) - min({first} - {others[0]})"
    two, span = table.run(f"SELECT {spans} FROM raw")[0] if len(others) == 1 else (False, 0)
    return bool(two) and span == HOUR


def _regular(table: Table, asked: Asked, names: Sequence[str], instant: Instant, goal: str) -> float:
    """The share of the steps that are there, where times stand in even steps; none where they do not."""
    told = telling_apart(table, instant, asked, names)
    if told is None:
        return 0.0
    series = f"c{table.labels.index(told)}::VARCHAR" if told else "''"
    table.run(f"CREATE OR REPLACE TEMP TABLE steps AS SELECT {series} AS g, {instant.sql} AS t, {goal} AS x FROM raw")
    counts = "count(t), count(DISTINCT (g, t)), count(DISTINCT g), count(x), count(DISTINCT x), count(DISTINCT (g, x))"
    found = table.run(f"SELECT {counts} FROM steps WHERE t IS NOT NULL")[0]
    rows, different, number, numbers, values, within = found
    if different < (1 - SLIPS) * rows or rows < FEWEST * number or numbers < FILLED * rows or values < VALUES:
        return 0.0
    if within <= number:  # one value for each whole series is its label
        return 0.0
    step = clock(table)
    there = float(rows) / _steps(table, step.usual) if step.regular else 0.0
    return there if there >= THERE else 0.0


def _steps(table: Table, step: float) -> float:
    """How many steps of so many seconds all series have from their first to their last."""
    spans = "SELECT max(t) - min(t) AS span FROM steps WHERE t IS NOT NULL GROUP BY g"
    return float(table.run(f"SELECT sum(span / {step} + 1) FROM ({spans}) AS spans")[0][0])


def _reading(table: Table, place: int) -> Reading:
    """How the first cells of a column are read."""
    kept, table.sample = table.sample, f"(SELECT * FROM raw LIMIT {FIRST})"
    try:
        spread(table, [place], None)
        return look(table)[place]
    finally:
        table.sample = kept
