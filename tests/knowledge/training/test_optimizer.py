"""Each family is trained with the optimiser of its recipe, and keeps its momentum and betas."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from advisor.config.values import Wanted
from advisor.knowledge.training.budget import (
    transformer_parameters,
)
from advisor.knowledge.training.optimizer import betas, momentum, nesterov, optimizer
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.knowledge.deciding import applies, decided, value
from tests.strategies import RULESETS, problems

often = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
TEXTS: dict[str, Any] = {"task": "multiclass", "data.kind": "text", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}
SERIES: dict[str, Any] = {"task": "forecasting", "data.kind": "series"}
SOUNDS: dict[str, Any] = {"task": "multiclass", "data.kind": "audio"}
GPU: dict[str, Any] = {"device": "gpu", "gpus": 1, "memory_gib": 80}
RESNET, VIT = Wanted("resnet50", "all"), Wanted("dinov2_vits14", "all")
YOLO, DETR = Wanted("yolov8s", "all"), Wanted("rfdetr_medium", "all")
DEEPLAB = Wanted("deeplabv3_resnet50", "all")
WIDE = [2560] * 15  # 1.18 billion parameters
WIDER = [2560] * 16  # 1.26 billion


@pytest.mark.parametrize(
    ("facts", "family", "choices", "current", "guide"),
    [
        pytest.param({}, "mlp", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="table"),
        pytest.param({}, "tabm", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="ensemble"),
        pytest.param({"trials": 9}, "mlp", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="nine runs"),
        pytest.param({"trials": 10}, "mlp", {}, "OPT-ADAMW adamw", "OPT-SGD-TUNED sgd", id="ten runs"),
        pytest.param({"trials": 11}, "rnn", {}, "OPT-ADAMW adamw", "OPT-SGD-TUNED sgd", id="eleven runs"),
        pytest.param(
            {"trials": 10, "priority": "speed"}, "mlp", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="no time"
        ),
        pytest.param(
            {"priority": "memory"}, "mlp", {}, "OPT-ADAMW adamw", "OPT-RMSPROP-GUIDE rmsprop", id="memory first"
        ),
        pytest.param(TEXTS, "ngram-mlp", {}, "OPT-ADAMW adamw", "OPT-ADAMAX-GUIDE adamax", id="rare words"),
        pytest.param(
            {**LANGUAGE, "trials": 10, "priority": "memory"},
            "transformer",
            {"widths": [256] * 4},
            "OPT-ADAMW adamw",
            "OPT-NADAM-GUIDE nadam",
            id="attention is neither",
        ),
        pytest.param(IMAGES, "cnn", {}, "OPT-SGD-CNN sgd", "OPT-SGD-CNN sgd", id="convolutions"),
        pytest.param(
            {**IMAGES, "priority": "speed"}, "cnn", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="in a hurry"
        ),
        pytest.param(
            {**IMAGES, "priority": "latency"}, "cnn", {}, "OPT-SGD-CNN sgd", "OPT-SGD-CNN sgd", id="quick answers"
        ),
        pytest.param(IMAGES, "unet", {}, "OPT-SGD-CNN sgd", "OPT-SGD-CNN sgd", id="u-net"),
        pytest.param(IMAGES, "mlp", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="flattened images"),
        pytest.param(IMAGES, "pretrained", {"wanted": RESNET}, "OPT-ADAMW adamw", "OPT-SGD-GUIDE sgd", id="published"),
        pytest.param(
            {**IMAGES, "priority": "speed"},
            "pretrained",
            {"wanted": RESNET},
            "OPT-ADAMW adamw",
            "OPT-NADAM-GUIDE nadam",
            id="published, in a hurry",
        ),
        pytest.param(IMAGES, "pretrained", {"wanted": VIT}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="attention"),
        pytest.param(IMAGES, "detector", {"wanted": YOLO}, "OPT-SGD-RECIPE sgd", "OPT-SGD-GUIDE sgd", id="YOLO"),
        pytest.param(IMAGES, "detector", {"wanted": DETR}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="RF-DETR"),
        pytest.param(IMAGES, "segmenter", {"wanted": DEEPLAB}, "OPT-SGD-RECIPE sgd", "OPT-SGD-GUIDE sgd", id="DeepLab"),
        pytest.param(SOUNDS, "cnn", {}, "OPT-BRIEF adamw", "OPT-NADAM-GUIDE nadam", id="log-mel"),
        pytest.param(
            {**LANGUAGE, **GPU},
            "transformer",
            {"widths": WIDE},
            "OPT-MUON muon-and-adamw",
            "OPT-NADAM-GUIDE nadam",
            id="language, 1.18 billion",
        ),
        pytest.param(
            {**LANGUAGE, **GPU},
            "transformer",
            {"widths": WIDER},
            "OPT-ADAMW adamw",
            "OPT-NADAM-GUIDE nadam",
            id="language, 1.26 billion",
        ),
        pytest.param(
            LANGUAGE,
            "transformer",
            {"widths": [256] * 4},
            "OPT-ADAMW adamw",
            "OPT-NADAM-GUIDE nadam",
            id="language on a CPU",
        ),
        pytest.param(
            {**LANGUAGE, **GPU}, "pretrained", {}, "OPT-ADAMW adamw", "OPT-NADAM-GUIDE nadam", id="adapted language"
        ),
    ],
)
def test_the_optimiser_is_that_of_the_recipe(
    facts: dict[str, Any], family: str, choices: dict[str, Any], current: str, guide: str
) -> None:
    for ruleset, expected in (("current", current), ("guide", guide)):
        rule, answer = decided(optimizer, ruleset, facts, **{"wanted": None, "family": family, **choices})
        assert f"{rule} {answer.value}" == expected


def test_the_sizes_above_lie_on_either_side_of_muons_end() -> None:
    assert transformer_parameters(WIDE) < 1_200_000_000 <= transformer_parameters(WIDER)


@pytest.mark.parametrize(
    ("family", "wanted", "expected"),
    [("cnn", None, 0.9), ("unet", None, 0.99), ("detector", YOLO, 0.937), ("segmenter", DEEPLAB, 0.9)],
)
def test_momentum_is_that_of_the_recipe_whatever_the_data(family: str, wanted: Wanted | None, expected: float) -> None:
    for rows in (100, 10**7):
        assert value(momentum, "current", {**IMAGES, "rows": rows}, family=family, wanted=wanted) == expected


@pytest.mark.parametrize(
    ("rows", "batch", "expected"),
    [
        pytest.param(99_999, 32, 0.9, id="99,999"),
        pytest.param(100_000, 32, 0.95, id="100,000"),
        pytest.param(100_001, 32, 0.95, id="100,001"),
        pytest.param(999_999, 32, 0.95, id="999,999"),
        pytest.param(1_000_000, 32, 0.99, id="a million"),
        pytest.param(1_000_001, 1_023, 0.99, id="batches of 1,023"),
        pytest.param(1_000_001, 1_024, 0.99, id="batches of 1,024"),
        pytest.param(1_000_001, 1_025, 0.95, id="batches of 1,025 have little noise"),
        pytest.param(10**9, 65_536, 0.95, id="batches of 65,536"),
    ],
)
def test_the_guides_momentum_grows_with_data_while_batches_are_noisy(rows: int, batch: int, expected: float) -> None:
    assert value(momentum, "guide", IMAGES, train_rows=rows, batch_size=batch) == expected


@pytest.mark.parametrize(
    ("decision", "where"),
    [
        (momentum, ("sgd", "rmsprop")),
        (nesterov, ("sgd",)),
        (betas, ("adam", "adamw", "nadam", "adamax", "muon-and-adamw")),
    ],
)
def test_settings_belong_to_optimisers(decision: Any, where: tuple[str, ...]) -> None:
    for name in ("sgd", "rmsprop", "adam", "adamw", "nadam", "adamax", "muon-and-adamw"):
        assert applies(decision, optimizer=name) is (name in where)


def test_sgd_looks_ahead() -> None:
    for ruleset in ("current", "guide"):
        assert value(nesterov, ruleset, {}, momentum=0.9) is True


@pytest.mark.parametrize(
    ("facts", "family", "backbone", "expected"),
    [
        pytest.param({}, "mlp", None, "OPT-BETAS-SHORT", id="table"),
        pytest.param({}, "tabm", None, "OPT-BETAS", id="ensemble"),
        pytest.param(LANGUAGE, "transformer", None, "OPT-BETAS-SHORT", id="language"),
        pytest.param(LANGUAGE, "pretrained", "qwen3_8b", "OPT-BETAS", id="adapted language"),
        pytest.param(SERIES, "transformer", None, "OPT-BETAS", id="patches"),
        pytest.param(SOUNDS, "speech-to-text", "wav2vec2_base", "OPT-BETAS-SPEECH", id="wav2vec 2.0"),
        pytest.param(SOUNDS, "speech-to-text", "whisper_small", "OPT-BETAS", id="Whisper"),
    ],
)
def test_betas_are_those_of_the_recipe(facts: dict[str, Any], family: str, backbone: str | None, expected: str) -> None:
    choices = {"family": family, "backbone": backbone}
    rule, answer = decided(betas, "current", facts, **choices)
    assert rule == expected
    assert answer.value == {
        "OPT-BETAS-SHORT": [0.9, 0.95], "OPT-BETAS-SPEECH": [0.9, 0.98], "OPT-BETAS": [0.9, 0.999]
    }[expected]  # fmt: skip
    assert value(betas, "guide", facts, **choices) == [0.9, 0.999]


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_an_optimiser_has_its_own_settings_and_no_others(problem: Problem, ruleset: Any) -> None:
    chosen = {path: choice.value for path, choice in recommend(problem, ruleset).choices.items()}
    name = chosen.get("training.optimizer.name")
    assert ("training.optimizer.momentum" in chosen) == (name in ("sgd", "rmsprop"))
    assert ("training.optimizer.betas" in chosen) == (name not in (None, "sgd", "rmsprop"))
    if name is None:
        return
    assert 0 <= chosen["training.optimizer.weight_decay"] <= 0.3
    if name == "sgd":
        assert 0.9 <= chosen["training.optimizer.momentum"] <= 0.99
        own = chosen["model.family"] == "unet"  # nnU-Net's 0.99 goes with whatever batch
        assert own or chosen["training.batch_size"] <= 1024 or chosen["training.optimizer.momentum"] < 0.99
    if name == "muon-and-adamw":
        assert chosen["model.family"] == "transformer"
    if ruleset == "guide":
        assert name in ("sgd", "nadam", "adamax", "rmsprop")
