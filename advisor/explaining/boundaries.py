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


class Turn(Struct, frozen=True):
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


def turns(flips: Iterable[Boundary]) -> list[Turn]:
    """The flips of one decision."""
    return [Turn(flip.fact, flip.side, flip.at, flip.value, flip.moves, flip.alone) for flip in flips]


def summary(found: Sequence[Turn]) -> str:
    """All turns in one line, by the other choice; facts that the choice follows step by step are only named."""
    by_value: dict[str, list[str]] = {}
    for (fact, value), where in _gathered((turn for turn in found if not turn.moves), FEW_WORDS).items():
        by_value.setdefault("another" if value.endswith(CUT) else value, []).append(f"{fact} {where}")
    said = [f"{value} where {_any(where)}" for value, where in by_value.items()]
    if follows := list(dict.fromkeys(turn.fact for turn in found if turn.moves)):
        said.append(f"follows {', '.join(follows)}")
    return "; ".join(said)


def _any(conditions: list[str]) -> str:
    """Conditions of which one is enough."""
    *before, last = conditions
    return f"{', '.join(before)}, or {last}" if before else last


def by_fact(found: Sequence[Turn]) -> Iterator[str]:
    """A line for each fact: where the choice is another, and which."""
    for fact, group in groupby(found, key=lambda turn: turn.fact):
        yield f"{fact} " + "; ".join(f"{where}: {value}" for (_, value), where in _gathered(group).items())


def _gathered(found: Iterable[Turn], most: int | None = None) -> dict[tuple[str, str], str]:
    """Where a choice is another, by the fact and the other choice; with at most so many words in a list."""
    gathered: dict[tuple[str, str], list[Turn]] = {}
    for turn in found:
        gathered.setdefault((turn.fact, _value(turn)), []).append(turn)
    return {key: _where(group, most) for key, group in gathered.items()}


def _where(group: list[Turn], most: int | None) -> str:
    if group[0].side == "other":
        words = [shown(turn.at) for turn in group]
        left = len(words) - most if most else 0
        return "= " + " or ".join([*words[:most], f"{left} others"] if left > 1 else words)
    return " or ".join(_beyond(turn) for turn in group)


def _beyond(turn: Turn) -> str:
    """`>= 10,000`, `> 0.05`, `<= 400`, `< 0.05`, or `= 4,962` where it is back right behind."""
    if turn.alone:
        return f"= {shown(turn.at)}"
    up = turn.side == "above"
    if isinstance(turn.at, float) and not short(turn.at):
        near = nextafter(turn.at, float("-inf") if up else float("inf"))
        if short(near):
            return f"{'>' if up else '<'} {shown(near)}"
    return f"{'>=' if up else '<='} {shown(turn.at)}"


def _value(turn: Turn) -> str:
    return "left out" if turn.value is None else shown(turn.value, LONGEST)
