"""What is done about classes of unequal size; one row a branch."""

from typing import Any

import pytest

from advisor.engine import Span
from advisor.knowledge.data.imbalance import imbalance_strategy, max_weight
from tests.knowledge.deciding import decided, value

TAIL: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "classes": 10, "rows": 50_000}


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
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
        pytest.param({**TAIL, "imbalance": 100}, "IMB-TAIL", "logit-adjustment", id="tail"),
        pytest.param({**TAIL, "imbalance": 99.9}, "IMB-THRESHOLD", "none", id="tail-99.9"),
        pytest.param({**TAIL, "imbalance": 101, "classes": 9}, "IMB-THRESHOLD", "none", id="tail-of-9-classes"),
        pytest.param({**TAIL, "imbalance": 101, "metric": "accuracy"}, "IMB-THRESHOLD", "none", id="tail-accuracy"),
        pytest.param({**TAIL, "imbalance": 101, "priority": "calibration"}, "IMB-THRESHOLD", "none",
                     id="tail-calibration"),
        pytest.param({**TAIL, "imbalance": 101, "data.kind": "table"}, "IMB-THRESHOLD", "none", id="tail-of-a-table"),
        pytest.param({"task": "segmentation", "imbalance": 10}, "IMB-MILD", "none", id="segmentation-mild"),
        pytest.param({"task": "segmentation", "imbalance": 11}, "IMB-FOREGROUND", "foreground-oversampling",
                     id="segmentation"),
        pytest.param({"task": "segmentation", "volumetric": True}, "IMB-FOREGROUND", "foreground-oversampling",
                     id="volumes"),
    ],
)  # fmt: skip
def test_imbalance(facts: dict[str, Any], rule: str, expected: str) -> None:
    said = decided(imbalance_strategy, "current", facts)
    assert (said[0], said[1].value) == (rule, expected)
    assert value(imbalance_strategy, "guide", facts) == "none"


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_nothing_is_balanced_without_training(ruleset: str) -> None:
    facts = {"task": "multiclass", "kind": "text", "imbalance": 50, "metric": "f1"}
    assert decided(imbalance_strategy, ruleset, facts, family="zero-shot")[0] == "IMB-UNTRAINED"


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param({"imbalance": 50}, "50 times as many pixels", id="images"),
        pytest.param({"imbalance": 3, "volumetric": True}, "3 times as many voxels", id="volumes"),
        pytest.param({"volumetric": True}, "mostly show background", id="volumes-of-equal-classes"),
    ],
)
def test_patches_show_rare_classes(facts: dict[str, Any], reason: str) -> None:
    assert reason in decided(imbalance_strategy, "current", {"task": "segmentation", **facts}, family="unet")[1].because


@pytest.mark.parametrize(("smallest", "warned"), [(49, True), (50, False), (51, False)])
def test_too_few_of_a_class_are_named(smallest: int, warned: bool) -> None:
    facts = {"rows": 5_000, "imbalance": 100, "data.smallest_class": smallest}
    rule, said = decided(imbalance_strategy, "current", facts)
    assert rule == "IMB-THRESHOLD"
    assert bool(said.warning) is warned
    rule, weighted = decided(imbalance_strategy, "current", {**facts, "metric": "f1"})
    assert rule == "IMB-WEIGHTS"
    assert "calibrate" in (weighted.warning or "")
    assert ("too few" in (weighted.warning or "")) is warned


def test_rare_objects_are_named() -> None:
    _, said = decided(imbalance_strategy, "current", {"task": "detection", "imbalance": 50}, family="detector")
    assert "50 times fewer objects" in (said.warning or "")


@pytest.mark.parametrize(("ratio", "weight"), [(2, 2), (9, 9), (10, 10), (11, 10), (5_000, 10)])
def test_weights_are_capped(ratio: float, weight: float) -> None:
    _, said = decided(max_weight, "current", {"imbalance": ratio})
    assert said.value == weight
    assert ("single examples" in said.because) is (ratio > weight)
    assert isinstance(said.try_next, Span)
    assert said.try_next.low <= said.try_next.high == ratio
