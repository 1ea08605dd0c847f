"""What a program keeps of training: the best weights, sums of losses; and losses that are cut off from the weights."""

import ast
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import Events, Loop, key, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.losses import is_loss
from advisor.linting.programs.names import Names
from advisor.linting.programs.outputs import FORM
from advisor.linting.programs.syntax import Block, Item, number, own, word

DECIDES: Final = ("argmax", "argmin")
DEEPEST: Final = 8  # expressions followed one into the other
COPIES: Final = ("copy", "state_dict")  # of a mapping, whose tensors stay the same


def check_kept(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    yield from _best_not_copied(names)
    for loop in events.loops:
        yield from _graph_kept(names, events, loop)
    yield from _decided(names, events)
    yield from _cut_off(names, events)


def _best_not_copied(names: Names) -> Iterator[Finding]:
    """The best weights as a reference to those that go on changing."""
    restored = {_held(x) for call in names.calls if names.called(call).rpartition(".")[2] == "load_state_dict"
                for x in call.args[:1]}  # fmt: skip
    for node in names.nodes:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or not _is_state(node.value):
            continue
        name = _held(node.targets[0])
        if (
            name not in restored
            or "best" not in name.lower()
            or not any(isinstance(x, ast.If) for x in names.above(node))
        ):
            continue
        message = "is no copy, so that the last weights are restored, not the best: take copy.deepcopy(...)"
        yield found("CHK-BEST-COPY", node, message, "state_dict() gives the tensors themselves.", "error")
        return


def _held(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else own(node)


def _is_state(call: ast.Call) -> bool:
    """Whether a call gives a model's weights as they are, or a shallow copy of them."""
    if not isinstance(call.func, ast.Attribute) or call.args or call.keywords:
        return False
    if call.func.attr == "copy":
        return isinstance(call.func.value, ast.Call) and _is_state(call.func.value)
    return call.func.attr == "state_dict"


def _graph_kept(names: Names, events: Events, loop: Loop) -> Iterator[Finding]:
    """Losses that are added up with their graphs."""
    passed = {event.key for event in events.of(loop) if event.kind == "backward" and not event.loops}
    learnt = {key(event.call.func.value) for body in events.bodies for event in events.of(body)
              if event.kind == "backward" and isinstance(event.call.func, ast.Attribute)}  # fmt: skip
    for node in ast.walk(loop):
        summed = node.value if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add) else None
        kept = key(node.target) if isinstance(node, ast.AugAssign) else ""
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "append"
            and len(node.args) == 1
        ):
            summed, kept = node.args[0], key(node.func.value)
        if not isinstance(summed, ast.Name) or summed.id not in passed or kept in learnt or not kept:
            continue
        if not _is_loss(names, events, loop, summed.id) or any(kept in ast.unparse(x) for x in _passes(events, loop)):
            continue
        message = f"keeps the graph of every batch in {kept}, and memory grows: add {summed.id}.item()"
        yield found("CHK-GRAPH-KEPT", node, message, "A tensor holds on to all that it was computed from.", "note")


def _passes(events: Events, loop: Loop) -> list[ast.Call]:
    return [event.call for event in events.of(loop) if event.kind == "backward"]


def _is_loss(names: Names, events: Events, loop: Loop, name: str) -> bool:
    """Whether a name is the loss itself: nothing has made a number of it in the meantime."""
    values = [x.value for x in ast.walk(loop) if isinstance(x, ast.Assign) and any(_held(t) == name for t in x.targets)]
    return bool(values) and not any(
        isinstance(x, ast.Attribute) and x.attr in ("item", "detach", "data", "tolist") and _held(x.value) == name
        for value in values for x in ast.walk(value)
    )  # fmt: skip


def _decided(names: Names, events: Events) -> Iterator[Finding]:
    """A loss over answers that are decided already, through which no gradient goes."""
    passes = [x.call for body in events.bodies for x in events.of(body) if x.kind == "backward"]
    for call in passes:
        loss = call.func.value if isinstance(call.func, ast.Attribute) else None
        for origin in names.origins(loss, names.scope(call)) if loss is not None else []:
            made = origin.value
            given = word(made, "input", 0) if isinstance(made, ast.Call) and is_loss(names, made) else None
            cut = _cut(names, given, origin.scope, 0) if given is not None else None
            if cut is not None:
                message = (
                    f"no gradient goes through {text(cut)}, so that the loss trains nothing: take the output itself"
                )
                yield found("CHK-CUT-LOSS", cut, message, "A class that is decided has no slope.", "error")


def _cut(names: Names, value: ast.expr, scope: Block, depth: int) -> ast.expr | None:
    """The call that decides on an answer, where that is all that a value comes from."""
    origins = names.origins(value, scope)
    made = origins[0].value if len(origins) == 1 else None
    if made is None or isinstance(made, Item) or depth > DEEPEST:
        return None
    if isinstance(made, ast.BinOp):
        plain = [side for side in (made.left, made.right) if number(side) is None]
        return _cut(names, plain[0], origins[0].scope, depth + 1) if len(plain) == 1 else None
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
        return None
    last = made.func.attr
    if last in DECIDES:
        return made
    return _cut(names, made.func.value, origins[0].scope, depth + 1) if last in FORM else None


def _cut_off(names: Names, events: Events) -> Iterator[Finding]:
    """A loss that is made to require a gradient, as it has none of the weights'."""
    passed = {
        (event.key, names.scope(event.call))
        for body in events.bodies
        for event in events.of(body)
        if event.kind == "backward"
    }
    for node in names.nodes:
        name = ""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "requires_grad_":
            name = _held(node.func.value)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Attribute)
            and node.targets[0].attr == "requires_grad"
        ):
            name = _held(node.targets[0].value)
        elif (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Call)
            and any(
                each.arg == "requires_grad" and isinstance(each.value, ast.Constant) and each.value.value is True
                for each in node.value.keywords
            )
        ):
            name = _held(node.targets[0])
        if name and (name, names.scope(node)) in passed and any(isinstance(x, Loop) for x in names.above(node)):
            message = (
                f"{name} has no gradient to the weights, which never change, and this hides it: compute it from the"
                " model's output without item(), detach() or numpy()"
            )
            yield found("CHK-CUT-LOSS", node, message, "A loss of a model requires a gradient by itself.", "error")
