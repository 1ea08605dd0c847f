"""Aggregates of every column, in one scan; what relates columns to the target, on a bounded sample."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.reading import quoted, run

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

NUMERIC: Final = (
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT",
    "FLOAT", "DOUBLE", "DECIMAL",
)  # fmt: skip
WHOLE: Final = NUMERIC[:10]
EXACT_ROWS: Final = 1_000_000  # rows up to which distinct values and quantiles are exact
SAMPLE_ROWS: Final = 100_000  # rows on which columns are related to the target
AT_ONCE: Final = 400  # columns of one query: wider ones take long to plan


class Measured(NamedTuple):
    """What one scan says of a column."""

    name: str
    type: str
    filled: int
    distinct: int
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    deviation: float | None = None
    skew: float | None = None
    quartiles: tuple[float, float, float] | None = None
    length: float | None = None

    @property
    def numeric(self) -> bool:
        """Whether the column holds numbers."""
        return self.type.startswith(NUMERIC)

    @property
    def whole(self) -> bool:
        """Whether its numbers are whole by type."""
        return self.type.startswith(WHOLE)


def columns_of(connection: DuckDBPyConnection, path: str) -> list[tuple[str, str]]:
    """Names and types of the columns."""
    return [(str(row[0]), str(row[1])) for row in run(connection, path, "DESCRIBE t")]


def count_rows(connection: DuckDBPyConnection, path: str) -> int:
    """Rows of the table."""
    return int(run(connection, path, "SELECT count(*) FROM t")[0][0])  # type: ignore[call-overload,no-any-return]


def measure(
    connection: DuckDBPyConnection, path: str, columns: list[tuple[str, str]], where: str, exact: bool
) -> tuple[int, list[Measured]]:
    """Rows that match `where`, and the aggregates of every column over them."""
    measured: list[Measured] = []
    rows = 0
    for start in range(0, len(columns), AT_ONCE):
        part = columns[start : start + AT_ONCE]
        expressions = [one for name, kind in part for one in _expressions(name, kind, exact)]
        values = list(run(connection, path, f"SELECT count(*), {', '.join(expressions)} FROM t {where}")[0])
        rows = int(values.pop(0))  # type: ignore[call-overload]
        for name, kind in part:
            width = len(_expressions(name, kind, exact))
            measured.append(_column(name, kind, values[:width]))
            del values[:width]
    return rows, measured


def _expressions(name: str, kind: str, exact: bool) -> list[str]:
    column = quoted(name)
    distinct = f"count(DISTINCT {column})" if exact else f"approx_count_distinct({column})"
    common = [f"count({column})", distinct]
    if kind.startswith(NUMERIC):
        number = f"CASE WHEN isfinite({column}::DOUBLE) THEN {column}::DOUBLE END"
        quantile = "quantile_cont" if exact else "approx_quantile"
        return [
            *common,
            f"min({number})",
            f"max({number})",
            f"avg({number})",
            f"stddev_pop({number})",
            f"skewness({number})" if exact else "NULL",
            f"{quantile}({number}, [0.25, 0.5, 0.75])",
        ]
    return [*common, f"avg(length({column}))" if kind == "VARCHAR" else "NULL"]


def _column(name: str, kind: str, values: list[Any]) -> Measured:
    if not kind.startswith(NUMERIC):
        return Measured(name, kind, values[0], values[1], length=values[2])
    filled, distinct, low, high, mean, deviation, skew, quartiles = values
    return Measured(
        name, kind, filled, distinct, low, high, mean, deviation, skew, tuple(quartiles) if quartiles else None
    )


def beyond(
    connection: DuckDBPyConnection, path: str, numbers: list[Measured], where: str, sampled: bool
) -> dict[str, float]:
    """For each numeric column the fraction of values more than five robust deviations from the median.

    The robust deviation is the interquartile range over 1.349, or the deviation where that range is empty.
    """
    fractions: dict[str, float] = {}
    source = f"(SELECT * FROM t {where} LIMIT {SAMPLE_ROWS})" if sampled else f"(SELECT * FROM t {where})"
    usable = [c for c in numbers if c.quartiles is not None and c.deviation]
    for start in range(0, len(usable), AT_ONCE):
        part = usable[start : start + AT_ONCE]
        expressions = []
        for column in part:
            assert column.quartiles is not None
            low, middle, high = column.quartiles
            spread = (high - low) / 1.349 or float(column.deviation or 1.0)
            expressions.append(f"avg((abs({quoted(column.name)}::DOUBLE - {middle!r}) > {5 * spread!r})::INT)")
        values = run(connection, path, f"SELECT {', '.join(expressions)} FROM {source}")[0]
        fractions |= {column.name: float(str(value or 0)) for column, value in zip(part, values, strict=True)}
    return fractions


def duplicates(connection: DuckDBPyConnection, path: str, rows: int) -> float:
    """Fraction of rows that repeat an earlier one, exactly or on a sample."""
    source = "t" if rows <= SAMPLE_ROWS else f"(SELECT * FROM t LIMIT {SAMPLE_ROWS})"
    total, different = run(connection, path, f"SELECT count(*), count(DISTINCT hash(s)) FROM {source} s")[0]
    return 1 - float(str(different)) / float(str(total)) if total else 0.0


def classes_of(connection: DuckDBPyConnection, path: str, target: str) -> list[int]:
    """Sizes of the classes, largest first."""
    column = quoted(target)
    query = f"SELECT count(*) n FROM t WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY n DESC"
    return [int(str(row[0])) for row in run(connection, path, query)]


def giving_away(
    connection: DuckDBPyConnection, path: str, target: Measured, inputs: list[Measured], classifies: bool
) -> list[str]:
    """Columns that give the target away on a sample: each value goes with one target value, with real support."""
    wanted = quoted(target.name)
    sample = f"(SELECT * FROM t WHERE {wanted} IS NOT NULL LIMIT {SAMPLE_ROWS})"
    found = []
    for start in range(0, len(inputs), AT_ONCE):
        part = [c for c in inputs[start : start + AT_ONCE] if c.distinct > 1]
        numbers = [c for c in part if c.numeric and target.numeric and not classifies]
        if numbers:
            corr = ", ".join(f"corr({quoted(c.name)}::DOUBLE, {wanted}::DOUBLE)" for c in numbers)
            values = run(connection, path, f"SELECT {corr} FROM {sample}")[0]
            found += [c.name for c, value in zip(numbers, values, strict=True) if abs(float(str(value or 0))) > 0.999]
        for column in part if classifies else []:
            if column.distinct <= max(2, target.distinct) * 2 and _determines(connection, path, column, target, sample):
                found.append(column.name)
    return found


def _determines(connection: DuckDBPyConnection, path: str, column: Measured, target: Measured, sample: str) -> bool:
    """Whether each value of the column goes with a single class, and all classes are reached."""
    name, wanted = quoted(column.name), quoted(target.name)
    query = (
        f"SELECT max(k), count(DISTINCT c), min(n) FROM (SELECT count(DISTINCT {wanted}) k, any_value({wanted}) c,"
        f" count(*) n FROM {sample} WHERE {name} IS NOT NULL GROUP BY {name})"
    )
    most, reached, support = (int(str(value or 0)) for value in run(connection, path, query)[0])
    return most == 1 and reached == target.distinct and support >= 2
