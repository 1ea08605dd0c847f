"""The faults of a module: it is built, run once on an example, and judged in the order in which parts are used."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import torch
from msgspec.structs import replace

from advisor.errors import Diagnostic, InputError
from advisor.linting.facts import NOTHING, Facts
from advisor.linting.finding import Finding
from advisor.linting.models import Model, check_model
from advisor.linting.models.capacity import check_capacity
from advisor.linting.models.finding import found
from advisor.linting.models.graph import chain
from advisor.linting.torch.building import build, prints_to_stderr
from advisor.linting.torch.examples import Example, given_example, made_up, what_to_say
from advisor.linting.torch.parts import known_type, part_layer
from advisor.linting.torch.symbolic import trace_symbolically
from advisor.linting.torch.tracing import Traced, trace
from advisor.linting.torch.training import read_training

GIB: Final = 2**30
STATES: Final = 16  # bytes a weight: itself, its gradient and Adam's two moments in fp32


class Checked(NamedTuple):
    """Findings, and what could not be looked at."""

    findings: list[Finding]
    said: list[str]


def check_torch(target: str, examples: list[str], facts: Facts = NOTHING) -> Checked:
    """The contradictions of the module that `package.module:factory` gives.

    Imports, calls and runs what the user names. Raises InputError where there is no such function or no module.
    """
    torch.manual_seed(0)
    with prints_to_stderr():
        module, *beside = _modules(build(target), target)
        training = read_training(module, tuple(beside))
        traced, said, broken = _traced(module, examples)
    findings = []
    if traced is not None:
        findings += [*check_model(traced.model, training, facts), *_memory(module, traced, examples, facts)]
        learnt = sum(parameter.numel() for parameter in module.parameters() if parameter.requires_grad)
        findings += check_capacity(learnt, facts, type(module).__name__)
    elif broken is None:
        for part in _chains(module):
            findings += check_model(part, facts=facts)
    findings += [broken] if broken is not None else []
    return Checked([replace(finding, file=target) for finding in findings], said)


def _modules(given: Any, target: str) -> list[Any]:
    """The module first, then what came with it."""
    parts = list(given) if isinstance(given, tuple | list) else [given]
    module = next((part for part in parts if isinstance(part, torch.nn.Module)), None)
    if module is None:
        raise InputError(Diagnostic(f"gives {type(given).__name__}, which is no PyTorch module", target))
    return [module, *(part for part in parts if part is not module)]


def _traced(module: torch.nn.Module, examples: list[str]) -> tuple[Traced | None, list[str], Finding | None]:
    """A forward pass, else its code without numbers and why; what fails on the user's own example is a finding."""
    tries: Iterator[Example] = given_example(examples, module) if examples else made_up(module)
    failed = None
    for example in tries:
        try:
            return trace(module, example.args, example.kwargs), [], None
        except (Exception, SystemExit) as error:
            failed = failed or error
    if examples and failed is not None:
        message = f"cannot process {' and '.join(examples)}: {_first_line(failed)}"
        return None, [], found("CHK-FORWARD", type(module).__name__, message, "error",
                               "What fails on an example of the right shape does not train.")  # fmt: skip
    why = f" ({_first_line(failed)})" if failed is not None else ""
    unseen = f"no made-up input passes{why}: {what_to_say(module)}"
    try:
        model = trace_symbolically(module)
    except Exception as error:
        only = f"; its code could not be followed either ({_first_line(error)}): only nn.Sequential was checked"
        return None, [unseen + only], None
    return Traced(model, 0), [unseen + "; its code was followed without numbers"], None


def _first_line(error: BaseException) -> str:
    text = f"{type(error).__name__}: {error}".splitlines()[0]
    return text if len(text) <= 160 else text[:157] + "..."


def _chains(module: torch.nn.Module) -> Iterator[Model]:
    """The runs of PyTorch's own parts in containers that apply them in order; what they end in is no output."""
    for path, container in module.named_modules():
        if not isinstance(container, torch.nn.Sequential):
            continue
        layers = []
        for name, part in container.named_children():
            kind = known_type(part)
            inner = f"{path}.{name}" if path else name
            layers.append(part_layer(inner, part, kind, ()) if kind else part_layer(inner, part, "", ()))
        layers.append(part_layer("", None, "", ()))
        yield Model(chain(layers))


def _memory(module: torch.nn.Module, traced: Traced, examples: list[str], facts: Facts) -> Iterator[Finding]:
    """Whether the module can be trained in this memory, measured on its own forward pass."""
    if facts.memory_gib is None:
        return
    weights = sum(parameter.numel() for parameter in module.parameters())
    held = weights * STATES / GIB
    path = type(module).__name__
    reason = "What does not fit does not train."
    if held > facts.memory_gib:
        message = (
            f"{weights:,} weights with gradients and Adam's states take {held:.3g} GiB in fp32, and there are"
            f" {facts.memory_gib:g}"
        )
        yield found("CHK-MEMORY", path, message, "error", reason)
    elif examples:
        batch = int(examples[0].lower().split("x")[0])
        each = traced.kept / batch / GIB
        most = int((facts.memory_gib - held) / each) if each else 0
        message = f"about {most:,} examples of this size fit beside {held:.3g} GiB of weights and states (fp32, Adam)"
        yield found("CHK-MEMORY", path, message, "error" if most < 1 else "note", reason)
