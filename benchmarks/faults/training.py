"""A program trained briefly in Keras: its model as JSON, and its history as CSVLogger writes it."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks.faults.data import Split, draw
from benchmarks.faults.program import Layer, Program, Setup

MODEL, HISTORY = "model.json", "history.csv"
SEED: Final = 0
STOPPED: Final = (ValueError, TypeError, RuntimeError)  # what Keras raises where labels and output do not fit


def build(program: Program, setup: Setup) -> Any:
    """The compiled Keras model."""
    import keras

    loss: Any = setup.loss
    if setup.logits:
        loss = {"binary_crossentropy": keras.losses.BinaryCrossentropy,
                "categorical_crossentropy": keras.losses.CategoricalCrossentropy}[loss](from_logits=True)  # fmt: skip
    keras.utils.set_random_seed(SEED)
    model = keras.Sequential([keras.Input(program.data.shape), *map(_layer, setup.network)])
    more = {"momentum": setup.momentum} if setup.momentum else {}
    optimizer = getattr(keras.optimizers, setup.optimizer)(learning_rate=setup.rate, **more)
    model.compile(loss=loss, optimizer=optimizer, metrics=list(setup.metrics))
    return model


def _layer(layer: Layer) -> Any:
    import keras

    return getattr(keras.layers, layer.kind)(**layer.options)


def train(program: Program, setup: Setup, folder: Path, callbacks: tuple[Any, ...] = ()) -> dict[str, Any]:
    """Train and write model and history into a folder; how well it learnt, or why it stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    began = perf_counter()
    model = build(program, setup)
    (folder / MODEL).write_text(json.dumps(json.loads(model.to_json()), indent=1), encoding="utf-8")
    split = draw(program.data)
    try:
        logged = model.fit(split.x, split.y, validation_data=(split.validation_x, split.validation_y),
                           epochs=program.epochs, batch_size=program.batch, verbose=0,
                           callbacks=list(callbacks)).history  # fmt: skip
    except STOPPED as error:
        return {"stopped": str(error).strip().splitlines()[0][:200], "seconds": round(perf_counter() - began, 1)}
    _write(folder / HISTORY, logged)
    learns, score = learnt(program, logged, split)
    return {"learns": learns, "score": score, "seconds": round(perf_counter() - began, 1)}


def _write(path: Path, logged: Mapping[str, list[float]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["epoch", *logged])
        writer.writerows([epoch, *values] for epoch, values in enumerate(zip(*logged.values(), strict=True)))


def learnt(program: Program, logged: Mapping[str, list[float]], split: Split) -> tuple[bool, float]:
    """Whether validation came at least half the way from guessing to all right, and the score; so a version is sound.

    The score is the best accuracy, or for numbers the best absolute error.
    """
    if program.data.labels == "numbers":
        error = min(logged["val_loss"])
        guess = float(abs(split.validation_y - split.y.mean(0)).mean())
        return error < guess / 2, round(error, 3)
    score = max(logged.get("val_accuracy", logged.get("val_acc", [0.0])))
    return score >= (1 + 1 / max(2, program.data.classes)) / 2, round(score, 3)
