"""What is tried: inputs of each format, built as the format has them, with odd values in them and bytes amiss."""

import csv
import io
import json
import sqlite3
import struct
import tempfile
import wave
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from hypothesis import strategies as st

from advisor.problem.facts import FACTS
from tests.strategies import problems

ROOT = Path(__file__).parents[2]
Tree = dict[str, bytes]  # files by their paths below a folder


class Input(NamedTuple):
    """Files, and the one of them (or their folder, where that is empty) that a command is given."""

    files: Tree
    name: str


ODD = ["", " ", "nan", "NaN", "inf", "-inf", "1e400", "-0", "1e-320", "9" * 40, "0x10", "1_000", "true", "None", "null"]
ODD += ["\x1b[31m", "\u202e", "\0", "\ufeff", "=1+1", "a,b", 'a"b', "a\nb", "2024-13-45", "99:99", "../..", "a" * 3000]
WORDS = st.sampled_from(ODD) | st.text(max_size=8) | st.integers(-(10**6), 10**6).map(str) | st.floats().map(repr)
PLAIN = (
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.sampled_from(ODD) | st.text(max_size=8)
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
NAMES = st.sampled_from(["a", "b", "c", "d", "", "id", "time", "y", "\x1b[31m", "\u202ex", "c" * 300]) | st.text(
    max_size=6
)


@st.composite
def damaged(draw: st.DrawFn, whole: bytes) -> bytes:
    """Bytes as they are or, half the time, with some of them changed, doubled, dropped or cut off."""
    data = bytearray(whole)
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 1, 2, 5]))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        way = draw(st.sampled_from(["set", "set", "word", "drop", "double", "cut", "insert"]))
        if way == "set" and data:
            data[at] = draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFF]) | st.integers(0, 255))
        elif way == "word":
            data[at : at + 4] = draw(
                st.sampled_from([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f"])
            )
        elif way == "drop":
            del data[at : at + draw(st.integers(1, 40))]
        elif way == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 200))]
        elif way == "cut":
            del data[at:]
        else:
            data[at:at] = draw(st.binary(max_size=8))
    return bytes(data)


def as_document(data: Any, form: str) -> bytes:
    """Plain data as JSON or YAML; surrogates, which neither can hold in UTF-8, pass as they are."""
    if form == "json":
        return json.dumps(data, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True)).encode("utf-8", "surrogatepass")


@st.composite
def problem(draw: st.DrawFn) -> Input:
    """A problem with odd facts, keys that there are not, and bytes amiss."""
    data = draw(problems()).document() if draw(st.booleans()) else {}
    for path in draw(st.lists(st.sampled_from(list(FACTS)), max_size=4)):
        branch = data
        *sections, name = path.split(".")
        for section in sections:
            below = branch.setdefault(section, {})
            branch = below if isinstance(below, dict) else branch
        branch[name] = draw(VALUES)
    if draw(st.integers(0, 5)) == 0:
        data[draw(st.text(max_size=6))] = draw(VALUES)
    form = draw(st.sampled_from(["json", "yaml"]))
    return Input({f"p.{form}": draw(damaged(as_document(data, form)))}, f"p.{form}")


@cache
def gallery() -> list[bytes]:
    """The configs of the gallery."""
    return [path.read_bytes() for path in sorted((ROOT / "configs").glob("*/config.yaml"))]


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in plain data."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in inside for found in ((*path, key), *places(value, (*path, key)))]


@st.composite
def config(draw: st.DrawFn) -> Input:
    """A config in which keys are left out and values are others."""
    data = yaml.safe_load(draw(st.sampled_from(gallery())))
    for _ in range(draw(st.integers(1, 3))):
        *sections, key = draw(st.sampled_from(places(data)))
        branch = data
        for section in sections:
            branch = branch[section]
        if draw(st.booleans()):
            del branch[key]
        else:
            branch[key] = draw(VALUES)
    form = draw(st.sampled_from(["json", "yaml"]))
    return Input({f"c.{form}": draw(damaged(as_document(data, form)))}, f"c.{form}")


