"""What loops, boosted trees, Darknet and tables in a terminal print."""

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.errors import InputError

FALL = [round(1.5 * 0.7**at + 0.02, 4) for at in range(12)]
RISE = [round(0.6 + 0.9 * 0.6**at + 0.05 * at, 4) for at in range(12)]  # best at the fifth value


def one(lines: list[str], name: str = "train.log") -> History:
    (history,) = read_histories("\n".join(lines) + "\n", name)
    return history


PAIRS = list(enumerate(zip(FALL, RISE, strict=True)))
OVERFITTED = {
    "is": [f"Epoch {at}, avg loss so far is {a}\nEpoch {at}, val loss is {b}, val mse is 0.1" for at, (a, b) in PAIRS],
    "colours": [f"\x1b[4mEPOCH: {at}/12\x1b[0m\n | > train_loss:\x1b[92m {a} \x1b[0m\n | > val_loss: {b}"
                for at, (a, b) in PAIRS],
    "lightgbm": [f"[{50 * at}]\ttraining's auc: 0.9\ttraining's l2: {a}\tvalid_1's auc: 0.8\tvalid_1's l2: {b}"
                 for at, (a, b) in PAIRS],
    "xgboost": [f"[{at}]\tvalidation_0-logloss:{a}\tvalidation_1-logloss:{b}" for at, (a, b) in PAIRS],
    "xgboost with a watch list": [f"[{at}]\ttrain-rmse:{a}\teval-rmse:{b}" for at, (a, b) in PAIRS],
    "humps": ["epoch,TrainLoss,ValLoss", *(f"{at},{a},{b}" for at, (a, b) in PAIRS)],
    "no word for a loss": ["epoch,train,valid", *(f"{at},{a},{b}" for at, (a, b) in PAIRS)],
}  # fmt: skip


@pytest.mark.parametrize("lines", OVERFITTED.values(), ids=OVERFITTED)
def test_a_log_is_read_whatever_prints_it(lines: list[str]) -> None:
    history = one(lines)
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == RISE
    assert diagnose(history)[0].name == "overfitting"


def test_darknet_and_bare_pairs_hold_a_loss_by_the_step() -> None:
    darknet = one([f" {at}: {2 * a}, {a} avg loss, 0.001 rate, 3.2 seconds" for at, a in enumerate(FALL, 1)])
    pairs = one([f"{a} {100 * at}" for at, a in enumerate(FALL)])
    for history in (darknet, pairs):
        assert (history.unit, history.get("train_loss")) == ("step", FALL)
    assert darknet.get("learning_rate") == [0.001] * 12


def test_a_printed_table_is_a_row() -> None:
    tables = [
        f"-----------\n| loss     | {a}  |\n| val loss | {b} |\n-----------" for a, b in zip(FALL, RISE, strict=True)
    ]
    assert one(tables).get("validation_loss") == RISE


def test_one_column_and_numbers_as_pytorch_prints_them() -> None:
    assert one(["train_loss", *map(str, FALL)], "loss.csv").get("train_loss") == FALL
    printed = [f'{at},"tensor({a}, grad_fn=<NllLossBackward0>)"' for at, a in enumerate(FALL)]
    assert one(["epoch,loss", *printed], "loss.csv").get("train_loss") == FALL


def test_a_log_without_losses_is_not_taken_for_a_table() -> None:
    with pytest.raises(InputError, match="no log with losses"):
        one(["2024-05-07 13:49:51,273 INFO: Using 1 GPU", "2024-05-07 13:49:52,273 INFO: Loaded"])
