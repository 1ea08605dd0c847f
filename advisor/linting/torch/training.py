"""How a module is trained, as far as it says so itself: losses and optimisers that it holds or its methods name."""

import ast
import inspect
from collections.abc import Iterator
from textwrap import dedent
from typing import Any

import torch

from advisor.linting.models.graph import Training
from advisor.linting.torch.parts import LOSS_FUNCTIONS, LOSSES


def read_training(module: torch.nn.Module, beside: tuple[Any, ...] = ()) -> Training:
    """What is known of it; `beside` is what the factory gave beside the module."""
    losses = list(dict.fromkeys([*_held(module, beside), *_called(type(module))]))
    optimizer = next(iter(_optimizers(module, beside)), None)
    group = optimizer.param_groups[0] if optimizer is not None else {}
    rate, momentum = group.get("lr"), group.get("momentum", 0.0)
    return Training(
        (losses[0],) if len(losses) == 1 else (),
        type(optimizer).__name__.lower() if optimizer is not None else "",
        float(rate) if isinstance(rate, int | float) else None,
        float(momentum) if isinstance(momentum, int | float) else 0.0,
        path="the optimizer" if optimizer is not None else "",
        levels=_levels(module, beside) if losses == ["quantile"] else 0,
    )


def _levels(module: torch.nn.Module, beside: tuple[Any, ...]) -> int:
    """How many quantiles a loss of quantiles says that it is of; 0 where it does not."""
    for part in (*module.modules(), *beside):
        levels: Any = getattr(part, "quantiles", None)
        if any(LOSSES.get(kind.__name__) == "quantile" for kind in type(part).__mro__) and hasattr(levels, "__len__"):
            return len(levels)
    return 0


def _held(module: torch.nn.Module, beside: tuple[Any, ...]) -> Iterator[str]:
    """Losses among the parts of a module, its attributes and what comes with it."""
    for part in (*module.modules(), *beside):
        for kind in type(part).__mro__:
            if LOSSES.get(kind.__name__):
                yield LOSSES[kind.__name__]
                break
    for value in (*vars(module).values(), *beside):
        if inspect.isfunction(value) and value.__module__ == "torch.nn.functional" and value.__name__ in LOSS_FUNCTIONS:
            yield LOSS_FUNCTIONS[value.__name__]


def _called(kind: type) -> Iterator[str]:
    """Losses that the methods of the module's own class call."""
    try:
        tree = ast.parse(dedent(inspect.getsource(kind)))
    except (OSError, TypeError, SyntaxError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if said := LOSS_FUNCTIONS.get(name) or LOSSES.get(name):
                yield said


def _optimizers(module: Any, beside: tuple[Any, ...]) -> Iterator[torch.optim.Optimizer]:
    """Optimisers that come with a module, or that it configures as Lightning's modules do."""
    for value in (*vars(module).values(), *beside):
        if isinstance(value, torch.optim.Optimizer):
            yield value
    configure = getattr(module, "configure_optimizers", None)
    if callable(configure):
        try:
            made = configure()
        except Exception:
            return
        made = made.get("optimizer") if isinstance(made, dict) else made
        for each in made if isinstance(made, list | tuple) else [made]:
            for one in each if isinstance(each, list | tuple) else [each]:
                if isinstance(one, torch.optim.Optimizer):
                    yield one
