"""Programs and names that fresh public logs showed to be misread: translators, Deeplearning4j, MXNet, adversaries."""

from collections.abc import Callable
from itertools import count
from math import exp
from typing import Any

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.diagnosing.columns import known_columns
from advisor.errors import InputError

THERE = [5.1, 4.4, 3.9, 3.6, 3.4, 3.3, 3.25, 3.2]


def one(lines: list[str], name: str = "train.log") -> History:
    (history,) = read_histories("\n".join(lines) + "\n", name)
    return history


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


def table(**columns: list[Any]) -> History:
    rows = [("epoch", *columns), *zip(count(1), *columns.values(), strict=False)]
    return one([",".join(map(str, row)) for row in rows], "history.csv")


def joey(at: int, loss: float) -> list[str]:
    place = f"Epoch {at:3d}, Step: {at * 900:8d}, Batch Loss: {loss - 0.1:12.6f}, Tokens per Sec: 6055, Lr: 0.000100"
    tested = f"Validation result (greedy) at epoch {at:3d}, step {at * 900:8d}: bleu: 5.20, loss: {loss * 52000:.4f}, "
    return [
        place,
        f"{tested}ppl: {exp(loss):8.4f}, duration: 52.6s",
        f"Epoch {at}: total training loss {loss * 9e3:.2f}",
    ]


def sockeye(at: int, loss: float) -> list[str]:
    said = "[INFO:sockeye.training]"
    return [
        f"{said} E={at} B={at * 50}\ts/sec=442.77 tok/sec=6178.17\tppl={exp(loss + 0.3):.6f}",
        f"{said} Checkpoint [{at}]\tUpdates={at * 4000} Epoch={at * 3} Samples=3234912",
        f"{said} Checkpoint [{at}]\tTrain-ppl={exp(loss - 0.1):.6f}",
        f"{said} Checkpoint [{at}]\tValidation-ppl={exp(loss):.6f}\tValidation-bleu=0.09\tValidation-ter=1.2",
    ]


@pytest.mark.parametrize("form", [joey, sockeye])
def test_translators_are_read_by_the_loss_of_a_token(form: Callable[[int, float], list[str]]) -> None:
    history = one([line for at, loss in enumerate(THERE, 1) for line in form(at, loss)])
    assert history.get("validation_loss") == pytest.approx(THERE, abs=1e-3)
    assert history.get("train_loss") == pytest.approx([loss - 0.1 for loss in THERE], abs=1e-3)


def test_a_score_of_deeplearning4j_is_a_loss() -> None:
    said = "06:38:16.402 [main] INFO o.d.optimize.listeners.ScoreIterationListener - Score at iteration"
    history = one([f"{said} {at * 100} is {1.6 / (at + 1)}" for at in range(8)])
    assert (history.unit, history.get("train_loss")[3]) == ("step", 0.4)


def test_of_mxnets_metrics_only_those_with_the_name_of_a_loss_are_one() -> None:
    lines = [line for at in range(6) for line in (
        f"Epoch[{at}] Train-CrossEntropy={2 / (at + 1):.4f}", f"Epoch[{at}] Validation-ambulance={0.1 * at:.4f}",
        f"Epoch[{at}] Validation-tow truck=0.0100", f"Epoch[{at}] Validation-mAP={0.08 * at:.4f}")]  # fmt: skip
    places = one(lines).places
    assert (places["train_loss"], places["validation_score"]) == ("train_crossentropy_loss", "validation_map")
    assert "validation_loss" not in places


def test_a_test_set_beside_a_validation_set_is_left_out() -> None:
    lines = [line for at in range(6) for line in (
        f"EPOCH {at + 1} done: loss {1 / (at + 1):.4f} - lr 0.1000", f"DEV : loss {1.2 / (at + 1):.4f} - score 0.8",
        f"TEST : loss {2.4 / (at + 1):.4f} - score 0.8")]  # fmt: skip
    report = ["News    tp: 73 - fp: 7 - fn: 31 - tn: 472 - precision: 0.9125 - accuracy: 0.6577 - f1-score: 0.7935"]
    history = one([*lines, *report])
    assert history.get("validation_loss")[:2] == [1.2, 0.6]
    assert "train_score" not in history.places


@pytest.mark.parametrize(("end", "kept"), [("", True), ("\t_", True), ("\t", False)])
def test_a_table_whose_rows_have_an_empty_cell_more_than_its_heading(end: str, kept: bool) -> None:
    """Behind the training loss, as in Flair's tables; at the end of the rows it is nothing."""
    empty = "\t\t" if kept else "\t"
    rows = [f"{at}\t{1 / (at + 1):.3f}{empty}_\t{2 / (at + 1):.3f}{end}" for at in range(5)]
    heading = "EPOCH\tTRAIN_LOSS\tTRAIN_F1\tDEV_LOSS" + ("\tNOTE" if end == "\t_" else "")
    assert one([heading, *rows], "loss.tsv").get("validation_loss")[:2] == [2.0, 1.0]


