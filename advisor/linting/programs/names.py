"""What the names of a program stand for: imports, assignments, arguments of calls, attributes of objects."""

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from advisor.linting.programs.syntax import Block, Function, Item, given_by, own, parameters, place_of

DEEPEST: Final = 16  # names followed one behind the other
# Methods that give back, as it is for training, what they are called on, and calls that do so of their first argument.
METHODS: Final = (
    "to", "cuda", "cpu", "float", "half", "double", "bfloat16", "train", "eval", "requires_grad_", "share_memory",
)  # fmt: skip
WRAPPERS: Final = (
    *METHODS, "DataParallel", "DistributedDataParallel", "DDP", "FullyShardedDataParallel", "FSDP", "compile",
    "prepare", "prepare_model", "setup", "setup_module", "convert_sync_batchnorm", "to_device",
)  # fmt: skip


class Bound(NamedTuple):
    """A name that is given a value: the value, where, and the block that it is in."""

    value: "ast.expr | Item"
    at: ast.AST
    scope: Block


class Origin(NamedTuple):
    """An expression that a name comes from, and the block in which its own names are to be read."""

    value: ast.expr | Item
    scope: Block


class Names:
    """All names of a program."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.parents: dict[ast.AST, ast.AST] = {}
        self._known: dict[tuple[int, int], list[Origin]] = {}
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    # Places ------------------------------------------------------------------------------------------------------

    def above(self, node: ast.AST) -> Iterator[ast.AST]:
        """What a node stands in, from the inside out."""
        while node in self.parents:
            node = self.parents[node]
            yield node

    def scope(self, node: ast.AST) -> Block:
        """The function that a node stands in, or the program."""
        return next((x for x in self.above(node) if isinstance(x, Function | ast.Module)), self.tree)

    def class_of(self, node: ast.AST) -> ast.ClassDef | None:
        """The class that a node stands in."""
        return next((x for x in self.above(node) if isinstance(x, ast.ClassDef)), None)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree."""
        return list(ast.walk(self.tree))

    @cached_property
    def calls_of(self) -> dict[Function, list[ast.Call]]:
        """By function of the program the calls that run it."""
        found: dict[Function, list[ast.Call]] = {}
        for call in self.calls:
            if (function := self.function_of(call)) is not None:
                found.setdefault(function, []).append(call)
        return found

    @cached_property
    def calls(self) -> list[ast.Call]:
        """All calls, in the order of lines."""
        found = [node for node in self.nodes if isinstance(node, ast.Call)]
        return sorted(found, key=lambda call: (call.lineno, call.col_offset))

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The program's own classes."""
        return {node.name: node for node in self.nodes if isinstance(node, ast.ClassDef)}

    @cached_property
    def functions(self) -> dict[str, list[Function]]:
        """The program's own functions and methods by name."""
        found: dict[str, list[Function]] = {}
        for node in self.nodes:
            if isinstance(node, Function):
                found.setdefault(node.name, []).append(node)
        return found

    # Words -------------------------------------------------------------------------------------------------------

    @cached_property
    def imports(self) -> dict[str, str]:
        """By local name the full one."""
        found = {}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for each in node.names:
                    found[each.asname or each.name.partition(".")[0]] = (
                        each.name if each.asname else each.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom) and node.module:
                for each in node.names:
                    found[each.asname or each.name] = f"{node.module}.{each.name}"
        return found

    def full(self, node: ast.AST) -> str:
        """The dotted name of a name or an attribute, with the imports written out; empty for anything else."""
        if isinstance(node, ast.Name):
            return self.imports.get(node.id, node.id)
        if isinstance(node, ast.Attribute) and (inner := self.full(node.value)):
            return f"{inner}.{node.attr}"
        return ""

    def called(self, call: ast.AST) -> str:
        """The dotted name of what is called; of a method of an unnamed value, its own name behind a dot."""
        if not isinstance(call, ast.Call):
            return ""
        return self.full(call.func) or (f".{call.func.attr}" if isinstance(call.func, ast.Attribute) else "")

    # Values ------------------------------------------------------------------------------------------------------

    @cached_property
    def bound(self) -> dict[str, list[Bound]]:
        """By name, or `self.name`, what it is given, in the order of lines."""
        found: dict[str, list[Bound]] = {}
        for node in self.nodes:
            for target, value in given_by(node):
                for name, inner in self._targets(target, value):
                    if (
                        isinstance(inner, Item) or self._wrapped(inner) != name
                    ):  # `model = model.to(device)` is the same
                        found.setdefault(name, []).append(Bound(inner, node, self.scope(node)))
        for each in found.values():
            each.sort(key=lambda bound: place_of(bound.at))
        return found

    def _wrapped(self, value: ast.expr) -> str:
        """The name that a value is, inside calls that give back what they are given."""
        for _ in range(DEEPEST):
            if not isinstance(value, ast.Call):
                break
            said = self.called(value).rpartition(".")[2]
            if isinstance(value.func, ast.Attribute) and said in METHODS:
                value = value.func.value
            elif said in WRAPPERS and value.args:
                value = value.args[0]
            else:
                return ""
        else:
            return ""
        return value.id if isinstance(value, ast.Name) else own(value)

    def _targets(self, target: ast.AST, value: "ast.expr | Item") -> Iterator[tuple[str, "ast.expr | Item"]]:
        if isinstance(target, ast.Name):
            yield target.id, value
        elif isinstance(target, ast.Attribute) and (name := own(target)):
            yield name, value
        elif isinstance(target, ast.Tuple | ast.List):
            for at, inner in enumerate(target.elts):
                yield from self._targets(inner, self._part(value, at, len(target.elts)))

    def _part(self, value: "ast.expr | Item", at: int, of: int) -> "ast.expr | Item":
        """One of several values: of a tuple, of what `accelerator.prepare` gives back in order, of a loop's items."""
        if isinstance(value, Item):
            if isinstance(value.value, ast.Call) and self.called(value.value) == "enumerate" and value.value.args:
                return Item(value.value.args[0], -1, True) if at else Item(value.value, 0)
            return Item(value.value, at, value.looped)
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == of:
            return value.elts[at]
        if isinstance(value, ast.Call) and self.called(value).rpartition(".")[2] == "prepare" and len(value.args) == of:
            return value.args[at]
        return Item(value, at)

    def origins(self, value: "ast.expr | Item", scope: Block) -> list[Origin]:
        """The expressions that a value may come from, its names and wrappers followed; itself where it is no name."""
        if isinstance(value, Item):
            return [Origin(value, scope)]
        place = (id(value), id(scope))
        if place not in self._known:
            self._known[place] = []  # what comes from itself comes from nowhere
            self._known[place] = self._origins(value, scope)
        return self._known[place]

    def _origins(self, value: ast.expr, scope: Block) -> list[Origin]:
        if isinstance(value, ast.Call):
            word = self.called(value).rpartition(".")[2]
            if isinstance(value.func, ast.Attribute) and word in METHODS:
                return self.origins(value.func.value, scope)
            if word in WRAPPERS and value.args and word not in self.functions:
                return self.origins(value.args[0], scope)
            return [Origin(value, scope)]
        if isinstance(value, ast.Attribute) and not own(value) and value.attr == "module":
            return self.origins(value.value, scope)
        name = value.id if isinstance(value, ast.Name) else own(value) if isinstance(value, ast.Attribute) else ""
        if not name:
            return [Origin(value, scope)]
        bounds = self._reaching(name, value, scope)
        if bounds is None:
            return []  # it depends on what happens
        if bounds:
            return [origin for each in bounds for origin in self.origins(each.value, each.scope)]
        if isinstance(scope, Function) and name in parameters(scope):
            given = self.arguments(scope, name)
            return [origin for each in given for origin in self.origins(each.value, each.scope)]
        if isinstance(scope, Function) and "." not in name and (outer := self.scope(scope)) is not scope:
            return self.origins(value, outer)
        return []

    def _reaching(self, name: str, use: ast.AST, scope: Block) -> list[Bound] | None:
        """What a name holds where it is used; None where that depends on a branch."""
        bounds = self.bound.get(name, [])
        if "." in name:
            inside = self.class_of(use)
            family = {x.name for x in self.lineage(inside)} if inside is not None else set()
            mine = [x for x in bounds if (held := self.class_of(x.at)) is not None and held.name in family]
            return mine if len(mine) < 2 else self._alone(mine)
        mine = [each for each in bounds if each.scope is scope]
        here, around = place_of(use), dict(self.arms(use))
        mine = [x for x in mine if all(around.get(branch, arm) == arm for branch, arm in self.arms(x.at))]
        before = [x for x in mine if not self._within(use, x.at) and place_of(x.at) < here]
        if not before and any(self._within(use, x.at) for x in mine):
            return None if not (isinstance(scope, Function) and name in parameters(scope)) else []
        last = before[-1:] if before else mine[-1:] if scope is self.tree and self.scope(use) is not scope else []
        if last and self._branched(last[0].at, use):
            return None
        return last

    def _alone(self, bounds: list[Bound]) -> list[Bound] | None:
        """The only one of several that says something; a placeholder of None says nothing."""
        said = [x for x in bounds if not (isinstance(x.value, ast.Constant) and x.value.value is None)]
        return said if len(said) == 1 else None

    def _within(self, node: ast.AST, outer: ast.AST) -> bool:
        loops = isinstance(outer, ast.For | ast.AsyncFor | ast.comprehension | ast.With)
        return not loops and (node is outer or outer in self.above(node))

    def arms(self, node: ast.AST) -> Iterator[tuple[ast.AST, str]]:
        """The branches that a node stands in, and which arm of each."""
        inner = node
        for outer in self.above(node):
            if isinstance(outer, ast.If | ast.Try):
                arm = next((name for name in ("body", "orelse", "finalbody") if inner in getattr(outer, name, [])), "")
                yield outer, arm
            inner = outer

    def _branched(self, binding: ast.AST, use: ast.AST) -> bool:
        """Whether a binding stands in a branch that its use does not stand in."""
        around = {branch for branch, _ in self.arms(use)}
        return any(branch not in around for branch, _ in self.arms(binding))

    # Calls of the program's own functions ------------------------------------------------------------------------

    def lineage(self, cls: ast.ClassDef | None) -> list[ast.ClassDef]:
        """A class and those of the program that it derives from, itself first."""
        found: list[ast.ClassDef] = []
        while cls is not None and cls not in found:
            found.append(cls)
            cls = next((self.classes[base.id] for base in cls.bases
                        if isinstance(base, ast.Name) and base.id in self.classes), None)  # fmt: skip
        return found

    def method(self, cls: ast.ClassDef, name: str) -> Function | None:
        """A method of a class or of one that it derives from."""
        return next((node for each in self.lineage(cls) for node in each.body
                     if isinstance(node, Function) and node.name == name), None)  # fmt: skip

    def function_of(self, call: ast.Call) -> Function | None:
        """The program's own function that a call runs, where only one can be meant."""
        func = call.func
        if isinstance(func, ast.Name) and func.id in self.classes:
            return self.method(self.classes[func.id], "__init__")
        word = func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""
        found = self.functions.get(word, [])
        if isinstance(func, ast.Attribute):
            found = [x for x in found if self._is_method(x)]
            inside = self.class_of(call)
            if len(found) > 1 and own(func) and inside is not None:
                mine = self.method(inside, word)
                found = [mine] if mine else []
        else:
            found = [x for x in found if not self._is_method(x)]
        return found[0] if len(found) == 1 else None

    def _is_method(self, function: Function) -> bool:
        return isinstance(self.parents.get(function), ast.ClassDef)

    def arguments(self, function: Function, name: str) -> list[Origin]:
        """What the calls in the program give a function for one of its parameters."""
        names = parameters(function)
        shift = 1 if self._is_method(function) and names and names[0] in ("self", "cls") else 0
        found = []
        for call in self.calls_of.get(function, []):
            given = next((word.value for word in call.keywords if word.arg == name), None)
            at = names.index(name) - shift
            if (
                given is None
                and 0 <= at < len(call.args)
                and not any(isinstance(x, ast.Starred) for x in call.args[: at + 1])
            ):
                given = call.args[at]
            if given is not None:
                found.append(Origin(given, self.scope(call)))
        return found
