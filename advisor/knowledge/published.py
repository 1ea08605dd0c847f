"""Published networks: the table, the tiers that the memory ladder steps down, and what several rules ask of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Decision

if TYPE_CHECKING:
    from advisor.arithmetic.backbones import Backbone
    from advisor.problem import Problem

LORA_RANK: Final = 16  # rank at which LoRA on all layers follows full tuning; LoRA Without Regret
TOP_SHARE: Final = 0.6  # weights in the top blocks: a ResNet-50's last stage holds 64%; derived
FEW_PER_CLASS: Final = 10  # labels of a class below which only the head learns; folklore (CS231n's table)
FEW_IMAGES: Final = 100  # images below which the backbone of a detector or segmenter stays frozen; folklore

# Ladders of tiers from large to small: the memory ladder steps down along them. What inputs are made of (tokens,
# frequency bands, waveforms) is settled before memory is looked at, so the tiers of a ladder share it: Whisper large,
# with 128 bands, stands on none.
TIERS: Final = (
    ("convnext_large", "convnext_base", "convnext_small", "convnext_tiny", "resnet18"),
    ("resnet50", "resnet18"),
    ("efficientnet_v2_m", "efficientnet_v2_s", "efficientnet_b0"),
    ("mobilenet_v3_large", "mobilenet_v3_small"),
    ("dinov2_vitb14", "dinov2_vits14"),
    ("rfdetr_large", "rfdetr_medium", "rfdetr_small", "rfdetr_nano"),
    ("yolov8m", "yolov8s", "yolov8n"),
    ("deeplabv3_resnet50", "lraspp_mobilenet_v3_large"),
    ("deberta_v3_large", "deberta_v3_base", "deberta_v3_small", "deberta_v3_xsmall"),
    ("modernbert_large", "modernbert_base"),
    ("qwen3_8b", "qwen3_4b", "qwen3_1_7b", "qwen3_0_6b", "smollm2_135m"),
    ("whisper_medium", "whisper_small", "whisper_base", "whisper_tiny"),
    ("chronos_bolt_base", "chronos_bolt_small", "chronos_bolt_mini", "chronos_bolt_tiny"),
)
_TABLE: dict[str, Backbone] = {}

wanted: Decision[Wanted] = Decision(
    "model.backbone.wanted",
    "Which published network suits the data, before memory is looked at?",
    name="wanted",
    applies=lambda family: (
        family in ("pretrained", "sentence-embedding", "detector", "segmenter", "speech-to-text", "zero-shot")
    ),
    absent="the network is built from scratch",
    lands=False,
)


def published(name: str) -> Backbone:
    """A published network by its name; the table is read on first use."""
    if not _TABLE:
        from advisor.arithmetic.backbones import BACKBONES

        _TABLE.update(BACKBONES)
    return _TABLE[name]


def smaller(name: str) -> str | None:
    """The next smaller tier of a published network, or None."""
    for tiers in TIERS:
        if name in tiers[:-1]:
            return tiers[tiers.index(name) + 1]
    return None


def native_side(name: str) -> int:
    """Pixels of a side of the images that a published network was made for."""
    return published(name).resolution or 0


def per_class(problem: Problem) -> int:
    """Labelled examples of a class: the smallest one's, or all examples of a regression."""
    data = problem.data
    if problem.task in ("binary", "multiclass", "ordinal"):
        return data.smallest_class
    return data.rows // data.outputs if problem.task == "multilabel" else data.rows


def hurried(problem: Problem) -> bool:
    """Whether predictions have to be quick, or run on a small device."""
    return (
        problem.compute.deploy == "edge"
        or problem.priorities.first in ("latency", "memory")
        or problem.priorities.latency_ms is not None
    )
