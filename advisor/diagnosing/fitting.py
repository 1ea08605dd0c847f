"""Training beside validation: what is learnt by heart, and what does not carry over."""

from itertools import pairwise
from statistics import median
from typing import Final

from advisor.diagnosing.columns import OF_MASKS, OF_RANKING, folded
from advisor.diagnosing.curves import learnt, rises_clearly, score_gains, solved, usual_change, wobble
from advisor.diagnosing.history import LEAST, Curve, History
from advisor.diagnosing.remarks import by_the_score
from advisor.diagnosing.swinging import noisy

RISE: Final = 0.1  # of the best validation loss, above which a rise counts
CREEP: Final = RISE / 5  # the same where it rises at nearly every value
ABOVE: Final = 0.03  # of the best validation loss, above which each of many later values shows a rise
LATE: Final = 0.9  # of training, from which on a best epoch ends with hardly a loss
LONG: Final = 100  # values, from which a small rise is told from noise
STEADY: Final = 0.8  # part of the changes that are rises, from which a loss rises at nearly every value
BEYOND: Final = 2.0  # multiple of the usual change per epoch, beyond which a rise is more than noise
EARLY: Final = 0.1  # part of training: a best epoch before it is very early; the Tuning Playbook
ENOUGH: Final = 5  # epochs from which a best epoch can be called early
FITTED: Final = 0.2  # of the first training loss, below which the training examples are fitted
APART: Final = 3.0  # multiple of the training loss, from which the validation loss lies far above it
SETTLED: Final = 2  # values at the start that are left out where noise is looked for
TURNS: Final = 0.5  # part of the changes that reverse the one before, from which a curve is noisy
WIDE: Final = 0.25  # the same where a gap is wide, however far the validation loss fell
POINTS: Final = 0.15  # by which the training score lies above that of validation where the gap is wide
BEHIND: Final = 0.1  # the same where the validation loss gains hardly anything any more
MILD: Final = 0.2  # up to which a gap of scores is a mild one
STILL: Final = 0.05  # by which a validation score must rise to count as risen
HALF: Final = 0.5  # of the first validation loss, above which the network has learnt little that carries over
HARDLY: Final = 0.005  # by which a score that ends at its best lies below it
WORSE: Final = 1.5  # multiple of the first training loss, above which validation is worse than no training
HARDLY_ANY: Final = 0.1  # of the first validation loss, by which it falls where nothing carries over
LITTLE_LEFT: Final = 0.15  # of all that validation gained, which it gains in its last third beside a gap that is wide
TWICE: Final = 2.0  # multiple of the training loss, from which that of validation lies apart where its score stalls
PARTED: Final = 5.0  # multiple of the training loss, from which that of validation that stands has parted from it
VAST: Final = 20.0  # multiple of the training loss, from which that of validation is another one
FELL: Final = 0.1  # of the first training loss, by which it falls
SHORT: Final = 9  # values, below which two rises may be of anything
PLAIN: Final = 0.04  # of the first loss, above which two rises of a short run are plain
SEEN: Final = 0.03  # of all that the validation loss had fallen, below which a rise takes nothing back
SAME: Final = 0.02  # of the first validation loss, within which it never falls
FALLS: Final = 0.75  # of the training loss in the middle, below which it falls on in the second half
STANDS: Final = 0.95  # of the validation loss there, above which that one hardly falls
LITTLE: Final = 0.02  # by which a score gains nothing
TENTH: Final = 0.1  # by which the training score lies above one of validation that stalls
RIGHT: Final = 0.8  # training score from which the training examples are mostly told apart
MOSTLY: Final = 0.3  # by which the training score lies above that of validation where a third of it is by heart
WRONG: Final = 0.25  # validation score up to which hardly any answer is right


def _curves(history: History) -> tuple[Curve, Curve]:
    return history.curve("validation_loss").finite, history.curve("train_loss").finite


