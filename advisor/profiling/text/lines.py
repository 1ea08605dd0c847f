"""A file of texts with a file of their labels beside it, line by line, as `train_text.txt` and `train_labels.txt`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.class_folders import class_facts
from advisor.profiling.shared.files import TRAINING
from advisor.profiling.shared.profile import EXACT, Profile, rounded
from advisor.profiling.shared.words import Words
from advisor.profiling.text.tokenizers import opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.profile import Asked

LABELS: Final = frozenset(("label", "labels", "target", "targets", "class", "classes"))
SAMPLE: Final = 20_000  # texts that are read
LONGEST: Final = 80  # characters of a label
MOST_SHARE: Final = 0.5  # of the lines that may be different labels


class Lines(NamedTuple):
    """Two files of equally many lines."""

    texts: str
    labels: str


def pair(paths: Sequence[str]) -> Lines | None:
    """Texts and their labels among these files: those of the training part, where parts are named."""
    found = []
    for path in paths:
        prefix, word = _split(path)
        if word in LABELS:
            beside = [other for other in paths if other != path and _split(other)[0] == prefix and _split(other)[1]]
            beside += [other for other in paths if not prefix and other != path and len(paths) == 2]
            found += [Lines(other, path) for other in beside[:1]]
    found.sort(key=lambda lines: not any(part in Path(lines.texts).name.lower() for part in TRAINING))
    for lines in found:
        sizes = [sum(1 for _ in _read(path)) for path in lines]
        if sizes[0] == sizes[1] > 1 and all(len(label) <= LONGEST for label in _read(lines.labels)):
            return lines
    return None


def _split(path: str) -> tuple[str, str]:
    """What a name begins with, and its last word: `train_text.txt` -> `train`, `text`."""
    stem = Path(path).name.lower().rpartition(".")[0].replace("-", "_").replace(".", "_")
    prefix, _, word = stem.rpartition("_")
    return prefix, word


def _read(path: str) -> Iterator[str]:
    with Path(path).open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            yield line.rstrip("\r\n")


def measure(asked: Asked, lines: Lines, files: Files) -> Profile:
    """Measure the texts and the classes of their labels."""
    classes = Counter(_read(lines.labels))
    labels, sections = class_facts(asked, classes)
    words = Words(opened(asked.tokenizer))
    for place, text in enumerate(_read(lines.texts)):
        if place >= SAMPLE:
            break
        words.add(text)
    rows = classes.total()
    facts: dict[str, Any] = {"data.kind": "text", "data.path": asked.path, "data.rows": rows}
    facts |= labels | words.facts() | {"data.duplicates": rounded(words.duplicates)}
    names = " and ".join(Path(path).name for path in lines)
    left = len(files.paths) - len(lines)
    notes = [*files.notes, f"{names} are read line by line" + (f"; {left:,} other files are left out" if left else "")]
    notes.append("an exported project reads a table with columns `text` and `label`: join the two files")
    sampled = f"on the first {SAMPLE:,} of {rows:,} texts" if rows > SAMPLE else ""
    how = words.methods(sampled)
    return Profile(
        facts, f"{EXACT}, over all {rows:,} texts", how, [*sections, *words.sections()], notes + words.notes()
    )
