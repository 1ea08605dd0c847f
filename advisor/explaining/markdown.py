"""An explanation as Markdown. Whatever comes from the data is escaped, so that it cannot become markup."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Final

from advisor.counterfactuals import Boundaries
from advisor.errors import visible
from advisor.explaining.boundaries import summary
from advisor.explaining.explanation import Explanation, Premise, explain_choices
from advisor.explaining.values import cited, items, next_tries, shown, shown_at
from advisor.recommending import Recommendation

MARKUP = re.compile(r"([\\`*_{}\[\]<>#|!~$&])")
RULESETS: Final = {
    "current": 'current, which adds later evidence to the guide. "The guide" is Lavanya Shukla,'
    " *Designing Your Neural Networks* (2019).",
    "guide": "guide, those of Lavanya Shukla, *Designing Your Neural Networks* (2019), alone.",
}
BEHIND: Final = "intermediate decisions"  # the section of what several choices take apart


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands."""
    return MARKUP.sub(r"\\\1", visible(text))


def code(text: str) -> str:
    """Text as code; a backtick inside cannot end it."""
    text = visible(text).replace("`", "'")
    return f"`{text}`"


def report(recommendation: Recommendation, boundaries: Boundaries) -> str:
    """The whole explanation as one Markdown page."""
    return "\n".join(_page(recommendation, boundaries)) + "\n"


def _page(recommendation: Recommendation, boundaries: Boundaries) -> Iterator[str]:
    problem = recommendation.problem
    yield f"# Why this config: {problem.task} on {problem.data.kind} data"
    yield ""
    yield f"Rules: {RULESETS[recommendation.ruleset]}"
    yield ""
    yield "| fact | value | origin |"
    yield "|---|---|---|"
    for leaf, value, origin in problem.relevant():
        if origin != "assumed":
            yield f"| {code(leaf.path)} | {escaped(shown_at(leaf.path, value))} | {origin} |"
    if recommendation.assumptions:
        yield ""
        yield "Nobody said otherwise, so this is assumed, and some choice rests on it:"
        yield (
            ", ".join(f"{code(path)} = {escaped(shown_at(path, v))}" for path, v in recommendation.assumptions.items())
            + "."
        )
    if recommendation.warnings:
        yield ""
        yield "**Know before you use it**"
        yield ""
        for warning in recommendation.warnings:
            yield f"- {escaped(warning)}"
    for section, chosen in groupby(explain_choices(recommendation, boundaries), _section):
        yield ""
        yield f"## {section}"
        for explanation in chosen:
            yield ""
            yield from _choice(explanation)


def _section(explanation: Explanation) -> str:
    return explanation.decision.partition(".")[0] if explanation.in_config else BEHIND


def _choice(explanation: Explanation) -> Iterator[str]:
    listed = items(explanation.value)
    yield f"### {code(explanation.decision)}" + (
        "" if listed else f": {escaped(shown_at(explanation.decision, explanation.value))}"
    )
    yield ""
    if listed:
        yield from (f"- {escaped(item)}" for item in listed)
        yield ""
    yield f"{escaped(explanation.sentence)} *({explanation.rule}, {explanation.strength})*"
    yield ""
    if explanation.rests_on:
        yield f"- rests on: {', '.join(_premise(premise) for premise in explanation.rests_on)}"
    for other in explanation.alternatives:
        yield f"- instead: {escaped(shown(other.value))}, by {other.rule}: {escaped(other.because)}"
    if guide := explanation.guide:
        yield f"- the guide: {escaped(shown(guide.value))} ({guide.rule}). {escaped(explanation.versus)}"
    if explanation.flips:
        yield f"- would change: {escaped(summary(explanation.flips))}"
    if explanation.try_next:
        yield f"- try next: {escaped(next_tries(explanation.try_next))}"
    for place in explanation.outside:
        yield f"- outside the range that was studied: {escaped(place)}"
    yield f"- sources: {escaped(cited(explanation.sources, places=True))}"


def _premise(premise: Premise) -> str:
    return f"{code(premise.path)} = {escaped(shown_at(premise.path, premise.value))} ({premise.origin})"
