"""How far training came: whether the loss still falls, hardly falls or has stopped."""

from collections.abc import Sequence
from itertools import pairwise
from math import log
from statistics import median
from typing import Final

from advisor.diagnosing.curves import carries_over, in_stretches, size, smoothed, wobble
from advisor.diagnosing.history import LEAST, History

LATE: Final = 0.25  # last part of training, within which the loss may still improve; the Tuning Playbook
EVEN: Final = 1.5  # multiple of its share of all progress, up to which the last part falls at an even pace
GAIN: Final = 0.05  # of all progress, made in the last part, that is worth training on for
WORTH: Final = 0.0075  # of the loss, below which what the last quarter brings is not worth training on for
TRACE: Final = 0.0025  # of the loss as it is by then, below which the same is no progress, whatever the sets
FLAT: Final = 0.01  # of the loss, below which a change counts as none
HARDLY: Final = 0.35  # of the first loss, below which a drop leaves nearly all to be learnt
SOLVED: Final = 0.1  # of the first loss, below which a problem counts as solved
TURNS: Final = 0.5  # part of the changes that reverse the one before
ENOUGH: Final = 5  # values from which a curve has a last quarter
STRETCHES: Final = 8  # that a noisy curve by the epoch is cut into
LONG: Final = 3  # values of such a stretch, from which their mean says more than each
STANDS: Final = 0.005  # of the loss, within which it stands where it began
VAST: Final = 1e4  # a loss above it, of targets or inputs that are not scaled
AGAIN: Final = 0.05  # of the best training loss, above which its end has risen again
BATCHES: Final = 2.0  # standard errors of a mean of a few batches, within which it has not risen
SOME: Final = 0.1  # of a loss by the step, by which tuning lowers it
SHARE: Final = 0.1  # of the values by the step, at both ends, that are compared
MUCH: Final = 0.2  # of the first loss, by which a loss without a score fell well enough
HALF: Final = 0.5  # score up to which it is poor
FAIR: Final = 0.75  # score from which classes are told apart, as far as one sees
FAIRLY: Final = 0.15  # by which a score must have risen to tell the same
CREEPS: Final = 0.2  # of the first loss, below which a straight fall is a creeping one
CREEP: Final = 0.02  # of the first loss, above which a fall from one value to the next is no creeping one
CHANCES: Final = (2, 3, 4, 5, 6, 7, 8, 10, 20, 50, 100, 200, 1000)  # numbers of classes, whose chance is told
OF_CHANCE: Final = 5e-4  # of the loss of guessing, within which a loss is told to be it
STILL: Final = 1e-3  # of a loss, within which it stands still
RIGHT: Final = 0.95  # training score, from which hardly an answer is wrong
SLOW: Final = 0.03  # of the loss, below which a change counts as none where no score moves
RISES: Final = 0.05  # of the first loss, by which it rises where it is no plateau
STRAIGHT: Final = 0.9  # part of the changes that fall where the line is straight
STEEP: Final = 2.0  # multiple of the median fall, up to which the first one belongs to a straight line


def progress(loss: Sequence[float]) -> tuple[float, float]:
    """What was gained in all, beside the size of the loss, and which part of that in the last quarter."""
    tail = max(2, round(len(loss) * LATE))
    gained = loss[0] - min(loss)
    before, end = median(loss[-tail - 2 : -tail + 1] or loss[:1]), median(loss[-2:])
    level = size(loss)
    return (gained / level if level > 0 else 0.0), ((before - end) / gained if gained > 0 else 0.0)


def moved(history: History) -> bool:
    """Whether the loss has begun to move, or a score has."""
    loss = (history.curve("train_loss") or history.curve("validation_loss") or history.judged).finite.values
    if len(loss) > LEAST and history.warming and progress(loss)[0] < HARDLY:
        return False  # the rate has hardly begun to act
    scores = (history.score("train") or history.score("validation")).finite.values
    moves = any(progress(each)[0] > FLAT for each in (loss, history.judged.finite.values) if each)
    return moves or bool(loss and scores and max(scores) - scores[0] > FLAT)


def of_few_batches(history: History) -> bool:
    """Whether a few losses by the step are all there is, which swing as batches do."""
    loss = history.judged.values
    return history.unit == "step" and len(loss) < 2 * ENOUGH and wobble(loss)[1] >= TURNS


