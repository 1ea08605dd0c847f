"""What is easily misjudged: what has settled, what was lost again, a score beside a loss, values of single batches."""

from collections.abc import Sequence
from typing import Any

import pytest

from advisor.diagnosing import History, diagnose, read_histories

FALL = [round(0.05 + 1.5 * 0.8**at, 4) for at in range(20)]
FLAT = [0.66, 0.56, *[0.5 + 0.002 * (at % 2) for at in range(18)]]
FAIR = [0.6, 0.76, *[0.8, 0.81] * 9]


def table(key: str = "epoch", every: int = 1, /, **columns: Sequence[Any]) -> History:
    rows = [(key, *columns), *((at * every, *row) for at, row in enumerate(zip(*columns.values(), strict=True), 1))]
    (history,) = read_histories("".join(",".join(map(str, row)) + "\n" for row in rows), "history.csv")
    return history


ANNEALED = [0.1 * (1 - at / 20) for at in range(20)]
CASES: dict[str, tuple[History, str]] = {
    "as far as the data allow": (
        table(loss=FLAT, val_loss=FLAT, accuracy=FAIR, val_accuracy=FAIR), "settled"),
    "no better than chance": (
        table(loss=[0.80, *[0.69] * 19], val_loss=[0.69] * 20, accuracy=[0.5] * 19 + [0.52],
              val_accuracy=[0.51] * 19 + [0.5]), "underfitting"),
    "regularised too much": (
        table(loss=[0.66, 0.48, *[0.53] * 18], val_loss=[0.53] * 20, val_accuracy=FAIR), "underfitting"),
    "a rate that has come to its end": (
        table(loss=[2.0, 1.2, *[1.0] * 18], val_loss=[1.5, 1.1, *[1.0] * 18], lr=ANNEALED), "healthy"),
    "published weights, tuned by the step": (
        table("step", 10, loss=[1.6, 1.4, *[1.1 + 0.05 * (at % 3) for at in range(78)]]), "healthy"),
    "the rate still warms up": (
        table("step", 1, loss=[1.8, *[1.77] * 19], lr=[1e-6 * at for at in range(1, 21)]), "too-few-to-tell"),
    "lost again": (table(loss=[*FALL[:14], 0.2, 0.3, 0.4, 0.45, 0.5, 0.5]), "unstable"),
    "nothing is learnt": (table(loss=[3e9] * 20), "not-learning"),
    "from vast to what it can, step by step": (table(loss=[1e13 * 0.05**at + 13 for at in range(20)]), "healthy"),
    "training swings, validation does not": (
        table(loss=[1.9, *[0.6 - 0.03 * at + 0.2 * (at % 2) for at in range(12)], *[0.3] * 7],
              val_loss=[1.2 * 0.93**at for at in range(20)]), "still-improving"),
    "one low value of a noisy validation": (
        table(loss=[round(0.3 + 1.2 * 0.8**at, 4) for at in range(20)],
              val_loss=[1.5, 1.0, *[0.5, 0.52] * 4, 0.44, *[0.5, 0.52] * 4, 0.51]), "healthy"),
    "validation stands while training falls on": (
        table(loss=FALL, val_loss=[1.5, 1.0, 0.7, *[0.5, 0.52] * 8, 0.51]), "generalization-gap"),
    "scores that part, without a validation loss": (
        table(loss=FALL, accuracy=[0.4 + 0.03 * at for at in range(20)], val_accuracy=[0.4, 0.5, *[0.55, 0.56] * 9]),
        "generalization-gap"),
    "scores that rise together, without a validation loss": (
        table(loss=FALL, accuracy=[0.4 + 0.03 * at for at in range(20)],
              val_accuracy=[0.4 + 0.025 * at for at in range(20)]), "healthy"),
    "a last value above the best, which is no rise yet": (
        table(loss=[round(0.7 + 0.8 * 0.8**at, 4) for at in range(15)],
              val_loss=[1.5, 1.3, 1.15, 1.2, 1.08, 1.12, 1.05, 1.07, 1.0, 1.04, 0.97, 1.0, 0.96, 0.95, 1.12]),
        "healthy"),
    "learnt by heart until the loss prints as zero": (
        table(loss=[0.3, 0.01, *[0.0] * 10], val_loss=[1.4 + 0.03 * at for at in range(12)],
              val_acc=[0.6] * 11 + [0.61]), "best-epoch-very-early"),
    "validation that leaps, with hardly a value of training": (
        table(loss=[5.0, *[""] * 9, 4.0, *[""] * 9, 3.0],
              val_loss=[9.0, 6.0, *[3.0, 8.0, 2.5, 7.0] * 4, 3.0, 2.0, 6.0]), "noisy-validation"),
    "a loss that creeps while no score moves": (
        table(loss=[10.7, 9.0, 7.5, *[6.6 - 0.03 * at for at in range(15)]], accuracy=[0.09, 0.11, *[0.1, 0.11] * 8]),
        "plateau"),
    "swings about a low value": (
        table(loss=[0.5, 0.4, *[0.02, 0.06, 0.01, 0.05, 0.04, 0.07] * 3]), "healthy"),
    "validation that never falls": (
        table(loss=[1.0, *[0.8, 0.81] * 6], val_loss=[1.15, *[1.2, 1.21] * 6]), "generalization-gap"),
    "a plateau that the first step hides": (
        table("step", 1000, loss=[2.3, 1.57, 1.5, *[1.42, 1.46, 1.39, 1.45] * 25]), "plateau"),
    "a wide gap, though validation fell far": (
        table(loss=[7.8 * 0.5**at for at in range(10)], val_loss=[7.2, 5.9, 3.9, 2.9, 2.65, *[2.66] * 5],
              accuracy=[0.0, 0.1, 0.4, 0.7, 0.86, *[0.95] * 5], val_accuracy=[0.04, 0.2, 0.5, 0.6, *[0.63] * 6]),
        "generalization-gap"),
    "a spike that training survives": (
        table("step", 10, loss=[round(2 * 0.9**at, 4) + 0.3 * (at == 20) for at in range(60)],
              grad_norm=[60.0 if at == 20 else 1.0 for at in range(60)]), "healthy"),
    "a fall too fast for a rate that creeps": (table(loss=[4.6, 4.45, 4.3, 4.15, 4.0, 3.85]), "still-improving"),
}  # fmt: skip


