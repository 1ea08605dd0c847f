"""Logs of scores without a loss, means beside their batches, and values that stand at chance."""

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.diagnosing.printed import higher_is_better
from advisor.errors import InputError


def runs(lines: list[str]) -> list[History]:
    return read_histories("\n".join(lines) + "\n", "train.log")


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


RISES = [0.5, 0.6, 0.66, 0.7, 0.73, 0.76, 0.79, 0.82]
SETTLES = [0.5, 0.7, 0.8, 0.84, 0.86, 0.861, 0.86, 0.861, 0.8605, 0.861]
FALLS_BACK = [0.5, 0.6, 0.7, 0.75, 0.78, 0.7, 0.6, 0.55, 0.52, 0.5]
CURVES = {"rises": (RISES, "still-improving"), "settles": (SETTLES, "healthy"), "falls back": (FALLS_BACK, "unstable"),
          "stands": ([0.5] * 8, "class-collapse")}  # fmt: skip


@pytest.mark.parametrize(("scores", "expected"), CURVES.values(), ids=CURVES)
def test_a_score_without_a_loss(scores: list[float], expected: str) -> None:
    (history,) = runs([f"epoch {at}\ntest accuracy {score}" for at, score in enumerate(scores, 1)])
    assert names(history) == [expected]
    assert history.judged_by == "1 - test_accuracy"


def test_percent_are_fractions() -> None:
    (history,) = runs([f"epoch {at} val_acc: {100 * score:.2f}%" for at, score in enumerate(SETTLES, 1)])
    assert history.judged.values == pytest.approx([1 - score for score in SETTLES])


@pytest.mark.parametrize("lines", [["accuracy: 0.8"] * 9, ["epoch 3 accuracy: 0.8"] * 9])
def test_scores_at_no_different_epochs_are_no_curve(lines: list[str]) -> None:
    with pytest.raises(InputError):
        runs(lines)


def test_a_single_loss_at_its_place_is_too_few() -> None:
    (history,) = runs(["device: cuda", "step 0: train loss 4.17, val loss 4.18", "RuntimeError: out of memory"])
    assert names(history) == ["too-few-to-tell"]


def test_options_that_are_printed_are_no_losses() -> None:
    options = "Namespace(epochs=100, loss_weights=[1.0, 1.0], loss=1.0, lr=0.0008)"
    with pytest.raises(InputError):
        runs([options, options])


def test_means_of_epochs_beside_the_batches() -> None:
    lines = []
    for at in range(1, 13):
        lines += [f"epoch:[ {at}/12 ] train step:{step} loss: {3 / at + step / 99} top1: 0.1" for step in (0, 10, 20)]
        lines += [f"END epoch:{at} train loss_avg: {2 / at} top1_avg: {at / 13}"]
        lines += [f"epoch:[ {at}/12 ] val step:0 loss: 7.0 top1: 0.2"]
        lines += [f"END epoch:{at} val loss_avg: {2.5 / at} top1_avg: {at / 14}"]
    (history,) = runs(lines)
    assert history.get("train_loss") == [2 / at for at in range(1, 13)]
    assert history.get("validation_loss") == [2.5 / at for at in range(1, 13)]
    assert history.get("validation_score") == [at / 14 for at in range(1, 13)]


def test_sets_name_the_losses_of_an_evaluation() -> None:
    lines = [f"[eval] iter {at}00: train {3 / at:.3f} val {3.3 / at:.3f} lr 3e-4" for at in range(1, 8)]
    (history,) = runs(lines)
    assert history.get("validation_loss") == [round(3.3 / at, 3) for at in range(1, 8)]


def test_of_scores_by_class_the_mean_is_read() -> None:
    lines = [f"Epoch {at} val loss: 0.{9 - at} - AUROC_Mass: 0.5 - AUROC_avg: 0.{at + 1}" for at in range(1, 7)]
    (history,) = runs(lines)
    assert history.get("validation_score") == pytest.approx([0.1 * (at + 1) for at in range(1, 7)])


def test_an_epoch_of_a_results_file_without_a_header() -> None:
    row = "{0}/11 2.1G 0.0{1} 0.03 0 0.09 33 416 0.4 0.7 0.6 0.{0} 0.0{1} 0.02 0"
    (history,) = runs([f"     {row.format(at, 90 - at)}" for at in range(12)])
    assert history.get("train_loss") == pytest.approx([(90 - at) / 1000 + 0.03 for at in range(12)])
    assert history.places["validation_score"] == "metrics/mAP50-95"
    assert history.silent == []


def test_a_loss_that_comes_down_to_guessing_and_stands_there() -> None:
    lines = [f"Epoch {at} loss: {loss}" for at, loss in enumerate([4.3, 4.0, *[3.91202] * 10], 1)]
    (history,) = runs(lines)
    (found,) = diagnose(history)
    assert (found.name, "50 balanced classes" in found.evidence[0]) == ("not-learning", True)


def test_a_vast_loss_by_the_step_that_comes_down_is_not_diverging() -> None:
    rows = [
        f"iter: {20 * at} total_loss: {90 / at**1.6 + 0.9:.3f} accuracy: {0.96 - at / 999:.4f}" for at in range(1, 60)
    ]
    (history,) = runs(rows)
    assert names(history) == ["healthy"]


def test_few_losses_of_single_batches_say_nothing() -> None:
    (history,) = runs([f"step {at} train_loss {loss}" for at, loss in enumerate((2.9, 2.5, 2.8, 2.3, 2.7))])
    assert names(history) == ["too-few-to-tell"]


def test_a_gap_of_scores_though_the_validation_loss_fell_late() -> None:
    there = [3.6, 3.2, 3.1, 3.1, 2.9, 2.9, 2.9, 3.0, 3.0, 3.1, 2.6, 2.58, 2.59, 2.58, 2.58]
    rows = [f"Epoch {at}: loss: {3.9 * 0.8**at:.3f} acc: {min(0.96, 0.1 * at):.2f} val_loss: {loss} val_acc: 0.4"
            for at, loss in enumerate(there, 1)]  # fmt: skip
    (history,) = runs(rows)
    assert names(history) == ["generalization-gap"]


@pytest.mark.parametrize(("metric", "higher"), [("auc", True), ("map@10", True), ("mape", False), ("rmse", False),
                                                ("average_precision", True)])  # fmt: skip
def test_metrics_of_boosted_trees(metric: str, higher: bool) -> None:
    assert higher_is_better(metric) is higher
