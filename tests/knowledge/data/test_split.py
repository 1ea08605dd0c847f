"""How data is set aside: each rule as the plain function that it is, one row a branch."""

from typing import Any

import pytest

from advisor.engine import Pick, Skip
from advisor.knowledge.data import split as splitting
from advisor.knowledge.data import split_method
from advisor.knowledge.data import split_method as splitting_method
from advisor.knowledge.data.split_method import held_groups, share_of_groups
from advisor.problem import Problem
from tests.knowledge.deciding import speaking


def problem(task: str = "binary", **facts: Any) -> Problem:
    return Problem(task=task, **facts)


SINGLE: dict[str, Any] = {"groups": 1, "data.smallest_class": 1}


def answer(decision: Any, *arguments: Any, ruleset: str = "current") -> Any:
    """What the first rule that picks says, given the arguments that each of them asks for."""
    facts = dict(zip(("problem", "family", "split_method", "folds", "validation_fraction"), arguments, strict=False))
    for rule in speaking(decision, ruleset, facts):
        said = rule(**{name: facts[name] for name in rule.needs})
        if isinstance(said, Pick):
            return rule.id, said
    raise AssertionError("no rule picks")


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
        pytest.param({"data.smallest_class": 1, "groups": 3}, "SPLIT-GROUPS", "grouped", id="smallest-1-groups"),
        pytest.param({"task": "regression"}, "SPLIT-RANDOM", "random", id="regression"),
        pytest.param({"task": "multilabel"}, "SPLIT-RANDOM", "random", id="multilabel"),
        pytest.param({"task": "detection"}, "SPLIT-RANDOM", "random", id="detection"),
        pytest.param({"task": "multiclass", "kind": "audio", "groups": 6}, "SPLIT-GROUPS-CLASSES", "stratified-grouped",
                     id="speakers"),
    ],
)  # fmt: skip
def test_split_method(facts: dict[str, Any], rule: str, value: str) -> None:
    said = answer(split_method.split_method, problem(**facts))
    assert (said[0], said[1].value) == (rule, value)


def test_a_split_by_time_warns_of_what_it_cannot_do() -> None:
    said = splitting_method.the_latest_rows_judge(problem(future=True, groups=9))
    assert isinstance(said, Pick)
    assert "name the column" in (said.warning or "")
    assert "9 groups" in (said.warning or "")
    said = splitting_method.the_latest_rows_judge(problem(time_column="t"))
    assert isinstance(said, Pick)
    assert said.warning is None


def test_one_group_cannot_judge_another() -> None:
    said = splitting_method.like_proportions_of_classes(problem(groups=1))
    assert isinstance(said, Pick)
    assert "one group" in (said.warning or "")
    said = splitting_method.random_parts(problem(**SINGLE))
    assert isinstance(said, Pick)
    assert "one group" in (said.warning or "")
    assert "1 example" in (said.warning or "")


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
        pytest.param({"task": "binary", "data.kind": "text", "rows": 4_999}, "ngram-mlp", "stratified", "FOLDS-WORDS",
                     5, id="texts-4999"),
        pytest.param({"task": "binary", "data.kind": "text", "rows": 5_000}, "ngram-mlp", "stratified", "FOLDS-ONE",
                     1, id="texts-5000"),
        pytest.param({"task": "binary", "data.kind": "text", "rows": 2_000, "priority": "speed"}, "ngram-mlp",
                     "stratified", "FOLDS-ONE", 1, id="texts-at-speed"),
        pytest.param({"task": "multilabel", "data.kind": "text", "rows": 2_000}, "ngram-mlp", "random", "FOLDS-ONE",
                     1, id="texts-with-several-labels"),
        pytest.param({"rows": 900, "groups": 4, "data.smallest_class": 1}, "mlp", "grouped", "FOLDS-ONE", 1,
                     id="groups-with-one-a-class"),
    ],
)  # fmt: skip
def test_folds(facts: dict[str, Any], family: str, method: str, rule: str, value: int) -> None:
    said = answer(split_method.folds, problem(**facts), family, method)
    assert (said[0], said[1].value) == (rule, value)