def test_the_end_of_each_fold_is_no_curve() -> None:
    ends = (57, 33, 71, 20, 64, 49)
    lines = [f"Early stopping triggered at epoch {at}\naccuracy: 0.{at}\nf1: 0.{at + 1}" for at in ends]
    with pytest.raises(InputError, match="no log with losses"):
        one(lines)


def test_a_line_of_an_epoch_that_counts_towards_stopping_keeps_its_epoch() -> None:
    history = one([f"Epoch {at} loss: {1 / at:.3f} EarlyStopping counter: 1 out of 9" for at in range(1, 7)])
    assert history.epochs == [1, 2, 3, 4, 5, 6]


def test_batches_with_a_number_are_left_out_beside_their_epochs() -> None:
    lines = [line for at in range(6) for line in (
        *(f"epoch: {at}, batch_id: {batch}, loss:{(4 - batch) / (at + 1):.4f}" for batch in range(4)),
        f"epoch: {at} done, loss:{2 / (at + 1):.4f}")]  # fmt: skip
    assert one(lines).get("train_loss")[:2] == [2.0, 1.0]


@pytest.mark.parametrize(
    ("columns", "generator"),
    [(["gen/loss", "dis/loss"], "gen/loss"), (["loss", "loss_gen", "loss_data"], "loss_gen"), (["loss_data"], "")],
)
def test_losses_against_each_other_by_their_names(columns: list[str], generator: str) -> None:
    assert str(known_columns(columns).get("generator_loss", "")) == generator


def test_a_part_that_moves_with_a_discriminator_is_none_of_the_sum() -> None:
    assert str(known_columns(["2d_loss", "3d_loss", "adv_loss"])["train_loss"]) == "2d_loss + 3d_loss"
    assert str(known_columns(["adv_loss"])["train_loss"]) == "adv_loss"


@pytest.mark.parametrize(("column", "part"), [("auc", "train"), ("accuracy_top5", "train"), ("mIoU", "validation")])
def test_what_stands_beside_a_bare_accuracy(column: str, part: str) -> None:
    places = known_columns(["epoch", "loss", "accuracy", column])
    assert (str(places["train_score"]), "validation_score" in places) == ("accuracy", part == "validation")


def test_trn_is_training() -> None:
    places = known_columns(["trn_loss", "val_loss", "trn_acc", "val_acc"])
    assert [str(places[f"{part}_{what}"]) for part in ("train", "validation") for what in ("loss", "score")] == [
        "trn_loss", "trn_acc", "val_loss", "val_acc",
    ]  # fmt: skip


HALF = [0.1, 0.14, 0.09, 0.4, 0.26, 0.44, 0.3, 0.5, 0.3, 0.17]  # of eighteen examples


@pytest.mark.parametrize(("score", "expected"), [(HALF, True), ([0.1, 0.2, 0.3, 0.4, *[0.5] * 6], False)])
def test_leaps_of_a_score_are_noise_however_far_the_loss_had_fallen(score: list[float], expected: bool) -> None:
    there = [1.3, 1.33, 1.52, 0.8, 0.91, 0.81, 0.82, 0.73, 0.9, 0.93]
    train = [0.64, 0.6, 0.54, 0.56, 0.47, 0.465, 0.5, 0.455, 0.436, 0.459]
    assert ("noisy-validation" in names(table(train_loss=train, dev_loss=there, dev_f1=score))) is expected


@pytest.mark.parametrize(("ends", "expected"), [(0.53, "generalization-gap"), (0.3, "healthy")])
def test_a_wide_gap_counts_though_validation_gains_a_little_still(ends: float, expected: str) -> None:
    train = [3.79, 3.7, 3.64, 3.5, 3.23, 2.93, 2.55, 2.19, 1.89, 1.63]
    there = [3.77, 3.72, 3.61, 3.53, 3.37, 3.23, 3.13, 3.09, 3.09, 3.11]
    right = [0.05 + (ends - 0.05) * at / 9 for at in range(10)]
    carried = [0.06, 0.1, 0.1, 0.1, 0.1, 0.18, 0.19, 0.21, 0.24, 0.26]
    assert names(table(loss=train, val_loss=there, acc=right, val_acc=carried)) == [expected]


def test_a_validation_of_sixteen_examples_shows_no_overfitting() -> None:
    train = [0.687, 0.644, 0.636, 0.618, 0.591, 0.59, 0.578, 0.587, 0.578]
    there = [0.718, 0.624, 0.627, 0.56, 0.629, 0.589, 0.618, 0.643, 0.626]
    score = [0.5, 0.625, 0.625, 0.75, 0.625, 0.688, 0.688, 0.625, 0.625]
    said = names(table(loss=train, val_loss=there, acc=[0.7 + at / 300 for at in range(9)], val_acc=score))
    assert said[0] == "noisy-validation"
    assert not {"overfitting", "generalization-gap"} & set(said)


