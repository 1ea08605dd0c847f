"""Depth and width of a convolutional network that underfitted and is scaled up, as EfficientNets are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import GUIDE
from advisor.knowledge.model.capacity.base import blocks_per_stage, examples, widths
from advisor.knowledge.model.capacity.convolution import (
    CNN_OVER_A_PLANE,
    USUAL_BLOCKS,
    WIDEST,
    compute_is_scarce,
    doubling,
    first_channels,
)
from advisor.knowledge.scopes import scope
from advisor.networks import compound

if TYPE_CHECKING:
    from advisor.problem import Problem

GROWN: Final = 4.0  # operations of a network that is scaled up over those before; folklore
GROWN_SCARCE: Final = 2.0  # likewise where compute is scarce
NOT_YET: Final = "needs an earlier run that underfitted, so that the network is to be scaled up"


def scaled_up(problem: Problem) -> int:
    """EfficientNet's exponent for a network that is scaled up: as many operations more as the machine can bear."""
    return compound.exponent(GROWN_SCARCE if compute_is_scarce(problem) else GROWN)


@widths.rule(
    "WID-COMPOUND",
    CNN_OVER_A_PLANE,
    sources=["guide:G-MISC-1", "efficientnet2019"],
    strength="moderate",
    rulesets=GUIDE,
)
def channels_of_a_scaled_network(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """A network that underfitted is scaled up as EfficientNets are, in width and depth; see the blocks of a stage.

    The resolution stays, as images enter a network from scratch at their own size.
    """
    if problem.observed.fit != "underfitting":
        return skip(NOT_YET)
    phi = scaled_up(problem)
    base = first_channels(problem)
    scaled = [compound.wider(channels, phi) for channels in doubling(base, layers, WIDEST)]
    return pick(
        scaled,
        f"an earlier network underfitted {examples(problem)}, so {base} channels and their doubles are scaled by"
        f" {compound.WIDTH**phi:.2f}, EfficientNet's factor for about {2**phi} times the operations",
        [doubling(n, layers, WIDEST) for n in (base, 2 * base)],
    )


@blocks_per_stage.rule(
    "BLK-COMPOUND",
    scope(kind=("image", "audio"), family="cnn"),
    sources=["guide:G-MISC-1", "guide:G-HID-8", "guide:G-HID-10", "efficientnet2019"],
    strength="moderate",
    rulesets=GUIDE,
)
def blocks_of_a_scaled_network(problem: Problem) -> Pick[int] | Skip:
    """A network that underfitted is scaled up as EfficientNets are, in depth and width."""
    if problem.observed.fit != "underfitting":
        return skip(NOT_YET)
    phi = scaled_up(problem)
    blocks = compound.deeper(USUAL_BLOCKS, phi)
    return pick(
        blocks,
        f"an earlier network underfitted, so {USUAL_BLOCKS} blocks per stage are scaled by {compound.DEPTH**phi:.2f},"
        f" EfficientNet's factor for about {2**phi} times the operations, and rounded up",
        [USUAL_BLOCKS, blocks, blocks + 1],
    )
