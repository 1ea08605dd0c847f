"""Arrow files (Feather, IPC files and streams, a Hugging Face dataset on disk) into DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.dialect import labels
from advisor.profiling.shared.tables.embedded import Embedded, features, kind_of, names_of_classes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from advisor.profiling.shared.tables.formats import TableFiles
    from advisor.profiling.shared.tables.table import Table


def copy(table: Table, source: TableFiles) -> list[str]:
    """Copy all files into `raw`, batch by batch; DuckDB keeps on disk what memory cannot hold. Gives the names.

    Raises `InputError` where a file is broken or the files differ in their columns.
    """
    import duckdb
    import pyarrow as pa

    names: list[str] | None = None
    table.held = True
    for path in source.paths:
        try:
            with pa.memory_map(path) as mapped:
                reader = _reader(mapped)
                if names is not None and reader.schema.names != names:
                    refuse(path, "has other columns than the first file", "name files of one kind with a pattern")
                verb = "INSERT INTO raw" if names else "CREATE TEMP TABLE raw AS"
                first = names is None
                names = list(reader.schema.names)
                if first:
                    _describe(table, source, path, reader.schema)
                reader = _named_files(_widened(reader))
                columns = ", ".join(f"c{place}" for place in range(len(names)))
                table.connection.register("batches", reader)
                table.run(f"{verb} SELECT * FROM batches AS arrow({columns})")
                table.connection.unregister("batches")
        except (pa.ArrowException, duckdb.Error, OSError, UnicodeDecodeError) as error:
            refuse(path, f"cannot be read as Arrow: {str(error).splitlines()[0][:200]}")
    table.rows = int(table.run("SELECT count(*) FROM raw")[0][0])
    return names or []


def _reader(mapped: Any) -> Any:
    """Batches of an IPC file or stream, whichever it is."""
    import pyarrow as pa

    file = mapped.read(6) == b"ARROW1"
    mapped.seek(0)
    if not file:
        stream = pa.ipc.open_stream(mapped)
        return pa.RecordBatchReader.from_batches(stream.schema, map(_checked, stream))
    opened = pa.ipc.open_file(mapped)
    batches = (_checked(opened.get_batch(place)) for place in range(opened.num_record_batches))
    return pa.RecordBatchReader.from_batches(opened.schema, batches)


def _checked(batch: Any) -> Any:
    """The batch, if its buffers are what it says: to follow a broken offset ends the process."""
    batch.validate(full=True)
    return batch


def _widened(reader: Any) -> Any:
    """The batches with numbers of 16 bits in 32, for DuckDB knows none of 16."""
    import pyarrow as pa

    types = [pa.float32() if pa.types.is_float16(field.type) else field.type for field in reader.schema]
    if types == reader.schema.types:
        return reader
    schema = pa.schema([field.with_type(kind) for field, kind in zip(reader.schema, types, strict=True)])
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in reader))


def _files(schema: Any) -> list[int]:
    """Where the columns stand that hold images or recordings: structures of bytes and a path."""
    import pyarrow as pa

    return [
        place
        for place, field in enumerate(schema)
        if pa.types.is_struct(field.type) and {part.name for part in field.type} == {"bytes", "path"}
    ]


def _named_files(reader: Any) -> Any:
    """The same batches with the names of embedded files in their place, which spares a copy of their contents.

    Columns are called by their place where two have one name.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    files, names = _files(reader.schema), reader.schema.names
    if not files and len(set(names)) == len(names):
        return reader
    fields = [
        pa.field(f"c{place}", pa.string() if place in files else field.type)
        for place, field in enumerate(reader.schema)
    ]
    schema = pa.schema(fields)

    def plain(batch: Any) -> Any:
        columns = [
            pc.struct_field(column, "path").cast(pa.string()) if place in files else column
            for place, column in enumerate(batch.columns)
        ]
        return pa.RecordBatch.from_arrays(columns, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, map(plain, reader))


def _describe(table: Table, source: TableFiles, path: str, schema: Any) -> None:
    """Note the columns of files, and those whose numbers stand for classes."""
    said = features(source, (schema.metadata or {}).get(b"huggingface"))
    called = labels(schema.names)
    table.classes = names_of_classes(said, called)
    for place in _files(schema):
        name = called[place]
        content, named = next(cells([path], name, 1), (None, None))
        table.embedded.append(Embedded(name, kind_of(said, name, content, named)))


def cells(paths: list[str], label: str, step: int) -> Iterator[tuple[bytes | None, str | None]]:
    """Bytes and path of every so many of the files in a column."""
    import pyarrow as pa

    passed = 0
    for path in paths:
        with pa.memory_map(path) as mapped:
            reader = _reader(mapped)
            stands = labels(reader.schema.names).index(label)
            for batch in reader:
                column = batch.column(stands)
                for place in range(-passed % step, len(column), step):
                    cell = column[place].as_py()
                    if cell is not None:
                        yield cell["bytes"], cell["path"]
                passed += len(column)
