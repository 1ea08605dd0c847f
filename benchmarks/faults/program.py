"""How a program of the benchmark is described: a network, the data it is made for, and how it is trained."""

from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple

Version = Literal["faulty", "sound"]
Half = Literal["first", "second"]
HALVES: Final[tuple[Half, ...]] = ("first", "second")


class Layer(NamedTuple):
    """A Keras layer: its class and its arguments."""

    kind: str
    options: Mapping[str, Any]


class Data(NamedTuple):
    """What is learnt from: which data, the shape of one example, the classes (1 for numbers), the form of the labels.

    Labels are `one-hot`, `binary` (0 or 1 in a column), `numbers` (a column of them) or `map` (one for each place).
    """

    kind: str
    shape: tuple[int, ...]
    classes: int
    labels: Literal["one-hot", "binary", "numbers", "map"]


class Setup(NamedTuple):
    """A network with its loss, its optimiser and the learning rate."""

    network: Sequence[Layer]
    loss: str
    rate: float = 0.001
    optimizer: str = "Adam"
    momentum: float = 0.0
    logits: bool = False  # whether the loss takes logits
    metrics: tuple[str, ...] = ("accuracy",)


class Program(NamedTuple):
    """A published program, its known causes, and the same without the fault; either version may be missing."""

    identifier: str
    url: str
    data: Data
    faulty: Setup | None
    sound: Setup | None
    causes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()  # identifiers of programs that are the same but for their names
    epochs: int = 12
    batch: int = 32

    @property
    def half(self) -> Half:
        """Rules were mended on the misses of the first half alone; a hash of the identifier decides."""
        return HALVES[sha256(self.identifier.encode()).digest()[0] % 2]

    def versions(self) -> Iterator[tuple[Version, Setup]]:
        """Those that there are."""
        if self.faulty is not None:
            yield "faulty", self.faulty
        if self.sound is not None:
            yield "sound", self.sound


# Words for layers ---------------------------------------------------------------------------------------------------


def dense(units: int, activation: str | None = None, **more: Any) -> Layer:
    """A dense layer."""
    return Layer("Dense", {"units": units, "activation": activation, **more})


def conv(filters: int, size: int, activation: str | None = None, rank: int = 2, **more: Any) -> Layer:
    """A convolution over sequences (rank 1) or images (2)."""
    return Layer(f"Conv{rank}D", {"filters": filters, "kernel_size": size, "activation": activation, **more})


def pool(size: int = 2, rank: int = 2, kind: str = "Max", **more: Any) -> Layer:
    """The largest or the mean of each window."""
    return Layer(f"{kind}Pooling{rank}D", {"pool_size": size, **more})


def act(name: str) -> Layer:
    """A non-linearity by itself."""
    return Layer("Activation", {"activation": name})


def drop(rate: float) -> Layer:
    """Dropout."""
    return Layer("Dropout", {"rate": rate})


def norm() -> Layer:
    """Batch normalisation."""
    return Layer("BatchNormalization", {})


def flat() -> Layer:
    """A map as one vector."""
    return Layer("Flatten", {})


def with_options(layers: Sequence[Layer], kinds: Sequence[str], **more: Any) -> list[Layer]:
    """The same layers, those of some kinds with other arguments."""
    return [layer._replace(options={**layer.options, **more}) if layer.kind in kinds else layer for layer in layers]
