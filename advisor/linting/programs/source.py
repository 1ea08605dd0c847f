"""A program's text as a tree: a script or the cells of a notebook, read and never run."""

import ast
import json
import warnings
from pathlib import Path
from typing import Any, Final

from advisor.bounded import read_path
from advisor.errors import Diagnostic, InputError

SUFFIXES: Final = (".py", ".ipynb")
MOST: Final = 4 * 2**20  # bytes of a program
MAGIC: Final = ("%", "!", "?")  # what begins a line that Jupyter alone understands


def is_program(target: str) -> bool:
    """Whether a file is one, by its name."""
    return target.endswith(SUFFIXES) and Path(target).is_file()


def read_program(path: str) -> ast.Module:
    """The tree of a script or a notebook. Raises InputError where it cannot be read."""
    try:
        text = read_path(path, MOST).decode("utf-8-sig", errors="replace")
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be read: {error.strerror or error}", path)) from None
    if path.endswith(".ipynb"):
        text = _cells(text, path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        line = text.splitlines()[error.lineno - 1] if error.lineno and error.lineno <= text.count("\n") + 1 else None
        said = f"is no program of Python 3: {error.msg}"
        raise InputError(Diagnostic(said, path, error.lineno, error.offset, source_line=line)) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise InputError(Diagnostic(f"is no program of Python 3: {error or 'it is nested too deeply'}", path)) from None


def _cells(text: str, path: str) -> str:
    """The code of a notebook, cell after cell, without the lines that Jupyter alone understands."""
    try:
        document: Any = json.loads(text)
        cells = [cell["source"] for cell in document["cells"] if cell.get("cell_type") == "code"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InputError(Diagnostic("is no notebook of Jupyter", path)) from None
    sources = ["".join(map(str, cell)) if isinstance(cell, list) else str(cell) for cell in cells]
    return "\n".join(map(_plain, sources)) + "\n"


def _plain(cell: str) -> str:
    """A cell with its magic lines left blank; one that is not Python is left out."""
    if cell.lstrip().startswith("%%"):
        return ""
    lines = []
    for line in cell.splitlines():
        words = line.lstrip()
        blank = line[: len(line) - len(words)] + "pass" if words.startswith(MAGIC) or words.endswith("?") else line
        lines.append(blank)
    return "\n".join(lines)
