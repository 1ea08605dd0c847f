"""One case: the data, the config that is recommended for it, the project trained for a few epochs."""

import gzip
import json
import os
import subprocess
import sys
import tarfile
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any, Final

from benchmarks.duration import made
from benchmarks.duration.cases import Case
from benchmarks.duration.timed import Timed, train

ROOT: Final = Path(__file__).parents[2]
AFFORDED: Final = 1.5e11  # operations of a shortened epoch
LEAST_STEPS: Final = 6
MOST_STEPS: Final = 40


def measure(case: Case, data_dir: Path, scratch: Path) -> dict[str, Any]:
    """What the case is, and the seconds of its training; `error` in their place where it failed."""
    row: dict[str, Any] = {"case": case.name, "kind": case.kind}
    folder = scratch / case.name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        data = data_of(case, data_dir, scratch)
        config = _recommended(case, data, folder)
        _run("-m", "advisor", "export", "torch", str(config), "-o", str(folder / "project"), "--force", "--quiet")
        words = ["--train", str(data), "--out", str(folder / "project"), "--device", "cpu"]
        target = case.words[case.words.index("--target") + 1 :][:1] if "--target" in case.words else []
        words += ["--target", *target] if target and case.kind != "series" else []
        document = _document(config)
        found = train(folder / "project", words, _steps(document))
    except RuntimeError as error:
        return row | {"error": str(error)}
    return row | described(document) | told(document, found)


def _steps(document: dict[str, Any]) -> int:
    """Updates of a shortened epoch: some seconds of one core."""
    each = document["resources"]["training_flops"] / document["resources"]["total_steps"]
    return int(min(MOST_STEPS, max(LEAST_STEPS, AFFORDED / max(1.0, each))))


def _document(config: Path) -> dict[str, Any]:
    from advisor.yamlio import read_document

    return dict(read_document(config.read_bytes(), str(config)).data)


def told(document: dict[str, Any], found: Timed) -> dict[str, Any]:
    """The seconds of the whole training that a shortened run stands for.

    An update counts as long as the median one, and what an epoch has besides (its first update, and judging) as in the
    epoch in which that took least.
    """
    in_epoch = len(found.updates) // len(found.epochs)
    clocks = [found.updates[place : place + in_epoch] for place in range(0, in_epoch * len(found.epochs), in_epoch)]
    each: list[float] = sorted(after - before for clock in clocks for before, after in pairwise(clock))
    if not each:
        raise ValueError("an epoch of one update cannot be told apart from judging")
    usual, least = median(each), each[0]
    rest = min(whole - (clock[-1] - clock[0]) for whole, clock in zip(found.epochs, clocks, strict=True))
    training = document["training"]
    runs = len(training["seeds"]) * (1 if found.at_once else document["data"]["split"].get("folds", 1))
    updates = document["resources"]["total_steps"] / training["epochs"]
    whole = runs * training["epochs"] * ((updates - 1) * usual + max(rest, usual))
    seconds = {"seconds": whole, "update": usual, "least_update": least, "rest": rest}
    return {name: float(f"{value:.4g}") for name, value in seconds.items()} | {"steps": found.steps}


def described(document: dict[str, Any]) -> dict[str, Any]:
    """The problem of a config without what names files, and what tells whether the same would be trained today."""
    problem = document["problem"]
    problem["data"].pop("path", None)
    problem["measured"] = [path for path in problem.get("measured", ()) if path != "data.path"]
    return {"problem": problem, "trained": trained(document)}


def trained(document: dict[str, Any]) -> list[Any]:
    """What tells whether two configs train the same: family, parameters, updates of a run, runs."""
    resources = document["resources"]
    told = [document["model"]["family"], resources["parameters"], resources.get("total_steps")]
    return [*told, document["data"]["split"].get("folds", 1)]


def data_of(case: Case, data_dir: Path, scratch: Path) -> Path:
    """Where the data of a case lies; archives are opened and made data is written once."""
    place, _, inside = case.data.partition(":")
    if place == "made":
        return made.write(inside, scratch / "made")
    path = data_dir / place
    if not inside:
        return _unpacked(path, scratch / "opened") if path.suffix == ".gz" else path
    opened = scratch / "opened" / path.name.partition(".")[0]
    if not opened.exists():
        with tarfile.open(path) as archive:
            archive.extractall(opened, filter="data")
    return opened / inside


def _unpacked(path: Path, folder: Path) -> Path:
    """A compressed file without its compression, which projects of some kinds do not read."""
    plain = folder / path.parent.name / path.stem
    if not plain.exists():
        plain.parent.mkdir(parents=True, exist_ok=True)
        plain.write_bytes(gzip.decompress(path.read_bytes()))
    return plain


def _recommended(case: Case, data: Path, folder: Path) -> Path:
    config = folder / "config.yaml"
    weights = [] if case.kind in ("table", "sequence") else ["--no-pretrained"]
    told = [str(data), *case.words, *weights, "-o", str(config)]
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
