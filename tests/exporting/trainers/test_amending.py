"""A config of another trainer, with what is advised in place of what it says."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import export
from advisor.exporting.trainers.amending import amended, facts_of, pins_of
from advisor.exporting.trainers.registry import TRAINERS
from advisor.yamlio import read_document
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
    pytest.importorskip("ruamel.yaml")
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


def test_a_config_of_something_else_is_refused() -> None:
    with pytest.raises(InputError):
        facts_of(read_document("a: 1", "other.yaml"))


@pytest.mark.slow
def test_the_command_writes_the_file_and_says_what_changes(tmp_path: Path) -> None:
    pytest.importorskip("ruamel.yaml")
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
