"""One table, one seed, one method: split, train, predict, score."""

import json
import shutil
import time
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.quality import advice, scoring, splitting
from benchmarks.quality.tables import Table

ADVICE: Final = {"advisor": "current", "guide": "guide"}  # the method's name, and the ruleset
SAME_AS: Final = {  # variants that differ for one kind of target only, and what they are for the other
    "sklearn-mlp-scaled-target": ("regression", "sklearn-mlp"),
    "tutorial-scaled-target": ("regression", "tutorial"),
    "realmlp-log-loss": ("classes", "realmlp"),
}


def differs(method: str, task: str) -> bool:
    """Whether a method is one of its own for this task, or the same as another."""
    return method not in SAME_AS or SAME_AS[method][0] == ("regression" if task == "regression" else "classes")


def measure(table: Table, seed: int, method: str, cap: int, folder: Path, python: str) -> dict[str, Any]:
    """The result of a method; `error` in place of scores where it failed.

    `method` is the name of a peer, or of a ruleset, maybe followed by changes: `advisor -STACK-LINEAR`.
    """
    place = folder / f"{table.name}-{seed}"
    if not (place / "split.json").exists():
        splitting.write(table, seed, cap, place)
    train, test = splitting.split(table, seed, cap)
    about = {
        "table": table.name, "group": table.group, "task": table.task, "rows": len(train),
        "columns": train.shape[1] - 1, "tested": len(test), "seed": seed, "method": method,
    }  # fmt: skip
    regression = table.task == "regression"
    classes = [] if regression else sorted(train[table.target].astype(str).unique())
    began = time.perf_counter()
    try:
        name, *changes = method.split(" ")
        if name in ADVICE:
            answers, more = advice.advised(place, classes, ADVICE[name], changes)
        else:
            line = advice.run(
                [python, "-m", "benchmarks.quality.peers.running", method, str(place)],
                place,
                PYTHONPATH=str(advice.ROOT),
            )
            answers, more = np.load(place / f"{method}.npy"), json.loads(line.splitlines()[-1])
            more["all_seconds"] = time.perf_counter() - began
    except RuntimeError as error:
        return {**about, "error": str(error)}
    if regression:
        truth = test[table.target].to_numpy(dtype=np.float64)
    else:
        truth = (
            test[table.target].astype(str).map({name: i for i, name in enumerate(classes)}).to_numpy(dtype=np.float64)
        )
    found = scoring.scores(table.task, truth, answers)
    rounded = {name: round(value, 3) if isinstance(value, float) else value for name, value in more.items()}
    return {**about, **{name: round(value, 6) for name, value in found.items()}, **rounded}


def clear(table: Table, seed: int, folder: Path) -> None:
    """Remove what a split left on disk."""
    shutil.rmtree(folder / f"{table.name}-{seed}", ignore_errors=True)
