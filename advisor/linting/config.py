"""Checking a config of the advisor's own form: its values, what they contradict, where they leave the advice."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from advisor.engine import Pick
from advisor.errors import InputError
from advisor.knowledge import knowledge
from advisor.linting.finding import Finding, Severity, ignored
from advisor.linting.memory import check_memory
from advisor.linting.validation import SEARCH, check_gaps, check_shape, check_values, without_mistyped
from advisor.pinning.constraints import View, findings
from advisor.pinning.pins import FOLLOWS
from advisor.problem import Problem
from advisor.problem.intake import Intake
from advisor.recommending import Recommendation, plain, recommend
from advisor.versions import RULESETS
from advisor.yamlio import Document


def check_config(document: Document, ruleset: str | None = None) -> list[Finding]:
    """Everything that is wrong with a config. Raises InputError where its problem cannot be read."""
    intake = Intake()
    intake.document(document)
    problem = Problem.of(intake)
    config: Mapping[str, Any] = document.data
    rules: Any = ruleset or config.get("ruleset") or "current"
    rules = rules if rules in RULESETS else "current"
    found = list(check_values(config))
    view = View(without_mistyped(config), problem, rules)
    wrong = {finding.path for finding in found}
    free = recommend(problem, rules)
    found += (gap for gap in check_gaps(view, free) if gap.path not in wrong)
    found += (wrong_shape for wrong_shape in check_shape(view) if wrong_shape.path not in wrong)
    found += _contradictions(view)
    if not any(finding.severity == "error" for finding in found):
        found += _departures(view, problem, free, wrong)
    placed = [there for finding in found if (there := _placed(document, finding)) is not None]
    return sorted(placed, key=lambda finding: (finding.line, finding.column))


# Contradictions -------------------------------------------------------------------------------------------------


def _contradictions(view: View) -> Iterator[Finding]:
    """The constraints that do not hold, each with the fix that removes most of them: one that suffices for several."""
    broken = list(findings(view))
    left = {  # by constraint whose fix is applied, those that are still broken
        each.constraint.id: {other.constraint.id for other in findings(_fixed(view, each.broken.fix))}
        for each in broken
        if each.broken.fix
    }
    ids = {each.constraint.id for each in broken}
    for each in broken:
        own = each.constraint.id
        place = next((path for path in each.constraint.places if view(path) is not None), each.constraint.places[0])
        enough = [other for other in broken if own not in left.get(other.constraint.id, {own})]
        best = min(enough, key=lambda other: (len(left[other.constraint.id]), other is not each), default=each)
        yield Finding(
            own, each.constraint.severity, place, each.broken.because, each.constraint.doc,
            dict(best.broken.fix), best.broken.safe and left.get(best.constraint.id, ids) < ids,
        )  # fmt: skip


def _fixed(view: View, fix: Mapping[str, Any]) -> View:
    """The config with these leaves set."""
    config = deepcopy(dict(view.config))
    for path, value in fix.items():
        set_leaf(config, path, value)
    return View(config, view.problem, view.ruleset)


def set_leaf(tree: Any, path: str, value: Any) -> None:
    """Set the leaf at a path of a config."""
    *sections, leaf = path.split(".")
    for section in sections:
        if not isinstance(tree.get(section), dict):
            tree[section] = {}
        tree = tree[section]
    tree[leaf] = value


# The advice -----------------------------------------------------------------------------------------------------


def _departures(view: View, problem: Problem, free: Recommendation, wrong: set[str]) -> Iterator[Finding]:
    """Where a config leaves the advice that holds beside its other values, and what has no effect there."""
    ruleset: Any = view.ruleset
    written = {
        path: value
        for path in (decision.path for decision in knowledge().decisions if decision.lands)
        if (value := view(path)) is not None and path not in wrong and not path.startswith(tuple(FOLLOWS))
    }
    pins = {path: value for path, value in written.items() if path not in free.choices or value != _advised(free, path)}
    pins = {**dict(problem.pins), **pins}
    if not pins:
        return
    try:
        beside = recommend(problem.replace(pins=pins), ruleset)
    except InputError as error:
        for diagnostic in error.diagnostics:
            path = diagnostic.field.removeprefix("pins.")
            yield Finding(
                "CHK-UNANSWERABLE", "error", path, diagnostic.message, "The rest of the config must be possible."
            )
        return
    for path, value in pins.items():
        choice = beside.choices.get(path)
        if path in problem.pins:
            continue
        if choice is None and value == "none":  # says of what there is not that there is none
            continue
        if choice is None:
            absent = beside.resolution.base.by_path[path].absent
            yield _note("CHK-UNUSED", path, f"has no effect: {absent}", "A key that nothing reads misleads.", "warning")
            continue
        own = beside.resolution.examine(choice.own).answer
        if isinstance(own, Pick) and plain(own.value) != value:
            yield _note(choice.own.id, path, f"{_short(plain(own.value))} is advised: {own.because}", choice.own.doc)
    yield from check_memory(view, beside, free)


def _advised(recommendation: Recommendation, path: str) -> Any:
    return plain(recommendation.choices[path].value)


def _note(rule: str, path: str, message: str, reason: str, severity: Severity = "note") -> Finding:
    return Finding(rule, severity, path, message, " ".join(reason.split()))


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."


# Places ---------------------------------------------------------------------------------------------------------


def steps(path: str) -> tuple[str, ...]:
    """The steps to a leaf; below the search, a path is one key."""
    if path.startswith(f"{SEARCH}."):
        return (*SEARCH.split("."), path.removeprefix(f"{SEARCH}."))
    return tuple(path.split("."))


def _placed(document: Document, finding: Finding) -> Finding | None:
    """The finding at its place; None where the line says to ignore it."""
    from msgspec.structs import replace

    line, column, source = document.place(steps(finding.path))
    if ignored(finding, source):
        return None
    return replace(finding, file=document.name, line=line, column=column)
