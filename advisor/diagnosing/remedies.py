"""What to do about a condition, in the order in which to try it, and which of it goes into the config."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from advisor.errors import InputError
from advisor.problem import Problem
from advisor.recommending import Recommendation, plain, recommend

LOWER: Final = 3.0  # divisor of the learning rate where training diverges or oscillates; one of the usual 1, 3, 10
HIGHER: Final = 10.0  # factor on a rate at which the loss creeps
LONGER: Final = 2  # factor on the epochs where the loss is still falling at the end
CLIP: Final = 1.0


class Remedy(Struct, frozen=True):
    """One thing to try, and its source (a guide item or a key of the bibliography)."""

    says: str
    source: str


OUTPUT: Final = (
    "check the output layer against loss and labels: a unit for each class, softmax for one of several, a sigmoid"
    " for one of two, none for numbers (`advisor check model.json`)"
)
SCALE: Final = "standardise the inputs: what is as large as it comes saturates the first layer"
PRECISION: Final = (
    "train in bf16 or fp32, or with a loss scale: fp16 holds nothing above 65,504, and its epsilon must be 1e-7 or more"
)

REMEDIES: Final[Mapping[str, tuple[Remedy, ...]]] = {
    "undefined-loss": (
        Remedy("check that the output fits the loss: a cross-entropy of a ReLU takes the log of 0", "karpathy2019"),
        Remedy("let the loss take logits, which is stable, not probabilities", "karpathy2019"),
        Remedy("look for a division by zero or a log of 0 in the loss: add an epsilon there", "karpathy2019"),
        Remedy("check that every label is valid, and that no batch is empty or masked as a whole", "karpathy2019"),
    ),
    "exploding-gradients": (
        Remedy("clip the norm of the gradient, at about its median", "guide:G-CLIP-1"),
        Remedy("lower the learning rate three- to tenfold", "guide:G-LR-1"),
        Remedy("check the scale of inputs and targets: standardise them", "guide:G-IN-1"),
        Remedy("warm the learning rate up over the first updates", "playbook2023"),
        Remedy(PRECISION, "micikevicius2017"),
    ),
    "diverging": (
        Remedy("lower the learning rate three- to tenfold; a range test finds where it diverges", "guide:G-LR-1"),
        Remedy("warm the learning rate up, and clip the gradient", "playbook2023"),
        Remedy("check inputs and targets for infinite, missing and vast values, and standardise them", "karpathy2019"),
        Remedy(PRECISION, "micikevicius2017"),
        Remedy("check that the initial weights suit the activation", "guide:G-INIT-1"),
    ),
    "loss-does-not-fit": (
        Remedy(OUTPUT, "karpathy2019"),
        Remedy("check the labels: binary cross-entropy takes 0 and 1, a sparse one class numbers", "karpathy2019"),
        Remedy("give as many units as there are classes: a softmax over one unit always says 1", "karpathy2019"),
    ),
    "empty-validation": (
        Remedy("check that the validation data is there: its generator may be used up", "karpathy2019"),
        Remedy("count its batches and examples before training", "karpathy2019"),
    ),
    "undefined-validation-loss": (
        Remedy("look at the validation examples for infinite and missing values and empty batches", "karpathy2019"),
        Remedy("evaluate in 32 bits", "micikevicius2017"),
        Remedy("scale by the statistics of the training data: a constant column divides by zero", "karpathy2019"),
    ),
    "saturated-inputs": (
        Remedy("standardise the inputs, column by column: they are too large for the first layer", "guide:G-IN-1"),
        Remedy("draw the initial weights for the activation: He for ReLU, LeCun for SELU", "guide:G-INIT-1"),
        Remedy("take an activation that does not saturate (ELU, GELU), not a sigmoid or tanh", "guide:G-VAN-1"),
    ),
    "dead-or-vanishing-gradients": (
        Remedy("take an activation that does not saturate (ELU, GELU), not a sigmoid", "guide:G-VAN-1"),
        Remedy("add normalisation or skip connections", "guide:G-VAN-2"),
        Remedy("draw the initial weights for the activation: He for ReLU, LeCun for SELU", "guide:G-INIT-1"),
        Remedy("standardise the inputs", "guide:G-IN-1"),
        Remedy("use fewer layers", "guide:G-HID-1"),
        Remedy("if units are dead, lower the learning rate", "guide:G-LR-1"),
    ),
    "class-collapse": (
        Remedy(OUTPUT, "karpathy2019"),
        Remedy(SCALE, "guide:G-IN-1"),
        Remedy("lower the learning rate three- to tenfold", "guide:G-LR-1"),
        Remedy("check that each label belongs to its example, and each layer has an activation", "karpathy2019"),
        Remedy("count the classes: if one is rare, weight the loss or sample the classes evenly", "karpathy2019"),
    ),
    "validation-from-elsewhere": (
        Remedy("shuffle before the split: Keras' validation_split takes the last rows", "karpathy2019"),
        Remedy("prepare both parts by the same code, with the statistics of the training part", "karpathy2019"),
        Remedy("check that both parts number their classes alike", "karpathy2019"),
    ),
    "oscillating": (
        Remedy("lower the learning rate threefold", "guide:G-LR-1"),
        Remedy("lower the learning rate to zero by a schedule", "playbook2023"),
        Remedy("take a larger batch, or average the weights", "playbook2023"),
    ),
    "best-epoch-very-early": (
        Remedy("check the labels, and that training and validation data come from the same source", "karpathy2019"),
        Remedy("lower the learning rate", "playbook2023"),
        Remedy("take a smaller network, more dropout and more weight decay", "guide:G-DO-5"),
    ),
    "overfitting": (
        Remedy("get more data, or augment what there is", "karpathy2019"),
        Remedy("stop at the best epoch and keep its weights", "guide:G-EP-1"),
        Remedy("raise dropout and weight decay", "guide:G-DO-5"),
        Remedy("take a smaller network", "karpathy2019"),
    ),
    "generalization-gap": (
        Remedy("get more data, augment what there is, or start from published weights", "karpathy2019"),
        Remedy("raise dropout and weight decay", "guide:G-DO-5"),
        Remedy("take a smaller network", "karpathy2019"),
        Remedy("check that training and validation examples are alike: source, preparation, classes", "karpathy2019"),
    ),
    "noisy-validation": (
        Remedy("validate on more examples, or by cross-validation", "bouthillier2021"),
        Remedy("average over several seeds before comparing two runs", "bouthillier2021"),
        Remedy("average the weights of the last epochs", "playbook2023"),
        Remedy("with BatchNorm and small batches, take a larger batch or another normalisation", "guide:G-BN-2"),
    ),
    "rate-too-low": (
        Remedy("raise the learning rate ten- to a hundredfold; a range test finds how far", "guide:G-LR-1"),
        Remedy("take an adaptive optimiser (AdamW), which needs less care of the rate", "guide:G-OPT-2"),
        Remedy("standardise inputs and targets", "guide:G-IN-1"),
    ),
    "still-improving": (
        Remedy("train for twice as many epochs, and stretch the schedule with them", "playbook2023"),
        Remedy("raise the learning rate, if the curve is smooth", "playbook2023"),
    ),
    "underfitting": (
        Remedy("overfit one batch first: if that fails, something is broken", "karpathy2019"),
        Remedy("check that the output can reach the targets (no ReLU or sigmoid where they go beyond)", "karpathy2019"),
        Remedy("standardise inputs and targets, and check for an activation between all layers", "guide:G-IN-1"),
        Remedy("find the learning rate by a range test: it may be too low or too high", "guide:G-LR-1"),
        Remedy("take a wider or deeper network", "guide:G-HID-1"),
        Remedy("lower dropout and weight decay", "guide:G-DO-5"),
        Remedy("give the network better inputs: it cannot learn what they do not hold", "karpathy2019"),
    ),
    "plateau": (
        Remedy("lower the learning rate tenfold at the plateau, or by a schedule from the start", "guide:G-LR-1"),
        Remedy("check that the output can reach the targets (no ReLU or sigmoid where they go beyond)", "karpathy2019"),
        Remedy("if that moves nothing, take a larger network", "karpathy2019"),
        Remedy("look at the examples with the largest loss: their labels may be wrong", "karpathy2019"),
    ),
    "too-few-to-tell": (
        Remedy("log training and validation loss for ten epochs or more, or every few steps", "karpathy2019"),
    ),
    "healthy": (Remedy("tune in the order that the config gives, several seeds each", "playbook2023"),),
}  # fmt: skip
OBSERVED: Final = {
    "overfitting": {"observed.fit": "overfitting"},
    "best-epoch-very-early": {"observed.fit": "overfitting"},
    "generalization-gap": {"observed.fit": "overfitting"},
    "underfitting": {"observed.fit": "underfitting"},
    "exploding-gradients": {"observed.gradients": "exploding"},
    "dead-or-vanishing-gradients": {"observed.gradients": "vanishing"},
}


FACTORS: Final = {"diverging": 1 / LOWER, "oscillating": 1 / LOWER, "class-collapse": 1 / LOWER, "rate-too-low": HIGHER}


def remedies(name: str) -> tuple[Remedy, ...]:
    """What to try about a condition, first things first."""
    return REMEDIES[name]


def revised(recommendation: Recommendation, names: list[str]) -> Recommendation:
    """The advice once what was seen is known: facts that rules read where there are such, else a pin."""
    problem = recommendation.problem
    facts: dict[str, Any] = {}
    pins: dict[str, Any] = {}
    for name in names:
        facts |= OBSERVED.get(name, {})
        pins |= _pins(recommendation, name)
    rules: Any = recommendation.ruleset
    with_facts: Problem = problem.replace(**facts)
    try:
        return recommend(with_facts.replace(pins={**dict(problem.pins), **pins}), rules)
    except InputError:  # a pin that does not go with the new facts
        return recommend(with_facts, rules)


def _pins(recommendation: Recommendation, name: str) -> dict[str, Any]:
    """What no fact says: a lower learning rate, more epochs, clipping."""
    choices = recommendation.choices
    factor = FACTORS.get(name)
    if factor is not None and "training.learning_rate.initial" in choices:
        rate = plain(choices["training.learning_rate.initial"].value)
        return {"training.learning_rate.initial": float(f"{rate * factor:.2g}")}
    if name == "still-improving" and "training.epochs" in choices:
        return {"training.epochs": LONGER * max(1, choices["training.epochs"].value)}
    if name == "exploding-gradients" and "training.clip_norm" in choices and not choices["training.clip_norm"].value:
        return {"training.clip_norm": CLIP}
    return {}
