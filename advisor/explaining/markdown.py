"""An explanation as Markdown. Whatever comes from the data is escaped, so that it cannot become markup."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from advisor.errors import visible
from advisor.explaining.account import Account, Ground, accounts
from advisor.explaining.turning import summary
from advisor.explaining.values import cited, items, next_tries, shown
from advisor.questioning import Flips
from advisor.recommending import Recommendation

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")
RULESETS: Final = {
    "current": 'current, which adds later evidence to the guide. "The guide" is Lavanya Shukla,'
    " *Designing Your Neural Networks* (2019).",
    "guide": "guide, those of Lavanya Shukla, *Designing Your Neural Networks* (2019), alone.",
}
BEHIND: Final = "settled on the way"  # the section of what several choices take apart


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return MARKUP.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """Text as code; a backtick inside cannot end it."""
    text = visible(text).replace("`", "'")
    return f"`{text}`"


def report(recommendation: Recommendation, flips: Flips) -> str:
    """The whole explanation as one Markdown page."""
    return "\n".join(_page(recommendation, flips)) + "\n"


def _page(recommendation: Recommendation, flips: Flips) -> Iterator[str]:
    problem = recommendation.problem
    yield f"# Why this config: {problem.task} on {problem.data.kind} data"
    yield ""
    yield f"Rules: {RULESETS[recommendation.ruleset]}"
    yield ""
    yield "| fact | value | origin |"
    yield "|---|---|---|"
    for leaf, value, origin in problem.relevant():
        if origin != "assumed":
            yield f"| {code(leaf.path)} | {escaped(shown(value))} | {origin} |"
    if recommendation.assumptions:
        yield ""
        yield "Nobody said otherwise, so this is assumed, and some choice rests on it:"
        yield ", ".join(f"{code(path)} = {escaped(shown(v))}" for path, v in recommendation.assumptions.items()) + "."
    if recommendation.warnings:
        yield ""
        yield "**Know before you use it**"
        yield ""
        for warning in recommendation.warnings:
            yield f"- {escaped(warning)}"
    for section, chosen in groupby(accounts(recommendation, flips), _section):
        yield ""
        yield f"## {section}"
        for account in chosen:
            yield ""
            yield from _choice(account)


def _section(account: Account) -> str:
    return account.decision.partition(".")[0] if account.in_config else BEHIND


def _choice(account: Account) -> Iterator[str]:
    listed = items(account.value)
    yield f"### {code(account.decision)}" + ("" if listed else f": {escaped(shown(account.value))}")
    yield ""
    if listed:
        yield from (f"- {escaped(item)}" for item in listed)
        yield ""
    yield f"{escaped(account.sentence)} *({account.rule}, {account.strength})*"
    yield ""
    if account.rests_on:
        yield f"- rests on: {', '.join(_ground(ground) for ground in account.rests_on)}"
    for other in account.rivals:
        yield f"- instead: {escaped(shown(other.value))}, by {other.rule}: {escaped(other.because)}"
    if account.guide:
        yield f"- the guide: {escaped(shown(account.guide.value))} ({account.guide.rule}). {escaped(account.versus)}"
    if account.flips:
        yield f"- would change: {escaped(summary(account.flips))}"
    if account.try_next:
        yield f"- try next: {escaped(next_tries(account.try_next))}"
    for place in account.outside:
        yield f"- outside the range that was studied: {escaped(place)}"
    yield f"- sources: {escaped(cited(account.sources, places=True))}"


def _ground(ground: Ground) -> str:
    return f"{code(ground.path)} = {escaped(shown(ground.value))} ({ground.origin})"
