"""Which published network, which of its weights learn, and how."""

from typing import Any

import pytest

from advisor.config.values import Fit, Lora, Unfreezing, Wanted
from advisor.knowledge.model.backbone import tuning as backbone
from advisor.knowledge.model.backbone.base import FEW_IN_ALL, FEW_PER_CLASS, examples_of_a_class, wanted
from advisor.knowledge.model.backbone.tuning import lora, trainable, unfreezing, weights
from advisor.networks.published import TIERS, published
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.knowledge.deciding import applies, decided, value

GPU: dict[str, Any] = {"compute.device": "gpu", "compute.device_memory_gib": 16.0}
IMAGE: dict[str, Any] = {"task": "binary", "data.kind": "image"}
CLASSES: dict[str, Any] = {"task": "multiclass", "data.kind": "image"}
TEXT: dict[str, Any] = {"task": "binary", "data.kind": "text", "data.length": 200}
SPEECH: dict[str, Any] = {"task": "speech-recognition", "hours": 10.0}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "accelerator": "h100", "gpus": 8}
DETECT: dict[str, Any] = {"task": "detection", "rows": 500}


def fitted(**changes: Any) -> Fit:
    known: dict[str, Any] = {
        "precision": "bf16", "strategy": "single", "devices": 1, "micro_batch": 8, "accumulation": 1,
        "checkpointing": False, "optimizer_bits": 32, "ladder": [], "memory_gib": 2.0, "fits": True,
    }  # fmt: skip
    return Fit(**{**known, **changes})


