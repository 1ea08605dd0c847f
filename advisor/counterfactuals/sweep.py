"""How the choices move along one fact, from one value to another."""

from itertools import pairwise
from typing import Any, NamedTuple

from advisor.counterfactuals.boundaries import Boundaries
from advisor.counterfactuals.perturbation import Perturber
from advisor.problem.fact import Fact
from advisor.recommending import Recommendation, plain

MOST_STEPS = 12  # a choice that changes more often follows the fact
SAMPLES = 10  # values at which such a choice is shown


class Stretch(NamedTuple):
    """A range of the fact, ends included, over which a choice has one value; of one that follows it, one point."""

    low: Any
    high: Any
    value: Any


def sweep(recommendation: Recommendation, leaf: Fact, low: Any, high: Any) -> dict[str, list[Stretch]]:
    """The stretches of each choice that changes between two values of a fact, by path, in the order of the config.

    Values of the fact that contradict others are left out.
    """
    perturber = Perturber(recommendation)
    boundaries = Boundaries(recommendation, perturber)
    names = [name for name in perturber.chosen() if name in perturber.concerned(leaf)]
    points = [low, *(point for point in perturber.points(leaf) if low < point < high), high]
    known = {point: changed for point in points if (changed := perturber.changes(leaf.path, point, names)) is not None}
    by_name = recommendation.resolution.base.by_name
    found: dict[str, list[Stretch]] = {}
    for name in names:
        stretches = _stretches(boundaries, leaf, name, known)
        if len(stretches) > 1 and by_name[name].lands:
            found[by_name[name].path] = stretches
    order = list(recommendation.resolution.base.by_path)
    return dict(sorted(found.items(), key=lambda item: order.index(item[0])))


def _stretches(boundaries: Boundaries, leaf: Fact, name: str, known: dict[Any, dict[str, Any]]) -> list[Stretch]:
    base = boundaries.perturber.incremental.base[name]
    values: dict[Any, Any] = {point: changed.get(name, base) for point, changed in known.items()}

    def at(point: Any) -> Any:
        if point not in values:
            values[point] = (boundaries.perturber.changes(leaf.path, point, [name]) or {}).get(name, base)
        return values[point]

    points = list(known)
    steps: list[tuple[Any, Any]] = []  # neighbours between which the choice changes
    waiting = [(low, high) for low, high in reversed(list(pairwise(points))) if at(low) != at(high)]
    while waiting:
        low, high = waiting.pop()
        if (middle := _between(leaf, low, high)) is None:
            steps.append((low, high))
        else:
            waiting += [(a, b) for a, b in ((middle, high), (low, middle)) if at(a) != at(b)]
        if len(steps) > MOST_STEPS:  # it follows the fact: what it is at some values says enough
            some = points[:: max(1, len(points) // SAMPLES)]
            return [Stretch(point, point, plain(at(point))) for point in dict.fromkeys([*some, points[-1]])]
    starts = [points[0], *(high for _, high in steps)]
    ends = [*(low for low, _ in steps), points[-1]]
    return [Stretch(low, high, plain(at(low))) for low, high in zip(starts, ends, strict=True)]


def _between(leaf: Fact, low: Any, high: Any) -> Any:
    middle = (low + high) // 2 if leaf.type is int else float(f"{(low + high) / 2:.6g}")
    return middle if low < middle < high else None
