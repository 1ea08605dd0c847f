"""Resolving a problem again with other facts: only the decisions that depend on them are recomputed."""

from collections.abc import Iterator
from typing import Any

from advisor.engine.knowledge_base import FACTS, Resolution, Step
from advisor.engine.rules import Decision


class IncrementalResolver:
    """One resolved problem, and what each of its decisions rested on.

    Rules are pure: a decision whose facts and earlier choices stay as they were stays as it was.
    """

    def __init__(self, resolution: Resolution) -> None:
        self.resolution = resolution
        self.base: dict[str, Any] = {name: choice.value for name, choice in resolution.choices.items()}
        self._steps = resolution.base.program(resolution.ruleset, resolution.problem).steps
        self._facts: list[set[str]] = []  # read by each step
        self._names: list[set[str]] = []  # of the choices given to each step
        for step in self._steps:
            facts, names = self._read(step)
            self._facts.append(facts)
            self._names.append(names)
        self._affected: dict[frozenset[str], list[tuple[int, Step]]] = {}
        self._steps_by_change: dict[tuple[frozenset[str], frozenset[str]], list[tuple[int, Step]]] = {}

    def _read(self, step: Step) -> tuple[set[str], set[str]]:
        decision = step.decision
        facts, chosen = self.resolution.conditions(decision)
        read, names = set(facts), set(chosen)
        pin, choice = self.resolution.pins.get(decision.name), self.resolution.choices.get(decision.name)
        if choice is None or (pin and pin.whole):
            return read, names
        for rule, _, _ in step.speaking(self.resolution.known):
            rule_result = self.resolution.examine(rule)
            read |= rule_result.facts.keys()
            names |= rule_result.choices.keys()
            if rule is choice.own:
                break
        return read, names

    def reads(self, name: str) -> set[str]:
        """The facts on which a choice rests, however remotely."""
        wanted, read = {name}, set[str]()
        for step, facts, names in zip(reversed(self._steps), reversed(self._facts), reversed(self._names), strict=True):
            if step.name in wanted:
                read |= facts
                wanted |= names
        return read

    def depending(self, changed: frozenset[str]) -> list[tuple[int, Step]]:
        """The steps that rest on any of these facts, however remotely, in order.

        All may rest on a fact by which rules are scoped, as it brings decisions that were not made before.
        """
        if not changed.isdisjoint(self.resolution.loaded.scoping):
            return list(enumerate(self._steps))
        if changed not in self._affected:
            names, steps = set[str](), []
            for at, step in enumerate(self._steps):
                if self._facts[at] & changed or self._names[at] & names:
                    names.add(step.name)
                    steps.append((at, step))
            self._affected[changed] = steps
        return self._affected[changed]

    def readings(self) -> Iterator[tuple[Decision[Any], set[str], set[str]]]:
        """Each decision with the facts that it read and the names of the choices that it was given."""
        for step, facts, names in zip(self._steps, self._facts, self._names, strict=True):
            yield step.decision, facts, names

    def _leading(self, changed: frozenset[str], wanted: frozenset[str]) -> list[tuple[int, Step]]:
        """Of the steps that rest on these facts those that lead to the wanted choices, in order."""
        if (changed, wanted) not in self._steps_by_change:
            names, steps = set(wanted), []
            for at, step in reversed(self.depending(changed)):
                if step.name in names:
                    names |= self._names[at]
                    names |= self._may_need(step)
                    steps.append((at, step))
            self._steps_by_change[changed, wanted] = steps[::-1]
        return self._steps_by_change[changed, wanted]

    @staticmethod
    def _may_need(step: Step) -> set[str]:
        """The choices that any rule of a decision may need, as another rule may answer now."""
        return {*step.decision.needs, *step.scoped.names, *(name for rule in step.scoped.rules for name in rule.needs)}

    def changes(self, problem: Any, changed: frozenset[str], wanted: frozenset[str]) -> dict[str, Any]:
        """Which of the wanted choices differ, by name, when these facts are those of another problem.

        A choice that is not made there is None.
        """
        if not changed.isdisjoint(self.resolution.loaded.scoping):
            of = self.resolution
            other = Resolution(of.loaded, problem, of.ruleset, of.pins).known
            return {name: other.get(name) for name in wanted if other.get(name) != self.base.get(name)}
        known = {**self.resolution.known, FACTS: problem}
        different: dict[str, Any] = {}
        for at, step in self._leading(changed, wanted):
            if not (self._facts[at] & changed or not self._names[at].isdisjoint(different)):
                continue
            name = step.name
            value = None
            if step.applies is None or step.applies(*step.arguments(known)):
                value = self.resolution.answer(step.decision, step.speaking(known), known)[1].value
            if value != self.base.get(name):
                different[name] = known[name] = value
        return {name: value for name, value in different.items() if name in wanted}
