"""How many weights learn, beside the examples that they learn from."""

from collections.abc import Iterator, Mapping
from math import prod
from typing import Final

from advisor.linting.facts import Facts
from advisor.linting.finding import Finding
from advisor.linting.models.finding import found
from advisor.linting.models.graph import Model
from advisor.linting.models.sizes import Window

MANY: Final = 1_000  # weights for each example from which a network is sure to learn them by heart (folklore)


def check_capacity(weights: int, facts: Facts, path: str) -> Iterator[Finding]:
    """Far more weights than the examples can teach; `weights` are those that learn, at least."""
    if facts.rows and weights >= MANY * facts.rows:
        message = (
            f"{weights:,} weights learn from {facts.rows:,} examples, {weights // facts.rows:,} for each: take"
            " published weights and freeze most of them, or a smaller network"
        )
        yield found("CHK-CAPACITY", path, message, "note", "What has room for every example learns them by heart.")


def weights_at_least(model: Model, windows: Mapping[int, Window]) -> int:
    """The weights that learn, of the layers whose inputs are known."""
    total = 0
    for at, layer in enumerate(model.layers):
        if layer.frozen:
            continue
        if layer.kind == "embedding":
            total += layer.vocabulary * layer.units
        elif layer.kind == "recurrent":
            total += layer.units * (layer.units + layer.fan_in)
        elif layer.kind in ("dense", "convolution") and not layer.grouped:
            total += layer.units * layer.fan_in * prod(windows.get(at, Window()).kernel)
    return total
