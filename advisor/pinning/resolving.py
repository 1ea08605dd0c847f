"""Resolving a problem with pins: they are checked, and one that contradicts a hard constraint is refused by its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from advisor.engine import Resolution, UnanswerableError
from advisor.errors import Diagnostic, InputError
from advisor.knowledge import knowledge
from advisor.pinning.constraints import Finding, View, findings
from advisor.pinning.pins import FOLLOWS, SHAPE, pinned

if TYPE_CHECKING:
    from advisor.problem import Problem


def resolve(problem: Problem, ruleset: str) -> Resolution:
    """Answer every decision, given the problem's pins. Raises InputError where they leave one without an answer."""
    base = knowledge()
    try:
        return base.resolve(problem, ruleset, pinned(base, problem.pins))
    except UnanswerableError as error:
        below = base.rests_on(error.rule.decision)
        blocking = [path for path in problem.pins if _owner(path) in below] or list(problem.pins)
        raise InputError(
            Diagnostic(f"leaves {error.rule.decision.path} without an answer [{error.rule.id}]", field=f"pins.{path}")
            for path in blocking
        ) from error


def refuse(resolution: Resolution, config: dict[str, Any]) -> None:
    """Raise InputError for each pin that breaks a hard constraint, with the constraint's id."""
    diagnostics = [
        Diagnostic(f"{found.broken.because} [{found.constraint.id}]", field=f"pins.{path}", hint=_fix(found, path))
        for found in _broken(resolution, config)
        if found.constraint.severity == "error"
        for path in _pins(resolution.problem, found)[:1]
    ]
    shape = resolution.problem.pins.get(SHAPE)
    if shape is not None and shape != View(config)(SHAPE):
        diagnostics.append(Diagnostic("cannot be pinned", field=f"pins.{SHAPE}", hint=FOLLOWS[SHAPE]))
    if diagnostics:
        raise InputError(diagnostics)


def remarks(resolution: Resolution, config: dict[str, Any]) -> Iterator[str]:
    """What to know of the pins: soft constraints that they break, and those without any effect."""
    for found in _broken(resolution, config):
        if found.constraint.severity == "warning":
            yield f"pinned {_pins(resolution.problem, found)[0]}: {found.broken.because} [{found.constraint.id}]"
    for path in resolution.problem.pins:
        decision = resolution.base.by_path[_owner(path)]
        if decision.name not in resolution.choices:
            yield f"pinned {path} has no effect: {decision.absent}"


def _broken(resolution: Resolution, config: dict[str, Any]) -> Iterator[Finding]:
    for found in findings(View(config, resolution.problem, resolution.ruleset)):
        if _pins(resolution.problem, found):
            yield found


def _pins(problem: Problem, found: Finding) -> list[str]:
    """The pins among the leaves that a constraint binds."""
    return [
        path for place in found.constraint.places for path in problem.pins if f"{place}.".startswith(f"{path}.")
        or f"{path}.".startswith(f"{place}.")
    ]  # fmt: skip


def _fix(found: Finding, path: str) -> str | None:
    fix = found.broken.fix.get(path)
    return None if fix is None else f"{path}={fix} would do"


def _owner(path: str) -> str:
    """The path of the decision that a leaf belongs to."""
    base = knowledge()
    while path and path not in base.by_path:
        path = path.rpartition(".")[0]
    return path
