"""What the tests of conditions measure on curves."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from statistics import fmean, median
from typing import Final

from advisor.diagnosing.history import LEAST, Curve, History

STRETCHES: Final = 20  # that a curve by the step is cut into
LEARNT: Final = 0.98  # training score that no network reaches that predicts one class only
SOLVED: Final = 0.95  # validation score from which a problem is solved
MOST: Final = 0.8  # of the whole fall, after which the first descent is over
NEARLY: Final = 0.05  # of the best validation loss, up to which the last ones are the best
FALLEN: Final = 0.65  # of the first validation loss, below which it has come far down
SCORES: Final = 6  # of validation, from which they tell whether they get better and better
LATEST: Final = 4  # of them, among which the best is then
GAINS: Final = 0.03  # of the best of the first half, by which it is better then
TURNS: Final = 0.5  # part of their changes that reverse the one before, from which they swing
CALM: Final = 3  # changes after the first descent, from which they say what is usual
FEWEST: Final = 10  # scores, from which they tell whether what was learnt holds
RISEN: Final = 0.02  # by which a score has risen then, and at most ends below its best
WIDTH: Final = 0.2  # part of a curve, whose median is compared with that of another
SURE: Final = 4.0  # multiple of the usual change over the root of that width: about two errors of such a difference


def learnt(history: History) -> bool:
    """Whether the training examples are told apart in the end, where their score was logged."""
    return any(score > LEARNT for score in history.score("train").values[-1:])


def solved(history: History) -> bool:
    """Whether training and validation examples are told apart in the end."""
    return learnt(history) and all(score > SOLVED for score in history.score("validation").values[-1:])


def wobble(values: Sequence[float], level: float = 0.0) -> tuple[float, float]:
    """The median change beside a level, the values' own by default, and the part of the changes that reverse.

    A single value has no change.
    """
    if len(values) < 2:
        return 0.0, 0.0
    steps = [after - before for before, after in pairwise(values)]
    turning = sum(a * b < 0 for a, b in pairwise(steps)) / max(1, len(steps) - 1)
    level = level or median(abs(value) for value in values)
    return (median(abs(step) for step in steps) / level if level else 0.0), turning


def size(loss: Sequence[float]) -> float:
    """What changes of a loss are measured by: where it began, or how far it went, as ratios mean nothing below 0."""
    return loss[0] if min(loss) > 0 else max(loss) - min(loss)


def smoothed(curve: Curve, by_step: bool) -> Curve:
    """A curve logged by the step, in which the batches show, as the means of some stretches of it."""
    if not by_step or len(curve.values) < 2 * STRETCHES:
        return curve
    return in_stretches(curve, STRETCHES)


def in_stretches(curve: Curve, number: int) -> Curve:
    """A curve as the means of so many stretches of it, each at the end of its stretch."""
    size, ends = len(curve.values) / number, range(1, number + 1)
    cuts = [slice(round((end - 1) * size), round(end * size)) for end in ends]
    return Curve(tuple(curve.at[cut][-1] for cut in cuts), tuple(fmean(curve.values[cut]) for cut in cuts))


def usual_change(loss: Sequence[float]) -> float:
    """The median change from one value to the next once the first descent is over."""
    reached = loss[0] - MOST * (loss[0] - min(loss))
    start = next(at for at, value in enumerate(loss) if value <= reached)
    steps = [abs(after - before) for before, after in pairwise(loss)]
    calm = steps[start:] if len(steps) - start >= CALM else steps[len(steps) // 2 :]
    return median(calm) if calm else 0.0


def carries_over(history: History) -> bool:
    """Whether the validation loss has come far down, and is at its best in the end."""
    there = history.curve("validation_loss").finite.values
    if len(there) < 2 * LEAST or min(there) <= 0:
        return False
    return median(there[-LEAST:]) < min((1 + NEARLY) * min(there), FALLEN * there[0])


def rises_clearly(values: Sequence[float], least: float) -> bool:
    """Whether the last stretch of a curve that swings lies above its best one, by more than the noise of the two."""
    width = max(LEAST, round(WIDTH * len(values)))
    best = min(median(values[at : at + width]) for at in range(len(values) - width + 1))
    noise = SURE * usual_change(values) / sqrt(width)
    return median(values[-width:]) - best > max(least, noise)


def score_gains(history: History) -> bool:
    """Whether a validation score was logged that gets better and better to the end, at hardly a setback."""
    for name, sign in (("validation_score", 1.0), ("validation_error", -1.0)):
        scores = [sign * score for score in history.curve(name).finite.values]
        if len(scores) < SCORES or wobble(scores)[1] >= TURNS:
            continue
        half = max(scores[: len(scores) // 2])
        if max(scores) == max(scores[-LATEST:]) > half + GAINS * abs(half):
            return True
    return False


def holds(history: History) -> bool:
    """Whether a validation score has risen and ends near its best: the training loss has another part since."""
    scores = history.score("validation").finite.values
    if len(scores) < FEWEST:
        return False
    end = median(scores[-LEAST:])
    return end > scores[0] + RISEN and end > max(scores) - RISEN
