"""Texts line by line with a label each: in a file beside, before each text, or by the name of their file.

As `train_text.txt` with `train_labels.txt`, `__label__spam Buy now`, and `reviews.pos` with `reviews.neg`.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.class_folders import class_facts
from advisor.profiling.shared.files import TRAINING, suffix
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, refuse, rounded
from advisor.profiling.shared.words import Words
from advisor.profiling.text.tokenizers import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked

LABELS: Final = frozenset(("label", "labels", "target", "targets", "class", "classes"))
# What they are labels of.
BESIDE: Final = frozenset(("in", "seq", "text", "texts", "lines", "sentences", "utterances", "data"))
OPPOSITE: Final = frozenset(
    (frozenset(("pos", "neg")), frozenset(("positive", "negative")), frozenset(("subjective", "objective")))
)  # names of two files, each of the texts of one class
SAMPLE: Final = 20_000  # texts that are read
LONGEST: Final = 80  # characters of a label
# A label before a text: as fastText writes it, a number, or a class and its part as in TREC's questions.
MARK: Final = "__label__"
LABEL: Final = re.compile(MARK + r"\S+|-?\d{1,3}|[A-Z]{2,}:[A-Za-z]+")
TOLD: Final = 2_000  # lines by which labels before texts are told
LONGEST_LINE: Final = 1_000_000  # characters: a line without end is cut there, and its file holds no labelled lines
FEWEST: Final = 20  # of them, at least
EACH: Final = 5  # texts of a label, on average


class Labelled(NamedTuple):
    """Texts with their labels: how to read them, which files hold them, and how that is said."""

    rows: Callable[[], Iterator[tuple[str, str]]]  # text and label
    paths: tuple[str, ...]
    what: str


def labelled(files: Files) -> Labelled | None:
    """Texts with labels in these files: those of the training part, where parts are named; nothing where none are."""
    if files.folder:
        return _beside(files.paths) or _apart(files.paths)
    (path,) = files.paths
    if not _first_words(path):
        return None
    rows = partial(_before, path)
    return Labelled(rows, (path,), "the first word of each line is read as its label")


def _beside(paths: Sequence[str]) -> Labelled | None:
    """A file of texts with one of their labels."""
    found = []
    for path in paths:
        prefix, word = _split(path)
        if word in LABELS:
            same = [other for other in paths if other != path and _split(other)[0] == prefix and _split(other)[1]]
            same += [other for other in paths if not prefix and other != path and len(paths) == 2]
            near = [other for other in paths if Path(other).parent == Path(path).parent and other != path]
            same += [other for other in near if not prefix and BESIDE.intersection(_split(other))]
            found += [(other, path) for other in same[:1]]
    found.sort(key=lambda pair: not any(part in Path(pair[0]).name.lower() for part in TRAINING))
    for texts, labels in found:
        sizes = [sum(1 for _ in _read(path)) for path in (texts, labels)]
        if sizes[0] == sizes[1] > 1 and all(len(label) <= LONGEST for label in _read(labels)):
            rows = partial(_joined, texts, labels)
            names = f"{Path(texts).name} and {Path(labels).name} are read line by line"
            return Labelled(rows, (texts, labels), names)
    return None


def _apart(paths: Sequence[str]) -> Labelled | None:
    """Two files of texts, each of one class, as their names say."""
    by_name = {_class_of(path): path for path in paths}
    if len(paths) != 2 or frozenset(by_name) not in OPPOSITE:
        return None
    names = f"each line is read as a text, and {' and '.join(by_name)} as its class, by the name of its file"
    return Labelled(partial(_each, by_name), tuple(paths), names)


def _class_of(path: str) -> str:
    """The word of a name that may be a class: `pos` of `reviews.pos`, and of `train_pos.txt`."""
    stem, _, last = Path(path).name.lower().rpartition(".")
    return re.split(r"[^a-z]+", stem)[-1] if suffix(path) in (".txt", ".text") else last


def _first_words(path: str) -> bool:
    """Whether every line begins with one of a few labels, and goes on with words."""
    lines = []
    for line in islice(_read(path), TOLD):
        if len(line) == LONGEST_LINE or "\0" in line:
            return False
        if line.strip():
            lines.append(line)
    parts = [line.split(maxsplit=1) for line in lines]
    marked = len(lines) > 1 and all(line.startswith(MARK) for line in lines)  # as nothing else is
    if marked and any(text.startswith(MARK) for _, text in (part for part in parts if len(part) > 1)):
        what = "holds texts with several labels each, as fastText has them: a multi-label task"
        refuse(
            path, what, "write a table of texts and labels, as `text,labels` with `spam|long`, and --task multilabel"
        )
    if (len(lines) < FEWEST and not marked) or any(len(part) < 2 or not LABEL.fullmatch(part[0]) for part in parts):
        return False
    labels = {label for label, _ in parts}
    wordy = sum(any(map(str.isalpha, text)) for _, text in parts)
    return 1 < len(labels) <= (len(lines) if marked else len(lines) / EACH) and wordy > len(lines) / 2


def _split(path: str) -> tuple[str, str]:
    """What a name begins with, and its last word: `train_text.txt` -> `train`, `text`; `seq.in` -> ``, `seq`."""
    name = Path(path).name.lower()
    stem = (name.rpartition(".")[0] or name).replace("-", "_").replace(".", "_")
    prefix, _, word = stem.rpartition("_")
    return prefix, word


def _read(path: str) -> Iterator[str]:
    with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
        while line := file.readline(LONGEST_LINE):
            yield line.rstrip("\r\n")


def _joined(texts: str, labels: str) -> Iterator[tuple[str, str]]:
    yield from zip(_read(texts), (label.strip() for label in _read(labels)), strict=True)


def _before(path: str) -> Iterator[tuple[str, str]]:
    for line in _read(path):
        label, _, text = line.strip().partition(" ")
        if text:
            yield text.strip(), label


def _each(by_name: dict[str, str]) -> Iterator[tuple[str, str]]:
    for name, path in by_name.items():
        yield from ((text, name) for text in _read(path) if text.strip())


def measure(asked: Asked, found: Labelled, files: Files) -> Profile:
    """Measure the texts and the classes of their labels."""
    classes = Counter(label for _, label in found.rows())
    labels, sections = class_facts(asked, classes)
    words = Words(opened(asked.tokenizer))
    for text, _ in islice(found.rows(), SAMPLE):
        words.add(text)
    rows = classes.total()
    facts: dict[str, Any] = {"data.kind": "text", "data.path": asked.path, "data.rows": rows}
    facts |= labels | words.facts() | {"data.duplicates": rounded(words.duplicates)}
    left = len(files.paths) - len(found.paths)
    notes = [*files.notes, found.what + (f"; {left:,} other files are left out" if left else "")]
    notes.append(f"an exported project reads a table with columns `text` and `label`: {CONVERT}")
    sampled = f"on the first {SAMPLE:,} of {rows:,} texts" if rows > SAMPLE else ""
    how = words.methods(sampled)
    return Profile(
        facts, f"{EXACT}, over all {rows:,} texts", how, [*sections, *words.sections()], notes + words.notes()
    )
