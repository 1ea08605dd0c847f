"""Findings as text, JSON, SARIF 2.1.0 and GitHub annotations."""

from collections.abc import Sequence
from typing import Any, Final

from advisor.errors import visible
from advisor.linting.finding import Finding
from advisor.versions import __version__

LEVELS: Final = {"error": "error", "warning": "warning", "note": "note"}
GITHUB: Final = {"error": "error", "warning": "warning", "note": "notice"}


def as_text(findings: Sequence[Finding]) -> str:
    """A finding a line, with its place, and its fix below."""
    lines = []
    for found in findings:
        lines.append(
            f"{visible(place(found))}: {found.severity}: {visible(found.path)}: {visible(found.message)} [{found.rule}]"
        )
        if found.fix:
            lines.append("    fix: " + ", ".join(f"{path} = {value}" for path, value in found.fix.items()))
    return "".join(line + "\n" for line in lines)


def place(found: Finding) -> str:
    """Where it is, as editors read it."""
    return f"{found.file}:{found.line}:{found.column}" if found.file and found.line else found.file


def as_data(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as plain data."""
    from msgspec import to_builtins

    data: list[dict[str, Any]] = to_builtins(findings)
    return data


def as_github(findings: Sequence[Finding]) -> str:
    """Findings as GitHub shows them beside a change."""
    return "".join(
        f"::{GITHUB[found.severity]} file={_property(found.file)},line={max(found.line, 1)},col={max(found.column, 1)},"
        f"title={_property(found.rule)}::{_escaped(f'{found.path}: {found.message}')}\n"
        for found in findings
    )


def _escaped(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


def as_sarif(findings: Sequence[Finding]) -> dict[str, Any]:
    """Findings as SARIF, which code hosts and editors read."""
    rules = {found.rule: found for found in findings}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "advisor",
                        "version": __version__,
                        "rules": [
                            {"id": rule, "shortDescription": {"text": found.reason or rule}}
                            for rule, found in rules.items()
                        ],
                    }
                },
                "results": [_result(found) for found in findings],
            }
        ],
    }


def _result(found: Finding) -> dict[str, Any]:
    region = {"startLine": max(found.line, 1), "startColumn": max(found.column, 1)}
    uri = found.file.replace("\\", "/")
    return {
        "ruleId": found.rule,
        "level": LEVELS[found.severity],
        "message": {"text": f"{found.path}: {found.message}"},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }
