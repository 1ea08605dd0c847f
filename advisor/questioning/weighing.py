"""How much of the advice hangs on each fact."""

from typing import Any, NamedTuple

from advisor.problem.problem import Origin
from advisor.questioning.flips import Flips
from advisor.recommending import Recommendation


class Weight(NamedTuple):
    """A fact, how it is known, and the choices that some other value of it changes."""

    fact: str
    value: Any
    origin: Origin
    decisions: list[str]


def sensitivity(recommendation: Recommendation) -> list[Weight]:
    """The facts that can change the advice, assumed ones first, those on which most hangs before the others."""
    flips = Flips(recommendation)
    problem = recommendation.problem
    weights = []
    for leaf in flips.prober.facts():
        landing = {f.decision: None for f in flips.of_fact(leaf) if recommendation.choices[f.decision].decision.lands}
        if landing:
            weights.append(Weight(leaf.path, problem.value(leaf.path), problem.origin(leaf.path), list(landing)))
    return sorted(weights, key=lambda weight: (weight.origin != "assumed", -len(weight.decisions)))
