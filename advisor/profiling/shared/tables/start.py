"""Where a table begins in a text: below titles, comments, and names and values about it."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final, NamedTuple

from advisor.profiling.shared.tables.header import named_above

THOUSANDS: Final = re.compile(r",(?=[0-9]{3}(?:[,.]|$))")  # between the digits of a large number
YEAR: Final = re.compile("1[5-9][0-9]{2}|20[0-9]{2}")
AGREED: Final = 0.9  # share of the rows below other lines that have the width of the table
ALIKE: Final = 3  # rows from which the width of a table may differ from that of its first line
MOST_TITLES: Final = 5  # lines of titles before a table, of more words than it has columns
MOST_NOTES: Final = 50  # lines of names and values about a table that may stand before it
COMMENTS: Final = ("#", "%", "//")


class Row(NamedTuple):
    """Cells, and the number of lines before them and to their end."""

    cells: list[str]
    before: int
    after: int


def first_row(rows: list[Row]) -> int:
    """The row at which the table begins: the first, but for comments and lines with fewer cells than the table."""
    width = usual_width(rows)
    comments = next((place for place, row in enumerate(rows) if not is_comment(row)), 0)
    if comments and not is_comment(rows[-1]):
        # The last one may be the header: `# girth,age`, or `#,girth,age` above numbered rows.
        last = rows[comments - 1].cells
        numbered = last[0].strip() == "#" and len(last) == width
        return comments - (width > 1 and (numbered or len(uncommented(last)) == width))
    if width > 1 and (titles := _titles(rows, width)):
        return titles
    if width < 2 or len(rows[0].cells) >= width:
        return _padded(rows) if width > 2 else _above_two(rows)
    place = next(place for place, row in enumerate(rows) if len(row.cells) == width)
    rest = rows[place:]
    if len(rest) <= ALIKE or sum(len(each.cells) == width for each in rest) < AGREED * len(rest):
        return 0
    return place - 1 if _one_short(rows, place) else place


def _titles(rows: list[Row], width: int) -> int:
    """How many lines of more or fewer cells stand before a header of words over numbers, where all below are alike."""
    place = next((place for place in range(len(rows), 0, -1) if len(rows[place - 1].cells) != width), 0)
    if not 0 < place <= MOST_TITLES or len(rows) - place <= ALIKE:
        return 0
    while place + 1 < len(rows) and not any(map(is_number, rows[place + 1].cells)):
        place += 1  # of several lines of words the last names the columns
    header, body = rows[place].cells, [row.cells for row in rows[place + 1 :]]
    return place if not any(map(is_number, header)) and named_above(header, body) else 0


def _padded(rows: list[Row]) -> int:
    """How many lines stand before the header, padded with empty cells as spreadsheets do: of one cell, or with gaps."""
    filled = [sum(bool(cell.strip()) for cell in row.cells) for row in rows]
    place = next((place for place, number in enumerate(filled) if number > 1), 0)
    used = [max((n for n, cell in enumerate(row.cells, 1) if cell.strip()), default=0) for row in rows]
    width = max(used[place:])  # without columns at the end that hold nothing
    if any(is_number(cell) and not YEAR.fullmatch(cell.strip()) for cell in rows[place].cells):
        place = _below_notes(rows, place)
    if filled[place] >= width - 1 and len(rows) - place > ALIKE:
        return place
    full = next((place for place, number in enumerate(filled) if number == width), 0)
    named = (
        not any(is_number(cell) and not YEAR.fullmatch(cell.strip()) for cell in rows[full].cells[:width])
        and len(set(rows[full].cells[:width])) == width
    )
    above = not any(is_number(cell) for row in rows[:full] for cell in row.cells)
    below = sum(number > width / 2 for number in filled[full + 1 :])
    gaps = full and filled[0] < width - 1 and named and above and below > max(ALIKE, (len(rows) - full - 1) / 2)
    return full if gaps else 0


def _below_notes(rows: list[Row], place: int) -> int:
    """The row of words below lines of names and values about the table, above rows that fill the same columns as it."""
    filled = [tuple(bool(cell.strip()) for cell in row.cells) for row in rows]
    for found in range(place + 1, min(place + MOST_NOTES, len(rows) - ALIKE)):
        words = [cell for cell in rows[found].cells if cell.strip()]
        apart = len(words) > 1 and filled[found] != filled[found - 1] and set(filled[found:]) == {filled[found]}
        if apart and not any(map(is_number, words)) and any(map(is_number, rows[found + 1].cells)):
            return found
    return place


def _above_two(rows: list[Row]) -> int:
    """Likewise of a table of two columns, whose header is told by words over numbers."""
    place = _padded(rows) if len(rows[0].cells) > 1 else 0
    body = [row.cells for row in rows[place + 1 :]]
    return place if not any(map(is_number, rows[place].cells)) and named_above(rows[place].cells, body) else 0


def is_comment(row: Row) -> bool:
    """Whether a row is a line that a mark of comments begins."""
    return row.cells[0].lstrip().startswith(COMMENTS)


def uncommented(names: list[str]) -> list[str]:
    """The names of a header that may stand in a comment, as `# x y`; `#x` is a name.

    >>> uncommented(["# x", "y"]), uncommented(["#", "x", "y"]), uncommented(["#x", "y"])
    (['x', 'y'], ['x', 'y'], ['#x', 'y'])
    """
    mark, _, bare = names[0].lstrip().partition(" ")
    if mark not in COMMENTS:
        return names
    return [bare, *names[1:]] if bare else names[1:] or names


def _one_short(rows: list[Row], place: int) -> bool:
    """Whether the row above the first full one is its header, without a name for the first column."""
    above, full = rows[place - 1], rows[place].cells
    if len(above.cells) != len(full) - 1 or above.after != rows[place].before:
        return False
    unnamed = sum(not cell.strip() for cell in above.cells)
    return unnamed <= (not above.cells[0].strip()) and not named_above(full, [row.cells for row in rows[place + 1 :]])


def usual_width(rows: list[Row]) -> int:
    """The number of cells that most rows of the second half have."""
    return Counter(len(row.cells) for row in rows[len(rows) // 2 :]).most_common(1)[0][0]


def is_number(cell: str) -> bool:
    """Whether a cell holds a number, perhaps with commas between thousands."""
    try:
        float(THOUSANDS.sub("", cell))
    except ValueError:
        return False
    return True
