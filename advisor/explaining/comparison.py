"""Differences between two recommendations, in words and as data."""

from collections.abc import Iterable, Iterator
from typing import Any

from advisor.counterfactuals import Difference
from advisor.counterfactuals.comparison import Change, SideChoice
from advisor.errors import visible
from advisor.explaining.text import LABEL_WIDTH, Line
from advisor.explaining.values import shown
from advisor.recommending import plain


def lines(changes: Iterable[Change], differences: Iterable[Difference], names: tuple[str, str]) -> Iterator[str]:
    """The facts that differ, then the choices, each with its reason on either side."""
    for change in changes:
        yield f"{change.fact}: {shown(plain(change.before))} -> {shown(plain(change.after))}    [fact]"
    for each in differences:
        yield f"{each.decision}: {_value(each.before)} -> {_value(each.after)}"
        for line in reasons(each, names):
            yield f"  {line.label:<{LABEL_WIDTH}} {line.text}"


def reasons(difference: Difference, names: tuple[str, str]) -> Iterator[Line]:
    """Why a choice is as it is on either side, and the facts that make the difference."""
    for name, choice in zip(names, (difference.before, difference.after), strict=True):
        yield Line(name, _reason(choice))
    if difference.facts:
        yield Line("because of", ", ".join(difference.facts))


def as_data(changes: Iterable[Change], differences: Iterable[Difference]) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "facts": {change.fact: {"before": plain(change.before), "after": plain(change.after)} for change in changes},
        "choices": [
            {
                "decision": each.decision,
                "before": each.before._asdict(),
                "after": each.after._asdict(),
                "facts": each.facts,
            }
            for each in differences
        ],
    }


def _value(choice: SideChoice) -> str:
    return "left out" if choice.value is None else shown(choice.value)


def _reason(choice: SideChoice) -> str:
    rule = f" [{choice.rule}]" if choice.rule else ""
    return f"{visible(choice.because)}{rule}"
