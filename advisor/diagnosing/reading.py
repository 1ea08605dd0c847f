"""Histories from what loggers write: which column is which, and one row for each epoch or step."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from advisor.diagnosing.columns import (
    BY_LAYER,
    LOSS_LIKE,
    TRAINING,
    VALIDATION,
    Source,
    folded,
    known_columns,
)
from advisor.diagnosing.documents import Row, rows_of
from advisor.diagnosing.history import History, Unit
from advisor.errors import Diagnostic, InputError

RUN: Final = ("run", "seed")  # columns that tell runs apart
MODE: Final = ("mode", "phase", "split", "stage", "subset", "set")  # columns that say whether a row is of training
NAMED: Final = ("name", "run_name", "run_id", "experiment", "model_name")  # columns that name a run
SHORTEST: Final = 3  # rows of a run, from which an epoch that starts again begins another one
FEW_EPOCHS: Final = 2  # up to which the steps inside are the curve
MANY_STEPS: Final = 5  # values of the loss in an epoch, from which they are a curve of their own
LOST: Final = 2  # epochs at the end without a loss, from which it was lost rather than not logged
OF_CLASSES: Final = frozenset({"cls", "class", "classification"})  # in the name of a detector's loss of classes
# In the name of a part that has no labels: a penalty that may well be switched off.
OF_WEIGHTS: Final = frozenset(
    {
        "reg",
        "regularization",
        "penalty",
        "aux",
        "auxiliary",
        "kl",
        "vicreg",
        "l1",
        "l2",
        "decay",
        "entropy",
        "commit",
        "adv",
    }
)
TENSOR: Final = re.compile(r"^tensor\(([^,()]+)")  # a number as PyTorch prints it
RESUMED: Final = 1.1  # of the last loss, up to which a run goes on from another's weights
RESUMED_THERE: Final = 1.25  # the same of validation, which is noisier
AFRESH: Final = 0.7  # of the first loss of a run, below which its last lies where something was learnt
NO_NUMBER: Final = float("nan")

Moment = tuple[float, dict[str, float | None]]


def read_histories(text: str, name: str) -> list[History]:
    """All runs in a log. Raises InputError where it holds no loss, naming its columns."""
    return read_rows(rows_of(text, name), name)


def read_rows(rows: Sequence[Row], name: str) -> list[History]:
    """The runs that rows of numbers hold. Raises InputError where there is no loss, naming the columns."""
    if not rows:
        raise InputError(Diagnostic("holds no row", name))
    grouped: dict[str, list[Row]] = {}
    for row in map(_by_mode, rows):
        run = ", ".join(f"{key} {row[key]}" for key in RUN if row.get(key) not in (None, ""))
        grouped.setdefault(run, []).append(row)
    _refuse_summary(rows, name)
    histories, refused = [], []
    for run, group in (fit for named, logged in grouped.items() for fit in _fits(named, logged)):
        try:
            histories.append(_history(run, group, name))
        except InputError as error:  # a line on the machine, or a run that logged something else
            refused.append(error)
    if not histories:
        raise refused[0]
    return histories


def _refuse_summary(rows: Sequence[Row], name: str) -> None:
    """Refuse a table of finished runs, a row each. Raises InputError."""
    step = known_columns(rows[0]).get("step")
    ends = step is not None and len({str(row.get(step.columns[0])) for row in rows}) == 1
    for column in rows[0]:
        names = {str(row.get(column)) for row in rows}
        if column.lower() in NAMED and len(names) > 1 and (ends or len(names) > len(rows) / 2):
            raise InputError(
                Diagnostic(f"holds one row for each {column}, the end of a run and not its curve", name,
                           hint="export the history of a run: the loss at each step or epoch")
            )  # fmt: skip


def _fits(run: str, rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """The runs in a log that several were appended to: the epoch starts again, and the training loss with it.

    A run that was broken off after an epoch or two is left out. Steps alone that start again at the same number are
    those of an epoch, and its end is where they start.
    """
    places = known_columns(list(dict.fromkeys(column for row in rows for column in row)))
    counted = "epoch" if "epoch" in places else "step"
    loss = places.get("train_loss") or places.get("validation_loss")
    if counted not in places or loss is None:
        return [(run, rows)]
    parts: list[list[Row]] = [[]]
    ends: list[float] = []
    last = first = None
    for row in rows:
        place = _number(row.get(places[counted].columns[0]))
        if place is not None and any(_number(row.get(column)) is not None for column in loss.columns):
            first = place if first is None else first
            if last is not None and place < last and place <= first:
                parts.append([])
                ends.append(last)
            last = place
        parts[-1].append(row)
    if "train_loss" in places:
        parts = _joined(parts, places[counted].columns[0], loss, places.get("validation_loss"))
    long = [part for part in parts if len({str(row.get(places[counted].columns[0])) for row in part}) >= SHORTEST]
    if len(parts) == 1:
        return [(run, parts[0])]
    if not long or (counted == "step" and len(ends) > 1 and len(set(ends)) == 1):
        return [(run, rows)]
    if len(long) == 1:
        return [(run, long[0])]
    return [(f"{run}{', ' if run else ''}fit {number}", part) for number, part in enumerate(long, 1)]


def _joined(parts: list[list[Row]], counted: str, train: Source, validation: Source | None) -> list[list[Row]]:
    """The runs, where one that goes on from the weights of the one before it is counted on from its end.

    It begins at about the loss that the other ended with, far below where that had begun, in training and validation.
    """
    joined = [parts[0]]
    for part in parts[1:]:
        before = [loss for row in joined[-1] if (loss := _sum_of(row, train)) is not None]
        now = next((loss for row in part if (loss := _sum_of(row, train)) is not None), None)
        ended = [at for row in joined[-1] if (at := _number(row.get(counted))) is not None]
        going_on = now is not None and before and ended and 0 < now < RESUMED * before[-1] < AFRESH * before[0]
        there = [[loss for row in each if validation and (loss := _sum_of(row, validation)) is not None]
                 for each in (joined[-1], part)]  # fmt: skip
        if not going_on or (all(there) and there[1][0] > RESUMED_THERE * there[0][-1]):
            joined.append(part)
            continue
        first = next(at for row in part if (at := _number(row.get(counted))) is not None)
        shift = ended[-1] + 1 - first
        joined[-1] = [*joined[-1], *({**row, counted: at + shift} for row in part
                                     if (at := _number(row.get(counted))) is not None)]  # fmt: skip
    return joined


def _sum_of(row: Row, source: Source) -> float | None:
    return _sum({column: _number(row.get(column)) for column in source.columns}, source)


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
    numbers = {column: sum(_number(row.get(column)) is not None for row in rows) for column in columns}
    places = known_columns(columns, numbers.__getitem__)
    losses = [places[each] for each in LOSS_LIKE if each in places]
    if not losses:
        raise InputError(
            Diagnostic(
                f"no column is a loss; there are: {', '.join(columns[:20])}",
                name,
                hint="a loss is called loss, train_loss, val_loss or validation_loss",
            )
        )
    unit, moments = _moments(rows, places)
    moments = _without_evaluation(moments, places)
    _mark_lost(moments, rows, places)
    _without_zeros(moments, places)
    series = {
        key: [_sum(row, source) for _, row in moments] for key, source in places.items() if key not in ("epoch", "step")
    }
    if not any(value is not None for key in LOSS_LIKE for value in series.get(key, ())):
        raise InputError(Diagnostic(f"the column {losses[0]} holds no number", name))
    layers = {m[1]: [row.get(c) for _, row in moments] for c in columns if (m := BY_LAYER.match(c)) is not None}
    named = {key: str(source) for key, source in places.items()}
    began = _began(rows, places) if unit == "epoch" else None
    return History(run, [at for at, _ in moments], series, layers, named, unit, began, silent=_silent(moments, places))


def _began(rows: Sequence[Row], places: Mapping[str, Source]) -> float | None:
    """The training loss that was logged first, where many were in each epoch: their mean hides the first descent."""
    train, epoch = places.get("train_loss"), places["epoch"].columns[0]
    if train is None or len(train.columns) > 1:
        return None
    logged = [(_number(row.get(epoch)), number) for row in rows
              if (number := _number(row.get(train.columns[0]))) is not None and math.isfinite(number)]  # fmt: skip
    epochs = {math.ceil(at) for at, _ in logged if at is not None and math.isfinite(at)}
    return logged[0][1] if len(logged) >= MANY_STEPS * max(1, len(epochs)) else None


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


def _sum(row: Mapping[str, float | None], source: Source) -> float | None:
    found = [value for column in source.columns if (value := row.get(column)) is not None]
    if len(found) < len(source.columns):
        return None
    return sum(found) / len(found) if source.averaged else sum(found)


# One row for each moment --------------------------------------------------------------------------------


def _moments(rows: Sequence[Row], places: Mapping[str, Source]) -> tuple[Unit, list[Moment]]:
    """The rows put together by epoch, or by step where there are hardly any epochs."""
    epoch, step = (places[key].columns[0] if key in places else None for key in ("epoch", "step"))
    train = places.get("train_loss")
    if epoch is None:
        column = step or next((c for c in rows[0] if c in ("_step", "Step")), None)
        if column and train and _many_each(rows, column, train):
            column = None  # an optimiser that computes the loss several times in a step
        return ("step" if column else "row"), list(_merged(rows, column))
    if train and step:
        with_loss = [row for row in rows if _number(row.get(train.columns[0])) is not None]
        counted = {number for row in with_loss if (number := _number(row.get(step))) is not None}
        if not counted or (len(counted) == 1 and len(with_loss) > SHORTEST):
            step = None  # other lines of the log count them
    validated = places.get("validation_loss") or places.get("validation_score")
    values = [number for row in rows if (number := _number(row.get(epoch))) is not None and math.isfinite(number)]
    whole = all(value == int(value) for value in values)
    logged = sum(_number(row.get(train.columns[0])) is not None for row in rows) if train else 0
    seen = sum(_number(row.get(validated.columns[0])) is not None for row in rows) if validated else 0
    epochs = {math.ceil(value) for value in values}
    if (
        step is not None
        and train is not None
        and ((not whole and seen > len(epochs)) or (whole and seen == 0 and _every_so_many_steps(rows, epoch, step)))
    ):
        return "step", list(_merged(_at_evaluations(rows, step, validated) if seen else rows, step))
    steps_are_the_curve = logged >= MANY_STEPS * max(1, len(epochs)) if whole else logged >= MANY_STEPS
    if steps_are_the_curve and (len(epochs) <= FEW_EPOCHS if whole else seen < SHORTEST):
        return "step", list(_merged(_counted_on(rows, epoch, step), step))
    if whole:
        return "epoch", list(_merged(rows, epoch))
    return "epoch", list(_merged([{**row, epoch: _ceiled(row.get(epoch))} for row in rows], epoch))


def _many_each(rows: Sequence[Row], step: str, train: Source) -> bool:
    """Whether there are hardly any steps, each of which holds many values of the loss."""
    logged = [row for row in rows if _number(row.get(train.columns[0])) is not None]
    steps = {row.get(step) for row in logged}
    return len(steps) <= FEW_EPOCHS and len(logged) >= MANY_STEPS * len(steps)


def _counted_on(rows: Sequence[Row], epoch: str, step: str | None) -> list[Row]:
    """The rows with steps that are counted on where they start again in a later epoch."""
    counted: list[Row] = []
    before, last, latest = 0.0, 0.0, -math.inf
    for row in rows:
        at, of = (_number(row.get(column)) if column else None for column in (step, epoch))
        if step is None or at is None or of is None:
            counted.append(row)
            continue
        if of > latest and at < last:
            before += last
        last, latest = at, max(latest, of)
        counted.append({**row, step: at + before})
    return counted


def _every_so_many_steps(rows: Sequence[Row], epoch: str, step: str) -> bool:
    """Whether a loss was logged every so many steps, and not at the end of epochs: it is that of single batches."""
    at = [(_number(row.get(epoch)), _number(row.get(step))) for row in rows]
    known = [(e, s) for e, s in at if e is not None and s is not None]
    if len(known) <= SHORTEST:
        return False
    epochs, steps = ([later - earlier for earlier, later in pairwise(column)] for column in zip(*known, strict=True))
    return len(set(steps)) == 1 and steps[0] > 0 and len(set(epochs)) > 1


def _at_evaluations(rows: Sequence[Row], step: str, validated: Source | None) -> list[Row]:
    """The rows with the step of the next evaluation, where epochs hold several of them."""
    ends = sorted(
        {
            number
            for row in rows
            if validated and _number(row.get(validated.columns[0])) is not None
            and (number := _number(row.get(step))) is not None
        }
    )  # fmt: skip
    moved: list[Row] = []
    for row in rows:
        number = _number(row.get(step))
        end = next((end for end in ends if number is not None and end >= number), number)
        moved.append({**row, step: end})
    return moved


def _ceiled(value: Any) -> Any:
    number = _number(value)
    return math.ceil(number) if number is not None and math.isfinite(number) else value


def _merged(rows: Iterable[Row], column: str | None) -> Iterator[Moment]:
    """One row for each value of a column: loggers that write a row a step, or training apart, are put together."""
    merged: dict[float, dict[str, list[float]]] = {}
    lost: dict[float, set[str]] = {}
    for at, row in enumerate(rows):
        place = _number(row.get(column)) if column else float(at)
        if place is None or math.isnan(place):
            continue
        into, nothing = merged.setdefault(place, {}), lost.setdefault(place, set())
        for key, value in row.items():
            if (number := _number(value)) is not None:
                into.setdefault(key, []).append(number)
            elif value is None:
                nothing.add(key)
    for place, values in sorted(merged.items()):
        found: dict[str, float | None] = {key: sum(numbers) / len(numbers) for key, numbers in values.items()}
        yield place, {**dict.fromkeys(lost[place] - values.keys()), **found}


def _without_evaluation(moments: list[Moment], places: Mapping[str, Source]) -> list[Moment]:
    """Without a last row that holds no training loss where all others do: an evaluation after training."""
    if "train_loss" not in places or len(moments) < 3:
        return moments
    column = places["train_loss"].columns[0]
    *before, (_, last) = moments
    if last.get(column) is None and column not in last and all(row.get(column) is not None for _, row in before):
        return before
    return moments


def _mark_lost(moments: list[Moment], rows: Sequence[Row], places: Mapping[str, Source]) -> None:
    """Count a loss that is missing in the last rows, though they are there, as undefined.

    JSON writes NaN as null, and pandas as nothing; a row of a logger that skips a value has no such key.
    """
    for series in ("train_loss", "validation_loss"):
        if series not in places or len(places[series].columns) > 1:
            continue
        column = places[series].columns[0]
        known = [at for at, (_, row) in enumerate(moments) if row.get(column) is not None]
        tail = range(known[-1] + 1, len(moments)) if known else range(0)
        empty = all(column in moments[at][1] for at in tail)
        others = {places[each].columns[0] for each in ("train_loss", "validation_loss") if each in places} - {column}
        blank = len(rows) == len(moments) and not any(
            moments[at][1].get(other) is not None for at in tail for other in others
        )
        dense = len(known) > 1 and known[-1] - known[0] == len(known) - 1
        if len(tail) >= LOST and dense and (empty or blank) and not _is_evaluation(moments, tail.start, places):
            for at in tail:
                moments[at][1][column] = NO_NUMBER


def _is_evaluation(moments: Sequence[Moment], start: int, places: Mapping[str, Source]) -> bool:
    """Whether the rows from one on hold values of other columns than those before: of a test after the fit."""
    counted = {places[each].columns[0] for each in ("epoch", "step") if each in places}
    before, after = ({key for _, row in part for key, value in row.items() if value is not None} - counted
                     for part in (moments[:start], moments[start:]))  # fmt: skip
    return bool(after) and before.isdisjoint(after)


def _without_zeros(moments: list[Moment], places: Mapping[str, Source]) -> None:
    """Take a validation loss of exactly 0 at first for none: a trainer that validates at the end writes it so."""
    columns = places["validation_loss"].columns if "validation_loss" in places else ()
    logged = [row for _, row in moments if any(row.get(column) is not None for column in columns)]
    if not any(row.get(column) for row in logged for column in columns):
        return
    for row in logged:
        if any(row.get(column) for column in columns):
            return
        for column in columns:
            row[column] = None


def _number(value: Any) -> float | None:
    """A value as a number; a percent sign goes, and what is too large for a float is infinite."""
    if isinstance(value, bool) or value is None or value == "":
        return None
    if isinstance(value, str):
        value = re.sub(r"\s*%$", "", value.strip())
        if (printed := TENSOR.match(value)) is not None:
            value = printed[1]
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf
    except (TypeError, ValueError):
        return None
