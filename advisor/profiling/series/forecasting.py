"""A table with a column of times -> facts of the series in it."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NoReturn

from advisor.profiling.series.patterns import TRENDING, Pattern, pattern
from advisor.profiling.series.variables import variables
from advisor.profiling.shared.profile import EXACT, Profile, Section, bins, refuse, rounded
from advisor.profiling.shared.tables.cells import look, spread, take_sample
from advisor.profiling.shared.tables.column_types import named_code
from advisor.profiling.shared.tables.readers import FILE
from advisor.profiling.shared.tables.target import measure_target, place_of
from advisor.profiling.shared.tables.times import JOINED, TRIED, WORKING_DAY, clock, numbered, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.cells import Reading
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.times import Clock, Instant

SAMPLED: Final = 50  # series whose season and trend are measured
LONGEST: Final = 50_000  # last steps of such a series
FEWEST: Final = 30  # steps from which a table is taken for a series by itself
FIRST: Final = 5_000  # rows by which it is told whether a table holds series
WIDEST: Final = 100  # columns among which the one that tells series apart is looked for
SHORTEST: Final = 2  # rows of the first that a series must have, on average
KNOWN: Final = 0.9  # share of the filled cells that are numbers, in a column of numbers
FILLED: Final = 0.3  # share of the steps whose value must be known
PASSED: Final = 0.25  # correlation above that among all steps, from which a season is one of those that are there
SPARSEST: Final = 5  # steps for each that is there, beyond which gaps are not filled in
VALUES: Final = 10  # different values that a series has at least
AGREED: Final = 0.5  # share of the sampled series that must share a season


def measure(source: Source, found: Sequence[tuple[str, ...]]) -> Profile:
    """Measure series: how many and how long, their step, gaps, season and trend, and the values to forecast.

    `found` are columns that may tell the time. Raises `InputError` where none does, or the target is no number.
    """
    asked = source.asked
    by_files(source, found)
    table = source.table
    times = _time_columns(table, asked, found)
    for name in times:
        place_of(table, name, "--time-column")
    if asked.group_column:
        place_of(table, asked.group_column, "--group-column")
    named = [name for name in (*times, asked.target, asked.group_column) if name]
    if len(set(named)) < len(named):
        refuse(asked.path, "the target, the time and the series are columns of their own")
    take_sample(table)
    instant = seconds(table, times)
    time = JOINED.join(times)
    if instant is None:
        refuse(asked.path, f"{time!r} holds no times that can be read", "write them as 2024-05-31 or 2024-05-31 14:00")
    inferred = "" if asked.target else _only_numbers(table, instant, asked, times)
    asked = asked._replace(target=asked.target or inferred)
    target = measure_target(table, asked._replace(task="regression"))
    table.stage("ordering the series in time")
    group = telling_apart(table, instant, asked, times)
    asked = asked._replace(group_column=group or "")
    series = f"c{table.labels.index(group)}::VARCHAR" if group else "''"
    table.run(
        f"CREATE OR REPLACE TEMP TABLE steps AS SELECT {series} AS g, {instant.sql} AS t, {target.label} AS x FROM raw"
        f" WHERE t IS NOT NULL AND g IS NOT NULL"
    )
    step = clock(table) if instant.dated else numbered(clock(table))
    told = _stated(table, asked, times, target.measured.name, target.facts, step)
    if inferred:
        told.notes.append(f"{inferred!r} is forecast, as no other column holds numbers; --target names another")
    return told


def by_files(source: Source, found: Sequence[tuple[str, ...]]) -> None:
    """Add the name of its file to each row, where each of many files holds one series."""
    table, asked = source.table, source.asked
    alone = len(table.files.paths) < 2 or table.files.form not in ("csv", "tsv")
    if alone or asked.group_column or not table.held or table.engine is not None:
        return
    instant = next((each for names in found if (each := seconds(table, names)) is not None), None)
    if instant is None or telling_apart(table, instant, asked, found[0]) is not None:
        return
    source.open(by_file=True)
    source.table.notes.append(
        f"each file is read as one series, told apart by {FILE!r}; an exported project reads one file with that column"
    )


def _only_numbers(table: Table, instant: Instant, asked: Asked, times: Sequence[str]) -> str:
    """The one column of numbers that neither orders the steps nor tells series apart; empty where there are more."""
    taken = (*times, telling_apart(table, instant, asked, times))
    others = [(name, f"c{place}::VARCHAR") for place, name in enumerate(table.labels[:WIDEST]) if name not in taken]
    if not others:
        return ""
    counts = ", ".join(f"count({column}), count(TRY_CAST({column} AS DOUBLE))" for _, column in others)
    found = table.run(f"SELECT {counts} FROM raw")[0]
    sizes = zip(others, found[::2], found[1::2], strict=True)
    numbers = [name for (name, _), filled, read in sizes if read and read >= KNOWN * filled]
    return numbers[0] if len(numbers) == 1 and len(table.labels) <= WIDEST else ""


def _time_columns(table: Table, asked: Asked, found: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The columns that tell the time: those that the user names, else the first that can be read."""
    if asked.time_column in table.labels:
        return (asked.time_column,)
    if asked.time_column:
        return tuple(asked.time_column.split(JOINED))
    chosen = [names for names in found if not {asked.target, asked.group_column}.intersection(names)]
    if not chosen:
        _refuse_timeless(table, asked)
    return next((names for names in chosen if seconds(table, names) is not None), chosen[0])


