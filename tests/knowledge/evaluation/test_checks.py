"""What is checked before a long run."""

from math import log
from typing import Any

import pytest

from advisor.knowledge.evaluation.checks import checks, entropy
from tests.knowledge.deciding import decided, value

MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
NUMBERS: dict[str, Any] = {"task": "regression"}


@pytest.mark.parametrize(
    ("facts", "choices", "words"),
    [
        pytest.param(MANY, {}, f"ln 10 = {log(10):.2f}", id="several classes"),
        pytest.param({}, {"loss": "binary-cross-entropy"}, "ln 2 = 0.69", id="binary"),
        pytest.param({"imbalance": 9}, {"loss": "binary-cross-entropy", "output_bias": "log-prior"}, "0.33", id="rare"),
        pytest.param(NUMBERS, {"loss": "mse"}, "variance", id="number"),
        pytest.param({"task": "detection"}, {"loss": "detector"}, "constant prediction", id="boxes"),
        pytest.param({"task": "language-modeling"}, {}, "vocabulary", id="language"),
        pytest.param({}, {}, "one batch of 64 examples", id="overfit a batch"),
        pytest.param({"rows": 40}, {"train_rows": 32}, "one batch of 32 examples", id="fewer than a batch"),
        pytest.param({"data.groups": 30}, {}, "30 groups", id="groups"),
        pytest.param({"data.duplicates": 0.2}, {}, "20.0% repeated rows", id="copies"),
        pytest.param({"data.leaks": ("a", "b")}, {}, "2 columns", id="leaks"),
        pytest.param({"future": True}, {}, "older than", id="later data"),
    ],
)
def test_checks(facts: dict[str, Any], choices: dict[str, Any], words: str) -> None:
    assert any(words in check for check in value(checks, "current", facts, **choices))


@pytest.mark.parametrize(("judged", "said"), [(199, True), (200, False), (201, False)])
def test_few_validation_examples_are_said_to_flatter(judged: int, said: bool) -> None:
    found = value(checks, "current", {"rows": 1_000}, train_rows=1_000 - judged)
    assert any("by chance" in check for check in found) == said


@pytest.mark.parametrize(("groups", "warned"), [(0, False), (19, True), (20, False), (21, False)])
def test_few_groups_are_warned_of(groups: int, warned: bool) -> None:
    for family in ("mlp", "zero-shot"):
        _, answer = decided(checks, "current", {"data.groups": groups}, family=family)
        assert (answer.warning is not None) == warned


def test_entropy_of_two_classes() -> None:
    assert entropy(1.0) == pytest.approx(log(2))
    assert entropy(10**9) == pytest.approx(0, abs=1e-7)
