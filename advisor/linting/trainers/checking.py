"""Checking a config of another trainer: its keys, its values, its recipe."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from advisor.errors import nearest
from advisor.linting.facts import NOTHING, Facts
from advisor.linting.finding import Finding, Severity
from advisor.linting.trainers.known import Trainer, trainers
from advisor.linting.trainers.recipe import Recipe, check_recipe
from advisor.yamlio import Document

YES_AND_NO: Final = ("true", "false", "yes", "no", "on", "off", "auto", "full")
OFF: Final = ("auto", "none", "false")  # what stands for a number that is not set
CLOSE: Final = 2  # letters by which a key that is not known differs from one that is, at most
FILLED: Final = re.compile(r"\$[{(]|\{\{|^<.*>$")  # a value that something else fills in
SEPARATOR: Final = re.compile(r"[_.-]")  # between the words of a key
LETTERS: Final = 4  # of a word, for each letter that may be amiss in it
SHORT: Final = 6  # letters of a key below which such a likeness says little


class Checked(NamedTuple):
    """Findings, and what was made out."""

    findings: list[Finding]
    said: list[str]


def check_trainer(document: Document, trainer: Trainer, facts: Facts = NOTHING, spelling: bool = True) -> Checked:
    """What is wrong with a config of another trainer; keys that are not known are counted, not complained of.

    Without `spelling`, none of them is taken for another one: a program refuses flags that it does not know.
    """
    data: Mapping[str, Any] = document.data
    found = [*check_keys(trainer, data, spelling), *check_recipe(Recipe(trainer, data), facts)]
    placed = []
    for finding in found:
        line, column, _ = document.place(tuple(finding.path.split(".")))
        placed.append(replace(finding, file=document.name, line=line, column=column))
    paths = [path for path, _ in _leaves(trainer, data)]
    known = sum(path in trainer.keys for path in paths)
    made = f"{trainer.name} (keys of {trainer.version}, read on {trainer.read})"
    said = f"is a config of {made}: {known} of {len(paths)} keys are known"
    return Checked(sorted(placed, key=lambda each: (each.line, each.column)), [said])


def _leaves(trainer: Trainer, data: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The keys that are looked at: of the document, and of sections whose keys are known."""
    sections = {path.partition(".")[0] for path in trainer.keys if "." in path}
    for name, value in data.items():
        if name in sections and isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", each) for inner, each in value.items())
        else:
            yield str(name), value


def check_keys(trainer: Trainer, data: Mapping[str, Any], spelling: bool = True) -> Iterator[Finding]:
    """Keys that are likely misspelt, and values that their keys do not take."""
    read = trainer.keys.keys() - set(trainer.remembered) if spelling else set[str]()
    for path, value in _leaves(trainer, data):
        if path not in trainer.keys:
            near = nearest(path, read)
            meant = path in (f"no{near}", f"no_{near}", f"non_{near}")  # of another version, on purpose
            meant = meant or path.startswith("lora_")  # of a script of one's own
            meant = meant or any(path in other.keys for other in trainers() if other is not trainer)
            if near and near not in data and len(path) >= SHORT and not meant and _misspelt(path, near):
                message = f"{trainer.name} knows no {path}: did you mean {near}?"
                yield Finding("CHK-SCHEMA", "warning", path, message, "A key that nothing reads changes nothing.")
            continue
        if value is not None and (said := _wrong(trainer.keys[path], value)):
            severity: Severity = "note" if isinstance(value, bool) else "error"  # which counts as a number
            yield Finding("CHK-SCHEMA", severity, path, said, "A value must be one that its key takes.")
        if path in trainer.renamed and trainer.renamed[path] in trainer.keys and value not in (None, False):
            message = f"is called {trainer.renamed[path]} in later versions"
            yield Finding("CHK-RENAMED", "note", path, message, "A key that was renamed is refused or ignored.")


def _wrong(kind: str | list[str], value: Any) -> str | None:
    """Why a key does not take a value."""
    if isinstance(value, str) and FILLED.search(value):
        return None
    if isinstance(kind, list):
        if not isinstance(value, str) or value.lower() in {word.lower() for word in kind} or "/" in value:
            return None
        near = nearest(value, kind)
        return f"expected one of {', '.join(kind[:8])}{' ...' if len(kind) > 8 else ''}; got {value[:60]!r}" + (
            f"; did you mean {near}?" if near else ""
        )
    if kind == "list" and isinstance(value, dict):
        return "expected a list; got a mapping: put a dash before each of its entries"
    if kind == "boolean" and not (isinstance(value, bool) or str(value).lower() in YES_AND_NO or value in (0, 1)):
        return f"expected true or false; got {str(value)[:60]!r}"
    if kind in ("number", "integer") and not _is_number(value) and str(value).lower() not in OFF:
        if isinstance(value, bool):
            return f"expected a number; {str(value).lower()} is taken as {int(value)}"
        return f"expected a number; got {str(value)[:60]!r}"
    if kind == "integer" and isinstance(value, float) and not value.is_integer():
        return f"expected a whole number; got {value:g}"
    return None


def _is_number(value: Any) -> bool:
    if isinstance(value, str):
        try:
            float(value)
        except ValueError:
            return False
        return True
    return isinstance(value, int | float) and not isinstance(value, bool)


def _misspelt(path: str, near: str) -> bool:
    """Whether a key is another one with letters amiss: another word in it has another meaning (`hf_token`)."""
    one, other = SEPARATOR.split(path), SEPARATOR.split(near)
    if len(one) == 1 and path.rstrip("s") == near.rstrip("s"):
        return False  # one and several of a thing
    if len(one) != len(other):
        return _distance(path, near) <= 1
    amiss = [(a, b, _distance(a, b)) for a, b in zip(one, other, strict=True)]
    close = all(
        letters <= max(1, len(b) // LETTERS) or sorted(a) == sorted(b)
        for a, b, letters in amiss  # or they are swapped
    )
    return close and sum(letters for *_, letters in amiss) <= CLOSE


def _distance(one: str, other: str) -> int:
    """The letters to change, add or leave out to make one word of another."""
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, right in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (left != right))
    return row[-1]
