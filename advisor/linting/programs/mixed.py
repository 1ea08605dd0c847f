"""Examples and axes that are mixed up: validation on what is learnt from, scalers fitted twice, views as transposes."""

import ast
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import key, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.modes import HELD_OUT
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Function, own, place_of, word

LOADER: Final = "DataLoader"
PARTS: Final = ("split", "mode", "phase", "train")  # arguments by which a data set is told which examples to hold
SAMPLERS: Final = ("sampler", "batch_sampler")
ALIKE: Final = "A score counts on examples that were not learnt from."


def check_mixed(names: Names) -> Iterator[Finding]:
    """All of them."""
    yield from _validates_on_training(names)
    yield from _same_part(names)
    yield from _keras_validates(names)
    yield from _fitted_again(names)
    for functions in names.functions.values():
        for function in functions:
            yield from _viewed(names, function)


def _held_out(target: str) -> bool:
    """Whether a name is one of examples to validate or test on, and not of training ones that are looked at again."""
    return bool(HELD_OUT.search(target)) and "train" not in target.lower()


def _named(names: Names, call: ast.AST) -> str:
    """The one name that a statement gives a value to; empty where it is none or several."""
    node = names.parents.get(call)
    targets = node.targets if isinstance(node, ast.Assign) else []
    return key(targets[0]) if len(targets) == 1 and isinstance(targets[0], ast.Name | ast.Attribute) else ""


def _validates_on_training(names: Names) -> Iterator[Finding]:
    """Two loaders of one data set, of which one is for validation and none draws a part of it."""
    loaders = [x for x in names.calls if names.called(x).rpartition(".")[2] == LOADER and _whole(x)]
    for call in loaders:
        given = word(call, "dataset", 0)
        if given is None or not _held_out(_named(names, call)):
            continue
        if (made := _of_training(names, given)) is not None:
            message = f"validates on training examples, as the data set is made of them (line {made.lineno})"
            yield found("CHK-HELD-OUT", made, message, ALIKE, "error")
        if HELD_OUT.search(key(given)):
            continue
        for other in loaders:
            same = word(other, "dataset", 0)
            if (
                same is not None
                and other.lineno < call.lineno
                and "train" in _named(names, other).lower()
                and _is_still(names, same, given)
            ):
                message = f"validates on {text(given)}, the examples that are learnt from (line {other.lineno})"
                yield found("CHK-HELD-OUT", call, message, ALIKE, "error")
                break


def _of_training(names: Names, dataset: ast.expr) -> ast.Call | None:
    """The call that makes a data set, where it says that it is to hold the training examples."""
    origins = names.origins(dataset, names.scope(dataset))
    made = origins[0].value if len(origins) == 1 else None
    if not isinstance(made, ast.Call) or not _held_out(_named(names, made)):
        return None
    said = [word(made, each) for each in PARTS]
    return made if any(isinstance(x, ast.Constant) and x.value in ("train", True) for x in said) else None


def _whole(loader: ast.Call) -> bool:
    """Whether a loader goes over all of a data set."""
    return all(each.arg is not None and each.arg not in SAMPLERS for each in loader.keywords)


def _is_still(names: Names, before: ast.expr, after: ast.expr) -> bool:
    """Whether a name stands for the same thing in two places of one block."""
    name = after.id if isinstance(after, ast.Name) else own(after)
    if not name or ast.unparse(before) != ast.unparse(after) or names.scope(before) is not names.scope(after):
        return False
    first, last = place_of(before), place_of(after)
    around = set(names.above(after))
    bounds = [x.at for x in names.bound.get(name, []) if x.scope is names.scope(after) and x.at not in around]
    return not any(first < place_of(at) < last for at in bounds)


