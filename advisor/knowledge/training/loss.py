"""The loss."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.predicates import MAY_BE_QUANTILES, quantile_levels
from advisor.knowledge.scopes import NUMBERS, families_but, scope, tasks_but
from advisor.quantities import amount, count, decimal, each, plural

if TYPE_CHECKING:
    from advisor.config.words import ImbalanceStrategy, Loss, OutputActivation
    from advisor.problem import Problem


MANY_OUTLIERS: Final = 0.01  # fraction of targets beyond five robust deviations, folklore
MUCH_NOISE: Final = 0.2  # fraction of wrong labels, folklore
SQUARED: Final = ("rmse", "r2")  # scores made of squared errors
# Tasks whose classes may be unequal, boxes apart.
UNBALANCED: Final = tasks_but(*NUMBERS, "detection", "language-modeling", "speech-recognition")
ONE_OF_MANY: Final = ("multiclass", "ordinal", "binary", "token-classification", "language-modeling")
CLASSIFIERS: Final = families_but("sentence-embedding")  # families that are trained on the labels themselves
DECODED: Final = ("whisper",)  # speech recognisers that write tokens one after the other

loss: Decision[Loss] = Decision(
    "training.loss.name",
    "Which loss is minimised?",
    name="loss",
    applies=lambda family, method: family != "zero-shot" and method in (None, "sft"),
    absent="a model that is used as it is has none, and a method that learns from preferences is one itself",
)


def _targets(problem: Problem) -> str:
    data = problem.data
    if problem.task == "forecasting":
        return f"{plural(data.horizon, 'step')} ahead"
    return plural(data.outputs, "target")


# What the architecture dictates -------------------------------------------------------------------------


@loss.rule(
    "LOSS-CONTRASTIVE",
    scope(family="sentence-embedding"),
    sources=["setfit2022", "reimers2019"],
    strength="strong",
    rulesets=BOTH,
)
def contrastive_for_sentence_encoders(problem: Problem) -> Pick[Loss]:
    """A sentence encoder learns from pairs which texts belong together; the classifier on top comes afterwards."""
    rows = problem.data.rows
    return pick(
        "contrastive", f"{plural(rows, 'text')} make up to {plural(rows * (rows - 1) // 2, 'pair')} to train on"
    )


@loss.rule(
    "LOSS-BOX",
    scope(task="detection", family="pretrained"),
    sources=["guide:G-OUT-3", "guide:G-LOSS-1", "guide:G-LOSS-3", "guide:R14"],
    strength="moderate",
    rulesets=BOTH,
)
def square_and_class_for_a_single_box(problem: Problem) -> Pick[Loss]:
    """The four numbers of a single box are a regression, its class a classification; their losses are added."""
    return pick(
        "mse-and-cross-entropy",
        "the four numbers of the box are regressed by their squared error, and the class is one of"
        f" {plural(problem.data.classes, 'class', 'classes')}, learnt by cross-entropy; the two are added",
    )


@loss.rule(
    "LOSS-DETECTOR",
    scope(task="detection"),
    sources=["lin2017", "yolo2015", "guide:R14"],
    strength="strong",
    rulesets=BOTH,
)
def box_and_class_for_detectors(problem: Problem) -> Pick[Loss]:
    """Locating objects takes a loss of boxes and of classes at once, which each detector brings."""
    return pick(
        "detector",
        f"the loss that comes with the network trains boxes and {plural(problem.data.classes, 'class', 'classes')} of"
        f" about {problem.data.objects:g} objects per image together",
    )


@loss.rule(
    "LOSS-DECODED-SPEECH",
    scope(task="speech-recognition", family="speech-to-text"),
    sources=["whisper2022"],
    strength="strong",
    rulesets=BOTH,
)
def cross_entropy_for_speech_decoders(problem: Problem, backbone: str | None) -> Pick[Loss] | Skip:
    """Whisper writes a transcript token by token, so each token is a classification."""
    if not (backbone or "").startswith(DECODED):
        return skip("needs a recogniser that decodes token by token, such as Whisper")
    return pick(
        "cross-entropy", f"{backbone} decodes the transcripts of {amount(problem.data.hours, 'hour')} token by token"
    )


@loss.rule(
    "LOSS-CTC",
    scope(task="speech-recognition"),
    sources=["graves2006", "baevski2020"],
    strength="strong",
    rulesets=BOTH,
)
def ctc_for_speech_without_time_marks(problem: Problem) -> Pick[Loss]:
    """CTC sums over all alignments of a transcript, so no one needs to mark when which letter was spoken."""
    return pick(
        "ctc",
        f"the transcripts of {amount(problem.data.hours, 'hour')} do not say when each letter was spoken, and CTC"
        " sums over all alignments",
    )


@loss.rule(
    "LOSS-FOCAL", scope(task=UNBALANCED, family=CLASSIFIERS), sources=["lin2017"], strength="moderate", rulesets=BOTH
)
def focal_where_it_was_chosen(problem: Problem, imbalance_strategy: ImbalanceStrategy) -> Pick[Loss] | Skip:
    """The focal loss weighs the easy examples of common classes down."""
    if imbalance_strategy != "focal":
        return skip(f"needs the focal loss as the answer to unequal classes, and that is {imbalance_strategy}")
    return pick(
        "focal",
        f"at a class ratio of {decimal(problem.data.imbalance)} easy examples of common classes would dominate",
    )


# Classes ------------------------------------------------------------------------------------------------


@loss.rule(
    "LOSS-SEGMENTATION",
    scope(task="segmentation"),
    sources=["nnunet", "milletari2016"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide takes cross-entropy for all classification; alone it neglects small regions, which the overlap in"
    " Dice counts as much as large ones.",
)
def dice_beside_cross_entropy(problem: Problem) -> Pick[Loss]:
    """Dice scores overlap whatever a region's size, and cross-entropy gives it smooth gradients."""
    return pick(
        "dice-and-cross-entropy",
        f"Dice scores small regions as much as large ones, {plural(problem.data.classes, 'class', 'classes')} at a"
        f" size ratio of {decimal(problem.data.imbalance)} here, and cross-entropy gives smooth gradients",
        try_next=["dice-and-cross-entropy", "cross-entropy"] if problem.data.classes > 1 else None,
    )


