"""Depth, width and the shape of the layers: the decisions, and what their rules share.

Each rule answers for some families and says so first; so precedence counts among rules of one family only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, plural

if TYPE_CHECKING:
    from advisor.config.words import Cell
    from advisor.problem import Problem

GUIDE_UNITS: Final = 100  # neurons; upper end of the guide's start, G-HID-9
GUIDE_UNITS_GPU: Final = 96  # the multiple of 8 below, which tensor cores want
TENSOR_CORE: Final = 8  # widths in multiples of this (ml-engineering)

layers: Decision[int] = Decision(
    "model.hidden.layers",
    "How many hidden layers, stages or blocks?",
)
widths: Decision[list[int]] = Decision(
    "model.hidden.widths",
    "How wide is each of them?",
)
blocks_per_stage: Decision[int] = Decision(
    "model.hidden.blocks_per_stage",
    "How many residual blocks has a stage?",
    applies=lambda family: family in ("cnn", "unet"),
    absent="the network has no convolution stages",
)
stem_stride: Decision[int] = Decision(
    "model.hidden.stem_stride",
    "Does the first convolution already halve the plane?",
    applies=lambda problem, family: family == "cnn" and problem.data.kind in ("image", "audio"),
    absent="the network has no convolutions over a plane",
)
residual: Decision[bool] = Decision(
    "model.hidden.residual",
    "Do skip connections add the input of a block to its output?",
    applies=lambda layers: layers > 0,
    absent="there are no hidden layers of its own",
)
cell: Decision[Cell] = Decision(
    "model.hidden.cell",
    "Which recurrent cell?",
    applies=lambda family: family == "rnn",
    absent="the network is not recurrent",
)
bidirectional: Decision[bool] = Decision(
    "model.hidden.bidirectional",
    "Does it read in both directions?",
    applies=lambda family: family == "rnn",
    absent="the network is not recurrent",
)
kernel: Decision[int] = Decision(
    "model.hidden.kernel",
    "How large is a kernel?",
    applies=lambda family: family in ("cnn", "unet", "sepcnn"),
    absent="the network has no convolutions of its own",
)
heads: Decision[int] = Decision(
    "model.hidden.heads",
    "How many attention heads?",
    applies=lambda family: family == "transformer",
    absent="the network has no attention of its own",
)
feedforward: Decision[int] = Decision(
    "model.hidden.feedforward",
    "How wide is the inner part of a block?",
    applies=lambda family: family == "transformer",
    absent="the network has no transformer blocks of its own",
)
patch: Decision[list[int]] = Decision(
    "model.hidden.patch",
    "How long is a patch of the series, and how far to the next?",
    applies=lambda family, problem: family == "transformer" and problem.data.kind == "series",
    absent="the series is not cut into patches",
)
members: Decision[int] = Decision(
    "model.hidden.members",
    "How many networks are averaged, beside those of other folds?",
    applies=lambda problem, family: family == "tabm" or (family == "mlp" and problem.data.kind == "table"),
    absent="a single network answers",
)


def examples(problem: Problem) -> str:
    """The number of examples with their name."""
    noun = {"table": "row", "image": "image", "text": "text", "audio": "clip"}.get(problem.data.kind)
    if problem.task == "forecasting":
        noun = "time step"
    return plural(problem.data.rows, noun or "example")


def multiple(number: float) -> int:
    """The multiple of 8 that is not greater, at least 8."""
    return max(TENSOR_CORE, int(number) // TENSOR_CORE * TENSOR_CORE)


# The first rule on widths, whatever the family.


@widths.rule("WID-NONE", sources=["guide:G-HID-5", "google-text-guide"], strength="strong", rulesets=BOTH)
def nothing_to_widen(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Without hidden layers of its own a network has no widths."""
    if layers > 0:
        return skip("needs a network without hidden layers of its own")
    return pick([], f"{layers} hidden layers of its own for {examples(problem)}, so there is nothing to widen")
