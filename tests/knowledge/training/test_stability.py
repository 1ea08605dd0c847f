"""Clipping by norm where gradients may explode, and averaging where it pays."""

from typing import Any

import pytest

from advisor.config.values import ScheduleSettings, WeightAveraging
from advisor.knowledge.training.stability import averaging, clip_norm
from tests.knowledge.deciding import applies, decided, value

SEQUENCE: dict[str, Any] = {"data.kind": "sequence"}
IMAGES: dict[str, Any] = {"data.kind": "image"}
NONE = WeightAveraging("none")


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {}, 0.0, 0.0, id="dense"),
        pytest.param({"observed_gradients": "vanishing"}, {}, 0.0, 0.0, id="dense, vanishing"),
        pytest.param({"observed_gradients": "exploding"}, {}, 1.0, 1.0, id="dense, exploding"),
        pytest.param(SEQUENCE, {"family": "rnn"}, 1.0, 1.0, id="recurrent"),
        pytest.param(
            {**SEQUENCE, "observed_gradients": "exploding"}, {"family": "rnn"}, 0.5, 0.5, id="recurrent, exploding"
        ),
        pytest.param(IMAGES, {"family": "cnn"}, 0.0, 0.0, id="convolutions"),
        pytest.param(IMAGES, {"family": "pretrained", "backbone": "resnet50"}, 0.0, 0.0, id="published convolutions"),
        pytest.param(IMAGES, {"family": "pretrained", "backbone": "vit_b_16"}, 1.0, 0.0, id="published attention"),
        pytest.param({"task": "language-modeling"}, {"family": "transformer"}, 1.0, 0.0, id="attention"),
        pytest.param({}, {"family": "tabm"}, 1.0, 0.0, id="members inside"),
        pytest.param({"task": "detection"}, {"family": "detector", "backbone": "yolo26n"}, 10.0, 0.0, id="YOLO"),
        pytest.param({"task": "detection"}, {"family": "detector", "backbone": "rfdetr_nano"}, 0.1, 0.0, id="RF-DETR"),
        pytest.param(
            {"task": "detection"},
            {"family": "detector", "backbone": "fasterrcnn_resnet50_fpn_v2"},
            0.0,
            0.0,
            id="Faster R-CNN",
        ),
        pytest.param({"task": "segmentation", "data.volumetric": True}, {"family": "unet"}, 12.0, 0.0, id="volumes"),
        pytest.param({"task": "segmentation"}, {"family": "unet"}, 0.0, 0.0, id="pixels"),
    ],
)
def test_clip_norm(facts: dict[str, Any], choices: dict[str, Any], current: float, guide: float) -> None:
    assert value(clip_norm, "current", facts, **choices) == current
    assert value(clip_norm, "guide", facts, **choices) == guide


def test_several_thresholds_are_worth_a_try() -> None:
    _, answer = decided(clip_norm, "guide", SEQUENCE, family="rnn")
    assert answer.try_next is not None
    assert len(answer.try_next) > 2


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("optimizer", "schedule", "kind"),
    [
        ("sgd", "constant", "swa"),
        ("sgd", "plateau", "swa"),
        ("sgd", "one-cycle", "none"),
        ("adamw", "constant", "none"),
        ("adamw", "cosine", "none"),
    ],
)
def test_late_points_of_sgd_are_averaged(ruleset: str, optimizer: str, schedule: str, kind: str) -> None:
    settings = ScheduleSettings(schedule)  # type: ignore[arg-type]
    assert value(averaging, ruleset, {}, optimizer=optimizer, schedule=settings).kind == kind


@pytest.mark.parametrize(
    ("facts", "choices", "expected"),
    [
        pytest.param(
            IMAGES, {"family": "cnn", "train_rows": 127_936}, WeightAveraging("ema", decay=0.999), id="199,900"
        ),
        pytest.param(IMAGES, {"family": "cnn", "train_rows": 12_800}, WeightAveraging("ema", decay=0.999), id="20,000"),
        pytest.param(IMAGES, {"family": "cnn", "train_rows": 1_280}, WeightAveraging("ema", decay=0.99), id="2,000"),
        pytest.param(IMAGES, {"family": "cnn", "train_rows": 1_216}, NONE, id="1,900 steps"),
        pytest.param(
            IMAGES, {"family": "cnn", "train_rows": 12_736}, WeightAveraging("ema", decay=0.99), id="19,900 steps"
        ),
        pytest.param(
            IMAGES,
            {"family": "cnn", "train_rows": 10**10, "max_steps": 2_000},
            WeightAveraging("ema", decay=0.99),
            id="2,000 updates of an epoch",
        ),
        pytest.param(
            IMAGES,
            {"family": "cnn", "train_rows": 127_936, "schedule": ScheduleSettings("one-cycle")},
            NONE,
            id="under 1cycle",
        ),
        pytest.param(IMAGES, {"family": "pretrained"}, NONE, id="published"),
        pytest.param({"label_noise": 0.04}, {}, NONE, id="4% wrong"),
        pytest.param({"label_noise": 0.05}, {}, WeightAveraging("ema", decay=0.99), id="5% wrong"),
        pytest.param({"label_noise": 0.06}, {}, WeightAveraging("ema", decay=0.99), id="6% wrong"),
        pytest.param({"task": "detection"}, {"family": "detector"}, WeightAveraging("ema", decay=0.99), id="detector"),
        pytest.param({}, {}, NONE, id="table"),
    ],
)
def test_exponential_mean(facts: dict[str, Any], choices: dict[str, Any], expected: WeightAveraging) -> None:
    assert value(averaging, "current", facts, **choices) == expected
    assert value(averaging, "guide", facts, **choices) == NONE


def test_nothing_to_clip_without_training() -> None:
    assert not applies(clip_norm, family="zero-shot")
    assert not applies(averaging, family="zero-shot")
