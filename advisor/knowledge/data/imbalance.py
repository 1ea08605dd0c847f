"""Classes of unequal size. The module `target` registers these rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import ImbalanceStrategy
    from advisor.problem import Problem

MILD_IMBALANCE: Final = 10.0  # largest class over smallest, folklore
FEW_OF_A_CLASS: Final = 50  # examples, below which the task is close to finding anomalies, folklore
MOST_WEIGHT: Final = 10.0  # largest class weight over the smallest, folklore
LEAST_WEIGHT: Final = 3.0  # a gentler weight to try
BALANCED_METRICS: Final = ("balanced-accuracy", "f1")  # scores to which a rare class counts as much as a common one
ONE_LABEL: Final = ("binary", "multiclass", "ordinal")

imbalance_strategy: Decision[ImbalanceStrategy] = Decision(
    "data.imbalance.strategy",
    "What is done about classes of unequal size?",
    name="imbalance_strategy",
    applies=lambda problem: (
        problem.task not in ("regression", "forecasting", "language-modeling", "speech-recognition")
    ),
    absent="there are no classes to balance",
)
max_weight: Decision[float] = Decision(
    "data.imbalance.max_weight",
    "How much more may a rare class count?",
    applies=lambda imbalance_strategy: imbalance_strategy == "class-weights",
    absent="classes are not weighted",
)


def _ratio(problem: Problem) -> str:
    imbalance = problem.data.imbalance
    if imbalance == 1:
        return "the classes are of equal size"
    return f"the largest class is {imbalance:.3g} times the smallest"


def _rare(problem: Problem) -> str | None:
    """What to hear where one of two classes is next to absent."""
    smallest = problem.data.smallest_class
    if problem.task != "binary" or problem.data.imbalance <= MILD_IMBALANCE or smallest >= FEW_OF_A_CLASS:
        return None
    few = "is too little" if smallest == 1 else "are too few"
    return (
        f"{plural(smallest, 'example')} of the rare class {few} to learn what it looks like:"
        " try to model the common class and flag what departs from it, and collect more of the rare one"
    )


@imbalance_strategy.rule(
    "IMB-UNTRAINED", scope(family="zero-shot"), sources=["clip2021"], strength="strong", rulesets=BOTH
)
def nothing_to_balance_without_training(problem: Problem) -> Pick[ImbalanceStrategy]:
    """A model that is used as it is has no training loss to weight."""
    return pick("none", f"no training happens, so a ratio of {problem.data.imbalance:.3g} has nothing to distort")


@imbalance_strategy.rule(
    "IMB-FOREGROUND",
    scope(task="segmentation"),
    sources=["nnunet", "nnunet2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on imbalance; with patches drawn at random most would show background alone.",
)
def patches_that_show_foreground(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """In a segmentation the rare classes fill few pixels, so a third of the patches is made to show one."""
    imbalance = problem.data.imbalance
    if imbalance <= MILD_IMBALANCE and not problem.data.volumetric:
        return skip(f"needs volumes, or a class ratio above {MILD_IMBALANCE:g}; it is {imbalance:.3g}")
    what = "volumes" if problem.data.volumetric else "images"
    return pick(
        "foreground-oversampling",
        f"the largest class fills {imbalance:.3g} times as many pixels of the {what} as the smallest, so a third"
        " of the patches is drawn around rare classes",
        try_next=["none"],
    )


@imbalance_strategy.rule(
    "IMB-DENSE", scope(task="detection"), sources=["lin2017"], strength="moderate", rulesets=CURRENT
)
def a_detectors_loss_balances(problem: Problem) -> Pick[ImbalanceStrategy]:
    """A detector's own loss already weighs the few objects against all the background."""
    imbalance = problem.data.imbalance
    few = f"the rarest class has {imbalance:.3g} times fewer objects than the commonest: label more images of it"
    return pick(
        "none",
        f"the detector's own loss weighs {problem.data.objects:.3g} objects an image against the background, and a"
        f" class ratio of {imbalance:.3g} is left to it",
        warning=few if imbalance > MILD_IMBALANCE else None,
    )


