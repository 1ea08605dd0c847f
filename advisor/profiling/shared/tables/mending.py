"""Text tables that are not plain: read another way where the first fails, and written anew for what no engine reads."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.tables.compression import PACKED, packing_of
from advisor.profiling.shared.tables.dialect import (
    BARE,
    BARRED,
    COLUMNS,
    ESCAPED,
    SPACES,
    Dialect,
    printed,
    spaced,
)
from advisor.profiling.shared.tables.encoding import NAMES
from advisor.profiling.shared.tables.errors import RereadError
from advisor.profiling.shared.tables.fixed_width import FIXED, cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Files = dict[Dialect, list[str]]

TAIL: Final = 2**16  # bytes at the end of a file that are looked at for footnotes
FOOTNOTES: Final = 100  # lines
REMARK: Final = re.compile(r"[^\W\d_]{2}|-{3}")  # what a footnote holds: words, or a line above them
SHORT: Final = 3  # rows that end before the last columns, from which these are empty there and no row is broken; and
# lines above the last, beyond which that may break off


def read_anyhow(read: Callable[[Files], None], files: Files, folder: str) -> list[str]:
    """Read files of several dialects, another way where one fails; `folder` takes what is written anew. Gives notes.

    Raises `InputError` where no way is left.
    """
    tried: list[str] = []
    while True:
        files = _each(files, partial(_readable, folder=folder))
        try:
            read(files)
        except RereadError as broken:
            again = _each(files, partial(_mended, way=broken.way, folder=folder))
            if again == files or tried.count(broken.way) > 1:
                raise
            tried.append(broken.way)
            files = again
        else:
            return list(dict.fromkeys(note for dialect in files for note in (*dialect.notes, *_encoded(dialect))))


def _each(files: Files, change: Callable[[Dialect, str], tuple[Dialect, str]]) -> Files:
    found: Files = {}
    for dialect, paths in files.items():
        for path in paths:
            new, place = change(dialect, path)
            found.setdefault(new, []).append(place)
    return found


def _readable(dialect: Dialect, path: str, folder: str) -> tuple[Dialect, str]:
    return plain(dialect, path, folder) if dialect.foreign else (dialect, path)


def _encoded(dialect: Dialect) -> tuple[str, ...]:
    """A note of an encoding that is not UTF-8."""
    name = NAMES.get(dialect.encoding)
    return (f"the text is no UTF-8 and was read as {name}",) if name else ()


def _mended(dialect: Dialect, path: str, way: str, folder: str) -> tuple[Dialect, str]:
    """A file in another dialect, or without what stood in the way; the same where nothing helps."""
    if way == "newlines":
        return dialect._replace(strict=False), path
    if way == "encoding":
        return dialect._replace(encoding="cp1252" if dialect.encoding == "latin-1" else "latin-1"), path
    if (
        way == "quotes"
        and dialect.separator != "\t"
        and dialect.escape == dialect.quote
        and _escaped(path, dialect.encoding)
    ):
        return dialect._replace(escape="\\", notes=(*dialect.notes, BARRED)), path
    if way == "quotes" and dialect.separator == "\t":
        return dialect._replace(quote="", notes=(*dialect.notes, BARE)), path
    if way == "widths":
        ways = (_without_footnotes, _filled_up, _without_last)
        return next((new for way in ways if (new := way(dialect, path, folder))[1] != path), (dialect, path))
    return dialect, path


def _escaped(path: str, encoding: str) -> bool:
    """Whether a backslash stands before a quotation mark somewhere in a file."""
    with _opened(path, encoding) as source:
        return any(ESCAPED.search(line) for line in source)


def plain(dialect: Dialect, path: str, folder: str) -> tuple[Dialect, str]:
    """A copy that any engine reads: UTF-8, its cells separated by a character, with nothing before the table."""
    place = _new(path, folder)
    with _opened(path, dialect.encoding) as source, place.open("w", encoding="utf-8", newline="") as copy:
        lines = islice(source, dialect.skip, None)
        if (reader := _reader(dialect, lines)) is not None:
            csv.writer(copy, lineterminator="\n").writerows(filter(None, reader))
        else:
            copy.writelines(lines)
    notes = (*dialect.notes, *_encoded(dialect))
    new = dialect._replace(encoding="utf-8", skip=0, padded=False, even=reader is not None, notes=notes)
    return new._replace(separator=",", escape=dialect.quote) if reader is not None else new, str(place)


def _reader(dialect: Dialect, lines: Iterable[str]) -> Any:
    """A reader of lines that are not separated as CSV is; nothing for those that are."""
    if dialect.separator == SPACES:
        return spaced(lines)
    if dialect.separator == COLUMNS:
        return printed(lines)
    if dialect.separator.startswith(FIXED):
        return cut(lines, dialect.separator)
    if not dialect.padded:
        return None
    return csv.reader(lines, delimiter=dialect.separator, skipinitialspace=True, escapechar="\\")


def rows_of(dialect: Dialect, path: str) -> Iterator[list[str]]:
    """The rows of a file below its header."""
    with _opened(path, dialect.encoding) as source:
        lines = islice(source, dialect.skip, None)
        rows = _reader(dialect, lines) or csv.reader(lines, delimiter=dialect.separator)
        yield from islice(filter(None, rows), int(dialect.header), None)


def _opened(path: str, encoding: str) -> Any:
    said = {"utf-8": "utf-8-sig"}.get(encoding, "utf-16" if encoding.startswith("utf-16") else encoding)
    opener = PACKED.get(packing_of(path)) or open
    return opener(path, "rt", encoding=said, errors="replace", newline="")


def _new(path: str, folder: str) -> Path:
    """Where a copy of a file may lie, under its own name: that may tell series apart."""
    return Path(tempfile.mkdtemp(dir=folder)) / f"{Path(path).stem}.csv"


def _tail(path: str) -> bytes:
    """The last bytes of a file."""
    with Path(path).open("rb") as file:
        file.seek(max(0, Path(path).stat().st_size - TAIL))
        return file.read()


def _without_footnotes(dialect: Dialect, path: str, folder: str) -> tuple[Dialect, str]:
    """A copy of a file without the lines of one cell of words at its end, where there are some."""
    if packing_of(path):
        return dialect, path
    size = Path(path).stat().st_size
    lines = _tail(path).splitlines(keepends=True)
    found, cut = 0, 0
    for line in reversed(lines[-FOOTNOTES:]):
        text = line.decode(dialect.encoding, errors="replace").strip()
        (cells, *_) = [*csv.reader([text], delimiter=dialect.separator), []]
        filled = [cell for cell in cells if cell.strip()]
        if text and (len(cells) >= len(dialect.names) or len(filled) != 1 or not REMARK.search(text)):
            break
        found += bool(text)
        cut += len(line)
    if not found:
        return dialect, path
    lines_are = f"{found} lines below the table are" if found > 1 else "a line below the table is"
    return _cut_at(size - cut, f"{lines_are} left out", dialect, path, folder)


def _without_last(dialect: Dialect, path: str, folder: str) -> tuple[Dialect, str]:
    """A copy of a file without its last line, where it breaks off in the middle of that row."""
    if packing_of(path):
        return dialect, path
    size = Path(path).stat().st_size
    end = _tail(path).rstrip()
    last = end[max(end.rfind(b"\n"), end.rfind(b"\r")) + 1 :]
    (cells, *_) = [*csv.reader([last.decode(dialect.encoding, errors="replace")], delimiter=dialect.separator), []]
    before = end[: len(end) - len(last)].splitlines()
    if len(before) <= SHORT or not 1 < len(cells) < len(dialect.names):
        return dialect, path
    place = max(0, size - TAIL) + len(end) - len(last)
    return _cut_at(place, "the file breaks off in its last row, which is left out", dialect, path, folder)


def _cut_at(size: int, why: str, dialect: Dialect, path: str, folder: str) -> tuple[Dialect, str]:
    """A copy of the first bytes of a file."""
    place = _new(path, folder)
    shutil.copyfile(path, place)
    with place.open("rb+") as copy:
        copy.truncate(size)
    return dialect._replace(notes=(*dialect.notes, why)), str(place)


def _filled_up(dialect: Dialect, path: str, folder: str) -> tuple[Dialect, str]:
    """A copy of a file whose short rows have all their cells, the last ones empty, as some programs leave them out.

    A file stays as it is where a row is too long, few are short, or none but the header is whole.
    """
    width, place = len(dialect.names), _new(path, folder)
    whole = short = 0
    with _opened(path, dialect.encoding) as source, place.open("w", encoding="utf-8", newline="") as copy:
        write = csv.writer(copy, lineterminator="\n").writerow
        way: dict[str, Any] = {"escapechar": "\\"} if dialect.escape == "\\" else {}
        way |= {"delimiter": dialect.separator, "quoting": csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE}
        rows = filter(None, csv.reader(islice(source, dialect.skip, None), **way))
        for number, row in enumerate(rows):
            if len(row) > width or (dialect.even and len(row) < width):
                return dialect, path
            body = number or not dialect.header
            whole += bool(body) and len(row) == width
            short += bool(body) and len(row) < width
            write([*row, *[""] * (width - len(row))])
    if short < SHORT or not whole:
        return dialect, path
    note = f"{short:,} of {whole + short:,} rows end before the last column: what they lack is missing there"
    new = dialect._replace(separator=",", encoding="utf-8", skip=0, quote='"', escape='"')
    return new._replace(notes=(*dialect.notes, *_encoded(dialect), note)), str(place)
