"""What is said beside a condition: of scores that tell another story, and of what was not logged."""

from statistics import median
from typing import Final

from advisor.diagnosing.history import LEAST, History

LESS: Final = 0.02  # of the training loss, by which validation is better
BETTER: Final = 0.01  # of a score, by which it must improve to count
LEAST_WRONG: Final = 0.02  # of the answers, from which the cost of each is told
# The most that one answer costs: -log of the least probability that Keras, TensorFlow, Theano and PyTorch let stand.
CUT_OFF: Final = (16.118, 15.942, 15.425, 15.249, 34.539, 100.0)
ALIKE: Final = 0.2  # of the training loss, above which the two losses are measured alike


def saturated(history: History) -> list[str]:
    """A remark where each wrong answer costs as much as cross-entropy is cut off at: outputs are exactly 0 or 1."""
    scores = history.score("train").finite or history.score("validation").finite
    part = "train_loss" if history.score("train").finite else "validation_loss"
    loss = history.curve(part).finite
    if len(scores.values) < LEAST or not loss or len(loss.values) < LEAST:
        return []
    each = [loss.near(at) / (1 - score) for at, score in zip(*scores, strict=True) if score < 1 - LEAST_WRONG]
    cut = next((cut for cut in CUT_OFF if each and abs(median(each[-LEAST:]) / cut - 1) < BETTER), None)
    if cut is None:
        return []
    return [
        (
            f"each wrong answer costs {median(each[-LEAST:]):.3g}, where cross-entropy is cut off: the outputs are"
            " exactly 0 or 1, as where inputs are not scaled, the rate is too high or a softmax stands over one unit"
        )
    ]


def by_the_score(history: History) -> list[str]:
    """A remark where the score still improves while the validation loss rises, as it does in overconfident networks."""
    loss = history.curve("validation_loss").finite
    if not loss:
        return []
    place = loss.at[loss.values.index(min(loss.values))]
    for name, sign in (("validation_score", 1.0), ("validation_error", -1.0)):
        scores = history.curve(name).finite
        if not scores or scores.values[-1] == scores.near(place):
            continue
        best = max(scores.values, key=lambda value: sign * value)
        gain = sign * (median(scores.values[-LEAST:]) - scores.near(place))
        if scores.at[scores.values.index(best)] > place and gain > BETTER * abs(scores.near(place)):
            column = history.places[name]
            return [
                (
                    f"and yet {column} goes from {scores.near(place):.4g} there to {best:.4g} at"
                    f" {history.place(scores.at[scores.values.index(best)])}: by it, that one is to be kept"
                )
            ]
    return []


def not_validated(history: History) -> list[str]:
    """A remark where nothing was logged of new examples, so that the curves cannot show what carries over."""
    if history.curve("validation_loss") or history.score("validation") or history.curve("validation_error"):
        return []
    return ["nothing is logged of validation examples, so what carries over to new ones does not show"]


def scores_alone(history: History) -> list[str]:
    """A remark where no loss was logged."""
    return ["no loss is logged, only scores: log it, of both sets, to see more"] if history.of_scores else []


def meaningless_score(history: History) -> list[str]:
    """A remark where an accuracy of exactly 0 is logged all along beside a loss that falls: it is of numbers."""
    for part in ("train_score", "validation_score"):
        scores, column = history.curve(part).finite.values, history.places.get(part, "")
        if len(scores) >= LEAST and not any(scores) and "acc" in column.lower():
            return [f"{column} is 0 throughout: if numbers are predicted, it means nothing, so log mae"]
    return []


def better_on_validation(history: History) -> list[str]:
    """A remark where the validation loss lies below the training loss, about which many wonder."""
    loss, train = history.curve("validation_loss").finite, history.curve("train_loss").finite
    if not loss or not train or loss.values[-1] >= train.values[-1] - LESS * abs(train.values[-1]):
        return []
    if 0 < loss.values[-1] < ALIKE * train.values[-1]:
        return []  # a sum beside a mean, or the last batch alone
    losses = f"the validation loss ({loss.values[-1]:.4g}) lies below the training loss ({train.values[-1]:.4g})"
    why = "dropout and augmentation act in training alone, and the training loss is the mean of a whole epoch"
    return [f"{losses}, which is usual: {why}"]
