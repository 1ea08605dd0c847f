"""Published networks by name, and the tiers that the memory ladder steps down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.networks.architecture import lora_parameters
from advisor.networks.catalogue import Backbone, backbones

if TYPE_CHECKING:
    from advisor.config.words import Trainable

# Ranks of adapters: all learn alike until the data is more than they hold; LoRA Without Regret, which tried 1 to 512.
LORA_RANKS: Final = (16, 32, 64, 128, 256)
TOP_SHARE: Final = 0.6  # weights in the top blocks: a ResNet-50's last stage holds 64%; derived
# Forward passes that an update costs, by what is trained: the backward pass costs one for the gradients of activations
# and one for those of weights, both only as far as something is trained.
PASSES: Final = {"all": 3.0, "adapters": 2.0, "top-blocks": 1 + 2 * TOP_SHARE, "head": 1.0, "none": 1.0}
DINO_SIDE: Final = 224  # pixels that DINOv2's features are read at; a multiple of its patch of 14
# Ladders of tiers from large to small: the memory ladder steps down along them. What inputs are made of (tokens,
# frequency bands, waveforms) is settled before memory is looked at, so the tiers of a ladder share it: Whisper large,
# with 128 bands, stands on none.
TIERS: Final = (
    ("convnext_large_in22k", "convnext_base_in22k", "convnext_small_in12k", "convnext_tiny_in12k", "resnet18"),
    ("convnext_large", "convnext_base", "convnext_small", "convnext_tiny"),
    ("convnextv2_base_in22k", "convnextv2_tiny_in22k"),
    ("tiny_vit_21m", "tiny_vit_5m"),
    ("mobilenetv4_hybrid_medium_in12k", "mobilenetv4_conv_small"),
    ("resnet50", "resnet18"),
    ("efficientnet_v2_m", "efficientnet_v2_s", "efficientnet_b0"),
    tuple(f"efficientnet_b{phi}" for phi in range(7, -1, -1)),
    ("mobilenet_v3_large", "mobilenet_v3_small"),
    ("dinov2_vitb14", "dinov2_vits14"),
    ("rfdetr_large", "rfdetr_medium", "rfdetr_small", "rfdetr_nano"),
    ("yolov8m", "yolov8s", "yolov8n"),
    ("yolo26m", "yolo26s", "yolo26n"),
    ("deeplabv3_resnet50", "lraspp_mobilenet_v3_large"),
    ("deberta_v3_large", "deberta_v3_base", "deberta_v3_small", "deberta_v3_xsmall"),
    ("modernbert_large", "modernbert_base"),
    ("ettin_400m", "ettin_150m", "ettin_68m", "ettin_32m", "ettin_17m"),
    ("mmbert_base", "mmbert_small"),
    ("qwen3_8b", "qwen3_4b", "qwen3_1_7b", "qwen3_0_6b", "smollm2_135m"),
    ("qwen3_5_9b", "qwen3_5_4b", "qwen3_5_2b", "qwen3_5_0_8b"),
    ("qwen3_8b_chat", "qwen3_4b_chat", "qwen3_1_7b_chat", "qwen3_0_6b_chat", "smollm2_135m_chat"),
    ("llama3_2_3b", "llama3_2_1b"),
    ("whisper_medium", "whisper_small", "whisper_base", "whisper_tiny"),
    ("chronos_2", "chronos_2_small"),
    ("chronos_bolt_base", "chronos_bolt_small", "chronos_bolt_mini", "chronos_bolt_tiny"),
)


def published(name: str) -> Backbone:
    """A published network by its name."""
    return backbones()[name]


def trained_by_ultralytics(name: str) -> bool:
    """Whether the trainer of Ultralytics alone builds a network, and no exported project of our own does."""
    return name in backbones() and published(name).library == "ultralytics"


def smaller(name: str) -> str | None:
    """The next smaller tier of a published network, or None."""
    for tiers in TIERS:
        if name in tiers[:-1]:
            return tiers[tiers.index(name) + 1]
    return None


def adapter_parameters(known: Backbone, rank: int) -> int:
    """Parameters of adapters of this rank on all linear layers of a published network."""
    return lora_parameters(rank, known.feature_width or 0, known.depth or 0)


def lora_rank(known: Backbone, taught: int) -> int:
    """The smallest rank whose adapters have a parameter for each token that they are taught, or else the largest."""
    holding = (rank for rank in LORA_RANKS if adapter_parameters(known, rank) >= taught)
    return next(holding, LORA_RANKS[-1])


def operations_to_read(known: Backbone, trainable: Trainable, tokens: int) -> float:
    """Operations of training a language model on so many tokens once: two for each parameter in a forward pass."""
    return 2 * PASSES[trainable] * known.parameters * tokens


def native_side(name: str) -> int:
    """Pixels of a side of the images that a published network is tuned on; 0 where it reads none.

    It is the side that the network was made for; the features of DINOv2 are read at less.
    """
    return DINO_SIDE if name.startswith("dinov2") else published(name).resolution or 0
