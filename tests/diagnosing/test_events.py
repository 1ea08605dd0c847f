"""TensorBoard's event files: written by PyTorch's own writer under the tags of each logger, and read back alike."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.diagnosing import diagnose
from advisor.errors import InputError
from tests.cli.running import advisor

pytest.importorskip("torch")
pytest.importorskip("tensorboard")
from torch.utils.tensorboard import SummaryWriter

from advisor.diagnosing.events import read_events

FALLING = [1.0, 0.6, 0.4, 0.3, 0.25, 0.2, 0.17, 0.14]
RISING = [0.9, 0.6, 0.5, 0.45, 0.5, 0.6, 0.7, 0.8]
RATES = [1e-3 / (1 + at) for at in range(len(FALLING))]
STEPS = 10  # of an epoch, where a logger counts steps
EPOCHS = list(enumerate(zip(FALLING, RISING, RATES, strict=True)))


def own(folder: Path) -> None:
    with SummaryWriter(folder / "tensorboard" / "all-0") as writer:
        for at, (train, validation, rate) in EPOCHS:
            for tag, value in (("train_loss", train), ("validation_loss", validation), ("learning_rate", rate)):
                writer.add_scalar(tag, value, at + 1)
            writer.add_scalar("gradient_norm layers.0.weight", 0.5, at + 1)
            writer.add_scalar("gradient_norm layers.2.weight", 0.7, at + 1)


def lightning(folder: Path) -> None:
    with SummaryWriter(folder / "version_0") as writer:
        for at, (train, validation, rate) in EPOCHS:
            for step in range(STEPS):
                now = at * STEPS + step
                writer.add_scalar("epoch", at, now)
                writer.add_scalar("train_loss_step", train + (0.3 if step % 2 else -0.3), now)
            for tag, value in (("train_loss_epoch", train), ("val_loss", validation), ("lr-AdamW", rate)):
                writer.add_scalar(tag, value, at * STEPS + STEPS - 1)


def keras(folder: Path) -> None:
    for part, values in (("train", FALLING), ("validation", RISING)):
        with SummaryWriter(folder / part) as writer:
            for at, value in enumerate(values):
                writer.add_scalar("epoch_loss", value, at, new_style=True)
                if part == "train":
                    writer.add_scalar("epoch_learning_rate", RATES[at], at, new_style=True)


def transformers(folder: Path) -> None:
    with SummaryWriter(folder) as writer:
        for at, (train, validation, rate) in EPOCHS:
            for part in (1, 2):  # twice an epoch
                step = at * STEPS + part * STEPS // 2
                for tag, value in (
                    ("loss", train),
                    ("learning_rate", rate),
                    ("grad_norm", 0.5),
                    ("epoch", step / STEPS),
                ):
                    writer.add_scalar(f"train/{tag}", value, step)
            writer.add_scalar("eval/loss", validation, (at + 1) * STEPS)


def by_steps(folder: Path) -> None:
    """A loop of one's own: the training loss at every step, the validation loss now and then."""
    with SummaryWriter(folder) as writer:
        for at, (train, validation, rate) in EPOCHS:
            for step in range(1, STEPS + 1):
                writer.add_scalar("Loss/train", train, at * STEPS + step)
                writer.add_scalar("lr", rate, at * STEPS + step)
            writer.add_scalar("Loss/validation", validation, (at + 1) * STEPS)


def together(folder: Path) -> None:
    """`add_scalars`, which writes a folder for each curve."""
    with SummaryWriter(folder) as writer:
        for at, (train, validation, rate) in EPOCHS:
            writer.add_scalars("loss", {"train": train, "val": validation}, at)
            writer.add_scalar("lr", rate, at)


@pytest.mark.parametrize("write", [own, lightning, keras, transformers, by_steps, together])
def test_what_loggers_write_is_read_alike(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path)
    (history,) = read_events(tmp_path)
    assert history.get("train_loss") == pytest.approx(FALLING)
    assert history.get("validation_loss") == pytest.approx(RISING)
    assert history.get("learning_rate") == pytest.approx(RATES)
    assert len(history.epochs) == len(FALLING)
    assert diagnose(history)[0].name == "overfitting"


def test_gradients_of_layers_are_read_in_their_order(tmp_path: Path) -> None:
    own(tmp_path)
    (history,) = read_events(tmp_path)
    assert list(history.layers) == ["layers.0.weight", "layers.2.weight"]
    assert history.layers["layers.2.weight"] == pytest.approx([0.7] * len(FALLING))


def test_one_file_is_read_and_the_runs_below_a_folder_are_told_apart(tmp_path: Path) -> None:
    for run in ("first", "second"):
        by_steps(tmp_path / run)
    (file,) = (tmp_path / "first").iterdir()
    assert [history.run for history in read_events(file)] == [""]
    assert [history.run for history in read_events(tmp_path)] == ["run first", "run second"]
    told = advisor("diagnose", str(tmp_path))
    assert told.code == 0, told.err
    assert told.text.count("overfitting: ") == 2
    assert "[run second]" in told.text


def test_a_folder_of_a_run_is_read_by_its_csv_first(tmp_path: Path) -> None:
    by_steps(tmp_path / "tensorboard")
    (tmp_path / "history.csv").write_text("epoch,loss\n1,0.7\n2,3.0\n3,nan\n")
    assert advisor("diagnose", str(tmp_path)).text.startswith("diverging: ")


@pytest.mark.slow
def test_what_holds_no_curve_is_refused(tmp_path: Path) -> None:
    with SummaryWriter(tmp_path / "text") as writer:
        writer.add_text("note", "no number")
    with SummaryWriter(tmp_path / "score") as writer:
        writer.add_scalar("speed", 1.0, 1)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "events.out.tfevents.1").write_bytes(b"\x05\x00\x00\x00\x00\x00\x00\x00junk" * 50)
    (tmp_path / "empty").mkdir()
    for name in ("text", "score", "broken", "empty"):
        told = advisor("diagnose", str(tmp_path / name))
        assert (told.code, told.out) == (2, b""), name
        assert name in told.err
        assert "Traceback" not in told.err


def test_without_the_extra_the_command_that_installs_it_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    by_steps(tmp_path)
    monkeypatch.setitem(sys.modules, "tensorboard.backend.event_processing.event_accumulator", None)
    with pytest.raises(InputError) as raised:
        read_events(tmp_path)
    assert raised.value.diagnostics[0].hint == "pip install 'nn-advisor[tensorboard]'"
