"""Learning-rate schedules that are stepped at the wrong place, or watch a score the wrong way."""

import ast
import re
from collections.abc import Iterator
from math import ceil, log
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.programs.events import SCHEDULERS, Event, Events, Loop, key, text
from advisor.linting.programs.finding import found
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Function, Item, number, word

BATCHES: Final = re.compile(r"load|batch|\bdl\b|_dl\b|data|train_iter|iterator", re.IGNORECASE)
EPOCHS: Final = re.compile(r"epoch", re.IGNORECASE)
RISES: Final = re.compile(
    r"acc|f1|auc|dice|iou|bleu|rouge|recall|precision|\bmap\b|reward|score|correct", re.IGNORECASE
)
FALLS: Final = re.compile(r"loss|err|ppl|perplex|nll|mse|mae|rmse|wer|cer|-", re.IGNORECASE)
FEW: Final = 300  # steps of a schedule that are meant as epochs: an epoch has about as many batches
FADES: Final = 0.99  # factor of each step below which an exponential is meant for epochs
USUAL_GAMMA: Final = 0.1  # of a StepLR that is told none
NOTHING: Final = 1e-3  # of the first rate, below which hardly anything is learnt
READS: Final = "A schedule counts its own steps, whatever they are."


def check_schedules(names: Names, events: Events) -> Iterator[Finding]:
    """All of them."""
    told: set[str] = set()
    for body in events.bodies:
        here = [event for event in events.of(body) if not event.loops]
        yield from _before_the_step(here)
        for event in here:
            if event.kind == "schedule" and event.key not in told and isinstance(event.call.func, ast.Attribute):
                made = events.made(event.call.func.value, SCHEDULERS)
                said = list(_pace(names, events, event, made)) if made is not None else []
                said += list(_way(event, made)) if made is not None else []
                said += list(_spent(names, event, made)) if made is not None else []
                told.update(event.key for _ in said)
                yield from said


def _before_the_step(here: list[Event]) -> Iterator[Finding]:
    """A schedule that is stepped before the optimiser on the same round."""
    steady = [event for event in here if event.steady and event.kind in ("schedule", "step", "backward")]
    kinds = [event.kind for event in steady]
    if "schedule" not in kinds or "step" not in kinds or kinds.index("schedule") > kinds.index("step"):
        return
    if "backward" not in kinds or kinds.index("backward") > kinds.index("schedule"):
        return  # on a round of its own, or of the step before
    step = text(steady[kinds.index("step")].call)
    message = f"steps before {step}, so that the first rate is never used: step it afterwards"
    yield found("CHK-SCHEDULE-STEP", steady[kinds.index("schedule")].call, message, READS)


def _pace(names: Names, events: Events, event: Event, made: ast.Call) -> Iterator[Finding]:
    """A schedule in epochs that is stepped at each batch, or one in batches that is stepped at each epoch."""
    each = _each(names, event)
    if each is None:
        return
    counted = _counted(names, made)
    kind = names.called(made).rpartition(".")[2]
    if each == "batch" and counted == "epochs":
        message = (
            f"{kind} is made for epochs, and this steps it at each batch: move it behind the loop over the batches"
        )
    elif each == "epoch" and counted == "batches":
        message = f"{kind} is made for batches, and this steps it once an epoch: step it at each batch"
    else:
        return
    yield found("CHK-SCHEDULE-STEP", event.call, message, READS)


def _each(names: Names, event: Event) -> str | None:
    """Whether a call is made at each batch or at each epoch; None where that is not known."""
    loops = [node for node in names.above(event.call) if isinstance(node, Loop | Function)]
    inner = loops[0] if loops else None
    if any(isinstance(branch, ast.If) for branch in event.branches):
        return None
    if isinstance(inner, ast.For) and not EPOCHS.search(ast.unparse(inner.target) + ast.unparse(inner.iter)):
        if BATCHES.search(ast.unparse(inner.iter)):
            return "batch" if _in_epochs(names, inner) else None
        return None
    if isinstance(inner, ast.For) and any(isinstance(node, Loop) for node in ast.walk(inner) if node is not inner):
        return "epoch"
    calls = (
        [call for node in ast.walk(inner) if isinstance(node, ast.Call) for call in [names.function_of(node)] if call]
        if isinstance(inner, ast.For)
        else []
    )
    return "epoch" if any(isinstance(node, Loop) for call in calls for node in ast.walk(call)) else None


