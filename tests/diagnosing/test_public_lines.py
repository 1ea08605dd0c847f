"""Kinds of lines, tables and curves that fresh public logs showed to be misread: inputs of the project's making."""

import json
from collections.abc import Callable

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.diagnosing.columns import folded, known_columns
from advisor.errors import InputError


def runs(lines: list[str], name: str = "train.log") -> list[History]:
    return read_histories("\n".join(lines) + "\n", name)


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


def test_seconds_that_an_epoch_costs_are_no_loss() -> None:
    lines = [f"Epoch {at} Train, mae: {9 / at:.3f}, Cost: 67{at}.{at} sec" for at in range(1, 9)]
    (history,) = runs(lines)
    assert history.places["train_loss"] == "mae"
    assert history.get("train_loss") == [round(9 / at, 3) for at in range(1, 9)]


def test_code_at_the_head_of_a_log_names_no_reward() -> None:
    code = ["def scale(x):", "    if x is None: return 1.0", "    return 0.5"]
    (history,) = runs([*code, *(f"step:{at}00/900 train_loss:{6 / at:.3f} step_avg:43.70ms" for at in range(1, 10))])
    assert "reward" not in history.places
    assert history.get("train_loss")[0] == 6.0


@pytest.mark.parametrize(
    ("column", "words"),
    [("M0_RPNAcc", "m0_rpn_acc"), ("BCELoss", "bce_loss"), ("mIoU", "miou"), ("mAP50", "map50"),
     ("ValLoss", "val_loss"), ("AUROC", "auroc")],
)  # fmt: skip
def test_words_behind_an_acronym(column: str, words: str) -> None:
    assert folded(column) == words


def test_scores_of_a_detectors_heads_are_of_training() -> None:
    columns = ["total_loss", "fast_rcnn/cls_accuracy", "fast_rcnn/fg_cls_accuracy", "bbox/AP", "bbox/AP-cat"]
    places = known_columns(columns)
    assert str(places["train_score"]) == "fast_rcnn/cls_accuracy"
    assert str(places["validation_score"]) == "bbox/AP"


def test_an_evaluation_after_training_that_lies_far_above_it() -> None:
    train = [f"INFO:tensorflow:loss = {0.9 * 0.8**at + 0.01:.4f}, step = {at}00 (1.4 sec)" for at in range(30)]
    results = ["INFO:tensorflow:***** Eval results *****", "INFO:tensorflow:  eval_accuracy = 0.8",
               "INFO:tensorflow:  eval_loss = 0.72", "INFO:tensorflow:  loss = 0.72"]  # fmt: skip
    saved = "INFO:tensorflow:Saving dict for global step 3000: eval_loss = 0.72, global_step = 3000, loss = 0.72"
    (history,) = runs([*train, saved, *results])
    assert max(history.get("train_loss")) < 1
    assert names(history) == ["generalization-gap"]


def test_losses_that_are_all_0_are_not_computed() -> None:
    (history,) = runs([f"Batch {at} - loss 0.0000, Accuracy: 0.98{at}" for at in range(4)])
    (found,) = diagnose(history)
    assert (found.name, "exactly 0" in found.evidence[0]) == ("too-few-to-tell", True)


def notebook(*texts: str) -> str:
    cells = [{"cell_type": "code", "execution_count": at, "outputs": [{"output_type": "stream", "text": text}]}
             for at, text in enumerate(texts, 1)]  # fmt: skip
    return json.dumps({"nbformat": 4, "cells": cells})


def epochs(first: int, last: int, every: str = "loss: {0:.3f} - val_loss: {0:.3f}") -> str:
    return "".join(f"Epoch {at}/{last}\n9/9 [===] - {every.format(3 / at)}\n" for at in range(first, last + 1))


def test_a_cell_that_goes_on_with_the_next_epoch_belongs_to_the_fit_before() -> None:
    (history,) = read_histories(notebook(epochs(1, 10), "saved\n", epochs(11, 14)), "a.ipynb")
    assert history.epochs == [float(at) for at in range(1, 15)]


