"""From probabilities to decisions, and how far they can be trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import quantile_levels
from advisor.knowledge.scopes import TRAINED, scope
from advisor.problem.vocabulary import CLASSIFICATION
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import Calibration, ImbalanceStrategy, OutputActivation, Threshold
    from advisor.problem import Problem

FEW_OF_A_CLASS: Final = 50  # examples of the rare class below which a threshold is a guess, folklore
CHEAP_ROWS: Final = 100_000  # training examples up to which five small networks train in minutes, folklore
ENOUGH_FOR_A_TEMPERATURE: Final = 100  # held-out images, the fewest that one was fitted on in own runs
ALMOST_ONE: Final = 1 - 1e-9  # 1 - 0.9 is a little less than a tenth
SMALL_NETWORKS: Final = ("mlp", "cnn", "rnn", "ngram-mlp", "sepcnn")
DISTORTING: Final = ("class-weights", "balanced-sampling", "focal", "logit-adjustment")
OFF_ONE_HALF: Final = 3.0  # largest class over smallest from which the best threshold is far from one half, folklore
OF_DECISIONS: Final = ("f1", "balanced-accuracy")  # scores whose best threshold is seldom one half


threshold: Decision[Threshold] = Decision(
    "evaluation.threshold",
    "How do probabilities become decisions?",
    scope=scope(task=CLASSIFICATION),
    absent="nothing is decided by a threshold",
)
calibration: Decision[Calibration] = Decision(
    "evaluation.calibration",
    "What makes probabilities trustworthy?",
    scope=scope(task=CLASSIFICATION),
    absent="no class probabilities are predicted",
)


conformal: Decision[bool] = Decision(
    "evaluation.conformal",
    "Are quantiles moved until they hold on held-out data?",
    applies=lambda loss: loss == "quantile",
    absent="no quantiles are predicted",
)


@threshold.rule("THR-LEVELS", scope(task="ordinal"), sources=["coral2019"], strength="moderate", rulesets=BOTH)
def count_levels_passed(problem: Problem, output_activation: OutputActivation) -> Pick[Threshold] | Skip:
    """The predicted class is the number of levels that are more likely passed than not."""
    if output_activation != "cumulative-sigmoid":
        return skip(f"needs cumulative outputs, and the output activation is {output_activation}")
    return pick(
        "0.5",
        f"the predicted class is how many of {plural(problem.data.classes - 1, 'level')} are more likely passed than"
        " not",
    )


@threshold.rule(
    "THR-MOST-LIKELY",
    scope(task=("multiclass", "ordinal")),
    sources=["guide:G-OUT-5"],
    strength="strong",
    rulesets=BOTH,
)
def the_most_likely_class(problem: Problem) -> Pick[Threshold]:
    """Among exclusive classes the most likely one is the answer."""
    return pick("argmax", f"the most likely of {count(problem.data.classes)} exclusive classes")


@threshold.rule(
    "THR-GUIDE",
    scope(task=("binary", "multilabel")),
    sources=["guide:G-OUT-4", "guide:R15"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_decides_at_one_half(problem: Problem) -> Pick[Threshold]:
    """The guide is silent on thresholds, so a probability decides at one half."""
    return pick("0.5", f"the guide is silent on thresholds, so {problem.task} probabilities decide at one half")


@threshold.rule(
    "THR-LABELS",
    scope(task="multilabel"),
    sources=["abdelhamid2024", "elor2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on thresholds and on several labels; at one half labels that are rare are never found.",
)
def a_threshold_for_each_label(problem: Problem) -> Pick[Threshold]:
    """Labels differ in how frequent they are, so each has the threshold that serves its score."""
    return pick(
        "per-class-tuned",
        f"each of {plural(problem.data.outputs, 'label')} has its own frequency and so its own threshold",
    )


@threshold.rule(
    "THR-TUNED",
    scope(task="binary"),
    sources=["abdelhamid2024", "elor2022", "vandengoorbergh2022"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on thresholds; where a class is rare or the score is F1, tuning it on validation data"
    " was the most consistent remedy in 30 data sets.",
)
def threshold_from_validation_data(problem: Problem) -> Pick[Threshold] | Skip:
    """Where classes are unequal the threshold that maximises the score lies far from one half."""
    data, metric = problem.data, problem.priorities.metric
    if data.imbalance <= OFF_ONE_HALF and metric not in OF_DECISIONS:
        return skip(f"needs a class ratio above {OFF_ONE_HALF:g}, or F1 or balanced accuracy as the score")
    few = data.smallest_class < FEW_OF_A_CLASS
    why = f"with {metric} as the score" if metric in OF_DECISIONS else "with one class rarer than the other"
    return pick(
        "tuned-on-validation",
        f"{why} (class ratio {decimal(data.imbalance)}) the best threshold is seldom one half",
        warning=f"{plural(data.smallest_class, 'example')} of the rare class place the threshold by luck: choose it by"
        " cross-validation and state its spread"
        if few
        else None,
    )


@threshold.rule("THR-HALF", scope(task="binary"), sources=["guide:G-OUT-4"], strength="moderate", rulesets=CURRENT)
def one_half_for_balanced_classes(problem: Problem) -> Pick[Threshold]:
    """For classes of similar size, one half is near the best threshold of any usual score."""
    return pick(
        "0.5",
        f"at a class ratio of {decimal(problem.data.imbalance)} one half is near the best threshold",
        try_next=["0.5", "tuned-on-validation"],
    )


@calibration.rule("CAL-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_does_not_calibrate(problem: Problem) -> Pick[Calibration]:
    """The guide is silent on calibration."""
    return pick("none", f"the guide is silent on calibration, so {problem.task} probabilities stay as they are")


@calibration.rule(
    "CAL-UNTRAINED", scope(family="zero-shot"), sources=["clip2021"], strength="moderate", rulesets=CURRENT
)
def nothing_held_out_to_calibrate(problem: Problem) -> Pick[Calibration]:
    """A published model that is used as it is has nothing fitted to the data, a temperature included."""
    return pick("none", f"the published model is used as it is on {plural(problem.data.rows, 'example')}")


@calibration.rule(
    "CAL-ENSEMBLE",
    scope(family=SMALL_NETWORKS),
    sources=["lakshminarayanan2016", "guo2017"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on calibration; several networks from different seeds are the surest remedy where one"
    " network is cheap.",
)
def ensemble_and_temperature(problem: Problem, train_rows: int) -> Pick[Calibration] | Skip:
    """The mean of about five networks from different starts is better calibrated than any one of them."""
    if problem.priorities.first != "calibration":
        return skip("needs calibration to come first")
    if train_rows > CHEAP_ROWS or problem.compute.deploy == "edge":
        return skip(f"needs at most {count(CHEAP_ROWS)} training examples, and a server to run on")
    return pick(
        "temperature-and-ensemble",
        f"{problem.priorities.first} comes first, and five small networks on {plural(train_rows, 'example')} are cheap",
        try_next=["temperature", "temperature-and-ensemble"],
    )


@calibration.rule(
    "CAL-TEMPERATURE",
    scope(family=TRAINED),
    sources=["guo2017", "berta2025", "minderer2021"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on calibration; one temperature fitted on held-out data corrects most overconfidence"
    " and changes no decision.",
)
def one_temperature(problem: Problem, imbalance_strategy: ImbalanceStrategy) -> Pick[Calibration] | Skip:
    """One temperature corrects most overconfidence; weighting and resampling need it most."""
    first, metric = problem.priorities.first, problem.priorities.metric
    if imbalance_strategy in DISTORTING:
        why = f"the imbalance strategy {imbalance_strategy} moves the probabilities away from the true frequencies"
    elif first == "calibration" or metric == "log-loss":
        why = f"probabilities count ({first} first, score {metric}) and networks are overconfident"
    else:
        return skip("needs calibration first, log-loss as the score, or classes that were reweighted")
    return pick(
        "temperature",
        f"{why}; one temperature fitted on held-out data corrects most of it",
        try_next=["none", "temperature"],
    )


@calibration.rule(
    "CAL-IMAGES",
    scope(kind="image", task=("binary", "multiclass", "multilabel"), family="cnn"),
    sources=["guo2017"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (500, 3_000)},
    versus="The guide is silent on calibration; a fixed number of passes does not end where the validation loss is"
    " lowest, and one temperature mends what it overshoots.",
)
def one_temperature_for_images(problem: Problem, train_rows: int, epochs: int) -> Pick[Calibration] | Skip:
    """A short run over images ends surer than it is right, and a hundred held-out ones show by how much.

    Logits divided by 1.54, as 300 held-out photographs had it, took the log-loss of a network that had learnt from
    2,700 others from .530 to .472 on a test part. By 100 held-out ones in each of five folds it fell from 1.01 to .91,
    1.06 to .97, 1.05 to .93, 1.03 to .93 and 1.02 to .92 after 400 photographs, and that of the mean of all five, which
    is less sure by itself, from .848 to .842. One seed each.
    """
    held_out = problem.data.rows - train_rows
    if held_out < ENOUGH_FOR_A_TEMPERATURE:
        return skip(f"needs {ENOUGH_FOR_A_TEMPERATURE} held-out images")
    return pick(
        "temperature",
        f"a network that sees each of {plural(train_rows, 'image')} {plural(epochs, 'time')} ends surer than it is"
        f" right, and {plural(held_out, 'held-out image')} tell by how much",
        try_next=["none", "temperature"],
    )


@calibration.rule(
    "CAL-NONE", scope(family=TRAINED), sources=["guo2017", "berta2025"], strength="moderate", rulesets=CURRENT
)
def best_epoch_suffices(problem: Problem, monitor: str) -> Pick[Calibration]:
    """Where decisions count, the epoch with the best validation score is calibrated well enough."""
    return pick(
        "none",
        f"the best epoch is picked by {monitor}, and decisions count more than probabilities"
        f" ({problem.priorities.first} first)",
        try_next=["none", "temperature"],
    )


@conformal.rule("CONF-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_leaves_quantiles(problem: Problem) -> Pick[bool]:
    """The guide is silent on quantiles, so they stay as the network gives them."""
    levels = plural(len(quantile_levels(problem)), "quantile")
    return pick(False, f"the guide is silent on quantiles, so {levels} stay as the network gives them")


@conformal.rule(
    "CONF-FEW",
    sources=["romano2019"],
    strength="strong",
    rulesets=CURRENT,
)
def too_few_to_see_a_tail(problem: Problem, train_rows: int) -> Pick[bool] | Skip:
    """A quantile of one in n needs about n held-out examples: of fewer not one is expected beyond it."""
    tail, held_out = _tail(problem), max(0, problem.data.rows - train_rows)
    if not tail or (held_out + 1) * tail > ALMOST_ONE:
        return skip("needs so few held-out examples that not one is expected beyond the outermost quantile")
    return pick(
        False,
        f"of {plural(held_out, 'held-out example')} not one is expected beyond the outermost quantile, which leaves"
        f" {tail:.2g} of them there",
    )


@conformal.rule(
    "CONF-HELD-OUT",
    sources=["romano2019", "kivaranovic2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on quantiles; a network's own are too close together, as they were fitted where it"
    " learnt.",
)
def quantiles_that_hold_on_held_out_data(problem: Problem, train_rows: int) -> Pick[bool]:
    """Quantiles that were fitted where a network learnt lie too close together: held-out data say by what factor.

    The distance of each from the median is multiplied until its share of the held-out examples lies below it. Were
    these used for nothing else, that would hold for new ones, too, whatever their distribution; they also pick the
    epoch, so it holds nearly, and for series as far as the future is like the end that was held out. An interval of
    80 % held 73, 71 and 63 % of new values before, and 81, 79 and 81 % after, on a table and on two sets of series
    (benchmarks/quality/remarks.md).
    """
    held_out = max(0, problem.data.rows - train_rows)
    return pick(
        True,
        f"{plural(len(quantile_levels(problem)), 'quantile')} that were fitted where the network learnt lie too close"
        f" together, and {plural(held_out, 'held-out example')} tell by what factor",
        try_next=[True, False],
    )


def _tail(problem: Problem) -> float:
    """The smallest share beyond a quantile."""
    return min((min(level, 1 - level) for level in problem.data.quantiles), default=0.0)
