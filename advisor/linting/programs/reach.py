"""Weights that no gradient or no optimiser reaches, and losses that count or compare the wrong elements."""

import ast
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import Events, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.layers import is_module, layer
from advisor.linting.programs.modes import QUIET
from advisor.linting.programs.names import METHODS, Names
from advisor.linting.programs.shapes import shape
from advisor.linting.programs.syntax import Function, Item, number, own, word

OF_NUMBERS: Final = (
    "MSELoss",
    "L1Loss",
    "SmoothL1Loss",
    "HuberLoss",
    "mse_loss",
    "l1_loss",
    "smooth_l1_loss",
    "huber_loss",
)
SIZED: Final = ("mask", "length", "pack_padded")  # parts of names by which padding is left out in another way
IGNORED: Final = -100  # the label that cross-entropy leaves out unless it is told another


def check_reach(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    yield from _not_held(names, events)
    for cls in names.classes.values():
        if is_module(names, cls) and (forward := names.method(cls, "forward")) is not None:
            yield from _detached(names, cls, forward)
    yield from _broadcast(names)
    yield from _padding(names)


def _not_held(names: Names, events: Events) -> Iterator[Finding]:
    """A new model that takes part in training, and whose parameters the program gives to nobody."""
    if not events.optimizers or not all(
        any(isinstance(x, ast.Attribute) and x.attr == "parameters" for x in ast.walk(call))
        for call in events.optimizers
    ):
        return
    for bounds in names.bound.values():
        for bound in bounds:
            if (
                isinstance(bound.value, Item)
                or not isinstance(target := bound.at, ast.Assign)
                or not isinstance(target.targets[0], ast.Name)
            ):
                continue
            if len(bounds) > 1 or not layer(names, bound.value):
                continue
            uses = [
                x
                for x in names.nodes
                if isinstance(x, ast.Name) and x.id == target.targets[0].id and isinstance(x.ctx, ast.Load)
            ]
            if uses and all(_only_called(names, x) for x in uses) and any(_in_training(names, events, x) for x in uses):
                held = ", ".join(sorted({text(node) for node in events.held}))
                message = f"is never trained: the optimizer holds the parameters of {held} alone"
                yield found(
                    "CHK-NOT-OPTIMIZED",
                    target,
                    message,
                    "An optimiser trains the parameters that it was given.",
                    "error",
                )


def _only_called(names: Names, use: ast.Name) -> bool:
    """Whether a model is called there, with gradients, or moved; nothing else can get at its parameters so."""
    parent = names.parents.get(use)
    if isinstance(parent, ast.Attribute):
        return parent.attr in METHODS and parent.attr != "requires_grad_"
    quiet = any(
        isinstance(x, ast.With) and any(names.called(w.context_expr).rpartition(".")[2] in QUIET for w in x.items)
        for x in names.above(use)
    )
    return isinstance(parent, ast.Call) and parent.func is use and not quiet


def _in_training(names: Names, events: Events, use: ast.Name) -> bool:
    return any(
        use in ast.walk(loop) and {"backward", "step"} <= {event.kind for event in events.of(loop)}
        for loop in events.loops
    )


def _detached(names: Names, cls: ast.ClassDef, forward: Function) -> Iterator[Finding]:
    """Layers whose only result is cut off from the gradient."""
    for at, node in enumerate(forward.body):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name, after = node.targets[0].id, forward.body[at + 1] if at + 1 < len(forward.body) else None
        again = isinstance(after, ast.Assign) and ast.unparse(after) == f"{name} = {name}.detach()"
        if not again and not (
            isinstance(node.value, ast.Call)
            and isinstance(node.value.func, ast.Attribute)
            and node.value.func.attr == "detach"
        ):
            continue
        for used in ast.walk(node.value):
            attribute = own(used)
            made = [b.value for b in names.bound.get(attribute, []) if names.class_of(b.at) is cls] if attribute else []
            others = [
                x
                for x in names.nodes
                if isinstance(x, ast.Attribute)
                and x.attr == attribute.removeprefix("self.")
                and isinstance(x.ctx, ast.Load)
                and x is not used
            ]
            if made and all(not isinstance(x, Item) and layer(names, x) for x in made) and not others:
                message = f"detach() cuts {attribute} off from the loss, so that it is never trained: leave it out"
                yield found(
                    "CHK-CUT-LOSS",
                    after if again and after is not None else node,
                    message,
                    "No gradient goes back through a detached tensor.",
                    "error",
                )
                break


def _broadcast(names: Names) -> Iterator[Finding]:
    """A row of predictions against a column of targets, which are compared each with each."""
    for call in names.calls:
        if len(call.args) < 2 or not _of_numbers(names, call):
            continue
        sides = [shape(names, side) for side in call.args[:2]]
        if set(sides) == {"row", "column"}:
            message = "compares a row with a column, and so each prediction with each target: give both one shape"
            yield found(
                "CHK-BROADCAST",
                call,
                message,
                "Shapes (N) and (N, 1) are broadcast to (N, N), and the mean is learnt.",
                "error",
            )


def _of_numbers(names: Names, call: ast.Call) -> bool:
    if names.called(call).rpartition(".")[2] in OF_NUMBERS:
        return names.called(call).startswith("torch.nn.functional.")
    origins = names.origins(call.func, names.scope(call))
    return bool(origins) and all(
        not isinstance(x.value, Item) and names.called(x.value).rpartition(".")[2] in OF_NUMBERS for x in origins
    )


def _padding(names: Names) -> Iterator[Finding]:
    """A loss over the words of texts that counts what pads the shorter ones."""
    pads = [call for call in names.calls if names.called(call).rpartition(".")[2] == "pad_sequence"]
    values = [_number(names, word(call, "padding_value", 2)) for call in pads]
    if (
        not pads
        or any(value == IGNORED for value in values)
        or any(each.arg == "ignore_index" for call in names.calls for each in call.keywords)
    ):
        return
    for call in names.calls:
        made = [x.value for x in names.origins(call.func, names.scope(call)) if isinstance(x.value, ast.Call)]
        losses = [x for x in made if names.called(x).endswith("CrossEntropyLoss")]
        plain = names.called(call) == "torch.nn.functional.cross_entropy"
        if not (losses or plain) or len(call.args) < 2 or not all(_flattened(x) for x in call.args[:2]):
            continue
        around = ast.unparse(names.scope(call))
        if any(part in around for part in SIZED):
            continue
        value = next((x for x in values if x is not None), 0.0)
        message = f"counts the padding that pad_sequence adds as words to predict: pass ignore_index={value:g}"
        yield found(
            "CHK-PAD-LOSS",
            losses[0] if losses else call,
            message,
            "Cross-entropy leaves out -100 alone unless it is told.",
        )
        return


def _number(names: Names, node: ast.expr | None) -> float | None:
    if node is None:
        return 0.0
    values = [number(x.value) for x in names.origins(node, names.scope(node)) if not isinstance(x.value, Item)]
    return values[0] if len(values) == 1 else None


def _flattened(node: ast.AST) -> bool:
    """Whether the words of all texts are put in one row."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr in ("view", "reshape", "flatten") and (
        not node.args or ast.unparse(node.args[0]) in ("-1", "0")
    )
