"""Records of JSON lines, of a JSON document or of a table, one at a time, each with the place that it stands at."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.compression import opened_text, read_head
from advisor.profiling.shared.tables.formats import form_of, json_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from advisor.profiling.shared.tables.table import Table

LARGEST: Final = 512 * 2**20  # bytes of a document that is read at once
LINE: Final = 64 * 2**20  # characters of a line
LOOKED: Final = 200  # records by which the form is told
AT_ONCE: Final = 2_000  # rows of a table that are held
IN_ORDER: Final = 122_880  # rows up to which DuckDB keeps their order: those of one group
SPACE: Final = re.compile(r"[\s,]*")

Place = tuple[str, int]  # a file, and the line in it, or the row of a table; 0 where it is not known
Record = dict[str, Any] | None  # nothing where the line is no JSON object


def readable(path: str) -> bool:
    """Whether a file is JSON that is read here; DuckDB alone unpacks .zst."""
    form, packing = form_of(path)
    return form in ("json", "document") and packing != ".zst"


def first_records(path: str) -> list[dict[str, Any]]:
    """The first records of a file, as far as its start holds them whole."""
    head = read_head(path)
    if in_lines(path, head):
        lines = head.decode("utf-8-sig", errors="replace").splitlines()
        whole = lines[:LOOKED] if len(lines) > LOOKED else lines
        found = [_object(line) for line in whole if line.strip()]
    else:
        text = head.decode("utf-8-sig", errors="replace")
        found = [record for _, record in _of_document(text, stop=LOOKED)] if text.lstrip()[:1] == "[" else []
    return [record for record in found if record is not None]


def in_lines(path: str, head: bytes) -> bool:
    """Whether a file holds a record a line, whatever its suffix."""
    return form_of(path)[0] == "json" or json_lines(head)


def records_of(path: str) -> Iterator[tuple[Place, Record]]:
    """All records of a JSON file. Raises `InputError` where a document cannot be read to its end."""
    if in_lines(path, read_head(path)):
        yield from _of_lines(path)
        return
    size = Path(path).stat().st_size
    if size > LARGEST:
        refuse(path, f"is a JSON document of more than {LARGEST // 2**20} MiB", "write a record a line: .jsonl")
    with opened_text(path) as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        refuse(path, f"unpacks to more than {LARGEST // 2**20} MiB", "write a record a line: .jsonl")
    yield from (((path, line), record) for line, record in _of_document(text, path))


def rows_of(table: Table, most: int = 0) -> Iterator[tuple[Place, Record]]:
    """The rows of a table as records, or the first of them; a row of many has no number, as DuckDB mixes them."""
    columns = ", ".join(f"c{place}" for place in range(len(table.names)))
    numbered = table.rows <= IN_ORDER
    query = f"SELECT {columns} FROM raw" + (f" LIMIT {most}" if most else "")
    number = 0
    for rows in table.batches(query, AT_ONCE):
        for row in rows:
            number += 1
            yield (
                (table.path, number * numbered),
                {name: _opened(value) for name, value in zip(table.names, row, strict=True)},
            )


def _opened(value: Any) -> Any:
    """A cell that holds turns as JSON, as the list that it is."""
    if isinstance(value, str) and value.startswith(("[{", "{")):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    return value


def _of_lines(path: str) -> Iterator[tuple[Place, Record]]:
    with opened_text(path) as file:
        number = 0
        while line := file.readline(LINE + 1):
            number += 1
            if len(line) > LINE:
                refuse(path, f"has a line of more than {LINE // 2**20} million characters", line=number)
            if line.strip():
                yield (path, number), _object(line)


def _object(line: str) -> Record:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _of_document(text: str, path: str = "", stop: int = 0) -> Iterator[tuple[int, Record]]:
    """The records of a list, each with the line that it begins in; of a part of a document those that it holds whole.

    `stop` is the most that are looked at: what follows may be cut off.
    """
    decoder, place, line, counted, number = json.JSONDecoder(), text.find("[") + 1, 1, 0, 0
    while True:
        place = SPACE.match(text, place).end()  # type: ignore[union-attr] # it matches nothing as well
        line += text.count("\n", counted, place)
        counted = place
        if text[place : place + 1] == "]" or (stop and number >= stop):
            return
        try:
            record, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            if stop:
                return
            said = getattr(error, "msg", "nested too deeply")
            refuse(path, f"is no JSON: {said}", line=line)
        number += 1
        yield line, record if isinstance(record, dict) else None
