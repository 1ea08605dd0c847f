"""How probabilities become decisions, and what makes them trustworthy."""

from typing import Any

import pytest

from advisor.knowledge.evaluation.probabilities import calibration, threshold
from tests.knowledge.deciding import decided, value

MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
IMAGES: dict[str, Any] = MANY | {"data.kind": "image", "rows": 500}


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({"imbalance": 3.0}, {}, "0.5", "0.5", id="balanced"),
        pytest.param({"imbalance": 3.1}, {}, "tuned-on-validation", "0.5", id="unequal"),
        pytest.param({"metric": "f1"}, {}, "tuned-on-validation", "0.5", id="F1"),
        pytest.param({"task": "multilabel"}, {}, "per-class-tuned", "0.5", id="labels"),
        pytest.param(MANY, {}, "argmax", "argmax", id="several classes"),
        pytest.param({"task": "ordinal"}, {"output_activation": "cumulative-sigmoid"}, "0.5", "0.5", id="ordered"),
        pytest.param({"task": "ordinal"}, {"output_activation": "softmax"}, "argmax", "argmax", id="ordered, softmax"),
    ],
)
def test_threshold(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(threshold, "current", facts, **choices) == current
    assert value(threshold, "guide", facts, **choices) == guide


@pytest.mark.parametrize(("smallest", "warned"), [(49, True), (50, False), (51, False)])
def test_a_threshold_placed_by_luck_is_warned_of(smallest: int, warned: bool) -> None:
    facts = {"rows": 2_000, "imbalance": 20, "data.smallest_class": smallest}
    _, answer = decided(threshold, "current", facts)
    assert (answer.warning is not None) == warned


@pytest.mark.parametrize(
    ("facts", "choices", "current"),
    [
        pytest.param({}, {}, "none", id="decisions count"),
        pytest.param({"metric": "log-loss"}, {}, "temperature", id="log-loss"),
        pytest.param({}, {"imbalance_strategy": "class-weights"}, "temperature", id="weighted"),
        pytest.param({"priority": "calibration"}, {"train_rows": 99_999}, "temperature-and-ensemble", id="99,999 rows"),
        pytest.param(
            {"priority": "calibration"}, {"train_rows": 100_000}, "temperature-and-ensemble", id="100,000 rows"
        ),
        pytest.param({"priority": "calibration"}, {"train_rows": 100_001}, "temperature", id="100,001 rows"),
        pytest.param({"priority": "calibration"}, {"family": "pretrained"}, "temperature", id="large network"),
        pytest.param({"priority": "calibration", "deploy": "edge"}, {}, "temperature", id="edge"),
        pytest.param({"priority": "calibration"}, {"family": "zero-shot"}, "none", id="as it is"),
        pytest.param(IMAGES, {"train_rows": 401, "family": "cnn"}, "none", id="99 held-out images"),
        pytest.param(IMAGES, {"train_rows": 400, "family": "cnn"}, "temperature", id="100 held-out images"),
        pytest.param(IMAGES, {"train_rows": 399, "family": "cnn"}, "temperature", id="101 held-out images"),
        pytest.param(IMAGES, {"train_rows": 400, "family": "pretrained"}, "none", id="published weights"),
        pytest.param(IMAGES | {"data.kind": "audio"}, {"train_rows": 400, "family": "cnn"}, "none", id="recordings"),
    ],
)
def test_calibration(facts: dict[str, Any], choices: dict[str, Any], current: str) -> None:
    assert value(calibration, "current", facts, **choices) == current
    assert value(calibration, "guide", facts, **choices) == "none"
