"""Kinds of logs and curves that a reading of 58 more public logs found misjudged: inputs of the project's making."""

import json
from itertools import count
from typing import Any

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.errors import InputError


def one(text: str, name: str = "train.log") -> History:
    (history,) = read_histories(text, name)
    return history


def table(**columns: list[Any]) -> str:
    rows = [("epoch", *columns), *zip(count(1), *columns.values(), strict=False)]
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


FALL = [round(0.3 + 1.5 * 0.8**at, 4) for at in range(12)]
WAVE = (0.4, -0.3, 0.1, -0.4, 0.3, -0.1)


def test_validation_that_still_learns_is_no_underfitting() -> None:
    """Training goes on from good weights, and hardly falls; what is validated falls to a quarter."""
    train = [0.143, 0.132, 0.130, 0.129, 0.128, 0.1275, 0.127, 0.1268, 0.1265, 0.126]
    there = [0.55, 0.31, 0.34, 0.22, 0.16, 0.17, 0.175, 0.147, 0.138, 0.132]
    right = [0.79, 0.9, 0.88, 0.92, 0.94, 0.93, 0.935, 0.945, 0.949, 0.95]
    said = names(one(table(train_loss=train, val_loss=there, train_acc=[0.95] * 10, val_acc=right), "log.csv"))
    assert not {"settled", "underfitting", "plateau"} & set(said)


@pytest.mark.parametrize(("slope", "expected"), [(0.035, "still-improving"), (0.0, "healthy")])
def test_a_noisy_validation_loss_is_judged_by_its_stretches(slope: float, expected: str) -> None:
    """A detector's: it swings at each epoch, and yet it falls to the end, or does not."""
    there = [round(4 + 3 * 0.7**at - slope * at + 0.3 * WAVE[at % 6], 4) for at in range(48)]
    assert names(one(table(train_loss=[round(5 * 0.97**at, 4) for at in range(48)], val_loss=there), "a.csv")) == [
        expected
    ]


def test_noise_is_seen_behind_a_steep_beginning() -> None:
    """It is large beside what was gained since, and small beside where it began."""
    there = [12.0, 6.0, 4.0, 3.0, 2.5, 2.0, *[round(1.6 + WAVE[at % 6], 3) for at in range(24)]]
    train = [3.0, 2.5, 2.0, 1.7, 1.5, 1.4, *[round(1.3 - 0.01 * at, 3) for at in range(24)]]
    assert "noisy-validation" in names(one(table(loss=train, val_loss=there), "a.csv"))
    small = [there[0], *(round(value / 100, 5) for value in there[1:])]  # the same where it has long been solved
    assert "noisy-validation" not in names(one(table(loss=train, val_loss=small), "a.csv"))


def test_a_loss_that_has_settled_does_not_oscillate() -> None:
    spikes = [1.8, 1.4, 1.2, 1.1, 0.97, 0.86, 0.77, 1.08, 0.67, 1.46, 0.6, 0.63, 0.5, 0.53, 0.6]
    assert "oscillating" not in names(one(table(loss=[*spikes, 0.41, 0.39, 0.34, 0.31, 0.28]), "a.csv"))
    assert "oscillating" in names(one(table(loss=[*spikes, 0.4, 1.2, 0.5, 1.3, 0.4]), "a.csv"))


def test_vast_first_losses_and_a_score_of_chance_are_divergence() -> None:
    """The first updates threw the weights away; a loss at that of guessing is no progress, however far it fell."""
    loss = [5e5, 5e4, 1e4, 220.0, *[0.79, 0.69, 0.75, 0.71] * 4]
    chance = [0.5, 0.52, 0.48, 0.51] * 5
    assert names(one(table(loss=loss, accuracy=chance), "a.csv"))[0] == "diverging"
    learnt = [round(0.5 + 0.02 * at, 3) for at in range(20)]
    assert "diverging" not in names(one(table(loss=loss, accuracy=learnt), "a.csv"))


def test_a_first_loss_of_many_is_no_measure_of_standing_still() -> None:
    """The largest loss comes later: that of another model in the same log, say."""
    assert "not-learning" not in names(one(table(loss=[0.085, 0.001, 26.0, 3.0, 1.0, 0.1, 0.03]), "a.csv"))


