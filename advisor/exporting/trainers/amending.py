"""A config of another trainer with what is advised in place of what it says: only those keys change, comments stay."""

import json
from collections.abc import Mapping
from importlib.util import find_spec
from io import StringIO
from typing import Any, Final, NamedTuple

from advisor.errors import Diagnostic, InputError
from advisor.exporting.source import Source
from advisor.exporting.targets import export
from advisor.exporting.trainers.mapping import Table, applies, reason_of
from advisor.exporting.trainers.registry import TRAINERS
from advisor.exporting.trainers.timm import NAMES
from advisor.linting.trainers import recognised
from advisor.linting.trainers.known import Trainer, at
from advisor.linting.trainers.recipe import LANGUAGE, Recipe
from advisor.networks.catalogue import backbones
from advisor.recommending import Recommendation
from advisor.yamlio import Document, read_document

KEPT: Final = ("model.family", "model.backbone.name", "model.backbone.weights", "model.backbone.trainable")  # pinned
PLACES: Final = ("data", "data_dir", "dataset", "datasets", "output_dir", "device")  # of a machine, not of advice
LENGTHS: Final = ("cutoff_len", "max_length", "max_seq_length")  # tokens of an example
TASKS: Final = {"detect": "detection", "classify": "multiclass"}  # words of Ultralytics


class Change(NamedTuple):
    """A key, what the file says, what is advised (None: the file does not set it), and why."""

    key: str
    theirs: Any
    advised: Any
    reason: str


class Amended(NamedTuple):
    """The file as it would be, what is changed in it, and what is advised for keys that it leaves to defaults."""

    text: str
    changes: list[Change]
    unset: list[Change]


def trainer_of(document: Document) -> Trainer:
    """The trainer of a config. Raises `InputError` where it is of none that is written for."""
    found = recognised(document.data)
    if found is None or found.key not in {each.key for each in TRAINERS.values()}:
        hint = f"configs of {', '.join(TRAINERS)} are taken"
        raise InputError(Diagnostic("is a config of no trainer that is written for", document.name, hint=hint))
    return found


def facts_of(document: Document) -> dict[str, Any]:
    """Facts that follow from the trainer and from what its config says."""
    found, data = trainer_of(document), document.data
    if found.key in LANGUAGE and found.key != "hugging-face":
        lengths = [data[key] for key in LENGTHS if isinstance(data.get(key), int)]
        return {"task": "language-modeling"} | ({"sequence_length": lengths[0]} if lengths else {})
    if found.key == "ultralytics" and data.get("task") in TASKS:
        return {"task": TASKS[data["task"]], "kind": "image"}
    return {"kind": "image"} if found.key == "timm" else {}


def pins_of(document: Document) -> list[str]:
    """Choices that a config has made and that stay: the published network, and whether adapters alone learn."""
    found = trainer_of(document)
    recipe = Recipe(found, document.data)
    named = str(recipe.said("model") or "")
    pins = [f"model.backbone.name={key}" for key, each in backbones().items() if named and each.weights == named]
    pins += [f"model.backbone.name={key}" for key, name in NAMES.items() if found.key == "timm" and name == named]
    if pins and found.key in ("trl", "llama-factory"):
        pins.append(f"model.backbone.trainable={'adapters' if recipe.adapters else 'all'}")
    return pins


def amended(document: Document, recommendation: Recommendation) -> Amended:
    """What is advised for each key of a config, written into its text.

    Raises `InputError` where the trainer has no form for the recommendation, or ruamel.yaml is not installed.
    """
    found, data = trainer_of(document), document.data
    target, described = next((name, each) for name, each in TRAINERS.items() if each.key == found.key)
    source = Source(recommendation.document(), recommendation)
    files = export(target, source).files
    name = _file(found.key, data, described.settings)
    name = name if name in files else next(each for each in files if each.endswith(".yaml"))  # that of the method
    advised = _flat(read_document(files[name], name).data, found)
    theirs = _flat(data, found)
    changes, unset = [], []
    for key, value in advised.items():
        reason = _reason(described.tables, source, key)
        if not reason or key in PLACES:
            continue
        if key not in theirs:
            unset.append(Change(key, None, value, reason))
        elif not _same(theirs[key], value):
            changes.append(Change(key, theirs[key], value, reason))
    return Amended(_written(document.text, document.name, changes), changes, unset)


def _file(key: str, data: Mapping[str, Any], usual: str) -> str:
    """Which of the exported files speaks of the same stage."""
    if key == "llama-factory":
        return f"{data.get('stage', 'sft')}.yaml" if data.get("stage") in ("pt", "sft", "dpo") else usual
    return "dpo.yaml" if key == "trl" and "beta" in data else usual


def _flat(data: Mapping[str, Any], known: Trainer) -> dict[str, Any]:
    """Keys with their section, where a trainer has sections."""
    sections = {path.partition(".")[0] for path in known.keys if "." in path} | {"model", "data"}
    flat: dict[str, Any] = {}
    for key, value in data.items():
        inside = isinstance(value, Mapping) and key in sections
        flat |= {f"{key}.{name}": each for name, each in value.items()} if inside else {key: value}
    return flat


def _reason(tables: Mapping[str, Table], source: Source, key: str) -> str:
    """Why a key is as advised, where a choice decides it that the file is not bound to."""
    for table in tables.values():
        rows = [row for row in table.rows if key in row.keys.split() and applies(source, row)]
        if rows and not any(row.path in KEPT for row in rows):
            return next((f"{row.path}: {said}" for row in rows if (said := reason_of(source, row.path))), "")
    return ""


def _same(one: Any, other: Any) -> bool:
    try:
        return float(one) == float(other)
    except (TypeError, ValueError):
        return bool(one == other) or str(one).lower() == str(other).lower()


def _written(text: str, name: str, changes: list[Change]) -> str:
    """The text with these keys changed."""
    if name.endswith(".json"):
        data = json.loads(text)
        _change(data, changes)
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
    if find_spec("ruamel") is None:
        raise InputError(Diagnostic("is written back by ruamel.yaml", name, hint="pip install ruamel.yaml"))
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes, yaml.width = True, 4096
    data, out = yaml.load(text), StringIO()
    _change(data, changes)
    yaml.dump(data, out)
    return out.getvalue()


def _change(data: Any, changes: list[Change]) -> None:
    for change in changes:
        *sections, last = change.key.split(".") if at(data, change.key) is not None else [change.key]
        part = data
        for section in sections:
            part = part[section]
        part[last] = change.advised
