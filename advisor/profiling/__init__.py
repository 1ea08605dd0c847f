"""Data on disk -> facts. Only aggregates leave the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from advisor.errors import Complaint, InputError, nearest
from advisor.profiling.judging import column_type, range_of, rounded, task_of
from advisor.profiling.measuring import (
    EXACT_ROWS,
    Measured,
    beyond,
    classes_of,
    columns_of,
    count_rows,
    duplicates,
    giving_away,
    measure,
)
from advisor.profiling.reading import open_table, quoted, refuse

CLASSES: Final = ("binary", "multiclass", "ordinal")
NUMBERS: Final = ("regression",)
HEAVY: Final = 0.01  # fraction of values beyond five robust deviations from which a feature is heavy-tailed
SHOWN: Final = 10  # columns listed in a complaint


def profile(
    path: str,
    target: str = "",
    *,
    task: str | None = None,
    group_column: str = "",
    time_column: str = "",
    progress: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Measure a table: facts by path, for `Intake.measured`.

    Rows without a target value are left out. Up to a million rows distinct values and quantiles are exact; above they
    are DuckDB's estimates, and what relates a column to the target is measured on 100,000 rows. The task is inferred
    unless given. Raises `InputError` where the file or the target is not usable.
    """
    say = progress or (lambda stage: None)
    say(f"reading {path}")
    connection = open_table(path)
    columns = columns_of(connection, path)
    names = [name for name, _ in columns]
    _check_column(path, target, names, "--target", required=True)
    _check_column(path, group_column, names, "--group-column")
    _check_column(path, time_column, names, "--time-column")
    total = count_rows(connection, path)
    if total == 0:
        refuse(path, "has a header and no rows")
    say(f"measuring {len(columns)} columns of {total:,} rows")
    exact = total <= EXACT_ROWS
    labelled = f"WHERE {quoted(target)} IS NOT NULL"
    rows, measured = measure(connection, path, columns, labelled, exact)
    by_name = {column.name: column for column in measured}
    wanted = by_name[target]
    _check_target(path, wanted, rows)
    found_task = task or task_of(wanted)
    facts: dict[str, Any] = {
        "data.kind": "table",
        "data.path": path,
        "data.target": target,
        "data.rows": rows,
    }
    if task is None:
        facts["task"] = found_task
    aside = {target, group_column, time_column}
    inputs = [column for column in measured if column.name not in aside]
    say("relating columns to the target")
    leaks = giving_away(connection, path, wanted, inputs, found_task in CLASSES)
    outliers = beyond(connection, path, [c for c in measured if c.numeric], labelled, not exact)
    facts |= _inputs(inputs, leaks, rows, outliers)
    facts["data.duplicates"] = rounded(duplicates(connection, path, total))
    if found_task in CLASSES:
        facts |= _classes(classes_of(connection, path, target))
    elif found_task in NUMBERS:
        facts |= _numbers(wanted, outliers.get(target, 0.0))
    if group_column:
        facts |= {"data.group_column": group_column, "data.groups": by_name[group_column].distinct}
    if time_column:
        facts |= {"data.time_column": time_column, "data.future": True}
    return facts


def _check_column(path: str, name: str, names: list[str], flag: str, required: bool = False) -> None:
    listed = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "")
    if not name:
        if required:
            raise InputError(
                Complaint("which column is to be predicted?", path, hint=f"{flag} COLUMN; there are: {listed}")
            )
        return
    if name not in names:
        near = nearest(name, names)
        hint = f"did you mean {near!r}?" if near else f"there are: {listed}"
        raise InputError(Complaint(f"there is no column {name!r}", path, field=flag, hint=hint))


def _check_target(path: str, target: Measured, rows: int) -> None:
    if rows == 0:
        refuse(path, f"the target {target.name!r} is missing in every row")
    if rows < 2:
        refuse(path, "two rows with a target are the least to learn from")
    if target.distinct < 2:
        refuse(path, f"the target {target.name!r} is the same in every row: there is nothing to learn")


def _inputs(inputs: list[Measured], leaks: list[str], rows: int, outliers: dict[str, float]) -> dict[str, Any]:
    types = {column.name: column_type(column, rows) for column in inputs}
    usable = [c for c in inputs if types[c.name] in ("numeric", "categorical") and c.name not in leaks]
    if not usable:
        refuse("data", "no input column is left beside the target: all are constant, identifiers, text or leaks")
    categories = [c for c in usable if types[c.name] == "categorical"]
    numbers = [c for c in usable if types[c.name] == "numeric"]
    spreads = [c.deviation for c in numbers if c.deviation]
    facts: dict[str, Any] = {
        "data.features": len(usable),
        "data.categorical": len(categories),
        "data.missing": rounded(sum(rows - c.filled for c in usable) / (rows * len(usable))),
        "data.columns": [_listed(c, types[c.name], rows) for c in inputs],
        "data.leaks": leaks,
    }
    if categories:
        facts["data.cardinality"] = min(rows, max(c.distinct for c in categories))
        facts["data.levels"] = sum(min(rows, c.distinct) for c in categories)
    if numbers:
        facts["data.scale_ratio"] = rounded(max(1.0, max(spreads) / min(spreads))) if spreads else 1.0
        facts["data.heavy_tails"] = rounded(sum(outliers.get(c.name, 0.0) > HEAVY for c in numbers) / len(numbers))
    return facts


def _listed(column: Measured, kind: str, rows: int) -> dict[str, Any]:
    listed: dict[str, Any] = {"name": column.name, "type": kind, "distinct": min(column.distinct, rows)}
    if column.filled < rows:
        listed["missing"] = rounded((rows - column.filled) / rows)
    return listed


def _classes(sizes: list[int]) -> dict[str, Any]:
    return {
        "data.classes": len(sizes),
        "data.imbalance": rounded(sizes[0] / sizes[-1]),
        "data.smallest_class": sizes[-1],
    }


def _numbers(target: Measured, outliers: float) -> dict[str, Any]:
    if not target.numeric:
        raise InputError(
            Complaint(f"a regression needs numbers, and {target.name!r} holds {target.type}", field="--target")
        )
    return {
        "data.target_range": range_of(target),
        "data.target_outliers": rounded(outliers),
        "data.target_skew": rounded(target.skew or 0.0),
        "data.target_mean": rounded(target.mean or 0.0, 6),
        "data.target_deviation": rounded(target.deviation or 0.0),
    }
