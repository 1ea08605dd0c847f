"""One case: the data, the config that is recommended for it, the project trained for a few epochs."""

import csv
import json
import os
import subprocess
import sys
import tarfile
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from benchmarks.duration import made
from benchmarks.duration.cases import Case
from benchmarks.duration.timed import train

ROOT: Final = Path(__file__).parents[2]
SEED: Final = "0"


def measure(case: Case, data_dir: Path, scratch: Path) -> dict[str, Any]:
    """What the case is, and the seconds that each of its epochs took; `error` in their place where it failed."""
    row: dict[str, Any] = {"case": case.name, "kind": case.kind, "epochs": case.epochs}
    folder = scratch / case.name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        data = data_of(case, data_dir, scratch)
        config = _recommended(case, data, folder)
        _run("-m", "advisor", "export", "torch", str(config), "-o", str(folder / "project"), "--force", "--quiet")
        words = ["--train", str(data), "--out", str(folder / "project"), "--seed", SEED, "--device", "cpu"]
        target = case.words[case.words.index("--target") + 1 :][:1] if "--target" in case.words else []
        words += ["--target", *target] if target and case.kind != "series" else []
        updates = train(folder / "project", words)
    except RuntimeError as error:
        return row | {"error": str(error)}
    epochs = epochs_of(folder / "project" / "history.csv")
    return row | described(config) | {"epoch_seconds": epochs, "seconds": undisturbed(epochs, updates)}


def described(config: Path) -> dict[str, Any]:
    """The problem of a config without what names files, and what tells whether the same would be trained today."""
    from advisor.yamlio import read_document

    document = read_document(config.read_bytes(), str(config)).data
    problem = document["problem"]
    problem["data"].pop("path", None)
    problem["measured"] = [path for path in problem.get("measured", ()) if path != "data.path"]
    return {"problem": problem, "trained": trained(document)}


def trained(document: dict[str, Any]) -> list[Any]:
    """What tells whether two configs train the same: family, parameters, updates of a run, runs."""
    resources = document["resources"]
    told = [document["model"]["family"], resources["parameters"], resources.get("total_steps")]
    return [*told, document["data"]["split"].get("folds", 1)]


def epochs_of(history: Path) -> dict[str, list[float]]:
    """The seconds of each epoch by run, as the project wrote them."""
    found: dict[str, list[float]] = {}
    with history.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["epoch_seconds"]:
                found.setdefault(line["run"], []).append(float(line["epoch_seconds"]))
    return found


def undisturbed(epochs: dict[str, list[float]], updates: list[float]) -> float:
    """What training takes where nothing disturbs it, in seconds, from the clock after each update.

    Each update counts as long as the quickest quarter of its run takes at most, and what an epoch has besides (its
    first update, and judging) as in the epoch in which that took least.
    """
    in_epoch = len(updates) // sum(map(len, epochs.values()))
    total: float = 0.0
    place = 0
    for took in epochs.values():
        clocks = [updates[place + k * in_epoch : place + (k + 1) * in_epoch] for k in range(len(took))]
        place += in_epoch * len(took)
        each = sorted(after - before for clock in clocks for before, after in pairwise(clock))
        usual = each[len(each) // 4] if each else 0.0
        rest = min(whole - (clock[-1] - clock[0]) for whole, clock in zip(took, clocks, strict=True))
        total += len(took) * ((in_epoch - 1) * usual + rest)
    return round(float(total), 5)


def data_of(case: Case, data_dir: Path, scratch: Path) -> Path:
    """Where the data of a case lies; archives are opened and made data is written once."""
    place, _, inside = case.data.partition(":")
    if place == "made":
        return made.write(inside, scratch / "made")
    path = data_dir / place
    if not inside:
        return path
    opened = scratch / "opened" / path.name.partition(".")[0]
    if not opened.exists():
        with tarfile.open(path) as archive:
            archive.extractall(opened, filter="data")
    return opened / inside


def _recommended(case: Case, data: Path, folder: Path) -> Path:
    config = folder / "config.yaml"
    pins = ["--pin", f"training.epochs={case.epochs}", "--pin", f"training.seeds=[{SEED}]"]
    weights = [] if case.kind in ("table", "sequence") else ["--no-pretrained"]
    told = [str(data), *case.words, *weights, *pins, "-o", str(config)]
    _run("-m", "advisor", "recommend", *told, "--force", "--quiet", "--no-input")
    return config


def _run(*command: str) -> None:
    """Run Python on one core, without what this machine was calibrated to; raises RuntimeError with what it said."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    environment = {**os.environ, **one_core, "ADVISOR_CALIBRATION": "", "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise RuntimeError(f"{' '.join(command[:4])} ended with {done.returncode}: {' '.join(said[-2:])[-300:]}")


def load(path: Path) -> dict[str, dict[str, Any]]:
    """The results of a file by case, the last of each; none where there is no file."""
    if not path.exists():
        return {}
    rows = map(json.loads, filter(None, path.read_text(encoding="utf-8").splitlines()))
    return {row["case"]: row for row in rows}
