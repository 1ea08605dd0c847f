"""Forms of logs that were refused or misread: Kaldi's objectives, rivals, bare tables, results that are no curve."""

import json

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.errors import InputError

FALL = [round(0.2 + 2 * 0.8**at, 4) for at in range(12)]
RISE = [round(0.9 - 0.6 * 0.8**at, 4) for at in range(12)]


def runs(lines: list[str], name: str = "train.log") -> list[History]:
    return read_histories("\n".join(lines) + "\n", name)


def one(lines: list[str], name: str = "train.log") -> History:
    (history,) = runs(lines, name)
    return history


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


def test_what_kaldi_maximises_is_a_loss_below_zero() -> None:
    said = "LOG (nnet3-train[5.5]:PrintTotalStats():nnet-training.cc:348) Overall average objective function for"
    history = one([f"{said} 'output' is {-value} over 4000 frames." for value in FALL])
    assert history.get("train_loss") == FALL
    rows = [f"{at}\t61.0\t{-value}\t{-value - 0.1}\t0.1" for at, value in enumerate(FALL)]
    report = one(["%Iter\tduration\ttrain_objective\tvalid_objective\tdifference", *rows], "accuracy.report")
    assert report.get("train_loss") == FALL
    assert report.get("validation_loss") == [value + 0.1 for value in FALL]


def test_decibels_that_grow_are_a_loss_turned_round() -> None:
    rows = [f"{at},{10 - value},{9 - value}" for at, value in enumerate(FALL, 1)]
    history = one(["epoch,train_si_sdr,val_si_sdr", *rows], "log.csv")
    assert history.get("train_loss")[0] == pytest.approx(FALL[0] - 10)
    assert history.get("validation_loss")[-1] == pytest.approx(FALL[-1] - 9)
    with pytest.raises(InputError, match="no column is a loss"):
        one(["snr_db,bits", "10,4", "12,5", "14,6"], "results.csv")


@pytest.mark.parametrize(
    "losses",
    ["D_A: 0.21 G_A: {0} cycle_A: 1.5 D_B: 0.2 G_B: 0.5", "G_GAN: {0} G_L1: 30.1 D_real: 0.51 D_fake: 0.62"],
)
def test_losses_of_rivals_without_the_word(losses: str) -> None:
    lines = [
        f"(epoch: {at}, iters: 100, time: 0.3, data: 0.1) {losses.format(value)} " for at, value in enumerate(FALL)
    ]
    history = one(lines)
    assert history.get("generator_loss") == FALL
    assert names(history) == ["loss-tells-little"]


def test_a_critic_is_a_discriminator() -> None:
    table = ["epoch,critic_loss,generator_loss", *(f"{at},{-5 + at / 4},{3.1}" for at in range(12))]
    assert names(one(table, "log.csv")) == ["loss-tells-little"]


@pytest.mark.parametrize("gap", [" ", ",", "\t"])
def test_a_table_without_a_heading_whose_columns_are_plain(gap: str) -> None:
    table = zip(range(1, 13), FALL, [value + 0.1 for value in FALL], RISE, [value - 0.1 for value in RISE], strict=True)
    history = one([gap.join(f"{value:.4f}" if at else str(value) for at, value in enumerate(row)) for row in table])
    assert (history.get("train_loss"), history.get("train_score")) == (FALL, RISE)
    assert history.get("validation_loss")[0] == pytest.approx(FALL[0] + 0.1)
    assert "train loss (column 2), validation loss (column 3)" in diagnose(history)[0].evidence[-1]


def test_columns_that_are_not_plain_are_refused() -> None:
    rows = [f"{at} {loss} {3 * at} {at % 4}" for at, loss in enumerate(FALL)]
    with pytest.raises(InputError):
        runs(rows)


def test_numbers_without_a_name_that_rise_are_no_loss_in_json_either() -> None:
    with pytest.raises(InputError, match="which a score does as well"):
        read_histories("[1, 4, 9, 16, 25]", "numbers.json")


def test_results_by_horizon_are_no_curve() -> None:
    with pytest.raises(InputError, match="one row for each horizon"):
        one(["basin,horizon,MSE,MAE", *(f"A,{at},{0.1 * at},{0.2 * at}" for at in range(1, 9))], "metrics.csv")


def test_errors_that_name_no_epoch_are_results() -> None:
    with pytest.raises(InputError):
        runs([line for at in range(1, 9) for line in (f" -> MAE: 0.7{at}", f" -> RMSE: 0.9{at}", " -> R^2: 0.1")])
    assert one([f"epoch {at} rmse: {value}" for at, value in enumerate(FALL)]).get("train_loss") == FALL


