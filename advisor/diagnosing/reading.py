"""Histories from what loggers write: which column is which, and one row for each epoch or step."""

import math
import re
from collections.abc import Mapping, Sequence
from statistics import median, pstdev
from typing import Final

from msgspec import structs

from advisor.diagnosing.cleaning import mark_lost, without_evaluation, without_lone_batches, without_zeros
from advisor.diagnosing.columns import BY_LAYER, LOSS_LIKE, TRAINING, VALIDATION, Source, folded
from advisor.diagnosing.documents import Row, rows_of
from advisor.diagnosing.fits import fits_in, refuse_experiments, refuse_summary
from advisor.diagnosing.history import LEAST, SCORES, History, Unit
from advisor.diagnosing.moments import MANY_STEPS, Moment, moments_of
from advisor.diagnosing.notebooks import Printed, printed_in
from advisor.diagnosing.objectives import as_losses
from advisor.diagnosing.values import number_of, places_in, sum_of
from advisor.errors import Diagnostic, InputError

RUN: Final = ("run", "seed", "fold")  # columns that tell runs apart
ALONE: Final = 5  # epochs or steps with a score, from which scores are a curve where no loss was logged
WORD: Final = re.compile("[A-Za-z]{2}")
MODE: Final = ("mode", "phase", "split", "stage", "subset", "set")  # columns that say whether a row is of training
OF_CLASSES: Final = frozenset({"cls", "class", "classification"})  # in the name of a detector's loss of classes
# In the name of a part that has no labels: a penalty that may well be switched off.
OF_WEIGHTS: Final = frozenset({
    "reg", "regularization", "penalty", "aux", "auxiliary", "kl", "vicreg", "l1", "l2", "decay", "entropy", "commit",
    "adv",
})  # fmt: skip


def read_histories(text: str, name: str) -> list[History]:
    """All runs in a log, or in what the cells of a notebook printed.

    Raises InputError where it holds no loss, naming its columns.
    """
    if (cells := printed_in(text)) is not None:
        return _of_cells(cells, name)
    return read_rows(rows_of(text, name), name)


def _of_cells(cells: Sequence[Printed], name: str) -> list[History]:
    """The runs that cells of a notebook printed; those of a single value only where there are no others."""
    found: list[History] = []
    for cell, rows in _going_on(cells, name):
        try:
            runs = read_rows(rows, name)
        except InputError:  # most cells print other things
            continue
        found += [_named(run, cell) for run in runs]
    if not found:
        raise InputError(
            Diagnostic(f"no loss is in what its {len(cells)} cells with outputs printed", name,
                       hint="run the notebook with its outputs kept, or save the history to a file")
        )  # fmt: skip
    return [run for run in found if len(run.judged.values) >= LEAST] or found


def _going_on(cells: Sequence[Printed], name: str) -> list[tuple[str, list[Row]]]:
    """The rows of each cell; those of a cell that goes on with the next epoch of the one before are put to them."""
    found: list[tuple[str, list[Row]]] = []
    for cell, text in cells:
        if not WORD.search(text):
            continue  # numbers without a name are of anything
        try:
            rows = rows_of(text, name)
        except InputError:
            continue
        before = _epochs_of(found[-1][1]) if found else []
        now = _epochs_of(rows)
        if len(now) > 1 and len(before) > 1 and now[0] == before[-1] + 1 and rows[0].keys() == found[-1][1][-1].keys():
            found[-1][1].extend(rows)
        else:
            found.append((cell, list(rows)))
    return found


def _epochs_of(rows: Sequence[Row]) -> list[float]:
    """The epochs of rows, in their order; none where rows lack one."""
    place = places_in(rows).get("epoch") if rows else None
    epochs = [number_of(row.get(place.columns[0])) for row in rows] if place else []
    return [epoch for epoch in epochs if epoch is not None] if None not in epochs else []


def _named(run: History, cell: str) -> History:
    """A run with its cell in its name."""
    return structs.replace(run, run=f"{cell}, {run.run}" if run.run else cell)


def read_rows(rows: Sequence[Row], name: str) -> list[History]:
    """The runs that rows of numbers hold. Raises InputError where there is no loss, naming the columns."""
    if not rows:
        raise InputError(Diagnostic("holds no row", name))
    rows = as_losses(rows)
    grouped: dict[str, list[Row]] = {}
    for row in map(_by_mode, rows):
        run = ", ".join(f"{key} {_plain(row[key])}" for key in RUN if row.get(key) not in (None, ""))
        grouped.setdefault(run, []).append(row)
    refuse_summary(rows, name)
    refuse_experiments(rows, name)
    histories, refused = [], []
    for run, group in (fit for named, logged in grouped.items() for fit in fits_in(named, logged)):
        try:
            histories.append(_history(run, group, name))
        except InputError as error:  # a line on the machine, or a run that logged something else
            refused.append(error)
    if not histories:
        raise refused[0]
    return histories


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def _by_mode(row: Row) -> Row:
    """A row whose mode stands in a column, with the mode in the names instead."""
    mode = next((str(row[key]).lower() for key in MODE if key in row), "")
    part = "train" if mode in TRAINING else "val" if mode in VALIDATION else ""
    if not part:
        return row
    kept = ("epoch", "step", "iter", *RUN)
    return {key if key in kept else f"{part}_{key}": value for key, value in row.items() if key not in MODE}


