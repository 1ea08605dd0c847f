"""What a training run left in its folder."""

import csv
import json
from math import isfinite, nan
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from advisor.bounded import read_path
from advisor.errors import Diagnostic, InputError


class Run(NamedTuple):
    """A run: its scores and the lines of its history, an epoch of a network each."""

    name: str
    metrics: dict[str, Any]
    history: list[dict[str, str]]
    config: dict[str, Any]

    @property
    def headline(self) -> str:
        """The score that the config names first, of those that were computed."""
        return str(next(iter(self.metrics["validation"])))

    @property
    def linear_share(self) -> float:
        """The part of the answer that is a linear model's, the mean over all networks."""
        return mean(float(run.get("linear_share", 0.0)) for run in self.metrics["runs"])

    @property
    def cut(self) -> str:
        """What was not trained because time was up, in words; empty where nothing was cut off."""
        runs = self.metrics["runs"]
        cut = [float(run["epochs"]) for run in runs if run.get("ended") == "time"]
        if not cut:
            return ""
        most = self.config.get("training", {}).get("epochs")
        which = f" in {len(cut)} of {len(runs)} networks" if len(runs) > 1 else ""
        return f"time was up after {mean(cut):.3g}{f' of {most}' if most else ''} epochs{which}"

    def curve(self, column: str) -> dict[int, float]:
        """A column of the history by epoch, the mean over all networks that were still trained in it."""
        epochs: dict[int, list[float]] = {}
        for line in self.history:
            if line.get(column):
                epochs.setdefault(int(line["epoch"]), []).append(float(line[column]))
        return {epoch: mean(values) for epoch, values in sorted(epochs.items())}


def read_run(folder: str) -> Run:
    """Read the folder of a run. Raises `InputError` where there is none."""
    from advisor.yamlio import MAX_BYTES, read_document

    path = Path(folder)
    try:
        metrics = _with_nan(json.loads(read_path(path / "metrics.json", MAX_BYTES)))
        with (path / "history.csv").open(encoding="utf-8", newline="") as file:
            history = list(csv.DictReader(file))
        metrics["validation"], metrics["runs"]
    except OSError as error:
        name = Path(error.filename or folder).name
        raise InputError(Diagnostic(f"is not the folder of a finished run: it has no {name}", folder)) from None
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(Diagnostic(f"its metrics.json is not one that train.py writes: {error}", folder)) from None
    config = path / "config.yaml"
    document = read_document(read_path(config, MAX_BYTES), str(config)).data if config.exists() else {}
    return Run(folder, metrics, history, document)


def with_null(value: Any) -> Any:
    """Scores as JSON holds them: one that is no number is null."""
    if isinstance(value, dict):
        return {name: with_null(each) for name, each in value.items()}
    if isinstance(value, list):
        return [with_null(each) for each in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def _with_nan(value: Any) -> Any:
    """Scores as they were before they became JSON."""
    if isinstance(value, dict):
        return {name: _with_nan(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_with_nan(each) for each in value]
    return nan if value is None else value


def changes(first: Any, second: Any, path: str = "") -> list[str]:
    """Which choices differ between two configs, as `path: value`; what follows from them is left out."""
    if isinstance(first, dict) and isinstance(second, dict):
        found = []
        for name in dict.fromkeys([*first, *second]):
            if path or name in ("data", "model", "training", "compute"):
                below = f"{path}.{name}" if path else name
                found += changes(first.get(name), second.get(name), below)
        return found
    return [] if first == second else [f"{path}: {_shown(second)}"]


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)
