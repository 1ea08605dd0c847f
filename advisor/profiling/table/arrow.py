"""Arrow files (Feather, IPC files and streams, a Hugging Face dataset on disk) into DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from advisor.profiling.profiles import refuse

if TYPE_CHECKING:
    from advisor.profiling.table.opening import Source
    from advisor.profiling.table.reading import Table


def load(table: Table, source: Source) -> list[str]:
    """Copy all files into `raw`, batch by batch; DuckDB keeps on disk what memory cannot hold. Gives the names.

    Raises `InputError` where a file is broken or the files differ in their columns.
    """
    import pyarrow as pa

    names: list[str] | None = None
    table.held = True
    for path in source.files:
        try:
            with pa.memory_map(path) as mapped:
                reader = _reader(mapped)
                if names is not None and reader.schema.names != names:
                    refuse(path, "has other columns than the first file", "name files of one kind with a pattern")
                verb = "INSERT INTO raw" if names else "CREATE TEMP TABLE raw AS"
                names = list(reader.schema.names)
                columns = ", ".join(f"c{place}" for place in range(len(names)))
                table.connection.register("batches", reader)
                table.run(f"{verb} SELECT * FROM batches AS arrow({columns})")
                table.connection.unregister("batches")
        except (pa.ArrowException, OSError) as error:
            refuse(path, f"cannot be read as Arrow: {str(error).splitlines()[0][:200]}")
    table.rows = int(table.run("SELECT count(*) FROM raw")[0][0])
    return names or []


def _reader(mapped: Any) -> Any:
    """Batches of an IPC file or stream, whichever it is."""
    import pyarrow as pa

    file = mapped.read(6) == b"ARROW1"
    mapped.seek(0)
    if not file:
        return pa.ipc.open_stream(mapped)
    opened = pa.ipc.open_file(mapped)
    batches = (opened.get_batch(place) for place in range(opened.num_record_batches))
    return pa.RecordBatchReader.from_batches(opened.schema, batches)
