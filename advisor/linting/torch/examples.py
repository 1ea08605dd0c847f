"""Example inputs for a module: as the user says, as the module says, or made up from its first layers."""

from collections.abc import Iterator, Mapping
from inspect import Parameter, signature
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import torch

from advisor.errors import Diagnostic, InputError

BATCH: Final = 2
SIZES: Final = (32, 28, 64, 96, 128, 224, 256, 299, 84)  # of pictures, in the order in which they are tried
LENGTHS: Final = (128, 1000, 16, 32, 1024, 16000)  # of signals
STEPS: Final = 8  # of sequences
PICTURES: Final = (1, 3, 4)  # channels of pictures
FEW: Final = 4  # sizes of pictures that are tried for a convolution that is not declared first
MOST: Final = 16  # inputs that are tried
PARTS: Final = ("Embedding", "EmbeddingBag", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "Linear", "LSTM", "GRU",
                "RNN", "BatchNorm1d", "BatchNorm2d", "LayerNorm")  # fmt: skip


class Example(NamedTuple):
    """What a module is called with."""

    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = MappingProxyType({})


def given_example(said: list[str], module: torch.nn.Module) -> Iterator[Example]:
    """Inputs of the shapes that the user says, as numbers and, where that may be meant, as words."""
    shapes = [_shape(each) for each in said]
    yield Example(tuple(torch.randn(*shape) for shape in shapes))
    if (words := _words(module)) is not None:
        yield Example(tuple(torch.randint(words, tuple(shape)) for shape in shapes))


def _shape(said: str) -> list[int]:
    try:
        shape = [int(size) for size in said.lower().replace(",", "x").split("x")]
    except ValueError:
        shape = []
    if not shape or min(shape) < 1:
        raise InputError(Diagnostic(f"expected sizes as in 1x3x224x224; got {said!r}", "--example"))
    return shape


def made_up(module: torch.nn.Module) -> Iterator[Example]:
    """Inputs that the module may take, the likeliest first."""
    yield from _own(module)
    for each in islice(_by_first_layers(module), MOST):
        yield Example((each, *_beside(module)))


def what_to_say(module: torch.nn.Module) -> str:
    """What the user is to pass: the sizes of each input, as its first layer hints at them."""
    shape = next((tuple(each.shape) for each in _by_first_layers(module)), None)
    names = [each.name for each in _needed(module)]
    sizes = "x".join(map(str, shape or (1, 3, 224, 224)))
    if len(names) < 2:
        return f"say --example {sizes}, with your sizes"
    return f"say --example with its sizes for each of {', '.join(names)}" + (f", as in {sizes}" if shape else "")


def _needed(module: torch.nn.Module) -> list[Parameter]:
    """What forward must be given."""
    return [
        each
        for each in signature(module.forward).parameters.values()
        if each.default is Parameter.empty and each.kind in (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
    ]


def _own(module: Any) -> Iterator[Example]:
    """Inputs that the module itself brings along: of Hugging Face, Lightning and timm."""
    size = getattr(module, "default_cfg", None) or getattr(module, "pretrained_cfg", None)
    size = size.get("input_size") if isinstance(size, dict) else None
    if isinstance(size, tuple | list) and len(size) == 3:
        yield Example((torch.randn(BATCH, *size),))
    given = getattr(module, "example_input_array", None)
    if isinstance(given, torch.Tensor):
        yield Example((given,))
    try:
        dummy = getattr(module, "dummy_inputs", None)
    except Exception:
        dummy = None
    if isinstance(dummy, dict):
        names = signature(module.forward).parameters
        kept = {name: value for name, value in dummy.items() if name in names}
        words = _words(module)
        if words is not None:
            kept = {name: value % words if not value.is_floating_point() else value for name, value in kept.items()
                    if isinstance(value, torch.Tensor)}  # fmt: skip
        yield Example((), kept)
        if "decoder_input_ids" in names and "input_ids" in kept:
            yield Example((), kept | {"decoder_input_ids": kept["input_ids"]})
    if isinstance(config := getattr(module, "config", None), object) and hasattr(config, "image_size"):
        size, channels = config.image_size, getattr(config, "num_channels", 3)
        if isinstance(size, int):
            yield Example((), {"pixel_values": torch.randn(BATCH, channels, size, size)})


def _beside(module: Any) -> tuple[Any, ...]:
    """The hidden state that a recurrent module takes beside its input, where it says how to make one."""
    begin = getattr(module, "init_hidden", None)
    if len(_needed(module)) < 2 or not callable(begin):
        return ()
    try:
        return (begin(BATCH),)
    except Exception:
        return ()


def _by_first_layers(module: torch.nn.Module) -> Iterator[torch.Tensor]:
    """Inputs by what the parts that are declared first take."""
    seen = set()
    for part in module.modules():
        kind = next((name for name in PARTS if type(part).__name__ == name), None)
        if kind is None or kind in seen:
            continue
        seen.add(kind)
        if kind == "Conv2d" and part.in_channels not in PICTURES:
            yield from _of_pictures(module)
        yield from _for(kind, part, module)
        if len(seen) == 4:
            return


def _of_pictures(module: torch.nn.Module) -> Iterator[torch.Tensor]:
    """Pictures for the first convolution that takes some: the output layer may be declared before it."""
    thin = (part for part in module.modules() if type(part).__name__ == "Conv2d" and part.in_channels in PICTURES)
    if (part := next(thin, None)) is not None:
        yield from islice(_for("Conv2d", part, module), FEW)


def _for(kind: str, part: Any, module: torch.nn.Module) -> Iterator[torch.Tensor]:
    if kind in ("Embedding", "EmbeddingBag"):
        words = _words(module) or part.num_embeddings
        yield torch.randint(words, (BATCH, STEPS))
        yield torch.randint(words, (BATCH,))
    elif kind == "Conv1d":
        yield from (torch.randn(BATCH, part.in_channels, length) for length in LENGTHS)
    elif kind in ("Conv2d", "BatchNorm2d"):
        channels = part.in_channels if kind == "Conv2d" else part.num_features
        yield from (torch.randn(BATCH, channels, size, size) for size in SIZES)
    elif kind == "ConvTranspose2d":
        yield from (torch.randn(BATCH, part.in_channels, size, size) for size in (1, 4, 8))
    elif kind == "Conv3d":
        yield from (torch.randn(BATCH, part.in_channels, 16, size, size) for size in (32, 64, 112))
    elif kind in ("LSTM", "GRU", "RNN"):
        yield torch.randn(BATCH, STEPS, part.input_size)
    else:
        shape = getattr(part, "in_features", getattr(part, "num_features", None))
        size = shape if shape is not None else part.normalized_shape[-1]
        yield torch.randn(BATCH, size)
        yield torch.randn(BATCH, STEPS, size)


def _words(module: torch.nn.Module) -> int | None:
    """The rows of the smallest embedding."""
    sizes = [part.num_embeddings for part in module.modules() if isinstance(part, torch.nn.Embedding)]
    return min(sizes, default=None)
