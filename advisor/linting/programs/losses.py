"""Losses over what they are not made for, as the code calls them."""

import ast
from collections.abc import Iterator
from typing import Final

from advisor.linting.finding import Finding
from advisor.linting.models.output import OF_CLASSES, OF_LABELS
from advisor.linting.programs.events import text
from advisor.linting.programs.finding import file_of, found
from advisor.linting.programs.names import Names
from advisor.linting.programs.outputs import Ending, Outputs
from advisor.linting.programs.syntax import word
from advisor.linting.torch.parts import LOSS_FUNCTIONS, LOSSES
from advisor.networks.output_pairs import output_pairs

OF_LOGARITHMS: Final = {"KLDivLoss": "KLDivLoss", "kl_div": "kl_div", "CTCLoss": "CTCLoss", "ctc_loss": "ctc_loss"}
NO_LOGARITHMS: Final = ("linear", "softmax", "sigmoid", "relu")
SAYS: Final = "An output says what its loss reads: probabilities, logits or numbers."


def check_losses(names: Names, outputs: Outputs) -> Iterator[Finding]:
    """All of them, each output once."""
    seen = set()
    for call in names.calls:
        losses = _losses(names, call)
        given = word(call, "input", 0)
        if not losses or given is None or isinstance(given, ast.Starred):
            continue
        ending = outputs.ending(given, names.scope(call))
        if ending is None or (losses, ending.at) in seen:
            continue
        seen.add((losses, ending.at))
        said = [list(_judge(call, loss, ending)) for loss in sorted(losses)]
        yield from said[0] if all(said) else ()
        yield from _twice(names, outputs, ending)
    yield from _wrapped(names, outputs)
    yield from _one_behind_another(names, outputs)


def is_loss(names: Names, call: ast.Call) -> bool:
    """Whether a call computes one of PyTorch's losses."""
    return bool(_losses(names, call))


def _losses(names: Names, call: ast.Call) -> frozenset[str]:
    """The losses of which a call computes one, in the words of the tables; empty where it may compute another."""
    name = names.called(call)
    if name.startswith("torch.nn.functional."):
        return _known(name)
    kinds: set[str] = set()
    for value, _ in names.origins(call.func, names.scope(call)):
        made = names.called(value)
        if made.rpartition(".")[2] in names.classes or not made.startswith(("torch.", "nn.")) or not _known(made):
            return frozenset()
        kinds |= _known(made)
    return frozenset(kinds)


def _known(name: str) -> frozenset[str]:
    """The loss of a function or class of PyTorch's."""
    last = name.rpartition(".")[2]
    loss = LOSS_FUNCTIONS.get(last) or LOSSES.get(last) or OF_LOGARITHMS.get(last)
    return frozenset([loss] if loss else [])


def _wrapped(names: Names, outputs: Outputs) -> Iterator[Finding]:
    """A module and a loss that skorch is given as classes."""
    for call in names.calls:
        module, criterion = word(call, "module", 0), word(call, "criterion")
        cls = names.classes.get(names.full(module)) if module is not None else None
        if not names.called(call).startswith("skorch.") or cls is None or criterion is None:
            continue
        ending = outputs.of_class(cls)
        for loss in _known(names.full(criterion)) if ending is not None else ():
            yield from _judge(call, loss, ending) if ending is not None else ()


def _judge(call: ast.Call, loss: str, ending: Ending) -> Iterator[Finding]:
    """What is wrong with an output under a loss."""
    says = ending.activation
    elsewhere = f"{file_of(call)}:" if file_of(call) != file_of(ending.at) else "line "
    where = f"{text(call)} ({elsewhere}{call.lineno})"
    if says in ("softmax", "log-softmax") and ending.dim == 0:
        message = f"dim=0 makes the examples of a batch add up to one, not the classes: take dim=1; read by {where}"
        yield found("CHK-SOFTMAX-DIM", ending.at, message, "The first dimension holds the examples.", "error")
    if loss in OF_LOGARITHMS and says in NO_LOGARITHMS:
        better = "F.log_softmax(..., dim=-1)"
        message = f"{where} takes log-probabilities, and this ends in {_named(says)}: give it {better}"
        yield found("CHK-LOSS-OUTPUT", ending.at, message, SAYS, "error")
        return
    pair = output_pairs().get((loss, says))
    if loss not in (*OF_CLASSES, *OF_LABELS) or pair is None or pair.verdict not in ("error", "warning"):
        return
    if (
        loss == "cross-entropy-logits"
        and says == "relu"
        and ending.units is None
        and not isinstance(ending.at, ast.Call)
    ):
        return
    message = f"{pair.because}: take {pair.instead}; read by {where}"
    yield found("CHK-LOSS-OUTPUT", ending.at, message, SAYS, pair.verdict)


def _twice(names: Names, outputs: Outputs, ending: Ending) -> Iterator[Finding]:
    """A softmax of what has been through one."""
    if "softmax" not in ending.activation or not isinstance(ending.at, ast.Call):
        return
    method = isinstance(ending.at.func, ast.Attribute) and not names.called(ending.at).startswith("torch.")
    given = (
        ending.at.func.value if method and isinstance(ending.at.func, ast.Attribute) else word(ending.at, "input", 0)
    )
    first = outputs.ending(given, names.scope(ending.at)) if given is not None else None
    if first is not None and first.activation in ("softmax", "sigmoid"):
        line = getattr(first.at, "lineno", 0)
        message = f"{ending.activation} stands on a {first.activation} (line {line}): keep one of the two"
        yield found("CHK-TWICE", ending.at, message, "Probabilities taken for logits all become nearly alike.", "error")


def _one_behind_another(names: Names, outputs: Outputs) -> Iterator[Finding]:
    """A sigmoid right behind a sigmoid in a forward pass."""
    for forward in names.functions.get("forward", []):
        for call in (node for node in ast.walk(forward) if isinstance(node, ast.Call) and len(node.args) == 1):
            last = outputs.ending(call, forward)
            first = outputs.ending(call.args[0], forward) if last is not None and last.activation == "sigmoid" else None
            if first is not None and first.activation == "sigmoid" and not _keeps_form(names, call):
                message = f"sigmoid stands on a sigmoid of {text(call.args[0])}: keep one of the two"
                yield found("CHK-TWICE", call, message, "Its answers lie between 0.5 and 0.73.", "error")


def _keeps_form(names: Names, call: ast.Call) -> bool:
    """Whether a call changes the form of what it is given alone, so that it ends in what that ends in."""
    return names.called(call).startswith("torch.") and "sigmoid" not in names.called(call).lower()


def _named(says: str) -> str:
    return "a layer without non-linearity" if says == "linear" else f"a {says}"
