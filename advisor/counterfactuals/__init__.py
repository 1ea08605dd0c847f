"""Counterfactuals: what would change the advice, and what other facts change in it."""

from advisor.counterfactuals.boundaries import Boundaries, Boundary
from advisor.counterfactuals.comparison import Difference, Side, changed_facts, differences
from advisor.counterfactuals.sensitivity import Weight, bearing, sensitivity, tries
from advisor.counterfactuals.sweep import Stretch, sweep
from advisor.counterfactuals.why_not import why_not

__all__ = [
    "Boundaries",
    "Boundary",
    "Difference",
    "Side",
    "Stretch",
    "Weight",
    "bearing",
    "changed_facts",
    "differences",
    "sensitivity",
    "sweep",
    "tries",
    "why_not",
]