@pytest.mark.parametrize(
    ("facts", "family", "rule", "name", "learns"),
    [
        ({**IMAGE, **GPU, "rows": 2_000}, "pretrained", "BACK-IMAGE", "convnext_tiny_in12k", "all"),
        ({**IMAGE, **GPU, "rows": 19_999}, "pretrained", "BACK-IMAGE", "convnext_tiny_in12k", "all"),
        ({**IMAGE, **GPU, "rows": 20_000}, "pretrained", "BACK-IMAGE", "convnext_base_in22k", "all"),
        ({**IMAGE, **GPU, "rows": 20_001}, "pretrained", "BACK-IMAGE", "convnext_base_in22k", "all"),
        ({**IMAGE, **GPU, "rows": 999_999}, "pretrained", "BACK-IMAGE", "convnext_base_in22k", "all"),
        ({**IMAGE, **GPU, "rows": 10**6}, "pretrained", "BACK-IMAGE", "convnext_large_in22k", "all"),
        ({**IMAGE, **GPU, "rows": 10**6, "priority": "speed"}, "pretrained", "BACK-IMAGE", "convnext_tiny_in12k",
         "all"),
        ({**CLASSES, **GPU, "rows": 50_000, "classes": 50}, "pretrained", "BACK-IMAGE", "convnext_tiny_in12k", "all"),
        ({**CLASSES, **GPU, "rows": 50_050, "classes": 50}, "pretrained", "BACK-IMAGE", "convnext_base_in22k", "all"),
        ({**CLASSES, **GPU, "rows": 50_050, "classes": 50, "data.smallest_class": 5}, "pretrained", "BACK-IMAGE",
         "convnext_base_in22k", "all"),
        ({**CLASSES, **GPU, "rows": 20 * FEW_PER_CLASS - 1, "classes": 20}, "pretrained", "BACK-IMAGE-FEW",
         "dinov2_vits14", "head"),
        ({**CLASSES, **GPU, "rows": 20 * FEW_PER_CLASS, "classes": 20}, "pretrained", "BACK-IMAGE",
         "convnext_tiny_in12k",
         "all"),
        ({**CLASSES, **GPU, "rows": 50_000, "classes": 100, "data.smallest_class": 9}, "pretrained", "BACK-IMAGE",
         "convnext_tiny_in12k", "all"),
        ({**IMAGE, **GPU, "rows": FEW_IN_ALL - 1}, "pretrained", "BACK-IMAGE-FEW", "dinov2_vits14", "head"),
        ({**IMAGE, **GPU, "rows": FEW_IN_ALL}, "pretrained", "BACK-IMAGE", "convnext_tiny_in12k", "all"),
        ({**IMAGE, "rows": 2_000}, "pretrained", "BACK-IMAGE-LIGHT", "mobilenet_v3_large", "all"),
        ({**IMAGE, "rows": 18}, "pretrained", "BACK-IMAGE-LIGHT", "mobilenet_v3_large", "head"),
        ({**IMAGE, **GPU, "latency_ms": 19.9}, "pretrained", "BACK-IMAGE-LIGHT", "mobilenet_v3_small", "all"),
        ({**IMAGE, **GPU, "latency_ms": 20.0}, "pretrained", "BACK-IMAGE-LIGHT", "mobilenet_v3_large", "all"),
        ({**IMAGE, **GPU, "latency_ms": 20.1}, "pretrained", "BACK-IMAGE-LIGHT", "mobilenet_v3_large", "all"),
        ({**DETECT, **GPU, "rows": FEW_IN_ALL - 1}, "detector", "BACK-DETECT", "rfdetr_medium", "head"),
        ({**DETECT, **GPU, "rows": FEW_IN_ALL}, "detector", "BACK-DETECT", "rfdetr_medium", "all"),
        ({**DETECT, **GPU, "rows": FEW_IN_ALL + 1}, "detector", "BACK-DETECT", "rfdetr_medium", "all"),
        ({**DETECT}, "detector", "BACK-DETECT", "rfdetr_nano", "all"),
        ({**DETECT, **GPU, "deploy": "edge"}, "detector", "BACK-DETECT-EDGE", "yolo26n", "all"),
        ({**DETECT, **GPU, "deploy": "edge", "commercial": True}, "detector", "BACK-DETECT", "rfdetr_nano", "all"),
        ({"task": "segmentation", "rows": 99, **GPU}, "segmenter", "BACK-SEGMENT", "deeplabv3_resnet50", "head"),
        ({"task": "segmentation", "rows": 100, **GPU}, "segmenter", "BACK-SEGMENT", "deeplabv3_resnet50", "all"),
        ({"task": "segmentation"}, "segmenter", "BACK-SEGMENT", "lraspp_mobilenet_v3_large", "all"),
        ({**TEXT, **GPU, "data.length": 511}, "pretrained", "BACK-TEXT", "deberta_v3_base", "all"),
        ({**TEXT, **GPU, "data.length": 512}, "pretrained", "BACK-TEXT", "deberta_v3_base", "all"),
        ({**TEXT, **GPU, "data.length": 513}, "pretrained", "BACK-TEXT", "ettin_150m", "all"),
        ({**TEXT, **GPU, "multilingual": True}, "pretrained", "BACK-TEXT", "mdeberta_v3_base", "all"),
        ({**TEXT, **GPU, "multilingual": True, "data.length": 512}, "pretrained", "BACK-TEXT", "mdeberta_v3_base",
         "all"),
        ({**TEXT, **GPU, "multilingual": True, "data.length": 513}, "pretrained", "BACK-TEXT", "mmbert_base", "all"),
        ({**TEXT, **GPU, "multilingual": True, "priority": "latency"}, "pretrained", "BACK-TEXT", "mmbert_small",
         "all"),
        ({**TEXT, "multilingual": True}, "pretrained", "BACK-TEXT", "mmbert_small", "all"),
        ({**TEXT}, "pretrained", "BACK-TEXT", "deberta_v3_xsmall", "all"),
        ({**TEXT, **GPU, "priority": "latency"}, "pretrained", "BACK-TEXT", "deberta_v3_xsmall", "all"),
        ({**TEXT, **GPU}, "zero-shot", "BACK-TEXT", "deberta_v3_base", "none"),
        ({**TEXT, **GPU}, "sentence-embedding", "BACK-SETFIT", "paraphrase_mpnet_base", "all"),
        ({**TEXT}, "sentence-embedding", "BACK-SETFIT", "minilm_l6", "all"),
        ({**TEXT, "multilingual": True}, "sentence-embedding", "BACK-SETFIT", "paraphrase_multilingual_mpnet_base",
         "all"),
        ({"task": "language-modeling", **GPU}, "pretrained", "BACK-LM", "qwen3_8b", "adapters"),
        ({**LANGUAGE, "tokens": 679_477_248}, "pretrained", "BACK-LM", "qwen3_8b", "adapters"),
        ({**LANGUAGE, "sequence_length": 32_768}, "pretrained", "BACK-LM", "qwen3_8b", "adapters"),
        ({**LANGUAGE, "sequence_length": 32_769}, "pretrained", "BACK-LM", "qwen3_5_9b", "adapters"),
        ({**LANGUAGE, "tokens": 679_477_249}, "pretrained", "BACK-LM", "qwen3_8b", "all"),
        ({**LANGUAGE, "tokens": 3 * 10**9, "domain": "far"}, "pretrained", "BACK-LM", "qwen3_8b", "all"),
        ({**LANGUAGE, "tokens": 2 * 10**10}, "pretrained", "BACK-LM", "qwen3_1_7b", "all"),
        ({**LANGUAGE, "tokens": 2 * 10**10, "compute.dollars": 200.0}, "pretrained", "BACK-LM", "qwen3_0_6b", "all"),
        ({"task": "language-modeling"}, "pretrained", "BACK-LM", "smollm2_135m", "adapters"),
        ({"task": "language-modeling"}, "zero-shot", "BACK-LM", "smollm2_135m", "none"),
        ({**SPEECH, **GPU, "hours": 99.9}, "speech-to-text", "BACK-SPEECH", "whisper_small", "all"),
        ({**SPEECH, **GPU, "hours": 100.0}, "speech-to-text", "BACK-SPEECH", "whisper_medium", "all"),
        ({**SPEECH, "hours": 100.0}, "speech-to-text", "BACK-SPEECH", "whisper_base", "all"),
        ({**SPEECH, **GPU, "priority": "latency"}, "speech-to-text", "BACK-SPEECH", "wav2vec2_base", "all"),
        ({**SPEECH, **GPU, "priority": "latency", "multilingual": True}, "speech-to-text", "BACK-SPEECH",
         "whisper_small", "all"),
        ({**SPEECH, **GPU, "memory_gib": 5.9}, "zero-shot", "BACK-SPEECH", "whisper_small", "none"),
        ({**SPEECH, **GPU, "memory_gib": 6.0}, "zero-shot", "BACK-SPEECH", "whisper_large_v3_turbo", "none"),
        ({**SPEECH, **GPU, "memory_gib": 6.1}, "zero-shot", "BACK-SPEECH", "whisper_large_v3_turbo", "none"),
        ({**SPEECH}, "zero-shot", "BACK-SPEECH", "whisper_base", "none"),
        ({"task": "binary", "data.kind": "audio", "rows": 99}, "pretrained", "BACK-SOUND", "ast", "head"),
        ({"task": "binary", "data.kind": "audio", "rows": 100}, "pretrained", "BACK-SOUND", "ast", "all"),
        ({"task": "forecasting", **GPU}, "zero-shot", "BACK-SERIES", "chronos_2", "none"),
        ({"task": "forecasting"}, "zero-shot", "BACK-SERIES", "chronos_2", "none"),
        ({"task": "forecasting", "priority": "latency"}, "zero-shot", "BACK-SERIES", "chronos_2_small", "none"),
    ],
)  # fmt: skip
def test_the_wanted_network(facts: dict[str, Any], family: str, rule: str, name: str, learns: str) -> None:
    answered, pick = decided(wanted, "current", facts, family=family)
    assert (answered, pick.value.backbone, pick.value.trainable) == (rule, name, learns)
    assert pick.value.backbone in {published(tier).key for tiers in TIERS for tier in tiers} | {
        "ast", "wav2vec2_base", "mdeberta_v3_base", "minilm_l6", "paraphrase_mpnet_base",
        "paraphrase_multilingual_mpnet_base", "whisper_large_v3_turbo",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "family", "name"),
    [
        ({**DETECT}, "detector", "yolov8s"),
        ({**DETECT, "commercial": True}, "detector", "fasterrcnn_resnet50_fpn_v2"),
        ({**IMAGE}, "pretrained", "resnet50"),
        ({**DETECT, "objects": 1.0}, "pretrained", "resnet50"),
        ({**IMAGE, "observed_fit": "underfitting"}, "pretrained", "efficientnet_b3"),
        ({**IMAGE, **GPU, "observed_fit": "underfitting"}, "pretrained", "efficientnet_b4"),
        ({**IMAGE, **GPU, "observed_fit": "overfitting"}, "pretrained", "resnet50"),
    ],
)
def test_the_guide_reuses_what_it_names(facts: dict[str, Any], family: str, name: str) -> None:
    found = value(wanted, "guide", facts, family=family)
    assert (found.backbone, found.trainable) == (name, "top-blocks")


