"""A table that gives each image a text of its own: what it shows, as captchas and scanned lines have it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.errors import InputError
from advisor.profiling.image.in_table import MOST_COLUMNS, MOST_TABLES, keys_of, naming
from advisor.profiling.shared.files import listed
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.tables.readers import open_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked, Watch

DIFFERENT: Final = 0.5  # share of different values from which they are no classes
LONGEST: Final = 1_000  # characters of a text, on average, that an image may show


def shown_texts(asked: Asked, files: Files, images: Sequence[str], watch: Watch) -> str:
    """A note of such a table in a folder of images; empty where there is none."""
    tables = [path for path in files.paths if form_of(path)[0] in ("csv", "tsv", "parquet", "json")]
    known = {key: path for path in images for key in keys_of(path, files.root)} if tables else {}
    for path in tables[:MOST_TABLES]:
        try:
            with open_table(asked._replace(path=path), files._replace(paths=[path], folder=False), watch) as table:
                column = naming(table, known)
                others = [label for label in table.labels[:MOST_COLUMNS] if label != column] if column else []
                for label in others:
                    value = f"trim(c{table.labels.index(label)}::VARCHAR)"
                    query = (
                        f"SELECT count(DISTINCT {value}), count({value}), count(TRY_CAST({value} AS DOUBLE)),"
                        f" avg(length({value})) FROM raw"
                    )
                    different, filled, numbers, length = table.run(query)[0]
                    if different > DIFFERENT * filled and numbers < filled / 2 and length <= LONGEST:
                        said = f"{label!r} in {listed([path], files.root)} holds a text of its own for most images"
                        return (
                            f"{said}: if they show it, reading it (OCR) is not covered, and people use PaddleOCR, docTR"
                            " or TrOCR; if it says what they show, that is captioning, which is not covered either"
                        )
        except InputError:
            continue
    return ""
