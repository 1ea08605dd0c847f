"""Why, and why not: explanations of choices, and how they are shown."""

from functools import lru_cache
from typing import Any, Literal

from advisor.counterfactuals import Boundaries
from advisor.explaining.explanation import Explanation, explain_choice, explain_choices
from advisor.explaining.text import comments
from advisor.explaining.values import shown
from advisor.recommending import Recommendation, plain
from advisor.versions import EXPLANATION_SCHEMA

__all__ = [
    "Explanation",
    "as_data",
    "as_html",
    "commented_yaml",
    "comments",
    "explain",
    "explain_choice",
    "explain_choices",
    "explanation_data",
    "shown",
]

Form = Literal["text", "markdown", "json"]


def explain(recommendation: Recommendation, form: Form = "text") -> str:
    """The reasons for every choice of a recommendation.

    Raises ValueError for a form that there is not.
    """
    if form == "markdown":
        from advisor.explaining import markdown

        return markdown.report(recommendation, boundaries_of(recommendation))
    if form == "json":
        from advisor.yamlio import write_json

        return write_json(as_data(recommendation))
    if form != "text":
        raise ValueError(f"unknown form {form!r}: expected one of text, markdown, json")
    from advisor.explaining import text

    return text.report(recommendation, boundaries_of(recommendation))


def commented_yaml(recommendation: Recommendation) -> str:
    """The config as YAML, each key with its reason above it."""
    from advisor.yamlio import write_yaml

    return write_yaml(recommendation.document(), comments(recommendation))


def explain_one(recommendation: Recommendation, path: str) -> str:
    """Everything about one choice, as plain text."""
    from advisor.explaining.text import plain_text

    choice = recommendation.choice(path)
    return plain_text(
        [explain_choice(recommendation, choice, boundaries_of(recommendation).all.get(path, ()))], whole=True
    )


@lru_cache(maxsize=4)
def boundaries_of(recommendation: Recommendation) -> Boundaries:
    """The boundaries of a recommendation, kept while it is in use."""
    return Boundaries(recommendation)


def as_data(recommendation: Recommendation) -> dict[str, Any]:
    """The explanation as plain data."""
    problem = recommendation.problem
    return {
        "schema": EXPLANATION_SCHEMA,
        "ruleset": recommendation.ruleset,
        "facts": {leaf.path: {"value": plain(value), "origin": origin} for leaf, value, origin in problem.relevant()},
        "assumptions": {path: plain(value) for path, value in recommendation.assumptions.items()},
        "warnings": recommendation.warnings,
        "choices": [
            explanation_data(explanation)
            for explanation in explain_choices(recommendation, boundaries_of(recommendation))
        ],
    }


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """One explanation as plain data."""
    from msgspec import to_builtins

    data: dict[str, Any] = to_builtins(explanation)
    return data


def as_html(recommendation: Recommendation) -> str:
    """Choices and reasons as a table, for notebooks."""
    from advisor.explaining import html

    return html.report(recommendation, boundaries_of(recommendation))
