"""Where the answer is the mean over an image and its mirror image."""

from typing import Any

import pytest

from advisor.knowledge.data.augmentation import CROP, FLIP, SHIFT
from advisor.knowledge.evaluation.mirroring import test_time_augmentation as mirroring
from advisor.problem import Problem
from tests.knowledge.deciding import decided, value

IMAGES: dict[str, Any] = {"data.kind": "image"}


@pytest.mark.parametrize(
    ("facts", "changes", "current"),
    [
        pytest.param({}, [SHIFT, FLIP], "horizontal-flip", id="mirrored"),
        pytest.param({"task": "regression"}, [FLIP], "horizontal-flip", id="numbers"),
        pytest.param({"priority": "calibration"}, [FLIP], "horizontal-flip", id="calibration"),
        pytest.param({}, [SHIFT, CROP], "none", id="not mirrored"),
        pytest.param({}, [], "none", id="not changed"),
        pytest.param({"priority": "latency"}, [FLIP], "none", id="latency first"),
        pytest.param({"priority": "speed"}, [FLIP], "none", id="speed first"),
        pytest.param({"latency_ms": 100.0}, [FLIP], "none", id="latency limit"),
        pytest.param({"deploy": "edge"}, [FLIP], "none", id="edge"),
    ],
)
def test_what_is_mirrored_in_training_is_mirrored_in_prediction(
    facts: dict[str, Any], changes: list[Any], current: str
) -> None:
    facts = IMAGES | facts
    assert value(mirroring, "current", facts, augmentation=changes, family="cnn") == current
    assert value(mirroring, "guide", facts, augmentation=changes, family="cnn") == "none"


def test_a_prediction_is_said_to_take_twice_as_long() -> None:
    _, answer = decided(mirroring, "current", IMAGES, augmentation=[FLIP], family="cnn")
    assert "a prediction takes twice as long" in answer.because


@pytest.mark.parametrize(
    ("facts", "family", "there"),
    [
        ({}, "pretrained", True),
        ({}, "zero-shot", False),
        ({"task": "detection"}, "detector", False),
        ({"task": "segmentation"}, "unet", False),
        ({"data.kind": "audio"}, "cnn", False),
        ({"data.kind": "table"}, "mlp", False),
    ],
)
def test_it_is_asked_of_networks_that_answer_for_whole_images(facts: dict[str, Any], family: str, there: bool) -> None:
    assert mirroring.scope.covers(Problem(**({"task": "binary"} | IMAGES | facts)), {"family": family}) is there
