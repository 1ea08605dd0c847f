"""One peer in a process of its own: reads train.csv and test.csv, writes its answers and the seconds it took.

`python -m benchmarks.quality.peers.running NAME FOLDER` needs numpy, pandas, torch and what the peer is made of, so
that it can run in another environment than the project's.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from benchmarks.quality.peers import networks, published, search, simple
from benchmarks.quality.peers.part import Answers, Part

PEERS: Final[dict[str, Callable[[Part], Answers]]] = {
    "constant": simple.constant,
    "linear": simple.linear,
    "histogram-boosting": simple.histogram_boosting,
    "lightgbm": simple.lightgbm,
    "sklearn-mlp": networks.sklearn_mlp,
    "sklearn-mlp-scaled-target": networks.sklearn_mlp_scaled,
    "tutorial": networks.tutorial,
    "tutorial-scaled-target": networks.tutorial_scaled,
    "realmlp": published.realmlp,
    "realmlp-log-loss": published.realmlp_log_loss,
    "tabm": published.tabm,
    "search-20": search.search_20,
    "search-50": search.search_50,
}


def peer(name: str, folder: Path) -> float:
    """Train and predict in a folder that holds a split; returns the seconds that took."""
    about = json.loads((folder / "split.json").read_text(encoding="utf-8"))
    types = {} if about["task"] == "regression" else {about["target"]: str}
    options = {"keep_default_na": False, "na_values": [""], "low_memory": False, "dtype": types}
    train, test = (pd.read_csv(folder / f"{part}.csv", **options) for part in ("train", "test"))
    part = Part(train, test, about["target"], about["task"], about["seed"])
    import torch

    torch.set_num_threads(1)
    began = time.perf_counter()
    answers = PEERS[name](part)
    seconds = time.perf_counter() - began
    np.save(folder / f"{name}.npy", answers)
    return seconds


if __name__ == "__main__":
    taken = peer(sys.argv[1], Path(sys.argv[2]))
    print(json.dumps({"seconds": taken, "cpu_seconds": time.process_time()}))
