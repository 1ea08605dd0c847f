"""Every word of a config that a table may hold: the code for it is clean, and trains."""

import importlib
import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest

pytest.importorskip("torch")

import torch

from advisor.config import words
from advisor.exporting import read_source
from advisor.exporting.torch.common import ACTIVATIONS, OPTIMIZERS
from advisor.yamlio import read_document, write_yaml
from tests.exporting import tables
from tests.exporting.running import exported, ruff
from tests.exporting.test_tables import changed, recommended

MLP = recommended("binary", rows=20_000, features=8, categorical=2, cardinality=30, missing=0.1)
REGRESSION = recommended("regression", rows=20_000, features=8)
QUANTILES = recommended("regression", rows=20_000, features=8, quantiles=[0.1, 0.9])
TABM = changed(MLP, model__family="tabm", model__hidden__members=4, model__normalization={"kind": "none"})
BINS = {"kind": "piecewise-linear", "dim": 4, "bins": 6}
WAVES = {"dim": 4, "hidden": 8, "sigma": 0.1}
SMALL: dict[str, Any] = {"model__hidden__widths": [8, 8, 8], "training__epochs": 1}
FINDING = {"low": 1e-6, "high": 10.0, "steps": 30, "smoothing": 0.9, "stop_at": 4.0}

CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    *((MLP, {"model__activation": {"name": name, "slope": 0.2}}) for name in ACTIVATIONS),
    *(
        (MLP, {"model__initialization": {"hidden": name, "output": name, "output_bias": "zeros"}})
        for name in get_args(words.Initialization)
        if name not in ("pretrained", "ridge")  # of published networks, and of linear forecasters
    ),
    *(
        (MLP, {"model__normalization": {"kind": kind, "place": place}, "model__hidden__residual": residual})
        for kind in ("batch", "layer")
        for place in ("before-activation", "after-activation")
        for residual in (False, True)
    ),
    *((MLP, {"model__dropout": {"kind": kind, "rates": [0.1, 0.2, 0.3]}}) for kind in ("dropout", "alpha")),
    *(
        (config, {"model__numeric_embedding": embedding})
        for config in (MLP, TABM)
        for embedding in (BINS, {"kind": "pbld", **WAVES}, {"kind": "periodic", **WAVES}, {"kind": "none"})
    ),
    *((MLP, {"data__numeric__scaling": name}) for name in get_args(words.Scaling)),
    *(
        (
            MLP,
            {"training__optimizer": {"name": name, "momentum": 0.9, "nesterov": name == "sgd", "weight_decay": decay}},
        )
        for name in OPTIMIZERS
        for decay in (0.0, 0.01)
    ),
    *(
        (MLP, {"training__schedule": schedule, "training__warmup": warmup})
        for warmup in (0.0, 0.1)
        for schedule in (
            {"name": "constant"},
            {"name": "one-cycle", "rising_fraction": 0.3, "start_fraction": 0.1, "final_fraction": 0.001},
            {"name": "cosine", "final_fraction": 0.1},
            {"name": "linear", "final_fraction": 0.0},
            {"name": "plateau", "factor": 0.5, "patience": 1},
            {"name": "step", "factor": 0.1, "milestones": [0.5, 0.8]},
            {"name": "exponential", "final_fraction": 0.01},
            {"name": "warmup-stable-decay", "decay_fraction": 0.2},
        )
    ),
    *(
        (MLP, {"training__learning_rate__range_test": {**FINDING, "reading": reading}})
        for reading in ("half-of-diverging", "tenth-of-diverging", "valley", "steepest", "minimum-over-10")
    ),
    *(
        (MLP, {"training__averaging": averaging})
        for averaging in (
            {"kind": "ema", "decay": 0.9},
            {"kind": "swa", "start": 0.5, "learning_rate_fraction": 0.5},
            {"kind": "none"},
        )
    ),
    *(
        (MLP, {"training__early_stopping": {"patience": patience, "restore_best": best, "min_delta": 0.001}})
        for patience in (0, 2)
        for best in (False, True)
    ),
    *((MLP, {"data__imbalance": {"strategy": s, "max_weight": 5.0}}) for s in ("class-weights", "balanced-sampling")),
    *((MLP, {"compute__precision": p, "training__clip_norm": clip}) for p in ("bf16", "fp16") for clip in (0.0, 1.0)),
    *((config, {"compute__micro_batch": 8, "compute__accumulation": 32}) for config in (MLP, TABM)),
    *((MLP, {"compute__strategy": strategy, "compute__devices": 2}) for strategy in ("ddp", "fsdp")),
    *((MLP, {"evaluation__threshold": threshold}) for threshold in ("0.5", "argmax", "tuned-on-validation")),
    *((config, {"evaluation__calibration": "temperature"}) for config in (MLP, TABM)),
    *((MLP, {"tracking__tool": tool}) for tool in ("csv", "tensorboard", "wandb", "mlflow")),
    (MLP, {"tracking__log": ["gradient-norm-by-layer", "activation-statistics"]}),
    *(
        (REGRESSION, {"training__loss": {"name": name, "delta": 1.0}, "model__output__activation": out})
        for name in ("mse", "mae", "huber", "poisson")
        for out in ("none", "softplus", "exp", "sigmoid", "tanh")
        if not (name == "poisson" and out in ("none", "tanh"))  # whose logarithm of a rate would be none
    ),
    *(
        (REGRESSION, {"data__target": {"transform": name, "clamp": clamp}, "evaluation__monitor": monitor})
        for name in ("none", "standardize", "log1p-standardize", "rms-scale")
        for clamp in (False, True)
        for monitor in ("rmse", "mae", "r2", "poisson-deviance", "loss")
    ),
    *(
        (changed(QUANTILES, evaluation__conformal=moved), {"data__target": {"transform": name, "clamp": clamp}})
        for name in ("none", "log1p-standardize", "rms-scale")
        for moved, clamp in ((False, True), (True, False))
    ),
    *(
        (recommended("multiclass", rows=5000, features=6, classes=4), more)
        for more in (
            {"training__loss": {"name": "cross-entropy", "label_smoothing": 0.1}},
            {"training__loss": {"name": "focal"}},
            {"training__loss": {"name": "generalized-cross-entropy"}},
            {"data__imbalance": {"strategy": "logit-adjustment"}},
            {"evaluation__metrics": ["auc", "pr-auc", "f1", "macro-f1", "balanced-accuracy"]},
            {"model__initialization__output_bias": "log-prior", "evaluation__calibration": "temperature"},
        )
    ),
    *(
        (recommended("multilabel", rows=5000, features=6, outputs=3), more)
        for more in (
            {"training__loss": {"name": "focal"}, "evaluation__calibration": "temperature"},
            {"evaluation__threshold": "per-class-tuned", "evaluation__monitor": "f1"},
            {"evaluation__metrics": ["auc", "mean-average-precision", "accuracy", "balanced-accuracy", "log-loss"]},
        )
    ),
    *(
        (recommended("ordinal", rows=5000, features=6, classes=5), more)
        for more in (
            {"training__loss": {"name": "cross-entropy"}, "model__output": {"units": 5, "activation": "softmax"}},
            {"evaluation__metrics": ["quadratic-weighted-kappa", "mae", "accuracy"], "evaluation__threshold": "0.5"},
            {"data__imbalance": {"strategy": "class-weights", "max_weight": 5.0}},
        )
    ),
    *(
        (
            recommended("binary", rows=5000, features=6, groups=40),
            {"data__split": {"method": m, "validation": 0.2, **f}},
        )
        for m in ("random", "stratified", "grouped", "stratified-grouped", "time-ordered")
        for f in ({"folds": 1}, {"folds": 3})
    ),
]


