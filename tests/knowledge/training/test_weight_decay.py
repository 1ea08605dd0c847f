"""Weights decay as in the recipe of their family; biases and scales do not."""

from typing import Any

import pytest

from advisor.config.values import Wanted
from advisor.knowledge.training.weight_decay import no_decay, weight_decay
from tests.knowledge.deciding import applies, decided, value

IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
TEXTS: dict[str, Any] = {"task": "multiclass", "data.kind": "text", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}
SERIES: dict[str, Any] = {"task": "forecasting", "data.kind": "series"}
SOUNDS: dict[str, Any] = {"task": "multiclass", "data.kind": "audio"}
RESNET, VIT = Wanted("resnet50", "all"), Wanted("dinov2_vits14", "all")
YOLO, DETR = Wanted("yolov8s", "all"), Wanted("rfdetr_medium", "all")
DEEPLAB = Wanted("deeplabv3_resnet50", "all")
OVERFITTED = {"observed.fit": "overfitting"}


@pytest.mark.parametrize(
    ("facts", "family", "choices", "expected"),
    [
        pytest.param({}, "mlp", {}, ("OPT-DECAY", 0.02), id="RealMLP"),
        pytest.param({}, "tabm", {}, ("OPT-DECAY", 3e-4), id="TabM"),
        pytest.param(IMAGES, "unet", {"optimizer": "sgd"}, ("OPT-DECAY", 3e-5), id="nnU-Net"),
        pytest.param(
            IMAGES, "cnn", {"optimizer": "sgd", "train_rows": 400}, ("OPT-DECAY-IMAGES", 0.02), id="400 images"
        ),
        pytest.param(
            IMAGES, "cnn", {"optimizer": "sgd", "train_rows": 500}, ("OPT-DECAY-IMAGES", 0.02), id="500 images"
        ),
        pytest.param(
            IMAGES, "cnn", {"optimizer": "sgd", "train_rows": 2_000}, ("OPT-DECAY-IMAGES", 0.005), id="2,000 images"
        ),
        pytest.param(
            IMAGES, "cnn", {"optimizer": "sgd", "train_rows": 20_000}, ("OPT-DECAY-IMAGES", 5e-4), id="20,000 images"
        ),
        pytest.param(
            IMAGES, "cnn", {"optimizer": "sgd", "train_rows": 10**6}, ("OPT-DECAY-IMAGES", 5e-4), id="wide ResNet"
        ),
        pytest.param(IMAGES, "cnn", {"optimizer": "adamw"}, ("OPT-DECAY-USUAL", 0.01), id="images, AdamW"),
        pytest.param(
            {**IMAGES, **OVERFITTED}, "cnn", {"optimizer": "sgd", "train_rows": 2_000}, ("OPT-DECAY-OBSERVED", 0.015),
            id="images, overfitted"
        ),
        pytest.param(SOUNDS, "cnn", {}, ("OPT-DECAY-USUAL", 0.01), id="log-mel"),
        pytest.param(IMAGES, "pretrained", {"wanted": RESNET}, ("OPT-DECAY", 0.05), id="published"),
        pytest.param(
            IMAGES, "pretrained", {"wanted": RESNET, "optimizer": "sgd"}, ("OPT-DECAY", 1e-4), id="published, SGD"
        ),
        pytest.param(IMAGES, "detector", {"wanted": YOLO}, ("OPT-DECAY", 5e-4), id="YOLO"),
        pytest.param(IMAGES, "detector", {"wanted": DETR}, ("OPT-DECAY", 1e-4), id="RF-DETR"),
        pytest.param(IMAGES, "segmenter", {"wanted": DEEPLAB}, ("OPT-DECAY", 1e-4), id="DeepLab"),
        pytest.param(LANGUAGE, "transformer", {}, ("OPT-DECAY", 0.1), id="language"),
        pytest.param(SERIES, "transformer", {}, ("OPT-DECAY-USUAL", 1e-4), id="patches"),
        pytest.param(SERIES, "linear-series", {}, ("OPT-DECAY-USUAL", 1e-4), id="linear forecaster"),
        pytest.param(TEXTS, "pretrained", {}, ("OPT-DECAY-USUAL", 0.01), id="text"),
        pytest.param({"task": "binary", "data.kind": "sequence"}, "transformer", {}, ("OPT-DECAY-USUAL", 0.01),
                     id="sequences"),
        pytest.param(OVERFITTED, "mlp", {}, ("OPT-DECAY-OBSERVED", 0.06), id="overfitted"),
        pytest.param({**LANGUAGE, **OVERFITTED}, "transformer", {}, ("OPT-DECAY-OBSERVED", 0.3), id="never above 0.3"),
    ],
)  # fmt: skip
def test_weights_decay_as_in_the_recipe(
    facts: dict[str, Any], family: str, choices: dict[str, Any], expected: tuple[str, float]
) -> None:
    given_choices = {"wanted": None, "family": family, **choices}
    rule, answer = decided(weight_decay, "current", facts, **given_choices)
    assert rule == expected[0]
    assert answer.value == pytest.approx(expected[1])
    assert value(weight_decay, "guide", facts, **given_choices) == 0.0


@pytest.mark.parametrize(
    ("facts", "expected"),
    [({}, ["bias", "norm", "embedding"]), (TEXTS, ["bias", "norm", "embedding"]), (IMAGES, ["bias", "norm"])],
)
def test_offsets_and_scales_do_not_decay(facts: dict[str, Any], expected: list[str]) -> None:
    assert value(no_decay, "current", facts, weight_decay=0.01) == expected


@pytest.mark.parametrize(("decay", "there"), [(0.0, False), (1e-5, True), (None, False)])
def test_nothing_is_spared_where_nothing_decays(decay: float | None, there: bool) -> None:
    assert applies(no_decay, weight_decay=decay) is there
