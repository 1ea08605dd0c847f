"""A module followed without numbers: its graph where no example input is known."""

from collections.abc import Mapping
from typing import Any

from torch import fx, nn

from advisor.linting.models.graph import Layer, Model
from advisor.linting.torch.parts import called_layer, known_type, part_layer


class _Parts(fx.Tracer):
    """Looks into the user's own parts, and takes PyTorch's as they are."""

    def is_leaf_module(self, m: nn.Module, module_qualified_name: str) -> bool:
        return bool(known_type(m)) or super().is_leaf_module(m, module_qualified_name)


def trace_symbolically(module: nn.Module) -> Model:
    """The layers in the order of use. Raises whatever hinders it: branches that depend on numbers, above all."""
    parts = dict(module.named_modules())
    layers: list[Layer] = []
    places: dict[fx.Node, int] = {}
    ends: tuple[int, ...] = ()
    for node in _Parts().trace(module.eval()).nodes:
        inputs = tuple(dict.fromkeys(places[each] for each in node.all_input_nodes if each in places))
        if node.op == "output":
            ends = inputs
        elif (layer := _layer(node, parts, inputs, places)) is not None:
            layers.append(layer)
            places[node] = len(layers) - 1
    return Model(layers, ends)


def _layer(
    node: fx.Node, parts: dict[str, Any], inputs: tuple[int, ...], places: Mapping[fx.Node, int]
) -> Layer | None:
    """What a node does; None where it holds a weight or a number."""
    if node.op == "placeholder":
        return Layer(node.name, "input")
    if node.op == "call_module":
        part = parts[str(node.target)]
        return part_layer(str(node.target), part, known_type(part), inputs)
    if not inputs:
        return None
    name = node.target if isinstance(node.target, str) else getattr(node.target, "__name__", "")
    given: list[fx.Node] = []
    fx.map_arg((node.args, node.kwargs), given.append)
    several = sum(each in places for each in given) > 1
    return called_layer("forward", str(name).strip("_"), node.args, node.kwargs, inputs, several)
