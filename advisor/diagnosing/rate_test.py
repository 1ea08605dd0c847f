"""A learning-rate range test's log: where it diverges, where the loss falls most steeply, which rate follows."""

import math
from itertools import pairwise
from typing import NamedTuple

from advisor.diagnosing.history import History

SMOOTHING = 0.9  # weight of the past in the running mean of the loss
DIVERGED = 4.0  # times the best loss, as in fastai's finder
LEAST_SPREAD = 100.0  # between the first and the last rate of a range test


class RateTest(NamedTuple):
    """What the curve says; `diverges` is None where it never does."""

    diverges: float | None
    steepest: float
    lowest: float
    rate: float


def is_rate_test(history: History) -> bool:
    """Whether the rate only rises, and by much: no schedule does that."""
    rates = history.get("learning_rate")
    rising = len(rates) >= 10 and all(after > before for before, after in pairwise(rates))
    return rising and rates[0] > 0 and rates[-1] / rates[0] >= LEAST_SPREAD


def read_rate_test(history: History) -> RateTest:
    """Read the curve: half of where it diverges, or where it is steepest, whichever is less."""
    rates, losses = history.get("learning_rate"), history.get("train_loss")
    smooth, mean = [], 0.0
    for at, loss in enumerate(losses[: len(rates)], 1):
        if not math.isfinite(loss):
            break
        mean = SMOOTHING * mean + (1 - SMOOTHING) * loss
        smooth.append(mean / (1 - SMOOTHING**at))
        if smooth[-1] > DIVERGED * min(smooth):
            break
    end = len(smooth)
    diverges = rates[end - 1] if end < len(rates) or smooth[-1] > DIVERGED * min(smooth) else None
    low = smooth.index(min(smooth))
    slopes = [
        (smooth[at + 1] - smooth[at]) / math.log(rates[at + 1] / rates[at]) for at in range(min(max(1, low), end - 1))
    ]
    steepest = rates[slopes.index(min(slopes))] if slopes else rates[0]
    rate = min(steepest, diverges / 2) if diverges else steepest
    return RateTest(diverges, steepest, rates[low], float(f"{rate:.2g}"))
