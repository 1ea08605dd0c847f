"""How a learning rate moves over training."""

from collections.abc import Sequence
from math import cos, pi
from typing import Literal

Schedule = Literal["constant", "one-cycle", "cosine", "linear", "plateau", "step", "exponential", "warmup-stable-decay"]

LAST_OF_EXPONENTIAL = 0.01
"""Last share of an exponential decay that has no last rate of its own, since zero is never reached."""


def share_of_peak(
    done: float,
    schedule: Schedule = "constant",
    *,
    warmup: float = 0.0,
    final: float = 0.0,
    rising: float = 0.25,
    start: float = 0.0,
    factor: float = 1.0,
    milestones: Sequence[float] = (),
    decay: float = 1.0,
    average_from: float | None = None,
    average_at: float = 1.0,
) -> float:
    """The learning rate over its peak when the part `done` of all steps is.

    The rate rises from zero over the part `warmup`; all other parts are of the steps after that. `final` and `start`
    are shares of the peak; `rising` is the part in which one-cycle rises, `decay` that in which warmup-stable-decay
    falls; "step" multiplies by `factor` after each of `milestones`. From `average_from` on, where weights are
    averaged, the rate is `average_at`. A plateau's falls depend on the data: without them it is constant.

    >>> [share_of_peak(done, "cosine", warmup=0.1) for done in (0.05, 0.1, 1.0)]
    [0.5, 1.0, 0.0]
    """
    if warmup and done < warmup:
        return done / warmup
    part = min((done - warmup) / (1 - warmup), 1.0)
    if average_from is not None and part >= average_from:
        return average_at
    if schedule == "cosine":
        return final + (1 - final) * (1 + cos(pi * part)) / 2
    if schedule == "linear":
        return 1 + (final - 1) * part
    if schedule == "one-cycle":
        if part < rising:
            return start + (1 - start) * (1 - cos(pi * part / rising)) / 2
        return final + (1 - final) * (1 + cos(pi * (part - rising) / (1 - rising))) / 2
    if schedule == "step":
        return float(factor ** sum(part >= milestone for milestone in milestones))
    if schedule == "exponential":
        return float((final or LAST_OF_EXPONENTIAL) ** part)
    if schedule == "warmup-stable-decay":
        return min(1.0, final + (1 - part) / decay)
    return 1.0
