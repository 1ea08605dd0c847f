"""What people's logs look like, and what their curves show: inputs of the project's making, in kinds seen in public."""

import json
import math
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from advisor.diagnosing import diagnose, read_histories, remedies
from advisor.diagnosing.conditions import PROGRESS
from advisor.errors import InputError

FALL = [round(0.2 + 1.5 * 0.8**i, 4) for i in range(14)]
RISE = [round(0.6 + 0.9 * 0.6**i + 0.05 * i, 4) for i in range(14)]  # best at the fifth value
NAN = float("nan")


def table(**columns: list[Any]) -> str:
    rows = [("epoch", *columns), *zip(count(), *columns.values(), strict=False)]
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def said(text: str, name: str = "history.csv") -> list[str]:
    (history,) = read_histories(text, name)
    return [condition.name for condition in diagnose(history)]


# --- curves --------------------------------------------------------------------------------------------------------

CURVES: list[tuple[dict[str, list[Any]], str]] = [
    # a wide gap without a rise, with scores and without
    ({"loss": FALL, "val_loss": [2.0, *[1.61] * 13], "accuracy": [0.4, *[0.97] * 13], "val_accuracy": [0.6] * 14},
     "generalization-gap"),
    ({"loss": [2 * 0.6**i for i in range(14)], "val_loss": [2.0, *[1.61] * 13]}, "generalization-gap"),
    # a rise that is small beside the first descent and large beside what follows
    ({"loss": [7.0, 5.0, 2.0, 0.8, 0.4, 0.3, 0.2, 0.15], "val_loss": [6.9, 5.1, 3.1, 2.4, 2.5, 2.52, 2.6, 2.66]},
     "overfitting"),
    ({"loss": [0.8, 0.4, 0.2, 0.1], "val_loss": [0.5, 0.62, 0.75, 0.9]}, "overfitting"),
    # validation better than training is no overfitting
    ({"loss": [6.0, 3.0, 2.2, 2.0, 1.8, 1.6, 1.5, 1.4], "val_loss": [2.0, 1.0, 0.7, 0.8, 0.9, 0.88, 0.86, 0.84]},
     "healthy"),
    # too little
    ({"loss": [2.3], "val_loss": [2.3]}, "too-few-to-tell"),
    ({"loss": [0.70, 0.69], "accuracy": [0.5, 0.5]}, "too-few-to-tell"),
    ({"loss": [5.0, 3.0, 2.0], "val_loss": [4.5, 2.9, 2.1]}, "still-improving"),
    # straight lines
    ({"loss": [1.2 - 0.001 * i for i in range(30)], "accuracy": [0.5] * 15 + [0.51] * 15}, "rate-too-low"),
    ({"loss": [2.0 - 0.25 * i for i in range(7)], "val_loss": [2.1 - 0.25 * i for i in range(7)]}, "still-improving"),
    ({"loss": [5.0, 4.4, 4.2, 4.1, 4.02, 3.95, 3.89, 3.84, 3.79, 3.75]}, "still-improving"),
    # below zero
    ({"loss": [-1.0, -1.5, -1.8, -2.0, -2.1, -2.15, -2.2, -2.25]}, "still-improving"),
    ({"loss": [-40.0] * 8, "accuracy": [0.1] * 8}, "loss-does-not-fit"),
    # no number
    ({"loss": [1.0, 0.9, NAN, NAN, NAN]}, "diverging"),
    ({"loss": [3.0, 2.0, 1.5, 61_000.0, *[0.0] * 8]}, "diverging"),
    ({"loss": [NAN] * 8, "accuracy": [0.3, 0.4, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92]}, "undefined-loss"),
    ({"loss": FALL, "val_loss": [*RISE[:4], *[NAN] * 10]}, "undefined-validation-loss"),
    ({"loss": [0.0] * 8, "accuracy": [0.4] * 8}, "loss-does-not-fit"),
    ({"loss": FALL, "val_loss": [0.0] * 14, "val_accuracy": [0.0] * 14}, "empty-validation"),
    # one answer, in percent as well
    ({"loss": [5.0, *[4.9, 4.91] * 6], "val_acc": [3.61] * 13, "train_acc": [2.9, 3.1] * 6 + [2.8]}, "class-collapse"),
    # training and validation of two sources
    ({"loss": [1.0, 0.6, 0.4, 0.3, 0.25, 0.2], "val_loss": [4.0, 5.0, 5.2, 4.8, 5.1, 5.0],
      "accuracy": [0.6, 0.8, 0.85, 0.9, 0.9, 0.92], "val_accuracy": [0.0, 0.0, 0.01, 0.0, 0.0, 0.0]},
     "validation-from-elsewhere"),
    # solved, with a wobble
    ({"loss": [1.2, 0.5, 0.3, 0.2, 0.1, 0.06, 0.12, 0.03, 0.09, 0.02], "val_accuracy": [0.6, *[0.99] * 9],
      "accuracy": [0.5, *[0.99] * 9]}, "healthy"),
    # a first layer that its inputs saturate
    ({"loss": [0.7, *[0.69, 0.691] * 5], "gradient_norm/a.kernel": [0.0] * 11, "gradient_norm/b.kernel": [0.3] * 11},
     "saturated-inputs"),
]  # fmt: skip


