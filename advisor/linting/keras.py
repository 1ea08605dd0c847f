"""Layers out of a Keras model's JSON (`model.to_json()`), without Keras."""

from collections.abc import Mapping
from typing import Any, Final

from advisor.errors import InputError
from advisor.linting.finding import Finding
from advisor.linting.layers import Layer, Training, check_layers
from advisor.yamlio import Document

KINDS: Final = {
    "Dense": "dense", "Conv1D": "convolution", "Conv2D": "convolution", "Conv3D": "convolution",
    "SeparableConv2D": "convolution", "DepthwiseConv2D": "convolution", "BatchNormalization": "batch-norm",
    "LayerNormalization": "norm", "GroupNormalization": "norm", "Dropout": "dropout", "SpatialDropout1D": "dropout",
    "SpatialDropout2D": "dropout", "GaussianDropout": "dropout", "AlphaDropout": "alpha-dropout", "LSTM": "recurrent",
    "GRU": "recurrent", "SimpleRNN": "recurrent", "Activation": "activation", "ReLU": "activation",
    "LeakyReLU": "activation", "ELU": "activation", "PReLU": "activation", "Softmax": "activation",
}  # fmt: skip
ACTIVATIONS: Final = {"ReLU": "relu", "LeakyReLU": "leaky-relu", "ELU": "elu", "PReLU": "prelu", "Softmax": "softmax"}
WORDS: Final = {"swish": "silu", "leaky_relu": "leaky-relu", "hard_swish": "hardswish"}
LOSSES: Final = {
    "mse": "mse", "mean_squared_error": "mse", "mae": "mae", "mean_absolute_error": "mae",
    "binary_crossentropy": "binary-cross-entropy", "categorical_crossentropy": "cross-entropy",
    "sparse_categorical_crossentropy": "cross-entropy",
}  # fmt: skip


def is_keras(data: Any) -> bool:
    """Whether a document is a Keras model."""
    inside = data.get("config") if isinstance(data, Mapping) else None
    return isinstance(inside, Mapping) and "class_name" in data and isinstance(inside.get("layers"), list)


def check_keras(document: Document) -> list[Finding]:
    """The contradictions of a Keras model, each at the line of its layer."""
    from msgspec.structs import replace

    data: Any = document.data
    listed: list[Any] = data["config"]["layers"]
    layers: list[Layer] = []
    for at, each in enumerate(listed):
        inside = each.get("config") if isinstance(each, Mapping) else None
        if not isinstance(inside, Mapping):
            raise InputError(document.complain(("config", "layers", at), "expected a layer with its config"))
        layers.append(_layer(str(each.get("class_name")), inside, at))
    found = check_layers(layers, _training(data.get("compile_config")))
    placed = []
    for finding in found:
        where: tuple[str | int, ...] = ("compile_config",)
        if finding.path.startswith("layers["):
            where = ("config", "layers", int(finding.path.partition("[")[2].partition("]")[0]))
        line, column, _ = document.place(where)
        placed.append(replace(finding, file=document.name, line=line, column=column))
    return placed


def _layer(kind: str, inside: Mapping[str, Any], at: int) -> Layer:
    name = inside.get("name")
    path = f"layers[{at}]" + (f" ({name})" if isinstance(name, str) else "")
    units = inside.get("units", inside.get("filters"))
    rate = inside.get("rate")
    activation = ACTIVATIONS.get(kind) or _word(inside.get("activation"))
    return Layer(
        path,
        KINDS.get(kind, "other"),
        WORDS.get(activation, activation),
        _word(inside.get("kernel_initializer")).replace("_", "-"),
        units if isinstance(units, int) else 0,
        float(rate) if isinstance(rate, int | float) else 0.0,
        bool(inside.get("use_bias")),
    )


def _word(value: Any) -> str:
    """The name of a function or of an initialiser, however Keras wrote it."""
    if isinstance(value, Mapping):
        value = value.get("class_name") or value.get("config")
    if not isinstance(value, str):
        return ""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in value).lstrip("_")


def _training(compiled: Any) -> Training:
    if not isinstance(compiled, Mapping):
        return Training()
    optimizer = compiled.get("optimizer")
    inside = optimizer.get("config", {}) if isinstance(optimizer, Mapping) else {}
    rate = inside.get("learning_rate") if isinstance(inside, Mapping) else None
    name = optimizer.get("class_name", "") if isinstance(optimizer, Mapping) else optimizer
    return Training(
        LOSSES.get(_word(compiled.get("loss")), ""),
        str(name or "").lower(),
        float(rate) if isinstance(rate, int | float) else None,
        "compile_config",
    )
