"""The file that tells Ultralytics, YOLOv5 and YOLOv7 where images are and what their classes are called."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from advisor.linting.finding import Finding
from advisor.linting.trainers.checking import Checked
from advisor.yamlio import Document

PARTS: Final = ("train", "val", "test")
OTHER_NAMES: Final = ("valid", "validate", "validation", "dev")  # for `val`, of which Ultralytics takes the third
READ: Final = "The trainer refuses to start, or learns other classes than are meant."
APART: Final = "A score on images that were learnt says nothing of new ones."


def is_yolo_data(data: Any) -> bool:
    """Whether a document tells of parts of a data set and of their classes."""
    if not isinstance(data, Mapping) or not ("names" in data or "nc" in data):
        return False
    parts = [data[name] for name in ("train", "val", *OTHER_NAMES) if name in data]
    return bool(parts) and all(isinstance(part, str | list) or part is None for part in parts)


def check_yolo_data(document: Document) -> Checked:
    """What is wrong with it."""
    data: Mapping[str, Any] = document.data
    found = []
    for finding in (*_parts(data), *_classes(data), *_points(data)):
        line, column, _ = document.place((finding.path,))
        found.append(replace(finding, file=document.name, line=line, column=column))
    count = len(names) if isinstance(names := data.get("names"), list | Mapping) else data.get("nc")
    said = f"tells Ultralytics of a data set of {count} class{'' if count == 1 else 'es'}"
    return Checked(sorted(found, key=lambda each: (each.line, each.column)), [said])


def _parts(data: Mapping[str, Any]) -> Iterator[Finding]:
    for name in ("train", "val"):
        if not data.get(name) and not (name == "val" and data.get("validation")):
            near = next((other for other in OTHER_NAMES if name == "val" and data.get(other)), "")
            message = f"{name} is missing: images to {'learn from' if name == 'train' else 'validate on'}"
            message += f"; {near} is read by nothing, call it val" if near else ""
            yield Finding("CHK-SCHEMA", "error", near or name, message, READ)
    for name in ("val", "test"):
        if data.get("train") and data.get(name) == data["train"]:
            message = f"{name} is the same as train: the score is one on images that were learnt"
            yield Finding("CHK-HELD-OUT", "warning", name, message, APART)


def _classes(data: Mapping[str, Any]) -> Iterator[Finding]:
    names, count = data.get("names"), data.get("nc")
    if isinstance(names, Mapping):
        keys = [str(key) for key in names]
        wrong = [key for key in keys if not key.isdigit() or int(key) >= len(keys)]
        if wrong:
            message = f"{len(keys)} classes are numbered from 0 to {len(keys) - 1}, and {wrong[0]} is none of these"
            yield Finding("CHK-SCHEMA", "error", "names", message, READ)
    if not isinstance(names, list | Mapping):
        return
    if isinstance(count, int) and count != len(names):
        message = f"{count} classes, and {len(names)} names: they must be as many"
        yield Finding("CHK-SCHEMA", "error", "nc", message, READ)
    said = [str(name).strip() for name in (names.values() if isinstance(names, Mapping) else names)]
    twice = sorted({name for name in said if said.count(name) > 1})
    if twice:
        message = f"{twice[0]!r} names more than one class"
        yield Finding("CHK-SCHEMA", "warning", "names", message, "Two classes of one name are told apart in training.")


def _points(data: Mapping[str, Any]) -> Iterator[Finding]:
    """Points of a pose, and which of them change places in a mirror image."""
    shape, mirrored = data.get("kpt_shape"), data.get("flip_idx")
    if not isinstance(shape, list) or not shape:
        return
    if len(shape) != 2 or shape[1] not in (2, 3):
        message = f"a pose has a number of points and 2 or 3 values of each; got {shape}"
        yield Finding("CHK-SCHEMA", "error", "kpt_shape", message, READ)
    elif isinstance(mirrored, list) and sorted(map(str, mirrored)) != sorted(map(str, range(shape[0]))):
        message = f"each of {shape[0]} points has one that it changes places with in a mirror image, from 0 to"
        yield Finding("CHK-SCHEMA", "error", "flip_idx", f"{message} {shape[0] - 1}", READ)
