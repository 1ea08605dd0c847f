"""Small networks that are trained for a few steps, each slow in one way: what training is counted from follows.

They are counted as any network from scratch is, so that what a rate does not tell of a layer cancels out.
"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.networks.architecture import Architecture

if TYPE_CHECKING:
    from torch import Tensor, nn

    from advisor.config.values import Computes


CALLED: Final = {
    "mlp": "dense layers",
    "cnn": "convolutions",
    "rnn": "recurrent layers",
    "transformer": "attention",
}


class Reference(NamedTuple):
    """A network, how many examples an update of it has, and which rate it tells."""

    tells: str
    net: Architecture
    batch: int

    @property
    def name(self) -> str:
        """What people read of it."""
        return f"{CALLED[self.net.family]}, {self.tells}"


def _dense(inputs: int, width: int, layers: int) -> Architecture:
    return Architecture(family="mlp", shape=[inputs], outputs=4, widths=[width] * layers, activation="relu")


def _recurrent(steps: int, inputs: int, width: int) -> Architecture:
    return Architecture(family="rnn", shape=[steps, inputs], outputs=4, widths=[width], cell="gru")


def _convolutional(side: int, widths: list[int]) -> Architecture:
    return Architecture(
        family="cnn",
        shape=[side, side, 3],
        outputs=4,
        widths=widths,
        normalization="batch",
        activation="relu",
        blocks_per_stage=1,
        residual=True,
        kernel=3,
    )


def _attending(positions: int, width: int, heads: int) -> Architecture:
    shape = [positions, 16]
    return Architecture(
        family="transformer", shape=shape, outputs=4, widths=[width] * 2, heads=heads, normalization="layer"
    )


SHALLOW: Final = Reference("one tiny", _dense(8, 8, 1), 16)
DEEP: Final = Reference("many tiny", _dense(8, 8, 11), 16)
TICKING: Final = Reference("tiny", _recurrent(50, 4, 4), 4)
# A narrow and a wide one for each kind of operation: the narrow one spends its time on values, the wide one on
# products of matrices. Sizes are those that are recommended where a CPU trains.
COMPUTING: Final[dict["Computes", tuple[Reference, Reference]]] = {
    "dense": (Reference("narrow", _dense(32, 32, 2), 1024), Reference("wide", _dense(256, 256, 2), 256)),
    "convolution": (
        Reference("narrow", _convolutional(32, [16, 16]), 32),
        Reference("wide", _convolutional(32, [48, 96]), 32),
    ),
    "recurrence": (Reference("narrow", _recurrent(50, 16, 32), 64), Reference("wide", _recurrent(50, 128, 128), 64)),
    "attention": (Reference("narrow", _attending(64, 32, 2), 32), Reference("wide", _attending(64, 192, 4), 16)),
}


def built(net: Architecture) -> "nn.Module":
    """The network in PyTorch."""
    return {"mlp": _mlp, "cnn": _cnn, "rnn": _rnn, "transformer": _transformer}[net.family](net)


def examples(net: Architecture, batch: int) -> "Tensor":
    """As many random examples, images with their channels first."""
    import torch

    *sides, channels = net.shape
    return torch.randn(batch, channels, *sides) if net.family == "cnn" else torch.randn(batch, *net.shape)


def _mlp(net: Architecture) -> "nn.Module":
    from torch import nn

    layers: list[nn.Module] = []
    incoming = net.shape[0]
    for width in net.widths:
        layers += [nn.Linear(incoming, width), nn.ReLU(), nn.Dropout(0.1)]
        incoming = width
    return nn.Sequential(*layers, nn.Linear(incoming, net.outputs))


def _cnn(net: Architecture) -> "nn.Module":
    import torch
    from torch import nn

    def convolution(incoming: int, outgoing: int, size: int, stride: int) -> nn.Module:
        convolved = nn.Conv2d(incoming, outgoing, size, stride, padding=size // 2, bias=False)
        return nn.Sequential(convolved, nn.BatchNorm2d(outgoing))

    class Block(nn.Module):
        def __init__(self, incoming: int, width: int, stride: int) -> None:
            super().__init__()
            first, second = convolution(incoming, width, 3, stride), convolution(width, width, 3, 1)
            self.layers = nn.Sequential(first, nn.ReLU(), second)
            self.skip = nn.Identity() if (incoming, stride) == (width, 1) else convolution(incoming, width, 1, stride)

        def forward(self, x: "Tensor") -> "Tensor":
            return torch.relu(self.skip(x) + self.layers(x))

    stem, *_ = net.widths
    layers: list[nn.Module] = [convolution(net.shape[-1], stem, 3, 1), nn.ReLU()]
    incoming = stem
    for stage, width in enumerate(net.widths):
        layers.append(Block(incoming, width, 2 if stage else 1))
        incoming = width
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(incoming, net.outputs)]
    network: Any = nn.Sequential(*layers, *head)
    laid: nn.Module = network.to(memory_format=torch.channels_last)
    return laid


def _rnn(net: Architecture) -> "nn.Module":
    import torch
    from torch import nn

    class Recurrent(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.GRU(net.shape[-1], net.widths[0], len(net.widths), batch_first=True)
            self.output = nn.Linear(net.widths[0], net.outputs)

        def forward(self, x: "Tensor") -> "Tensor":
            lengths = torch.full((len(x),), x.shape[1])  # packed, as sequences of several lengths are
            packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
            read: Tensor = self.output(self.layers(packed)[1][-1])
            return read

    return Recurrent()


def _transformer(net: Architecture) -> "nn.Module":
    from torch import nn

    class Attending(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            width = net.widths[0]
            self.first = nn.Linear(net.shape[-1], width)
            block = nn.TransformerEncoderLayer(
                width, net.heads or 1, 4 * width, 0.1, "gelu", batch_first=True, norm_first=True
            )
            self.layers = nn.TransformerEncoder(block, len(net.widths), enable_nested_tensor=False)
            self.output = nn.Linear(width, net.outputs)

        def forward(self, x: "Tensor") -> "Tensor":
            read: Tensor = self.output(self.layers(self.first(x)).mean(1))
            return read

    return Attending()
