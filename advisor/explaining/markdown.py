"""An explanation as Markdown. Whatever comes from the data is escaped, so that it cannot become markup."""

import re
from collections.abc import Iterator
from itertools import groupby

from advisor.errors import visible
from advisor.explaining.account import Account, Ground, Other, accounts
from advisor.explaining.values import next_tries, shown
from advisor.recommending import Recommendation

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return MARKUP.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """Text as code; a backtick inside cannot end it."""
    text = visible(text).replace("`", "'")
    return f"`{text}`"


def report(recommendation: Recommendation) -> str:
    """The whole explanation as one Markdown page."""
    return "\n".join(_page(recommendation)) + "\n"


def _page(recommendation: Recommendation) -> Iterator[str]:
    problem = recommendation.problem
    yield f"# Why this config: {problem.task} on {problem.data.kind} data"
    yield ""
    yield f"Rules: {recommendation.ruleset}."
    yield ""
    yield "| fact | value | origin |"
    yield "|---|---|---|"
    for leaf, value, origin in problem.relevant():
        if origin != "assumed" or leaf.path in recommendation.assumptions:
            yield f"| {code(leaf.path)} | {escaped(shown(value))} | {origin} |"
    if recommendation.warnings:
        yield ""
        yield "**Know before you use it**"
        yield ""
        for warning in recommendation.warnings:
            yield f"- {escaped(warning)}"
    for section, chosen in groupby(accounts(recommendation), lambda account: account.decision.partition(".")[0]):
        yield ""
        yield f"## {section}"
        for account in chosen:
            yield ""
            yield from _choice(account)


def _choice(account: Account) -> Iterator[str]:
    yield f"### {code(account.decision)}: {escaped(shown(account.value))}"
    yield ""
    yield f"{escaped(_sentence(account.because))} *({account.rule}, {account.strength})*"
    yield ""
    if account.rests_on:
        yield f"- rests on: {', '.join(_ground(ground) for ground in account.rests_on)}"
    for other in account.others:
        if other.picks:
            yield f"- instead: {_answer(other)}"
    if account.guide:
        yield f"- the guide: {_answer(account.guide)} {escaped(account.versus)}".rstrip()
    if account.try_next:
        yield f"- try next: {escaped(next_tries(account.try_next))}"
    for place in account.outside:
        yield f"- outside the range that was studied: {escaped(place)}"
    yield f"- sources: {'; '.join(escaped(f'{source.title} ({source.where})') for source in account.sources)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


def _ground(ground: Ground) -> str:
    return f"{code(ground.path)} = {escaped(shown(ground.value))} ({ground.origin})"


def _answer(other: Other) -> str:
    return f"{escaped(shown(other.value))}, by {other.rule}: {escaped(_sentence(other.because))}"