@st.composite
def rows(draw: st.DrawFn, most: int = 30) -> list[list[str]]:
    """A header and rows: some columns of numbers, some of words, some of anything."""
    names = [*draw(st.lists(NAMES, min_size=1, max_size=4)), "y"]
    kinds = [draw(st.sampled_from(["number", "word", "time", "odd", "constant"])) for _ in names]
    kinds[-1] = draw(st.sampled_from(["word", "word", "number", "odd"]))
    cell = {
        "number": st.floats(-1e3, 1e3).map(repr),
        "word": st.sampled_from(["red", "green", "m", "f"]),
        "time": st.integers(1, 28).map(lambda day: f"2024-02-{day:02}"),
        "odd": WORDS,
        "constant": st.just("1"),
    }
    number = draw(st.sampled_from([0, 1, 5, most // 2, most, most, most]))
    body = [[draw(cell[kind]) if draw(st.integers(0, 19)) else draw(WORDS) for kind in kinds] for _ in range(number)]
    return [names, *body]


@st.composite
def text_table(draw: st.DrawFn) -> Input:
    """A CSV or TSV file of any separator, line end and encoding."""
    separator = draw(st.sampled_from([",", ",", ";", "\t", "|"]))
    ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=separator, lineterminator=ends, escapechar="\\")
    writer.writerows(draw(rows()))
    encoding = draw(st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1"]))
    name = draw(st.sampled_from(["t.csv", "t.csv", "t.tsv", "t.txt"]))
    return Input({name: draw(damaged(buffer.getvalue().encode(encoding, "replace")))}, name)


@st.composite
def json_table(draw: st.DrawFn) -> Input:
    """Records or columns as JSON, line by line or in one."""
    header, *body = draw(rows(12))
    records = [
        {name: cell if draw(st.integers(0, 9)) else draw(VALUES) for name, cell in zip(header, row, strict=True)}
        for row in body
    ]
    shape = draw(st.sampled_from(["lines", "list", "columns"]))
    columns = {name: [record.get(name) for record in records] for name in header}
    whole = {
        "lines": "\n".join(map(json.dumps, records)),
        "list": json.dumps(records),
        "columns": json.dumps(columns),
    }[shape]
    name = draw(st.sampled_from(["t.jsonl" if shape == "lines" else "t.json", "t.ndjson"]))
    return Input({name: draw(damaged(whole.encode()))}, name)


@st.composite
def binary_table(draw: st.DrawFn) -> Input:
    """Parquet, Arrow, Feather, SQLite, NumPy and ARFF files."""
    import numpy as np
    import pyarrow as pa
    from pyarrow import feather, ipc, parquet

    form = draw(st.sampled_from(["parquet", "arrow", "arrows", "feather", "sqlite", "npy", "npz", "arff"]))
    header, *body = draw(rows(20))
    number = len(body)
    buffer = io.BytesIO()
    types = ["int8", "int64", "uint64", "float32", "float64", "bool", "string", "binary", "date32", "list", "null"]
    made = {
        "string": lambda: pa.array([row[0] for row in body], pa.string()),
        "binary": lambda: pa.array([row[-1].encode("utf-8", "replace") for row in body], pa.binary()),
        "list": lambda: pa.array([[1.0, None]] * number, pa.list_(pa.float64())),
        "date32": lambda: pa.array(range(number), pa.date32()),
        "null": lambda: pa.nulls(number),
        "bool": lambda: pa.array([place % 2 == 0 for place in range(number)]),
    }
    if form in ("parquet", "arrow", "arrows", "feather"):
        kinds = [draw(st.sampled_from(types)) for _ in header]
        arrays = [
            made[kind]() if kind in made else pa.array([k % 7 for k in range(number)], getattr(pa, kind)())
            for kind in kinds
        ]
        labels = [name.encode("utf-8", "replace").decode() for name in header]
        labels = labels if form not in ("feather", "parquet") else [f"{n}{k}"[:40] for k, n in enumerate(labels)]
        labels[-1] = "y"
        table = pa.Table.from_arrays(arrays, names=labels)
        if form == "parquet":
            parquet.write_table(table, buffer)
        elif form == "feather":
            feather.write_feather(table, buffer, compression="uncompressed")
        else:
            opened = (ipc.new_file if form == "arrow" else ipc.new_stream)(buffer, table.schema)
            with opened as writer:
                writer.write_table(table)
        whole = buffer.getvalue()
        name = "t.arrow" if form == "arrows" else f"t.{form}"
    elif form == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "t.sqlite"
            with sqlite3.connect(place) as database:
                names = [*(f"c{k}" for k in range(len(header) - 1)), "y"]
                database.execute(f"CREATE TABLE t ({', '.join(names)})")
                clean = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in body]
                database.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(header))})", clean)
            database.close()
            whole = place.read_bytes()
        name = "t.sqlite"
    elif form in ("npy", "npz"):
        kind = draw(st.sampled_from(["<f8", ">f4", "<f2", "<i4", "|b1", "<c8", "<U3", "|S2", "<M8[D]", "<u1"]))
        shape = draw(st.sampled_from([(number, 2), (number,), (), (number, 0), (number, 2, 2), (0,), (1, 1, 1, 1)]))
        array = np.zeros(shape, kind)
        if form == "npy":
            np.save(buffer, array)
        else:
            np.savez(buffer, a=array, y=np.arange(draw(st.integers(0, 20))) % 2)
        whole, name = buffer.getvalue(), f"t.{form}"
    else:
        attributes = "".join(f"@attribute c{k} numeric\n" for k in range(len(header) - 1)) + "@attribute y {a,b}\n"
        lines = "".join(",".join(row) + "\n" for row in body)
        whole, name = f"@relation t\n{attributes}@data\n{lines}".encode("utf-8", "replace"), "t.arff"
    return Input({name: draw(damaged(whole))}, name)