def test_a_loss_of_languages_that_creeps_up_has_overfitted() -> None:
    """By less than a twentieth, but at every evaluation, while the training loss falls and falls."""
    train = [round(6 * 0.965**at, 4) for at in range(25)]
    there = [round(4.7 + 1.4 * 0.7**at + (0.012 * (at - 12) if at > 12 else 0), 4) for at in range(25)]
    steps = [[200 * at, a, b] for at, (a, b) in enumerate(zip(train, there, strict=True), 1)]
    history = one(json.dumps(steps), "loss_history.json")
    assert (history.unit, history.get("train_loss"), history.get("validation_loss")) == ("step", train, there)
    assert names(history) == ["overfitting"]
    flat = [[step, a, min(b, 4.72)] for step, a, b in steps]  # the same without the rise
    assert "overfitting" not in names(one(json.dumps(flat), "loss_history.json"))


def test_two_evaluations_are_no_curve_and_the_steps_are() -> None:
    log: list[dict[str, float]] = [
        {"epoch": at / 40, "step": at, "loss": round(0.1 + 0.9**at, 4)} for at in range(1, 80)
    ]
    log[39:39] = [{"epoch": 1.0, "step": 40, "eval_loss": 0.5}]
    log.append({"epoch": 2.0, "step": 80, "eval_loss": 0.4})
    assert one(json.dumps({"log_history": log}), "trainer_state.json").unit == "step"


def test_a_score_of_an_epoch_goes_before_that_of_a_step() -> None:
    text = "step,train_loss_step,test_acc_step,test_acc_epoch\n" + "".join(f"{at},0.0,,\n" for at in range(9))
    history = one(text + "9,,1.0,\n10,,0.0,\n11,,,0.18\n", "metrics.csv")
    assert history.places["validation_score"] == "test_acc_epoch"
    assert names(history) == ["loss-does-not-fit"]


def test_a_training_loss_alone_shows_nothing_of_new_examples() -> None:
    low = [round(0.02 + 1.5 * 0.5**at, 4) for at in range(12)]
    (condition,) = diagnose(one(table(loss=low), "a.csv"))
    assert "nothing is logged of validation" in condition.evidence[-1]
    (condition,) = diagnose(one(table(loss=low, val_loss=[value + 0.01 for value in low]), "a.csv"))
    assert "nothing is logged" not in " ".join(condition.evidence)


def test_a_training_loss_that_falls_is_no_progress_where_the_score_stands() -> None:
    train = [round(2 - 0.05 * at, 3) for at in range(30)]
    stands = [round(min(0.8, 0.3 + 0.1 * at) - 0.002 * (at % 3), 3) for at in range(30)]
    assert "still-improving" not in names(one(table(train_loss=train, val_accuracy=stands), "a.csv"))
    rises = [round(0.3 + 0.02 * at, 3) for at in range(30)]
    assert names(one(table(train_loss=train, val_accuracy=rises), "a.csv")) == ["still-improving"]


LOOPS = {
    "is and a colon, what is tested in the line before": (
        "Now continue training\nepoch: {0},  loss is: {1}, acc is: 0.8\ntesting in eval mode\n"
        "epoch: {0},  loss is: {2}, acc is: 0.7\n"
    ),
    "a word for the epoch in another language": "Эпоха: {0} | Train Loss: {1} | Val Loss: {2}\n",
    "a bar alone": "[train] epoch:{0} iter:0/18 loss:{1} val_loss:{2} ETA:0.0min\n",
    "an epoch of all, in quotes": 'json_stats: {{"epoch": "{0}/12", "loss": {1}, "val_loss": {2}}}\n',
}


@pytest.mark.parametrize("line", LOOPS.values(), ids=LOOPS)
def test_what_loops_print(line: str) -> None:
    there = [round(value + 0.05, 4) for value in FALL]
    pairs = enumerate(zip(FALL, there, strict=True), 1)
    history = one("Total Epoch:12 Size:(256, 256)\n" + "".join(line.format(at, a, b) for at, (a, b) in pairs))
    assert (history.unit, history.epochs) == ("epoch", [float(at) for at in range(1, 13)])
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == there


def test_many_rows_without_an_epoch_are_steps() -> None:
    losses = [46.0, 40.0, 34.0, *[round(20 + 14 * 0.98**at + 8 * WAVE[at % 6], 2) for at in range(400)]]
    text = "total loss\tscore loss\n" + "".join(f"{value}\t0.1\n" for value in losses)
    assert "oscillating" not in names(one(text, "log.txt"))


def test_a_validation_loss_that_never_falls_is_a_gap() -> None:
    """The training loss falls to a quarter and stays there; the validation loss is what it was."""
    train = [0.59, 0.42, 0.35, 0.25, 0.2, 0.19, 0.18, *[0.17, 0.16] * 8]
    there = [0.43, 0.44, 0.40, 0.41, 0.39, 0.41, 0.42, *[0.43, 0.41] * 8]
    assert names(one(table(train_loss=train, val_loss=there), "a.csv"))[0] == "generalization-gap"
    near = [round(value / 3, 3) for value in there]  # no farther from the training loss than usual
    assert "generalization-gap" not in names(one(table(train_loss=train, val_loss=near), "a.csv"))


