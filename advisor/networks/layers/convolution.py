"""The layers of convolutional networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.networks import parameters as count
from advisor.networks.architecture import Architecture, Layer, normed, slopes, stem_kernel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _convolved(net: Architecture, convolve: Callable[..., int]) -> Callable[[int, int, int], int]:
    """A convolution with its normalisation; without one it has a bias."""

    def layer(incoming: int, outgoing: int, size: int) -> int:
        return convolve(incoming, outgoing, size, bias=net.normalization == "none") + normed(net, outgoing)

    return layer


def _stages(
    net: Architecture, layer: Callable[[int, int, int], int], incoming: int, sides: tuple[int, ...]
) -> Iterator[Layer]:
    """Blocks of two convolutions; where the first changes size or channels, its skip is a convolution of one."""
    kernel, name = net.kernel or 3, "Residual block" if net.residual else "Block"
    for stage, width in enumerate(net.widths):
        if stage:
            sides = tuple(-(-side // 2) for side in sides)
        for block in range(net.blocks_per_stage or 1):
            halved, says = stage > 0 and block == 0, f"two convolutions of {_window(kernel, sides)}"
            size = layer(incoming, width, kernel) + layer(width, width, kernel) + 2 * slopes(net, width)
            if net.residual and (halved or incoming != width):
                size += layer(incoming, width, 1)
            says += ", halving the size" if halved else ""
            yield Layer(name, (*sides, width), size, says, stage, active=True)
            incoming = width


def _window(kernel: int, sides: tuple[int, ...]) -> str:
    return " x ".join([str(kernel)] * len(sides))


def convolutional(net: Architecture) -> Iterator[Layer]:
    """A stem, stages of residual blocks that halve the plane (or the steps), global pooling, a dense head."""
    layer = _convolved(net, count.conv2d if len(net.shape) == 3 else count.conv1d)
    sides, first, kernel = tuple(net.shape[:-1]), net.widths[0], net.kernel or 3
    stride = net.stem_stride or 1
    sides = tuple(-(-side // stride) for side in sides)
    size = stem_kernel(kernel, stride)
    says = f"a convolution of {_window(size, sides)}" + (
        "" if stride == 1 else ", halving the size" if stride == 2 else f", every {stride} places"
    )
    yield Layer("Stem", (*sides, first), layer(net.shape[-1], first, size) + slopes(net, first), says, active=True)
    yield from _stages(net, layer, first, sides)
    last = net.widths[-1]
    pooled = "the mean over all places" if len(sides) > 1 else "the mean over all steps"
    pooled = "the mean and the largest over time" if net.pooling == "mean-and-max" else pooled
    yield Layer("Pooling", (last,), 0, pooled)
    yield Layer("Output", (net.outputs,), count.dense(last, net.outputs), "dense")


def unet(net: Architecture) -> Iterator[Layer]:
    """Levels as the stages of a CNN, without a stem; upwards a transposed convolution of 2 and two plain ones."""
    convolve = count.conv3d if len(net.shape) == 4 else count.conv2d
    layer, kernel = _convolved(net, convolve), net.kernel or 3
    sides = tuple(net.shape[:-1])
    yield from _stages(net, layer, net.shape[-1], sides)
    says = f"a transposed convolution of 2; beside the way down two convolutions of {_window(kernel, sides)}"
    for level in reversed(range(len(net.widths) - 1)):
        lower, upper = net.widths[level + 1], net.widths[level]
        size = convolve(lower, upper, 2) + layer(2 * upper, upper, kernel) + layer(upper, upper, kernel)
        shape = (*(-(-side // 2**level) for side in sides), upper)
        yield Layer("Upwards", shape, size + 2 * slopes(net, upper), says, active=True)
    output = convolve(net.widths[0], net.outputs, 1)
    yield Layer("Output", (*sides, net.outputs), output, f"a convolution of {_window(1, sides)}")
