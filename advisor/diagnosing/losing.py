"""Runs that are lost, or in which nothing can be learnt."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from advisor.diagnosing.columns import OF_MASKS, folded
from advisor.diagnosing.curves import LEARNT, carries_over, holds, learnt, size
from advisor.diagnosing.history import LEAST, Curve, History, Part

EXPLODED: Final = 10.0  # multiple of its median from which a gradient norm has exploded
VANISHED: Final = 1e-3  # the first layer's gradient over the last one's, below which it has vanished
FELL: Final = 0.05  # of the loss, by which it falls where gradients reach the weights
DEAD: Final = 1e-7  # gradient norm that counts as zero
SATURATED: Final = 1e-6  # the first layer's gradient over the second one's, below which its inputs saturate it
THROWN: Final = 50.0  # multiple of the later loss, from which the first updates destroyed the initial weights
LOW: Final = 0.1  # of a loss: below it something was learnt, however much the first one was
HARDLY: Final = 0.35  # of the first loss, below which a drop leaves nearly all to be learnt
GROWN: Final = 1.2  # multiple of the first loss, above which it has grown
ABOVE: Final = 1.5  # multiple of the best loss, the same
CLIMBS: Final = 4  # rises after the best loss, from which they are no noise
MOSTLY: Final = 0.75  # part of the changes that are rises, from which a loss climbs
HIGHER: Final = 0.1  # of the first loss, by which one that climbs ends above it
NEXT: Final = 3  # values before and after a spike that are compared
OVERFLOWED: Final = 1e3  # multiple of the first loss, after which a loss of exactly zero is an overflow
AT_ONCE: Final = 2  # epochs in which no loss comes down to exactly 0
GAINED: Final = 0.05  # of the score, above which training goes on though the loss is undefined
ABOVE_CHANCE: Final = 0.2  # by which the training score lies above that of one class, where classes are told apart
OF_PEAK: Final = 0.01  # of the largest divergence, or of the loss, below which it has gone to nothing
STILL: Final = 1e-4  # of the loss, below which it stands still to the last digit
OF_CLASSES: Final = (
    "acc",
    "top1",
    "auc",
    "dice",
    "iou",
)  # in the name of a score that is one number if one class is predicted
OF_RANKING: Final = re.compile(r"(?:^|[^a-z])(?:roc_?)?auc(?:$|[^a-z])|auroc", re.IGNORECASE)  # names of such a score
SAME: Final = 5  # scores in the end, from which it is no chance that they are the same
MANY: Final = 10  # scores, from which they tell that nothing is ranked
POOR: Final = 0.3  # overlap of masks, up to which hardly one is found
NEAR_HALF: Final = 0.03  # within which an area under the ROC curve is that of guessing
CHANCES: Final = (2, 3, 4, 5, 10, 20, 50, 100, 1000)  # numbers of classes, whose chance is told
NEAR: Final = 0.02  # of the chance, within which a score is told to be it


def undefined(history: History) -> list[str] | None:
    """The training loss is no number in most epochs, and yet the score rises or the gradients stay sound."""
    loss = history.curve("train_loss")
    lost = [at for at, value in zip(*loss, strict=True) if not math.isfinite(value)]
    if len(lost) < max(2, len(loss.values) / 2):
        return None
    scores = (history.score("train") or history.score("validation")).finite
    after = [value for at, value in zip(*scores, strict=True) if at >= lost[0]]
    if len(after) < LEAST or max(after[1:]) < after[0] + GAINED:
        return None
    return [
        (
            f"the loss is no finite number from {history.place(lost[0])} on, while the score rises from {after[0]:.4g}"
            f" to {max(after):.4g}"
        )
    ]


def exploding(history: History) -> list[str] | None:
    """Gradients far beyond their own median, or that stop being numbers, with a loss that jumps."""
    norm, loss = history.curve("gradient_norm"), history.curve("train_loss")
    lost_at = next((at for at, value in zip(*loss, strict=True) if not math.isfinite(value)), math.inf)
    kept = [(at, value) for at, value in zip(*norm, strict=True) if at <= lost_at]  # what comes later means nothing
    usual = [(at, value) for at, value in kept if math.isfinite(value)]
    if len(usual) < 2:
        return None
    typical = median(value for _, value in usual)
    lost = len(usual) < len(kept)
    place, top = max(usual, key=lambda pair: pair[1])
    if typical <= 0 or (top / typical < EXPLODED and not (lost and top > typical * 3)):
        return None
    at = loss.at.index(place) if place in loss.at else -1
    jumps = at > 0 and not loss.values[at] < 1.01 * loss.values[at - 1]
    if not lost and (not jumps or _recovers(loss.finite.values, at, sum(v > EXPLODED * typical for _, v in usual))):
        return None
    evidence = [f"the gradient norm is {top:.3g} at {history.place(place)}, {top / typical:.3g} times its median"]
    if at >= 0:
        before = loss.values[max(0, at - 1)]
        evidence.append(f"the training loss goes from {before:.4g} to {loss.values[at]:.4g} there")
    return evidence


def _recovers(loss: Sequence[float], at: int, spikes: int) -> bool:
    """Whether a single spike of the gradient left no trace in a loss of many values."""
    before, after = loss[max(0, at - NEXT) : at], loss[at + 1 : at + 1 + NEXT]
    return spikes == 1 and len(before) == len(after) == NEXT and median(after) <= median(before)


def diverging(history: History) -> list[str] | None:
    """The training loss ends undefined, overflows to zero, or ends above where it began and above its best by far."""
    curve = history.curve("train_loss") or history.curve("validation_loss")
    loss = curve.values
    bad = next((at for at, value in zip(*curve, strict=True) if not math.isfinite(value)), None)
    if bad is not None:
        return [f"the loss is not finite from {history.place(bad)} on"]
    if len(loss) < 2:
        return None
    if (evidence := _overflow(history, curve)) is not None:
        return evidence
    end = median(loss[-3:])
    if min(loss) > 0:
        grows = end > GROWN * loss[0] and end > ABOVE * min(loss)
    else:  # ratios mean nothing below zero
        grows = loss[0] < end and end - min(loss) > (GROWN - 1) * max(abs(value) for value in loss)
    right = history.score("train").finite.values
    grows = grows or (not history.by_step and _climbs(loss))
    if grows and (
        carries_over(history) or holds(history) or (right and median(right[-LEAST:]) > right[0] + ABOVE_CHANCE)
    ):
        return None  # what is trained on grows harder or weighs more, or the first value was of a single batch
    if grows:
        return [f"the training loss goes from {loss[0]:.4g} to {end:.4g}; its best was {min(loss):.4g}"]
    return _thrown(history, loss)


def _climbs(loss: Sequence[float]) -> bool:
    """Whether a loss rises at nearly every value from its best in the first half on, to above where it began."""
    best = loss.index(min(loss))
    after = loss[best:]
    rises = [later > earlier for earlier, later in pairwise(after)]
    return (
        min(loss) > 0
        and len(rises) > max(CLIMBS, len(loss) / 2)
        and sum(rises) >= MOSTLY * len(rises)
        and median(loss[-LEAST:]) > (1 + HIGHER) * loss[0]
    )


def _thrown(history: History, loss: Sequence[float]) -> list[str] | None:
    """A first loss far above the later ones, after which nothing is learnt: no score rises, or no loss falls."""
    if len(loss) < LEAST or min(loss) <= 0 or history.by_step:
        return None  # from step to step a vast loss comes down as any other does
    scores = (history.score("train") or history.score("validation")).finite.values
    settled = median(loss[len(loss) // 2 :] if scores else loss[1:])
    if loss[0] < THROWN * (settled if scores else max(settled, loss[1])) or learnt(history):
        return None
    if settled < LOW:
        return None
    if median(scores[-LEAST:]) > scores[0] + GAINED if scores else min(loss[1:]) < settled * (1 - HARDLY):
        return None
    rests = "while no score has risen" if scores else "which do not fall"
    times = f"{loss[0] / settled:.3g} times that of later epochs, {rests}"
    return [f"the first epoch's loss is {loss[0]:.4g}, {times}: the first updates destroyed the initial weights"]


def _overflow(history: History, curve: Curve) -> list[str] | None:
    """A loss that shoots up and is exactly zero ever after: numbers beyond what half precision holds."""
    loss = curve.values
    zeros = next((at for at in range(len(loss)) if not any(loss[at:])), len(loss))
    if not 0 < zeros <= len(loss) - 2 or max(loss[:zeros]) < OVERFLOWED * max(abs(loss[0]), 1e-9):
        return None
    return [
        (
            f"the loss shoots up to {max(loss[:zeros]):,.4g} and is exactly 0 from {history.place(curve.at[zeros])} on:"
            " numbers overflowed, as they do in half precision"
        )
    ]


def mismatched(history: History) -> list[str] | None:
    """A loss of exactly zero with wrong answers, or a cross-entropy below zero."""
    curve = history.curve("train_loss").finite
    loss = curve.values
    scores = (history.score("train") or history.score("validation")).finite.values
    if not loss or (scores and max(scores) > LEARNT):
        return None
    by_heart = any(history.curve("validation_loss").finite.values)  # its loss is printed as 0, and that of others not
    if len(loss) >= LEAST and not any(loss[-LEAST:]) and scores and not by_heart:
        return [f"the loss is exactly 0, while only {max(scores):.0%} of the answers are right"]
    each = history.unit == "epoch" and len(loss) > AT_ONCE and curve.at[AT_ONCE] - curve.at[0] == AT_ONCE
    if each and not any(loss[AT_ONCE:]) and not by_heart:
        at = history.place(curve.at[loss.index(0)])
        return [f"the loss is exactly 0 from {at} on: no answer is ever that right, and one unit or one label may be"]
    if min(loss) < 0 and (scores or "cross-entropy" in history.loss):
        logged = "where an accuracy is logged" if not history.loss else f"of {history.loss.removesuffix('-logits')}"
        return [
            (f"the loss is {min(loss):.4g} {logged}: a cross-entropy is below zero only if labels lie outside 0 to 1")
        ]
    return None


def silent(history: History) -> list[str] | None:
    """A part of the training loss is exactly zero all along, and the others are not."""
    if not history.silent:
        return None
    parts = " and ".join(history.silent)
    return [f"{parts} {'is' if len(history.silent) == 1 else 'are'} exactly 0 in all of {history.total}"]


def empty(history: History) -> list[str] | None:
    """The validation loss is exactly zero all along, while there is a training loss."""
    loss, train = history.get("validation_loss"), history.get("train_loss")
    if len(loss) < 2 or any(loss) or not any(train) or any(history.get("validation_score")):
        return None
    return [f"the validation loss is exactly 0 in all of {history.total}, and the training loss is not"]


def undefined_there(history: History) -> list[str] | None:
    """The validation loss ends as no number, and the training loss does not."""
    loss, train = history.curve("validation_loss"), history.curve("train_loss")
    if not loss or math.isfinite(loss.values[-1]) or (train and not math.isfinite(train.values[-1])):
        return None
    known = [at for at, value in zip(*loss, strict=True) if math.isfinite(value)]
    first = next(at for at in loss.at if not known or at > known[-1])
    return [f"the validation loss is no finite number from {history.place(first)} on, the training loss is"]


def prior_alone(history: History) -> list[str] | None:
    """The divergence of a variational autoencoder's code from its prior goes to nothing, and stays there.

    A weight that is warmed up from 0 brings a divergence down from its height, but not to nothing.
    """
    curve = history.curve("divergence").finite
    values = [abs(value) for value in curve.values]
    loss = history.curve("train_loss").finite.values
    if len(values) < LEAST or not any(values):
        return None
    end, peak = median(values[-LEAST:]), max(values)
    nothing = end < OF_PEAK * peak and values.index(peak) < len(values) / 2
    never = bool(loss) and peak < OF_PEAK**2 * abs(loss[-1]) and end < peak
    if not (nothing or never):
        return None
    column = history.places["divergence"]
    return [f"{column} goes from {peak:.3g} at {history.place(curve.at[values.index(peak)])} to {end:.3g} in the end"]


def _early_gradients(history: History) -> list[tuple[str, float]]:
    """The median gradient norm of each layer in the first quarter of training."""
    found = []
    for name, logged in history.layers.items():
        values = [value for value in logged if value is not None and math.isfinite(value)]
        if values:
            found.append((name, median(values[: max(3, len(values) // 4)])))
    return found


def saturated(history: History) -> list[str] | None:
    """The first layer's gradient is zero, and the second one's is not; or all are, from the first epoch on."""
    norms, loss = history.curve("gradient_norm").finite.values, history.curve("train_loss").finite.values
    if len(norms) >= LEAST and max(norms) < DEAD and loss and max(loss) - min(loss) <= STILL * max(map(abs, loss)):
        return [f"the gradient norm is {max(norms):.2g} and the loss {loss[0]:.4g} from the first epoch on"]
    layers = _early_gradients(history)
    if len(layers) < 2 or layers[1][1] <= DEAD or layers[0][1] > SATURATED * layers[1][1]:
        return None
    (first, norm), (second, other) = layers[:2]
    return [f"the gradient of {first} is {norm:.2g} from the start, that of {second} {other:.2g}"]


def vanishing(history: History) -> list[str] | None:
    """The gradient of the first layer is a small fraction of the last one's, or none at all."""
    norms, loss = history.curve("gradient_norm").finite.values, history.curve("train_loss").finite.values
    falls = bool(loss) and loss[0] - min(loss) > FELL * size(loss)  # then the norm was not computed
    if norms and median(norms) < DEAD and (any(norms) or not falls):
        return [f"the gradient norm is {median(norms):.2g}: the units are dead"]
    layers = _early_gradients(history)
    if len(layers) < 2 or layers[-1][1] <= 0 or layers[0][1] / layers[-1][1] >= VANISHED:
        return None
    return [f"the gradient of {layers[0][0]} is {layers[0][1]:.2g}, that of {layers[-1][0]} {layers[-1][1]:.2g}"]


