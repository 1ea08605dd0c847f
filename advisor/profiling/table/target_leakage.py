"""Target leakage: copies, recodings and rescalings of the target, and near-perfect predictors on their own.

A strong but honest column leaves errors: the bar is what copies reach, and more than chance could.
"""

from __future__ import annotations

from itertools import pairwise
from math import isfinite, lgamma, log
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.tables.column_types import column_type
from advisor.profiling.table.relevance import dated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.target import Target

RESOLVED: Final = 0.99  # share of the errors of the best constant guess that a value of the column resolves
SUPPORT: Final = 5  # rows a value, on average, below which values are names of rows
LINEAR: Final = 0.999  # correlation, of values, logarithms or ranks, above which a column is a rescaled copy
ORDERED: Final = 0.99  # correlation of ranks without which one far point may make all of the other
HINT: Final = 0.7  # correlation below which ranks are not compared
SEVERAL: Final = 20  # rows below which a correlation says nothing
TAILS: Final = (0.005, 0.995)  # quantiles between which the values of a class lie
MANY: Final = 500  # rows below which a number may separate the classes by merit
MOST_CLASSES: Final = 50  # classes beyond which intervals are not compared
COMPLETE: Final = 0.99  # share of a column that must be filled for its values to tell all
SMALL: Final = 10  # classes, and
COMPARED: Final = 200  # columns, of a small table whose ranges are compared
NEAR: Final = 0.8  # share of the target's entropy from which a column all but gives it away
TOLD: Final = 0.95  # share of the errors of the best constant guess, among the filled rows, from which it does so there
FEWEST: Final = 50  # rows below which that is luck
SHOWN: Final = 5  # columns named
CHANCE: Final = 1e-4  # probability of a perfect fit by chance, over all columns, that is none


def leaking_columns(table: Table, inputs: Sequence[Measured], classifies: bool, columns: int) -> set[int]:
    """Places of the columns in `cells` that give the target away; `columns` is how many there are in all."""
    sizes = [int(n) for (n,) in table.run("SELECT count(*) FROM cells WHERE k = (SELECT min(k) FROM cells) GROUP BY y")]
    found: set[int] = set()
    if _beyond_chance(sizes, columns):
        found |= _recoded(table, [c for c in inputs if c.distinct * SUPPORT <= c.rows], sizes)
        if classifies and sum(sizes) >= MANY and len(sizes) <= MOST_CLASSES:
            found |= _separating(table, [c for c in inputs if c.numeric and c.filled >= COMPLETE * c.rows], len(sizes))
    if not classifies:
        found |= _rescaled(table, [c for c in inputs if c.numeric and c.filled >= SEVERAL and c.distinct > 1])
    return found


def _beyond_chance(sizes: Sequence[int], columns: int) -> bool:
    """Whether a column that falls in line with the classes by chance is unlikely: not so for a dozen rows.

    >>> _beyond_chance([5, 5], 10), _beyond_chance([15, 15], 10)
    (False, True)
    """
    arrangements = lgamma(sum(sizes) + 1) - sum(lgamma(size + 1) for size in sizes) - lgamma(len(sizes) + 1)
    return arrangements > log(max(1, columns) / CHANCE)


def _among(columns: Sequence[Measured]) -> str:
    return f"k IN ({', '.join(str(column.place) for column in columns)})" if columns else "false"


def _recoded(table: Table, columns: Sequence[Measured], sizes: Sequence[int]) -> set[int]:
    """Columns each of whose values goes with one value of the target; a missing value is a value too."""
    rows, largest = sum(sizes), max(sizes)
    query = f"""
        SELECT k FROM (
            SELECT k, v, sum(n) AS support, max(n) AS most FROM (
                SELECT k, v, y, count(*) AS n FROM cells WHERE {_among(columns)} GROUP BY k, v, y) GROUP BY k, v)
        GROUP BY k
        HAVING sum(CASE WHEN support > 1 AND 2 * most > support THEN most ELSE 0 END) - {largest}
            >= {RESOLVED} * {rows - largest}"""
    return {int(k) for (k,) in table.run(query)}


def _separating(table: Table, columns: Sequence[Measured], classes: int) -> set[int]:
    """Numbers whose intervals, class by class, do not touch."""
    query = f"""
        SELECT k, quantile_disc(x, {list(TAILS)}) FROM cells
        WHERE {_among(columns)} AND x IS NOT NULL GROUP BY k, y"""
    intervals: dict[int, list[tuple[float, float]]] = {}
    for k, (low, high) in table.run(query):
        intervals.setdefault(int(k), []).append((low, high))
    return {k for k, found in intervals.items() if len(found) == classes and _apart(found)}


def _apart(intervals: list[tuple[float, float]]) -> bool:
    ordered = sorted(intervals)
    return all(before[1] < after[0] for before, after in pairwise(ordered))


