"""What the rows of a table stand for: rows of numbers and categories, texts, recordings, or steps in time."""

from __future__ import annotations

from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.problem.vocabulary import CLASSIFICATION, KIND_OF_TASK, TASK_ALIASES
from advisor.profiling import series
from advisor.profiling import table as tables
from advisor.profiling.files import suffix
from advisor.profiling.profiles import Profile, refuse
from advisor.profiling.recognising import IMAGES, SOUNDS
from advisor.profiling.series import examples, folders
from advisor.profiling.series.clock import datelike
from advisor.profiling.table.judging import LONG_TEXT_SHARE, TEXT_LENGTH
from advisor.profiling.table.opening import inspect
from advisor.profiling.table.reading import opened
from advisor.profiling.text import tokens
from advisor.profiling.text.words import WITHOUT_SPACES

if TYPE_CHECKING:
    from advisor.profiling.files import Files
    from advisor.profiling.profiles import Asked, Watch
    from advisor.profiling.table.reading import Table

PEEKED: Final = 500  # rows by which the kind is told
MOST_PEEKED: Final = 1_000  # columns; wider tables are numbers
NAMED: Final = 0.9  # share of values that must be names of files


class Peek(NamedTuple):
    """What the first rows show: columns of texts (the longest first), of names of files, of times, and others."""

    texts: list[str]
    sounds: list[str]
    pictures: list[str]
    times: list[str]
    others: list[str]


def measure(asked: Asked, files: Files, watch: Watch) -> Profile:
    """Measure tables. Raises `InputError` where they cannot be read, or what was said of them does not fit."""
    from advisor.profiling.audio import manifest
    from advisor.profiling.image import inside as pictures

    if asked.engine == "spark":
        from advisor.profiling.table import spark

        with opened(inspect(asked.path, files), asked.target, watch, spark.load) as table:
            return tables.profile(table, asked)
    if not asked.target and asked.kind in (None, "series", "sequence") and folders.classes_of(files):
        return folders.measure(asked, files, watch)
    with opened(inspect(asked.path, files), asked.target, watch) as table:
        inside = [column for column in table.embedded if asked.kind in (None, column.kind)]
        if inside and inside[0].kind == "image":
            return pictures.held(table, asked, inside[0], files.root, watch)
        if inside:
            return manifest.held(table, asked, inside[0], files.root, watch)
        seen = peek(table)
        kind = (
            asked.kind
            or KIND_OF_TASK.get(TASK_ALIASES.get(asked.task or "", asked.task or ""))
            or _told(table, seen, asked)
        )
        if kind == "text":
            from advisor.profiling.text import column

            return column.profile(table, asked, seen.texts)
        if kind == "audio":
            return manifest.profile(table, asked, seen.sounds, Path(files.root), watch)
        if kind in ("sequence", "examples") or (kind == "series" and _whole(table, asked)):
            return examples.profile(table, asked, "" if kind == "examples" else kind)
        if kind == "series":
            return series.profile(table, asked, seen.times)
        if kind == "image":
            if not seen.pictures:
                refuse(asked.path, "has no column that names images", "names end in .jpg, .png ...", field="--kind")
            return pictures.named(table, asked, seen.pictures[0], Path(files.root), watch)
        return tables.profile(table, asked)


def _whole(table: Table, asked: Asked) -> bool:
    """Whether series are examples as wholes, rather than steps to forecast."""
    task = TASK_ALIASES.get(asked.task or "", asked.task or "")
    return task in CLASSIFICATION or (not task and examples.implied(table, asked))


def _told(table: Table, seen: Peek, asked: Asked) -> str:
    """The kind of data that the columns tell of; whoever names a column of time means rows in its order."""
    if seen.sounds:
        return "audio"
    if seen.pictures:
        return "image"
    if asked.task is None and tokens.columns(table, asked) is not None:
        return "text"
    if not asked.time_column and seen.times and asked.task is None and series.implied(table, asked, seen.times):
        return "series"
    if not asked.time_column and not asked.group_column and examples.implied(table, asked):
        return "examples"
    others = [name for name in seen.others if name not in (*asked.targets, asked.group_column, asked.time_column)]
    return "text" if seen.texts and not others else "table"


def peek(table: Table) -> Peek:
    """Look at the first rows, column by column."""
    if len(table.names) > MOST_PEEKED:
        return Peek([], [], [], [], table.labels)
    columns = ", ".join(f"c{place}::VARCHAR" for place in range(len(table.names)))
    rows = table.run(f"SELECT {columns} FROM raw LIMIT {PEEKED}")
    lengths: dict[str, float] = {}
    sounds, pictures, times, others = [], [], [], []
    for label, cells in zip(table.labels, zip(*rows, strict=True), strict=True):
        values = [cell for cell in cells if cell and cell.strip()]
        if not values:
            continue
        if _files(values, SOUNDS):
            sounds.append(label)
        elif _files(values, IMAGES):
            pictures.append(label)
        elif datelike(values):
            times.append(label)
            others.append(label)
        elif (length := mean(map(_length, values))) >= TEXT_LENGTH and len(set(values)) > LONG_TEXT_SHARE * len(values):
            lengths[label] = length
        elif _names_rows(values):
            continue
        else:
            others.append(label)
    return Peek(sorted(lengths, key=lambda label: -lengths[label]), sounds, pictures, times, others)


def _length(value: str) -> int:
    """The length of a text in letters; a character of Chinese and its like stands for three."""
    return len(value) + (0 if value.isascii() else 2 * len(WITHOUT_SPACES.findall(value)))


def _files(values: list[str], suffixes: frozenset[str]) -> bool:
    return sum(suffix(value.strip()) in suffixes for value in values) >= NAMED * len(values)


def _names_rows(values: list[str]) -> bool:
    """Whether values are all different and no numbers with a fraction: they name the rows, or are one constant."""
    distinct = len(set(values))
    if distinct == 1:
        return True
    return distinct == len(values) and not any("." in value for value in values[:20])
