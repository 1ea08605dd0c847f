"""Layers out of a PyTorch module that a function of the user's builds: `package.module:factory`."""

import sys
from importlib import import_module
from typing import Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.linting.finding import Finding
from advisor.linting.layers import Layer, check_layers

KINDS: Final = {
    "Linear": "dense", "LazyLinear": "dense", "Conv1d": "convolution", "Conv2d": "convolution", "Conv3d": "convolution",
    "BatchNorm1d": "batch-norm", "BatchNorm2d": "batch-norm", "BatchNorm3d": "batch-norm",
    "SyncBatchNorm": "batch-norm",
    "LayerNorm": "norm", "GroupNorm": "norm", "RMSNorm": "norm", "InstanceNorm2d": "norm", "Dropout": "dropout",
    "Dropout1d": "dropout", "Dropout2d": "dropout", "Dropout3d": "dropout", "AlphaDropout": "alpha-dropout",
    "FeatureAlphaDropout": "alpha-dropout", "LSTM": "recurrent", "GRU": "recurrent", "RNN": "recurrent",
}  # fmt: skip
ACTIVATIONS: Final = {
    "ReLU": "relu", "LeakyReLU": "leaky-relu", "PReLU": "prelu", "RReLU": "rrelu", "ELU": "elu", "SELU": "selu",
    "GELU": "gelu", "SiLU": "silu", "Mish": "mish", "Tanh": "tanh", "Hardswish": "hardswish", "Sigmoid": "sigmoid",
    "Softmax": "softmax", "LogSoftmax": "softmax",
}  # fmt: skip


def check_torch(target: str) -> list[Finding]:
    """The contradictions of the module that `package.module:factory` gives, in the order in which its parts stand.

    Imports and calls what the user names. Initial weights are not looked at: a module does not say how they were drawn.
    Raises InputError where there is no such function or it gives no module.
    """
    module_name, _, name = target.partition(":")
    if "" not in sys.path:
        sys.path.insert(0, "")  # as `python -m` does
    try:
        module = import_module(module_name)
        factory = getattr(module, name)
        model = factory() if not hasattr(factory, "named_modules") or isinstance(factory, type) else factory
    except Exception as error:
        raise InputError(Diagnostic(f"cannot be built: {type(error).__name__}: {error}", target)) from error
    if not hasattr(model, "named_modules"):
        raise InputError(Diagnostic(f"gives {type(model).__name__}, which is no PyTorch module", target))
    layers = [_layer(path, part) for path, part in model.named_modules() if not any(part.children())]
    from msgspec.structs import replace

    return [replace(finding, file=target) for finding in check_layers(layers)]


def _layer(path: str, part: Any) -> Layer:
    kind = type(part).__name__
    if kind in ACTIVATIONS:
        return Layer(path, "activation", ACTIVATIONS[kind])
    return Layer(
        path,
        KINDS.get(kind, "other"),
        units=int(getattr(part, "out_features", getattr(part, "out_channels", 0)) or 0),
        rate=float(getattr(part, "p", 0.0)) if kind in KINDS and "dropout" in KINDS[kind] else 0.0,
        biased=getattr(part, "bias", None) is not None,
    )
