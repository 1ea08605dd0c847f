"""When a linear model stands beside the networks."""

from typing import Any

import pytest

from advisor.engine import Pick
from advisor.knowledge.model.capacity import stacking
from advisor.problem import Problem

FOLDED: dict[str, Any] = {
    "folds": 5,
    "members": 2,
    "normalization": "none",
    "residual": False,
    "output_activation": "none",
}


@pytest.mark.parametrize(
    ("task", "changed", "picked"),
    [
        ("binary", {}, "linear"),
        ("multiclass", {}, "linear"),
        ("regression", {}, "linear"),
        ("ordinal", {}, None),
        ("multilabel", {}, None),
        ("binary", {"folds": 1}, None),
        ("binary", {"members": None}, None),
        ("binary", {"normalization": "batch"}, None),
        ("binary", {"residual": True}, None),
        ("regression", {"output_activation": "exp"}, None),
        ("binary", {"output_activation": "sigmoid"}, "linear"),
    ],
)
def test_a_linear_model_stands_beside_plain_networks_over_folds(
    task: str, changed: dict[str, Any], picked: str | None
) -> None:
    problem = Problem(task=task, **{"data.kind": "table", "data.rows": 500})
    result = stacking.linear_beside_folds(problem, **{**FOLDED, **changed})
    assert (result.value if isinstance(result, Pick) else None) == picked


@pytest.mark.parametrize(
    ("kind", "task", "folds", "picked"),
    [
        ("text", "binary", 5, "linear"),
        ("text", "multiclass", 8, "linear"),
        ("text", "binary", 1, None),
        ("text", "multilabel", 5, None),
        ("text", "regression", 5, None),
        ("table", "binary", 5, None),
    ],
)
def test_a_linear_model_stands_beside_networks_over_ngrams(
    kind: str, task: str, folds: int, picked: str | None
) -> None:
    problem = Problem(task=task, **{"data.kind": kind, "data.rows": 500})
    result = stacking.linear_beside_ngrams(problem, folds=folds)
    assert (result.value if isinstance(result, Pick) else None) == picked
