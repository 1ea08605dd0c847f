"""A program's text as a tree: a script or the cells of a notebook, read and never run."""

import ast
import json
import re
import warnings
from pathlib import Path
from typing import Any, Final, NamedTuple

from advisor.bounded import read_path
from advisor.errors import Diagnostic, InputError

SUFFIXES: Final = (".py", ".ipynb")
MOST: Final = 4 * 2**20  # bytes of a program
MAGIC: Final = re.compile(r"\s*(%|!|\?|[\w, ]+=\s*[!%]|.*\?\s*$)")  # a line that Jupyter alone understands


def is_program(target: str) -> bool:
    """Whether a file is one, by its name."""
    return target.endswith(SUFFIXES) and Path(target).is_file()


class Program(NamedTuple):
    """A tree, and the lines at which the cells of a notebook begin; none for a script."""

    tree: ast.Module
    cells: list[int]


def read_program(path: str) -> Program:
    """A script or a notebook. Raises InputError where it cannot be read."""
    try:
        text = read_path(path, MOST).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be read: {error.strerror or error}", path)) from None
    cells = [_plain(cell) for cell in _cells(text, path)] if path.endswith(".ipynb") else []
    starts = [1 + sum(cell.count("\n") + 1 for cell in cells[:at]) for at in range(len(cells))]
    return Program(_tree("\n".join(cells) if cells else text, path), starts)


def _tree(text: str, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        lines = text.split("\n")
        line = lines[error.lineno - 1] if error.lineno and error.lineno <= len(lines) else None
        said = f"is no program of Python 3: {error.msg}"
        raise InputError(Diagnostic(said, path, error.lineno, error.offset, source_line=line)) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(Diagnostic(f"is no program of Python 3: {error or 'it is nested too deeply'}", path)) from None


def _cells(text: str, path: str) -> list[str]:
    """The code of a notebook."""
    try:
        document: Any = json.loads(text)
        cells = [cell["source"] for cell in document["cells"] if cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(Diagnostic("is no notebook of Jupyter", path)) from None
    return ["".join(map(str, cell)) if isinstance(cell, list) else str(cell) for cell in cells] or [""]


def _plain(cell: str) -> str:
    """A cell without the lines that Jupyter alone understands; one that is still no Python is left blank."""
    lines = [line if not MAGIC.match(line) else "pass".rjust(len(line) - len(line.lstrip()) + 4) for line in cell.split("\n")]
    plain = "\n".join(lines)
    try:
        _tree(plain, "")
    except InputError:
        return "\n" * cell.count("\n")
    return plain
