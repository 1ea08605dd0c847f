"""What is done about classes of unequal size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.scopes import ONE_LABEL, families_but, kinds_but, scope, tasks_but
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import ImbalanceStrategy
    from advisor.problem import Problem

MILD_IMBALANCE: Final = 10.0  # largest class over smallest, folklore
FEW_OF_A_CLASS: Final = 50  # examples, below which the task is close to anomaly detection, folklore
MOST_WEIGHT: Final = 10.0  # largest class weight over the smallest, folklore
LEAST_WEIGHT: Final = 3.0  # a gentler weight to try
LONG_TAIL: Final = (10, 100.0)  # classes and ratio from which classes make a long tail; CIFAR-10-LT, arXiv:2007.07314
BALANCED_METRICS: Final = ("balanced-accuracy", "f1")  # scores to which a rare class counts as much as a common one

TRAINED: Final = families_but("zero-shot")
NOT_DETECTION: Final = scope(task=tasks_but("detection"), family=TRAINED)

imbalance_strategy: Decision[ImbalanceStrategy] = Decision(
    "data.imbalance.strategy",
    "What is done about classes of unequal size?",
    name="imbalance_strategy",
    scope=scope(task=tasks_but("regression", "forecasting", "language-modeling", "speech-recognition")),
    absent="there are no classes to balance",
)
max_weight: Decision[float] = Decision(
    "data.imbalance.max_weight",
    "How much more than the largest class may a rare one count?",
    applies=lambda imbalance_strategy: imbalance_strategy == "class-weights",
    absent="classes are not weighted",
)


def _ratio(problem: Problem) -> str:
    imbalance = problem.data.imbalance
    if imbalance == 1:
        return "the classes are of equal size"
    return f"the largest class is {decimal(imbalance)} times the smallest"


def _rare(problem: Problem) -> str | None:
    """The warning of a class with hardly any examples beside a large one."""
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
    return pick("none", f"nothing is trained, so a class ratio of {decimal(problem.data.imbalance)} distorts no loss")


@imbalance_strategy.rule(
    "IMB-FOREGROUND",
    scope(task="segmentation", family=TRAINED),
    sources=["nnunet", "nnunet2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on imbalance; of patches drawn at random most would show background only.",
)
def patches_that_show_foreground(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """In a segmentation the rare classes fill few pixels, so a third of the patches is made to show one."""
    imbalance, volumetric = problem.data.imbalance, problem.data.volumetric
    if imbalance <= MILD_IMBALANCE and not volumetric:
        return skip(f"needs volumes, or a class ratio above {MILD_IMBALANCE:g}, and it is {decimal(imbalance)}")
    pixels = "voxels" if volumetric else "pixels"
    why = (
        f"the largest class fills {decimal(imbalance)} times as many {pixels} as the smallest"
        if imbalance > 1
        else "patches drawn from volumes at random mostly show background"
    )
    return pick(
        "foreground-oversampling",
        f"{why}, so a third of the patches is drawn around rare classes",
        try_next=["none"],
    )


@imbalance_strategy.rule(
    "IMB-DENSE", scope(task="detection", family=TRAINED), sources=["lin2017"], strength="moderate", rulesets=CURRENT
)
def a_detectors_loss_balances(problem: Problem) -> Pick[ImbalanceStrategy]:
    """A detector's own loss already weights the few objects against all the background."""
    imbalance = problem.data.imbalance
    few = f"the rarest class has {decimal(imbalance)} times fewer objects than the commonest: label more images of it"
    return pick(
        "none",
        f"a detector's own loss weights objects ({decimal(problem.data.objects)} per image) against the background, and"
        f" a class ratio of {decimal(imbalance)} is left to it",
        warning=few if imbalance > MILD_IMBALANCE else None,
    )


