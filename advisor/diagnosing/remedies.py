"""What to do about a condition, in the order in which to try it, and which of it goes into the config."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from msgspec import Struct

from advisor.errors import InputError
from advisor.problem import Problem
from advisor.recommending import Recommendation, recommend

LOWER: Final = 3.0  # divisor of the learning rate where training diverges or oscillates; one of the usual 1, 3, 10
LONGER: Final = 2  # factor on the epochs where the loss is still falling at the end
CLIP: Final = 1.0


Value = Callable[[str], Any]  # what a config says at a path, or None


class Setting(NamedTuple):
    """A leaf of the config, and whether its value does what a remedy asks for."""

    path: str
    does: Callable[[Any], bool]


class Remedy(Struct, frozen=True):
    """One thing to try, its source (a guide item or a key of the bibliography), and what of a config does it."""

    says: str
    source: str
    settings: tuple[Setting, ...] = ()

    def already(self, value: Value) -> dict[str, Any]:
        """The leaves that do it already, with their values."""
        held = {setting.path: value(setting.path) for setting in self.settings}
        return {path: held[path] for path, does in self.settings if held[path] is not None and does(held[path])}

    def done(self, value: Value) -> bool:
        """Whether a config does all of it already."""
        return bool(self.settings) and len(self.already(value)) == len(self.settings)


def _used(value: object) -> bool:
    return value != "none"


def _several(value: Any) -> bool:
    return bool(len(value) > 1 if isinstance(value, list) else value > 1)


CLIPPED: Final = Setting("training.clip_norm", bool)
WARMED_UP: Final = Setting("training.warmup", bool)
SCHEDULED: Final = Setting("training.schedule.name", lambda name: name not in ("constant", "none"))
AVERAGED: Final = Setting("training.averaging.kind", _used)
BEST_KEPT: Final = Setting("training.early_stopping.restore_best", bool)
SEEDS: Final = Setting("training.seeds", _several)
FOLDS: Final = Setting("data.split.folds", _several)
SCALED: Final = Setting("data.numeric.scaling", _used)
AUGMENTED: Final = Setting("data.augmentation", bool)
BALANCED: Final = Setting("data.imbalance.strategy", _used)
FAIR_SCORE: Final = Setting("evaluation.metrics", lambda names: not {"balanced-accuracy", "pr-auc"}.isdisjoint(names))
UNSATURATED: Final = Setting("model.activation.name", lambda name: name not in ("sigmoid", "tanh"))
NORMALIZED: Final = Setting("model.normalization.kind", _used)
WITHOUT_BATCHES: Final = Setting("model.normalization.kind", lambda kind: kind != "batch")
PRIOR: Final = Setting("model.initialization.output_bias", lambda bias: bias == "log-prior")


REMEDIES: Final[Mapping[str, tuple[Remedy, ...]]] = {
    "exploding-gradients": (
        Remedy("clip the norm of the gradient, at about its median", "guide:G-CLIP-1", (CLIPPED,)),
        Remedy("lower the learning rate three- to tenfold", "guide:G-LR-1"),
        Remedy("check the scale of inputs and targets: standardise them", "guide:G-IN-1", (SCALED,)),
        Remedy("warm the learning rate up over the first updates", "playbook2023", (WARMED_UP,)),
    ),
    "diverging": (
        Remedy("lower the learning rate three- to tenfold; a range test finds where it diverges", "guide:G-LR-1"),
        Remedy("warm the learning rate up, and clip the gradient", "playbook2023", (WARMED_UP, CLIPPED)),
        Remedy("check the inputs for infinite and missing values and for columns that are not scaled", "karpathy2019"),
        Remedy("check that the initial weights suit the activation", "guide:G-INIT-1"),
    ),
    "dead-or-vanishing-gradients": (
        Remedy("take an activation that does not saturate (ELU, GELU), not a sigmoid", "guide:G-VAN-1", (UNSATURATED,)),
        Remedy("add normalisation or skip connections", "guide:G-VAN-2", (NORMALIZED,)),
        Remedy("draw the initial weights for the activation: He for ReLU, LeCun for SELU", "guide:G-INIT-1"),
        Remedy("use fewer layers", "guide:G-HID-1"),
        Remedy("if units are dead, lower the learning rate", "guide:G-LR-1"),
    ),
    "class-collapse": (
        Remedy(
            "count the classes: if one is rare, weight the loss or sample the classes evenly",
            "karpathy2019",
            (BALANCED,),
        ),
        Remedy("lower the learning rate, and check that each label still belongs to its example", "karpathy2019"),
        Remedy("set the output bias to the log-prior of the classes", "karpathy2019", (PRIOR,)),
        Remedy("score by balanced accuracy or average precision", "karpathy2019", (FAIR_SCORE,)),
    ),
    "oscillating": (
        Remedy("lower the learning rate threefold", "guide:G-LR-1"),
        Remedy("lower the learning rate to zero by a schedule", "playbook2023", (SCHEDULED,)),
        Remedy("take a larger batch, or average the weights", "playbook2023", (AVERAGED,)),
    ),
    "best-epoch-very-early": (
        Remedy("check the labels, and that training and validation data come from the same source", "karpathy2019"),
        Remedy("lower the learning rate", "playbook2023"),
        Remedy("take a smaller network, more dropout and more weight decay", "guide:G-DO-5"),
    ),
    "overfitting": (
        Remedy("get more data, or augment what there is", "karpathy2019", (AUGMENTED,)),
        Remedy("stop at the best epoch and keep its weights", "guide:G-EP-1", (BEST_KEPT,)),
        Remedy("raise dropout and weight decay", "guide:G-DO-5"),
        Remedy("take a smaller network", "karpathy2019"),
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
    "still-improving": (
        Remedy("train for twice as many epochs, and stretch the schedule with them", "playbook2023"),
        Remedy("raise the learning rate, if the curve is smooth", "playbook2023"),
    ),
    "underfitting": (
        Remedy("overfit one batch first: if that fails, something is broken", "karpathy2019"),
        Remedy("take a wider or deeper network", "guide:G-HID-1"),
        Remedy("lower dropout and weight decay", "guide:G-DO-5"),
        Remedy("raise the learning rate, or find it by a range test", "guide:G-LR-1"),
        Remedy("give the network better inputs: it cannot learn what they do not hold", "karpathy2019"),
    ),
    "plateau": (
        Remedy("lower the learning rate tenfold at the plateau, or by a schedule from the start", "guide:G-LR-1"),
        Remedy("if that moves nothing, take a larger network", "karpathy2019"),
        Remedy("look at the examples with the largest loss: their labels may be wrong", "karpathy2019"),
    ),
    "healthy": (Remedy("tune in the order that the config gives, several seeds each", "playbook2023"),),
}  # fmt: skip
OBSERVED: Final = {
    "overfitting": {"observed.fit": "overfitting"},
    "best-epoch-very-early": {"observed.fit": "overfitting"},
    "underfitting": {"observed.fit": "underfitting"},
    "exploding-gradients": {"observed.gradients": "exploding"},
    "dead-or-vanishing-gradients": {"observed.gradients": "vanishing"},
}


def remedies(name: str) -> tuple[Remedy, ...]:
    """What to try about a condition, first things first."""
    return REMEDIES[name]


def revised(recommendation: Recommendation, names: list[str], value: Value) -> Recommendation:
    """The advice once what was seen is known: facts that rules read where there are such, else a pin.

    `value` says what was trained, which an edited config need not have as it was advised.
    """
    problem = recommendation.problem
    facts: dict[str, Any] = {}
    pins: dict[str, Any] = {}
    for name in names:
        facts |= OBSERVED.get(name, {})
        pins |= _pins(name, value)
    rules: Any = recommendation.ruleset
    with_facts: Problem = problem.replace(**facts)
    try:
        return recommend(with_facts.replace(pins={**dict(problem.pins), **pins}), rules)
    except InputError:  # a pin that does not go with the new facts
        return recommend(with_facts, rules)


def _pins(name: str, value: Value) -> dict[str, Any]:
    """What no fact says: a lower learning rate, more epochs, clipping."""
    rate, epochs, clip = map(value, ("training.learning_rate.initial", "training.epochs", "training.clip_norm"))
    if name in ("diverging", "oscillating", "class-collapse") and rate is not None:
        return {"training.learning_rate.initial": float(f"{rate / LOWER:.2g}")}
    if name == "still-improving" and epochs is not None:
        return {"training.epochs": LONGER * max(1, epochs)}
    if name == "exploding-gradients" and clip == 0:
        return {"training.clip_norm": CLIP}
    return {}
