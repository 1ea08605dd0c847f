"""Small questions to the nodes of a program's tree: names, arguments, numbers, what a statement gives."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef
Block = Function | ast.Module


class Item(NamedTuple):
    """One of the values that an expression gives; of a loop, what it goes over."""

    value: ast.expr
    at: int
    looped: bool = False


def parameters(function: Function) -> list[str]:
    """The names of a function's parameters."""
    args = function.args
    return [each.arg for each in (*args.posonlyargs, *args.args, *args.kwonlyargs)]


def place_of(node: ast.AST) -> tuple[int, int]:
    """The line and column of a node, also of a loop inside an expression, which has none itself."""
    at: ast.AST = node.target if isinstance(node, ast.comprehension) else node
    return getattr(at, "lineno", 0), getattr(at, "col_offset", 0)


def own(node: ast.AST) -> str:
    """`self.name` for an attribute of the object itself; empty for anything else."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
        return f"self.{node.attr}"
    return ""


def word(call: ast.Call, name: str, at: int | None = None) -> ast.expr | None:
    """What a call is given by name, or at a place."""
    for each in call.keywords:
        if each.arg == name:
            return each.value
    return call.args[at] if at is not None and at < len(call.args) else None


def number(node: ast.AST | None) -> float | None:
    """The value of a written number, also of a negative one."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = number(node.operand)
        return -inner if inner is not None else None
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return float(node.value)
    return None


def given_by(node: ast.AST) -> Iterator[tuple[ast.AST, "ast.expr | Item"]]:
    """The targets of a statement, each with its value."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, ast.AugAssign):
        yield node.target, Item(node.value, -1)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.comprehension):
        yield node.target, Item(node.iter, -1, True)
    elif isinstance(node, ast.With | ast.AsyncWith):
        for each in node.items:
            if each.optional_vars is not None:
                yield each.optional_vars, Item(each.context_expr, 0)
