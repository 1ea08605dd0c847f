"""Options that take one of a few words."""

from typing import Any

from advisor.errors import Diagnostic, InputError, nearest
from advisor.versions import RULESETS

ANSWERS = ("text", "json")
COLORS = ("auto", "always", "never")
STRENGTHS = ("strong", "moderate", "folklore")
ALIASES = {"md": "markdown", "html": "markdown", "plain": "text", "txt": "text", "yes": "always", "no": "never"}


def one_of(*options: tuple[str, str | None, tuple[str, ...]]) -> None:
    """Refuse words that their options (flag, word, allowed words) do not know, each with the nearest that it does."""
    diagnostics = []
    for flag, word, allowed in options:
        if word is not None and word not in allowed:
            near = nearest(word, allowed, ALIASES)
            hint = f"did you mean {near}?" if near else None
            message = f"expected one of {', '.join(allowed)}; got {word!r}"
            diagnostics.append(Diagnostic(message, field=flag, hint=hint))
    if diagnostics:
        raise InputError(diagnostics)


def chosen_ruleset(flag: str | None, document: Any) -> Any:
    """The ruleset of the flag, else of the config that was read, else the current one."""
    if flag is not None:
        return flag
    if document is not None:
        one_of(("ruleset", str(document), RULESETS))
    return document or RULESETS[0]