def from_elsewhere(history: History) -> list[str] | None:
    """The validation loss is never better than that of the untrained network, while training goes well."""
    loss, train = _curves(history)
    if len(loss.values) < LEAST or len(train.values) < LEAST or min(train.values) <= 0:
        return None
    right, there = history.score("train").finite.values, history.score("validation").finite.values
    if min(loss.values) < HALF * loss.values[0]:
        return None  # much of what is learnt carries over
    learns = right[-1] > RIGHT if right else train.values[-1] < HALF * train.values[0]
    wrong = max(there) < min(WRONG, right[-1] / 2) if right and there else True
    if not learns or not wrong or min(loss.values) < WORSE * train.values[0]:
        return None
    scores = f", and at most {max(there):.0%} of its answers are right" if there else ""
    return [
        (
            f"the validation loss is {min(loss.values):.4g} at best, above the first training loss of"
            f" {train.values[0]:.4g}{scores}; the training loss falls to {train.values[-1]:.4g}"
        )
    ]


def early_best(history: History) -> list[str] | None:
    """The validation loss is best within the first tenth of training and rises from there."""
    loss, train = _curves(history)
    if len(loss.values) < ENOUGH:
        return None
    best = loss.values.index(min(loss.values))
    end = median(loss.values[-3:])
    if best > max(1, EARLY * len(loss.values)) or min(end, loss.values[-1]) <= _raised(loss.values[best]):
        return None
    if _score_goes_on(history, loss.at[best]):
        return None
    swings = len(loss.values) >= 2 * ENOUGH and wobble(loss.values[SETTLED:])[1] >= TURNS
    if swings and not rises_clearly(loss.values, RISE * abs(loss.values[best])):
        return None  # the lowest of many values that swing
    if train and train.near(loss.at[-1]) > loss.values[-1]:  # what is learnt by heart has the lower training loss
        return None
    falls = ""
    if train and train.values[-1] < train.near(loss.at[best]):
        falls = f"; the training loss kept falling to {train.values[-1]:.4g}"
    return [
        (
            f"the best of {history.total} is {history.place(loss.at[best])}; the validation loss rose to"
            f" {loss.values[-1]:.4g}{falls}"
        ),
        *by_the_score(history),
    ]


def _score_goes_on(history: History, place: float) -> bool:
    """Whether the validation score rose by far after the best loss, which hardly rose: it measures something else."""
    loss, scores = history.curve("validation_loss").finite, history.score("validation").finite
    if len(scores.values) < ENOUGH or median(loss.values[-LEAST:]) > (1 + WIDE) * min(loss.values):
        return False
    return median(scores.values[-LEAST:]) > scores.near(place) + TENTH


def _raised(best: float) -> float:
    return best + RISE * abs(best)


