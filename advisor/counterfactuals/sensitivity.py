"""How much of the advice depends on each fact."""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from advisor.counterfactuals.boundaries import Boundaries
from advisor.counterfactuals.perturbation import Perturber
from advisor.problem.fact import Fact, Origin
from advisor.recommending import Recommendation

# Factors on a number's present value, and values of any, that are tried where time is short.
FACTORS: Final = (0.01, 0.1, 0.5, 2, 10, 100, 10_000)
VALUES: Final = (0, 0.05, 0.3, 1, 2, 5, 20, 100, 1_000, 10_000, 1_000_000)
MACHINES: Final = {  # what people have; an answer that nobody gives makes no question worth asking
    "compute.device_memory_gib": (4.0, 8.0, 16.0, 24.0, 40.0, 80.0, 192.0),
    "compute.gpus": (0, 1, 2, 4, 8, 16, 64),
}


class Weight(NamedTuple):
    """A fact, how it is known, and the choices that some other value of it changes."""

    fact: str
    value: Any
    origin: Origin
    decisions: list[str]


def sensitivity(recommendation: Recommendation, boundaries: Boundaries | None = None) -> list[Weight]:
    """The facts that can change the advice, assumed ones first, those on which most choices depend first.

    `boundaries` are the recommendation's boundaries, where they are known already.
    """
    boundaries = boundaries or Boundaries(recommendation)
    problem = recommendation.problem
    weights = []
    for leaf in boundaries.perturber.facts():
        landing = {
            each.decision: None
            for each in boundaries.of_fact(leaf)
            if recommendation.choices[each.decision].decision.lands
        }
        if landing:
            weights.append(Weight(leaf.path, problem.value(leaf.path), problem.origin(leaf.path), list(landing)))
    return sorted(weights, key=lambda weight: (weight.origin != "assumed", -len(weight.decisions)))


def bearing(recommendation: Recommendation, leaves: Iterable[Fact]) -> dict[str, list[str]]:
    """By fact the choices that some other value of it changes, in the order of the config; none that change nothing.

    Like `sensitivity`, but from a few tried values alone: it takes milliseconds.
    """
    perturber = Perturber(recommendation)
    by_name = recommendation.resolution.base.by_name
    landing = [name for name in perturber.chosen() if by_name[name].lands]
    found: dict[str, list[str]] = {}
    for leaf in leaves:
        concerned = perturber.concerned(leaf)
        names = [name for name in landing if name in concerned]
        changed: set[str] = set()
        for value in tries(leaf, recommendation.problem.value(leaf.path)) if names else ():
            changed |= (perturber.changes(leaf.path, value, names) or {}).keys()
        if changed:
            found[leaf.path] = [path for path, c in recommendation.choices.items() if c.decision.name in changed]
    return found


def tries(leaf: Fact, now: Any) -> Iterator[Any]:
    """Some values of a fact: all words, the other of yes and no, numbers near and far."""
    if leaf.choices:
        yield from leaf.choices
    elif leaf.type is bool:
        yield not now
    elif leaf.path in MACHINES:
        yield from MACHINES[leaf.path]
    elif leaf.type in (int, float):
        near = [now * factor for factor in FACTORS] if isinstance(now, int | float) else []
        for value in dict.fromkeys([*near, *VALUES]):
            yield leaf.type(value)