def _refuse_timeless(table: Table, asked: Asked) -> NoReturn:
    """Say how series are written, where they lie in rows, or in order without a time."""
    if len(table.labels) > FEWEST and not asked.target:
        form = "table.columns = ['series', *range(1, table.shape[1])]; table.melt('series', var_name='step').dropna()"
        hint = f"if each row is a series, turn it to the long form, as series,step,value: {form}"
    else:
        hint = (
            "--time-column COLUMN, or count the steps in one: pd.read_csv(...).rename_axis('step').to_csv('steps.csv')"
        )
    refuse(asked.path, "has no column of times", hint, field="--time-column")


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
        looks = [(name,) for name in source.first_rows.times]
        dates = [names for names in looks[:TRIED] if (each := seconds(source.table, names)) and each.dated]
        if len(dates) > 1 and not _one_time(source.table, dates):  # which of them orders the rows, nobody knows
            return None
    goal: str | None = None
    for names in free:
        instant = seconds(source.table, names)
        if instant is None or not (instant.dated or telling_apart(source.table, instant, asked, names)):
            continue
        if goal is None:
            by_files(source, [names])
            reading = _reading(source.table, source.table.labels.index(asked.target))
            if reading.kind != "number":
                return None
            goal = reading.sql(f"c{source.table.labels.index(asked.target)}")
        if _regular(source.table, asked, names, instant, goal):
            return names
    if source.table.files.by_file:
        source.open()
    return None


def _one_time(table: Table, dates: Sequence[tuple[str, ...]]) -> bool:
    """Whether columns of dates tell the same time, each in its spelling."""
    first, *others = [each.sql for names in dates if (each := seconds(table, names)) is not None]
    same = " AND ".join(f"bool_and({first} = {other})" for other in others)
    return bool(table.run(f"SELECT {same} FROM raw")[0][0])


def _regular(table: Table, asked: Asked, names: Sequence[str], instant: Instant, goal: str) -> bool:
    told = telling_apart(table, instant, asked, names)
    if told is None:
        return False
    series = f"c{table.labels.index(told)}::VARCHAR" if told else "''"
    table.run(f"CREATE OR REPLACE TEMP TABLE steps AS SELECT {series} AS g, {instant.sql} AS t, {goal} AS x FROM raw")
    counts = "count(t), count(DISTINCT (g, t)), count(DISTINCT g), count(x), count(DISTINCT x), count(DISTINCT (g, x))"
    found = table.run(f"SELECT {counts} FROM steps WHERE t IS NOT NULL")[0]
    rows, different, number, numbers, values, within = found
    if different < rows or rows < FEWEST * number or numbers < FILLED * rows or values < VALUES:
        return False
    if within <= number:  # one value for each whole series is its label
        return False
    return clock(table).regular


def _reading(table: Table, place: int) -> Reading:
    """How the first cells of a column are read."""
    kept, table.sample = table.sample, f"(SELECT * FROM raw LIMIT {FIRST})"
    try:
        spread(table, [place], None)
        return look(table)[place]
    finally:
        table.sample = kept


