"""Settings of the loss: where Huber's turns linear, which quantiles are learnt, how far labels are smoothed."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import MEDIAN, SHORT_RUNS, quantile_levels
from advisor.knowledge.scopes import ONE_LABEL, scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import TargetTransform
    from advisor.problem import Problem

HUBER: Final = 1.345  # deviations; 95% efficiency on normal errors, Huber's usual constant
FRAMEWORK_DELTA: Final = 1.0  # deviations; default of PyTorch and Keras
SMOOTHING: Final = 0.1  # probability, arXiv:1512.00567 and torchvision's recipe
OF_PROBABILITIES: Final = ("auc", "pr-auc", "log-loss")  # scores that smoothing distorts
STANDARDIZED: Final = ("standardize", "log1p-standardize")  # transforms after which the standard deviation is one
UNCERTAIN_LABELS: Final = "needs labels that are taken to be right (data.label_noise = 0)"


delta: Decision[float] = Decision(
    "training.loss.delta",
    "Where does the Huber loss turn linear?",
    applies=lambda loss: loss == "huber",
    absent="the loss is not Huber's",
)
quantiles: Decision[list[float]] = Decision(
    "training.loss.quantiles",
    "Which quantiles are predicted?",
    applies=lambda loss: loss == "quantile",
    absent="the loss is not that of quantiles",
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
    """On a standardised target 1.345 loses 5% against squared errors if there are no outliers at all."""
    if target_transform not in STANDARDIZED:
        return skip(f"needs a standardised target, and its transform is {target_transform or 'none'}")
    return pick(
        HUBER,
        "the target is standardised: this keeps 95% efficiency on normal errors beside"
        f" {problem.data.target_outliers:.1%} outliers",
        try_next=Span(0.5, 2.0, log=True),
    )


@delta.rule("LOSS-DELTA", sources=["guide:G-LOSS-2", "huber1964"], strength="folklore", rulesets=BOTH)
def delta_of_frameworks(target_transform: TargetTransform | None) -> Pick[float]:
    """The guide names no threshold, so it is the frameworks' one unit of the target as it is trained on."""
    return pick(
        FRAMEWORK_DELTA,
        f"one unit of the target as it is trained on (transform: {target_transform or 'none'}), the default of"
        " frameworks",
        try_next=Span(0.5, 2.0, log=True),
    )


@quantiles.rule(
    "LOSS-LEVELS",
    sources=["koenker1978", "wen2017", "chernozhukov2010"],
    strength="strong",
    rulesets=BOTH,
)
def those_asked_for_and_the_median(problem: Problem) -> Pick[list[float]]:
    """The median stands among them as the one number to predict: scores of single numbers are computed of it.

    Nothing keeps the outputs of a network in order, so they are sorted before they are used, which never makes a
    quantile worse.
    """
    asked, levels = problem.data.quantiles, quantile_levels(problem)
    added = "" if MEDIAN in asked else ", and the median as the one number to predict"
    return pick(
        levels,
        f"{plural(len(asked), 'quantile')} asked for{added}; the outputs are sorted, so that none crosses another",
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
        return pick(0.0, f"{first} comes first, and a temperature fitted afterwards does better than smoothing")
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
    SHORT_RUNS,
    sources=["pytabkit", "muller2019"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 3_000)},
)
def short_runs_unsmoothed(problem: Problem) -> Pick[float] | Skip:
    """Smoothing distorts probabilities: recordings end hardly overconfident, and of images a temperature does better.

    Of 2,000 photographs, 40 passes without a hole, 0.1 had a log-loss of .609, and .603 after a temperature, where
    plain labels had .630 and .594; its accuracy was .779, theirs .769. One seed.
    """
    if problem.data.label_noise:
        return skip(UNCERTAIN_LABELS)
    examples = plural(problem.data.rows, "example")
    if problem.data.kind == "image":
        why = f"what a short run on {examples} is too sure of is better mended by a temperature afterwards, and"
    else:
        why = f"a short run on {examples} does not end overconfident, and"
    return pick(
        0.0,
        f"{why} smoothing would pull the probabilities away from the truth",
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
    """A network over n-grams stops before it is overconfident; smoothing only pulls its probabilities towards equal.

    On 1,200 docstrings of five libraries 0.1 cost 0.15 of a log-loss of 0.37, and gained 0.3 points of accuracy.
    """
    if problem.data.label_noise:
        return skip(UNCERTAIN_LABELS)
    return pick(
        0.0,
        f"training on n-grams of {plural(problem.data.rows, 'text')} stops when the validation loss rises, and"
        " smoothing would pull the probabilities away from the truth",
        try_next=[0.0, SMOOTHING],
    )


@label_smoothing.rule(
    "LOSS-SMOOTHING-SEQUENCES",
    scope(task=tasks_but(*ONE_LABEL)),
    sources=["devlin2018", "nanochat"],
    strength="moderate",
    rulesets=CURRENT,
)
def tokens_and_pixels_unsmoothed(problem: Problem) -> Pick[float]:
    """Language, tokens, speech and pixels are trained on plain labels, and their scores do not ask for more."""
    return pick(0.0, f"{problem.task} is trained on the labels as they are in the recipes that it is compared with")


@label_smoothing.rule(
    "LOSS-SMOOTHING",
    scope(task=ONE_LABEL),
    sources=["szegedy2015", "torchvision-recipes", "pytabkit", "muller2019", "rolnick2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on label smoothing; for accuracy among several classes tuned recipes include it.",
)
def smoothing_for_accuracy(problem: Problem) -> Pick[float]:
    """For accuracy among several classes a little smoothing keeps a network from overconfidence in any label."""
    classes, noise = problem.data.classes, problem.data.label_noise
    wrong = f", and {noise:.0%} of the labels are wrong" if noise else ""
    return pick(
        SMOOTHING,
        f"what counts is which of {count(classes)} classes ranks first{wrong}; the initial loss stays ln"
        f" {count(classes)} = {log(classes):.2f}",
        try_next=[0.0, 0.05, SMOOTHING],
    )
