"""The output layer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import MAY_BE_QUANTILES, quantile_levels
from advisor.knowledge.scopes import NUMBERS, families_but, scope
from advisor.networks.catalogue import backbones
from advisor.networks.training_memory import vocabulary_of
from advisor.quantities import amount, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, OutputActivation, TargetTransform
    from advisor.problem import Problem

BOX: Final = 4  # numbers of a box: height, width, x, y
CTC_SYMBOLS: Final = 32  # letters, apostrophe, space and marks of wav2vec 2.0's English alphabet
CTC_MULTILINGUAL: Final = 256  # bytes: every script can be written with them
WHISPER_TOKENS: Final = 51_865  # tokens of Whisper's vocabulary up to large-v2; large-v3 has one more
ONE_MORE: Final = "whisper_large_v3"  # the names that have the one more begin so
USUAL_TOKENS: Final = 50_304  # GPT-2's 50,257 rounded up to a multiple of 64

# The ranges of targets in words.
VALUES: Final = {
    "unbounded": "unbounded values",
    "positive": "positive values",
    "counts": "counts",
    "unit": "values from 0 to 1",
    "symmetric": "values from -1 to 1",
}

units: Decision[int] = Decision(
    "model.output.units",
    "How many output units?",
)
output_activation: Decision[OutputActivation] = Decision(
    "model.output.activation",
    "Which activation turns the last layer's output into a prediction?",
    name="output_activation",
)


# Units --------------------------------------------------------------------------------------------------


@units.rule(
    "OUT-BINARY", scope(task="binary"), sources=["guide:G-OUT-1", "guide:G-OUT-4"], strength="strong", rulesets=BOTH
)
def one_for_two_classes(problem: Problem) -> Pick[int]:
    """One probability tells two classes apart: the other is what remains."""
    return pick(1, f"one probability tells {problem.data.classes} classes apart: the other is what remains")


@units.rule("OUT-ORDINAL", scope(task="ordinal"), sources=["coral2019", "guide"], strength="moderate", rulesets=BOTH)
def one_for_each_step(problem: Problem) -> Pick[int]:
    """Ordered classes ask whether the answer lies above each threshold; the guide does not treat them."""
    return pick(
        problem.data.classes - 1,
        f"{problem.data.classes} ordered classes have {plural(problem.data.classes - 1, 'threshold')} between them",
    )


@units.rule(
    "OUT-MULTICLASS",
    scope(task=("multiclass", "segmentation", "token-classification")),
    sources=["guide:G-OUT-1", "guide:G-OUT-5"],
    strength="strong",
    rulesets=BOTH,
)
def one_for_each_class(problem: Problem) -> Pick[int]:
    """Each of several exclusive classes has an output."""
    where = {"segmentation": " at each pixel", "token-classification": " at each token"}.get(problem.task, "")
    return pick(problem.data.classes, f"one for each of {plural(problem.data.classes, 'class', 'classes')}{where}")


@units.rule(
    "OUT-MULTILABEL", scope(task="multilabel"), sources=["guide:R15", "guide:G-OUT-1"], strength="strong", rulesets=BOTH
)
def one_for_each_label(problem: Problem) -> Pick[int]:
    """Each label is a yes or no by itself."""
    return pick(
        problem.data.outputs, f"one for each of {plural(problem.data.outputs, 'label')}, each a yes or no by itself"
    )


@units.rule(
    "OUT-BOX",
    scope(task="detection"),
    sources=["guide:G-OUT-3", "guide:G-OUT-5", "guide:R14"],
    strength="strong",
    rulesets=BOTH,
)
def four_numbers_a_box(problem: Problem, family: Family) -> Pick[int]:
    """A box is four numbers beside its classes: once for an image, or at each place where a detector looks."""
    classes = problem.data.classes
    total = BOX if family == "pretrained" and classes == 1 else BOX + classes
    where = "for the one box of an image" if family == "pretrained" else "at each place where the detector looks"
    return pick(total, f"{BOX} numbers for a box, and {plural(classes, 'class', 'classes')}, {where}")


@units.rule(
    "OUT-QUANTILES",
    MAY_BE_QUANTILES,
    sources=["wen2017", "koenker1978"],
    strength="strong",
    rulesets=BOTH,
)
def one_for_each_quantile(problem: Problem) -> Pick[int] | Skip:
    """Each quantile of each number has an output of its own, on the same hidden layers."""
    if not problem.data.quantiles:
        return skip("needs quantiles to predict")
    levels, data = len(quantile_levels(problem)), problem.data
    if problem.task == "forecasting":
        number = levels * data.horizon * data.outputs
        return pick(number, f"{plural(levels, 'quantile')} of each of {plural(data.horizon, 'step')} ahead")
    return pick(levels * data.outputs, f"{plural(levels, 'quantile')} of {plural(data.outputs, 'target')}")


@units.rule(
    "OUT-FORECAST",
    scope(task="forecasting"),
    sources=["guide:G-OUT-1", "guide:G-OUT-3"],
    strength="strong",
    rulesets=BOTH,
)
def one_for_each_step_ahead(problem: Problem) -> Pick[int]:
    """All steps ahead are forecast at once, one output each."""
    horizon, outputs = problem.data.horizon, problem.data.outputs
    return pick(horizon * outputs, f"{plural(horizon, 'step')} ahead of {plural(outputs, 'value')} at once")


@units.rule(
    "OUT-LANGUAGE",
    scope(task="language-modeling"),
    sources=["guide:G-OUT-5", "vaswani2017"],
    strength="strong",
    rulesets=BOTH,
)
def one_for_each_token(vocabulary: int | None, backbone: str | None) -> Pick[int]:
    """A language model chooses the next token among all."""
    if vocabulary is not None:
        return pick(vocabulary, f"the next token is one of {count(vocabulary)}")
    known = backbones().get(backbone or "")
    tokens = (vocabulary_of(known) if known else 0) or USUAL_TOKENS
    return pick(tokens, f"the next token is one of the {count(tokens)} that the published network knows")


@units.rule(
    "OUT-SPEECH",
    scope(task="speech-recognition"),
    sources=["graves2006", "whisper2022", "baevski2020"],
    strength="strong",
    rulesets=BOTH,
)
def one_for_each_symbol(problem: Problem, backbone: str | None) -> Pick[int]:
    """Speech becomes tokens of Whisper's vocabulary, or letters and a blank."""
    if backbone is not None and backbone.startswith("whisper"):
        tokens = WHISPER_TOKENS + backbone.startswith(ONE_MORE)
        return pick(tokens, f"{amount(problem.data.hours, 'hour')} in the {count(tokens)} tokens that Whisper writes")
    symbols = CTC_MULTILINGUAL if problem.data.multilingual else CTC_SYMBOLS
    kind = "bytes, for every script" if problem.data.multilingual else "letters and marks with a blank"
    return pick(symbols, f"{amount(problem.data.hours, 'hour')} in {symbols} {kind}")