def named(case: tuple[dict[str, Any], dict[str, Any]]) -> str:
    return case[0]["problem"]["task"] + " " + " ".join(f"{k.rpartition('__')[2]}={v}" for k, v in case[1].items())


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder whose train.py can be imported, and is forgotten afterwards."""
    monkeypatch.syspath_prepend(str(tmp_path))
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield tmp_path
    torch.set_num_threads(threads)
    for name in ("data", "linear", "model", "optimizer", "safeguards", "scores", "settings", "train"):
        sys.modules.pop(name, None)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=named)
def test_every_option_trains(
    case: tuple[dict[str, Any], dict[str, Any]], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, more = case
    tool = more.get("tracking__tool", "csv")
    if tool != "csv":
        pytest.importorskip(tool)
    config = changed(config, **{**SMALL, **more})
    source = read_source(read_document(write_yaml(config), "config"))
    made = tables.table(source, 60)
    exported(config, project)
    arguments = ["--train", tables.write(project / "learn.csv", made.columns), "--target", *made.targets]
    arguments += ["--categorical", *made.categories] if made.categories else []
    if "grouped" in str(source.value("data.split.method")):
        arguments += ["--group-column", made.categories[0] if made.categories else "n0"]
    arguments += ["--find-lr"] if "training__learning_rate__range_test" in more else []
    monkeypatch.setattr(sys, "argv", ["train.py", *arguments, "--out", str(project / "out")])
    importlib.import_module("train").main()
    metrics = json.loads((project / "out" / "metrics.json").read_text(encoding="utf-8"))
    assert all(math.isfinite(value) for value in metrics["validation"].values())


@pytest.mark.slow
def test_every_option_gives_clean_code(tmp_path: Path) -> None:
    for number, (config, more) in enumerate(CASES):
        exported(changed(config, **{**SMALL, **more}), tmp_path / str(number))
    assert ruff(tmp_path, "check", "--select", "E,F,B,UP") == ""
    assert ruff(tmp_path, "format", "--diff") == ""
