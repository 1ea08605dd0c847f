"""The layers of networks over steps in order, most of them tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.networks import parameters as count
from advisor.networks.architecture import SEPARABLE_LAYERS, WORD_VECTOR, Architecture, Layer, normed, slopes

if TYPE_CHECKING:
    from collections.abc import Iterator


def recurrent(net: Architecture) -> Iterator[Layer]:
    """Recurrent layers (over learnt word vectors, for text), a normalisation after each if any, a dense head."""
    width, steps, ways = net.widths[0] if net.widths else 1, net.shape[0], 2 if net.bidirectional else 1
    incoming, cell = net.shape[-1], net.cell or "lstm"
    if net.vocabulary:
        incoming = WORD_VECTOR
        yield Layer(
            "Word vectors", (steps, incoming), count.embedding(net.vocabulary, incoming), _words(net.vocabulary)
        )
    says = "in both directions" if ways > 1 else ""
    for stage in range(max(1, len(net.widths))):
        size = count.recurrent(cell, incoming, width, bidirectional=ways > 1) + normed(net, ways * width)
        incoming = ways * width
        yield Layer(cell.upper(), (steps, incoming), size, says, stage, active=True)
    read = (steps, net.outputs) if net.head == "each-position" else (net.outputs,)
    yield Layer(
        "Output", read, count.dense(incoming, net.outputs), "dense" + (" at each step" if len(read) > 1 else "")
    )


def _words(vocabulary: int) -> str:
    return f"one for each of {vocabulary:,} tokens"


def transformer(net: Architecture) -> Iterator[Layer]:
    """Pre-norm blocks and a last norm: over tokens, patches of a series, or steps; positions are learnt.

    A language model has rotary positions and no biases. A forecast is read off all patches, a class off their mean.
    """
    width, positions = net.widths[0], net.patches
    language, hidden = net.language, net.feedforward or 4 * net.widths[0]
    places = (positions, width)
    if net.vocabulary or language:
        words = net.vocabulary or net.outputs
        yield Layer("Token vectors", places, count.embedding(words, width), _words(words))
    else:
        values = (net.patch[0] if net.patch else 1) * net.shape[-1]
        says = f"patches of {net.patch[0]} steps, every {net.patch[1]}" if net.patch else "each step"
        yield Layer("Dense", places, count.dense(values, width), says)
    if not language:
        yield Layer("Positions", places, positions * width, "learnt, and added")
    block = count.self_attention(width, heads=net.heads or 1, bias=not language) + count.feed_forward(
        width, hidden, gated=net.gated, bias=not language
    )
    norm = _block_norm(net, width)
    says = f"{net.heads or 1} heads, then {hidden:,} hidden units" + (", gated" if net.gated else "")
    for stage in range(len(net.widths)):
        yield Layer("Attention block", places, block + 2 * norm, says, stage, active=True)
    yield Layer("Normalisation", places, norm)
    yield _reading(net)


def _block_norm(net: Architecture, width: int) -> int:
    """Parameters of a normalisation; a language model always has one, without a bias."""
    return count.layer_norm(width, bias=False) if net.language else normed(net, width)


def _reading(net: Architecture) -> Layer:
    """What the output is read off: every position, all of them together, or their mean."""
    width = net.widths[0]
    if net.language:
        return Layer(
            "Output", (net.patches, net.outputs), count.embedding(net.vocabulary or net.outputs, width), "dense"
        )
    if net.head == "all-positions":
        size = count.dense(width * net.patches, net.outputs)
        return Layer("Output", (net.outputs,), size, "dense, off all positions")
    return Layer("Output", (net.outputs,), count.dense(width, net.outputs), "dense, off the mean of positions")


def separable(net: Architecture) -> Iterator[Layer]:
    """Word vectors, blocks of two separable convolutions, pooling, a dense head."""
    steps, incoming, kernel, words = net.shape[0], WORD_VECTOR, net.kernel or 3, net.vocabulary or 1
    yield Layer("Word vectors", (steps, incoming), count.embedding(words, incoming), _words(words))
    for stage, width in enumerate(net.widths):
        size, last = 0, stage == len(net.widths) - 1
        for _ in range(SEPARABLE_LAYERS):
            size += count.conv1d(incoming, incoming, kernel, groups=incoming, bias=False)
            size += count.conv1d(incoming, width, 1, bias=net.normalization == "none")
            size += normed(net, width) + slopes(net, width)
            incoming = width
        steps = steps if last else -(-steps // 3)
        says = f"two separable convolutions of {kernel}" + ("" if last else ", then the largest of each 3 steps")
        yield Layer("Block", (steps, width), size, says, stage, active=True)
    yield Layer("Pooling", (incoming,), 0, "the mean over all steps")
    yield Layer("Output", (net.outputs,), count.dense(incoming, net.outputs), "dense")