COLUMNS = ["loss", "val_loss", "train_loss", "validation_loss", "lr", "learning_rate", "accuracy"]
COLUMNS += ["step", "seed", "run", "gradient_norm", "rate", ""]


@st.composite
def history(draw: st.DrawFn) -> Input:
    """The log of a run: CSV, JSON Lines, JSON, or TensorBoard's events."""
    names = ["epoch", *draw(st.lists(st.sampled_from(COLUMNS) | st.text(max_size=5), max_size=5))]
    number = draw(st.integers(0, 25))
    cells = [[str(place), *(draw(WORDS | st.floats(0, 3).map(repr)) for _ in names[1:])] for place in range(number)]
    form = draw(st.sampled_from(["csv", "csv", "jsonl", "json", "events"]))
    if form == "csv":
        buffer = io.StringIO()
        ends = draw(st.sampled_from(["\n", "\r\n", "\r"]))
        csv.writer(buffer, lineterminator=ends, escapechar="\\").writerows([names, *cells])
        return Input({"h.csv": draw(damaged(buffer.getvalue().encode("utf-8", "replace")))}, "h.csv")
    if form == "events":
        whole = b"".join(_record(_event(place, draw(st.floats(width=32)))) for place in range(number))
        return Input({"events.out.tfevents.1.host": draw(damaged(whole))}, "events.out.tfevents.1.host")
    records = [
        {n: draw(VALUES) if draw(st.booleans()) else c for n, c in zip(names, row, strict=True)} for row in cells
    ]
    columns = {name: [record[name] for record in records] for name in names}
    document = draw(st.sampled_from([records, {"log_history": records}, columns]))
    text = "\n".join(map(json.dumps, records)) if form == "jsonl" else json.dumps(document)
    return Input({f"h.{form}": draw(damaged(text.encode()))}, f"h.{form}")


def _event(step: int, value: float) -> bytes:
    inner = b"\x0a\x04loss" + b"\x15" + struct.pack("<f", value)
    summary = b"\x0a" + bytes([len(inner)]) + inner
    return b"\x09" + struct.pack("<d", 1.0) + b"\x10" + bytes([step]) + b"\x2a" + bytes([len(summary)]) + summary


def _record(data: bytes) -> bytes:
    return struct.pack("<Q", len(data)) + b"\0" * 4 + data + b"\0" * 4


LAYERS = ["Dense", "Dropout", "Conv2D", "BatchNormalization", "Flatten", "Activation", "LSTM", "Embedding"]
LAYERS += ["InputLayer", "MaxPooling2D", "GlobalAveragePooling2D", "Concatenate", "Nonsense"]


@st.composite
def model(draw: st.DrawFn) -> Input:
    """A Keras model's JSON with layers of all kinds and odd settings."""
    settings = ["units", "rate", "activation", "filters", "kernel_size", "name", "batch_shape", "use_bias", "strides"]
    layers = [
        {
            "class_name": draw(st.sampled_from(LAYERS)),
            "config": {
                draw(st.sampled_from(settings)): draw(VALUES | st.sampled_from(["relu", "softmax", 0.5, 10, [None, 8]]))
                for _ in range(draw(st.integers(0, 4)))
            },
        }
        for _ in range(draw(st.integers(0, 6)))
    ]
    data = {
        "class_name": draw(st.sampled_from(["Sequential", "Functional", "Model"])),
        "config": {"name": "m", "layers": layers},
        "keras_version": "3",
    }
    if draw(st.integers(0, 3)) == 0:
        *sections, key = draw(st.sampled_from(places(data)))
        branch: Any = data
        for section in sections:
            branch = branch[section]
        branch[key] = draw(VALUES)
    return Input({"m.json": draw(damaged(json.dumps(data).encode()))}, "m.json")


