"""A peer as a process of its own: `python -m benchmarks.quality.kinds.peer METHOD FOLDER` writes METHOD.npy there."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.kinds import simple

PEERS: Final = ("constant", "linear", "naive", "ridge", "tutorial")
FORECASTERS: Final = ("naive", "ridge", "tutorial")
CLASSIFIERS: Final = ("constant", "linear", "tutorial")


def answers(method: str, folder: Path, about: dict[str, Any]) -> NDArray[np.float64]:
    """Class probabilities or forecasts of the test part."""
    if method == "tutorial":
        import torch

        from benchmarks.quality.kinds import tutorial

        torch.manual_seed(about["seed"])
        torch.set_num_threads(1)
        networks: dict[str, Callable[[Path, dict[str, Any]], NDArray[np.float64]]] = {
            "image": tutorial.image, "audio": tutorial.audio, "text": tutorial.text, "series": tutorial.series,
        }  # fmt: skip
        return networks[about["kind"]](folder, about)
    plain = {"constant": simple.constant, "linear": simple.linear, "naive": simple.naive, "ridge": simple.ridge}
    return plain[method](folder, about)


if __name__ == "__main__":
    method, place = sys.argv[1], Path(sys.argv[2])
    np.save(place / f"{method}.npy", answers(method, place, json.loads((place / "about.json").read_text("utf-8"))))
