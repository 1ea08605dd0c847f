"""Tables with a step of time a column, as statistical offices publish them: years, months or days in the header."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST: Final = 5  # columns of steps, and
MOST: Final = 0.5  # the share of all columns that they are
LEAP: Final = 10  # years between two columns, at most
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# A year behind a name that all columns share, with what the World Bank writes behind it; a month; a day; a quarter.
YEAR: Final = re.compile(r"(?P<before>[^\d]*)(?P<year>1[5-9]\d\d|20\d\d)( \[YR\d{4}\])?")
MONTH: Final = re.compile(r"(?P<before>[^\d]*)(?P<year>1[5-9]\d\d|20\d\d)[-/_.M ]?(?P<month>0?[1-9]|1[0-2])")
QUARTER: Final = re.compile(r"(?P<before>[^\d]*)(?P<year>1[5-9]\d\d|20\d\d)[-/_. ]?Q(?P<month>[1-4])")
DAY: Final = re.compile(r"(\d{1,2}/\d{1,2}/\d{2,4}|\d{4}-\d{2}-\d{2})")
COUNTED: Final = re.compile(
    r"(d|day|w|wk|week|h|hour|t|step|month|quarter|hr|min|minute)[ _.-]?([0-9]+)", re.IGNORECASE
)
NAMED: Final = re.compile(r"([A-Za-z]{3,9})[-/_. ']?((?:19|20)?\d\d)")


class Steps(NamedTuple):
    """Columns that follow one another in time: the first, the last, how many, and what each of them is."""

    first: str
    last: str
    number: int
    what: str
    others: tuple[str, ...]  # the columns beside them


def steps(labels: Sequence[str]) -> Steps | None:
    """The columns that are steps of time; nothing where those are few, or less than half of the columns.

    >>> steps(["country", "1990", "1991", "1992", "1993", "1994"])
    Steps(first='1990', last='1994', number=5, what='year', others=('country',))
    >>> steps(["Year", *(name.title() for name in MONTHS)]).what, steps(["a", "b", "c"])
    ('month', None)
    """
    bare = [label.strip() for label in labels]
    months = [label for label, name in zip(labels, bare, strict=True) if name.lower()[:3] in MONTHS and name.isalpha()]
    if [label.strip().lower()[:3] for label in months] == list(MONTHS):
        return _steps(labels, months, "month")
    for what, pattern in (("year", YEAR), ("month", MONTH), ("quarter", QUARTER)):
        by_name: dict[str, list[tuple[int, str]]] = {}
        for label, name in zip(labels, bare, strict=True):
            if (found := pattern.fullmatch(name)) is not None:
                place = 12 * int(found["year"]) + int(found.groupdict().get("month") or 0)
                by_name.setdefault(found["before"], []).append((place, label))
        rising = [each for each in by_name.values() if _rises([place for place, _ in each])]
        if sum(map(len, rising)) >= MOST * len(labels):
            return _steps(labels, [label for _, label in rising[0]], what, 0.0)
    numbered = [label for label, name in zip(labels, bare, strict=True) if COUNTED.fullmatch(name)]
    if _counts([COUNTED.fullmatch(label.strip()) for label in numbered]):
        return _steps(labels, numbered, "step")
    days = [label for label, name in zip(labels, bare, strict=True) if DAY.fullmatch(name)]
    words = [label for label, name in zip(labels, bare, strict=True) if _month_of_year(name)]
    return _steps(labels, days, "day") or _steps(labels, words, "month")


def _counts(found: Sequence[re.Match[str] | None]) -> bool:
    """Whether names count steps with the same word before them, one by one."""
    told = [(match[1].lower(), int(match[2])) for match in found if match]
    return len({word for word, _ in told}) == 1 and all(after[1] - before[1] == 1 for before, after in pairwise(told))


def _month_of_year(name: str) -> bool:
    """Whether a name is a month and its year, as `Jan-10` or `March 2015`."""
    found = NAMED.fullmatch(name)
    return found is not None and found[1].lower()[:3] in MONTHS


def _rises(places: Sequence[int]) -> bool:
    """Whether steps follow one another, forwards or backwards, without a leap."""
    if len(places) < FEWEST:
        return False
    gaps = [after - before for before, after in pairwise(places)]
    return all(0 < gap <= 12 * LEAP for gap in gaps) or all(0 < -gap <= 12 * LEAP for gap in gaps)


def _steps(labels: Sequence[str], found: Sequence[str], what: str, share: float = MOST) -> Steps | None:
    if len(found) < max(FEWEST, share * len(labels)):
        return None
    kept = set(found)
    return Steps(found[0], found[-1], len(found), what, tuple(label for label in labels if label not in kept))


def remarks(labels: Sequence[str], target: str = "") -> list[str]:
    """A note of such columns, and the line that makes a row of each step; nothing where there are none."""
    if (found := steps(labels)) is None:
        return []
    told = [label for label in found.others if label != target][:FEWEST]
    beside = ", ".join(map(repr, told)) + (", ..." if len(found.others) > len(told) and len(told) == FEWEST else "")
    melted = f"table.melt([{beside}], var_name='{found.what}', value_name='value')"
    what = f"{found.first!r} to {found.last!r} are {found.number} columns with a {found.what} each"
    return [f"{what}, so that a row is a series: to forecast, write a row for each {found.what}: {melted}"]
