"""Constraints on what is predicted: output layer, loss, target, split."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.knowledge.predicates import MEDIAN
from advisor.knowledge.scopes import NUMBERS
from advisor.networks.output_pairs import output_pairs
from advisor.pinning.constraints.constraint import Broken, View, constraint
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.problem import Problem

UNITS: Final = "model.output.units"
OUTPUT: Final = "model.output.activation"
LOSS: Final = "training.loss.name"
LEVELS: Final = "training.loss.quantiles"
SMOOTHING: Final = "training.loss.label_smoothing"
TRANSFORM: Final = "data.target.transform"
SINGLE_LABEL: Final = ("multiclass", "token-classification", "segmentation")
OF_CLASSES: Final = (
    "binary-cross-entropy", "cross-entropy", "focal", "generalized-cross-entropy", "ordinal-cumulative",
    "dice-and-cross-entropy", "ctc", "detector", "mse-and-cross-entropy", "contrastive",
)  # fmt: skip
OF_NUMBERS: Final = ("mse", "mae", "huber", "poisson", "quantile")
RANGES: Final = {  # output activations that meet a target's range
    "unbounded": ("none",),
    "positive": ("none", "softplus", "exp"),
    "counts": ("none", "softplus", "exp"),
    "unit": ("none", "sigmoid"),
    "symmetric": ("none", "tanh"),
}
TWO: Final = 2  # units of a binary task that is told as two classes
OUTPUTS: Final = {"binary": ("sigmoid",), "multilabel": ("sigmoid",), "ordinal": ("cumulative-sigmoid",)}
STANDARDIZED: Final = ("standardize", "log1p-standardize")
METHODS: Final = {  # by what the data show, the methods that learn from them, the usual one first
    "answers": ("sft",),
    "preferences": ("dpo", "orpo", "kto", "sft"),  # TRL's KTO takes pairs apart
    "unpaired-preferences": ("kto", "sft"),
    "verifiable": ("grpo", "sft"),
}
LEARNT: Final = {
    "dpo": "pairs of a chosen and a rejected answer",
    "orpo": "pairs of a chosen and a rejected answer",
    "kto": "answers that are marked good or bad",
    "grpo": "prompts whose answers a program can check",
}


@constraint("CHK-SOFTMAX-ONE", "error", [OUTPUT, UNITS], ["OUT-BINARY"])
def softmax_needs_two_units(c: View) -> Broken | None:
    """Softmax over one unit is always 1, so there is no gradient to train with."""
    if c(OUTPUT) != "softmax" or c.number(UNITS) != 1:
        return None
    cure = {OUTPUT: "sigmoid"} if c.task() in (None, "binary") else {}
    return Broken("softmax over one unit is always 1", cure, bool(cure))


@constraint("CHK-OUTPUT", "error", [OUTPUT], [])
def the_output_fits_the_task(c: View) -> Broken | None:
    """The output's range is that of the target: any number, a probability, probabilities that add up to one."""
    said, task = c(OUTPUT), c.task()
    if said is None or task is None or c.problem is None:
        return None
    if task in NUMBERS:
        allowed = RANGES[c.problem.data.target_range]
        what = f"a {task} of {c.problem.data.target_range} values"
    elif task in OUTPUTS:
        allowed, what = OUTPUTS[task], f"the task {task}"
    elif task in SINGLE_LABEL and c.problem.data.classes > 1:
        allowed, what = ("softmax",), f"the task {task}"
    else:
        return None
    if said in allowed or c(LOSS) == "contrastive" or (task == "binary" and said == "softmax"):
        return None
    return Broken(f"{said} does not fit {what}, which takes {' or '.join(allowed)}", {OUTPUT: allowed[0]}, True)


@constraint("CHK-OUTPUT-RANGE", "error", [OUTPUT, TRANSFORM], [])
def a_standardised_target_is_unbounded(c: View) -> Broken | None:
    """A standardised target lies on both sides of zero and beyond one, which a bounded output cannot reach."""
    if c(TRANSFORM) not in STANDARDIZED or c(OUTPUT) in (None, "none"):
        return None
    if c.task() not in (None, *NUMBERS):
        return Broken(f"{c(TRANSFORM)} is for numbers, and the task is {c.task()}", {TRANSFORM: "none"}, True)
    return Broken(f"{c(OUTPUT)} cannot reach a target after {c(TRANSFORM)}", {OUTPUT: "none"}, True)


@constraint("CHK-UNITS", "error", [UNITS], [])
def a_unit_for_each_answer(c: View) -> Broken | None:
    """There is one unit for each class, label or number; a binary task needs one, an ordinal task one less."""
    units, p = c.number(UNITS), c.problem
    if units is None or p is None or c(LOSS) == "contrastive":
        return None
    if c(LOSS) == "quantile":
        return _units_of_quantiles(units, len(c(LEVELS) or ()), p)
    wanted = {
        "binary": 1, "multilabel": p.data.outputs, "ordinal": p.data.classes - 1, "regression": p.data.outputs,
        "multiclass": p.data.classes, "token-classification": p.data.classes,
    }.get(p.task)  # fmt: skip
    if wanted is None or units == wanted or (p.task == "binary" and units == 2 and c(OUTPUT) == "softmax"):
        return None
    return Broken(f"the task {p.task} needs {wanted} output units here, not {units:g}", {UNITS: wanted}, True)


def _units_of_quantiles(units: float, levels: int, p: Problem) -> Broken | None:
    numbers = p.data.outputs * (p.data.horizon if p.task == "forecasting" else 1)
    if not levels or p.task not in NUMBERS or units == levels * numbers:
        return None
    what = plural(numbers, "step ahead", "steps ahead") if p.task == "forecasting" else plural(numbers, "target")
    message = f"{plural(levels, 'quantile')} of {what} need {levels * numbers} output units, not {units:g}"
    return Broken(message, {UNITS: levels * numbers}, True)


