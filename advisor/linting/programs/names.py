"""What the names of a program stand for: imports, assignments, arguments of calls, attributes of objects."""

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple

from advisor.linting.programs.syntax import Block, Function, Item, given_by, own, parameters, place_of
from advisor.linting.programs.words import Words

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


class Names(Words):
    """All names of a program."""

    def __init__(self, tree: ast.Module) -> None:
        super().__init__(tree)
        self._known: dict[tuple[int, int], list[Origin]] = {}
        self._held: list[ast.expr | Item] = []  # what is known by its place in memory, which must not be given anew

    @cached_property
    def calls_of(self) -> dict[Function, list[ast.Call]]:
        """By function of the program the calls that run it."""
        found: dict[Function, list[ast.Call]] = {}
        for call in self.calls:
            if (function := self.function_of(call)) is not None:
                found.setdefault(function, []).append(call)
        return found

    # Values ------------------------------------------------------------------------------------------------------

    @cached_property
    def bound(self) -> dict[str, list[Bound]]:
        """By name, or `self.name`, what it is given, in the order of lines."""
        found: dict[str, list[Bound]] = {}
        for node in self.nodes:
            if isinstance(self.parents.get(node), ast.ClassDef):
                continue  # an attribute of the class
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
        """The expressions that a value may come from, with names, wrappers and the program's own functions followed."""
        place = (id(value.value), value.at) if isinstance(value, Item) else (id(value), id(scope))
        if place not in self._known:
            self._known[place] = []  # what comes from itself comes from nowhere
            self._known[place] = self._origins(value, scope)
            self._held.append(value)
        return self._known[place]

    def _origins(self, value: "ast.expr | Item", scope: Block) -> list[Origin]:
        if isinstance(value, Item):
            return self._returned(value, scope) or [Origin(value, scope)]
        if isinstance(value, ast.Call):
            word = self.called(value).rpartition(".")[2]
            if isinstance(value.func, ast.Attribute) and word in METHODS:
                return self.origins(value.func.value, scope)
            if word in WRAPPERS and value.args and word not in self.functions:
                return self.origins(value.args[0], scope)
            return self._returned(value, scope) or [Origin(value, scope)]
        if isinstance(value, ast.IfExp):
            return self._all([(value.body, scope), (value.orelse, scope)])
        if isinstance(value, ast.Subscript):
            return self._looked_up(value, scope) or [Origin(value, scope)]
        if isinstance(value, ast.Attribute) and not own(value):
            if value.attr == "module":
                return self.origins(value.value, scope)
            return self._attribute(value, scope) or [Origin(value, scope)]
        name = value.id if isinstance(value, ast.Name) else own(value)
        return self._named(name, value, scope) if name else [Origin(value, scope)]

    def _named(self, name: str, value: ast.expr, scope: Block) -> list[Origin]:
        """What a variable comes from: each binding that may reach it, or what the function is given."""
        bounds = self._reaching(name, value, scope)
        if bounds is None:
            return []  # it depends on what happens
        given = isinstance(scope, Function) and name in parameters(scope)
        if bounds and not (given and all(self.branched(each.at, value) for each in bounds)):
            return self._all([(each.value, each.scope) for each in bounds])
        if given and isinstance(scope, Function):
            said = self.arguments(scope, name)
            found = [origin for each in said for origin in self.origins(each.value, each.scope)]
            return self._both(found, bounds) if bounds else found
        if isinstance(scope, Function) and "." not in name and (outer := self.scope(scope)) is not scope:
            return self.origins(value, outer)
        return []

    def _both(self, given: list[Origin], bounds: list[Bound]) -> list[Origin]:
        """What a function is given or, in a branch, gives itself in its place."""
        inner = self._all([(each.value, each.scope) for each in bounds])
        return [*(x for x in given if not _says_nothing(x.value)), *inner] if given and inner else []

    def _all(self, ways: "list[tuple[ast.expr | Item, Block]]") -> list[Origin]:
        """What a value comes from on each of several ways; nothing where one of them is not known."""
        said = [self.origins(value, scope) for value, scope in ways if len(ways) == 1 or not _says_nothing(value)]
        return [origin for each in said for origin in each] if all(said) else []

    def _returned(self, value: "ast.Call | Item", scope: Block) -> list[Origin]:
        """What the program's own function gives back that a call runs, or the one of several values that is taken."""
        call = value.value if isinstance(value, Item) else value
        function = self.runs(call, scope) if isinstance(call, ast.Call) else None
        if function is None or (isinstance(value, Item) and (value.looped or value.at < 0)):
            return []
        ways: list[tuple[ast.expr | Item, Block]] = []
        for said in self.returns(function):
            if not isinstance(value, Item):
                ways.append((said, function))
            elif isinstance(said, ast.Tuple) and value.at < len(said.elts):
                ways.append((said.elts[value.at], function))
            else:
                return []
        return self._all(ways)

    def returns(self, function: Function) -> list[ast.expr]:
        """What a function gives back."""
        said = [node for node in ast.walk(function) if isinstance(node, ast.Return) and self.scope(node) is function]
        return [node.value for node in said if node.value is not None]

    def _looked_up(self, value: ast.Subscript, scope: Block) -> list[Origin]:
        """What a dictionary holds that the program writes down: under a word, or under any where it is not written."""
        made = [x for x in self.origins(value.value, scope) if isinstance(x.value, ast.Dict)]
        if len(made) != 1 or not isinstance(held := made[0].value, ast.Dict):
            return []
        written = value.slice.value if isinstance(value.slice, ast.Constant) else None
        pairs = zip(held.keys, held.values, strict=True)
        chosen = [x for key, x in pairs if written is None or (isinstance(key, ast.Constant) and key.value == written)]
        return self._all([(each, made[0].scope) for each in chosen])

    def _attribute(self, value: ast.Attribute, scope: Block) -> list[Origin]:
        """What an attribute holds: of an object of the program's own class, of the class, or of parsed arguments."""
        if isinstance(value.value, ast.Name) and value.value.id in self.classes:
            return self._of_class(self.classes[value.value.id], value.attr)
        for each in self.origins(value.value, scope):
            if not isinstance(each.value, ast.Call):
                return []
            word = self.called(each.value).rpartition(".")[2]
            if word in self.classes:
                return self._of_class(self.classes[word], value.attr)
            if word == "parse_args":
                return self._option(value.attr)
        return []

    def _of_class(self, cls: ast.ClassDef, name: str) -> list[Origin]:
        """What the objects of a class hold under a name."""
        family = self.lineage(cls)
        found = [x for x in self.bound.get(f"self.{name}", []) if self.class_of(x.at) in family]
        if found:
            return self._all([(x.value, x.scope) for x in found])
        held = [x for each in family for x in each.body if isinstance(x, ast.Assign | ast.AnnAssign) and x.value]
        values = [
            x.value for x in held for target, _ in given_by(x) if isinstance(target, ast.Name) and target.id == name
        ]
        return self.origins(values[0], self.scope(cls)) if values and values[0] is not None else []

    def _option(self, name: str) -> list[Origin]:
        """What an option of the command line is where nobody says otherwise."""
        for call in self.calls:
            if isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument":
                words = [x.value for x in call.args if isinstance(x, ast.Constant) and isinstance(x.value, str)]
                default = next((x.value for x in call.keywords if x.arg == "default"), None)
                if default is not None and name in [word.lstrip("-").replace("-", "_") for word in words]:
                    return self.origins(default, self.scope(call))
        return []

    def _reaching(self, name: str, use: ast.AST, scope: Block) -> list[Bound] | None:
        """What a name may hold where it is used; None where that is not known."""
        bounds = self.bound.get(name, [])
        if "." in name:
            inside = self.class_of(use)
            family = {x.name for x in self.lineage(inside)} if inside is not None else set()
            mine = [x for x in bounds if (held := self.class_of(x.at)) is not None and held.name in family]
            return mine if len(mine) < 2 else [x for x in mine if not _says_nothing(x.value)] or None
        mine = [each for each in bounds if each.scope is scope]
        here, around = place_of(use), dict(self.arms(use))
        mine = [x for x in mine if all(around.get(branch, arm) == arm for branch, arm in self.arms(x.at))]
        before = [x for x in mine if not self.within(use, x.at) and place_of(x.at) < here]
        if not before and any(self.within(use, x.at) for x in mine):
            return None if not (isinstance(scope, Function) and name in parameters(scope)) else []
        if not before and scope is self.tree and self.scope(use) is not scope:
            before = mine
        found: list[Bound] = []
        for each in reversed(before):
            if not any(self._replaces(later.at, each.at) for later in found):
                found.insert(0, each)
            if not self.branched(each.at, use):
                break
        return found

    def _replaces(self, later: ast.AST, earlier: ast.AST) -> bool:
        """Whether a binding is always followed by another: they stand in the same arms of the same branches."""
        inside = dict(self.arms(earlier))
        return all(inside.get(branch) == arm for branch, arm in self.arms(later))

    # Calls of the program's own functions ------------------------------------------------------------------------

    def runs(self, call: ast.Call, scope: Block) -> Function | None:
        """The program's own function or method that a call runs, a module's `forward` included; no class."""
        func, inside = call.func, self.class_of(call)
        if (isinstance(func, ast.Name) and func.id not in self.functions) or own(func):
            made = [self.called(x.value).rpartition(".")[2] for x in self.origins(func, scope)]
            cls = self.classes.get(made[0]) if len(set(made)) == 1 else None
            if cls is not None and (forward := self.method(cls, "forward")) is not None:
                return forward
        if isinstance(func, ast.Name):
            return self._plain(self.imports.get(func.id, func.id).rpartition(".")[2], call)
        if not isinstance(func, ast.Attribute):
            return None
        if own(func):
            return self.method(inside, func.attr) if inside is not None else None
        if isinstance(func.value, ast.Name) and func.value.id in self.imports:
            return self._plain(func.attr, call)
        if func.attr not in self.functions:
            return None
        made = [self.called(x.value).rpartition(".")[2] for x in self.origins(func.value, scope)]
        cls = self.classes.get(made[0]) if len(set(made)) == 1 else None
        return self.method(cls, func.attr) if cls is not None else None

    def _plain(self, name: str, call: ast.Call) -> Function | None:
        """The function of a name that is no method: of several, as cells define them, the last before a call."""
        found = [x for x in self.functions.get(name, []) if not self.is_method(x)]
        if len(found) > 1 and all(self.parents.get(x) is self.tree for x in found):
            before = [x for x in found if x.lineno < call.lineno]
            return before[-1] if before else None
        return found[0] if len(found) == 1 else None

    def function_of(self, call: ast.Call) -> Function | None:
        """The program's own function that a call runs, where only one can be meant; of a class its `__init__`."""
        func = call.func
        word = self.called(call).rpartition(".")[2]
        if word in self.classes and (isinstance(func, ast.Name) or self.full(func) != word):
            return self.method(self.classes[word], "__init__")
        if (known := self.runs(call, self.scope(call))) is not None or not isinstance(func, ast.Attribute):
            return known
        found = [x for x in self.functions.get(func.attr, []) if self.is_method(x)]
        return found[0] if len(found) == 1 and not own(func) else None

    def arguments(self, function: Function, name: str) -> list[Origin]:
        """What the calls in the program give a function for one of its parameters, or leave to its default."""
        names = parameters(function)
        shift = 1 if self.is_method(function) and names and names[0] in ("self", "cls") else 0
        at, default, found = names.index(name) - shift, _default(function, name), []
        for call in self.calls_of.get(function, []):
            given = next((word.value for word in call.keywords if word.arg == name), None)
            spread = any(isinstance(x, ast.Starred) for x in call.args) or any(x.arg is None for x in call.keywords)
            if given is None and 0 <= at < len(call.args) and not spread:
                given = call.args[at]
            if given is not None:
                found.append(Origin(given, self.scope(call)))
            elif default is not None and not spread:
                found.append(Origin(default, self.scope(function)))
        return found


def _default(function: Function, name: str) -> ast.expr | None:
    """What a parameter is where a call does not say it."""
    args = function.args
    placed = [each.arg for each in (*args.posonlyargs, *args.args)]
    said = dict(zip(reversed(placed), reversed(args.defaults), strict=False))
    said |= {
        each.arg: value for each, value in zip(args.kwonlyargs, args.kw_defaults, strict=True) if value is not None
    }
    return said.get(name)


def _says_nothing(value: "ast.expr | Item") -> bool:
    """Whether a value is a placeholder."""
    return isinstance(value, ast.Constant) and value.value is None
