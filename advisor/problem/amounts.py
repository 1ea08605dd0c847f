"""Numbers as people write them: 5k, 1.5 million, 24 GB, 10 min, 5 %."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from advisor.problem.fact import Fact

LONGEST: Final = 40  # characters of a quantity
DIGITS: Final = 6  # after the point, of the end of an interval
WRITTEN: Final = re.compile(
    r"([+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9][0-9_]*)?(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,3})?) ?([a-z%]*)"
)
Units = dict[str, Fraction]


def _units(words: Mapping[str, float | Fraction]) -> Units:
    """Each word of several, separated by spaces, with its factor."""
    return {word: Fraction(factor) for names, factor in words.items() for word in names.split()}


COUNTS: Final = _units(
    {"k thousand": 10**3, "m mn mio million": 10**6, "b bn g billion": 10**9, "t tn trillion": 10**12}
)
# A GB is a GiB here: whoever sells or reports the memory of a GPU means that.
GIBIBYTES: Final = _units({"m mb mib": Fraction(1, 1024), "g gb gib": 1, "t tb tib": 1024})
SHARES: Final = _units({"% percent": Fraction(1, 100)})
HERTZ: Final = _units({"hz": 1, "k khz": 1000})
SECONDS: Final = _units(
    {
        "ms": Fraction(1, 1000),
        "s sec secs second seconds": 1,
        "m min mins minute minutes": 60,
        "h hr hrs hour hours": 3600,
        "d day days": 86_400,
    }
)
SIGNIFICANT: Final = 6  # significant ones of a number whose unit was converted
HOURS: Final = {word: factor / 3600 for word, factor in SECONDS.items()}
# Units of facts that are no plain counts, and how each may be written.
UNITS: Final[dict[str, tuple[Units, str]]] = {
    "compute.device_memory_gib": (GIBIBYTES, "16, 16 GB or 512 MB"),
    "data.seconds": (SECONDS, "2.5, 500 ms or 10 min"),
    "data.sounding_seconds": (SECONDS, "0.8, 500 ms or 10 min"),
    "data.hours": (HOURS, "12, 90 min or 3 days"),
    "compute.hours": (HOURS, "12, 90 min or 3 days"),
    "data.sample_rate": (HERTZ, "16000 or 16 kHz"),
    "priorities.latency_ms": ({word: factor * 1000 for word, factor in SECONDS.items()}, "20, 20 ms or 0.5 s"),
}


def units_of(leaf: Fact) -> tuple[Units, str]:
    """The units in which a number may be written, and examples of them."""
    if leaf.path in UNITS:
        return UNITS[leaf.path]
    if leaf.bounds.le == 1:
        return SHARES, "0.05 or 5 %"
    return COUNTS, "5000, 5k or 5e3" if leaf.type is int else "5, 2.5 or 5k"


def quantiles(parts: Iterable[str]) -> list[str | float]:
    """The quantiles that texts stand for; what is none stays as it is.

    >>> quantiles(["0.25", "50 %", "80 % interval"])
    [0.25, 0.5, 0.1, 0.9]
    """
    found: list[str | float] = []
    for part in parts:
        interval = part.lower().endswith("interval")
        share = quantity(part.lower().removesuffix("interval"), SHARES)
        if interval and share is not None and 0 < share < 1:
            found += [round((1 - share) / 2, DIGITS), round((1 + share) / 2, DIGITS)]
        else:
            found.append(part if share is None or interval else float(share))
    return found


def quantity(text: str, units: Units) -> int | float | None:
    """The number that a text stands for, rounded where a unit is converted; None for what is none, or has another unit.

    >>> quantity("1.5k", COUNTS), quantity("10 min", SECONDS), quantity("512 MB", GIBIBYTES), quantity("1,000", COUNTS)
    (1500, 600, 0.5, 1000)
    >>> quantity("5 apples", COUNTS), quantity("0,5", COUNTS), quantity("10 min", HOURS)
    (None, None, 0.166667)
    """
    written = WRITTEN.fullmatch(text.strip().lower()) if len(text) <= LONGEST else None
    if written is None or not any(map(str.isdigit, written[1])) or (written[2] and written[2] not in units):
        return None
    try:
        number = Fraction(written[1].replace(",", "").replace("_", "")) * units.get(written[2], 1)
        if number.denominator == 1:
            return number.numerator
        return float(f"{float(number):.{SIGNIFICANT}g}" if written[2] else number)
    except (ValueError, OverflowError):
        return None
