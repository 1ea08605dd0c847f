"""Depth, width and the shape of the layers: the decisions, and what their rules share.

The scope of each rule names the families that it answers for, so precedence counts among rules of one family only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.model.scratch_shapes import DENSE
from advisor.knowledge.scopes import scope
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Cell, Pooling
    from advisor.problem import Problem

GUIDE_UNITS: Final = 100  # neurons; upper end of the guide's start, G-HID-9
GUIDE_UNITS_GPU: Final = 96  # the multiple of 8 below, which tensor cores want
TENSOR_CORE: Final = 8  # widths in multiples of this (ml-engineering)
MASSIVE_SEQUENCES: Final = 1_000_000  # sequences from which the largest recurrent and attention networks pay (folklore)
STAGED: Final = ("cnn", "unet")  # convolutions in stages, each at half the resolution of the one before
CONVOLUTIONS: Final = (*STAGED, "sepcnn")
ALONG_TIME: Final = ("series", "sequence")  # kinds of data over which convolutions run step by step

layers: Decision[int] = Decision(
    "model.hidden.layers",
    "How many hidden layers, stages or blocks?",
)
widths: Decision[list[int]] = Decision(
    "model.hidden.widths",
    "How wide is each hidden layer, stage or block?",
)
blocks_per_stage: Decision[int] = Decision(
    "model.hidden.blocks_per_stage",
    "How many residual blocks per stage?",
    applies=lambda family: family in STAGED,
    absent="the network is neither a CNN nor a U-Net",
)
stem_stride: Decision[int] = Decision(
    "model.hidden.stem_stride",
    "How many places does the first convolution move on at each step over the image or spectrogram?",
    scope=scope(kind=("image", "audio")),
    applies=lambda family: family == "cnn",
    absent="the network is not a CNN over images or recordings",
)
pooling: Decision[Pooling] = Decision(
    "model.hidden.pooling",
    "What is kept of all places of the last maps?",
    scope=scope(kind=("image", "audio")),
    applies=lambda family: family == "cnn",
    absent="the network is not a CNN over images or recordings",
)
residual: Decision[bool] = Decision(
    "model.hidden.residual",
    "Do skip connections add the input of a block to its output?",
    applies=lambda layers: layers > 0,
    absent="no hidden layers are trained from scratch",
)
cell: Decision[Cell] = Decision(
    "model.hidden.cell",
    "Which recurrent cell?",
    applies=lambda family: family == "rnn",
    absent="the network is not recurrent",
)
bidirectional: Decision[bool] = Decision(
    "model.hidden.bidirectional",
    "Does the network read in both directions?",
    applies=lambda family: family == "rnn",
    absent="the network is not recurrent",
)
kernel: Decision[int] = Decision(
    "model.hidden.kernel",
    "How large are the convolution kernels?",
    applies=lambda family: family in CONVOLUTIONS,
    absent="no convolutions are trained from scratch",
)
heads: Decision[int] = Decision(
    "model.hidden.heads",
    "How many attention heads?",
    applies=lambda family: family == "transformer",
    absent="no attention is trained from scratch",
)
feedforward: Decision[int] = Decision(
    "model.hidden.feedforward",
    "How wide is the feed-forward layer of each block?",
    applies=lambda family: family == "transformer",
    absent="no transformer blocks are trained from scratch",
)
patch: Decision[list[int]] = Decision(
    "model.hidden.patch",
    "How long is a patch of the series, and how many steps after it does the next one start?",
    scope=scope(kind="series"),
    applies=lambda family: family == "transformer",
    absent="no transformer reads patches of a series",
)
members: Decision[int] = Decision(
    "model.hidden.members",
    "How many networks are averaged in each fold?",
    scope=scope(kind="table"),
    applies=lambda family: family in DENSE,
    absent="only dense networks on tables are averaged in each fold",
)


def examples(problem: Problem) -> str:
    """The number of examples with their name."""
    noun = {"table": "row", "image": "image", "text": "text", "audio": "clip"}.get(problem.data.kind)
    if problem.task == "forecasting":
        noun = "time step"
    return plural(problem.data.rows, noun or "example")


def predicts_on(problem: Problem) -> str:
    """The machine that the network is deployed to, with its article."""
    return "an edge device" if problem.compute.deploy == "edge" else "a server"


def multiple_of_8(number: float) -> int:
    """The next multiple of 8 at or below the number, at least 8."""
    return max(TENSOR_CORE, int(number) // TENSOR_CORE * TENSOR_CORE)


@widths.rule("WID-NONE", sources=["guide:G-HID-5", "google-text-guide"], strength="strong", rulesets=BOTH)
def nothing_to_widen(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Without hidden layers there are no widths to choose."""
    if layers > 0:
        return skip("needs a network without hidden layers")
    return pick([], f"no hidden layers are trained from scratch on {examples(problem)}, so there are no widths")
