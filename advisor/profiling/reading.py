"""A table of any size in DuckDB: its columns are `c0`, `c1`, ..., whatever they are called in the file."""

from __future__ import annotations

import atexit
import gc
import json
import re
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Complaint, InputError
from advisor.profiling.dialect import csv_dialect, decoded, headless, json_names, labels
from advisor.profiling.opening import inspect, refuse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from duckdb import DuckDBPyConnection

    from advisor.profiling.opening import Source

HELD: Final = 256 * 2**20  # bytes of a text up to which the table is held whole; beyond it is scanned where it lies
PACKING: Final = 10  # how many times larger a packed file is taken to be
MEMORY: Final = 1_000  # MB that DuckDB may use before it spills to disk
MEMORY_A_COLUMN: Final = 0.2  # MB more for each column, as every one has its buffers
LINE: Final = re.compile(r"CSV Error on Line: (\d+)")
WIDTHS: Final = re.compile(r"Expected Number of Columns: (\d+) Found: (\d+)")


class Table:
    """An open table: the connection, the columns' names as in the file, and a label that is unique for each."""

    def __init__(self, connection: DuckDBPyConnection, source: Source) -> None:
        self.connection = connection
        self.path = source.path
        self.names: list[str] = []
        self.labels: list[str] = []
        self.rows = 0
        self.sample = "raw"  # the relation on which columns are related
        self.held = source.size * (PACKING if source.packed or source.form == "parquet" else 1) <= HELD
        self.separator = ""  # of a CSV file
        self.notes: list[str] = []

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query; Ctrl-C stops it. Raises `InputError` where the file cannot be read to its end."""
        import duckdb

        try:
            return self.connection.execute(query).fetchall()
        except duckdb.InterruptException:
            raise KeyboardInterrupt from None
        except (duckdb.Error, RuntimeError) as error:
            raise explain(self.path, str(error)) from None

    def keep(self, relation: str) -> None:
        """Make `relation` the table `raw`: held whole where it is small, else a view of the file."""
        kind = "TEMP TABLE" if self.held else "TEMP VIEW"
        self.run(f"CREATE OR REPLACE {kind} raw AS {relation}")
        self.rows = int(self.run("SELECT count(*) FROM raw")[0][0])


@contextmanager
def opened(path: str, wanted: str = "") -> Iterator[Table]:
    """Open a table; `wanted` is the target, which tells names that are numbers from a missing header.

    Raises `InputError` where the file is missing, empty, of another kind or broken, and where DuckDB is missing.
    """
    source = inspect(path)
    try:
        import duckdb
    except ImportError:
        refuse(path, "reading data needs DuckDB, which is not installed", "pip install 'nn-advisor[data]'")
    atexit.register(gc.unfreeze)  # DuckDB's bindings report what is frozen at exit as leaked, at length, on stderr
    with tempfile.TemporaryDirectory(prefix="advisor-") as spill:
        connection = duckdb.connect(
            config={
                "memory_limit": f"{MEMORY}MB",
                "temp_directory": spill,
                "autoinstall_known_extensions": "false",
                "preserve_insertion_order": "false",
            }
        )
        try:
            connection.execute("SET enable_progress_bar = false")
            table = Table(connection, source)
            OPENERS[source.form](table, source, wanted)
            if table.rows == 0:
                refuse(path, "has a header and no rows")
            yield table
        finally:
            connection.close()


def text(value: str) -> str:
    """A text as SQL takes it."""
    return "'" + value.replace("'", "''") + "'"


def _file(path: str) -> str:
    """A path as SQL takes it, taken literally: DuckDB reads `*`, `?` and `[` as patterns."""
    return text("".join(f"[{letter}]" if letter in "*?[" else letter for letter in path))


def _named(table: Table, names: list[str]) -> None:
    table.names, table.labels = names, labels(names)
    table.run(f"SET memory_limit = '{MEMORY + int(MEMORY_A_COLUMN * len(names))}MB'")
    odd = [label for name, label in zip(names, table.labels, strict=True) if name != label]
    if odd:
        shown = ", ".join(repr(label) for label in odd[:3]) + (", ..." if len(odd) > 3 else "")
        table.notes.append(f"columns without a name of their own are called by their place: {shown}")


def _open_csv(table: Table, source: Source, wanted: str) -> None:
    dialect = csv_dialect(source)
    if headless(dialect.names, wanted):
        refuse(
            source.path,
            "has no header: the first row holds numbers where the names of the columns belong",
            f"add a first line with {len(dialect.names)} names",
            dialect.skip + 1,
        )
    _named(table, dialect.names)
    table.separator = dialect.separator
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(len(dialect.names)))

    def load(encoding: str, strict: bool) -> None:
        table.keep(
            f"SELECT * FROM read_csv({_file(source.path)}, auto_detect = false, header = true, skip = {dialect.skip},"
            f" delim = {text(dialect.separator)}, quote = '\"', escape = '\"', columns = {{{columns}}},"
            f" encoding = '{encoding}', strict_mode = {str(strict).lower()})"
        )

    encoding = dialect.encoding
    try:
        load(encoding, True)
    except MendableError as broken:
        if broken.mends == "encoding":
            encoding = "latin-1"
        load(encoding, broken.mends != "newlines")
    if encoding == "latin-1":
        table.notes.append("the text is no UTF-8 and was read as Latin-1")


def _open_parquet(table: Table, source: Source, wanted: str) -> None:
    del wanted
    file = _file(source.path)
    described = [str(row[0]) for row in table.run(f"DESCRIBE SELECT * FROM read_parquet({file})")]
    stored = [str(row[0]) for row in table.run(f"SELECT name FROM parquet_schema({file})")][1:]
    _named(table, stored if len(stored) == len(described) else described)  # nested columns have several entries
    columns = ", ".join(f"c{place}" for place in range(len(described)))
    table.keep(f"SELECT * FROM read_parquet({file}) AS parquet({columns})")


def _open_json(table: Table, source: Source, wanted: str) -> None:
    del wanted
    lines = f"read_ndjson_objects({_file(source.path)})"
    names = json_names(source.head)
    if table.held:  # keys that come late
        found = table.run(f"SELECT DISTINCT unnest(json_keys(json)) AS key FROM {lines} ORDER BY key")
        names += [str(key) for (key,) in found if key not in set(names)]
    if not names:
        raise explain(source.path, "JSON")
    _named(table, names)
    if table.held and table.run(f"SELECT count(*) FROM {lines} WHERE json_type(json) <> 'OBJECT'")[0][0]:
        raise explain(source.path, "JSON")
    pointers = ", ".join(text("/" + name.replace("~", "~0").replace("/", "~1")) for name in names)
    columns = ", ".join(f"row[{place + 1}] AS c{place}" for place in range(len(names)))
    table.keep(f"SELECT {columns} FROM (SELECT json_extract_string(json, [{pointers}]) AS row FROM {lines})")


OPENERS: Final[dict[str, Callable[[Table, Source, str], None]]] = {
    "csv": _open_csv,
    "tsv": _open_csv,
    "parquet": _open_parquet,
    "json": _open_json,
}


class MendableError(InputError):
    """A file that may be read another way: with another `encoding`, or with `newlines` that differ."""

    def __init__(self, mends: str, complaint: Complaint) -> None:
        super().__init__(complaint)
        self.mends = mends


def explain(path: str, error: str) -> InputError:
    """Why DuckDB cannot read a file, in plain words."""

    def say(message: str, hint: str | None = None, line: int | None = None) -> Complaint:
        return Complaint(message, path, line, hint=hint)

    line = int(found[1]) if (found := LINE.search(error)) else None
    if "not utf-8" in error.lower() or "invalid unicode" in error.lower():
        return MendableError("encoding", say("holds bytes that are no UTF-8", "save it as UTF-8", line))
    if "invalid state" in error:
        return MendableError("newlines", say("has line ends that differ", "end all lines with LF", line))
    if widths := WIDTHS.search(error):
        expected, cells = widths.groups()
        return InputError(say(f"has {cells} cells in this row, and the header has {expected}", None, line))
    if "unterminated quote" in error:
        hint = 'a quotation mark inside a cell is doubled ("")'
        return InputError(say("has a quotation mark that is never closed", hint, line))
    if "Maximum line size" in error:
        return InputError(say("has a line of more than 2 MB", None, line))
    if "JSON" in error:
        hint = 'each line is an object, as {"age": 31}'
        return InputError(say("holds a line that is no JSON object", hint, _bad_json(path)))
    if "Out of Memory" in error:
        return InputError(say("needs more memory than there is", "leave columns out, or save it as Parquet"))
    return InputError(say(f"cannot be read as a table: {error.strip().splitlines()[0][:300]}"))


def _bad_json(path: str) -> int | None:
    """The first line that is no JSON object, as DuckDB miscounts them."""
    if path.lower().endswith(".gz"):
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
