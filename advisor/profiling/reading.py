"""Opening a table of any size with DuckDB, and saying plainly why it cannot be opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from advisor.errors import Complaint, InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

READERS: Final = {
    ".csv": "read_csv(?, header = true, null_padding = false, sample_size = 20480)",
    ".tsv": "read_csv(?, header = true, delim = '\t', sample_size = 20480)",
    ".parquet": "read_parquet(?)",
    ".jsonl": "read_json(?, format = 'newline_delimited')",
    ".ndjson": "read_json(?, format = 'newline_delimited')",
}
PACKED: Final = (".gz", ".zst")
IN_MEMORY: Final = 256 * 2**20  # bytes of a file up to which the table is held whole
MEMORY_LIMIT: Final = "1GB"  # beyond it DuckDB spills to disk


def quoted(name: str) -> str:
    """A column name as SQL takes it, whatever characters it holds."""
    return '"' + name.replace('"', '""') + '"'


def refuse(path: str, message: str, hint: str | None = None) -> NoReturn:
    """Stop with a complaint about the file."""
    raise InputError(Complaint(message, path, hint=hint))


def open_table(path: str) -> DuckDBPyConnection:
    """A connection in which the view `t` is the table.

    Raises `InputError` where the file is missing, empty, of another kind or broken, and where DuckDB is missing.
    """
    try:
        import duckdb
    except ImportError:
        refuse(path, "reading data needs DuckDB, which is not installed", "pip install 'nn-advisor[data]'")
    reader = READERS[_suffix(path)]
    connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "preserve_insertion_order": "false"})
    connection.execute("SET enable_progress_bar = false")
    small = Path(path).stat().st_size <= IN_MEMORY and Path(path).suffix.lower() not in PACKED
    try:
        if small:
            connection.execute(f"CREATE TABLE t AS SELECT * FROM {reader}", [path])
        else:
            # a view takes no parameters: the path is a literal, its quotes doubled
            literal = "'" + path.replace("'", "''") + "'"
            connection.execute(f"CREATE VIEW t AS SELECT * FROM {reader.replace('?', literal, 1)}")
    except duckdb.Error as error:
        refuse(path, f"cannot be read as a table: {_first_line(error)}")
    return connection


def _suffix(path: str) -> str:
    file = Path(path)
    try:
        if file.is_dir():
            refuse(path, "is a folder", "name one file: CSV, TSV, Parquet or JSON Lines")
        size = file.stat().st_size
    except (OSError, ValueError) as error:
        refuse(path, f"cannot be read: {getattr(error, 'strerror', None) or error}")
    if size == 0:
        refuse(path, "is empty")
    parts = [part.lower() for part in file.suffixes]
    suffix = parts[-2] if len(parts) > 1 and parts[-1] in PACKED else parts[-1] if parts else ""
    if suffix not in READERS:
        refuse(path, f"is of a kind that is not read ({suffix or 'no suffix'})", "CSV, TSV, Parquet and JSON Lines are")
    if suffix in (".csv", ".tsv", ".jsonl", ".ndjson") and parts[-1] not in PACKED:
        with file.open("rb") as opened:
            if b"\0" in opened.read(1 << 16):
                refuse(path, "is a binary file, not text")
    return suffix


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", maxsplit=1)[0][:300]


def run(connection: DuckDBPyConnection, path: str, query: str) -> list[tuple[object, ...]]:
    """The rows of a query; Ctrl-C stops it."""
    import duckdb

    try:
        return connection.execute(query).fetchall()
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.Error as error:
        refuse(path, f"cannot be read as a table: {_first_line(error)}")