def test_a_validation_loss_of_zero_now_and_then_was_not_computed() -> None:
    there = [value if at % 3 else 0 for at, value in enumerate(FALL, 1)]
    rows = [f"{at},{value},{loss}" for at, (value, loss) in enumerate(zip(FALL, there, strict=True), 1)]
    assert 0 not in one(["epoch,loss,val_loss", *rows], "log.csv").get("validation_loss")


def test_a_phoneme_error_rate_is_a_score_and_a_speed_is_none() -> None:
    rows = [f"{at},{value},{value},{40 - at},{700 + at}" for at, value in enumerate(FALL, 1)]
    history = one(["epoch,loss,val_loss,val_per,samples_per_second", *rows], "log.csv")
    assert history.places["validation_error"] == "val_per"


def test_bars_of_yolov3_hold_a_total() -> None:
    heading = "     Epoch   gpu_mem      GIoU       obj       cls     total   targets  img_size"
    rows = [
        f"     {at}/11    3.1G   0.5   0.25   0.25   {value}   57   448: 100%|##| 3/3" for at, value in enumerate(FALL)
    ]
    history = one([line for row in rows for line in (heading, row)])
    assert history.get("train_loss") == FALL


def test_a_file_of_nanogpt_s_followers() -> None:
    lines = [f"{250 * at} {part} {value}" for at, value in enumerate(FALL) for part in ("val", "hella", "train")]
    history = one(lines, "log.txt")
    assert (history.unit, history.get("train_loss"), history.get("validation_loss")) == ("step", FALL, FALL)


def test_lines_under_a_heading_of_evaluation() -> None:
    lines = []
    for at, value in enumerate(FALL):
        lines += [f"[10:00] Training epoch: {at}", f"[10:01] \tmean_loss: {value}", "[10:01] Done."]
        lines += [f"[10:02] Eval epoch: {at}", f"[10:03] \tmean_loss: {value + 1}"]
    history = one(lines)
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == [value + 1 for value in FALL]


def test_a_batch_of_timm_names_its_epoch() -> None:
    lines = [f"Train: {at} [{batch:4d}/1251 ({batch // 13:3d}%)]  Loss: {value} ({value})  LR: 5.0e-04"
             for at, value in enumerate(FALL) for batch in (0, 625, 1250)]  # fmt: skip
    history = one(lines)
    assert (history.unit, len(history.epochs)) == ("epoch", len(FALL))


def test_rewards_of_several_runs_in_one_log_are_apart() -> None:
    lines = [f"Episode {10 * at} | Avg Reward: {at:.2f} | Epsilon: 0.1" for _ in range(2) for at in range(12)]
    assert [history.run for history in runs(lines)] == ["fit 1", "fit 2"]


def test_scores_beside_losses_that_hold_no_number() -> None:
    rows = [f"{at},-,-,-,0.{at}" for at in range(1, 8)]
    history = one(["epoch,cls_loss,val_box_loss,val_cls_loss,acc", *rows], "log.csv")
    assert history.of_scores == "train_score"


def test_a_name_says_more_of_its_set_than_the_heading_before_it() -> None:
    bar = "evaluating...: 100%|##########| 13/13"
    lines = []
    for at, value in enumerate(FALL):
        lines += [bar, f"epoch: {at}", f"train_loss: {value}", f"valid_loss: {value + 1}"]
    history = one(lines)
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == [value + 1 for value in FALL]


def test_lists_of_numbers_that_a_cell_prints_are_no_losses() -> None:
    outputs = [[f"epoch {at} loss {value}\n" for at, value in enumerate(FALL)], ["[5516, 184, 20, 1]\n"]]
    cells = [{"cell_type": "code", "execution_count": at, "outputs": [{"output_type": "stream", "text": text}]}
             for at, text in enumerate(outputs, 1)]  # fmt: skip
    (history,) = read_histories(json.dumps({"nbformat": 4, "cells": cells}), "fit.ipynb")
    assert history.run == "cell [1]"


def test_a_table_of_runs_that_all_ended_at_one_epoch_is_no_curve() -> None:
    rows = [f"{kind},{width},199,{width / 100}" for kind in ("stack", "skipsum", "skipconcat") for width in (64, 128)]
    with pytest.raises(InputError, match="a row for each run"):
        one(["kind,width,epoch,loss", *rows], "val.csv")
