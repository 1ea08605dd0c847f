"""What the rules of several domains ask of a problem or of earlier choices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeGuard

from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem


# Short runs of small convolutional networks ---------------------------------------------------------------

SHORT_RUNS: Final = scope(kind=("image", "audio"), family="cnn")  # where a run may be short
SHORT_RUN_ROWS: Final = 50_000  # examples below which a short run from random weights was measured to do; own runs
SHORT_RUN_SIDE: Final = 64  # pixels of a side, likewise
NO_SHORT_RUN: Final = (
    f"needs fewer than {SHORT_RUN_ROWS:,} recordings, or as few images of at most {SHORT_RUN_SIDE} pixels a side"
)


def few_and_small(problem: Problem) -> bool:
    """Whether there are few recordings, or few and small images, so that a convolutional network needs a short run.

    On 1,437 images of digits some hundreds of updates of AdamW under 1cycle beat 200 epochs of SGD by log-loss, at the
    same accuracy and in a tenth of the time.
    """
    data = problem.data
    if data.rows >= SHORT_RUN_ROWS:
        return False
    return data.kind == "audio" or (not data.volumetric and max(data.image.height, data.image.width) <= SHORT_RUN_SIDE)


def short_run(problem: Problem, family: Family) -> bool:
    """Whether a convolutional network is trained from scratch in a short run at a high rate."""
    return family == "cnn" and problem.data.kind in ("image", "audio") and few_and_small(problem)


# Ensembles of networks that are trained at once -----------------------------------------------------------


def several_networks(members: int | None, folds: int) -> TypeGuard[int]:
    """Whether the mean of several networks is predicted, over members, folds or both."""
    return members is not None and members * folds > 1