def coco(at: int) -> list[str]:
    area = "| area=   all | maxDets=100 ]"
    return [
        f"Epoch {at} [ 180/188] loss={2 / at:.4f} cls=0.25 box=0.29 lr=7.20e-05 (143.0s)",
        f" Average Precision  (AP) @[ IoU=0.50:0.95 {area} = {0.05 * at:.3f}",
        f" Average Precision  (AP) @[ IoU=0.50      {area} = {0.09 * at:.3f}",
        f" Average Recall     (AR) @[ IoU=0.50:0.95 {area} = 0.285",
    ]


def test_thresholds_in_an_evaluation_of_cocos_tools_are_no_scores() -> None:
    history = one([line for at in range(1, 8) for line in coco(at)])
    assert history.get("validation_score")[:3] == [0.05, 0.1, 0.15]
    assert "class-collapse" not in names(history)


@pytest.mark.parametrize("last", ['{"current_steps": 96, "epoch": 3.0}', '{"current_steps": 96, "loss": null}'])
def test_rows_without_the_key_of_a_loss_are_the_end_and_not_lost(last: str) -> None:
    rows = [f'{{"current_steps": {at * 10}, "loss": {3 / at:.3f}, "lr": 1e-05}}' for at in range(1, 10)]
    history = one([*rows, last, last.replace("96", "97")], "trainer_log.jsonl")
    assert (names(history) == ["diverging"]) is ("null" in last)
    assert history.unit == "step"


def test_an_opponent_of_a_discriminator_by_any_name() -> None:
    places = known_columns(["epoch", "loss/discrim", "loss/encoder", "validation/main/loss"])
    assert str(places["generator_loss"]) == "loss/encoder"
    assert {"train_loss", "validation_loss"}.isdisjoint(places)
    assert "generator_loss" not in known_columns(["d_loss", "loss"])


def test_an_evl_set_is_of_validation() -> None:
    sets = "training set : loss {:.3f}, acc 0.9\nevl set : loss {:.3f}, acc 0.8"
    lines = [f"epoch {at} >>>>>>\n{sets.format(1 / at, 2 / at)}" for at in range(1, 7)]
    assert one(lines).get("validation_loss")[:2] == [2.0, 1.0]


def test_losses_by_their_sets_beside_a_perplexity() -> None:
    lines = [
        f"Epoch {at:02d}/10 | Train: {4 / at:.4f} | Val: {6 / at:.4f} | PPL: {exp(6 / at):.2f}" for at in range(1, 7)
    ]
    history = one(lines)
    assert (history.get("train_loss")[0], history.get("validation_loss")[0]) == (4.0, 6.0)


@pytest.mark.parametrize(("end", "expected"), [(0.161, "overfitting"), (0.1565, "healthy")])
def test_a_rise_that_an_ended_rate_freezes(end: float, expected: str) -> None:
    train = [0.257, 0.235, 0.214, 0.2, 0.19, 0.184, 0.178, 0.16, 0.149]
    train += [round(0.14 - 0.001 * at, 4) for at in range(21)]
    there = [0.178, 0.175, 0.173, 0.169, 0.166, 0.165, 0.167, 0.158, 0.1536, 0.1545, 0.155]
    there += [end - 0.0005 * (at % 2) for at in range(30 - len(there))]
    assert names(table(train_loss=train, val_loss=there)) == [expected]


def test_a_trace_of_progress_is_no_reason_to_train_on() -> None:
    train = [1.148, 0.981, 0.974, 0.973, 0.971, 0.9695, 0.97, 0.968, 0.968, 0.968, 0.969, 0.968, 0.9675, 0.967, 0.967]
    there = [
        0.974,
        0.965,
        0.962,
        0.959,
        0.9575,
        0.957,
        0.9555,
        0.956,
        0.9536,
        0.95,
        0.949,
        0.9505,
        0.949,
        0.9487,
        0.9485,
    ]
    assert "still-improving" not in names(table(loss=train, val_loss=there))


def test_a_round_of_federated_learning_counts_as_an_epoch() -> None:
    clients = "[{'client': 3, 'average loss of a round': 6.5}]"
    rows = [f'{at},{4 / at:.3f},{10 * at},"{clients}"' for at in range(1, 8)]
    history = one(["round,global_loss,global_accuracy,client_details", *rows], "training_log.csv")
    assert (history.unit, history.get("train_loss")[0]) == ("epoch", 4.0)


def test_tables_of_torchtext_begin_with_the_time() -> None:
    """Of training and of the development set a table each, by turns."""
    trained = "  Time Epoch Iteration Progress    (%Epoch)   Loss     Accuracy"
    tested = "  Time Epoch Iteration Progress     Dev/Acc. Dev/Loss"
    lines = [line for at in range(1, 7) for line in (
        trained, f"   {at}2     {at}     {at}001  3001/14063      21% {1 / at:.6f}      82.0424",
        tested, f"   {at}9     {at}     {at}406     1/30     0.9313   {1.5 / at:.4f}")]  # fmt: skip
    history = one(lines)
    assert (history.get("train_loss")[1], history.get("validation_loss")[1]) == (0.5, 0.75)
