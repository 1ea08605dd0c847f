"""One row for each moment of a run: rows put together by epoch, or by step where there are hardly any epochs."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

from advisor.diagnosing.columns import Source
from advisor.diagnosing.documents import Row
from advisor.diagnosing.history import Unit
from advisor.diagnosing.values import number_of

SHORTEST: Final = 3  # rows, up to which they say nothing of how often a loss is logged
FEW_EPOCHS: Final = 2  # up to which the steps inside are the curve
MANY_STEPS: Final = 5  # values of the loss in an epoch, from which they are a curve of their own

Moment = tuple[float, dict[str, float | None]]


def moments_of(rows: Sequence[Row], places: Mapping[str, Source]) -> tuple[Unit, list[Moment]]:
    """The rows put together by epoch, or by step where there are hardly any epochs."""
    epoch, step = (places[key].columns[0] if key in places else None for key in ("epoch", "step"))
    train = places.get("train_loss")
    if epoch is None:
        column = step or next((c for c in rows[0] if c in ("_step", "Step")), None)
        if column and train and _many_each(rows, column, train):
            column = None  # an optimiser that computes the loss several times in a step
        return ("step" if column else "row"), list(_merged(rows, column))
    if train and step:
        with_loss = [row for row in rows if number_of(row.get(train.columns[0])) is not None]
        counted = {number for row in with_loss if (number := number_of(row.get(step))) is not None}
        if not counted or (len(counted) == 1 and len(with_loss) > SHORTEST):
            step = None  # other lines of the log count them
    validated = places.get("validation_loss") or places.get("validation_score")
    values = [number for row in rows if (number := number_of(row.get(epoch))) is not None and math.isfinite(number)]
    whole = all(value == int(value) for value in values)
    logged = sum(number_of(row.get(train.columns[0])) is not None for row in rows) if train else 0
    seen = sum(number_of(row.get(validated.columns[0])) is not None for row in rows) if validated else 0
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
    logged = [row for row in rows if number_of(row.get(train.columns[0])) is not None]
    steps = {number_of(row.get(step)) for row in logged}
    return len(steps) <= FEW_EPOCHS and len(logged) >= MANY_STEPS * len(steps)


def _counted_on(rows: Sequence[Row], epoch: str, step: str | None) -> list[Row]:
    """The rows with steps that are counted on where they start again in a later epoch."""
    counted: list[Row] = []
    before, last, latest = 0.0, 0.0, -math.inf
    for row in rows:
        at, of = (number_of(row.get(column)) if column else None for column in (step, epoch))
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
    at = [(number_of(row.get(epoch)), number_of(row.get(step))) for row in rows]
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
            if validated and number_of(row.get(validated.columns[0])) is not None
            and (number := number_of(row.get(step))) is not None
        }
    )  # fmt: skip
    moved: list[Row] = []
    for row in rows:
        number = number_of(row.get(step))
        end = next((end for end in ends if number is not None and end >= number), number)
        moved.append({**row, step: end})
    return moved


def _ceiled(value: Any) -> Any:
    number = number_of(value)
    return math.ceil(number) if number is not None and math.isfinite(number) else value


def _merged(rows: Iterable[Row], column: str | None) -> Iterator[Moment]:
    """One row for each value of a column: loggers that write a row a step, or training apart, are put together."""
    merged: dict[float, dict[str, list[float]]] = {}
    lost: dict[float, set[str]] = {}
    for at, row in enumerate(rows):
        place = number_of(row.get(column)) if column else float(at)
        if place is None or math.isnan(place):
            continue
        into, nothing = merged.setdefault(place, {}), lost.setdefault(place, set())
        for key, value in row.items():
            if (number := number_of(value)) is not None:
                into.setdefault(key, []).append(number)
            elif value is None:
                nothing.add(key)
    for place, values in sorted(merged.items()):
        found: dict[str, float | None] = {key: sum(numbers) / len(numbers) for key, numbers in values.items()}
        yield place, {**dict.fromkeys(lost[place] - values.keys()), **found}