def telling_apart(table: Table, instant: Instant, asked: Asked, times: Sequence[str]) -> str | None:
    """The column by which each time stands once in each series: nothing where each stands once anyway, None for none.

    It is told by the first rows, which spares most tables a scan.
    """
    if asked.group_column:
        return asked.group_column
    taken = (asked.target, *times)
    others = [(name, place) for place, name in enumerate(table.labels[:WIDEST]) if name not in taken]
    columns = "".join(f", c{place}::VARCHAR AS c{place}" for _, place in others)
    rows, different = _first(table, instant, columns, f" LIMIT {FIRST}")
    if rows < FEWEST:
        return None
    if different == rows and table.rows > FIRST and table.held:  # which may all be of the first series
        rows, different = table.run(f"SELECT count({instant.sql}), count(DISTINCT {instant.sql}) FROM raw")[0]
        if different < rows:
            _first(table, instant, columns, "")
    if different == rows:
        return ""
    if FILE in table.labels:
        return FILE
    for name, place in others:
        counts = f"count(DISTINCT (c{place}, t)), count(DISTINCT c{place}), count(TRY_CAST(c{place} AS DOUBLE))"
        pairs, values, numbers = table.run(f"SELECT {counts} FROM first WHERE t IS NOT NULL")[0]
        if pairs == rows and 1 < values <= rows / SHORTEST and (not numbers or named_code(name)):
            return name
    return None


def _first(table: Table, instant: Instant, columns: str, limit: str) -> tuple[int, int]:
    """Keep the first rows with a time, and count them and their times."""
    table.run(f"CREATE OR REPLACE TEMP TABLE first AS SELECT {instant.sql} AS t{columns} FROM raw{limit}")
    rows, different = table.run("SELECT count(t), count(DISTINCT t) FROM first")[0]
    return int(rows), int(different)


def _stated(
    table: Table, asked: Asked, times: Sequence[str], target: str, goal: dict[str, Any], step: Clock
) -> Profile:
    """The facts, once the series stand in `steps`."""
    sizes = "count(*) AS n, count(x), count(DISTINCT t), max(t) - min(t)"
    lengths = table.run(f"SELECT g, {sizes} FROM steps GROUP BY g ORDER BY n DESC, g")
    total = sum(int(n) for _, n, *_ in lengths)
    if not total:
        refuse(asked.path, "has no row with a time that can be read")
    doubled = total - sum(int(different) for *_, different, _ in lengths)
    expected = sum(
        max(int(n), round(float(span) / step.usual) + 1) if step.regular else int(n) for _, n, _, _, span in lengths
    )
    gaps = expected - total
    patterns = _patterns(table, [g for g, *_ in lengths[:SAMPLED]], step)
    period = _agreed(patterns)
    time = JOINED.join(times)
    others = variables(table, {*times, target, asked.group_column})
    empty = total - sum(int(filled) for _, _, filled, *_ in lengths)
    facts: dict[str, Any] = {
        "data.kind": "series",
        "data.path": asked.path,
        "data.target": target,
        "data.time_column": time,
    }
    facts |= {} if asked.task else {"task": "forecasting"}
    facts |= {"data.group_column": asked.group_column} if asked.group_column else {}
    facts |= {path: value for path, value in goal.items() if path != "task"}
    facts |= {
        "data.rows": max(2, total),
        "data.series": len(lengths),
        "data.missing": rounded((gaps + empty) / max(1, expected)),
        "data.covariates": len(others.names),
    }
    facts |= {"data.period": period} if period else {}
    counts = [int(n) for _, n, *_ in lengths]
    sections = [_section(counts, step, patterns, gaps, expected)]
    notes = [*table.notes, *_notes(step, gaps, doubled, patterns, period), *others.notes()]
    if not asked.kind and not asked.task:
        apart = f" for each {asked.group_column!r}" if asked.group_column else ""
        notes.append(f"read as a series{apart} in steps of {step.name} by {time!r}; --kind table reads rows instead")
    method = f"{EXACT}, over all {total:,} steps of {len(lengths):,} series"
    sampled = (
        f"by autocorrelation, on the {len(patterns):,} longest series"
        if len(lengths) > len(patterns)
        else "by autocorrelation"
    )
    return Profile(facts, method, {"data.period": sampled}, sections, notes)


def _patterns(table: Table, names: Sequence[Any], step: Clock) -> list[Pattern]:
    """Season and trend of single series, by their last steps; a missing value is taken to be the one before."""
    found = []
    for place, name in enumerate(names):
        table.watch("measuring seasons", place / len(names))
        rows = table.connection.execute(
            f"SELECT t, avg(x) FROM steps WHERE g = ? GROUP BY t ORDER BY t DESC LIMIT {LONGEST}", [name]
        ).fetchall()
        steps = [(float(t), x) for t, x in reversed(rows)]
        values, known = _in_steps(steps, step), _filled([x for _, x in steps])
        told = pattern(values, step.seasons)
        if len(values) > len(known):  # where a calendar leaves steps out, the season may pass them over as well
            passed = pattern(known, step.seasons)
            told = passed if passed.strength > told.strength + PASSED else told
        found.append(told)
    return found


