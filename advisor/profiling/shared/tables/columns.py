"""Aggregates of every column: of the cells in hand, and in a scan of all rows where these are a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from advisor.profiling.shared.tables.cells import Reading
    from advisor.profiling.shared.tables.table import Table

SCANNED_AT_ONCE: Final = 200  # columns of one scan: wider ones take long to plan
ROBUST: Final = 1.349  # interquartile ranges to a standard deviation, for a normal distribution
FAR: Final = 5  # robust deviations from the median, beyond which a value is an outlier
SATURATED: Final = 20  # times that each value is seen, from which a sample has seen them all
LINK: Final = "v IS NULL OR starts_with(v, 'http://') OR starts_with(v, 'https://') OR starts_with(v, '//')"
SURE: Final = 0.15  # share by which an estimate of distinct values may err
FIGURES: Final = (
    "min(x), max(x), avg(x), stddev_pop(x), CASE WHEN min(x) < max(x) THEN skewness(x) END,"
    " quantile_cont(x, [0.25, 0.5, 0.75])"
)


class Measured(NamedTuple):
    """What is known of a column. Rows without a target are left out; counts are of all rows that have one."""

    place: int
    name: str
    reading: Reading
    rows: int
    filled: int = 0
    distinct: int = 0
    unique: bool = False
    whole: bool = False
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    deviation: float | None = None
    skew: float | None = None
    quartiles: tuple[float, float, float] | None = None
    outliers: float = 0.0
    relevance: float | None = None  # share of the target's entropy that it resolves by itself, on the sample
    length: float = 0.0
    links: bool = False  # whether its texts are addresses
    coded: bool = False  # whether its texts are codes: all of one length, each with a digit and without a space
    nameless: bool = False  # whether the file gives it no name
    codes: tuple[float, ...] = ()  # values that may mean missing, without which its figures are measured

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.reading.kind == "number"


def aggregate(table: Table, readings: Mapping[int, Reading], rows: int) -> list[Measured]:
    """Measure the columns in `cells`, exactly; `rows` is the number of rows that they came from."""
    found = {
        k: Measured(k, table.labels[k], reading, rows, nameless=not table.names[k].strip())
        for k, reading in readings.items()
    }
    query = f"""
        SELECT k, count(x), count(DISTINCT x), bool_and(x = trunc(x)), {FIGURES}
        FROM cells WHERE numeric AND x IS NOT NULL GROUP BY k"""
    for k, filled, distinct, whole, low, high, mean, deviation, skew, quartiles in table.run(query):
        found[k] = found[k]._replace(
            filled=filled,
            distinct=distinct,
            unique=filled == distinct,
            whole=whole,
            low=low,
            high=high,
            mean=mean,
            deviation=deviation,
            skew=skew,
            quartiles=tuple(quartiles),
        )
    query = f"""
        SELECT k, count(v), count(DISTINCT v), avg(length(v)), bool_and({LINK}),
            min(length(v)) = max(length(v)) AND bool_and(NOT contains(v, ' ') AND regexp_matches(v, '[0-9]'))
        FROM cells
        WHERE NOT numeric GROUP BY k"""
    for k, filled, distinct, length, links, coded in table.run(query):
        found[k] = found[k]._replace(
            filled=filled,
            distinct=distinct,
            unique=filled == distinct,
            length=float(length or 0),
            links=bool(links),
            coded=bool(coded),
        )
    for k, outliers in _beyond(table):
        found[k] = found[k]._replace(outliers=outliers)
    return [found[k] for k in readings]


def without(table: Table, columns: Sequence[Measured], codes: Mapping[int, Collection[float]]) -> list[Measured]:
    """Columns of `cells` with their figures measured anew, without the values that may be codes, by place."""
    known = " OR ".join(f"(k = {k} AND x IN ({', '.join(map(repr, values))}))" for k, values in codes.items())
    places = ", ".join(map(str, codes))
    table.run(f"CREATE OR REPLACE TEMP TABLE plain AS SELECT * FROM cells WHERE k IN ({places}) AND NOT ({known})")
    rows = table.run(f"SELECT k, {FIGURES} FROM plain WHERE numeric AND x IS NOT NULL GROUP BY k")
    beyond = dict(_beyond(table, "plain"))
    found = {column.place: column for column in columns}
    for k, low, high, mean, deviation, skew, quartiles in rows:
        found[k] = found[k]._replace(
            low=low,
            high=high,
            mean=mean,
            deviation=deviation,
            skew=skew,
            quartiles=tuple(quartiles),
            outliers=beyond.get(k, 0.0),
            codes=tuple(codes[k]),
        )
    return [found[column.place] for column in columns]


def _beyond(table: Table, cells: str = "cells") -> list[tuple[int, float]]:
    """For each numeric column the fraction of values more than five robust deviations from the median.

    The robust deviation is the interquartile range over 1.349, or the deviation where that range is empty.
    """
    query = f"""
        WITH shape AS (
            SELECT k, q[2] AS middle, CASE WHEN q[3] > q[1] THEN (q[3] - q[1]) / {ROBUST} ELSE deviation END AS unit
            FROM (SELECT k, quantile_cont(x, [0.25, 0.5, 0.75]) AS q, stddev_pop(x) AS deviation
                  FROM {cells} WHERE numeric AND x IS NOT NULL GROUP BY k))
        SELECT k, avg((abs(x - middle) > {FAR} * unit)::INTEGER)
        FROM {cells} JOIN shape USING (k) WHERE numeric AND x IS NOT NULL AND unit > 0 GROUP BY k"""
    return [(int(k), float(share)) for k, share in table.run(query)]


def scan(table: Table, sampled: Sequence[Measured], label: str) -> list[Measured]:
    """Correct what was measured on a sample by a scan of all rows with a label; distinct values are then estimates."""
    found = []
    for start in range(0, len(sampled), SCANNED_AT_ONCE):
        part = sampled[start : start + SCANNED_AT_ONCE]
        wanted = ", ".join(_aggregates(column) for column in part)
        rows, *values = table.over_all(f"SELECT count(*), {wanted} FROM raw WHERE {label} IS NOT NULL")[0]
        for column in part:
            filled, estimate, *numbers = values[: 7 if column.numeric else 2]
            del values[: len(numbers) + 2]
            distinct = _distinct(column, filled, estimate)
            better = column._replace(
                rows=rows, filled=filled, distinct=distinct, unique=column.unique and distinct >= filled
            )
            if numbers and filled:
                low, high, mean, deviation, whole = numbers
                better = better._replace(low=low, high=high, mean=mean, deviation=deviation, whole=whole)
            found.append(better)
    return found


def _aggregates(column: Measured) -> str:
    value = column.reading.sql(f"c{column.place}")
    plain = value
    if column.codes:
        plain = f"CASE WHEN {value} NOT IN ({', '.join(map(repr, column.codes))}) THEN {value} END"
    numbers = f", min({plain}), max({plain}), avg({plain}), stddev_pop({plain}), bool_and({value} % 1 = 0)"
    return f"count({value}), approx_count_distinct({value}){numbers if column.numeric else ''}"


def _distinct(column: Measured, filled: int, estimate: int) -> int:
    """Distinct values from those of the sample and an estimate: exact where all were seen or all are different."""
    if column.unique and estimate >= (1 - SURE) * filled:
        return filled
    if column.distinct * SATURATED <= column.filled and abs(estimate - column.distinct) <= SURE * estimate:
        return column.distinct
    return min(filled, max(estimate, column.distinct))


class Classes(NamedTuple):
    """The classes of a target: how many, and how many rows the largest and the smallest have."""

    number: int
    largest: int
    smallest: int


def classes_of(table: Table, label: str) -> Classes:
    """Count the rows of each class, over all rows."""
    sizes = f"SELECT count(*) AS n FROM raw WHERE {label} IS NOT NULL GROUP BY {label}"
    return Classes(*map(int, table.over_all(f"SELECT count(*), max(n), min(n) FROM ({sizes}) AS sizes")[0]))


def duplicates(table: Table) -> float:
    """Fraction of rows that repeat an earlier one, in the sample."""
    row = ", ".join(f"c{place}" for place in range(len(table.names)))
    total, different = table.run(f"SELECT count(*), count(DISTINCT hash({row})) FROM {table.sample}")[0]
    return float(1 - different / total) if total else 0.0
