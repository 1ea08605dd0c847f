"""Published networks: what they are called, how large they are, what they may be used for, as `backbones.json` says it.

No checkpoint was opened. Licences are those of model cards and packages; `activation_bytes` were measured in training
mode at the native size, in 32 bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

from msgspec import Struct
from msgspec.json import decode

BACKBONES: Final = Path(__file__).with_name("backbones.json")

Library = Literal[
    "torchvision",
    "timm",
    "transformers",
    "sentence-transformers",
    "ultralytics",
    "nnunetv2",
    "unilm",
    "chronos",
    "scratch",
]
Modality = Literal["image", "volume", "text", "audio", "series"]
Purpose = Literal["classification", "detection", "segmentation", "embedding", "generation", "asr", "forecasting"]
Normalization = Literal["batch", "layer", "rms", "instance"]


class Backbone(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One published network. None means that it does not apply or is not known."""

    key: str
    library: Library
    weights: str
    """What the library loads: a torchvision member, a timm name, a Hugging Face id, a file."""
    parameters: int
    """Trainable, with the head that it comes with; see `exact`."""
    exact: bool = True
    """Whether `parameters` is exact or rounded by the publisher."""
    task: Purpose
    modality: Modality
    license: str
    commercial: bool
    """Whether the licence lets a closed product use it without buying another one."""
    feature_width: int | None = None
    """Inputs of the layer that a new head would replace; the model width of a transformer."""
    gmacs: float | None = None
    """Billions of multiply-adds of a forward pass over one example at its native size; FLOPs are twice as many."""
    resolution: int | None = None
    """Pixels of a side."""
    max_tokens: int | None = None
    positions_per_second: int | None = None
    """Of a network that reads a waveform as long as it is."""
    normalization: Normalization | None
    activation: str
    depth: int | None = None
    """Transformer blocks, encoder and decoder together."""
    heads: int | None = None
    score: float | None = None
    metric: str = ""
    activation_bytes: int | None = None
    """Kept for the backward pass by one example, in 32 bits; about half under mixed precision."""
    class_layers: tuple[int, ...] = ()
    """Inputs of each unit that tells one of its published classes apart, where a new task replaces several layers."""
    classes: int = 0
    """How many classes those layers were published with, the background included where it counts as one."""
    config: Mapping[str, Any] = {}
    """What transformers builds it from without a network connection, but for the defaults of its `model_type`."""
    source: str
    """Where the numbers were read or counted."""
    read: date | None
    """When; None for what stands from memory."""
    from_memory: tuple[str, ...] = ()
    """Fields that nothing confirms."""
    sought: date | None = None
    """When a source of these fields was last looked for and none could be opened."""
    replaces: str = ""
    """What it takes the place of in the advice, and why; empty of what was there before."""
    note: str = ""

    @property
    def published_weights(self) -> str:
        """The library and what it loads, as configs name both; the library alone where it loads nothing."""
        return f"{self.library}:{self.weights}" if self.weights else self.library


def read_until() -> date:
    """The day to which the catalogue goes: the last on which an entry was read."""
    return max(entry.read for entry in backbones().values() if entry.read is not None)


@cache
def backbones() -> Mapping[str, Backbone]:
    """All of them by key, smaller to larger within a family."""
    return {backbone.key: backbone for backbone in decode(BACKBONES.read_bytes(), type=list[Backbone])}
