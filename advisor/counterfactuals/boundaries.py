"""What would change a choice: for every fact the nearest value on each side at which it is another."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from math import floor, log10, nextafter
from typing import Any, Final, Literal, NamedTuple

from advisor.counterfactuals.perturbation import Perturber
from advisor.problem.fact import Fact
from advisor.recommending import Recommendation, plain

STEPS: Final = 16  # values from the present one, within which a choice that follows the fact has changed
RECHECKS: Final = 8  # parts of the way that are probed again
WIDEST: Final = 4  # values for which a choice may be another before it is back
DIGITS: Final = 3  # of a threshold, mostly
Side = Literal["below", "above", "other"]


class Boundary(NamedTuple):
    """Another value of one fact at which a choice is another one; all values in between leave it as it is.

    `at` is the first such value on its `side` of the present one ("other" for words). `moves` says that the
    choice follows the fact step by step, so that already its next value changes it; `alone` that it is back to what
    it was right behind, as where a batch would leave a single example over.
    """

    decision: str
    fact: str
    side: Side
    at: Any
    value: Any  # the choice at that value; None where it is not made there
    moves: bool = False
    alone: bool = False


class Boundaries:
    """All boundaries of a recommendation, computed once and only as far as needed.

    A choice is examined together with all that it rests on, since it may change where these do. What is only
    computed (`resources`, memory) follows every fact and has no boundaries.
    """

    def __init__(self, recommendation: Recommendation, perturber: Perturber | None = None) -> None:
        self.recommendation = recommendation
        self.perturber = perturber or Perturber(recommendation)
        self._by_fact: dict[str, list[Boundary]] = {}

    @cached_property
    def all(self) -> dict[str, list[Boundary]]:
        """Every boundary, by the path of the decision."""
        found: dict[str, list[Boundary]] = defaultdict(list)
        for leaf in self.perturber.facts():
            for boundary in self.of_fact(leaf):
                found[boundary.decision].append(boundary)
        return dict(found)

    def of_decisions(self, paths: Iterable[str]) -> dict[str, list[Boundary]]:
        """The boundaries of some choices, by path, from one search; facts that none of them rests on are not tried."""
        found: dict[str, list[Boundary]] = {path: [] for path in paths}
        base = self.recommendation.resolution.base
        names = {base.by_path[each].name for path in found for each in base.rests_on(base.by_path[path])}
        wanted = [name for name in self.perturber.chosen() if name in names]
        for leaf in self.perturber.facts():
            for boundary in self._search(leaf, wanted):
                if boundary.decision in found:
                    found[boundary.decision].append(boundary)
        return found

    def of_fact(self, leaf: Fact) -> list[Boundary]:
        """The boundaries of all choices along one fact."""
        if leaf.path not in self._by_fact:
            self._by_fact[leaf.path] = list(self._search(leaf, self.perturber.chosen()))
        return self._by_fact[leaf.path]

    def _search(self, leaf: Fact, wanted: Iterable[str]) -> Iterator[Boundary]:
        concerned = self.perturber.concerned(leaf)
        names = [name for name in wanted if name in concerned]
        if not names:
            return
        if leaf.choices or leaf.type is bool:
            yield from self._words(leaf, names)
            return
        now = self.recommendation.problem.value(leaf.path)
        if now is None:  # unknown: any number at all may matter, and none lies beside it
            return
        for upwards in (False, True):
            yield from Walk(self, leaf, now, upwards, names).boundaries()

    def _words(self, leaf: Fact, names: list[str]) -> Iterator[Boundary]:
        now = self.recommendation.problem.value(leaf.path)
        for word in leaf.choices or (True, False):
            if word != now:
                for name, value in (self.perturber.changes(leaf.path, word, names) or {}).items():
                    yield self.boundary(name, leaf.path, "other", word, value)

    def boundary(
        self, name: str, fact: str, side: Side, at: Any, value: Any, moves: bool = False, alone: bool = False
    ) -> Boundary:
        """A boundary of the decision with this name."""
        path = self.recommendation.resolution.base.by_name[name].path
        return Boundary(path, fact, side, at, plain(value), moves, alone)


class Walk:
    """From the present value of a number outwards to one side, until every choice has changed or the range ends."""

    def __init__(self, boundaries: Boundaries, leaf: Fact, now: Any, upwards: bool, names: list[str]) -> None:
        self.of = boundaries
        self.perturber = boundaries.perturber
        self.leaf = leaf
        self.now = now
        self.upwards = upwards
        self.names = names
        self.side: Side = "above" if upwards else "below"

    def boundaries(self) -> Iterator[Boundary]:
        """The first change of each choice on the way."""
        nearest = self.perturber.next(self.leaf, self.now, self.upwards)
        moved = self._at(nearest, self.names) or {}
        found = {name: (nearest, value) for name, value in moved.items()}
        pending = [name for name in self.names if name not in moved]
        inner = self.now
        following = self._following()
        for point in self._outward(following) if pending else ():
            changed = self._at(point, pending)
            if changed is None:
                continue
            if changed:
                found |= self._located(changed, inner, point)
                pending = [name for name in pending if name not in changed]
                if not pending:
                    break
            inner = point
        self._between_probes(found)
        self._recheck_numbers(found)
        alone = self._remainders(found, following)
        for group, is_alone in ((alone, True), (found, False)):
            for name, (at, value) in group.items():
                yield self.of.boundary(name, self.leaf.path, self.side, at, value, at == nearest, is_alone)

    def _between_probes(self, found: dict[str, tuple[Any, Any]]) -> None:
        """A choice may leave and come back between two probes: it does so where one that it rests on changes.

        It may have left shortly before, and come back by that change: updates grow with the rows until the batch
        doubles. So the last value before each change is probed, too.
        """
        tried: set[Any] = {self.now}
        while not tried.issuperset(points := self._changes(found)):
            inner = self.now
            for point in sorted(points, reverse=not self.upwards):
                beyond = [name for name in self.names if self._beyond(found.get(name, (None,))[0], point)]
                if point not in tried and beyond and (changed := self._at(point, beyond)):
                    found |= self._located(changed, inner, point)
                tried.add(point)
                inner = point

    def _changes(self, found: dict[str, tuple[Any, Any]]) -> set[Any]:
        """The values at which choices change, and the last ones before."""
        changes = {at for at, _ in found.values()}
        return changes | {self.perturber.next(self.leaf, at, not self.upwards) for at in changes}

    def _following(self) -> set[str]:
        """What follows the fact within a few steps, computed or chosen."""
        step = self.now
        for _ in range(STEPS):
            step = self.perturber.next(self.leaf, step, self.upwards)
        return set(self._at(step, self.perturber.incremental.base) or ())

    def _recheck_numbers(self, found: dict[str, tuple[Any, Any]]) -> None:
        """A number from a formula may change and return before the place where it was found to change."""
        numbers = [name for name in found if isinstance(self.perturber.incremental.base[name], float)]
        for name in numbers:
            outer, inner = found[name][0], self.now
            for part in range(1, RECHECKS):
                point = self.leaf.type(self.now + (outer - self.now) * part / RECHECKS)
                if self._beyond(outer, point) and point != self.now:
                    if changed := self._at(point, [name]):
                        found |= self._located(changed, inner, point)
                        break
                    inner = point

    def _remainders(self, found: dict[str, tuple[Any, Any]], moved: Iterable[str]) -> dict[str, tuple[Any, Any]]:
        """Where a count leaves a remainder that a choice avoids: it is another there, and back right behind."""
        alone: dict[str, tuple[Any, Any]] = {}
        inner = self.now
        for point in self._on_the_way(self.perturber.remainders(self.leaf, moved)):
            names = [n for n in self.names if n not in alone and self._beyond(found.get(n, (None,))[0], point)]
            if names and (changed := self._at(point, names)):
                behind: set[str] = set(changed)
                step = point
                for _ in range(WIDEST):
                    step = self.perturber.next(self.leaf, step, self.upwards)
                    behind &= (self._at(step, behind) or {}).keys()
                located = self._located(changed, inner, point)
                alone |= {name: where for name, where in located.items() if name not in behind}
                found |= {name: where for name, where in located.items() if name in behind}
            inner = point
        return alone

    def _beyond(self, at: Any, point: Any) -> bool:
        """Whether a choice that changes at a value, or nowhere, holds as far as a point, as far as is known."""
        return at is None or (at > point if self.upwards else at < point)

    def _outward(self, moved: Iterable[str]) -> list[Any]:
        return self._on_the_way(self.perturber.points(self.leaf, moved))

    def _on_the_way(self, points: list[Any]) -> list[Any]:
        return (
            points[bisect_right(points, self.now) :] if self.upwards else points[: bisect_left(points, self.now)][::-1]
        )

    def _at(self, value: Any, names: Iterable[str]) -> dict[str, Any] | None:
        return self.perturber.changes(self.leaf.path, value, names)

    def _located(self, changed: dict[str, Any], inner: Any, outer: Any) -> dict[str, tuple[Any, Any]]:
        """Where between two values each of these choices, which have changed at the outer one, changes first."""
        waiting = [(changed, inner, outer)]
        found: dict[str, tuple[Any, Any]] = {}
        while waiting:
            changed, inner, outer = waiting.pop()
            if (middle := self._between(inner, outer)) is None:
                found |= {name: (outer, value) for name, value in changed.items()}
                continue
            halfway = self._at(middle, changed) or {}
            if halfway:
                waiting.append((halfway, inner, middle))
            if later := {name: value for name, value in changed.items() if name not in halfway}:
                waiting.append((later, middle, outer))
        return found

    def _between(self, inner: Any, outer: Any) -> Any:
        """A value between two, short ones first as thresholds are short, or None where they are neighbours."""
        middle: Any
        if self.leaf.type is int:
            middle = (inner + outer) // 2
            return None if middle in (inner, outer) else middle
        if outer == self.perturber.next(self.leaf, inner, self.upwards):
            return None
        low, high = sorted((inner, outer))
        if inner == 0:  # nothing at all is a threshold of its own
            return nextafter(inner, outer)
        if (number := shortest(low, high)) is not None:
            return number
        for end, other in ((inner, outer), (outer, inner)):
            if short(end):
                return nextafter(end, other)
        return (inner + outer) / 2


def short(number: float) -> bool:
    """Whether a number has few digits, as thresholds have."""
    return float(f"{number:.{DIGITS}g}") == number


def shortest(low: float, high: float) -> float | None:
    """The number with the fewest digits strictly between two, or None where that has many.

    >>> shortest(0.0371, 0.0612), shortest(0.05, 0.1)
    (0.04, 0.06)
    """
    for digits in range(1, DIGITS + 1):
        unit = 10.0 ** (floor(log10(max(abs(low), abs(high)))) + 1 - digits)
        number = round((floor(low / unit) + 1) * unit, 15)
        if low < number < high:
            return number
    return None