def overfitting(history: History) -> list[str] | None:
    """The validation loss rises from its best, above the training loss, which keeps falling."""
    loss, train = _curves(history)
    if len(loss.values) < LEAST or len(train.values) < LEAST:
        return None
    best = loss.values.index(min(loss.values))
    turning = wobble(loss.values[min(SETTLED, best) :])[1] >= TURNS
    rising = _rises(loss, best)
    steady = rising and len(loss.values) - best > LEAST  # two rises may be noise
    before, size = train.near(loss.at[best]), max(train.values[0], loss.values[0])
    short = len(loss.values) < 2 * ENOUGH and loss.values[-1] - loss.values[best] > PLAIN * size
    parts = rising and short and 0 < train.values[-1] < FALLS * before  # but for training that goes on as clearly
    steady = steady or parts
    end = median(loss.values[-3:]) if len(loss.values) > LEAST + 1 and not steady else loss.values[-1]
    rise, gap = end - loss.values[best], end - train.values[-1]
    if median(train.values[-LEAST:]) >= before:
        return None
    few = len(loss.values) < ENOUGH and not parts  # then the rise has to be plain
    creeps = _creeps(loss, best) or len(loss.values) >= LONG or _stays_above(loss, best)
    least = (RISE if few else CREEP if creeps else RISE / 2) * abs(loss.values[best])
    many = turning and len(loss.values) >= 2 * ENOUGH
    clear = many and (rises_clearly(loss.values, least) or _score_falls(history))
    if many and not clear and not steady:
        return None  # the lowest of many values that swing
    above = rising and (few or parts or loss.values[-1] > loss.values[0])  # which no noise does
    noise = 0.0 if above or clear else BEYOND * usual_change(loss.values)
    slight = rise < WIDE * abs(loss.values[best]) and turning and score_gains(history)
    right = history.score("validation").values
    slight |= bool(right) and solved(history) and right[-1] >= max(right) - HARDLY
    stays = bool(right) and rise < WIDE * abs(loss.values[best]) and right[-1] >= max(right) - HARDLY
    slight |= turning and not many and stays
    stands = not right or right[-1] >= max(right) - LITTLE
    slight |= stands and rise < SEEN * (loss.values[0] - loss.values[best])  # of all that was gained
    slight |= loss.values[-1] < loss.values[best] + least  # which is as good again
    slight |= best >= len(loss.values) - 2 and not few  # a single value behind it is no rise
    slight |= best + 1 >= LATE * len(loss.values) and rise < RISE * abs(loss.values[best])
    slight |= _score_goes_on(history, loss.at[best])
    slight |= not many and not steady and turning and noisy(history) is not None  # too few values to see through it
    if gap <= 0 or rise < least or rise < noise or (few and not rising) or slight:
        return None
    return [
        (
            f"the validation loss is best at {history.place(loss.at[best])} with {loss.values[best]:.4g} and ends at"
            f" {loss.values[-1]:.4g}"
        ),
        f"the training loss keeps falling to {train.values[-1]:.4g}, a gap of {gap:.3g}",
        *by_the_score(history),
    ]


def rose_twice(history: History) -> list[str] | None:
    """The validation loss of a short run that rises at both values after its best, though not as plainly as it must."""
    loss = history.curve("validation_loss").finite
    best = loss.values.index(min(loss.values)) if loss else 0
    if not LEAST < len(loss.values) < SHORT or not _rises(loss, best) or solved(history):
        return None
    rise = loss.values[-1] - loss.values[best]
    right = history.score("validation").values
    if rise < max(CREEP * abs(loss.values[best]), SAME * loss.values[0]) or (right and right[-1] > max(right[:-1])):
        return None
    return [
        (
            f"the validation loss is {loss.values[best]:.4g} at {history.place(loss.at[best])} and rises at each value"
            f" since, to {loss.values[-1]:.4g}: train on, and keep the weights of the best"
        )
    ]


def _score_falls(history: History) -> bool:
    """Whether the validation score ends far below its best, though the training loss has fallen."""
    scores, train = history.score("validation").finite.values, history.curve("train_loss").finite.values
    fell = train[-1] < (1 - FELL) * train[0]
    return fell and len(scores) >= ENOUGH and median(scores[-LEAST:]) < max(scores) - TENTH


def _rises(loss: Curve, best: int) -> bool:
    """Whether the loss rises at every value after its best, twice at least."""
    after = loss.values[best:]
    return len(after) >= LEAST and all(later > earlier for earlier, later in pairwise(after))


def _creeps(loss: Curve, best: int) -> bool:
    """Whether the loss rises at nearly every one of many values after its best."""
    after = loss.values[best:]
    rising = sum(later > earlier for earlier, later in pairwise(after))
    return len(after) > ENOUGH and rising >= STEADY * (len(after) - 1)


