"""Of files whose suffixes say nothing, those that hold the rows: `iris.data` beside `iris.names` and `Index`."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import folders, listed, suffix
from advisor.profiling.shared.suffixes import CONLL, DOCUMENTS, LOOSE, SUFFIXES, TEXTS
from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from advisor.profiling.shared.files import Files

MOST_FILES: Final = 100  # that are looked at
FEWEST: Final = 2  # columns of a table among other files
ABOUT: Final = frozenset(("", ".names", ".info", ".doc", ".docs", ".index", ".note"))  # suffixes of what describes data
BESIDE: Final = "of files whose suffixes say nothing of their kind {} is read as a table, and left out: {}"


def rows_among(files: Files) -> Files:
    """Without the files of a folder that describe the rows of others, or have other columns than most rows have.

    Texts that are no rows stay, unless by their name they describe data, and a folder with such stays as it is.
    """
    known = frozenset[str]().union(*SUFFIXES.values(), TEXTS - LOOSE, CONLL, DOCUMENTS)
    if (
        not files.folder
        or not 1 < len(files.paths) <= MOST_FILES
        or len({folders(p, files.root) for p in files.paths}) > 1
    ):
        return files
    if any(suffix(path) in known or form_of(path)[0] is not None for path in files.paths):
        return files
    from advisor.profiling.shared.tables.dialect import columns_of_text

    by_width: dict[int, list[str]] = defaultdict(list)
    for path in files.paths:
        by_width[columns_of_text(path)].append(path)
    widths = [width for width in by_width if width >= FEWEST]
    prose = [path for path in by_width[0] if suffix(path) not in ABOUT]
    if not widths or prose:
        return files
    best = max(widths, key=lambda width: sum(Path(path).stat().st_size for path in by_width[width]))
    kept = by_width[best]
    left = sorted(set(files.paths) - set(kept))
    if not left:
        return files
    what = BESIDE.format(listed(kept, files.root), listed(left, files.root))
    return files._replace(paths=kept, notes=[*files.notes, what])
