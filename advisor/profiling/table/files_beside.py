"""What the files around a table tell: those that its ids name, and numbers in the names of several that hold it."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.suffixes import SUFFIXES
from advisor.profiling.shared.tables.column_types import column_type
from advisor.profiling.shared.tables.sql import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.columns import Measured
    from advisor.profiling.shared.tables.table import Table

LOOKED: Final = 3  # rows whose files are looked for
FOLDERS: Final = 20  # beside the table in which they are
COLUMNS: Final = 5  # columns of ids
KINDS: Final = ("image", "audio")  # whose files the ids of a table may name, beside plain texts
SHOWN: Final = 3  # numbers named
NUMBER: Final = re.compile(r"[0-9]+")
WORD: Final = re.compile(rb"[A-Za-z\x80-\xff]{2}")
START: Final = 4_096  # bytes of a file in which words are looked for
CUT: Final = re.compile(r"(?<![a-z])(part|shard|chunk|piece|split|batch|of)(?![a-z])", re.IGNORECASE)  # by a writer


def remarks(table: Table, columns: Sequence[Measured]) -> list[str]:
    """A note of what the files around a table tell."""
    return [*_numbered(table), *_named(table, columns)]


def _numbered(table: Table) -> list[str]:
    """A note of several files whose names differ in a number, which no column holds, as yearly ones have it.

    Numbers of parts say nothing about rows: a writer counts the parts of one table by name (`part-00000.parquet`,
    `train-00000-of-00004.parquet`), or from zero (`data_0.parquet`).
    """
    stems = [Path(path).name for path in table.files.paths]
    if len(stems) < 2 or len({NUMBER.sub("", stem) for stem in stems}) > 1 or CUT.search(stems[0]):
        return []
    numbers = [
        found
        for each in zip(*map(NUMBER.findall, stems), strict=False)
        if len(set(each)) == len(stems)
        for found in [each]
    ]
    if len(numbers) != 1 or sorted(map(int, numbers[0])) == [*range(len(stems))]:
        return []
    shown = ", ".join(sorted(numbers[0])[:SHOWN]) + (", ..." if len(stems) > SHOWN else "")
    said = f"{len(stems)} files are read as one table, and their names differ in a number ({shown})"
    return [f"{said}: if it tells a time or whom rows are about, write it into a column to split by"]


def _named(table: Table, columns: Sequence[Measured]) -> list[str]:
    """A note of ids that name files which lie beside the table, and hold what is to be learnt from."""
    path = Path(table.files.paths[0])
    ids = [column for column in columns if column_type(column, table.rows) == "identifier" and not column.links]
    if table.engine is not None or len(table.files.paths) > 1 or not ids or not path.is_file():
        return []
    kinds = {".txt": "text"} | {suffix: kind for kind in KINDS for suffix in SUFFIXES[kind]}
    places = [path.parent, *islice((each for each in sorted(path.parent.iterdir()) if each.is_dir()), FOLDERS)]
    for column in ids[:COLUMNS]:
        value = f"trim(c{column.place}::VARCHAR)"
        names = [
            str(name) for (name,) in table.run(f"SELECT {value} FROM raw WHERE {value} <> {text('')} LIMIT {LOOKED}")
        ]
        for place in places:
            for suffix, kind in kinds.items():
                files = [place / f"{name}{suffix}" for name in names if "/" not in name]
                if len(files) == LOOKED and all(map(Path.is_file, files)) and (kind != "text" or _wordy(files)):
                    return [_way(column.name, place.relative_to(path.parent), suffix, kind)]
    return []


def _wordy(files: Sequence[Path]) -> bool:
    """Whether files hold words, not numbers alone as the points of an outline or of a curve."""
    return all(WORD.search(file.read_bytes()[:START]) for file in files)


def _way(name: str, folder: Path, suffix: str, kind: str) -> str:
    said = f"{name!r} names files in {str(folder)!r}, as their names without {suffix}: to learn from them"
    if kind == "text":
        read = f"[open(f'{folder}/{{each}}{suffix}').read() for each in table[{name!r}]]"
        return f"{said} table['text'] = {read}, --kind text"
    return f"{said} table['path'] = [f'{folder}/{{each}}{suffix}' for each in table[{name!r}]], --kind {kind}"
