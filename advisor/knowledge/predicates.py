"""What the rules of several domains ask of a problem or of earlier choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.knowledge.scopes import ONE_LABEL

if TYPE_CHECKING:
    from advisor.problem import Problem


# Deployment and latency -----------------------------------------------------------------------------------


def latency_first_or_edge(problem: Problem) -> bool:
    """Whether latency comes first, or the network runs on an edge device."""
    return problem.compute.deploy == "edge" or problem.priorities.first == "latency"


def bears_averages(problem: Problem) -> bool:
    """Whether the mean of several networks may be predicted: nothing limits latency, memory or training time."""
    wants = problem.priorities
    limited = latency_first_or_edge(problem) or wants.latency_ms is not None
    return not limited and wants.first in ("accuracy", "calibration")


def light_network_because(problem: Problem) -> str:
    """Why the network has to be small or quick, as a clause; empty where nothing asks for it."""
    wants = problem.priorities
    if problem.compute.deploy == "edge":
        return "the network runs on an edge device"
    if wants.latency_ms is not None:
        return f"a prediction may take {wants.latency_ms:g} ms"
    return f"{wants.first} comes first" if wants.first in ("latency", "memory") else ""


# Labels ---------------------------------------------------------------------------------------------------


def labels_of_a_class(problem: Problem) -> int:
    """Labelled examples of the rarest class, of an average label, or of a target that is a number."""
    data = problem.data
    if problem.task in ONE_LABEL:
        return data.smallest_class
    return data.rows // data.outputs if problem.task == "multilabel" else data.rows
