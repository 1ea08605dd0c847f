"""Findings in a program: a rule, the expression, what is wrong and what to do about it."""

import ast

from advisor.linting.finding import Finding, Severity
from advisor.linting.programs.events import text


def found(rule: str, node: ast.AST, message: str, reason: str, severity: Severity = "warning") -> Finding:
    """A finding at an expression."""
    file, line, column = file_of(node), getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1
    return Finding(rule, severity, text(node), message, reason, file=file, line=line, column=column)


def file_of(node: ast.AST) -> str:
    """The file that a node was read from."""
    return str(getattr(node, "file", ""))