@units.rule(
    "OUT-REGRESSION",
    scope(task="regression"),
    sources=["guide:G-OUT-2", "guide:G-OUT-3"],
    strength="strong",
    rulesets=BOTH,
)
def one_for_each_target(problem: Problem) -> Pick[int]:
    """Each number to predict has an output."""
    return pick(problem.data.outputs, f"{plural(problem.data.outputs, 'target')} to predict, an output each")


# Activation ---------------------------------------------------------------------------------------------


def _transformed(target_transform: TargetTransform | None) -> bool:
    return target_transform not in (None, "none")


@output_activation.rule(
    "OACT-ORDINAL", scope(task="ordinal"), sources=["coral2019", "guide"], strength="moderate", rulesets=BOTH
)
def cumulative_for_ordered_classes(problem: Problem) -> Pick[OutputActivation]:
    """Each output is the probability that the class lies above a threshold."""
    return pick(
        "cumulative-sigmoid", f"{problem.data.classes} classes in order: the probability to lie above each threshold"
    )


@output_activation.rule(
    "OACT-SIGMOID",
    scope(task=("binary", "multilabel")),
    sources=["guide:G-OACT-4", "guide:R15", "keras-transfer"],
    strength="strong",
    rulesets=BOTH,
)
def sigmoid_for_yes_or_no(units: int) -> Pick[OutputActivation]:
    """A sigmoid makes each output a probability by itself; the loss takes the logits."""
    return pick("sigmoid", f"{plural(units, 'output')}, each the probability of a yes; the loss takes the logits")


@output_activation.rule(
    "OACT-DETECTOR",
    scope(task="detection", family=families_but("pretrained")),
    sources=["yolo2015", "lin2017", "guide:R14"],
    strength="strong",
    rulesets=BOTH,
)
def sigmoid_at_each_place(problem: Problem) -> Pick[OutputActivation]:
    """A detector scores each class at each place by itself: mostly there is nothing."""
    return pick(
        "sigmoid", f"{plural(problem.data.classes, 'class', 'classes')}, each with a score of its own at each place"
    )


@output_activation.rule(
    "OACT-BOX",
    scope(task="detection", family="pretrained"),
    sources=["guide:G-OACT-1", "guide:R14"],
    strength="moderate",
    rulesets=BOTH,
)
def none_for_a_single_box(problem: Problem) -> Pick[OutputActivation]:
    """The four numbers of a box are unbounded; the loss activates the classes beside them."""
    return pick(
        "none",
        f"the {BOX} numbers of a box are unbounded; the loss activates"
        f" {plural(problem.data.classes, 'class', 'classes')} beside them",
    )


