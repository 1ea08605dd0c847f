"""Lines that name their epoch or set elsewhere, or not at all, and what notebooks hold: inputs of our own making."""

import json
from collections.abc import Mapping

import pytest

from advisor.diagnosing import History, diagnose, read_histories
from advisor.errors import InputError

FALL = [round(1.5 * 0.75**at + 0.05, 4) for at in range(12)]
RISE = [round(0.6 + 0.9 * 0.6**at + 0.05 * at, 4) for at in range(12)]  # best at the fifth value
PAIRS = list(enumerate(zip(FALL, RISE, strict=True), 1))


def one(lines: list[str]) -> History:
    (history,) = read_histories("\n".join(lines) + "\n", "train.log")
    return history


def bar(done: int, of: int, **values: float) -> str:
    said = ", ".join(f"{name}: {value:.4f}" for name, value in values.items())
    return f"{said} ||: {100 * done // of:3d}%|{'#' * (10 * done // of):<10}| {done}/{of} [00:0{done % 9}<00:00]"


LINES = {
    "the development set": ["EPOCH {0} done: loss {1} - lr 0.1000", "DEV : loss {2} - score 0.7667"],
    "verbs": ["Epoch {0} trained with loss: {1}, dice score 0.8", "Epoch {0} evaluated with loss: {2}, dice score 0.7"],
    "errors alone": ["ep {0} | train MSE {1}  RMSE 4.6e-01  R2 0.77 | val MSE {2}  RMSE 4.7e-01"],
    "likelihoods": ["epoch {0} train nll: {1} valid nll: {2}"],
    "perplexities": ["| epoch {0} | train ppl {1} | valid ppl {2} |"],
}  # fmt: skip


@pytest.mark.parametrize("form", LINES.values(), ids=LINES)
def test_sets_and_losses_by_other_words(form: list[str]) -> None:
    history = one([line.format(at, a, b) for at, (a, b) in PAIRS for line in form])
    assert (history.unit, history.epochs) == ("epoch", [float(at) for at in range(1, 13)])
    assert history.get("train_loss") == FALL
    assert history.get("validation_loss") == RISE


def test_bars_without_a_name_are_epochs_and_the_shorter_ones_validation() -> None:
    lines = []
    for _, (a, b) in PAIRS:
        lines += [
            "0it [00:00, ?it/s]",
            *(bar(done, 40, accuracy=0.5, loss=a + (40 - done) / 100) for done in range(1, 41)),
        ]
        lines += [bar(done, 8, accuracy=0.4, loss=b) for done in range(1, 9)]
    history = one(lines)
    assert (history.unit, len(history.epochs)) == ("epoch", 12)
    assert history.get("train_loss") == pytest.approx([a + 0.095 for a in FALL])  # the mean of the second half
    assert history.get("validation_loss") == pytest.approx(RISE, abs=1e-4)


def test_bars_below_headings_are_left_to_these() -> None:
    lines = [line for at, (a, _) in PAIRS for line in (f"Epoch {at}/12", bar(20, 40, loss=a), bar(40, 40, loss=a))]
    assert one(lines).epochs == [float(at) for at in range(1, 13)]


def test_a_total_alone_is_the_loss_of_a_batch() -> None:
    lines = [
        line
        for at, (a, _) in PAIRS
        for line in (*(f"[epoch: {at}/99, iter: {n}/60] total: {a}" for n in (0, 20, 40)), "Validation accuracy: 0.5")
    ]
    history = one(lines)
    assert history.get("train_loss") == pytest.approx(FALL)
    assert len(history.get("validation_score")) == 12


def test_the_two_numbers_of_the_tutorial_are_epoch_and_step() -> None:
    ends = range(2000, 14000, 2000)
    history = one([f"[{epoch}, {n:5d}] loss: {FALL[epoch + n // 2000]}" for epoch in (1, 2) for n in ends])
    assert (history.unit, history.epochs[-1]) == ("step", 24000.0)


def test_the_first_epoch_of_each_fit_may_lack_its_heading() -> None:
    fit = [f"9/9 - 4s - loss: {a} - val_loss: {b}" for _, (a, b) in PAIRS[:5]]
    text = [
        "## Setup:",
        *[line for at, row in enumerate(fit, 1) for line in ([f"Epoch {at}/5"] * (at > 1) + [row])],
    ] * 3
    runs = read_histories("\n".join(text), "notes.txt")
    assert [run.epochs for run in runs] == [[1, 2, 3, 4, 5]] * 3
    assert [run.get("train_loss") for run in runs] == [FALL[:5]] * 3


