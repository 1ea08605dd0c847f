"""Published networks: which one is wanted, and what several rules ask of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Wanted
from advisor.engine import Decision
from advisor.knowledge.compute.spending import is_limited, operations_allowed
from advisor.knowledge.predicates import labels_of_a_class
from advisor.knowledge.scopes import ONE_LABEL, PUBLISHED
from advisor.networks.forward_pass import published_flops
from advisor.networks.published import PASSES, native_side, published
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.problem import Problem

FEW_PER_CLASS: Final = 10  # labels of a class below which only the head is trained; folklore (CS231n's table)
FEW_IN_ALL: Final = 100  # examples in all, below which a backbone stays frozen whatever the classes; folklore
LEAST_TUNING: Final = 10  # epochs of all weights of an image network, by operations alone; folklore

wanted: Decision[Wanted] = Decision(
    "model.backbone.wanted",
    "Which published network suits the data, before memory is looked at?",
    name="wanted",
    applies=lambda family: family in PUBLISHED,
    absent="the network is built from scratch",
    lands=False,
)


def of_a_class(problem: Problem) -> str:
    """Which examples count as those of a class, in words; empty where all examples do."""
    if problem.task in ONE_LABEL:
        return "of an average class"
    return "for each label" if problem.task == "multilabel" else ""


def too_few_to_move(problem: Problem) -> bool:
    """Whether the labels, those of an average class or all together, can train no more than a new head."""
    return problem.data.rows < FEW_IN_ALL or labels_of_a_class(problem) < FEW_PER_CLASS


def too_long_to_tune(problem: Problem, name: str) -> bool:
    """Whether the time that was said is too short for the least epochs of all weights of an image network."""
    if not is_limited(problem):
        return False
    forward = published_flops(published(name), native_side(name), 0)
    tuned = LEAST_TUNING * problem.data.rows * PASSES["all"] * forward
    return tuned > operations_allowed(problem, "pretrained")


def examples_of_a_class(problem: Problem, noun: str = "example") -> str:
    """How many examples there are to train on, in words: 9 images of an average class, 50 images for each label."""
    return f"{plural(labels_of_a_class(problem), noun)} {of_a_class(problem)}".rstrip()