def _rescaled(table: Table, columns: Sequence[Measured]) -> set[int]:
    """Numbers that are the target on another scale: linear, or any that keeps the order."""
    query = f"""
        SELECT k, abs(corr(x, z)),
            CASE WHEN min(x) > 0 THEN abs(corr(ln(CASE WHEN x > 0 THEN x END), z)) END,
            CASE WHEN min(z) > 0 THEN abs(corr(x, ln(CASE WHEN z > 0 THEN z END))) END
        FROM cells WHERE {_among(columns)} AND x IS NOT NULL GROUP BY k"""
    best = {int(k): max(filter(_real, each), default=0.0) for k, *each in table.run(query)}
    related = [k for k, value in best.items() if value > HINT]
    if not related:
        return set()
    ranks = ", ".join(f"rank() OVER (PARTITION BY k ORDER BY {value}) AS {value}" for value in "xz")
    query = f"""
        SELECT k, abs(corr(x, z)) FROM (
            SELECT k, {ranks} FROM cells WHERE k IN ({", ".join(map(str, related))}) AND x IS NOT NULL)
        GROUP BY k"""
    found = set()
    for k, order in table.run(query):
        if _real(order) and (order > LINEAR or (order > ORDERED and best[k] > LINEAR)):
            found.add(int(k))
    return found


def near_leaks(columns: Sequence[Measured], target: str) -> list[str]:
    """A note of each column that all but gives the target away, where it may be honest."""
    near = [column for column in columns if column.filled >= FEWEST and (column.relevance or 0.0) >= NEAR]
    near = [column for column in near if not dated(column)]  # in which a target follows its time
    return [
        f"{column.name!r} resolves {column.relevance:.0%} of {target!r} by itself: leave it out unless known before"
        for column in near[:SHOWN]
    ]


def separating(table: Table, columns: Sequence[Measured], target: Target) -> list[str]:
    """A note of numbers whose ranges do not touch, class by class, in a table too small for that to be sure."""
    classes = target.facts.get("data.classes", 0)
    whole = [column for column in columns if column.numeric and column.filled >= COMPLETE * column.rows]
    numbers = [column for column in whole if column_type(column, table.rows) == "numeric"][:COMPARED]
    if (
        not (1 < classes <= SMALL and FEWEST <= target.measured.filled < MANY)
        or not numbers
        or table.engine is not None
    ):
        return []
    values = [column.reading.sql(f"c{column.place}") for column in numbers]
    ends = ", ".join(f"min({value}), max({value})" for value in values)
    rows = table.run(f"SELECT {ends} FROM raw WHERE {target.label} IS NOT NULL GROUP BY {target.label}")
    found = [
        column.name
        for place, column in enumerate(numbers)
        if all(row[2 * place] is not None for row in rows)
        and _apart([(row[2 * place], row[2 * place + 1]) for row in rows])
    ]
    told = f"tells the classes of {target.measured.name!r} apart without a slip: leave it out unless known before"
    return [f"{each!r} {told}" for each in found[:SHOWN]]


def filled_by_class(table: Table, columns: Sequence[Measured], target: Target) -> list[str]:
    """A note of columns that are filled in the rows of one class, and in hardly any of the others."""
    classes = target.facts.get("data.classes", 0)
    gaps = [column for column in columns if FEWEST <= column.filled <= (1 - 1 / FEWEST) * column.rows][:COMPARED]
    if not 2 < classes <= MOST_CLASSES or not gaps or not table.held or table.engine is not None:
        return []
    counts = ", ".join(f"count({column.reading.sql(f'c{column.place}')})" for column in gaps)
    rows = table.run(f"SELECT count(*), {counts} FROM raw WHERE {target.label} IS NOT NULL GROUP BY {target.label}")
    found = []
    for place, column in enumerate(gaps, 1):
        filled, size = max((int(row[place]), int(row[0])) for row in rows)
        if filled >= COMPLETE * column.filled and filled >= COMPLETE * size:
            found.append(column.name)
    told = f"is filled in the rows of one class of {target.measured.name!r} alone: leave it out unless known before"
    return [f"{name!r} {told}" for name in found[:SHOWN]]


def telling_where_filled(table: Table, columns: Sequence[Measured], target: Target) -> list[str]:
    """A note of categories with gaps whose every value goes with one class, as the reason of an outcome does."""
    if not target.facts.get("data.classes") or not table.held or table.engine is not None:
        return []
    gaps = [column for column in columns if FEWEST <= column.filled <= (1 - 1 / FEWEST) * column.rows][:COMPARED]
    found = []
    for column in gaps:
        if column_type(column, table.rows) != "categorical" or column.distinct * SUPPORT > column.filled:
            continue
        value = column.reading.sql(f"c{column.place}")
        query = f"""
            WITH pairs AS (SELECT {value} AS v, {target.label} AS y, count(*) AS n FROM raw
                WHERE v IS NOT NULL AND y IS NOT NULL GROUP BY ALL),
            sizes AS (SELECT y, sum(n) AS n FROM pairs GROUP BY y)
            SELECT (SELECT sum(most) FROM (SELECT max(n) AS most FROM pairs GROUP BY v)), (SELECT max(n) FROM sizes),
                (SELECT sum(n) FROM sizes), (SELECT count(*) FROM sizes)"""
        most, largest, filled, classes = table.run(query)[0]
        if classes > 1 and filled - largest >= FEWEST and most - largest >= TOLD * (filled - largest):
            found.append(column.name)
    told = f"gives {target.measured.name!r} away in the rows that have it: leave it out unless known before"
    return [f"{name!r} {told}" for name in found[:SHOWN]]


def _real(value: float | None) -> bool:
    return value is not None and isfinite(value)
