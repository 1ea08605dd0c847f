"""Kinds of printed lines that two readings of fresh public logs found misread: inputs of the project's making."""

import pytest

from advisor.diagnosing import History, diagnose, read_histories

FALL = [round(1.5 * 0.75**at + 0.05, 4) for at in range(12)]
RISE = [round(0.6 + 0.9 * 0.6**at + 0.05 * at, 4) for at in range(12)]  # best at the fifth value
PAIRS = list(enumerate(zip(FALL, RISE, strict=True), 1))
WAVE = (0.4, -0.3, 0.1, -0.4, 0.3, -0.1)


def runs(lines: list[str]) -> list[History]:
    return read_histories("\n".join(lines) + "\n", "train.log")


def one(lines: list[str]) -> History:
    (history,) = runs(lines)
    return history


def names(history: History) -> list[str]:
    return [condition.name for condition in diagnose(history)]


NOTEBOOK = "LR finder is complete, see the plot"
YOLO = "     Epoch   GPU_mem   box_loss   cls_loss  Instances       Size"
CLASSES = "     Class     Images  Instances   Box(P     R    mAP50  mAP50-95): 100%|####| 4/4 [00:01<00:00,  3.2it/s]"
LINES = {
    "words run together": ["train.loop: Epoch {0}/12 | TrainLoss={1} TrainAcc=0.5 | ValLoss={2} ValAcc=0.6"],
    "numbers before their names": ["Epoch {0} @ 10:27 PM : {1} C.E. Loss, 94.28% Accuracy",
                                   "Validation @ 10:28 PM : {2} C.E. Loss, 90.1% Accuracy"],
    "tensors": ["Epoch: {0} Train Loss: tensor({1}) Val Loss: tensor({2})"],
    "MXNet": ["Epoch[{0}] Train-accuracy=0.5", "Epoch[{0}] Train-cross-entropy={1}", "Epoch[{0}] Time cost=258.7",
              "Epoch[{0}] Validation-cross-entropy={2}"],
    "a sum and its parts": ["epoch {0} | train total={1} recon=0.9 kl=0.2 | val total={2} recon=0.9 kl=0.3"],
    "ESPnet": [("[host] (trainer:268) INFO: {0}epoch results: [train] loss_ctc=9.1, acc=0.3, loss={1}, time=5 minutes,"
               " [valid] loss_ctc=9.2, acc=0.4, loss={2}, time=3 seconds")],
    "Paddle": ["Epoch {0}/12", "step 9/9 [======] - loss: {1} - acc: 0.95 - 3ms/step", "Eval begin...",
               "step 2/2 [======] - loss: {2} - acc: 0.97 - 2ms/step", "Eval samples: 10000"],
    "Megatron's evaluations": [
        " iteration {0}00/ 1200 | learning rate: 1.5E-05 | lm loss: {1} | loss scale: 65536.0 | grad norm: 2.6 |",
        " validation loss at iteration {0}00 | lm loss value: {2} | lm loss PPL: 5.1E+01 |",
    ],
    "batches of WeNet": ["DEBUG TRAIN Batch {0}/100 loss {1} loss_att 9.1 lr 0.0001 rank 0",
                         "DEBUG CV Batch {0}/10 loss {2} loss_att 9.1 history loss 9.3 rank 0"],
    "perplexities by two names": ["[INFO] Step {0}00/ 1200; acc: 10.1; ppl: {1}; xent: 0.1; lr: 1.0; 24 sec",
                                  "[INFO] Validation perplexity: {2}"],
    "a cost": ["epoch {0} train cost: {1}, val cost: {2}"],
    "testing": ["epoch={0}, estimated_training_loss={1}, estimated_testing_loss={2}"],
    "what was saved": ["Epoch {0} Train Loss: {1}", "Epoch {0} Validation Loss: {2}, Validation Accuracy: None",
                       "Best model saved at epoch {0}, val loss: 9.9"],
    "an error of the test set": ["Epoch {0}", "loss: {1}  [   64/60000]", "Test Error:",
                                 " Accuracy: 80.0%, Avg loss: {2}"],
}  # fmt: skip


@pytest.mark.parametrize("form", LINES.values(), ids=LINES)
def test_lines_of_loops(form: list[str]) -> None:
    history = one([line.format(at, a, b) for at, (a, b) in PAIRS for line in form])
    each = 100 if history.unit == "step" else 1
    assert history.epochs == [float(at * each) for at in range(1, 13)]
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == RISE


def test_what_an_estimator_saves_is_an_evaluation() -> None:
    lines = [
        f"INFO:tensorflow:loss = {a}, step = {at}00 (1.2 sec)\n"
        f"INFO:tensorflow:Saving dict for global step {at}00: accuracy = 0.9, global_step = {at}00, loss = {b}"
        for at, (a, b) in PAIRS
    ]
    history = one(lines)
    assert (history.get("train_loss"), history.get("validation_loss")) == (FALL, RISE)


