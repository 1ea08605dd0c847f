"""How the data is split, and over how many folds; one row a branch."""

from typing import Any

import pytest

from advisor.engine import Skip
from advisor.knowledge.data.split_method import folds, held_groups, share_of_groups, split_method
from advisor.problem import Problem
from tests.knowledge.deciding import decided, speaking

CHOICES: dict[str, Any] = {"family": "mlp", "split_method": "stratified"}


@pytest.mark.parametrize(
    ("facts", "rule", "value"),
    [
        pytest.param({"task": "forecasting"}, "SPLIT-FORECAST", "time-ordered", id="forecast"),
        pytest.param({"future": True}, "SPLIT-TIME", "time-ordered", id="later-data"),
        pytest.param({"time_column": "day"}, "SPLIT-TIME", "time-ordered", id="time-column"),
        pytest.param({"future": True, "groups": 9}, "SPLIT-TIME", "time-ordered", id="time-before-groups"),
        pytest.param({"groups": 2}, "SPLIT-GROUPS-CLASSES", "stratified-grouped", id="two-groups"),
        pytest.param({"group_column": "who"}, "SPLIT-GROUPS-CLASSES", "stratified-grouped", id="column"),
        pytest.param({"groups": 1}, "SPLIT-CLASSES", "stratified", id="one-group"),
        pytest.param({"task": "regression", "groups": 2}, "SPLIT-GROUPS", "grouped", id="groups"),
        pytest.param({"data.smallest_class": 2}, "SPLIT-CLASSES", "stratified", id="smallest-2"),
        pytest.param({"data.smallest_class": 1}, "SPLIT-RANDOM", "random", id="smallest-1"),
        pytest.param({"task": "multiclass", "classes": 5, "rows": 50, "data.smallest_class": 1}, "SPLIT-CLASSES",
                     "stratified", id="smallest-1-of-5"),
        pytest.param({"task": "multiclass", "classes": 5, "rows": 49, "data.smallest_class": 1}, "SPLIT-RANDOM",
                     "random", id="smallest-1-of-few"),
        pytest.param({"data.smallest_class": 1, "groups": 3}, "SPLIT-GROUPS", "grouped", id="smallest-1-groups"),
        pytest.param({"task": "regression"}, "SPLIT-RANDOM", "random", id="regression"),
        pytest.param({"task": "multilabel"}, "SPLIT-RANDOM", "random", id="multilabel"),
        pytest.param({"task": "detection"}, "SPLIT-RANDOM", "random", id="detection"),
        pytest.param({"task": "multiclass", "kind": "audio", "groups": 6}, "SPLIT-GROUPS-CLASSES", "stratified-grouped",
                     id="speakers"),
    ],
)  # fmt: skip
def test_split_method(facts: dict[str, Any], rule: str, value: str) -> None:
    said = decided(split_method, "current", facts)
    assert (said[0], said[1].value) == (rule, value)


def test_a_split_by_time_warns_of_what_it_cannot_do() -> None:
    _, said = decided(split_method, "current", {"future": True, "groups": 9})
    assert "name the time column" in (said.warning or "")
    assert "9 groups" in (said.warning or "")
    assert decided(split_method, "current", {"time_column": "t"})[1].warning is None
    _, said = decided(split_method, "current", {"kind": "image", "future": True})
    assert "sort them" in (said.warning or "")


@pytest.mark.parametrize(("smallest", "rule"), [(2, "SPLIT-CLASSES"), (1, "SPLIT-RANDOM")])
def test_one_group_does_not_tell_of_another(smallest: int, rule: str) -> None:
    said = decided(split_method, "current", {"groups": 1, "data.smallest_class": smallest})
    assert said[0] == rule
    assert "one group" in (said[1].warning or "")
    assert ("1 example:" in (said[1].warning or "")) is (smallest == 1)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param({"data.smallest_class": 1}, "nor two examples of each class", id="class"),
        pytest.param({"task": "regression"}, "nor one class each", id="numbers"),
    ],
)
def test_a_random_split_says_why_it_is_not_stratified(facts: dict[str, Any], reason: str) -> None:
    assert reason in decided(split_method, "current", facts)[1].because


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
    _, said = decided(folds, "guide", {"rows": 50}, **CHOICES)
    assert said.value == 1
    assert "50" in said.because


def test_held_groups() -> None:
    assert [held_groups(n, 0.2) for n in (2, 3, 8, 24, 25, 100)] == [1, 1, 2, 5, 5, 20]
    assert [share_of_groups(n, 0.2) for n in (2, 3, 5, 8, 25, 682)] == [0.5, 1 / 3, 0.2, 0.25, 0.2, 0.2]
    assert [share_of_groups(n, 0.01) for n in (10, 100, 500, 501)] == [0.2, 0.05, 0.01, 0.01]


@pytest.mark.parametrize("decision", [split_method, folds])
@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"split_method": "time-ordered"},
        {"family": "cnn"},
    ],
)
def test_refusals_say_what_is_needed(decision: Any, choices: dict[str, Any]) -> None:
    known = {**CHOICES, **choices, "problem": Problem(task="binary", rows=5_000, image="8x8x1")}
    refusals = [rule(*(known[name] for name in rule.needs)) for rule in speaking(decision, "current", known)]
    assert any(isinstance(said, Skip) for said in refusals)
    assert all(said.because.startswith("needs ") for said in refusals if isinstance(said, Skip))
