"""Runs of three to eight epochs, as most pasted logs are, and losses that say more: inputs of our own making."""

from typing import Any

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.diagnosing.advice import advise
from tests.diagnosing.test_small_validation import log, names

CHANCE = 0.6931


@pytest.mark.parametrize(
    ("train", "there", "expected"),
    [
        ([0.6, 0.4, 0.3, 0.22, 0.15], [0.5, 0.42, 0.40, 0.41, 0.43], "overfitting"),
        ([0.35, 0.2, 0.12, 0.07], [0.31, 0.28, 0.29, 0.30], "overfitting"),
        ([1.34, 1.08, 1.05, 1.03, 0.98], [1.11, 1.01, 0.99, 1.03, 1.07], "too-few-to-tell"),
        ([0.6, 0.5, 0.45, 0.42, 0.40], [0.55, 0.47, 0.440, 0.441, 0.442], "healthy"),
        ([0.6, 0.4, 0.3, 0.22, 0.15], [0.5, 0.42, 0.40, 0.36, 0.37], "healthy"),
    ],
)
def test_two_rises_count_where_training_goes_on_as_clearly(
    train: list[float], there: list[float], expected: str
) -> None:
    assert names(log(loss=train, val_loss=there)) == [expected]


def test_what_is_too_few_to_tell_names_the_epoch_to_keep() -> None:
    (found,) = diagnose(log(loss=[1.34, 1.08, 1.05, 1.03], val_loss=[1.11, 1.016, 1.03, 1.074]))
    assert found.name == "too-few-to-tell"
    assert "epoch 2" in found.evidence[0]


def test_a_loss_that_falls_at_each_of_a_few_epochs_has_not_stopped_falling() -> None:
    assert "underfitting" not in names(
        log(loss=[1.34, 1.2, 1.12, 1.06, 1.01, 0.97], acc=[0.4, 0.45, 0.5, 0.53, 0.55, 0.57])
    )


def test_three_epochs_at_the_loss_of_guessing_are_not_healthy() -> None:
    history = log(loss=[0.7012, 0.6941, 0.6936], val_loss=[0.6933, 0.6932, 0.6931], val_acc=[0.53] * 3)
    assert names(history) == ["not-learning"]
    better = log(loss=[0.7012, 0.6941, 0.6936], val_loss=[0.6933, 0.6932, 0.6931], val_acc=[0.53, 0.56, 0.6])
    assert "not-learning" not in names(better)


@pytest.mark.parametrize(("ends", "expected"), [(0.93, "generalization-gap"), (0.12, "healthy")])
def test_a_few_evaluations_far_above_a_training_loss_by_the_step(ends: float, expected: str) -> None:
    train = [round(1.9 * 0.88**at, 4) for at in range(40)]
    rows: list[dict[str, Any]] = [{"step": at, "epoch": at / 4, "loss": loss} for at, loss in enumerate(train, 1)]
    there = [ends * 1.09, ends * 0.97, ends] if ends > 0.5 else [0.5, 0.2, ends]
    rows += [{"step": at, "epoch": at / 4, "eval_loss": value} for at, value in zip((13, 26, 40), there, strict=True)]
    (history,) = read_histories(str({"log_history": rows}).replace("'", '"'), "trainer_state.json")
    assert names(history)[0] == expected


# --- losses that say more than their curve ---------------------------------------------------------------------------


def saturated(scores: list[float], cut: float = 16.118) -> History:
    return log(loss=[round(cut * (1 - score), 4) for score in scores], acc=scores)


@pytest.mark.parametrize("cut", [16.118, 15.425, 100.0])
def test_wrong_answers_that_cost_the_most_there_is_are_of_saturated_outputs(cut: float) -> None:
    (advice, *_) = advise(diagnose(saturated([0.214, 0.267, 0.278, 0.283, 0.2854, 0.2867, 0.2873, 0.2875], cut)))
    assert any("cut off" in each for each in advice.condition.evidence)
    assert advice.remedies[0].says.startswith("check the output layer") or advice.remedies[0].source == "guide:G-IN-1"
    assert "guide:G-IN-1" in [each.source for each in advice.remedies[:2]]