@output_activation.rule(
    "OACT-SOFTMAX",
    scope(task=("multiclass", "segmentation", "token-classification", "language-modeling", "speech-recognition")),
    sources=["guide:G-OACT-5", "guide:G-OUT-5", "keras-transfer"],
    strength="strong",
    rulesets=BOTH,
)
def softmax_for_exclusive_classes(units: int) -> Pick[OutputActivation]:
    """A softmax makes exclusive classes add up to one; the loss takes the logits."""
    if units == 1:
        return pick("sigmoid", "1 output is a yes or no at each place")
    return pick("softmax", f"{count(units)} exclusive outputs add up to one; the loss takes the logits")


@output_activation.rule(
    "OACT-SCALED-SERIES",
    scope(task="forecasting"),
    sources=["dlinear2022", "patchtst2022", "guide:G-OACT-1"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide bounds a bounded target; a forecast is made on the scale of its window, where no bound holds.",
)
def none_for_scaled_series(problem: Problem) -> Pick[OutputActivation]:
    """Forecasts are made on the scale of their window, where values take any sign."""
    return pick(
        "none",
        f"{VALUES[problem.data.target_range]} are forecast on the scale of their window, where they take any sign",
    )


@output_activation.rule(
    "OACT-GUIDE-COUNTS",
    scope(task="regression"),
    sources=["guide:G-OACT-3"],
    strength="moderate",
    rulesets=GUIDE,
)
def softplus_for_scaled_counts(
    problem: Problem, target_transform: TargetTransform | None
) -> Pick[OutputActivation] | Skip:
    """Counts that are divided by their size alone keep their zero, and softplus keeps predictions above it."""
    if problem.data.target_range != "counts" or target_transform != "rms-scale":
        return skip("needs counts that are scaled and not centred")
    return pick("softplus", f"after {target_transform} the target is still a count, and none lies below zero")


@output_activation.rule(
    "OACT-SCALED",
    scope(task=NUMBERS),
    sources=["realmlp2024", "guide:G-OACT-1"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide gives bounded targets tanh or the logistic function, which saturate at the bounds; a standardised"
    " target with a linear output, clamped, does not.",
)
def none_for_transformed_targets(
    problem: Problem, target_transform: TargetTransform | None
) -> Pick[OutputActivation] | Skip:
    """A standardised target has no bounds of its own; predictions are transformed back and clamped afterwards."""
    if not _transformed(target_transform):
        return skip("needs a transformed target")
    return pick(
        "none",
        f"after {target_transform}, the {problem.data.target_range} target has no bounds for the output to keep",
    )


@output_activation.rule(
    "OACT-COUNTS",
    scope(task="regression"),
    sources=["guide:G-OACT-3"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives positive targets softplus; counts change by factors, which a logarithm turns into sums.",
)
def exponential_for_counts(problem: Problem, target_transform: TargetTransform | None) -> Pick[OutputActivation] | Skip:
    """Causes multiply counts, so the network predicts their logarithm."""
    if problem.data.target_range != "counts" or _transformed(target_transform):
        return skip("needs counts that are not transformed")
    return pick("exp", "causes multiply counts, so the network predicts their logarithm", ["exp", "softplus"])


@output_activation.rule(
    "OACT-POSITIVE", scope(task=NUMBERS), sources=["guide:G-OACT-3"], strength="moderate", rulesets=BOTH
)
def softplus_for_positive_targets(
    problem: Problem, target_transform: TargetTransform | None
) -> Pick[OutputActivation] | Skip:
    """Softplus keeps predictions positive and does not saturate above."""
    if problem.data.target_range not in ("positive", "counts") or _transformed(target_transform):
        return skip("needs a target that is positive or a count, and not transformed")
    return pick("softplus", f"the target takes {VALUES[problem.data.target_range]} only, and is not transformed")


@output_activation.rule(
    "OACT-BOUNDED", scope(task=NUMBERS), sources=["guide:G-OACT-2"], strength="moderate", rulesets=BOTH
)
def bounded_for_bounded_targets(
    problem: Problem, target_transform: TargetTransform | None
) -> Pick[OutputActivation] | Skip:
    """A target within bounds gets an output within them, where its scale is kept."""
    if _transformed(target_transform):
        return skip("needs a target that is not transformed")
    if problem.data.target_range == "unit":
        return pick("sigmoid", f"the target takes {VALUES['unit']}, and is not transformed")
    if problem.data.target_range == "symmetric":
        return pick("tanh", f"the target takes {VALUES['symmetric']}, and is not transformed")
    return skip("needs a target within bounds")


@output_activation.rule(
    "OACT-LINEAR", scope(task=NUMBERS), sources=["guide:G-OACT-1"], strength="strong", rulesets=BOTH
)
def none_for_unbounded_targets(problem: Problem) -> Pick[OutputActivation]:
    """A target without bounds gets an output without bounds."""
    return pick("none", f"the target is {problem.data.target_range}, so nothing bounds the output")
