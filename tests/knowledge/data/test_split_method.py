"""How the data is split; one row a branch."""

from typing import Any

import pytest

from advisor.engine import Skip
from advisor.knowledge.data.folds import folds
from advisor.knowledge.data.split_method import held_groups, share_of_groups, split_method
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
