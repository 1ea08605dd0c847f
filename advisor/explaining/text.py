"""An explanation as plain lines: for terminals (styled), pipes and comments."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from advisor.counterfactuals import Boundaries
from advisor.errors import visible
from advisor.explaining.boundaries import by_fact, summary
from advisor.explaining.explanation import Explanation, Other, Premise, Reference, explain_choices
from advisor.explaining.values import cited, items, next_tries, shown, shown_at
from advisor.recommending import Recommendation

LABEL_WIDTH: Final = 10


class Line(NamedTuple):
    """One line: a label in the margin, and its text. A line without a label is a heading."""

    label: str
    text: str
    note: str = ""


def lines_of(explanation: Explanation, whole: bool = False) -> Iterator[Line]:
    """The lines of one choice; `whole` adds the rules that do not apply and what the sources say."""
    listed = items(explanation.value)
    title = (
        f"{explanation.decision}:"
        if listed
        else f"{explanation.decision}: {shown_at(explanation.decision, explanation.value)}"
    )
    yield Line("", title, f"{explanation.rule}, {explanation.strength}")
    for item in listed:
        yield Line("choice", item)
    if whole:
        yield Line("asks", explanation.asks)
    yield Line("because", visible(explanation.because))
    if whole and explanation.general:
        yield Line("in general", explanation.general)
    if explanation.rests_on:
        yield Line("rests on", _premises(explanation.rests_on))
    if whole and explanation.also_read:
        yield Line("also read", _premises(explanation.also_read))
    for other in explanation.alternatives:
        yield Line("instead", _answer(other))
    if explanation.guide:
        yield Line("the guide", _answer(explanation.guide) if whole else f"{shown(explanation.guide.value)}")
        if explanation.versus:
            yield Line("differs", explanation.versus)
    if whole:
        yield from (Line("flips", line) for line in by_fact(explanation.flips))
    elif explanation.flips:
        yield Line("flips", summary(explanation.flips))
    if explanation.try_next:
        yield Line("try next", next_tries(explanation.try_next))
    for place in explanation.outside:
        yield Line("beyond", f"outside the range that was studied: {place}")
    if explanation.warning:
        yield Line("warning", visible(explanation.warning))
    if whole:
        yield from _rules_beside(explanation)
        yield from sources_of(explanation.sources)
    else:
        yield Line("sources", cited(explanation.sources))


def sources_of(sources: Iterable[Reference]) -> Iterator[Line]:
    """A line for each source, with what it says."""
    for source in sources:
        place = f" ({source.where})" if source.where else ""
        yield Line("source", f"{source.title}{place}. {source.says}")


def _rules_beside(explanation: Explanation) -> Iterator[Line]:
    for other in explanation.agreements:
        yield Line("agrees", f"{other.rule}: {visible(other.because)}")
    for other in explanation.others:
        if other.outcome == "declines":
            yield Line("not", f"{other.rule}: {visible(other.because)}")
        elif other.outcome == "default":
            yield Line("default", f"{other.rule} answers where no rule before it does")
    if number := explanation.out_of_scope:
        rules = "1 rule speaks" if number == 1 else f"{number} rules speak"
        yield Line("elsewhere", f"{rules} of other kinds of data, tasks or networks only")


def _premises(premises: Iterable[Premise]) -> str:
    return ", ".join(map(_premise, premises))


def _premise(premise: Premise) -> str:
    said = "" if premise.origin == "left out" else f" = {shown_at(premise.path, premise.value)}"
    return f"{premise.path}{said} ({premise.origin})"


def _answer(other: Other) -> str:
    return f"{shown(other.value)}, by {other.rule}: {visible(other.because)}"


def heading(recommendation: Recommendation) -> Iterator[str]:
    """The problem in a few lines: the facts, the assumptions that matter, the warnings."""
    facts = recommendation.problem.relevant()
    said = [
        f"{leaf.path} = {shown_at(leaf.path, value)} ({origin})" for leaf, value, origin in facts if origin != "assumed"
    ]
    yield "facts: " + ", ".join(said)
    if recommendation.assumptions:
        assumed = ", ".join(f"{path} = {shown_at(path, value)}" for path, value in recommendation.assumptions.items())
        yield "assumed: " + assumed
    for warning in recommendation.warnings:
        yield "warning: " + visible(warning)


def plain_text(chosen: Iterable[Explanation], whole: bool = False) -> str:
    """Explanations as plain text, unwrapped."""
    return plain_blocks(lines_of(explanation, whole) for explanation in chosen)


def plain_blocks(blocks: Iterable[Iterable[Line]], width: int = LABEL_WIDTH) -> str:
    """Blocks of lines as plain text, with the labels in a margin and an empty line between two."""
    return "\n\n".join("\n".join(_plain(line, width) for line in block) for block in blocks) + "\n"


def _plain(line: Line, width: int) -> str:
    if line.label:
        return f"  {line.label:<{width}} {line.text}"
    return f"{line.text}    [{line.note}]" if line.note else line.text


def report(recommendation: Recommendation, boundaries: Boundaries) -> str:
    """The whole explanation as plain text."""
    head = "\n".join(heading(recommendation))
    return f"{head}\n\n{plain_text(explain_choices(recommendation, boundaries))}"


def comments(recommendation: Recommendation) -> dict[tuple[str, ...], str]:
    """The reason of each choice, by the place of its key: comments for YAML."""
    reasons: dict[tuple[str, ...], str] = {}
    for path, choice in recommendation.choices.items():
        if choice.decision.lands:
            reasons[tuple(path.split("."))] = f"{visible(choice.pick.because)} [{choice.rule.id}]"
    return reasons
