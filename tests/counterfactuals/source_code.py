"""Constants read off the source of a package, so that nothing heavy is imported."""

import ast
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any


def installed(package: str) -> bool:
    """Whether a package is installed, by its name on the package index."""
    try:
        return bool(version(package))
    except PackageNotFoundError:
        return False


def file_of(path: str) -> Path | None:
    """A file of an installed package by its path below where packages are, or None where it is not installed."""
    return next((file for place in sys.path if (file := Path(place) / path).is_file()), None)


def constant(file: Path, at: str) -> Any:
    """The value at a dotted path: classes and functions, then a parameter's default or what is assigned, then a key."""
    tree: ast.AST = ast.parse(file.read_text(encoding="utf-8"))
    parts = at.split(".")
    while parts and (inner := _scope(tree, parts[0])) is not None:
        tree = inner
        parts = parts[1:]
    value = _default(tree, parts[0])
    key = ".".join(parts[1:])  # may hold dots itself
    return _literal(_entry(value, key) if key else value)


def _scope(tree: ast.AST, name: str) -> ast.AST | None:
    scopes = (ast.ClassDef, ast.FunctionDef)
    return next((node for node in ast.walk(tree) if isinstance(node, scopes) and node.name == name), None)


def _default(tree: ast.AST, name: str) -> ast.expr:
    if isinstance(tree, ast.FunctionDef):
        arguments = tree.args
        positional = [*arguments.posonlyargs, *arguments.args]
        pairs = [
            *zip(reversed(positional), reversed(arguments.defaults), strict=False),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        for argument, default in pairs:
            if argument.arg == name and default is not None:
                return default
    for node in ast.walk(tree):
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        for target in targets:
            if (getattr(target, "id", None) == name or getattr(target, "attr", None) == name) and node.value:  # type: ignore[attr-defined]
                found: ast.expr = node.value  # type: ignore[attr-defined]
                return found
    raise LookupError(f"there is no {name}")


def _entry(value: ast.expr, key: str) -> ast.expr:
    if isinstance(value, ast.Dict):
        for name, entry in zip(value.keys, value.values, strict=True):
            if isinstance(name, ast.Constant) and name.value == key:
                return entry
    if isinstance(value, ast.Call):
        for keyword in value.keywords:
            if keyword.arg == key:
                return keyword.value
    raise LookupError(f"there is no {key}")


def _literal(value: ast.expr) -> Any:
    """A literal; of a dataclass field its default; a list times a number."""
    if isinstance(value, ast.Call):
        return _literal(_entry(value, "default"))
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult):
        return _literal(value.left) * _literal(value.right)
    found = ast.literal_eval(value)
    return list(found) if isinstance(found, tuple) else found
