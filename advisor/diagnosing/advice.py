"""What to do about all that a history shows: the faults of the model that explain it, and remedies that agree."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from msgspec.structs import replace

from advisor.diagnosing.conditions import Condition
from advisor.diagnosing.history import History
from advisor.diagnosing.remedies import OUTPUT, SCALED, SCALING, Remedy, Value, remedies

OF_OUTPUT: Final = (
    "CHK-SOFTMAX-ONE", "CHK-LOSS-OUTPUT", "CHK-LOSS", "CHK-OUTPUT", "CHK-OUTPUT-RANGE", "CHK-UNITS", "CHK-TWICE",
)  # fmt: skip
OF_WEIGHTS: Final = (
    "CHK-CONSTANT-WEIGHTS", "CHK-GROWING", "CHK-VANISHING", "CHK-INIT-SCALE", "CHK-DEAD-RELU",
    "CHK-RECURRENT-ACTIVATION", "CHK-SELU-INIT", "CHK-INIT",
)  # fmt: skip
OF_RATE: Final = ("CHK-RATE", "CHK-RATE-PUBLISHED")
OF_STEP: Final = (
    "CHK-STEP-ORDER", "CHK-NOT-OPTIMIZED", "CHK-MODULE-LIST", "CHK-NEW-LAYER", "CHK-CUT-LOSS", "CHK-BATCH-FIRST",
    "CHK-SOFTMAX-DIM", "CHK-BROADCAST", "CHK-ZERO-GRAD", "CHK-ACCUMULATION", "CHK-SCHEDULE-STEP", "CHK-PLATEAU-MODE",
    "CHK-SCHEDULE-SPENT", "CHK-TRAIN-MODE", "CHK-SHUFFLE", "CHK-UNSCALE",
)  # fmt: skip
UNBOUNDED: Final = ("CHK-HALF-WEIGHTS", "CHK-ZERO-GRAD", "CHK-ACCUMULATION", "CHK-CLIP-ORDER", "CHK-PRECISION")
OF_PIXELS: Final = ("CHK-PIXELS", "CHK-PIXELS-PUBLISHED", "CHK-CLASS-MODE")
OF_MODE: Final = ("CHK-EVAL-MODE", "CHK-DROPOUT-ALWAYS", "CHK-HELD-OUT")
HIDDEN: Final = ("CHK-LINEAR-STACK", "CHK-HIDDEN-SOFTMAX", "CHK-DROPOUT-OUTPUT", "CHK-NORM-OUTPUT", "CHK-DROPOUT-RATE")
OF_ANYTHING: Final = (*OF_OUTPUT, *OF_PIXELS, *OF_WEIGHTS, *OF_RATE, *OF_STEP, *HIDDEN)
# By condition the faults of a model or config that explain it, the likeliest first.
EXPLAINED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "undefined-loss": (*OF_OUTPUT, *UNBOUNDED, *OF_WEIGHTS),
    "exploding-gradients": (*OF_RATE, *UNBOUNDED, *OF_WEIGHTS, "CHK-CLIP-RECURRENT"),
    "diverging": (*OF_OUTPUT, *OF_PIXELS, *OF_RATE, *UNBOUNDED, *OF_WEIGHTS),
    "loss-does-not-fit": OF_OUTPUT,
    "saturated-inputs": OF_WEIGHTS,
    "dead-or-vanishing-gradients": (*OF_WEIGHTS, *OF_OUTPUT, *OF_RATE, *OF_STEP),
    "rate-too-low": (*OF_RATE, *OF_OUTPUT, *OF_WEIGHTS, *OF_STEP),
    "class-collapse": (*OF_OUTPUT, *OF_PIXELS, *OF_WEIGHTS, *OF_RATE, *HIDDEN, *OF_STEP, "CHK-NOTHING-LEFT"),
    "validation-from-elsewhere": ("CHK-TWO-WAYS", "CHK-GROUPS", "CHK-TIME-SPLIT", *OF_MODE),
    "oscillating": (*OF_RATE, *OF_PIXELS, *OF_STEP, *UNBOUNDED, *HIDDEN),
    "noisy-validation": (*OF_MODE, "CHK-TWO-WAYS", "CHK-DROPOUT-BATCHNORM", "CHK-BATCHNORM-ONE"),
    "not-learning": (*OF_ANYTHING, "CHK-NOTHING-LEFT", "CHK-FLATTEN"),
    "settled": (*OF_OUTPUT, *OF_PIXELS, *HIDDEN, *OF_STEP, *OF_WEIGHTS),
    "unstable": (*OF_RATE, *OF_STEP, *UNBOUNDED),
    "best-epoch-very-early": ("CHK-TWO-WAYS",),
    "overfitting": ("CHK-CAPACITY", "CHK-TRAIN-MODE"),
    "generalization-gap": ("CHK-TWO-WAYS",),
    "underfitting": (*OF_OUTPUT, *OF_PIXELS, *HIDDEN, *OF_STEP, *OF_RATE, *OF_WEIGHTS),
    "plateau": (*OF_OUTPUT, *OF_PIXELS, *HIDDEN, *OF_STEP, *OF_WEIGHTS, *OF_RATE),
}
TRAINED_BY: Final = frozenset(rule for rules in EXPLAINED_BY.values() for rule in rules)  # what training suffers from
UNSCALED: Final = frozenset({
    "exploding-gradients", "diverging", "saturated-inputs", "dead-or-vanishing-gradients", "class-collapse",
    "oscillating", "underfitting", "not-learning",
})  # fmt: skip


class Fault(Protocol):
    """What is wrong with a model or config, as `advisor check` finds it."""

    @property
    def rule(self) -> str:
        """The id of what does not hold."""

    @property
    def severity(self) -> str:
        """Error, warning or note."""

    @property
    def path(self) -> str:
        """The layer, or the leaf of the config."""

    @property
    def message(self) -> str:
        """What is wrong, and what to take instead."""


class Trained(NamedTuple):
    """What is known of the model and config that were trained: values, faults, and the rules that were looked at."""

    value: Value | None = None
    faults: Sequence[Fault] = ()
    looked_at: frozenset[str] = frozenset()
    loss: str = ""  # in the words of `advisor/networks/output_pairs.json`; empty where it is not known, or of several
    scales: bool = False  # whether the model scales its inputs itself


class Culprit(NamedTuple):
    """A fault that explains a condition."""

    rule: str
    path: str
    message: str


class Advice(NamedTuple):
    """A condition, the faults that explain it, what to try, first things first, and faults that show nowhere."""

    condition: Condition
    culprits: list[Culprit]
    remedies: list[Remedy]
    faults: Sequence[Culprit] = ()  # errors that do not show in any of the curves; with the first condition


NOTHING: Final = Trained()
OF_NUMBERS: Final = (
    "mse",
    "mae",
    "huber",
    "poisson",
    "poisson-log",
    "quantile",
)  # losses beside which an accuracy means nothing


def informed(history: History, trained: Trained) -> History:
    """A history with what the model says of it: the loss, and no accuracy where numbers are predicted."""
    if not trained.loss:
        return history
    series = history.series
    if trained.loss in OF_NUMBERS:
        series = {name: values for name, values in series.items()
                  if not name.endswith("_score") or "acc" not in history.places[name].lower()}  # fmt: skip
    return replace(history, loss=trained.loss, series=series)


def advise(conditions: Iterable[Condition], trained: Trained = NOTHING) -> list[Advice]:
    """What to do about each condition: no remedy contradicts one before it, and none asks for what was looked at."""
    advice: list[Advice] = []
    turns: set[str] = set()
    for condition in conditions:
        culprits = _culprits(condition.name, trained)
        kept = [each for each in remedies(condition.name) if not _settled(each, culprits, trained)]
        kept = [each for each in kept if turns.isdisjoint(map(_against, each.turns))]
        if condition.before:
            kept.sort(key=lambda each: (each.says != OUTPUT, each.source != condition.before))
        turns.update(turn for each in kept for turn in each.turns)
        advice.append(Advice(condition, culprits, kept))
    named = {culprit.rule for each in advice for culprit in each.culprits}
    hidden = [Culprit(fault.rule, fault.path, fault.message) for fault in trained.faults
              if fault.severity == "error" and fault.rule in TRAINED_BY and fault.rule not in named]  # fmt: skip
    return [each._replace(faults=() if at else hidden) for at, each in enumerate(advice)]


def _against(turn: str) -> str:
    """The opposite of a turn: `rate-` of `rate+`."""
    return turn[:-1] + ("-" if turn[-1] == "+" else "+")


def _culprits(name: str, trained: Trained) -> list[Culprit]:
    """The faults that explain a condition, the likeliest first; notes are not enough."""
    order = EXPLAINED_BY.get(name, ())
    faults = [fault for fault in trained.faults if fault.rule in order and fault.severity != "note"]
    faults.sort(key=lambda fault: (fault.severity != "error", order.index(fault.rule)))
    found = [Culprit(fault.rule, fault.path, fault.message) for fault in faults]
    if name in UNSCALED and trained.value and trained.value(SCALED.path) == "none":
        found.append(Culprit("", SCALED.path, "the inputs are not scaled: standardise them"))
    return found


def _settled(remedy: Remedy, culprits: Iterable[Culprit], trained: Trained) -> bool:
    """Whether what a remedy asks to look at was looked at: it is named as a culprit, or sound."""
    asks = set(remedy.asks)
    named = {culprit.rule for culprit in culprits}
    wrong = {fault.rule for fault in trained.faults}
    if trained.scales and remedy.source == SCALING and "input" in remedy.says and "target" not in remedy.says:
        return True
    return bool(asks) and bool(asks & named or (asks <= trained.looked_at and not asks & wrong))
