"""Files that a trainer's script shares with the projects of torch and Keras: how data are read and answers judged."""

import ast
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from advisor.exporting.code import defined, with_imports
from advisor.exporting.editable import with_values
from advisor.exporting.keras import rendering as of_keras
from advisor.exporting.torch import rendering as of_torch
from advisor.exporting.torch.rendering import MARK, reasons_of, rendered, template_environment, version

if TYPE_CHECKING:
    from advisor.exporting.source import Source
    from advisor.exporting.torch.kind import Kind

HOME: Final = "advisor.exporting.trainers"
SHARED: Final = {"data": "data", "model": "model", "scores": "scoring", "optimizer": "optimizing"}  # file: pieces
IMPORTS: Final = {
    "LightningCLI": "from lightning.pytorch.cli import LightningCLI",
    "L": "import lightning as L",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "DataLoader": "from torch.utils.data import DataLoader",
    "NeuralNet": "from skorch import NeuralNet",
    "Checkpoint": "from skorch.callbacks import Checkpoint",
    "EarlyStopping": "from skorch.callbacks import EarlyStopping",
    "GradientNormClipping": "from skorch.callbacks import GradientNormClipping",
    "LRScheduler": "from skorch.callbacks import LRScheduler",
    "predefined_split": "from skorch.helper import predefined_split",
    "Dataset": "from skorch.dataset import Dataset",
}


class Parts(NamedTuple):
    """What a kind of project is made of, before its script is known."""

    kind: "Kind"
    library: Literal["torch", "keras"]
    wanted: tuple[str, ...]
    """The files that the script stands on, of `SHARED`."""


def parts_of(source: "Source", library: Literal["torch", "keras"], *wanted: str) -> Parts:
    """The pieces for the data of a config. Raises `InputError` for what the library's projects do not cover."""
    kinds = (of_torch if library == "torch" else of_keras).KINDS
    return Parts(import_module(kinds[source.problem.data.kind]).kind(source), library, wanted)


def files_of(source: "Source", parts: Parts, script: str, name: str = "train.py", **own: Any) -> dict[str, str]:
    """The script that a template makes, and the shared files with what it uses of them, all with their imports."""
    of_library = ["advisor.exporting.keras"] if parts.library == "keras" else []
    environment = template_environment(HOME, *of_library, "advisor.exporting.torch")
    context = {
        "why": reasons_of(source),
        "version": version(),
        "title": parts.kind.title,
        "notes": parts.kind.notes,
        **parts.kind.context,
        **own,
    }
    texts = {}
    for module in parts.wanted:
        pieces = [piece for piece in parts.kind.pieces if piece.partition("/")[0] == SHARED[module]]
        texts[f"{module}.py"] = with_values(
            rendered(environment, f"{module}.py.j2", context | {"pieces": pieces}), source.value
        )
    texts[name] = with_values(rendered(environment, script, context), source.value)
    texts = used(texts, name)
    known = of_torch.IMPORTS | of_keras.MORE | IMPORTS
    local = dict(of_keras.BACKEND) if parts.library == "keras" else {}
    known = {each: line for each, line in known.items() if each not in local}
    files = {}
    for file, text in texts.items():
        if file != name and not defined(text.replace(MARK, "")):
            continue  # nothing of it is used
        files[file] = with_imports(text, MARK, known, local)
        local |= dict.fromkeys(defined(text.replace(MARK, "")), file.removesuffix(".py"))
    if parts.library == "keras":
        files["backend.py"] = rendered(environment, "backend.py.j2", {})
    return {name: files.pop(name)} | files


def used(texts: dict[str, str], entry: str) -> dict[str, str]:
    """The texts without the functions and classes that nothing uses; what the entry defines stays."""
    while True:
        named = {
            node.id for text in texts.values() for node in ast.walk(ast.parse(text.replace(MARK, "")))
            if isinstance(node, ast.Name)
        }  # fmt: skip
        changed = {name: text if name == entry else _without(text, named) for name, text in texts.items()}
        if changed == texts:
            return texts
        texts = changed


def _without(text: str, named: set[str]) -> str:
    """A module without the definitions at its top that are not named; constants only they used go in a later pass."""
    lines = text.split("\n")
    marked = ["" if line == MARK else line for line in lines]
    for node in reversed(ast.parse("\n".join(marked)).body):
        if _name(node) in named or not _name(node):
            continue
        first, last = _first(node) - 1, node.end_lineno or node.lineno
        while first and lines[first - 1].startswith("#"):
            first -= 1
        del lines[first:last]
    return _spaced(lines)


def _name(node: ast.stmt) -> str:
    """What a definition at the top of a module defines; empty for what is none."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return node.name
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _first(node: ast.stmt) -> int:
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef | ast.ClassDef) else []
    return min([node.lineno, *(each.lineno for each in decorators)])


def _spaced(lines: list[str]) -> str:
    """Lines with no more than two blank ones in a row, and one end of line at the end."""
    kept: list[str] = []
    for line in lines:
        if line or kept[-2:] != ["", ""]:
            kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n"