def test_ten_values_that_swing_half_of_the_time_do_not_oscillate() -> None:
    train = [0.6, 0.27, 0.25, 0.23, 0.2, 0.28, 0.22, 0.155, 0.157, 0.165]
    there = [0.6, 0.96, 0.39, 0.33, 0.92, 0.25, 0.43, 0.16, 0.17, 0.29]
    assert names(one(table(loss=train, val_loss=there), "a.csv"))[0] == "noisy-validation"


def test_a_score_that_gains_to_the_end_tells_noise_from_overfitting() -> None:
    train = [0.3, 0.2, 0.16, 0.14, 0.11, 0.12, 0.08, 0.1, 0.06, 0.08, 0.04, 0.06, 0.03, 0.02]
    there = [0.27, 0.26, 0.24, 0.25, 0.24, 0.253, 0.24, 0.243, 0.25, 0.262, 0.219, 0.209, 0.249, 0.239]
    errors = [round(14 * 0.97**at, 2) for at in range(14)]
    log = table(loss=train, eval_loss=there, eval_wer=errors)
    assert not {"overfitting", "oscillating"} & set(names(one(log, "a.csv")))
    worse = table(loss=train, eval_loss=there, eval_wer=errors[::-1])
    assert names(one(worse, "a.csv")) == ["generalization-gap"]


def test_a_fit_that_goes_on_is_one_run() -> None:
    """Appended to the same file, its epochs from 0 on; one that begins anew is another run."""
    first, then = FALL, [round(value * 0.2, 4) for value in FALL]
    resumed = table(loss=first) + "".join(f"{at},{value}\n" for at, value in enumerate(then, 1))
    history = one(resumed, "log.csv")
    assert history.get("train_loss") == first + then
    assert history.epochs == [float(at) for at in range(1, 25)]
    anew = table(loss=first) + "".join(f"{at},{value}\n" for at, value in enumerate(first, 1))
    assert [history.run for history in read_histories(anew, "log.csv")] == ["fit 1", "fit 2"]


def test_the_first_descent_counts_where_epochs_are_means_of_many_steps() -> None:
    """Of a captioner: the first epoch's mean hides that it began at 9."""
    steps = [
        (1, 9.0),
        *((1, 3.0) for _ in range(20)),
        *((epoch, 2.5 - 0.01 * epoch) for epoch in range(2, 16) for _ in range(20)),
    ]
    log = "".join(f"Epoch [{epoch}/99], Step [{at}], Loss: {loss:.4f}\n" for at, (epoch, loss) in enumerate(steps))
    assert not {"underfitting", "settled", "plateau"} & set(names(one(log)))


def test_a_loss_of_single_batches_that_rises_is_no_plateau() -> None:
    losses = [1.95, 1.4, 1.0, 0.8, 0.5, 0.4, 0.3, 0.25, 0.5, 0.6, 0.7, 0.9, 0.8, 1.0]
    assert "plateau" not in names(one(table(loss=losses), "a.csv"))


def test_three_epochs_that_are_never_better_are_too_few() -> None:
    said = names(one(table(loss=[0.77, 0.7, 0.57], val_loss=[0.8486, 0.8486, 2.178]), "a.csv"))
    assert said in (["too-few-to-tell"], ["overfitting"])
    assert names(one(table(loss=[0.77, 0.7, 0.57], val_loss=[0.5, 0.5, 0.51]), "a.csv")) == ["too-few-to-tell"]


def test_a_score_with_a_twin_of_validation_is_of_training() -> None:
    history = one(table(loss=FALL, val_loss=FALL, dice=FALL[::-1], val_dice=FALL), "a.csv")
    assert history.places["train_score"] == "dice"
    assert history.places["validation_score"] == "val_dice"


def test_the_loss_that_others_begin_with_is_their_total() -> None:
    parts = table(train_loss=FALL, mini_val_loss=FALL, mini_val_loss_bbox=FALL, mini_val_loss_ce=FALL)
    assert one(parts, "log.csv").places["validation_loss"] == "mini_val_loss"


def test_a_fraction_of_an_epoch_is_no_epoch() -> None:
    lines = [f"INFO {{'loss': {value}, 'learning_rate': 0.0001, 'epoch': {at / 40:.2f}}}\n"
             for at, value in enumerate(FALL * 6, 1)]  # fmt: skip
    history = one("".join(["step 1 of the set-up\n", *lines]))
    assert len(history.epochs) == len(lines)