@loss.rule("LOSS-ORDINAL", scope(task="ordinal"), sources=["coral2019", "guide"], strength="moderate", rulesets=BOTH)
def cumulative_for_ordered_classes(problem: Problem, output_activation: OutputActivation) -> Pick[Loss] | Skip:
    """Ordered classes are asked in turn whether the example lies above them; the guide is silent on them."""
    if output_activation != "cumulative-sigmoid":
        return skip(f"needs cumulative outputs, and the output activation is {output_activation}")
    classes = problem.data.classes
    return pick(
        "ordinal-cumulative",
        f"whether an example lies above each class but the last, {plural(classes - 1, 'question')}, keeps the order of"
        f" {classes} classes",
    )


@loss.rule(
    "LOSS-LABELS",
    scope(task="multilabel", family=CLASSIFIERS),
    sources=["guide:R15", "guide:G-LOSS-3"],
    strength="strong",
    rulesets=BOTH,
)
def binary_cross_entropy_for_each_label(problem: Problem) -> Pick[Loss]:
    """Labels that may hold together are as many yes-or-no questions."""
    return pick(
        "binary-cross-entropy", f"{plural(problem.data.outputs, 'label')} that may hold together, each yes or no"
    )


@loss.rule(
    "LOSS-BINARY",
    scope(task=("binary", "token-classification"), family=CLASSIFIERS),
    sources=["guide:G-LOSS-3", "guide:G-OUT-4"],
    strength="strong",
    rulesets=BOTH,
)
def binary_cross_entropy_for_one_unit(problem: Problem, units: int) -> Pick[Loss] | Skip:
    """One output gives the probability of the positive class, computed on the logit for precision."""
    if units != 1:
        return skip(f"needs a single output, and there are {count(units)}")
    asked = "two classes" if problem.task == "binary" else "a yes or no at each token"
    return pick("binary-cross-entropy", f"{units} output for {asked}, computed on the logit for numerical precision")


