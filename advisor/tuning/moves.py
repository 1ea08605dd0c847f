"""What may be tried next of a choice: the neighbour of its value in a range or a list, or each other word."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from advisor.exporting.search.space import Knob

LARGEST_STEP: Final = 3.0  # times, between two values of a range on a log scale: half a decade
STEPS: Final = 4  # from one end of a range to the other
LAYERS: Final = "model.hidden.layers"
BY_LAYER: Final = ("model.hidden.widths", "model.dropout.rates")  # lists with an entry for each layer


def amount(value: Any) -> float | None:
    """How much a value is, by which values of a choice are ordered; None where they are words.

    >>> amount(3), amount([64, 128]), amount("relu"), amount(True)
    (3.0, 96.0, None, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list) and value and all(amount(each) is not None for each in value):
        return sum(float(each) for each in value) / len(value)
    return None


def ordered(knob: Knob) -> bool:
    """Whether there is more and less of a choice."""
    return not knob.values or all(amount(value) is not None for value in knob.values)


def neighbour(knob: Knob, now: Any, up: bool) -> Any:
    """The next value of an ordered choice, upwards or downwards; None at the end.

    >>> rate = Knob("training.learning_rate.initial", 0.01, [], 0.001, 0.05, True)
    >>> neighbour(rate, 0.01, up=True), neighbour(rate, 0.05, up=True)
    (0.0266, None)
    >>> neighbour(Knob("model.hidden.layers", 2, [2, 1, 3]), 2, up=False)
    1
    """
    if knob.values:
        here = amount(now)
        if here is None:
            return None
        beyond = [value for value in knob.values if ((amount(value) or 0.0) > here) == up and amount(value) != here]
        return min(beyond, key=lambda value: abs((amount(value) or 0.0) - here), default=None)
    if knob.log:
        step = min(LARGEST_STEP, (knob.high / knob.low) ** (1 / STEPS))
        found = now * step if up else now / step
    else:
        step = (knob.high - knob.low) / STEPS
        found = now + step if up else now - step
    found = float(f"{min(max(found, knob.low), knob.high):.3g}")
    return None if found == now else found


def others(knob: Knob, now: Any) -> Iterator[Any]:
    """The other values of a choice of words, in the order of the config."""
    return (value for value in knob.values if value != now)


def consistent(pins: Mapping[str, Any]) -> dict[str, Any]:
    """The pins with an entry for each layer, where the number of layers is fixed too.

    >>> consistent({"model.hidden.layers": 3, "model.hidden.widths": [64, 32]})["model.hidden.widths"]
    [64, 32, 32]
    """
    layers, found = pins.get(LAYERS), dict(pins)
    for path in BY_LAYER:
        if layers is not None and found.get(path):
            each = list(found[path])
            found[path] = (each + each[-1:] * layers)[:layers]
    return found
