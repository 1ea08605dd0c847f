"""The network of a recommendation, layer by layer."""

from collections.abc import Iterator
from itertools import groupby
from math import log2, prod
from typing import Any, Final, NamedTuple

from advisor.explaining.values import share, shown
from advisor.knowledge.columns import numeric_inputs, unlisted
from advisor.knowledge.counting import Architecture, Layer
from advisor.knowledge.layers import own_layers, published_layers
from advisor.knowledge.published import published
from advisor.recommending import Recommendation, plain

WIDEST: Final = 92.0  # of 100: how wide the largest layer is drawn
LEAST: Final = 6.0
NAMES: Final = {"batch": "BatchNorm", "layer": "LayerNorm", "group": "GroupNorm", "instance": "InstanceNorm"}


class Drawn(NamedTuple):
    """A layer as it is drawn: from how wide to how wide, of 100."""

    layer: Layer
    after: list[str]  # what follows within it
    shape: str
    share: str  # of all parameters
    outline: str  # points of a polygon in a square of 100


def layers(recommendation: Recommendation) -> list[Layer]:
    """The layers in order, counted as `resources.parameters` is."""
    problem = recommendation.problem
    chosen = {name: choice.value for name, choice in recommendation.settlement.choices.items()}
    if (backbone := chosen.get("backbone")) is not None:
        return list(published_layers(problem, chosen["family"], published(backbone), chosen["units"]))
    embeddings = chosen.get("embeddings")
    dropped = chosen.get("drop_columns") or ()
    net = Architecture(
        shape=chosen["input_shape"],
        outputs=chosen["units"],
        numbers=numeric_inputs(problem, dropped),
        unlisted=unlisted(problem, chosen.get("encoding"), chosen.get("one_hot_max"), embeddings),
        **{name: chosen[name] for name in SHARED if name in chosen},
    )
    return list(own_layers(problem, net))


SHARED: Final = (
    "family", "widths", "normalization", "activation", "numeric_embedding", "embeddings", "blocks_per_stage",
    "residual", "cell", "bidirectional", "kernel", "heads", "feedforward", "patch", "members", "vocabulary",
)  # fmt: skip


def drawing(recommendation: Recommendation) -> list[Drawn]:
    """What is drawn: the input, then each layer; alike ones that follow one another are one."""
    config = recommendation.values()["model"]
    found = [_gathered(list(group)) for _, group in groupby(layers(recommendation))]
    shape = tuple(config["input"]["shape"])
    total = sum(layer.parameters * layer.times for layer in found)
    all_ = [Layer("Input", shape, 0, "one example"), *found]
    most = max(log2(1 + prod(layer.shape or (1,))) for layer in all_)
    drawn, before = [], None
    for layer in all_:
        wide = max(LEAST, WIDEST * log2(1 + prod(layer.shape)) / most) if layer.shape else before or WIDEST
        top = wide if before is None else before
        own = layer.parameters * layer.times
        drawn.append(
            Drawn(
                layer,
                list(_after(config, layer)),
                " × ".join(f"{size:,}" for size in layer.shape),
                share(own, total),
                f"{50 - top / 2:.4g},0 {50 + top / 2:.4g},0 {50 + wide / 2:.4g},100 {50 - wide / 2:.4g},100",
            )
        )
        before = wide
    return drawn


def _gathered(alike: list[Layer]) -> Layer:
    first = alike[0]
    return first._replace(times=first.times * len(alike))


def _after(config: dict[str, Any], layer: Layer) -> Iterator[str]:
    """The normalisation, the non-linearity and the dropout of a hidden layer."""
    if layer.stage is None:
        return
    kind = config.get("normalization", {}).get("kind", "none")
    if kind != "none":
        yield NAMES.get(kind, "RMSNorm")
    if name := config.get("activation", {}).get("name"):
        yield name
    dropout = config.get("dropout", {})
    rates = dropout.get("rates") or []
    if layer.stage < len(rates) and rates[layer.stage] and dropout.get("kind") != "none":
        yield f"{dropout['kind'].replace('-', ' ')} {shown(plain(rates[layer.stage]))}"
