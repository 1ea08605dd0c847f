"""How much computing a network takes: FLOPs of a forward pass, and steps.

A multiplication and an addition are two FLOPs; what others print as "GFLOPs" of a vision network are mostly
multiply-adds, half as many.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

GATES: dict[Literal["lstm", "gru", "rnn"], int] = {"lstm": 4, "gru": 3, "rnn": 1}


# Forward FLOPs of one example -------------------------------------------------------------------------------


def dense_flops(inputs: int, outputs: int) -> int:
    """One row through a dense layer.

    >>> dense_flops(784, 10)
    15680
    """
    return 2 * inputs * outputs


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


def steps_per_epoch(rows: int, batch: int, drop_last: bool = False) -> int:
    """Optimiser steps in a pass over the data.

    >>> steps_per_epoch(712, 32), steps_per_epoch(712, 32, drop_last=True)
    (23, 22)
    """
    if batch < 1:
        raise ValueError(f"batch={batch} must be at least 1")
    return rows // batch if drop_last else -(-rows // batch)
