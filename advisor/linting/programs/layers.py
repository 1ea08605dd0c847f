"""Parts of a model that PyTorch does not see, or not as they are meant."""

import ast
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import Events, key, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Function, Item, own, word
from advisor.linting.torch.parts import KINDS

DROPOUTS: Final = ("dropout", "dropout1d", "dropout2d", "dropout3d", "alpha_dropout", "feature_alpha_dropout")
RECURRENT: Final = ("LSTM", "GRU", "RNN")
LEARNT: Final = ("dense", "convolution", "batch-norm", "norm", "recurrent", "attention", "embedding")
BY_NAME: Final = ("add_module", "register_module", "setattr")  # calls that register what they are given under a name
REGISTERS: Final = ("ModuleList", "ModuleDict", "Sequential", "ParameterList", "ParameterDict", *BY_NAME)


def check_layers(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    for cls in names.classes.values():
        if not is_module(names, cls):
            continue
        yield from _unregistered(names, cls)
        for method in cls.body:
            if isinstance(method, Function) and method.name == "forward":
                yield from _made_anew(names, method)
                yield from _always_dropped(names, method)
                yield from _wrong_axis(names, cls, method)
    yield from _replaced(names, events)


def is_module(names: Names, cls: ast.ClassDef) -> bool:
    """Whether a class is a module of PyTorch's or Lightning's."""
    bases = [names.full(base).rpartition(".")[2] for each in names.lineage(cls) for base in each.bases]
    return any(base in ("Module", "LightningModule") for base in bases)


def layer(names: Names, node: ast.AST) -> str:
    """The kind of a call that makes a part of a model with weights; empty for any other."""
    if not isinstance(node, ast.Call):
        return ""
    name = names.called(node)
    last = name.rpartition(".")[2]
    if last in names.classes:
        cls = names.classes[last]
        inside = any(
            layer(names, x)
            for x in ast.walk(cls)
            if isinstance(x, ast.Call) and names.called(x).rpartition(".")[2] not in names.classes
        )
        return "module" if is_module(names, cls) and inside else ""
    if not name.startswith(("torch.nn", "nn.")):
        return ""
    if last in ("Sequential", "ModuleList"):
        return "module" if any(layer(names, x) for x in ast.walk(node) if x is not node) else ""
    return KINDS.get(last, "") if KINDS.get(last) in LEARNT else ""


def _unregistered(names: Names, cls: ast.ClassDef) -> Iterator[Finding]:
    """Layers in a plain list, which no optimiser gets."""
    for node in ast.walk(cls):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1 or not (name := own(node.targets[0])):
            continue
        held = node.value
        made = _members(held)
        if not made and isinstance(held, ast.List):
            made = [
                call.args[0]
                for call in ast.walk(cls)
                if isinstance(call, ast.Call) and call.args and isinstance(call.func, ast.Attribute)
                and call.func.attr == "append" and own(call.func.value) == name
            ]  # fmt: skip
        if not any(layer(names, each) for each in made) or _registered(names, cls, name):
            continue
        wrap = "nn.ModuleDict" if isinstance(held, ast.Dict | ast.DictComp) else "nn.ModuleList"
        message = f"layers in a plain list or dict are no parameters of the model and never trained: put them in {wrap}"
        yield found("CHK-MODULE-LIST", node, message, "A module finds its parts among its attributes alone.", "error")


def _members(held: ast.expr) -> list[ast.expr]:
    """What stands in a list or a dict."""
    if isinstance(held, ast.ListComp):
        return [held.elt]
    if isinstance(held, ast.DictComp):
        return [held.value]
    if isinstance(held, ast.Dict):
        return list(held.values)
    return list(held.elts) if isinstance(held, ast.List | ast.Tuple) else []


def _registered(names: Names, cls: ast.ClassDef, name: str) -> bool:
    """Whether what an attribute holds is given to the module in another way as well."""
    for node in ast.walk(cls):
        called = names.called(node).rpartition(".")[2]
        if called in REGISTERS and (called in BY_NAME or any(own(x) == name for x in ast.walk(node))):
            return True
    inside = set(ast.walk(cls))
    return any(
        isinstance(x, ast.Attribute) and x.attr == name.partition(".")[2] and x not in inside for x in names.nodes
    )


def _made_anew(names: Names, forward: Function) -> Iterator[Finding]:
    """Layers that each forward pass makes, with random weights."""
    for node in ast.walk(forward):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Call | ast.Name):
            continue
        made = [node.func] if isinstance(node.func, ast.Call) else [
            x.value for x in names.origins(node.func, names.scope(node))
            if x.scope is forward and not isinstance(x.value, Item) and isinstance(x.value, ast.Call)]  # fmt: skip
        for call in made:
            last = names.called(call).rpartition(".")[2]
            if layer(names, call):
                message = (
                    "is made anew, with random weights, in each forward pass, and never trained: make it in __init__"
                )
                yield found(
                    "CHK-NEW-LAYER", call, message, "An optimiser trains what the model holds when it is made.", "error"
                )
            elif KINDS.get(last) in ("dropout", "alpha-dropout") and not _asks_for_the_mode(names, call):
                message = "is made in each forward pass and drops in evaluation as well: make it in __init__"
                yield found("CHK-DROPOUT-ALWAYS", call, message, "model.eval() sets the mode of what the model holds.")


