"""Skips between layers, and members of an ensemble inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.capacity_base import examples, members, residual
from advisor.knowledge.capacity_dense import MEMBERS, PLAIN_LAYERS
from advisor.knowledge.common import BOTH, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem


@residual.rule(
    "RES-BLOCKS",
    sources=["resnet2015", "vaswani2017", "nhits2022", "guide:R2"],
    strength="strong",
    rulesets=BOTH,
)
def skips_in_blocks(family: Family, layers: int) -> Pick[bool] | Skip:
    """Stages of convolutions, transformer blocks and stacks are built around skips."""
    if family not in ("cnn", "unet", "transformer", "nhits", "linear-series"):
        return skip("the network is not made of blocks")
    return pick(True, f"{family} networks are made of blocks, here {layers}, with several layers in each")


@residual.rule("RES-DEEP", sources=["guide:R2", "guide:G-HID-8", "resnet2015"], strength="strong", rulesets=BOTH)
def skips_in_deep_stacks(layers: int) -> Pick[bool] | Skip:
    """Beyond about four plain layers a deeper stack trains worse, unless skips carry the signal."""
    if layers <= PLAIN_LAYERS:
        return skip(f"needs more than {PLAIN_LAYERS} layers")
    return pick(True, f"{layers} plain layers train worse than fewer would, unless skips carry the signal")


@residual.rule("RES-PLAIN", sources=["guide:R2", "guide:G-HID-2"], strength="moderate", rulesets=BOTH)
def no_skips_in_shallow_stacks(layers: int) -> Pick[bool] | Skip:
    """A shallow stack trains well without skips."""
    return pick(False, f"a stack of {plural(layers, 'layer')} trains well without skips")


@members.rule("CAP-MEMBERS", sources=["tabm2024", "tabm"], strength="strong", rulesets=BOTH)
def members_of_the_ensemble(problem: Problem) -> Pick[int] | Skip:
    """Members cost little and gains level off; the authors' default is near the knee."""
    return pick(
        MEMBERS,
        f"{examples(problem)}: gains of an ensemble level off at about as many members, which cost little as they share"
        " weights",
        [16, 32, 64],
    )
