"""Parts of the names of files: between hyphens, underscores, dots and blanks, or runs of digits and of letters."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.profile import CONVERT, refuse

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.profiling.shared.profile import Asked

CUT: Final = re.compile(r"[-_. ]+")  # between the parts of a name, as the exported project cuts it
RUN: Final = re.compile(r"[0-9]+|[^-_. 0-9]+")  # the digits and the letters of a name, as there likewise
PART: Final = re.compile(r"folder|(?:name|run)-[1-8]")  # as data.group_part has them
MOST_PARTS: Final = 8
MOST_VALUES: Final = 50  # of a part that may be the class
EACH: Final = 4  # files of each value of such a part, on average
TOLD: Final = 3  # values that are named


def cut(path: str) -> list[str]:
    """The parts of a file's name."""
    return [part for part in CUT.split(_stem(path)) if part]


def runs(path: str) -> list[str]:
    """The runs of digits and of letters in a file's name: 03, a, 01 and F of 03a01F."""
    return RUN.findall(_stem(path))


def value_of(path: str, part: str) -> str:
    """A part of a file's path; empty where its name has fewer.

    >>> value_of("Actor_01/03-01-05.wav", "name-3"), value_of("a/03a01F.wav", "run-1"), value_of("a/b/c.wav", "folder")
    ('05', '03', 'b')
    """
    if part == "folder":
        return os.path.basename(os.path.dirname(path))  # noqa: PTH119, PTH120 - of a million files
    parts, place = (cut if part.startswith("name") else runs)(path), int(part[-1]) - 1
    return parts[place] if place < len(parts) else ""


def columns(named: Sequence[Sequence[str]]) -> list[list[str]]:
    """The values of each part that all names have: (parts, names)."""
    parts = min(MOST_PARTS, min(map(len, named), default=0))
    return [[name[place] for name in named] for place in range(parts)]


def coded(paths: Sequence[str]) -> list[list[str]]:
    """The values of each run of digits or letters, where all names have the same runs; else none."""
    found = [runs(path) for path in paths]
    alike = len({"".join("0" if run.isdigit() else "a" for run in code) for code in found}) == 1
    return columns(found) if alike else []


def may_be_classes(paths: Sequence[str]) -> str:
    """The parts of names that have a few values, as a hint: `name-3 (ANG, DIS, FEA, ...: 6)`; empty for none."""
    places = {f"name-{place + 1}": values for place, values in enumerate(columns([cut(path) for path in paths]))}
    if len(places) <= 1:
        places |= {f"run-{place + 1}": values for place, values in enumerate(coded(paths))}
    told = []
    for part, values in places.items():
        found = Counter(values)
        if 2 <= len(found) <= min(MOST_VALUES, len(paths) / EACH):
            more = ", ..." if len(found) > TOLD else ""
            told.append(f"{part} ({', '.join(sorted(found)[:TOLD])}{more}: {len(found)})")
    return ", ".join(told)


def which_part(paths: Sequence[str]) -> str:
    """How to say which part of the names is the class; empty where none may be."""
    parts = may_be_classes(paths)
    return f"where the names of the files tell it, say by --target which part does: {parts}" if parts else ""


def told_part(asked: Asked, classes: Collection[str], paths: Sequence[str]) -> str:
    """A note of the part that is read as the class. Raises `InputError` where it tells none."""
    if "" in classes or len(classes) < 2:
        has = "not all names have one" if "" in classes else f"it is {next(iter(classes), '')!r} in all"
        refuse(asked.path, f"{asked.target} is no class: {has}", may_be_classes(paths) or None, field="--target")
    shown = ", ".join(sorted(classes)[:TOLD])
    return (
        f"{asked.target} of each path is read as its class ({shown}, ...); an exported project reads a table of paths"
        f" and labels: {CONVERT}"
    )


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]  # noqa: PTH119, PTH122 - of a million files
