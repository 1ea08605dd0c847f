"""The target: its scale, and classes of unequal size; one row a branch."""

from typing import Any

import pytest

from advisor.engine import Pick, Span
from advisor.knowledge.data import imbalance, target
from advisor.knowledge.data import imbalance as target_imbalance
from advisor.problem import Problem
from tests.knowledge.deciding import speaking


def answer(decision: Any, ruleset: str, **facts: Any) -> tuple[str, Pick[Any]]:
    """What the first picking rule of a ruleset says, given the arguments that each of them asks for."""
    for rule in speaking(decision, ruleset, facts):
        said = rule(**{name: facts[name] for name in rule.needs})
        if isinstance(said, Pick):
            return rule.id, said
        assert said.because
    raise AssertionError("no rule picks")


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
    said = answer(target.target_transform, ruleset, problem=Problem(task="regression", **facts), series_scaling=None)
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
    problem = Problem(task="forecasting", series=series, **{"data.target_mean": 3.0, "data.target_deviation": 2.0})
    said = answer(target.target_transform, ruleset, problem=problem, series_scaling=series_scaling)
    assert said[1].value == value


@pytest.mark.parametrize(("outliers", "warned"), [(0.009, False), (0.01, False), (0.011, True)])
def test_outliers_of_the_target_are_named(outliers: float, warned: bool) -> None:
    problem = Problem(task="regression", **{"data.target_outliers": outliers})
    said = target.standardised_target(problem)
    assert isinstance(said, Pick)
    assert bool(said.warning) is warned


def test_reasons_name_what_is_known_of_the_target() -> None:
    known = Problem(task="regression", outputs=3, **{"data.target_mean": 180_921.0, "data.target_deviation": 79_442.0})
    said = target.standardised_target(known)
    assert isinstance(said, Pick)
    assert "each of the 3 targets, of mean 1.809e+05 and deviation 7.944e+04" in said.because
    said = target.standardised_target(Problem(task="regression"))
    assert isinstance(said, Pick)
    assert "not known" in said.because


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
    said = answer(target.clamp, ruleset, problem=Problem(task="regression", **facts))
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
    said = answer(target.smearing, "current", problem=Problem(task="regression", **facts))
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(
    ("facts", "rule", "value"),
    [
        pytest.param({"imbalance": 9.9}, "IMB-MILD", "none", id="ratio-9.9"),
        pytest.param({"imbalance": 10}, "IMB-MILD", "none", id="ratio-10"),
        pytest.param({"imbalance": 10.1}, "IMB-THRESHOLD", "none", id="ratio-10.1"),
        pytest.param({"imbalance": 24, "metric": "f1"}, "IMB-WEIGHTS", "class-weights", id="f1"),
        pytest.param({"imbalance": 10, "metric": "f1"}, "IMB-MILD", "none", id="f1-mild"),
        pytest.param({"imbalance": 24, "metric": "auc"}, "IMB-THRESHOLD", "none", id="auc"),
        pytest.param({"imbalance": 24, "metric": "f1", "priority": "calibration"}, "IMB-THRESHOLD", "none",
                     id="calibration"),
        pytest.param({"imbalance": 24, "metric": "balanced-accuracy"}, "IMB-WEIGHTS", "class-weights",
                     id="balanced-binary"),
        pytest.param({"task": "multiclass", "imbalance": 24, "metric": "balanced-accuracy"}, "IMB-ADJUST",
                     "logit-adjustment", id="balanced-multiclass"),
        pytest.param({"task": "multiclass", "imbalance": 10, "metric": "balanced-accuracy"}, "IMB-MILD", "none",
                     id="balanced-mild"),
        pytest.param({"task": "ordinal", "imbalance": 24, "metric": "f1"}, "IMB-WEIGHTS", "class-weights",
                     id="ordinal"),
        pytest.param({"task": "multilabel", "imbalance": 24}, "IMB-THRESHOLD", "none", id="multilabel"),
        pytest.param({"task": "token-classification", "imbalance": 50}, "IMB-THRESHOLD", "none", id="tokens"),
        pytest.param({"task": "detection", "imbalance": 50}, "IMB-DENSE", "none", id="detection"),
        pytest.param({"task": "multiclass", "imbalance": 24, "metric": "f1"}, "IMB-WEIGHTS", "class-weights",
                     id="macro-f1"),
        pytest.param({"task": "multiclass", "imbalance": 24}, "IMB-THRESHOLD", "none", id="multiclass"),
        pytest.param({"task": "segmentation", "imbalance": 10}, "IMB-MILD", "none", id="segmentation-mild"),
        pytest.param({"task": "segmentation", "imbalance": 11}, "IMB-FOREGROUND", "foreground-oversampling",
                     id="segmentation"),
        pytest.param({"task": "segmentation", "volumetric": True}, "IMB-FOREGROUND", "foreground-oversampling",
                     id="volumes"),
    ],
)  # fmt: skip
def test_imbalance(facts: dict[str, Any], rule: str, value: str) -> None:
    problem = Problem(**{"task": "binary", **facts})
    said = answer(imbalance.imbalance_strategy, "current", problem=problem, family="mlp")
    assert (said[0], said[1].value) == (rule, value)
    assert answer(imbalance.imbalance_strategy, "guide", problem=problem, family="mlp")[1].value == "none"


def test_nothing_is_balanced_without_training() -> None:
    problem = Problem(task="multiclass", kind="text", imbalance=50, metric="f1")
    assert answer(imbalance.imbalance_strategy, "current", problem=problem, family="zero-shot")[0] == "IMB-UNTRAINED"


@pytest.mark.parametrize(("smallest", "warned"), [(49, True), (50, False), (51, False)])
def test_too_few_of_a_class_are_named(smallest: int, warned: bool) -> None:
    problem = Problem(**{"task": "binary", "rows": 5_000, "imbalance": 100, "data.smallest_class": smallest})
    said = target_imbalance.moved_threshold_not_moved_classes(problem)
    assert isinstance(said, Pick)
    assert bool(said.warning) is warned
    weighted = target_imbalance.weights_where_rare_classes_count(problem.replace(metric="f1"))
    assert isinstance(weighted, Pick)
    assert "calibrate" in (weighted.warning or "")
    assert ("too few" in (weighted.warning or "")) is warned


def test_rare_objects_are_named() -> None:
    said = target_imbalance.a_detectors_loss_balances(Problem(task="detection", imbalance=50))
    assert isinstance(said, Pick)
    assert "50 times fewer objects" in (said.warning or "")


@pytest.mark.parametrize(("ratio", "weight"), [(2, 2), (9, 9), (10, 10), (11, 10), (5_000, 10)])
def test_weights_are_capped(ratio: float, weight: float) -> None:
    said = target_imbalance.capped_weight(Problem(task="binary", imbalance=ratio))
    assert isinstance(said, Pick)
    assert said.value == weight
    assert isinstance(said.try_next, Span)
    assert said.try_next.low <= said.try_next.high == ratio
