"""Laws that carry a setting from one size to another: tokens, width, batch size, learning rate.

All are starting points; each docstring says where the law was measured.
"""

from math import log2, sqrt
from typing import Literal

TOKENS_PER_PARAMETER = 20
"""Chinchilla (arXiv:2203.15556), compute-optimal; nanochat fits 12 on its own count."""

FLOPS_PER_PARAMETER_AND_TOKEN = 6
"""Forward 2, backward 4; arXiv:2001.08361."""

WIDTH_PER_LAYER = 64
"""nanochat, scripts/base_train.py: model width = 64 x depth."""

HEAD_DIM = 128
"""nanochat, scripts/base_train.py."""

B_REF = 2**19
"""Tokens in an optimiser step, measured best at depth 12 by nanochat."""

BATCH_EXPONENT = 0.383
"""Optimal batch tokens grow as training tokens to this power; "Power Lines", arXiv:2505.13738, used by
nanochat.
"""


def parameters_for_flops(flops: float, *, tokens_per_parameter: float = TOKENS_PER_PARAMETER) -> int:
    """The size of model that a budget of training FLOPs is best spent on: C = 6 N D with D = 20 N."""
    return int(sqrt(flops / (FLOPS_PER_PARAMETER_AND_TOKEN * tokens_per_parameter)))


def width_for_depth(depth: int, *, width_per_layer: int = WIDTH_PER_LAYER, head_dim: int = HEAD_DIM) -> int:
    """nanochat's shape: 64 x depth, rounded up to a whole number of heads.

    >>> [width_for_depth(depth) for depth in (4, 5, 12, 20)]
    [256, 384, 768, 1280]
    """
    return -(-depth * width_per_layer // head_dim) * head_dim


def nearest_power_of_two(value: float) -> int:
    """The power of two at the smallest ratio, at least 1.

    >>> [nearest_power_of_two(value) for value in (0.3, 1, 3, 5, 90, 91)]
    [1, 1, 4, 4, 64, 128]
    """
    if value <= 1:
        return 1
    return 1 << round(log2(value))


def power_of_two_below(value: int) -> int:
    """The largest power of two that is not greater, at least 1.

    >>> [power_of_two_below(value) for value in (0, 1, 3, 64, 127)]
    [1, 1, 2, 64, 64]
    """
    return 1 << max(value.bit_length() - 1, 0) if value > 0 else 1


def batch_tokens(tokens: int, reference_tokens: int, *, reference_batch: int = B_REF) -> int:
    """Tokens in an optimiser step for a training run of `tokens`, as a power of two.

    `reference_tokens` is the length of the run for which `reference_batch` was found best.
    """
    return nearest_power_of_two(reference_batch * (tokens / reference_tokens) ** BATCH_EXPONENT)


def scaled_learning_rate(rate: float, batch: int, reference_batch: int, *, rule: Literal["linear", "sqrt"]) -> float:
    """The rate at another batch size: linear for SGD (arXiv:1706.02677), sqrt for Adam (arXiv:2205.10287).

    >>> scaled_learning_rate(0.1, 512, 256, rule="linear"), scaled_learning_rate(1e-3, 1024, 256, rule="sqrt")
    (0.2, 0.002)
    """
    ratio = batch / reference_batch
    return rate * (ratio if rule == "linear" else sqrt(ratio))