@imbalance_strategy.rule(
    "IMB-ADJUST",
    scope(task="multiclass"),
    sources=["menon2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on imbalance; cross-entropy as it stands serves accuracy, not the balanced error.",
)
def adjusted_logits_for_balanced_error(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """Adding the log prior to the logits in the loss makes their argmax right for the balanced error."""
    imbalance = problem.data.imbalance
    if problem.priorities.metric != "balanced-accuracy":
        return skip("needs balanced accuracy as the score that counts")
    if imbalance <= MILD_IMBALANCE:
        return skip(f"needs a class ratio above {MILD_IMBALANCE:g}, and it is {imbalance:.3g}")
    return pick(
        "logit-adjustment",
        f"balanced accuracy lets each of {count(problem.data.classes)} classes count alike though the largest is"
        f" {imbalance:.3g} times the smallest, and log priors added to the logits make that consistent",
        try_next=["none", "class-weights"],
    )


@imbalance_strategy.rule(
    "IMB-WEIGHTS",
    scope(task=ONE_LABEL),
    sources=["elor2022", "cui2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on imbalance; where rare classes count as much as common ones, weighting helps a"
    " network of this kind.",
)
def weights_where_rare_classes_count(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """Weak learners, MLPs among them, gain from weighting by a balanced score; no resampling is better."""
    imbalance, metric = problem.data.imbalance, problem.priorities.metric
    if metric not in BALANCED_METRICS:
        return skip("needs a score to which rare classes count as much as common ones (balanced-accuracy, f1)")
    if imbalance <= MILD_IMBALANCE:
        return skip(f"needs a class ratio above {MILD_IMBALANCE:g}, and it is {imbalance:.3g}")
    if problem.priorities.first == "calibration":
        return skip("weights would distort the probabilities, and calibration comes first")
    warning = _rare(problem)
    distorted = "probabilities are too high for rare classes after weighting: calibrate them before use"
    return pick(
        "class-weights",
        f"{metric} counts the rare class as much as the common one, which is {imbalance:.3g} times as large",
        try_next=["none", "logit-adjustment"],
        warning=f"{warning}; {distorted}" if warning else distorted,
    )


@imbalance_strategy.rule(
    "IMB-THRESHOLD",
    sources=["abdelhamid2024", "elor2022", "vandengoorbergh2022"],
    strength="moderate",
    rulesets=CURRENT,
)
def moved_threshold_not_moved_classes(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """Unweighted training keeps probabilities honest, and a threshold chosen on validation data does the rest."""
    imbalance = problem.data.imbalance
    if imbalance <= MILD_IMBALANCE:
        return skip(f"needs a class ratio above {MILD_IMBALANCE:g}, and it is {imbalance:.3g}")
    return pick(
        "none",
        f"even at {imbalance:.3g} to 1 a decision threshold tuned on validation data does what resampling does, and"
        " the probabilities stay true",
        try_next=["class-weights"],
        warning=_rare(problem),
    )


@imbalance_strategy.rule("IMB-MILD", sources=["elor2022", "abdelhamid2024"], strength="strong", rulesets=CURRENT)
def mild_imbalance_is_left_alone(problem: Problem) -> Pick[ImbalanceStrategy]:
    """Up to ten to one, balancing changes no ranking and only distorts the probabilities."""
    return pick(
        "none",
        f"{_ratio(problem)}, which calls for nothing beyond a threshold that suits the score",
    )


@imbalance_strategy.rule("IMB-GUIDE", sources=["guide", "guide:G-LOSS-3"], strength="folklore", rulesets=GUIDE)
def guide_weights_no_class(problem: Problem) -> Pick[ImbalanceStrategy]:
    """The guide trains by plain cross-entropy."""
    return pick(
        "none",
        f"{_ratio(problem)}; the guide is silent on that, so its cross-entropy stays plain",
        warning=_rare(problem),
    )


@max_weight.rule("IMB-CAP", sources=["cui2019"], strength="folklore", rulesets=BOTH)
def capped_weight(problem: Problem) -> Pick[float]:
    """Examples of a rare class overlap, so it gains less than its ratio; large weights make the loss noisy."""
    imbalance = problem.data.imbalance
    return pick(
        min(MOST_WEIGHT, imbalance),
        f"the full ratio of {imbalance:.3g} would let single examples rule a batch",
        try_next=Span(min(LEAST_WEIGHT, imbalance), imbalance, log=True),
    )
