"""A column of times -> seconds, the step between them, and what is missing in between."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.tables.cells import DATES, number
from advisor.profiling.shared.tables.sql import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.table import Table

LOOKED: Final = 5_000  # values by which the way of writing is told
PARSED: Final = 0.98  # share of values that one way must read
DATELIKE: Final = re.compile(
    r"\d{4}-\d{1,2}(-\d{1,2}([ T]\d.*)?)?|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}( .*)?|\d{4}/\d{1,2}(/\d{1,2}.*)?"
    r"|[A-Za-z]{3,9}[ -]\d.*|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}"
)
NAMES: Final = frozenset(
    ("date", "time", "datetime", "timestamp", "ds", "year", "month", "day", "week", "hour", "step", "t")
)
MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
# Steps by their names: seconds from and to, and the seasons that they are known for, in steps.
STEPS: Final = (
    ("a second", 1.0, 1.0, (60, 3_600)),
    ("a minute", MINUTE, MINUTE, (60, 1_440)),
    ("5 minutes", 5 * MINUTE, 5 * MINUTE, (288, 2_016)),
    ("10 minutes", 10 * MINUTE, 10 * MINUTE, (144, 1_008)),
    ("15 minutes", 15 * MINUTE, 15 * MINUTE, (96, 672)),
    ("30 minutes", 30 * MINUTE, 30 * MINUTE, (48, 336)),
    ("an hour", HOUR, HOUR, (24, 168)),
    ("a day", DAY, DAY, (7, 365)),
    ("a week", 7 * DAY, 7 * DAY, (52,)),
    ("a month", 28 * DAY, 31 * DAY, (12,)),
    ("a quarter", 90 * DAY, 92 * DAY, (4,)),
    ("a year", 365 * DAY, 366 * DAY, ()),
)
EVEN: Final = 0.9  # share of steps of the usual length from which a series is regular


class Clock(NamedTuple):
    """The usual step: its name, seconds from and to (as months differ), the share that takes it, and usual seasons."""

    name: str
    least: float
    most: float
    share: float
    seasons: tuple[int, ...]

    @property
    def regular(self) -> bool:
        """Whether nearly all steps are of one length."""
        return self.share >= EVEN


def datelike(values: Sequence[str]) -> bool:
    """Whether texts look like dates or times."""
    return sum(DATELIKE.fullmatch(value.strip()) is not None for value in values) >= PARSED * len(values)


def seconds(table: Table, place: int) -> str | None:
    """SQL for a column of times as seconds, or as the numbers that it holds; nothing where it is no time.

    Of several ways to write a date the one that reads most values is taken.
    """
    value = f"trim(c{place}::VARCHAR)"
    ways = [f"TRY_CAST({value} AS TIMESTAMP)", *(f"try_strptime({value}, {text(each)})" for each in DATES)]
    counts = ", ".join(f"count({way})" for way in (*ways, number(value)))
    sample = f"(SELECT c{place} FROM raw WHERE c{place} IS NOT NULL LIMIT {LOOKED})"
    filled, *hits, numbers = table.run(f"SELECT count(*), {counts} FROM {sample}")[0]
    best = max(range(len(ways)), key=lambda way: (hits[way], -way))
    if filled and hits[best] >= PARSED * filled:
        return f"epoch({ways[best]})"
    return number(value) if filled and numbers >= PARSED * filled else None


def clock(table: Table) -> Clock:
    """The usual step between the times `t` of the series `g` in `steps`."""
    query = """
        SELECT d, count(*) AS n FROM (SELECT t - lag(t) OVER (PARTITION BY g ORDER BY t) AS d FROM steps)
        WHERE d > 0 GROUP BY d ORDER BY n DESC, d LIMIT 1000"""
    found = [(float(d), int(n)) for d, n in table.run(query)]
    total = sum(n for _, n in found)
    if not total:
        return Clock("unknown", 1.0, 1.0, 0.0, ())
    usual = found[0][0]
    name, least, most, seasons = next(
        ((name, low, high, seasons) for name, low, high, seasons in STEPS if low <= usual <= high),
        (f"{usual:,.6g} seconds", usual, usual, ()),
    )
    share = sum(n for d, n in found if least <= d <= most) / total
    weekend = sum(n for d, n in found if d in (DAY, 3 * DAY)) / total
    if name == "a day" and share < EVEN <= weekend:
        return Clock("a working day", DAY, 3 * DAY, weekend, (5, 261))
    return Clock(name, least, most, share, seasons)


def numbered(step: Clock) -> Clock:
    """The same for steps that are counted rather than dated."""
    return step._replace(name=f"{step.least:g} in its own numbers", seasons=())
