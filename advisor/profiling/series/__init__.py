"""Series to forecast: a table with a column of times in even steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import Kind, Match, register
from advisor.profiling.shared.tables.times import named_times

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

FOLLOWS: Final = frozenset(("target", "group_column", "time_column"))
NUMPY: Final = ("numpy", "data", "measuring series")


def in_table(source: Source) -> Match | None:
    """A table that is wanted so, or whose times stand in even steps; `--time-column` alone means ordered rows."""
    asked, first = source.asked, source.first_rows
    found = named_times(source.table.labels, first.times, first.clocks)
    table = source.table
    nameless = [label for name, label in zip(table.names[:1], table.labels, strict=False) if not name.strip()]
    found += [(label,) for label in nameless if not table.headless and label not in first.times]
    found += [(label,) for label in table.labels[:1] if table.headless and (label,) not in found]
    if source.wanted != "series":
        if asked.time_column or not found or asked.task is not None:
            return None
        from advisor.profiling.series.implied import implied

        told = implied(source, found)
        if told is None:
            return None
        found = [told]
    else:
        from advisor.profiling.series.apart import by_files

        by_files(source, found)
    return Match(0.7, "series", "advisor.profiling.series.forecasting", found, FOLLOWS, needs=NUMPY, rows=True)


register(Kind(("series",), "a table with a column of times", in_table=in_table))
