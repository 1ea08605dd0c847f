"""From a problem to a recommendation: all choices, the config that they make, the assumptions, the warnings."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, Self

from advisor.engine import Choice, Settlement, Span
from advisor.knowledge import knowledge
from advisor.problem import Problem
from advisor.versions import CONFIG_SCHEMA, RULESETS, Ruleset, __version__

if TYPE_CHECKING:
    from advisor.config.document import Config

SCALARS: Final = frozenset({str, int, float, bool, type(None)})


def recommend(problem: Problem, ruleset: Ruleset = "current") -> "Recommendation":
    """The recommendation for a problem under a ruleset; raises as `Recommendation.of` does."""
    return Recommendation.of(problem, ruleset)


class Recommendation:
    """A settled problem: all choices, the config that they make, the assumptions, the warnings."""

    def __init__(self, settlement: Settlement) -> None:
        self.settlement: Final = settlement
        self.problem: Final[Problem] = settlement.problem
        self.ruleset: Final = settlement.ruleset

    @classmethod
    def of(cls, problem: Problem, ruleset: Ruleset = "current") -> Self:
        """Settle a problem under a ruleset.

        Raises InputError where the problem's pins name no choice, take no valid value or contradict one another.
        """
        if ruleset not in RULESETS:
            raise ValueError(f"unknown ruleset {ruleset!r}: expected one of {', '.join(RULESETS)}")
        if not problem.pins:
            return cls(knowledge().settle(problem, ruleset))
        from advisor.knowledge.settling import refuse, settle

        recommendation = cls(settle(problem, ruleset))
        refuse(recommendation.settlement, recommendation.values())
        return recommendation

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """Every choice by the path of its decision, in the order of the config; ones that do not land come last."""
        settled = self.settlement.choices
        ordered = [settled[decision.name] for decision in self.settlement.base.decisions if decision.name in settled]
        return {c.decision.path: c for c in sorted(ordered, key=lambda c: not c.decision.lands)}

    def __getitem__(self, path: str) -> Any:
        """The value of a decision by its path, for example `recommendation["training.batch_size"]`."""
        return self.choice(path).value

    def choice(self, path: str) -> Choice:
        """The choice of a decision by its path. Raises KeyError that says why there is none."""
        if path not in self.choices:
            raise KeyError(self._missing(path))
        return self.choices[path]

    def _missing(self, path: str) -> str:
        by_path = self.settlement.base.by_path
        if path in by_path:
            return f"{path} is not decided here: {by_path[path].absent}"
        from advisor.errors import nearest

        near = nearest(path, self.choices)
        return f"there is no decision {path!r}" + (f"; did you mean {near!r}?" if near else "")

    @cached_property
    def assumptions(self) -> dict[str, Any]:
        """Facts that nobody gave or measured and that some choice rests on, with the values assumed."""
        read = self.settlement.facts_read
        return {
            leaf.path: value
            for leaf, value, origin in self.problem.relevant()
            if origin == "assumed" and leaf.path in read
        }

    @cached_property
    def warnings(self) -> list[str]:
        """What to know before using the config: from the rules, and where facts lie outside what was studied."""
        said = dict.fromkeys(choice.pick.warning for choice in self.settlement if choice.pick.warning)
        return [*said, *self._outside(), *self._pinned()]

    def _pinned(self) -> Iterator[str]:
        if self.problem.pins:
            from advisor.knowledge.settling import remarks

            yield from remarks(self.settlement, self.values())

    def _outside(self) -> Iterator[str]:
        beyond: dict[str, list[str]] = {}
        studied = (choice for choice in self.settlement if choice.rule.studied)
        for choice in studied:
            for path, value, low, high in choice.outside:
                fact = f"{path} = {value:,} ({self.problem.origin(path)})"
                beyond.setdefault(fact, []).append(f"{choice.rule.id} ({low:,} to {high:,})")
        for fact, rules in beyond.items():
            yield f"{fact} lies outside the range in which these rules were studied: {', '.join(rules)}"

    def document(self) -> dict[str, Any]:
        """The config as plain data: what is written as YAML or JSON, and valid input again."""
        document: dict[str, Any] = {
            "schema": CONFIG_SCHEMA,
            "advisor": __version__,
            "ruleset": self.ruleset,
            "problem": self.problem.document(),
            "warnings": self.warnings,
        }
        document |= self.values()
        document["tuning"]["search"] = {
            path: plain(choice.pick.try_next)
            for path, choice in self.choices.items()
            if choice.decision.lands and choice.pick.try_next is not None
        }
        return document

    def values(self) -> dict[str, Any]:
        """The choices alone, section by section, as plain data."""
        tree: dict[str, Any] = {}
        for choice in self.choices.values():
            if choice.decision.lands:
                branch = tree
                for section in choice.decision.sections:
                    branch = branch.setdefault(section, {})
                branch[choice.decision.leaf] = plain(choice.value)
        return tree

    @cached_property
    def config(self) -> "Config":
        """The config, typed."""
        from msgspec import convert

        from advisor.config.document import Config

        return convert(self.document(), Config)

    def to_yaml(self) -> str:
        """The config as YAML."""
        from advisor.yamlio import write_yaml

        return write_yaml(self.document())

    def to_json(self) -> str:
        """The config as JSON."""
        from advisor.yamlio import write_json

        return write_json(self.document())

    def __reduce__(self) -> Any:
        return type(self).of, (self.problem, self.ruleset)

    def __repr__(self) -> str:
        return f"<Recommendation for {self.problem!r}>"


def plain(value: Any) -> Any:
    """A choice's value as plain data."""
    if type(value) in SCALARS:
        return value
    if type(value) is Span:
        return {"low": value.low, "high": value.high, "log": value.log}
    if isinstance(value, list | tuple):
        return [item if type(item) in SCALARS else plain(item) for item in value]
    if hasattr(value, "__struct_fields__"):
        from msgspec import to_builtins

        return to_builtins(value)
    return value
