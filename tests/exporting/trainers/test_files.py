"""Files of other trainers: known keys, a reason for each, nothing left unsaid, and nothing that `check` finds."""

import ast
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import Source, export
from advisor.exporting.trainers import hugging_face, trl
from advisor.exporting.trainers.mapping import Table
from advisor.linting.trainers import check_trainer, recognised
from advisor.linting.trainers.known import trainer
from advisor.problem import Problem
from advisor.recommending import recommend
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
]
REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("trl", {"task": "binary", "rows": 900, "features": 8}, "problem.task"),
    ("trl", TEXT | GPU | {"task": "binary"}, "problem.task"),
    ("trl", LANGUAGE | {"tokens": 10**12, "device": "gpu", "gpus": 64, "memory_gib": 80}, "model.family"),
    ("hf-trainer", {"task": "regression", "rows": 900, "features": 8}, "problem.task"),
    ("hf-trainer", TEXT | {"task": "binary", "rows": 2_000, "pretrained": False}, "model.family"),
]


def source_of(facts: dict[str, Any]) -> Source:
    recommendation = recommend(Problem(**facts))
    return Source(recommendation.document(), recommendation)


def table_of(target: str, source: Source) -> Table:
    return trl.TABLE if target == "trl" else hugging_face.TABLES.get(source.problem.task, hugging_face.TEXTS)


def leaves(values: dict[str, Any], above: str = "") -> list[str]:
    found = []
    for name, value in values.items():
        path = f"{above}{name}"
        found += leaves(value, f"{path}.") if isinstance(value, dict) and value else [path]
    return found


@pytest.mark.parametrize(("target", "facts", "key"), CASES)
def test_keys_are_known_and_nothing_is_found(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    files = export(target, source).files
    assert ("accelerate.yaml" in files) == (source.value("compute.devices") > 1)
    for name, text in files.items():
        if Path(name).suffix == ".py":
            ast.parse(text)
        if Path(name).suffix not in (".yaml", ".json"):
            continue
        document = read_document(text, name)
        found = recognised(document.data)
        assert found == trainer("accelerate" if name == "accelerate.yaml" else key)
        assert set(document.data) <= set(found.keys) - set(found.former)
        assert check_trainer(document, found).findings == []


@pytest.mark.parametrize(("target", "facts", "key"), CASES)
def test_of_each_choice_something_is_said(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    assert table_of(target, source).unnamed(leaves(source.document)) == []


@pytest.mark.parametrize(("target", "facts", "key"), CASES)
def test_an_update_has_the_examples_of_the_config(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    files = export(target, source).files
    data = read_document(files["sft.yaml" if target == "trl" else "arguments.json"], "file").data
    processes = read_document(files.get("accelerate.yaml", "num_processes: 1"), "file").data["num_processes"]
    examples = data["per_device_train_batch_size"] * data["gradient_accumulation_steps"] * processes
    assert examples == source.value("training.batch_size")


@pytest.mark.parametrize(("target", "facts", "field"), REFUSED)
def test_what_has_no_form_is_refused_with_a_target_that_has(target: str, facts: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as error:
        export(target, source_of(facts))
    (found,) = error.value.diagnostics
    assert found.field == field
    assert str(found.hint).startswith("advisor export ")
