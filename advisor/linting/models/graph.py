"""A model as a graph of layers in the order in which they are applied."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

WEIGHTED: Final = ("dense", "convolution")
LEARNING: Final = (*WEIGHTED, "recurrent", "attention")
NORMS: Final = ("batch-norm", "norm")
DROPOUTS: Final = ("dropout", "alpha-dropout")
FORM: Final = ("form",)  # reshapes, selects or averages: linear, and without weights
PROBABILITIES: Final = ("sigmoid", "softmax", "log-softmax")


class Layer(NamedTuple):
    """One layer: its place, its kind, and what is known of it.

    Kinds: dense, convolution, recurrent, attention, embedding, activation, batch-norm, norm, dropout, alpha-dropout,
    form (reshapes, averages), pool (the maximum), sum (adds or joins), product, input, and other for what is not known.
    """

    path: str
    kind: str
    inputs: tuple[int, ...] = ()
    activation: str = ""  # its own, or what it is
    initialization: str = ""
    usual: bool = False  # whether the initial weights are the library's default
    spread: float = 0.0  # standard deviation of initial weights that are drawn alike for all widths; 0 for others
    units: int = 0
    fan_in: int = 0
    rate: float = 0.0
    biased: bool = False
    grouped: bool = False
    over_steps: bool = False  # an activation over another axis than the last
    vocabulary: int = 0
    frozen: bool = False  # whether its weights stay as they are


class Output(NamedTuple):
    """What a model ends in: the last layer with weights, the non-linearity on it, and the last layer of all."""

    weighted: int | None
    activation: str  # linear where there is none; empty where it is not known
    end: int


class Model:
    """Layers whose inputs are earlier layers, by their places in the list."""

    def __init__(self, layers: Sequence[Layer], ends: Sequence[int] = ()) -> None:
        self.layers = layers
        self._ends = tuple(ends)

    @cached_property
    def readers(self) -> list[list[int]]:
        """By layer, those that it feeds."""
        found: list[list[int]] = [[] for _ in self.layers]
        for at, layer in enumerate(self.layers):
            for source in layer.inputs:
                found[source].append(at)
        return found

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """The layers that give the outputs."""
        return self._ends or tuple(at for at, readers in enumerate(self.readers) if not readers)

    def behind(self, at: int) -> Iterator[int]:
        """The layers that follow one after the other, up to where the way parts or the model ends."""
        while len(self.readers[at]) == 1 and at not in self.ends:
            at = self.readers[at][0]
            yield at

    def before(self, at: int) -> Iterator[int]:
        """The layers that lead to this one, the nearest first, up to where several join."""
        while len(self.layers[at].inputs) == 1:
            at = self.layers[at].inputs[0]
            yield at

    def activation(self, at: int) -> str:
        """The non-linearity on a layer with weights; `linear` where there is none, empty where it is not known."""
        if self.layers[at].activation not in ("", "linear"):
            return self.layers[at].activation
        seen = set()
        for source in self._nearest(at):
            layer = self.layers[source]
            seen.add(layer.activation if layer.kind == "activation" else "linear" if layer.kind in LEARNING else "")
        return seen.pop() if len(seen) == 1 else "" if seen else "linear"

    def _nearest(self, at: int) -> Iterator[int]:
        """The next layers that are more than form, norm or dropout."""
        for reader in self.readers[at]:
            if self.layers[reader].kind in (*FORM, *NORMS, *DROPOUTS):
                yield from self._nearest(reader)
            else:
                yield reader

    @cached_property
    def outputs(self) -> list[Output]:
        """What each output ends in."""
        return [self._output(end) for end in self.ends]

    def _output(self, end: int) -> Output:
        activation = ""
        for at in (end, *self.before(end)):
            layer = self.layers[at]
            if layer.kind in LEARNING:
                own = layer.activation if layer.activation != "linear" and layer.kind != "recurrent" else ""
                return Output(at, activation or own or ("linear" if layer.kind != "recurrent" else ""), end)
            if layer.kind == "activation" and layer.activation != "linear":
                activation = activation or layer.activation
            elif layer.kind not in (*FORM, *DROPOUTS, *NORMS, "activation"):
                break
        return Output(None, activation, end)

    @cached_property
    def hidden(self) -> dict[int, str]:
        """The layers with weights that are no output, with the non-linearity on each."""
        last = {output.weighted for output in self.outputs}
        return {
            at: self.activation(at) for at, layer in enumerate(self.layers) if layer.kind in WEIGHTED and at not in last
        }


class Training(NamedTuple):
    """What is known of how the model is trained."""

    losses: tuple[str, ...] = ()  # one for all outputs, or one for each
    optimizer: str = ""
    rate: float | None = None
    momentum: float = 0.0
    metrics: tuple[str, ...] = ()
    path: str = ""  # where loss, rate and metrics stand; empty where they stand nowhere
    loss_path: str = ""
    levels: int = 0  # quantiles that the loss is of; 0 where they are not known


def chain(layers: Sequence[Layer]) -> list[Layer]:
    """The layers as a chain: each one's input is the one before it."""
    return [layer._replace(inputs=(at - 1,) if at else ()) for at, layer in enumerate(layers)]


UNKNOWN: Final = Training()
