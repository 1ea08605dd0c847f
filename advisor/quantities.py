"""Numbers with their nouns, as people write them in a sentence."""

from functools import lru_cache
from typing import Final

ROUNDED_UP: Final = 0.9995  # of the next word up: three digits would show it as that
SENTENCES: Final = 4096  # numbers whose words are kept, as many rules say the same ones


@lru_cache(SENTENCES)
def count(number: float) -> str:
    """A count as people write it in a sentence: 712, 60,000, 10 million, 2.5 billion."""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if number >= (size if size == 1e6 else size * ROUNDED_UP):
            shown = number / size
            return f"{shown:.3g} {word}" if shown < 1000 * ROUNDED_UP else f"{shown:,.0f} {word}"
    return f"{number:,.0f}"


def decimal(number: float) -> str:
    """A number that need not be whole, as people write it in a sentence: -1.5, 24, 2,500."""
    return count(number) if abs(number) >= 100 else f"{number + 0.0:.3g}"  # never "-0"


def amount(number: float, noun: str) -> str:
    """A number that need not be whole with its noun: 1 hour, 0.25 hours, 2 million hours."""
    shown = decimal(number)
    return f"{shown} {noun if shown == '1' else noun + 's'}"


@lru_cache(SENTENCES)
def plural(number: int, noun: str, many: str = "") -> str:
    """A count with its noun: 1 row, 712 rows, 3 classes."""
    return f"{count(number)} {noun if number == 1 else many or noun + 's'}"


def each(number: int, noun: str, many: str = "") -> str:
    """Every one of that many things, as the subject of a sentence: the column, each of 712 columns."""
    return f"the {noun}" if number == 1 else f"each of {plural(number, noun, many)}"


def duration(hours: float) -> str:
    """A time as people say it, to two digits.

    >>> duration(0.0067), duration(0.15), duration(32), duration(220)
    ('24 seconds', '9 minutes', '32 hours', '9.2 days')
    """
    seconds = hours * 3600
    for size, word in ((172_800, "day"), (5_400, "hour"), (90, "minute")):
        if seconds >= size:
            unit = {"day": 86_400, "hour": 3_600, "minute": 60}[word]
            number = f"{seconds / unit:.2g}"
            break
    else:
        number, word = ("1", "second") if seconds < 1 else (f"{seconds:.2g}", "second")
    return f"{float(number):,g} {word}{'' if float(number) == 1 else 's'}"


def memory(gib: float) -> str:
    """An amount of memory, to two digits below ten.

    >>> memory(0.314), memory(24.0), memory(0.004), memory(1430)
    ('0.31 GiB', '24 GiB', '4.1 MiB', '1,430 GiB')
    """
    return f"{_short(gib * 1024)} MiB" if 0 < gib < 0.1 else f"{_short(gib)} GiB"


def money(usd: float) -> str:
    """An amount of US dollars, to two digits below ten.

    >>> money(0.0), money(0.37), money(1), money(12_500)
    ('0 dollars', '0.37 dollars', '1 dollar', '12,500 dollars')
    """
    number = _short(usd)
    return f"{number} dollar{'' if number == '1' else 's'}"


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.2g}"