def test_the_guide_knows_one_hold_out() -> None:
    said = splitting_method.guide_holds_one_part_out(problem(rows=50))
    assert isinstance(said, Pick)
    assert said.value == 1
    assert "50" in said.because


@pytest.mark.parametrize(
    ("facts", "method", "folds", "rule", "value"),
    [
        pytest.param({"rows": 700}, "stratified", 5, "VAL-FOLDS", 0.2, id="five-folds"),
        pytest.param({"rows": 200}, "stratified", 8, "VAL-FOLDS", 0.125, id="eight-folds"),
        pytest.param({"rows": 200}, "stratified", 3, "VAL-FOLDS", 0.333, id="three-folds"),
        pytest.param({"rows": 50_000}, "stratified", 1, "VAL-FIFTH", 0.2, id="rows-50000"),
        pytest.param({"rows": 50_001}, "stratified", 1, "VAL-FIFTH", 0.2, id="rows-50001"),
        pytest.param({"rows": 60_000}, "stratified", 1, "VAL-LARGE", 0.167, id="rows-60000"),
        pytest.param({"rows": 1_000_000}, "stratified", 1, "VAL-LARGE", 0.01, id="a-hundredth"),
        pytest.param({"rows": 10**10}, "stratified", 1, "VAL-LARGE", 1e-5, id="ten-billion"),
        pytest.param({"rows": 10**6, "imbalance": 999}, "stratified", 1, "VAL-LARGE", 0.1, id="rare-class"),
        pytest.param({"rows": 10**9, "imbalance": 10**7}, "stratified", 1, "VAL-LARGE", 0.001, id="very-rare-class"),
        pytest.param({"rows": 10**6, "task": "regression"}, "random", 1, "VAL-LARGE", 0.01, id="regression"),
        pytest.param({"rows": 3_000, "groups": 2}, "grouped", 1, "VAL-GROUPS", 0.5, id="two-groups"),
        pytest.param({"rows": 3_000, "groups": 8}, "grouped", 1, "VAL-GROUPS", 0.25, id="eight-groups"),
        pytest.param({"rows": 3_000, "groups": 30}, "grouped", 1, "VAL-GROUPS", 0.2, id="thirty-groups"),
        pytest.param({"rows": 10**7, "groups": 30}, "grouped", 1, "VAL-GROUPS", 0.167, id="five-groups-at-least"),
        pytest.param({"rows": 10**7, "groups": 10**4}, "grouped", 1, "VAL-GROUPS", 0.01, id="many-groups"),
        pytest.param({"rows": 3_000, "group_column": "g"}, "grouped", 1, "VAL-FIFTH", 0.2, id="unknown-groups"),
        pytest.param({"task": "language-modeling", "tokens": 10**7}, "random", 1, "VAL-TOKENS", 0.1, id="tokens-few"),
        pytest.param({"task": "language-modeling", "tokens": 10**12}, "random", 1, "VAL-TOKENS", 4.19e-5,
                     id="tokens-many"),
        pytest.param({"task": "forecasting", "rows": 1_000, "horizon": 200}, "time-ordered", 1, "VAL-STEPS", 0.2,
                     id="horizon-200"),
        pytest.param({"task": "forecasting", "rows": 1_000, "horizon": 201}, "time-ordered", 1, "VAL-STEPS", 0.201,
                     id="horizon-201"),
        pytest.param({"task": "forecasting", "rows": 1_000, "horizon": 500}, "time-ordered", 1, "VAL-STEPS", 0.5,
                     id="horizon-half"),
        pytest.param({"task": "forecasting", "rows": 10**9, "series": 10**6, "horizon": 24}, "time-ordered", 1,
                     "VAL-STEPS", 0.024, id="a-million-series"),
    ],
)  # fmt: skip
def test_validation_fraction(facts: dict[str, Any], method: str, folds: int, rule: str, value: float) -> None:
    said = answer(splitting.validation_fraction, problem(**facts), "mlp", method, folds)
    assert (said[0], said[1].value) == (rule, pytest.approx(value))


