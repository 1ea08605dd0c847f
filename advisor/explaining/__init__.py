"""Why, and why not: accounts of choices, and how they are shown."""

from html import escape
from typing import Any, Literal

from advisor.explaining.account import Account, account, accounts
from advisor.explaining.text import comments
from advisor.explaining.values import shown
from advisor.recommending import Recommendation

__all__ = ["Account", "account", "accounts", "as_data", "as_html", "comments", "explain"]

Form = Literal["text", "markdown", "json"]


def explain(recommendation: Recommendation, form: Form = "text") -> str:
    """The reasons for every choice of a recommendation."""
    if form == "markdown":
        from advisor.explaining import markdown

        return markdown.report(recommendation)
    if form == "json":
        from advisor.yamlio import write_json

        return write_json(as_data(recommendation))
    from advisor.explaining import text

    return text.report(recommendation)


def as_data(recommendation: Recommendation) -> dict[str, Any]:
    """The explanation as plain data."""
    problem = recommendation.problem
    from msgspec import to_builtins

    return {
        "schema": "advisor/explanation/v1",
        "ruleset": recommendation.ruleset,
        "facts": {
            leaf.path: {"value": to_builtins(value), "origin": origin} for leaf, value, origin in problem.relevant()
        },
        "assumptions": to_builtins(recommendation.assumptions),
        "warnings": recommendation.warnings,
        "choices": [account_data(account) for account in accounts(recommendation)],
    }


def account_data(account: Account) -> dict[str, Any]:
    """One account as plain data."""
    data = account._asdict()
    for name in ("rests_on", "others", "sources"):
        data[name] = [item._asdict() for item in data[name]]
    data["guide"] = account.guide._asdict() if account.guide else None
    return data


def as_html(recommendation: Recommendation) -> str:
    """Choices and reasons as a table, for notebooks."""
    warnings = "".join(f"<li>{escape(warning)}</li>" for warning in recommendation.warnings)
    rows = "".join(
        f"<tr><td><code>{escape(path)}</code></td><td>{escape(shown(_plain(choice.value)))}</td>"
        f"<td>{escape(choice.pick.because)}</td><td><code>{escape(choice.rule.id)}</code></td></tr>"
        for path, choice in recommendation.choices.items()
    )
    head = "<tr><th>decision</th><th>choice</th><th>because</th><th>rule</th></tr>"
    return f"<ul>{warnings}</ul><table>{head}{rows}</table>" if warnings else f"<table>{head}{rows}</table>"


def _plain(value: Any) -> Any:
    from advisor.recommending import plain

    return plain(value)