def test_numbers_between_commas_are_read_and_columns_without_a_name_are_not() -> None:
    assert one("".join(f"{at},{value}\n" for at, value in enumerate(FALL)), "loss.csv").get("train_loss") == FALL
    for row in ("1,{0}", "{0},{0},0.1"):
        with pytest.raises(InputError):
            read_histories("".join(row.format(value) + "\n" for value in FALL), "loss.csv")


def test_a_validation_score_that_stalls_below_that_of_training_is_a_gap() -> None:
    loss = [round(0.28 + 1.5 * 0.93**at, 4) for at in range(100)]
    there = [round(0.73 + 1.2 * 0.85**at + 0.02 * WAVE[at % 6], 4) for at in range(100)]
    right = [round(0.9 - 0.6 * 0.93**at, 4) for at in range(100)]
    stalls = [round(0.756 - 0.6 * 0.85**at + 0.01 * WAVE[at % 6], 4) for at in range(100)]
    assert names(one(table(loss=loss, val_loss=there, acc=right, val_acc=stalls), "a.csv")) == ["generalization-gap"]
    near = [round(value + 0.08, 4) for value in stalls]
    assert names(one(table(loss=loss, val_loss=there, acc=right, val_acc=near), "a.csv")) == ["healthy"]


def test_a_loss_that_falls_to_nothing_at_once_has_not_diverged() -> None:
    """Adapters that learn a format within the first evaluation; without a score the level decides."""
    assert "diverging" not in names(one(table(loss=[7.9, *[0.003, 0.0025] * 8]), "a.csv"))
    assert names(one(table(loss=[7900.0, *[0.7, 0.69] * 8]), "a.csv"))[0] == "diverging"


def test_epochs_of_a_solved_problem_are_no_plateau() -> None:
    """The loss began at 2.3, and the first epoch's mean was 0.5 already."""
    steps = [(0, 2.3), *((0, 0.4) for _ in range(20)), *((epoch, 0.09) for epoch in range(1, 12) for _ in range(20))]
    log = "epoch,step,train_loss,val_loss\n" + "".join(f"{e},{at},{loss},\n" for at, (e, loss) in enumerate(steps))
    log += "".join(f"{e},{1000 + e},,0.09\n" for e in range(12))
    assert "plateau" not in names(one(log, "metrics.csv"))


@pytest.mark.parametrize(
    ("epoch", "loss", "there"),
    [
        ("Epoca", "Perdua", "Perdua_validacio"),
        ("Época", "Pérdida de entrenamiento", "Pérdida de validación"),
        ("Epoche", "Verlust", "Validierung_Verlust"),
        ("Эпоха", "потери train", "Потери val"),
        ("轮次", "训练损失", "验证损失"),
    ],
)
def test_columns_in_other_languages(epoch: str, loss: str, there: str) -> None:
    history = one(f"{epoch},{loss},{there}\n" + "".join(f"{at},{v},{v / 2}\n" for at, v in enumerate(FALL)), "log.csv")
    assert history.unit == "epoch"
    assert (history.get("train_loss"), history.get("validation_loss")) == (FALL, [value / 2 for value in FALL])


def test_a_best_epoch_near_the_end_is_no_overfitting() -> None:
    """Validation comes down from a hump and rises by a twelfth over the last tenth."""
    fall = [round(4 * 0.99**at, 4) for at in range(100)]
    there = [*(7 + at / 5 for at in range(50)), *(17 - at / 3 for at in range(40)), *(4 + at / 25 for at in range(10))]
    assert names(one(table(loss=fall, val_loss=there), "a.csv")) != ["overfitting"]
    assert names(one(table(loss=fall, val_loss=there[:40:-1]), "a.csv")) == ["overfitting"]


def test_noise_below_all_that_there_was_to_learn_is_no_matter() -> None:
    """The first epoch fits nearly all of it, so that validation begins where training ends."""
    noise = [0.0003, *(round(0.0002 + 0.00002 * WAVE[at % 6], 7) for at in range(18))]
    fall = [round(0.0002 - at * 1e-6, 7) for at in range(18)]
    assert "noisy-validation" in names(one(table(loss=[0.00021, *fall], val_loss=noise), "a.csv"))
    assert "noisy-validation" not in names(one(table(loss=[0.008, *fall], val_loss=noise), "a.csv"))


