"""What an expression of a program ends in: the non-linearity behind the last layer of the model that gives it."""

import ast
import re
from typing import Final, NamedTuple

from advisor.linting.programs.names import Names, Origin
from advisor.linting.programs.syntax import Block, Item, number, own, word
from advisor.linting.torch.parts import ACTIVATIONS, CALLED, KINDS

FORM: Final = ("view", "reshape", "squeeze", "unsqueeze", "flatten", "contiguous", "float", "double", "half", "to",
               "cuda", "cpu", "transpose", "permute", "clone", "type", "view_as", "reshape_as", "rename", "t",
               "swapaxes", "movedim", "expand", "ravel", "mT")  # fmt: skip
OF_LAYERS: Final = ("dense", "convolution")
STRAIGHT: Final = ("dropout", "form", "batch-norm", "alpha-dropout")
LIMIT: Final = 24
PUBLISHED: Final = re.compile(r"^torchvision\.models\.[a-z]\w*$|^timm\.create_model$")  # networks that give logits


class Ending(NamedTuple):
    """The last thing that is done to what a model says, and where; `linear` where a layer with weights is last."""

    activation: str
    at: ast.AST
    dim: float | None = None
    units: float | None = None


class Outputs:
    """Looks up what expressions end in."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._known: dict[tuple[int, int], Ending | None] = {}

    def ending(self, value: "ast.expr | Item", scope: Block, depth: int = 0) -> Ending | None:
        """What an expression ends in; None where that is not known, or not the same on every way to it."""
        place = (id(value), id(scope))
        if isinstance(value, Item):
            return self._ending(value, scope, depth)
        if place not in self._known:
            self._known[place] = None
            self._known[place] = self._ending(value, scope, depth)
        return self._known[place]

    def _ending(self, value: "ast.expr | Item", scope: Block, depth: int) -> Ending | None:
        if depth > LIMIT:
            return None
        found = [self._of(origin, depth) for origin in self.names.origins(value, scope)]
        return _same(found)

    def _of(self, origin: Origin, depth: int) -> Ending | None:
        value, scope = origin
        if isinstance(value, Item):
            if value.looped or not isinstance(value.value, ast.Call):
                return None
            return self._returned(value.value, scope, depth, value.at)
        if isinstance(value, ast.Subscript) and not isinstance(value.slice, ast.Constant):
            return self.ending(value.value, scope, depth + 1)
        if (
            isinstance(value, ast.Subscript)
            and isinstance(value.value, ast.Call)
            and isinstance(value.slice, ast.Constant)
        ):
            at = value.slice.value
            return self._returned(value.value, scope, depth, at) if isinstance(at, int) else None
        if not isinstance(value, ast.Call):
            return None
        name = self.names.called(value)
        last = name.rpartition(".")[2]
        method = isinstance(value.func, ast.Attribute) and self._tensor_method(value.func, scope)
        if last in CALLED and (name.startswith("torch.") or method):
            operand = 1 if method else 0
            dim = word(value, "dim", 1 - operand) if "softmax" in last else None
            return Ending(CALLED[last], value, number(dim))
        if method and last in FORM and isinstance(value.func, ast.Attribute):
            return self.ending(value.func.value, scope, depth + 1)
        if (
            name in ("torch.flatten", "torch.squeeze", "torch.unsqueeze", "torch.reshape", "torch.transpose")
            and value.args
        ):
            return self.ending(value.args[0], scope, depth + 1)
        return self._returned(value, scope, depth, None)

    def _tensor_method(self, func: ast.Attribute, scope: Block) -> bool:
        """Whether a method is called of a value, and not of a module of the imports or of `self`."""
        root: ast.expr = func.value
        while isinstance(root, ast.Attribute):
            root = root.value
        return not (
            isinstance(root, ast.Name) and (root.id in self.names.imports or (root.id == "self" and func.value is root))
        )

    def _returned(self, call: ast.Call, scope: Block, depth: int, index: int | None) -> Ending | None:
        """What a call of a model or of the program's own function gives."""
        func = call.func
        if isinstance(func, ast.Attribute) and func.attr in ("forward", "__call__") and not own(func):
            func = func.value
        inside = self.names.class_of(call)
        if inside is not None and (
            (isinstance(func, ast.Name) and func.id == "self") or own(func) in ("self.forward", "self.__call__")
        ):
            return self.of_class(inside, depth + 1, index)
        if own(func) and inside is not None and (method := self.names.method(inside, func.attr)):  # type: ignore[attr-defined]
            return self._of_function(method, depth + 1, index)
        found = []
        for value, where in self.names.origins(func, scope):
            if isinstance(value, Item):
                return None
            if isinstance(value, ast.Call):
                found.append(self.of_module(value, where, depth + 1, index))
            elif isinstance(func, ast.Name) and isinstance(value, ast.Name):
                function = self.names.function_of(call)
                found.append(self._of_function(function, depth + 1, index) if function else None)
        if not found and isinstance(func, ast.Name) and (function := self.names.function_of(call)):
            found.append(self._of_function(function, depth + 1, index))
        return _same(found)

    def of_module(self, made: ast.Call, scope: Block, depth: int = 0, index: int | None = None) -> Ending | None:
        """What a module ends in that this call makes."""
        if depth > LIMIT:
            return None
        name = self.names.called(made)
        last = name.rpartition(".")[2]
        if last in self.names.classes:
            return self.of_class(self.names.classes[last], depth + 1, index)
        if index is None and PUBLISHED.search(name):
            return self._of_published(made, depth)
        if index is not None or not (name.startswith("torch.nn") or f"nn.{last}" == name):
            return None
        if last == "Sequential":
            return self._of_sequence(made, scope, depth)
        if last in ACTIVATIONS:
            return Ending(ACTIVATIONS[last], made, number(word(made, "dim", 0)) if "Softmax" in last else None)
        if KINDS.get(last) in OF_LAYERS:
            units = word(made, "out_features" if KINDS[last] == "dense" else "out_channels", 1)
            return Ending("linear", made, None, number(units))
        return None

    def _of_published(self, made: ast.Call, depth: int) -> Ending | None:
        """What a published network ends in: logits, unless the program gives it another head."""
        heads = [
            node.value for node in self.names.nodes
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute | ast.Subscript)
            and any(x.value is made for x in self.names.origins(_root(node.targets[0]), self.names.scope(node)))
        ]  # fmt: skip
        if not heads:
            return Ending("linear", made)
        head = heads[-1] if len(heads) == 1 else None
        return self.of_module(head, self.names.scope(head), depth + 1) if isinstance(head, ast.Call) else None

    def _of_sequence(self, made: ast.Call, scope: Block, depth: int) -> Ending | None:
        parts = list(made.args)
        if len(parts) == 1 and isinstance(parts[0], ast.Call) and self.names.called(parts[0]).endswith("OrderedDict"):
            pairs = parts[0].args[0] if parts[0].args else None
            parts = (
                [x.elts[1] for x in pairs.elts if isinstance(x, ast.Tuple) and len(x.elts) == 2]
                if isinstance(pairs, ast.List)
                else []
            )
        if any(isinstance(part, ast.Starred) for part in parts):
            return None
        averaged = False  # over an image, as networks in networks do with their ReLUs
        for part in reversed(parts):
            origins = self.names.origins(part, scope)
            if len(origins) != 1 or not isinstance(origins[0].value, ast.Call):
                return None
            last = self.names.called(origins[0].value).rpartition(".")[2]
            averaged = averaged or "AvgPool" in last
            if KINDS.get(last) not in STRAIGHT:
                ending = self.of_module(origins[0].value, origins[0].scope, depth + 1)
                return None if averaged and ending is not None and ending.activation == "relu" else ending
        return None

    def of_class(self, cls: ast.ClassDef, depth: int = 0, index: int | None = None) -> Ending | None:
        """What the forward pass of a class of the program ends in."""
        forward = self.names.method(cls, "forward")
        return self._of_function(forward, depth + 1, index) if forward is not None else None

    def _of_function(
        self, function: ast.FunctionDef | ast.AsyncFunctionDef, depth: int, index: int | None
    ) -> Ending | None:
        """What all returns of a function end in."""
        if depth > LIMIT:
            return None
        found = []
        for said in self.names.returns(function):
            value = said
            if index is not None:
                if not isinstance(said, ast.Tuple | ast.List) or not 0 <= index < len(said.elts):
                    return None
                value = said.elts[index]
            found.append(self.ending(value, function, depth + 1))
        return _same(found)


def _same(found: list[Ending | None]) -> Ending | None:
    """What all of several ways end in, where they do in the same."""
    said = [each for each in found if each is not None]
    same = said and len(said) == len(found) and len({(each.activation, each.dim) for each in said}) == 1
    return said[0] if same else None


def _root(node: ast.expr) -> ast.expr:
    """The object whose attribute, or whose attribute's part, an expression names."""
    while isinstance(node, ast.Attribute | ast.Subscript) and not own(node):
        node = node.value
    return node
