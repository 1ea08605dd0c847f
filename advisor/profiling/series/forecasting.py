"""A table with a column of times -> facts of the series in it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NoReturn

from advisor.profiling.series.apart import FEWEST, WIDEST, telling_apart
from advisor.profiling.series.patterns import Pattern, pattern, shared_season
from advisor.profiling.series.reporting import code_notes, section, step_notes
from advisor.profiling.series.variables import variables
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, refuse, rounded
from advisor.profiling.shared.tables import wide
from advisor.profiling.shared.tables.cells import take_sample
from advisor.profiling.shared.tables.target import measure_target, place_of
from advisor.profiling.shared.tables.times import JOINED, WORKING_DAY, clock, numbered, seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import CONVERT, Asked
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.times import Clock, Instant

SAMPLED: Final = 50  # series whose season and trend are measured
LONGEST: Final = 50_000  # last steps of such a series
KNOWN: Final = 0.9  # share of the filled cells that are numbers, in a column of numbers
PASSED: Final = 0.25  # correlation above that among all steps, from which a season is one of those that are there
SPARSEST: Final = 5  # steps for each that is there, beyond which gaps are not filled in
BY_CLOCKS: Final = 1_000  # steps from which one doubled hour a year is no accident
AGREED: Final = 0.5  # share of the sampled series that must share a season


def measure(source: Source, found: Sequence[tuple[str, ...]]) -> Profile:
    """Measure series: how many and how long, their step, gaps, season and trend, and the values to forecast.

    `found` are columns that may tell the time. Raises `InputError` where none does, or the target is no number.
    """
    asked = source.asked
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
    period = _agreed(patterns) or shared_season(patterns)
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
    sections = [section(counts, step, patterns, gaps, expected)]
    clocks = bool(doubled) and _by_clocks(table)
    notes = [*table.notes, *step_notes(step, gaps, doubled, patterns, period, clocks), *others.notes()]
    notes += code_notes(table, target, others) + wide.remarks(table.labels, target)
    if any(not table.names[table.labels.index(name)].strip() for name in times):
        notes.append(f"an exported project finds columns by their names, and the first one has none: {CONVERT}")
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


def _by_clocks(table: Table) -> bool:
    """Whether times stand twice within one hour of one night a year alone, as clocks go back."""
    twice = "SELECT make_timestamp((t * 1e6)::BIGINT) AS moment FROM steps GROUP BY g, t HAVING count(*) = 2"
    each = "count(DISTINCT moment::DATE) AS days, max(moment) - min(moment) AS span"
    years = f"SELECT {each} FROM ({twice}) GROUP BY year(moment)"
    query = f"SELECT bool_and(days = 1 AND span < INTERVAL 1 HOUR), (SELECT count(*) FROM steps) FROM ({years})"
    more = "SELECT count(*) FROM (SELECT t FROM steps GROUP BY g, t HAVING count(*) > 2)"
    found, rows = table.run(query)[0]
    return bool(found) and rows >= BY_CLOCKS and not table.run(more)[0][0]


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