def test_a_network_from_scratch_has_no_backbone() -> None:
    assert not applies(wanted, family="cnn")
    assert applies(wanted, family="zero-shot")
    assert not applies(backbone.backbone, wanted=None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"task": "binary", "rows": 100, "imbalance": 9.0}, "50 images of an average class"),
        ({"task": "multilabel", "rows": 100, "outputs": 20}, "5 images for each label"),
        ({"task": "regression", "rows": 100}, "100 images"),
        ({"task": "regression", "rows": 2}, "2 images"),
    ],
)
def test_examples_of_a_class_in_words(facts: dict[str, Any], expected: str) -> None:
    assert examples_of_a_class(Problem(**facts), "image") == expected


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"priority": "memory"}, "memory comes first"),
        ({"deploy": "edge"}, "the network runs on an edge device"),
        ({"latency_ms": 9.0}, "a prediction may take 9 ms"),
        ({"device": "cpu"}, "training runs on a CPU"),
    ],
)
@pytest.mark.parametrize(
    ("task", "family"), [("binary", "pretrained"), ("detection", "detector"), ("segmentation", "segmenter")]
)
def test_a_light_network_is_justified_by_what_asks_for_it(
    facts: dict[str, Any], said: str, task: str, family: str
) -> None:
    facts = {"device": "gpu", **facts}
    assert said in decided(wanted, "current", {**IMAGE, **facts, "task": task}, family=family)[1].because