def creeping(history: History) -> list[str] | None:
    """The training loss falls at nearly every epoch by the same small amount."""
    loss = history.curve("train_loss").finite.values
    if len(loss) < ENOUGH or min(loss) <= 0:
        return None
    falls = [before - after for before, after in pairwise(loss)]
    typical = median(falls)
    gained = (loss[0] - loss[-1]) / loss[0]
    steady = sum(fall > 0 for fall in falls) >= STRAIGHT * len(falls) and typical > 0
    if (
        not steady
        or gained > CREEPS
        or typical > CREEP * loss[0]
        or max(falls[0], falls[1]) > STEEP * typical
        or typical > STEEP * median(falls[-3:])
    ):
        return None
    every = history.epochs[-1] - history.epochs[0] == len(loss) - 1
    times = history.total if every else f"{len(loss)} values"
    return [
        (
            f"the training loss falls by about {typical:.2g} at each of {times}, in all from {loss[0]:.4g} to"
            f" {loss[-1]:.4g}, by {gained:.1%}"
        )
    ]


def improving(history: History) -> list[str] | None:
    """The loss that counts still falls in the last quarter, by a part of all progress that is worth going on for."""
    curve = smoothed(history.judged, history.by_step)
    loss = curve.values
    if len(loss) < LEAST:
        return None
    if len(loss) < ENOUGH:
        return _cut_off(history)
    _, turning = wobble(loss)
    if turning > TURNS and len(loss) >= STRETCHES * LONG:
        curve = in_stretches(curve, STRETCHES)
        loss = curve.values
        _, turning = wobble(loss)
    best = loss.index(min(loss))
    gained, late = progress(loss)
    if not history.curve("validation_loss") and _score_stands(history):
        return None
    solved = 0 < min(loss) < SOLVED * loss[0] / 2
    falling = best == len(loss) - 1 and all(b < a for a, b in pairwise(loss[-LEAST - 1 :]))  # however it went before
    swings = turning > TURNS and not falling and not _falls_on(history)
    alone = not history.curve("validation_loss")
    little = alone and gained * late < WORTH and late < EVEN * LATE  # of the loss, as the last quarter brings
    little |= 0 < gained * late * size(loss) < TRACE * min(loss)
    if best < len(loss) * 0.9 - 1 or late < GAIN or swings or solved or gained < 2 * FLAT or little:
        return None
    return [
        (
            f"{history.judged_by} is best at {history.place(curve.at[best])} of {history.total}, with"
            f" {min(late, 1.0):.0%} of all progress in the last quarter"
        )
    ]


