"""What is chosen where quantiles are asked for, and that nothing is chosen so where they are not."""

from typing import Any

import pytest
from hypothesis import given

from advisor.errors import InputError
from advisor.knowledge.data.target import smearing, target_transform
from advisor.knowledge.evaluation.baselines import baselines
from advisor.knowledge.evaluation.metrics import metrics, monitor
from advisor.knowledge.evaluation.probabilities import conformal
from advisor.knowledge.model.capacity.stacking import stacking
from advisor.knowledge.model.output import units
from advisor.knowledge.training.loss import loss
from advisor.knowledge.training.loss_settings import quantiles
from advisor.problem import Problem
from advisor.problem.amounts import quantiles as written
from advisor.recommending import recommend
from tests.knowledge.deciding import decided, value
from tests.strategies import RULESETS, problems

TABLE: dict[str, Any] = {"task": "regression", "rows": 3_000, "features": 8}
COUNTS = TABLE | {"target_range": "counts", "data.target_mean": 2.0}
SKEWED = TABLE | {"target_range": "positive", "target_skew": 5.0}
FORECAST: dict[str, Any] = {"task": "forecasting", "rows": 3_000, "series": 30, "horizon": 12}
ENDS: dict[str, Any] = {"data.quantiles": [0.9, 0.1]}
SINGLE: dict[str, Any] = {"data.quantiles": [0.9]}


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("decision", "facts", "choices", "with_quantiles", "without"),
    [
        pytest.param(loss, TABLE, {}, "LOSS-QUANTILES", "LOSS-SQUARED", id="loss"),
        pytest.param(loss, FORECAST, {}, "LOSS-QUANTILES", "LOSS-SQUARED", id="loss of a forecast"),
        pytest.param(units, TABLE, {}, "OUT-QUANTILES", "OUT-REGRESSION", id="units"),
        pytest.param(units, FORECAST, {}, "OUT-QUANTILES", "OUT-FORECAST", id="units of a forecast"),
        pytest.param(smearing, SKEWED, {}, "SMEAR-QUANTILES", "SMEAR-MEAN", id="smearing"),
    ],
)
def test_rules_of_quantiles_speak_first(
    ruleset: str, decision: Any, facts: dict[str, Any], choices: dict[str, Any], with_quantiles: str, without: str
) -> None:
    assert decided(decision, ruleset, facts | ENDS, **choices)[0] == with_quantiles
    assert decided(decision, ruleset, facts, **choices)[0] == without


@pytest.mark.parametrize(
    ("facts", "levels", "number"),
    [
        pytest.param(TABLE | ENDS, [0.1, 0.5, 0.9], 3, id="the median is added"),
        pytest.param(TABLE | {"data.quantiles": [0.5]}, [0.5], 1, id="the median alone"),
        pytest.param(TABLE | {"data.quantiles": [0.5, 0.2, 0.2]}, [0.2, 0.5], 2, id="each once"),
        pytest.param(FORECAST | ENDS, [0.1, 0.5, 0.9], 36, id="each step ahead"),
    ],
)
def test_levels_stand_in_order_and_have_an_output_each(facts: dict[str, Any], levels: list[float], number: int) -> None:
    assert value(quantiles, "current", facts) == levels
    assert value(units, "current", facts) == number


def test_what_answers_with_a_single_number_is_not_blended() -> None:
    folds = {"folds": 5, "normalization": "none", "residual": False, "members": 1, "output_activation": "none"}
    assert value(stacking, "current", TABLE, **folds) == "linear"
    assert value(stacking, "current", TABLE | ENDS, **folds) == "none"
    assert value(stacking, "current", FORECAST, family="linear-series") == "theta"
    assert value(stacking, "current", FORECAST | ENDS, family="linear-series") == "none"


def test_counts_lose_the_likelihood_of_their_mean() -> None:
    assert value(target_transform, "current", COUNTS) == "none"
    assert value(target_transform, "current", COUNTS | ENDS) == "standardize"


