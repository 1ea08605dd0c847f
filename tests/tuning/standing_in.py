"""A training run that takes no time: what train.py leaves behind, with a score that follows from the config."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from advisor import Problem, recommend
from advisor.exporting import Source
from advisor.exporting.search.space import Space, space
from advisor.training.process import DivergedError
from advisor.tuning import trials as module
from advisor.tuning.journal import Header, Journal
from advisor.tuning.trials import Trials
from advisor.yamlio import read_document

Config = dict[str, Any]
HEADER = Header(config="c", data="d", words=[])
FOUND = 0.002  # the rate that every range test finds


class Training:
    """Stands in for train.py; `score` is the log-loss of a config on validation, None for a loss that is no number."""

    def __init__(self, score: Callable[[Config, float], float | None]) -> None:
        self.score = score
        self.ran: list[Config] = []
        self.words: list[Sequence[str]] = []

    def __call__(self, folder: Path, words: Sequence[str], quiet: bool) -> None:
        config = read_document((folder / "config.yaml").read_bytes(), "config.yaml").data
        self.ran.append(config)
        self.words.append(words)
        rate = FOUND if "--find-lr" in words else config["training"]["learning_rate"]["initial"]
        score = self.score(config, rate)
        if score is None:
            raise DivergedError
        runs = [{"seed": 0, "fold": 1, "log-loss": score}]
        metrics = {"validation": {"accuracy": 0.5, "log-loss": score}, "runs": runs, "learning_rate": rate}
        (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
        lines = [f"seed 0,0,{epoch},{1 / epoch},{score + 1 / epoch}" for epoch in range(1, 9)]
        text = "\n".join(["run,seed,epoch,train_loss,validation_loss", *lines]) + "\n"
        (folder / "history.csv").write_text(text, encoding="utf-8")


TABLE = {"task": "binary", "rows": 2000, "features": 10, "target": "y"}


def source(**facts: Any) -> Source:
    recommendation = recommend(Problem(**facts))
    return Source(recommendation.document(), recommendation)


def searching(
    folder: Path, monkeypatch: pytest.MonkeyPatch, score: Callable[[Config, float], float | None], **facts: Any
) -> tuple[Training, Space, Trials, Journal]:
    """A search in a folder whose trials take no time, for a table where no facts are named."""
    training, config = Training(score), source(**(facts or TABLE))
    monkeypatch.setattr(module, "run_script", training)
    searched = space(config, [])
    return training, searched, Trials(config, searched.edited, folder, []), Journal(folder, HEADER)