def _same_part(names: Names) -> Iterator[Finding]:
    """The rows of the training examples taken for the validation as well."""
    taken: dict[tuple[ast.AST, str], ast.Assign] = {}
    for node in (x for x in names.nodes if isinstance(x, ast.Assign) and isinstance(x.value, ast.Subscript)):
        target, part = _named(names, node.value), node.value
        if not isinstance(part, ast.Subscript) or any(isinstance(x, ast.Call) for x in ast.walk(part)):
            continue
        said, block = ast.unparse(part), names.scope(node)
        if "train" in target.lower() and "train" in ast.unparse(part.slice).lower():
            taken[block, said] = node
        elif _held_out(target) and (first := taken.get((block, said))) is not None and first.lineno < node.lineno:
            message = f"takes the rows of {text(first.targets[0])} (line {first.lineno}) to validate on"
            yield found("CHK-HELD-OUT", node, message, ALIKE, "error")


def _keras_validates(names: Names) -> Iterator[Finding]:
    """Validation data of a fit that are its training data."""
    for call in names.calls:
        held = word(call, "validation_data")
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "fit" or not isinstance(held, ast.Tuple):
            continue
        given = [word(call, "x", 0), word(call, "y", 1)]
        if [ast.unparse(x) for x in held.elts[:2]] == [ast.unparse(x) for x in given if x is not None]:
            message = f"validates on {text(held)}, the examples that are learnt from: hold some out (validation_split)"
            yield found("CHK-HELD-OUT", held, message, ALIKE)


def _fitted_again(names: Names) -> Iterator[Finding]:
    """A scaler that is fitted to the training examples, and then to those of the test as well."""
    fits = [x for x in names.calls if isinstance(x.func, ast.Attribute) and x.args
            and isinstance(x.func.value, ast.Name) and x.func.attr in ("fit", "fit_transform")]  # fmt: skip
    for call in fits:
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "fit_transform" or not _held_out(_data(call)):
            continue
        for other in fits:
            if (
                isinstance(other.func, ast.Attribute)
                and other.lineno < call.lineno
                and "train" in _data(other).lower()
                and _is_still(names, other.func.value, call.func.value)
            ):
                message = (
                    f"is fitted anew to {text(call.args[0])}, so that one value means another in training (line"
                    f" {other.lineno}) and here: call transform"
                )
                yield found("CHK-TWO-WAYS", call, message, "A network reads what it was trained on.", "error")
                break


def _data(call: ast.Call) -> str:
    return key(call.args[0])


def _viewed(names: Names, function: Function) -> Iterator[Finding]:
    """Axes that are named by a shape, and put in another order by a view of the same tensor."""
    for node in ast.walk(function):
        sides = node.targets[0] if isinstance(node, ast.Assign) and len(node.targets) == 1 else None
        if not isinstance(node, ast.Assign) or not isinstance(sides, ast.Tuple):
            continue
        of, order = _shape_of(node.value), [x.id if isinstance(x, ast.Name) else "" for x in sides.elts]
        uses = [x for x in ast.walk(function) if isinstance(x, ast.Call) and isinstance(x.func, ast.Attribute)
                and x.func.attr in ("view", "reshape") and isinstance(x.func.value, ast.Name)]  # fmt: skip
        for call in uses if of is not None else []:
            tensor = call.func.value if isinstance(call.func, ast.Attribute) else call
            if of is None or place_of(call) < place_of(node) or not isinstance(tensor, ast.Name):
                continue
            listed = call.args[0].elts if call.args and isinstance(call.args[0], ast.Tuple | ast.List) else call.args
            at = [order.index(x.id) for x in listed if isinstance(x, ast.Name) and x.id in order and x.id != "_"]
            if len(at) > 1 and at != sorted(at) and _is_still(names, of, tensor):
                message = (
                    "keeps the order of the elements, so that axes are not exchanged and examples mix: take"
                    " transpose() or permute()"
                )
                yield found(
                    "CHK-VIEW-ORDER", call, message, "A view gives the same row of numbers other sides.", "error"
                )


def _shape_of(value: ast.expr) -> ast.Name | None:
    """The tensor whose sides an expression gives."""
    inner = value.func if isinstance(value, ast.Call) and not value.args else value
    sized = isinstance(inner, ast.Attribute) and inner.attr == ("size" if inner is not value else "shape")
    return inner.value if isinstance(inner, ast.Attribute) and sized and isinstance(inner.value, ast.Name) else None
