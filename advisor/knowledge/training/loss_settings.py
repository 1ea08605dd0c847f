"""Settings of the loss. The module `loss` registers these rules."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.scopes import scope, tasks_but
from advisor.knowledge.training.budget import brief

if TYPE_CHECKING:
    from advisor.config.words import Family, TargetTransform
    from advisor.problem import Problem

HUBER: Final = 1.345  # deviations; 95% efficiency on normal errors, Huber's usual constant
FRAMEWORK_DELTA: Final = 1.0  # deviations; default of PyTorch and Keras
SMOOTHING: Final = 0.1  # probability, arXiv:1512.00567 and torchvision's recipe
OF_PROBABILITIES: Final = ("auc", "pr-auc", "log-loss")  # scores that smoothing distorts
SCALED: Final = ("standardize", "log1p-standardize")  # transforms after which a deviation is one


delta: Decision[float] = Decision(
    "training.loss.delta",
    "Where does the Huber loss turn linear?",
    applies=lambda loss: loss == "huber",
    absent="the loss has no such point",
)
label_smoothing: Decision[float] = Decision(
    "training.loss.label_smoothing",
    "How much probability is moved from the label to all classes?",
    applies=lambda loss: loss in ("cross-entropy", "dice-and-cross-entropy"),
    absent="the loss does not take smoothed labels",
)


@delta.rule(
    "LOSS-DELTA-STANDARD",
    sources=["huber1964"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.target_outliers": (0.0, 0.2)},
    versus="The guide names no threshold, so frameworks' 1.0 stands; 1.345 keeps 95% efficiency on normal errors.",
)
def efficient_delta(problem: Problem, target_transform: TargetTransform | None) -> Pick[float] | Skip:
    """On a target of deviation one, 1.345 loses 5% against squared errors if there were no outliers at all."""
    if target_transform not in SCALED:
        return skip(f"needs a target of deviation one, and its transform is {target_transform}")
    return pick(
        HUBER,
        f"the target has deviation one, and {problem.data.target_outliers:.1%} outliers lie beyond",
        try_next=Span(0.5, 2.0, log=True),
    )


@delta.rule("LOSS-DELTA", sources=["guide:G-LOSS-2", "huber1964"], strength="folklore", rulesets=BOTH)
def delta_of_frameworks(target_transform: TargetTransform | None) -> Pick[float]:
    """The guide names no threshold, so it is the frameworks' one unit of the target as it is trained on."""
    return pick(
        FRAMEWORK_DELTA,
        f"one unit of the target as it is trained on ({target_transform}), as frameworks have it",
        try_next=Span(0.5, 2.0, log=True),
    )


@label_smoothing.rule("LOSS-SMOOTHING-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_does_not_smooth(problem: Problem) -> Pick[float]:
    """The guide is silent on label smoothing, so there is none."""
    return pick(0.0, f"the guide is silent on smoothing the labels of a {problem.task} task, so they stay as they are")


@label_smoothing.rule(
    "LOSS-SMOOTHING-OFF",
    sources=["pytabkit", "muller2019"],
    strength="strong",
    rulesets=CURRENT,
)
def honest_probabilities_unsmoothed(problem: Problem) -> Pick[float] | Skip:
    """Smoothing pulls probabilities away from the truth, which scores of probabilities punish.

    On four tables of several classes 0.1 gained 0.6 points of accuracy (standard error 0.6) and cost 0.05 of
    log-loss. Nor should a teacher be trained with it.
    """
    metric, first = problem.priorities.metric, problem.priorities.first
    if metric in OF_PROBABILITIES:
        return pick(0.0, f"{metric} scores the probabilities themselves, which smoothing pulls towards equal")
    if first == "calibration":
        return pick(0.0, f"{first} comes first, and a fitted temperature does better than smoothing beforehand")
    if problem.data.kind == "table" and metric == "auto":
        return pick(
            0.0,
            f"no score was named for these {plural(problem.data.classes, 'class', 'classes')}, and on tables smoothing"
            " cost more log-loss than it gained accuracy",
            try_next=[0.0, SMOOTHING],
        )
    return skip("needs a score of probabilities, calibration first, or a table without a named score")


@label_smoothing.rule(
    "LOSS-SMOOTHING-BRIEF",
    sources=["pytabkit", "muller2019"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (200, 2_000)},
)
def small_networks_unsmoothed(problem: Problem, family: Family) -> Pick[float] | Skip:
    """Brief training does not end in certainty, so that smoothing would only distort what it says."""
    if not brief(problem, family) or problem.data.label_noise:
        return skip("needs a brief run of convolutions, and labels that are believed")
    return pick(
        0.0,
        f"few passes over {plural(problem.data.rows, 'example')} do not end in certainty, and smoothing would pull the"
        " probabilities away from the truth",
        try_next=[0.0, SMOOTHING],
    )


@label_smoothing.rule(
    "LOSS-SMOOTHING-WORDS",
    scope(family="ngram-mlp"),
    sources=["pytabkit", "muller2019"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
)
def networks_over_ngrams_unsmoothed(problem: Problem) -> Pick[float] | Skip:
    """A network over n-grams stops before it is certain; smoothing only pulls its probabilities towards equal.

    On 1,200 docstrings of five libraries 0.1 cost 0.15 of a log-loss of 0.37, and gained 0.3 points of accuracy.
    """
    if problem.data.label_noise:
        return skip("needs a network over n-grams, and labels that are believed")
    return pick(
        0.0,
        f"{plural(problem.data.rows, 'text')} over n-grams are learnt until the loss rises, and smoothing would pull"
        " the probabilities away from the truth",
        try_next=[0.0, SMOOTHING],
    )


@label_smoothing.rule(
    "LOSS-SMOOTHING-SEQUENCES",
    scope(task=tasks_but("multiclass", "binary", "ordinal")),
    sources=["devlin2018", "nanochat"],
    strength="moderate",
    rulesets=CURRENT,
)
def tokens_and_pixels_unsmoothed(problem: Problem) -> Pick[float]:
    """Language, tokens, speech and pixels are trained on plain labels, and their scores do not ask for more."""
    return pick(0.0, f"{problem.task} is trained on the labels as they are in the recipes that it is compared with")


@label_smoothing.rule(
    "LOSS-SMOOTHING",
    sources=["szegedy2015", "torchvision-recipes", "pytabkit", "muller2019", "rolnick2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on label smoothing; for accuracy among several classes tuned recipes include it.",
)
def smoothing_for_accuracy(problem: Problem) -> Pick[float]:
    """For accuracy among several classes a little smoothing keeps a network from certainty, wrong labels included."""
    classes, noise = problem.data.classes, problem.data.label_noise
    wrong = f", and {noise:.0%} of the labels are wrong" if noise else ""
    return pick(
        SMOOTHING,
        f"what counts is which of {count(classes)} classes comes first{wrong}; the initial loss stays"
        f" ln {count(classes)} = {log(classes):.2f}",
        try_next=[0.0, 0.05, SMOOTHING],
    )
