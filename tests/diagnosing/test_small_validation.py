"""Noise of small validation sets, gaps of scores, rises: as public logs show them, in inputs of our own making."""

from itertools import count
from typing import Any

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.diagnosing.curves import rises_clearly


def log(key: str = "epoch", /, **columns: list[Any]) -> History:
    rows = [(key, *columns), *zip(count(1), *columns.values(), strict=False)]
    (history,) = read_histories("".join(",".join(map(str, row)) + "\n" for row in rows), "history.csv")
    return history


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


SWING = (0.06, -0.05, 0.02, -0.06, 0.05, -0.03)
FALL = [round(0.1 + 1.2 * 0.8**at, 4) for at in range(30)]
FALLEN = [round(0.4 + 0.8 * 0.6**at, 4) for at in range(30)]


def swung(values: list[float], by: float = 1.0) -> list[float]:
    return [round(value + by * SWING[at % len(SWING)], 4) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("slope", "low", "expected"), [(0.0, 0.3, False), (0.0, 0.0, False), (0.01, 0.0, True), (0.01, 0.3, True)]
)
def test_a_rise_is_told_from_the_lowest_of_many_values_that_swing(slope: float, low: float, expected: bool) -> None:
    there = swung([value + slope * at for at, value in enumerate(FALLEN)])
    there[8] -= low / 3
    assert rises_clearly(there, 0.02) is expected
    assert ("overfitting" in names(log(loss=FALL, val_loss=there))) is expected


def test_a_rise_that_leaves_the_score_where_it_is_is_one_all_the_same() -> None:
    there = swung([value + 0.006 * at for at, value in enumerate(FALLEN)], 0.3)
    score = [0.5, 0.6, *[0.75, 0.76] * 13, 0.76, 0.76]
    assert names(log(loss=FALL, val_loss=there, acc=[0.5, *[0.8] * 29], val_acc=score)) == ["overfitting"]


@pytest.mark.parametrize(
    ("there", "expected"),
    [
        ([0.071, 0.049, 0.047, 0.048, 0.057], "too-few-to-tell"),
        ([0.071, 0.049, 0.047, 0.048, 0.057, 0.066], "overfitting"),
    ],
)
def test_two_rises_behind_the_best_may_be_noise_and_three_are_not(there: list[float], expected: str) -> None:
    assert names(log(loss=[0.3, 0.05, 0.035, 0.026, 0.02, 0.015][: len(there)], val_loss=there)) == [expected]


@pytest.mark.parametrize(("ends", "expected"), [(0.93, "generalization-gap"), (0.79, "healthy")])
def test_training_answers_beyond_those_of_validation_that_gain_nothing(ends: float, expected: str) -> None:
    right = [0.4 + (ends - 0.4) * min(1.0, at / 15) for at in range(20)]
    there = [0.4 + 0.36 * min(1.0, at / 8) + 0.004 * (at % 2) for at in range(20)]
    train = [round(0.5 + 1.2 * 0.8**at, 4) for at in range(20)]
    history = log(loss=train, val_loss=swung(FALLEN[:20], 0.3), acc=right, val_acc=there)
    assert names(history) == [expected]


def test_validation_that_still_falls_behind_training_improves() -> None:
    there = [round(2.2 - 0.03 * at, 4) for at in range(20)]
    right, correct = [0.2 + 0.03 * at for at in range(20)], [0.2 + 0.02 * at for at in range(20)]
    assert names(log(loss=FALL[:20], val_loss=there, acc=right, val_acc=correct)) == ["still-improving"]


def test_one_score_in_the_last_of_a_few_epochs_is_chance() -> None:
    few = log(loss=[1.2, 1.1, 0.9, 0.8, 0.85], val_loss=[1.2, 1.4, 1.3, 1.4, 1.6], val_acc=[0.29, 0.57, *[0.43] * 3])
    assert "class-collapse" not in names(few)
    assert names(log(loss=[1.2, 1.1, 1.0, 1.0, 1.0, 1.0], val_acc=[0.43] * 6)) == ["class-collapse"]


