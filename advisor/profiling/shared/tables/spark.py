"""All rows in Spark, on one machine or many; the sample that columns are related on is brought into DuckDB.

The queries are written once, as DuckDB takes them, and sqlglot, the translator inside ibis, says them to Spark. Of
the dataframe layers tried, narwhals has no cast that gives up quietly, no fingerprint and no estimate of distinct
values, and ibis has no skewness and would add a second to every start; neither reads a column as text, number or date
by its cells, which is what these queries are about.
"""

from __future__ import annotations

import logging
import os
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.profile import need, refuse
from advisor.profiling.shared.tables.cells import SAMPLE_ROWS
from advisor.profiling.shared.tables.dialect import csv_dialect
from advisor.profiling.shared.tables.mending import plain
from advisor.profiling.shared.tables.table import named

if TYPE_CHECKING:
    from advisor.profiling.shared.tables.formats import TableFiles
    from advisor.profiling.shared.tables.table import Table

QUIET: Final = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "8",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "false",
}
MASTER: Final = "local[*]"  # unless SPARK_REMOTE or the defaults of an installation name another


class Spark:
    """A session that holds the view `raw`."""

    def __init__(self, session: Any, path: str) -> None:
        self.session = session
        self.path = path

    def run(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query as DuckDB writes it."""
        return [tuple(row) for row in self._sent(query).collect()]

    def arrow(self, query: str) -> Any:
        """The same as a table of Arrow."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self._sent(query).toArrow()

    def _sent(self, query: str) -> Any:
        import sqlglot
        from pyspark.errors import PySparkException

        try:
            return self.session.sql(sqlglot.transpile(query, read="duckdb", write="spark")[0])
        except PySparkException as error:
            refuse(self.path, f"cannot be read by Spark: {str(error).splitlines()[0][:300]}")


def load(table: Table, source: TableFiles, wanted: str) -> None:
    """Make `raw` in Spark, every column a text; a small table is brought here whole.

    Raises `InputError` where Spark is missing or cannot read the files.
    """
    for package in ("pyspark", "sqlglot", "pyarrow"):
        need(source.path, package, "spark", "measuring with Spark")
    table.stage("starting Spark")
    from pyspark.errors import PySparkException, PySparkRuntimeError

    try:
        session = _session()
    except (PySparkRuntimeError, OSError) as error:
        refuse(source.path, f"Spark does not start: {str(error).splitlines()[0][:200]}", "it needs Java 17 or later")
    try:
        frame, names = _frame(session, table, source, wanted)
        named(table, names)
        frame.toDF(*(f"c{place}" for place in range(len(names)))).createOrReplaceTempView("raw")
        table.engine = Spark(session, source.path)
        table.stage("counting rows")
        table.rows = int(table.over_all("SELECT count(*) FROM raw")[0][0])
    except PySparkException as error:
        refuse(source.path, f"cannot be read by Spark: {str(error).splitlines()[0][:300]}")
    table.held = table.rows <= SAMPLE_ROWS
    if table.held:
        table.bring("raw", "SELECT * FROM raw")
        table.engine = None


def _session() -> Any:
    """The session in use, or a new one that says nothing."""
    from pyspark.sql import SparkSession

    logging.getLogger("py4j").setLevel(logging.ERROR)
    builder = SparkSession.builder.appName("advisor")
    if not any(name in os.environ for name in ("SPARK_REMOTE", "MASTER", "SPARK_HOME")):
        builder = builder.master(MASTER).config("spark.driver.bindAddress", "127.0.0.1")
        builder = builder.config("spark.driver.host", "127.0.0.1")
    for name, value in QUIET.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    with suppress(Exception):  # a remote session has no such context
        session.sparkContext.setLogLevel("OFF")
    return session


def _frame(session: Any, table: Table, source: TableFiles, wanted: str) -> tuple[Any, list[str]]:
    """The files as a frame of texts, and the names of its columns."""
    from pyspark.sql import functions as f

    if source.form in ("csv", "tsv"):
        dialect = csv_dialect(source.paths[0], source.head, wanted, source.header)
        paths = source.paths
        if dialect.foreign or dialect.skip:
            copies = [plain(dialect, path, table.spill) for path in paths]
            dialect, paths = copies[0][0], [path for _, path in copies]
        table.separator, table.headless = dialect.separator, dialect.headless
        table.notes += dialect.notes
        schema = ", ".join(f"c{place} STRING" for place in range(len(dialect.names)))
        encoding = "ISO-8859-1" if dialect.encoding == "latin-1" else "UTF-8"
        quoting = {
            "quote": dialect.quote,
            "escape": dialect.escape or "\\",
            "multiLine": bool(dialect.quote),
        }
        options = {"header": dialect.header, "sep": dialect.separator, **quoting}
        strict = {"mode": "FAILFAST", "enforceSchema": True, "encoding": encoding}
        frame = session.read.csv(paths, schema=schema, **options, **strict)
        filled = (f.when(frame[name] != "", frame[name]).alias(name) for name in frame.columns)
        return frame.select(*filled), list(dialect.names)
    if source.form == "parquet":
        frame = session.read.option("mergeSchema", "true").parquet(*source.paths)
    elif source.form == "json":
        frame = session.read.json(source.paths, primitivesAsString=True)
    else:
        refuse(
            source.path, f"Spark reads no tables of the form {source.form}", "--engine duckdb does", field="--engine"
        )
    names = list(frame.columns)
    plain = frame.toDF(*(f"c{place}" for place in range(len(names))))
    return plain.select(*(f.col(name).cast("string").alias(name) for name in plain.columns)), names
