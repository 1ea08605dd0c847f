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


def chinchilla_tokens(parameters: int, *, tokens_per_parameter: float = TOKENS_PER_PARAMETER) -> int:
    """Training tokens that make a model of this size compute-optimal.

    >>> chinchilla_tokens(70_000_000_000)
    1400000000000
    """
    return round(parameters * tokens_per_parameter)


def parameters_for_tokens(tokens: int, *, tokens_per_parameter: float = TOKENS_PER_PARAMETER) -> int:
    """The size of model that so many tokens train compute-optimally."""
    return int(tokens / tokens_per_parameter)


def parameters_for_flops(flops: float, *, tokens_per_parameter: float = TOKENS_PER_PARAMETER) -> int:
    """The size of model that a budget of training FLOPs is best spent on: C = 6 N D with D = 20 N."""
    return int(sqrt(flops / (FLOPS_PER_PARAMETER_AND_TOKEN * tokens_per_parameter)))


def width_for_depth(depth: int, *, width_per_layer: int = WIDTH_PER_LAYER, head_dim: int = HEAD_DIM) -> int:
    """nanochat's shape: 64 x depth, rounded up to a whole number of heads.

    >>> [width_for_depth(depth) for depth in (4, 5, 12, 20)]
    [256, 384, 768, 1280]
    """
    return -(-depth * width_per_layer // head_dim) * head_dim


def decoder_parameters_for_depth(depth: int, *, vocabulary: int = 0, tied_embeddings: bool = False) -> int:
    """About 12 L h^2 in the blocks, plus the token tables; for the exact count see `parameters.decoder_lm`.

    >>> decoder_parameters_for_depth(12)
    84934656
    """
    width = width_for_depth(depth)
    return 12 * depth * width * width + (1 if tied_embeddings else 2) * vocabulary * width


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


def averaging_horizon_steps(momentum: float) -> float:
    """The steps that an exponential average remembers, 1 / (1 - m): momentum, Adam's beta, an EMA.

    >>> averaging_horizon_steps(0.75)
    4.0
    """
    if not 0 <= momentum < 1:
        raise ValueError(f"momentum={momentum} must be at least 0 and below 1")
    return 1 / (1 - momentum)


def momentum_for_horizon(steps: float) -> float:
    """The momentum that remembers so many steps: the inverse of `averaging_horizon_steps`."""
    if steps < 1:
        raise ValueError(f"steps={steps} must be at least 1")
    return 1 - 1 / steps


def embedding_dim(cardinality: int) -> int:
    """fastai's rule for a categorical column: min(600, round(1.6 card^0.56)) (fastai, tabular/model.py).

    >>> [embedding_dim(cardinality) for cardinality in (2, 10, 100, 1000, 10**6)]
    [2, 6, 21, 77, 600]
    """
    dim: float = 1.6 * cardinality**0.56
    return min(600, round(dim))
