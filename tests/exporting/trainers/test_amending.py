"""A config of another trainer, with what is advised in place of what it says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import export
from advisor.exporting.trainers.amending import amended
from advisor.exporting.trainers.registry import TRAINERS
from advisor.exporting.trainers.settled import facts_of, machine_of, pins_of
from advisor.exporting.trainers.splicing import spliced
from advisor.yamlio import read_document, write_yaml
from tests.exporting.trainers.test_files import CASES, OTHERS, source_of

THEIRS = """\
# our run: keep this
model_name_or_path: Qwen/Qwen3-4B-Base  # the base
stage: pt
finetuning_type: lora
lora_rank: 8

per_device_train_batch_size: 2
learning_rate: 1.0e-3   # too high?
dataset: 'ours'
"""
FACTS: dict[str, Any] = {"task": "language-modeling", "tokens": 20_000_000, "device": "gpu", "memory_gib": 24}


@pytest.mark.parametrize(("target", "facts", "key"), [*CASES, *OTHERS])
def test_what_was_exported_would_not_change(target: str, facts: dict[str, Any], key: str) -> None:
    source = source_of(facts)
    name = TRAINERS[target].settings
    document = read_document(export(target, source).files[name], name)
    found = amended(document, source.recommendation)
    assert found.changes == []
    assert read_document(found.text, name).data == document.data


def test_only_the_keys_that_differ_change_and_comments_stay() -> None:
    document = read_document(THEIRS, "theirs.yaml")
    assert facts_of(document) == {"task": "language-modeling"}
    assert pins_of(document) == ["model.backbone.name=qwen3_4b", "model.backbone.trainable=adapters"]
    source = source_of({**FACTS, "pins": {"model.backbone.name": "qwen3_4b", "model.backbone.trainable": "adapters"}})
    found = amended(document, source.recommendation)
    changed = {change.key for change in found.changes}
    assert {"learning_rate", "lora_rank"} <= changed <= {"learning_rate", "lora_rank", "per_device_train_batch_size"}
    assert all(change.reason for change in found.changes)
    before, after = THEIRS.splitlines(), found.text.splitlines()
    assert len(after) == len(before)
    kept = [(one, two) for one, two in zip(before, after, strict=True) if one.split(":")[0] not in changed]
    assert all(one == two for one, two in kept)
    assert "# too high?" in found.text
    assert "lora_alpha" in {change.key for change in found.unset}


@pytest.mark.parametrize(
    ("config", "pins"),
    [
        ({"stage": "sft", "finetuning_type": "full", "model_name_or_path": "ours/Own-4B-Instruct"},
         ["model.backbone.name=qwen3_4b_chat", "model.backbone.trainable=all"]),
        ({"stage": "sft", "finetuning_type": "lora", "model_name_or_path": "./merged"},
         ["model.backbone.trainable=adapters"]),
        ({"stage": "sft", "finetuning_type": "lora", "model_name_or_path": "/data/models/Qwen3-8B/"},
         ["model.backbone.name=qwen3_8b_chat", "model.backbone.trainable=adapters"]),
        ({"num_train_epochs": 3, "model_name_or_path": "bert-base-uncased"}, ["model.backbone.name=bert_base"]),
        ({"num_train_epochs": 3, "output_dir": "a"}, []),
        ({"model": "yolo11s.pt", "imgsz": 640, "task": "detect"}, ["model.backbone.name=yolo26s"]),
        ({"model": "runs/best.pt", "imgsz": 640}, ["model.backbone.name=yolo26n"]),
    ],
)  # fmt: skip
def test_a_network_that_is_in_no_catalogue_is_stood_in_for_by_one_of_its_size(
    config: dict[str, Any], pins: list[str]
) -> None:
    assert pins_of(read_document(write_yaml(config), "theirs.yaml")) == pins


@pytest.mark.parametrize(
    "config",
    [
        {"stage": "rm", "finetuning_type": "lora", "model_name_or_path": "ours/Own-4B"},
        {"stage": "sft", "finetuning_type": "lora", "model_name_or_path": "ours/Own-72B"},
        {"model": "yolo11n-seg.pt", "imgsz": 640, "task": "segment"},
        {"stage": ["sft"], "finetuning_type": "lora", "model_name_or_path": "ours/Own-4B"},
        {"model": "yolo11n.pt", "imgsz": 640, "task": ["detect"]},
    ],
)
def test_what_no_advice_is_known_for_is_refused(config: dict[str, Any]) -> None:
    document = read_document(write_yaml(config), "theirs.yaml")
    with pytest.raises(InputError):
        (facts_of(document), pins_of(document))


def changed_in(config: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    document = read_document(write_yaml(config), "theirs.yaml")
    pins = dict(pin.split("=") for pin in pins_of(document))
    found = amended(document, source_of({**facts, "pins": pins}).recommendation)
    return {change.key: change.advised for change in found.changes}


ANSWERS: dict[str, Any] = {"task": "sft", "tokens": 2_000_000, "rows": 4_000, "device": "gpu", "memory_gib": 24}
LORA: dict[str, Any] = {"stage": "sft", "finetuning_type": "lora", "model_name_or_path": "ours/Own-8B",
                        "template": "llama3", "learning_rate": 1e-5, "output_dir": "out"}  # fmt: skip


def test_what_makes_sense_together_alone_changes_together() -> None:
    assert "learning_rate" in changed_in(LORA, ANSWERS)
    assert not changed_in(LORA, ANSWERS).keys() & {"template", "output_dir"}
    alone = changed_in(LORA | {"per_device_train_batch_size": 7}, ANSWERS)
    assert "per_device_train_batch_size" not in alone  # without the other, an update would hold fewer
    both = changed_in(LORA | {"per_device_train_batch_size": 7, "gradient_accumulation_steps": 3}, ANSWERS)
    assert {"per_device_train_batch_size", "gradient_accumulation_steps"} <= both.keys()
    many = both["per_device_train_batch_size"] * both["gradient_accumulation_steps"]
    as_many = {"per_device_train_batch_size": 1, "gradient_accumulation_steps": many}
    assert not changed_in(LORA | as_many, ANSWERS).keys() & as_many.keys()
    kept = {"eval_strategy": "steps", "eval_steps": 20, "save_steps": 20, "load_best_model_at_end": True}
    assert not changed_in(LORA | kept | {"val_size": 0.1}, ANSWERS).keys() & kept.keys()
    assert "eval_strategy" not in changed_in(LORA | {"eval_strategy": "no"}, ANSWERS)  # there is nothing to look at
    assert "val_size" not in changed_in(LORA | {"eval_dataset": "dev", "val_size": 0.0}, ANSWERS)
    shape = {"lr_scheduler_type": "cosine_with_min_lr", "lr_scheduler_kwargs": {"min_lr_rate": 0.1}}
    assert changed_in(LORA | shape, ANSWERS)["lr_scheduler_kwargs"] == {}
    every = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
    named = LORA | {"model_name_or_path": "Qwen/Qwen3-8B"}
    assert "lora_target" not in changed_in(named | {"lora_target": every}, ANSWERS)
    assert "lora_target" in changed_in(named | {"lora_target": every[:2]}, ANSWERS)


def test_data_for_another_method_than_the_config_are_refused() -> None:
    with pytest.raises(InputError, match="preferences"):
        changed_in(LORA | {"stage": "dpo"}, ANSWERS)


def test_json_keeps_its_form() -> None:
    text = '{\n    "hidden_layer_sizes": [4],\n    "solver":   "sgd",\n    "tol": 1e-4\n}\n'
    source = source_of({"task": "binary", "rows": 900, "features": 8})
    found = amended(read_document(text, "theirs.json"), source.recommendation)
    assert '    "solver":   "adam",\n    "tol": 1e-4\n' in found.text


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("a: 1  # b\nc:\n- d\n- e # f\n\ng: 'h'\n", 2, "a: 2  # b\nc:\n- d\n- e # f\n\ng: 'h'\n"),
        ("a:\r\n- d\r\n- e\r\nb: 2\r\n", [1], "a:\r\n  [1]\r\nb: 2\r\n"),
        ("a:\nb: 2\n", "x", "a: x\nb: 2\n"),
        ("a: 'x'\n", "it's", "a: 'it''s'\n"),
        ("a: {b: 1}\n", {}, "a: {}\n"),
        ("a: 0.1\n", 2e-5, "a: 2.0e-05\n"),
        ("a: true\n", "no", 'a: "no"\n'),
        ('{"b": "\u2028",\r\n\t"a":[1]}', 2e-5, '{"b": "\u2028",\r\n\t"a":2e-05}'),
    ],
)
def test_one_value_is_replaced_and_no_other_letter(text: str, value: Any, after: str) -> None:
    assert spliced(read_document(text, "x"), {("a",): value}) == after


def test_a_value_that_is_not_there_is_not_written() -> None:
    with pytest.raises(InputError):
        spliced(read_document("a: 1\n", "x"), {("b",): 2})


def test_a_config_of_something_else_is_refused() -> None:
    with pytest.raises(InputError):
        facts_of(read_document("a: 1", "other.yaml"))


@pytest.mark.parametrize(
    ("config", "gpu"),
    [
        ({"finetuning_type": "lora", "model_name_or_path": "ours/Own-4B"}, True),
        ({"finetuning_type": "lora", "model_name_or_path": "ours/Own-4B", "use_cpu": True}, False),
        ({"num_train_epochs": 3, "output_dir": "a"}, False),
        ({"num_train_epochs": 3, "output_dir": "a", "bf16": True}, True),
        ({"model": "yolo11n.pt", "imgsz": 640, "amp": True}, True),
        ({"model": "yolo11n.pt", "imgsz": 640, "amp": True, "device": "cpu"}, False),
    ],
)
def test_a_config_shows_that_there_is_a_gpu(config: dict[str, Any], gpu: bool) -> None:
    assert machine_of(read_document(write_yaml(config), "a.yaml")) == ({"device": "gpu"} if gpu else {})


@pytest.mark.slow
def test_without_data_the_command_takes_what_the_config_shows(tmp_path: Path) -> None:
    (tmp_path / "theirs.yaml").write_text(write_yaml(LORA | {"cutoff_len": 512, "bf16": True}), encoding="utf-8")
    command = [sys.executable, "-m", "advisor", "recommend", "--from", "theirs.yaml", "-o", "new.yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "no data were given" in done.stderr
    assert "bf16" not in done.stderr.partition("keys change")[2]


@pytest.mark.slow
def test_the_command_writes_the_file_and_says_what_changes(tmp_path: Path) -> None:
    (tmp_path / "theirs.json").write_text(json.dumps({"hidden_layer_sizes": [4], "solver": "sgd", "max_iter": 3}))
    words = [
        "recommend",
        "--from",
        "theirs.json",
        "--task",
        "binary",
        "--rows",
        "900",
        "--features",
        "8",
        "-o",
        "new.json",
    ]
    command = [sys.executable, "-m", "advisor", *words]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "solver: sgd becomes adam" in done.stderr
    assert json.loads((tmp_path / "new.json").read_text(encoding="utf-8"))["solver"] == "adam"