FORMS = {
    "in brackets": (["[E{0}] step {2}0 loss {1}"], "epoch"),
    "in front of a bar": (["[run] {0:03d}/12:  75%|####### | 3/4 [00:07<00:01,  1.80s/it, loss={1}]"], "epoch"),
    "iterations of all": (["INFO: Iters: {0}0/12000 || Lr: 0.019 || Loss: {1} || Time: 0:00:20"], "step"),
    "a loss, and the same of validation": (["Epoch [{0}/12], Loss: {1}, Validation: {1}"], "epoch"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "unit"), FORMS.values(), ids=FORMS)
def test_forms_of_places(form: list[str], unit: str) -> None:
    history = one([line.format(at, a, n) for at, (a, _) in PAIRS for n in range(3) for line in form])
    assert (history.unit, len(history.epochs)) == (unit, 12)
    assert history.get("train_loss") == pytest.approx(FALL)
    assert history.get("validation_loss") == (pytest.approx(FALL) if "Validation" in form[0] else [])


def test_folds_are_runs() -> None:
    lines = [f"[fold_{fold}] Epoch {at} loss {a}" for fold in range(3) for at, (a, _) in PAIRS]
    assert [run.run for run in read_histories("\n".join(lines), "train.log")] == ["fold 0", "fold 1", "fold 2"]


def test_the_index_of_a_data_frame_is_the_epoch() -> None:
    text = ",train_loss,valid_loss\n" + "".join(f"{at - 1},{a},{b}\n" for at, (a, b) in PAIRS)
    (history,) = read_histories(text, "history.csv")
    assert (history.unit, history.epochs[-1]) == ("epoch", 11.0)


def test_parts_of_another_phase_are_no_parts_of_the_sum() -> None:
    """A source and a target are trained on at first, the target alone for the rest, beside the parts of its loss."""
    lines = [f"Epoch {at} avg_loss_tgt: {9 * a} loss_src: 9.0" for at, (a, _) in PAIRS[:3]]
    lines += [f"Epoch {at + 3} avg_loss_tgt: {a} own_loss_tgt: {a / 2} other_loss_tgt: {a / 2}" for at, (a, _) in PAIRS]
    assert len(one(lines).get("train_loss")) >= 12


def test_a_loss_of_one_part_gives_way_to_errors_of_both_sets() -> None:
    lines = [f"Epoch {at} | Train MSE: {a} | Gate Loss: 0.4 | Val MSE: {b}" for at, (a, b) in PAIRS]
    assert (one(lines).get("train_loss"), one(lines).get("validation_loss")) == (FALL, RISE)


OTHERS = {
    "letters": ("Epoch: {0} | T_Loss {1} | T_acc 0.1 | V_Loss {2} | V_acc 0.2", "epoch"),
    "an entropy": (
        "2017-04-09 05:42:24.5: Step {0}: Train cross entropy = {1}, validation cross entropy = {2}",
        "step",
    ),
    "a dictionary of texts": ("{{'loss': '{1}', 'eval_loss': '{2}', 'grad_norm': '0.9', 'epoch': '{0}.0'}}", "epoch"),
    "a total among losses": ("[Epoch {0}/30, Batch 3/7] [Losses: x 0.26, total {1}] val_loss: {2}", "epoch"),
    "steps of many": ("[{0}0000/300000] Train loss: {1}, Valid loss: {2}, Elapsed_time: 1935.9", "step"),
}


@pytest.mark.parametrize(("form", "unit"), OTHERS.values(), ids=OTHERS)
def test_other_words(form: str, unit: str) -> None:
    history = one([form.format(at, a, b) for at, (a, b) in PAIRS])
    assert (history.unit, history.get("validation_loss")) == (unit, RISE)
    assert history.get("train_loss") == ([] if "Losses" in form else FALL)


def test_fits_of_which_the_second_does_not_begin_at_its_first_epoch() -> None:
    lines = [f"{{'loss': {a}, 'epoch': {at / 4}}}" for at, (a, _) in PAIRS]
    lines += [f"{{'loss': {a}, 'epoch': {at / 2}}}" for at, (a, _) in PAIRS[2:]]
    assert len(read_histories("\n".join(lines), "train.log")) == 2


def test_returns_are_rewards() -> None:
    lines = [f"episode={at}.0 return={-90 + 9 * at} length=12.0 loss={a * 100} entropy=1.9" for at, (a, _) in PAIRS]
    assert [condition.name for condition in diagnose(one(lines))] == ["loss-tells-little"]


def test_a_fit_of_another_kind_is_no_continuation() -> None:
    """Its loss lies far below where the other ended, and not about there."""
    lines = [f"Epoch {at}/5 loss: {scale * FALL[at]}" for scale in (50, 0.05) for at in range(1, 6)]
    assert len(read_histories("\n".join(lines), "train.log")) == 2


