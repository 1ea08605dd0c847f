"""What must hold between the leaves of a config: what pins may not break and what `advisor check` reports."""

from advisor.pinning.constraints import layers, objective, training
from advisor.pinning.constraints.constraint import (
    CONSTRAINTS,
    Broken,
    Constraint,
    Finding,
    Severity,
    View,
    findings,
)

__all__ = [
    "CONSTRAINTS",
    "Broken",
    "Constraint",
    "Finding",
    "Severity",
    "View",
    "findings",
    "layers",
    "objective",
    "training",
]
