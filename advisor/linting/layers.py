"""Checking a model that was made elsewhere, as a list of layers in the order in which they are applied."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from advisor.linting.finding import Finding, Severity
from advisor.pinning.constraints import CONSTRAINTS
from advisor.pinning.constraints.layers import NAMES, SCHEMES, SUITS
from advisor.pinning.constraints.training import ADAPTIVE, ADAPTIVE_MOST, SGD_MOST

WEIGHTED: Final = ("dense", "convolution")
NEAR: Final = 3  # layers after a dropout within which it disturbs a BatchNorm
OUTPUTS: Final = ("softmax", "sigmoid")


class Layer(NamedTuple):
    """One layer: its place, its kind, and what is known of it."""

    path: str
    kind: str  # dense, convolution, activation, batch-norm, norm, dropout, alpha-dropout, recurrent, other
    activation: str = ""  # its own, or what it is
    initialization: str = ""
    units: int = 0
    rate: float = 0.0
    biased: bool = False


class Training(NamedTuple):
    """What is known of how the model is trained."""

    loss: str = ""
    optimizer: str = ""
    rate: float | None = None
    path: str = ""


UNKNOWN: Final = Training()


def check_layers(layers: Sequence[Layer], training: Training = UNKNOWN) -> list[Finding]:
    """The contradictions of a model."""
    return [*_hidden(layers), *_dropout(layers), *_output(layers, training), *_biases(layers)]


def _found(rule: str, path: str, message: str, severity: Severity | None = None, reason: str = "") -> Finding:
    known = CONSTRAINTS.get(rule)
    return Finding(rule, severity or (known.severity if known else "warning"), path, message,
                   reason or (known.doc if known else ""))  # fmt: skip


def _activations(layers: Sequence[Layer]) -> Iterator[tuple[int, str]]:
    """Each hidden layer with weights, and the activation that follows it."""
    for at, layer in enumerate(layers):
        if layer.kind not in WEIGHTED:
            continue
        if layer.activation not in ("", "linear"):
            yield at, layer.activation
            continue
        for later in layers[at + 1 :]:
            if later.kind in (*WEIGHTED, "recurrent"):
                break
            if later.kind == "activation":
                yield at, later.activation
                break


def _hidden(layers: Sequence[Layer]) -> Iterator[Finding]:
    """Activations against initial weights and normalisation."""
    used = dict(_activations(layers))
    norm = next((layer for layer in layers if layer.kind in ("batch-norm", "norm")), None)
    if norm and "selu" in used.values():
        yield _found("CHK-SELU-NORM", norm.path, "SELU normalises by itself, and this layer undoes that")
    for at, activation in used.items():
        layer = layers[at]
        scheme, suits = layer.initialization.partition("-")[0], SUITS.get(activation)
        if activation == "selu" and scheme in SCHEMES and scheme != "lecun":
            yield _found("CHK-SELU-INIT", layer.path, f"SELU needs lecun-normal weights, not {layer.initialization}")
        elif suits and scheme in SCHEMES and scheme != suits:
            message = f"{activation} keeps its variance with {NAMES[suits]}, not with {layer.initialization}"
            yield _found("CHK-INIT", layer.path, message)


def _dropout(layers: Sequence[Layer]) -> Iterator[Finding]:
    """Dropout of a wrong kind, in a wrong place, or with a wrong rate."""
    used = set(dict(_activations(layers)).values())
    weighted = [at for at, layer in enumerate(layers) if layer.kind in (*WEIGHTED, "recurrent")]
    for at, layer in enumerate(layers):
        if layer.kind not in ("dropout", "alpha-dropout"):
            continue
        if not 0 <= layer.rate < 1:
            message = f"a dropout rate must be at least 0 and below 1, and it is {layer.rate:g}"
            yield _found("CHK-DROPOUT-RATE", layer.path, message)
        if layer.kind == "dropout" and "selu" in used:
            yield _found("CHK-SELU-DROPOUT", layer.path, "plain dropout shifts the mean that SELU keeps")
        if layer.kind == "alpha-dropout" and used and "selu" not in used:
            yield _found("CHK-ALPHA-DROPOUT", layer.path, "alpha dropout is made for SELU, which is not used here")
        behind = [later.kind for later in layers[at + 1 : at + 1 + NEAR]]
        if layer.rate and "batch-norm" in behind:
            yield _found(
                "CHK-DROPOUT-BATCHNORM", layer.path, "dropout before a BatchNorm shifts the variance that it estimates"
            )
        if layer.rate and weighted and at > weighted[-1]:
            reason = "Where an output is dropped, there is no prediction."
            yield _found("CHK-DROPOUT-OUTPUT", layer.path, "dropout after the output layer drops predictions", "error",
                         reason)  # fmt: skip


def _output(layers: Sequence[Layer], training: Training) -> Iterator[Finding]:
    """The last layer against the loss, and the rate against the optimiser."""
    last = next((layer for layer in reversed(layers) if layer.kind in WEIGHTED), None)
    final = last.activation if last and last.activation not in ("", "linear") else ""
    if last is not None and not final:
        behind = layers[layers.index(last) + 1 :]
        final = next((layer.activation for layer in behind if layer.kind == "activation"), "")
    loss = training.loss
    if last is not None and final == "softmax" and last.units == 1:
        yield _found("CHK-SOFTMAX-ONE", last.path, "softmax over one unit is always 1")
    if last is not None and loss in ("mse", "mae") and final == "softmax":
        message = f"{loss} gives hardly any gradient where a softmax is wrong"
        yield _found("CHK-LOSS-OUTPUT", training.path or last.path, message)
    if last is not None and loss == "binary-cross-entropy" and final == "softmax":
        message = "binary cross-entropy takes units to be independent, which they are not after softmax"
        yield _found("CHK-LOSS-OUTPUT", training.path or last.path, message)
    if last is not None and loss == "cross-entropy" and final == "sigmoid":
        yield _found(
            "CHK-LOSS-OUTPUT", training.path or last.path, "cross-entropy needs a softmax, and the outputs are sigmoids"
        )
    most = ADAPTIVE_MOST if training.optimizer in ADAPTIVE else SGD_MOST
    if training.rate is not None and training.rate > most:
        message = f"{training.optimizer or 'training'} diverges at a learning rate of {training.rate:g}"
        yield _found("CHK-RATE", training.path, message)


def _biases(layers: Sequence[Layer]) -> Iterator[Finding]:
    """A bias right before a normalisation that removes it."""
    for layer, after in pairwise(layers):
        if (
            layer.kind in WEIGHTED
            and layer.biased
            and layer.activation in ("", "linear")
            and after.kind == "batch-norm"
        ):
            reason = "BatchNorm subtracts the mean, and a bias with it."
            yield _found("CHK-BIAS", layer.path, "the BatchNorm that follows removes its bias", "note", reason)
