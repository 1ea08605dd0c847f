"""Faults that many layers one behind the other make of what few would bear: signals that grow, shrink or die."""

from collections.abc import Iterator, Mapping
from math import prod, sqrt
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.models.finding import found
from advisor.linting.models.graph import NORMS, Model
from advisor.linting.models.sizes import Window

EXPONENTIALS: Final = 2  # hidden layers: an exponential of an exponential leaves what 32 bits hold
FADED: Final = 1e-4  # of a signal: what is left after the hidden layers, below which it is lost (folklore)
NARROW: Final = 8  # units up to which a layer of ReLU dies by chance, one time in 2 ** units
NARROWS: Final = 4  # such layers from which the chance is said
DEAD: Final = 0.25  # chance that a network of ReLU gives one number for every input from the start


def check_depth(model: Model, windows: Mapping[int, Window]) -> Iterator[Finding]:
    """All of them; a normalisation in between takes care of each."""
    if any(layer.kind in NORMS for layer in model.layers):
        return
    yield from _growing(model)
    yield from _fading(model, windows)
    yield from _dead(model)


def _plain(model: Model, at: int) -> bool:
    """Whether a hidden layer stands in a chain: what it says is neither added to something nor multiplied."""
    return all(len(model.layers[reader].inputs) == 1 for reader in (*model.readers[at], *model.behind(at)))


def _growing(model: Model) -> Iterator[Finding]:
    """Exponentials one behind the other."""
    layers = [at for at, said in model.hidden.items() if said == "exp" and _plain(model, at)]
    if len(layers) >= EXPONENTIALS:
        yield found(
            "CHK-GROWING", model.layers[layers[0]].path,
            f"an exponential in {len(layers)} hidden layers grows beyond all numbers: take relu with He weights",
            "error", "An exponential multiplies gradients by what it says, which the next one raises to a power.",
        )  # fmt: skip


def _fading(model: Model, windows: Mapping[int, Window]) -> Iterator[Finding]:
    """Initial weights whose size does not follow the width, so small that a signal shrinks at each layer.

    A layer multiplies the standard deviation by sqrt(inputs) times that of its weights, a ReLU divides it by sqrt(2)
    (He and others 2015).
    """
    kept, first, layers = 1.0, "", 0
    for at, said in model.hidden.items():
        layer = model.layers[at]
        if not layer.spread or not layer.fan_in or said not in ("relu", "leaky-relu", "linear", "tanh", "gelu", "silu"):
            continue
        inputs = layer.fan_in * prod(windows.get(at, Window()).kernel)
        kept *= min(1.0, sqrt(inputs) * layer.spread / (sqrt(2) if said not in ("linear", "tanh") else 1))
        first, layers = first or layer.path, layers + 1
    if kept < FADED:
        yield found(
            "CHK-INIT-SCALE", first,
            f"initial weights of one size for all widths shrink the signal to {kept:.0e} of itself over {layers} layers"
            ": draw them for the width, as He (relu) or Glorot (tanh)",
            "warning", "What a layer says, and its gradient, is as large as its weights times the root of its inputs.",
        )  # fmt: skip


def _dead(model: Model) -> Iterator[Finding]:
    """Many narrow layers of ReLU: the chance that one of them gives zeros alone from the start.

    At most 1 - prod(1 - 2 ** -units) over the layers, with weights drawn around zero (Lu and others 2019,
    arXiv:1903.06733).
    """
    narrow = [
        at for at, said in model.hidden.items()
        if said == "relu" and 0 < model.layers[at].units <= NARROW and model.layers[at].kind == "dense"
        and _plain(model, at)
    ]  # fmt: skip
    chance = 1 - prod(1 - 2.0 ** -model.layers[at].units for at in narrow)
    if len(narrow) >= NARROWS and chance >= DEAD:
        yield found(
            "CHK-DEAD-RELU", model.layers[narrow[0]].path,
            f"{len(narrow)} layers of so few units with relu are dead from the start in up to {chance:.0%} of runs:"
            " take wider or fewer layers, or an activation that lets negative numbers through (ELU, SELU, GELU)",
            "warning", "Where all units of a layer are at zero for every input, nothing before them is ever trained.",
        )  # fmt: skip