def _in_epochs(names: Names, loop: ast.AST) -> bool:
    """Whether a loop over batches is run again for each epoch."""
    around = [node for node in names.above(loop) if isinstance(node, Loop | Function)]
    if any(
        isinstance(node, ast.For) and EPOCHS.search(ast.unparse(node.target) + ast.unparse(node.iter))
        for node in around
    ):
        return True
    function = next((node for node in around if isinstance(node, Function)), None)
    calls = names.calls_of.get(function, []) if function is not None else []
    return any(_in_epochs(names, call) for call in calls)


def _counted(names: Names, made: ast.Call) -> str:
    """What the numbers of a schedule count: epochs, batches, or empty where they do not say."""
    kind = names.called(made).rpartition(".")[2]
    said = ast.unparse(made)
    if kind == "OneCycleLR":
        total = word(made, "total_steps", 2)
        return "" if total is not None and "len(" not in ast.unparse(total) else "batches"
    if kind == "CosineAnnealingLR" or (kind.startswith("get_") and "schedule" in kind):
        total = word(made, "T_max", 1) if kind == "CosineAnnealingLR" else word(made, "num_training_steps", 2)
        if total is None:
            return ""
        where = ast.unparse(total)
        if "len(" in where:
            return "batches"
        return (
            "epochs"
            if EPOCHS.search(where) and not re.search(r"\*|steps|iter", where) and kind == "CosineAnnealingLR"
            else ""
        )
    if kind == "StepLR":
        size = number(word(made, "step_size", 1))
        return "epochs" if size is not None and size < FEW else ""
    if kind == "MultiStepLR":
        steps = word(made, "milestones", 1)
        sizes = [number(x) for x in steps.elts] if isinstance(steps, ast.List | ast.Tuple) else []
        return "epochs" if sizes and all(size is not None and size < FEW for size in sizes) else ""
    if kind == "ExponentialLR":
        gamma = number(word(made, "gamma", 1))
        return "epochs" if gamma is not None and gamma < FADES and "len(" not in said else ""
    return ""


def _spent(names: Names, event: Event, made: ast.Call) -> Iterator[Finding]:
    """A rate that is divided so often that it is next to nothing in most epochs."""
    loop = next((node for node in names.above(event.call) if isinstance(node, Loop | Function)), None)
    if names.called(made).rpartition(".")[2] != "StepLR" or not isinstance(loop, ast.For):
        return
    size, gamma = number(word(made, "step_size", 1)), number(word(made, "gamma", 2)) or USUAL_GAMMA
    epochs = _rounds(names, loop)
    if size is None or epochs is None or not 0 < gamma < 1 or _each(names, event) != "epoch":
        return
    spent = size * ceil(log(NOTHING) / log(gamma))
    if spent < epochs / 2:
        message = (
            f"divides the rate by {1 / gamma:.3g} every {size:.0f} epochs, down to a thousandth by epoch {spent:.0f} of"
            f" {epochs:.0f}, and hardly anything is learnt from there on: take a larger step_size"
        )
        yield found("CHK-SCHEDULE-SPENT", made, message, "A schedule ends with the training.")


def _rounds(names: Names, loop: ast.For) -> float | None:
    """How often a loop over a range goes round, where that is written."""
    call = loop.iter
    if isinstance(call, ast.Call) and names.called(call).rpartition(".")[2] in ("tqdm", "trange") and call.args:
        call = call.args[0]
    if not isinstance(call, ast.Call) or names.called(call) != "range" or not 1 <= len(call.args) <= 2:
        return None
    ends = [names.origins(each, names.scope(loop)) for each in call.args]
    values = [number(x[0].value) if len(x) == 1 and not isinstance(x[0].value, Item) else None for x in ends]
    if None in values:
        return None
    return (values[-1] or 0.0) - (values[0] or 0.0 if len(values) > 1 else 0.0)


def _way(event: Event, made: ast.Call) -> Iterator[Finding]:
    """A schedule that waits for a plateau of a score as if it were a loss, or the other way round."""
    if not ast.unparse(made.func).endswith("ReduceLROnPlateau"):
        return
    watched = word(event.call, "metrics", 0)
    mode = word(made, "mode", 1)
    if watched is None or (mode is not None and not isinstance(mode, ast.Constant)):
        return
    most = isinstance(mode, ast.Constant) and mode.value == "max"
    said = key(watched) or ast.unparse(watched)
    if not most and RISES.search(said) and not FALLS.search(ast.unparse(watched)):
        message = (
            f"{said} rises while the model learns, and the schedule takes that for a plateau: make it with mode='max'"
        )
    elif most and FALLS.search(said) and not RISES.search(said):
        message = (
            f"{said} falls while the model learns, and the schedule takes that for a plateau: make it with mode='min'"
        )
    else:
        return
    yield found("CHK-PLATEAU-MODE", event.call, message, "The rate is lowered once the score gets no better.")