@pytest.mark.parametrize(
    ("fit", "said"),
    [
        (fitted(backbone="convnext_base"), "nothing smaller is needed"),
        (fitted(backbone="convnext_tiny"), "does not fit"),
        (fitted(backbone="resnet18", fits=False), "even so"),
    ],
)
def test_the_network_that_fits_says_why(fit: Fit, said: str) -> None:
    rule, pick = decided(backbone.backbone, "current", IMAGE, wanted=Wanted("convnext_base", "all", 224), fit=fit)
    assert (rule, pick.value) == ("BACK-FITS", fit.backbone)
    assert said in pick.because


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({}, "yolo26n"),
        ({"gpus": 1}, "yolo26s"),
        ({"latency_ms": 9.0}, "yolo26n"),
        ({"commercial": True}, "rfdetr_nano"),
    ],
)
def test_a_detector_from_scratch_has_no_published_weights(facts: dict[str, Any], name: str, ruleset: Any) -> None:
    found = recommend(Problem(**{**DETECT, "pretrained": False, **facts}), ruleset)
    assert (found["model.backbone.name"], found["model.backbone.weights"]) == (name, "none")
    assert (found["model.backbone.trainable"], found["training.epochs"]) == ("all", 300)
    assert "model.backbone.unfreezing" not in found.choices
    assert [each.name for each in found["evaluation.baselines"]] == ["constant"]