TABLES = {
    "of a notebook, by tabs": ["{0}\t{1}\t{2}\t0.91\t00:07", "epoch\ttrain_loss\tvalid_loss\taccuracy\ttime"],
    "a row that lacks the last cell": ["{0}\t{1}\t{2}", "epoch\ttrain_loss\tvalid_loss\ttime"],
    "padded": ["{0}         {1}    {2}    00:07", "epoch     train_loss  valid_loss  time"],
    "ruled": ["| {0} | {1} | {2} |", "| Step | Training Loss | Validation Loss |"],
}


@pytest.mark.parametrize(("row", "head"), TABLES.values(), ids=TABLES)
def test_tables_between_other_lines(row: str, head: str) -> None:
    history = one([NOTEBOOK, head, *(row.format(at, a, b) for at, (a, b) in PAIRS), "UserWarning: 3 of 4 are left"])
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == RISE


def test_what_yolo_prints_is_a_table_and_its_scores_are_those_of_all_classes() -> None:
    lines = [
        line
        for at, (a, _) in PAIRS
        for line in (
            YOLO,
            f"      {at}/12      2.1G   {a}   {a}     24        640: 100%|####| 8/8 [00:04<00:00,  1.67it/s]",
            CLASSES,
            f"     all        128        929      0.64      0.54      0.61      {at / 20}",
        )
    ]
    history = one(lines)
    assert history.get("train_loss") == pytest.approx([2 * value for value in FALL])
    assert history.get("validation_score") == [at / 20 for at in range(1, 13)]


def test_the_loss_of_an_epoch_goes_before_those_of_its_batches() -> None:
    """The epoch's own line lies within its batches; one that does not is of another set."""
    batches = list(enumerate((0.3, 0.1, -0.04)))
    lines = [
        line
        for at, (a, _) in PAIRS
        for line in (*(f"Epoch {at} batch {n} loss {a + more}" for n, more in batches), f"Epoch {at} loss {a}")
    ]
    assert one(lines).get("train_loss") == FALL
    apart = [line.replace("loss", "loss 9" if "batch" not in line else "loss ") for line in lines]
    assert one(apart).get("train_loss") != FALL


def test_steps_that_start_again_are_counted_on() -> None:
    lines = [f"Epoch {epoch} | Step {10 * at}/120 | Loss: {value}" for epoch in (0, 1) for at, value in enumerate(FALL)]
    history = one(lines)
    assert (history.unit, len(history.epochs), max(history.epochs)) == ("step", 23, 220.0)


def test_an_iteration_with_steps_of_all_is_an_epoch() -> None:
    lines = [f"iteration:{at} step:{step}/300, loss:{a}" for at, (a, _) in PAIRS for step in (100, 200, 300)]
    history = one(lines)
    assert history.unit == "epoch"
    assert history.get("train_loss") == pytest.approx(FALL)


def test_how_many_epochs_there_are_to_be_is_no_epoch() -> None:
    lines = ["Epochs: 12", "learning rate: 0.005", *(f"Epoch {at}/12 - loss: {a}" for at, (a, _) in PAIRS)]
    assert one(lines).epochs == [float(at) for at in range(1, 13)]


def test_a_step_in_which_the_loss_is_computed_many_times_is_no_place() -> None:
    history = one([line for step in (0, 1) for line in (f"step: {step}", *(f"loss: {a / (1 + step)}" for a in FALL))])
    assert len(history.get("train_loss")) == 24


def test_rounds_of_boosting_are_fits_by_their_validation_alone() -> None:
    rounds = [f"[{100 * at}]\tvalid_0's rmse: {a}" for at, (a, _) in PAIRS]
    others = [f"[{100 * at}]\tvalid_0's multi_logloss: {a}" for at, (a, _) in PAIRS]
    assert [len(history.epochs) for history in runs([*rounds, *others])] == [12, 12]


def test_a_fit_whose_validation_begins_anew_is_a_fit_of_its_own() -> None:
    """Its training loss begins at about where another had ended; where validation does too, it goes on from there."""
    again = [f"Epoch {at} train loss {0.9 * FALL[-1] / at} val loss {2.0 / at}" for at in range(1, 9)]
    first = [f"Epoch {at} train loss {a} val loss {a + 0.01}" for at, (a, _) in PAIRS]
    assert len(runs([*first, *again])) == 2
    goes_on = [f"Epoch {at} train loss {0.9 * FALL[-1] / at} val loss {0.1 / at}" for at in range(1, 9)]
    assert len(runs([*first, *goes_on])) == 1


