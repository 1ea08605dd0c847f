"""Tables of every form: columns of many kinds and a target, with a few odd cells."""

import csv
import gzip
import io
import json
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.fuzz.chance import Chance
from tests.fuzz.inputs.tree import Input

Rows = list[list[str]]
WORDS = [
    "the",
    "cat",
    "sat",
    "on",
    "a",
    "red",
    "mat",
    "and",
    "saw",
    "12",
    "green",
    "birds",
    "fly",
    "away",
    "at",
    "noon",
]
KINDS: dict[str, Callable[[Chance, int], str]] = {
    "number": lambda chance, row: f"{chance.random.gauss(0, 10):.3f}",
    "whole": lambda chance, row: str(chance.number(0, 50)),
    "word": lambda chance, row: chance.pick(["red", "green", "blue"]),
    "flag": lambda chance, row: chance.pick(["yes", "no"]),
    "day": lambda chance, row: f"2024-{1 + row // 28 % 12:02}-{1 + row % 28:02}",
    "moment": lambda chance, row: f"2024-02-{1 + row // 24 % 28:02} {row % 24:02}:00:00",
    "text": lambda chance, row: " ".join(chance.pick(WORDS) for _ in range(chance.number(4, 12))),
    "id": lambda chance, row: f"k{row:05}",
    "price": lambda chance, row: f"${chance.number(1, 9)},{chance.number(100, 999)}.50",
    "list": lambda chance, row: str([chance.number(0, 9) for _ in range(4)]),
    "gap": lambda chance, row: chance.pick(["", "NA", "3", "4"]),
    "constant": lambda chance, row: "1",
}
SIZES = (0, 1, 2, 12, *[40] * 12, 120)  # rows


def rows(chance: Chance) -> Rows:
    """A header and rows; in some tables odd names, odd cells, or rows of other widths."""
    kinds = [chance.pick(list(KINDS)) for _ in range(chance.number(1, 5))]
    kinds.append(chance.pick(["word", "flag", "number", "whole", "number", "list", "constant"]))
    names = [*(f"{kind}{place}" for place, kind in enumerate(kinds[:-1])), "y"]
    body = [[KINDS[kind](chance, row) for kind in kinds] for row in range(chance.pick(SIZES))]
    if chance.one_in(4):
        names[chance.number(0, len(names) - 2)] = chance.pick(["", "y", "id", chance.word(), "c" * 300])
    if body and not chance.one_in(3):
        for _ in range(chance.pick([1, 1, 2, 5, 20])):
            row = chance.pick(body)
            row[chance.number(0, len(row) - 1)] = chance.word()
    if body and chance.one_in(8):
        row = chance.pick(body)
        row[-1:] = chance.pick([[], [row[-1], "more"]])
    return [names, *body]


def square(chance: Chance) -> Rows:
    """Rows that all have the header's width, in letters that UTF-8 holds."""
    header, *body = rows(chance)
    padded = [header, *(([*row, *header])[: len(header)] for row in body)]
    return [[cell.encode("utf-8", "replace").decode() for cell in row] for row in padded]


def text_table(chance: Chance, _: Any) -> Input:
    """A CSV or TSV file of any separator, line end and encoding, packed or not."""
    separator = chance.pick([",", ",", ",", ";", "\t", "|"])
    ends = chance.pick(["\n", "\n", "\r\n", "\r"])
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator, lineterminator=ends, escapechar="\\").writerows(rows(chance))
    encoding = chance.pick(["utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"])
    whole = chance.damaged(buffer.getvalue().encode(encoding, "replace"))
    name = chance.pick(
        ["t.csv", "t.csv", "t.csv", "t.tsv" if separator == "\t" else "t.csv", "t.csv", "t.csv", "t.txt"]
    )
    way = chance.number(0, 15)
    if way == 0:
        return Input({f"{name}.gz": chance.damaged(gzip.compress(whole))}, f"{name}.gz")
    if way == 1:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.writestr(name, whole)
        return Input({"t.zip": chance.damaged(packed.getvalue())}, "t.zip")
    return Input({name: whole}, name)


def json_table(chance: Chance, _: Any) -> Input:
    """Records or columns as JSON, line by line or in one, alone or inside a document."""
    header, *body = square(chance)
    records: Any = [{name: _typed(cell) for name, cell in zip(header, row, strict=True)} for row in body]
    records = chance.changed(records, most=6) if chance.one_in(2) else records
    shape = chance.pick(["lines", "list", "columns", "inside"])
    if shape == "lines":
        whole = "\n".join(map(json.dumps, records))
    elif shape == "columns":
        columns = {n: [each.get(n) if isinstance(each, dict) else each for each in records] for n in header}
        whole = json.dumps(columns)
    else:
        whole = json.dumps(records if shape == "list" else {"version": 1, "data": records})
    name = chance.pick(["t.jsonl" if shape == "lines" else "t.json"] * 4 + ["t.ndjson"])
    return Input({name: chance.damaged(whole.encode("utf-8", "replace"))}, name)


def _typed(cell: str) -> Any:
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell


