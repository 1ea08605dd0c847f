"""Tables of other programs into DuckDB: JSON documents, ARFF, SQLite, DuckDB, Stata, SPSS and SAS.

Each is turned into texts, a row at a time, in a file of its own that is measured in its place.
"""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.files import PART, TRAINING, suffix
from advisor.profiling.shared.profile import need, refuse
from advisor.profiling.shared.tables.compression import PACKED, packing_of
from advisor.profiling.shared.tables.encoding import decoded
from advisor.profiling.shared.tables.formats import TableFiles, json_lines
from advisor.profiling.shared.tables.header import headless
from advisor.profiling.shared.tables.json_lines import flattened
from advisor.profiling.shared.tables.sql import literal, text
from advisor.profiling.shared.tables.table import MOST_COLUMNS, Table, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LARGEST: Final = 512 * 2**20  # bytes of a document that is read at once
FEWEST: Final = 2  # rows of a table in a document
LOOKED: Final = 100  # first lists of a document by which it is told whether the first names columns
SHOWN: Final = 10  # tables that are named where there are several
SAVE: Final = "save it as CSV, or as Parquet"
ATTRIBUTE: Final = re.compile(
    r"@attribute\s+('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\S+)\s*(.*)", re.IGNORECASE | re.DOTALL
)
SPARSE: Final = re.compile(r"\s*(\d+)\s+(.+)")
SQLITE: Final = b"SQLite format 3\0"
READERS: Final = {  # of pandas, by suffix, and the package that they need besides
    ".dta": ("read_stata", ""),
    ".sav": ("read_spss", "pyreadstat"),
    ".zsav": ("read_spss", "pyreadstat"),
    ".sas7bdat": ("read_sas", ""),
    ".xpt": ("read_sas", ""),
}


def open_document(table: Table, source: TableFiles) -> list[str]:
    """Make JSON Lines of a document; gives the files of them.

    It holds a list of records, by itself or under one of its keys, or a table as pandas writes it, by rows or by
    columns. Raises `InputError` where it holds none.
    """
    (path,) = source.paths
    if json_lines(source.head):
        return source.paths
    if (source.size if not packing_of(path) else len(source.head)) > LARGEST:
        refuse(path, f"is a JSON document of more than {LARGEST // 2**20} MiB", "write a record a line: .jsonl")
    with PACKED[packing_of(path)](path) if packing_of(path) else Path(path).open("rb") as file:
        content = file.read(LARGEST)
    try:
        document = json.loads(decoded(content)[0])
    except (ValueError, RecursionError) as error:
        refuse(path, f"is no JSON: {error}"[:200])
    if isinstance(document, dict) and (source.part or _records(document) is None):
        document = _part(table, source, document)
    if _label_studio(document):
        hint = "export it from there as COCO, YOLO, CONLL2003 or CSV, or by label-studio-converter"
        refuse(path, "is what Label Studio exports as JSON, each label by its place on a page", hint)
    if (rows := _records(document)) is None:
        hint = 'a table is a list of records, as [{"age": 31}, {"age": 47}], or a record a line: .jsonl'
        refuse(path, "is JSON, but holds no table, and no annotations as COCO writes them", hint)
    target = Path(table.spill) / "records.jsonl"
    with target.open("w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(flattened(row)) + "\n")
    return [str(target)]


def _label_studio(document: Any) -> bool:
    """Whether a document holds tasks of Label Studio with their annotations."""
    first = document[0] if isinstance(document, list) and document else None
    return (
        isinstance(first, dict) and isinstance(first.get("annotations"), list) and isinstance(first.get("data"), dict)
    )


def _records(document: Any) -> list[dict[str, Any]] | None:
    """The rows of a document, where it holds a table."""
    if isinstance(document, list):
        rows = [row for row in document if isinstance(row, dict)]
        if len(rows) == len(document) >= FEWEST:
            return rows
        lists = [row for row in document if isinstance(row, list)]
        if len(lists) == len(document) >= FEWEST and all(_text_with_notes(row) for row in lists):
            return [{"text": row[0], **row[1]} for row in lists]
        width = len(lists[0]) if lists else 0
        if len(lists) == len(document) > FEWEST and width and all(len(row) == width for row in lists):
            names = lists[0] if _names_columns(lists) else None
            keys = names or [f"column {place}" for place in range(1, width + 1)]
            return [dict(zip(keys, row, strict=True)) for row in lists[1 if names else 0 :]]
        return None
    if not isinstance(document, dict):
        return None
    names, data = document.get("columns"), document.get("data")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(row, list) for row in data):
        return [dict(zip(map(str, names), row, strict=False)) for row in data]
    values = list(document.values())
    columns = [each for each in values if isinstance(each, list)]
    alike = len(columns) == len(values) > 1 and len(set(map(len, columns))) == 1
    if alike and not any(isinstance(cell, dict) for each in columns for cell in each[:FEWEST]):
        parts: dict[str, list[Any]] = {}
        for name, column in document.items():
            parts |= _apart(name, column)
        return [dict(zip(parts, row, strict=True)) for row in zip(*parts.values(), strict=True)]
    if len(values) > 1 and all(isinstance(each, dict) for each in values):
        return _by_keys(document)
    return None


