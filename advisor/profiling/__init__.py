"""Data on disk -> facts. Only aggregates leave the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from advisor.errors import Complaint, InputError, nearest
from advisor.profiling import tasks
from advisor.profiling.cells import SAMPLE_ROWS, batches, look, settle, spread, take_sample
from advisor.profiling.judging import column_type
from advisor.profiling.leaking import giving_away
from advisor.profiling.measuring import Measured, classes_of, measure, scan
from advisor.profiling.opening import refuse
from advisor.profiling.reading import Table, opened
from advisor.profiling.stating import class_facts, column_facts, number_facts

SHOWN: Final = 10  # columns listed in a complaint
LONGEST: Final = 60  # characters of a name in a list

Say = Callable[[str], None]


class _Target(NamedTuple):
    """The target: as measured, and as SQL."""

    measured: Measured
    label: str


def profile(
    path: str,
    target: str = "",
    *,
    task: str | None = None,
    group_column: str = "",
    time_column: str = "",
    progress: Say | None = None,
    note: Say | None = None,
) -> dict[str, Any]:
    """Measure a table: facts by path, for `Intake.measured`.

    Rows without a target value are left out. Up to 100,000 rows everything is exact; of larger tables quantiles,
    outliers, duplicates and what relates columns to the target are measured on a sample of that size, and distinct
    values beyond what it shows are estimates. The task is inferred unless given. `progress` hears what is being done
    and `note` what a user should know of the data. Raises `InputError` where the file, the target or the task is not
    usable.
    """
    say, tell = progress or _silent, note or _silent
    tasks.known(task)
    say(f"reading {path}")
    with opened(path, target) as table:
        aside = {
            _place(table, name, flag)
            for name, flag in ((target, "--target"), (group_column, "--group-column"), (time_column, "--time-column"))
            if name or flag == "--target"
        }
        if len(aside) < 1 + bool(group_column) + bool(time_column):
            raise InputError(Complaint("the target, the group and the time are columns of their own", path))
        say(f"measuring {len(table.names):,} columns of {table.rows:,} rows")
        take_sample(table)
        wanted = _measure_target(table, _place(table, target, "--target"))
        chosen = _settle_task(task, wanted.measured, path)
        every = [place for place in range(len(table.names)) if place != wanted.measured.place]
        columns, leaks = _measure_columns(table, every, aside, wanted, chosen in tasks.CLASSES, say)
        for text in (*table.notes, *_remarks(table, wanted.measured, columns)):
            tell(text)
        facts: dict[str, Any] = {
            "data.kind": "table",
            "data.path": path,
            "data.target": target,
            "data.rows": wanted.measured.filled,
        }
        if task is None:
            facts["task"] = chosen
        inputs = [column for column in columns if column.place not in aside]
        facts |= column_facts(inputs, leaks, table, bool(time_column))
        if chosen == "regression":
            facts |= number_facts(wanted.measured)
        else:
            facts |= class_facts(classes_of(table, wanted.label))
        if group_column:
            groups = next(column for column in columns if column.name == group_column)
            facts |= {"data.group_column": group_column, "data.groups": groups.distinct}
        if time_column:
            facts |= {"data.time_column": time_column, "data.future": True}
    return facts


def _silent(text: str) -> None:
    """Say nothing."""


def _place(table: Table, name: str, flag: str) -> int:
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


def _measure_target(table: Table, place: int) -> _Target:
    """Measure the target over all rows. Raises `InputError` where nothing can be learnt from it."""
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
    return _Target(found, label)


def _settle_task(task: str | None, target: Measured, path: str) -> str:
    if task is None:
        return tasks.infer(target, path)
    tasks.check(task, target, path)
    return task


def _measure_columns(
    table: Table, places: list[int], aside: set[int], target: _Target, classifies: bool, say: Say
) -> tuple[list[Measured], set[int]]:
    """All columns but the target, and those among the inputs that give it away."""
    rows = int(table.run(f"SELECT count({target.label}) FROM {table.sample}")[0][0])
    columns: list[Measured] = []
    leaks: set[int] = set()
    for part in batches(places, rows):
        say(f"measuring columns {len(columns) + 1:,} to {len(columns) + len(part):,} of {len(places):,}")
        spread(table, part, target.label)
        readings = look(table)
        settle(table, readings)
        measured = measure(table, readings, rows)
        columns += measured
        inputs = [
            c for c in measured if column_type(c, table.rows) in ("numeric", "categorical") and c.place not in aside
        ]
        leaks |= giving_away(table, inputs, classifies, len(places))
    columns.sort(key=lambda column: column.place)
    if table.rows > SAMPLE_ROWS and columns:
        say(f"scanning {table.rows:,} rows")
        columns = scan(table, columns, target.label)
    return columns, leaks


def _remarks(table: Table, target: Measured, columns: list[Measured]) -> list[str]:
    """What a user should know of how the data was read."""
    remarks = []
    if left_out := table.rows - target.filled:
        remarks.append(f"{left_out:,} of {table.rows:,} rows have no {target.name!r} and are left out")
    odd = [column for column in (target, *columns) if column.reading.odd]
    for column in odd[:SHOWN]:
        example = f", as {column.reading.example[:LONGEST]!r}," if column.reading.example else ""
        remarks.append(f"{column.reading.odd:,} values of {column.name!r}{example} are no numbers and count as missing")
    if len(odd) > SHOWN:
        remarks.append(f"so do values in {len(odd) - SHOWN:,} other columns of numbers")
    return remarks