@pytest.mark.parametrize(("columns", "expected"), CURVES)
def test_curves(columns: dict[str, list[Any]], expected: str) -> None:
    named = said(table(**columns))
    assert named[0] == expected
    assert sum(name in PROGRESS for name in named) <= 1  # their remedies contradict one another


def test_a_run_with_one_answer_is_asked_for_its_output_first() -> None:
    text = table(loss=[2.3026] * 10, accuracy=[0.1] * 10)
    (condition,) = diagnose(read_histories(text, "history.csv")[0])
    assert "chance for 10 balanced classes" in condition.evidence[0]
    assert "nothing is learnt at all" in condition.evidence[1]
    first, second, *_ = remedies(condition.name)
    assert "output layer" in first.says
    assert "inputs" in second.says


def test_the_epoch_named_is_that_of_the_log() -> None:
    """Where validation is logged less often, from 0 on, or every 25 epochs."""
    losses = [round(1 + 0.98**i, 4) for i in range(100)]
    seen = {9: 1.9, 19: 1.4, 29: 1.2, 39: 1.3, 49: 1.5, 59: 1.7, 69: 1.9, 79: 2.0, 89: 2.1, 99: 2.3}
    (history,) = read_histories(table(loss=losses, val_loss=[seen.get(i, "") for i in range(100)]), "h.csv")
    (condition,) = diagnose(history)
    assert "best at epoch 29 with 1.2" in condition.evidence[0]
    sparse = "epoch,loss\n" + "".join(f"{25 * i - 1},{2 * 0.5**i}\n" for i in range(1, 41))
    (condition,) = diagnose(read_histories(sparse, "h.csv")[0])
    assert "epoch 999 of 1,000 epochs" in condition.evidence[0]


# --- forms ---------------------------------------------------------------------------------------------------------

KERAS = {"loss": FALL, "accuracy": [0.5] * 14, "val_loss": RISE, "val_accuracy": [0.5 + i / 100 for i in range(14)]}
ROWS = [{"epoch": i + 1, "train_loss": a, "val_loss": b} for i, (a, b) in enumerate(zip(FALL, RISE, strict=True))]
TRAINER = [
    entry
    for epoch, (a, b) in enumerate(zip(FALL, RISE, strict=True), 1)
    for entry in (
        *({"loss": a + 0.01 * (2 - part), "epoch": epoch - 1 + part / 2, "step": 10 * epoch} for part in (1, 2)),
        {"eval_loss": b, "epoch": float(epoch), "step": 10 * epoch},
    )
] + [{"train_loss": 0.5, "train_runtime": 3.0, "epoch": 14.0, "step": 140}]
DETECTION = (
    "epoch, train/box_loss, train/cls_loss, val/box_loss, val/cls_loss, metrics/mAP50-95(B), lr/pg0\n"
    + "".join(
        f"{i}, {a / 2}, {a / 2}, {b / 2}, {b / 2}, 0.{30 + i}, 0.01\n"
        for i, (a, b) in enumerate(zip(FALL, RISE, strict=True), 1)
    )
)


def lines(entries: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(entry) + "\n" for entry in entries)


