"""What of the remedies goes into the config that was trained."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from advisor.diagnosing.remedies import SCALED, Value
from advisor.errors import InputError
from advisor.pinning.pins import FOLLOWS
from advisor.problem import Problem
from advisor.recommending import Recommendation, plain, recommend

LOWER: Final = 3.0  # divisor of the learning rate where training diverges or oscillates; one of the usual 1, 3, 10
HIGHER: Final = 10.0  # factor on a rate at which the loss creeps
LONGER: Final = 2  # factor on the epochs where the loss is still falling at the end
CLIP: Final = 1.0
TRIPLE: Final = 3  # factor on a weight decay where a run overfitted
DECAY: Final = 1e-4  # a weight decay where there was none, as ResNets are trained with
OBSERVED: Final = {
    "overfitting": {"observed.fit": "overfitting"},
    "best-epoch-very-early": {"observed.fit": "overfitting"},
    "generalization-gap": {"observed.fit": "overfitting"},
    "underfitting": {"observed.fit": "underfitting"},
    "exploding-gradients": {"observed.gradients": "exploding"},
    "dead-or-vanishing-gradients": {"observed.gradients": "vanishing"},
}


# Conditions under which the guide asks for less capacity and more regularisation, a lower rate, sound gradients.
OVERFITTED: Final = ("best-epoch-very-early", "overfitting", "generalization-gap")
SLOWED: Final = ("exploding-gradients", "best-epoch-very-early", "dead-or-vanishing-gradients")
FADING: Final = ("saturated-inputs", "dead-or-vanishing-gradients")
SATURATING: Final = ("sigmoid", "tanh")
FACTORS: Final = {"diverging": 1 / LOWER, "oscillating": 1 / LOWER, "class-collapse": 1 / LOWER, "rate-too-low": HIGHER}


def revised(recommendation: Recommendation, names: list[str], value: Value) -> Recommendation:
    """The advice once what was seen is known: facts that rules read where there are such, else a pin.

    `value` says what was trained. Where that is not what was advised, it stays, unless what was seen changes the
    advice there or all of it together is not possible. Under the guide's rules its other remedies are pins as well.
    """
    problem = recommendation.problem
    facts: dict[str, Any] = {}
    pins: dict[str, Any] = {}
    for name in names:
        facts = {**OBSERVED.get(name, {}), **facts}  # what is urgent goes before what contradicts it
        pins = {**_pins(name, value), **pins}
    rules: Any = recommendation.ruleset
    with_facts: Problem = problem.replace(**facts)

    def pinned(more: Mapping[str, Any]) -> Recommendation | None:
        try:
            return recommend(with_facts.replace(pins={**dict(problem.pins), **more}), rules)
        except InputError:  # a pin that does not go with the new facts or with another
            return None

    if rules == "guide":
        for remedy in (each for name in names for each in _guided(name, value)):
            if not remedy.keys() & pins.keys() and pinned({**pins, **remedy}) is not None:
                pins |= remedy
    advised = pinned(pins) or recommend(with_facts, rules)
    edited = _edited(recommendation, advised, value)
    return (pinned({**edited, **pins}) if edited else None) or advised


def _edited(before: Recommendation, after: Recommendation, value: Value) -> dict[str, Any]:
    """What was trained otherwise than advised, where the advice is still what it was."""
    return {
        path: trained
        for path, choice in before.choices.items()
        if choice.decision.lands
        and not path.startswith(tuple(FOLLOWS))
        and (trained := value(path)) not in (None, plain(choice.value))
        and path in after.choices
        and plain(after.choices[path].value) == plain(choice.value)
    }


def _guided(name: str, value: Value) -> Iterator[dict[str, Any]]:
    """What the guide's remedies change that its rules leave as it is, each by itself."""
    widths, layers = value("model.hidden.widths"), value("model.hidden.layers")
    rate, decay = value("training.learning_rate.initial"), value("training.optimizer.weight_decay")
    if name in OVERFITTED:
        if widths:
            yield {"model.hidden.widths": [max(1, width // 2) for width in widths]}
        if decay is not None:
            yield {"training.optimizer.weight_decay": TRIPLE * decay or DECAY}
    if name in SLOWED and rate:
        yield {"training.learning_rate.initial": float(f"{rate / LOWER:.2g}")}
    if name == "plateau" and value("training.schedule.name") == "constant":
        yield {"training.schedule.name": "plateau"}
    if name in FADING:
        if value("model.activation.name") in SATURATING:
            yield {"model.activation.name": "elu"}
        if value("model.normalization.kind") == "none":
            yield {"model.normalization.kind": "batch"}
        if value(SCALED.path) == "none":
            yield {SCALED.path: "standardize"}
        if name == "dead-or-vanishing-gradients" and layers and layers > 1 and widths:
            yield {"model.hidden.layers": layers - 1, "model.hidden.widths": widths[:-1]}


def _pins(name: str, value: Value) -> dict[str, Any]:
    """What no fact says: a lower learning rate, more epochs, clipping."""
    rate, epochs, clip = map(value, ("training.learning_rate.initial", "training.epochs", "training.clip_norm"))
    if name in FACTORS and rate is not None:
        return {"training.learning_rate.initial": float(f"{rate * FACTORS[name]:.2g}")}
    if name == "still-improving" and epochs is not None:
        return {"training.epochs": LONGER * max(1, epochs)}
    if name == "exploding-gradients" and clip == 0:
        return {"training.clip_norm": CLIP}
    return {}