def test_swings_of_a_loss_that_falls_all_the_same() -> None:
    train = swung([round(0.7 - 0.03 * at, 4) for at in range(18)], 0.6)
    assert "oscillating" not in names(log(loss=train))
    assert "oscillating" in names(log(loss=[0.7, 0.5, *swung([0.45] * 16)]))


def test_swings_of_validation_that_falls_all_the_same() -> None:
    there = swung([round(1.6 - 0.02 * at, 4) for at in range(30)], 0.8)
    train = [round(1.8 - 0.03 * at, 4) for at in range(30)]
    assert "noisy-validation" not in names(log(loss=train, val_loss=there))
    assert "noisy-validation" in names(log(loss=train, val_loss=swung([1.3] * 30, 0.8)))


def test_a_short_noisy_run_that_has_not_ended_improves() -> None:
    there = [0.59, 0.54, 0.51, 0.51, 0.43, 0.43, 0.46, 0.38, 0.4, 0.35, 0.35, 0.38, 0.34, 0.31, 0.32]
    train = [0.67, 0.6, 0.56, 0.54, 0.52, 0.51, 0.49, 0.48, 0.46, 0.45, 0.44, 0.43, 0.42, 0.41, 0.4]
    assert names(log(loss=train, val_loss=there)) == ["still-improving"]


def test_a_single_last_loss_of_a_long_run_throws_nothing_back() -> None:
    train = [round(0.1 + 0.9 * 0.95**at + 0.04 * (at % 3), 4) for at in range(200)]
    assert "unstable" not in names(log(loss=[*train[:-2], 0.27, 0.28]))


def test_a_small_rise_of_a_long_curve_is_one() -> None:
    there = [0.1045 - 0.0006 * min(1.0, at / 100) + 0.000012 * max(0, at - 150) for at in range(400)]
    train = [0.07 + 0.02 * 0.99**at for at in range(400)]
    assert names(log("iter", loss=train, val_loss=there)) == ["overfitting"]


def test_a_score_that_is_lost_beside_a_loss_that_stands_above_its_best() -> None:
    there = [0.583, 0.578, 0.538, 0.63, 0.606, 0.591, 0.588, 0.597, 0.589, 0.592]
    train = [0.666, 0.612, 0.574, 0.552, 0.541, 0.533, 0.528, 0.527, 0.526, 0.524]
    right = [0.84, 0.75, 0.77, 0.67, 0.69, 0.7, 0.71, 0.7, 0.7, 0.7]
    assert names(log(train_loss=train, val_loss=there, val_acc=right)) == ["overfitting"]


def test_a_training_loss_that_grows_by_design_is_judged_by_validation() -> None:
    there = [round(0.014 + 0.02 * 0.7**at, 5) for at in range(30)]
    train = [round(0.001 + 0.0009 * at, 5) for at in range(30)]
    assert names(log(loss=train, val_loss=there)) == ["healthy"]
    assert names(log(loss=train)) == ["diverging"]


def test_masks_of_which_hardly_one_is_found() -> None:
    dice = [0.13, 0.22, *[round(0.26 + 0.001 * (at % 3), 3) for at in range(18)]]
    low = [1.4, 0.5, *[0.06] * 18]
    history = log(loss=low, val_loss=low, dice_coef=dice, val_dice_coef=dice)
    assert names(history) == ["class-collapse"]
    assert "background" in diagnose(history)[0].evidence[0]


def test_a_gradient_norm_that_was_not_computed() -> None:
    history = log("step", loss=[round(2 * 0.9**at, 3) for at in range(20)], grad_norm=[0.0] * 20)
    assert "dead-or-vanishing-gradients" not in names(history)


def test_losses_that_are_less_than_is_printed_leave_no_gap() -> None:
    history = log(
        loss=[0.001, *[0.0] * 5], val_loss=[0.001] * 6, acc=[0.95, *[0.985] * 5], val_acc=[0.97, *[0.976] * 5]
    )
    assert "generalization-gap" not in names(history)


def test_a_first_loss_of_a_single_batch_is_no_beginning() -> None:
    means = [0.04, 0.14, 0.16, 0.15, 0.146, 0.143, 0.14, 0.139, 0.138, 0.137]
    assert names(log("step", loss=means)) == ["diverging"]
    assert "diverging" not in names(log("step", loss=means, train_acc=[0.5, *[0.96] * 9]))
