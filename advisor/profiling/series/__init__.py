"""Series to forecast: a table with a column of times in even steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import Kind, Match, register

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

FOLLOWS: Final = frozenset(("target", "group_column", "time_column"))
NUMPY: Final = ("numpy", "data", "measuring series")


def in_table(source: Source) -> Match | None:
    """A table that is wanted so, or whose only times stand in even steps; `--time-column` alone means ordered rows."""
    asked = source.asked
    times = source.first_rows.times
    if source.wanted != "series":
        if asked.time_column or not times or asked.task is not None:
            return None
        from advisor.profiling.series.forecasting import implied

        if not implied(source.table, asked, times):
            return None
    return Match(0.7, "series", "advisor.profiling.series.forecasting", times, FOLLOWS, needs=NUMPY)


register(Kind(("series",), "a table with a column of times", in_table=in_table))
