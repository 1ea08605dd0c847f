"""Tables whose rows are examples: numbers, categories and dates beside a target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import LAST, Kind, Match, register

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

FOLLOWS: Final = frozenset(("target", "group_column", "time_column", "engine"))


def in_table(source: Source) -> Match:
    """Any table, where nothing else is told."""
    del source
    return Match(LAST, "table", "advisor.profiling.table.profiler", follows=FOLLOWS, rows=True)


register(Kind(("table",), "tables: CSV, TSV, Parquet, JSON Lines, Arrow or NumPy", in_table=in_table))