@pytest.mark.parametrize("second", [epochs(1, 14), epochs(12, 15), epochs(11, 14, "loss: {0:.3f}")])
def test_any_other_cell_is_a_fit_of_its_own(second: str) -> None:
    assert len(read_histories(notebook(epochs(1, 10), second), "a.ipynb")) == 2


def test_a_table_of_experiments_is_no_curve() -> None:
    kinds = ("MLP", "GMM random", "KNN")
    table = ["Model Type,Rate,MSE,R2", *(f"{kinds[at % 3]},0.6,{0.1 + at % 4 / 9:.3f},0.9" for at in range(30))]
    with pytest.raises(InputError, match="a row for each run"):
        runs(table)


@pytest.mark.parametrize("remark", ["{0}", "saved"])
def test_a_table_with_remarks_is_a_curve(remark: str) -> None:
    table = ["loss,note", *(f"{3 / at:.3f},{remark.format('abcdefghij'[at % 10] + 'x' * at)}" for at in range(1, 12))]
    assert len(runs(table)) == 1


LOW = [1.5, 0.5, 0.15, 0.07, 0.044, 0.053, 0.038, 0.04, 0.037, 0.042, 0.039, 0.044, 0.035, 0.041, 0.048, 0.052]


@pytest.mark.parametrize(("ends", "expected"), [(0.993, "healthy"), (0.96, "overfitting")])
def test_a_problem_that_is_solved_and_stays_so(ends: float, expected: str) -> None:
    scores = [min(0.995, 0.5 + 0.1 * at) for at in range(15)] + [ends]
    rows = [f"{at},{2 * 0.6**at + 0.01:.4f},{min(0.993, 0.3 + 0.1 * at):.3f},{LOW[at]},{scores[at]:.3f}"
            for at in range(16)]  # fmt: skip
    (history,) = runs(["epoch,loss,accuracy,val_loss,val_accuracy", *rows], "history.csv")
    assert names(history) == [expected]


def test_a_validation_loss_that_creeps_down_throughout_is_no_plateau() -> None:
    noise = (0.05, -0.04, 0.03, -0.05, 0.01)
    lines = ["step:0/9000 val_loss:6.93"]
    for at in range(1, 13):
        lines += [f"step:{at * 500 + k}/9000 train_loss:{2 + 5 * 0.01**at + noise[k]:.3f}" for k in range(5)]
        lines += [f"step:{at * 500 + 9}/9000 val_loss:{2.1 - 0.006 * at:.4f}"]
    (history,) = runs(lines)
    assert names(history) == ["healthy"]


def test_a_low_value_of_noisy_losses_takes_nothing_back() -> None:
    swings = [0.47, 0.46, 0.40, 0.48, 0.41, 0.47, 0.43, 0.31, 0.46, 0.42, 0.45, 0.40, 0.44, 0.41]
    (history,) = runs([f"Epoch {at} loss: {loss} val_accuracy: 0.9{at % 3}" for at, loss in enumerate(swings, 1)])
    assert names(history)[-1] == "settled"