def _text_with_notes(row: list[Any]) -> bool:
    """Whether a list is a text and what is marked in it, as spaCy was trained on: `["in Bern", {"entities": ...}]`."""
    return [type(part) for part in row] == [str, dict]


def _apart(name: str, column: list[Any]) -> dict[str, list[Any]]:
    """A column, or several where each cell is a list of as many numbers."""
    first = column[0] if column else None
    width = len(first) if isinstance(first, list) else 0
    numbers = all(
        isinstance(part, int | float) for cell in column for part in (cell if isinstance(cell, list) else ("",))
    )
    if not width or not numbers or any(len(cell) != width for cell in column):
        return {name: column}
    return {f"{name}.{place}": list(cells) for place, cells in enumerate(zip(*column, strict=True))}


def _names_columns(lists: Sequence[list[Any]]) -> bool:
    """Whether the first of several lists names the columns of the others."""
    first, *rest = lists[:LOOKED]
    if not all(isinstance(name, str) for name in first):
        return False
    return not headless(first, [["" if cell is None else str(cell) for cell in row] for row in rest])


def _part(table: Table, source: TableFiles, document: dict[str, Any], deeper: bool = True) -> Any:
    """What stands under the key that is named, or under the one that holds the longest table."""
    tables = {key: rows for key, each in document.items() if (rows := _records(each)) is not None}
    if source.part:
        if source.part not in document:
            refuse_part(source, list(tables))
        return document[source.part]
    if not tables:
        inner = [each for each in document.values() if isinstance(each, dict)]
        return _part(table, source, inner[0], deeper=False) if deeper and len(inner) == 1 else document
    chosen = max(tables, key=lambda key: (key.lower() in TRAINING, len(tables[key])))
    if len(tables) > 1:
        shown = ", ".join(map(repr, list(tables)[:SHOWN]))
        table.notes.append(
            f"of the tables under the keys {shown}, {chosen!r} is read: {source.paths[0]}{PART}KEY names another"
        )
    return document[chosen]


