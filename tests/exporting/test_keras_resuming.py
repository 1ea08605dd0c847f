"""Keras projects that are interrupted: they go on as they would have, or say in a line what keeps them from it."""

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("keras")
pytest.importorskip("jax")
pytest.importorskip("torch")


from tests.exporting.running import exported, interrupt, shortened, train
from tests.exporting.test_keras import EXAMPLES
from tests.exporting.test_tables import changed, recommended

pytestmark = pytest.mark.xdist_group("keras")  # one process imports Keras for all

SCHEDULES: dict[str, dict[str, Any]] = {
    "plateau": {"factor": 0.5, "patience": 2},
    "step": {"factor": 0.1, "milestones": [0.5]},
}


def project(folder: Path, epochs: int, schedule: str, **more: Any) -> Path:
    """A project for a table of wines, which one network learns from."""
    config = changed(
        shortened(recommended("multiclass", rows=178, features=13, classes=3, device="cpu"), epochs),
        data__split__folds=1,
        training__warmup=0.0,
        training__schedule={"name": schedule, **SCHEDULES[schedule]},
        training__early_stopping={"patience": 100, "restore_best": True},
        **more,
    )
    return exported(config, folder, "keras")


def words(table: Path, out: str) -> list[str]:
    """The arguments of train.py."""
    return ["--train", str(table), "--target", "cultivar", "--out", out]


def interrupted(folder: Path, arguments: list[str]) -> Path:
    """Kill a training once it has kept its state, and return the folder that it kept it in."""
    return interrupt(folder, *arguments, kept="*/[ps]*.json").parent  # progress.json or state.json


@pytest.mark.slow
@pytest.mark.parametrize(("schedule", "backend"), [("plateau", "torch"), ("step", "jax")])
def test_a_run_that_is_killed_and_resumed_goes_on_as_it_would_have(
    schedule: str, backend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", backend)
    folder = project(tmp_path, 30, schedule)
    wines = EXAMPLES / "wine.csv"
    whole = train(folder, *words(wines, "whole"))
    assert whole.code == 0, whole.output
    interrupted(folder, words(wines, "cut"))
    resumed = train(folder, *words(wines, "cut"), "--resume")
    assert resumed.code == 0, resumed.output
    lines = [
        [{name: value for name, value in line.items() if name != "epoch_seconds"} for line in run.history]
        for run in (whole, resumed)
    ]
    assert lines[0] == lines[1]
    assert len({line["learning_rate"] for line in lines[0]}) > 1, "else the schedule had nothing to remember"
    assert resumed.metrics["validation"] == whole.metrics["validation"]


@pytest.mark.slow
def test_what_was_kept_and_is_broken_or_of_other_data_or_code_is_named_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    averaged = {"training__averaging": {"kind": "ema", "decay": 0.9}}
    folder, table = project(tmp_path / "project", 100_000, "step", **averaged), tmp_path / "wines.csv"
    table.write_bytes((EXAMPLES / "wine.csv").read_bytes())
    kept = interrupted(folder, words(table, "cut"))

    def resumed() -> str:
        run = train(folder, *words(table, "cut"), "--resume")
        assert run.code == 2, run.output
        assert "Traceback" not in run.output
        return run.output.splitlines()[-1]

    for pattern in ("latest.weights.h5", "*.json"):
        shutil.copytree(kept, tmp_path / pattern)
        for path in kept.rglob(pattern):
            os.truncate(path, path.stat().st_size // 2)
        assert resumed() == f"cut/checkpoints/{kept.name} cannot be read; delete it, and the run begins anew"
        shutil.rmtree(kept)
        shutil.move(tmp_path / pattern, kept)
    rows, code = table.read_bytes(), (folder / "model.py").read_bytes()
    table.write_bytes(rows[: rows.rindex(b"\n", 0, -1) + 1])
    assert resumed() == "cut/checkpoints belongs to other data; delete it, and the run begins anew"
    table.write_bytes(rows)
    (folder / "model.py").write_bytes(code + b"# another\n")
    assert resumed() == "cut/checkpoints belongs to other code; delete it, and the run begins anew"
