"""Pieces of templates put together into the files of a project."""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Diagnostic, InputError, visible
from advisor.exporting.code import call, comment, defined, literal, statement, with_imports
from advisor.exporting.editable import editable_in, files_to_read, setting
from advisor.exporting.project import Project
from advisor.yamlio import write_yaml

if TYPE_CHECKING:
    from jinja2 import Environment

    from advisor.exporting.source import Source
    from advisor.exporting.torch.kind import Kind

# Cells that the profile takes for missing, too.
MISSING: Final = [
    "", "?", ".", "..", "...", "…", "--", "---", "NA", "na", "N/A", "n/a", "NaN", "nan", "-nan", "NULL", "null", "Null",
    "nil", "NIL", "NaT", "<NA>", "#N/A", "#NA", "\\N",
]  # fmt: skip
MARK: Final = "@imports@"
LOCAL: Final = {"setting": "settings"}  # a name that pieces may use, and the file that has it
IMPORTS: Final = {  # names that pieces may use, and what brings them
    "argparse": "import argparse",
    "collections": "import collections",
    "contextlib": "import contextlib",
    "copy": "import copy",
    "functools": "import functools",
    "gzip": "import gzip",
    "hashlib": "import hashlib",
    "io": "import io",
    "itertools": "import itertools",
    "json": "import json",
    "math": "import math",
    "os": "import os",
    "re": "import re",
    "shutil": "import shutil",
    "sys": "import sys",
    "time": "import time",
    "warnings": "import warnings",
    "zipfile": "import zipfile",
    "ThreadPoolExecutor": "from concurrent.futures import ThreadPoolExecutor",
    "Path": "from pathlib import Path",
    "NamedTuple": "from typing import NamedTuple",
    "unicodedata": "import unicodedata",
    "ASTFeatureExtractor": "from transformers import ASTFeatureExtractor",
    "AutoFeatureExtractor": "from transformers import AutoFeatureExtractor",
    "AutoModelForAudioClassification": "from transformers import AutoModelForAudioClassification",
    "AutoConfig": "from transformers import AutoConfig",
    "AutoModel": "from transformers import AutoModel",
    "AutoModelForCausalLM": "from transformers import AutoModelForCausalLM",
    "BitsAndBytesConfig": "from transformers import BitsAndBytesConfig",
    "LoraConfig": "from peft import LoraConfig",
    "get_peft_model": "from peft import get_peft_model",
    "recomputed": "from torch.utils.checkpoint import checkpoint as recomputed",
    "AutoProcessor": "from transformers import AutoProcessor",
    "WhisperFeatureExtractor": "from transformers import WhisperFeatureExtractor",
    "WhisperForConditionalGeneration": "from transformers import WhisperForConditionalGeneration",
    "AutoTokenizer": "from transformers import AutoTokenizer",
    "TruncatedSVD": "from sklearn.decomposition import TruncatedSVD",
    "TfidfVectorizer": "from sklearn.feature_extraction.text import TfidfVectorizer",
    "tokenizers": "import tokenizers",
    "soundfile": "import soundfile",
    "sparse": "from scipy import sparse",
    "resample_poly": "from scipy.signal import resample_poly",
    "f_classif": "from sklearn.feature_selection import f_classif",
    "f_regression": "from sklearn.feature_selection import f_regression",
    "mlflow": "import mlflow",
    "np": "import numpy as np",
    "pd": "import pandas as pd",
    "torch": "import torch",
    "wandb": "import wandb",
    "dist": "from torch import distributed as dist",
    "nn": "from torch import nn",
    "F": "from torch.nn import functional as F",
    "MixedPrecisionPolicy": "from torch.distributed.fsdp import MixedPrecisionPolicy",
    "register_fsdp_forward_method": "from torch.distributed.fsdp import register_fsdp_forward_method",
    "fully_shard": "from torch.distributed.fsdp import fully_shard",
    "init_device_mesh": "from torch.distributed.device_mesh import init_device_mesh",
    **{
        name: f"from torch.distributed.checkpoint.state_dict import {name}"
        for name in (
            "StateDictOptions",
            "get_model_state_dict",
            "get_state_dict",
            "set_model_state_dict",
            "set_optimizer_state_dict",
        )
    },
    "DistributedDataParallel": "from torch.nn.parallel import DistributedDataParallel",
    "AveragedModel": "from torch.optim.swa_utils import AveragedModel",
    "get_ema_avg_fn": "from torch.optim.swa_utils import get_ema_avg_fn",
    "get_ema_multi_avg_fn": "from torch.optim.swa_utils import get_ema_multi_avg_fn",
    "SummaryWriter": "from torch.utils.tensorboard import SummaryWriter",
    "DataLoader": "from torch.utils.data import DataLoader",
    "torchvision": "import torchvision",
    "models": "from torchvision import models",
    "tv_tensors": "from torchvision import tv_tensors",
    "timm": "import timm",
    "COCO": "from pycocotools.coco import COCO",
    "COCOeval": "from pycocotools.cocoeval import COCOeval",
    "RfDetrConfig": "from transformers import RfDetrConfig",
    "RfDetrForObjectDetection": "from transformers import RfDetrForObjectDetection",
    "v2": "from torchvision.transforms import v2",
    "Image": "from PIL import Image",
    "ImageOps": "from PIL import ImageOps",
    "tqdm": "from tqdm import tqdm",
}
REQUIREMENTS: Final = {  # by import; the ranges begin where the code was tested to run and end before the next major
    "torch": "torch>=2.6,<3",
    "numpy": "numpy>=1.26,<3",
    "pandas": "pandas>=2.2,<4",
    "pycocotools": "pycocotools>=2.0.8,<3",
    "timm": "timm>=1.0.15,<2",
    "torchvision": "torchvision>=0.21,<1",
    "transformers": "transformers>=5.20,<6",
    "PIL": "Pillow>=10.4,<14",
    "tqdm": "tqdm>=4.66,<5",
    "tensorboard": "tensorboard>=2.17,<3",
    "wandb": "wandb>=0.18,<1",
    "yaml": "PyYAML>=6,<7",
    "mlflow": "mlflow>=2.16,<4",
    "sklearn": "scikit-learn>=1.5,<2",
    "tokenizers": "tokenizers>=0.22,<1",
    "soundfile": "soundfile>=0.12,<1",
    "scipy": "scipy>=1.11,<2",
    "peft": "peft>=0.17,<1",
}
MUON: Final = "torch>=2.9,<3"  # the first release that has torch.optim.Muon

