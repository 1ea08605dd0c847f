"""Training and evaluation mode: dropout and BatchNorm in the wrong one, and updates on validation data."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding, Severity
from advisor.linting.programs.events import Event, Events, Loop, key, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Function, Item, number, own, word

MODAL: Final = re.compile(
    r"(^|\.)(\w*Dropout\w*|BatchNorm[123]d|LazyBatchNorm[123]d|SyncBatchNorm|InstanceNorm[123]d|Transformer\w*)$"
)
PUBLISHED: Final = re.compile(
    r"(^|\.)(from_pretrained|create_model)$|^torchvision\.models\.|^transformers\.\w+(Model|For[A-Z]\w+)$"
)
HELD_OUT: Final = re.compile(r"(^|_)(val|valid|validation|test|eval|dev)(_|$|load|data|set|dl|iter)", re.IGNORECASE)
JUDGES: Final = re.compile(r"(^|_)(evaluate|evaluation|eval|validate|validation|valid|val|test)(_|$)", re.IGNORECASE)
QUIET: Final = ("no_grad", "inference_mode")
SEQUENCE: Final = "torch.nn.Sequential"
DEEPEST: Final = 6  # parts of parts that are looked into
MODES: Final = "Dropout and BatchNorm do one thing in training and another in evaluation."


def check_modes(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    if not any(event.kind == "step" for body in events.bodies for event in events.of(body)):
        return
    yield from _never_evaluated(names, events)
    yield from _never_back(names, events)
    yield from _set_back(names, events)
    yield from _learns_from_validation(names, events)


def _never_evaluated(names: Names, events: Events) -> Iterator[Finding]:
    """A model that is validated, and nowhere set to evaluation mode."""
    if any(
        isinstance(node, ast.Attribute) and node.attr in ("eval", "train") and _sets(names, node)
        for node in names.nodes
    ):
        return
    for node in names.nodes:
        if not _judges_there(names, node):
            continue
        for body in (node, *_called_in(names, node)):
            for call in ast.walk(body):
                if not (isinstance(call, ast.Call) and _judges(names, body, call) and _is_model(names, events, call)):
                    continue
                if modal(names, call.func):
                    model = text(call.func)
                    message = (
                        f"{model} has dropout or BatchNorm and is judged in training mode: call {model}.eval() first"
                    )
                    yield found("CHK-EVAL-MODE", call, message, MODES)
                    return


def _judges_there(names: Names, node: ast.AST) -> bool:
    """Whether a block judges a model: it computes no gradients, or goes over validation data and learns nothing."""
    if isinstance(node, ast.For):
        return _phases(node) or (_held_out(node) and not _learns(node))
    by_name = isinstance(node, Function) and bool(JUDGES.search(node.name)) and not _learns(node)
    return by_name or _is_quiet(names, node)


def _phases(loop: ast.For) -> bool:
    """Whether a loop trains and validates in turn, by a word."""
    said = loop.iter.elts if isinstance(loop.iter, ast.List | ast.Tuple) else []
    words = [x.value for x in said if isinstance(x, ast.Constant) and isinstance(x.value, str)]
    return "train" in words and any(HELD_OUT.search(each) for each in words)


def _called_in(names: Names, node: ast.AST) -> list[Function]:
    """The program's functions that a block without gradients calls, but for the models' own."""
    if not isinstance(node, ast.With):
        return []
    run = [names.runs(x, names.scope(x)) for x in ast.walk(node) if isinstance(x, ast.Call)]
    return [x for x in run if x is not None and not names.is_method(x)]


def _learns(loop: ast.For | Function) -> bool:
    """Whether a backward pass stands in a loop or a function."""
    return any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in ast.walk(loop))


def _sets(names: Names, node: ast.Attribute) -> bool:
    """Whether an attribute is a call that sets evaluation mode, or may set it."""
    call = names.parents.get(node)
    if not isinstance(call, ast.Call) or call.func is not node:
        return False
    return node.attr == "eval" or bool(call.args or call.keywords)


def _is_quiet(names: Names, node: ast.AST) -> bool:
    """Whether a block or a function computes no gradients."""
    around = [each.context_expr for each in node.items] if isinstance(node, ast.With) else []
    around += node.decorator_list if isinstance(node, Function) else []
    return any(names.called(each).rpartition(".")[2] in QUIET or _turns_off(names, each) for each in around)


def _turns_off(names: Names, call: ast.expr) -> bool:
    """Whether a call turns gradients off by its argument."""
    off = isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant) and not call.args[0].value
    return bool(off) and names.called(call).rpartition(".")[2] == "set_grad_enabled"


def _is_model(names: Names, events: Events, call: ast.Call) -> bool:
    """Whether what is called is trained: an optimiser holds it, or it takes part in a loss with gradients."""
    if not (isinstance(call.func, ast.Name) or own(call.func)):
        return False
    return events.is_trained(call.func) or any(
        key(other.func) == key(call.func) and not any(_is_quiet(names, x) for x in names.above(other))
        for body in events.bodies
        if any(event.kind == "backward" and not event.loops for event in events.of(body))
        for other in ast.walk(body)
        if isinstance(other, ast.Call)
    )


def _judges(names: Names, quiet: ast.AST, call: ast.Call) -> bool:
    """Whether a call without gradients judges a model: on many examples, not on a sample."""
    around = list(names.above(call))
    if any(isinstance(x, Function) and x.name == "forward" for x in around):
        return False
    if any(HELD_OUT.search(key(given)) for given in call.args):
        return True
    inside = any(isinstance(x, Loop) for x in (quiet, *around[: around.index(quiet)]))
    inside = inside or any(isinstance(x, ast.For) and _held_out(x) for x in around)
    return inside or any(isinstance(x, Function) and JUDGES.search(x.name) for x in around)


def modal(names: Names, model: ast.expr) -> bool:
    """Whether a model is known to have a part that goes by the mode."""
    made = [x.value for x in names.origins(model, names.scope(model)) if isinstance(x.value, ast.Call)]
    return any(_has_mode(names, call) for call in made)


def _has_mode(names: Names, made: ast.Call, depth: int = 0) -> bool:
    name = names.called(made)
    if MODAL.search(name):
        return not _never_drops(made)
    if PUBLISHED.search(name):
        return True
    if depth > DEEPEST:
        return False
    cls = names.classes.get(name.rpartition(".")[2])
    given = [*made.args, *(each.value for each in made.keywords)]
    if cls is None and name not in (SEQUENCE, "nn.Sequential"):
        return False
    if cls is not None and cls in names.lineage(names.class_of(made)):
        return False  # of itself
    inside: list[ast.AST] = [each for base in names.lineage(cls) for each in base.body]
    if any(
        isinstance(x, ast.Attribute) and ast.unparse(x) == "self.training" for each in inside for x in ast.walk(each)
    ):
        return True
    parts = {id(x): x for each in inside for x in ast.walk(each) if isinstance(x, ast.Call) and names.called(x)}
    for each in given:
        listed = each.elts if isinstance(each, ast.List | ast.Tuple) else [each]
        kinds = [names.classes[x.id] for x in listed if isinstance(x, ast.Name) and x.id in names.classes]
        parts |= {id(x): x for kind in kinds for x in ast.walk(kind) if isinstance(x, ast.Call) and names.called(x)}
        for origin in (x for part in listed for x in names.origins(part, names.scope(made))):
            if isinstance(origin.value, ast.Call):
                parts[id(origin.value)] = origin.value
    return any(_has_mode(names, each, depth + 1) for each in parts.values())


def _never_drops(made: ast.Call) -> bool:
    """Whether a layer is a dropout of no elements, or a norm of the kind that is the same in both modes."""
    name = ast.unparse(made.func).rpartition(".")[2]
    rate = word(made, "p", 0)
    if "Dropout" in name:
        return number(rate) == 0
    tracks = word(made, "track_running_stats", 4)
    if name.startswith("InstanceNorm"):
        return not (isinstance(tracks, ast.Constant) and tracks.value is True)
    return isinstance(tracks, ast.Constant) and tracks.value is False


def _never_back(names: Names, events: Events) -> Iterator[Finding]:
    """Loops that train and evaluate in turn, and go on training in evaluation mode."""
    told = False
    for loop in sorted(events.loops, key=lambda node: -node.lineno):
        reached = events.reached(loop)
        evals = [event for event in reached if event.kind == "eval" and isinstance(event.call.func, ast.Attribute)
                 and events.is_trained(event.call.func.value)]  # fmt: skip
        steps = [event for event in reached if event.kind == "step"]
        if told or not evals or not steps or any(event.kind == "train" for event in reached):
            continue
        severity = _matters(names, evals[0])
        if not _goes_on(events, loop, evals) or severity is None:
            continue
        told = True
        message = (
            f"sets evaluation mode, and training goes on in it, without dropout and with a fixed BatchNorm: call"
            f" {evals[0].key}.train() before the next batch"
        )
        yield found("CHK-TRAIN-MODE", evals[0].call, message, MODES, severity)


def _goes_on(events: Events, loop: Loop, evals: list[Event]) -> bool:
    """Whether another round of the loop trains behind the evaluation: it is not left behind it."""
    own_events = events.of(loop)
    first = [event.kind for event in own_events if event.kind in ("eval", "step")]
    return not (first[:1] == ["eval"] and "step" in first and evals[0] in own_events)


def _matters(names: Names, event: Event) -> Severity | None:
    """How much the mode matters: the model has parts that go by it, it has none, or that is not known."""
    func = event.call.func
    origins = names.origins(func.value, names.scope(event.call)) if isinstance(func, ast.Attribute) else []
    made = [x.value for x in origins if not isinstance(x.value, Item) and isinstance(x.value, ast.Call)]
    if any(_has_mode(names, call) for call in made):
        return "warning"
    return "note" if not made or any(_unknown(names, call) for call in made) else None


def _unknown(names: Names, made: ast.Call) -> bool:
    """Whether a call makes a model that the program does not show."""
    name = names.called(made)
    return name.rpartition(".")[2] not in names.classes and not name.startswith(("torch.nn.", "nn."))


def _set_back(names: Names, events: Events) -> Iterator[Finding]:
    """Training mode set amid a loop over the validation data that learns nothing."""
    for loop in events.loops:
        if not isinstance(loop, ast.For) or _learns(loop):
            continue
        judges = _held_out(loop) or any(_is_quiet(names, x) for x in names.above(loop))
        for event in events.of(loop) if judges else ():
            func = event.call.func
            trained = isinstance(func, ast.Attribute) and events.is_trained(func.value)
            if event.kind == "train" and event.steady and trained and modal(names, func.value):  # type: ignore[attr-defined]
                message = f"sets training mode for the validation data ({text(loop.iter)}): call it behind the loop"
                yield found("CHK-EVAL-MODE", event.call, message, MODES)


def _learns_from_validation(names: Names, events: Events) -> Iterator[Finding]:
    """Backward passes and steps in a loop over the validation data, behind one over the training data."""
    trains = {
        event.key for loop in events.loops if not _held_out(loop) for event in events.of(loop) if event.kind == "step"
    }
    for loop in events.loops:
        if not isinstance(loop, ast.For) or not _held_out(loop):
            continue
        steady = [event for event in events.of(loop) if event.steady]
        passes = [event for event in steady if event.kind == "backward"]
        steps = [event for event in steady if event.kind == "step" and event.key in trains]
        if passes and steps:
            message = f"learns from the validation data ({text(loop.iter)}): compute the loss there, and take no step"
            yield found(
                "CHK-HELD-OUT", steps[0].call, message, "A score counts on examples that were not learnt from.", "error"
            )


def _held_out(loop: Loop) -> bool:
    return isinstance(loop, ast.For) and any(
        HELD_OUT.search(key(node)) for node in ast.walk(loop.iter) if isinstance(node, ast.Name | ast.Attribute)
    )
