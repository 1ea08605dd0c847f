"""Trying other values of one fact, all else equal: what was given stays, what was assumed is assumed anew."""

from collections.abc import Iterable
from math import floor, isfinite, nextafter
from operator import attrgetter
from typing import Any, Final

from msgspec import ValidationError, convert
from msgspec.structs import replace

from advisor.counterfactuals.thresholds import constants
from advisor.engine import IncrementalResolver
from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.assuming import ASSUMED, FOLLOWED
from advisor.problem.checking import contradictions
from advisor.problem.fact import Fact
from advisor.problem.facts import FACTS, Facts
from advisor.recommending import Recommendation

PROBLEM: Final = ("task", "data.kind")  # another of these makes it another problem
ASSUMED_OF: Final = attrgetter(*ASSUMED)
MOST: Final = 1e10  # the largest number that is tried
DENSE: Final = 16  # whole numbers that are each tried
POWERS: Final = frozenset(2.0**power for power in range(4, 13))  # to which rules round batches and widths
RATIO: Final = 2.0  # from one probe to the next, of numbers that may be large
NEAR: Final = 1.15  # the same, close to the present value
NEARBY: Final = 10  # such probes on each side
LEAST_SIZE: Final = 8  # of what counts are divided by; below it remainders are everywhere
COMPUTED: Final = (
    "resources.", "data.split.train_rows", "model.draft", "model.architecture", "compute.memory_gib", "compute.fit",
    "compute.load",
)  # fmt: skip
PARTS: Final = 20  # probes of a fraction
LEAST: Final = 1e-3  # the first probe beside zero of a number that may be large


