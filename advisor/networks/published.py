"""Published networks by name, and the tiers that the memory ladder steps down."""

from __future__ import annotations

from typing import Final

from advisor.networks.catalogue import Backbone, backbones

LORA_RANK: Final = 16  # rank at which LoRA on all layers follows full tuning; LoRA Without Regret
TOP_SHARE: Final = 0.6  # weights in the top blocks: a ResNet-50's last stage holds 64%; derived
# Ladders of tiers from large to small: the memory ladder steps down along them. What inputs are made of (tokens,
# frequency bands, waveforms) is settled before memory is looked at, so the tiers of a ladder share it: Whisper large,
# with 128 bands, stands on none.
TIERS: Final = (
    ("convnext_large", "convnext_base", "convnext_small", "convnext_tiny", "resnet18"),
    ("resnet50", "resnet18"),
    ("efficientnet_v2_m", "efficientnet_v2_s", "efficientnet_b0"),
    tuple(f"efficientnet_b{phi}" for phi in range(7, -1, -1)),
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


def published(name: str) -> Backbone:
    """A published network by its name."""
    return backbones()[name]


def smaller(name: str) -> str | None:
    """The next smaller tier of a published network, or None."""
    for tiers in TIERS:
        if name in tiers[:-1]:
            return tiers[tiers.index(name) + 1]
    return None


def native_side(name: str) -> int:
    """Pixels of a side of the images that a published network was made for."""
    return published(name).resolution or 0
