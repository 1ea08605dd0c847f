"""What training has to hold of a published network, and what checkpointing leaves of any."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from advisor.config.values import Load
from advisor.networks.effort import published_kept, published_tokens
from advisor.networks.published import published

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.problem import Problem

LAYER_INPUT: Final = 1 / 17  # of what a transformer block keeps, the input that a checkpoint keeps; arXiv:2205.05198


def published_load(problem: Problem, wanted: Wanted, max_length: int | None) -> Load:
    """The burden of a published network at a resolution."""
    known = published(wanted.backbone)
    tokens = published_tokens(problem, known, max_length)
    kept = published_kept(known, wanted.resolution, tokens)
    layers = known.depth if tokens and known.depth else 0
    return Load(
        known.parameters,
        kept,
        checkpointed_bytes(kept, layers),
        wanted.backbone,
        wanted.trainable,
        wanted.resolution,
        tokens,
    )


def checkpointed_bytes(kept: int, blocks: int, layers: int = 16) -> int:
    """Bytes left where each block's input alone is kept, or every sqrt(layers)-th layer (arXiv:1604.06174)."""
    if blocks:
        return min(kept, ceil(kept * (LAYER_INPUT + 1 / blocks)))
    return min(kept, ceil(2 * kept / sqrt(layers)))
