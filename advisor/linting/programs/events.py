"""What a training loop does, in order: backward passes, steps, what is cleared, clipped, scheduled, and the modes."""

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final, NamedTuple

from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Function, Item, own

OPTIMIZERS: Final = (
    "SGD",
    "Adam",
    "AdamW",
    "NAdam",
    "RAdam",
    "Adamax",
    "Adagrad",
    "Adadelta",
    "RMSprop",
    "Rprop",
    "ASGD",
    "SparseAdam",
    "LBFGS",
    "Adafactor",
    "Lion",
    "AdamW8bit",
    "Adam8bit",
    "Muon",
)
OPTIMIZER_NAME: Final = re.compile(r"optim|(^|_)opt($|_)", re.IGNORECASE)
SCHEDULER_NAME: Final = re.compile(r"sched", re.IGNORECASE)
SCALER_NAME: Final = re.compile(r"scaler", re.IGNORECASE)
CLIPS: Final = ("clip_grad_norm_", "clip_grad_value_", "clip_grad_norm", "clip_grads_with_norm_")
Loop = ast.For | ast.AsyncFor | ast.While
Body = Loop | Function


class Event(NamedTuple):
    """One of these, the branches and the inner loops that it stands in, and whom it is done to."""

    kind: str
    key: str
    call: ast.Call
    branches: tuple[ast.AST, ...] = ()
    loops: tuple[ast.AST, ...] = ()

    @property
    def steady(self) -> bool:
        """Whether it happens on each round, once."""
        return not self.branches and not self.loops


