"""What would change a choice, in words: by fact the range that keeps it and what it is beyond."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from math import nextafter
from typing import Any, Literal

from msgspec import Struct

from advisor.explaining.values import shown
from advisor.questioning import Flip
from advisor.questioning.flips import short

LONGEST = 60  # characters of a value in passing


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


def turns(flips: Iterable[Flip]) -> list[Turn]:
    """The flips of one decision."""
    return [Turn(flip.fact, flip.side, flip.at, flip.value, flip.moves, flip.alone) for flip in flips]


def summary(found: Sequence[Turn]) -> str:
    """All turns in one line; facts that the choice follows step by step are only named."""
    said = [
        f"{value} where {fact} {where}"
        for (fact, value), where in _gathered(turn for turn in found if not turn.moves).items()
    ]
    if follows := list(dict.fromkeys(turn.fact for turn in found if turn.moves)):
        said.append(f"follows {', '.join(follows)}")
    return "; ".join(said)


def by_fact(found: Sequence[Turn]) -> Iterator[str]:
    """A line for each fact: where the choice is another, and which."""
    for fact, group in groupby(found, key=lambda turn: turn.fact):
        yield f"{fact} " + "; ".join(f"{where}: {value}" for (_, value), where in _gathered(group).items())


def _gathered(found: Iterable[Turn]) -> dict[tuple[str, str], str]:
    """Where a choice is another, by the fact and the other choice."""
    gathered: dict[tuple[str, str], list[Turn]] = {}
    for turn in found:
        gathered.setdefault((turn.fact, _value(turn)), []).append(turn)
    return {key: _where(group) for key, group in gathered.items()}


def _where(group: list[Turn]) -> str:
    if group[0].side == "other":
        return "= " + ", ".join(shown(turn.at) for turn in group)
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
