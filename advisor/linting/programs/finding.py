"""Findings in a program: a rule, the expression, what is wrong and what to do about it."""

import ast

from advisor.linting.finding import Finding, Severity
from advisor.linting.programs.events import text


def found(rule: str, node: ast.AST, message: str, reason: str, severity: Severity = "warning") -> Finding:
    """A finding at an expression."""
    line, column = getattr(node, "lineno", 0), getattr(node, "col_offset", -1) + 1
    return Finding(rule, severity, text(node), message, reason, line=line, column=column)
