"""A program as a tree: a script or the cells of a notebook, with what it imports from its own folder; never run."""

import ast
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from advisor.bounded import read_path
from advisor.errors import Diagnostic, InputError

SUFFIXES: Final = (".py", ".ipynb")
MOST: Final = 4 * 2**20  # bytes of a program
FILES: Final = 40  # files that a program's imports are followed into
MAGIC: Final = re.compile(r"\s*(%%?[A-Za-z]|!|\?|[\w, ]+=\s*[!%]|.*\?\s*$)")  # a line that Jupyter alone understands


class Program(NamedTuple):
    """A tree, the lines at which a notebook's cells begin, and the texts of all files by name."""

    tree: ast.Module
    cells: list[int]
    texts: dict[str, str]


def is_program(target: str) -> bool:
    """Whether a file is one, by its name."""
    return target.endswith(SUFFIXES) and Path(target).is_file()


def read_program(path: str) -> Program:
    """A script or a notebook, with the definitions of its own folder that it imports. Raises InputError."""
    try:
        text = _text(path)
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be read: {error.strerror or error}", path)) from None
    cells = [_plain(cell) for cell in _cells(text, path)] if path.endswith(".ipynb") else []
    starts = [1 + sum(cell.count("\n") + 1 for cell in cells[:at]) for at in range(len(cells))]
    text = "\n".join(cells) if cells else text
    tree, texts = _tree(text, path), {path: text}
    _mark(tree.body, path)
    tree.body = [*_imported(tree, Path(path), texts), *tree.body]
    return Program(tree, starts, texts)


def line_of(program: Program, file: str, line: int) -> str:
    """The text of a line of one of the files."""
    lines = program.texts[file].split("\n")
    return lines[line - 1] if 0 < line <= len(lines) else ""


def _text(path: str | Path) -> str:
    return read_path(path, MOST).decode("utf-8-sig", errors="replace")


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
        why = str(error) or "it is nested too deeply"
        raise InputError(Diagnostic(f"is no program of Python 3: {why}", path)) from None


# Imports --------------------------------------------------------------------------------------------------------


def _imported(tree: ast.Module, path: Path, texts: dict[str, str]) -> list[ast.stmt]:
    """Functions and classes of the files that a program imports from its folder, and what those import."""
    taken = {node.name for node in tree.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    found: list[ast.stmt] = []
    open_: list[tuple[Path, ast.Module]] = [(path, tree)]
    for importer, read in open_:
        for file in _files(read, importer, path.parent):
            if str(file) in texts or len(texts) > FILES:
                continue
            try:
                texts[str(file)] = _text(file)
                inside = _tree(texts[str(file)], str(file))
            except (OSError, ValueError, InputError):
                continue
            kept: list[ast.stmt] = [
                node
                for node in inside.body
                if isinstance(node, ast.Import | ast.ImportFrom)
                or (isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name not in taken)
            ]
            taken |= {node.name for node in kept if isinstance(node, ast.ClassDef | ast.FunctionDef)}
            _mark(kept, str(file))
            found += kept
            open_.append((file, inside))
    return found


def _files(tree: ast.Module, importer: Path, root: Path) -> Iterator[Path]:
    """The files below a folder that the imports of a file name."""
    for node in ast.walk(tree):
        names = [each.name for each in node.names] if isinstance(node, ast.Import | ast.ImportFrom) else []
        if isinstance(node, ast.ImportFrom):
            base = importer.parent if node.level else root
            for _ in range(node.level - 1):
                base = base.parent
            within = base.joinpath(*(node.module or "").split("."))
            yield from _of_module(within)
            for name in names:
                yield from _of_module(within / name)
        elif isinstance(node, ast.Import):
            for name in names:
                yield from _of_module(root.joinpath(*name.split(".")))


def _of_module(place: Path) -> Iterator[Path]:
    for file in (place.with_name(f"{place.name}.py"), place / "__init__.py") if place.name else ():
        if file.is_file():
            yield file


def _mark(nodes: list[ast.stmt], path: str) -> None:
    """Note in each node of which file it is."""
    for each in nodes:
        for node in ast.walk(each):
            node.file = path  # type: ignore[attr-defined]


# Notebooks ------------------------------------------------------------------------------------------------------


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
    lines = [
        line if not MAGIC.match(line) else line[: len(line) - len(line.lstrip())] + "pass" for line in cell.split("\n")
    ]
    for text in (cell, "\n".join(lines)):
        try:
            _tree(text, "")
        except InputError:
            continue
        return text
    return "\n" * cell.count("\n")