def _filled(found: Sequence[float | None]) -> list[float]:
    """The values in order, a missing one taken to be the one before."""
    values: list[float] = []
    for x in found:
        if x is not None or values:
            values.append(x if x is not None else values[-1])
    return values


def _in_steps(rows: Sequence[tuple[float, float | None]], step: Clock) -> list[float]:
    """The values of a series step by step, as seasons are counted: a missing one is taken to be the one before."""
    values: list[float] = []
    start = rows[0][0] if rows else 0.0
    steps = (rows[-1][0] - start) / step.usual + 1 if rows else 0.0
    whole = step.regular and step.name != WORKING_DAY and steps <= SPARSEST * len(rows)
    for t, x in rows:
        while whole and values and len(values) < round((t - start) / step.usual):
            values.append(values[-1])
        if x is not None or values:
            values.append(x if x is not None else values[-1])
        elif whole:
            start = t + step.usual
    return values


def _agreed(patterns: Sequence[Pattern]) -> int | None:
    """The season that most series share."""
    if not (votes := Counter(each.period for each in patterns if each.period)):
        return None
    period, count = votes.most_common(1)[0]
    return period if count >= AGREED * len(patterns) else None


def _section(lengths: Sequence[int], step: Clock, patterns: Sequence[Pattern], gaps: int, expected: int) -> Section:
    shown: list[tuple[Any, ...]] = [
        ("steps of a series", min(lengths), median(lengths), max(lengths), bins(lengths)),
        ("trend, share of the variance", *_spread([each.trend for each in patterns])),
        ("season, autocorrelation", *_spread([each.strength for each in patterns])),
        ("zeros, share of the steps", *_spread([each.zeros for each in patterns])),
    ]
    if tested := [each.tested for each in patterns if each.tested]:
        ratios = [(each.adf.statistic / each.adf.critical, each.kpss.statistic / each.kpss.critical) for each in tested]
        for name, values in zip(("ADF", "KPSS"), zip(*ratios, strict=True), strict=True):
            shown.append((f"{name}, times its critical value at 5%", *_spread(values)))
    title = f"series in steps of {step.name}; {gaps / max(1, expected):.1%} of the steps are missing"
    return Section(title, ("what", "least", "median", "most", "shape"), shown)


def _tested(patterns: Sequence[Pattern]) -> list[str]:
    """What the tests for a unit root say, of most series."""
    found = [each.tested for each in patterns if each.tested]
    if not found:
        return []
    ((conclusion, number),) = Counter(each.conclusion for each in found).most_common(1)
    several = len(found) > 1
    around = "straight trend" if median(each.trend for each in patterns) > TRENDING else "mean"
    said = {
        "stationary": f"stationary around {'their' if several else 'its'} {around}",
        "unit root": "not stationary, by a unit root: differences are easier to forecast",
        "unclear": "neither clearly stationary nor clearly not",
    }[conclusion]
    if several:
        return [f"{number:,} of {len(found):,} series are {said} (ADF and KPSS at 5%)"]
    adf, kpss = found[0].adf, found[0].kpss
    first = f"ADF {adf.statistic:.2f} of {adf.critical:.2f} with {adf.lags} lags"
    return [f"the series is {said} ({first}, KPSS {kpss.statistic:.3g} of {kpss.critical:g} at 5%)"]


def _spread(values: Sequence[float]) -> tuple[float, float, float, Any]:
    return (
        round(min(values), 4),
        round(median(values), 4),
        round(max(values), 4),
        bins(values) if len(values) > 1 else None,
    )


def _notes(step: Clock, gaps: int, doubled: int, patterns: Sequence[Pattern], period: int | None) -> list[str]:
    notes = []
    if not step.regular:
        notes.append(f"steps are uneven: only {step.share:.0%} of them take {step.name}")
    elif gaps:
        notes.append(f"{gaps:,} steps of {step.name} are missing")
    if doubled:
        notes.append(
            f"{doubled:,} rows repeat a time of their series: --group-column names the column that tells series apart"
        )
    if not period:
        notes.append("no season stands out")
    if median(each.trend for each in patterns) > TRENDING:
        notes.append("a straight trend makes most of the variance, so that the series is not stationary as it stands")
    notes += _tested(patterns)
    if median(each.zeros for each in patterns) > 0.5:
        notes.append("most values are zero: the series are intermittent")
    return notes
