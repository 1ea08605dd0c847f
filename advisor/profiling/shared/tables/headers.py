"""The columns of a table by the start of its file, for whoever types one of them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from advisor.errors import InputError
from advisor.profiling.shared.tables.compression import read_head
from advisor.profiling.shared.tables.dialect import csv_dialect
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.tables.json_lines import json_names
from advisor.profiling.shared.tables.sql import connect, literal

START: Final = 1 << 18  # bytes that hold a header and some rows


def columns_of(path: str) -> list[str]:
    """The names of the columns; none where the file holds no table that can be looked at quickly."""
    form, packing = form_of(path)
    try:
        if form == "parquet":
            return _of_parquet(path)
        if form not in ("csv", "tsv", "json"):
            return []
        if packing:
            head = read_head(path)
        else:
            with Path(path).open("rb") as file:
                head = file.read(START)
        return json_names(head) if form == "json" else list(csv_dialect(path, head).names)
    except (InputError, OSError):
        return []


def _of_parquet(path: str) -> list[str]:
    import duckdb

    try:
        with connect() as connection:
            rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(path)})").fetchall()
    except duckdb.Error:
        return []
    return [str(name) for name, *_ in rows]
