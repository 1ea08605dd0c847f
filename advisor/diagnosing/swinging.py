"""Curves that swing."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from statistics import median
from typing import Final

from advisor.diagnosing.curves import holds, learnt, score_gains, smoothed, solved, wobble
from advisor.diagnosing.history import History

WOBBLE: Final = 0.03  # of the first loss, above which changes up and down are more than noise
NOISE: Final = 0.04  # of the validation loss, the same
WILD: Final = 0.25  # of the validation loss, from which changes are noise beside any training loss that falls steadily
READABLE: Final = 0.1  # of the gain since the first third, below which changes up and down do not hide it
FALLS: Final = 0.25  # of the fall from the first third to the last, below which changes up and down do not hide it
SETBACK: Final = 0.25  # of all that the loss fell, below which no rise on the way is a setback
SEEN: Final = 0.02  # of the first loss, of training or validation, below which changes up and down are no matter
TURNS: Final = 0.5  # part of the changes that reverse the one before
BACK: Final = 0.1  # of all that the loss fell, above which a rise from its best is a setback
BACK_BY_STEP: Final = 0.3  # the same of values by the step, in which the batches show
TIMES: Final = 2.0  # multiple of the best training loss, from which its end lies far above
LOW: Final = 0.15  # of the first loss, below which most has been learnt
NEARLY: Final = 0.9  # training score of the first epoch, from which its loss is low already
ABOVE: Final = 0.1  # of the first loss, from which changes are large even so
BATCHES: Final = 2.0  # multiple of a mean's standard error, below which it changes with its batches
POINTS: Final = 0.03  # by which a score moves from epoch to epoch, where it is more than noise
LEAP: Final = 0.1  # by which a score moves from epoch to epoch where hardly ten examples stand behind it
HIDES: Final = 0.25  # of what the score gained since its first third, from which such moves hide it
KEPT: Final = 0.05  # of the best validation loss, up to which what was learnt is still there at the end
GAINED: Final = 0.05  # by which a score rises where something is learnt
LEAPS: Final = 1.5  # multiple of the values before, from which the last one has thrown training back
LATE: Final = 2  # values before the last one that it is compared with
LOST: Final = 0.5  # of what a score had gained, from which it has lost it again
SETTLED: Final = 2  # epochs at the start that are left out
ENOUGH: Final = 6  # epochs after these
MANY: Final = 40  # epochs, for each of which one more value on both sides counts
CALMING: Final = 4  # values at the end that show whether a loss has settled


def oscillating(history: History) -> list[str] | None:
    """Changes of the training loss that reverse again and again and are large beside the loss."""
    whole = history.curve("train_loss").finite.values
    loss = whole[SETTLED:]
    if len(loss) < ENOUGH or solved(history) or history.by_step or min(whole) <= 0:
        return None  # from step to step a loss swings with its batches
    change, turning = wobble(loss, whole[0])
    if turning < TURNS or change < WOBBLE or (len(loss) < 2 * ENOUGH and turning == TURNS) or score_gains(history):
        return None
    began_well = learnt(history) and history.score("train").finite.values[0] > NEARLY
    if (median(loss) < LOW * whole[0] or began_well) and change < ABOVE:
        return None  # it swings about a low value
    if change * whole[0] < BATCHES * history.noise:
        return None  # no more than means of a few batches differ by
    if change * whole[0] < FALLS * _fall(whole) and _setback(whole) < SETBACK * (whole[0] - min(whole)):
        return None  # it falls all the same
    late_change, late_turning = wobble(loss[-max(CALMING, len(loss) // 3) :], whole[0])
    if late_change < WOBBLE and late_turning < TURNS / 2:
        return None  # it has settled since
    there = history.curve("validation_loss").finite.values
    if not there and _learns_steadily(history):
        return None
    if len(there) >= SETTLED + ENOUGH and wobble(there[SETTLED:], there[0])[0] < change:
        return None  # weights that swing show there as well; calm there, the training values are of few batches
    return [
        f"half of its changes exceed {change:.0%} of the first loss, and {turning:.0%} of them reverse the one before"
    ]


def _fall(values: Sequence[float]) -> float:
    """How far a curve falls from its first third to its last."""
    third = len(values) // 3
    return median(values[:third]) - median(values[-third:])


def _setback(values: Sequence[float]) -> float:
    """How far a curve rises at most above what it had come down to."""
    return max(value - best for value, best in zip(values, accumulate(values, min), strict=True))


def _learns_steadily(history: History) -> bool:
    """Whether the training score rises steadily, so that a loss that swings is that of few batches."""
    right = history.score("train").finite.values[SETTLED:]
    steady = len(right) >= ENOUGH and wobble(right)[1] < TURNS
    return steady and max(right) == max(right[-CALMING:]) > right[0] + GAINED


def unstable(history: History) -> list[str] | None:
    """The training loss fell well, and ends far above its best."""
    if history.of_scores:
        return _score_lost(history)
    curve = smoothed(history.curve("train_loss").finite, history.by_step)
    loss = curve.values
    if len(loss) < ENOUGH or min(loss) <= 0 or solved(history):
        return None
    if not history.by_step and loss[-1] > loss[0] and loss[-1] > LEAPS * median(loss[-LATE - 1 : -1]):
        return [f"the training loss is {loss[-2]:.4g} before the last {history.unit}, and {loss[-1]:.4g} in it"]
    near = 2 if history.by_step else max(1, len(loss) // MANY)  # values on both sides, as a single one says nothing
    calm = [median(loss[at - near : at + near + 1]) for at in range(near, len(loss) - near)]
    best, end = min(calm), calm[-1]
    there = history.curve("validation_loss").finite.values
    if holds(history) or (len(there) >= ENOUGH and there[-1] <= min(there) + KEPT * abs(min(there))):
        return None  # what was learnt is still there
    back = end - best >= (BACK_BY_STEP if history.by_step else BACK) * (loss[0] - best)
    if end < TIMES * best or not back or loss[0] < TIMES * best:
        return None
    at = history.place(curve.at[calm.index(best) + near])
    return [f"the training loss is down to {best:.4g} at {at} and ends at {end:.4g}, {end / best:.2g} times that"]


def _score_lost(history: History) -> list[str] | None:
    """The same of a score where no loss was logged: in the end most of what it had gained is gone."""
    curve = history.judged
    lacking = curve.values
    if len(lacking) < ENOUGH + SETTLED:
        return None
    best, end, first = min(lacking), median(lacking[-CALMING:]), lacking[0]
    if first - best < GAINED or end - best < LOST * (first - best):
        return None
    at = history.place(curve.at[lacking.index(best)])
    return [f"{history.judged_by} is {best:.4g} at {at} and {end:.4g} in the end, {first:.4g} at first"]


def noisy(history: History) -> list[str] | None:
    """Changes of the validation loss that reverse, several times those of the training loss, and not small."""
    whole = history.curve("validation_loss").finite.values
    fit = smoothed(history.curve("train_loss").finite, history.by_step).values
    if not whole:
        return _noisy_score(history)
    loss, train = whole[SETTLED:], fit[SETTLED:]
    if len(loss) < ENOUGH or not fit:
        return None
    change, turning = wobble(loss)
    if len(train) < ENOUGH and change < WILD:
        return None  # too little of training to compare with
    calm, waver = wobble(train)
    if change >= WILD:
        level = max(
            median(map(abs, train or loss)), median(map(abs, loss))
        )  # as low losses swing much beside their own
        calm = wobble(train, level)[0] * min(1.0, waver / TURNS)  # what falls steadily does not swing
    steps = median(abs(after - before) for before, after in pairwise(loss))
    gained = median(whole[: len(whole) // 3]) - min(loss)
    hidden = steps >= max(READABLE * gained, SEEN * max(whole[0], fit[0]))
    hidden &= change >= WILD or steps >= FALLS * _fall(whole) or _leaps(history)
    if turning < TURNS or change < NOISE or change < 2 * calm or not hidden or solved(history):
        return None
    beside = f", the training loss by {calm:.0%}" if len(train) >= ENOUGH else ""
    return [f"the validation loss moves by {change:.0%} from epoch to epoch{beside}"]


def _leaps(history: History) -> bool:
    """Whether the validation score leaps by so many points as a set of few examples has it."""
    scores = history.score("validation").finite.values[SETTLED:]
    steps = [abs(after - before) for before, after in pairwise(scores)]
    return len(scores) >= ENOUGH and wobble(scores)[1] >= TURNS and median(steps) >= LEAP


def _noisy_score(history: History) -> list[str] | None:
    """The same of a validation score, where no loss of these examples was logged."""
    scores = history.score("validation").finite.values[SETTLED:]
    if len(scores) < ENOUGH or history.by_step or solved(history) or score_gains(history):
        return None
    steps = [abs(after - before) for before, after in pairwise(scores)]
    _, turning = wobble(scores)
    gained = max(scores) - median(scores[: max(1, len(scores) // 3)])
    if turning < TURNS or median(steps) < POINTS or median(steps) < HIDES * gained:
        return None
    return [
        f"{history.places['validation_score']} moves by {100 * median(steps):.1f} points of 100 from epoch to epoch"
    ]