def _by_keys(document: dict[str, dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Records by their keys, or columns whose cells stand by the keys of the rows."""
    outer, inner = list(document), dict.fromkeys(key for each in document.values() for key in each)
    if len(inner) < FEWEST and len(outer) < FEWEST:
        return None
    if all(key.isdigit() for key in inner):  # as pandas writes columns by default
        return [{name: document[name].get(key) for name in outer} for key in inner]
    shared = sum(len(each) for each in document.values()) / (len(outer) * len(inner))
    return list(document.values()) if len(outer) >= FEWEST and shared > 1 / FEWEST else None


def open_arff(table: Table, source: TableFiles, wanted: str) -> None:
    """Read ARFF, dense or sparse. Raises `InputError` where it has no attributes, or a row does not fit them."""
    del wanted
    (path,) = source.paths
    names: list[str] = []
    kinds: list[str] = []
    encoding = decoded(source.head)[1]
    with (
        PACKED[packing_of(path)](path, "rt", encoding=encoding)
        if packing_of(path)
        else Path(path).open(encoding=encoding, errors="replace") as file
    ):
        for line in file:
            if (found := ATTRIBUTE.match(line.strip())) is not None:
                names.append(_unquoted(found[1]))
                kinds.append(found[2].strip())
            elif line.strip().lower().startswith("@data"):
                break
        if not names:
            refuse(path, "is no ARFF file: it names no attributes")
        _store(table, names, _arff_rows(path, file, len(names), kinds))
    table.classes = {
        label: kind.count(",") + 1 for label, kind in zip(table.labels, kinds, strict=True) if kind.startswith("{")
    }


def _unquoted(name: str) -> str:
    if len(name) > 1 and name[0] in "'\"" and name[-1] == name[0]:
        return re.sub(r"\\(.)", r"\1", name[1:-1])
    return name


def _arff_rows(path: str, lines: Iterable[str], width: int, kinds: Sequence[str]) -> Iterator[Sequence[str]]:
    """The cells of each row; what a sparse row leaves out is zero, or the first of the values that are listed."""
    plain = (line.strip() for line in lines if line.strip() and not line.lstrip().startswith("%"))
    absent = [_unquoted(kind[1:].split(",")[0].strip(" }")) if kind.startswith("{") else "0" for kind in kinds]
    for line in plain:
        quote = '"' if '"' in line and "'" not in line else "'"
        inside = line[1:-1] if line.startswith("{") else line
        cells = next(csv.reader([inside], quotechar=quote, escapechar="\\", skipinitialspace=True), [])
        if line.startswith("{"):
            row = list(absent)
            for cell in cells:
                if (found := SPARSE.fullmatch(cell)) is None or int(found[1]) >= width:
                    refuse(path, "has a sparse row that does not fit its attributes")
                row[int(found[1])] = _unquoted(found[2])
            yield row
            continue
        if len(cells) != width:
            refuse(path, f"has {len(cells)} cells in a row, and {width} attributes")
        yield [cell.strip() for cell in cells]


def open_database(table: Table, source: TableFiles, wanted: str) -> None:
    """Read a table of a SQLite or DuckDB file. Raises `InputError` where it is not clear which."""
    del wanted
    if source.head.startswith(SQLITE):
        _open_sqlite(table, source)
    elif source.head[8:12] == b"DUCK":
        _open_duckdb(table, source)
    else:
        refuse(source.paths[0], "is no SQLite or DuckDB file")


def _open_sqlite(table: Table, source: TableFiles) -> None:
    import sqlite3
    from contextlib import closing

    (path,) = source.paths
    try:
        with closing(sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            query = (
                "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY 1"
            )
            chosen = _one_of(source, [str(name) for (name,) in database.execute(query)])
            quoted = chosen.replace('"', '""')
            database.text_factory = lambda content: content.decode(errors="replace")
            rows = database.execute(f'SELECT * FROM "{quoted}"')
            _store(table, [str(column[0]) for column in rows.description], rows)
    except sqlite3.Error as error:
        refuse(path, f"cannot be read as SQLite: {error}")


def _open_duckdb(table: Table, source: TableFiles) -> None:
    """Read a base table: a view could read any other file."""
    (path,) = source.paths
    table.run(f"ATTACH {text(path)} AS attached (READ_ONLY)")
    query = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'attached' ORDER BY ALL"
    found = {(each if schema == "main" else f"{schema}.{each}"): (schema, each) for schema, each in table.run(query)}
    where = ".".join('"' + part.replace('"', '""') + '"' for part in found[_one_of(source, list(found))])
    described = [str(name) for name, *_ in table.run(f"DESCRIBE SELECT * FROM attached.{where}")]
    named(table, described)
    columns = ", ".join(f"c{place}" for place in range(len(described)))
    table.held = True
    table.keep(f"SELECT * FROM attached.{where} AS stored({columns})")


def _one_of(source: TableFiles, names: list[str]) -> str:
    if source.part in names:
        return source.part
    if source.part or len(names) != 1:
        refuse_part(source, names)
    return names[0]


def refuse_part(source: TableFiles, names: list[str]) -> None:
    """Say which tables a file holds, where none is named or the one that is named is not among them."""
    path = source.paths[0]
    shown = ", ".join(names[:SHOWN]) + (", ..." if len(names) > SHOWN else "") or "none"
    message = f"holds no table {source.part!r}" if source.part else f"holds {len(names)} tables"
    refuse(path, message, f"name one as {path}{PART}NAME; there are: {shown}" if names else None)


def open_frame(table: Table, source: TableFiles, wanted: str) -> None:
    """Read a file of Stata, SPSS or SAS by pandas. Raises `InputError` where a package is missing, or it is broken."""
    del wanted
    (path,) = source.paths
    reader, package = READERS[suffix(path)]
    for each in filter(None, ("pandas", package)):
        need(path, each, "formats", f"reading {suffix(path)} files")
    import pandas as pd

    try:
        frame = getattr(pd, reader)(path, **({"encoding": "latin-1"} if reader == "read_sas" else {}))
    except Exception as error:  # whatever the library raises of a broken file
        refuse(path, f"cannot be read: {str(error)[:200]}", SAVE)
    target = Path(table.spill) / "frame.csv"
    frame.to_csv(target, index=False, header=False, encoding="utf-8", errors="replace", quoting=csv.QUOTE_NONNUMERIC)
    _keep(table, [str(name) for name in frame.columns], target)


def _store(table: Table, names: list[str], rows: Iterable[Sequence[Any]]) -> None:
    """Keep rows as `raw`, every cell a text."""
    target = Path(table.spill) / "rows.csv"
    with target.open("w", encoding="utf-8", newline="", errors="replace") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        for row in rows:
            writer.writerow(["" if isinstance(cell, bytes) else cell for cell in row])
    _keep(table, names, target)


def _keep(table: Table, names: list[str], target: Path) -> None:
    if len(names) > MOST_COLUMNS:
        refuse(table.path, f"has {len(names):,} columns, and {MOST_COLUMNS:,} are the most that are measured")
    named(table, names)
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(names)))
    table.keep(
        f"SELECT * FROM read_csv({literal(str(target))}, auto_detect = false, header = false, delim = ',',"
        f" quote = '\"', escape = '\"', columns = {{{columns}}})"
    )
