"""The least that a convolutional network from random weights takes, told before its layers are decided."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from advisor.knowledge.compute.spending import hours_allowed, is_limited, operations_allowed
from advisor.knowledge.predicates import short_run
from advisor.networks.published import PASSES
from advisor.quantities import duration

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

LEAST_EPOCHS: Final = 16  # of a run from random weights under 1cycle: fastai's for ImageNet
# Operations of a forward pass for each position that the first stage sees, with the channels that a CPU gets: 89,000
# to 97,000 in the configs of images of 32, 100 and 224 pixels and of clips of 2 seconds.
A_POSITION: Final = 9e4
FRAMES_A_SECOND: Final = 25  # that the first stage sees, at a hop of 20 ms, halved
BANDS: Final = 32  # that it sees of 64
SIDE: Final = 56  # pixels a side that it sees of large images, halved or quartered


def too_few_hours(problem: Problem, family: Family, networks: int) -> str:
    """Why so many networks are not worth beginning in the time that was said, in words; empty where they are.

    Each should make its 16 epochs; without a time that was said nothing is too long here.
    """
    if not (short_run(problem, family) and is_limited(problem)):
        return ""
    if networks * operations_of_a_run(problem) <= operations_allowed(problem, family):
        return ""
    hours = hours_allowed(problem, max(1, problem.compute.gpus)) or 0.0
    return f"{duration(hours)} are too short"


def operations_of_a_run(problem: Problem) -> float:
    """Operations of the shortest run of one network on all examples."""
    data = problem.data
    if data.kind == "audio":
        positions = ceil(data.seconds * FRAMES_A_SECOND) * BANDS
    else:
        positions = min(data.image.height, SIDE) * min(data.image.width, SIDE)
    return LEAST_EPOCHS * data.rows * PASSES["all"] * A_POSITION * positions