@pytest.mark.parametrize(("history", "expected"), CASES.values(), ids=CASES)
def test_what_comes_first(history: History, expected: str) -> None:
    assert diagnose(history)[0].name == expected


def test_a_loss_that_is_vast_is_said_to_be_of_unscaled_targets() -> None:
    (condition,) = diagnose(table(loss=[3e9] * 20))
    assert "not scaled" in condition.evidence[1]


@pytest.mark.parametrize(
    ("column", "values"), [("val_accuracy", [0.5 + 0.02 * at for at in range(20)]),
                           ("eval_wer", [60.0 - at for at in range(20)])],
)  # fmt: skip
def test_a_score_that_improves_while_the_loss_rises_is_named(column: str, values: list[float]) -> None:
    rising = [0.6 + 0.9 * 0.6**at + 0.05 * at for at in range(20)]
    condition = diagnose(table(loss=FALL, val_loss=rising, **{column: values}))[0]
    assert condition.name == "overfitting"
    assert f"{column} goes from {values[4]:.4g} there to {values[-1]:.4g} at epoch 20" in condition.evidence[-1]


def test_a_detector_of_one_class_needs_no_loss_of_classes() -> None:
    losses = {"train/box_loss": FALL, "train/cls_loss": [0.0] * 20}
    assert "no-targets" not in [condition.name for condition in diagnose(table(**losses))]


def test_a_validation_of_zero_until_the_end_is_none() -> None:
    history = table(loss=FALL, val_loss=[0.0] * 19 + [0.4])
    assert history.get("validation_loss") == [0.4]
    assert diagnose(history)[0].name != "best-epoch-very-early"


def test_several_evaluations_an_epoch_are_the_curve() -> None:
    rows = ["epoch,step,loss,eval_loss"]
    rows += [f"{at / 4},{100 * at},{2 * 0.8**at},\n{at / 4},{100 * at},,{2.1 * 0.85**at}" for at in range(1, 7)]
    (history,) = read_histories("\n".join(rows), "log.csv")
    assert (history.unit, history.epochs) == ("step", [100.0, 200.0, 300.0, 400.0, 500.0, 600.0])


def test_values_of_single_batches_are_by_the_step() -> None:
    rows = ["epoch,step,train_loss", *(f"{50 * at // 21},{50 * at - 1},{0.2 + 0.1 * (at % 2)}" for at in range(1, 30))]
    (history,) = read_histories("\n".join(rows), "metrics.csv")
    assert history.unit == "step"
    assert "oscillating" not in [condition.name for condition in diagnose(history)]


def test_runs_that_were_appended_by_the_step_are_told_apart() -> None:
    first = [f"{at * 20 - 1},{2 * 0.8**at}" for at in range(1, 13)]
    second = [f"{at * 20 - 1},{2 * 0.9**at}" for at in range(1, 10)]
    broken = ["19,2.0"]
    histories = read_histories("\n".join(["iteration,total_loss", *first, *broken, *second]), "metrics.csv")
    assert [history.total for history in histories] == ["239 steps", "179 steps"]


def test_errors_of_one_kind_are_not_added_up() -> None:
    columns = {"MSE loss": FALL, "MAE loss": FALL, "RMSE loss": FALL}
    assert table(**columns).places["train_loss"] == "MSE loss"
