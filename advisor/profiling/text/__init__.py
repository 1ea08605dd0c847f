"""Texts: files of them, a folder for each class, a column of a table, tagged tokens, or chats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import LAST, MOST, Kind, Match, register
from advisor.profiling.shared.files import TRAINING, folders, suffix
from advisor.profiling.shared.numbers_alone import measured_by_class, numbers_alone
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.splits import called
from advisor.profiling.shared.suffixes import CONLL, TEXTS
from advisor.profiling.shared.tables.compression import packing_of, read_head
from advisor.profiling.shared.tables.encoding import decoded
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.text import chats

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source
    from advisor.profiling.text.lines import Labelled

TOKENIZER: Final = frozenset(("tokenizer",))
TAGGED: Final = 0.85  # more than of any table
COLUMN: Final = TOKENIZER | {"target"}
LOOKED: Final = 3  # files of a folder by whose lines they are told to hold tagged tokens
SURE: Final = 0.9  # share of their bytes in which they do
NUMBERED: Final = re.compile(r"[.][0-9]+")
LINES: Final = 100  # by which a text is told, of
WORDS: Final = 4  # words each, on average
FEW: Final = 20  # files among which texts and their labels are looked for


def in_files(source: Source) -> Match:
    """Files of text or chats; where the user says so, or its lines are tagged tokens, one file of any other suffix."""
    if (found := chats.in_files(source)) is not None:
        return found
    share = 0.0 if _numbers(source) else source.share(TEXTS | CONLL)
    task = source.asked.task
    if source.loose and (source.wanted != "text" or source.asked.target):
        confidence = LAST  # its columns tell
    elif source.wanted == "text":
        confidence = MOST if share or source.loose else LAST * (not source.files.folder and not source.tables)
    elif source.tables and (source.asked.target or share <= source.tables or _trained(source)) and not _as_many(source):
        confidence = 0.0  # a text beside tables is about them
    else:
        confidence = TAGGED if source.tables and _as_many(source) else share / 2 or LAST * _prose(source)
    tagged = task == "token-classification" or source.share(CONLL)
    if not tagged and task is None and not source.asked.target:
        tagged = _tagged(source)
        confidence = TAGGED if tagged else confidence
    elif task == "token-classification" and (source.tables or not share) and _tagged(source):
        confidence = TAGGED
    labelled = None if tagged or source.asked.target or source.loose else _labelled(source)
    confidence = MOST if labelled else confidence
    profiler = "advisor.profiling.text.tokens" if tagged else "advisor.profiling.text.folder"
    return Match(confidence, "text", profiler, labelled, follows=TOKENIZER)


def _trained(source: Source) -> bool:
    """Whether a table is called the training part, and no text is."""
    named = [path for path in source.files.paths if called(path, TRAINING)]
    return bool(named) and all(form_of(path)[0] is not None for path in named)


def _as_many(source: Source) -> bool:
    """Whether files of tagged tokens, by their suffix, are as many as the tables beside them, or called `train`."""
    share = source.share(CONLL)
    paths = (Path(path) for path in source.files.paths)
    named = share and any(path.suffix in CONLL and path.stem.lower() in TRAINING for path in paths)
    return not source.asked.target and bool(named or share >= source.tables)


def _numbers(source: Source) -> bool:
    """Whether texts beside tables, or in folders of classes, hold numbers alone, as lists of rows or of steps do."""
    texts = [path for path in source.files.paths if suffix(path) in TEXTS]
    return bool(texts) and (numbers_alone(texts) if source.tables else measured_by_class(source.files))


def _prose(source: Source) -> bool:
    """Whether one file whose suffix is a number, as a count of its lines, holds lines of several words."""
    (path, *more) = source.files.paths
    if more or source.files.folder or not NUMBERED.fullmatch(suffix(path)) or not source.plain:
        return False
    text, encoding = decoded(read_head(path))
    lines = [line.split() for line in text.splitlines() if line.strip()][:LINES]
    words = [word for line in lines for word in line]
    return encoding == "utf-8" and len(words) >= WORDS * len(lines) > 0 and "\0" not in text


def _tagged(source: Source) -> bool:
    """Whether the files hold tagged tokens, by the start of the first of them: one file, or those of a folder."""
    files = source.files
    looked = sorted(files.paths, key=lambda path: -Path(path).stat().st_size)[:LOOKED]
    tabbed = source.share(frozenset((".tsv",))) == 1
    if (files.folder and not source.plain and not tabbed) or any(map(packing_of, looked)):
        return False
    if any(form_of(path)[0] not in (None, "csv", "tsv") for path in looked):
        return False
    from advisor.profiling.text.tokens import layout_of

    sizes = {path: Path(path).stat().st_size for path in looked}
    tagged = sum(size for path, size in sizes.items() if layout_of(path) is not None)
    return tagged >= SURE * sum(sizes.values())


def _labelled(source: Source) -> Labelled | None:
    """Texts line by line with their labels, in one file or a few, whose suffixes say nothing: above all folders."""
    if not source.plain or source.wanted not in (None, "text"):
        return None
    files = source.files
    depths = [len(folders(path, files.root)) for path in files.paths]
    least = min(depths)
    top = [path for path, depth in zip(files.paths, depths, strict=True) if depth == least]
    if len(top) > FEW or source.asked.task not in (None, "binary", "multiclass"):
        return None
    from advisor.profiling.text.lines import labelled

    return labelled(files._replace(paths=top))


def in_table(source: Source) -> Match | None:
    """Chats, tokens and tags, or columns of texts that are long and differ, beside nothing else to learn from."""
    if (found := chats.in_table(source)) is not None:
        return found
    from advisor.profiling.text.spans import HINT, marked
    from advisor.profiling.text.token_rows import gather
    from advisor.profiling.text.tokens import columns

    asked, table = source.asked, source.table
    wanted = source.wanted == "text"
    if asked.task in (None, "token-classification") and source.wanted in (None, "text") and gather(table, asked):
        source.asked = asked = asked._replace(target="")
    if asked.task in (None, "token-classification") and (places := columns(table, asked)) is not None:
        return Match(0.8, "text", "advisor.profiling.text.tokens", places, COLUMN)
    if asked.task == "token-classification":
        hint = 'as {"tokens": ["in", "Oslo"], "tags": ...}'
        refuse(asked.path, "has no columns of tokens and of their tags", hint, field=source.flag)
    if asked.task is None and not asked.targets and source.wanted in (None, "text") and (column := marked(table)):
        refuse(asked.path, f"holds texts with spans marked in {column!r}, a task of token classification", HINT)
    first = source.first_rows
    texts = [name for name in first.texts or first.titles if name not in asked.targets]
    others = [name for name in first.others if name not in (*asked.targets, asked.group_column, asked.time_column)]
    labelled = asked.task is not None and not asked.targets and len(others) == 1  # the other is the target
    if not texts or (others and not wanted and not labelled):
        return None
    return Match(0.5, "text", "advisor.profiling.text.column", texts, COLUMN, rows=True)


register(
    Kind(
        ("text",),
        "files of text, a folder of them for each class, a table with a column of texts, or chats as JSON; --kind"
        " table measures columns as numbers and categories",
        TEXTS | CONLL,
        in_files,
        in_table,
        any_text=True,
    )
)
