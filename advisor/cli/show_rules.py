"""Rules at a terminal: in full, as a list, or counted by what they decide."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from advisor.cli.answer import show_answer
from advisor.cli.choices import STRENGTHS
from advisor.cli.layout import Block, block, labelled, room, wrapped
from advisor.engine import Rule
from advisor.explaining.explanation import reference
from advisor.explaining.text import Line
from advisor.explaining.values import cited

SAYS = ("", "says")  # labels of what a rule is, in short
MANY = 24  # decisions, from which rules are counted and not listed
SOURCES = "what the sources say"
DETAILS = "what each says"


def show_rules(rules: Mapping[Rule[Any], Sequence[Line]], whole: bool, color: str) -> None:
    """Rules in full where that fits on the screen."""
    width = room()

    def degrees() -> Iterator[Sequence[Block]]:
        yield [[*block(lines, width), *wrapped("", 1)] for lines in rules.values()]
        yield [[*block(_without_sources(rule, lines), width), *wrapped("", 1)] for rule, lines in rules.items()]
        if len(rules) > 1:
            yield [block([line for line in lines if line.label in SAYS], width) for lines in rules.values()]

    head = wrapped(counted(rules), width) if len(rules) > 1 else []
    show_answer(head, degrees(), whole=whole, rest=SOURCES, color=color)


def show_list(rules: Mapping[Rule[Any], str], whole: bool, color: str) -> None:
    """Rules with what each says; where they are too many, how many decide what."""
    width = room()

    def degrees() -> Iterator[Sequence[Block]]:
        yield [block([*titled(rule), Line("says", says)], width) for rule, says in rules.items()]
        yield [block(titled(rule), width) for rule in rules]
        if many:
            yield list(parts(rules, width))

    many = len({rule.decision for rule in rules}) > MANY
    then = "advisor rules ID shows one in full" + (", advisor rules PART those of a part" if many else "")
    show_answer(wrapped(counted(rules), width), degrees(), whole=whole, rest=DETAILS, then=then, color=color)


def _without_sources(rule: Rule[Any], lines: Sequence[Line]) -> list[Line]:
    """The lines with the sources in one, without what they say."""
    kept = [line for line in lines if line.label != "source"]
    return [*kept, Line("sources", cited(map(reference, rule.sources)))]


def titled(rule: Rule[Any]) -> list[Line]:
    """A rule's id, with what it decides and how strong it is."""
    return [Line("", rule.id, f"{rule.decision.path}, {rule.strength}")]


def parts(rules: Mapping[Rule[Any], object], width: int) -> Iterator[Block]:
    """A block for each section of the config: how many rules there are for each of its parts."""
    by_section = sorted((rule.decision.path.split(".") for rule in rules), key=lambda path: path[0])
    order = list(dict.fromkeys(rule.decision.path.partition(".")[0] for rule in rules))
    counts = {section: Counter(path[1] for path in group) for section, group in groupby(by_section, lambda p: p[0])}
    for section in order:
        said = ", ".join(f"{part} {number}" for part, number in counts[section].most_common())
        yield labelled(section, f"{counts[section].total()} rules: {said}", width)


def counted(rules: Mapping[Rule[Any], object]) -> str:
    """How many rules there are, for how much, and how strong they are."""
    decisions = len({rule.decision.path for rule in rules})
    strengths: Counter[str] = Counter(rule.strength for rule in rules)
    strong = ", ".join(f"{strengths[word]} {word}" for word in STRENGTHS if strengths[word])
    some = f"{len(rules)} rule{'s' if len(rules) > 1 else ''}"
    return f"{some} for {decisions} decision{'s' if decisions > 1 else ''}: {strong}"