FORMS: dict[str, Callable[[], str]] = {
    "a dictionary on one line": lambda: json.dumps(KERAS),
    "a dictionary on many lines": lambda: json.dumps({"history": KERAS, "params": {"epochs": 14}}, indent=2),
    "a printed dictionary": lambda: str(KERAS),
    "as pandas writes it": lambda: json.dumps({key: dict(enumerate(values)) for key, values in KERAS.items()}),
    "a list of rows": lambda: json.dumps(ROWS),
    "nested by part": lambda: json.dumps({"train": {"loss": FALL}, "val": {"loss": RISE}}),
    "a trainer's state": lambda: json.dumps({"best_metric": None, "log_history": TRAINER}, indent=1),
    "a trainer's log": lambda: lines(TRAINER),
    "a line on the machine first": lambda: lines([{"env_info": "linux", "seed": 0}, *ROWS]),
    "modes in a column": lambda: lines(
        [
            entry
            for row in ROWS
            for entry in (
                {"mode": "train", "epoch": row["epoch"], "loss": row["train_loss"]},
                {"mode": "val", "epoch": row["epoch"], "loss": row["val_loss"]},
            )
        ]
    ),
    "a row for each value": lambda: (
        "run_id,key,value,step\n"
        + "".join(
            f"a,train_loss,{a},{i}\na,val_loss,{b},{i}\n" for i, (a, b) in enumerate(zip(FALL, RISE, strict=True))
        )
    ),
    "columns by run": lambda: (
        '"Step","crisp-sun-1 - train/loss","crisp-sun-1 - train/loss__MIN","crisp-sun-1 - val/loss"\n'
        + "".join(f'"{i}","{a}","{a}","{b}"\n' for i, (a, b) in enumerate(zip(FALL, RISE, strict=True)))
    ),
    "old line ends": lambda: table(loss=FALL, val_loss=RISE).replace("\n", "\r"),
    "parts of a loss": lambda: DETECTION,
    "a text log": lambda: "".join(
        f"step {i * 250}: train loss {a:.4f}, val loss {b:.4f}\n"
        for i, (a, b) in enumerate(zip(FALL, RISE, strict=True))
    ),
    "what Keras prints": lambda: "".join(
        f"Epoch {i}/14\n\r1/9 [=>......] - ETA: 3s - loss: 9.0\r9/9 [====] - 1s 20ms/step - loss: {a} - val_loss: {b}\n"
        for i, (a, b) in enumerate(zip(FALL, RISE, strict=True), 1)
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_are_read_alike(form: str) -> None:
    (history,) = read_histories(FORMS[form](), form)
    assert history.get("validation_loss") == pytest.approx(RISE)
    assert len(history.get("train_loss")) == len(FALL)
    assert history.get("train_loss") == pytest.approx(FALL, abs=0.02)
    assert diagnose(history)[0].name == "overfitting"


@pytest.mark.parametrize("lost", [NAN, None])
def test_a_loss_that_is_lost_in_json_is_a_dead_run(lost: float | None) -> None:
    entries = [{"epoch": i, "loss": value, "lr": 0.1} for i, value in enumerate([2.0, 1.5, 1.2, *[lost] * 6])]
    assert said(lines(entries), "log.jsonl")[0] == "diverging"


def test_steps_inside_one_epoch_are_the_curve() -> None:
    entries = [{"epoch": 0, "step": 50 * i, "train_loss": 9 * 0.95**i + 1} for i in range(40)]
    (history,) = read_histories(lines(entries), "log.jsonl")
    assert (history.unit, len(history.get("train_loss"))) == ("step", 40)
    swinging = [{"epoch": i / 9, "step": 10 * i, "loss": 0.7 - 0.02 * i + 0.06 * (-1) ** i} for i in range(18)]
    assert "oscillating" not in said(lines(swinging), "log.jsonl")  # from step to step a loss swings with its batches


def test_an_evaluation_after_training_is_no_epoch() -> None:
    text = "epoch,step,train_loss,val_loss\n" + "".join(
        f"{i},{i},{a},\n{i},{i},,{b}\n" for i, (a, b) in enumerate(zip(FALL, RISE, strict=True))
    )
    (history,) = read_histories(text + "14,14,,0.01\n", "metrics.csv")
    assert len(history.epochs) == 14


@pytest.mark.parametrize(
    "text", ["epoch,loss\n1,abc\n2,abc\n", '{"loss": []}', '{"a": 1}', "[]", "{}", "epoch,loss\n", "no numbers here\n"]
)
def test_what_holds_no_loss_is_refused_with_a_reason(text: str) -> None:
    with pytest.raises(InputError):
        read_histories(text, "history")


def test_a_number_too_large_for_a_float_is_infinite() -> None:
    text = '{"epoch": 1, "loss": 1' + "0" * 400 + "}\n" + '{"epoch": 2, "loss": 1}\n'
    (history,) = read_histories(text, "log.jsonl")
    assert math.isinf(history.get("train_loss")[0])


# --- what people's logs hold besides -------------------------------------------------------------------------------


def test_several_models_side_by_side_are_runs() -> None:
    """Dumped into one dictionary, each by its prefix; the outputs of one network are not."""
    document = {f"{model}_{key}": KERAS[key] for model in ("price", "trend") for key in ("loss", "val_loss")}
    assert [history.run for history in read_histories(json.dumps(document), "h.json")] == ["run price", "run trend"]
    outputs = {"loss": FALL, "val_loss": RISE, "price_loss": FALL, "val_price_loss": RISE}
    assert len(read_histories(json.dumps(outputs), "h.json")) == 1


def test_fits_that_were_appended_to_one_file_are_runs() -> None:
    text = table(loss=FALL, val_loss=RISE)
    first, second = read_histories(text + text.partition("\n")[2], "training.csv")
    assert (first.run, second.run) == ("fit 1", "fit 2")
    assert len(second.epochs) == 14


@pytest.mark.parametrize("steps", [[5000] * 4, [10, 20, 30, 40]])
def test_a_table_of_finished_runs_is_no_history(steps: list[int]) -> None:
    rows = [f"run-{at // (2 if len(set(steps)) == 1 else 1)},{step},1.{at}\n" for at, step in enumerate(steps)]
    with pytest.raises(InputError, match="the end of a run and not its curve"):
        read_histories("Name,iter,train/loss\n" + "".join(rows), "wandb_export.csv")


def test_numbers_without_a_name_are_losses_and_a_time_in_brackets_is_no_json() -> None:
    (history,) = read_histories("".join(f"{value}\n" for value in FALL), "loss.csv")
    assert history.get("train_loss") == FALL
    with pytest.raises(InputError, match="no log with losses in its lines"):
        read_histories("[2024-01-01 10:00:00][main] - started\n[2024-01-01 10:00:01][main] - done\n", "train.log")


def test_lines_of_llm_c_and_mmengine() -> None:
    (history,) = read_histories("".join(f"s:{i} trl:{a} lr:0.1\ns:{i} tel:{a}\n" for i, a in enumerate(FALL)), "m.log")
    assert history.get("validation_loss") == FALL
    lines = "".join(
        f"mmengine - INFO - Epoch(train)  [{i}][6/6]  lr: 4e-03  loss: {a}  acc_pose: 0.5\n"
        f"mmengine - INFO - Epoch(val) [{i}][6/6]    coco/AP: 0.1  AUC: 0.{i}\n"
        for i, a in enumerate(FALL, 1)
    )
    (history,) = read_histories(lines, "20240101.log")
    assert (len(history.epochs), history.unit) == (14, "epoch")
    assert history.places["train_score"] == "train_acc_pose"


@pytest.mark.parametrize(
    ("columns", "part"),
    [
        ({"train_loss": FALL, "valid_loss": RISE, "accuracy": KERAS["accuracy"]}, "validation"),  # fastai
        ({"loss": FALL, "val_loss": RISE, "accuracy": KERAS["accuracy"]}, "train"),  # Keras
        ({"loss": FALL, "accuracy": KERAS["accuracy"]}, "train"),
    ],
)
def test_whose_a_bare_accuracy_is(columns: dict[str, list[Any]], part: str) -> None:
    (history,) = read_histories(table(**columns), "history.csv")
    assert [key for key in history.places if key.endswith("score")] == [f"{part}_score"]


def test_a_column_that_says_the_set_and_several_validation_sets() -> None:
    rows = "".join(f"{i},{part},{a}\n" for i, a in enumerate(FALL) for part in ("train", "val"))
    (history,) = read_histories("epoch,set,loss\n" + rows, "history.csv")
    assert history.get("train_loss") == history.get("validation_loss") == FALL
    several = table(loss=FALL, eval_a_loss=[2.0] * 14, eval_b_loss=[4.0] * 14)
    (history,) = read_histories(several, "history.csv")
    assert history.get("validation_loss")[0] == 3.0


def test_a_part_of_the_loss_without_targets_is_named() -> None:
    nothing = table(
        **{"train/box_loss": [0.0] * 14, "train/cls_loss": FALL, "val/box_loss": RISE, "val/cls_loss": RISE}
    )
    condition, other = diagnose(read_histories(nothing, "results.csv")[0])
    assert (condition.name, other.name) == ("no-targets", "overfitting")  # which a part that is switched off hides not
    assert "train/box_loss is exactly 0" in condition.evidence[0]


def test_a_score_that_only_training_gains() -> None:
    apart = table(
        loss=[2.2 - 0.04 * i for i in range(14)], val_loss=[2.9, 3.1] * 7,
        accuracy=[0.4 + i / 100 for i in range(14)], val_accuracy=[0.25] * 13 + [0.26],
    )  # fmt: skip
    assert "generalization-gap" in said(apart)


def test_an_evaluation_before_training_is_no_sign_of_another_source() -> None:
    loss = [1.1, *[0.05] * 13]
    assert said(table(loss=loss, val_loss=[6.0, 1.8, 2.0, 2.4, *[3.0] * 10])) == ["best-epoch-very-early"]


def test_a_value_that_is_a_list_is_no_number() -> None:
    entries: list[dict[str, Any]] = [{"epoch": i, "step": [i], "loss": 1 / i} for i in range(1, 8)]
    assert said(lines(entries), "log.jsonl")
