"""When a linear model or a statistical forecast is blended with the networks."""

from typing import Any

import pytest

from advisor.knowledge.model.capacity.stacking import stacking
from advisor.problem import Problem
from tests.knowledge.deciding import applies, decided, value

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
        ("ordinal", {}, "none"),
        ("multilabel", {}, "none"),
        ("binary", {"folds": 1}, "none"),
        ("binary", {"members": None}, "none"),
        ("binary", {"normalization": "batch"}, "none"),
        ("binary", {"residual": True}, "none"),
        ("regression", {"output_activation": "exp"}, "none"),
        ("binary", {"output_activation": "sigmoid"}, "linear"),
    ],
)
def test_a_linear_model_is_blended_with_plain_networks_over_folds(
    task: str, changed: dict[str, Any], picked: str
) -> None:
    facts = {"task": task, "data.kind": "table", "data.rows": 500}
    assert value(stacking, "current", facts, **{**FOLDED, **changed}) == picked
    assert value(stacking, "guide", facts, **{**FOLDED, **changed}) == "none"


@pytest.mark.parametrize(
    ("task", "folds", "picked"),
    [
        ("binary", 5, "linear"),
        ("multiclass", 8, "linear"),
        ("binary", 1, "none"),
        ("multilabel", 5, "none"),
        ("regression", 5, "none"),
    ],
)
def test_a_linear_model_is_blended_with_networks_over_ngrams(task: str, folds: int, picked: str) -> None:
    facts = {"task": task, "data.kind": "text", "data.rows": 500}
    assert value(stacking, "current", facts, family="ngram-mlp", folds=folds, members=None) == picked


@pytest.mark.parametrize(("folds", "said"), [(1, "one split of 500 rows"), (5, "over 5 folds of 500 rows")])
def test_a_network_alone_says_of_the_split_what_is_so(folds: int, said: str) -> None:
    facts = {"task": "ordinal", "data.kind": "table", "data.rows": 500}
    assert said in decided(stacking, "current", facts, **{**FOLDED, "folds": folds})[1].because


@pytest.mark.parametrize(
    ("series", "steps", "picked"),
    [
        (19, 100, "none"),
        (20, 100, "theta"),
        (60, 400, "theta"),
        (60, 401, "none"),
        (500, 400, "theta"),
        (501, 400, "none"),
        (1, 300, "none"),
    ],
)
def test_theta_is_blended_with_networks_over_many_short_series(series: int, steps: int, picked: str) -> None:
    facts = {"task": "forecasting", "rows": series * steps, "series": series}
    for family in ("linear-series", "nhits"):
        assert value(stacking, "current", facts, family=family) == picked
        assert value(stacking, "guide", facts, family=family) == "none"


@pytest.mark.parametrize(
    ("kind", "task", "family", "blended"),
    [
        ("table", "binary", "mlp", True),
        ("table", "binary", "tabm", False),
        ("text", "binary", "ngram-mlp", True),
        ("text", "binary", "mlp", False),
        ("series", "forecasting", "nhits", True),
        ("series", "forecasting", "transformer", False),
        ("series", "binary", "nhits", False),
    ],
)
def test_where_a_blend_is_possible(kind: str, task: Any, family: str, blended: bool) -> None:
    problem = Problem(task=task, **{"data.kind": kind})
    assert stacking.scope.covers(problem, {})
    assert applies(stacking, problem=problem, family=family) is blended


def test_other_data_has_no_blend() -> None:
    assert not stacking.scope.covers(Problem(task="binary", **{"data.kind": "image"}), {})
