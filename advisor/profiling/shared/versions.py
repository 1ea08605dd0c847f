"""Versions of one table in a folder: the same in other formats, or most of its rows once more. One of them is read."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import TRAINING, listed
from advisor.profiling.shared.splits import called, columns_of
from advisor.profiling.shared.tables.formats import FORMS, form_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.files import Files

MOST_COMPARED: Final = 10  # tables whose rows are compared, of
MOST_BYTES: Final = 2**26  # bytes together
FEWEST: Final = 20  # different rows of a table from which they are compared
SHARED: Final = 0.5  # of the rows of a table that another one has, from which they are versions of each other
WORD: Final = re.compile("[a-z0-9]+")
TEXT_TABLES: Final = ("csv", "tsv")
ORDER: Final = tuple(dict.fromkeys(FORMS.values()))  # of several formats the first is read
OTHER_FORMS: Final = "the same table in another format is left out: {}"
BESIDE: Final = "tables of another format beside the one called training are left out: {}"
TOGETHER: Final = "{} has as many rows as the other tables together, and is left out as their sum"
REPEATED: Final = "most rows of a table stand in {!r} as well, and one of the two is read: {} is left out"


def one_version(files: Files, targets: Sequence[str]) -> Files:
    """The files without further versions of a table, each of which is said; `targets` are columns that it has."""
    if not files.folder or len(files.paths) < 2:
        return files
    return _without_sum(_without_repeats(_one_form(files, frozenset(targets))))


def _one_form(files: Files, targets: frozenset[str]) -> Files:
    """Without the same table in other formats, by its name; and without tables beside `train` that are of another."""
    by_name: dict[str, list[str]] = defaultdict(list)
    for path in files.paths:
        if form_of(path)[0] not in (None, "document"):  # a document beside a table may describe it
            by_name[str(Path(path).parent / Path(path).name.split(".")[0])].append(path)
    left = []
    for paths in by_name.values():
        forms = {form_of(path)[0] for path in paths}
        if len(forms) > 1:
            first, *_ = sorted(paths, key=lambda path: (targets and not _may_hold(path, targets), _place(path)))
            left += [path for path in paths if form_of(path)[0] != form_of(first)[0]]
    files = _without(files, left, OTHER_FORMS)
    tables = [path for path in files.paths if form_of(path)[0] not in (None, "document")]
    plain = [path for path in tables if Path(path).name.split(".")[0].lower() in TRAINING]
    plain = plain or [path for path in tables if called(path, TRAINING)]
    if len(plain) != 1:
        return files
    return _without(files, [path for path in tables if form_of(path)[0] != form_of(plain[0])[0]], BESIDE)


def _place(path: str) -> int:
    form = form_of(path)[0]
    return ORDER.index(form) if form else len(ORDER)


def _may_hold(path: str, targets: frozenset[str]) -> bool:
    """Whether a table has columns, as far as its names are quick to read: of a text they are."""
    return form_of(path)[0] not in TEXT_TABLES or targets <= columns_of(path)


def _without_repeats(files: Files) -> Files:
    """Without tables of text most of whose rows stand in a larger one."""
    plain = [path for path in files.paths if not form_of(path)[1]]
    tables = [path for path in plain if form_of(path)[0] in TEXT_TABLES]
    sizes = {path: Path(path).stat().st_size for path in tables}
    if not 1 < len(tables) <= MOST_COMPARED or sum(sizes.values()) > MOST_BYTES:
        return files
    rows: dict[str, frozenset[bytes]] = {}
    for path in sorted(tables, key=lambda path: (-sizes[path], path)):
        found = frozenset(line.strip() for line in Path(path).read_bytes().splitlines())
        if len(found) >= FEWEST and (whole := _holds(rows, found, _words(path))):
            files = _without(files, [path], REPEATED, Path(whole).name)
        else:
            rows[path] = found
    return files


def _without_sum(files: Files) -> Files:
    """Without the table that holds all others of the same columns once more, by the number of its rows."""
    tables = [path for path in files.paths if form_of(path)[0] in TEXT_TABLES and not form_of(path)[1]]
    if not 2 < len(tables) <= MOST_COMPARED or sum(Path(path).stat().st_size for path in tables) > MOST_BYTES:
        return files
    sizes = {path: Path(path).read_bytes().count(b"\n") for path in tables}
    whole = max(sizes, key=lambda path: sizes[path])
    rest = sum(sizes.values()) - sizes[whole]
    columns = {path: columns_of(path) for path in tables}
    alike = all(len(columns[whole] & columns[path]) > SHARED * len(columns[path]) for path in tables)
    if sizes[whole] < FEWEST * len(tables) or not alike or abs(rest - sizes[whole]) > len(tables):
        return files
    note = TOGETHER.format(listed([whole], files.root))
    return files._replace(paths=[path for path in files.paths if path != whole], notes=[*files.notes, note])


def _holds(rows: dict[str, frozenset[bytes]], found: frozenset[bytes], names: frozenset[str]) -> str:
    """The table of a name within this one, or around it, that holds most of some rows; empty where none does.

    Tables of other names are a series each, say, which share rows where nothing happens.
    """
    related = (path for path in rows if _words(path) <= names or names <= _words(path))
    return next((path for path in related if len(rows[path] & found) > SHARED * len(found)), "")


def _words(path: str) -> frozenset[str]:
    return frozenset(WORD.findall(Path(path).name.split(".")[0].lower()))


def _without(files: Files, left: Sequence[str], why: str, *more: str) -> Files:
    if not left:
        return files
    kept = [path for path in files.paths if path not in set(left)]
    return files._replace(paths=kept, notes=[*files.notes, why.format(*more, listed(sorted(left), files.root))])