@pytest.mark.parametrize(
    ("facts", "method", "folds", "said"),
    [
        pytest.param({"rows": 495}, "stratified", 1, "only 99 examples", id="part-99"),
        pytest.param({"rows": 500}, "stratified", 1, None, id="part-100"),
        pytest.param({"rows": 505}, "stratified", 1, None, id="part-101"),
        pytest.param({"rows": 99}, "stratified", 8, "99 examples: an accuracy may be off by 10 points", id="folds-99"),
        pytest.param({"rows": 100}, "stratified", 8, None, id="folds-100"),
        pytest.param({"rows": 60, "task": "regression"}, "random", 1, "a score may be off by 29%", id="numbers"),
        pytest.param({"rows": 2_000, "data.smallest_class": 49}, "stratified", 1, "by 9 examples", id="class-9"),
        pytest.param({"rows": 2_000, "data.smallest_class": 50}, "stratified", 1, None, id="class-10"),
        pytest.param({"rows": 2_000, "data.smallest_class": 51}, "stratified", 1, None, id="class-11"),
        pytest.param({"rows": 3_000, "groups": 8}, "stratified-grouped", 1, "by 2 of 8 groups", id="two-speakers"),
        pytest.param({"rows": 3_000, "groups": 8}, "stratified-grouped", 5, None, id="folds-over-speakers"),
        pytest.param({"rows": 3_000, "groups": 4}, "stratified-grouped", 4, "by 4 of 4 groups", id="four-speakers"),
        pytest.param({"rows": 3_000, "groups": 25}, "stratified-grouped", 1, None, id="five-of-25"),
        pytest.param({"rows": 10**6, "groups": 8}, "time-ordered", 1, None, id="groups-do-not-judge-by-time"),
    ],
)  # fmt: skip
def test_small_validation_parts_are_named(facts: dict[str, Any], method: str, folds: int, said: str | None) -> None:
    warning = answer(splitting.validation_fraction, problem(**facts), "mlp", method, folds)[1].warning
    assert warning is None if said is None else said in warning


def test_a_horizon_longer_than_half_a_series_is_named() -> None:
    said = splitting.steps_enough_for_a_horizon(problem("forecasting", rows=1_000, horizon=501))
    assert isinstance(said, Pick)
    assert said.value == 0.5
    assert "cannot hold a horizon of 501 twice" in (said.warning or "")


@pytest.mark.parametrize(
    ("rows", "folds", "fraction", "left"),
    [
        pytest.param(2, 1, 0.2, 1, id="two-rows"),
        pytest.param(3, 3, 0.333, 2, id="leave-one-out"),
        pytest.param(891, 5, 0.2, 712, id="five-folds"),
        pytest.param(1_000, 1, 0.2, 800, id="a-fifth"),
        pytest.param(10**10, 1, 1e-5, 10**10 - 10**5, id="ten-billion"),
        pytest.param(100, 1, 0.07, 93, id="no-rounding-up-of-noise"),
    ],
)
def test_train_rows(rows: int, folds: int, fraction: float, left: int) -> None:
    said = splitting.what_is_left(problem("regression", rows=rows), folds, fraction)
    assert isinstance(said, Pick)
    assert said.value == left


def test_held_groups() -> None:
    assert [held_groups(n, 0.2) for n in (2, 3, 8, 24, 25, 100)] == [1, 1, 2, 5, 5, 20]
    assert [share_of_groups(n, 0.2) for n in (2, 3, 5, 8, 25, 682)] == [0.5, 1 / 3, 0.2, 0.25, 0.2, 0.2]
    assert [share_of_groups(n, 0.01) for n in (10, 100, 500, 501)] == [0.2, 0.05, 0.01, 0.01]


@pytest.mark.parametrize("decision", [split_method.split_method, split_method.folds, splitting.validation_fraction])
def test_refusals_say_what_is_needed(decision: Any) -> None:
    facts = {"problem": problem(rows=5_000), "family": "mlp", "split_method": "stratified", "folds": 1}
    for rule in speaking(decision, "current", facts):
        said = rule(**{name: facts[name] for name in rule.needs})
        assert not isinstance(said, Skip) or "needs" in said.because