@loss.rule(
    "LOSS-NOISY",
    scope(task="multiclass", family=CLASSIFIERS),
    sources=["zhang2018", "rolnick2017", "drory2018", "northcutt2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes cross-entropy in most cases, which ends by memorising labels of which this many are wrong.",
)
def bounded_loss_for_wrong_labels(problem: Problem) -> Pick[Loss] | Skip:
    """A loss between cross-entropy and absolute error bounds what a single wrong label can do."""
    noise = problem.data.label_noise
    if noise <= MUCH_NOISE:
        return skip(f"needs more than {MUCH_NOISE:.0%} wrong labels, and {noise:.0%} are wrong")
    return pick(
        "generalized-cross-entropy",
        f"{noise:.0%} of {count(problem.data.rows)} labels are wrong, and the bound keeps any one of them from"
        " dominating",
        try_next=["generalized-cross-entropy", "cross-entropy"],
        warning=f"{noise:.0%} wrong labels cost more than any choice here: find them by confident learning and correct"
        " them, first of all if they lie close together rather than at random",
    )


@loss.rule(
    "LOSS-CLASSES",
    scope(task=(*ONE_OF_MANY, "segmentation"), family=CLASSIFIERS),
    sources=["guide:G-LOSS-3", "guide:G-OUT-5"],
    strength="strong",
    rulesets=BOTH,
)
def cross_entropy_for_classes(problem: Problem) -> Pick[Loss]:
    """Cross-entropy asks for honest probabilities of exclusive classes, computed on the logits."""
    data = problem.data
    if problem.task == "language-modeling":
        return pick("cross-entropy", f"{each(data.tokens, 'token')} is one of the vocabulary")
    if problem.task == "segmentation" and data.classes == 1:
        return pick("binary-cross-entropy", "1 class is a yes or no at each place")
    noise = f"; it tolerates {data.label_noise:.0%} wrong labels if the best epoch is kept" if data.label_noise else ""
    return pick(
        "cross-entropy",
        f"{plural(data.classes, 'exclusive class', 'exclusive classes')} for {plural(data.rows, 'example')}{noise}",
    )


# Numbers ------------------------------------------------------------------------------------------------


@loss.rule(
    "LOSS-QUANTILES",
    MAY_BE_QUANTILES,
    sources=["koenker1978", "wen2017"],
    strength="strong",
    rulesets=BOTH,
)
def quantile_loss_for_quantiles(problem: Problem) -> Pick[Loss] | Skip:
    """The quantile (pinball) loss is least at the quantile, so a network with an output for each learns all at once.

    Errors above a quantile weigh as much as its level, errors below as much as what is left to one: at one half both
    alike, which is the absolute error and gives the median.
    """
    asked = problem.data.quantiles
    if not asked:
        return skip("needs quantiles to predict")
    levels = quantile_levels(problem)
    return pick(
        "quantile",
        f"{plural(len(levels), 'quantile')} of {_targets(problem)}: an error above one weighs as much as its level, and"
        " one below as much as what is left to 1, so that the quantile itself has the least loss",
    )


@loss.rule(
    "LOSS-COUNTS",
    scope(task="regression"),
    sources=["lightgbm", "xgboost"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide regresses with squared errors by default, which trust large counts as much as small ones; the"
    " spread of counts grows with their mean.",
)
def poisson_for_counts(problem: Problem, output_activation: OutputActivation) -> Pick[Loss] | Skip:
    """Poisson's likelihood knows that the spread of a count grows with its mean."""
    if output_activation != "exp" or problem.data.target_range != "counts":
        return skip("needs counts, predicted through a log link")
    mean = problem.data.target_mean
    return pick(
        "poisson",
        f"{problem.data.target_range} of {'unknown mean' if mean is None else f'mean {mean:.3g}'}, whose spread grows"
        " with the expected count as in a Poisson distribution",
        try_next=["poisson", "mse"],
    )


@loss.rule(
    "LOSS-ABSOLUTE",
    scope(task=NUMBERS),
    sources=["guide:G-LOSS-2", "koenker1978"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes squared errors unless outliers are many; absolute errors are least at the median, and"
    " squared errors lead to the mean.",
)
def absolute_error_where_it_is_scored(problem: Problem) -> Pick[Loss] | Skip:
    """The absolute error is least at the median, the squared one at the mean: train for what is scored."""
    if problem.priorities.metric != "mae":
        return skip(f"needs mae as the score, and it is {problem.priorities.metric}")
    return pick(
        "mae",
        f"{problem.priorities.metric} is the score of {_targets(problem)}, and it is least at the median",
        try_next=["mae", "huber"],
    )


@loss.rule(
    "LOSS-SQUARED-SCORED",
    scope(task=NUMBERS),
    sources=["guide:G-LOSS-1", "guide:G-LOSS-2"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide takes Huber's loss where outliers are many; where squared errors are scored, outliers must be"
    " predicted too, or winsorised if they are mistakes.",
)
def squared_error_where_it_is_scored(problem: Problem) -> Pick[Loss] | Skip:
    """Where squared errors are scored, a loss that forgives outliers predicts the wrong thing."""
    metric, outliers = problem.priorities.metric, problem.data.target_outliers
    if metric not in SQUARED or outliers <= MANY_OUTLIERS:
        return skip(f"needs rmse or r2 as the score, and more than {MANY_OUTLIERS:.0%} outliers in the target")
    return pick(
        "mse",
        f"{metric} is the score, so the {outliers:.1%} of the targets that are outliers count in full",
        try_next=["mse", "huber"],
    )


@loss.rule(
    "LOSS-HUBER", scope(task=NUMBERS), sources=["guide:G-LOSS-2", "huber1964"], strength="moderate", rulesets=BOTH
)
def huber_against_outliers(problem: Problem) -> Pick[Loss] | Skip:
    """Huber's loss is squared for usual errors and linear for large ones, so a few outliers do not dominate it."""
    outliers = problem.data.target_outliers
    if outliers <= MANY_OUTLIERS:
        return skip(f"needs more than {MANY_OUTLIERS:.0%} outliers in the target, and there are {outliers:.2%}")
    return pick(
        "huber",
        f"{outliers:.1%} of the targets are outliers, which would dominate squared errors",
        try_next=["huber", "mae", "mse"],
    )


@loss.rule("LOSS-SQUARED", scope(task=NUMBERS), sources=["guide:G-LOSS-1"], strength="strong", rulesets=BOTH)
def squared_error_by_default(problem: Problem) -> Pick[Loss]:
    """Squared errors lead to the mean, which is what is wanted of a number unless something speaks against it."""
    outliers = problem.data.target_outliers
    few = f"only {outliers:.2%} outliers" if outliers else "no outliers known"
    return pick("mse", f"{_targets(problem)} with {few}", try_next=["mse", "huber"])
