"""What would change a choice, in words: by fact the range that keeps it and what it is beyond."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import nextafter
from typing import Any, Literal

from msgspec import Struct

from advisor.counterfactuals import Boundary
from advisor.counterfactuals.boundaries import short
from advisor.explaining.values import shown

LONGEST = 60  # characters of a value in passing
CUT = "..."  # ends one that was longer
FEW_WORDS = 2  # that are listed in passing


class Flip(Struct, frozen=True):
    """A value of one fact at which the choice is another; all values between the present one and it keep the choice.

    `moves` says that the choice follows the fact from value to value, `alone` that it is back right behind. A choice
    that is not made there is None.
    """

    fact: str
    side: Literal["below", "above", "other"]
    at: Any
    value: Any
    moves: bool
    alone: bool


def flips_of(boundaries: Iterable[Boundary]) -> list[Flip]:
    """The boundaries of one decision, as explanations show them."""
    return [Flip(each.fact, each.side, each.at, each.value, each.moves, each.alone) for each in boundaries]


def summary(found: Sequence[Flip]) -> str:
    """All flips in one line, by the other choice; facts that the choice follows step by step are only named."""
    by_value: dict[str, list[str]] = {}
    for (fact, value), where in _gathered((flip for flip in found if not flip.moves), FEW_WORDS).items():
        by_value.setdefault("another" if value.endswith(CUT) else value, []).append(f"{fact} {where}")
    said = [f"{value} where {_any(where)}" for value, where in by_value.items()]
    if follows := list(dict.fromkeys(flip.fact for flip in found if flip.moves)):
        said.append(f"follows {', '.join(follows)}")
    return "; ".join(said)


def _any(conditions: list[str]) -> str:
    """Conditions of which one is enough."""
    *before, last = conditions
    return f"{', '.join(before)}, or {last}" if before else last


def by_fact(found: Sequence[Flip]) -> Iterator[str]:
    """A line for each fact: where the choice is another, and which."""
    for fact, group in groupby(found, key=lambda flip: flip.fact):
        yield f"{fact} " + "; ".join(f"{where}: {value}" for (_, value), where in _gathered(group).items())


def _gathered(found: Iterable[Flip], most: int | None = None) -> dict[tuple[str, str], str]:
    """Where a choice is another, by the fact and the other choice; with at most so many words in a list."""
    gathered: dict[tuple[str, str], list[Flip]] = {}
    for flip in found:
        gathered.setdefault((flip.fact, _value(flip)), []).append(flip)
    return {key: _where(group, most) for key, group in gathered.items()}


def _where(group: list[Flip], most: int | None) -> str:
    if group[0].side == "other":
        words = [shown(flip.at) for flip in group]
        left = len(words) - most if most else 0
        return "= " + " or ".join([*words[:most], f"{left} others"] if left > 1 else words)
    return " or ".join(_beyond(flip) for flip in group)


def _beyond(flip: Flip) -> str:
    """`>= 10,000`, `> 0.05`, `<= 400`, `< 0.05`, or `= 4,962` where it is back right behind."""
    if flip.alone:
        return f"= {shown(flip.at)}"
    up = flip.side == "above"
    if isinstance(flip.at, float) and not short(flip.at):
        near = nextafter(flip.at, float("-inf") if up else float("inf"))
        if short(near):
            return f"{'>' if up else '<'} {shown(near)}"
    return f"{'>=' if up else '<='} {shown(flip.at)}"


def _value(flip: Flip) -> str:
    return "left out" if flip.value is None else shown(flip.value, LONGEST)
