"""Images and recordings inside a table, as Hugging Face's data sets hold them: a structure of bytes and a path."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.profiles import refuse

if TYPE_CHECKING:
    from advisor.profiling.table.opening import Source
    from advisor.profiling.table.reading import Table

SAMPLE: Final = 2_000  # images or recordings that are looked at
MOST: Final = 2**30  # bytes of them
KINDS: Final = {"Image": "image", "Audio": "audio"}
FETCHED: Final = 16  # rows that are held at once
INFO: Final = "dataset_info.json"
LARGEST: Final = 64 * 2**20  # bytes of a description that is read
SOUND: Final = (b"RIFF", b"fLaC", b"OggS", b"ID3", b"\xff\xfb", b"\xff\xf3", b"FORM")  # how recordings begin


class Embedded(NamedTuple):
    """A column of files: its label, and what is in it."""

    label: str
    kind: str


def features(source: Source, metadata: bytes | str | None) -> dict[str, Any]:
    """What the description of a data set says of its columns: of the file itself, or beside it; else nothing."""
    places = [Path(source.files[0]).parent, *Path(source.files[0]).parents[1:3]]
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
    from advisor.profiling.files import suffix
    from advisor.profiling.recognising import SOUNDS

    feature = said.get(name)
    told = KINDS.get(feature.get("_type", "")) if isinstance(feature, dict) else None
    heard = (first or b"").startswith(SOUND) and (first or b"")[8:12] != b"WEBP"
    return told or ("audio" if heard or suffix(path or "") in SOUNDS else "image")


def extracted(table: Table, column: Embedded, root: str) -> list[str]:
    """A sample of the files in a column, as files of their own.

    Files that are named rather than held are taken where they lie below `root`. Raises `InputError` where there are
    none.
    """
    folder = Path(table.spill) / "embedded"
    folder.mkdir()
    step = max(1, table.rows // SAMPLE)
    home = Path(root).resolve()
    paths: list[str] = []
    written = 0
    for place, (content, path) in enumerate(_held(table, column.label, step)):
        table.watch(f"taking a sample of {table.rows // step:,} files", place * step / table.rows)
        if content:
            file = folder / f"row {place * step + 1}"
            file.write_bytes(content)
            written += len(content)
            paths.append(str(file))
        elif path and "\0" not in path:
            named = Path(root) / path
            if named.is_file() and named.resolve().is_relative_to(home):
                paths.append(str(named))
        if written > MOST:
            break
    if not paths:
        refuse(table.path, f"the column {column.label!r} holds no files, and names none that lie beside it")
    return paths


def _held(table: Table, label: str, step: int) -> Iterator[tuple[bytes | None, str | None]]:
    """Bytes and path of every so many rows."""
    if table.source.form == "arrow":
        from advisor.profiling.table.arrow import cells

        yield from cells(table.source.files, label, step)
        return
    from advisor.profiling.table.forms import literal

    quoted = '"' + label.replace('"', '""') + '"'
    files = f"[{', '.join(map(literal, table.source.files))}]"
    query = (
        f"SELECT f.bytes, f.path FROM (SELECT {quoted} AS f, row_number() OVER () AS n"
        f" FROM read_parquet({files}, union_by_name = true)) WHERE n % {step} = 0"
    )
    result = table.connection.execute(query)
    while part := result.fetchmany(FETCHED):
        yield from part
