"""An explanation as plain lines: for terminals (styled), pipes and comments."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from advisor.errors import visible
from advisor.explaining.account import Account, Ground, Other, Reference, accounts
from advisor.explaining.turning import by_fact, summary
from advisor.explaining.values import cited, items, next_tries, shown
from advisor.questioning import Flips
from advisor.recommending import Recommendation

LABEL_WIDTH: Final = 10


class Line(NamedTuple):
    """One line: a label in the margin, and its text. A line without a label is a heading."""

    label: str
    text: str
    note: str = ""


def lines_of(account: Account, whole: bool = False) -> Iterator[Line]:
    """The lines of one choice; `whole` adds the rules that do not apply and what the sources say."""
    listed = items(account.value)
    title = f"{account.decision}:" if listed else f"{account.decision}: {shown(account.value)}"
    yield Line("", title, f"{account.rule}, {account.strength}")
    for item in listed:
        yield Line("choice", item)
    if whole:
        yield Line("asks", account.asks)
    yield Line("because", visible(account.because))
    if whole and account.general:
        yield Line("in general", account.general)
    if account.rests_on:
        yield Line("rests on", _grounds(account.rests_on))
    if whole and account.also_read:
        yield Line("also read", _grounds(account.also_read))
    for other in account.rivals:
        yield Line("instead", _answer(other))
    if account.guide:
        yield Line("the guide", _answer(account.guide) if whole else f"{shown(account.guide.value)}")
        if account.versus:
            yield Line("differs", account.versus)
    if whole:
        yield from (Line("flips", line) for line in by_fact(account.flips))
    elif account.flips:
        yield Line("flips", summary(account.flips))
    if account.try_next:
        yield Line("try next", next_tries(account.try_next))
    for place in account.outside:
        yield Line("beyond", f"outside the range that was studied: {place}")
    if account.warning:
        yield Line("warning", visible(account.warning))
    if whole:
        yield from _rules_beside(account)
        yield from sources_of(account.sources)
    else:
        yield Line("sources", cited(account.sources))


def sources_of(sources: Iterable[Reference]) -> Iterator[Line]:
    """A line for each source, with what it says."""
    for source in sources:
        place = f" ({source.where})" if source.where else ""
        yield Line("source", f"{source.title}{place}. {source.says}")


def _rules_beside(account: Account) -> Iterator[Line]:
    for other in account.agreeing:
        yield Line("agrees", f"{other.rule}: {visible(other.because)}")
    for other in account.others:
        if other.standing == "declines":
            yield Line("not", f"{other.rule}: {visible(other.because)}")
        elif other.standing == "default":
            yield Line("default", f"{other.rule} answers where no rule before it does")


def _grounds(grounds: Iterable[Ground]) -> str:
    return ", ".join(map(_ground, grounds))


def _ground(ground: Ground) -> str:
    said = "" if ground.origin == "left out" else f" = {shown(ground.value)}"
    return f"{ground.path}{said} ({ground.origin})"


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
    return plain_blocks(lines_of(account, whole) for account in chosen)


def plain_blocks(blocks: Iterable[Iterable[Line]], width: int = LABEL_WIDTH) -> str:
    """Blocks of lines as plain text, with the labels in a margin and an empty line between two."""
    return "\n\n".join("\n".join(_plain(line, width) for line in block) for block in blocks) + "\n"


def _plain(line: Line, width: int) -> str:
    if line.label:
        return f"  {line.label:<{width}} {line.text}"
    return f"{line.text}    [{line.note}]" if line.note else line.text


def report(recommendation: Recommendation, flips: Flips) -> str:
    """The whole explanation as plain text."""
    head = "\n".join(heading(recommendation))
    return f"{head}\n\n{plain_text(accounts(recommendation, flips))}"


def comments(recommendation: Recommendation) -> dict[tuple[str, ...], str]:
    """The reason of each choice, by the place of its key: comments for YAML."""
    reasons: dict[tuple[str, ...], str] = {}
    for path, choice in recommendation.choices.items():
        if choice.decision.lands:
            reasons[tuple(path.split("."))] = f"{visible(choice.pick.because)} [{choice.rule.id}]"
    return reasons
