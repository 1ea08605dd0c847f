"""What to do about a condition, in the order in which to try it, and what of a config does it already."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

from advisor.pinning.constraints.training import ADAPTIVE

Value = Callable[[str], Any]  # what a config says at a path, or None


class Setting(NamedTuple):
    """A leaf of the config, and whether its value does what a remedy asks for."""

    path: str
    does: Callable[[Any], bool]


class Remedy(Struct, frozen=True):
    """One thing to try, its source (a guide item or a key of the bibliography), and what of a config does it.

    `open` says that it asks for more than a config can show, such as more data. `turns` are what it turns up or down,
    as `rate-`; `asks` are the rules of `advisor check` that look at what it asks to look at.
    """

    says: str
    source: str
    settings: tuple[Setting, ...] = ()
    open: bool = False
    turns: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()

    def already(self, value: Value) -> dict[str, Any]:
        """The leaves that do it already, with their values."""
        held = {setting.path: value(setting.path) for setting in self.settings}
        return {path: held[path] for path, does in self.settings if held[path] is not None and does(held[path])}

    def done(self, value: Value) -> bool:
        """Whether a config does all of it already."""
        return bool(self.settings) and not self.open and len(self.already(value)) == len(self.settings)


def _used(value: object) -> bool:
    return value != "none"


def _several(value: Any) -> bool:
    return bool(len(value) > 1 if isinstance(value, list) else value > 1)


CLIPPED: Final = Setting("training.clip_norm", bool)
WARMED_UP: Final = Setting("training.warmup", bool)
SCHEDULED: Final = Setting("training.schedule.name", lambda name: name not in ("constant", "none"))
ADAPTS: Final = Setting("training.optimizer.name", lambda name: name in ADAPTIVE)
AVERAGED: Final = Setting("training.averaging.kind", _used)
BEST_KEPT: Final = Setting("training.early_stopping.restore_best", bool)
SEEDS: Final = Setting("training.seeds", _several)
FOLDS: Final = Setting("data.split.folds", _several)
SCALED: Final = Setting("data.numeric.scaling", _used)
AUGMENTED: Final = Setting("data.augmentation", bool)
BALANCED: Final = Setting("data.imbalance.strategy", _used)
UNSATURATED: Final = Setting("model.activation.name", lambda name: name not in ("sigmoid", "tanh"))
NORMALIZED: Final = Setting("model.normalization.kind", _used)
WIDE: Final = Setting("compute.precision", lambda precision: precision != "fp16")
WITHOUT_BATCHES: Final = Setting("model.normalization.kind", lambda kind: kind != "batch")


SCALING: Final = "guide:G-IN-1"  # the source of remedies that ask to scale
PRACTICE: Final = "practice"  # in place of a source: practitioners do so, and no source that was read says it
OUTPUT: Final = (
    "check the output layer against loss and labels: a unit for each class, softmax for one of several, a sigmoid"
    " for one of two, none for numbers (`advisor check model.json`)"
)
OUTPUT_LOOKED_AT: Final = (
    "CHK-SOFTMAX-ONE", "CHK-LOSS-OUTPUT", "CHK-LOSS", "CHK-OUTPUT", "CHK-UNITS", "CHK-TWICE",
)  # fmt: skip
WEIGHTS_LOOKED_AT: Final = ("CHK-INIT", "CHK-CONSTANT-WEIGHTS", "CHK-SELU-INIT")
SLOWER: Final = ("rate-",)
FASTER: Final = ("rate+",)
SMALLER: Final = ("capacity-",)
LARGER: Final = ("capacity+",)
STRONGER: Final = ("regularisation+",)
WEAKER: Final = ("regularisation-",)
LONGER_TRAINED: Final = ("epochs+",)
SHORTER: Final = ("epochs-",)
SCALE: Final = "standardise the inputs: raw ones may saturate the first layer"
PRECISION: Final = (
    "train in bf16 or fp32, or with a loss scale: fp16 holds nothing above 65,504, and its epsilon must be 1e-7 or more"
)

REMEDIES: Final[Mapping[str, tuple[Remedy, ...]]] = {
    "undefined-loss": (
        Remedy(
            "check that the output fits the loss: a cross-entropy of a ReLU takes the log of 0",
            PRACTICE,
            asks=("CHK-LOSS-OUTPUT",),
        ),
        Remedy("let the loss take logits, which is stable, not probabilities", "pytorch-logits"),
        Remedy("look for a division by zero or a log of 0 in the loss: add an epsilon there", PRACTICE),
        Remedy("check that every label is valid, and that no batch is empty or masked as a whole", PRACTICE),
    ),
    "exploding-gradients": (
        Remedy("clip the norm of the gradient, at about its median", "guide:G-CLIP-1", (CLIPPED,)),
        Remedy("lower the learning rate three- to tenfold", "guide:G-LR-1", turns=SLOWER),
        Remedy("check the scale of inputs and targets: standardise them", "guide:G-IN-1", (SCALED,)),
        Remedy("warm the learning rate up over the first updates", "playbook2023", (WARMED_UP,)),
        Remedy(PRECISION, "micikevicius2017", (WIDE,)),
    ),
    "diverging": (
        Remedy(
            "lower the learning rate three- to tenfold; a range test finds where it diverges",
            "guide:G-LR-1",
            turns=SLOWER,
        ),
        Remedy("warm the learning rate up, and clip the gradient", "playbook2023", (WARMED_UP, CLIPPED)),
        Remedy("check inputs and targets for infinite, missing and vast values, and standardise them", "karpathy2019"),
        Remedy(PRECISION, "micikevicius2017", (WIDE,)),
        Remedy("check that the initial weights suit the activation", "guide:G-INIT-1", asks=WEIGHTS_LOOKED_AT),
    ),
    "loss-does-not-fit": (
        Remedy(OUTPUT, PRACTICE, asks=OUTPUT_LOOKED_AT),
        Remedy("check the labels: binary cross-entropy takes 0 and 1, a sparse one class numbers", "pytorch-logits"),
        Remedy(
            "give as many units as there are classes: a softmax over one unit always says 1",
            PRACTICE,
            asks=("CHK-SOFTMAX-ONE", "CHK-UNITS"),
        ),
    ),
    "no-targets": (
        Remedy("look at some training examples with their labels: they may lie elsewhere, or be empty", "karpathy2019"),
        Remedy("count the labels that the loader reads: a box or mask of none gives that part nothing", PRACTICE),
        Remedy("if the part is not wanted, take it out of the loss", PRACTICE),
    ),
    "posterior-collapse": (
        Remedy("warm the weight of the divergence up from 0 over the first epochs, or lower it", PRACTICE),
        Remedy("count the divergence of each dimension only above a floor, such as 0.1", PRACTICE),
        Remedy("check the sum: a mean reconstruction over all pixels is small beside a summed divergence", PRACTICE),
        Remedy("make the decoder weaker, or drop parts of its own inputs, so that it needs the code", PRACTICE),
    ),
    "empty-validation": (
        Remedy("check that the validation data is there: its generator may be used up", PRACTICE),
        Remedy("count its batches and examples before training", PRACTICE),
    ),
    "undefined-validation-loss": (
        Remedy("look at the validation examples for infinite and missing values and empty batches", PRACTICE),
        Remedy("evaluate in 32 bits", "micikevicius2017"),
        Remedy("scale by the statistics of the training data: a constant column divides by zero", PRACTICE),
    ),
    "saturated-inputs": (
        Remedy(
            "standardise the inputs, column by column, and large targets: they are too large for the first layer",
            "guide:G-IN-1",
            (SCALED,),
        ),
        Remedy(
            "draw the initial weights for the activation: He for ReLU, LeCun for SELU",
            "guide:G-INIT-1",
            asks=WEIGHTS_LOOKED_AT,
        ),
        Remedy(
            "take an activation that does not saturate (ELU, GELU), not a sigmoid or tanh",
            "guide:G-VAN-1",
            (UNSATURATED,),
            asks=("CHK-VANISHING",),
        ),
    ),
    "dead-or-vanishing-gradients": (
        Remedy(
            "take an activation that does not saturate (ELU, GELU), not a sigmoid",
            "guide:G-VAN-1",
            (UNSATURATED,),
            asks=("CHK-VANISHING",),
        ),
        Remedy("add normalisation or skip connections", "guide:G-VAN-2", (NORMALIZED,)),
        Remedy(
            "draw the initial weights for the activation: He for ReLU, LeCun for SELU",
            "guide:G-INIT-1",
            asks=WEIGHTS_LOOKED_AT,
        ),
        Remedy("standardise the inputs", "guide:G-IN-1", (SCALED,)),
        Remedy("use fewer layers", "guide:G-HID-1", turns=SMALLER),
        Remedy("if units are dead, lower the learning rate", "guide:G-LR-1", turns=SLOWER),
    ),
    "class-collapse": (
        Remedy(OUTPUT, PRACTICE, asks=OUTPUT_LOOKED_AT),
        Remedy(SCALE, "guide:G-IN-1", (SCALED,)),
        Remedy("lower the learning rate three- to tenfold", "guide:G-LR-1", turns=SLOWER),
        Remedy("check that each label belongs to its example, and each layer has an activation", PRACTICE),
        Remedy(
            "count the classes: if one is rare, weight the loss or sample the classes evenly",
            "karpathy2019",
            (BALANCED,),
        ),
    ),
    "validation-from-elsewhere": (
        Remedy("shuffle before the split: Keras' validation_split takes the last rows", "keras-fit"),
        Remedy("prepare both parts by the same code, with the statistics of the training part", PRACTICE),
        Remedy("check that both parts number their classes alike", PRACTICE),
    ),
    "oscillating": (
        Remedy("lower the learning rate threefold", "guide:G-LR-1", turns=SLOWER),
        Remedy("lower the learning rate to zero by a schedule", "playbook2023", (SCHEDULED,), turns=SLOWER),
        Remedy("take a larger batch, or average the weights", "playbook2023", (AVERAGED,), open=True),
    ),
    "best-epoch-very-early": (
        Remedy("check the labels, and that training and validation data come from the same source", "karpathy2019"),
        Remedy("lower the learning rate", "playbook2023", turns=SLOWER),
        Remedy(
            "take a smaller network, more dropout and more weight decay",
            "guide:G-DO-5",
            turns=("capacity-", "regularisation+"),
        ),
    ),
    "overfitting": (
        Remedy("get more data, or augment what there is", "karpathy2019", (AUGMENTED,), open=True, turns=STRONGER),
        Remedy(
            "stop at the best epoch, by the score that counts, and keep its weights",
            "guide:G-EP-1",
            (BEST_KEPT,),
            turns=SHORTER,
        ),
        Remedy("raise dropout and weight decay", "guide:G-DO-5", turns=STRONGER),
        Remedy("take a smaller network", "karpathy2019", turns=SMALLER),
    ),
    "generalization-gap": (
        Remedy("get more data, augment what there is, or start from published weights", "karpathy2019", turns=STRONGER),
        Remedy("raise dropout and weight decay", "guide:G-DO-5", turns=STRONGER),
        Remedy("take a smaller network", "karpathy2019", turns=SMALLER),
        Remedy("check that training and validation examples are alike: source, preparation, classes", PRACTICE),
    ),
    "noisy-validation": (
        Remedy("validate on more examples, or by cross-validation", "bouthillier2021", (FOLDS,)),
        Remedy("average over several seeds before comparing two runs", "bouthillier2021", (SEEDS,)),
        Remedy("average the weights of the last epochs", "playbook2023", (AVERAGED,)),
        Remedy(
            "with BatchNorm and small batches, take a larger batch or another normalisation",
            "guide:G-BN-2",
            (WITHOUT_BATCHES,),
        ),
    ),
    "rate-too-low": (
        Remedy(
            "raise the learning rate ten- to a hundredfold; a range test finds how far", "guide:G-LR-1", turns=FASTER
        ),
        Remedy("take an adaptive optimiser (AdamW), which needs less care of the rate", "guide:G-OPT-2", (ADAPTS,)),
        Remedy("standardise inputs and targets", "guide:G-IN-1", (SCALED,)),
    ),
    "still-improving": (
        Remedy(
            "train for twice as many epochs, and stretch the schedule with them", "playbook2023", turns=LONGER_TRAINED
        ),
        Remedy("raise the learning rate, if the curve is smooth", "playbook2023", turns=FASTER),
    ),
    "underfitting": (
        Remedy("overfit one batch first: if that fails, something is broken", "karpathy2019"),
        Remedy("train a baseline on the same rows: if it is no better, what is left may be noise", "karpathy2019"),
        Remedy(
            "check that the output can reach the targets (no ReLU or sigmoid where they go beyond)",
            PRACTICE,
            asks=("CHK-LOSS-OUTPUT",),
        ),
        Remedy("standardise inputs and targets, and check for an activation between all layers", "guide:G-IN-1"),
        Remedy("find the learning rate by a range test: it may be too low or too high", "guide:G-LR-1"),
        Remedy("take a wider or deeper network", "guide:G-HID-1", turns=LARGER),
        Remedy("lower dropout and weight decay", "guide:G-DO-5", turns=WEAKER),
        Remedy("give the network better inputs: it cannot learn what they do not hold", "karpathy2019"),
    ),
    "plateau": (
        Remedy(
            "lower the learning rate tenfold at the plateau, or by a schedule from the start",
            "guide:G-LR-1",
            turns=SLOWER,
        ),
        Remedy(
            "check that the output can reach the targets (no ReLU or sigmoid where they go beyond)",
            PRACTICE,
            asks=("CHK-LOSS-OUTPUT",),
        ),
        Remedy("if that moves nothing, take a larger network", "karpathy2019", turns=LARGER),
        Remedy("look at the examples with the largest loss: their labels may be wrong", "karpathy2019"),
    ),
    "settled": (
        Remedy(
            "train a baseline on the same rows: if it is no better, what is left is noise, and this is done",
            "karpathy2019",
        ),
        Remedy("if it is better, take a wider or deeper network", "guide:G-HID-1", turns=LARGER),
        Remedy("give the network better inputs: it cannot learn what they do not hold", "karpathy2019"),
    ),
    "unstable": (
        Remedy("lower the learning rate to zero by a schedule", "playbook2023", (SCHEDULED,), turns=SLOWER),
        Remedy("lower the learning rate threefold", "guide:G-LR-1", turns=SLOWER),
        Remedy("clip the norm of the gradient", "guide:G-CLIP-1", (CLIPPED,)),
        Remedy("keep the weights of the best epoch, or their average", "playbook2023", (BEST_KEPT,)),
    ),
    "not-learning": (
        Remedy(OUTPUT, PRACTICE, asks=OUTPUT_LOOKED_AT),
        Remedy(
            "scale inputs and targets, and compare the range of the output with that of the targets", "guide:G-IN-1"
        ),
        Remedy("overfit one batch first: if that fails, something is broken", "karpathy2019"),
        Remedy("check that gradients reach the weights: the optimiser holds them, and nothing is frozen", PRACTICE),
        Remedy("find the learning rate by a range test: it may be too low or too high", "guide:G-LR-1"),
    ),
    "loss-tells-little": (
        Remedy(
            "judge what is made: look at samples or episodes, and log a score of them (FID, the mean reward)", PRACTICE
        ),
        Remedy("keep the weights that score best there: the last ones need not be", PRACTICE),
        Remedy("where the discriminator wins, lower its rate, penalise its gradient or smooth its labels", PRACTICE),
        Remedy("train with several seeds before comparing two runs: they differ much", PRACTICE),
    ),
    "too-few-to-tell": (
        Remedy("log training and validation loss for ten epochs or more, or every few steps", PRACTICE),
    ),
    "healthy": (Remedy("tune in the order that the config gives, several seeds each", "playbook2023"),),
}


def remedies(name: str) -> tuple[Remedy, ...]:
    """What to try about a condition, first things first."""
    return REMEDIES[name]
