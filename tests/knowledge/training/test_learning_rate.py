"""The rate fits the optimiser, the family, what is trained of it, and the batch."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.config.values import Unfreezing
from advisor.knowledge.training.learning_rate import learning_rate
from advisor.knowledge.training.published_rates import momentum_factor, scaled
from advisor.knowledge.training.range_test import range_test
from advisor.knowledge.training.schedule import schedule, warmup
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.knowledge.deciding import applies, decided
from tests.strategies import RULESETS, problems

often = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
TEXTS: dict[str, Any] = {"task": "multiclass", "data.kind": "text", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}
SPEECH: dict[str, Any] = {"task": "speech-recognition", "data.kind": "audio"}
SOUNDS: dict[str, Any] = {"task": "multiclass", "data.kind": "audio"}
SERIES: dict[str, Any] = {"task": "forecasting", "data.kind": "series"}
NUMBERS: dict[str, Any] = {"task": "regression"}
AT_ONCE, GENTLY, TOP = Unfreezing(0, 1.0), Unfreezing(1, 0.1), Unfreezing(1, 1.0)
BASE: dict[str, Any] = {
    "momentum": None,
    "unfreezing": None,
    "max_length": None,
    "learning_rate": 1e-3,
    "normalization": "batch",
}


def rate(ruleset: str, facts: dict[str, Any], **choices: Any) -> tuple[str, float]:
    rule, answer = decided(learning_rate, ruleset, facts, **{**BASE, **choices})
    return rule, answer.value


@pytest.mark.parametrize(
    ("facts", "family", "batch", "expected"),
    [
        pytest.param({}, "mlp", 256, 1e-3, id="classes"),
        pytest.param(NUMBERS, "mlp", 256, 2e-3, id="numbers"),
        pytest.param({}, "mlp", 32, 3.5e-4, id="small batches"),
        pytest.param({}, "mlp", 16, 2.5e-4, id="a quarter"),
        pytest.param({}, "mlp", 8, 2.5e-4, id="never below a quarter"),
        pytest.param({}, "mlp", 1024, 2e-3, id="large batches"),
        pytest.param({}, "mlp", 1025, 2e-3, id="never above twice"),
        pytest.param({}, "mlp", 8192, 2e-3, id="very large batches"),
        pytest.param({}, "tabm", 256, 2e-3, id="ensemble"),
        pytest.param(NUMBERS, "tabm", 256, 4e-3, id="ensemble, numbers"),
        pytest.param(SOUNDS, "cnn", 64, 1e-3, id="log-mel"),
        pytest.param(SERIES, "transformer", 128, 1e-4, id="patches"),
        pytest.param({"task": "binary", "data.kind": "sequence"}, "transformer", 128, 3e-4, id="sequences"),
        pytest.param({"task": "binary", "data.kind": "sequence"}, "rnn", 64, 1e-3, id="recurrence"),
        pytest.param(TEXTS, "ngram-mlp", 128, 1e-3, id="n-grams"),
        pytest.param(SERIES, "linear-series", 32, 1e-3, id="linear forecaster"),
        pytest.param(SERIES, "nhits", 256, 1e-3, id="N-HiTS"),
    ],
)
def test_an_adaptive_rate_goes_with_the_root_of_the_batch(
    facts: dict[str, Any], family: str, batch: int, expected: float
) -> None:
    assert rate("current", facts, family=family, batch_size=batch) == ("LR-ADAPTIVE", expected)
    assert rate("guide", facts, family=family, batch_size=batch, optimizer="nadam") == ("LR-GUIDE", 1e-3)


@pytest.mark.parametrize(
    ("folds", "tokenizer", "expected"),
    [
        (5, "word-ngrams", ("LR-WORDS", 2e-3)),
        (5, "word-and-character-ngrams", ("LR-WORDS", 5e-4)),
        (1, "word-and-character-ngrams", ("LR-ADAPTIVE", 1e-3)),
    ],
)
def test_more_ngrams_a_text_take_a_lower_rate(folds: int, tokenizer: str, expected: tuple[str, float]) -> None:
    assert rate("current", TEXTS, family="ngram-mlp", batch_size=128, folds=folds, tokenizer=tokenizer) == expected


@pytest.mark.parametrize(
    ("family", "batch", "momentum", "expected"),
    [
        pytest.param("cnn", 256, 0.9, 0.1, id="ResNet"),
        pytest.param("cnn", 64, 0.9, 0.025, id="a quarter of its batch"),
        pytest.param("cnn", 2, 0.9, 0.00078, id="two images"),
        pytest.param("cnn", 8192, 0.9, 3.2, id="as far as it was tried"),
        pytest.param("cnn", 16_384, 0.9, 3.2, id="no further"),
        pytest.param("unet", 12, 0.99, 0.01, id="nnU-Net"),
        pytest.param("unet", 2, 0.99, 0.01, id="nnU-Net on volumes"),
    ],
)
def test_the_rate_of_sgd_goes_in_proportion_to_the_batch(
    family: str, batch: int, momentum: float, expected: float
) -> None:
    found = rate("current", IMAGES, family=family, batch_size=batch, momentum=momentum, optimizer="sgd")
    assert found == ("LR-SGD", expected)


@pytest.mark.parametrize(
    ("momentum", "expected"), [(0.9, 0.01), (0.937, 0.01), (0.94, 0.01), (0.95, 0.005), (0.96, 0.004), (0.99, 0.001)]
)
def test_the_guide_cuts_the_default_where_momentum_is_long(momentum: float, expected: float) -> None:
    assert rate("guide", IMAGES, family="cnn", momentum=momentum, optimizer="sgd") == ("LR-GUIDE", expected)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("facts", "family", "backbone", "optimizer", "unfreezing", "batch", "expected"),
    [
        pytest.param(SPEECH, "speech-to-text", "whisper_small", "nadam", AT_ONCE, 16, 1e-5, id="Whisper"),
        pytest.param(SPEECH, "speech-to-text", "whisper_small", "adamw", AT_ONCE, 64, 2e-5, id="Whisper, large batch"),
        pytest.param(SPEECH, "speech-to-text", "wav2vec2_base", "adamw", AT_ONCE, 16, 5e-5, id="wav2vec 2.0"),
        pytest.param(TEXTS, "pretrained", "deberta_v3_base", "adamw", AT_ONCE, 32, 2e-5, id="DeBERTa"),
        pytest.param(TEXTS, "pretrained", "deberta_v3_base", "adamw", AT_ONCE, 8, 1e-5, id="DeBERTa, few texts"),
        pytest.param(TEXTS, "pretrained", "deberta_v3_large", "adamw", AT_ONCE, 32, 1e-5, id="a large one"),
        pytest.param(TEXTS, "pretrained", "deberta_v3_xsmall", "adamw", AT_ONCE, 32, 5e-5, id="a small one"),
        pytest.param(TEXTS, "sentence-embedding", "minilm_l6", "adamw", AT_ONCE, 16, 2e-5, id="sentences"),
        pytest.param({**SOUNDS, "rows": 19_999}, "pretrained", "ast", "adamw", AT_ONCE, 32, 1e-5, id="19,999 clips"),
        pytest.param({**SOUNDS, "rows": 20_000}, "pretrained", "ast", "adamw", AT_ONCE, 32, 5e-5, id="20,000 clips"),
        pytest.param(SERIES, "pretrained", "chronos_bolt_small", "adamw", AT_ONCE, 32, 1e-5, id="Chronos"),
        pytest.param(IMAGES, "pretrained", "convnext_tiny", "adamw", GENTLY, 64, 1e-3, id="head ten times that"),
        pytest.param(IMAGES, "pretrained", "convnext_tiny", "adamw", TOP, 64, 1e-4, id="top blocks"),
        pytest.param(IMAGES, "pretrained", "resnet50", "sgd", TOP, 512, 0.003, id="BiT"),
        pytest.param(IMAGES, "pretrained", "resnet50", "sgd", TOP, 32, 0.00019, id="BiT, in proportion"),
        pytest.param(IMAGES, "pretrained", "resnet50", "sgd", TOP, 4096, 0.003, id="BiT, no further"),
        pytest.param(IMAGES, "detector", "yolov8s", "sgd", AT_ONCE, 64, 0.01, id="YOLO"),
        pytest.param(IMAGES, "detector", "fasterrcnn_resnet50_fpn_v2", "sgd", AT_ONCE, 16, 0.01, id="Faster R-CNN"),
        pytest.param(IMAGES, "segmenter", "deeplabv3_resnet50", "sgd", AT_ONCE, 16, 0.01, id="DeepLab"),
        pytest.param(IMAGES, "detector", "rfdetr_medium", "adamw", AT_ONCE, 16, 1e-4, id="RF-DETR"),
        pytest.param(IMAGES, "detector", "rfdetr_medium", "adamw", AT_ONCE, 1024, 2e-4, id="RF-DETR, large batch"),
    ],
)
def test_published_weights_are_tuned_at_the_rates_of_recipes(
    ruleset: str,
    facts: dict[str, Any],
    family: str,
    backbone: str,
    optimizer: str,
    unfreezing: Unfreezing,
    batch: int,
    expected: float,
) -> None:
    found = rate(
        ruleset,
        facts,
        family=family,
        backbone=backbone,
        optimizer=optimizer,
        trainable="all",
        unfreezing=unfreezing,
        batch_size=batch,
        momentum=0.9 if optimizer == "sgd" else None,
    )
    assert found == ("LR-TUNING", expected)


def test_a_long_momentum_cuts_the_rate_of_tuning() -> None:
    choices = {"family": "pretrained", "backbone": "resnet50", "optimizer": "sgd", "trainable": "top-blocks"}
    assert rate("guide", IMAGES, **choices, batch_size=512, momentum=0.99)[1] == 0.0003


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("facts", "family", "backbone", "expected"),
    [
        pytest.param(LANGUAGE, "pretrained", "qwen3_8b", 2e-4, id="language"),
        pytest.param(SPEECH, "speech-to-text", "whisper_medium", 1e-4, id="speech"),
        pytest.param(IMAGES, "pretrained", "dinov2_vitb14", 1e-3, id="images"),
        pytest.param(IMAGES, "pretrained", "convnext_base", 1e-3, id="images, convolutions"),
        pytest.param(TEXTS, "pretrained", "deberta_v3_xsmall", 5e-4, id="texts, a small network"),
    ],
)
def test_adapters_take_ten_times_the_rate(
    ruleset: str, facts: dict[str, Any], family: str, backbone: str, expected: float
) -> None:
    found = rate(ruleset, facts, family=family, backbone=backbone, trainable="adapters")
    assert found == ("LR-ADAPTERS", expected)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("optimizer", "batch", "expected"),
    [("adamw", 32, 1e-3), ("adamw", 8, 5e-4), ("adamw", 2, 2.5e-4), ("adamw", 512, 2e-3), ("sgd", 32, 0.01)],
)
def test_a_head_alone_takes_a_high_rate(ruleset: str, optimizer: str, batch: int, expected: float) -> None:
    choices = {"family": "pretrained", "backbone": "dinov2_vits14", "trainable": "head", "optimizer": optimizer}
    assert rate(ruleset, IMAGES, **choices, batch_size=batch) == ("LR-HEAD", expected)


@pytest.mark.parametrize(
    ("widths", "optimizer", "expected"),
    [
        pytest.param([16], "adamw", 5e-3, id="no higher"),
        pytest.param([128] * 2, "adamw", 2.9e-3, id="0.4 million parameters"),
        pytest.param([384] * 6, "adamw", 9.8e-4, id="10.6 million: nanoGPT has 1e-3"),
        pytest.param([768] * 12, "muon-and-adamw", 4.9e-4, id="85 million: GPT-3 has 6e-4"),
        pytest.param([2048] * 24, "adamw", 2e-4, id="1.2 billion: GPT-3 has 2e-4"),
        pytest.param([5140] * 40, "adamw", 9.2e-5, id="13 billion: GPT-3 has 1e-4"),
        pytest.param([12_288] * 96, "adamw", 5e-5, id="no lower"),
    ],
)
@pytest.mark.parametrize("batch", [1, 512])
def test_larger_language_models_take_lower_rates(
    widths: list[int], batch: int, optimizer: str, expected: float
) -> None:
    choices = {"family": "transformer", "widths": widths, "batch_size": batch, "max_length": 1024}
    rule, answer = decided(learning_rate, "current", LANGUAGE, **{**BASE, **choices, "optimizer": optimizer})
    assert (rule, answer.value) == ("LR-LANGUAGE", expected)
    assert ("match_rms_adamw" in answer.because) == (optimizer == "muon-and-adamw")


@pytest.mark.parametrize("decision", [learning_rate, range_test, schedule, warmup])
def test_what_is_used_as_it_is_has_no_rate(decision: Any) -> None:
    assert not applies(decision, family="zero-shot")
    assert applies(decision, family="mlp")


@given(st.integers(1, 65_536), st.integers(1, 65_536))
def test_no_rate_falls_as_the_batch_grows(one: int, other: int) -> None:
    small, large = sorted((one, other))
    assert scaled(1e-3, small, 256) <= scaled(1e-3, large, 256)
    for family, name in (("cnn", None), ("pretrained", "resnet50")):
        rates = [
            rate("current", IMAGES, family=family, backbone=name, batch_size=batch, momentum=0.9, optimizer="sgd")[1]
            for batch in (small, large)
        ]
        assert rates[0] <= rates[1]


@given(st.floats(0, 0.999))
def test_momentum_never_raises_the_rate(momentum: float) -> None:
    assert 0 < momentum_factor(momentum) <= 1


@pytest.mark.slow
@often
@given(problems(), RULESETS)
def test_rates_stay_within_what_weights_tolerate(problem: Problem, ruleset: Any) -> None:
    chosen = {path: choice.value for path, choice in recommend(problem, ruleset).choices.items()}
    found = chosen.get("training.learning_rate.initial")
    if found is None:
        return
    name, trainable = chosen["training.optimizer.name"], chosen.get("model.backbone.trainable")
    unfreezing = chosen.get("model.backbone.unfreezing")
    if unfreezing is not None:
        backbone = found * unfreezing.backbone_rate
        assert backbone <= (0.02 if name == "sgd" else 5e-4)
        assert backbone >= 1e-6
    elif trainable == "adapters":
        assert 1e-5 <= found <= 1e-3
    else:
        assert 1e-5 <= found <= (3.2 if name == "sgd" else 1e-2)
    reading = chosen["training.learning_rate.range_test"].reading
    if name != "sgd" or trainable:
        assert reading != "half-of-diverging"
    assert 0 <= chosen["training.warmup"] <= 0.1
