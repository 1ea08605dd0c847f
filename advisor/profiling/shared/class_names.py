"""Classes in the names of files, as `cat.0.jpg` and `dog_12.wav`."""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.profile import CONVERT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

NAMED: Final = re.compile(r"([A-Za-z]+(?:[ _-][A-Za-z]+)*)[ ._-]?\(?\d+\)?(?:[ ._-].*)?|(\d)_[A-Za-z]+_\d+")
FITS: Final = 0.95  # share of the names that must begin with a word and go on with a number
EACH: Final = 4  # files that a word must begin, on average
MOST: Final = 200  # words; more of them name something else
WORD: Final = re.compile(r"(?=.*[^\W\d_]{3})[^\W\d]+(?:[ _-]*[^\W\d]+)*")  # three letters or more, no digits
SIDES: Final = frozenset(("left", "right", "clockwise", "counterclockwise"))
# Words that say what a file is, or what made it, and nothing of what it shows.
MEDIA: Final = frozenset(
    ("img", "image", "images", "dsc", "dscn", "dscf", "pic", "picture", "photo", "pxl", "frame", "frames", "screenshot",
     "scan", "page", "mask", "sample", "file", "data", "video", "audio", "clip", "rec", "recording", "track", "sound",
     "left", "right", "cam", "camera", "train", "test", "val")
)  # fmt: skip


def classes_in_names(paths: Sequence[str]) -> Counter[str]:
    """How many files begin with each of a few words; nothing where their names tell no classes.

    >>> sorted(classes_in_names([f"{name}.{place}.jpg" for name in ("cat", "dog") for place in range(8)]).items())
    [('cat', 8), ('dog', 8)]
    >>> classes_in_names([f"IMG_{place}.jpg" for place in range(8)])
    Counter()
    """
    found = Counter(word for path in paths if (word := class_in_name(path)))
    few = 2 <= len(found) <= MOST and found.total() >= max(FITS * len(paths), EACH * len(found))
    return found if few and min(found.values()) > 1 and not MEDIA.intersection(map(str.lower, found)) else Counter()


def sided(classes: Iterable[str]) -> str:
    """Two of the names, where they are of letters, digits or sides: such classes are no longer the same if mirrored.

    >>> sided(["0", "1", "2"]), sided(["turn_left", "turn_right", "stop"]), sided(["cat", "dog"])
    ("'0', '1'", "'turn_left', 'turn_right'", '')
    """
    names = sorted(classes)
    signs = [name for name in names if len(name) == 1]
    sides = [name for name in names if SIDES.intersection(re.split(r"[^a-z]+", name.lower()))]
    told = signs if len(signs) == len(names) else sides
    return ", ".join(map(repr, told[:2]))


def worded(classes: Iterable[str]) -> bool:
    """Whether all names are words, as of things: what is shown stays the same if it is mirrored.

    >>> worded(["cat", "T-shirt", "ankle boot"]), worded(["n01440764", "n01443537"]), worded(["10", "11"])
    (True, False, False)
    """
    return all(WORD.fullmatch(name) for name in classes)


def class_in_name(path: str) -> str:
    """The word that a name begins with, before a number, or a digit before a word and a number; empty for none."""
    stem = os.path.splitext(os.path.basename(path))[0]  # noqa: PTH119, PTH122 - of a million files
    return match[1] or match[2] if (match := NAMED.fullmatch(stem)) else ""


def told(classes: Counter[str], what: str, shown: int = 3) -> str:
    """A note of such classes."""
    first = ", ".join(f"{name} ({count:,})" for name, count in classes.most_common(shown))
    more = ", ..." if len(classes) > shown else ""
    return (
        f"the names of the {what} begin with {first}{more}: read as their classes; an exported project reads a table"
        f" of paths and labels: {CONVERT}"
    )
