"""Our choices beside those of other authorities, as lines and as data."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from advisor.counterfactuals.opinions import NAMES, Opinion, Opinions
from advisor.errors import visible
from advisor.explaining.text import Line, plain_blocks
from advisor.explaining.values import shown
from advisor.references.authorities import authorities

WIDTH: Final = 20  # characters of an authority's name
ALIKE: Final = "the same"
ENGINES: Final = {
    NAMES["guide"]: "Lavanya Shukla, Designing Your Neural Networks, 2019: computed, as --ruleset guide does",
    NAMES["current"]: "the guide and later evidence: computed, as --ruleset current does",
}
LONGEST: Final = 100  # characters of a value
NEAR: Final = 0.05  # of one number over another, below which their ratio says nothing


def lines_of(opinions: Opinions) -> Iterator[Line]:
    """The lines of one decision: ours in the heading and why, then a line for each other with where it stands."""
    compared = [other for other in opinions.others if other.stance != "in words"]
    agree = sum(other.stance == "agrees" for other in compared)
    title = f"{opinions.decision}: {shown(opinions.value, LONGEST)}"
    yield Line("", title, f"ours, as {agree} of {len(compared)} others have it")
    yield Line("ours", f"{visible(opinions.because)} [{opinions.rule}]")
    for other in opinions.others:
        yield Line(other.authority, f"{_said(opinions, other)}{_source(other)}")


def report(found: Sequence[Opinions]) -> str:
    """All of it as plain text."""
    return plain_blocks([*map(lines_of, found), legend(found)], WIDTH)


def legend(shown_opinions: Iterable[Opinions]) -> Iterator[Line]:
    """Who the authorities that were named are, with their version and address."""
    named = {other.authority for opinions in shown_opinions for other in opinions.others}
    speaking = [authority for authority in authorities() if authority.name in named]
    yield Line("", "who they are")
    for engine in named & ENGINES.keys():
        yield Line(engine, ENGINES[engine])
    for authority in speaking:
        version = f", version {authority.version}" if authority.version else ""
        yield Line(authority.name, f"{authority.what}{version}. {authority.url}")


def _said(opinions: Opinions, other: Opinion) -> str:
    if other.words:
        return other.words
    if other.stance == "agrees":
        return ALIKE
    value = " or ".join(map(shown, other.value)) if other.alternatives else shown(other.value, LONGEST)
    return f"{value}{_ratio(opinions.value, other.value)}"


def _ratio(ours: Any, theirs: Any) -> str:
    """How many times ours a number is, where that says something."""
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) and each > 0 for each in (ours, theirs))
    if not numbers or abs(theirs / ours - 1) < NEAR:
        return ""
    larger, smaller = max(ours, theirs), min(ours, theirs)
    times = shown(float(f"{larger / smaller:.2g}"))
    return f", {times} times ours" if theirs > ours else f", ours is {times} times that"


def _source(other: Opinion) -> str:
    unchecked = "; from memory" if other.checked == "memory" else ""
    return f" - {visible(other.source)}{unchecked}" if other.source else ""


def as_data(found: Iterable[Opinions]) -> list[dict[str, Any]]:
    """The same as plain data; `agrees` is null where it is said in words."""
    return [
        {
            "decision": opinions.decision,
            "ours": {"value": opinions.value, "rule": opinions.rule, "because": opinions.because},
            "others": [
                {
                    "authority": other.authority,
                    "value": other.value,
                    "words": other.words,
                    "agrees": None if other.stance == "in words" else other.stance == "agrees",
                    "source": other.source,
                    "url": other.url,
                    "checked": other.checked,
                }
                for other in opinions.others
            ],
        }
        for opinions in found
    ]
