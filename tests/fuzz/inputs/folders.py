"""Folders: pictures with classes, boxes or masks, recordings, texts, and files of any kind."""

import io
import json
import struct
import wave
import zlib
from functools import cache
from typing import Any

from tests.fuzz.chance import Chance, as_document
from tests.fuzz.inputs.tables import WORDS, rows
from tests.fuzz.inputs.tree import Input, Tree

PARTS = [
    "a",
    "b",
    "a",
    "b",
    "a",
    "b",
    "train",
    "test",
    "images",
    "labels",
    "masks",
    "\x1b[31m",
    "\u202e",
    "é",
    " ",
    "-x",
]


def png(width: int, height: int, told: tuple[int, int] | None = None, level: int = 0) -> bytes:
    """A grey picture; `told` is what its header says of its size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", *(told or (width, height)), 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(b"\0" + bytes([level]) * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@cache
def pictures() -> list[bytes]:
    """Small pictures in several formats."""
    from PIL import Image

    made = []
    for form in ("JPEG", "BMP", "GIF", "TIFF", "WEBP", "PPM", "PNG"):
        buffer = io.BytesIO()
        Image.new("RGB", (8, 6), (9, 90, 200)).save(buffer, form)
        made.append(buffer.getvalue())
    return made


LIARS = (png(4, 4, (2**31 - 1, 2**31 - 1)), png(4, 4, (60_000, 60_000)), png(4, 4, (0, 4)))


def images(chance: Chance, _: Any) -> Input:
    """A folder of pictures in classes, with YOLO's labels, COCO's annotations, masks, or a table of names."""
    files: Tree = {}
    labelled = chance.pick(["classes", "classes", "yolo", "description", "coco", "masks", "manifest"])
    number = chance.number(1, 9)
    for place in range(number):
        ending = chance.pick(["png", "png", "jpg", "bmp", "gif", "tif", "webp"])
        folder = chance.pick(PARTS) if labelled == "classes" else "images"
        whole = chance.pick(LIARS) if chance.one_in(12) else png(6, 4, level=chance.number(0, 255))
        whole = whole if chance.one_in(2) else chance.pick(pictures())
        files[f"{folder}/{place}.{ending}"] = chance.damaged(whole) if chance.one_in(3) else whole
        if labelled in ("yolo", "description"):
            lines = [_box(chance) for _ in range(chance.number(0, 3))]
            files[f"labels/{place}.txt"] = "\n".join(lines).encode("utf-8", "replace")
        if labelled == "masks":
            files[f"masks/{place}.png"] = chance.damaged(png(6, 4, level=chance.number(0, 2)))
    if labelled == "description":
        said = chance.changed({"train": "images", "val": "images", "names": ["a", "b"], "nc": 2})
        files["data.yaml"] = chance.damaged(as_document(said, "yaml"))
        return Input(files, chance.pick(["data.yaml", ""]))
    if labelled == "coco":
        files["coco.json"] = chance.damaged(json.dumps(chance.changed(_coco(chance, sorted(files)))).encode())
        return Input(files, chance.pick(["coco.json", ""]))
    if labelled == "manifest":
        lines = [f"{name},{chance.pick('ab')}" for name in sorted(files)]
        lines = chance.changed(lines) if chance.one_in(2) else lines
        files["m.csv"] = "\n".join(["image,y", *map(str, lines)]).encode("utf-8", "replace")
        return Input(files, chance.pick(["m.csv", ""]))
    return Input(files, "")


def _box(chance: Chance) -> str:
    """A line of YOLO's labels."""
    words = [str(chance.number(0, 2)), *(f"{chance.random.uniform(0.2, 0.8):.3f}" for _ in range(4))]
    if chance.one_in(3):
        words[chance.number(0, 4)] = chance.pick([chance.word(), "nan", "inf", "-1", "999999999", "1e9"])
    return " ".join(words[: chance.pick([5, 5, 5, 5, 3])])


def _coco(chance: Chance, names: list[str]) -> dict[str, Any]:
    """Annotations of pictures, as COCO has them."""
    shapes = {"bbox": [1, 1, 2, 2], "segmentation": [[1, 1, 2, 1, 2, 2]], "keypoints": [1, 1, 2], "area": 4.0}
    boxes = [
        {"image_id": place, "category_id": chance.number(1, 2), "id": place, "iscrowd": 0}
        | {key: shapes[key] for key in ("bbox", *chance.random.sample(list(shapes), 1))}
        for place in range(len(names))
    ]
    pictured = [{"id": k, "file_name": name, "width": 8, "height": 6} for k, name in enumerate(names)]
    return {"images": pictured, "annotations": boxes, "categories": [{"id": 1, "name": "x"}, {"id": 2, "name": "z"}]}


def sounds(chance: Chance, _: Any) -> Input:
    """A folder of recordings in classes, or with transcripts."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(chance.pick([1, 2]))
        file.setsampwidth(chance.pick([2, 2, 1, 4]))
        file.setframerate(chance.pick([8000, 16000, 44100, 1]))
        file.writeframes(bytes(chance.pick([0, 4, 1600, 1600, 1600])))
    files: Tree = {}
    told = chance.one_in(3)
    for place in range(chance.number(1, 8)):
        folder = chance.pick(PARTS)
        ending = chance.pick(["wav", "wav", "wav", "wav", "flac", "mp3", "ogg"])
        files[f"{folder}/{place}.{ending}"] = chance.damaged(buffer.getvalue())
        if told:
            said = chance.word() if chance.one_in(4) else " ".join(chance.pick(WORDS) for _ in range(5))
            files[f"{folder}/{place}.txt"] = said.encode("utf-8", "replace")
    return Input(files, "")


ENDINGS = ["txt", "txt", "txt", "csv", "csv", "jsonl", "conll", "json", "md", "gz", "zip", "npy", ""]


def folders(chance: Chance, _: Any) -> Input:
    """A folder of texts in classes, of tagged tokens, of tables, or of files of any kind, at any depth."""
    files: Tree = {}
    one = chance.pick(ENDINGS) if chance.one_in(2) else None
    for place in range(chance.number(1, 8)):
        depth = [chance.pick(PARTS) for _ in range(chance.pick([0, 1, 1, 1, 2]))]
        ending = chance.pick(ENDINGS) if one is None else one
        text = _content(chance, ending)
        files["/".join([*depth, f"{place}.{ending}"])] = chance.damaged(text.encode("utf-8", "replace"))
    return Input(files, chance.pick(["", "", min(files)]))


def _content(chance: Chance, ending: str) -> str:
    """What a file of this ending may hold."""
    if ending in ("csv", "jsonl"):
        table = rows(chance)
        return "\n".join(",".join(row) for row in table) if ending == "csv" else "\n".join(map(json.dumps, table))
    words = [chance.pick(WORDS) for _ in range(chance.number(0, 30))]
    if words and chance.one_in(3):
        words[chance.number(0, len(words) - 1)] = chance.word()
    if ending == "conll":
        return "\n".join(f"{word} {chance.pick(['O', 'B-PER', 'I-PER'])}" if word != "and" else "" for word in words)
    return " ".join(words)