@pytest.mark.parametrize(
    ("train", "there"),
    [
        ("2018-07-27 17:06,821:INFO: - Train metrics: acc: 0.4 ; loss: {}", "- Eval metrics: acc: 0.3 ; loss: {}"),
        ("INFO:root:Average Loss: {}, Average Accuracy: 0.2", "INFO:root:Evaluation - Average Loss: {}"),
        ("Train Epoch: \tLoss: {}", "Test set: Average loss: {}, Accuracy: 81/100 (81%)"),
    ],
)  # fmt: skip
def test_the_last_word_before_a_loss_says_of_what_set_it_is(train: str, there: str) -> None:
    lines = (f"Epoch {at}\n{train.format(v)}\n{there.format(v / 2)}\n" for at, v in enumerate(FALL, 1))
    history = one("".join(lines))
    assert history.unit == "epoch"
    assert (history.get("train_loss"), history.get("validation_loss")) == (FALL, [value / 2 for value in FALL])


def test_a_path_says_nothing_of_the_set() -> None:
    history = one("".join(f"[train_val.py:30] /data/val/x test.py Epoch {at} loss: {v}\n" for at, v in enumerate(FALL)))
    assert history.get("train_loss") == FALL
    assert not any(history.get("validation_loss"))


def test_sets_alone_name_their_losses() -> None:
    log = "=== training a ===\n" + "".join(f"  epoch {at}/12  train={v}  val={v / 2}\n" for at, v in enumerate(FALL, 1))
    assert one(log).get("validation_loss") == [value / 2 for value in FALL]


def test_lines_that_begin_with_a_time_are_no_table() -> None:
    lines = (f"2018-01-27 10:38:4{at % 10},165 INFO    : Epoch: [ {at}/12] loss:[ {v}]\n" for at, v in enumerate(FALL))
    history = one("".join(lines))
    assert (history.unit, history.get("train_loss")) == ("epoch", FALL)


def test_an_early_best_that_is_reached_again_is_none() -> None:
    fall = [0.0954, 0.0608, 0.0532, 0.0506, 0.0436]
    assert "best-epoch-very-early" not in names(
        one(table(loss=fall, val_loss=[1.23, 0.08, 0.17, 0.09, 0.083]), "a.csv")
    )
    assert names(one(table(loss=fall, val_loss=[1.23, 0.08, 0.17, 0.15, 0.16]), "a.csv")) == ["best-epoch-very-early"]


def test_a_perfect_score_is_no_overfitting() -> None:
    columns = {"loss": FALL, "val_loss": [*FALL[:8], 0.6, 0.7, 0.8, 0.9], "accuracy": [*[0.9] * 11, 0.99]}
    assert names(one(table(**columns, val_accuracy=[*[0.9] * 6, *[1.0] * 6]), "a.csv")) != ["overfitting"]
    assert names(one(table(**columns, val_accuracy=[*[0.9] * 6, *[0.97] * 5, 0.96]), "a.csv")) == ["overfitting"]


def test_what_is_learnt_by_heart_is_a_gap_though_validation_creeps_down() -> None:
    train = [0.004 + 0.84 * 0.4**at for at in range(20)]
    there = [1.6 - 0.0007 * at**2 for at in range(20)]
    right = [0.75, *[1.0] * 19]
    log = table(loss=train, val_loss=there, accuracy=right, val_accuracy=[0.4] * 20)
    assert names(one(log, "a.csv")) == ["generalization-gap"]


def test_a_loss_that_falls_steadily_does_not_hide_wild_validation() -> None:
    train = [1.63, 1.14, 0.95, 0.79, 0.66, 0.58, 0.43, 0.39, 0.29, 0.25]
    wild = [1.26, 1.76, 1.86, 1.63, 2.2, 1.4, 0.92, 0.84, 1.26, 0.76]
    assert names(one(table(loss=train, val_loss=wild), "a.csv")) == ["noisy-validation"]


def test_a_penalty_that_is_switched_off_is_no_missing_label() -> None:
    parts = {"box_loss": FALL, "dfl_loss": FALL}
    assert names(one(table(**parts, obj_loss=[0.0] * 12), "a.csv"))[0] == "no-targets"
    assert "no-targets" not in names(one(table(**parts, vicreg_loss=[0.0] * 12), "a.csv"))


def test_a_run_that_was_logged_twice_at_its_first_step_is_one() -> None:
    steps, losses = [20, 20, 40, *range(20, 260, 20)], [8, 8, 7, *FALL]
    log = "".join(json.dumps({"step": at, "loss": v}) + "\n" for at, v in zip(steps, losses, strict=True))
    assert [len(history.epochs) for history in read_histories(log, "metrics.jsonl")] == [12]