def test_a_usual_loss_is_of_no_saturated_outputs() -> None:
    history = log(
        loss=[2.3, 2.29, 2.285, 2.281, 2.28, 2.28, 2.28, 2.28], acc=[0.1, 0.11, 0.11, 0.12, 0.12, 0.12, 0.12, 0.12]
    )
    assert not any("cut off" in each for each in diagnose(history)[0].evidence)


def test_a_loss_that_hardly_falls_beside_a_score_that_does_not_rise_is_not_learnt_from() -> None:
    scores = [0.114, 0.140, 0.125, 0.132, 0.124, 0.125, 0.109, 0.111, 0.102, 0.108, 0.089, 0.110]
    loss = [2.043, 2.0, 2.02, 2.024, 2.002, 2.011, 1.987, 1.986, 1.971, 1.978, 2.01, 1.991]
    there = [8.5, 4.7, 8.6, 4.3, 3.8, 5.5, 6.8, 6.1, 7.3, 4.8, 3.7, 7.8]
    assert names(log(loss=loss, val_loss=there, accuracy=scores))[0] == "not-learning"


def test_what_is_solved_and_stands_is_healthy() -> None:
    history = log(
        train_loss=[0.2081, 0.2076, 0.2071, 0.2071, *[0.2067] * 5, 0.2066, 0.2067, 0.2066], train_acc=[1.0] * 12,
        val_loss=[0.336] * 12, val_acc=[0.99] * 12,
    )  # fmt: skip
    assert names(history) == ["healthy"]


def test_a_training_loss_that_climbs_from_the_second_epoch_on_diverges() -> None:
    climbs = [0.265, 0.238, 0.242, 0.245, 0.249, 0.284, 0.285, 0.279, 0.307, 0.323]
    assert names(log(loss=climbs)) == ["diverging"]
    assert names(log(loss=[*climbs[:5], 0.24, 0.238, 0.236, 0.234, 0.232])) != ["diverging"]


def test_a_loss_with_another_part_since_the_fifth_epoch_is_no_loss_of_what_was_learnt() -> None:
    train = [0.115, 0.045, 0.028, 0.022, *[0.7 - 0.001 * at for at in range(10)]]
    scores = [0.953, 0.979, 0.989, 0.990, 0.994, 0.994, 0.994, 0.992, 0.994, 0.995, 0.995, 0.998, 0.996, 0.995]
    there = [0.032, 0.045, 0.010, 0.008, 0.005, 0.02, 0.026, 0.0275, 0.012, 0.024, 0.020, 0.018, 0.003, 0.013]
    assert not {"diverging", "unstable"} & set(names(log(train_loss=train, val_loss=there, val_acc=scores)))


def test_a_training_loss_that_creeps_at_its_end_is_not_worth_going_on_for() -> None:
    creeps = [0.1459, 0.1335, *[round(0.1315 - 0.0055 * (1 - 0.96**at), 5) for at in range(60)]]
    assert names(log(loss=creeps)) == ["underfitting"]


def test_every_second_epoch_that_saw_one_batch_says_nothing_of_training() -> None:
    loss = [0.4528, 0.4902, 0.3504, 0.3413, 0.3222, 0.7354, 0.3112, 0.1815, 0.2827, 0.8552]
    right = [0.7858, 0.8438, 0.8413, 0.8750, 0.8515, 0.9062, 0.8628, 0.9688, 0.8725, 0.7500]
    there = [0.315, 0.3227, 0.3072, 0.3028, 0.264, 0.2728, 0.2827, 0.283, 0.2897, 0.4156]
    history = log(loss=loss, accuracy=right, val_loss=there)
    assert history.get("train_loss") == loss[::2]
    assert any("ran out" in each for each in diagnose(history)[0].evidence)
    usual = log(loss=loss, accuracy=[score + 0.0007 for score in right], val_loss=there)
    assert usual.get("train_loss") == loss
    assert usual.found == ""


