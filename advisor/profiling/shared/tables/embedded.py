"""Columns of images and recordings, as Hugging Face's data sets hold them: a structure of bytes and a path."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.suffixes import SOUND, SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.formats import TableFiles

KINDS: Final = {"Image": "image", "Audio": "audio"}
INFO: Final = "dataset_info.json"
LARGEST: Final = 64 * 2**20  # bytes of a description that is read


class Embedded(NamedTuple):
    """A column of files: its label, and what is in it."""

    label: str
    kind: str


def features(source: TableFiles, metadata: bytes | str | None) -> dict[str, Any]:
    """What the description of a data set says of its columns: of the file itself, or beside it; else nothing."""
    places = [Path(source.paths[0]).parent, *Path(source.paths[0]).parents[1:3]]
    texts: list[bytes | str] = [metadata] if metadata else []
    for place in places:
        with suppress(OSError):
            if (file := place / INFO).stat().st_size < LARGEST:
                texts.append(file.read_bytes())
    for text in texts:
        with suppress(ValueError, RecursionError):
            said = json.loads(text)
            said = said.get("info", said) if isinstance(said, dict) else {}
            if isinstance(said, dict) and isinstance(said.get("features"), dict):
                found: dict[str, Any] = said["features"]
                return found
    return {}


def names_of_classes(said: dict[str, Any], labels: Sequence[str]) -> dict[str, int]:
    """How many classes each of the columns has whose numbers stand for names."""
    found = {}
    for name, feature in said.items():
        if name in labels and isinstance(feature, dict) and feature.get("_type") == "ClassLabel":
            names = feature.get("names")
            found[name] = len(names) if isinstance(names, list) else 0
    return found


def kind_of(said: dict[str, Any], name: str, first: bytes | None, path: str | None) -> str:
    """Whether a column of files holds images or recordings."""
    feature = said.get(name)
    told = KINDS.get(feature.get("_type", "")) if isinstance(feature, dict) else None
    heard = (first or b"").startswith(SOUND) and (first or b"")[8:12] != b"WEBP"
    return told or ("audio" if heard or suffix(path or "") in SUFFIXES["audio"] else "image")
