"""Recordings as PyTorch projects: classes, and speech."""

import csv
import math
import random
from pathlib import Path

import pytest

from tests.exporting.running import assert_clean, exported, run_script, train
from tests.exporting.small import AST, WAV2VEC2, WHISPER, config_of, shrink

pytest.importorskip("torch")
pytest.importorskip("transformers")
numpy = pytest.importorskip("numpy")
soundfile = pytest.importorskip("soundfile")
pytestmark = pytest.mark.slow

PITCH = {"a": 400, "b": 900, "c": 1600}


def said(text: str, rng: random.Random, rate: int = 16_000) -> list[float]:
    """A tone for each letter, a rest for a space, and some noise."""
    samples = []
    for letter in text:
        for place in range(rate // 8):
            tone = math.sin(2 * math.pi * PITCH[letter] * place / rate) if letter in PITCH else 0.0
            samples.append(0.3 * tone + rng.gauss(0, 0.01))
    return samples


def recordings(folder: Path, number: int, seed: int) -> Path:
    """A manifest beside its files, one of which has another rate."""
    rng = random.Random(seed)
    folder.mkdir()
    with (folder / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["path", "transcript", "label"])
        for place in range(number):
            text = f"{rng.choice('abc')}{rng.choice('abc')} {rng.choice('abc')}"
            rate = 22_050 if place == 0 else 16_000
            name = f"{place}, \n🙂.wav" if place == 1 else f"{place}.flac"
            soundfile.write(str(folder / name), numpy.array(said(text, rng, rate)), rate)
            table.writerow([name, text.upper() + ".", text[0]])
    return folder / "manifest.csv"


def test_recurrent_layers_transcribe(tmp_path: Path) -> None:
    problem = {"task": "speech-recognition", "hours": 1, "data.seconds": 0.5, "pretrained": False}
    config = config_of(problem)
    config["model"]["hidden"] |= {"layers": 1, "widths": [32]}
    config["model"]["dropout"]["rates"] = [0.1]
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn = recordings(tmp_path / "learn", 24, 0)
    run = train(project, "--train", str(learn), "--test", str(learn))
    assert run.code == 0, run.output
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert set(run.metrics["test"]) == {"wer", "cer"}
    assert len(run.predictions()) == 24
    assert list(run.predictions()[0]) == ["path", "prediction"]


@pytest.mark.parametrize(
    ("facts", "shape"), [({}, WHISPER), ({"priorities.first": "latency"}, WAV2VEC2)], ids=["whisper", "wav2vec2"]
)
def test_recognisers_learn(tmp_path: Path, facts: dict[str, str], shape: dict[str, object]) -> None:
    problem = {"task": "speech-recognition", "hours": 20, "data.seconds": 0.5, "device": "gpu"} | facts
    config = config_of(problem, batch_size=8)
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    shrink(project, shape)
    learn = recordings(tmp_path / "learn", 10, 0)
    run = train(project, "--train", str(learn), "--valid", str(learn), "--test", str(learn), "--weights", "none")
    assert run.code == 0, run.output
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert len(run.predictions()) == 10


def test_two_processes_hold_a_recogniser_together(tmp_path: Path) -> None:
    problem = {"task": "speech-recognition", "hours": 20, "data.seconds": 0.5, "device": "gpu"}
    config = config_of(problem, batch_size=8)
    config["compute"] |= {"strategy": "fsdp", "devices": 2, "micro_batch": 2}
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    shrink(project, WHISPER)
    learn = str(recordings(tmp_path / "learn", 8, 0))
    arguments = ["--train", learn, "--valid", learn, "--test", learn, "--weights", "none"]
    alone, together = (train(project, *arguments, processes=number) for number in (1, 2))
    assert together.code == 0, together.output
    for name in ("train_loss", "validation_loss"):
        expected = [float(line[name]) for line in alone.history]
        assert [float(line[name]) for line in together.history] == pytest.approx(expected, rel=1e-2), name
    assert len(together.predictions()) == 8


def test_a_recogniser_as_it_is_says_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    from advisor.problem import Problem
    from advisor.recommending import recommend

    config = recommend(Problem(task="speech-recognition", hours=2), "current").document()
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn = recordings(tmp_path / "learn", 2, 0)
    run = train(project, "--test", str(learn), "--weights", "nobody/nothing")
    assert run.code == 2
    assert "the weights 'nobody/nothing' cannot be had" in run.output


def test_a_small_network_tells_pitches_apart(tmp_path: Path) -> None:
    problem = {"task": "multiclass", "data.kind": "audio", "rows": 9_000, "classes": 3, "data.seconds": 0.5}
    config = config_of(problem, epochs=12, batch_size=8)
    config["model"]["hidden"] |= {"layers": 2, "widths": [8, 16]}
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn, test = recordings(tmp_path / "learn", 48, 0), recordings(tmp_path / "test", 24, 1)
    run = train(project, "--train", str(learn), "--valid", str(test), "--test", str(test))
    assert run.code == 0, run.output
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    first = run.predictions()[0]
    assert Path(first["path"]).exists()
    assert list(first)[1:] == ["prediction", "probability of a", "probability of b", "probability of c"]


def test_few_recordings_have_a_linear_model_beside(tmp_path: Path) -> None:
    problem = {"task": "multiclass", "data.kind": "audio", "rows": 100, "classes": 3, "data.seconds": 0.5}
    config = config_of(problem | {"pretrained": False}, epochs=1, batch_size=32)
    config["model"]["hidden"] |= {"layers": 2, "widths": [8, 16]}
    config["training"]["seeds"], config["data"]["split"]["folds"] = [0], 2
    assert config["model"]["stacking"] == "linear"
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn, test = recordings(tmp_path / "learn", 48, 0), recordings(tmp_path / "test", 24, 1)
    run = train(project, "--train", str(learn), "--test", str(test))
    assert run.code == 0, run.output
    assert run.metrics["runs"][0]["linear_share"] > 0.5  # the network has seen each recording once
    assert run.metrics["test"]["accuracy"] > run.metrics["network_alone"]["test"]["accuracy"]
    code, output = run_script(project, "--data", str(test), "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert (project / "again.csv").read_text(encoding="utf-8") == (project / "predictions.csv").read_text("utf-8")


def test_a_published_network_tells_sounds_apart(tmp_path: Path) -> None:
    problem = {
        "task": "multiclass", "data.kind": "audio", "rows": 4_000, "classes": 3, "data.seconds": 0.5, "device": "gpu",
    }  # fmt: skip
    config = config_of(problem, batch_size=8)
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    shrink(project, AST)
    learn = recordings(tmp_path / "learn", 24, 0)
    run = train(project, "--train", str(learn), "--test", str(learn), "--weights", "none")
    assert run.code == 0, run.output
    assert len(run.predictions()) == 24
    assert list(run.predictions()[0])[:2] == ["path", "prediction"]
