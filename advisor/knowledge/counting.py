"""The layers of the networks that a config describes, counted: what an exporter builds literally.

Dense stacks are [Linear, normalisation, activation, dropout] for each width, then Linear to the outputs. A
normalisation makes the bias of the layer before it redundant, and it is left out.
"""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.arithmetic import parameters as layers_of

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, NumericEmbedding
    from advisor.config.words import Activation, Cell, Family, Normalization
    from advisor.problem import Problem

WORD_VECTOR: Final = 200  # numbers of a word vector in a sepcnn; Google's guide to text classification
SEPARABLE_LAYERS: Final = 2  # separable convolutions of a block, likewise
IMAGENET_CLASSES: Final = 1000
AUDIOSET_CLASSES: Final = 527


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


def own_parameters(problem: Problem, net: Architecture) -> int:
    """Trainable parameters of a network that is built from scratch."""
    family, widths, outputs = net.family, net.widths, net.outputs
    if family in ("mlp", "tabm"):
        return _tabular(problem, net)
    if family == "ngram-mlp":
        return _dense(net.vocabulary or prod(net.shape), net)
    if family == "cnn":
        return _convolutional(net)
    if family == "rnn":
        width = widths[0] if widths else 1
        ways = 2 if net.bidirectional else 1
        recurrent = layers_of.recurrent(
            net.cell or "lstm", net.shape[-1], width, layers=max(1, len(widths)), bidirectional=bool(net.bidirectional)
        )
        return recurrent + layers_of.dense(ways * width, outputs)
    if family == "transformer":
        return _transformer(problem, net)
    if family == "unet":
        return layers_of.unet(
            widths, outputs, input_channels=net.shape[-1], dimensions=3 if problem.data.volumetric else 2
        )
    if family == "sepcnn":
        return _separable(net)
    if family == "linear-series":
        lookback = net.shape[0]
        linear = layers_of.nlinear(lookback, problem.data.horizon)
        return linear + (layers_of.mlp(lookback, widths, problem.data.horizon) if widths else 0)
    if family == "nhits":
        return _nhits(problem, net)
    raise ValueError(f"{family} is not built from scratch")


def tabular_inputs(problem: Problem, net: Architecture) -> int:
    """Values that enter the first dense layer: the input shape, with each number replaced by its embedding."""
    inputs = prod(net.shape)
    embedding = net.numeric_embedding
    if problem.data.kind == "table" and embedding is not None and embedding.kind != "none":
        numbers = problem.data.features - problem.data.categorical
        inputs += numbers * (int(embedding.dim or 1) - 1)
    return inputs


def _tabular(problem: Problem, net: Architecture) -> int:
    inputs = tabular_inputs(problem, net)
    tables = sum(layers_of.embedding(size.cardinality + 1, size.dim) for size in net.embeddings or ())
    embedding = net.numeric_embedding
    if problem.data.kind == "table" and embedding is not None and embedding.kind != "none":
        kinds = {"periodic": "plr", "pbld": "pbld", "piecewise-linear": "piecewise_linear"}
        tables += layers_of.numeric_embedding(
            kinds[embedding.kind],  # type: ignore[arg-type]
            problem.data.features - problem.data.categorical,
            int(embedding.dim or 1),
            frequencies=int(embedding.hidden or 1),
            bins=int(embedding.bins or 2),
        )
    if net.family == "tabm":
        width = net.widths[0] if net.widths else 0
        return tables + layers_of.tabm(inputs, width, len(net.widths), net.outputs, members=net.members or 1)
    return tables + _dense(inputs, net)


def _dense(inputs: int, net: Architecture) -> int:
    normalized = net.normalization in ("batch", "layer")
    return layers_of.mlp(
        inputs,
        net.widths,
        net.outputs,
        normalization=("batch" if net.normalization == "batch" else "layer") if normalized else None,
        bias=not normalized,
        activation_parameters="per_unit" if net.activation == "prelu" else "none",
    )


def _convolutional(net: Architecture) -> int:
    """Stages of residual blocks (two convolutions, a norm after each), global pooling, a dense head."""
    kernel, blocks = net.kernel or 3, net.blocks_per_stage or 1
    flat = len(net.shape) == 3
    convolve = layers_of.conv2d if flat else layers_of.conv1d

    def step(incoming: int, outgoing: int, size: int) -> int:
        return convolve(incoming, outgoing, size, bias=False) + layers_of.batch_norm(outgoing)

    total, incoming = step(net.shape[-1], net.widths[0], kernel), net.widths[0]
    for stage, width in enumerate(net.widths):
        for block in range(blocks):
            total += step(incoming, width, kernel) + step(width, width, kernel)
            if net.residual and ((block == 0 and stage > 0) or incoming != width):
                total += step(incoming, width, 1)
            incoming = width
    return total + layers_of.dense(incoming, net.outputs)


def _transformer(problem: Problem, net: Architecture) -> int:
    width, depth, heads = net.widths[0], len(net.widths), net.heads or 1
    hidden = net.feedforward or 4 * width
    if problem.task == "language-modeling":
        return layers_of.decoder_lm(
            net.vocabulary or net.outputs,
            width,
            depth,
            heads=heads,
            hidden=hidden,
            activation="swiglu" if net.activation == "swiglu" else "gelu",
            positions="rope",
            tied_embeddings=False,
            normalization="rms" if net.normalization == "rms" else "layer",
            bias=False,
        )
    if problem.task == "forecasting" and net.patch:
        return layers_of.patch_tst(
            net.shape[0], problem.data.horizon, width=width, depth=depth, heads=heads, hidden=hidden,
            patch=net.patch[0], stride=net.patch[1],
        )  # fmt: skip
    block = layers_of.self_attention(width, heads=heads) + layers_of.feed_forward(width, hidden)
    block += 2 * layers_of.layer_norm(width)
    steps = net.shape[0]
    into = net.vocabulary * width if net.vocabulary else layers_of.dense(net.shape[-1], width)
    return into + steps * width + depth * block + layers_of.layer_norm(width) + layers_of.dense(width, net.outputs)


def _separable(net: Architecture) -> int:
    total, incoming = layers_of.embedding(net.vocabulary or 1, WORD_VECTOR), WORD_VECTOR
    kernel = net.kernel or 3
    for width in net.widths:
        for _ in range(SEPARABLE_LAYERS):
            total += layers_of.conv1d(incoming, incoming, kernel, groups=incoming, bias=False)
            total += layers_of.conv1d(incoming, width, 1)
            incoming = width
    return total + layers_of.dense(incoming, net.outputs)


def _nhits(problem: Problem, net: Architecture) -> int:
    """Each stack: two dense layers over the pooled look-back, then the expansion back and forth."""
    lookback, horizon = net.shape[0], problem.data.horizon
    pools = [2 ** (len(net.widths) - 1 - stack) for stack in range(len(net.widths))]
    total = 0
    for width, pool in zip(net.widths, pools, strict=True):
        pooled = -(-lookback // pool)
        knots = pooled + -(-horizon // pool)
        total += layers_of.dense(pooled, width) + layers_of.dense(width, width) + layers_of.dense(width, knots)
    return total
