"""Templates put together into the files of a Keras project; those for data are shared with the PyTorch projects."""

from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Complaint, InputError
from advisor.exporting.keras import table
from advisor.exporting.project import Project
from advisor.exporting.torch.rendering import IMPORTS, modules, rendered, template_environment, version
from advisor.yamlio import write_yaml

if TYPE_CHECKING:
    from advisor.exporting.source import Source

MORE: Final = {
    "contextlib": "import contextlib",
    "NormalDist": "from statistics import NormalDist",
}
LOCAL: Final = {"keras": "backend", "ops": "backend"}
REQUIREMENTS: Final = "keras>=3.9,<4\njax>=0.5,<1\nnumpy>=1.26,<3\npandas>=2.2,<4\n"
PIECES: Final = [
    "data/table.py.j2",
    "data/target.py.j2",
    "data/split.py.j2",
    "model/network.py.j2",
    *(f"training/{name}.py.j2" for name in ("loss", "judging", "optimizer", "loop", "main")),
]


def export(source: "Source") -> Project:
    """The project for a config of a table. Raises `InputError` for what is not covered."""
    data = source.problem.data.kind
    if data != "table":
        raise InputError(Complaint(f"the target keras does not cover data of kind {data}", field="problem.data.kind"))
    kind = table.kind(source)
    context: dict[str, Any] = {
        "pieces": PIECES, "title": kind.title, "version": version(), "notes": kind.notes, **kind.context,
    }  # fmt: skip
    environment = template_environment(source, "advisor.exporting.keras", "advisor.exporting.torch")
    files = {
        **modules(environment, context, IMPORTS | MORE, LOCAL),
        "backend.py": rendered(environment, "backend.py.j2", {}),
        "config.yaml": write_yaml(source.document),
        "requirements.txt": REQUIREMENTS,
        "README.md": rendered(environment, "README.md.j2", context),
        **kind.files,
    }
    return Project(files, kind.notes)