def collapsed(history: History) -> list[str] | None:
    """A validation accuracy that is the same number epoch after epoch, short of perfect."""
    part: Part = "validation" if history.score("validation") else "train"
    if not any(word in history.places.get(f"{part}_score", "").lower() for word in OF_CLASSES):
        return None
    scores = history.score(part).finite.values
    if (evidence := _ranks_nothing(history.places[f"{part}_score"], scores)) is not None:
        return evidence
    if (evidence := _masks_nothing(history, part)) is not None:
        return evidence
    tail = scores[min(len(scores) // 2, max(0, len(scores) - SAME)) :]
    if len(scores) < SAME or max(tail) - min(tail) > 1e-6 or tail[-1] > LEARNT or learnt(history):
        return None
    loss = history.curve("train_loss").finite.values
    if tail[-1] == 0 and loss and loss[0] - min(loss) > HARDLY * size(loss):
        return None  # an accuracy of numbers, which are hardly ever equal
    if any(score > tail[-1] + ABOVE_CHANCE for score in history.score("train").finite.values[-1:]):
        return None  # the training examples are told apart
    column = history.places[f"{part}_score"]
    said = "the accuracy" if "acc" in column.lower() else column
    evidence = [f"{said} is {tail[-1]:.4g} in each of the last {len(tail)} epochs{_chance(tail[-1])}"]
    if loss and max(loss) - min(loss) < STILL * max(size(loss), 1e-12):
        evidence.append(f"the training loss stands still at {loss[-1]:.5g} as well: nothing is learnt at all")
    return evidence


def _masks_nothing(history: History, part: Part) -> list[str] | None:
    """An overlap of masks that stands low, though the loss has fallen as far as the background brings it."""
    column = history.places[f"{part}_score"]
    scores, loss = history.score(part).finite.values, history.curve("train_loss").finite.values
    tail = scores[len(scores) // 2 :]
    if not set(folded(column).split("_")) & OF_MASKS or len(scores) < MANY or not loss:
        return None
    if max(scores) > POOR or max(tail) - min(tail) > NEAR_HALF or loss[-1] > HARDLY * loss[0]:
        return None
    return [f"{column} stands at {median(tail):.2g}: hardly a mask is found, as where background is all that is said"]


def _ranks_nothing(column: str, scores: Sequence[float]) -> list[str] | None:
    """An area under the ROC curve that is that of guessing, from the middle of training on."""
    tail = scores[len(scores) // 2 :]
    if not OF_RANKING.search(column) or len(scores) < MANY or max(abs(score - 0.5) for score in tail) > NEAR_HALF:
        return None
    return [f"{column} is {median(tail):.3g} in the second half, which is guessing: no input is told from another"]


def _chance(score: float) -> str:
    """What a score is if it is that of guessing among balanced classes."""
    for classes in CHANCES:
        if abs(score * classes - 1) < NEAR:
            return f", which is chance for {classes:,} balanced classes"
    return ""
