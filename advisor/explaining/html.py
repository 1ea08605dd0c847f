"""An explanation as HTML, for notebooks. Everything is escaped, so that no name can become markup."""

from collections.abc import Iterator
from html import escape as escape_html

from advisor.counterfactuals import Boundaries
from advisor.errors import visible
from advisor.explaining.explanation import Explanation, explain_choices
from advisor.explaining.text import lines_of
from advisor.explaining.values import items, shown_at
from advisor.recommending import Recommendation

HIDDEN = ("choice", "because", "sources")  # what the row itself says, and what would only fill it


def report(recommendation: Recommendation, boundaries: Boundaries) -> str:
    """Choices and reasons as a table; what a choice rests on and what would change it unfolds."""
    return "".join(_page(recommendation, boundaries))


def _page(recommendation: Recommendation, boundaries: Boundaries) -> Iterator[str]:
    if recommendation.warnings:
        yield f"<ul>{''.join(f'<li>{_escaped(warning)}</li>' for warning in recommendation.warnings)}</ul>"
    yield "<table><tr><th>decision</th><th>choice</th><th>because</th><th>rule</th></tr>"
    yield from map(_row, explain_choices(recommendation, boundaries))
    yield "</table>"


def _row(explanation: Explanation) -> str:
    choice = "<br>".join(map(_escaped, items(explanation.value) or [shown_at(explanation.decision, explanation.value)]))
    more = "".join(
        f"<li>{_escaped(line.label)}: {_escaped(line.text)}</li>"
        for line in lines_of(explanation)
        if line.label and line.label not in HIDDEN
    )
    reason = _escaped(explanation.because)
    if more:
        reason = f"<details><summary>{reason}</summary><ul>{more}</ul></details>"
    return (
        f"<tr><td><code>{_escaped(explanation.decision)}</code></td><td>{choice}</td>"
        f"<td>{reason}</td><td><code>{_escaped(explanation.rule)}</code></td></tr>"
    )


def _escaped(text: str) -> str:
    return escape_html(visible(text))