@pytest.mark.parametrize(
    "of",
    [
        lambda at: {"sentence": f"the cat number {at} sat on a mat"},
        lambda at: {"batch": at // 4, "Predicted Class": f"[{at % 2}]", "Ground Truth": "[0.]"},
        lambda at: {"epoch": at // 10, "y_true": 1, "y_pred": at % 2},
    ],
    ids=["texts", "classes", "by the epoch"],
)
def test_a_row_for_each_example_is_no_curve(of: Callable[[int], dict[str, object]]) -> None:
    rows = [json.dumps({**of(at), "loss": 0.2 / (at + 1)}) for at in range(30)]
    with pytest.raises(InputError, match="a row for each example"):
        runs(rows, "test.jsonl")


@pytest.mark.parametrize("broken", ['{"step": 31, "lo', "", "killed"])
def test_json_lines_that_were_cut_off(broken: str) -> None:
    (history,) = runs([*(json.dumps({"step": at, "loss": 3 / (at + 1)}) for at in range(30)), broken], "log.jsonl")
    assert history.get("train_loss") == [3 / (at + 1) for at in range(30)]


def test_a_rate_of_ranking_that_stays_at_guessing() -> None:
    lines = [f"step={at} ,loss={0.3 + 5 / at:.4f}, auc=0.50{at % 7}" for at in range(1, 40)]
    (history,) = runs(lines)
    (found,) = diagnose(history)
    assert (found.name, "guessing" in found.evidence[0]) == ("class-collapse", True)


def test_noise_by_the_step_is_no_progress() -> None:
    noise = (2.4, 2.2, 2.9, 2.1, 2.7, 2.2, 2.5, 1.8, 2.3, 3.1)
    (history,) = runs(["epoch,loss,step", *(f"0,{noise[at * 7 % 10]},{50 * at}" for at in range(50))], "metrics.csv")
    assert names(history) in (["underfitting"], ["not-learning"])


def test_a_vast_gap_of_scores_counts_however_much_still_falls() -> None:
    there = [1.70, 1.66, 1.62, 1.58, 1.54, 1.51, 1.49]
    rows = [
        f"{at},{0.7 - at / 25:.3f},{0.80 + at / 130:.3f},{loss},{0.37 + at / 90:.3f}" for at, loss in enumerate(there)
    ]
    (history,) = runs(["epoch,loss,accuracy,val_loss,val_accuracy", *rows], "history.csv")
    assert names(history) == ["generalization-gap"]


def test_a_validation_loss_that_swings_by_multiples_is_noisy_by_the_step_too() -> None:
    swings = (3.8, 0.4, 2.7, 0.6, 1.8, 0.5, 3.2, 0.4)
    lines = []
    for at in range(40):
        lines += [f"Step [{at}00] train Loss : {2 * 0.8**at + (at % 3) / 200:.4f}",
                  f"Step [{at}00] val Loss : {swings[at % 8] if at > 3 else 4}"]  # fmt: skip
    (history,) = runs(lines)
    assert names(history)[0] == "noisy-validation"


FORMS = {
    "a place before the number": ["Start training epoch 1.", "Loss at step {at}: {loss}"],
    "a cost after iterations": ["Cost after iteration {at}: {loss}"],
    "a set beside the epoch": ["[ Train | {at:03}/020 ] loss = {loss}, acc = 0.5", "Best model found at epoch 1"],
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_losses_at_their_places(form: list[str]) -> None:
    losses = [round(5 / at + 0.5, 3) for at in range(1, 13)]
    lines = [line.format(at=at, loss=loss) for at, loss in enumerate(losses, 1) for line in form]
    (history,) = runs(lines)
    assert history.get("train_loss") == losses
    assert history.epochs == [float(at) for at in range(1, 13)]


def test_a_list_of_histories_is_so_many_fits() -> None:
    fits = [{"loss": [3 / at for at in range(1, 9)], "val_loss": [4 / at for at in range(1, 9)]}] * 3
    found = read_histories(json.dumps(fits), "history.json")
    assert [run.get("validation_loss")[:2] for run in found] == [[4.0, 2.0]] * 3


def test_an_overlap_of_masks_goes_before_the_accuracy_of_pixels() -> None:
    places = known_columns(["accuracy", "dice_score", "loss", "val_accuracy", "val_dice_score", "val_loss"])
    assert (str(places["train_score"]), str(places["validation_score"])) == ("dice_score", "val_dice_score")


def epochs_of(**columns: list[float]) -> History:
    rows = zip(*columns.values(), strict=True)
    (history,) = runs([",".join(columns), *(",".join(map(str, row)) for row in rows)], "history.csv")
    return history


FALLS = [round(0.9 * 0.8**at + 0.02, 4) for at in range(20)]
BUMPY = [
    0.5,
    0.4,
    0.3,
    0.25,
    0.22,
    0.2,
    0.19,
    0.2,
    0.18,
    0.2,
    0.17,
    0.19,
    0.165,
    0.18,
    0.17,
    0.2,
    0.18,
    0.2,
    0.19,
    0.171,
]
BENT = [
    0.5,
    0.4,
    0.3,
    0.25,
    0.22,
    0.2,
    0.19,
    0.18,
    0.175,
    0.172,
    0.17,
    0.168,
    0.167,
    0.166,
    0.165,
    0.17,
    0.19,
    0.22,
    0.2,
    0.17,
]
TINY = [*[0.2 * 0.7**at for at in range(12)], *[0.0036, 0.0034, 0.0037, 0.006, 0.007, 0.0075, 0.008, 0.008]]


@pytest.mark.parametrize("there", [BUMPY, BENT, TINY], ids=["noise", "as good again", "a trace of what was gained"])
def test_no_rise_of_the_validation_loss(there: list[float]) -> None:
    losses = [loss + there[-1] * 0.8 for loss in FALLS]
    assert names(epochs_of(loss=losses, val_loss=there)) == ["healthy"]


def test_a_score_that_goes_on_rising_by_far_goes_before_a_loss_that_stands() -> None:
    there = [0.07, 0.052, 0.05, 0.055, 0.06, *[0.056 + at % 3 / 900 for at in range(15)]]
    scores = [0.1, 0.25, 0.3, *[0.3 + at / 50 for at in range(17)]]
    assert "best-epoch-very-early" not in names(epochs_of(loss=FALLS, val_loss=there, val_mAP=scores))


def test_a_validation_loss_that_hardly_ever_falls_is_a_gap() -> None:
    there = [1.227, 1.228, 1.222, 1.214, 1.25, 1.3, 1.33, 1.31, *[1.233 + at % 2 / 500 for at in range(12)]]
    assert names(epochs_of(loss=[4 * loss + 0.8 for loss in FALLS], val_loss=there)) == ["generalization-gap"]


def test_a_last_epoch_that_throws_training_back_is_unstable() -> None:
    losses = [3.9, 3.0, 2.7, 2.4, 2.2, 1.9, 4.0]
    assert names(epochs_of(loss=losses, val_loss=[2.9, 2.7, 2.5, 2.5, 2.6, 2.9, 3.2]))[0] == "unstable"


def test_an_overlap_that_never_changes_is_one_answer() -> None:
    (found,) = diagnose(epochs_of(loss=[0.06, *[0.0403] * 9], val_loss=[0.0383] * 10, val_dice=[0.9617] * 10))
    assert (found.name, found.evidence[0].startswith("val_dice is 0.9617")) == ("class-collapse", True)


def test_a_fall_by_heart_is_no_divergence() -> None:
    there = [4.07, 4.02, 4.1, 4.2, *[4.25 + at % 3 / 200 for at in range(26)]]
    losses = [max(4.4 * 0.75**at, 0.064) for at in range(30)]
    history = epochs_of(train_loss=losses, val_loss=there, top1=[0.02 + at % 4 / 100 for at in range(30)])
    assert names(history) in (["overfitting"], ["generalization-gap"])


def test_weights_that_begin_nearly_right_are_not_oscillating() -> None:
    losses = [0.15 if at < 2 else (0.05, 0.03, 0.045, 0.028)[at % 4] for at in range(16)]
    history = epochs_of(loss=losses, accuracy=[0.94, *[0.99] * 15], val_loss=[0.72 + at / 99 for at in range(16)])
    assert "oscillating" not in names(history)


def test_a_validation_loss_of_many_times_the_training_loss_is_a_gap() -> None:
    there = [10.8, 5.0, 5.1, 5.2, 4.5, 1.17, 0.9, 0.89, 0.87, 0.86, 0.86, 0.857, 0.856]
    lines = [
        f"step {at}50: train loss {max(10.8 * 0.5**at, 0.015):.4f}, val loss {loss}" for at, loss in enumerate(there)
    ]
    (history,) = runs(lines)
    assert names(history) == ["generalization-gap"]


def test_what_is_left_of_few_examples_is_no_plateau() -> None:
    losses, there = [0.62, 0.3, 0.2, 0.13, 0.112, 0.1, 0.094, 0.106], [0.47, 0.3, 0.234, 0.23, 0.222, 0.22, 0.228, 0.24]
    history = epochs_of(loss=losses, accuracy=[0.7, 0.85, 0.93, 0.95, 0.97, 0.975, 0.98, 0.976], val_loss=there)
    assert "plateau" not in names(history)
