"""How many trainable parameters a network has: exact, from its shape alone.

Every function counts what an optimiser would update and nothing else: the running statistics of batch
normalisation, for one, are left out. Where frameworks differ, PyTorch's layout is the default and the
argument `framework` says so.
"""

from collections.abc import Sequence
from typing import Literal

Normalization = Literal["batch", "layer"]
Cell = Literal["lstm", "gru", "rnn"]
Framework = Literal["torch", "keras"]
NumericEmbedding = Literal["linear", "pl", "plr", "plr_lite", "pbld", "piecewise_linear"]
TabMVariant = Literal["tabm", "tabm_mini", "tabm_packed"]

GATES: dict[Cell, int] = {"lstm": 4, "gru": 3, "rnn": 1}
"""Weight matrices a cell learns for its input, and again for its state."""


# Layers -----------------------------------------------------------------------------------------------------


def dense(inputs: int, outputs: int, bias: bool = True) -> int:
    """A fully connected layer.

    >>> dense(784, 10)
    7850
    """
    return inputs * outputs + (outputs if bias else 0)


def embedding(cardinality: int, dim: int) -> int:
    """A table of `cardinality` rows of `dim` numbers."""
    return cardinality * dim


def conv1d(inputs: int, outputs: int, kernel: int, *, groups: int = 1, bias: bool = True) -> int:
    """A convolution over a sequence; `inputs` and `outputs` are channels."""
    return _convolution(inputs, outputs, kernel, groups, bias)


def conv2d(inputs: int, outputs: int, kernel: int | tuple[int, int], *, groups: int = 1, bias: bool = True) -> int:
    """A convolution over an image; a kernel of 3 means 3 x 3.

    >>> conv2d(3, 64, 3)
    1792
    """
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    return _convolution(inputs, outputs, height * width, groups, bias)


def conv3d(inputs: int, outputs: int, kernel: int, *, groups: int = 1, bias: bool = True) -> int:
    """A convolution over a volume; a kernel of 3 means 3 x 3 x 3."""
    return _convolution(inputs, outputs, kernel**3, groups, bias)


def depthwise_separable(inputs: int, outputs: int, kernel: int | tuple[int, int], *, bias: bool = True) -> int:
    """One filter per channel, then a 1 x 1 convolution that mixes them (MobileNet, arXiv:1704.04861)."""
    depthwise = conv2d(inputs, inputs, kernel, groups=inputs, bias=bias)
    return depthwise + conv2d(inputs, outputs, 1, bias=bias)


