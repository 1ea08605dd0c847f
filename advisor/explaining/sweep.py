"""How choices move along a fact, drawn and in words."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from advisor.counterfactuals.sweep import Stretch
from advisor.explaining.values import LONGEST_TITLE, change, shown, shown_at
from advisor.problem.fact import Fact

WIDTH: Final = 48  # letters of a drawing
LETTERS: Final = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def title(leaf: Fact, low: Any, high: Any) -> str:
    """The fact and its range."""
    return f"{leaf.path} from {shown(low)} to {shown(high)}{' (logarithmic)' if low > 0 else ''}"


def drawn(path: str, stretches: Sequence[Stretch], low: float, high: float) -> Iterator[str]:
    """A letter for each value along the range, then what each letter stands for; of a choice that follows, points."""
    if not _follows(stretches):
        yield "  " + "".join(_letter(stretches, _point(low, high, at)) for at in range(WIDTH))
    for letter, stretch, said in zip(LETTERS, stretches, _values(path, stretches), strict=False):
        ends = f"{letter}  {shown(stretch.low)} to {shown(stretch.high)}"
        yield f"  {f'at {shown(stretch.low)}' if _follows(stretches) else ends}: {said}"


def moves(path: str, stretches: Sequence[Stretch]) -> str:
    """The same in one line: `32, from 5,000 64`."""
    first, *others = zip(stretches, _values(path, stretches), strict=True)
    if _follows(stretches):
        return f"{first[1]} at {shown(first[0].low)}, {others[-1][1]} at {shown(others[-1][0].low)}"
    return "; ".join([first[1], *(f"from {shown(stretch.low)} {said}" for stretch, said in others)])


def _follows(stretches: Sequence[Stretch]) -> bool:
    return all(stretch.low == stretch.high for stretch in stretches)


def _values(path: str, stretches: Sequence[Stretch]) -> Iterator[str]:
    """The value of each stretch; of a mapping or a long list what differs from the stretch before."""
    yield _value(path, stretches[0].value)
    for before, after in pairwise(stretch.value for stretch in stretches):
        said = _value(path, after)
        if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
            yield shown({key: item for key, item in after.items() if item != before[key]})
        else:
            yield said if len(said) <= LONGEST_TITLE else change(path, before, after).rpartition(" -> ")[2]


def _value(path: str, value: Any) -> str:
    return "left out" if value is None else shown_at(path, value)


def _point(low: float, high: float, at: int) -> float:
    """The value in the middle of a letter of the drawing."""
    part = (at + 0.5) / WIDTH
    return low * (high / low) ** part if low > 0 else low + (high - low) * part


def _letter(stretches: Sequence[Stretch], point: float) -> str:
    at = next((i for i, stretch in enumerate(stretches) if point <= stretch.high), len(stretches) - 1)
    return LETTERS[at]