def test_accuracy_of_a_set_that_is_named_after_it() -> None:
    lines = [
        f"Epoch {at} loss: {a}\nAccuracy of the network on the 10000 test images: {50 + at} %" for at, (a, _) in PAIRS
    ]
    assert one(lines).score("validation").values == pytest.approx([(50 + at) / 100 for at in range(1, 13)])
    counted = [
        f"Epoch {at} loss: {a}\nTest set: Average loss: {a}, Accuracy: 98/100 ({50 + at}%)" for at, (a, _) in PAIRS
    ]
    assert one(counted).score("validation").values == pytest.approx([(50 + at) / 100 for at in range(1, 13)])


def test_a_code_that_is_its_prior_is_posterior_collapse() -> None:
    def lines(divergence: list[float]) -> list[str]:
        return [
            f"Epoch {at} Loss: {a} Recon Loss: {a} KL Loss: {kl}"
            for (at, (a, _)), kl in zip(PAIRS, divergence, strict=True)
        ]

    gone = [4.0, 1.2, 0.2, 0.03, *[0.001] * 8]
    assert names(one(lines(gone)))[0] == "posterior-collapse"
    parts = [
        f"Epoch {at}, Step {9 * at}: Rec={a}, KL={kl}, Total={a}" for (at, (a, _)), kl in zip(PAIRS, gone, strict=True)
    ]
    assert names(one(parts))[0] == "posterior-collapse"
    kept = [4.0, 3.0, 2.5, 2.2, *[2.0] * 8]
    assert "posterior-collapse" not in names(one(lines(kept)))
    warmed_up = [0.0, 0.5, 1.0, 2.0, *[3.0] * 8]
    assert "posterior-collapse" not in names(one(lines(warmed_up)))
    distilled = [f"Epoch {at} loss {a} kl {kl}" for (at, (a, _)), kl in zip(PAIRS, gone, strict=True)]
    assert "posterior-collapse" not in names(one(distilled))  # no reconstruction: a divergence from a teacher


def test_a_validation_score_that_swings_without_a_loss() -> None:
    def lines(size: float) -> list[str]:
        return [f"Epoch {at} train loss {a} val acc {0.6 + size * WAVE[at % 6]}" for at, (a, _) in PAIRS]

    assert "noisy-validation" in names(one(lines(0.2)))
    assert "noisy-validation" not in names(one(lines(0.02)))


def test_the_lowest_of_many_values_that_swing_is_no_best_epoch() -> None:
    there = [round(1.0 + 0.5 * 0.8**at + 0.1 * WAVE[at % 6] - (0.12 if at == 40 else 0), 4) for at in range(90)]
    train = [round(0.5 + 0.98**at, 4) for at in range(90)]

    def said(values: list[float]) -> list[str]:
        return names(
            one(
                [f"Epoch {at} train loss {a} val loss {b}" for at, (a, b) in enumerate(zip(train, values, strict=True))]
            )
        )

    assert "overfitting" not in said(there)
    assert "overfitting" in said([value + max(0, at - 40) / 200 for at, value in enumerate(there)])


def test_a_validation_loss_that_leaps_above_its_first_has_overfitted() -> None:
    losses = zip([5.4, 5.0, 4.8, 4.3, 4.0], [5.3, 5.0, 4.8, 6.7, 7.4], strict=True)
    lines = [f"Epoch {at} train loss {a} val loss {b}" for at, (a, b) in enumerate(losses)]
    assert names(one(lines)) == ["overfitting"]


def test_a_noisy_training_loss_is_not_judged_where_what_was_learnt_shows() -> None:
    """Its score rises steadily, or the validation loss is at its best in the end."""
    swings = [1.31, 1.17, 1.13, 1.12, 1.05, 1.15, 0.9, 0.86, 1.0, 0.9, 0.75, 0.89, 0.97, 0.85]
    steady = [round(0.45 + 0.015 * at, 3) for at in range(14)]
    assert "oscillating" in names(one([f"Epoch {at} loss {a}" for at, a in enumerate(swings)]))
    assert "oscillating" not in names(
        one([f"Epoch {at} loss {a} accuracy {b}" for at, (a, b) in enumerate(zip(swings, steady, strict=True))])
    )
    back = [4.0, 2.0, 1.2, 0.8, 0.9, 1.6, 1.9, 2.1, 2.0, 2.2]
    assert "unstable" in names(one([f"Epoch {at} train loss {a}" for at, a in enumerate(back)]))
    falls = [round(3 * 0.9**at, 3) for at in range(10)]
    assert "unstable" not in names(
        one([f"Epoch {at} train loss {a} val loss {b}" for at, (a, b) in enumerate(zip(back, falls, strict=True))])
    )


def test_a_loss_that_falls_at_its_last_evaluations_still_improves() -> None:
    there = [0.626, 0.639, 0.605, 0.612, 0.602, 0.580, 0.570, 0.584, 0.558, 0.547, 0.545]
    assert names(one([f"step {200 * at} eval_loss: {value}" for at, value in enumerate(there)])) == ["still-improving"]
