"""From a problem to a recommendation: all choices, the config that they make, the assumptions, the warnings."""

from collections.abc import Iterator
from functools import cache, cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, Self

from advisor.engine import Choice, KnowledgeBase, Resolution, Span
from advisor.knowledge import knowledge
from advisor.problem import Problem
from advisor.versions import CONFIG_SCHEMA, RULESETS, Ruleset, __version__

if TYPE_CHECKING:
    from advisor.config.document import Config

# Decisions whose warnings come first: whether to train a network at all, and whether the machines can.
WEIGHTIEST: Final = ("first_choice", "memory_gib", "training_hours", "family")
SCALARS: Final = frozenset({str, int, float, bool, type(None)})


def recommend(problem: Problem, ruleset: Ruleset = "current") -> "Recommendation":
    """The recommendation for a problem under a ruleset; raises as `Recommendation.of` does."""
    return Recommendation.of(problem, ruleset)


class Recommendation:
    """A resolved problem: all choices, the config that they make, the assumptions, the warnings."""

    def __init__(self, resolution: Resolution) -> None:
        self.resolution: Final = resolution
        self.problem: Final[Problem] = resolution.problem
        self.ruleset: Final = resolution.ruleset

    @classmethod
    def of(cls, problem: Problem, ruleset: Ruleset = "current") -> Self:
        """Resolve a problem under a ruleset.

        Raises InputError where the problem's pins name no choice, take no valid value or contradict one another.
        """
        if ruleset not in RULESETS:
            raise ValueError(f"unknown ruleset {ruleset!r}: expected one of {', '.join(RULESETS)}")
        if not problem.pins:
            return cls(knowledge(problem.data.kind).resolve(problem, ruleset))
        from advisor.pinning.resolving import refuse, resolve

        recommendation = cls(resolve(problem, ruleset))
        refuse(recommendation.resolution, recommendation.values())
        return recommendation

    @cached_property
    def choices(self) -> dict[str, Choice]:
        """Every choice by the path of its decision, in the order of the config; ones that do not land come last."""
        resolved = self.resolution.choices
        ordered = [
            resolved[decision.name] for decision in self.resolution.loaded.decisions if decision.name in resolved
        ]
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
        by_path = self.resolution.base.by_path
        if path in by_path:
            return f"{path} is not decided here: {by_path[path].absent}"
        from advisor.errors import nearest

        near = nearest(path, self.choices)
        return f"there is no decision {path!r}" + (f"; did you mean {near!r}?" if near else "")

    @cached_property
    def assumptions(self) -> dict[str, Any]:
        """The assumed facts that some choice rests on, with their values."""
        read = self.resolution.facts_read
        return {
            leaf.path: value
            for leaf, value, origin in self.problem.relevant()
            if origin == "assumed" and leaf.path in read
        }

    @cached_property
    def warnings(self) -> list[str]:
        """What to know before using the config, what decides first.

        From the rules (what to try first, what does not fit, then in the order of the config), from pins, and from
        facts outside the range that was studied.
        """
        said = {name: pick.warning for name, (_, pick) in self._answers() if pick.warning}
        weightiest = [said.pop(name) for name in WEIGHTIEST if name in said]
        outside = [
            f"{fact} lies outside the range in which these rules were studied: {', '.join(rules)}"
            for fact, rules in self.outside.items()
        ]
        return [*dict.fromkeys([*weightiest, *said.values()]), *self._pinned(), *outside]

    def _answers(self) -> Iterator[tuple[str, Any]]:
        """Name and answer of each decision, in the order of the config."""
        answers = self.resolution.answers
        return ((each.name, answers[each.name]) for each in self.resolution.loaded.decisions if each.name in answers)

    def _pinned(self) -> Iterator[str]:
        if self.problem.pins:
            from advisor.pinning.resolving import remarks

            yield from remarks(self.resolution, self.values())

    @cached_property
    def outside(self) -> dict[str, list[str]]:
        """The facts outside the range in which some rules that decided were studied, with these rules."""
        beyond: dict[str, list[str]] = {}
        pinned = self.resolution.pins
        studied = [rule for name, (rule, _) in self._answers() if rule.studied and name not in pinned]
        for rule in studied:
            for path, value, low, high in rule.outside(self.problem):
                fact = f"{path} = {value:,} ({self.problem.origin(path)})"
                beyond.setdefault(fact, []).append(f"{rule.id} ({low:,} to {high:,})")
        return beyond

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
        answers = self.resolution.answers
        document["tuning"]["search"] = {
            path: plain(answers[name][1].try_next)
            for name, path in _landing(self.resolution.loaded)
            if name in answers and answers[name][1].try_next is not None
        }
        return document

    def values(self) -> dict[str, Any]:
        """The choices alone, section by section, as plain data."""
        tree: dict[str, Any] = {}
        answers = self.resolution.answers
        for sections, leaves in _sections(self.resolution.loaded):
            branch = {
                leaf: value if type(value := answers[name][1].value) in SCALARS else plain(value)
                for name, leaf in leaves
                if name in answers
            }
            if branch:
                place = tree
                for section in sections:
                    place = place.setdefault(section, {})
                place |= branch
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


@cache
def _landing(base: KnowledgeBase) -> list[tuple[str, str]]:
    """Name and path of every decision that lands in the config, in its order."""
    return [(decision.name, decision.path) for decision in base.decisions if decision.lands]


@cache
def _sections(base: KnowledgeBase) -> list[tuple[list[str], list[tuple[str, str]]]]:
    """The sections of the config in its order, each with name and leaf of the decisions in a row there."""
    landing = [decision for decision in base.decisions if decision.lands]
    return [
        (sections, [(decision.name, decision.leaf) for decision in decisions])
        for sections, decisions in groupby(landing, key=lambda decision: decision.sections)
    ]


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
