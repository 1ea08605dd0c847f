"""How much is held out for validation; one row a branch."""

from typing import Any

import pytest

from advisor.knowledge.data.split import test_fraction, train_rows, validation_fraction
from tests.knowledge.deciding import decided

IMAGES: dict[str, Any] = {"data.kind": "image"}


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
        pytest.param(IMAGES | {"rows": 990}, "stratified", 1, "VAL-FIFTH", 0.2, id="images-990"),
        pytest.param(IMAGES | {"rows": 1_000}, "stratified", 1, "VAL-IMAGES", 0.1, id="images-1000"),
        pytest.param(IMAGES | {"rows": 1_010}, "stratified", 1, "VAL-IMAGES", 0.1, id="images-1010"),
        pytest.param(IMAGES | {"rows": 99_999}, "stratified", 1, "VAL-IMAGES", 0.1, id="images-99999"),
        pytest.param(IMAGES | {"rows": 100_000}, "stratified", 1, "VAL-LARGE", 0.1, id="images-100000"),
        pytest.param(IMAGES | {"rows": 3_000}, "stratified-grouped", 1, "VAL-FIFTH", 0.2, id="images-grouped"),
        pytest.param(IMAGES | {"rows": 3_000, "data.smallest_class": 99}, "stratified", 1, "VAL-FIFTH", 0.2,
                     id="images-class-99"),
        pytest.param(IMAGES | {"rows": 3_000, "data.smallest_class": 100}, "stratified", 1, "VAL-IMAGES", 0.1,
                     id="images-class-100"),
    ],
)  # fmt: skip
def test_validation_fraction(facts: dict[str, Any], method: str, folds: int, rule: str, value: float) -> None:
    family = "cnn" if facts.get("data.kind") == "image" else "mlp"
    said = decided(validation_fraction, "current", facts, split_method=method, folds=folds, family=family)
    assert (said[0], said[1].value) == (rule, pytest.approx(value))


@pytest.mark.parametrize(("held", "folds", "expected"), [(0.1, 1, 0.2), (0.2, 1, 0.2), (0.3, 1, 0.3), (0.125, 8, 0.2)])
def test_the_test_set_is_no_smaller_where_less_validates(held: float, folds: int, expected: float) -> None:
    said = decided(test_fraction, "current", IMAGES | {"rows": 3_000}, validation_fraction=held, folds=folds)
    assert (said[0], said[1].value) == ("TEST-KEPT", expected)


@pytest.mark.parametrize(
    ("facts", "method", "folds", "said"),
    [
        pytest.param({"rows": 495}, "stratified", 1, "only 99 examples", id="part-99"),
        pytest.param({"rows": 500}, "stratified", 1, None, id="part-100"),
        pytest.param({"rows": 505}, "stratified", 1, None, id="part-101"),
        pytest.param({"rows": 99}, "stratified", 8, "99 examples: an accuracy may be off by 10 points", id="folds-99"),
        pytest.param({"rows": 100}, "stratified", 8, None, id="folds-100"),
        pytest.param({"rows": 60, "task": "regression"}, "random", 1, "a score may be off by 29%", id="numbers"),
        pytest.param({"rows": 2_000, "data.smallest_class": 49}, "stratified", 1, "on 9 examples", id="class-9"),
        pytest.param({"rows": 2_000, "data.smallest_class": 50}, "stratified", 1, None, id="class-10"),
        pytest.param({"rows": 2_000, "data.smallest_class": 51}, "stratified", 1, None, id="class-11"),
        pytest.param({"rows": 3_000, "groups": 8}, "stratified-grouped", 1, "on 2 of 8 groups", id="two-speakers"),
        pytest.param({"rows": 3_000, "groups": 8}, "stratified-grouped", 5, None, id="folds-over-speakers"),
        pytest.param({"rows": 3_000, "groups": 4}, "stratified-grouped", 4, "on 4 of 4 groups", id="four-speakers"),
        pytest.param({"rows": 3_000, "groups": 25}, "stratified-grouped", 1, None, id="five-of-25"),
        pytest.param({"rows": 10**6, "groups": 8}, "time-ordered", 1, None, id="groups-do-not-judge-by-time"),
    ],
)  # fmt: skip
def test_small_validation_parts_are_named(facts: dict[str, Any], method: str, folds: int, said: str | None) -> None:
    warning = decided(validation_fraction, "current", facts, split_method=method, folds=folds)[1].warning
    assert warning is None if said is None else said in (warning or "")


def test_a_horizon_longer_than_half_a_series_is_named() -> None:
    facts = {"task": "forecasting", "rows": 1_000, "horizon": 501}
    _, said = decided(validation_fraction, "current", facts, split_method="time-ordered")
    assert said.value == 0.5
    assert "cannot hold a horizon of 501 twice" in (said.warning or "")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        pytest.param({"rows": 10**6}, "10,000 of 1 million examples, 5,000 of them of the smallest class", id="class"),
        pytest.param({"rows": 10**6, "task": "regression"}, "10,000 of 1 million examples leaves about 1%", id="all"),
    ],
)
def test_the_noise_is_that_of_the_smallest_class(facts: dict[str, Any], reason: str) -> None:
    _, said = decided(validation_fraction, "current", facts, split_method="random")
    assert reason in said.because


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
    facts = {"task": "regression", "rows": rows}
    _, said = decided(train_rows, "current", facts, folds=folds, validation_fraction=fraction)
    assert said.value == left
