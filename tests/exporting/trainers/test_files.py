"""Files of other trainers: known keys, a reason for each, nothing left unsaid, and nothing that `check` finds."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import Source, export
from advisor.exporting.trainers.mapping import Table
from advisor.exporting.trainers.registry import TRAINERS
from advisor.linting.trainers import check_trainer, recognised
from advisor.linting.trainers.known import trainer
from advisor.problem import Problem
from advisor.recommending import recommend
from advisor.versions import Ruleset
from advisor.yamlio import read_document

GPU = {"device": "gpu", "memory_gib": 24}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "tokens": 20_000_000, "data.length": 512}
TEXT: dict[str, Any] = {"data.kind": "text", "rows": 9_000, "data.length": 180}
CASES: list[tuple[str, dict[str, Any], str]] = [
    ("trl", LANGUAGE | GPU, "trl"),
    ("trl", LANGUAGE | GPU | {"gpus": 4}, "trl"),
    ("hf-trainer", LANGUAGE | GPU, "hugging-face"),
    ("hf-trainer", TEXT | GPU | {"task": "multiclass", "classes": 12}, "hugging-face"),
    ("hf-trainer", TEXT | GPU | {"task": "binary", "gpus": 2}, "hugging-face"),
    ("hf-trainer", TEXT | GPU | {"task": "regression"}, "hugging-face"),
    ("hf-trainer", TEXT | GPU | {"task": "token-classification", "classes": 9}, "hugging-face"),
    ("llama-factory", LANGUAGE | GPU, "llama-factory"),
    ("llama-factory", LANGUAGE | GPU | {"gpus": 4}, "llama-factory"),
]
CHATS: dict[str, Any] = {"rows": 5_000, "data.length": 512}
ALL_WEIGHTS: dict[str, Any] = {
    "rows": 2_000,
    "pins": {"model.backbone.trainable": "all"},
    "device": "gpu",
    "memory_gib": 80,
}
ANSWERS: list[tuple[str, dict[str, Any], str]] = [
    *(("trl", CHATS | GPU | {"task": task}, "trl") for task in ("sft", "dpo", "kto", "grpo")),
    ("trl", CHATS | GPU | {"task": "sft", "records": "prompts", "tokens": 10**8, "rows": 10**6}, "trl"),
    ("trl", CHATS | {"task": "sft", "records": "sharegpt"}, "trl"),
    ("trl", CHATS | GPU | {"task": "dpo", "gpus": 4}, "trl"),
    *(("llama-factory", CHATS | GPU | {"task": task}, "llama-factory") for task in ("sft", "dpo", "kto")),
    ("llama-factory", CHATS | GPU | {"task": "dpo", "priority": "speed"}, "llama-factory"),
    ("llama-factory", CHATS | GPU | {"task": "sft", "records": "sharegpt", "tokens": 10**8, "rows": 10**6},
     "llama-factory"),
    ("llama-factory", CHATS | GPU | {"task": "kto", "records": "prompts", "desirable": 0.9}, "llama-factory"),
]  # fmt: skip
IMAGE: dict[str, Any] = {"data.kind": "image", "rows": 9_000}
MANY: dict[str, Any] = {"task": "multiclass", "rows": 60_000, "features": 30, "classes": 5}
ROWS: dict[str, Any] = {"task": "binary", "rows": 900, "features": 8}
OTHERS: list[tuple[str, dict[str, Any], str]] = [
    ("ultralytics", IMAGE | GPU | {"task": "multiclass", "classes": 10}, "ultralytics"),
    ("ultralytics", IMAGE | {"task": "binary", "rows": 300}, "ultralytics"),
    ("ultralytics", IMAGE | GPU | {"task": "detection", "classes": 4, "gpus": 2}, "ultralytics"),
    ("ultralytics", IMAGE | {"task": "detection", "classes": 4, "pretrained": False}, "ultralytics"),
    ("timm", IMAGE | GPU | {"task": "multiclass", "classes": 10}, "timm"),
    ("timm", IMAGE | GPU | {"task": "binary", "gpus": 4, "rows": 200_000}, "timm"),
    ("lightning", ROWS, "lightning"),
    ("lightning", MANY | GPU | {"gpus": 2}, "lightning"),
    ("lightning", {"task": "regression", "rows": 5_000, "features": 12, "outputs": 2}, "lightning"),
    ("skorch", ROWS, "skorch"),
    ("skorch", MANY | GPU, "skorch"),
    ("sklearn", ROWS, "scikit-learn"),
    ("sklearn", ROWS | {"task": "regression", "outputs": 2}, "scikit-learn"),
    ("pytabkit", ROWS, "pytabkit"),
    ("pytabkit", ROWS | {"task": "regression"}, "pytabkit"),
    ("pytabkit", MANY | GPU, "pytabkit"),
    ("keras-json", ROWS, "keras"),
    ("keras-json", MANY | GPU, "keras"),
]
GUIDE: list[tuple[str, dict[str, Any]]] = [  # configs of the guide's alone, whose choices are others
    ("lightning", ROWS),
    ("skorch", MANY),
    ("sklearn", ROWS),
    ("pytabkit", MANY),
    ("keras-json", MANY),
    ("ultralytics", IMAGE | {"task": "multiclass", "classes": 4}),
]
NOT_RECOGNISED = ("data.yaml", "dataset_info.json", "model.json")  # no settings of a trainer
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("torch", CHATS | GPU | {"task": "sft"}, "training.method"),
    ("hf-trainer", CHATS | GPU | {"task": "dpo"}, "training.method"),
    ("optuna", CHATS | GPU | {"task": "kto"}, "training.method"),
    ("trl", CHATS | GPU | {"task": "dpo", "priority": "speed"}, "training.method"),
    ("llama-factory", CHATS | GPU | {"task": "grpo"}, "training.method"),
    ("trl", {"task": "binary", "rows": 900, "features": 8}, "problem.task"),
    ("trl", TEXT | GPU | {"task": "binary"}, "problem.task"),
    ("trl", LANGUAGE | {"tokens": 10**12, "device": "gpu", "gpus": 64, "memory_gib": 80}, "model.family"),
    ("hf-trainer", {"task": "regression", "rows": 900, "features": 8}, "problem.task"),
    ("hf-trainer", TEXT | {"task": "binary", "rows": 2_000, "pretrained": False}, "model.family"),
    ("llama-factory", {"task": "binary", "rows": 900, "features": 8}, "problem.task"),
    ("ultralytics", {"task": "binary", "rows": 900, "features": 8}, "problem.task"),
    ("ultralytics", IMAGE | {"task": "segmentation", "classes": 3}, "problem.task"),
    ("timm", IMAGE | {"task": "detection", "classes": 3}, "problem.task"),
    ("timm", IMAGE | {"task": "binary", "pretrained": False}, "model.family"),
    ("lightning", IMAGE | {"task": "binary"}, "problem.task"),
    ("skorch", TEXT | {"task": "binary"}, "problem.task"),
    ("sklearn", MANY | GPU, "model.family"),
    ("pytabkit", ROWS | {"task": "multilabel", "outputs": 4}, "problem.task"),
    ("keras-json", IMAGE | {"task": "binary"}, "problem.task"),
]


def source_of(facts: dict[str, Any], ruleset: Ruleset = "current") -> Source:
    recommendation = recommend(Problem(**facts), ruleset)
    return Source(recommendation.document(), recommendation)


def table_of(target: str, source: Source) -> Table:
    tables = TRAINERS[target].tables
    if method := source.value("training.method"):
        return tables["rewards" if method == "grpo" else "answers"]
    names = {"hf-trainer": source.problem.task, "pytabkit": "TabM" if source.value("model.family") == "tabm" else ""}
    return tables.get(names.get(target, ""), next(iter(tables.values())))


def leaves(values: dict[str, Any], above: str = "") -> list[str]:
    found = []
    for name, value in values.items():
        path = f"{above}{name}"
        found += leaves(value, f"{path}.") if isinstance(value, dict) and value else [path]
    return found


@pytest.mark.parametrize(("target", "facts", "key"), [*CASES, *ANSWERS, *OTHERS])
def test_keys_are_known_and_nothing_is_found(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    files = export(target, source).files
    if target in ("trl", "hf-trainer", "llama-factory"):  # which Accelerate starts on several GPUs
        assert ("accelerate.yaml" in files) == (source.value("compute.devices") > 1)
    for name, text in files.items():
        if Path(name).suffix == ".py":
            ast.parse(text)
        if Path(name).suffix not in (".yaml", ".json") or name in NOT_RECOGNISED:
            continue
        document = read_document(text, name)
        found = recognised(document.data)
        assert found == trainer("accelerate" if name == "accelerate.yaml" else key)
        assert set(document.data) <= set(found.keys) - set(found.former)
        assert check_trainer(document, found).findings == []


@pytest.mark.parametrize(("target", "facts", "key"), [*CASES, *ANSWERS, *OTHERS])
def test_of_each_choice_something_is_said(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    assert table_of(target, source).unnamed(leaves(source.document)) == []


@pytest.mark.parametrize(("target", "facts", "key"), CASES)
def test_an_update_has_the_examples_of_the_config(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    files = export(target, source).files
    name = {"trl": "sft.yaml", "llama-factory": "pt.yaml"}.get(target, "arguments.json")
    data = read_document(files[name], "file").data
    processes = read_document(files.get("accelerate.yaml", "num_processes: 1"), "file").data["num_processes"]
    examples = data["per_device_train_batch_size"] * data["gradient_accumulation_steps"] * processes
    assert examples == source.value("training.batch_size")


@pytest.mark.parametrize(("target", "facts"), GUIDE)
def test_the_guide_s_configs_have_their_forms_as_well(target: str, facts: dict[str, Any]) -> None:
    source = source_of(facts, "guide")
    assert export(target, source).files
    assert table_of(target, source).unnamed(leaves(source.document)) == []


@pytest.mark.parametrize(("target", "facts", "key"), [*CASES, *ANSWERS, *OTHERS])
def test_yaml_says_what_is_lost_and_how_to_run_it(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    project = export(target, source)
    _, not_at_all = table_of(target, source).lost(source)
    assert not_at_all, "something is always lost, the range test at the least"
    assert all(said in project.notes for said in not_at_all)
    heads = [
        text
        for name, text in project.files.items()
        if name in ("README.md", "args.yaml", "train.yaml", "config.yaml", "pt.yaml", "sft.yaml")
        or (source.value("training.method") and name in ("dpo.yaml", "kto.yaml", "grpo.yaml"))
    ]
    assert heads
    for text in heads:
        flat = " ".join(text.replace("#", " ").split())
        assert all(" ".join(said.split()) in flat for said in not_at_all)
        assert "pip install" in flat


@pytest.mark.parametrize(("target", "facts", "field"), REFUSED)
def test_what_has_no_form_is_refused_with_a_target_that_has(target: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as error:
        export(target, source_of(facts))
    (found,) = error.value.diagnostics
    assert found.field == field
    assert str(found.hint).startswith("advisor export ")


def test_what_ultralytics_cannot_read_is_said_in_a_line(tmp_path: Path) -> None:
    project = export("ultralytics", source_of(IMAGE | {"task": "detection", "classes": 4}))
    project.write(str(tmp_path))
    (tmp_path / "voc").mkdir()
    command = [sys.executable, "dataset.py", "voc"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "voc holds no JSON file" in done.stderr


def test_ultralytics_trains_random_weights_by_its_own_recipe() -> None:
    source = source_of(IMAGE | {"task": "detection", "classes": 4, "pretrained": False})
    project = export("ultralytics", source)
    assert not [note for note in project.notes if note.startswith(("model.family", "model.backbone.name"))]
    found = read_document(project.files["train.yaml"], "train.yaml").data
    assert {name: found[name] for name in ("model", "pretrained", "epochs", "mosaic", "optimizer")} == {
        "model": "yolo26n.yaml", "pretrained": False, "epochs": 300, "mosaic": 1.0, "optimizer": "SGD",
    }  # fmt: skip
