"""Data as they are measured -> one CSV file of rows, or of files and their labels, as exported projects read it."""

from __future__ import annotations

import csv
import json
import os
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.files import folders
from advisor.profiling.shared.profile import Asked, Watch, refuse, unwatched
from advisor.profiling.shared.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from advisor.profiling.kinds import Match
    from advisor.profiling.shared.profile import Profile
    from advisor.profiling.shared.tables.table import Table

TEXTS: Final = ("text", "label")  # columns of texts whose labels stand before them or in another file
TAGGED: Final = ("tokens", "tags")  # of sentences, whose cells are lists: they are written as JSON Lines
LABELLED: Final = ("path", "label")  # columns of files whose labels are the names of their folders


class Rows(NamedTuple):
    """A CSV file of all rows, and what was made of them on the way."""

    path: Path
    notes: list[str]


def as_csv(
    asked: Asked,
    path: Path,
    watch: Watch = unwatched,
    *,
    files: str = "",
    recognised: bool = True,
    always: bool = False,
) -> Rows | None:
    """The data as CSV in UTF-8 with a header: where they are that already, their own file unless `always`, else `path`.

    The columns are called as a profile of the same data calls them, and the rows keep their order. Of files each has a
    row with its path and what is known of it, unless a folder for each class tells that; tagged tokens become JSON
    Lines, and annotated objects COCO's JSON. Nothing where the data are else: chats, text to model. Unless they are
    to be `recognised`, they are taken to be rows, as new data may lack what tells their kind.

    Images and recordings that the rows hold are written into the folder `files`, which must not be there yet.

    Raises `InputError` where the data cannot be read.
    """
    from advisor.profiling.detection import recognise
    from advisor.profiling.text.lines import Labelled

    with Source(asked._replace(export=True, files=files), watch) as source:
        match = recognise(source) if recognised else None
        if match is not None and isinstance(match.found, Labelled):
            _write([TEXTS, *match.found.rows()], path)
            return Rows(path, [*source.files.notes, match.found.what])
        with _opened(source, match) as table:
            if table is None:
                return None if match is None else _examples(source, match, path, always)
            if table.plain and not always:
                return Rows(type(path)(table.files.paths[0]), table.notes)
            watch(f"writing {path}", None)
            _copy(table, path)
            return Rows(path, table.notes)


@contextmanager
def _opened(source: Source, match: Match | None) -> Iterator[Table | None]:
    """The table that the source is recognised as, or that its files hold; nothing where it is none."""
    import advisor.profiling.arrays.profiler as arrays
    import advisor.profiling.sequence.in_table as sequences

    if match is not None and match.kind == "array":
        with arrays.as_table(source) as table:
            yield table
        return
    if match is None and source.tables:
        source.open()
    if match is not None and match.profiler == sequences.__name__:
        sequences.as_exported(source)
    yield source.table if (match.rows if match is not None else source.tables) else None


def _copy(table: Table, path: Path) -> None:
    from advisor.profiling.shared.tables.sql import text

    columns = ", ".join(
        f'c{place} AS "{label.replace(chr(34), 2 * chr(34))}"' for place, label in enumerate(table.labels)
    )
    table.run(f"COPY (SELECT {columns} FROM raw) TO {text(str(path.absolute()))} (FORMAT csv, HEADER true)")


def _examples(source: Source, match: Match, path: Path, always: bool) -> Rows | None:
    """The examples that were measured; nothing where a folder for each class tells all of them."""
    from advisor.profiling.image.boxes import BOXED, as_coco

    measured: Profile = import_module(match.profiler).measure(source, match.found)
    header, *rows = measured.examples or ((),)
    root = os.path.abspath(source.files.root)  # noqa: PTH100 - of a million files
    in_folders = header == LABELLED and all(folders(file, root)[:1] == (label,) for file, label in rows)
    if header == BOXED:
        path = path.with_suffix(".json")
        path.write_text(as_coco(rows), encoding="utf-8")
        return Rows(path, measured.notes)
    if not rows or (in_folders and len(rows) == len(source.files.paths) and not always):
        return None
    if header == TAGGED:
        path = path.with_suffix(".jsonl")
        path.write_text(
            "".join(json.dumps(dict(zip(header, row, strict=True))) + "\n" for row in rows), encoding="utf-8"
        )
    else:
        _write(measured.examples, path)
    return Rows(path, measured.notes)


def _write(rows: Iterable[Sequence[str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        try:
            csv.writer(file, lineterminator="\n").writerows(rows)
        except UnicodeEncodeError as error:
            refuse(ascii(error.object), "is a name that is no UTF-8, which no CSV file holds", "rename it")
