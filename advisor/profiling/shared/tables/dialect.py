"""The start of a text table -> how it is written: encoding, separator, names of the columns."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.compression import HEAD, read_head
from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

SEPARATORS: Final = {"csv": ",;\t|", "tsv": "\t"}
SAMPLED: Final = 50  # rows from which the separator is told
LOOKED: Final = 1_000  # JSON lines whose keys give the columns their order
Encoding = str  # as DuckDB names it: utf-8 or latin-1


class Dialect(NamedTuple):
    """How a CSV file is written. `skip` is the number of blank lines at its start."""

    names: tuple[str, ...]
    separator: str
    encoding: Encoding
    skip: int


def decoded(head: bytes) -> tuple[str, Encoding]:
    """The text and its encoding: UTF-8, with or without a byte order mark, else Latin-1, which reads any bytes."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD)
    except UnicodeDecodeError:
        return head.decode("latin-1"), "latin-1"
    return text.removeprefix("\ufeff"), "utf-8"


def csv_dialect(path: str, head: bytes | None = None) -> Dialect:
    """The dialect of a CSV or TSV file: the separator by which the first rows agree most with the header.

    `head` is the start of the file, where it was read already. Raises `InputError` where no header can be read.
    """
    text, encoding = decoded(read_head(path) if head is None else head)
    skip = 0
    for line in io.StringIO(text, newline=None):
        if line.strip(" \t\n"):
            break
        skip += 1
    candidates = [(separator, _rows(text, separator)) for separator in SEPARATORS[form_of(path)[0] or "csv"]]
    separator, rows = max(candidates, key=lambda candidate: _agreement(candidate[1]))
    if not rows or (len(rows) == 1 and len(text) >= HEAD):
        what = "has no header that can be read" if not rows else "has a header that does not end"
        refuse(path, f"{what} in its first {HEAD // 2**20} MiB", line=skip + 1)
    return Dialect(tuple(rows[0]), separator, encoding, skip)


def _rows(text: str, separator: str) -> list[list[str]]:
    """The first rows that are not blank, as far as they can be read."""
    rows: list[list[str]] = []
    csv.field_size_limit(HEAD)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in row) or len(row) > 1:
                rows.append(row)
            if len(rows) > SAMPLED:
                break
    except csv.Error:
        pass  # what cannot be read is refused, with its line, when the whole file is
    return rows


def _agreement(rows: list[list[str]]) -> tuple[bool, float]:
    """Whether there are several columns, and the share of rows that have as many cells as the header."""
    if not rows:
        return False, -1.0
    width = len(rows[0])
    return width > 1, sum(len(row) == width for row in rows) / len(rows)


def json_names(head: bytes) -> list[str]:
    """The keys of the first JSON lines, in order of appearance; lines that are no objects say nothing."""
    text, _ = decoded(head)
    names: dict[str, None] = {}
    for line in islice(io.StringIO(text), LOOKED):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            names.update(dict.fromkeys(row))
    return list(names)


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


def headless(names: Sequence[str], wanted: str) -> bool:
    """Whether a header is a row of data: numbers alone, unless they count the columns or name the target.

    >>> headless(["5.1", "3.5", "0"], "0"), headless(["0", "1", "2"], "2"), headless(["2019", "2020"], "2020")
    (True, False, False)
    """
    try:
        numbers = [float(name) for name in names]
    except ValueError:
        return False
    whole = all(number.is_integer() for number in numbers) and len(set(numbers)) == len(numbers)
    counting = whole and numbers == [numbers[0] + place for place in range(len(numbers))] and len(numbers) > 1
    return not (counting or (whole and wanted in names))


def check_header(path: str, dialect: Dialect, wanted: str) -> None:
    """Refuse a table without a header, whose first row would become the names."""
    if headless(dialect.names, wanted):
        refuse(
            path,
            "has no header: the first row holds numbers where the names of the columns belong",
            f"add a first line with {len(dialect.names)} names",
            dialect.skip + 1,
        )
