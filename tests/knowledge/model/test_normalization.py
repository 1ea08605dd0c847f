"""Normalisation: what the family needs, and how many examples BatchNorm needs."""

from typing import Any

import pytest

from advisor.config.values import NumericEmbedding
from advisor.knowledge.model.normalization import normalization
from advisor.knowledge.model.normalization_place import place
from advisor.problem import Problem
from tests.knowledge.deciding import applies, decided, speaking, value

IMAGES: dict[str, Any] = {"data.kind": "image"}
CNN = {"family": "cnn", "residual": True}
EMBEDDED = {"numeric_embedding": NumericEmbedding("pbld")}
RESNET = {"family": "pretrained", "backbone": "resnet50", "layers": 0}
YOLO = {"family": "detector", "backbone": "yolov8n", "layers": 0}


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({}, {}, "batch", "batch", id="dense"),
        pytest.param({}, EMBEDDED, "none", "batch", id="dense over embedded numbers"),
        pytest.param({}, {**EMBEDDED, "residual": True}, "batch", "batch", id="residual dense"),
        pytest.param({"observed_gradients": "vanishing"}, EMBEDDED, "batch", "batch", id="dense, vanishing"),
        pytest.param({}, {"micro_batch": 1}, "layer", "none", id="dense, 1 at a time"),
        pytest.param({}, {"micro_batch": 2}, "layer", "none", id="dense, 2 at a time"),
        pytest.param({}, {"micro_batch": 15}, "layer", "none", id="dense, 15"),
        pytest.param({}, {"micro_batch": 15, "residual": True}, "layer", "batch", id="residual, 15"),
        pytest.param({"observed_gradients": "vanishing"}, {"micro_batch": 15}, "layer", "batch", id="vanishing, 15"),
        pytest.param({"priority": "memory"}, {}, "batch", "none", id="dense, memory first"),
        pytest.param({}, {"widths": [512, 256, 128]}, "batch", "none", id="dense, narrower and narrower"),
        pytest.param({}, {"micro_batch": 16}, "batch", "batch", id="dense, 16"),
        pytest.param({}, {"micro_batch": 17}, "batch", "batch", id="dense, 17"),
        pytest.param({}, {"layers": 0, "widths": []}, "none", "none", id="no hidden layers"),
        pytest.param({}, {"family": "tabm"}, "none", "batch", id="members inside"),
        pytest.param(IMAGES, {**CNN, "micro_batch": 15}, "group", "batch", id="convolutions, 15"),
        pytest.param(IMAGES, {**CNN, "micro_batch": 16}, "batch", "batch", id="convolutions, 16"),
        pytest.param(IMAGES, {**CNN, "micro_batch": 17}, "batch", "batch", id="convolutions, 17"),
        pytest.param({"task": "segmentation", "data.volumetric": True}, {"family": "unet"}, "instance", "batch",
                     id="volumes"),
        pytest.param({"data.kind": "sequence"}, {"family": "rnn"}, "none", "none", id="recurrent"),
        pytest.param({"data.kind": "sequence", "observed_gradients": "vanishing"}, {"family": "rnn"}, "layer", "layer",
                     id="recurrent, vanishing"),
        pytest.param({"data.kind": "sequence"}, {"family": "transformer"}, "layer", "layer", id="attention"),
        pytest.param({"task": "language-modeling"}, {"family": "transformer"}, "rms", "layer", id="language"),
        pytest.param({"data.kind": "text"}, {"family": "ngram-mlp", "layers": 1}, "none", "batch", id="n-grams"),
        pytest.param(IMAGES, RESNET, "frozen-batch", "batch", id="published with BatchNorm"),
        pytest.param({**IMAGES, "pretrained": False}, RESNET, "batch", "batch", id="its architecture only"),
        pytest.param(IMAGES, {**RESNET, "backbone": "convnext_tiny"}, "layer", "layer", id="published with LayerNorm"),
        pytest.param(IMAGES, {**RESNET, "backbone": "vgg16"}, "none", "none", id="published without"),
        pytest.param({"data.kind": "text"}, {**RESNET, "backbone": "another"}, "layer", "layer", id="unknown"),
        pytest.param({"task": "detection"}, {**YOLO, "micro_batch": 15}, "frozen-batch", "batch", id="detector, 15"),
        pytest.param({"task": "detection"}, {**YOLO, "micro_batch": 16}, "batch", "batch", id="detector, 16"),
        pytest.param({"task": "detection"}, {**YOLO, "micro_batch": 17}, "batch", "batch", id="detector, 17"),
    ],
)  # fmt: skip
def test_normalization(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(normalization, "current", facts, **choices) == current
    assert value(normalization, "guide", facts, **choices) == guide


@pytest.mark.parametrize(("micro_batch", "warned"), [(15, True), (16, False), (17, False)])
def test_the_guide_is_warned_of_small_batches(micro_batch: int, warned: bool) -> None:
    _, answer = decided(normalization, "guide", IMAGES, **CNN, micro_batch=micro_batch)
    assert answer.value == "batch"
    assert (answer.warning is not None) == warned


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(("rows", "warned"), [(320, False), (321, True), (322, False), (32, False), (1, False)])
def test_an_example_left_alone_is_told_of(ruleset: str, rows: int, warned: bool) -> None:
    _, answer = decided(normalization, ruleset, {}, batch_size=32, train_rows=rows)
    assert (answer.warning is not None) == warned


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        (RESNET, "backbone"),
        ({"family": "transformer", "residual": True}, "pre-block"),
        ({"residual": True}, "pre-block"),
        ({"family": "rnn"}, "after-activation"),
        (CNN, "before-activation"),
        ({}, "before-activation"),
    ],
)
def test_place(ruleset: str, choices: dict[str, Any], expected: str) -> None:
    assert value(place, ruleset, {}, **choices) == expected


def test_when_there_is_nothing_to_place() -> None:
    assert not applies(normalization, family="zero-shot")
    assert not applies(place, normalization="none")
    assert not applies(place, normalization=None)
    assert applies(place, normalization="batch")


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_published_networks_are_not_told_that_they_have_no_layers(ruleset: str) -> None:
    known = {"problem": Problem(task="binary", **IMAGES), "family": "pretrained"}
    ids = [rule.id for rule in speaking(normalization, ruleset, known)]
    assert ids[-1] == "NORM-BACKBONE"
    assert "NORM-NO-HIDDEN" not in ids
