"""The start of a text table -> how it is written: encoding, separator, lines around it, names of the columns."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.errors import InputError
from advisor.profiling.shared.profile import CONVERT, refuse
from advisor.profiling.shared.tables.compression import HEAD, read_head
from advisor.profiling.shared.tables.encoding import UTF16, decoded
from advisor.profiling.shared.tables.fixed_width import FIXED, cut, places
from advisor.profiling.shared.tables.formats import form_of, json_lines
from advisor.profiling.shared.tables.header import GAPS, flags_row, headless, second_header
from advisor.profiling.shared.tables.start import (
    AGREED,
    ALIKE,
    Row,
    first_row,
    is_comment,
    is_number,
    uncommented,
    usual_width,
)
from advisor.profiling.shared.tables.times import datelike, timed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEPARATORS: Final = {"csv": ",;\t|", "tsv": "\t"}
NAMES_FILE: Final = re.compile(r".*[.](jpe?g|png|bmp|ppm|pgm|tiff?|gif|webp|wav|mp3|flac|ogg)", re.IGNORECASE)
AROUND: Final = " \r\n"  # in a cell of separators
SPACES: Final = " "  # any white space between cells
COLUMNS: Final = "  "  # two spaces or more between cells, which may hold single ones, as tables are printed
GAP: Final = re.compile(r" {2,}|\t")
ESCAPED: Final = re.compile(r'\\"[^",;|\r\n]')  # a quotation mark inside a cell, as programs other than Excel write it
ESCAPES_LOOKED: Final = 2**18  # characters in which they are looked for
DOUBLED: Final = re.compile(r'[^,;|\s"]""[^,;|\s"]')  # and as Excel does
PADDED: Final = re.compile(r'\s+"')  # spaces before a quotation mark, which opens a cell all the same
SAMPLED: Final = 100  # rows from which the layout is told
TABS_LOOKED: Final = 2_000  # lines in which quotation marks between tabs are looked at
MOST: Final = 0.5  # share of the rows that have the width of a plain table
NUMBERS: Final = 0.5  # share of cells that are numbers where white space separates
NAMELESS: Final = "there is no header: columns are called by their places, 'column 1' and on"
BARRED: Final = f'quotation marks inside cells are written \\"; an exported project reads them doubled: {CONVERT}'
BARE: Final = "quotation marks are read as text, as some are never closed"


class Dialect(NamedTuple):
    """How a CSV file is written. `skip` counts the lines before the header, or before the rows if it is passed over."""

    names: tuple[str, ...]
    separator: str
    encoding: str  # utf-8 and latin-1 are as DuckDB names them, which reads no other
    skip: int
    header: bool = True  # whether the first line after those that are skipped holds the names
    quote: str = '"'
    strict: bool = True  # whether line ends are all alike
    notes: tuple[str, ...] = ()  # what was made of a layout that is not plain
    escape: str = '"'  # what stands before a quotation mark inside a cell
    padded: bool = False  # whether spaces stand before quotation marks
    even: bool = False  # whether every row must have all cells, as nothing but space told where one was missing

    @property
    def headless(self) -> bool:
        """Whether nothing in the file names the columns."""
        return not self.header and NAMELESS in self.notes

    @property
    def plain(self) -> bool:
        """Whether any reader of CSV takes the file as it is: names on its first line, UTF-8, no odd quotation marks."""
        named = self.header and not self.skip and all(name.strip() for name in self.names)
        separated = self.separator in SEPARATORS["csv"] and not set("".join(self.names)) & set(SEPARATORS["csv"])
        usual = self.encoding == "utf-8" and self.quote == self.escape == '"' and not self.padded
        return named and separated and usual and len(set(self.names)) == len(self.names)

    @property
    def foreign(self) -> bool:
        """Whether the file must be written anew before an engine reads it."""
        by_spaces = self.separator in (SPACES, COLUMNS) or self.separator.startswith(FIXED)
        return self.padded or by_spaces or self.encoding not in ("utf-8", "latin-1")


def csv_dialect(path: str, head: bytes | None = None, wanted: str = "", header: bool | None = None) -> Dialect:
    """The dialect of a text table: the separator by which most rows agree, and where in the file they begin.

    `head` is the start of the file, where it was read already. `wanted` is a name that the header may hold, and
    `header` says whether there is one, where the user does. Raises `InputError` where no header can be read.
    """
    head = read_head(path) if head is None else head
    text, encoding = decoded(head)
    if cut := len(head) >= HEAD:
        text = text[: text.rfind("\n") + 1] or text
    separator, quote, rows = _separated(text, form_of(path)[0])
    if not rows or (len(rows) == 1 and cut):
        what = "has no header that can be read" if not rows else "has a header that does not end"
        refuse(path, f"{what} in its first {HEAD // 2**20} MiB", line=rows[0].before + 1 if rows else 1)
    start = first_row(rows)
    first, body = rows[start], [row.cells for row in rows[start + 1 :]]
    numbered = first.cells[0].strip() == "#" and bool(body) and len(body[0]) == len(first.cells)  # as `#,name,age`
    cells = first.cells if numbered else uncommented(first.cells)
    names, skip, notes = [_named(cell) for cell in cells], first.before, []
    padded = len(separator.strip()) == 1 and _are_padded(_rows(text, separator))
    if start:
        lines = f"{start} lines before the header are" if start > 1 else "a line before the header is"
        notes.append(f"{lines} passed over")
    escape = "\\" if quote and _escapes(text) else quote
    notes += [*([] if quote else [BARE]), *([BARRED] if escape != quote else [])]
    if header is False or (header is None and headless(names, body, wanted)):
        names = [f"column {place}" for place in range(1, max(map(len, (names, *body))) + 1)]
        notes.append(NAMELESS)
        return Dialect(tuple(names), separator, encoding, skip, False, quote, True, tuple(notes), escape, padded)
    fitted = _fitted(names, body)
    named = fitted == names
    if len(fitted) > len(names) and fitted[1:] == names:
        notes.append("the header is one name short: the first column holds the names of the rows")
    elif len(fitted) > len(names) and any(row[-1].strip() for row in body):
        notes.append("the header is one name short: the last column has none")
    if second_header(body):
        named, first = False, rows[start + 1 + flags_row([row.cells for row in rows[start + 2 :]])]
        notes.append("the second row names or explains columns like the first, and is passed over")
    skip = skip if named else first.after
    return Dialect(tuple(fitted), separator, encoding, skip, named, quote, True, tuple(notes), escape, padded)


def _named(cell: str) -> str:
    """A name of a column; none where it is made of separators alone, as Excel fills up lines of another separator."""
    return cell if cell.strip(SEPARATORS["csv"] + AROUND) else ""


def columns_alike(paths: Sequence[str]) -> bool:
    """Whether files that may be anything hold tables of equally many columns, or JSON objects a line."""
    try:
        heads = [read_head(path) for path in paths]
    except InputError:  # said where they are read
        return False
    if all(map(json_lines, heads)):
        return True
    found = {_width(head) for head in heads}
    return len(found) == 1 and found != {0}


def columns_of_text(path: str) -> int:
    """The number of columns of a file that may be anything: 0 where it holds no rows of a table."""
    try:
        return _width(read_head(path))
    except InputError:
        return 0


def _width(head: bytes) -> int:
    """The number of columns of a text: 0 where its lines differ in how many cells they have, or have one."""
    if b"\0" in head and head[:2] not in UTF16:
        return 0
    text, _ = decoded(head)
    separator, _, rows = _separated(text, None)
    rows = rows[first_row(rows) :] if rows else rows
    widths = [len(row.cells) for row in rows]
    if len(rows) < ALIKE or len(set(widths[1:])) != 1:
        return 0
    if widths[-1] < 2:
        return int(max(widths) < 2 and _numeric_share([row.cells for row in rows]) == 1)
    if rows[-1].after - rows[0].before > len(rows) + 1:  # blank lines, as between sentences of tagged tokens
        return 0
    told = separator != "," or widths[0] > 2 or _numeric_share([row.cells for row in rows]) > 0
    return widths[-1] if told else 0


def _separated(text: str, form: str | None) -> tuple[str, str, list[Row]]:
    """The separator, the quotation mark and the first rows by it."""
    candidates = [(each, '"', _unpadded(text, each)) for each in SEPARATORS.get(form or "csv", ",;\t|")]
    best = max(candidates, key=lambda candidate: (*_agreement(candidate[2]), _widest(candidate[2])))
    if form is None or (form == "csv" and _agreement(best[2])[0] < 2):
        by_spaces = _rows(text, SPACES)
        if _by_spaces(by_spaces, best[2]):
            return SPACES, '"', by_spaces
        level, share = _agreement(best[2])
        in_columns = level < 2 and _in_columns(found := _rows(text, COLUMNS))
        if (level < 2 or share < MOST) and (at := places(text)) is not None:
            by_places = _rows(text, at[0])[at[1] :]
            if not in_columns or len(by_places[-1].cells) > len(found[-1].cells):
                return at[0], '"', by_places
        if in_columns:
            return COLUMNS, '"', found
    if best[0] == "\t" and '"' in text:
        best = _bare(text, best)
    return best


def _widest(rows: Sequence[Row]) -> int:
    """The number of cells of the first row: of separators that divide all rows alike, the one of more columns is it."""
    return len(rows[0].cells) if rows else 0


def _bare(text: str, best: tuple[str, str, list[Row]]) -> tuple[str, str, list[Row]]:
    """Between tabs a quotation mark is text where lines agree only so: it was never meant to be closed."""
    plain = _rows(text, "\t", quoted=False, most=TABS_LOOKED)
    quoted = _rows(text, "\t", most=TABS_LOOKED)
    widths = {len(row.cells) for row in plain}
    merged = len(quoted) < len(plain) and len(widths) == 1
    return ("\t", "", plain[: SAMPLED + 1]) if merged else best


def _escapes(text: str) -> bool:
    """Whether a backslash stands before quotation marks inside cells, rather than another quotation mark."""
    start = text[:ESCAPES_LOOKED]
    return ESCAPED.search(start) is not None and DOUBLED.search(start) is None


def _unpadded(text: str, separator: str) -> list[Row]:
    """The first rows by a separator, without the spaces that stand before quotation marks."""
    rows = _rows(text, separator)
    return _rows(text, separator, padded=True) if _are_padded(rows) else rows


def _are_padded(rows: Sequence[Row]) -> bool:
    """Whether cells of most rows begin with spaces and a quotation mark."""
    return sum(any(map(PADDED.match, row.cells)) for row in rows) > MOST * len(rows)


def _rows(text: str, separator: str, quoted: bool = True, most: int = SAMPLED, padded: bool = False) -> list[Row]:
    """The first rows that are not blank, as far as they can be read."""
    rows: list[Row] = []
    csv.field_size_limit(HEAD)
    lines = io.StringIO(text, newline="")
    if separator == SPACES:
        reader = spaced(lines)
    elif separator == COLUMNS:
        reader = printed(lines)
    elif separator.startswith(FIXED):
        reader = cut(lines, separator)
    elif quoted:
        options: dict[str, Any] = {"escapechar": "\\"} if _escapes(text) else {}
        reader = csv.reader(lines, delimiter=separator, skipinitialspace=padded, **options)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    before = told = 0
    try:
        for row in reader:
            if any(cell.strip() for cell in row) or len(row) > 1:
                rows.append(Row(row, before, reader.line_num))
                told += not is_comment(rows[-1])
            before = reader.line_num
            if told > most:
                break
    except csv.Error:
        pass  # what cannot be read is refused, with its line, when the whole file is
    return rows


def spaced(lines: Iterable[str]) -> Any:
    """A reader of lines whose cells white space separates; those in quotation marks may hold some."""
    return csv.reader((line.replace("\t", " ").strip() for line in lines), delimiter=SPACES, skipinitialspace=True)


def printed(lines: Iterable[str]) -> Any:
    """A reader of lines whose cells two spaces or more separate, as tables are printed."""
    return csv.reader(
        ("\x1f".join(GAP.split(line.strip())) for line in lines), delimiter="\x1f", quoting=csv.QUOTE_NONE
    )


def _in_columns(found: list[Row]) -> bool:
    """Whether two spaces or more separate cells: all rows agree by it, and a column holds numbers alone."""
    rows = [row.cells for row in found[first_row(found) :]] if found else []
    if len(rows) <= ALIKE or len(rows[0]) < 2 or len({len(row) for row in rows}) != 1:
        return False
    return any(all(map(is_number, column[1:])) for column in zip(*rows, strict=True))


def _agreement(rows: list[Row]) -> tuple[int, float]:
    """Whether there are several columns (2), perhaps below other lines (1), and the share of rows that agree."""
    if not rows:
        return 0, -1.0
    width, usual = len(rows[0].cells), usual_width(rows)
    share = sum(len(row.cells) == width for row in rows) / len(rows)
    if width > 1 and (share >= MOST or width > usual):
        return 2, share
    if usual > 1 and (first_row(rows) or usual == width + 1):
        return 1, sum(len(row.cells) == usual for row in rows) / len(rows)
    return 2 * (width > 1), share


def _by_spaces(found: list[Row], best: list[Row]) -> bool:
    """Whether white space separates cells: all rows agree by it, most cells are numbers, and no other does better."""
    widths = {len(row.cells) for row in found[first_row(found) + 1 :]} if found else set()
    if len(widths) != 1 or len(found) < ALIKE or max(widths) < 2:
        return False
    level, share = _agreement(best)
    if (
        level < 2
        and max(widths) == len(found[0].cells) == 2
        and all(NAMES_FILE.fullmatch(row.cells[0]) for row in found)
    ):
        return True  # a list of files, each with its label
    if _numeric_share([row.cells for row in found]) < NUMBERS:
        return False
    return level < 2 or share < AGREED or all(any(map(_several_numbers, row.cells)) for row in best[1:])


def _several_numbers(cell: str) -> bool:
    """Whether a cell holds several numbers, perhaps with gaps among them, which white space separates then."""
    parts = cell.split()
    numbers = sum(map(is_number, parts))
    return numbers > 1 and numbers + sum(part.lower() in GAPS for part in parts) == len(parts)


def _numeric_share(rows: list[list[str]]) -> float:
    cells = [cell for row in rows[1:] for cell in row if cell.lower() not in GAPS]
    return sum(is_number(cell) for cell in cells) / max(1, len(cells))


def _fitted(names: list[str], body: list[list[str]]) -> list[str]:
    """The names, one for each cell of the rows below: of all rows where these agree."""
    widths = {len(row) for row in body}
    if len(body) < ALIKE or len(widths) != 1:
        return names
    (width,) = widths
    if width == len(names) + 1:
        empty = not any(row[-1].strip() for row in body)
        dated = timed(names[0]) and datelike([row[0] for row in body])
        return [*names, ""] if empty or dated else ["", *names]
    if width == len(names) - 1 and not names[-1].strip():
        return names[:-1]
    return names


def labels(names: Sequence[str]) -> list[str]:
    """A label for each column: its name where that is one, else with its place, so that each is told from all others.

    >>> labels(["a", "", "b", "a"])
    ['a', 'column 2', 'b', 'a (column 4)']
    """
    taken = Counter(names)
    seen: set[str] = set()
    found = []
    for place, name in enumerate(names, 1):
        label = name
        if not name.strip():
            label = f"column {place}"
        elif name in seen:
            label = f"{name} (column {place})"
        while label != name and (label in taken or label in seen):
            label += "'"
        seen.add(label)
        found.append(label)
    return found
