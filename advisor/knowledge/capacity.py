"""Depth, width and the shape of the layers.

Each rule answers for some families and says so first; so precedence counts among rules of one family only.
"""

from advisor.knowledge import (
    capacity_attention,
    capacity_convolution,
    capacity_dense,
    capacity_recurrent,
    capacity_skips,
    capacity_stacking,
)
from advisor.knowledge.capacity_base import (
    bidirectional,
    blocks_per_stage,
    cell,
    feedforward,
    heads,
    kernel,
    layers,
    members,
    patch,
    residual,
    stem_stride,
    widths,
)
from advisor.knowledge.capacity_stacking import stacking

__all__ = [
    "bidirectional",
    "blocks_per_stage",
    "capacity_attention",
    "capacity_convolution",
    "capacity_dense",
    "capacity_recurrent",
    "capacity_skips",
    "capacity_stacking",
    "cell",
    "feedforward",
    "heads",
    "kernel",
    "layers",
    "members",
    "patch",
    "residual",
    "stacking",
    "stem_stride",
    "widths",
]
