"""How much computing a network takes: FLOPs, steps, time and money.

A multiplication and an addition are two FLOPs; what others print as "GFLOPs" of a vision network are mostly
multiply-adds, half as many.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

BACKWARD_AND_FORWARD = 3
"""A training step costs three forward passes: one forward, two for the gradients (arXiv:2001.08361)."""

UTILISATION = 0.4
"""Share of a GPU's peak that well-made training reaches: 0.3 to 0.5 (ml-engineering; nanochat 0.46)."""

SECONDS_PER_HOUR = 3600
GATES: dict[Literal["lstm", "gru", "rnn"], int] = {"lstm": 4, "gru": 3, "rnn": 1}


# Forward FLOPs of one example -------------------------------------------------------------------------------


def dense_flops(inputs: int, outputs: int) -> int:
    """One row through a dense layer.

    >>> dense_flops(784, 10)
    15680
    """
    return 2 * inputs * outputs


def conv2d_flops(inputs: int, outputs: int, kernel: int, out_height: int, out_width: int, *, groups: int = 1) -> int:
    """One image through a convolution; `out_height` and `out_width` are those of its output."""
    return 2 * (inputs // groups) * outputs * kernel * kernel * out_height * out_width


def attention_flops(tokens: int, width: int, *, causal: bool = False) -> int:
    """One sequence through self-attention: projections, scores and their use; causal kernels skip half."""
    scores = 4 * tokens * tokens * width
    return 8 * tokens * width * width + (scores // 2 if causal else scores)


def mlp_flops(inputs: int, widths: Sequence[int], outputs: int) -> int:
    """One row through an MLP.

    >>> mlp_flops(784, [512, 512], 10)
    1337344
    """
    layers = [inputs, *widths, outputs]
    return sum(dense_flops(before, after) for before, after in pairwise(layers))


def residual_cnn_flops(
    height: int,
    width: int,
    channels: Sequence[int],
    blocks: Sequence[int],
    classes: int,
    *,
    input_channels: int = 3,
    stem_kernel: int = 7,
    stem_stride: int = 4,
) -> int:
    """One image through a ResNet of basic blocks: convolutions and the head.

    A `stem_stride` of 4 is a convolution and a pooling of 2 each, as for ImageNet; 1 is for CIFAR-like nets.

    >>> round(residual_cnn_flops(224, 224, [64, 128, 256, 512], [2, 2, 2, 2], 1000) / 2e9, 3)
    1.814
    """
    stem = 2 if stem_stride > 1 else 1
    total = conv2d_flops(input_channels, channels[0], stem_kernel, -(-height // stem), -(-width // stem))
    rows, columns = -(-height // stem_stride), -(-width // stem_stride)
    incoming = channels[0]
    for stage, (deep, count) in enumerate(zip(channels, blocks, strict=True)):
        if stage:
            rows, columns = -(-rows // 2), -(-columns // 2)
        for block in range(count):
            total += conv2d_flops(incoming, deep, 3, rows, columns) + conv2d_flops(deep, deep, 3, rows, columns)
            if block == 0 and (stage or incoming != deep):
                total += conv2d_flops(incoming, deep, 1, rows, columns)
            incoming = deep
    return total + dense_flops(incoming, classes)


def recurrent_flops(
    cell: Literal["lstm", "gru", "rnn"],
    inputs: int,
    units: int,
    steps: int,
    *,
    layers: int = 1,
    bidirectional: bool = False,
) -> int:
    """One sequence through a recurrent network: its matrix products."""
    directions = 2 if bidirectional else 1
    first = inputs + units
    later = directions * units + units
    return directions * steps * GATES[cell] * 2 * units * (first + (layers - 1) * later)


def transformer_flops(
    tokens: int,
    width: int,
    depth: int,
    *,
    feed_forward_multiple: int = 4,
    vocabulary: int = 0,
    causal: bool = False,
) -> int:
    """One sequence through a transformer; `vocabulary` adds a language model's output layer."""
    block = attention_flops(tokens, width, causal=causal) + 4 * feed_forward_multiple * tokens * width * width
    return depth * block + tokens * dense_flops(width, vocabulary)


# A whole run ------------------------------------------------------------------------------------------------


def training_flops(parameters: int, tokens: int, *, recompute: bool = False) -> int:
    """6 N D for a transformer, 8 N D where full checkpointing runs the forward pass twice (arXiv:2001.08361).

    >>> training_flops(124_000_000, 2_500_000_000)
    1860000000000000000
    """
    return (8 if recompute else 6) * parameters * tokens


def inference_flops(parameters: int, tokens: int) -> int:
    """2 N for each token or, for a network without weight sharing, for each row."""
    return 2 * parameters * tokens


def training_flops_from_forward(forward: int, examples: int, epochs: int = 1) -> int:
    """For any network: three forward passes for each example of each epoch."""
    return BACKWARD_AND_FORWARD * forward * examples * epochs


def steps_per_epoch(rows: int, batch: int, drop_last: bool = False) -> int:
    """Optimiser steps in a pass over the data.

    >>> steps_per_epoch(712, 32), steps_per_epoch(712, 32, drop_last=True)
    (23, 22)
    """
    if batch < 1:
        raise ValueError(f"batch={batch} must be at least 1")
    return rows // batch if drop_last else -(-rows // batch)


def total_steps(rows: int, batch: int, epochs: int, drop_last: bool = False) -> int:
    """Optimiser steps in a run."""
    return epochs * steps_per_epoch(rows, batch, drop_last)


def training_seconds(flops: float, peak_tflops: float, *, utilisation: float = UTILISATION, devices: int = 1) -> float:
    """Wall-clock seconds: a lower bound for small nets, which reach far less of the peak than `UTILISATION`.

    >>> training_seconds(3.12e17, 312, utilisation=0.5)
    2000.0
    """
    if not 0 < utilisation <= 1:
        raise ValueError(f"utilisation={utilisation} must be above 0 and at most 1")
    return flops / (peak_tflops * 1e12 * utilisation * devices)


def device_hours(seconds: float, devices: int = 1) -> float:
    """Hours summed over the devices, as providers bill them."""
    return seconds * devices / SECONDS_PER_HOUR


def cost(hours: float, price_per_hour: float) -> float:
    """What so many device hours cost, in the price's own currency."""
    return hours * price_per_hour