@pytest.mark.parametrize(("commercial", "name", "warned"), [
    (True, "yolov8s", True), (False, "yolov8s", False), (True, "convnext_tiny", False)
])  # fmt: skip
def test_licences_are_said(commercial: bool, name: str, warned: bool) -> None:
    _, pick = decided(weights, "current", {**DETECT, "commercial": commercial}, backbone=name)
    assert bool(pick.warning) == warned
    assert published(name).library in pick.value


@pytest.mark.parametrize(
    ("learns", "ruleset", "rule", "expected"),
    [
        ("adapters", "current", "BACK-ADAPTERS", "adapters"),
        ("none", "current", "BACK-LEARN", "none"),
        ("head", "current", "BACK-LEARN", "head"),
        ("all", "current", "BACK-LEARN", "all"),
        ("all", "guide", "BACK-LEARN", "all"),
        ("top-blocks", "guide", "BACK-TOP-LAYERS", "top-blocks"),
    ],
)
def test_what_learns(learns: Any, ruleset: str, rule: str, expected: str) -> None:
    answered, pick = decided(
        trainable, ruleset, IMAGE, wanted=Wanted("ast", learns), fit=fitted(trainable=learns, backbone="ast")
    )
    assert (answered, pick.value) == (rule, expected)


@pytest.mark.parametrize(
    ("facts", "family", "learns", "expected"),
    [
        (TEXT, "pretrained", "all", Unfreezing(0, 1.0)),
        (DETECT, "detector", "all", Unfreezing(0, 1.0)),
        ({**IMAGE, "rows": 198}, "pretrained", "all", Unfreezing(3, 0.1)),
        ({**IMAGE, "rows": 200}, "pretrained", "all", Unfreezing(1, 0.1)),
        ({**IMAGE, "rows": 202}, "pretrained", "all", Unfreezing(1, 0.1)),
        (IMAGE, "pretrained", "top-blocks", Unfreezing(1, 1.0)),
    ],
)
def test_when_weights_begin_to_learn(facts: dict[str, Any], family: str, learns: str, expected: Unfreezing) -> None:
    assert value(unfreezing, "current", facts, family=family, trainable=learns) == expected


@pytest.mark.parametrize(("quantized", "said"), [(True, "4 bits"), (False, "16 bits")])
def test_adapters_of_examples(quantized: bool, said: str) -> None:
    fit = fitted(backbone="deberta_v3_base", quantized_base=quantized)
    _, pick = decided(lora, "current", {**TEXT, "rows": 700}, fit=fit, wanted=Wanted("deberta_v3_base", "all"))
    assert pick.value == Lora(16, 32, "all-linear", quantized)
    assert said in pick.because
    assert "700 examples" in pick.because


@pytest.mark.parametrize(
    ("tokens", "rank"),
    [(10**5, 16), (42_467_328, 16), (42_467_329, 32), (679_477_248, 256), (10**10, 256)],
)
def test_adapters_have_a_parameter_for_each_token(tokens: int, rank: int) -> None:
    wanted_one, fit = Wanted("qwen3_8b", "adapters", taught=tokens), fitted(backbone="qwen3_8b", trainable="adapters")
    _, pick = decided(lora, "current", LANGUAGE, fit=fit, wanted=wanted_one)
    assert pick.value.rank == rank


@pytest.mark.parametrize(("tokens", "warned"), [(679_477_248, False), (679_477_249, True)])
def test_adapters_that_hold_too_little_are_named(tokens: int, warned: bool) -> None:
    wanted_one, fit = Wanted("qwen3_8b", "all", taught=tokens), fitted(backbone="qwen3_8b", trainable="adapters")
    _, pick = decided(trainable, "current", LANGUAGE, fit=fit, wanted=wanted_one)
    assert pick.value == "adapters"
    assert bool(pick.warning) is warned
