"""An explanation as plain lines: for terminals (styled), pipes and comments."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from advisor.errors import visible
from advisor.explaining.account import Account, Other, accounts
from advisor.explaining.values import next_tries, shown
from advisor.recommending import Recommendation

LABEL_WIDTH: Final = 10


class Line(NamedTuple):
    """One line: a label in the margin, and its text. A line without a label is a heading."""

    label: str
    text: str
    note: str = ""


def lines_of(account: Account, whole: bool = False) -> Iterator[Line]:
    """The lines of one choice; `whole` adds the rules that do not apply and what the sources say."""
    yield Line("", f"{account.decision}: {shown(account.value)}", f"{account.rule}, {account.strength}")
    if whole:
        yield Line("asks", account.asks)
    yield Line("because", visible(account.because))
    if whole and account.general:
        yield Line("in general", account.general)
    if account.rests_on:
        yield Line("rests on", ", ".join(f"{g.path} = {shown(g.value)} ({g.origin})" for g in account.rests_on))
    for other in account.others:
        if other.picks:
            yield Line("instead", _answer(other))
    if account.guide:
        yield Line("the guide", _answer(account.guide))
        if account.versus:
            yield Line("differs", account.versus)
    if account.try_next:
        yield Line("try next", next_tries(account.try_next))
    for place in account.outside:
        yield Line("beyond", f"outside the range that was studied: {place}")
    if account.warning:
        yield Line("warning", visible(account.warning))
    if whole:
        for other in account.others:
            if not other.picks:
                yield Line("not", f"{other.rule}: {visible(other.because)}")
        for source in account.sources:
            yield Line("source", f"{source.title} ({source.where}). {source.says}")
    else:
        yield Line("sources", "; ".join(source.title for source in account.sources))


def _answer(other: Other) -> str:
    return f"{shown(other.value)}, by {other.rule}: {visible(other.because)}"


def heading(recommendation: Recommendation) -> Iterator[str]:
    """The problem in a few lines: what was said, what was assumed and matters, what to know."""
    facts = recommendation.problem.relevant()
    said = [f"{leaf.path} = {shown(value)} ({origin})" for leaf, value, origin in facts if origin != "assumed"]
    yield "facts: " + ", ".join(said)
    if recommendation.assumptions:
        assumed = ", ".join(f"{path} = {shown(value)}" for path, value in recommendation.assumptions.items())
        yield "assumed: " + assumed
    for warning in recommendation.warnings:
        yield "warning: " + visible(warning)


def plain_text(chosen: Iterable[Account], whole: bool = False) -> str:
    """Accounts as plain text, unwrapped."""
    blocks = []
    for account in chosen:
        block = []
        for line in lines_of(account, whole):
            if line.label:
                block.append(f"  {line.label:<{LABEL_WIDTH}} {line.text}")
            else:
                block.append(f"{line.text}    [{line.note}]")
        blocks.append("\n".join(block))
    return "\n\n".join(blocks) + "\n"


def report(recommendation: Recommendation) -> str:
    """The whole explanation as plain text."""
    head = "\n".join(heading(recommendation))
    return f"{head}\n\n{plain_text(accounts(recommendation))}"


def comments(recommendation: Recommendation) -> dict[tuple[str, ...], str]:
    """The reason of each choice, by the place of its key: comments for YAML."""
    reasons: dict[tuple[str, ...], str] = {}
    for path, choice in recommendation.choices.items():
        if choice.decision.lands:
            reasons[tuple(path.split("."))] = f"{visible(choice.pick.because)} [{choice.rule.id}]"
    return reasons