def _convolution(inputs: int, outputs: int, taps: int, groups: int, bias: bool) -> int:
    if inputs % groups or outputs % groups:
        raise ValueError(f"groups={groups} must divide both inputs={inputs} and outputs={outputs}")
    return outputs * (inputs // groups) * taps + (outputs if bias else 0)


def batch_norm(channels: int) -> int:
    """A scale and a shift per channel; the running mean and variance are not trained."""
    return 2 * channels


def layer_norm(width: int, *, bias: bool = True) -> int:
    """A scale per unit and, unless told otherwise, a shift."""
    return 2 * width if bias else width


def rms_norm(width: int) -> int:
    """A scale per unit (arXiv:1910.07467)."""
    return width


def recurrent(
    cell: Cell,
    inputs: int,
    units: int,
    *,
    layers: int = 1,
    bidirectional: bool = False,
    framework: Framework = "torch",
) -> int:
    """A recurrent network of `layers` layers.

    PyTorch keeps two bias vectors per gate for every cell. Keras keeps one, except for its GRU
    (`reset_after=True`, the default), which keeps two.

    >>> recurrent("lstm", 28, 128, framework="keras")
    80384
    """
    biases = 2 if framework == "torch" or cell == "gru" else 1
    directions = 2 if bidirectional else 1

    def layer(incoming: int) -> int:
        return directions * GATES[cell] * units * (incoming + units + biases)

    if layers < 1:
        raise ValueError(f"layers={layers} must be at least 1")
    return layer(inputs) + (layers - 1) * layer(directions * units)


def self_attention(
    width: int,
    *,
    heads: int = 1,
    kv_heads: int | None = None,
    head_dim: int | None = None,
    bias: bool = True,
    qk_norm: bool = False,
) -> int:
    """Query, key, value and output projections.

    The number of heads alone changes nothing; fewer key-value heads (grouped queries, arXiv:2305.13245) or a
    head wider than width / heads do. `qk_norm` adds an RMSNorm over the head to queries and to keys, as Qwen3
    has it.

    >>> self_attention(768, heads=12)
    2362368
    """
    if head_dim is None and width % heads:
        raise ValueError(f"heads={heads} must divide width={width}")
    head = width // heads if head_dim is None else head_dim
    shared = heads if kv_heads is None else kv_heads
    if heads % shared:
        raise ValueError(f"kv_heads={shared} must divide heads={heads}")
    projections = (
        dense(width, heads * head, bias) + 2 * dense(width, shared * head, bias) + dense(heads * head, width, bias)
    )
    return projections + (2 * rms_norm(head) if qk_norm else 0)


def feed_forward(width: int, hidden: int, *, gated: bool = False, bias: bool = True) -> int:
    """The two layers after attention; three where a gate multiplies the first (SwiGLU, arXiv:2002.05202)."""
    return (2 if gated else 1) * dense(width, hidden, bias) + dense(hidden, width, bias)


def transformer_block(
    width: int, *, heads: int = 1, feed_forward_multiple: int = 4, gated: bool = False, bias: bool = True
) -> int:
    """One encoder block: attention, feed-forward layers, two LayerNorms; by default 12 d^2 + 13 d.

    >>> transformer_block(768, heads=12)
    7087872
    """
    hidden = feed_forward_multiple * width
    return (
        self_attention(width, heads=heads, bias=bias)
        + feed_forward(width, hidden, gated=gated, bias=bias)
        + 2 * layer_norm(width, bias=bias)
    )


def lora(inputs: int, outputs: int, rank: int) -> int:
    """The two thin matrices that LoRA trains beside one dense layer (arXiv:2106.09685)."""
    return rank * (inputs + outputs)


# Networks for tables ----------------------------------------------------------------------------------------


def mlp(
    inputs: int,
    widths: Sequence[int],
    outputs: int,
    *,
    normalization: Normalization | None = None,
    bias: bool = True,
    activation_parameters: Literal["none", "per_layer", "per_unit"] = "none",
) -> int:
    """Dense hidden layers and a dense head with a bias.

    `bias` is that of the hidden layers: a normalisation after them makes it redundant.
    `activation_parameters` is for a learned slope such as PReLU's: one for each layer, or one for each unit.

    >>> mlp(784, [512, 512], 10)
    669706
    """
    total, incoming = 0, inputs
    for width in widths:
        total += dense(incoming, width, bias)
        if normalization is not None:
            total += batch_norm(width) if normalization == "batch" else layer_norm(width)
        if activation_parameters != "none":
            total += 1 if activation_parameters == "per_layer" else width
        incoming = width
    return total + dense(incoming, outputs)


def residual_mlp(inputs: int, width: int, blocks: int, outputs: int, *, hidden_multiple: int = 2) -> int:
    """The tabular ResNet of arXiv:2106.11959: BatchNorm, two dense layers and a skip, `blocks` times."""
    hidden = hidden_multiple * width
    block = batch_norm(width) + dense(width, hidden) + dense(hidden, width)
    return dense(inputs, width) + blocks * block + batch_norm(width) + dense(width, outputs)


def tabm(
    inputs: int, width: int, blocks: int, outputs: int, *, members: int = 32, variant: TabMVariant = "tabm"
) -> int:
    """TabM (arXiv:2410.24210): an ensemble of MLPs that share their weight matrices.

    - "tabm": in each layer a shared matrix and, per member, a scale of the inputs, a scale of the outputs and
      a bias.
    - "tabm_mini": an ordinary MLP behind one scale of the inputs per member.
    - "tabm_packed": independent MLPs, computed together.

    Each member has its own head. `inputs` are the columns after encoding and embedding.

    >>> tabm(10, 64, 2, 3)
    21536
    """
    total, incoming = 0, inputs
    for _ in range(blocks):
        if variant == "tabm":
            total += dense(incoming, width, bias=False) + members * (incoming + width + width)
        else:
            total += (members if variant == "tabm_packed" else 1) * dense(incoming, width)
        incoming = width
    if variant == "tabm_mini":
        total += members * inputs
    return total + members * dense(incoming, outputs)


def numeric_embedding(kind: NumericEmbedding, features: int, dim: int, *, frequencies: int = 48, bins: int = 48) -> int:
    """What embeds each number of a row into `dim` numbers (arXiv:2203.05556, arXiv:2407.04491).

    - "linear": a scale and a shift for each number.
    - "pl", "plr": sines and cosines of learned frequencies, then a dense layer of each feature's own (and a
      ReLU).
    - "plr_lite": the same, with one dense layer for all features.
    - "pbld": cosines with a phase, a dense layer of each feature's own, and the number itself as one of the
      `dim`.
    - "piecewise_linear": a place among `bins` quantiles, a dense layer of each feature's own over that, and the
      number itself as one of the `dim`.

    >>> numeric_embedding("plr", 10, 24)
    23760
    """
    if kind == "linear":
        return features * 2 * dim
    if kind in ("pl", "plr"):
        return features * (frequencies + dense(2 * frequencies, dim))
    if kind == "plr_lite":
        return features * frequencies + dense(2 * frequencies, dim)
    if kind == "pbld":
        return features * (2 * frequencies + dense(frequencies, dim - 1))
    return features * dense(bins, dim - 1)


# Networks for images ----------------------------------------------------------------------------------------


def convolution_stack(inputs: int, channels: Sequence[int], *, kernel: int = 3, normalization: bool = False) -> int:
    """Plain convolutions one after the other, as in VGG; with BatchNorm after each, their biases go.

    >>> convolution_stack(1, [8, 16])
    1248
    """
    total, incoming = 0, inputs
    for outgoing in channels:
        total += conv2d(incoming, outgoing, kernel, bias=not normalization)
        total += batch_norm(outgoing) if normalization else 0
        incoming = outgoing
    return total


def residual_cnn(
    channels: Sequence[int],
    blocks: Sequence[int],
    classes: int,
    *,
    input_channels: int = 3,
    stem_kernel: int = 7,
    bottleneck: bool = False,
) -> int:
    """A ResNet (arXiv:1512.03385): a stem, stages of residual blocks with BatchNorm, a dense head.

    `channels` and `blocks` give the width and the number of blocks of each stage. ImageNet nets have a 7 x 7
    stem, nets for small images (CIFAR) a 3 x 3 one. A bottleneck block ends four times as wide as its stage.

    >>> residual_cnn([64, 128, 256, 512], [2, 2, 2, 2], 1000)
    11689512
    """
    if len(channels) != len(blocks):
        raise ValueError(f"{len(channels)} stage widths but {len(blocks)} block counts: they must match")
    incoming = channels[0]
    total = _conv_norm(input_channels, incoming, stem_kernel)
    for stage, (width, count) in enumerate(zip(channels, blocks, strict=True)):
        outgoing = 4 * width if bottleneck else width
        for block in range(count):
            if bottleneck:
                total += _conv_norm(incoming, width, 1) + _conv_norm(width, width, 3) + _conv_norm(width, outgoing, 1)
            else:
                total += _conv_norm(incoming, width, 3) + _conv_norm(width, width, 3)
            halved = block == 0 and stage > 0
            if halved or incoming != outgoing:
                total += _conv_norm(incoming, outgoing, 1)
            incoming = outgoing
    return total + dense(incoming, classes)


def unet(channels: Sequence[int], classes: int, *, input_channels: int = 3, dimensions: Literal[2, 3] = 2) -> int:
    """A U-Net (arXiv:1505.04597): two normalised 3-wide convolutions per level, learned upsampling by two.

    `channels` runs from the full resolution to the bottom. The norms may be BatchNorm or InstanceNorm with a
    scale and a shift: both count alike.

    >>> unet([64, 128, 256, 512, 1024], 1)
    31037633
    """
    convolve = conv2d if dimensions == 2 else conv3d

    def double(incoming: int, outgoing: int) -> int:
        first = convolve(incoming, outgoing, 3, bias=False)
        return first + convolve(outgoing, outgoing, 3, bias=False) + 2 * batch_norm(outgoing)

    total, incoming = 0, input_channels
    for outgoing in channels:
        total += double(incoming, outgoing)
        incoming = outgoing
    for lower, upper in zip(reversed(channels[1:]), reversed(channels[:-1]), strict=True):
        total += convolve(lower, upper, 2) + double(2 * upper, upper)
    return total + convolve(channels[0], classes, 1)


def _conv_norm(inputs: int, outputs: int, kernel: int) -> int:
    return conv2d(inputs, outputs, kernel, bias=False) + batch_norm(outputs)


# Networks for text ------------------------------------------------------------------------------------------


def encoder_lm(
    vocabulary: int,
    width: int,
    depth: int,
    *,
    heads: int = 1,
    feed_forward_multiple: int = 4,
    positions: int = 512,
    token_types: int = 2,
    pooler: bool = True,
) -> int:
    """A BERT-like encoder without its task head (arXiv:1810.04805).

    >>> encoder_lm(30522, 768, 12, heads=12)
    109482240
    """
    embeddings = (vocabulary + positions + token_types) * width + layer_norm(width)
    blocks = depth * transformer_block(width, heads=heads, feed_forward_multiple=feed_forward_multiple)
    return embeddings + blocks + (dense(width, width) if pooler else 0)


def decoder_lm(
    vocabulary: int,
    width: int,
    depth: int,
    *,
    heads: int = 1,
    kv_heads: int | None = None,
    head_dim: int | None = None,
    hidden: int | None = None,
    activation: Literal["gelu", "swiglu"] = "gelu",
    positions: Literal["learned", "rope"] = "learned",
    context: int = 1024,
    tied_embeddings: bool = True,
    normalization: Literal["layer", "rms"] = "layer",
    bias: bool = True,
    qk_norm: bool = False,
) -> int:
    """A decoder-only language model; the defaults are GPT-2's.

    `hidden` is the width of the feed-forward layers, 4 x width unless given. Rotary positions have no
    parameters. The output layer has no bias, and no matrix of its own where embeddings are tied.

    >>> decoder_lm(50257, 768, 12, heads=12)
    124439808
    """
    norm = rms_norm(width) if normalization == "rms" else layer_norm(width, bias=bias)
    block = (
        self_attention(width, heads=heads, kv_heads=kv_heads, head_dim=head_dim, bias=bias, qk_norm=qk_norm)
        + feed_forward(width, 4 * width if hidden is None else hidden, gated=activation == "swiglu", bias=bias)
        + 2 * norm
    )
    tables = vocabulary * (1 if tied_embeddings else 2) + (context if positions == "learned" else 0)
    return tables * width + depth * block + norm


# Networks for series ----------------------------------------------------------------------------------------


def dlinear(look_back: int, horizon: int, *, channels: int = 1, individual: bool = False) -> int:
    """DLinear (arXiv:2205.13504): a dense layer for the trend, one for the rest; `individual`: per channel.

    >>> dlinear(336, 96)
    64704
    """
    return 2 * nlinear(look_back, horizon, channels=channels, individual=individual)


def nlinear(look_back: int, horizon: int, *, channels: int = 1, individual: bool = False) -> int:
    """NLinear (arXiv:2205.13504): a dense layer, the last value subtracted; `individual`: per channel."""
    return (channels if individual else 1) * dense(look_back, horizon)


def patch_tst(
    look_back: int,
    horizon: int,
    *,
    width: int = 128,
    depth: int = 3,
    heads: int = 16,
    hidden: int = 256,
    patch: int = 16,
    stride: int = 8,
    padded: bool = True,
) -> int:
    """PatchTST (arXiv:2211.14730) with BatchNorm in its blocks, learned positions and a flattened head.

    All channels share the weights, so their number is no argument. `padded` adds the one patch at the end.
    """
    if look_back < patch:
        raise ValueError(f"look_back={look_back} must hold at least one patch of {patch} steps")
    patches = (look_back - patch) // stride + 1 + (1 if padded else 0)
    block = self_attention(width, heads=heads) + feed_forward(width, hidden) + 2 * batch_norm(width)
    return dense(patch, width) + patches * width + depth * block + dense(width * patches, horizon)
