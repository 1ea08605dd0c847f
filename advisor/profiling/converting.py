"""Rows of any format that is measured -> one CSV file, as exported projects read it."""

from __future__ import annotations

import csv
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.profile import Asked, Watch, unwatched
from advisor.profiling.shared.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from advisor.profiling.kinds import Match
    from advisor.profiling.shared.tables.table import Table

TEXTS: Final = ("text", "label")  # columns of texts whose labels stand before them or in another file


class Rows(NamedTuple):
    """A CSV file of all rows, and what was made of them on the way."""

    path: Path
    notes: list[str]


def as_csv(
    asked: Asked, path: Path, watch: Watch = unwatched, *, recognised: bool = True, always: bool = False
) -> Rows | None:
    """The data as CSV in UTF-8 with a header: where they are that already, their own file unless `always`, else `path`.

    The columns are called as a profile of the same data calls them, and the rows keep their order. Nothing where the
    data are no rows: folders of images, recordings, texts or series, arrays, tagged tokens and chats. Unless they are
    to be `recognised`, they are taken to be rows, as new data may lack what tells their kind.

    Raises `InputError` where the data cannot be read.
    """
    from advisor.profiling.detection import recognise
    from advisor.profiling.text.lines import Labelled

    with Source(asked._replace(export=True), watch) as source:
        match = recognise(source) if recognised else None
        if match is not None and isinstance(match.found, Labelled):
            _write_texts(match.found.rows(), path)
            return Rows(path, [*source.files.notes, match.found.what])
        with _opened(source, match) as table:
            if table is None:
                return None
            if table.plain and not always:
                return Rows(type(path)(source.files.paths[0]), table.notes)
            watch(f"writing {path}", None)
            _write(table, path)
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


def _write(table: Table, path: Path) -> None:
    from advisor.profiling.shared.tables.sql import text

    columns = ", ".join(
        f'c{place} AS "{label.replace(chr(34), 2 * chr(34))}"' for place, label in enumerate(table.labels)
    )
    table.run(f"COPY (SELECT {columns} FROM raw) TO {text(str(path))} (FORMAT csv, HEADER true)")


def _write_texts(rows: Iterable[tuple[str, str]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(TEXTS)
        writer.writerows(rows)
