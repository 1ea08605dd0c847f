"""The explanation of a choice, computed by running its rules again: the one source of every rendering."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from msgspec import Struct

from advisor.counterfactuals import Boundaries, Boundary
from advisor.engine import Choice, Pick, RuleResult, Skip
from advisor.explaining.boundaries import Flip, flips_of
from advisor.explaining.values import sentence
from advisor.problem.facts import FACTS
from advisor.recommending import Recommendation, plain
from advisor.references import Source, resolve

Outcome = Literal["picks", "declines", "default"]
GUIDE = "guide"


class Premise(Struct, frozen=True):
    """A fact or an earlier choice that was read; `origin` says how it is known.

    An earlier decision that does not apply to the problem is left out, and has no value.
    """

    path: str
    value: Any
    origin: Literal["given", "measured", "assumed", "chosen", "left out"]


class Other(Struct, frozen=True, rename={"outcome": "standing"}):  # as the JSON has always called it
    """Another rule that speaks for such problems: the value that it would pick, or why it declines.

    What a default says holds only where every rule before it declines, so one that was not needed is named without a
    value or a reason.
    """

    rule: str
    outcome: Outcome
    because: str = ""
    value: Any = None

    @property
    def picks(self) -> bool:
        """Whether the rule offers a value of its own."""
        return self.outcome == "picks"


class Reference(Struct, frozen=True):
    """A source, resolved."""

    key: str
    title: str
    says: str
    where: str
    url: str


class Explanation(Struct, frozen=True):
    """Everything about one choice."""

    decision: str
    in_config: bool  # or is intermediate, for several others to take apart
    asks: str
    value: Any
    rule: str
    strength: Literal["strong", "moderate", "folklore", "given"]
    because: str
    general: str  # what the rule says whatever the problem
    rests_on: list[Premise]  # what the rule read
    also_read: list[Premise]  # what earlier rules read: with other values one of them may answer
    others: list[Other]
    out_of_scope: int  # rules that speak of other kinds of data, other tasks or other networks only
    try_next: Any
    sources: list[Reference]
    guide: Other | None  # what the guide answers, where that differs
    versus: str  # and why this differs
    outside: list[str]
    warning: str | None
    flips: list[Flip] = []  # what would change it, where that was asked for

    @property
    def sentence(self) -> str:
        """The reason as a sentence."""
        return sentence(self.because, [self.value, *(premise.value for premise in self.rests_on)])

    @property
    def alternatives(self) -> list[Other]:
        """The rules that would pick another value."""
        return [other for other in self.others if other.picks and other.value != self.value]

    @property
    def agreements(self) -> list[Other]:
        """The rules that would pick the same value."""
        return [other for other in self.others if other.picks and other.value == self.value]


def explain_choice(recommendation: Recommendation, choice: Choice, boundaries: Iterable[Boundary] = ()) -> Explanation:
    """Run the rules of one decision again and collect what they say, with its boundaries if they are known."""
    rule_results = choice.rule_results
    if choice.pinned:  # the rules' own choice first
        rule_results.sort(
            key=lambda rule_result: (rule_result.rule is not choice.rule, rule_result.rule is not choice.own)
        )
    at = next(i for i, rule_result in enumerate(rule_results) if rule_result.rule is choice.rule)
    read = _premises(recommendation, [rule_results[at]])
    premises = {path: premise for path, premise in read.items() if premise.origin != "left out"}
    on_the_way = _premises(recommendation, rule_results[:at]) | _conditions(recommendation, choice) | read
    guide = choice.under(GUIDE) if recommendation.ruleset != GUIDE else None
    departs = guide is not None and isinstance(guide.answer, Pick) and guide.answer.value != choice.value
    return Explanation(
        choice.decision.path,
        choice.decision.lands,
        choice.decision.asks,
        plain(choice.value),
        choice.rule.id,
        choice.rule.strength,
        choice.pick.because,
        " ".join(choice.rule.doc.split()),
        list(premises.values()),
        [premise for path, premise in on_the_way.items() if path not in premises],
        [_other(v, v.rule.default and v.rule is not choice.own) for v in rule_results if v.rule is not choice.rule],
        choice.out_of_scope,
        plain(choice.pick.try_next),
        [reference(key) for key in choice.rule.sources],
        _other(guide) if departs and guide else None,
        choice.rule.versus if departs else "",
        [f"{o.path} = {o.value:,}, studied for {o.low:,} to {o.high:,}" for o in choice.outside],
        choice.pick.warning,
        flips_of(boundaries),
    )


def explain_choices(recommendation: Recommendation, boundaries: Boundaries | None = None) -> Iterator[Explanation]:
    """One explanation for each choice, in the order of the config; `boundaries` add what would change it."""
    found = boundaries.all if boundaries else {}
    for path, choice in recommendation.choices.items():
        yield explain_choice(recommendation, choice, found.get(path, ()))


def _premises(recommendation: Recommendation, rule_results: Iterable[RuleResult]) -> dict[str, Premise]:
    """The facts and earlier choices that rules read, by path."""
    facts: dict[str, Any] = {}
    choices: dict[str, Any] = {}
    for rule_result in rule_results:
        facts |= rule_result.facts
        choices |= rule_result.choices
    return _facts(recommendation, facts) | _choices(recommendation, choices)


def _conditions(recommendation: Recommendation, choice: Choice) -> dict[str, Premise]:
    """The premises of making the decision at all."""
    facts, choices = choice.conditions
    return _facts(recommendation, facts) | _choices(recommendation, choices)


def _facts(recommendation: Recommendation, facts: dict[str, Any]) -> dict[str, Premise]:
    """Those read; of a machine that was not measured nothing is said."""
    found = {path: Premise(path, plain(value), recommendation.problem.origin(path)) for path, value in facts.items()}
    return {path: each for path, each in found.items() if each.origin != "assumed" or not FACTS[path].about.machine}


def _choices(recommendation: Recommendation, choices: dict[str, Any]) -> dict[str, Premise]:
    by_name = recommendation.resolution.base.by_name
    return {
        (path := by_name[name].path): Premise(path, plain(value), "left out" if value is None else "chosen")
        for name, value in choices.items()
    }


def _other(rule_result: RuleResult, default: bool = False) -> Other:
    answer = rule_result.answer
    if isinstance(answer, Skip):
        return Other(rule_result.rule.id, "declines", answer.because)
    if default:
        return Other(rule_result.rule.id, "default")
    return Other(rule_result.rule.id, "picks", answer.because, plain(answer.value))


def reference(key: str) -> Reference:
    """A source by its key, with what it says."""
    source = resolve(key)
    if isinstance(source, Source):
        return Reference(key, f"{source.authors} {source.year}: {source.title}", source.says, source.where, source.url)
    return Reference(key, f"the guide, {source.id}", source.says, "", "")