@imbalance_strategy.rule(
    "IMB-ADJUST",
    scope(task="multiclass", family=TRAINED),
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
        return skip(f"needs a class ratio above {MILD_IMBALANCE:g}, and it is {decimal(imbalance)}")
    return pick(
        "logit-adjustment",
        f"balanced accuracy lets each of {count(problem.data.classes)} classes count alike though the largest is"
        f" {decimal(imbalance)} times the smallest, and log priors added to the logits make that consistent",
        try_next=["none", "class-weights"],
    )


@imbalance_strategy.rule(
    "IMB-TAIL",
    scope(kind=kinds_but("table"), task="multiclass", family=TRAINED),
    sources=["menon2020"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on imbalance; of a long tail of classes plain cross-entropy finds the common ones.",
)
def adjusted_logits_for_a_long_tail(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """Among many classes no threshold can be moved, and log priors in the loss do what it does for two."""
    data, wants = problem.data, problem.priorities
    classes, ratio = LONG_TAIL
    if data.classes < classes or data.imbalance < ratio:
        return skip(f"needs at least {classes} classes, and a class ratio of at least {ratio:g}")
    if wants.metric != "auto" or wants.first == "calibration":
        return skip("needs no metric of yours, and another priority than calibration")
    return pick(
        "logit-adjustment",
        f"the largest of {count(data.classes)} classes is {decimal(data.imbalance)} times the smallest: a long tail,"
        " whose rare classes the log priors in the loss let count; it costs some accuracy on the common ones",
        try_next=["none", "class-weights"],
    )


@imbalance_strategy.rule(
    "IMB-WEIGHTS",
    scope(task=ONE_LABEL, family=TRAINED),
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
        return skip(f"needs a class ratio above {MILD_IMBALANCE:g}, and it is {decimal(imbalance)}")
    if problem.priorities.first == "calibration":
        return skip("needs another priority than calibration, since weights distort the probabilities")
    warning = _rare(problem)
    distorted = "probabilities are too high for rare classes after weighting: calibrate them before use"
    return pick(
        "class-weights",
        f"{metric} counts the smallest class as much as the largest, which has {decimal(imbalance)} times its examples",
        try_next=["none", "logit-adjustment"],
        warning=f"{warning}; {distorted}" if warning else distorted,
    )


@imbalance_strategy.rule(
    "IMB-THRESHOLD",
    NOT_DETECTION,
    sources=["abdelhamid2024", "elor2022", "vandengoorbergh2022"],
    strength="moderate",
    rulesets=CURRENT,
)
def moved_threshold_not_moved_classes(problem: Problem) -> Pick[ImbalanceStrategy] | Skip:
    """Unweighted training keeps probabilities true, and a threshold chosen on validation data does the rest."""
    imbalance = problem.data.imbalance
    if imbalance <= MILD_IMBALANCE:
        return skip(f"needs a class ratio above {MILD_IMBALANCE:g}, and it is {decimal(imbalance)}")
    return pick(
        "none",
        f"even at a class ratio of {decimal(imbalance)} a decision threshold tuned on validation data does what"
        " resampling does, and the probabilities stay true",
        try_next=["class-weights"],
        warning=_rare(problem),
    )


@imbalance_strategy.rule(
    "IMB-MILD", NOT_DETECTION, sources=["elor2022", "abdelhamid2024"], strength="strong", rulesets=CURRENT
)
def mild_imbalance_is_left_alone(problem: Problem) -> Pick[ImbalanceStrategy]:
    """Up to ten to one, balancing changes no ranking and only distorts the probabilities."""
    return pick(
        "none",
        f"{_ratio(problem)}, which calls for nothing but a threshold that suits the metric",
    )


@imbalance_strategy.rule(
    "IMB-GUIDE", scope(family=TRAINED), sources=["guide", "guide:G-LOSS-3"], strength="folklore", rulesets=GUIDE
)
def guide_weights_no_class(problem: Problem) -> Pick[ImbalanceStrategy]:
    """The guide trains by plain cross-entropy."""
    return pick(
        "none",
        f"{_ratio(problem)}; the guide is silent on imbalance, so its loss stays unweighted",
        warning=_rare(problem),
    )


@max_weight.rule("IMB-CAP", sources=["cui2019"], strength="folklore", rulesets=BOTH)
def capped_weight(problem: Problem) -> Pick[float]:
    """Examples of a rare class overlap, so it gains less than its ratio; large weights make the loss noisy."""
    imbalance = problem.data.imbalance
    because = (
        f"the full class ratio of {decimal(imbalance)} would let single examples dominate a batch"
        if imbalance > MOST_WEIGHT
        else f"up to {MOST_WEIGHT:g} the class ratio, here {decimal(imbalance)}, can be the weight"
    )
    return pick(
        min(MOST_WEIGHT, imbalance),
        because,
        try_next=Span(min(LEAST_WEIGHT, imbalance), imbalance, log=True),
    )