MODULES: Final = {  # the files, each of which may use those before it, and the folders whose pieces it holds
    "data": ("data",),
    "model": ("model",),
    "linear": ("linear",),  # where a linear model stands beside
    "statistical": ("statistical",),  # where a statistical forecast does
    "devices": ("devices",),  # where several learn together
    "scores": ("scoring",),  # where loss and scores are those of most kinds
    "optimizer": ("optimizing",),
    "safeguards": ("safeguarding",),
    "train": ("training",),
    "predict": (),
}
TOGETHER: Final = {"processes": "parallel", "sharding": "sharded"}
KINDS: Final = {  # by kind of data, the module whose `kind(source)` says which pieces make its train.py
    "image": "advisor.exporting.torch.image",
    "table": "advisor.exporting.torch.table",
    "series": "advisor.exporting.torch.series",
    "sequence": "advisor.exporting.torch.sequence",
    "text": "advisor.exporting.torch.text",
    "audio": "advisor.exporting.torch.sound",
}


def export(source: "Source") -> Project:
    """The project for a config. Raises `InputError` for kinds of data and families that are not covered."""
    data = source.problem.data.kind
    if data not in KINDS:
        raise InputError(
            Diagnostic(f"the target torch does not cover data of kind {data} yet", field="problem.data.kind")
        )
    kind: Kind = import_module(KINDS[data]).kind(source)
    environment = template_environment("advisor.exporting.torch")
    context = {
        "pieces": [*kind.pieces, *_together(kind.context)],
        "title": kind.title,
        "version": version(),
        "notes": kind.notes,
        "usage": kind.usage,
        "why": reasons_of(source),
        **kind.context,
    }
    code = modules(environment, context, IMPORTS, LOCAL)
    editable = editable_in(code)
    code |= files_to_read(editable, "torch", source.document)
    files = {
        **code,
        "config.yaml": write_yaml(source.document),
        "requirements.txt": requirements_of(code, kind.requirements),
        "README.md": rendered(environment, "README.md.j2", context | {"code": code, "editable": editable}),
        **kind.files,
    }
    return Project(files, kind.notes)