def test_lines_between_those_of_a_program_are_of_its_parts() -> None:
    lines = [
        line
        for at, (a, _) in PAIRS
        for line in ("v3 (iou: 0.75) Region 82 Avg (IOU: 0.5), class_loss = 1.6, total_loss = 4.2",
                     f" {at}: {a}, {a} avg loss, 0.000100 rate, 7.9 seconds, 82336 images")
    ]  # fmt: skip
    assert one(lines).get("train_loss") == FALL


def test_a_count_in_a_name_is_no_loss() -> None:
    lines = [f"iter {at}00:, hard_loss_metric={a}, full_loss_num=186494.1, lr=0.0001" for at, (a, _) in PAIRS]
    assert one(lines).places["train_loss"] == "hard_loss_metric"


def test_means_of_a_few_batches_differ_by_chance() -> None:
    """They swing no more than their own batches let expect."""
    wave = (0.4, -0.3, 0.1, -0.4, 0.3, -0.1, 0.2, -0.2)
    lines = [
        f"Epoch {epoch} batch {n} loss {1.2 * 0.97**epoch + wave[(3 * epoch + n) % 8] + 0.05 * (-1) ** epoch}"
        for epoch in range(1, 16)
        for n in range(4)
    ]
    history = one(lines)
    assert history.noise > 0.05
    assert "oscillating" not in [condition.name for condition in diagnose(history)]


# Notebooks ----------------------------------------------------------------------------------------------


def notebook(*outputs: Mapping[str, object], count: int | None = 7) -> str:
    cell = {"cell_type": "code", "execution_count": count, "source": [], "outputs": [*outputs]}
    return json.dumps(
        {"cells": [{"cell_type": "markdown", "source": ["# Loss: 3"]}, cell], "nbformat": 4, "metadata": {}}
    )


def stream(text: str) -> dict[str, object]:
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def test_a_cell_that_prints_a_fit_is_a_run() -> None:
    text = "".join(f"Epoch {at} train loss {a} val loss {b}\n" for at, (a, b) in PAIRS)
    (history,) = read_histories(notebook(stream("30 files\n"), stream(text)), "train.ipynb")
    assert (history.run, history.get("validation_loss")) == ("cell [7]", RISE)


def test_a_cell_without_a_number_is_told_by_its_place_and_fits_by_theirs() -> None:
    text = "".join(f"Epoch {at} loss {a}\n" for _ in range(2) for at, (a, _) in PAIRS)
    runs = read_histories(notebook(stream(text), count=None), "train.ipynb")
    assert [run.run for run in runs] == ["cell 2, fit 1", "cell 2, fit 2"]


def test_tables_in_html() -> None:
    rows = "".join(f"<tr><td>{at}</td><td>{a}</td><td>{b}</td></tr>" for at, (a, b) in PAIRS)
    html = f"<table><thead><tr><th>epoch</th><th>train_loss</th><th>valid_loss</th></tr></thead>{rows}</table>"
    shown = {
        "output_type": "display_data",
        "data": {"text/html": [html], "text/plain": ["<IPython.core.display.HTML>"]},
    }
    (history,) = read_histories(notebook(shown), "train.ipynb")
    assert (history.get("train_loss"), history.get("validation_loss")) == (FALL, RISE)


def test_backspaces_of_an_older_bar() -> None:
    text = "".join(
        f"Epoch {at}/12\n 32/64 [==>..] - ETA: 1s - loss: 9.9{chr(8) * 40}64/64 [=====] - 0s - loss: {a}   \n"
        for at, (a, _) in PAIRS
    )
    (history,) = read_histories(notebook(stream(text)), "train.ipynb")
    assert history.get("train_loss") == FALL


CELLS = [7, {"outputs": None}, {"outputs": ["a", {"text": {"b": 1}}, {"data": {"text/html": 5}}]}]
ODD = [{"cells": 3}, {"cells": CELLS}, {"worksheets": {}}, {"worksheets": [{"cells": "c"}]}, {}]


@pytest.mark.parametrize("odd", ODD)
def test_a_notebook_of_no_sound_form_is_refused(odd: dict[str, object]) -> None:
    with pytest.raises(InputError, match="no loss is in what its"):
        read_histories(json.dumps({"nbformat": 4, **odd}), "odd.ipynb")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (notebook(stream("30 files\n")), "no loss is in what its 1 cells"),
        ("".join(f"{at} {1 - a / 2}\n" for at, (a, _) in PAIRS), "without a name that rise"),
        ("GPU available: True, used: True\nthe rest, as it is\n", "no log with losses in its lines"),
        ("Metric val_loss improved. New best score: 0.158, and so on\nTPU: no, none\n", "no log with losses"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read_histories(text, "train.log")
