"""What rules of several domains ask of a problem."""

from typing import Any

import pytest

from advisor.knowledge.predicates import (
    bears_averages,
    labels_of_a_class,
    latency_first_or_edge,
    light_network_because,
)
from advisor.problem import Problem

# Deployment and latency -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "first_or_edge", "averages", "light"),
    [
        ({}, False, True, ""),
        ({"priority": "calibration"}, False, True, ""),
        ({"priority": "speed"}, False, False, ""),
        ({"priority": "memory"}, False, False, "memory comes first"),
        ({"priority": "latency"}, True, False, "latency comes first"),
        ({"deploy": "edge"}, True, False, "the network runs on an edge device"),
        ({"latency_ms": 500.0}, False, False, "a prediction may take 500 ms"),
    ],
)
def test_what_deployment_and_latency_allow(
    facts: dict[str, Any], first_or_edge: bool, averages: bool, light: str
) -> None:
    problem = Problem(task="binary", **facts)
    assert latency_first_or_edge(problem) is first_or_edge
    assert bears_averages(problem) is averages
    assert light_network_because(problem) == light


# Labels ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"task": "binary", "rows": 100, "imbalance": 9.0}, 10),
        ({"task": "multilabel", "rows": 100, "outputs": 20}, 5),
        ({"task": "regression", "rows": 100}, 100),
    ],
)
def test_labels_of_a_class(facts: dict[str, Any], expected: int) -> None:
    assert labels_of_a_class(Problem(**facts)) == expected
