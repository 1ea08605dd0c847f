"""Published speech recognisers, used as they are, as `recognisers.json` says it: terms, languages, errors, speed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.json import decode

RECOGNISERS: Final = Path(__file__).with_name("recognisers.json")


class Recogniser(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published recogniser. None stands for what was not measured."""

    key: str
    name: str
    weights: str
    """A Hugging Face id."""
    license: str
    """Of the weights."""
    commercial: bool
    """Whether the licence lets a closed product use the weights without buying another one."""
    billions: float
    """Parameters, rounded by the publisher."""
    languages: str
    english: float
    """Word error rate in English on the Open ASR Leaderboard, a mean over eight sets, %."""
    five: float | None = None
    """The same in German, French, Italian, Spanish and Portuguese."""
    speed: int
    """Seconds of English speech transcribed in a second, as the leaderboard measured it."""
    source: str
    read: date
    note: str = ""


@cache
def recognisers() -> Mapping[str, Recogniser]:
    """All of them by key, the one that is advised first."""
    return {each.key: each for each in decode(RECOGNISERS.read_bytes(), type=list[Recogniser])}
