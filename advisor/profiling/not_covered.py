"""Data that look like a problem that is not covered: ratings, edges, survival times, prompts with answers ..."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any, Final

from advisor.problem.not_covered import NotCovered, not_covered
from advisor.profiling.parallel import parallel
from advisor.profiling.shared.files import TRAINING, folders, suffix
from advisor.profiling.shared.suffixes import SUFFIXES
from advisor.profiling.shared.tables.times import datelike

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from advisor.problem.not_covered import Column, Look
    from advisor.profiling.shared.source import Source
    from advisor.profiling.shared.tables.table import Table

LOOKED: Final = 500  # rows by which it is told
FEW: Final = 5  # different values of a column that says whether, or how good
FLAGS: Final = frozenset({"0", "1", "2", "0.0", "1.0", "2.0", "false", "true"})  # and 2 for what competes, or censors
DIFFERENT: Final = 12  # different times, at least, among many rows
INFINITE: Final = frozenset(("inf", "infinity", "na", "nan"))
TEXT: Final = 15  # characters of a text, on average, from which it is no name
REPEATED: Final = 0.95  # share of different values up to which names repeat
SHARED: Final = 0.3  # share of one column's names that the other has too, from which they name the same things
NAMES: Final = 10  # different names, at least, from which that tells
UNIX: Final = (5e8, 3e9)  # seconds since 1970 that a recent time lies between
SUFFIX: Final = re.compile(r":(token|float|token_seq|float_seq)$")  # types in the names of RecBole's columns
# How files begin that belong to a field for sure.
HEADS: Final = {
    "ranking": re.compile(rb"\s*-?[0-9.]+[ \t]+qid:\S+[ \t]+[0-9]+:"),
    "question-answering": re.compile(rb'\s*\{.{0,200}"data"\s*:\s*\[\s*\{.*?"paragraphs"\s*:\s*\[\s*\{', re.DOTALL),
}
HEAD: Final = 4_096  # bytes
GOOD: Final = frozenset(("good", "normal", "ok"))  # folders of training images without a defect, as MVTec AD has them
MASKED: Final = re.compile(
    r"[/\\\\]ground_truth[/\\\\][^/\\\\]+[/\\\\][^/\\\\]*_mask[.]\w+$"
)  # where their defects are
MOSTLY: Final = 0.5  # share of the files that are images


def by_head(source: Source) -> NotCovered | None:
    """The field that one file belongs to by its first lines; None for others, and where the user said task or kind."""
    if source.files.folder or source.asked.task or source.asked.kind:
        return None
    try:
        with Path(source.files.paths[0]).open("rb") as file:
            head = file.read(HEAD)
    except OSError:  # reading it says what is wrong
        return None
    return next((not_covered()[key] for key, begins in HEADS.items() if begins.match(head)), None)


def by_folders(source: Source) -> NotCovered | None:
    """The field that a folder belongs to: a search for anomalies, where its training images are all good ones, or
    translation, where texts in two languages agree line by line; None for all else.
    """
    files = source.files
    if not files.folder or source.asked.task or source.asked.kind:
        return None
    if source.share(SUFFIXES["image"]) < MOSTLY:
        return not_covered()["seq2seq"] if parallel(files) else None
    images = [folders(path, files.root) for path in files.paths if suffix(path) in SUFFIXES["image"]]
    good = all(len(each) > 1 and each[-2] in TRAINING and each[-1].lower() in GOOD for each in images)
    masked = any(MASKED.search(path) for path in files.paths)
    return not_covered()["anomalies"] if good or masked else None


def without_target() -> str:
    """What to do with a table in which nothing is to be predicted."""
    clusters, anomalies = (not_covered()[key] for key in ("clustering", "anomalies"))
    tools = f"{clusters.tools[0].name} and {anomalies.tools[0].name}"
    return f"where nothing is to be predicted (clusters, anomalies) people use {tools}"


def by_data(source: Source) -> NotCovered | None:
    """The field that a table belongs to by its columns; None for others, and where the user said the task."""
    table: Table | None = getattr(source, "table", None)
    if table is None or table.engine is not None or source.asked.task or source.asked.kind:
        return None
    if table.headless:
        return None if len(table.files.paths) > 1 else _without_names(table)  # as points of a curve in a file each
    nested = table.files.form in ("json", "document")  # whose records in records are columns by the names of both
    names = [_plain(name.partition(".")[0] if nested else name) for name in table.names]
    for field in not_covered().values():
        if any(_fits(table, names, look) for look in field.field.looks):
            return field
    return None


def aimed_at(source: Source, field: NotCovered) -> bool:
    """Whether the target is a column that gives a table of a field its name, as a time that some rows cut off."""
    aimed = {name for look in field.field.looks for column in look.columns if column.aimed for name in column.named}
    return any(_plain(target) in aimed for target in source.asked.targets)


def _plain(name: str) -> str:
    return re.sub(r"[^0-9a-z]", "", SUFFIX.sub("", name.lower()))


def _fits(table: Table, names: Sequence[str], look: Look) -> bool:
    """Whether a table has the columns of a look."""
    places = [[place for place, name in enumerate(names) if name in column.named] for column in look.columns]
    if not all(places) or len({tuple(found) for found in places}) < len(places):
        return False
    taken = {place for found in places for place in found}
    if look.only is not None and any(
        place not in taken and name and name not in look.only for place, name in enumerate(names)
    ):
        return False
    return all(
        any(_holds(table, place, column) for place in found) for found, column in zip(places, look.columns, strict=True)
    )


def _holds(table: Table, place: int, column: Column) -> bool:
    if column.holds == "anything":
        return True
    values = _values(table, place)
    return bool(values) and HOLDS[column.holds](values)


def _values(table: Table, place: int) -> list[str]:
    """What the first rows hold in a column, as text."""
    rows = table.run(f"SELECT c{place}::VARCHAR FROM raw LIMIT {LOOKED}")
    return [value.strip() for (value,) in rows if value and value.strip()]


def _numbers(values: Sequence[str]) -> bool:
    try:
        return all(float(value) >= 0 for value in values)
    except ValueError:
        return False


def _times(values: Sequence[str]) -> bool:
    """Whether values are times that were followed: numbers, hardly two alike among many."""
    different = len(set(values))
    return _numbers(values) and (different > DIFFERENT or different >= len(values) / 4)


def _bounds(values: Sequence[str]) -> bool:
    """Likewise for bounds of times, which may be infinite, or missing."""
    return _times([value for value in values if value.lower().lstrip("+-") not in INFINITE])


def _repeated(values: Sequence[str]) -> bool:
    return len(set(values)) <= REPEATED * len(values) and mean(map(len, values)) < 3 * TEXT


HOLDS: Final[dict[str, Callable[[list[str]], bool]]] = {
    "number": _numbers,
    "times": _times,
    "bounds": _bounds,
    "few": lambda values: len(set(values)) <= FEW,
    "flag": lambda values: {value.lower() for value in values} <= FLAGS,
    "repeated": _repeated,
    "text": lambda values: mean(map(len, values)) >= TEXT,
}


def _without_names(table: Table) -> NotCovered | None:
    """Edges, triples and ratings as they are usually published: two to four columns without a header."""
    width = len(table.names)
    if width == 4 and _ratings(table):
        return not_covered()["recommendation"]
    if width in (2, 3) and _shared(table, 0, 1):
        return not_covered()["graph"]
    return not_covered()["knowledge-graph"] if width == 3 and _shared(table, 0, 2) else None


def _ratings(table: Table) -> bool:
    """Whether four columns are users, items, a rating and the time of it."""
    users, items, ratings, times = (_values(table, place) for place in range(4))
    if not all(map(_numbers, (users, items, ratings, times))) or not times:
        return False
    recent = all(UNIX[0] <= float(time) <= UNIX[1] for time in times)
    return recent and len(set(ratings)) <= 2 * FEW and _repeated(items) and not any("." in user for user in users)


def _shared(table: Table, one: int, other: int) -> bool:
    """Whether two columns name the same things, and neither measures."""
    query = (
        f"WITH a AS (SELECT DISTINCT c{one}::VARCHAR v FROM raw), b AS (SELECT DISTINCT c{other}::VARCHAR v FROM raw)"
        " SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM b), count(*), bool_or(contains(v, '.'))"
        " FROM a SEMI JOIN b USING (v)"
    )
    row: tuple[Any, ...] = table.run(query)[0]
    left, right, both, fractions = row
    named = min(left, right) >= NAMES and both >= SHARED * min(left, right) and not fractions
    return named and not datelike(_values(table, one))
