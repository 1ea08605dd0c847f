"""What a network from scratch is counted from, all that decides the shape of its layers, and what a layer is."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from msgspec import Struct

from advisor.networks import parameters as count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.config.values import EmbeddingSize, NumericEmbedding
    from advisor.config.words import Activation, Cell, Family, Normalization, Pooling

# What the output layer reads: the mean over all positions, each of them, or all together.
Head = Literal["pooled", "each-position", "all-positions"]

WORD_VECTOR: Final = 200  # numbers of a word vector in a sepcnn; Google's guide to text classification
SEPARABLE_LAYERS: Final = 2  # separable convolutions of a block, likewise
IMAGENET_CLASSES: Final = 1000
AUDIOSET_CLASSES: Final = 527
LORA_SIDES: Final = 18  # sum of inputs and outputs of a transformer block's linear layers, in widths; derived
EMBEDDING_KINDS: Final = {"periodic": "plr", "pbld": "pbld", "piecewise-linear": "piecewise_linear"}


class Unlisted(Struct, frozen=True):
    """Embedded columns of a table that are not known one by one: how many, of how many levels each, and how wide."""

    columns: int
    levels: int
    width: int


class Architecture(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A network that is built from scratch: all that decides the shape of its layers."""

    family: Family
    shape: list[int]  # of one example
    outputs: int
    levels: int = 1  # quantiles of each number that is predicted
    head: Head = "pooled"
    language: bool = False  # a language model: causal attention, rotary positions, no biases
    widths: list[int]  # of the hidden layers
    normalization: Normalization = "none"
    activation: Activation | None = None
    numeric_embedding: NumericEmbedding | None = None  # of a table's numbers
    numbers: int = 0  # columns of a table that enter as a number, where these are embedded
    embeddings: list[EmbeddingSize] | None = None  # of a table's categories
    unlisted: Unlisted | None = None
    vocabulary: int | None = None
    blocks_per_stage: int | None = None
    stem_stride: int | None = None
    pooling: Pooling | None = None
    residual: bool | None = None
    cell: Cell | None = None
    bidirectional: bool | None = None
    kernel: int | None = None
    heads: int | None = None
    feedforward: int | None = None
    patch: list[int] | None = None
    members: int | None = None

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


def stem_kernel(kernel: int, stride: int) -> int:
    """The kernel of the first convolution: where it strides it is so much wider, so that no pixel is seen once."""
    return kernel + stride if stride > 1 else kernel


def tabular_inputs(net: Architecture) -> int:
    """Values that enter the first dense layer: the input shape, with each number replaced by its embedding."""
    inputs = prod(net.shape)
    if net.numeric_embedding:
        inputs += net.numbers * (int(net.numeric_embedding.dim or 1) - 1)
    return inputs


def lora_parameters(rank: int, width: int, depth: int) -> int:
    """Adapters on all linear layers: exact for an encoder with a feed-forward part of four widths.

    >>> lora_parameters(16, 4096, 36)  # of Qwen3-8B, where a count of its layers gives 43.6 million
    42467328
    """
    return rank * LORA_SIDES * width * depth


def nhits_stacks(net: Architecture) -> list[tuple[int, int, int]]:
    """Inputs, width and outputs of each stack: values pooled by 4, 2, 1, and knots of look-back and horizon."""
    last = len(net.widths) - 1
    pools = [2 ** (last - stack) for stack in range(len(net.widths))]
    stacks = []
    for width, pool in zip(net.widths, pools, strict=True):
        pooled = -(-net.shape[0] // pool)
        knots = net.levels * -(-(net.outputs // net.levels) // pool)
        stacks.append((pooled * net.shape[-1], width, pooled + knots))
    return stacks


class Layer(NamedTuple):
    """One layer or block.

    `shape` is that of what leaves it, without the batch dimension; empty where the network is not looked into.
    `stage` is its place among the hidden layers; `active` says that a normalisation and a non-linearity belong to it.
    """

    name: str
    shape: tuple[int, ...]
    parameters: int
    says: str = ""
    stage: int | None = None
    active: bool = False


def total_of(layers: Iterable[Layer]) -> int:
    """Parameters of all of them."""
    return sum(layer.parameters for layer in layers)


def normed(net: Architecture, width: int) -> int:
    """Scale and shift of a normalisation over so many channels."""
    if net.normalization == "none":
        return 0
    return count.rms_norm(width) if net.normalization == "rms" else count.layer_norm(width)


def slopes(net: Architecture, width: int) -> int:
    """The slopes that PReLU learns over so many channels."""
    return width if net.activation == "prelu" else 0
