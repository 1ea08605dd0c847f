"""What the first rows of a table show of each column: texts, names of files, times, or anything else."""

from __future__ import annotations

import re
from itertools import chain
from statistics import mean
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.suffixes import SUFFIXES
from advisor.profiling.shared.tables.column_types import LONG_TEXT_SHARE, NAME_SHARE, TEXT_LENGTH
from advisor.profiling.shared.tables.sql import text
from advisor.profiling.shared.tables.times import clocklike, datelike
from advisor.profiling.shared.words import WITHOUT_SPACES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from advisor.problem.vocabulary import ColumnType
    from advisor.profiling.shared.tables.table import Table

LOOKED: Final = 500  # rows by which the kind is told
WIDEST: Final = 1_000  # columns; wider tables are numbers
LINK: Final = re.compile(r"\s*((\w+:)?//|www\.)")
NAMED: Final = 0.9  # share of values that must be names of files
FILLED: Final = 0.1  # share of the rows below which a column tells nothing of the kind
ENOUGH: Final = 50  # short strings from which they may be texts: of
WORDS: Final = 2  # words or more, on average,
DIFFERENT: Final = 0.8  # of which this share is different,
WORDY: Final = 0.6  # and this share of the characters are letters


class FirstRows(NamedTuple):
    """Columns of texts (the longest first), of short ones, of names of files by their kind, of times, and others.

    Others are what a table is learnt from: neither names of the rows nor links, nor a column that is hardly filled.
    """

    texts: list[str]
    titles: list[str]
    files: dict[str, list[str]]
    times: list[str]
    others: list[str]
    names: list[str]  # of rows, and links
    clocks: list[str]  # times of a day


def look(table: Table) -> FirstRows:
    """Look at the first rows, column by column."""
    files: dict[str, list[str]] = {kind: [] for kind in SUFFIXES}
    if len(table.names) > WIDEST:
        return FirstRows([], [], files, [], table.labels, [], [])
    columns = ", ".join(f"c{place}::VARCHAR" for place in range(len(table.names)))
    rows = table.run(f"SELECT {columns} FROM raw LIMIT {LOOKED}")
    lengths: dict[str, float] = {}
    titles: list[str] = []
    times: list[str] = []
    clocks: list[str] = []
    others: list[str] = []
    names: list[str] = []
    for label, cells in zip(table.labels, zip(*rows, strict=True), strict=True):
        values = [cell for cell in cells if cell and cell.strip()]
        if len(values) < max(1, FILLED * len(cells)):
            continue
        if (kind := _named(values)) is not None and any(map(LINK.match, values)):
            table.notes.append(
                f"{label!r} holds links, which are not followed: fetch the files, and --kind {kind} reads them"
            )
            names.append(label)
        elif kind is not None:
            files[kind].append(label)
        elif all(map(LINK.match, values)):
            names.append(label)
        elif clocklike(values) and (":" in values[0] or values[0].count(".") > 1):
            clocks.append(label)
            others.append(label)
        elif datelike(values):
            times.append(label)
            others.append(label)
        elif (length := mean(map(_length, values))) >= TEXT_LENGTH and len(set(values)) > LONG_TEXT_SHARE * len(values):
            lengths[label] = length
        elif len(values) >= ENOUGH and _title(values):
            titles.append(label)
        elif len(set(values)) > 1:
            (names if _names_rows(values) else others).append(label)
        elif len(cells) == LOOKED and _changes(table, label, values[0]):  # of a sorted table
            others.append(label)
    texts = sorted(lengths, key=lambda label: -lengths[label])
    return FirstRows(texts, titles, files, times, others, names, clocks)


def _changes(table: Table, label: str, first: str) -> bool:
    """Whether a column holds another value than that of all first rows."""
    place = table.labels.index(label)
    query = f"SELECT c{place} FROM raw WHERE trim(c{place}::VARCHAR) <> {text(first.strip())} LIMIT 1"
    return bool(table.held and table.run(query))


def types(table: Table) -> dict[str, ColumnType | None]:
    """What each column holds, as far as its first rows tell: None for a number or a category."""
    found: dict[str, ColumnType | None] = dict.fromkeys(table.labels)
    if table.engine is not None:
        return found
    first = look(table)
    told: dict[ColumnType, Iterable[str]] = {
        "identifier": (*first.names, *chain.from_iterable(first.files.values())),
        "text": (*first.texts, *first.titles),
        "date": first.times,
    }
    for kind, labels in told.items():
        found |= dict.fromkeys(labels, kind)
    if table.rows <= LOOKED:
        found |= {label: "constant" for label in table.labels if not found[label] and label not in first.others}
    return found


def _length(value: str) -> int:
    """The length of a text in letters; a character of Chinese and its like stands for three."""
    return len(value) + (0 if value.isascii() else 2 * len(WITHOUT_SPACES.findall(value)))


def _title(values: Sequence[str]) -> bool:
    """Whether short strings are texts: of several words, mostly of letters, and hardly one twice."""
    words = mean(len(value.split()) for value in values)
    letters = sum(map(str.isalpha, "".join(values))) / max(1, sum(len(value) for value in values))
    return words >= WORDS and letters > WORDY and len(set(values)) >= DIFFERENT * len(values)


def _named(values: Sequence[str]) -> str | None:
    """The kind of the files that values name, if any."""
    ends = [suffix(value.strip()) for value in values]
    fits = (kind for kind, known in SUFFIXES.items() if sum(end in known for end in ends) >= NAMED * len(values))
    return next(fits, None)


def _names_rows(values: Sequence[str]) -> bool:
    """Whether values are all different and no numbers with a fraction, or nearly all and no numbers at all."""
    if len(set(values)) == len(values):
        return not any("." in value for value in values[:20])
    return len(set(values)) >= NAME_SHARE * len(values) and not any(value.strip().isdigit() for value in values[:20])
