"""Two pieces of advice side by side: which choices differ, with the reason of each, and because of which facts."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.engine import Choice, IncrementalResolver
from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain


class Side(NamedTuple):
    """A recommendation, and the values that a config holds where it is not the advice itself."""

    recommendation: Recommendation
    written: Mapping[str, Any] = {}

    def value(self, path: str) -> Any:
        """What stands at a path, or None."""
        if path in self.written:
            return self.written[path]
        choice = self.recommendation.choices.get(path)
        return plain(choice.value) if choice else None


class SideChoice(NamedTuple):
    """A choice on one side; `rule` is empty where the config says what no rule does."""

    value: Any
    rule: str
    because: str


class Difference(NamedTuple):
    """A choice that differs, and the facts that differ and that it rests on."""

    decision: str
    before: SideChoice
    after: SideChoice
    facts: list[str]


class Change(NamedTuple):
    """A fact that differs."""

    fact: str
    before: Any
    after: Any


def changed_facts(before: Recommendation, after: Recommendation) -> list[Change]:
    """The facts that differ, assumed ones included, as far as they mean anything on either side."""
    matter = {leaf.path for each in (before, after) for leaf, _, _ in each.problem.relevant()}
    return [
        Change(path, old, new)
        for path in FACTS
        if path in matter and (old := before.problem.value(path)) != (new := after.problem.value(path))
    ]


def differences(before: Side, after: Side) -> list[Difference]:
    """The choices that differ, in the order of the config."""
    facts = [change.fact for change in changed_facts(before.recommendation, after.recommendation)]
    sides = [(side, IncrementalResolver(side.recommendation.resolution)) for side in (before, after)]
    base = before.recommendation.resolution.base
    paths = [decision.path for decision in base.decisions if decision.lands]
    found = []
    for path in paths:
        if before.value(path) == after.value(path):
            continue
        read = {fact for _, incremental in sides for fact in incremental.reads(base.by_path[path].name)}
        found.append(
            Difference(path, _choice(before, path), _choice(after, path), [fact for fact in facts if fact in read])
        )
    return found


def _choice(side: Side, path: str) -> SideChoice:
    choice: Choice | None = side.recommendation.choices.get(path)
    value = side.value(path)
    if choice is None:
        absent = side.recommendation.resolution.base.by_path[path].absent
        return SideChoice(value, "", absent if path not in side.written else f"the config says so; {absent}")
    if value != plain(choice.value):
        return SideChoice(value, "", "the config says so")
    return SideChoice(value, choice.rule.id, choice.pick.because)
