"""One thing that is wrong, and where."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

from msgspec import Struct

Severity = Literal["error", "warning", "note"]
SEVERITIES: Final = ("error", "warning", "note")
IGNORE: Final = re.compile(r"#\s*advisor:\s*ignore(?:\[([A-Za-z0-9_,\s-]*)\])?")


class Finding(Struct, frozen=True):
    """What does not hold: the id of the constraint or rule, the place, what is wrong, why it must hold, what fixes it.

    `safe` says that the fix surely removes it. A model that was built by a program has no file, line or column.
    """

    rule: str
    severity: Severity
    path: str  # of the leaf or the layer
    message: str
    reason: str
    fix: Mapping[str, Any] = {}
    safe: bool = False
    file: str = ""
    line: int = 0
    column: int = 0


def selected(findings: Iterable[Finding], select: Iterable[str], ignore: Iterable[str]) -> list[Finding]:
    """Findings whose ids begin with a selected word, or all, less those that begin with an ignored one."""
    chosen, left_out = tuple(word.upper() for word in select), tuple(word.upper() for word in ignore)
    return [
        found
        for found in findings
        if (not chosen or found.rule.startswith(chosen)) and not (left_out and found.rule.startswith(left_out))
    ]


def ignored(finding: Finding, source: str) -> bool:
    """Whether its line says that a finding, or any, is left out."""
    said = IGNORE.search(source)
    words = [word.strip().upper() for word in (said[1] or "").split(",") if word.strip()] if said else []
    return said is not None and (not words or finding.rule in words)
