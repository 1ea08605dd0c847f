"""Faults of hidden layers: non-linearities, initial weights, normalisation, embeddings."""

from collections.abc import Iterator, Sequence
from typing import Final

from advisor.linting.finding import Finding, Severity
from advisor.linting.models.finding import found, places
from advisor.linting.models.graph import DROPOUTS, FORM, NORMS, WEIGHTED, Layer, Model
from advisor.pinning.constraints.layers import NAMES, SCHEMES, SUITS

SIGMOIDS: Final = 3  # hidden layers of sigmoids one behind the other: each divides gradients by four or more
TANHS: Final = 6  # hidden layers of tanh; folklore, with Glorot weights some more can be trained
CONSTANT: Final = ("zeros", "zero", "ones", "one", "constant")
GROWING: Final = ("relu", "leaky-relu", "elu", "selu", "gelu", "silu", "softplus", "linear", "exp")
STRAIGHT: Final = (*FORM, "dropout", "batch-norm")  # what leaves a linear map linear
POOLED: Final = (*STRAIGHT, "pool")  # what stands between convolutions: a maximum bends a map, but is no activation


def check_hidden(model: Model) -> Iterator[Finding]:
    """All of them."""
    yield from _linear_stacks(model)
    yield from _vanishing(model)
    yield from _hidden_softmax(model)
    yield from _recurrent(model)
    yield from _initial_weights(model)
    yield from _selu(model)
    yield from _biases(model)
    yield from _embeddings(model)


# Non-linearities ------------------------------------------------------------------------------------------------


def _linear_stacks(model: Model) -> Iterator[Finding]:
    """Layers with weights one behind the other and nothing between: together they are one linear layer."""
    pairs = [(at, after) for at in model.hidden if (after := _linear_after(model, at)) is not None]
    if not pairs:
        return
    last = {output.weighted for output in model.outputs}
    first = pairs[0][0]
    learnt = model.layers[first].kind == "convolution" and len(model.hidden) > 1  # and is averaged for the output
    learnt = learnt or any(model.layers[at].kind in ("recurrent", "attention") for at in range(first))
    severity: Severity = "note" if learnt and len(pairs) == 1 and pairs[0][1] in last else "warning"
    chained = f"{model.layers[pairs[0][0]].path} and {model.layers[pairs[-1][1]].path}"
    yield found(
        "CHK-LINEAR-STACK",
        model.layers[pairs[0][0]].path,
        f"no non-linearity stands between {chained}: give {_these(len(pairs))} relu (or tanh, GELU)",
        severity,
        "Linear layers one behind the other are one linear layer: depth without a non-linearity adds nothing.",
    )


def _these(hidden: int) -> str:
    return "this layer" if hidden == 1 else f"these {hidden} hidden layers"


def _linear_after(model: Model, at: int) -> int | None:
    """The layer with weights that follows with nothing but linear steps between; None where there is none.

    A narrow layer between wider ones lowers the rank on purpose, and a convolution of groups belongs to the next one.
    """
    layer = model.layers[at]
    if layer.activation not in ("", "linear") or layer.grouped:
        return None
    for reader in model.behind(at):
        after = model.layers[reader]
        if after.kind in WEIGHTED:
            narrow = (
                layer.units
                and layer.units < after.units
                and (not layer.fan_in or layer.units < layer.fan_in + _separable(model, at))
            )
            same = layer.kind in {after.kind, "convolution"}
            return reader if same and not narrow and not after.grouped and len(after.inputs) == 1 else None
        if after.kind not in (POOLED if layer.kind == "convolution" else STRAIGHT) and (
            after.kind,
            after.activation,
        ) != ("activation", "linear"):
            return None
    return None


def _separable(model: Model, at: int) -> bool:
    """Whether a layer ends a depthwise separable convolution, whose maps may stay linear at the same width.

    Between the two its maps may be weighted (squeeze and excitation): the first input of a product is looked at.
    """
    while model.layers[at].inputs:
        joins = model.layers[at].kind == "product"
        if len(model.layers[at].inputs) > 1 and not joins:
            return False
        at = model.layers[at].inputs[0]
        if model.layers[at].kind in WEIGHTED:
            return model.layers[at].grouped
    return False


def _vanishing(model: Model) -> Iterator[Finding]:
    """Deep stacks of saturating non-linearities."""
    if any(layer.kind in NORMS for layer in model.layers):
        return
    for word, most in (("sigmoid", SIGMOIDS), ("tanh", TANHS)):
        deep = [at for at, said in model.hidden.items() if said == word and _feeds_on(model, at)]
        if len(deep) >= most:
            yield found(
                "CHK-VANISHING",
                model.layers[deep[0]].path,
                f"gradients vanish in {len(deep)} hidden layers of {word}: take relu with He weights",
                "warning" if word == "sigmoid" else "note",
                "A sigmoid's slope is at most a quarter, a tanh's at most one: over many layers little is left.",
            )


def _feeds_on(model: Model, at: int) -> bool:
    """Whether what a layer says goes on to other layers, and gates nothing."""
    return all(model.layers[reader].kind != "product" for reader in (at, *model.behind(at)))


