"""Over how many folds; one row a branch."""

from typing import Any

import pytest

from advisor.knowledge.data.folds import folds
from tests.knowledge.deciding import decided


@pytest.mark.parametrize(
    ("facts", "family", "method", "rule", "value"),
    [
        pytest.param({"rows": 999}, "cnn", "stratified", "FOLDS-SMALL", 5, id="rows-999"),
        pytest.param({"rows": 1_000}, "cnn", "stratified", "FOLDS-ONE", 1, id="rows-1000"),
        pytest.param({"rows": 1_001}, "cnn", "stratified", "FOLDS-ONE", 1, id="rows-1001"),
        pytest.param({"rows": 1_001}, "mlp", "stratified", "FOLDS-TABLE", 5, id="table"),
        pytest.param({"rows": 50_000}, "mlp", "stratified", "FOLDS-TABLE", 5, id="table-50000"),
        pytest.param({"rows": 50_001}, "mlp", "stratified", "FOLDS-ONE", 1, id="table-50001"),
        pytest.param({"rows": 999, "priority": "latency"}, "mlp", "random", "FOLDS-SMALL", 5, id="table-latency"),
        pytest.param({"rows": 299}, "cnn", "stratified", "FOLDS-SMALL", 8, id="rows-299"),
        pytest.param({"rows": 300}, "cnn", "stratified", "FOLDS-SMALL", 5, id="rows-300"),
        pytest.param({"rows": 301}, "cnn", "stratified", "FOLDS-SMALL", 5, id="rows-301"),
        pytest.param({"rows": 200, "data.smallest_class": 3}, "mlp", "stratified", "FOLDS-TABLE", 3, id="class-3"),
        pytest.param({"rows": 200, "data.smallest_class": 1}, "mlp", "random", "FOLDS-ONE", 1, id="class-1"),
        pytest.param({"task": "multiclass", "classes": 5, "rows": 200, "data.smallest_class": 1}, "mlp", "stratified",
                     "FOLDS-TABLE", 5, id="class-1-of-5"),
        pytest.param({"rows": 3, "task": "regression"}, "mlp", "random", "FOLDS-TABLE", 3, id="three-rows"),
        pytest.param({"rows": 500, "future": True}, "mlp", "time-ordered", "FOLDS-ONE", 1, id="time"),
        pytest.param({"rows": 500}, "zero-shot", "stratified", "FOLDS-ONE", 1, id="zero-shot"),
        pytest.param({"rows": 500, "task": "detection"}, "detector", "random", "FOLDS-ONE", 1, id="detector"),
        pytest.param({"task": "language-modeling", "rows": 500}, "transformer", "random", "FOLDS-ONE", 1, id="text"),
        pytest.param({"rows": 500, "priority": "speed"}, "mlp", "stratified", "FOLDS-ONE", 1, id="speed"),
        pytest.param({"rows": 3_000, "groups": 8}, "mlp", "stratified-grouped", "FOLDS-GROUPS", 5, id="speakers"),
        pytest.param({"rows": 3_000, "groups": 3}, "mlp", "stratified-grouped", "FOLDS-GROUPS", 3, id="three-groups"),
        pytest.param({"rows": 3_000, "groups": 24}, "mlp", "stratified-grouped", "FOLDS-GROUPS", 5, id="groups-24"),
        pytest.param({"rows": 3_000, "groups": 25}, "cnn", "stratified-grouped", "FOLDS-ONE", 1, id="groups-25"),
        pytest.param({"rows": 3_000, "groups": 26}, "cnn", "stratified-grouped", "FOLDS-ONE", 1, id="groups-26"),
        pytest.param({"rows": 50_000, "groups": 8}, "mlp", "stratified-grouped", "FOLDS-GROUPS", 5, id="rows-50000"),
        pytest.param({"rows": 50_001, "groups": 8}, "mlp", "stratified-grouped", "FOLDS-ONE", 1, id="rows-50001"),
        pytest.param({"rows": 400, "groups": 30}, "cnn", "stratified-grouped", "FOLDS-SMALL", 5, id="many-groups"),
        pytest.param({"rows": 400, "group_column": "g"}, "cnn", "stratified-grouped", "FOLDS-SMALL", 5,
                     id="groups-of-unknown-number"),
        pytest.param({"task": "binary", "data.kind": "text", "rows": 9_999}, "ngram-mlp", "stratified", "FOLDS-WORDS",
                     5, id="texts-9999"),
        pytest.param({"task": "binary", "data.kind": "text", "rows": 10_000}, "ngram-mlp", "stratified", "FOLDS-ONE",
                     1, id="texts-10000"),
        pytest.param({"task": "binary", "data.kind": "text", "rows": 2_000, "priority": "speed"}, "ngram-mlp",
                     "stratified", "FOLDS-ONE", 1, id="texts-at-speed"),
        pytest.param({"task": "multilabel", "data.kind": "text", "rows": 2_000}, "ngram-mlp", "random", "FOLDS-ONE",
                     1, id="texts-with-several-labels"),
        pytest.param({"rows": 500, "image": "64x64x1"}, "cnn", "stratified", "FOLDS-SMALL", 5, id="small-images"),
        pytest.param({"rows": 500, "data.kind": "audio", "data.seconds": 7.2}, "cnn", "stratified", "FOLDS-SMALL", 5,
                     id="an-hour-of-recordings"),
        pytest.param({"rows": 900, "groups": 4, "data.smallest_class": 1}, "mlp", "grouped", "FOLDS-ONE", 1,
                     id="groups-with-one-a-class"),
    ],
)  # fmt: skip
def test_folds(facts: dict[str, Any], family: str, method: str, rule: str, value: int) -> None:
    said = decided(folds, "current", facts, family=family, split_method=method)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(
    ("facts", "family", "method", "reason"),
    [
        pytest.param({"rows": 500}, "zero-shot", "stratified", "nothing is trained", id="zero-shot"),
        pytest.param({"rows": 500, "task": "detection"}, "detector", "random", "a detector takes long", id="detector"),
        pytest.param({"rows": 500, "task": "forecasting"}, "nhits", "time-ordered", "latest part", id="forecast"),
        pytest.param({"rows": 500, "priority": "speed"}, "mlp", "stratified", "a short training", id="speed"),
        pytest.param({"rows": 500, "image": "65x8x1"}, "cnn", "stratified", "a CPU is slow", id="convolutions"),
        pytest.param({"rows": 500, "data.kind": "audio", "data.seconds": 7.3}, "cnn", "stratified", "1.01 hours of rec",
                     id="recordings"),
        pytest.param({"rows": 200, "data.smallest_class": 1}, "mlp", "random", "has 1 example, too few", id="class"),
        pytest.param({"rows": 50_001, "groups": 8}, "mlp", "grouped", "several runs over so many", id="many-rows"),
        pytest.param({"rows": 3_000, "groups": 8, "data.smallest_class": 1}, "mlp", "grouped",
                     "has 1 example, too few", id="few-groups"),
        pytest.param({"rows": 3_000, "groups": 30}, "cnn", "grouped", "leaves enough", id="many-groups"),
        pytest.param({"rows": 5_000}, "cnn", "stratified", "leaves enough", id="enough"),
    ],
)  # fmt: skip
def test_one_hold_out_has_a_reason(facts: dict[str, Any], family: str, method: str, reason: str) -> None:
    said = decided(folds, "current", facts, family=family, split_method=method)
    assert said[0] == "FOLDS-ONE"
    assert reason in said[1].because


def test_the_guide_holds_one_part_out() -> None:
    _, said = decided(folds, "guide", {"rows": 50}, family="mlp", split_method="stratified")
    assert said.value == 1
    assert "50" in said.because
