"""Language models as PyTorch projects."""

import random
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.exporting.running import assert_clean, exported, interrupt, rows, run_script, start, train
from tests.exporting.small import LLAMA, config_of, publish

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("transformers")]
# Only the projects import it, where torchvision is mended (see with_torchvision); here it could not be.
needs_peft = pytest.mark.skipif(find_spec("peft") is None, reason="adapters are tuned by peft")


def prose(path: Path, lines: int, seed: int) -> Path:
    """Sentences in which each word allows for a few others only."""
    rng = random.Random(seed)
    after = {"the": ["cat", "dog"], "cat": ["sleeps", "eats"], "dog": ["barks", "eats"], "a": ["bird", "cat"]}
    text = []
    for _ in range(lines):
        first = rng.choice(["the", "a"])
        second = rng.choice(after[first])
        text.append(f"{first} {second} {rng.choice(after.get(second, ['sings']))} .")
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


def test_a_decoder_learns_from_random_weights(tmp_path: Path) -> None:
    problem = {"task": "language-modeling", "tokens": 20_000, "data.length": 32, "pretrained": False}
    config = config_of(problem, epochs=3, batch_size=8)
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn, test = prose(tmp_path / "a.txt", 400, 0), tmp_path / "texts"
    test.mkdir()
    (test / "1.txt").write_text("the cat sleeps .\n" * 4, encoding="utf-8")
    (test / "2.txt").write_text("qx zv jk\n" * 8, encoding="utf-8")
    run = train(project, "--train", str(learn), "--test", str(test))
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    assert float(run.history[-1]["train_loss"]) < float(run.history[0]["train_loss"])
    likely, unlikely = (float(row["log_probability"]) for row in run.predictions())
    assert likely > unlikely
    assert run.metrics["validation"]["perplexity"] < 100  # of 512 when nothing is learnt


def test_muon_moves_matrices_and_adamw_the_rest(tmp_path: Path) -> None:
    problem = {"task": "language-modeling", "tokens": 20_000, "data.length": 32, "pretrained": False}
    config = config_of(problem, batch_size=8, epochs=10)
    config["training"]["optimizer"]["name"] = "muon-and-adamw"
    config["training"]["learning_rate"]["initial"] = 0.01
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    assert "torch>=2.9,<3" in (project / "requirements.txt").read_text(encoding="utf-8")
    learn = prose(tmp_path / "a.txt", 200, 0)
    whole = train(project, "--train", str(learn), "--out", "whole")
    assert whole.code == 0, whole.output
    assert whole.metrics["validation"]["perplexity"] < 60
    interrupt(project, "--train", str(learn), "--out", "cut")
    resumed = train(project, "--train", str(learn), "--out", "cut", "--resume")
    assert resumed.code == 0, resumed.output
    assert [line["train_loss"] for line in resumed.history] == [line["train_loss"] for line in whole.history]


def test_two_processes_hold_a_decoder_together(tmp_path: Path) -> None:
    problem = {"task": "language-modeling", "tokens": 20_000, "data.length": 32, "pretrained": False}
    config = config_of(problem, batch_size=8, epochs=12)
    config["compute"] |= {"strategy": "fsdp", "devices": 2, "precision": "bf16", "micro_batch": 1, "accumulation": 4}
    config["model"]["dropout"] = {"kind": "none"}  # the only thing that differs with the number of processes
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    assert "fsdp" not in (project / "README.md").read_text(encoding="utf-8"), "it is expressed"
    learn = str(prose(tmp_path / "a.txt", 246, 0))  # 40 windows, five whole batches
    arguments = ["--train", learn, "--valid", learn, "--test", learn]
    alone = train(project, *arguments, "--out", "alone")
    assert alone.code == 0, alone.output
    process = start(project, *arguments, "--out", "together", processes=2)
    while not list(project.glob("together/checkpoints/*.pt")):
        assert process.poll() is None, process.communicate()[0]
        time.sleep(0.01)  # else this takes one of two cores from them
    process.terminate()
    process.communicate()
    assert process.returncode, "it ended before it could be stopped"
    together = train(project, *arguments, "--out", "together", "--resume", processes=2)
    assert together.code == 0, together.output
    for name in ("train_loss", "validation_loss", "gradient_norm", "learning_rate"):
        expected = [float(line[name]) for line in alone.history]
        near = 2e-3 if name == "gradient_norm" else 1e-4  # which is summed in 16 bits
        assert [float(line[name]) for line in together.history] == pytest.approx(expected, rel=near), name
    code, output = run_script(project, "--model", "together/model.pt", "--data", learn, script="predict.py")
    assert code == 0, output
    likely = [float(row["log_probability"]) for row in rows(project / "predictions.csv")]
    assert likely == pytest.approx([float(row["log_probability"]) for row in alone.predictions()], rel=1e-3)


@needs_peft
def test_adapters_tune_a_published_decoder(tmp_path: Path) -> None:
    problem = {"task": "language-modeling", "tokens": 20_000, "data.length": 32}
    config = config_of(problem, batch_size=8)
    config["training"]["learning_rate"]["initial"] = 0.05
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn = prose(tmp_path / "a.txt", 200, 0)
    weights = publish(tmp_path / "weights", LLAMA, learn.read_text(encoding="utf-8").split("\n"))
    run = train(project, "--train", str(learn), "--test", str(learn), "--weights", str(weights))
    assert run.code == 0, run.output
    assert float(run.history[1]["train_loss"]) < float(run.history[0]["train_loss"])
    assert (project / "model.pt").stat().st_size < (weights / "model.safetensors").stat().st_size * 2


@needs_peft
def test_two_processes_hold_adapters_together(tmp_path: Path) -> None:
    config = config_of({"task": "language-modeling", "tokens": 20_000, "data.length": 32}, batch_size=8)
    config["compute"] |= {"strategy": "fsdp", "devices": 2, "precision": "fp32", "micro_batch": 1}
    project = exported(config, tmp_path / "project")
    assert_clean(project)
    learn = prose(tmp_path / "a.txt", 100, 0)
    weights = publish(tmp_path / "weights", LLAMA, learn.read_text(encoding="utf-8").split("\n"))
    arguments = ["--train", str(learn), "--test", str(learn), "--weights", str(weights)]
    alone, together = (train(project, *arguments, processes=number) for number in (1, 2))
    assert together.code == 0, together.output
    expected = [float(line["validation_loss"]) for line in alone.history]
    assert [float(line["validation_loss"]) for line in together.history] == pytest.approx(expected, rel=1e-2)
    assert len(together.predictions()) == len(alone.predictions())