# --- names -----------------------------------------------------------------------------------------------------------


def one(text: str, name: str = "train.log") -> History:
    (history,) = read_histories(text, name)
    return history


def test_tr_and_va_are_training_and_validation() -> None:
    text = "".join(
        f"Ep {at:3}/18  tr_loss={0.4 - 0.02 * at:.4f} tr_acc={0.78 + 0.01 * at:.4f}  |  va_loss={0.35 + 0.01 * at:.4f}"
        f" va_acc=0.8{at}\n"
        for at in range(1, 10)
    )
    history = one(text)
    assert (history.get("validation_loss")[0], history.get("train_score")[0]) == (0.36, 0.79)
    headed = "".join(f"Ep {at}/9 | Tr loss=0.{9 - at}1 acc=0.7 | Va loss=0.{9 - at}2 acc=0.6\n" for at in range(1, 8))
    assert one(headed).get("validation_score") == [0.6] * 7


def test_batches_of_basicsr_with_thousands_in_their_steps() -> None:
    text = "".join(
        f"23-05-06 01:00:22 - INFO: [epoch:  3, iter: {at:>8,}, lr:(1.993e-04,)] l_pix: {1 / at:.4e} \n"
        for at in range(100, 20_000, 100)
    )
    history = one(text)
    assert (history.unit, history.epochs[-1], history.get("train_loss")[0]) == ("step", 19_900.0, 0.01)
    rivals = text.replace("l_pix: ", "l_g_pix: 1.0e-02 l_d_real: ")
    assert names(one(rivals)) == ["loss-tells-little"]


def test_a_heading_of_validation_is_not_put_before_a_name_that_says_so() -> None:
    text = "Validation:\n" + "".join(f"INFO - Validation cross entropy: {1.05 * 0.99**at:.4f}\n" for at in range(60))
    assert len(one(text).get("validation_loss")) == 60


@pytest.mark.parametrize(
    ("column", "series"),
    [
        ("val_score", "validation_score"),
        ("validation_epoch_average", "validation_loss"),
        ("val_rmse", "validation_error"),
    ],
)
def test_more_names_of_validation(column: str, series: str) -> None:
    history = log(**{"train_loss": [0.9, 0.5, 0.3, 0.2, 0.1], column: [0.9, 0.8, 0.75, 0.74, 0.74]})
    assert len(history.get(series)) == 5
    assert not any("nothing is logged of validation" in each for each in diagnose(history)[0].evidence)


def test_a_ranking_is_read_in_place_of_an_accuracy_that_counts_the_common_class() -> None:
    falls = [round(0.28 * 0.93**at, 4) for at in range(40)]
    rises = [round(max(0.2 * 0.85**at, 0) + 0.08 + 0.0015 * max(0, at - 14), 4) for at in range(40)]
    ranked = [0.95 - 0.002 * abs(at - 14) for at in range(40)]
    right = [min(0.997, 0.95 + 0.002 * at) for at in range(40)]
    history = log(
        auc=[min(0.9999, 0.7 + 0.02 * at) for at in range(40)], binary_accuracy=right, loss=falls,
        val_auc=ranked, val_binary_accuracy=[0.976] * 40, val_loss=rises,
    )  # fmt: skip
    assert history.places["validation_score"] == "val_auc"
    assert names(history) == ["overfitting"]


def test_a_loss_below_zero_beside_an_overlap_of_masks_has_labels_outside_0_to_1() -> None:
    text = "".join(
        f"Epoch {at}/9\n6/6 [====] - 0s 52ms/step - loss: {24 - 30 * at} - iou_score: {0.5 * at} -"
        f" val_loss: {30 - 25 * at} - val_iou_score: {0.4 * at:.1f}\n"
        for at in range(1, 10)
    )
    assert names(one(text))[0] == "loss-does-not-fit"
