"""Generated Python: literals that nothing in a data file can break out of, comments, and the imports that are used."""

import ast
from collections.abc import Mapping
from functools import lru_cache
from textwrap import wrap
from typing import Any, Final, NamedTuple

from advisor.errors import visible

WIDTH: Final = 118  # columns of a generated line


def literal(value: Any, margin: int = 0) -> str:
    """A Python literal of plain data; a long dict has a line for each entry, a long list as few as it fills.

    >>> print(literal(["a", 'b"', 1e-3, None]))
    ["a", 'b"', 0.001, None]
    """
    text = _literal(value)
    if len(text) + margin + 12 <= WIDTH or not isinstance(value, list | dict):
        return text
    if isinstance(value, dict):
        lines = [f"{_pair(key, item, margin)}," for key, item in value.items()]
    else:
        lines = wrapped([f"{_literal(item)}," for item in value], WIDTH - 4 - margin)
    opening, closing = ("{", "}") if isinstance(value, dict) else ("[", "]")
    space = " " * margin
    return f"{opening}\n" + "\n".join(f"{space}    {each}" for each in lines) + f"\n{space}{closing}"


def wrapped(words: list[str], width: int) -> list[str]:
    """Words in lines of this many columns; a longer one has a line of its own."""
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def statement(name: str, value: Any, remark: str = "") -> str:
    """A name for plain data, and a remark on it; a formatter leaves the lines that a long list fills as they are.

    >>> print(statement("KINDS", [".jpg", ".png"], "of files"))
    KINDS = [".jpg", ".png"]  # of files
    """
    text = literal(value)
    remarks = ["fmt: skip"] * (isinstance(value, list) and "\n" in text) + [remark] * bool(remark)
    return f"{name} = {text}" + "".join(f"  # {each}" for each in remarks)


def call(head: str, arguments: list[str], margin: int = 0, tail: str = "") -> str:
    """A call in one line, or with its arguments in one line of their own, or with a line for each, whichever fits.

    >>> print(call("x = f", ["a", "b"]))
    x = f(a, b)
    """
    inner, space = ", ".join(arguments), " " * margin
    if len(head) + len(inner) + len(tail) + margin <= WIDTH:
        return f"{head}({inner}){tail}"
    lines = [inner] if len(inner) + 4 + margin <= WIDTH + 2 else [f"{each}," for each in arguments]
    return f"{head}(\n" + "".join(f"{space}    {line}\n" for line in lines) + f"{space}){tail}"


def _pair(key: Any, value: Any, margin: int) -> str:
    """An entry of a dict; a text too long for a line goes over several in brackets."""
    line = f"{_literal(key)}: {_literal(value)}"
    if len(line) + margin + 5 <= WIDTH + 2 or not isinstance(value, str):
        return line
    options: dict[str, Any] = {"drop_whitespace": False, "replace_whitespace": False, "expand_tabs": False}
    pieces = wrap(value, WIDTH - margin - 12, break_on_hyphens=False, **options)
    space = " " * margin
    return (
        f"{_literal(key)}: (\n" + "".join(f"{space}        {_literal(piece)}\n" for piece in pieces) + f"{space}    )"
    )


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


class _Names(NamedTuple):
    """Names of a module: what it defines at its top, in order, what stands anywhere in it, and what is assigned."""

    defined: tuple[str, ...]
    used: frozenset[str]
    stored: frozenset[str]


@lru_cache(maxsize=64)  # a project has eight modules, of which most are those of the one before: tuning writes many
def _names(code: str) -> _Names:
    tree = ast.parse(code)
    defined: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.append(node.name)
        elif isinstance(node, ast.Assign):
            defined += [name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    stored = frozenset(name.id for name in names if isinstance(name.ctx, ast.Store))
    return _Names(tuple(defined), frozenset(name.id for name in names), stored)


def defined(code: str) -> tuple[str, ...]:
    """Names that a module defines at its top: constants, functions and classes."""
    return _names(code).defined


def with_imports(code: str, mark: str, known: Mapping[str, str], local: Mapping[str, str] | None = None) -> str:
    """The code with the imports of those known names that it uses, in the place of the mark.

    Standard library first, then packages, then `local` names, given by their module: each group sorted as ruff does.
    """
    names = _names(code.replace(mark, ""))
    used = names.used.difference(names.defined)
    lines = _merged({known[name] for name in (used - names.stored) & known.keys()})
    modules = {local[name] for name in used & local.keys()} if local else set()
    ours = [_from(module, [n for n in used if (local or {}).get(n) == module]) for module in sorted(modules)]
    groups = [line for line in lines if not _outside(line)], [line for line in lines if _outside(line)], ours
    before, _, after = code.partition(mark)
    head = before + "\n\n".join("\n".join(group) for group in groups if group)
    after = after.lstrip("\n")
    return head + "\n" * (3 if after.startswith(("def ", "class ", "@")) else 2) + after


def _from(module: str, names: list[str]) -> str:
    """An import of names: constants first, then classes, then functions, and a line for each where one is too long."""
    names.sort(key=lambda name: (0 if name.isupper() else 1 if name[0].isupper() else 2, name))
    line = f"from {module} import {', '.join(names)}"
    return line if len(line) <= WIDTH + 2 else f"from {module} import (\n" + "".join(f"    {n},\n" for n in names) + ")"


def _outside(line: str) -> bool:
    from sys import stdlib_module_names

    return line.split()[1].partition(".")[0] not in stdlib_module_names


def _merged(lines: set[str]) -> list[str]:
    """`import x` before `from x import y`, each by name, and one line for what comes from one module."""
    plain = sorted(line for line in lines if line.startswith("import ") or " as " in line)
    modules: dict[str, list[str]] = {}
    for line in lines.difference(plain):
        module, _, name = line.removeprefix("from ").partition(" import ")
        modules.setdefault(module, []).append(name)
    return sorted([*plain, *(_from(module, names) for module, names in modules.items())], key=_place)


def _place(line: str) -> tuple[bool, str, str]:
    return line.startswith("from "), line.split()[1].lower(), line
