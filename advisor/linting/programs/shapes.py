"""Whether a tensor is a row or a column, as far as the code that makes it says so."""

import ast
import re
from typing import Final

from advisor.linting.programs.names import Names, Origin
from advisor.linting.programs.syntax import Function, Item, number, word

FLAT: Final = ("squeeze", "flatten", "ravel")
COLUMN_OF: Final = re.compile(r":, -?\d+")  # what takes one column out of a table
TENSORS: Final = ("tensor", "from_numpy", "as_tensor", "Tensor", "FloatTensor")
KEEPS: Final = ("to_numpy", "astype", "copy", "float", "numpy")  # methods that leave a shape as it is
DRAWN: Final = ("rand", "randn", "zeros", "ones")
DEEPEST: Final = 8  # expressions followed one into the other


def shape(names: Names, value: ast.expr) -> str:
    """`row` or `column`, where the code says it; empty elsewhere."""
    said = {
        _of(names, each, 0) for origin in names.origins(value, names.scope(value)) for each in _element(names, origin)
    }
    return said.pop() if len(said) == 1 else ""


def _of(names: Names, origin: Origin, depth: int) -> str:
    value = origin.value
    if depth > DEEPEST:
        return ""
    if isinstance(value, Item):
        return _of_split(names, origin, depth)
    if isinstance(value, ast.Attribute) and value.attr == "values":
        return _inner(names, value.value, origin, depth)
    if isinstance(value, ast.Subscript):
        index = ast.unparse(value.slice).replace("(", "").replace(")", "")
        named = isinstance(value.slice, ast.Constant) and isinstance(value.slice.value, str)
        one = COLUMN_OF.fullmatch(index) or (named and depth > 0)  # by itself a word may be the key of a batch
        return "column" if index == ":, None" else "row" if one else ""
    if not isinstance(value, ast.Call):
        return ""
    if (said := _reshaped(value)) is not None:
        return said
    name = names.called(value)
    last = name.rpartition(".")[2]
    if last in TENSORS and name.startswith("torch.") and value.args:
        return _inner(names, value.args[0], origin, depth)
    if last in KEEPS and isinstance(value.func, ast.Attribute):
        return _inner(names, value.func.value, origin, depth)
    if name.startswith("torch."):
        return "row" if _is_drawn_flat(value, last) else ""
    return _of_model(names, value, origin, depth)


def _inner(names: Names, value: ast.expr, around: Origin, depth: int) -> str:
    said = {_of(names, each, depth + 1) for each in names.origins(value, around.scope)}
    return said.pop() if len(said) == 1 else ""


def _reshaped(call: ast.Call) -> str | None:
    """What a method that changes the shape makes; None where it is none."""
    if not isinstance(call.func, ast.Attribute):
        return None
    sizes = [number(x) for x in call.args]
    method = call.func.attr
    if method in ("view", "reshape"):
        return {(-1.0, 1.0): "column", (-1.0,): "row"}.get(tuple(sizes), "")  # type: ignore[arg-type]
    if method == "unsqueeze":
        return "column" if sizes in ([1.0], [-1.0]) else ""
    if method in FLAT:
        return "row" if sizes in ([], [1.0], [-1.0]) else ""
    return None


def _is_drawn_flat(call: ast.Call, last: str) -> bool:
    """Whether a tensor is drawn or filled with one size."""
    if last == "randint":
        size = word(call, "size", len(call.args) - 1)
        return isinstance(size, ast.Tuple | ast.List) and len(size.elts) == 1
    return last in DRAWN and len(call.args) == 1 and not isinstance(call.args[0], ast.Tuple | ast.List | ast.Starred)


def _of_split(names: Names, origin: Origin, depth: int) -> str:
    """A part that `train_test_split` gives of one of its arguments."""
    item = origin.value
    if not isinstance(item, Item) or item.looped or not isinstance(call := item.value, ast.Call):
        return ""
    whole = item.at // 2
    if names.called(call).rpartition(".")[2] != "train_test_split" or not 0 <= whole < len(call.args):
        return ""
    return _inner(names, call.args[whole], origin, depth)


def _of_model(names: Names, call: ast.Call, around: Origin, depth: int) -> str:
    """What a model gives whose last layer has one unit: a column, unless its code makes another shape of it."""
    made = [x for x in names.origins(call.func, around.scope) if isinstance(x.value, ast.Call)]
    said = {_of_layer(names, each, depth) for each in made}
    return said.pop() if len(said) == 1 else ""


def _of_layer(names: Names, origin: Origin, depth: int) -> str:
    made = origin.value
    if not isinstance(made, ast.Call) or depth > DEEPEST:
        return ""
    last = names.called(made).rpartition(".")[2]
    if last == "Linear":
        return "column" if number(word(made, "out_features", 1)) == 1 else ""
    if last == "Sequential" and made.args and not any(isinstance(x, ast.Starred) for x in made.args):
        inner = names.origins(made.args[-1], origin.scope)
        return _of_layer(names, inner[0], depth + 1) if len(inner) == 1 else ""
    if (cls := names.classes.get(last)) is None or (forward := names.method(cls, "forward")) is None:
        return ""
    said = {_inner(names, each, Origin(each, forward), depth) for each in _returned(names, forward)}
    return said.pop() if len(said) == 1 else ""


def _returned(names: Names, function: Function) -> list[ast.expr]:
    inside = [x for x in ast.walk(function) if isinstance(x, ast.Return) and names.scope(x) is function]
    return [x.value for x in inside if x.value is not None]


def _element(names: Names, origin: Origin) -> list[Origin]:
    """What stands in a data set for an element that a loop over its loader gives."""
    item = origin.value
    if not isinstance(item, Item) or not item.looped:
        return [origin]
    loaders = names.origins(item.value, origin.scope)
    sets = [inner for x in loaders for inner in _argument(names, x, "DataLoader", 0)]
    return [inner for x in sets for inner in _argument(names, x, "TensorDataset", item.at)]


def _argument(names: Names, made: Origin, kind: str, at: int) -> list[Origin]:
    call = made.value
    if (
        isinstance(call, Item)
        or not isinstance(call, ast.Call)
        or names.called(call).rpartition(".")[2] != kind
        or not 0 <= at < len(call.args)
    ):
        return []
    return names.origins(call.args[at], made.scope)
