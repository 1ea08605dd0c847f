"""Configs of scripts of one's own, of which a section holds arguments of Hugging Face's trainers."""

from textwrap import indent

import pytest

from advisor.linting.trainers import check_foreign
from advisor.yamlio import read_document

TRAINING = """\
training:
  per_device_train_batch_size: 4
  num_train_epochs: 3
  warmup_ratio: 0.05
  output_dir: out
  learning_rate: {rate}
"""
BITS = "model: {name: a, load_in_4bit: true}\n"
LORA = "lora:\n  r: 16\n  alpha: 32\n"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TRAINING.format(rate="2.0e-5"), []),
        (TRAINING.format(rate=0.01), [("error", "training.learning_rate", 6)]),
        (TRAINING.format(rate=0.001) + LORA, []),
        (TRAINING.format(rate="3.0e-3") + "peft: {r: 16}\n", [("warning", "training.learning_rate", 6)]),
        (TRAINING.format(rate="3.0e-3") + "peft: {r: 16, enabled: false}\n", [("error", "training.learning_rate", 6)]),
        (TRAINING.format(rate="3.0e-3") + LORA, [("warning", "training.learning_rate", 6)]),
        (TRAINING.format(rate="2.0e-4") + "lora:\n  r: 0\n  lora_alpha: 4\n", [("error", "lora.r", 8)]),
        (TRAINING.format(rate="5.0e-4") + "model: {name: Qwen/Qwen3-8B}\n", [("warning", "training.learning_rate", 6)]),
        (TRAINING.format(rate="5.0e-4") + "model: {name: Qwen/Qwen3-8B, vocab_size: 99}\n", []),
        (TRAINING.format(rate="2.0e-5") + BITS, [("error", "model.load_in_4bit", 7)]),
        (TRAINING.format(rate="2.0e-4") + BITS + LORA, []),
        (TRAINING.format(rate="2.0e-5") + "  warmup_step: 5\n", [("warning", "training.warmup_step", 7)]),
        ("sft:\n  lora: {r: 8, alpha: 16}\n" + indent(TRAINING.format(rate="2.0e-4"), "  "), []),
    ],
)  # fmt: skip
def test_a_section_is_judged_with_what_stands_beside_it(text: str, found: list[tuple[str, str, int]]) -> None:
    checked = check_foreign(read_document(text, "config.yaml"))
    assert checked is not None
    assert [(each.severity, each.path, each.line) for each in checked.findings] == found
    assert checked.said[0].startswith("holds arguments of Hugging Face TrainingArguments")


@pytest.mark.parametrize(
    "text",
    ["training:\n  learning_rate: 0.01\n  epochs: 5\n", "training:\n  num_train_epochs: 3\n  a: 1\n  b: 2\n", "a: 1\n"],
)
def test_other_sections_are_none(text: str) -> None:
    assert check_foreign(read_document(text, "config.yaml")) is None
