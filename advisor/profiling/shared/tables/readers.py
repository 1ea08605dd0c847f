"""A reader into DuckDB, as `raw`, for each format of tables: CSV, TSV, Parquet, JSON Lines, Arrow; one file or many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.errors import InputError
from advisor.profiling.shared.files import left_out
from advisor.profiling.shared.profile import need
from advisor.profiling.shared.tables.compression import packing_of, read_head, unpack
from advisor.profiling.shared.tables.dialect import csv_dialect
from advisor.profiling.shared.tables.embedded import Embedded, features, kind_of, names_of_classes
from advisor.profiling.shared.tables.errors import explain
from advisor.profiling.shared.tables.formats import inspect
from advisor.profiling.shared.tables.json_lines import json_paths
from advisor.profiling.shared.tables.mending import read_anyhow
from advisor.profiling.shared.tables.sql import literal, literals, text
from advisor.profiling.shared.tables.start import is_number
from advisor.profiling.shared.tables.table import named, opened, room

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.tables.dialect import Dialect
    from advisor.profiling.shared.tables.formats import TableFiles
    from advisor.profiling.shared.tables.table import Load, Table


def open_table(asked: Asked, files: Files, watch: Watch, by_file: bool = False) -> AbstractContextManager[Table]:
    """Open the table in files, by the engine that the user names; on demand each row with the name of its file.

    Raises `InputError` where the files hold none, are broken, or a package that reads them is missing.
    """
    load = load_files
    if asked.engine == "spark":
        from advisor.profiling.shared.tables.spark import load
    source = inspect(asked.path, files)._replace(header=asked.header, by_file=by_file)
    return opened(source, asked.target, watch, load, asked.export)


def load_files(table: Table, source: TableFiles, wanted: str) -> None:
    """Make `raw` of the files; of many, those that cannot be read to their end are left out, and that is said.

    Raises `InputError` where none can be read.
    """
    opener = OPENERS[source.form]
    try:
        opener(table, source, wanted)
        return
    except InputError as broken:
        if len(source.paths) < 2:
            raise
        bad, reason = [], broken
        for each in source.paths:
            try:
                opener(table, source._replace(path=each, paths=[each], head=read_head(each)), wanted)
            except InputError as error:
                bad.append(each)
                reason = error
        good = [each for each in source.paths if each not in set(bad)]
        if not bad or not good:
            raise
    message = reason.diagnostics[0].message
    table.notes = [*source.notes, *left_out(bad, len(source.paths), "files", str(Path(bad[0]).parent), message)]
    opener(table, source._replace(paths=good, head=read_head(good[0])), wanted)


FILE: Final = "file"  # the column of names of files, on demand
STRUCTS: Final = ("STRUCT(bytes BLOB, path VARCHAR)", "STRUCT(path VARCHAR, bytes BLOB)")  # images and recordings


def _open_csv(table: Table, source: TableFiles, wanted: str) -> None:
    dialects = [
        (each, csv_dialect(each, source.head if each == source.paths[0] else None, wanted, source.header))
        for each in source.paths
    ]
    if source.header is None and any(dialect.headless for _, dialect in dialects):
        dialects = [(each, _as_others(each, dialect, wanted)) for each, dialect in dialects]
    first = dialects[0][1]
    alike: dict[Dialect, list[str]] = {}
    for each, dialect in dialects:
        alike.setdefault(dialect, []).append(unpack(each, table.spill, room(table.spill)) if _foreign(each) else each)
    names = list(dict.fromkeys(name for dialect in alike for name in dialect.names)) if len(alike) > 1 else first.names
    names = (*names, FILE) if source.by_file else names
    named(table, list(names))
    if len({frozenset(dialect.names) for dialect in alike}) > 1:
        table.notes.append(f"the {len(source.paths):,} files differ in their columns: what one lacks is missing there")
    table.separator, table.headless = first.separator, first.headless

    def read(files: Mapping[Dialect, Sequence[str]]) -> None:
        if source.by_file:
            alone = [(dialect, [each]) for dialect, some in files.items() for each in some]
            parts = [
                f"SELECT * REPLACE ({text(Path(each[0]).stem)} AS c{len(names) - 1})"
                f" FROM ({_csv(each, dialect, names)})"
                for dialect, each in alone
            ]
        else:
            parts = [_csv(each, dialect, names) for dialect, each in files.items()]
        table.keep(" UNION ALL ".join(parts))

    notes = read_anyhow(read, alike, table.spill)
    table.notes += notes
    table.plain = len(source.paths) == 1 and first.plain and not notes and packing_of(source.path) in ("", ".gz")


def _as_others(path: str, dialect: Dialect, wanted: str) -> Dialect:
    """The dialect of a file among such as have no header: one whose names are numbers has none either."""
    numbers = not dialect.headless and all(map(is_number, dialect.names))
    return csv_dialect(path, None, wanted, header=False) if numbers else dialect


def _foreign(path: str) -> bool:
    return path.lower().endswith((".bz2", ".xz"))


def _csv(files: Sequence[str], dialect: Dialect, names: Sequence[str]) -> str:
    """SQL for files of one dialect, with the columns of all: NULL for those that these lack."""
    own = ", ".join(f"'o{place}': 'VARCHAR'" for place in range(len(dialect.names)))
    places = {name: place for place, name in enumerate(dialect.names)}
    same = list(dialect.names) == list(names)
    wanted = ", ".join(
        f"o{place if same else places[name]} AS c{place}" if same or name in places else f"NULL::VARCHAR AS c{place}"
        for place, name in enumerate(names)
    )
    broken = any("\n" in name or "\r" in name for name in dialect.names)  # strictly, DuckDB finds no rows after it
    packing = ", compression = 'zstd'" if files[0].lower().endswith(".zst") else ""
    return (
        f"SELECT {wanted} FROM read_csv({literals(files)}, auto_detect = false, header = {dialect.header},"
        f" skip = {dialect.skip}, delim = {text(dialect.separator)}, quote = {text(dialect.quote)},"
        f" escape = {text(dialect.escape)}, columns = {{{own}}},"
        f" encoding = '{dialect.encoding}', strict_mode = {dialect.strict and not broken}{packing})"
    )


def _open_parquet(table: Table, source: TableFiles, wanted: str) -> None:
    del wanted
    parted = ", hive_partitioning = true" if _partitioned(source) else ""
    read = f"read_parquet({literals(source.paths)}, union_by_name = true{parted})"
    types = [(str(name), str(kind)) for name, kind, *_ in table.run(f"DESCRIBE SELECT * FROM {read}")]
    described = [name for name, _ in types]
    stored = [str(row[0]) for row in table.run(f"SELECT name FROM parquet_schema({literal(source.paths[0])})")][1:]
    plain = len(source.paths) == 1 and len(stored) == len(described)  # nested columns have several entries
    named(table, stored if plain else described)
    columns = ", ".join(f"c{place}" for place in range(len(described)))
    files = {place for place, (_, kind) in enumerate(types) if kind in STRUCTS}
    kept = ", ".join(f"c{place}.path AS c{place}" if place in files else f"c{place}" for place in range(len(types)))
    table.keep(f"SELECT {kept} FROM {read} AS parquet({columns})")
    query = (
        f"SELECT decode(value) FROM parquet_kv_metadata({literal(source.paths[0])}) WHERE decode(key) = 'huggingface'"
    )
    said = features(source, next((text for (text,) in table.run(query)), None))
    table.classes = names_of_classes(said, table.labels)
    for place in sorted(files):
        first = (
            f"SELECT c{place}.bytes, c{place}.path FROM {read} AS parquet({columns}) WHERE c{place} IS NOT NULL LIMIT 1"
        )
        for content, path in table.run(first):
            table.embedded.append(Embedded(described[place], kind_of(said, described[place], content, path)))


def _partitioned(source: TableFiles) -> bool:
    """Whether the folders of the files hold a column, as `year=2024/month=05`."""
    return all("=" in Path(path).parent.name for path in source.paths)


def _open_json(table: Table, source: TableFiles, wanted: str) -> None:
    del wanted
    files = [unpack(each, table.spill, room(table.spill)) if _foreign(each) else each for each in source.paths]
    lines = f"read_ndjson_objects({literals(files)})"
    paths = json_paths(source.head)
    names, known = list(paths), {path[0] for path in paths.values()}
    if table.held:  # keys that come late
        found = table.run(f"SELECT DISTINCT unnest(json_keys(json)) AS key FROM {lines} ORDER BY key")
        names += [str(key) for (key,) in found if key not in known]
    if not names:
        raise explain(source.path, "JSON")
    named(table, names)
    if table.held and table.run(f"SELECT count(*) FROM {lines} WHERE json_type(json) <> 'OBJECT'")[0][0]:
        raise explain(source.path, "JSON")
    pointers = ", ".join(text(_pointer(paths.get(name, (name,)))) for name in names)
    columns = ", ".join(f"row[{place + 1}] AS c{place}" for place in range(len(names)))
    table.keep(f"SELECT {columns} FROM (SELECT json_extract_string(json, [{pointers}]) AS row FROM {lines})")


def _pointer(path: Sequence[str]) -> str:
    """The JSON pointer to what stands under keys."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def _open_arrow(table: Table, source: TableFiles, wanted: str) -> None:
    del wanted
    need(source.path, "pyarrow", "arrow", "reading Arrow files")
    from advisor.profiling.shared.tables.arrow import copy

    named(table, copy(table, source))


def _open_document(table: Table, source: TableFiles, wanted: str) -> None:
    from advisor.profiling.shared.tables.conversions import open_document

    lines = open_document(table, source)
    _open_json(table, source._replace(paths=lines, head=read_head(lines[0])), wanted)


def _open_sheet(table: Table, source: TableFiles, wanted: str) -> None:
    from advisor.profiling.shared.tables.sheets import sheet_of

    sheet = sheet_of(table, source, wanted)
    _open_csv(table, source._replace(paths=[sheet], head=read_head(sheet)), wanted)


def _converted(name: str) -> Load:
    """A reader that is imported when it is used, as few tables need it."""

    def load(table: Table, source: TableFiles, wanted: str) -> None:
        from advisor.profiling.shared.tables import conversions

        getattr(conversions, name)(table, source, wanted)

    return load


OPENERS: Final[dict[str, Load]] = {
    "csv": _open_csv,
    "tsv": _open_csv,
    "parquet": _open_parquet,
    "json": _open_json,
    "arrow": _open_arrow,
    "document": _open_document,
    "sheet": _open_sheet,
    "arff": _converted("open_arff"),
    "database": _converted("open_database"),
    "frame": _converted("open_frame"),
}