def png(width: int, height: int, told: tuple[int, int] | None = None) -> bytes:
    """A grey picture; `told` is what its header says of its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", *(told or (width, height)), 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@cache
def pictures() -> list[bytes]:
    """Small pictures in several formats."""
    from PIL import Image

    made = [png(4, 4), png(4, 4, (2**31 - 1, 2**31 - 1)), png(4, 4, (60_000, 60_000)), png(4, 4, (0, 4))]
    for form in ("JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM"):
        buffer = io.BytesIO()
        Image.new("RGB", (8, 6), (9, 90, 200)).save(buffer, form)
        made.append(buffer.getvalue())
    return made


PARTS = st.sampled_from(["a", "b", "train", "test", "images", "labels", "masks", "\x1b[31m", "\u202e", "é", " ", "-x"])


@st.composite
def images(draw: st.DrawFn) -> Input:
    """A folder of pictures in classes, with YOLO's labels, COCO's annotations, or masks."""
    files: Tree = {}
    labelled = draw(st.sampled_from(["classes", "classes", "yolo", "coco", "description"]))
    for place in range(draw(st.integers(1, 6))):
        ending = draw(st.sampled_from(["png", "png", "jpg", "bmp", "gif", "tif", "webp"]))
        folder = draw(PARTS) if labelled == "classes" else "images"
        files[f"{folder}/{place}.{ending}"] = draw(damaged(draw(st.sampled_from(pictures()))))
        if labelled in ("yolo", "description"):
            lines = draw(
                st.lists(st.lists(WORDS | st.sampled_from(["0", "0.5", "1"]), min_size=3, max_size=7), max_size=3)
            )
            text = "\n".join(" ".join(line) for line in lines)
            files[f"labels/{place}.txt"] = text.encode("utf-8", "replace")
    if labelled == "description":
        said = {"train": draw(VALUES | st.just("images")), "names": draw(VALUES | st.just(["a", "b"]))}
        files["data.yaml"] = draw(damaged(as_document(said, "yaml")))
        return Input(files, draw(st.sampled_from(["data.yaml", ""])))
    if labelled == "coco":
        box = {"image_id": 1, "category_id": 1, "bbox": [1, 1, 2, 2], "id": 1}
        said = {"images": [{"id": 1, "file_name": "0.png", "width": 4, "height": 4}], "annotations": [box] * 3,
                "categories": [{"id": 1, "name": "x"}]}  # fmt: skip
        *sections, key = draw(st.sampled_from(places(said)))
        branch: Any = said
        for section in sections:
            branch = branch[section]
        branch[key] = draw(VALUES)
        files["coco.json"] = draw(damaged(json.dumps(said).encode()))
        return Input(files, draw(st.sampled_from(["coco.json", ""])))
    return Input(files, "")


@st.composite
def sounds(draw: st.DrawFn) -> Input:
    """A folder of recordings in classes, or with transcripts."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(draw(st.sampled_from([1, 2])))
        file.setsampwidth(2)
        file.setframerate(draw(st.sampled_from([8000, 44100, 1])))
        file.writeframes(bytes(draw(st.sampled_from([0, 4, 1600]))))
    files: Tree = {}
    for place in range(draw(st.integers(1, 5))):
        folder = draw(PARTS)
        ending = draw(st.sampled_from(["wav", "wav", "flac", "mp3", "ogg"]))
        files[f"{folder}/{place}.{ending}"] = draw(damaged(buffer.getvalue()))
        if draw(st.integers(0, 3)) == 0:
            files[f"{folder}/{place}.txt"] = draw(WORDS).encode("utf-8", "replace")
    return Input(files, "")


@st.composite
def folders(draw: st.DrawFn) -> Input:
    """A folder of texts, tables and files of any kind, at any depth."""
    files: Tree = {}
    for place in range(draw(st.integers(1, 6))):
        depth = draw(st.lists(PARTS, max_size=3))
        ending = draw(st.sampled_from(["txt", "txt", "csv", "jsonl", "conll", "json", "md", "gz", "zip", "npy", ""]))
        words = " ".join(draw(st.lists(WORDS, max_size=20)))
        files["/".join([*depth, f"{place}.{ending}"])] = draw(damaged(words.encode("utf-8", "replace")))
    return Input(files, draw(st.sampled_from(["", min(files)])))


FORMATS: dict[str, Callable[[], st.SearchStrategy[Input]]] = {
    "problem": problem,
    "config": config,
    "text-table": text_table,
    "json-table": json_table,
    "binary-table": binary_table,
    "history": history,
    "model": model,
    "images": images,
    "sounds": sounds,
    "folders": folders,
}
