"""The layers of the networks that a config describes, counted: what an exporter builds literally.

A dense or convolutional layer is followed by its normalisation, activation and dropout; a normalisation makes the
bias before it redundant, and it is left out. PReLU learns a slope for each unit or channel.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.arithmetic import parameters as layers_of
from advisor.knowledge.columns import Unlisted

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor.config.values import EmbeddingSize, NumericEmbedding
    from advisor.config.words import Activation, Cell, Family, Normalization
    from advisor.problem import Problem

WORD_VECTOR: Final = 200  # numbers of a word vector in a sepcnn; Google's guide to text classification
SEPARABLE_LAYERS: Final = 2  # separable convolutions of a block, likewise
IMAGENET_CLASSES: Final = 1000
AUDIOSET_CLASSES: Final = 527
LORA_SIDES: Final = 18  # sum of inputs and outputs of a transformer block's linear layers, in widths; derived
EMBEDDING_KINDS: Final = {"periodic": "plr", "pbld": "pbld", "piecewise-linear": "piecewise_linear"}


class Architecture(NamedTuple):
    """Every choice that decides how many parameters a network has."""

    family: Family
    shape: list[int]
    widths: list[int]
    outputs: int
    normalization: Normalization = "none"
    activation: Activation | None = None
    numeric_embedding: NumericEmbedding | None = None
    embeddings: list[EmbeddingSize] | None = None
    blocks_per_stage: int | None = None
    residual: bool | None = None
    cell: Cell | None = None
    bidirectional: bool | None = None
    kernel: int | None = None
    heads: int | None = None
    feedforward: int | None = None
    patch: list[int] | None = None
    members: int | None = None
    vocabulary: int | None = None
    numbers: int = 0  # columns of a table that enter as a number
    unlisted: Unlisted = Unlisted()

    @property
    def gated(self) -> bool:
        """Whether the feed-forward part of a transformer block has a gate, and so a third matrix."""
        return self.activation == "swiglu"

    @property
    def patches(self) -> int:
        """Positions of a transformer: patches of a series (one more at the end, padded), or steps."""
        if not self.patch:
            return self.shape[0]
        return max(0, self.shape[0] - self.patch[0]) // self.patch[1] + 2


def own_parameters(problem: Problem, net: Architecture) -> int:
    """Trainable parameters of a network that is built from scratch."""
    counted = COUNTED.get(net.family)
    if counted is None:
        raise ValueError(f"{net.family} is not built from scratch")
    return counted(problem, net)


def embeds_numbers(problem: Problem, net: Architecture) -> bool:
    """Whether each number of a table becomes a vector first."""
    return problem.data.kind == "table" and net.numeric_embedding is not None and net.numeric_embedding.kind != "none"


def tabular_inputs(problem: Problem, net: Architecture) -> int:
    """Values that enter the first dense layer: the input shape, with each number replaced by its embedding."""
    inputs = prod(net.shape)
    if embeds_numbers(problem, net) and net.numeric_embedding:
        inputs += net.numbers * (int(net.numeric_embedding.dim or 1) - 1)
    return inputs


def lora_parameters(rank: int, width: int, depth: int) -> int:
    """Adapters on all linear layers: exact for an encoder with a feed-forward part of four widths.

    >>> lora_parameters(16, 4096, 36)  # of Qwen3-8B, where a count of its layers gives 43.6 million
    42467328
    """
    return rank * LORA_SIDES * width * depth


def _tables(problem: Problem, net: Architecture) -> int:
    """What turns categories and numbers into vectors."""
    listed = sum(layers_of.embedding(size.cardinality + 1, size.dim) for size in net.embeddings or ())
    others = net.unlisted.columns * layers_of.embedding(net.unlisted.levels + 1, net.unlisted.width)
    embedding = net.numeric_embedding
    if embedding is None or not embeds_numbers(problem, net):
        return listed + others
    return (
        listed
        + others
        + layers_of.numeric_embedding(
            EMBEDDING_KINDS[embedding.kind],  # type: ignore[arg-type]
            net.numbers,
            int(embedding.dim or 1),
            frequencies=int(embedding.hidden or 1),
            bins=int(embedding.bins or 2),
        )
    )


def _mlp(problem: Problem, net: Architecture) -> int:
    return (net.members or 1) * (_tables(problem, net) + _dense(tabular_inputs(problem, net), net))


def _tabm(problem: Problem, net: Architecture) -> int:
    total, incoming, members = _tables(problem, net), tabular_inputs(problem, net), net.members or 1
    for width in net.widths:
        total += layers_of.tabm(incoming, width, 1, 0, members=members)
        incoming = width
    return total + members * layers_of.dense(incoming, net.outputs)


def _ngrams(problem: Problem, net: Architecture) -> int:
    return _dense(net.vocabulary or prod(net.shape), net)


def _normed(net: Architecture, width: int) -> int:
    """Scale and shift of a normalisation over so many channels."""
    if net.normalization == "none":
        return 0
    return layers_of.rms_norm(width) if net.normalization == "rms" else layers_of.layer_norm(width)


def _slopes(net: Architecture, width: int) -> int:
    return width if net.activation == "prelu" else 0


def _dense(inputs: int, net: Architecture) -> int:
    total, bias = 0, net.normalization == "none"
    for width in net.widths:
        total += layers_of.dense(inputs, width, bias) + _normed(net, width) + _slopes(net, width)
        inputs = width
    return total + layers_of.dense(inputs, net.outputs)


def _convolved(net: Architecture, convolve: Callable[..., int]) -> Callable[[int, int, int], int]:
    """A convolution with its normalisation; without one it has a bias."""

    def layer(incoming: int, outgoing: int, size: int) -> int:
        return convolve(incoming, outgoing, size, bias=net.normalization == "none") + _normed(net, outgoing)

    return layer


def _stage(net: Architecture, layer: Callable[[int, int, int], int], incoming: int, width: int, halved: bool) -> int:
    """Blocks of two convolutions; where the first changes size or channels, its skip is a convolution of one."""
    total, kernel = 0, net.kernel or 3
    for block in range(net.blocks_per_stage or 1):
        total += layer(incoming, width, kernel) + layer(width, width, kernel) + 2 * _slopes(net, width)
        if net.residual and ((halved and block == 0) or incoming != width):
            total += layer(incoming, width, 1)
        incoming = width
    return total


def _convolutional(problem: Problem, net: Architecture) -> int:
    """A stem, stages of residual blocks that halve the plane (or the steps), global pooling, a dense head."""
    layer = _convolved(net, layers_of.conv2d if len(net.shape) == 3 else layers_of.conv1d)
    incoming = net.widths[0]
    total = layer(net.shape[-1], incoming, net.kernel or 3) + _slopes(net, incoming)
    for stage, width in enumerate(net.widths):
        total += _stage(net, layer, incoming, width, stage > 0)
        incoming = width
    return total + layers_of.dense(incoming, net.outputs)


def _unet(problem: Problem, net: Architecture) -> int:
    """Levels as the stages of a CNN, without a stem; upwards a transposed convolution of 2 and two plain ones."""
    convolve = layers_of.conv3d if problem.data.volumetric else layers_of.conv2d
    layer, kernel = _convolved(net, convolve), net.kernel or 3
    total, incoming = 0, net.shape[-1]
    for level, width in enumerate(net.widths):
        total += _stage(net, layer, incoming, width, level > 0)
        incoming = width
    for lower, upper in zip(reversed(net.widths[1:]), reversed(net.widths[:-1]), strict=True):
        total += convolve(lower, upper, 2) + layer(2 * upper, upper, kernel) + layer(upper, upper, kernel)
        total += 2 * _slopes(net, upper)
    return total + convolve(net.widths[0], net.outputs, 1)


def _recurrent(problem: Problem, net: Architecture) -> int:
    """Recurrent layers (over learnt word vectors, for text), a normalisation after each if any, a dense head."""
    width, depth = net.widths[0] if net.widths else 1, max(1, len(net.widths))
    words = layers_of.embedding(net.vocabulary, WORD_VECTOR) if net.vocabulary else 0
    both = width * (2 if net.bidirectional else 1)
    cells = layers_of.recurrent(
        net.cell or "lstm",
        WORD_VECTOR if net.vocabulary else net.shape[-1],
        width,
        layers=depth,
        bidirectional=bool(net.bidirectional),
    )
    return words + cells + depth * _normed(net, both) + layers_of.dense(both, net.outputs)


def _transformer(problem: Problem, net: Architecture) -> int:
    """Pre-norm blocks and a last norm: over tokens, patches of a series, or steps; positions are learnt.

    A language model has rotary positions and no biases. A forecast is read off all patches, a class off their mean.
    """
    width, depth, heads = net.widths[0], len(net.widths), net.heads or 1
    hidden = net.feedforward or 4 * width
    if problem.task == "language-modeling":
        return layers_of.decoder_lm(
            net.vocabulary or net.outputs,
            width,
            depth,
            heads=heads,
            hidden=hidden,
            activation="swiglu" if net.gated else "gelu",
            positions="rope",
            tied_embeddings=False,
            normalization="rms" if net.normalization == "rms" else "layer",
            bias=False,
        )
    block = layers_of.self_attention(width, heads=heads) + layers_of.feed_forward(width, hidden, gated=net.gated)
    block += 2 * _normed(net, width)
    values = (net.patch[0] if net.patch else 1) * net.shape[-1]
    into = net.vocabulary * width if net.vocabulary else layers_of.dense(values, width)
    read = width * (net.patches if problem.task == "forecasting" else 1)
    return into + net.patches * width + depth * block + _normed(net, width) + layers_of.dense(read, net.outputs)


def _separable(problem: Problem, net: Architecture) -> int:
    """Word vectors, blocks of two separable convolutions, pooling, a dense head."""
    total, incoming = layers_of.embedding(net.vocabulary or 1, WORD_VECTOR), WORD_VECTOR
    for width in net.widths:
        for _ in range(SEPARABLE_LAYERS):
            total += layers_of.conv1d(incoming, incoming, net.kernel or 3, groups=incoming, bias=False)
            total += layers_of.conv1d(incoming, width, 1, bias=net.normalization == "none")
            total += _normed(net, width) + _slopes(net, width)
            incoming = width
    return total + layers_of.dense(incoming, net.outputs)


def _linear(problem: Problem, net: Architecture) -> int:
    """One dense layer over the series itself; the small network beside it also sees the other variables."""
    linear = layers_of.nlinear(net.shape[0], net.outputs)
    return linear + (_dense(prod(net.shape), net) if net.widths else 0)


def nhits_stacks(problem: Problem, net: Architecture) -> list[tuple[int, int, int]]:
    """Inputs, width and outputs of each stack: values pooled by 4, 2, 1, and knots of look-back and horizon."""
    last = len(net.widths) - 1
    pools = [2 ** (last - stack) for stack in range(len(net.widths))]
    stacks = []
    for width, pool in zip(net.widths, pools, strict=True):
        pooled = -(-net.shape[0] // pool)
        stacks.append((pooled * net.shape[-1], width, pooled + -(-net.outputs // pool)))
    return stacks


def _nhits(problem: Problem, net: Architecture) -> int:
    """Each stack: two dense layers over the pooled look-back, then the expansion back and forth."""
    return sum(
        _dense(inputs, net._replace(widths=[width, width], outputs=knots))
        for inputs, width, knots in nhits_stacks(problem, net)
    )


COUNTED: Final[dict[str, Callable[[Problem, Architecture], int]]] = {
    "mlp": _mlp,
    "tabm": _tabm,
    "ngram-mlp": _ngrams,
    "cnn": _convolutional,
    "unet": _unet,
    "rnn": _recurrent,
    "transformer": _transformer,
    "sepcnn": _separable,
    "linear-series": _linear,
    "nhits": _nhits,
}