def _always_dropped(names: Names, forward: Function) -> Iterator[Finding]:
    """Functional dropout that does not ask for the mode."""
    for node in ast.walk(forward):
        if not isinstance(node, ast.Call):
            continue
        name = names.called(node)
        if (
            name.startswith("torch.nn.functional.")
            and name.rpartition(".")[2] in DROPOUTS
            and word(node, "training", 2) is None
        ):
            if any(each.arg is None for each in node.keywords) or _asks_for_the_mode(names, node):
                continue
            message = "drops in evaluation as well: pass training=self.training, or take nn.Dropout"
            yield found(
                "CHK-DROPOUT-ALWAYS", node, message, "F.dropout is in training mode unless it is told otherwise."
            )


def _asks_for_the_mode(names: Names, node: ast.AST) -> bool:
    """Whether a node stands in a branch of `self.training`."""
    return any(isinstance(x, ast.If | ast.IfExp) and "training" in ast.unparse(x.test) for x in names.above(node))


def _wrong_axis(names: Names, cls: ast.ClassDef, forward: Function) -> Iterator[Finding]:
    """The last step of a recurrent layer looked for among the examples of a batch."""
    for node in ast.walk(forward):
        if (
            not isinstance(node, ast.Subscript)
            or not _last_of_second(node.slice)
            or not isinstance(node.value, ast.Name)
        ):
            continue
        for origin in names.origins(node.value, forward):
            item = origin.value
            if not isinstance(item, Item) or item.looped or item.at != 0 or not isinstance(item.value, ast.Call):
                continue
            made = [x.value for x in names.origins(item.value.func, forward)]
            if len(made) != 1 or isinstance(made[0], Item) or not isinstance(made[0], ast.Call):
                continue
            kind = names.called(made[0]).rpartition(".")[2]
            given = word(made[0], "batch_first", 4)
            if (
                kind in RECURRENT
                and kind not in names.classes
                and (given is None or _is_false(given))
                and not any(w.arg is None for w in made[0].keywords)
            ):
                message = (
                    f"{text(made[0].func)} without batch_first gives (steps, batch, features), so this is the last"
                    " example of the batch, not the last step: pass batch_first=True"
                )
                yield found(
                    "CHK-BATCH-FIRST", node, message, "Recurrent layers of PyTorch take the steps first.", "error"
                )


def _last_of_second(index: ast.AST) -> bool:
    """Whether an index is `[:, -1]` or `[:, -1, :]`."""
    parts = index.elts if isinstance(index, ast.Tuple) else []
    whole = len(parts) > 1 and isinstance(parts[0], ast.Slice) and parts[0].lower is parts[0].upper is None
    return whole and ast.unparse(parts[1]) == "-1" and all(isinstance(x, ast.Slice) for x in parts[2:])


def _is_false(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def _replaced(names: Names, events: Events) -> Iterator[Finding]:
    """Layers that replace others behind the optimiser's back."""
    for made in events.optimizers:
        block = next((x for x in names.above(made) if isinstance(x, Function | ast.Module)), names.tree)
        models = {key(x.value) for x in ast.walk(made) if isinstance(x, ast.Attribute) and x.attr == "parameters"}
        later = [x for x in events.optimizers if x.lineno > made.lineno and names.scope(x) is names.scope(made)]
        for node in block.body:
            if (
                not isinstance(node, ast.Assign)
                or node.lineno <= made.lineno
                or later
                or made not in list(ast.walk(block))
            ):
                continue
            target = node.targets[0]
            inside = isinstance(target, ast.Attribute | ast.Subscript) and _root(target) in models and not own(target)
            if inside and layer(names, node.value) and any(made in ast.walk(x) for x in block.body):
                message = (
                    f"is never trained, as the optimizer was made before it (line {made.lineno}): replace it first"
                )
                yield found(
                    "CHK-NOT-OPTIMIZED", node, message, "An optimiser trains the parameters that it was given.", "error"
                )


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
