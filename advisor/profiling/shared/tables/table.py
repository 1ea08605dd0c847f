"""A table of any size in DuckDB: its columns are `c0`, `c1`, ..., whatever they are called in the file."""

from __future__ import annotations

import atexit
import gc
import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol

from advisor.profiling.shared.profile import Watch, need, refuse
from advisor.profiling.shared.tables.dialect import labels
from advisor.profiling.shared.tables.errors import explain
from advisor.profiling.shared.tables.formats import MAGIC
from advisor.profiling.shared.tables.sql import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duckdb import DuckDBPyConnection

    from advisor.profiling.shared.tables.embedded import Embedded
    from advisor.profiling.shared.tables.formats import TableFiles

HELD: Final = 256 * 2**20  # bytes of a text up to which the table is held whole; beyond it is scanned where it lies
PACKING: Final = 10  # how many times larger a packed file is taken to be
MEMORY: Final = 1_000  # MB that DuckDB may use before it spills to disk
MEMORY_A_COLUMN: Final = 0.2  # MB more for each column, as every one has its buffers
FOLLOWED_S: Final = 0.25  # seconds between two looks at how far a query is
MOST_COLUMNS: Final = 100_000


Load = Callable[["Table", "TableFiles", str], None]


class Engine(Protocol):
    """Another engine that holds all rows as `raw`, and answers queries as DuckDB writes them."""

    def run(self, query: str) -> list[tuple[Any, ...]]: ...

    def arrow(self, query: str) -> Any: ...


class Table:
    """An open table: the connection, the columns' names as in the file, and a label that is unique for each."""

    def __init__(self, connection: DuckDBPyConnection, files: TableFiles, spill: str, watch: Watch) -> None:
        self.connection = connection
        self.path = files.path
        self.files = files
        self.spill = spill
        self.watch = watch
        self.names: list[str] = []
        self.labels: list[str] = []
        self.rows = 0
        self.sample = "raw"  # the relation on which columns are related
        self.held = files.size * (PACKING if files.packed or files.form in MAGIC else 1) <= HELD
        self.separator = ""  # of a CSV file
        self.headless = False  # whether it has no header, so that columns are called by their places
        self.plain = False  # whether it is one CSV file that any reader takes as it is
        self.notes: list[str] = list(files.notes)
        self.parts = ""  # which of several tables of one file it is
        self.embedded: list[Embedded] = []  # columns that hold images or recordings, and are here their names
        self.classes: dict[str, int] = {}  # columns whose numbers stand for names of classes, and how many there are
        self.instants: dict[tuple[str, ...], Any] = {}  # what columns were found to tell of the time
        self.engine: Engine | None = None  # that holds `raw`, where it is not DuckDB
        self._stage = ""

    def over_all(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query of `raw`, on the engine that holds all of it."""
        return self.run(query) if self.engine is None else self.engine.run(query)

    def bring(self, name: str, query: str) -> None:
        """Keep the result of a query of `raw` here, under a name."""
        if self.engine is None:
            self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
            return
        self.connection.register("brought", self.engine.arrow(query))
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM brought")
        self.connection.unregister("brought")

    def narrow(self, query: str, labels: list[str]) -> None:
        """Go on with the result of a query of `raw` in its place."""
        self.run(f"CREATE TEMP TABLE narrowed AS {query}")
        self.run(f"DROP {'TABLE' if self.held else 'VIEW'} raw")
        self.run("ALTER TABLE narrowed RENAME TO raw")
        self.held, self.sample, self.plain = True, "raw", False
        self.names = self.labels = labels
        self.instants = {}
        self.rows = int(self.run("SELECT count(*) FROM raw")[0][0])

    def stage(self, text: str) -> None:
        """Say what is being done from here on."""
        self._stage = text
        self.watch(text, None)

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query; Ctrl-C stops it. Raises `InputError` where the file cannot be read to its end."""
        import duckdb

        try:
            with self._followed():
                return self.connection.execute(query).fetchall()
        except duckdb.InterruptException:
            raise KeyboardInterrupt from None
        except (duckdb.Error, RuntimeError) as error:
            if str(error) == "Query interrupted":  # Ctrl-C, as another place in DuckDB says it
                raise KeyboardInterrupt from None
            raise explain(self.path, str(error)) from None

    def batches(self, query: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, so many at once; nothing else may be asked before the last.

        Raises `InputError` where the file cannot be read to its end.
        """
        import duckdb

        try:
            result = self.connection.execute(query)
            while rows := result.fetchmany(size):
                yield rows
        except (duckdb.Error, RuntimeError) as error:
            raise explain(self.path, str(error)) from None

    @contextmanager
    def _followed(self) -> Iterator[None]:
        """Tell how far a long query is."""
        done = threading.Event()

        def follow() -> None:
            while not done.wait(FOLLOWED_S):
                if (part := self.connection.query_progress()) > 0:
                    self.watch(self._stage, min(1.0, part / 100))

        follower = threading.Thread(target=follow, daemon=True)
        follower.start()
        try:
            yield
        finally:
            done.set()
            follower.join()

    def keep(self, relation: str) -> None:
        """Make `relation` the table `raw`: held whole, in its order, where it is small, else a view of the file."""
        kind = "TEMP TABLE" if self.held else "TEMP VIEW"
        self.run(f"SET preserve_insertion_order = {'true' if self.held else 'false'}")
        self.run(f"CREATE OR REPLACE {kind} raw AS {relation}")
        self.rows = int(self.run("SELECT count(*) FROM raw")[0][0])


@contextmanager
def opened(files: TableFiles, wanted: str, watch: Watch, load: Load, ordered: bool) -> Iterator[Table]:
    """Open a table; `load` makes its relation `raw`, whose rows keep the order of the file where it is `ordered`.

    `wanted` is the target, which tells names that are numbers from a missing header.

    Raises `InputError` where the files are broken or hold nothing, and where a package that reads them is missing.
    """
    need(files.path, "duckdb", "data", "reading tables")
    atexit.register(gc.unfreeze)  # DuckDB's bindings report what is frozen at exit as leaked, at length, on stderr
    with tempfile.TemporaryDirectory(prefix="advisor-") as spill:
        connection = connect(
            memory_limit=f"{MEMORY}MB",
            temp_directory=spill,
            max_temp_directory_size=f"{room(spill) // 2**20}MB",
            preserve_insertion_order=str(ordered).lower(),
        )
        try:
            connection.execute("SET enable_progress_bar = true")  # which is not printed, but can be asked
            connection.execute("SET enable_progress_bar_print = false")
            table = Table(connection, files, spill, watch)
            table.stage(f"reading {files.path}")
            load(table, files, wanted)
            if table.rows == 0:
                refuse(files.path, "has a header and no rows")
            yield table
        finally:
            connection.close()


def room(folder: str) -> int:
    """Bytes that may be written for a while: half of what the disk has left."""
    return shutil.disk_usage(folder).free // 2


def named(table: Table, names: list[str]) -> None:
    """Name the columns, as in the file and so that each is told from all others."""
    if len(names) > MOST_COLUMNS:
        refuse(table.path, f"has {len(names):,} columns, and {MOST_COLUMNS:,} are the most that are measured")
    table.names, table.labels = names, labels(names)
    table.run(f"SET memory_limit = '{MEMORY + int(MEMORY_A_COLUMN * len(names))}MB'")
    odd = [label for name, label in zip(names, table.labels, strict=True) if name != label]
    if odd:
        shown = ", ".join(repr(label) for label in odd[:3]) + (", ..." if len(odd) > 3 else "")
        table.notes.append(f"columns without a name of their own are called by their place: {shown}")
