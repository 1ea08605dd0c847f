"""What can be said of a choice, computed by running its rules again: the one source of every rendering."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.engine import Choice, Pick, Skip, Verdict
from advisor.knowledge.bibliography import Source, resolve
from advisor.recommending import Recommendation, plain


class Ground(NamedTuple):
    """A fact or an earlier choice that a choice rests on; `origin` is given, measured, assumed or chosen."""

    path: str
    value: Any
    origin: str


class Other(NamedTuple):
    """Another rule: what it would have picked, or (without a value) why it does not apply."""

    rule: str
    because: str
    picks: bool
    value: Any = None


class Reference(NamedTuple):
    """A source, resolved."""

    key: str
    title: str
    says: str
    where: str


class Account(NamedTuple):
    """Everything about one choice."""

    decision: str
    asks: str
    value: Any
    rule: str
    strength: str
    because: str
    general: str
    rests_on: list[Ground]
    others: list[Other]
    try_next: Any
    sources: list[Reference]
    guide: Other | None  # what the guide answers, where that differs
    versus: str  # and why this differs
    outside: list[str]
    warning: str | None


def account(recommendation: Recommendation, choice: Choice) -> Account:
    """Run the rules of one decision again and gather all that they say."""
    verdict = choice.verdict
    guide = choice.under("guide") if recommendation.ruleset != "guide" else None
    departs = guide is not None and isinstance(guide.answer, Pick) and guide.answer.value != choice.value
    return Account(
        choice.decision.path,
        choice.decision.asks,
        plain(choice.value),
        choice.rule.id,
        choice.rule.strength,
        choice.pick.because,
        " ".join(choice.rule.doc.split()),
        list(_grounds(recommendation, verdict)),
        [_other(v) for v in choice.verdicts if v.rule is not choice.rule],
        plain(choice.pick.try_next),
        [reference(key) for key in choice.rule.sources],
        _other(guide) if departs and guide else None,
        choice.rule.versus if departs else "",
        [f"{o.path} = {o.value:,}, studied for {o.low:,} to {o.high:,}" for o in choice.outside],
        choice.pick.warning,
    )


def accounts(recommendation: Recommendation) -> Iterator[Account]:
    """One account for each choice, in the order of the config."""
    for choice in recommendation.choices.values():
        yield account(recommendation, choice)


def _grounds(recommendation: Recommendation, verdict: Verdict) -> Iterator[Ground]:
    for path, value in verdict.facts.items():
        yield Ground(path, plain(value), recommendation.problem.origin(path))
    by_name = recommendation.settlement.base.by_name
    for name, value in verdict.choices.items():
        if value is not None:
            yield Ground(by_name[name].path, plain(value), "chosen")


def _other(verdict: Verdict) -> Other:
    answer = verdict.answer
    if isinstance(answer, Skip):
        return Other(verdict.rule.id, answer.because, False)
    return Other(verdict.rule.id, answer.because, True, plain(answer.value))


def reference(key: str) -> Reference:
    """A source by its key, with what it says."""
    source = resolve(key)
    if isinstance(source, Source):
        return Reference(key, f"{source.authors} {source.year}: {source.title}", source.says, source.where)
    return Reference(key, f"the guide, {key.partition(':')[2]}", source.says, "guide")
