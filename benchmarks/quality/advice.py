"""The advice, taken as a user takes it: recommend, export, train, predict; each a command of its own."""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ROOT = Path(__file__).parents[2]


def advised(
    folder: Path, classes: list[str], ruleset: str = "current", changes: Sequence[str] = ()
) -> tuple[NDArray[np.float64], dict[str, object]]:
    """Answers on test.csv of a network that is trained on train.csv, and the seconds of training and of all commands.

    `changes` are told in `recommended`. Raises `RuntimeError` with what a command said where one fails.
    """
    about = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    config = recommended(folder, about["target"], ruleset, changes)
    project = folder / "project"
    run(
        [sys.executable, "-m", "advisor", "export", "torch", config.name, "-o", project.name, "--force", "--quiet"],
        folder,
    )
    trained, spent = time.perf_counter(), cpu_seconds()
    files = ["--train", "train.csv", "--test", "test.csv", "--predictions", "out.csv", "--out", project.name]
    run([sys.executable, str(project / "train.py"), *files, "--seed", str(about["seed"])], folder)
    ended, spent = time.perf_counter(), cpu_seconds() - spent
    table = pd.read_csv(folder / "out.csv")
    if classes:
        answers = table[[f"probability of {name}" for name in classes]].to_numpy(dtype=np.float64)
    else:
        answers = table["prediction"].to_numpy(dtype=np.float64)
    about_network = {
        "seconds": ended - trained,
        "cpu_seconds": spent,
        "all_seconds": ended - began,
        "first_choice": first_choice(config),
    }
    return answers, about_network


def recommended(folder: Path, target: str, ruleset: str = "current", changes: Sequence[str] = ()) -> Path:
    """The config for train.csv. Of `changes`, `-RULE` leaves a rule out, `+PATH=VALUE` fixes a choice, to which the
    rest adapts, and `PATH=VALUE` edits the config alone.
    """
    without = ",".join(change[1:] for change in changes if change.startswith("-"))
    pins = [word for change in changes if change.startswith("+") for word in ("--pin", change[1:])]
    edits = [change for change in changes if change[0] not in "+-"]
    config = folder / f"{ruleset}.yaml"
    program = ["benchmarks.quality.without", without] if without else ["advisor"]
    asked = ["--data", "train.csv", "--target", target, "--ruleset", ruleset, *pins]
    run(
        [sys.executable, "-m", *program, "recommend", *asked, "-o", config.name, "--force", "--quiet"],
        folder,
        PYTHONPATH=str(ROOT),
    )
    if edits:
        edit(config, edits)
    return config


def cpu_seconds() -> float:
    """What all commands have used of a core so far, which does not count the time that others had it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(command: Sequence[str], folder: Path, **environment: str) -> str:
    """Run on one core and return stdout."""
    one_core = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    done = subprocess.run(
        list(command),
        cwd=folder,
        env={**os.environ, **one_core, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:5])} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


def edit(config: Path, changes: Sequence[str]) -> None:
    """Set values of a config by path, as a user edits the file."""
    from advisor.yamlio import read_document, write_yaml

    document = read_document(config.read_bytes(), str(config)).data
    for each in changes:
        path, _, text = each.partition("=")
        *sections, name = path.split(".")
        place = document
        for section in sections:
            place = place.setdefault(section, {})
        place[name] = read_document(f"value: {text}\n", each).data["value"]
    config.write_text(write_yaml(document), encoding="utf-8")


def first_choice(config: Path) -> str:
    """What the config says to try first."""
    from advisor.yamlio import read_document

    return str(read_document(config.read_bytes(), str(config)).data["evaluation"].get("first_choice", "network"))
