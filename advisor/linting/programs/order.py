"""The order of a training step: clear, backward, unscale, clip, step."""

import ast
import re
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import Body, Event, Events, Loop, key, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.names import Names

CLEARS: Final = re.compile(r"zero_?grad|reset_?grad|clear_?grad|zero_?gradient", re.IGNORECASE)
PLAIN: Final = ("SGD", "ASGD", "Rprop")  # optimisers whose update is as large as the gradient
ADDS: Final = "PyTorch adds the gradient of each backward pass to what is there."
ORDER: Final = "A step uses the gradients as they are when it is called."


def check_order(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    told: set[str] = set()
    for body in events.bodies:
        yield from _never_cleared(names, events, body, told)
        here = [event for event in events.of(body) if not event.loops]
        steps = {event.key for event in here if event.kind == "step"}
        if len(steps) == 1:
            yield from _cleared_before_use(here, steps.pop())
            yield from _clipped_in_vain(here)
        yield from _cleared_in_between(here)
        yield from _not_divided(names, events, body, here)
    yield from _scaled_clip(names, events)


def _never_cleared(names: Names, events: Events, body: Body, told: set[str]) -> Iterator[Finding]:
    """Steps of an optimiser whose gradients nothing clears in the whole program."""
    here = [event for event in events.reached(body) if not (isinstance(body, Loop) and event.loops)]
    if not any(event.kind == "backward" for event in here) or not events.repeated(body):
        return
    for event in here:
        if event.kind != "step" or event.key in told or not event.key or event.call.keywords:
            continue
        if event.call.args and isinstance(event.call.func, ast.Attribute) and key(event.call.func.value) == event.key:
            continue  # a closure, or the context of a distributed pass, which has gradients of its own
        told.add(event.key)
        if not _clears(names, events, event.key):
            call = f"{event.key}.zero_grad()"
            message = f"nothing clears the gradients, so each step adds those of all before: call {call} first"
            yield found("CHK-ZERO-GRAD", event.call, message, ADDS, "error")


def _clears(names: Names, events: Events, optimizer: str) -> bool:
    """Whether something in the program may clear the gradients that an optimiser uses."""
    keys = {event.key for body in events.bodies for event in events.of(body) if event.kind == "step"}
    for node in names.nodes:
        if isinstance(node, ast.Call) and CLEARS.search(names.called(node)):
            mine = key(node.func.value) if isinstance(node.func, ast.Attribute) else ""
            if mine == optimizer or mine not in keys:
                return True
        if isinstance(node, ast.Attribute) and node.attr == "grad" and isinstance(node.ctx, ast.Store):
            return True
        if isinstance(node, ast.Attribute) and node.attr == "zero_" and "grad" in ast.unparse(node):
            return True
    return False


def _next(events: list[Event], at: int, kinds: tuple[str, ...]) -> Event | None:
    """The next of these kinds, on the same round or the next one."""
    for event in (*events[at + 1 :], *events[: at + 1]):
        if event.kind in kinds:
            return event
    return None


def _cleared_before_use(here: list[Event], optimizer: str) -> Iterator[Finding]:
    """Gradients that are cleared between the backward pass and the step."""
    chain = [e for e in here if e.kind == "backward" or (e.kind in ("zero", "step") and e.key == optimizer)]
    steady = [e for e in chain if e.steady]
    passes = [at for at, e in enumerate(steady) if e.kind == "backward"]
    nexts = [_next(steady, at, ("zero", "step")) for at in passes]
    clears, step = nexts[-1] if nexts else None, next((e for e in chain if e.kind == "step"), None)
    if not all(event is not None and event.kind == "zero" for event in nexts) or not any(
        e.kind == "step" for e in steady
    ):
        clears = None
    for at, event in enumerate(chain[1:-1], 1):  # in a branch that every so many rounds take
        after = chain[at + 1]
        between = event.kind == "zero" and after.kind == "step" and chain[at - 1].kind == "backward"
        if between and set(event.branches) <= set(after.branches):
            clears, step = event, after
    if clears is not None and step is not None:
        message = (
            f"clears the gradients between the backward pass and {text(step.call)}, which then changes nothing:"
            " clear them before the backward pass"
        )
        yield found("CHK-STEP-ORDER", clears.call, message, ORDER, "error")


def _clipped_in_vain(here: list[Event]) -> Iterator[Finding]:
    """Clipping where there are no gradients yet, or none are used any more."""
    steady = [e for e in here if e.kind == "clip" or (e.steady and e.kind in ("backward", "zero", "step"))]
    kinds = [e.kind for e in steady]
    if "step" not in kinds or "backward" not in kinds:
        return
    for at, event in enumerate(steady):
        after = _next(steady, at, ("backward", "zero", "step"))
        before = _next(steady[::-1], len(steady) - 1 - at, ("backward", "zero", "step"))
        if event.kind != "clip" or after is None or before is None:
            continue
        if before.kind == "step" or (before.kind == "zero" and after.kind == "backward"):
            message = "clips nothing that is used: call it between the backward pass and the step"
            yield found("CHK-CLIP-ORDER", event.call, message, ORDER)


def _cleared_in_between(here: list[Event]) -> Iterator[Finding]:
    """Accumulated gradients that each micro-batch clears."""
    for event in here:
        if not any(each.kind == "backward" for each in here):
            return
        if event.kind == "step" and (every := _every(event)) and not _passes_there(here, event):
            for zero in here:
                if zero.kind == "zero" and zero.steady and zero.key == event.key:
                    message = (
                        f"clears the gradients of each batch, so that {event.key}.step() uses those of the last alone"
                        f" (where {every}): clear them right behind the step"
                    )
                    yield found("CHK-ACCUMULATION", zero.call, message, ADDS, "error")


def _passes_there(here: list[Event], step: Event) -> bool:
    """Whether a backward pass stands in the same branch as a step: it is that one's, and no sum of several."""
    rare = next(branch for branch in step.branches if _counts(branch))
    return any(event.kind == "backward" and rare in event.branches for event in here)


def _every(event: Event) -> str:
    """The condition by which a step is taken every so many batches; empty where there is none such."""
    return next((text(branch.test) for branch in event.branches if isinstance(branch, ast.If) and _counts(branch)), "")


def _counts(branch: ast.AST) -> bool:
    """Whether a branch is taken every so many rounds."""
    return isinstance(branch, ast.If) and any(
        isinstance(x, ast.BinOp) and isinstance(x.op, ast.Mod) for x in ast.walk(branch.test)
    )


def _not_divided(names: Names, events: Events, body: Body, here: list[Event]) -> Iterator[Finding]:
    """The sum of several batches' gradients under a rate that is made for one."""
    passes = [event for event in here if event.kind == "backward" and event.steady]
    steps = [event for event in here if event.kind == "step" and _every(event) and not _passes_there(here, event)]
    if len(passes) != 1 or not steps or passes[0].key in ("accelerator", "fabric", "self"):
        return
    divided = any(
        (isinstance(x, ast.BinOp | ast.AugAssign) and isinstance(x.op, ast.Div | ast.Mult) and "loss" in ast.unparse(x))
        or (isinstance(x, ast.Attribute) and x.attr in ("div", "div_", "mul", "mul_", "no_sync", "accumulate", "sum"))
        for x in ast.walk(body)
    )
    made = [names.called(call).rpartition(".")[2] for call in events.optimizers]
    if not divided and made and all(name in PLAIN for name in made):
        message = (
            f"adds up the gradients of several batches ({_every(steps[0])}), so that a step is as many times larger:"
            " divide the loss by their number"
        )
        yield found("CHK-ACCUMULATION", passes[0].call, message, "The loss is the mean of one batch.")


def _scaled_clip(names: Names, events: Events) -> Iterator[Finding]:
    """Clipping of gradients that are still multiplied by the loss scale."""
    unscales = any(isinstance(node, ast.Attribute) and node.attr in ("unscale_", "unscale") for node in names.nodes)
    if unscales:
        return
    for body in events.bodies:
        here = [event for event in events.of(body) if not event.loops]
        scaled = any(
            event.kind == "step" and isinstance(event.call.func, ast.Attribute)
            and "scaler" in key(event.call.func.value).lower() and event.call.args for event in here
        )  # fmt: skip
        clips = [event for event in here if event.kind == "clip"]
        if scaled and clips:
            message = (
                "clips gradients that are still multiplied by the loss scale: call scaler.unscale_(optimizer) before it"
            )
            yield found(
                "CHK-UNSCALE", clips[0].call, message, "A bound on scaled gradients is thousands of times too small."
            )
            return
