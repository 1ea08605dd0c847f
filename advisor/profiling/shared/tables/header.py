"""The first rows of a text table -> whether the first names the columns, and whether the second does too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.tables.times import datelike

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIKE: Final = 0.95  # share of the cells of a column that are numbers, where it holds numbers
REPEATED: Final = 0.5  # share of different texts up to which a column holds categories
FEWEST: Final = 5  # rows below which a column says nothing of the one above
NAMES: Final = frozenset(
    ("id", "name", "label", "target", "class", "text", "date", "time", "year", "title", "index", "key", "value", "type",
     "category", "code", "country", "region", "city", "state", "age", "sex", "gender", "description", "country name")
)  # fmt: skip
FLAG: Final = re.compile(r"(class|meta|ignore|i|c|m|skip)( |$).*")  # what a column is for
FILE: Final = re.compile(r".*[^.\s](\.[A-Za-z][A-Za-z0-9]{2,3})\s*")  # the name of a file, with its suffix
DIGITS: Final = 3  # of a code that tells rows apart
MANY: Final = 3  # columns of numbers below words, from which a row is a header whatever else it holds
GAPS: Final = frozenset(("", "?", "na", "n/a", "nan", "null", "none", "-", "."))


def headless(names: Sequence[str], body: Sequence[Sequence[str]], wanted: str = "") -> bool:
    """Whether a first row is one of data: it looks like the rows below, and no number in it is `wanted`.

    >>> headless(["5.1", "3.5", "0"], []), headless(["0", "1", "2"], []), headless(["2019", "2020"], [], "2020")
    (True, False, False)
    >>> rows = [["5.1", "red"], ["4.9", "red"], ["4.7", "blue"], ["4.6", "red"], ["5.0", "blue"]]
    >>> headless(["5.4", "red"], rows), headless(["5.4", "colour"], rows), headless(["size", "red"], rows)
    (True, False, False)
    """
    if any(name.strip().lower() in NAMES for name in names):
        return False
    if all(_number(name) is not None for name in names):
        return wanted not in names and not _counting(names) and not _years(names)
    columns = _columns(names, body)
    if wanted not in names and any(map(_files, names, columns)):  # however few rows there are
        return True
    for_data = for_names = 0
    numbers = []
    for name, column in zip(names, columns, strict=False):
        kind = _kind(column)
        if kind == "number":
            if name.strip().lower() in GAPS:
                for_data += bool(name.strip())  # an empty name may be that of an index
                continue
            if _number(name) is None:
                return False  # a word over numbers is a name
            numbers.append(name)
        elif kind == "date" and not datelike([name]):
            return False
        elif kind == "text":
            for_data += _alike([name, *column]) or _files(name, column)
        elif kind in ("category", "date"):
            for_data += name in column or kind == "date"
            for_names += name not in column and kind == "category" and bool(name.strip())
    if numbers and not (_counting(numbers) or _years(numbers)):
        for_data += len(numbers)
    return for_data > for_names and (wanted not in names or _number(wanted) is None)


def _alike(cells: Sequence[str]) -> bool:
    """Whether cells are codes of one shape, as `LJ001-0002`, which a name above them would hardly be."""
    shapes = {re.sub(r"[A-Za-z]", "a", re.sub(r"[0-9]", "9", cell)) for cell in cells}
    return len(shapes) == 1 and next(iter(shapes)).count("9") >= DIGITS


def _files(name: str, column: Sequence[str]) -> bool:
    """Whether cells name files, the first one too: with a suffix that the others have."""
    found = [FILE.fullmatch(cell) for cell in (name, *column)]
    ends = [each[1] for each in found if each is not None]
    return len(ends) == len(found) > 1 and ends[0] in ends[1:]


def named_above(names: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether words stand above numbers, which makes a row the header."""
    columns = zip(names, _columns(names, body), strict=False)
    return any(_kind(column) == "number" and _number(name) is None for name, column in columns)


def second_header(body: Sequence[Sequence[str]]) -> bool:
    """Whether the first row below the header is no row of data: units over numbers, or one word over many columns.

    >>> rows = [["kg", "m"], *([str(place), str(place % 7)] for place in range(40))]
    >>> second_header(rows), second_header(rows[1:])
    (True, False)
    """
    if len(body) < 4 * FEWEST:
        return False
    first, rest = body[0], body[1:]
    words: list[str] = []
    above_numbers = above_categories = seen = 0
    for cell, column in zip(first, _columns(first, rest), strict=False):
        text, kind = cell.strip(), _kind(column)
        if text and _number(text) is not None:
            return False
        seen += bool(text) and text in column
        words += [text] if text else []
        above_numbers += kind == "number" and text.lower() not in GAPS
        above_categories += kind == "category" and bool(text)
    if seen:
        return above_numbers >= MANY
    return above_numbers > 0 or (above_categories > 0 and len(words) > len(set(words)))


def flags_row(body: Sequence[Sequence[str]]) -> bool:
    """Whether the row after types of columns says what each is for, as Orange's third row does: `class`, `meta`."""
    first = [cell.strip().lower() for cell in body[0]] if body else []
    return bool(first) and all(not cell or FLAG.fullmatch(cell) for cell in first)


def _columns(names: Sequence[str], body: Sequence[Sequence[str]]) -> list[list[str]]:
    """The cells below each name that are filled; rows of another width say nothing."""
    rows = [row for row in body if len(row) == len(names)]
    return [[cell for cell in cells if cell.strip().lower() not in GAPS] for cells in zip(*rows, strict=True)]


def _kind(column: Sequence[str]) -> str:
    if len(column) < FEWEST:
        return ""
    if sum(_number(cell) is not None for cell in column) >= ALIKE * len(column):
        return "number"
    if datelike(column):
        return "date"
    return "category" if len(set(column)) <= REPEATED * len(column) else "text"


def _counting(names: Sequence[str]) -> bool:
    """Whether numbers count the columns."""
    numbers = [float(name) for name in names]
    return len(names) > 1 and numbers == [numbers[0] + place for place in range(len(numbers))]


def _years(names: Sequence[str]) -> bool:
    """Whether numbers are years, each one once."""
    numbers = [float(name) for name in names]
    years = all(number.is_integer() and 1500 <= number <= 2200 for number in numbers)
    return years and len(set(numbers)) == len(numbers)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
