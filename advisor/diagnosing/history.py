"""Histories of training runs as Keras, Lightning, Weights & Biases and the advisor's own projects write them."""

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from advisor.errors import Diagnostic, InputError

MAX_ROWS: Final = 1_000_000
# Spellings of each series, the best first, in lower case with all but letters and digits as one underscore.
NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "epoch": ("epoch", "trainer_epoch", "train_epoch"),
    "train_loss": (
        "train_loss_epoch", "train_loss", "loss", "training_loss", "loss_train", "loss_training", "epoch_train_loss",
        "train_epoch_loss", "epoch_loss", "train_loss_step",
    ),
    "validation_loss": (
        "val_loss", "validation_loss", "valid_loss", "val_loss_epoch", "eval_loss", "validation_loss_epoch", "loss_val",
        "loss_valid", "loss_validation", "loss_eval", "epoch_val_loss", "val_epoch_loss",
    ),
    "train_score": (
        "train_accuracy_epoch", "train_acc_epoch", "train_accuracy", "train_acc", "accuracy", "acc", "accuracy_train",
        "acc_train", "train_epoch_accuracy", "epoch_accuracy",
    ),
    "validation_score": (
        "val_accuracy", "val_acc", "validation_accuracy", "valid_accuracy", "eval_accuracy", "val_accuracy_epoch",
        "val_acc_epoch", "accuracy_val", "accuracy_valid", "accuracy_validation", "acc_val", "val_epoch_accuracy",
    ),
    "learning_rate": (
        "learning_rate", "lr", "rate", "train_lr", "train_learning_rate", "epoch_learning_rate",
        "train_epoch_learning_rate", "epoch_lr",
    ),
    "gradient_norm": (
        "gradient_norm", "grad_norm", "train_grad_norm", "train_gradient_norm", "grad_2_norm_total",
        "grad_2_0_norm_total",
    ),
}  # fmt: skip
OF_OPTIMIZER: Final = re.compile(r"^lr_[a-z]+(_pg1)?$")  # as Lightning's monitor names a learning rate
BY_LAYER: Final = re.compile(
    r"^(?:gradient_norm|grad_norm|gradients?|grad_2_norm)[ /_.:](.*(?:weight|kernel).*)$", re.IGNORECASE
)
RUN: Final = ("run", "seed")  # columns that tell runs apart


class History(Struct, frozen=True):
    """One run, an entry an epoch: series are as long as `epochs`; a value that was not logged is None.

    `layers` holds the gradient norm of each layer's weights in the order of the columns, which is that of the network.
    """

    run: str
    epochs: list[float]
    series: dict[str, list[float | None]]
    layers: dict[str, list[float | None]]
    places: dict[str, str]  # by series the column that it was read from

    def get(self, name: str) -> list[float]:
        """The values of a series that were logged; infinite or undefined ones are kept."""
        return [value for value in self.series.get(name, []) if value is not None]


def read_histories(text: str, name: str) -> list[History]:
    """All runs in a CSV or JSON Lines history. Raises InputError where it holds no loss, naming its columns."""
    return read_rows(list(_json_lines(text, name) if text.lstrip()[:1] == "{" else _csv(text, name)), name)


def read_rows(rows: list[Mapping[str, Any]], name: str) -> list[History]:
    """The runs that rows of numbers hold. Raises InputError where there is no loss, naming the columns."""
    if not rows:
        raise InputError(Diagnostic("holds no row", name))
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        grouped.setdefault(", ".join(f"{key} {row[key]}" for key in RUN if row.get(key) not in (None, "")), []).append(
            row
        )
    return [_history(run, group, name) for run, group in grouped.items()]


def _csv(text: str, name: str) -> Iterator[Mapping[str, Any]]:
    head = text[:65536].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    if not reader.fieldnames or len(reader.fieldnames) < 2:
        raise InputError(Diagnostic("is no CSV with a header and two columns, nor JSON Lines", name, 1))
    for number, row in enumerate(reader):
        if number >= MAX_ROWS:
            raise InputError(Diagnostic(f"holds more than {MAX_ROWS:,} rows", name))
        yield {key: value for key, value in row.items() if isinstance(key, str) and isinstance(value, str)}


def _json_lines(text: str, name: str) -> Iterator[Mapping[str, Any]]:
    from msgspec import DecodeError
    from msgspec.json import decode

    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                row = decode(line.replace("NaN", "null").replace("-Infinity", "null").replace("Infinity", "1e999"))
            except DecodeError as error:
                raise InputError(Diagnostic(f"is no JSON: {error}", name, number)) from None
            if not isinstance(row, dict):
                raise InputError(Diagnostic("expected an object", name, number))
            yield row


def _folded(column: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", column.lower()).strip("_")


def known_columns(columns: Iterable[str]) -> dict[str, str]:
    """By series the column that holds it, where there is one."""
    folded: dict[str, str] = {}
    for column in columns:
        folded.setdefault(_folded(column), column)
    places = {
        name: folded[spelling]
        for name, spellings in NAMES.items()
        if (spelling := next((each for each in spellings if each in folded), None)) is not None
    }
    for spelling, column in folded.items():
        if OF_OPTIMIZER.match(spelling):
            places.setdefault("learning_rate", column)
    return places


def _history(run: str, rows: list[Mapping[str, Any]], name: str) -> History:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    places = known_columns(columns)
    if "train_loss" not in places and "validation_loss" not in places:
        raise InputError(
            Diagnostic(
                f"no column is a loss; there are: {', '.join(columns[:20])}",
                name,
                hint="a loss is called loss, train_loss, val_loss or validation_loss",
            )
        )
    merged = list(_by_epoch(rows, places.get("epoch")))
    epochs = [epoch for epoch, _ in merged]
    series = {key: [row.get(column) for _, row in merged] for key, column in places.items() if key != "epoch"}
    layers = {m[1]: [row.get(c) for _, row in merged] for c in columns if (m := BY_LAYER.match(c)) is not None}
    return History(run, epochs, series, layers, places)


def _by_epoch(rows: Iterable[Mapping[str, Any]], column: str | None) -> Iterator[tuple[float, dict[str, float | None]]]:
    """One row an epoch: loggers that write a row a step, or training and validation apart, are put together."""
    merged: dict[float, dict[str, list[float]]] = {}
    for at, row in enumerate(rows):
        epoch = _number(row.get(column)) if column else float(at)
        if epoch is None or math.isnan(epoch):
            continue
        into = merged.setdefault(epoch, {})
        for key, value in row.items():
            if (number := _number(value)) is not None:
                into.setdefault(key, []).append(number)
    for epoch, values in merged.items():
        yield epoch, {key: sum(numbers) / len(numbers) for key, numbers in values.items()}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None or value == "":
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