class Events:
    """Reads the loops and functions of a program."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._seen: dict[ast.AST, list[Event]] = {}
        self._called: dict[ast.AST, list[Function]] = {}

    @cached_property
    def loops(self) -> list[Loop]:
        """All loops."""
        return [node for node in self.names.nodes if isinstance(node, Loop)]

    @cached_property
    def bodies(self) -> list[Body]:
        """All that is done again and again: loops, and functions that a loop may call."""
        return [*self.loops, *(function for each in self.names.functions.values() for function in each)]

    def of(self, body: Body) -> list[Event]:
        """What a body does itself, in the order of lines; not in functions that it defines or calls."""
        if body not in self._seen:
            self._seen[body] = list(self._walk(body.body, (), ()))
        return self._seen[body]

    def _walk(
        self, nodes: Sequence[ast.AST], branches: tuple[ast.AST, ...], loops: tuple[ast.AST, ...]
    ) -> Iterator[Event]:
        for node in nodes:
            if isinstance(node, Function | ast.ClassDef | ast.Lambda):
                continue
            if isinstance(node, ast.Call):
                yield from self._walk(list(ast.iter_child_nodes(node)), branches, loops)
                if (event := self.event(node)) is not None:
                    yield event._replace(branches=branches, loops=loops)
                continue
            inside = (*branches, node) if isinstance(node, ast.If | ast.IfExp | ast.Try | ast.Match) else branches
            around = (*loops, node) if isinstance(node, Loop) else loops
            yield from self._walk(list(ast.iter_child_nodes(node)), inside, around)

    def event(self, call: ast.Call) -> Event | None:
        """What a call does, where it is one of these."""
        last = self.names.called(call).rpartition(".")[2]
        if last in CLIPS:
            return Event("clip", "", call)
        if not isinstance(call.func, ast.Attribute):
            return None
        receiver = call.func.value
        if last in ("backward", "manual_backward"):
            return Event("backward", key(receiver), call)
        if last == "zero_grad":
            return Event("zero", key(receiver), call)
        if last == "unscale_":
            return Event("unscale", key(receiver), call)
        if last in ("eval", "train") and len(call.args) + len(call.keywords) <= 1:
            off = any(
                isinstance(x, ast.Constant) and x.value is False
                for x in (*call.args, *(w.value for w in call.keywords))
            )
            return Event("eval" if last == "eval" or off else "train", key(receiver), call)
        if last != "step":
            return None
        if call.args and SCALER_NAME.search(key(receiver)):
            return Event("step", key(call.args[0]), call)
        if self.is_scheduler(receiver):
            return Event("schedule", key(receiver), call)
        return Event("step", key(receiver), call) if self.is_optimizer(receiver) else None

    def made(self, value: ast.expr, like: re.Pattern[str]) -> ast.Call | None:
        """The one call that makes a value, where its name is like this."""
        scope = self.names.scope(value)
        made = [origin.value for origin in self.names.origins(value, scope) if isinstance(origin.value, ast.Call)]
        found = {id(call): call for call in made if like.search(self.names.called(call))}
        return next(iter(found.values())) if len(found) == 1 else None

    def is_scheduler(self, value: ast.expr) -> bool:
        """Whether a value is a schedule of the learning rate."""
        return bool(SCHEDULER_NAME.search(key(value))) or self.made(value, SCHEDULERS) is not None

    def is_optimizer(self, value: ast.expr) -> bool:
        """Whether a value is an optimiser."""
        return bool(OPTIMIZER_NAME.search(key(value))) or self.made(value, MAKERS) is not None

    # What is called -------------------------------------------------------------------------------------------------

    def reached(self, body: Body) -> list[Event]:
        """What a body does, also in the program's functions that it calls."""
        ways: dict[Body, None] = {body: None}
        for each in (ahead := [body]):
            for function in self.calls(each):
                if function not in ways:
                    ways[function] = None
                    ahead.append(function)
        return [event for each in ways for event in self.of(each)]

    def calls(self, body: Body) -> list[Function]:
        """The program's functions that a body calls itself."""
        if body not in self._called:
            found = [self.names.function_of(node) for node in ast.walk(body) if isinstance(node, ast.Call)]
            self._called[body] = list(dict.fromkeys(x for x in found if x is not None and x is not body))
        return self._called[body]

    def repeated(self, body: Body) -> bool:
        """Whether a body is run more than once: it is a loop, or a loop calls it."""
        if isinstance(body, Loop):
            return True
        calls = self.names.calls_of.get(body, [])
        return any(isinstance(x, Loop) for call in calls for x in self.names.above(call))

    @cached_property
    def optimizers(self) -> list[ast.Call]:
        """The calls that make optimisers."""
        return [call for call in self.names.calls if is_maker(self.names, call)]

    @cached_property
    def held(self) -> list[ast.expr]:
        """What the optimisers hold the parameters of."""
        given: list[ast.expr] = [*self.optimizers] + [
            origin.value for call in self.optimizers for each in call.args[:1]
            for origin in self.names.origins(each, self.names.scope(call)) if not isinstance(origin.value, Item)
        ]  # fmt: skip
        return [node.value for value in given for node in ast.walk(value)
                if isinstance(node, ast.Attribute) and node.attr in ("parameters", "named_parameters")]  # fmt: skip

    def is_trained(self, model: ast.expr) -> bool:
        """Whether an optimiser holds the parameters of a model: by its name, or as both come from one call."""
        made = self._made(model)
        for each in self.held:
            other = self._made(each)
            if made & other or (key(each) == key(model) and not (made and other)):
                return True
        return False

    def _made(self, model: ast.expr) -> set[int]:
        """The calls that make a model."""
        origins = self.names.origins(model, self.names.scope(model))
        return {id(x.value) for x in origins if isinstance(x.value, ast.Call)}


MAKERS: Final = re.compile(r"(^|\.)(" + "|".join(OPTIMIZERS) + r")$")
SCHEDULERS: Final = re.compile(r"lr_scheduler\.|LR$|OnPlateau$|get_\w*schedule|WarmRestarts$")


def is_maker(names: Names, call: ast.Call) -> bool:
    """Whether a call makes an optimiser."""
    name = names.called(call)
    last = name.rpartition(".")[2]
    return last in OPTIMIZERS and last not in names.classes and bool(call.args or call.keywords)


def key(value: ast.AST) -> str:
    """The last name of a value: `optimizer` of `self.optimizer`; empty where it has none."""
    if isinstance(value, ast.Call):
        return key(value.func.value) if isinstance(value.func, ast.Attribute) else ""
    if isinstance(value, ast.Subscript):
        return key(value.value)
    if isinstance(value, ast.Attribute):
        return key(value.value) if value.attr == "module" and not own(value) else value.attr
    return value.id if isinstance(value, ast.Name) else ""


def text(node: "ast.AST | Item") -> str:
    """An expression as one line, shortened."""
    said = " ".join(ast.unparse(node.value if isinstance(node, Item) else node).split())
    return said if len(said) <= 60 else said[:57] + "..."
