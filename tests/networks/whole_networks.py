"""Whole networks counted layer by layer: a second opinion on the counts of the advisor and of its catalogue."""

from collections.abc import Sequence
from typing import Literal

from advisor.networks.parameters import (
    conv2d,
    conv3d,
    dense,
    feed_forward,
    layer_norm,
    nlinear,
    rms_norm,
    self_attention,
)

Normalization = Literal["batch", "layer"]


def depthwise_separable(inputs: int, outputs: int, kernel: int | tuple[int, int], *, bias: bool = True) -> int:
    """One filter per channel, then a 1 x 1 convolution that mixes them (MobileNet, arXiv:1704.04861)."""
    depthwise = conv2d(inputs, inputs, kernel, groups=inputs, bias=bias)
    return depthwise + conv2d(inputs, outputs, 1, bias=bias)


def batch_norm(channels: int) -> int:
    """A scale and a shift per channel; the running mean and variance are not trained."""
    return 2 * channels


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


def dlinear(look_back: int, horizon: int, *, channels: int = 1, individual: bool = False) -> int:
    """DLinear (arXiv:2205.13504): a dense layer for the trend, one for the rest; `individual`: per channel.

    >>> dlinear(336, 96)
    64704
    """
    return 2 * nlinear(look_back, horizon, channels=channels, individual=individual)


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
