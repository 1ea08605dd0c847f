"""What a history shows. Each test looks for one condition and gives the evidence; the order is that of urgency."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import Final

from msgspec import Struct

from advisor.diagnosing.history import History

LEAST: Final = 3  # epochs below which curves can only show divergence
EXPLODED: Final = 10.0  # multiple of its median from which a gradient norm has exploded
VANISHED: Final = 1e-3  # the first layer's gradient over the last one's, below which it has vanished
DEAD: Final = 1e-7  # gradient norm that counts as zero
RISE: Final = 0.1  # of the best validation loss, above which a rise counts
BEYOND: Final = 2.0  # multiple of the usual change per epoch, beyond which a rise is more than noise
EARLY: Final = 0.1  # part of training: a best epoch before it is very early; the Tuning Playbook
LATE: Final = 0.25  # last part of training, within which the loss may still improve; the Tuning Playbook
EVEN: Final = 1.5  # multiple of its share of all progress, up to which the last part falls at an even pace
GAIN: Final = 0.05  # of all progress, made in the last part, that is worth training on for
THROWN: Final = 50.0  # multiple of the later loss, from which the first updates destroyed the initial weights
FLAT: Final = 0.01  # of the loss, below which a change counts as none
HARDLY: Final = 0.35  # of the first loss, below which a drop leaves nearly all to be learnt
SOLVED: Final = 0.1  # of the first loss, below which a problem counts as solved
WOBBLE: Final = 0.03  # of the first loss, above which changes up and down are more than noise
NOISE: Final = 0.04  # of the validation loss, the same
READABLE: Final = 0.1  # of the whole gain, below which changes up and down do not hide it
LEARNT: Final = 0.98  # training accuracy that no network reaches that predicts one class only
TURNS: Final = 0.5  # part of the changes that reverse the one before


class Condition(Struct, frozen=True):
    """One thing that is going on, and what shows it."""

    name: str
    says: str
    evidence: list[str]


Test = Callable[[History], list[str] | None]
TESTS: Final[list[tuple[str, str, Test]]] = []


def condition(name: str, says: str) -> Callable[[Test], Test]:
    """Register a test, in order of urgency."""

    def register(test: Test) -> Test:
        TESTS.append((name, says, test))
        return test

    return register


def diagnose(history: History) -> list[Condition]:
    """All that a history shows, the most urgent first; `healthy` where nothing is wrong."""
    found = []
    for name, says, test in TESTS:
        if (evidence := test(history)) is not None:
            found.append(Condition(name, says, evidence))
            if name in ENDS:
                break
    return found or [Condition("healthy", "nothing is wrong with these curves", _summary(history))]


ENDS: Final = ("exploding-gradients", "diverging", "dead-or-vanishing-gradients", "class-collapse")  # hide all else


def _summary(history: History) -> list[str]:
    loss = history.get("validation_loss") or history.get("train_loss")
    best = min(range(len(loss)), key=loss.__getitem__)
    return [f"the loss fell from {loss[0]:.4g} to {loss[best]:.4g} at {_at(history, best)} of {len(loss)} epochs"]


def _at(history: History, index: int) -> str:
    return f"epoch {history.epochs[min(index, len(history.epochs) - 1)]:g}"


def _finite(values: Sequence[float]) -> list[float]:
    return [value for value in values if math.isfinite(value)]


def _learnt(history: History) -> bool:
    """Whether the training examples are told apart in the end, where their score was logged."""
    return any(score > LEARNT for score in history.get("train_score")[-1:])


@condition("exploding-gradients", "single updates are so large that they undo earlier training")
def exploding(history: History) -> list[str] | None:
    """Gradients far beyond their own median, or that stop being numbers, with a loss that jumps."""
    norms, loss = history.get("gradient_norm"), history.get("train_loss")
    if (lost_at := next((at for at, value in enumerate(loss) if not math.isfinite(value)), None)) is not None:
        norms = norms[: lost_at + 1]  # what comes after the loss was lost means nothing
    usual = _finite(norms)
    if len(usual) < 2:
        return None
    typical = median(usual)
    lost = len(usual) < len(norms)
    top = max(usual)
    if typical <= 0 or (top / typical < EXPLODED and not (lost and top > typical * 3)):
        return None
    at = norms.index(top)
    jumps = 0 < at < len(loss) and not loss[at] < 1.01 * loss[at - 1]
    if not jumps and not lost:
        return None
    return [
        f"the gradient norm is {top:.3g} at {_at(history, at)}, {top / typical:.3g} times its median",
        *(
            [f"the training loss goes from {loss[max(0, at - 1)]:.4g} to {loss[at]:.4g} there"]
            if at < len(loss)
            else []
        ),
    ]


@condition("diverging", "the loss grows instead of falling")
def diverging(history: History) -> list[str] | None:
    """The training loss ends undefined, or above where it began and above its best by far."""
    loss = history.get("train_loss") or history.get("validation_loss")
    bad = next((at for at, value in enumerate(loss) if not math.isfinite(value)), None)
    if bad is not None:
        return [f"the loss is not finite from {_at(history, bad)} on"]
    if len(loss) < 2:
        return None
    end = median(loss[-3:])
    if end > 1.2 * loss[0] and end > 1.5 * min(loss):
        return [f"the training loss goes from {loss[0]:.4g} to {end:.4g}; its best was {min(loss):.4g}"]
    settled = median(loss[1:])
    if (
        len(loss) >= LEAST
        and not _learnt(history)
        and loss[0] > THROWN * settled
        and min(loss[1:]) > settled * (1 - HARDLY)
    ):
        times = f"{loss[0] / settled:.3g} times that of later epochs, which do not fall"
        return [f"the first epoch's loss is {loss[0]:.4g}, {times}: the first updates destroyed the initial weights"]
    return None


@condition("dead-or-vanishing-gradients", "the first layers get hardly any gradient, so they are not trained")
def vanishing(history: History) -> list[str] | None:
    """The gradient of the first layer is a small fraction of the last one's, or none at all."""
    norms = _finite(history.get("gradient_norm"))
    if norms and median(norms) < DEAD:
        return [f"the gradient norm is {median(norms):.2g}: the units are dead"]
    layers = [(name, _finite([v for v in values if v is not None])) for name, values in history.layers.items()]
    layers = [(name, values) for name, values in layers if values]
    if len(layers) < 2:
        return None
    early = [median(values[: max(3, len(values) // 4)]) for _, values in layers]
    if early[-1] <= 0 or early[0] / early[-1] >= VANISHED:
        return None
    return [f"the gradient of {layers[0][0]} is {early[0]:.2g}, that of {layers[-1][0]} {early[-1]:.2g}"]


@condition("class-collapse", "the network predicts the same class for every input")
def collapsed(history: History) -> list[str] | None:
    """A validation accuracy that is the same number epoch after epoch, short of perfect."""
    scores = history.get("validation_score") or history.get("train_score")
    tail = scores[len(scores) // 2 :]
    if len(scores) < 5 or max(tail) - min(tail) > 1e-6 or tail[-1] > LEARNT or _learnt(history):
        return None
    return [f"the accuracy is {tail[-1]:.4g} in each of the last {len(tail)} epochs"]


@condition("oscillating", "the loss oscillates instead of settling")
def oscillating(history: History) -> list[str] | None:
    """Changes of the training loss that reverse again and again and are large beside the loss."""
    loss = history.get("train_loss")[2:]
    if len(loss) < 6:
        return None
    size, turning = _wobble(loss, history.get("train_loss")[0])
    if turning < TURNS or size < WOBBLE:
        return None
    return [
        f"half of its changes exceed {size:.0%} of the first loss, and {turning:.0%} of them reverse the one before"
    ]


def _wobble(values: Sequence[float], level: float = 0.0) -> tuple[float, float]:
    """The median change beside a level, the values' own by default, and the part of the changes that reverse."""
    steps = [after - before for before, after in pairwise(values)]
    turning = sum(a * b < 0 for a, b in pairwise(steps)) / max(1, len(steps) - 1)
    level = level or median(abs(value) for value in values)
    return (median(abs(step) for step in steps) / level if level else 0.0), turning


@condition("noisy-validation", "the validation score is too noisy to tell one epoch from the next")
def noisy(history: History) -> list[str] | None:
    """Changes of the validation loss that reverse, several times those of the training loss, and not small."""
    loss, train = history.get("validation_loss")[2:], history.get("train_loss")[2:]
    if len(loss) < 6 or len(train) < 6:
        return None
    size, turning = _wobble(loss)
    calm, _ = _wobble(train)
    gained = history.get("validation_loss")[0] - min(loss)
    steps = median(abs(after - before) for before, after in pairwise(loss))
    if turning < TURNS or size < NOISE or size < 2 * calm or steps < READABLE * gained:
        return None
    return [f"the validation loss moves by {size:.0%} from epoch to epoch, the training loss by {calm:.0%}"]


@condition("best-epoch-very-early", "the best epoch is one of the first, and further training makes it worse")
def early_best(history: History) -> list[str] | None:
    """The validation loss is best within the first tenth of training and rises from there."""
    loss, train = history.get("validation_loss"), history.get("train_loss")
    if len(loss) < LEAST + 2:
        return None
    best = loss.index(min(loss))
    if best > max(1, EARLY * len(loss)) or median(loss[-3:]) < loss[best] * (1 + RISE):
        return None
    falls = (
        f"; the training loss kept falling to {train[-1]:.4g}"
        if train and train[-1] < train[min(best, len(train) - 1)]
        else ""
    )
    return [
        f"the best of {len(loss)} epochs is {_at(history, best)}; the validation loss rose to {loss[-1]:.4g}{falls}"
    ]


@condition("overfitting", "the network memorises the training examples")
def overfitting(history: History) -> list[str] | None:
    """The validation loss rises from its best while the training loss keeps falling."""
    loss, train = history.get("validation_loss"), history.get("train_loss")
    if len(loss) < LEAST + 2 or len(train) < len(loss) - 1:
        return None
    best = loss.index(min(loss))
    end = median(loss[-3:])
    if best <= max(1, EARLY * len(loss)) or train[-1] >= train[min(best, len(train) - 1)]:
        return None
    gap = end - train[-1]
    noise = median(abs(after - before) for before, after in pairwise(loss))
    if end < loss[best] * (1 + RISE / 2) or end - loss[best] < BEYOND * noise:
        return None
    return [
        f"the validation loss is best at {_at(history, best)} with {loss[best]:.4g} and ends at {end:.4g}",
        f"the training loss keeps falling to {train[-1]:.4g}, a gap of {gap:.3g}",
    ]


def _progress(loss: Sequence[float]) -> tuple[float, float]:
    """What was gained in all, beside the first loss, and which part of that in the last quarter."""
    tail = max(2, round(len(loss) * LATE))
    gained = loss[0] - min(loss)
    before, end = median(loss[-tail - 2 : -tail + 1] or loss[:1]), median(loss[-2:])
    return (gained / loss[0] if loss[0] > 0 else 0.0), ((before - end) / gained if gained > 0 else 0.0)


@condition("still-improving", "training ended while the loss was still falling")
def improving(history: History) -> list[str] | None:
    """The loss that counts still falls in the last quarter, by a part of all progress that is worth going on for."""
    loss = history.get("validation_loss") or history.get("train_loss")
    if len(loss) < LEAST + 2:
        return None
    best = loss.index(min(loss))
    gained, late = _progress(loss)
    _, turning = _wobble(loss)
    if (
        best < len(loss) * 0.9 - 1
        or late < GAIN
        or turning > TURNS
        or min(loss) < SOLVED * loss[0] / 2
        or gained < 2 * FLAT
    ):
        return None
    return [
        f"the loss is best at {_at(history, best)} of {len(loss)}, with {late:.0%} of all progress in the last quarter"
    ]


@condition("underfitting", "the network is too small for the pattern, or does not find it")
def underfitting(history: History) -> list[str] | None:
    """The training loss is flat with most of it left, and the validation loss is no worse than it."""
    train, loss = history.get("train_loss"), history.get("validation_loss")
    if len(train) < LEAST + 2:
        return None
    gained, late = _progress(train)
    if gained >= HARDLY or late > EVEN * LATE or (loss and loss[-1] > 1.5 * train[-1]):
        return None
    return [f"the training loss fell from {train[0]:.4g} to {min(train):.4g}, by {gained:.0%}, and has stopped falling"]


@condition("plateau", "progress has stopped with much left to learn")
def plateau(history: History) -> list[str] | None:
    """The training loss fell well at first and then hardly moves, far from solved."""
    train = history.get("train_loss")
    if len(train) < 2 * LEAST:
        return None
    half = train[len(train) // 2 :]
    moved = (median(half[:3]) - median(half[-3:])) / train[0] if train[0] > 0 else 0.0
    gained, _ = _progress(train)
    if gained < HARDLY or min(train) < SOLVED * train[0] or moved > FLAT:
        return None
    return [
        f"in the second half of training the loss moved by {moved:.1%} of where it began, and {1 - gained:.0%} is left"
    ]
