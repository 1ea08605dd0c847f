"""Published sets of recordings whose file names are codes: which part is the class, and which the speaker or source.

Each as its authors describe it, so that a copy of the set, or new recordings named like it, are read as they meant.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.audio.groups import FEWEST, TOLD, cut

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FITS: Final = 0.95  # share of the names that must follow the convention


class Convention(NamedTuple):
    """A way to name recordings: who uses it, its pattern with `label` and `group`, and what codes of labels mean."""

    used_by: str
    pattern: re.Pattern[str]
    labels: Mapping[str, str]

    def told(self, path: str) -> tuple[str, str] | None:
        """The class and the group of a recording; nothing where it is called otherwise."""
        match = self.pattern.fullmatch(os.path.splitext(os.path.basename(path))[0])  # noqa: PTH119, PTH122 - of a million files
        return (self.labels.get(match["label"], match["label"]), match["group"]) if match else None


SCENES: Final = (
    "air_conditioner car_horn children_playing dog_bark drilling engine_idling gun_shot jackhammer siren street_music"
)
CONVENTIONS: Final = (
    Convention(  # Livingstone & Russo 2018
        "RAVDESS",
        re.compile(r"0[1-3]-0[12]-(?P<label>0[1-8])-0[12]-0[12]-0[12]-(?P<group>\d\d)"),
        dict(
            zip(
                (f"0{place}" for place in range(1, 9)),
                ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"),
                strict=True,
            )
        ),
    ),
    Convention(  # Cao et al. 2014
        "CREMA-D",
        re.compile(r"(?P<group>1\d{3})_[A-Z]{3}_(?P<label>ANG|DIS|FEA|HAP|NEU|SAD)_(?:LO|MD|HI|XX|X)"),
        {"ANG": "anger", "DIS": "disgust", "FEA": "fear", "HAP": "happy", "NEU": "neutral", "SAD": "sad"},
    ),
    Convention(  # Burkhardt et al. 2005; the letters stand for German words
        "EmoDB",
        re.compile(r"(?P<group>\d\d)[ab]\d\d(?P<label>[WLEAFTN])[a-z]?"),
        {
            "W": "anger",
            "L": "boredom",
            "E": "disgust",
            "A": "anxiety",
            "F": "happiness",
            "T": "sadness",
            "N": "neutral",
        },
    ),
    Convention(  # Haq & Jackson 2009
        "SAVEE",
        re.compile(r"(?P<group>DC|JE|JK|KL)_(?P<label>a|d|f|h|n|sa|su)\d\d"),
        {"a": "anger", "d": "disgust", "f": "fear", "h": "happiness", "n": "neutral"}
        | {"sa": "sadness", "su": "surprise"},
    ),
    Convention(  # Pichora-Fuller & Dupuis 2020
        "TESS",
        re.compile(r"(?P<group>OA|OAF|YAF)_[a-z]+_(?P<label>angry|disgust|fear|happy|neutral|ps|sad)", re.IGNORECASE),
        {"ps": "surprise"},
    ),
    Convention("ESC-50", re.compile(r"[1-5]-(?P<group>\d+)-[A-Z]-(?P<label>\d{1,2})"), {}),  # Piczak 2015
    Convention(  # Salamon et al. 2014
        "UrbanSound8K",
        re.compile(r"(?P<group>\d+)-(?P<label>\d)-\d+-\d+"),
        {str(place): name for place, name in enumerate(SCENES.split())},
    ),
    Convention("AudioMNIST", re.compile(r"(?P<label>\d)_(?P<group>\d\d)_\d{1,2}"), {}),  # Becker et al. 2018
)


class Coded(NamedTuple):
    """Recordings by their codes: the class and the group of each, and by which convention."""

    labels: list[str]
    groups: list[str]
    convention: Convention

    @property
    def grouped(self) -> bool:
        """Whether there are several groups, some of which hold more than one recording."""
        return FEWEST <= len(set(self.groups)) < len(self.groups)

    def facts(self, paths: Sequence[str]) -> dict[str, object]:
        """How many groups there are, and where a project finds them."""
        number = len(set(self.groups))
        if not self.grouped:
            return {}
        parts = [cut(path) for path in paths]
        place = next((at for at in range(min(map(len, parts))) if [part[at] for part in parts] == self.groups), None)
        where = {"data.group_column": "group"} if place is None else {"data.group_part": f"name-{place + 1}"}
        return {"data.groups": number, **where}

    def note(self) -> str:
        """A note for people."""
        some = ", ".join(sorted(set(self.groups))[:TOLD])
        whom = f", and whom or what was recorded ({some}, ...), which is held out whole" if self.grouped else ""
        return (
            f"names are codes as {self.convention.used_by} has them: the classes are read from them{whom}; if it is not"
            " so, sort the recordings into a folder for each class"
        )


def coded(paths: Sequence[str], labelled: Sequence[str]) -> Coded | None:
    """Recordings whose names follow a convention; nothing for others, or where folders tell the same classes.

    `labelled` are the folders of the recordings, which may be those of speakers or parts: `Actor_01`, `fold1`.

    >>> names = [f"03-01-0{mood}-01-01-01-{actor:02}.wav" for mood in (1, 5) for actor in range(1, 5)]
    >>> coded(names, ["Actor"] * 8).labels[::4], coded(names, [name[7] for name in names])
    (['neutral', 'angry'], None)
    """
    for convention in CONVENTIONS:
        found = [convention.told(path) for path in paths]
        if sum(told is not None for told in found) < max(1, FITS * len(paths)):
            continue
        both = [told or ("", "") for told in found]
        labels, groups = [label for label, _ in both], [group for _, group in both]
        same = len({*zip(labels, labelled, strict=True)}) == len(set(labels)) == len(set(labelled))
        if len(set(labels)) < 2 or same:
            return None
        return Coded(labels, groups, convention)
    return None
