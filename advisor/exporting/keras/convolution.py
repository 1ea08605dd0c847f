"""Convolutions in Keras, over pixels, over spectrograms and over steps."""

from typing import TYPE_CHECKING, Any

from advisor.exporting.keras.layers import CHANNEL_NORMS, activation, normalising, spared
from advisor.exporting.source import known

if TYPE_CHECKING:
    from advisor.exporting.source import Source


def convolutional(source: "Source", context: dict[str, Any], dims: int = 2) -> dict[str, Any]:
    """What `model/cnn.py.j2` needs beside what the PyTorch project's network is rendered with."""
    config = source.config
    groups = "min(32, x.shape[-1] // 4)" if dims == 2 else "math.gcd(32, x.shape[-1])"
    norm = CHANNEL_NORMS[context["norm"]["kind"]].format(groups=groups)
    if dims == 1:
        tests = spared(config, normalising(config, norm), [])
    elif known(config.training.optimizer.no_decay):
        tests = " or ".join(["len(variable.shape) < 2", *(f"isinstance(layer, {n})" for n in normalising(config, ""))])
    else:
        tests = "False"
    return {"active": activation(config, dims), "norm_code": norm, "spared_code": tests, "dims": dims}
