"""A table -> facts of its target and its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.errors import Complaint, InputError, nearest
from advisor.profiling.profiles import EXACT, Profile, Section, refuse
from advisor.profiling.table import tasks
from advisor.profiling.table.cells import SAMPLE_ROWS, batches, look, settle, spread, take_sample
from advisor.profiling.table.judging import column_type
from advisor.profiling.table.leaking import giving_away
from advisor.profiling.table.measuring import Measured, classes_of, measure, scan
from advisor.profiling.table.relating import relevance, split_notes
from advisor.profiling.table.showing import column_section, target_section
from advisor.profiling.table.stating import class_facts, column_facts, number_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.profiles import Asked
    from advisor.profiling.table.reading import Table

SHOWN: Final = 10  # columns listed in a complaint
LONGEST: Final = 60  # characters of a name in a list
SAMPLED: Final = (
    "data.duplicates",
    "data.scale_ratio",
    "data.heavy_tails",
    "data.leaks",
    "data.target_outliers",
    "data.target_skew",
)


class Target(NamedTuple):
    """The target: as measured, as SQL, the task that it asks for, and its facts."""

    measured: Measured
    label: str
    task: str
    facts: dict[str, Any]


def profile(table: Table, asked: Asked) -> Profile:
    """Measure a table.

    Rows without a target value are left out. Up to 100,000 rows everything is exact; of larger tables quantiles,
    outliers, duplicates and what relates columns to the target are measured on a sample of that size, and distinct
    values beyond what it shows are estimates. The task is inferred unless given. Raises `InputError` where the
    target or the task is not usable.
    """
    tasks.known(asked.task)
    flags = (
        (asked.target, "--target"),
        (asked.group_column, "--group-column"),
        (asked.time_column, "--time-column"),
    )
    aside = {place_of(table, name, flag) for name, flag in flags if name or flag == "--target"}
    if len(aside) < 1 + bool(asked.group_column) + bool(asked.time_column):
        raise InputError(Complaint("the target, the group and the time are columns of their own", table.path))
    table.stage(f"measuring {len(table.names):,} columns of {table.rows:,} rows")
    take_sample(table)
    wanted = measure_target(table, asked)
    chosen = wanted.task
    every = [place for place in range(len(table.names)) if place != wanted.measured.place]
    columns, leaks = _measure_columns(table, every, aside, wanted, chosen in tasks.CLASSES)
    facts: dict[str, Any] = {
        "data.kind": "table",
        "data.path": asked.path,
        "data.target": asked.target,
    }
    inputs = [column for column in columns if column.place not in aside]
    facts |= column_facts(inputs, leaks, table, bool(asked.time_column)) | wanted.facts
    if asked.group_column:
        groups = next(column for column in columns if column.name == asked.group_column)
        facts |= {"data.group_column": asked.group_column, "data.groups": groups.distinct}
    if asked.time_column:
        facts |= {"data.time_column": asked.time_column, "data.future": True}
    notes = [*table.notes, *_remarks(table, wanted.measured, columns, asked.values)]
    notes += split_notes(columns, aside | leaks, table.rows, bool(asked.group_column), bool(asked.time_column))
    sections: list[Section] = []
    if asked.shown:
        sections = [
            target_section(table, wanted.measured, wanted.label, chosen, asked.values),
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


def place_of(table: Table, name: str, flag: str) -> int:
    """Where a named column stands. Raises `InputError` where there is none, or more than one."""
    shown = [f"{label[:LONGEST]}..." if len(label) > LONGEST else label for label in table.labels[:SHOWN]]
    listed = ", ".join(shown) + (", ..." if len(table.labels) > SHOWN else "")
    if not name:
        raise InputError(
            Complaint("which column is to be predicted?", table.path, hint=f"{flag} COLUMN; there are: {listed}")
        )
    if table.names.count(name) > 1:
        refuse(table.path, f"{table.names.count(name)} columns are called {name!r}", "give each a name of its own")
    if name not in table.labels:
        near = nearest(name, table.labels)
        hint = f"did you mean {near!r}?" if near else f"there are: {listed}"
        raise InputError(Complaint(f"there is no column {name!r}", table.path, field=flag, hint=hint))
    return table.labels.index(name)


def measure_target(table: Table, asked: Asked, ordered: bool = True) -> Target:
    """Measure the target over all rows; `ordered` says whether grades are a task of their own.

    Raises `InputError` where nothing can be learnt from it, or the task does not fit it.
    """
    place = place_of(table, asked.target, "--target")
    spread(table, [place], None)
    readings = look(table)
    settle(table, readings)
    reading = readings[place]
    label = reading.sql(f"c{place}")
    rows = min(table.rows, table.run(f"SELECT count(*) FROM {table.sample}")[0][0])
    (found,) = measure(table, readings, rows)
    if table.rows > SAMPLE_ROWS:
        (found,) = scan(table, [found], label)
    name = table.labels[place]
    if found.filled == 0:
        refuse(table.path, f"the target {name!r} is missing in every row")
    if found.filled < 2:
        refuse(table.path, "two rows with a target are the least to learn from")
    if found.distinct < 2:
        refuse(table.path, f"the target {name!r} is the same in every row: there is nothing to learn")
    facts: dict[str, Any] = {"data.rows": found.filled}
    if asked.task is None:
        task = tasks.infer(found, table.path)
        task = facts["task"] = "multiclass" if task == "ordinal" and not ordered else task
    else:
        task = asked.task
        tasks.check(task, found, table.path)
    facts |= number_facts(found) if task == "regression" else class_facts(classes_of(table, label))
    return Target(found, label, task, facts)


def _measure_columns(
    table: Table, places: list[int], aside: set[int], target: Target, classifies: bool
) -> tuple[list[Measured], set[int]]:
    """All columns but the target, and those among the inputs that give it away."""
    rows = int(table.run(f"SELECT count({target.label}) FROM {table.sample}")[0][0])
    columns: list[Measured] = []
    leaks: set[int] = set()
    for part in batches(places, rows):
        table.stage(f"measuring columns {len(columns) + 1:,} to {len(columns) + len(part):,} of {len(places):,}")
        spread(table, part, target.label)
        readings = look(table)
        settle(table, readings)
        measured = measure(table, readings, rows)
        columns += measured
        inputs = [
            c for c in measured if column_type(c, table.rows) in ("numeric", "categorical") and c.place not in aside
        ]
        leaks |= giving_away(table, inputs, classifies, len(places))
        told = relevance(table, inputs, target.facts.get("data.classes"))
        columns[-len(measured) :] = [column._replace(relevance=told.get(column.place)) for column in measured]
    columns.sort(key=lambda column: column.place)
    if table.rows > SAMPLE_ROWS and columns:
        table.stage(f"scanning {table.rows:,} rows")
        columns = scan(table, columns, target.label)
    return columns, leaks


def _remarks(table: Table, target: Measured, columns: Sequence[Measured], values: bool) -> list[str]:
    """What a user should know of how the data was read."""
    remarks = []
    if left_out := table.rows - target.filled:
        remarks.append(f"{left_out:,} of {table.rows:,} rows have no {target.name!r} and are left out")
    odd = [column for column in (target, *columns) if column.reading.odd]
    for column in odd[:SHOWN]:
        example = f", as {column.reading.example[:LONGEST]!r}," if column.reading.example and values else ""
        remarks.append(f"{column.reading.odd:,} values of {column.name!r}{example} are no numbers and count as missing")
    if len(odd) > SHOWN:
        remarks.append(f"so do values in {len(odd) - SHOWN:,} other columns of numbers")
    return remarks
