"""A table -> facts of its target and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.profiling.shared.profile import EXACT, Profile, Section
from advisor.profiling.shared.tables import sentinels, wide
from advisor.profiling.shared.tables.cells import SAMPLE_ROWS, batches, look, settle, spread, take_sample
from advisor.profiling.shared.tables.column_types import column_type
from advisor.profiling.shared.tables.columns import Measured, aggregate, scan, without
from advisor.profiling.shared.tables.sections import column_section, target_section
from advisor.profiling.shared.tables.target import LONGEST, SHOWN, Target, measure_target, place_of
from advisor.profiling.shared.tables.target_facts import number_facts
from advisor.profiling.shared.tables.tasks import in_seconds
from advisor.profiling.shared.tables.times import named_times, seconds
from advisor.profiling.table import files_beside, order, together
from advisor.profiling.table.facts import column_facts
from advisor.profiling.table.relevance import beginnings, counted_days, dated, in_runs, relevance, siblings, split_notes
from advisor.profiling.table.target_leakage import (
    filled_by_class,
    leaking_columns,
    near_leaks,
    separating,
    telling_where_filled,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.sentinels import Code
    from advisor.profiling.shared.tables.table import Table

LONG: Final = 24  # mean characters of texts that may tell much, as names do not
RELATED: Final = 20  # targets to which columns are related
COPIES: Final = 0.1  # share of the rows from which copies are noted
SAMPLED: Final = (
    "data.duplicates",
    "data.scale_ratio",
    "data.heavy_tails",
    "data.leaks",
    "data.target_outliers",
    "data.target_skew",
)


def measure(source: Source, found: Any) -> Profile:
    """Measure the rows of a table."""
    del found
    return profile(source.table, source.asked)


def profile(table: Table, asked: Asked) -> Profile:
    """Measure a table.

    Rows without a target value are left out. Up to 100,000 rows everything is exact; of larger tables quantiles,
    outliers, duplicates and what relates columns to the target are measured on a sample of that size, and distinct
    values beyond what it shows are estimates. The task is inferred unless given. Raises `InputError` where the
    target or the task is not usable.
    """
    named = [(name, "--target") for name in asked.targets or ("",)]
    named += [(asked.group_column, "--group-column")] if asked.group_column else []
    named += [(asked.time_column, "--time-column")] if asked.time_column else []
    aside = {place_of(table, name, flag) for name, flag in named}
    if len(aside) < len(named) and len(set(asked.targets)) == len(asked.targets):
        raise InputError(Diagnostic("the target, the group and the time are columns of their own", table.path))
    table.stage(f"measuring {len(table.names):,} columns of {table.rows:,} rows")
    take_sample(table)
    wanted = measure_target(table, asked)
    every = [place for place in range(len(table.names)) if place not in wanted.places]
    columns, leaks, codes = _measure_columns(table, every, aside, wanted)
    wanted = _without_codes(table, wanted, codes)
    facts: dict[str, Any] = {"data.kind": "table", "data.path": asked.path}
    inputs = [column for column in columns if column.place not in aside]
    facts |= column_facts(inputs, leaks, table, bool(asked.time_column), wanted.task == "regression") | wanted.facts
    if asked.group_column:
        groups = next(column for column in columns if column.name == asked.group_column)
        facts |= {"data.group_column": asked.group_column, "data.groups": groups.distinct}
    if asked.time_column:
        facts |= {"data.time_column": asked.time_column, "data.future": True}
    notes = [*table.notes, *wanted.notes, *_remarks(table, wanted, columns, asked.values)]
    notes += (
        _texts(inputs, table) + sentinels.remarks(codes, apart=True) + wide.remarks(table.labels, wanted.measured.name)
    )
    told = [column for column in inputs if column.place not in leaks]
    dates = [column.name for column in told if column_type(column, table.rows) == "date"]
    notes += (
        near_leaks(told, wanted.measured.name)
        + separating(table, told, wanted)
        + filled_by_class(table, told, wanted)
        + telling_where_filled(table, told, wanted)
        + together.remarks(table, told, dates, wanted)
    )
    when = [names for names in named_times(table.labels, [], []) if len(names) > 1 and seconds(table, names)][:1]
    grouped, timed = bool(asked.group_column), bool(asked.time_column)
    notes += split_notes(columns, aside | leaks, table.rows, grouped, timed, when[0] if when else ())
    notes += counted_days(told) + _copies(facts["data.duplicates"])
    notes += siblings(told, [column.name for column in wanted.columns])
    if not (grouped or table.engine is not None):
        notes += files_beside.remarks(table, inputs)
        notes += beginnings(table, inputs)
        notes += in_runs(table, told, notes)
    if not (grouped or timed or dates or when or any(map(dated, told))):
        notes += order.remarks(table, told, wanted)
    sections: list[Section] = []
    if asked.shown:
        sections = [
            target_section(table, wanted, asked.values),
            column_section(table, inputs, leaks, asked.values),
        ]
    return Profile(facts, *_methods(table, facts), sections, notes)


def _methods(table: Table, facts: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """How the facts were measured."""
    if table.rows <= SAMPLE_ROWS:
        return f"{EXACT}, over all {table.rows:,} rows", {}
    sampled = int(table.run(f"SELECT count(*) FROM {table.sample}")[0][0])
    sample = f"on a sample of {sampled:,} of {table.rows:,} rows, chosen by a hash of what they hold"
    methods = dict.fromkeys((path for path in SAMPLED if path in facts), sample)
    estimated = f"relevance {sample}; distinct values are estimates where it does not show them all; the rest is exact"
    return f"{EXACT}, over all {table.rows:,} rows", methods | {"data.columns": estimated}


def _measure_columns(
    table: Table, places: list[int], aside: set[int], target: Target
) -> tuple[list[Measured], set[int], list[Code]]:
    """All columns but the targets, those among the inputs that give one away, and values that may be codes.

    Of several targets the one that a column tells most of counts.
    """
    classes = 2 if target.task == "multilabel" else target.facts.get("data.classes")
    rows = int(table.run(f"SELECT count({target.label}) FROM {table.sample}")[0][0])
    columns: list[Measured] = []
    leaks: set[int] = set()
    codes: list[Code] = []
    for part in batches(places, rows):
        table.stage(f"measuring columns {len(columns) + 1:,} to {len(columns) + len(part):,} of {len(places):,}")
        spread(table, part, target.label)
        readings = look(table)
        settle(table, readings)
        measured = aggregate(table, readings, rows)
        inputs = [
            c for c in measured if column_type(c, table.rows) in ("numeric", "categorical") and c.place not in aside
        ]
        alone = target.measured.name if target.task == "regression" and len(target.columns) == 1 else ""
        amounts = [column for column in inputs if column_type(column, table.rows) == "numeric"]
        some = sentinels.codes(table, amounts, "" if columns else alone)
        codes += some
        if by_place := sentinels.by_place([code for code in some if code.place != sentinels.TARGET]):
            measured = without(table, measured, by_place)
        told: dict[int, float] = {}
        for label in target.labels[:RELATED]:
            if label != target.label:
                spread(table, part, label)
                settle(table, readings)
            leaks |= leaking_columns(table, inputs, classes is not None, len(places))
            for place, share in relevance(table, inputs, classes).items():
                told[place] = max(share, told.get(place, 0.0))
        columns += [column._replace(relevance=told.get(column.place)) for column in measured]
    columns.sort(key=lambda column: column.place)
    if table.rows > SAMPLE_ROWS and columns:
        table.stage(f"scanning {table.rows:,} rows")
        columns = scan(table, columns, target.label)
    return columns, leaks, codes


def _without_codes(table: Table, target: Target, codes: Sequence[Code]) -> Target:
    """A target of numbers with its facts measured without the values that may be codes."""
    own = [code.value for code in codes if code.place == sentinels.TARGET]
    if not own:
        return target
    place = target.measured.place
    spread(table, [place], target.label)
    settle(table, {place: target.measured.reading})
    found = without(table, target.columns, {place: own})
    if table.rows > SAMPLE_ROWS:
        found = scan(table, found, target.label)
    return target._replace(columns=tuple(found), facts=target.facts | number_facts(found[0]))


def _copies(share: float) -> list[str]:
    """A note of rows that stand there more than once."""
    if share < COPIES:
        return []
    return [f"{share:.1%} of the rows repeat an earlier one: keep copies in one part of a split, or one of each"]


def _texts(inputs: Sequence[Measured], table: Table) -> list[str]:
    """A note of the columns of long texts, and of what learns from them alone."""
    long = [column for column in inputs if column_type(column, table.rows) == "text" and column.length >= LONG]
    found = [repr(column.name) for column in long]
    named = ", ".join(found[:SHOWN])
    hold = "hold" if len(found) > 1 else "holds"
    read = f"{named} {hold} texts, which may tell most: they enter as numbers beside the other columns"
    return [f"{read}; --kind text learns from texts alone"] if found else []


def _remarks(table: Table, target: Target, columns: Sequence[Measured], values: bool) -> list[str]:
    """What a user should know of how the data was read."""
    remarks = []
    if left_out := table.rows - target.measured.filled:
        named = repr(target.measured.name) if len(target.columns) == 1 else "value of some target"
        remarks.append(f"{left_out:,} of {table.rows:,} rows have no {named} and are left out")
    if len(target.columns) > RELATED:
        remarks.append(f"relevance and leaks are measured by the first {RELATED} of {len(target.columns):,} targets")
    odd = [column for column in (*target.columns, *columns) if column.reading.odd]
    for column in odd[:SHOWN]:
        example = f", as {column.reading.example[:LONGEST]!r}," if column.reading.example and values else ""
        one = column.reading.odd == 1
        what = "value of {}{} is no number and counts" if one else "values of {}{} are no numbers and count"
        remarks.append(f"{column.reading.odd:,} {what.format(repr(column.name), example)} as missing")
    marked = [column for column in (*target.columns, *columns) if column.reading.marks and column.numeric]
    if marked:
        named = ", ".join(f"{column.name!r} ({column.reading.marks})" for column in marked[:SHOWN])
        named += ", ..." if len(marked) > SHOWN else ""
        remarks.append(f"numbers are read without their signs and units: {named}")
    remarks += [
        f"{column.name!r} holds numbers in several units ({column.reading.marks}): to learn from them make one unit of"
        f" them; table[{column.name!r}].str.extract(r'([0-9.]+) *(.*)') takes number and unit apart"
        for column in [c for c in columns if c.reading.marks and not c.numeric][:SHOWN]
    ]
    lasting = [column for column in columns if column.reading.clock and column.reading.kind == "text"]
    remarks += [
        f"{column.name!r} holds durations: to learn from them {in_seconds(column)}" for column in lasting[:SHOWN]
    ]
    if len(odd) > SHOWN:
        remarks.append(f"so do values in {len(odd) - SHOWN:,} other columns of numbers")
    return remarks
