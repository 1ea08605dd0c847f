"""What a forward pass over one example costs: its operations, and the activations kept for the backward pass."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from advisor.networks import flops as compute
from advisor.networks import memory
from advisor.networks.architecture import (
    SEPARABLE_LAYERS,
    WORD_VECTOR,
    Architecture,
    nhits_stacks,
    stem_kernel,
    tabular_inputs,
)
from advisor.networks.layers import own_parameters

if TYPE_CHECKING:
    from advisor.networks.catalogue import Backbone

VALUE: Final = 4  # bytes of a number in 32 bits
KEPT_A_MAP: Final = 2  # values kept of each value of a feature map: before and after its normalisation
GMACS: Final = 10**9  # multiply-adds in a GMAC; each is two operations
USUAL_GMACS: Final = 4.0  # of a network whose operations nobody published: a ResNet-50's
BYTES_PER_GMAC: Final = 25_000_000  # activations of one example in 32 bits, as measured on ResNet-50 and ConvNeXt
GRAMS: Final = 300  # n-grams that a text holds of the vocabulary, words and runs of characters; folklore
WHISPER_TEXT: Final = 448  # tokens that Whisper's decoder writes at most, arXiv:2212.04356
SPOKEN_TOKENS: Final = 150  # tokens of half a minute of speech, at some 5 a second; folklore
LONGEST_WAVE: Final = 30.0  # seconds that a recogniser hears at once
VOCABULARY: Final = 151_936  # tokens of Qwen3, where the vocabulary of a published decoder is not known
# What a block of Qwen3.5 (three of four have linear attention) keeps over one of Qwen3: 294 over 120 bytes for a unit
# of width and a token, measured on four and eight blocks at 512 tokens with transformers 5.24, without its kernels.
GATED_DELTA: Final = 294 / 120
CROSS_ATTENDING: Final = 4 / 3  # a decoder block with cross-attention over a plain one: 16 d^2 against 12 d^2


# Networks from scratch -----------------------------------------------------------------------------------


def own_flops(net: Architecture) -> int:
    """Operations of a forward pass over one example: its matrix products."""
    family = net.family
    if family in ("cnn", "unet"):
        return 2 * sum(weights * places for weights, places, _ in _maps(net))
    if family == "rnn":
        return _recurrent_flops(net)
    if family == "transformer":
        return _transformer_flops(net)
    if family == "sepcnn":
        return _separable_flops(net)
    if family == "nhits":
        return sum(compute.mlp_flops(*_stack(stack)) for stack in nhits_stacks(net))
    if family == "linear-series":
        beside = compute.mlp_flops(prod(net.shape), net.widths, net.outputs) if net.widths else 0
        return compute.dense_flops(net.shape[0], net.outputs) + beside
    inputs = tabular_inputs(net)
    if family == "ngram-mlp":  # all other inputs are zero, and are not read
        inputs = min(inputs, GRAMS)
    each = compute.mlp_flops(inputs, net.widths, net.outputs)
    embedded = _embedding_flops(net)
    return (net.members or 1) * each + (embedded if family == "tabm" else (net.members or 1) * embedded)


def own_activations(net: Architecture) -> int:
    """Bytes kept of one example in 32 bits until the backward pass; an estimate."""
    family = net.family
    if family in ("cnn", "unet"):
        return VALUE * KEPT_A_MAP * sum(places * channels for _, places, channels in _maps(net))
    if family == "rnn":
        width, depth = net.widths[0] if net.widths else 1, max(1, len(net.widths))
        ways = 2 if net.bidirectional else 1
        words = net.shape[0] * WORD_VECTOR * VALUE if net.vocabulary else 0
        cell = net.cell or "lstm"
        return words + ways * memory.recurrent_activations(1, net.shape[0], width, cell=cell, layers=depth)
    if family == "transformer":
        return memory.transformer_activations(
            1, net.patches, net.widths[0], len(net.widths), net.heads or 1, precision="fp32"
        )
    if family == "sepcnn":
        channels = WORD_VECTOR + KEPT_A_MAP * SEPARABLE_LAYERS * sum(net.widths)
        return VALUE * net.shape[0] * channels
    if family == "nhits":
        return sum(memory.dense_activations(1, *_stack(stack)[:2]) for stack in nhits_stacks(net))
    inputs = prod(net.shape) if family == "linear-series" else tabular_inputs(net)
    return (net.members or 1) * memory.dense_activations(1, inputs, net.widths, kept_per_unit=3)


def _stack(stack: tuple[int, int, int]) -> tuple[int, list[int], int]:
    inputs, width, outputs = stack
    return inputs, [width, width], outputs


def _maps(net: Architecture) -> list[tuple[int, int, int]]:
    """Weights, places and channels of each convolution of a CNN or U-Net."""
    taps, kernel = len(net.shape) - 1, net.kernel or 3
    sides, incoming, unet = list(net.shape[:-1]), net.shape[-1], net.family == "unet"
    found: list[tuple[int, int, int]] = []

    def convolution(before: int, after: int, size: int) -> None:
        found.append((before * after * size**taps, prod(sides), after))

    if not unet:
        stride = net.stem_stride or 1
        sides = [-(-side // stride) for side in sides]
        convolution(incoming, net.widths[0], stem_kernel(kernel, stride))
        incoming = net.widths[0]
    for stage, width in enumerate(net.widths):
        if stage:
            sides = [-(-side // 2) for side in sides]
        for block in range(net.blocks_per_stage or 1):
            if net.residual and ((stage and not block) or incoming != width):
                convolution(incoming, width, 1)
            convolution(incoming, width, kernel)
            convolution(width, width, kernel)
            incoming = width
    for level in reversed(range(len(net.widths) - 1)) if unet else ():
        upper = net.widths[level]
        sides = [-(-side // 2**level) for side in net.shape[:-1]]
        convolution(net.widths[level + 1], upper, 1)  # transposed, stride 2: each place upwards has one tap
        convolution(2 * upper, upper, kernel)
        convolution(upper, upper, kernel)
    return found


def _recurrent_flops(net: Architecture) -> int:
    width, both = net.widths[0] if net.widths else 1, bool(net.bidirectional)
    inputs = WORD_VECTOR if net.vocabulary else net.shape[-1]
    layers = max(1, len(net.widths))
    return compute.recurrent_flops(
        net.cell or "lstm", inputs, width, net.shape[0], layers=layers, bidirectional=both
    ) + compute.dense_flops(width * (2 if both else 1), net.outputs)


def _transformer_flops(net: Architecture) -> int:
    width, positions = net.widths[0], net.patches
    language = net.language
    matrices = 3 if net.gated else 2
    block = compute.attention_flops(positions, width, causal=language)
    block += positions * matrices * compute.dense_flops(width, net.feedforward or 4 * width)
    if language:
        head = positions * compute.dense_flops(width, net.outputs)
    else:
        head = compute.dense_flops(width * (positions if net.head == "all-positions" else 1), net.outputs)
    return len(net.widths) * block + head


def _separable_flops(net: Architecture) -> int:
    each, incoming = 0, WORD_VECTOR
    for width in net.widths:
        for _ in range(SEPARABLE_LAYERS):
            each += compute.dense_flops(incoming, net.kernel or 3) + compute.dense_flops(incoming, width)
            incoming = width
    return net.shape[0] * each + compute.dense_flops(incoming, net.outputs)


def _embedding_flops(net: Architecture) -> int:
    """Each weight of a numeric embedding takes part once; looking categories up costs nothing."""
    if net.numeric_embedding is None:
        return 0
    head = replace(net, embeddings=None, widths=[], outputs=0)
    return 2 * max(0, own_parameters(head) - own_parameters(replace(head, numeric_embedding=None)))


# Published networks -------------------------------------------------------------------------------------


def published_flops(known: Backbone, side: int, tokens: int) -> int:
    """Operations of a forward pass over one example, at the size that it has here."""
    if known.modality == "image":
        scale = (side / known.resolution) ** 2 if known.resolution and side else 1.0
        return int(2 * GMACS * (known.gmacs or USUAL_GMACS) * scale)
    width, depth = known.feature_width or 0, known.depth or 0
    if known.key.startswith("whisper"):
        encoder = compute.transformer_flops(tokens, width, depth // 2)
        return encoder + int(CROSS_ATTENDING * compute.transformer_flops(SPOKEN_TOKENS, width, depth // 2))
    words = int(known.config.get("vocab_size", VOCABULARY)) if known.task == "generation" else 0
    return compute.transformer_flops(tokens, width, depth, vocabulary=words, causal=words > 0)


def published_tokens(known: Backbone, max_length: int | None, seconds: float) -> int:
    """Positions that attention runs over in one example: of a text cut to a length, or of sound; 0 for images."""
    if known.max_tokens is None:
        return 0
    if known.modality == "text":
        return min(max_length or known.max_tokens, known.max_tokens)
    if known.positions_per_second:
        return max(1, int(min(seconds, LONGEST_WAVE) * known.positions_per_second))
    return known.max_tokens


def published_activations(known: Backbone, side: int, tokens: int) -> int:
    """Bytes kept of one example in 32 bits until the backward pass; an estimate."""
    width, depth, heads = known.feature_width or 0, known.depth or 0, known.heads or 1
    if tokens:
        if known.key.startswith("whisper"):
            return memory.transformer_activations(1, tokens, width, depth // 2, heads, precision="fp32") + int(
                CROSS_ATTENDING
                * memory.transformer_activations(1, WHISPER_TEXT, width, depth // 2, heads, precision="fp32")
            )
        kept = memory.transformer_activations(1, tokens, width, depth, heads, precision="fp32")
        return int(kept * GATED_DELTA) if known.config.get("model_type") == "qwen3_5_text" else kept
    kept = known.activation_bytes or int((known.gmacs or USUAL_GMACS) * BYTES_PER_GMAC)
    return int(kept * (side / known.resolution) ** 2) if side and known.resolution else kept