def _hidden_softmax(model: Model) -> Iterator[Finding]:
    """A softmax between two layers with weights."""
    for at, said in model.hidden.items():
        if said != "softmax" or model.layers[at].over_steps:
            continue
        for reader in model.behind(at):
            layer = model.layers[reader]
            if layer.kind == "activation" and layer.over_steps:
                break
            if layer.kind in WEIGHTED:
                yield found(
                    "CHK-HIDDEN-SOFTMAX", model.layers[at].path, "a softmax between layers makes their units compete:"
                    " take relu, and keep softmax for the output", "warning",
                    "A softmax is for the probabilities of an output; inside, it shrinks activations and gradients.",
                )  # fmt: skip
                break
            if layer.kind not in (*FORM, *DROPOUTS, *NORMS, "activation"):
                break


def _recurrent(model: Model) -> Iterator[Finding]:
    """A recurrence without a bound."""
    for layer in model.layers:
        if layer.kind == "recurrent" and layer.activation in GROWING and "identity" not in layer.initialization:
            yield found(
                "CHK-RECURRENT-ACTIVATION", layer.path,
                f"{layer.activation} in a recurrence grows without bound over the steps and ends in NaN: take tanh",
                "warning", "The state is multiplied by the same weights at each step; tanh keeps it between -1 and 1.",
            )  # fmt: skip


# Initial weights ------------------------------------------------------------------------------------------------


def _initial_weights(model: Model) -> Iterator[Finding]:
    """Weights that are all the same, and weights that do not suit the non-linearity."""
    plain: dict[str, list[Layer]] = {}
    for at, layer in enumerate(model.layers):
        scheme = layer.initialization.partition("-")[0]
        hidden = at in model.hidden
        if (hidden or layer.kind == "recurrent") and layer.initialization in CONSTANT and not _joins(model, at):
            word = {"zero": "zeros", "one": "ones"}.get(layer.initialization, layer.initialization)
            yield found(
                "CHK-CONSTANT-WEIGHTS", layer.path,
                f"initial weights that are all the same ({word}) keep all units equal: draw them at random", "error",
                "Units with equal weights get equal gradients for good; of zeros, a ReLU lets no gradient through.",
            )  # fmt: skip
        suits = SUITS.get(model.hidden.get(at, ""))
        if not suits or scheme not in SCHEMES or scheme == suits or _normalised(model, at) or suits == "lecun":
            continue
        if layer.usual:
            plain.setdefault(f"{model.hidden[at]} keeps its variance with {NAMES[suits]}", []).append(layer)
            continue
        message = f"{model.hidden[at]} keeps its variance with {NAMES[suits]}, not with {layer.initialization}"
        yield found("CHK-INIT", layer.path, message, "warning" if scheme == "lecun" else "note")
    for said, layers in plain.items():
        yield found("CHK-INIT", layers[0].path, f"{said}, and {places(layers)} the default", "note")


def _normalised(model: Model, at: int) -> bool:
    """Whether a normalisation divides the scale of the weights away."""
    for reader in model.behind(at):
        if model.layers[reader].kind in NORMS:
            return True
        if model.layers[reader].kind not in (*FORM, "activation"):
            return False
    return False


def _joins(model: Model, at: int) -> bool:
    """Whether a layer is a branch that is added to another or multiplied: zeros let it begin with no effect."""
    return any(
        model.layers[reader].kind in ("sum", "product", "other") for reader in (*model.behind(at), *_fork(model, at))
    )


def _fork(model: Model, at: int) -> Sequence[int]:
    """The readers where the chain behind a layer parts."""
    return model.readers[[at, *model.behind(at)][-1]]


def _selu(model: Model) -> Iterator[Finding]:
    """SELU with a normalisation or with other weights than its own."""
    for at, said in model.hidden.items():
        layer = model.layers[at]
        if said != "selu":
            continue
        if not layer.usual and (scheme := layer.initialization.partition("-")[0]) in SCHEMES and scheme != "lecun":
            yield found("CHK-SELU-INIT", layer.path, f"SELU needs lecun-normal weights, not {layer.initialization}")
        elif layer.usual and layer.initialization.startswith("glorot"):
            yield found("CHK-SELU-INIT", layer.path, "SELU needs lecun-normal weights, not the default")
    if "selu" in model.hidden.values() and (norm := next((x for x in model.layers if x.kind in NORMS), None)):
        yield found("CHK-SELU-NORM", norm.path, "SELU normalises by itself, and this layer undoes that")


def _biases(model: Model) -> Iterator[Finding]:
    """Biases right before a normalisation that removes them."""
    idle = [
        layer
        for at, layer in enumerate(model.layers)
        if layer.kind in WEIGHTED and layer.biased and layer.activation in ("", "linear")
        and (after := next(model.behind(at), None)) is not None and model.layers[after].kind == "batch-norm"
    ]  # fmt: skip
    if idle:
        more = "" if len(idle) == 1 else f" (so of {len(idle)} layers)"
        yield found("CHK-BIAS", idle[0].path, f"the BatchNorm that follows removes its bias{more}", "note",
                    "BatchNorm subtracts the mean, and a bias with it.")  # fmt: skip


def _embeddings(model: Model) -> Iterator[Finding]:
    """Embeddings with fewer rows than there are words."""
    for at, layer in enumerate(model.layers):
        if layer.kind != "embedding" or not layer.vocabulary:
            continue
        words = next((model.layers[x].vocabulary for x in model.before(at) if model.layers[x].vocabulary), 0)
        if words > layer.vocabulary:
            yield found(
                "CHK-EMBEDDING-ROWS", layer.path,
                f"the embedding has {layer.vocabulary:,} rows, and {words:,} words come: give it {words:,}", "error",
                "A word beyond the last row has no vector: an error, or on a GPU a crash or zeros.",
            )  # fmt: skip
