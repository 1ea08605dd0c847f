"""Tables whose columns stand at the same places of every line, as printed pages and old programs have them."""

from __future__ import annotations

import csv
import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

FIXED: Final = "at "  # with which a separator begins that says where the columns begin
FEWEST: Final = 6  # rows from which blanks below one another separate columns: one beside numbers, otherwise
GAP: Final = 2
COLUMNS: Final = 3  # at least, as a number before each line of a text makes two
LOOKED: Final = 5_000  # lines
MOST_TITLES: Final = 5  # lines above the header
NUMBERS: Final = 0.95  # share of the filled cells of a column that are numbers, and
FILLED: Final = 0.2  # of its cells
WIDEST: Final = 1_000  # characters of a line
NUMBER: Final = re.compile(r"[+-]?[0-9.,]*[0-9][0-9.,]*%?")
PAIR: Final = re.compile(r"(^| )[0-9]+:[0-9.-]+( |$)")  # of a place and a value, in sparse rows
RULE: Final = re.compile(r"\s*[-=_+]{3}[-=_+|\s]*")  # a line under a header


def cut(lines: Iterable[str], separator: str) -> Any:
    """A reader of lines that are cut where `separator` says; blank lines and rules are passed over."""
    starts = [int(place) for place in separator.removeprefix(FIXED).split(",")]
    ends = [*starts[1:], None]
    return csv.reader(
        (
            ""
            if not line.strip() or RULE.fullmatch(line)
            else "\x1f".join(line.expandtabs()[a:b].strip() for a, b in zip(starts, ends, strict=True))
            for line in lines
        ),
        delimiter="\x1f",
        quoting=csv.QUOTE_NONE,
    )


def places(text: str) -> tuple[str, int] | None:
    r"""Where the columns of a text begin, as a separator, and how many lines of titles it has.

    Nothing where no blanks stand below one another, or no column holds numbers.

    >>> rows = [
    ...     "name         x   y",
    ...     *(f"tree no {place:<4} {place:>2}  {'' if place % 3 else 7}" for place in range(30)),
    ... ]
    >>> places("\n".join(rows))
    ('at 0,8,13,17', 0)
    """
    found = [line.expandtabs().rstrip() for line in text.split("\n", LOOKED)[:LOOKED] if line.strip()]
    lines = [line for line in found if not RULE.fullmatch(line)]
    if len(lines) <= FEWEST or max(map(len, lines)) > WIDEST or PAIR.search(lines[-1]):
        return None
    start, most = 0, 0
    filled = _filled(lines[MOST_TITLES + 1 :])
    for place in reversed(range(min(MOST_TITLES + 1, len(lines) - FEWEST))):
        filled |= _filled(lines[place + 1 : place + 2])
        if (gaps := len(_gaps(filled))) >= most:
            start, most = place, gaps
    starts = _starts(_filled(lines[start + 1 :]), lines[start], lines[start + 1 :])
    if len(starts) < COLUMNS or not any(_numeric(lines[start + 1 :], *ends) for ends in _ends(starts)):
        return None
    return FIXED + ",".join(map(str, starts)), start


def _filled(lines: Sequence[str]) -> set[int]:
    """Places at which some line has a character."""
    filled: set[int] = set()
    for line in lines:
        filled.update(place for place, character in enumerate(line) if character != " ")
    return filled


def _gaps(filled: set[int]) -> list[range]:
    """Places between others at which no line has a character."""
    ordered = sorted(filled)
    return [range(one + 1, other) for one, other in pairwise(ordered) if other > one + 1]


def _starts(filled: set[int], header: str, body: Sequence[str]) -> list[int]:
    """Where columns begin: behind each gap, at a place where the header has a blank."""
    starts, narrow = [0], set()
    for gap in _gaps(filled):
        around = {place: header[place - 1 : place + 1] for place in range(gap.start, gap.stop + 1)}
        free = [place for place, both in around.items() if len(both) < 2 or " " in both]
        if free or len(gap) >= GAP:
            starts.append(free[-1] if free else gap.stop)
            narrow |= {starts[-1]} if len(gap) < GAP else set()
    numeric = [_numeric(body, *ends) for ends in _ends(starts)]
    return [place for at, place in enumerate(starts) if place not in narrow or numeric[at] or numeric[at - 1]]


def _ends(starts: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(starts, [*starts[1:], WIDEST], strict=True)


def _numeric(lines: Sequence[str], first: int, last: int) -> bool:
    """Whether a column holds numbers."""
    cells = [cell for line in lines if (cell := line[first:last].strip())]
    numbers = sum(NUMBER.fullmatch(cell) is not None for cell in cells)
    return numbers >= max(1, NUMBERS * len(cells), FILLED * len(lines))