def _together(context: dict[str, Any]) -> list[str]:
    """The pieces for processes that learn together."""
    return [f"devices/{name}.py.j2" for name, needed in TOGETHER.items() if context["parallel"] and context[needed]]


def modules(
    environment: "Environment", context: dict[str, Any], known: dict[str, str], local: dict[str, str]
) -> dict[str, str]:
    """The Python files of a project: each piece in the one of its folder, and imports between them.

    Names that a piece uses are imported: `known` ones by these lines, `local` ones from these files of the project.
    """
    files: dict[str, str] = {}
    local = dict(local)
    for name, folders in MODULES.items():
        pieces = [piece for piece in context["pieces"] if piece.partition("/")[0] in folders]
        if folders and not pieces:
            continue
        code = rendered(environment, f"{name}.py.j2", context | {"pieces": pieces})
        files[f"{name}.py"] = with_imports(code, MARK, known, local)
        local |= dict.fromkeys(defined(code.replace(MARK, "")), name)
    return files


def version() -> str:
    """The version that writes the project."""
    from advisor.versions import __version__

    return __version__


def reasons_of(source: "Source") -> Callable[..., str]:
    """What gives the reason for a choice as a comment, which templates call `why`."""

    def why(path: str, margin: int = 0) -> str:
        return comment(source.reason(path) or "as the config has it", margin)

    return why


@cache
def template_environment(*packages: str) -> "Environment":
    """The environment for the templates of these packages, the first that has one; it keeps what it has compiled."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package) for package in packages]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.globals.update(py=literal, statement=statement, call=call, setting=setting, missing_cells=MISSING)
    environment.filters["markup"] = _markup
    return environment


def _markup(value: Any) -> str:
    """A value as Markdown shows it; what a data file says in it stays text."""
    if isinstance(value, dict) and "low" in value:
        return f"{value['low']:g} to {value['high']:g}" + (", on a log scale" if value.get("log") else "")
    if isinstance(value, dict):
        return " ".join(f"{_markup(name)} {_markup(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(f"({_markup(each)})" if isinstance(each, list) else _markup(each) for each in value)
    text = f"{value:g}" if isinstance(value, float) else visible(str(value))
    return re.sub(r"([\\`*_{}\[\]<>#|])", r"\\\1", text)


def rendered(environment: "Environment", name: str, context: dict[str, Any]) -> str:
    """A template's text, with blank lines as Python has them: two between definitions at most, one at the end."""
    text = environment.get_template(name).render(context)
    lines: list[str] = []
    blank = 0
    for line in text.split("\n"):
        stripped = line.rstrip()
        if not stripped:
            blank += 1
            continue
        most = 2 if line[:1] not in (" ", ")", "]", "}") else 1
        lines += [""] * (min(blank, most) if lines else 0)
        lines.append(stripped)
        blank = 0
    return "\n".join(lines) + "\n"


def requirements_of(modules: dict[str, str], more: list[str]) -> str:
    """The packages that the project imports, by range."""
    code = "\n".join(modules.values())
    used = {line.split()[1].partition(".")[0] for line in code.split("\n") if line.startswith(("import ", "from "))}
    if "torch.utils.tensorboard" in code:
        used.add("tensorboard")
    lines = [
        MUON if name == "torch" and "torch.optim.Muon" in code else text
        for name, text in REQUIREMENTS.items()
        if name in used
    ]
    return "\n".join([*lines, *more]) + "\n"
