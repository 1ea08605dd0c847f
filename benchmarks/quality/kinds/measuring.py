"""One set, one seed, one method: the data on disk, training, answers, scores."""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.quality import advice, scoring
from benchmarks.quality.kinds import reading, sets, simple
from benchmarks.quality.kinds.peer import CLASSIFIERS, FORECASTERS
from benchmarks.quality.measuring import ADVICE
from benchmarks.quality.store import Key, Row

ROOT: Final = Path(__file__).parents[3]


def methods(kind: str, asked: Sequence[str] | None) -> list[str]:
    """What is measured on a kind of data, of what was asked for or of all there is."""
    peers = FORECASTERS if kind == "series" else CLASSIFIERS
    return [each for each in asked or (*peers, "advisor") if each in peers or each.split(" ")[0] in ADVICE]


def key(row: Row) -> Key:
    """What a result is of: set, seed, method."""
    return row["table"], row["seed"], row["method"]


def measure(name: str, seed: int, method: str, scratch: Path) -> dict[str, Any]:
    """The result of a method; `error` in place of scores where it failed.

    `method` is a peer's name, or `advisor`, maybe followed by pins: `advisor training.epochs=20`.
    """
    folder = scratch / f"{name}-{seed}"
    about = sets.write(name, folder, seed)
    row = {"table": name, "kind": about["kind"], "rows": about["rows"], "seed": seed, "method": method}
    began, spent = time.perf_counter(), advice.cpu_seconds()
    try:
        called, *pins = method.split(" ")
        if called in ADVICE:
            answers, more = advised(folder, about, ADVICE[called], pins)
        else:
            command = [sys.executable, "-m", "benchmarks.quality.kinds.peer", method, str(folder)]
            advice.run(command, folder, PYTHONPATH=str(ROOT))
            answers, more = np.load(folder / f"{method}.npy"), {"cpu_seconds": advice.cpu_seconds() - spent}
    except RuntimeError as error:
        return {**row, "error": str(error)}
    more |= {"seconds": time.perf_counter() - began}
    found = {**scores(folder, about, answers), **more}
    return row | {name: round(value, 5) if isinstance(value, float) else value for name, value in found.items()}


def scores(folder: Path, about: dict[str, Any], answers: NDArray[np.float64] | dict[str, float]) -> dict[str, float]:
    """Accuracy and log-loss, or MASE and MAE; those that a project computed itself are brought to the same unit."""
    if isinstance(answers, dict):
        naive = scores(folder, about, simple.naive(folder, about))
        if about["series"] == 1:  # one unit for all windows, that of all steps to learn from
            return {"mase": answers["mae"] * naive["mase"] / naive["mae"], "mae": answers["mae"]}
        return {"mase": answers["mase"] * naive["mase"] / answers["mase of seasonal naive"], "mae": answers["mae"]}
    if about["kind"] == "series":
        test = reading.windows(folder, about, "test", reading.lookback_of(about))
        error = np.abs(test.ahead - answers)
        return {"mase": float((error / test.unit).mean()), "mae": float(error.mean())}
    _, truth = reading.examples(folder, about, "test")
    return scoring.scores("multiclass", truth.astype(np.float64), answers)


def advised(
    folder: Path, about: dict[str, Any], ruleset: str, pins: list[str]
) -> tuple[NDArray[np.float64] | dict[str, float], dict[str, Any]]:
    """Recommend, export, train, predict, each a command of its own; no published weights, as none lie here.

    The scores of forecasts are those that the project computes, on the windows that the peers are scored on.
    """
    config, project = folder / f"{ruleset}.yaml", folder / "project"
    facts = ["--no-pretrained", "--ruleset", ruleset]
    facts += ["--target", about["target"]] if "target" in about else []
    facts += ["--groups", str(about["groups"])] if "groups" in about else []
    if about["kind"] == "series":
        facts += ["--task", "forecasting", "--time-column", "time", "--horizon", str(about["horizon"])]
        facts += ["--period", str(about["period"])] if about["period"] > 1 else []
        facts += ["--group-column", "series"] if about["series"] > 1 else []
    own = [sys.executable, "-m", "advisor"]
    advice.run([*own, "recommend", "--data", about["data"], *facts, "-o", config.name, "--force", "--quiet"], folder)
    if pins:
        advice.edit(config, pins)
    advice.run([*own, "export", "torch", config.name, "-o", project.name, "--force", "--quiet"], folder)
    spent = advice.cpu_seconds()
    part = about["data"].replace("train", "test")
    files = ["--train", about["data"], "--test", part, "--predictions", "out.csv", "--out", project.name]
    files += ["--target", about["target"]] if "target" in about and about["kind"] != "series" else []
    if "group" in about and "grouped" in config.read_text(encoding="utf-8"):
        files += ["--group-column", about["group"]]
    advice.run([sys.executable, str(project / "train.py"), *files, "--seed", str(about["seed"])], folder)
    more = {"cpu_seconds": advice.cpu_seconds() - spent, "first_choice": advice.first_choice(config)}
    found = json.loads((project / "metrics.json").read_text(encoding="utf-8"))
    more |= {"parameters": found["parameters"], "epochs": [run["best_epoch"] for run in found["runs"]]}
    if about["kind"] == "series":
        return found["test"], more
    table = pd.read_csv(folder / "out.csv")
    return table[[f"probability of {each}" for each in about["classes"]]].to_numpy(dtype=np.float64), more
