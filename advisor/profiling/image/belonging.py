"""Which images belong together - of one patient, person, scene -, and which of two folders is the class."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import TRAINING, folders
from advisor.profiling.shared.name_parts import columns, cut

if TYPE_CHECKING:
    from collections.abc import Sequence

PERSON: Final = re.compile(
    r"(?:patient|subject|subj|participant|person|user|actor|signer|writer|volunteer|case|session|scene|video|clip|"
    r"seq(?:uence)?|animal|mouse|plant|slide|p|s)[ _-]?\d+",
    re.IGNORECASE,
)  # the name of a folder that says whom or what images are of, and not what is to be told
FEWEST: Final = 3  # groups
TOLD: Final = 3  # groups that a note names
PADDED: Final = 3  # digits of a number of as many as all others, from which it names rather than counts
COUNTED: Final = 1.5  # images of each group on average, from which a part of names is more than a count


def persons_above(paths: Sequence[str], root: str) -> tuple[list[str], str] | None:
    """The class of each image and a note, where of its two folders one is a person and the other the class.

    As `subject_03/happy/1.png` and `happy/subject_03/1.png`, whichever lies above; nothing for all else.
    """
    within = [tuple(part for part in folders(path, root) if part.lower() not in TRAINING) for path in paths]
    if any(len(parts) != 2 for parts in within) or not within:
        return None
    outer, inner = ([parts[place] for parts in within] for place in (0, 1))
    for persons, classes in ((outer, inner), (inner, outer)):
        named = all(map(PERSON.fullmatch, persons)) and not all(map(PERSON.fullmatch, classes))
        if named and 2 <= len(set(classes)) < len(within) and len(set(persons)) >= 2:
            where = "outer" if persons is outer else "inner"
            said = (
                f"the {where} folder of each image ({_some(persons)}) says whom or what it shows, and the other one is"
            )
            return classes, f"{said} read as its class: {_apart(len(set(persons)))}"
    return None


def together(paths: Sequence[str], classes: Sequence[str]) -> str:
    """A note of a part of the names by which images belong together; empty where none tells.

    A part that comes again, in several classes or within one, under a further number that counts.

    >>> names = [f"{kind}/p{who:02}_{take}.png" for kind in ("no", "yes") for who in range(9) for take in range(4)]
    >>> together(names, [name.split("/")[0] for name in names]).partition(":")[0]
    'part 1 of the names (p00, p01, p02, ...) has 9 values that come again in the images'
    >>> together([f"{kind}/{place}.png" for kind in ("no", "yes") for place in range(40)], ["no"] * 40 + ["yes"] * 40)
    ''
    """
    parts = columns([cut(path) for path in paths])
    for place, values in enumerate(parts[:-1]):  # the last part counts, or there is one alone
        found = set(values)
        held: dict[str, set[str]] = defaultdict(set)
        for value, name in zip(values, classes, strict=True):
            held[value].add(name)
        plain = all(map(str.isdigit, found)) and (len({*map(len, found)}) > 1 or len(values[0]) < PADDED)
        ids = all(any(map(str.isdigit, value)) for value in found) and not plain  # else it counts
        many = len(found) >= FEWEST and len(found) > len(set(classes)) and COUNTED * len(found) <= len(values)
        counts = all(map(str.isdigit, found)) and all(len(each) == len(set(classes)) for each in held.values())
        if ids and many and not counts and not _is_class(values, classes):
            said = f"part {place + 1} of the names ({_some(values)}) has {len(found):,} values that come again in the"
            return f"{said} images: {_apart(len(found))}"
    return ""


def _is_class(values: Sequence[str], classes: Sequence[str]) -> bool:
    """Whether a part of the names is the class once more."""
    return len({*zip(values, classes, strict=True)}) == len(set(values)) == len(set(classes))


def _some(values: Sequence[str]) -> str:
    shown = sorted(set(values))
    return ", ".join(shown[:TOLD]) + (", ..." if len(shown) > TOLD else "")


def _apart(number: int) -> str:
    return f"if they show the same, a split at random flatters, and --groups {number} keeps each in one part"
