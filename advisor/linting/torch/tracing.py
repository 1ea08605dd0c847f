"""A forward pass that is watched: which parts and functions are used on what, in which order."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from advisor.linting.models.graph import Layer, Model
from advisor.linting.torch.parts import called_layer, known_type, part_layer


class Traced:
    """The graph of a forward pass, and the bytes that it kept for one example."""

    def __init__(self, model: Model, kept: int) -> None:
        self.model = model
        self.kept = kept


def trace(module: torch.nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Traced:
    """Run the module once, as for inference, and watch. Raises whatever the module raises."""
    watch = _Watch()
    for number, given in enumerate([*args, *kwargs.values()]):
        watch.note(given, Layer(f"input {number + 1}", "input"))
    hooks = [handle for name, part in module.named_modules() for handle in watch.hooks(name, part)]
    fast = torch.backends.mha.get_fastpath_enabled()
    torch.backends.mha.set_fastpath_enabled(False)  # else encoder layers hide their parts
    module.eval()
    try:
        with torch.no_grad(), watch:
            given = module(*args, **kwargs)
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        for handle in hooks:
            handle.remove()
    ends = tuple(dict.fromkeys(at for tensor in tensors(given) if (at := watch.places.get(id(tensor))) is not None))
    return Traced(Model(watch.layers, ends), sum(tensor.nbytes for tensor in watch.held))


def tensors(value: Any) -> Iterator[torch.Tensor]:
    """All tensors in nested tuples, lists and mappings."""
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from tensors(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from tensors(each)


class _Watch(TorchFunctionMode):
    """Notes which layer made which tensor."""

    def __init__(self) -> None:
        super().__init__()
        self.layers: list[Layer] = []
        self.places: dict[int, int] = {}
        self.held: list[torch.Tensor] = []  # so that no id is used twice
        self.inside: list[str] = []
        self.depth = 0  # inside a part of PyTorch's own

    def note(self, given: Any, layer: Layer) -> None:
        """A layer has made these tensors."""
        made = list(tensors(given))
        if not made:
            return
        self.layers.append(layer)
        for tensor in made:
            self.places[id(tensor)] = len(self.layers) - 1
            self.held.append(tensor)

    def sources(self, *given: Any) -> tuple[int, ...]:
        """The layers that made what is given."""
        return tuple(dict.fromkeys(at for tensor in tensors(given) if (at := self.places.get(id(tensor))) is not None))

    def several(self, *given: Any) -> bool:
        """Whether more than one of the tensors was made by layers."""
        return sum(id(tensor) in self.places for tensor in tensors(given)) > 1

    def hooks(self, name: str, part: torch.nn.Module) -> Iterator[Any]:
        """Follow the calls of a part."""
        kind = known_type(part)

        def enter(_: Any, *given: Any) -> None:
            self.inside.append(name)
            self.depth += bool(kind)

        def leave(module: Any, args: Any, kwargs: Any, made: Any) -> None:
            self.inside.pop()
            self.depth -= bool(kind)
            if kind and not self.depth:
                layer = part_layer(name or type(module).__name__, module, kind, self.sources(args, kwargs))
                self.note(made, _over(layer, args, kwargs, getattr(module, "dim", None)))

        yield part.register_forward_pre_hook(enter, with_kwargs=True)
        yield part.register_forward_hook(leave, with_kwargs=True)

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Any = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Run a function of PyTorch's and note it."""
        said = kwargs or {}
        made = func(*args, **said)
        if self.depth == 0 and next(tensors(made), None) is not None and (sources := self.sources(args, said)):
            name = getattr(func, "__name__", "").strip("_")
            inside = self.inside[-1] if self.inside and self.inside[-1] else "forward"
            layer = called_layer(inside, name, args, said, sources, self.several(args, said))
            dim = said.get("dim", args[1] if len(args) > 1 else None)
            self.note(made, _over(layer, args, said, dim) if layer.kind == "activation" else layer)
        return made


def _over(layer: Layer, args: Any, kwargs: Any, dim: Any) -> Layer:
    """A softmax with the axis that it goes over, and the size of that."""
    given = next(tensors((args, kwargs)), None)
    if (
        layer.activation not in ("softmax", "log-softmax")
        or given is None
        or not isinstance(dim, int)
        or not given.ndim
    ):
        return layer
    last = dim % given.ndim == (given.ndim - 1 if given.ndim < 4 else 1)
    return layer._replace(units=given.shape[dim], over_steps=not last)
