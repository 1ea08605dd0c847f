"""The column by which several series in one table are told apart, or the files that hold one each."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.profile import CONVERT
from advisor.profiling.shared.tables.column_types import named_code
from advisor.profiling.shared.tables.readers import FILE
from advisor.profiling.shared.tables.times import seconds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table
    from advisor.profiling.shared.tables.times import Instant

FEWEST: Final = 30  # rows with a time from which series are told apart
FIRST: Final = 5_000  # rows by which it is told whether a table holds series
WIDEST: Final = 100  # columns among which the one that tells series apart is looked for
SHORTEST: Final = 2  # rows of the first that a series must have, on average
SLIPS: Final = 0.002  # share of the rows that may repeat a time of their series
PAIRED: Final = 8  # columns of which two may tell series apart together
FEW: Final = 20  # different numbers up to which they may be codes
THERE: Final = 0.3  # share of all pairs of a series and a time that are there, where two columns make a panel
LONG: Final = 4  # rows that each of their series must have, on average


def by_files(source: Source, found: Sequence[tuple[str, ...]]) -> None:
    """Add the name of its file to each row, where each of many files holds one series."""
    table, asked = source.table, source.asked
    alone = len(table.files.paths) < 2 or table.files.form not in ("csv", "tsv")
    if asked.group_column == FILE and FILE not in table.labels:  # as a profile of the same files called it
        asked = asked._replace(group_column="")
    if alone or asked.group_column or not table.held or table.engine is not None:
        return
    instant = next((each for names in found if (each := seconds(table, names)) is not None), None)
    if instant is None or telling_apart(table, instant, asked, found[0]) is not None:
        return
    source.open(by_file=True)
    source.table.notes.append(
        f"each file is read as one series, told apart by {FILE!r}; an exported project reads one file with that column:"
        f" {CONVERT}"
    )


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
    if different >= (1 - SLIPS) * rows:
        return ""
    if FILE in table.labels:
        return FILE
    for name, place in others:
        counts = f"count(DISTINCT (c{place}, t)), count(DISTINCT c{place}), count(TRY_CAST(c{place} AS DOUBLE))"
        pairs, values, numbers = table.run(f"SELECT {counts} FROM first WHERE t IS NOT NULL")[0]
        if pairs >= (1 - SLIPS) * rows and 1 < values <= rows / SHORTEST and (not numbers or named_code(name)):
            if rows < table.rows and rows <= FIRST and table.held:  # of which the first may hold one series of each
                rows, _ = _first(table, instant, columns, "")
                pairs = table.run(f"SELECT count(DISTINCT (c{place}, t)) FROM first WHERE t IS NOT NULL")[0][0]
                if pairs < (1 - SLIPS) * rows:
                    continue
            return name
    return None


def together(table: Table, instant: Instant, asked: Asked, times: Sequence[str]) -> tuple[str, str] | None:
    """Two columns by which each time stands once in each series, where no single one tells them apart."""
    if telling_apart(table, instant, asked, times) is not None:
        return None
    taken = (asked.target, *times)
    able = []
    for place, name in enumerate(table.labels[:WIDEST]):
        if name not in taken:
            counts = f"count(DISTINCT c{place}), count(TRY_CAST(c{place} AS DOUBLE)), count(*)"
            values, numbers, rows = table.run(f"SELECT {counts} FROM first")[0]
            if 1 < values <= rows / LONG and (not numbers or named_code(name) or values <= FEW):
                able.append((name, place))
    for (one, left), (other, right) in combinations(able[:PAIRED], 2):
        both = f"(c{left}, c{right})"
        counts = f"count(*), count(DISTINCT (c{left}, c{right}, t)), count(DISTINCT {both}), count(DISTINCT t)"
        rows, different, series, times_there = table.run(f"SELECT {counts} FROM first WHERE t IS NOT NULL")[0]
        filled = rows >= THERE * series * times_there
        if rows == different and 1 < series <= rows / LONG and filled:
            return one, other
    return None


def _first(table: Table, instant: Instant, columns: str, limit: str) -> tuple[int, int]:
    """Keep the first rows with a time, and count them and their times."""
    table.run(f"CREATE OR REPLACE TEMP TABLE first AS SELECT {instant.sql} AS t{columns} FROM raw{limit}")
    rows, different = table.run("SELECT count(t), count(DISTINCT t) FROM first")[0]
    return int(rows), int(different)
