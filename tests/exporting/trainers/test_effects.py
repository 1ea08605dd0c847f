"""What targets name otherwise means the same: the rate at each update, their number, and the examples in one."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.exporting import Source, export
from advisor.networks.schedules import share_of_peak
from tests.exporting.trainers.test_runs import EXAMPLES, ROWS, run, source_of, written

pytestmark = pytest.mark.slow

EPOCHS = 2
LEARNT = 455  # of 569 rows, four of five folds
SCHEDULES: list[dict[str, Any]] = [
    {"training.schedule": {"name": "cosine", "final_fraction": 0.1}, "training.warmup": 0.2},
    {"training.schedule": {"name": "linear", "final_fraction": 0.0}, "training.warmup": 0.1},
    {"training.schedule": {"name": "constant"}},
]
TEXTS: dict[str, Any] = {"data.kind": "text", "task": "binary", "rows": 9_000, "device": "gpu", "memory_gib": 24}
RATES = """
import json, os, sys
os.environ.setdefault("KERAS_BACKEND", "jax")
import keras
plan = json.load(open("arguments.json", encoding="utf-8"))
optimizer = keras.saving.deserialize_keras_object(plan["compile"]["optimizer"])
rates = []
for step in range(int(sys.argv[1])):
    optimizer.iterations.assign(step)
    rates.append(float(optimizer.learning_rate))
print(json.dumps(rates))
"""


def shares(source: Source, steps: int, shift: float) -> list[float]:
    """The rate over its peak at each update, by the advisor's own arithmetic; `shift` is where in the update."""
    schedule, warmup = source.value("training.schedule"), source.value("training.warmup") or 0.0
    final = schedule.get("final_fraction", 0.0)
    return [share_of_peak((n + shift) / steps, schedule["name"], warmup=warmup, final=final) for n in range(steps)]


def by_lightning(source: Source, folder: Path) -> list[float]:
    """The rate at each update."""
    written("lightning", source, folder)
    fit = (sys.executable, "train.py", "fit", "--config", "config.yaml", "--trainer.max_epochs", str(EPOCHS))
    run(folder, *fit, "--data.train", str(EXAMPLES / "breast_cancer.csv"), "--trainer.enable_progress_bar", "false")
    (log,) = folder.rglob("metrics.csv")
    with log.open(encoding="utf-8") as file:
        return [float(line["learning_rate"]) for line in csv.DictReader(file) if line["learning_rate"]]


@pytest.mark.parametrize("changes", SCHEDULES)
def test_lightning_moves_the_rate_as_the_config_says(changes: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("lightning")
    pytest.importorskip("jsonargparse")
    source = source_of(ROWS, **changes)
    rates = by_lightning(source, tmp_path)
    batch, peak = source.value("training.batch_size"), source.value("training.learning_rate.initial")
    steps = EPOCHS * -(-LEARNT // batch)
    assert len(rates) == steps, "as many updates as rows, batch and epochs make"
    assert rates == pytest.approx([peak * share for share in shares(source, steps, 0.5)], rel=1e-5)


def test_two_trainers_and_our_own_loop_end_at_the_same_rate(tmp_path: Path) -> None:
    pytest.importorskip("skorch")
    pytest.importorskip("lightning")
    source = source_of(ROWS, **SCHEDULES[0], **{"training.epochs": EPOCHS, "training.early_stopping.patience": 0})
    rates = by_lightning(source, tmp_path / "lightning")
    data = str(EXAMPLES / "breast_cancer.csv")
    skorch = written("skorch", source, tmp_path / "skorch")
    code = (skorch / "train.py").read_text(encoding="utf-8").replace(
        'history = [', 'print(json.dumps([b["lr"] for line in net.history for b in line["batches"] if "lr" in b]))\n'
        "    history = [", 1).replace('step_every="batch")', 'step_every="batch", event_name="lr")')  # fmt: skip
    (skorch / "train.py").write_text(code, encoding="utf-8")
    output = run(skorch, sys.executable, "train.py", "--train", data)
    noted = next(json.loads(line) for line in output.splitlines() if line.startswith("[0."))
    assert len(noted) == len(rates)
    assert noted == pytest.approx(rates, rel=1e-5)
    torch = written("torch", source, tmp_path / "torch")
    run(torch, sys.executable, "train.py", "--train", data, "--seed", "0")
    with (torch / "history.csv").open(encoding="utf-8") as file:
        last = [float(line["learning_rate"]) for line in csv.DictReader(file)]
    each = len(rates) // EPOCHS
    assert last == pytest.approx([rates[each - 1], rates[-1]], rel=1e-5)


@pytest.mark.parametrize("changes", [SCHEDULES[0], SCHEDULES[2]])
def test_keras_moves_the_rate_as_the_config_says(changes: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("keras")
    source = source_of(ROWS, **changes)
    folder = written("keras-json", source, tmp_path)
    steps, peak = source.value("resources.total_steps"), source.value("training.learning_rate.initial")
    done = subprocess.run(
        [sys.executable, "-c", RATES, str(steps)], cwd=folder, capture_output=True, text=True, check=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "KERAS_BACKEND": "torch"},
    )  # fmt: skip
    rates = json.loads(done.stdout.splitlines()[-1])
    assert rates == pytest.approx([peak * share for share in shares(source, steps, 0.0)], abs=peak * 0.002)


@pytest.mark.parametrize("changes", SCHEDULES)
def test_the_hugging_face_trainer_moves_the_rate_as_the_config_says(changes: dict[str, Any], tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    from tests.exporting.with_torchvision import provide

    provide()  # transformers imports torchvision where it finds it
    transformers = pytest.importorskip("transformers", "5.20")
    source = source_of(TEXTS, **changes)
    path = tmp_path / "arguments.json"
    path.write_text(export("hf-trainer", source).files["arguments.json"], encoding="utf-8")
    here = {"output_dir": str(tmp_path / "out"), "report_to": "none", "use_cpu": True, "bf16": False}
    given = json.loads(path.read_text(encoding="utf-8")) | here
    path.write_text(json.dumps(given), encoding="utf-8")
    (arguments,) = transformers.HfArgumentParser(transformers.TrainingArguments).parse_json_file(str(path))
    steps, peak = 200, source.value("training.learning_rate.initial")
    assert arguments.learning_rate == peak
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=peak)
    rate = transformers.get_scheduler(
        arguments.lr_scheduler_type, optimizer, arguments.get_warmup_steps(steps), steps,
        scheduler_specific_kwargs=arguments.lr_scheduler_kwargs or None,
    )  # fmt: skip
    rates = []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        rate.step()
    assert rates == pytest.approx([peak * share for share in shares(source, steps, 0.0)], abs=peak * 0.01)