@pytest.mark.parametrize(
    ("facts", "scores"),
    [
        pytest.param(TABLE | ENDS, ["pinball-loss", "coverage", "mae"], id="table"),
        pytest.param(TABLE | SINGLE, ["pinball-loss", "mae"], id="no interval"),
        pytest.param(TABLE | ENDS | {"metric": "rmse"}, ["pinball-loss", "coverage", "mae", "rmse"], id="rmse"),
        pytest.param(FORECAST | ENDS, ["scaled-quantile-loss", "coverage", "mase", "mae"], id="forecast"),
    ],
)
def test_scores(facts: dict[str, Any], scores: list[str]) -> None:
    assert value(metrics, "current", facts) == scores
    assert value(monitor, "current", facts) == scores[0]
    assert value(monitor, "guide", facts) == "loss"


@pytest.mark.parametrize(
    ("level", "held_out", "expected"),
    [(0.9, 8, False), (0.9, 9, True), (0.5, 1, True), (0.01, 98, False), (0.01, 99, True)],
)
def test_quantiles_are_moved_where_their_tail_is_seen(level: float, held_out: int, expected: bool) -> None:
    facts = TABLE | {"data.quantiles": [level]}
    assert value(conformal, "current", facts, train_rows=3_000 - held_out) is expected
    assert value(conformal, "guide", facts, train_rows=3_000 - held_out) is False


def test_baselines_predict_quantiles_too() -> None:
    named = {each.name: each.settings for each in value(baselines, "current", TABLE | ENDS)}
    assert named["lightgbm"].startswith("objective quantile")
    assert {"empirical-quantiles", "linear-quantiles"} <= named.keys()
    assert "errors" in value(baselines, "guide", FORECAST | ENDS)[0].settings


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"task": "regression", "data.kind": "image", "rows": 900} | ENDS, "no meaning for data of kind image"),
        ({"task": "regression", "data.kind": "series", "rows": 900} | ENDS, "rows of a table and for forecasts"),
        ({"task": "binary", "rows": 900} | ENDS, "no meaning for the task binary"),
        (TABLE | {"outputs": 2} | ENDS, "of one number, and there are 2"),
        (TABLE | {"data.quantiles": [0.1, 1.0]}, "above 0 and below 1"),
        (TABLE | {"data.quantiles": [0.5] * 100}, "at most 99 numbers"),
        (TABLE | {"data.quantiles": "median"}, "80 % interval"),
    ],
)
def test_where_there_are_no_quantiles_it_is_said(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as refused:
        Problem(**facts)
    assert said in "".join(str(each) for each in refused.value.diagnostics)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["0.1", "0.9"], [0.1, 0.9]),
        (["10 %", "2.5%"], [0.1, 0.025]),
        (["80 % interval"], [0.1, 0.9]),
        (["0.95 interval", "0.25"], [0.025, 0.975, 0.25]),
        (["120 % interval", "x"], ["120 % interval", "x"]),
    ],
)
def test_levels_as_people_write_them(parts: list[str], expected: list[Any]) -> None:
    assert written(parts) == expected


@given(problems(("table", "series"), ("regression", "forecasting")), RULESETS)
def test_no_mean_stands_among_quantiles(problem: Problem, ruleset: Any) -> None:
    chosen = recommend(problem, ruleset).choices
    if not problem.data.quantiles or chosen["model.family"].value == "zero-shot":
        assert "training.loss.quantiles" not in chosen
        return
    levels = chosen["training.loss.quantiles"].value
    numbers = problem.data.outputs * (problem.data.horizon if problem.task == "forecasting" else 1)
    assert chosen["training.loss.name"].value == "quantile"
    assert levels == sorted({*problem.data.quantiles, 0.5})
    assert chosen["model.output.units"].value == len(levels) * numbers
    assert chosen["model.output.activation"].value != "exp"
    assert "model.stacking" not in chosen or chosen["model.stacking"].value == "none"
    assert "data.target.smearing" not in chosen or not chosen["data.target.smearing"].value
