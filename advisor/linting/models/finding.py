"""Findings in a model: a rule, the layer, what is wrong and why it matters."""

from collections.abc import Sequence

from advisor.linting.finding import Finding, Severity
from advisor.linting.models.graph import Layer
from advisor.pinning.constraints import CONSTRAINTS


def found(rule: str, path: str, message: str, severity: Severity | None = None, reason: str = "") -> Finding:
    """A finding; severity and reason are the constraint's of that id unless they are said."""
    known = CONSTRAINTS.get(rule)
    said = reason or (known.doc if known else "")
    return Finding(rule, severity or (known.severity if known else "warning"), path, message, said)


def places(layers: Sequence[Layer]) -> str:
    """So many layers that have something."""
    return "this layer has" if len(layers) == 1 else f"{len(layers)} layers from here on have"
