"""Measured columns as tables for people: types, gaps, shapes; values only where they may be shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.profile import Cell, Section, Shape
from advisor.profiling.shared.tables.cells import batches, settle, spread
from advisor.profiling.shared.tables.column_types import HEAVY, column_type

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.target import Target

BINS: Final = 10
BAR: Final = 20  # blocks of the longest bar
ENDS: Final = (0.01, 0.99)  # quantiles between which a number is drawn: a far point would flatten all else
MOST_SHOWN: Final = 1_000  # columns whose shape is drawn
NUMBERS: Final = ("mean", "deviation", "skew", "outliers", "shape")  # what is shown of a target of numbers
DRAWN: Final = ("numeric", "categorical")  # types whose shape tells something
EXAMPLES: Final = 3  # values shown of a column


def column_section(table: Table, columns: Sequence[Measured], leaks: Collection[int], values: bool) -> Section:
    """A row for each input column."""
    shapes = column_shapes(table, columns[:MOST_SHOWN])
    titles = ("column", "type", "missing", "distinct", "median", "spread", "shape", "relevance", "remarks")
    rows: list[tuple[Cell, ...]] = []
    examples = _examples(table, columns[:MOST_SHOWN]) if values else {}
    for column in columns:
        kind = column_type(column, table.rows)
        middle, spread = (column.quartiles[1], column.deviation) if column.quartiles else (None, None)
        row: tuple[Cell, ...] = (
            column.name,
            kind,
            _share(column.rows - column.filled, column.rows),
            column.distinct,
            middle if kind == "numeric" else None,
            spread if kind == "numeric" else None,
            shapes.get(column.place) if kind in DRAWN else None,
            column.relevance,
            "; ".join(_remarks(column, kind, column.place in leaks)),
        )
        rows.append((*row, examples.get(column.place, "")) if values else row)
    return Section("input columns", (*titles, "values") if values else titles, rows)


def _remarks(column: Measured, kind: str, leaks: bool) -> list[str]:
    remarks = []
    if leaks:
        remarks.append("gives the target away")
    if kind == "numeric" and column.outliers > HEAVY:
        remarks.append(f"heavy tail: {column.outliers:.1%} far out")
    if kind == "identifier":
        remarks.append(
            "links, which are not followed"
            if column.links
            else "names the rows"
            if column.unique
            else "few rows for each value"
        )
    if kind == "text":
        remarks.append(f"{column.length:.0f} characters on average")
    return remarks


def target_section(table: Table, target: Target, values: bool) -> Section:
    """The target: its classes with their sizes, or its distribution; of several a row for each."""
    if len(target.columns) > 1:
        return _targets_section(table, target)
    (column,), (label,) = target.columns, target.labels
    title = f"target {column.name!r}: {target.task}"
    if target.task == "regression":
        return Section(title, ("rows", *NUMBERS), [(column.filled, *_drawn(table, [column])[0])])
    query = f"SELECT {label}, count(*) FROM raw WHERE {label} IS NOT NULL GROUP BY {label} ORDER BY 2 DESC, 1"
    sizes = table.over_all(f"{query} LIMIT 20")
    total = column.filled
    rows: list[tuple[Cell, ...]] = [
        (str(name) if values else f"class {place}", int(n), _share(n, total), "█" * round(BAR * n / sizes[0][1]))
        for place, (name, n) in enumerate(sizes, 1)
    ]
    return Section(title, ("class", "rows", "share", "bar"), rows)


def _targets_section(table: Table, target: Target) -> Section:
    columns = target.columns[:MOST_SHOWN]
    title = f"{len(target.columns):,} targets: {target.task}"
    if target.task == "regression":
        rows: list[tuple[Cell, ...]] = [
            (column.name, *drawn) for column, drawn in zip(columns, _drawn(table, columns), strict=True)
        ]
        return Section(title, ("column", *NUMBERS), rows)
    held = dict(zip(target.columns, target.held, strict=True))
    rows = [(column.name, held[column], _share(held[column], column.filled)) for column in columns]
    return Section(title, ("column", "rows", "share"), rows)


def _drawn(table: Table, columns: Sequence[Measured]) -> list[tuple[Cell, ...]]:
    """Mean, deviation, skew, outliers and shape of columns of numbers."""
    shapes = column_shapes(table, columns)
    return [(each.mean, each.deviation, each.skew, each.outliers, shapes.get(each.place)) for each in columns]


def column_shapes(table: Table, columns: Sequence[Measured]) -> dict[int, Shape]:
    """Numbers in bins of equal width between two far quantiles; of categories the sizes of the largest, in order."""
    found: dict[int, Shape] = {}
    by_place = {column.place: column for column in columns}
    rows = int(table.run(f"SELECT count(*) FROM {table.sample}")[0][0])
    for part in batches(list(by_place), rows):
        spread(table, part, None)
        settle(table, {place: by_place[place].reading for place in part})
        query = f"""
            WITH ends AS (
                SELECT k, quantile_cont(x, {ENDS[0]}) AS low, quantile_cont(x, {ENDS[1]}) AS high
                FROM cells WHERE numeric AND x IS NOT NULL GROUP BY k)
            SELECT k, least(greatest(floor((x - low) / (high - low) * {BINS}), 0), {BINS - 1})::INTEGER AS bin, count(*)
            FROM cells JOIN ends USING (k) WHERE numeric AND x IS NOT NULL AND high > low GROUP BY k, bin"""
        counts: dict[int, list[int]] = {}
        for k, place, n in table.run(query):
            counts.setdefault(int(k), [0] * BINS)[place] = int(n)
        query = f"""
            SELECT k, list(n ORDER BY n DESC)[1:{BINS}] FROM (
                SELECT k, v, count(*) AS n FROM cells WHERE NOT numeric AND v IS NOT NULL GROUP BY k, v) GROUP BY k"""
        found |= {k: Shape(tuple(each)) for k, each in counts.items()}
        found |= {int(k): Shape(tuple(map(int, each))) for k, each in table.run(query) if len(each) > 1}
    return found


def _examples(table: Table, columns: Sequence[Measured]) -> dict[int, str]:
    """The most frequent values of each column."""
    found = {}
    for column in columns:
        value = column.reading.sql(f"c{column.place}")
        query = f"SELECT {value} AS v FROM {table.sample} WHERE v IS NOT NULL GROUP BY v ORDER BY count(*) DESC, v"
        found[column.place] = ", ".join(str(v)[:40] for (v,) in table.run(f"{query} LIMIT {EXAMPLES}"))
    return found


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole and part else ""
