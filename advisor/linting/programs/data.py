"""What a program feeds: the order of examples, and changes to those that it is judged on."""

import ast
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import Events, text
from advisor.linting.programs.finding import file_of, found
from advisor.linting.programs.modes import HELD_OUT
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Function, Item, word

FOLDERS: Final = ("ImageFolder", "DatasetFolder")
MIXED: Final = ("sampler", "batch_sampler", "shuffle")


PRIVATE: Final = ("make_private", "make_private_with_epsilon")  # Opacus puts a sampler of its own in a loader


def check_data(names: Names, events: Events) -> Iterator[Finding]:
    """All of them, in a program that trains."""
    trains = any(event.kind == "step" for body in events.bodies for event in events.of(body))
    if trains:
        yield from _same_order(names)
        yield from _by_class(names, events)
    yield from _changed_tests(names)


def _same_order(names: Names) -> Iterator[Finding]:
    """A distributed sampler that is not told of the epoch."""
    if any(isinstance(node, ast.Attribute) and node.attr in ("set_epoch", *PRIVATE) for node in names.nodes):
        return
    for call in names.calls:
        if names.called(call).rpartition(".")[2] != "DistributedSampler" or _is(word(call, "shuffle", 3), False):
            continue
        if HELD_OUT.search(_target(names, call)) or any(HELD_OUT.search(text(x)) for x in call.args[:1]):
            continue
        if not any(
            isinstance(x, ast.For)
            and "epoch" in ast.unparse(x.target) + ast.unparse(x.iter)
            and file_of(x) == file_of(call)
            for x in names.nodes
        ):
            continue
        message = "gives the same order in every epoch: call set_epoch(epoch) on it before each"
        yield found("CHK-SET-EPOCH", call, message, "The sampler draws the order from the number of the epoch.")
        return


def _target(names: Names, call: ast.AST) -> str:
    """The name that a call's value is given to."""
    for node in names.above(call):
        if isinstance(node, ast.Assign):
            return ast.unparse(node.targets[0])
        if isinstance(node, ast.stmt):
            return ""
    return ""


def _by_class(names: Names, events: Events) -> Iterator[Finding]:
    """Training on folders of images one class after the other."""
    for call in names.calls:
        if names.called(call).rpartition(".")[2] != "DataLoader" or not _trains(names, events, call):
            continue
        given = {each.arg for each in call.keywords}
        if (
            None in given
            or len(call.args) > 2
            or any(word(call, name) is not None and not _is(word(call, name), False) for name in MIXED)
        ):
            continue
        dataset = word(call, "dataset", 0)
        made = names.origins(dataset, names.scope(call)) if dataset is not None else []
        kinds = [names.called(x.value).rpartition(".")[2] for x in made if not isinstance(x.value, Item)]
        if kinds and all(kind in FOLDERS for kind in kinds):
            message = "trains on one class after the other, as folders are read in order: pass shuffle=True"
            yield found("CHK-SHUFFLE", call, message, "A batch of one class alone pulls the model towards that class.")


def _trains(names: Names, events: Events, loader: ast.Call) -> bool:
    """Whether a loop that takes steps goes over a loader."""
    for loop in events.loops:
        if isinstance(loop, ast.For) and not _ignores_labels(loop) and any(x.kind == "step" for x in events.of(loop)):
            inner = [x for x in ast.walk(loop.iter) if isinstance(x, ast.Name | ast.Attribute)]
            if any(origin.value is loader for each in inner for origin in names.origins(each, names.scope(loop))):
                return True
    return False


def _ignores_labels(loop: ast.For) -> bool:
    """Whether a loop over pairs drops what comes with each image."""
    pairs = [x for x in ast.walk(loop.target) if isinstance(x, ast.Tuple)]
    return bool(pairs) and isinstance(pairs[-1].elts[-1], ast.Name) and pairs[-1].elts[-1].id.startswith("_")


def _changed_tests(names: Names) -> Iterator[Finding]:
    """Random changes of the examples that a model is judged on."""
    for call in names.calls:
        transform = word(call, "transform")
        if transform is None or not (_held_out(names, call)):
            continue
        drawn = [_drawn(names, origin.value) for origin in names.origins(transform, names.scope(call))]
        if drawn and all(drawn):
            message = f"changes test examples at random ({text(drawn[0][0].func)}): give them a transform of their own"
            yield found("CHK-HELD-OUT", call, message, "A score is compared with others on the same examples.")


def _drawn(names: Names, made: "ast.expr | Item") -> list[ast.Call]:
    """The random changes of a composition."""
    if isinstance(made, Item) or names.called(made).rpartition(".")[2] != "Compose":
        return []
    return [x for each in (made, *_appended(names, made)) for x in ast.walk(each)
            if isinstance(x, ast.Call) and names.called(x).rpartition(".")[2].startswith("Random")]  # fmt: skip


def _appended(names: Names, compose: ast.expr) -> list[ast.expr]:
    """What is appended to the list that a composition is made of."""
    listed = word(compose, "transforms", 0) if isinstance(compose, ast.Call) else None
    if not isinstance(listed, ast.Name):
        return []
    return [
        call.args[0]
        for call in names.calls
        if isinstance(call.func, ast.Attribute)
        and call.func.attr == "append"
        and call.args
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id == listed.id
        and names.scope(call) is names.scope(compose)
    ]


def _held_out(names: Names, call: ast.Call) -> bool:
    """Whether a data set is one to validate or test on."""
    if _is(word(call, "train"), True):
        return False
    split = word(call, "split")
    told = isinstance(split, ast.Constant) and isinstance(split.value, str) and bool(HELD_OUT.search(split.value))
    inside = next((x.name for x in names.above(call) if isinstance(x, Function)), "")
    return (
        _is(word(call, "train"), False)
        or told
        or (bool(HELD_OUT.search(_target(names, call))) and "train" not in inside + _target(names, call))
    )


def _is(node: ast.AST | None, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