class Perturber:
    """Tries other facts on one recommendation."""

    def __init__(self, recommendation: Recommendation) -> None:
        self.recommendation = recommendation
        self.problem = recommendation.problem
        self.incremental = IncrementalResolver(recommendation.resolution)
        self._before = ASSUMED_OF(self.problem)
        self._facts = Facts(**{name: getattr(self.problem, name) for name in Problem.__struct_fields__})

    def facts(self) -> list[Fact]:
        """The facts that have a meaning here and can be tried: numbers, words, yes and no."""
        kind, task = self.problem.data.kind, self.problem.task
        return [
            leaf
            for path, leaf in FACTS.items()
            if path not in PROBLEM and leaf.matters(kind, task) and (leaf.choices or leaf.type in (bool, int, float))
        ]

    def chosen(self) -> list[str]:
        """The names of the decisions that choose something, rather than compute what a choice costs."""
        by_name = self.recommendation.resolution.base.by_name
        return [name for name in self.incremental.base if not by_name[name].path.startswith(COMPUTED)]

    def concerned(self, leaf: Fact) -> set[str]:
        """The names of the decisions that may rest on a fact, directly or by what is assumed from it."""
        return {step.name for _, step in self.incremental.depending(self._touched(leaf))}

    def _touched(self, leaf: Fact) -> frozenset[str]:
        return frozenset((leaf.path, *(ASSUMED if leaf.path in FOLLOWED else ())))

    def changes(self, path: str, value: Any, wanted: Iterable[str]) -> dict[str, Any] | None:
        """Which of the wanted choices differ with another value of a fact, by name; None where it cannot be."""
        if (other := self.variant(path, value)) is None:
            return None
        changed = {path}
        if path in FOLLOWED:
            now = ASSUMED_OF(other)
            changed |= {path for path, old, new in zip(ASSUMED, self._before, now, strict=True) if old != new}
            if not changed.isdisjoint(PROBLEM):
                return None
        return self.incremental.changes(other, frozenset(changed), frozenset(wanted))

    def variant(self, path: str, value: Any) -> Problem | None:
        """The problem with another value of one fact; None where it cannot be."""
        if path in FOLLOWED:
            try:
                return self.problem.replace(**{path: value})
            except InputError:
                return None
        if isinstance(value, float) and not isfinite(value):
            return None
        try:  # nothing is assumed anew, so that the one value and what contradicts it are all there is to check
            facts = _replaced(self._facts, path.split("."), convert(value, FACTS[path].annotation))
        except ValidationError:
            return None
        origins: dict[str, Any] = {**self.problem.origins, path: "given"}
        if any(contradictions(facts, origins)):
            return None
        return Problem.from_facts(facts, origins, self.problem.pins)

    def points(self, leaf: Fact, moving: Iterable[str] = ()) -> list[Any]:
        """Values of a number worth trying, in order: spread over its range, and the constants of the rules.

        `moving` names choices that follow the fact: a rule may compare these, too.
        """
        low, high = limits(leaf)
        tried = spread(low, high, whole=leaf.type is int) | self._constants(leaf, moving)
        if (now := self.problem.value(leaf.path)) is not None:
            tried |= {now * NEAR**step for step in range(-NEARBY, NEARBY + 1)}
        if leaf.type is int:
            tried = {floor(number) for number in tried}
        return sorted(leaf.type(number) for number in tried if low <= number <= high)

    def remainders(self, leaf: Fact, moving: Iterable[str]) -> list[int]:
        """Counts close by at which what follows the fact is a multiple of some choice, or one more."""
        found: set[int] = set()
        now = self.problem.value(leaf.path)
        if leaf.type is not int or now is None:
            return []
        sizes = {size for size in self.incremental.base.values() if type(size) is int and LEAST_SIZE <= size <= now}
        for follows in moving:
            follower = self.incremental.base[follows]
            if type(follower) is not int or not follower:
                continue
            for size in sizes:
                for multiple in range(follower // size - 1, follower // size + 3):
                    near = floor(multiple * size * now / follower)
                    found.update(range(near - 1, near + 4))
        low, high = limits(leaf)
        return sorted(number for number in found if low <= number <= high)

    def _constants(self, leaf: Fact, moving: Iterable[str]) -> set[float]:
        """What the rules that read the fact may compare it with, or compare with what follows it."""
        touched, found = self._touched(leaf), set[float]()
        for decision, facts, names in self.incremental.readings():
            if facts & touched:
                found |= constants(decision)
            for name in names.intersection(moving):
                now, value = self.problem.value(leaf.path), self.incremental.base[name]
                if now is not None and isinstance(value, int | float) and value:
                    compared = constants(decision) | (POWERS if type(value) is int else frozenset())
                    found |= {constant * now / value for constant in compared}
        return {number for number in found if isfinite(number) and abs(number) <= MOST}

    def next(self, leaf: Fact, value: Any, upwards: bool) -> Any:
        """The next value of a number."""
        if leaf.type is int:
            return value + 1 if upwards else value - 1
        return nextafter(value, float("inf") if upwards else float("-inf"))


def _replaced(holder: Any, names: list[str], value: Any) -> Any:
    """A structure with another value at the end of a path."""
    first, *rest = names
    return replace(holder, **{first: _replaced(getattr(holder, first), rest, value) if rest else value})


def limits(leaf: Fact) -> tuple[float, float]:
    """The least and the most that a number may be, as far as anybody would try."""
    bounds = leaf.bounds
    low = bounds.ge if bounds.ge is not None else bounds.gt if bounds.gt is not None else -MOST
    return low, min(float(bounds.le) if bounds.le is not None else MOST, MOST)


def spread(low: float, high: float, whole: bool) -> set[float]:
    """Numbers over a range: evenly over a fraction, at a constant ratio over what may be large."""
    if high <= 1:
        return {low + (high - low) * part / PARTS for part in range(PARTS + 1)}
    tried = {low, high, 0.0, *(float(number) for number in range(int(max(low, 0)), int(max(low, 0)) + DENSE))}
    number = float(DENSE) if whole else LEAST
    while number < high:
        tried |= {number, -number}
        number *= RATIO
    return tried
