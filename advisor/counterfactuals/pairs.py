"""Pairs of facts that change a choice together where neither does alone: a bounded search."""

from collections.abc import Callable, Iterator
from math import log10
from typing import Any, Final, NamedTuple

from advisor.counterfactuals.perturbation import Perturber
from advisor.counterfactuals.sensitivity import tries
from advisor.errors import InputError
from advisor.problem.fact import Fact
from advisor.recommending import Recommendation, recommend

MOST_TRIED: Final = 20_000  # pairs of values, some two seconds
SHOWN: Final = 3  # pairs of facts
Accepts = Callable[[Any], bool]


class Step(NamedTuple):
    """Another value of a fact."""

    fact: str
    now: Any
    at: Any

    @property
    def size(self) -> float:
        """How large a change it is: powers of ten of a number, one for a word."""
        if isinstance(self.at, bool) or not isinstance(self.at, int | float) or not isinstance(self.now, int | float):
            return 1.0
        return abs(log10(self.at / self.now)) if self.at > 0 and self.now > 0 else 1.0


class Joint(NamedTuple):
    """Values of two facts under which the wanted value wins, by which rule, for which reason."""

    steps: tuple[Step, Step]
    rule: str
    because: str

    @property
    def size(self) -> float:
        """How large a change it is in all."""
        return sum(step.size for step in self.steps)


def together(recommendation: Recommendation, path: str, accepts: Accepts) -> tuple[list[Joint], int]:
    """The smallest changes of two facts under which a choice has an accepted value, and how many were tried."""
    name = recommendation.resolution.base.by_path[path].name
    found: dict[frozenset[str], Joint] = {}
    tried = 0
    for first in sorted(_effective(recommendation, path), key=lambda step: step.size):
        try:
            moved = recommend(recommendation.problem.replace(**{first.fact: first.at}), recommendation.ruleset)  # type: ignore[arg-type]
        except InputError:
            continue
        perturber = Perturber(moved)
        for leaf in perturber.facts():
            pair = frozenset({first.fact, leaf.path})
            if len(pair) < 2 or name not in perturber.concerned(leaf):
                continue
            for second in _nearest_first(leaf, moved.problem.value(leaf.path)):
                if (tried := tried + 1) > MOST_TRIED:
                    return _best(found), MOST_TRIED
                value = (perturber.changes(leaf.path, second.at, [name]) or {}).get(name)
                if accepts(value):
                    joint = _refined_pair(recommendation, path, perturber, leaf, first, second, accepts)
                    if joint and (pair not in found or joint.size < found[pair].size):
                        found[pair] = joint
                    break
    return _best(found), tried


def _best(found: dict[frozenset[str], Joint]) -> list[Joint]:
    return sorted(found.values(), key=lambda joint: joint.size)[:SHOWN]


def _effective(recommendation: Recommendation, path: str) -> Iterator[Step]:
    """Values of each fact that change something the choice rests on; of several with the same effect, the nearest."""
    perturber = Perturber(recommendation)
    base = recommendation.resolution.base
    behind = {base.by_path[each].name for each in base.rests_on(base.by_path[path])}
    for leaf in perturber.facts():
        names = behind & perturber.concerned(leaf)
        effects: list[dict[str, Any]] = []
        for step in _nearest_first(leaf, recommendation.problem.value(leaf.path)) if names else ():
            effect = perturber.changes(leaf.path, step.at, names)
            if effect and effect not in effects:
                effects.append(effect)
                yield step


def _nearest_first(leaf: Fact, now: Any) -> list[Step]:
    steps = [Step(leaf.path, now, value) for value in tries(leaf, now) if value != now]
    return sorted(steps, key=lambda step: step.size)


def _refined_pair(
    recommendation: Recommendation,
    path: str,
    perturber: Perturber,
    leaf: Fact,
    first: Step,
    second: Step,
    accepts: Accepts,
) -> Joint | None:
    """The pair with both numbers moved as near to the present ones as the accepted value allows."""
    name = recommendation.resolution.base.by_path[path].name
    second = _nearer(perturber, leaf, name, second, accepts)
    other = recommend(recommendation.problem.replace(**{second.fact: second.at}), recommendation.ruleset)  # type: ignore[arg-type]
    back = Perturber(other)
    origin = next((each for each in back.facts() if each.path == first.fact), None)
    if origin is not None:
        first = _nearer(back, origin, name, first, accepts)
    both = recommendation.problem.replace(**{first.fact: first.at, second.fact: second.at})
    resolved = recommend(both, recommendation.ruleset)  # type: ignore[arg-type]
    choice = resolved.choices.get(path)
    now = recommendation.problem.value(second.fact)
    if choice is None or not accepts(choice.value):
        return None
    return Joint((first, Step(second.fact, now, second.at)), choice.rule.id, choice.pick.because)


def _nearer(perturber: Perturber, leaf: Fact, name: str, step: Step, accepts: Accepts) -> Step:
    if leaf.choices or leaf.type is bool or step.now is None:
        return step
    return step._replace(at=refined(perturber, leaf, name, accepts, step.now, step.at))


def refined(perturber: Perturber, leaf: Fact, name: str, accepts: Accepts, inner: Any, outer: Any) -> Any:
    """The value nearest to an inner one at which the choice is accepted, by bisection."""
    while True:
        middle = (inner + outer) // 2 if leaf.type is int else float(f"{(inner + outer) / 2:.6g}")
        if middle in (inner, outer) or not min(inner, outer) < middle < max(inner, outer):
            return outer
        if accepts((perturber.changes(leaf.path, middle, [name]) or {}).get(name)):
            outer = middle
        else:
            inner = middle
