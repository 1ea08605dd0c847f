"""Published networks: the table, the tiers that the memory ladder steps down, and what several rules ask of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Decision

if TYPE_CHECKING:
    from advisor.problem import Problem

FEW_PER_CLASS: Final = 10  # labels of a class below which only the head learns; folklore (CS231n's table)
FEW_IMAGES: Final = 100  # images below which the backbone of a detector or segmenter stays frozen; folklore

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
