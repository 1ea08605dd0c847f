"""Templates put together into the files of a Keras project; those for data are shared with the PyTorch projects."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Diagnostic, InputError
from advisor.exporting.editable import editable_in, files_to_read
from advisor.exporting.project import Project
from advisor.exporting.torch.rendering import (
    IMPORTS,
    LOCAL,
    modules,
    reasons_of,
    rendered,
    requirements_of,
    template_environment,
    version,
)
from advisor.yamlio import write_yaml

if TYPE_CHECKING:
    from advisor.exporting.source import Source
    from advisor.exporting.torch.kind import Kind

MORE: Final = {
    "contextlib": "import contextlib",
    "NormalDist": "from statistics import NormalDist",
    "csr_array": "from scipy.sparse import csr_array",
    "ImageEnhance": "from PIL import ImageEnhance",
    "hstack": "from scipy.sparse import hstack",
    "importlib": "import importlib",
    "minimize": "from scipy.optimize import minimize",
}
BACKEND: Final = {"keras": "backend", "ops": "backend"}
REQUIREMENTS: Final = "keras>=3.10,<4\njax>=0.5,<1\n"
KINDS: Final = {  # by kind of data, the module whose `kind(source)` says which pieces make its project
    "image": "advisor.exporting.keras.image",
    "table": "advisor.exporting.keras.table",
    "series": "advisor.exporting.keras.steps",
    "sequence": "advisor.exporting.keras.steps",
    "text": "advisor.exporting.keras.text",
    "audio": "advisor.exporting.keras.sound",
}


def export(source: "Source") -> Project:
    """The project for a config. Raises `InputError` for kinds of data and families that are not covered."""
    data = source.problem.data.kind
    if data not in KINDS:
        raise InputError(Diagnostic(f"the target keras does not cover data of kind {data}", field="problem.data.kind"))
    kind: Kind = import_module(KINDS[data]).kind(source)
    context: dict[str, Any] = {
        "pieces": [
            *kind.pieces,
            *["model/precision.py.j2"] * kind.context["autocast"],
            *["safeguarding/progress.py.j2"] * kind.context["standard"],
        ],
        "title": kind.title,
        "version": version(),
        "notes": kind.notes,
        "usage": kind.usage,
        "why": reasons_of(source),
        **kind.context,
    }
    environment = template_environment("advisor.exporting.keras", "advisor.exporting.torch")
    code = modules(environment, context, IMPORTS | MORE, BACKEND | LOCAL)
    editable = editable_in(code)
    code |= files_to_read(editable, "keras", source.document)
    files = {
        **code,
        "backend.py": rendered(environment, "backend.py.j2", {}),
        "config.yaml": write_yaml(source.document),
        "requirements.txt": REQUIREMENTS + requirements_of(code, []),
        "README.md": rendered(environment, "README.md.j2", context | {"editable": editable}),
        **kind.files,
    }
    return Project(files, kind.notes)
