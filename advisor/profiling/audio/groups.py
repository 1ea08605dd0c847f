"""Which recordings belong together - of one speaker, session, place, language -, as far as their paths tell."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.shared.name_parts import coded, columns, cut, value_of
from advisor.profiling.shared.tables.column_types import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FEWEST: Final = 2  # groups
FEWEST_NUMBERED: Final = 3  # groups that are numbers: two are a setting rather than whom or what was recorded
SPREAD: Final = 2.0  # classes that a group holds on average, or it may be a kind of the class itself
REPEATED: Final = 2.0  # recordings of each class that a numbered group holds on average, or it counts takes
LONG: Final = 4  # characters of an identifier that may lie in one class alone
TOLD: Final = 3  # groups that a note names
COLUMNS: Final = (
    "speaker", "speaker_id", "client_id", "subject", "subject_id", "participant", "participant_id", "patient",
    "patient_id", "actor", "singer", "session", "session_id", "recording", "recording_id", "recording_session",
    "device", "device_id", "place", "site", "location", "fold", "language", "locale", "user", "user_id", "group",
)  # fmt: skip

WHOM: Final = frozenset(("speaker", "subject", "participant", "patient", "actor", "singer"))  # in longer names of such


class Groups(NamedTuple):
    """How many groups there are, which part of a path names them, some of them, and how they lie in the classes."""

    number: int
    part: str  # as data.group_part has it
    some: list[str]
    spread: bool  # whether a group holds several classes

    def value(self, path: str) -> str:
        """The group of a recording."""
        return value_of(path, self.part)

    def told(self) -> str:
        """A note for people."""
        piece = "part" if self.part.startswith("name") else "run of letters or digits"
        which = "the folder of each recording" if self.part == "folder" else f"{piece} {self.part[-1]} of each name"
        lie = ", each in several classes" if self.spread else ", and comes again"
        return (
            f"{which} ({', '.join(self.some)}, ...) has {self.number:,} values{lie}: taken as whom or what was recorded"
            " and held out whole; if it is not, say --groups 0"
        )


UNTOLD: Final = (
    "nothing tells which recordings are of one speaker, session or place: if some are, a split at random flatters; say"
    " how many there are with --groups, or name them in a column (--group-column)"
)


def groups_of(paths: Sequence[str], classes: Sequence[str]) -> Groups | None:
    """The part of the names by which recordings belong together; nothing where none tells.

    A part that each class holds in several values, and each value in several classes, says who or what was recorded;
    one that only counts takes comes once in each class. Where no part does, and all names are a code of the same
    letters and digits, its runs are looked at likewise. `classes` are those of the recordings, in the same order.

    >>> names = [f"{word}/s{voice:02}-{take}.ogg" for word in ("no", "yes") for voice in range(5) for take in "12"]
    >>> groups_of(names, [name.split("/")[0] for name in names]).part
    'name-1'
    >>> groups_of(["no/no-1.wav", "no/no-2.wav", "yes/yes-1.wav", "yes/yes-2.wav"], ["no", "no", "yes", "yes"])
    """
    parts = columns([cut(path) for path in paths])
    for place, values in enumerate(parts):
        if _crosses(values, classes, place == 0):
            return _found(values, f"name-{place + 1}", True)
    for place, values in enumerate(parts):
        if _comes_again(values, classes):
            return _found(values, f"name-{place + 1}", False)
    for place, values in enumerate(coded(paths)):
        if _crosses(values, classes, place == 0):
            return _found(values, f"run-{place + 1}", True)
    return None


def groups_in_folders(folders: Sequence[tuple[str, ...]]) -> Groups | None:
    """The inner of two folders, where the outer one is the class and several classes hold the same inner ones."""
    if any(len(parts) != 2 for parts in folders):
        return None
    outer, inner = ([parts[place] for parts in folders] for place in (0, 1))
    return _found(inner, "folder", True) if _crosses(inner, outer, True) else None


def groups_by_folder(paths: Sequence[str], classes: Sequence[str]) -> Groups | None:
    """The folders that hold recordings, where each holds several classes, which something else tells."""
    values = [value_of(path, "folder") for path in paths]
    return _found(values, "folder", True) if _crosses(values, classes, True) else None


def column_of(labels: Iterable[str], others: Iterable[str]) -> str:
    """The column of a table that says by its name who or what was recorded; empty for none."""
    left = {label.lower().replace(" ", "_"): label for label in labels if label not in set(others)}
    whom = (label for label in left.values() if WHOM.intersection(words(label)))
    return next((left[name] for name in COLUMNS if name in left), next(whom, ""))


def _found(values: Sequence[str], part: str, spread: bool) -> Groups:
    counted = Counter(values)
    return Groups(len(counted), part, sorted(counted)[:TOLD], spread)


def _crosses(values: Sequence[str], classes: Sequence[str], first: bool) -> bool:
    """Whether each value comes in several classes, and is more than a number that counts takes."""
    found, number = set(values), len(set(classes))
    numbered = all(value.isdigit() for value in found)
    lettered = not first and all(len(value) == 1 for value in found)
    if number < 2 or len(found) < (FEWEST_NUMBERED if numbered else FEWEST) or len(found) > len(values) / REPEATED:
        return False
    if (numbered or lettered) and len(values) < REPEATED * len(found) * number:
        return False
    held: dict[str, set[str]] = defaultdict(set)
    for value, name in zip(values, classes, strict=True):
        held[value].add(name)
    return sum(map(len, held.values())) >= SPREAD * len(held) and not lettered


def _comes_again(values: Sequence[str], classes: Sequence[str]) -> bool:
    """Whether identifiers come again within one class: pieces of the same recording."""
    found = Counter(values)
    ids = all(len(value) >= LONG and any(map(str.isdigit, value)) for value in found)
    inside = len({*zip(values, classes, strict=True)}) == len(found)
    return ids and inside and len(found) > len(set(classes)) and len(values) > len(found)