@constraint("CHK-QUANTILES", "error", [LEVELS], ["LOSS-LEVELS"])
def quantiles_lie_in_order_between_zero_and_one(c: View) -> Broken | None:
    """A quantile is named by the share of values below it; in order, so that each column of predictions is its own."""
    levels = c(LEVELS)
    if not isinstance(levels, list) or not all(isinstance(level, int | float) for level in levels):
        return None
    inside = sorted({level for level in levels if 0 < level < 1} | {MEDIAN})
    if levels == inside:
        return None
    return Broken(
        "quantiles lie between 0 and 1, in order, each once, the median (0.5) among them", {LEVELS: inside}, True
    )


@constraint("CHK-LOSS", "error", [LOSS], ["LOSS-SQUARED", "LOSS-BINARY", "LOSS-CLASSES"])
def the_loss_fits_the_task(c: View) -> Broken | None:
    """Squared errors on classes give hardly any gradient where the network is wrong; cross-entropy is for classes."""
    said, task = c(LOSS), c.task()
    if task in NUMBERS and said in OF_CLASSES and said != "contrastive":
        return Broken(f"{said} is a loss for classes, and the task is {task}", {LOSS: "mse"}, True)
    if task is not None and task not in NUMBERS and said in OF_NUMBERS:
        cure = "binary-cross-entropy" if task in ("binary", "multilabel") else "cross-entropy"
        return Broken(f"{said} is a loss for numbers, and the task is {task}", {LOSS: cure}, True)
    return None


@constraint("CHK-LOSS-OUTPUT", "error", [LOSS, OUTPUT], [])
def loss_and_output_belong_together(c: View) -> Broken | None:
    """Cross-entropy is the likelihood of a softmax, binary cross-entropy that of sigmoids, squared error of neither."""
    loss, output, units, task = c(LOSS), c(OUTPUT), c.number(UNITS) or 0, c.task()
    pair = output_pairs().get((str(loss), str(output)))
    if pair is None or not pair.because or (loss in OF_NUMBERS and output != "softmax"):
        return None
    if loss in OF_NUMBERS:
        cure = {OUTPUT: "none"} if task in NUMBERS else {LOSS: "cross-entropy"}
        return Broken(pair.because, cure, True)
    if loss == "cross-entropy":
        return Broken(pair.because, {LOSS: "binary-cross-entropy"} if units == 1 else {OUTPUT: "softmax"})
    if task in ("binary", "multilabel") and units != TWO:
        return Broken(pair.because, {OUTPUT: "sigmoid"}, True)
    return Broken(pair.because, {LOSS: "cross-entropy"} if output == "softmax" else {OUTPUT: "sigmoid"})


@constraint("CHK-METHOD", "error", ["training.method"], ["POST-SFT", "POST-DPO", "POST-KTO", "POST-GRPO"])
def the_data_show_what_the_method_learns_from(c: View) -> Broken | None:
    """Preferences are learnt from pairs or marks, rewards from answers that can be checked; answers show neither."""
    said, shown = c("training.method"), c.problem.data.supervision if c.problem else "none"
    if said is None or shown not in METHODS or said in METHODS[shown]:
        return None
    return Broken(
        f"{said} learns from {LEARNT[said]}, and the data show {shown}", {"training.method": METHODS[shown][0]}
    )


@constraint("CHK-SMOOTHING", "warning", [SMOOTHING, LOSS], [])
def smoothing_needs_classes(c: View) -> Broken | None:
    """Label smoothing moves probability between classes, and numbers have none."""
    if not c.number(SMOOTHING) or c(LOSS) not in OF_NUMBERS:
        return None
    return Broken(f"label smoothing needs a loss for classes, and the loss is {c(LOSS)}", {SMOOTHING: 0.0}, True)


@constraint("CHK-GROUPS", "error", ["data.split.method"], ["SPLIT-GROUPS"])
def groups_stay_together(c: View) -> Broken | None:
    """If examples of one patient are in training and in validation, the score measures memory."""
    method, p = c("data.split.method"), c.problem
    if (
        p is None
        or not (p.data.groups or p.data.group_column)
        or method not in ("random", "stratified")
        or p.data.groups == 1
    ):
        return None
    return Broken(f"a {method} split puts examples of one group on both sides", {"data.split.method": "grouped"})


@constraint("CHK-TIME-SPLIT", "error", ["data.split.method"], ["SPLIT-FORECAST"])
def a_forecast_is_judged_on_what_comes_later(c: View) -> Broken | None:
    """If later values are in training, the future is known, and the score says nothing of a forecast."""
    method = c("data.split.method")
    if c.task() != "forecasting" or method is None or "time" in method:
        return None
    return Broken(f"a {method} split puts the future into the training part of a forecast",
                  {"data.split.method": "time-ordered"}, True)  # fmt: skip


@constraint("CHK-FOLDS", "error", ["data.split.folds"], [])
def folds_have_examples(c: View) -> Broken | None:
    """Each fold needs an example, and each fold of a split by groups a group."""
    folds, p = c.number("data.split.folds"), c.problem
    if folds is None or p is None:
        return None
    if folds > p.data.rows:
        return Broken(f"{folds:g} folds need as many examples, and there are {p.data.rows:,}")
    if 1 < p.data.groups < folds and str(c("data.split.method")).endswith("grouped"):
        fix = {"data.split.folds": p.data.groups}
        return Broken(f"{folds:g} folds need as many groups, and there are {p.data.groups}", fix, True)
    return None