def _history(run: str, rows: Sequence[Row], name: str) -> History:
    columns = list(dict.fromkeys(column for row in rows for column in row))
    places = places_in(rows)
    losses = [places[each] for each in (*LOSS_LIKE, *_scores_alone(rows, places)) if each in places]
    if not losses:
        raise InputError(
            Diagnostic(
                f"no column is a loss; there are: {', '.join(columns[:20])}",
                name,
                hint="a loss is called loss, train_loss, val_loss or validation_loss",
            )
        )
    unit, moments = moments_of(rows, places)
    moments = without_evaluation(moments, places)
    mark_lost(moments, rows, places)
    without_zeros(moments, places)
    found = without_lone_batches(moments, places) if unit == "epoch" else ""
    series = {
        key: [sum_of(row, source) for _, row in moments]
        for key, source in places.items()
        if key not in ("epoch", "step")
    }
    if not any(value is not None for key in (*LOSS_LIKE, *SCORES) for value in series.get(key, ())):
        raise InputError(Diagnostic(f"the column {losses[0]} holds no number", name))
    layers = {m[1]: [row.get(c) for _, row in moments] for c in columns if (m := BY_LAYER.match(c)) is not None}
    named = {key: str(source) for key, source in places.items()}
    train = _of_training(rows, places)
    began, noise = _began(train, unit), _noise(train) if unit == "epoch" else 0.0
    at, silent = [at for at, _ in moments], _silent(moments, places)
    return History(run, at, series, layers, named, unit, began, silent=silent, found=found, noise=noise)


def _scores_alone(rows: Sequence[Row], places: Mapping[str, Source]) -> tuple[str, ...]:
    """The series of scores, where they make a curve of their own: at several epochs or steps, which are logged."""
    counted = [places[key].columns[0] for key in ("epoch", "step") if key in places]
    for key in SCORES:
        if key in places and counted:
            column = places[key].columns[0]
            with_score = [row for row in rows if number_of(row.get(column)) is not None]
            if any(len({number_of(row.get(each)) for row in with_score} - {None}) >= ALONE for each in counted):
                return SCORES
    return ()


def _of_training(rows: Sequence[Row], places: Mapping[str, Source]) -> list[tuple[float, float]]:
    """Each training loss that was logged with its epoch, 0 where none was; nothing where it is a sum of parts."""
    train, epoch = places.get("train_loss"), places.get("epoch")
    if train is None or len(train.columns) > 1:
        return []
    logged = ((number_of(row.get(epoch.columns[0])) if epoch else 0.0, number_of(row.get(train.columns[0])))
              for row in rows)  # fmt: skip
    return [(at, loss) for at, loss in logged
            if at is not None and loss is not None and math.isfinite(at) and math.isfinite(loss)]  # fmt: skip


def _began(train: Sequence[tuple[float, float]], unit: Unit) -> float | None:
    """The training loss that was logged first, where a mean of many hides the first descent."""
    many = unit == "step" or len(train) >= MANY_STEPS * len({math.ceil(at) for at, _ in train})
    return train[0][1] if train and many else None


def _noise(train: Sequence[tuple[float, float]]) -> float:
    """The standard error of an epoch's training loss where it is the mean of a few values that were logged."""
    epochs: dict[int, list[float]] = {}
    for at, loss in train:
        epochs.setdefault(math.ceil(at), []).append(loss)
    errors = [pstdev(losses) / math.sqrt(len(losses)) for losses in epochs.values() if len(losses) >= LEAST]
    return median(errors) if errors else 0.0


def _silent(moments: Sequence[Moment], places: Mapping[str, Source]) -> list[str]:
    """The parts of the training loss that are exactly 0 all along, while others are not.

    The loss of classes is 0 where a detector knows one class.
    """
    parts = places["train_loss"].columns if "train_loss" in places else ()
    logged = {part: [value for _, row in moments if (value := row.get(part)) is not None] for part in parts}
    silent = [part for part, values in logged.items() if len(values) > 1 and not any(values)]
    if len(silent) == len(parts):
        return []
    return [part for part in silent if not set(folded(part).split("_")) & (OF_CLASSES | OF_WEIGHTS)]