def _stays_above(loss: Curve, best: int) -> bool:
    """Whether each of many values after the best one lies plainly above it, as a rate that ends freezes it."""
    after = loss.values[best + 1 :]
    later = after[len(after) // 2 :]
    return len(later) >= 2 * ENOUGH and min(later) > loss.values[best] + ABOVE * abs(loss.values[best])


def gap(history: History) -> list[str] | None:
    """The training examples are fitted far better, or only they are: the validation loss no longer falls, or never."""
    loss, train = _curves(history)
    if not loss:
        return _gap_of_scores(history)
    if len(loss.values) < ENOUGH and (evidence := _gap_at_the_end(history)) is not None:
        return evidence
    if len(loss.values) < ENOUGH or len(train.values) < ENOUGH or min(*loss.values, *train.values) < 0:
        return None
    if solved(history) and not any(train.values[-LEAST:]):
        return None  # what is left is less than is printed
    fitted = train.values[-1] < FITTED * train.values[0]
    far = loss.values[-1] > APART * train.values[-1]
    little = median(loss.values[-3:]) > HALF * loss.values[0]  # of what is learnt carries over
    right, there = _scores(history)
    if right and there:
        far = far and right[-1] - there[-1] > (POINTS if little else WIDE)
        apart = right[-1] - there[-1]
        kind = f", a {'mild ' if apart < MILD else ''}gap of {100 * apart:.0f} points" if apart > 0 else ""
        said = _both(history, right[-1], there[-1]) + kind
    else:
        far, said = far and little, ""
    stopped = loss.values[len(loss.values) // 2] - min(loss.values) < RISE * loss.values[0]
    wrong = right and there and right[-1] > RIGHT and right[-1] - there[-1] > MOSTLY  # however it got there
    by_heart = right and there and far and little and (learnt(history) or wrong)
    learnt_by_heart = right and there and learnt(history) and right[-1] - there[-1] > POINTS
    stalled = learnt_by_heart and fitted and stopped and loss.values[-1] > APART * train.values[-1]
    vast = not right and fitted and loss.values[-1] > max(VAST * train.values[-1], SEEN * loss.values[0])
    known = (
        bool(stalled)
        or (vast and _stands(loss))
        or (
            (fitted and far and (stopped or by_heart))
            or (wrong and far)
            or _apart(history)
            or _nothing_carries(history)
        )
    )
    known = known or _parts(history) or _never_falls(history) or _falls_behind(history)
    mild = bool(right and there) and right[-1] - there[-1] < MILD
    if mild and len(loss.values) < 2 * ENOUGH and noisy(history) is not None:
        return None  # the few examples of validation give a score that is as far off
    if not known and not (stopped and _stalls(history)):
        return None
    return [
        f"the training loss falls to {train.values[-1]:.4g}, that of validation stays at {loss.values[-1]:.4g}{said}"
    ]


def _both(history: History, right: float, there: float) -> str:
    """The scores of both sets in words."""
    train, validation = (history.places[f"{part}_score"] for part in ("train", "validation"))
    if set(folded(validation).split("_")) & (OF_MASKS | OF_RANKING):
        return f"; {train} is {right:.3g}, {validation} {there:.3g}"
    return f"; {right:.0%} of the training answers are right, {there:.0%} of those of validation"


def _gap_at_the_end(history: History) -> list[str] | None:
    """The same of a single evaluation after training, or of a few in its course of which the last is hardly better."""
    loss, train = _curves(history)
    before = [value for at, value in zip(*train, strict=True) if at < loss.at[-1]]
    enough = ENOUGH if len(loss.values) >= LEAST else 2 * ENOUGH
    if len(before) < enough or loss.at[-1] < train.at[-1] or min(before) <= 0:
        return None
    end = median(before[-ENOUGH:])
    stands = len(loss.values) >= LEAST and loss.values[-1] > FALLS * loss.values[0] and not solved(history)
    if end > FITTED * before[0] or loss.values[-1] < PARTED * end or not (stands or loss.values[-1] > HALF * before[0]):
        return None
    return [f"the training loss falls to {end:.4g}, that of validation is {loss.values[-1]:.4g} in the end"]


def _stands(loss: Curve) -> bool:
    """Whether the validation loss gains hardly anything any more."""
    late = loss.values[-max(2, len(loss.values) // 4) - 1]
    return late - min(loss.values) < CREEP * loss.values[0]


def _scores(history: History) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The scores of training and validation; none where hardly any were logged, as of a test after the fit."""
    right, there = history.score("train").finite.values, history.score("validation").finite.values
    return (right, there) if min(len(right), len(there)) >= LEAST else ((), ())


def _gap_of_scores(history: History) -> list[str] | None:
    """The training score rises far above that of validation, which gains nothing, where no validation loss is."""
    right, there = _scores(history)
    if len(right) < 2 * ENOUGH or len(there) < 2 * ENOUGH or history.by_step:
        return None
    half = len(there) // 2
    gains = median(there[-LEAST:]) - median(there[half - 1 : half + 2])
    apart = median(right[-LEAST:]) - median(there[-LEAST:])
    if apart < POINTS or gains > LITTLE or right[-1] - right[half] < LITTLE:
        return None
    return [
        (
            f"{right[-1]:.0%} of the training answers are right, {there[-1]:.0%} of those of validation, which gain"
            f" nothing in the second half of training"
        )
    ]


def _parts(history: History) -> bool:
    """Whether in the second half the training loss falls far below a validation loss that hardly falls any more."""
    loss, train = _curves(history)
    if len(loss.values) < 2 * ENOUGH or len(train.values) < 2 * ENOUGH or solved(history):
        return False
    right, there = _scores(history)
    if right and there and right[-1] - there[-1] < TENTH:
        return False
    half, tail = len(loss.values) // 2, max(LEAST, len(loss.values) // 10)
    middle, end = median(loss.values[half : half + tail]), median(loss.values[-tail:])
    place = loss.at[half]
    later = [value for at, value in zip(*train, strict=True) if at >= place]
    if not later:
        return False
    before, after = median(later[:tail]), median(train.values[-tail:])
    apart = end > max(PARTED * after, SEEN * loss.values[0])
    return after < FALLS * before and end > STANDS * middle and apart


def _falls_behind(history: History) -> bool:
    """Whether the validation score lies behind that of training, and its loss gains hardly anything in the end."""
    loss, _ = _curves(history)
    right, there = _scores(history)
    if not right or solved(history) or history.by_step:
        return False
    third = len(loss.values) // 3
    gains = median(loss.values[len(loss.values) // 2 : -third]) - median(loss.values[-third:])
    behind = median(right[-LEAST:]) - median(there[-LEAST:])
    gained = loss.values[0] - min(loss.values)
    return (behind > BEHIND and gains < HARDLY_ANY * gained) or (behind > MILD and gains < LITTLE_LEFT * gained)


def _never_falls(history: History) -> bool:
    """Whether the validation loss is never lower than at first, while the training loss falls below it."""
    loss, train = _curves(history)
    _, there = _scores(history)
    if there and max(there) - there[0] > LITTLE:
        return False
    fell = train.values[-1] < (1 - FELL) * train.values[0]
    return fell and min(loss.values) >= (1 - SAME) * loss.values[0] and loss.values[-1] > (1 + FELL) * train.values[-1]


def _stalls(history: History) -> bool:
    """Whether the validation score gains nothing in the second half of training, and that of training goes away."""
    loss, train = _curves(history)
    right, there = _scores(history)
    if len(right) < 2 * ENOUGH or len(there) < 2 * ENOUGH or loss.values[-1] < TWICE * train.values[-1]:
        return False
    half = len(there) // 2
    gains = median(there[-half // 2 :]) - median(there[half - half // 2 : half + 1])
    return gains < LITTLE and median(right[-LEAST:]) - median(there[-LEAST:]) > TENTH


def _nothing_carries(history: History) -> bool:
    """Whether the training loss falls far, and the validation loss hardly from the start."""
    loss, train = _curves(history)
    right, there = _scores(history)
    if right and there and right[-1] - there[-1] <= POINTS:
        return False
    fell = train.values[-1] < HALF * train.values[0] and loss.values[-1] > TWICE * train.values[-1]
    return fell and median(loss.values[-3:]) > (1 - HARDLY_ANY) * loss.values[0]


def _apart(history: History) -> bool:
    """Whether the training score rises away from a validation score that does not, with a validation loss to match."""
    loss, _ = _curves(history)
    right, there = history.score("train").finite.values, history.score("validation").finite.values
    if len(right) < ENOUGH or len(there) < ENOUGH:
        return False
    third = len(there) // 3
    still = median(there[-third:]) - median(there[:third]) < STILL and median(loss.values[-third:]) >= loss.values[0]
    return still and right[-1] - right[0] > POINTS / 2 and right[-1] - max(there) > POINTS
