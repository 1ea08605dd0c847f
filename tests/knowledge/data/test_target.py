"""What is done to a numeric target and its predictions; one row a branch."""

from typing import Any

import pytest

from advisor.engine import Skip
from advisor.knowledge.data.target import clamp, smearing, target_transform
from advisor.problem import Problem
from tests.knowledge.deciding import decided, speaking


@pytest.mark.parametrize(
    ("facts", "ruleset", "rule", "value"),
    [
        pytest.param({}, "current", "TGT-STANDARDIZE", "standardize", id="unbounded"),
        pytest.param({}, "guide", "TGT-STANDARDIZE", "standardize", id="guide-unbounded"),
        pytest.param({"target_range": "unit"}, "current", "TGT-STANDARDIZE", "standardize", id="unit"),
        pytest.param({"target_range": "unit"}, "guide", "TGT-GUIDE-BOUNDED", "none", id="guide-unit"),
        pytest.param({"target_range": "symmetric"}, "guide", "TGT-GUIDE-BOUNDED", "none", id="guide-symmetric"),
        pytest.param({"target_range": "positive"}, "guide", "TGT-GUIDE-POSITIVE", "standardize", id="guide-positive"),
        pytest.param({"target_range": "counts"}, "guide", "TGT-GUIDE-COUNTS", "rms-scale", id="guide-counts"),
        pytest.param({"target_range": "counts"}, "current", "TGT-COUNTS", "none", id="counts"),
        pytest.param({"target_range": "counts", "data.target_mean": 9.9}, "current", "TGT-COUNTS", "none",
                     id="mean-9.9"),
        pytest.param({"target_range": "counts", "data.target_mean": 10.0}, "current", "TGT-COUNTS", "none",
                     id="mean-10"),
        pytest.param({"target_range": "counts", "data.target_mean": 10.1}, "current", "TGT-STANDARDIZE", "standardize",
                     id="mean-10.1"),
        pytest.param({"target_range": "positive", "target_skew": 2.9}, "current", "TGT-STANDARDIZE", "standardize",
                     id="skew-2.9"),
        pytest.param({"target_range": "positive", "target_skew": 3.0}, "current", "TGT-LOG", "log1p-standardize",
                     id="skew-3"),
        pytest.param({"target_range": "positive", "target_skew": 3.1}, "current", "TGT-LOG", "log1p-standardize",
                     id="skew-3.1"),
        pytest.param({"target_range": "positive", "target_skew": 5.0, "metric": "rmse"}, "current", "TGT-LOG",
                     "log1p-standardize", id="skewed-and-rmse"),
        pytest.param({"target_range": "counts", "data.target_mean": 99.0, "target_skew": 5.0}, "current", "TGT-LOG",
                     "log1p-standardize", id="skewed-large-counts"),
        pytest.param({"kind": "image"}, "current", "TGT-STANDARDIZE", "standardize", id="image"),
    ],
)  # fmt: skip
def test_target_of_a_regression(facts: dict[str, Any], ruleset: str, rule: str, value: str) -> None:
    said = decided(target_transform, ruleset, {"task": "regression", **facts})
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("series", "series_scaling", "value"),
    [
        pytest.param(1, "window-standardize", "none", id="window"),
        pytest.param(9, "mean-scale", "none", id="mean-scale"),
        pytest.param(1, "global-standardize", "none", id="global"),
        pytest.param(1, "subtract-last", "standardize", id="one-series"),
        pytest.param(2, "subtract-last", "scale-by-seasonal-naive", id="two-series"),
    ],
)
def test_target_of_a_forecast(series: int, series_scaling: str, value: str, ruleset: str) -> None:
    facts = {"task": "forecasting", "series": series, "data.target_mean": 3.0, "data.target_deviation": 2.0}
    assert decided(target_transform, ruleset, facts, series_scaling=series_scaling)[1].value == value


def test_several_series_are_not_called_one() -> None:
    known = {"problem": Problem(task="forecasting", series=9), "series_scaling": "subtract-last"}
    answers = {
        rule.id: rule(*(known[name] for name in rule.needs)) for rule in speaking(target_transform, "current", known)
    }
    assert answers["TGT-ONE-SERIES"] == Skip("needs a single series, and there are 9")


@pytest.mark.parametrize(("outliers", "warned"), [(0.009, False), (0.01, False), (0.011, True)])
def test_outliers_of_the_target_are_named(outliers: float, warned: bool) -> None:
    _, said = decided(target_transform, "current", {"task": "regression", "data.target_outliers": outliers})
    assert bool(said.warning) is warned


def test_reasons_name_what_is_known_of_the_target() -> None:
    facts = {"task": "regression", "outputs": 3, "data.target_mean": 180_921.0, "data.target_deviation": 79_442.0}
    _, said = decided(target_transform, "current", facts)
    assert "each of 3 targets, of mean 180,921 and deviation 79,442" in said.because
    _, said = decided(target_transform, "current", {"task": "regression"})
    assert "the target, whose scale is not known" in said.because


@pytest.mark.parametrize(
    ("facts", "ruleset", "rule", "value"),
    [
        pytest.param({}, "current", "CLAMP-RANGE", True, id="range"),
        pytest.param({"future": True}, "current", "CLAMP-MOVING", False, id="later-data"),
        pytest.param({"time_column": "day"}, "current", "CLAMP-MOVING", False, id="time-column"),
        pytest.param({"future": True, "target_range": "unit"}, "current", "CLAMP-RANGE", True, id="later-but-bounded"),
        pytest.param({}, "guide", "CLAMP-GUIDE", False, id="guide"),
    ],
)
def test_clamp(facts: dict[str, Any], ruleset: str, rule: str, value: bool) -> None:
    said = decided(clamp, ruleset, {"task": "regression", **facts})
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(
    ("metric", "rule", "value"),
    [
        (None, "SMEAR-MEAN", True),
        ("rmse", "SMEAR-MEAN", True),
        ("r2", "SMEAR-MEAN", True),
        ("mae", "SMEAR-MEDIAN", False),
    ],
)
def test_the_mean_is_restored_where_squares_count(metric: str | None, rule: str, value: bool) -> None:
    facts = {"target_range": "positive", "target_skew": 5.0} | ({"metric": metric} if metric else {})
    said = decided(smearing, "current", {"task": "regression", **facts})
    assert (said[0], said[1].value) == (rule, value)
