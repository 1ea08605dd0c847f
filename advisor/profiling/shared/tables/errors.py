"""What DuckDB says of a file that it cannot read, in plain words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

from advisor.errors import Diagnostic, InputError
from advisor.profiling.shared.tables.compression import packing_of
from advisor.profiling.shared.tables.encoding import decoded

LINE: Final = re.compile(r"CSV Error on Line: (\d+)")
WIDTHS: Final = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")
FILE: Final = re.compile(r"\n\s*file ?= ?(.+)")  # of many
SHORT: Final = "mend the row; if its last cells are empty: pd.read_csv(...).to_csv('whole.csv', index=False) adds them"
LONG: Final = 'mend the row: a cell that holds a separator stands in quotation marks ("1,234")'


class RereadError(InputError):
    """A file that may be read another way: with another `encoding`, without `quotes`, or with `newlines` or `widths`
    that differ.
    """

    def __init__(self, way: str, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.way = way


def explain(path: str, error: str) -> InputError:
    """Why DuckDB cannot read a file, in plain words."""
    path = _of_folder(path, error)

    def say(message: str, hint: str | None = None, line: int | None = None) -> Diagnostic:
        return Diagnostic(message, path, line, hint=hint)

    line = int(found[1]) if (found := LINE.search(error)) else None
    if any(what in error.lower() for what in ("not utf-8", "invalid unicode", "not latin-1")):
        return RereadError("encoding", say("holds bytes that are no UTF-8", "save it as UTF-8", line))
    if "invalid state" in error:
        return RereadError("newlines", say("has line ends that differ", "end all lines with LF", line))
    if widths := WIDTHS.search(error):
        expected, cells = widths.groups()
        hint = SHORT if int(cells) < int(expected) else LONG
        line = _line_of(path, line) if line else None
        return RereadError("widths", say(f"has {cells} cells in this row, and the header has {expected}", hint, line))
    if "unterminated quote" in error:
        hint = 'a quotation mark inside a cell is doubled ("")'
        return RereadError("quotes", say("has a quotation mark that is never closed", hint, line))
    if "Maximum line size" in error:
        return InputError(say("has a line of more than 2 MB", None, line))
    if "maximum_object_size" in error:
        return InputError(say("has a line of more than 16 MB"))
    if "JSON" in error:
        hint = 'each line is an object, as {"age": 31}'
        return InputError(say("holds a line that is no JSON object", hint, _bad_json(path)))
    if "Out of Memory" in error:
        return InputError(say("needs more memory than there is", "leave columns out, or save it as Parquet"))
    return InputError(say(f"cannot be read as a table: {error.strip().splitlines()[0][:300]}"))


def _of_folder(path: str, error: str) -> str:
    """The file that an error is about, of those of a folder."""
    home = Path(path)
    if not home.is_dir() or (found := FILE.search(error)) is None:
        return path
    file = Path(found[1].strip())
    return str(home / file.relative_to(home.absolute())) if file.is_relative_to(home.absolute()) else path


def _line_of(path: str, row: int) -> int:
    """The line of a text in which a row ends, as DuckDB counts rows, and cells in quotation marks may span lines."""
    if packing_of(path) or not Path(path).is_file():
        return row
    rows = quotes = 0
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            quotes += line.count(b'"')
            rows += quotes % 2 == 0
            if rows == row:
                return number
    return row


def _bad_json(path: str) -> int | None:
    """The first line that is no JSON object, as DuckDB miscounts them."""
    if path.lower().endswith((".gz", ".zst")) or not Path(path).is_file():  # of many, nobody knows which
        return None
    with Path(path).open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                good = not line.strip() or isinstance(json.loads(decoded(line)[0]), dict)
            except (ValueError, RecursionError):
                good = False
            if not good:
                return number
    return None
