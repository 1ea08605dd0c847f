"""Decisions, rules and what a rule answers. Nothing here knows what is being decided."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Any, Final, Generic, Literal, NamedTuple, TypeVar

from msgspec import Struct

T = TypeVar("T")
Strength = Literal["strong", "moderate", "folklore", "given"]
Predicate = Callable[..., bool]


class Span(NamedTuple):
    """What to try next of a number: from `low` to `high`, on a logarithmic scale when `log`."""

    low: float
    high: float
    log: bool = False


class Pick(Struct, Generic[T], gc=False):
    """A rule's answer: the value, the reason with this problem's numbers, and what to try next.

    `because` is one line; `warning` is something that the user should hear whatever the value is.
    """

    value: T
    because: str
    try_next: Span | Sequence[Any] | None = None
    warning: str | None = None

    def __repr__(self) -> str:
        return f"pick({self.value!r}, because={self.because!r})"


class Skip(Struct, gc=False):
    """A rule's refusal, which leaves the decision to the rules below: what would have to be true for it to apply."""

    because: str

    def __repr__(self) -> str:
        return f"skip({self.because!r})"


pick = Pick
skip = Skip


class Pin(NamedTuple):
    """What a user fixed: from the rules' own answer to the value that stands; `whole` where it needs no such answer."""

    apply: Callable[[Any], Any]
    whole: bool
    because: str


class UnanswerableError(Exception):
    """A rule failed beside what a user fixed: the rest cannot adapt to it."""

    def __init__(self, rule: "Rule[Any]") -> None:
        self.rule = rule
        super().__init__(f"{rule.id} of {rule.decision.path} has no answer beside what was fixed")


class Outside(NamedTuple):
    """A fact that lies outside the range in which the chosen rule was studied."""

    path: str
    value: float
    low: float
    high: float


class Scope(NamedTuple):
    """For which problems a rule speaks: the words that facts, by path, and earlier choices, by name, may have.

    An empty scope speaks for every problem.
    """

    facts: Mapping[str, frozenset[Any]] = MappingProxyType({})
    choices: Mapping[str, frozenset[Any]] = MappingProxyType({})

    def covers(self, problem: Any, choices: Mapping[str, Any]) -> bool:
        """Whether the rule speaks for this problem and these earlier choices."""
        return self.covers_facts(problem) and self.covers_choices(choices)

    def covers_facts(self, problem: Any) -> bool:
        """Whether the rule speaks for this problem, as far as facts say."""
        return all(attrgetter(path)(problem) in words for path, words in self.facts.items())

    def covers_choices(self, choices: Mapping[str, Any]) -> bool:
        """Whether the rule speaks for these earlier choices."""
        return all(choices[name] in words for name, words in self.choices.items())


EVERYWHERE: Final = Scope()


class Rule(Generic[T]):
    """One heuristic: a pure function of facts and earlier choices, with its id and its sources.

    `scope` says for which problems it speaks; a default, which returns no `Skip`, answers all of them.
    `studied` gives, by fact, the range in which the sources tested it; `versus` says, for a rule that
    departs from another ruleset's answer, why. A rule is called as the plain function that it is.
    """

    __slots__ = (
        "call",
        "decision",
        "default",
        "doc",
        "id",
        "needs",
        "rulesets",
        "scope",
        "sources",
        "strength",
        "studied",
        "versus",
    )

    def __init__(
        self,
        decision: "Decision[T]",
        rule_id: str,
        call: Callable[..., Pick[T] | Skip],
        sources: Sequence[str],
        strength: Strength,
        rulesets: Sequence[str],
        studied: Mapping[str, tuple[float, float]],
        versus: str,
        scope: Scope = EVERYWHERE,
        doc: str = "",
    ) -> None:
        self.decision = decision
        self.id = rule_id
        self.call = call
        self.doc = doc or (call.__doc__ or "").strip()
        self.needs = parameters(call)
        self.sources = tuple(sources)
        self.strength = strength
        self.rulesets = tuple(rulesets)
        self.scope = scope
        self.default = "Skip" not in str(call.__annotations__.get("return", "Skip"))
        self.studied = studied
        self.versus = versus

    def outside(self, problem: Any) -> list[Outside]:
        """The facts that lie outside the range in which the rule was studied."""
        return [
            Outside(path, value, low, high)
            for path, (low, high) in self.studied.items()
            if (value := attrgetter(path)(problem)) is not None and not low <= value <= high
        ]

    def __call__(self, *args: Any, **kwargs: Any) -> Pick[T] | Skip:
        return self.call(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<rule {self.id} of {self.decision.path}>"


class Decision(Generic[T]):
    """One question that must be resolved, named by the place in the config where its answer lands.

    Rules name the choices they depend on by `name` (the last part of the path, unless given), as pytest
    fixtures do. `applies` takes facts and choices in the same way; where it is false the key is left out,
    and dependents receive None. `absent` says in one line when that is. A decision that does not land
    (`lands=False`) resolves something that several others take apart, such as what fits into memory.
    """

    __slots__ = ("absent", "applies", "asks", "lands", "leaf", "name", "needs", "path", "rules", "scope", "sections")

    def __init__(
        self,
        path: str,
        asks: str,
        name: str = "",
        applies: Predicate | None = None,
        absent: str = "",
        lands: bool = True,
        scope: Scope = EVERYWHERE,
    ) -> None:
        self.path: Final = path
        self.asks: Final = asks
        *self.sections, self.leaf = path.split(".")
        self.name: Final = name or self.leaf
        self.applies = applies
        self.absent = absent
        self.lands = lands
        self.scope = scope
        self.needs = parameters(applies) if applies else ()
        self.rules: list[Rule[T]] = []

    def rule(
        self,
        rule_id: str,
        scope: Scope = EVERYWHERE,
        *,
        sources: Sequence[str],
        strength: Strength,
        rulesets: Sequence[str],
        studied: Mapping[str, tuple[float, float]] | None = None,
        versus: str = "",
    ) -> Callable[[Callable[..., Pick[T] | Skip]], Rule[T]]:
        """Register the decorated function as the next rule, in order of precedence."""

        def register(call: Callable[..., Pick[T] | Skip]) -> Rule[T]:
            rule = Rule(self, rule_id, call, sources, strength, rulesets, studied or {}, versus, scope)
            self.rules.append(rule)
            return rule

        return register

    def __repr__(self) -> str:
        return f"<decision {self.path}>"


def parameters(function: Callable[..., Any]) -> tuple[str, ...]:
    """The names of a function's positional parameters (read off the code object: `inspect` is slow)."""
    code = function.__code__
    return tuple(code.co_varnames[: code.co_argcount])
