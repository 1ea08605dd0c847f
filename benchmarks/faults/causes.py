"""The causes of the programs, and what counts as naming one: declared before any answer was looked at."""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Cause(NamedTuple):
    """A cause: what it is; the rules and beginnings of remedies that name it; words by which others may name it."""

    says: str
    rules: tuple[str, ...] = ()
    remedies: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


FITTING: Final = ("CHK-LOSS-OUTPUT", "CHK-SOFTMAX-ONE", "CHK-LOSS", "CHK-OUTPUT", "CHK-TWICE", "CHK-OUTPUT-RANGE")
LOOK: Final = "check the output layer against loss and labels"
CAUSES: Final[Mapping[str, Cause]] = {
    "output": Cause(
        "the output's non-linearity does not fit",
        FITTING,
        (LOOK, "check that the output"),
        ("last layer", "output layer", "softmax", "output activation", "final layer"),
    ),
    "loss": Cause(
        "the loss does not fit the output",
        FITTING,
        (LOOK, "check that the output fits"),
        ("loss should be correctly", "loss function", "from_logits", "softmax", "final layer"),
    ),
    "twice": Cause(
        "a non-linearity stands twice", ("CHK-TWICE", "CHK-LOSS-OUTPUT"), (), ("redundant", "double", "final layer")
    ),
    "linear": Cause(
        "no non-linearity between layers",
        ("CHK-LINEAR-STACK",),
        ("standardise inputs and targets, and check for an activation",),
        ("non-linear", "missing activation", "linear activation", "missing or linear"),
    ),
    "constant-weights": Cause(
        "initial weights are all the same",
        ("CHK-CONSTANT-WEIGHTS",),
        ("draw the initial weights", "check that the initial weights"),
        ("symmetry", "initial weights", "weight initial", "initialization", "initialisation"),
    ),
    "small-weights": Cause(
        "initial weights are too small for the depth",
        ("CHK-INIT", "CHK-INIT-SCALE"),
        ("draw the initial weights", "check that the initial weights"),
        ("initial weights", "weight initial", "initialization", "initialisation", "vanish", "dead", "dying"),
    ),
    "saturating": Cause(
        "many layers of a saturating non-linearity",
        ("CHK-VANISHING",),
        ("take an activation that does not saturate",),
        ("vanish", "saturat", "activation function"),
    ),
    "growing": Cause(
        "many layers of an exponential", ("CHK-GROWING",), (), ("explod", "exponential", "activation function")
    ),
    "narrow-relu": Cause(
        "many narrow layers of ReLU, which die",
        ("CHK-DEAD-RELU",),
        ("if units are dead", "use fewer layers"),
        ("dead", "dying", "vanish"),
    ),
    "dropout-norm": Cause("dropout before a BatchNorm", ("CHK-DROPOUT-BATCHNORM",), (), ("before the dropout",)),
    "bias": Cause("a bias before a BatchNorm", ("CHK-BIAS",), (), ("include a bias", "bias")),
    "biases": Cause("initial biases that are not zero", (), (), ("biases",)),
    "flatten": Cause(
        "no Flatten before the dense layers", ("CHK-FLATTEN",), (), ("missing flatten", "missing reshape", "flatten")
    ),
    "layout": Cause(
        "order, widths or kinds of layers that the source holds for worse (pooling, filters, windows)",
        (),
        (),
        ("pooling", "window size", "progressively", "feature maps", "homogeneous"),
    ),
}


def named_by_text(causes: tuple[str, ...], text: str) -> list[str]:
    """The causes that a free text names; generous, as one word is enough."""
    lower = text.lower()
    return [cause for cause in causes if any(word in lower for word in CAUSES[cause].words)]