def _falls_on(history: History) -> bool:
    """Whether the training loss falls at nearly each of the last epochs, and that of validation with its noise."""
    loss, train = (history.curve(name).finite.values for name in ("validation_loss", "train_loss"))
    third = len(loss) // 3
    if len(train) < 2 * ENOUGH or third < LEAST:
        return False
    gains = median(loss[third:-third]) - median(loss[-third:])
    falls = [after < before for before, after in pairwise(train[-len(train) // 3 :])]
    on = sum(falls) >= min(STRAIGHT * len(falls), len(falls) - 1) and progress(train)[1] > GAIN
    return on and gains > SOME * (loss[0] - min(loss))


def _score_stands(history: History) -> bool:
    """Whether a validation score was logged, and is no better in the last quarter than before it."""
    scores = history.score("validation").finite.values
    if len(scores) < ENOUGH:
        return False
    tail = max(2, round(len(scores) * LATE))
    return max(scores[-tail:]) <= max(scores[:-tail]) + STANDS


def _cut_off(history: History) -> list[str] | None:
    """Losses that fall at each of a few epochs, in the last one by about as much as before."""
    logged = [history.curve(name).finite.values for name in ("train_loss", "validation_loss")]
    shares = [_last_share(loss) for loss in logged if loss]
    if not shares or min(shares) < GAIN:
        return None
    ends = f"the last of {history.total}" if history.unit == "epoch" else f"the last of {len(logged[0])} values"
    return [f"the loss falls up to {ends}, which brings {min(shares):.0%} of all progress"]


def _last_share(loss: Sequence[float]) -> float:
    """The part of all progress that the last value brings; 0 where the loss does not fall throughout, or is low."""
    if len(loss) < LEAST or loss[-1] < SOLVED * loss[0]:
        return 0.0
    fall = min(loss[:-1]) - loss[-1]  # a rise on the way is made up for
    return fall / (max(loss) - loss[-1]) if fall > 0 and fall >= FLAT * size(loss) else 0.0


def still(history: History) -> list[str] | None:
    """The training loss never falls below where it began, and no score rises."""
    curve = smoothed(history.curve("train_loss").finite, history.by_step)
    loss = curve.values
    scores = (history.score("train") or history.score("validation")).finite.values
    if (evidence := _hardly(loss, scores)) is not None and not history.warming and not carries_over(history):
        return evidence
    if len(loss) in range(LEAST, ENOUGH) and (evidence := _guesses(history)) is not None:
        return evidence
    if len(loss) < ENOUGH or history.warming or carries_over(history) or (scores and max(scores) - scores[0] > FLAT):
        return None
    if loss[0] - min(loss) > STANDS * (loss[0] if min(loss) >= 0 else max(abs(value) for value in loss)):
        return _at_chance(loss)
    ends = f"{loss[0]:.5g} at first, {loss[-1]:.5g} in the end"
    evidence = [f"the training loss is {ends}, and never lower by more than {STANDS:.1%}"]
    if loss[-1] > VAST:
        evidence.append("a loss so large is that of targets or inputs that are not scaled")
    return evidence


def _hardly(loss: Sequence[float], scores: Sequence[float]) -> list[str] | None:
    """A loss that falls by a few hundredths, beside a poor score that is no better in the second half than at first."""
    if len(loss) < 2 * ENOUGH or len(scores) < 2 * ENOUGH or min(loss) <= 0 or min(loss) < (1 - RISES) * loss[0]:
        return None
    late = median(scores[len(scores) // 2 :])
    if max(scores) > HALF or late > scores[0] + STANDS:
        return None
    return [
        (
            f"the training loss falls from {loss[0]:.4g} to {min(loss):.4g} alone, and the score is {scores[0]:.4g} at"
            f" first, {late:.4g} in the second half"
        )
    ]


def _guesses(history: History) -> list[str] | None:
    """A validation loss of a few epochs that is that of guessing in each of them, while no score rises."""
    there, scores = history.curve("validation_loss").finite.values, history.score("validation").finite.values
    classes = next((each for each in CHANCES if there and abs(median(there) / log(each) - 1) < OF_CHANCE), None)
    if classes is None or len(there) < LEAST or max(there) - min(there) > STILL * median(there):
        return None
    if scores and max(scores) - scores[0] > FLAT:
        return None
    return [f"the validation loss stands at {median(there):.4g}: that of guessing among {classes:,} balanced classes"]


def _at_chance(loss: Sequence[float]) -> list[str] | None:
    """A loss that has come down to that of guessing, to the digit, and stands there."""
    half = loss[len(loss) // 2 :]
    classes = next((each for each in CHANCES if abs(median(half) / log(each) - 1) < OF_CHANCE), None)
    if classes is None or max(half) - min(half) > STILL * median(half) or len(half) < ENOUGH:
        return None
    return [f"the training loss stands at {median(half):.4g}: that of guessing among {classes:,} balanced classes"]


def _flat(history: History) -> tuple[float, float, list[float]] | None:
    """What was gained where the training loss is flat with most of it left, and validation is no worse; None else."""
    train = smoothed(history.curve("train_loss").finite, history.by_step).values
    loss = history.curve("validation_loss").finite.values
    if len(train) < ENOUGH or history.warming:
        return None
    gained, late = progress(train)
    if history.began is not None and history.began > 0:
        gained = max(gained, 1 - min(train) / history.began)
    if (
        gained >= HARDLY
        or late > EVEN * LATE
        or _falls_yet(train)
        or (loss and min(train) > 0 and loss[-1] > 1.5 * train[-1])
    ):
        return None
    if len(loss) >= ENOUGH and progress(loss)[0] >= HARDLY:
        return None  # what was learnt shows in validation, as training has gone on from good weights
    return gained, late, list(train)


def _falls_yet(loss: Sequence[float]) -> bool:
    """Whether a few values fall to the last, which brings as much as is worth going on for."""
    falls = [(before - after) for before, after in pairwise(loss)]
    return len(loss) < 2 * ENOUGH and min(falls) > 0 and falls[-1] > 2 * FLAT * size(loss)


def _told_apart(history: History, gained: float) -> bool:
    """Whether a network has learnt what it can, for all that one sees: a fair score, or a loss that fell somewhat.

    Values by the step are those of batches, mostly of published weights that are tuned, which begin low.
    """
    if history.by_step:
        loss = history.curve("train_loss").finite.values
        some = max(LEAST, round(SHARE * len(loss)))  # as a few say little of noisy ones
        began = max(loss[0], history.began or loss[0])  # of a loss below 0 there is no share
        fell = 1 - median(loss[-2 * some :]) / began if min(loss) > 0 else gained
        return median(loss[:some]) - median(loss[-some:]) > SOME * size(loss) or fell > SOME
    train = history.curve("train_loss").finite.values
    calm = [median(train[at : at + LEAST]) for at in range(len(train) - LEAST + 1)]
    lowest = min(calm) if wobble(train)[1] >= TURNS else min(train)  # a low value of noisy ones says little
    if calm[-1] > (1 + AGAIN) * lowest + BATCHES * history.noise:
        return False  # too much regularisation, or a rate too high, takes it back
    scores = (history.score("validation") or history.score("train")).finite.values
    if scores:
        return max(scores) > FAIR or max(scores) - scores[0] > FAIRLY
    return gained > MUCH


def underfitting(history: History) -> list[str] | None:
    """The training loss is flat with nearly all of it left, and the validation loss is no worse than it."""
    flat = _flat(history)
    if flat is None or of_few_batches(history) or _told_apart(history, flat[0]):
        return None
    return [_fell(*flat)]


def _fell(gained: float, _late: float, train: Sequence[float]) -> str:
    half = train[len(train) // 2 :]
    some = min(LEAST, len(half) // 2)
    stopped = median(half[:some]) - median(half[-some:]) <= FLAT * size(train)
    share = f"{gained:.1%}" if gained < FLAT else f"{gained:.0%}"
    now = "has stopped falling" if stopped else "hardly falls any more"
    return f"the training loss fell from {train[0]:.4g} to {min(train):.4g}, by {share}, and {now}"


def settled(history: History) -> list[str] | None:
    """The training loss has settled with most of it left, and yet the network has learnt: its score is fair."""
    flat = _flat(history)
    if flat is None or history.by_step:
        return None
    scores = (history.score("validation") or history.score("train")).finite.values
    rose = bool(scores) and max(scores) > scores[0]
    return [_fell(*flat), *([f"the score rose from {scores[0]:.4g} to {max(scores):.4g}"] if rose else [])]


def _no_score_moves(history: History) -> bool:
    """Whether a score was logged that is poor and no better in the second half of training than before it."""
    scores = (history.score("validation") or history.score("train")).finite.values
    half = len(scores) // 2
    return half >= ENOUGH and max(scores) < FAIR and median(scores[half:]) - median(scores[:half]) < FLAT


def _creeps_down(there: Sequence[float]) -> bool:
    """Whether the validation loss is best at its end, to which it falls at nearly every value."""
    falls = [after < before for before, after in pairwise(there)]
    return len(there) >= 2 * ENOUGH and there[-1] == min(there) and sum(falls) >= STRAIGHT * len(falls)


def plateau(history: History) -> list[str] | None:
    """The training loss fell well at first and then hardly moves, far from solved."""
    train = smoothed(history.curve("train_loss").finite, history.by_step).values
    if len(train) < 2 * LEAST or min(train) <= 0 or _creeps_down(history.curve("validation_loss").finite.values):
        return None
    if max(history.score("train").finite.values[-1:], default=0.0) > RIGHT:
        return None  # what is left to learn is in few examples
    half = train[len(train) // 2 :]
    window = min(3, len(half) // 2)
    level = (median(half[:window]) - median(half[-window:])) / train[0]
    flat = SLOW if _no_score_moves(history) else FLAT
    began = max(train[0], history.began or 0.0)
    gained = max(progress(train)[0], 1 - min(train) / began if history.by_step else 0.0)
    if gained < HARDLY or min(train) < SOLVED * began or not -RISES <= level <= flat or history.annealed:
        return None  # a rate that has been lowered to its end leaves no plateau
    return [
        (
            f"in the second half of training the loss {'fell' if level >= 0 else 'rose'} by {abs(level):.1%} of where"
            f" it began, and {1 - gained:.0%} is left"
        )
    ]
