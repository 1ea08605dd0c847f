"""Ways of naming recordings that well-known data sets publish, as `naming.json` has them, each with its source."""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec import Struct
from msgspec.json import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

TABLE: Final = Path(__file__).with_name("naming.json")
FITS: Final = 0.95  # share of the names that must follow one way


class Naming(Struct, frozen=True, forbid_unknown_fields=True):
    """One way: a pattern of whole names with a `label` and a `group`, what these are, and the names of its classes.

    A pattern with a slash is of the name and the folder that holds it.
    """

    name: str
    pattern: str
    label: str
    group: str
    group_part: str  # as data.group_part has it
    classes: dict[str, str]
    source: str


class Named(NamedTuple):
    """What names tell: the class and the group of each file, empty where a name does not fit."""

    way: Naming
    labels: list[str]
    groups: list[str]


@cache
def namings() -> list[Naming]:
    """All ways that are known, in order."""
    return decode(TABLE.read_bytes(), type=list[Naming])


def named(paths: Sequence[str]) -> Named | None:
    """What the names of recordings tell, where nearly all follow one published way and have several classes.

    >>> named(["Actor_01/03-01-05-01-01-01-01.wav", "Actor_02/03-01-01-01-01-01-02.wav"]).labels
    ['angry', 'neutral']
    >>> named(["1.wav", "2.wav"])
    """
    stems = [os.path.splitext("/".join(path.split(os.sep)[-2:]))[0] for path in paths]  # noqa: PTH122, PTH206 - of a million files
    for way in namings():
        pattern = re.compile(way.pattern if "/" in way.pattern else f"(?:.*/)?(?:{way.pattern})")
        if not stems or (not pattern.fullmatch(stems[0]) and not pattern.fullmatch(stems[-1])):
            continue
        found = [pattern.fullmatch(stem) for stem in stems]
        labels = [way.classes.get(each["label"], each["label"]) if each else "" for each in found]
        groups = [each["group"] if each else "" for each in found]
        if sum(map(bool, found)) >= FITS * len(stems) and len({*labels} - {""}) > 1:
            return Named(way, labels, groups)
    return None