def binary_table(chance: Chance, _: Any) -> Input:
    """Parquet, Arrow, Feather, SQLite, Excel, NumPy and ARFF files."""
    form = chance.pick(["parquet", "arrow", "stream", "feather", "sqlite", "xlsx", "npy", "npz", "arff"])
    if form in ("npy", "npz"):
        whole, name = _arrays(chance, form), f"t.{form}"
    elif form == "sqlite":
        whole, name = _sqlite(square(chance)), "t.sqlite"
    elif form == "xlsx":
        whole, name = _excel(square(chance)), "t.xlsx"
    elif form == "arff":
        whole, name = _arff(square(chance)), "t.arff"
    else:
        whole, name = _columns(chance, form), f"t.{'arrow' if form == 'stream' else form}"
    return Input({name: chance.damaged(whole)}, name)


TYPES = ["int8", "int64", "uint64", "float16", "float32", "float64", "bool", "string", "dictionary", "binary", "date32"]
TYPES += ["timestamp", "time", "decimal", "list", "struct", "null", "large_string", "duration"]


def _columns(chance: Chance, form: str) -> bytes:
    import numpy as np
    import pyarrow as pa
    from pyarrow import feather, ipc, parquet

    header, *body = square(chance)
    number = len(body)
    made: dict[str, Callable[[], Any]] = {
        "bool": lambda: pa.array([row % 3 == 0 for row in range(number)]),
        "binary": lambda: pa.array([row[-1].encode() for row in body], pa.binary()),
        "list": lambda: pa.array([[1.0, None]] * number, pa.list_(pa.float64())),
        "struct": lambda: pa.array([{"a": row, "b": "x"} for row in range(number)]),
        "date32": lambda: pa.array(range(number), pa.date32()),
        "timestamp": lambda: pa.array(range(number), pa.timestamp(chance.pick(["s", "ns"]))),
        "time": lambda: pa.array(range(number), pa.time32("s")),
        "duration": lambda: pa.array(range(number), pa.duration("s")),
        "decimal": lambda: pa.array(range(number), pa.decimal128(20, 3)),
        "dictionary": lambda: pa.array([row[0] for row in body]).dictionary_encode(),
        "large_string": lambda: pa.array([row[0] for row in body], pa.large_string()),
        "null": lambda: pa.nulls(number),
        "float16": lambda: pa.array(np.arange(number, dtype="<f2"), pa.float16()),
    }
    arrays = []
    for place in range(len(header)):
        kind = chance.pick([*TYPES, "string", "string", "float64", "float64"])
        if kind == "string":
            arrays.append(pa.array([row[place] if row[place] != "NA" else None for row in body], pa.string()))
        else:
            numbers = [k * 7 % 11 for k in range(number)]
            arrays.append(made[kind]() if kind in made else pa.array(numbers, getattr(pa, kind)()))
    names = header if form in ("arrow", "stream") else [f"{name}{k}"[-40:] for k, name in enumerate(header)]
    table = pa.Table.from_arrays(arrays, names=[*names[:-1], "y"])
    buffer = io.BytesIO()
    with suppress(pa.ArrowException):  # this form holds no such type: it ends here, as if cut off
        if form == "parquet":
            parquet.write_table(table, buffer)
        elif form == "feather":
            feather.write_feather(table, buffer, compression="uncompressed")
        else:
            with (ipc.new_file if form == "arrow" else ipc.new_stream)(buffer, table.schema) as writer:
                writer.write_table(table)
    return buffer.getvalue()


def _sqlite(table: Rows) -> bytes:
    header, *body = table
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "t.sqlite"
        with sqlite3.connect(place) as database:
            names = [*(f"c{k}" for k in range(len(header) - 1)), "y"]
            database.execute(f"CREATE TABLE t ({', '.join(names)})")
            database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(header))})", body)
        database.close()
        return place.read_bytes()


def _excel(table: Rows) -> bytes:
    import openpyxl
    from openpyxl.utils.exceptions import IllegalCharacterError

    book = openpyxl.Workbook()
    for place, row in enumerate(table, 1):
        for column, cell in enumerate(row, 1):
            with suppress(IllegalCharacterError, ValueError):
                book.active.cell(place, column, _typed(cell[:30_000]))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _arrays(chance: Chance, form: str) -> bytes:
    import numpy as np

    number = chance.pick(SIZES)
    kind = chance.pick(["<f8", "<f8", "<f4", ">f4", "<f2", "<i4", "|b1", "<c8", "<U3", "|S2", "<M8[D]", "<u1", "<u1"])
    shape = chance.pick(
        [(number, 3), (number, 3), (number,), (), (number, 0), (number, 4, 2), (number, 8, 8, 3), (0,), (1, 1, 1, 1)]
    )
    array = np.frombuffer(chance.random.randbytes(16 * int(np.prod(shape, dtype=int)) + 16), "<i2")
    array = np.resize(array, shape).astype(kind)
    buffer = io.BytesIO()
    if form == "npy":
        np.save(buffer, array)
        return buffer.getvalue()
    target = np.arange(chance.pick([number, number, number, 7])) % chance.pick([1, 2, 3])
    (np.savez if chance.one_in(2) else np.savez_compressed)(buffer, X=array, y=target)
    return buffer.getvalue()


def _arff(table: Rows) -> bytes:
    header, *body = table
    attributes = "".join(f"@attribute c{k} {'string' if k % 2 else 'numeric'}\n" for k in range(len(header) - 1))
    lines = "".join(",".join([*row[:-1], "ab"[k % 2]]) + "\n" for k, row in enumerate(body))
    return f"@relation t\n{attributes}@attribute y {{a,b}}\n@data\n{lines}".encode("utf-8", "replace")
