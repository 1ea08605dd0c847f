"""The network of a recommendation, layer by layer."""

from collections.abc import Callable, Iterator
from itertools import groupby
from math import log2, prod
from typing import Any, Final, NamedTuple

from advisor.explaining.values import share, shown
from advisor.networks.architecture import Layer, total_of
from advisor.networks.layers import own_layers, published_layers
from advisor.networks.published import published
from advisor.recommending import Recommendation, plain

WIDEST, LEAST = 92.0, 12.0  # of 100: how wide the largest and the smallest layer are drawn
NAMES: Final = {"batch": "BatchNorm", "layer": "LayerNorm", "group": "GroupNorm", "instance": "InstanceNorm"}


class Drawn(NamedTuple):
    """Alike layers that follow one another, as they are drawn: from how wide to how wide, of 100."""

    layer: Layer
    times: int
    after: list[str]  # what follows within it
    shape: str
    size: int  # parameters of all of them
    share: str  # of all parameters
    outline: str  # points of a polygon in a square of 100


def layers(recommendation: Recommendation) -> list[Layer]:
    """The layers in order, counted as `resources.parameters` is."""
    chosen = {name: choice.value for name, choice in recommendation.resolution.choices.items()}
    if (backbone := chosen.get("backbone")) is None:
        return list(own_layers(chosen["architecture"]))
    classes = recommendation.problem.data.classes
    return list(published_layers(published(backbone), chosen["family"], chosen["units"], classes))


def drawing(recommendation: Recommendation) -> list[Drawn]:
    """What is drawn: the input, then each layer; alike ones that follow one another are one."""
    model = recommendation.values()["model"]
    found = [Layer("Input", tuple(model["input"]["shape"]), 0, "one example"), *layers(recommendation)]
    total = total_of(found)
    scale = _scale([layer.shape for layer in found if layer.shape])
    drawn: list[Drawn] = []
    before: float | None = None
    for (layer, *after), alike in groupby(found, key=lambda layer: (layer._replace(stage=None), *_after(model, layer))):
        wide = scale(layer.shape) if layer.shape else before or WIDEST
        top = wide if before is None else before
        times = len(list(alike))
        size = layer.parameters * times
        shape = " × ".join(f"{side:,}" for side in layer.shape)
        outline = f"{50 - top / 2:.4g},0 {50 + top / 2:.4g},0 {50 + wide / 2:.4g},100 {50 - wide / 2:.4g},100"
        drawn.append(Drawn(layer, times, after, shape, size, share(size, total), outline))
        before = wide
    return drawn


def _scale(shapes: list[tuple[int, ...]]) -> Callable[[tuple[int, ...]], float]:
    """How wide a layer is drawn, from the least for the one with the fewest values to the widest."""
    low, *_, high = sorted([log2(max(1, prod(shape))) for shape in shapes] * 2)

    def wide(shape: tuple[int, ...]) -> float:
        return LEAST + (WIDEST - LEAST) * (log2(max(1, prod(shape))) - low) / (high - low) if high > low else WIDEST

    return wide


def _after(model: dict[str, Any], layer: Layer) -> Iterator[str]:
    """The normalisation, the non-linearity and the dropout that belong to a layer."""
    kind = model.get("normalization", {}).get("kind", "none")
    if layer.active and kind != "none":
        yield NAMES.get(kind, "RMSNorm")
    if layer.active and (name := model.get("activation", {}).get("name")):
        yield name
    dropout = model.get("dropout", {})
    rates = dropout.get("rates") or []
    if layer.stage is not None and layer.stage < len(rates) and rates[layer.stage] and dropout["kind"] != "none":
        yield f"{dropout['kind'].replace('-', ' ')} {shown(plain(rates[layer.stage]))}"
