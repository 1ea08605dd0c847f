"""Generated Python: literals that nothing in a data file can break out of, comments, and the imports that are used."""

import ast
from collections.abc import Mapping
from textwrap import wrap
from typing import Any, Final

from advisor.errors import visible

WIDTH: Final = 118  # columns of a generated line


def literal(value: Any, margin: int = 0) -> str:
    """A Python literal of plain data, wrapped over lines where it is long.

    >>> print(literal(["a", 'b"', 1e-3, None]))
    ["a", 'b"', 0.001, None]
    """
    text = _literal(value)
    if len(text) + margin + 12 <= WIDTH or not isinstance(value, list | dict):
        return text
    items = (
        [f"{_literal(key)}: {_literal(item)}" for key, item in value.items()]
        if isinstance(value, dict)
        else [_literal(item) for item in value]
    )
    lines, line = [], ""
    for item in items:
        if line and len(line) + len(item) + 2 > WIDTH - 4 - margin:
            lines.append(line)
            line = ""
        line += f"{' ' if line else ''}{item},"
    lines.append(line)
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    space = " " * margin
    return f"{opening}\n" + "\n".join(f"{space}    {each}" for each in lines) + f"\n{space}{closing}"


def _literal(value: Any) -> str:
    if isinstance(value, str):
        text = repr(value)
        return f'"{text[1:-1]}"' if text[0] == "'" and '"' not in text and "\\'" not in text else text
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_literal, value)) + ("," if len(value) == 1 else "") + ")"
    if isinstance(value, list):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return repr(value)


def comment(text: str, margin: int = 0) -> str:
    """A sentence as comment lines; the first one is not indented, as a template has done that already.

    >>> comment("because", 4)
    '# because'
    """
    lines = wrap(visible(text), WIDTH - margin - 2, break_on_hyphens=False)
    return f"\n{' ' * margin}".join(f"# {line}" for line in lines)


def with_imports(code: str, mark: str, known: Mapping[str, str]) -> str:
    """The code with the imports of those known names that it uses, in the place of the mark.

    Standard library first, then a blank line, then the rest, each sorted as ruff sorts them.
    """
    tree = ast.parse(code.replace(mark, ""))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = sorted({known[name] for name in used & known.keys()}, key=_place)
    standard = [line for line in lines if not _outside(line)]
    others = [line for line in lines if _outside(line)]
    return code.replace(mark, "\n\n".join("\n".join(group) for group in (standard, others) if group))


def _outside(line: str) -> bool:
    from sys import stdlib_module_names

    return line.split()[1].partition(".")[0] not in stdlib_module_names


def _place(line: str) -> tuple[bool, str]:
    """`import x` before `from x import`, each by name."""
    return line.startswith("from "), line.split()[1].lower()
