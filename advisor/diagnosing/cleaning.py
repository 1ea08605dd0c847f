"""What a logger writes that is no value of a curve: evaluations after training, losses that were lost, zeros."""

from collections.abc import Mapping, Sequence
from typing import Final

from advisor.diagnosing.columns import Source
from advisor.diagnosing.documents import Row
from advisor.diagnosing.moments import Moment

LOST: Final = 2  # epochs at the end without a loss, from which it was lost rather than not logged
FAR: Final = 0.1  # of the largest validation loss, above which none is near 0
LONE: Final = 3  # epochs of a single batch, from which they are no chance
BATCHES: Final = (8, 16, 20, 32, 64)  # examples in it
ROUNDED: Final = 6e-5  # of a printed accuracy
NO_NUMBER: Final = float("nan")


def without_evaluation(moments: list[Moment], places: Mapping[str, Source]) -> list[Moment]:
    """Without a last row that holds no training loss where all others do: an evaluation after training."""
    if "train_loss" not in places or len(moments) < 3:
        return moments
    column = places["train_loss"].columns[0]
    *before, (_, last) = moments
    validated = places["validation_loss"].columns[0] if "validation_loss" in places else ""
    if last.get(validated) is not None and not any(row.get(validated) is not None for _, row in before):
        return moments  # the only one there is
    if last.get(column) is None and column not in last and all(row.get(column) is not None for _, row in before):
        return before
    return moments


def mark_lost(moments: list[Moment], rows: Sequence[Row], places: Mapping[str, Source]) -> None:
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
        there = all(column in row for row in rows[len(rows) - len(tail) :])
        blank = (
            there
            and len(rows) == len(moments)
            and not any(moments[at][1].get(other) is not None for at in tail for other in others)
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


def without_lone_batches(moments: list[Moment], places: Mapping[str, Source]) -> str:
    """Take training values out of every second epoch where each of these saw one batch; what was found, in words.

    So does Keras where `steps_per_epoch` goes with a generator that ends: the data runs out, and is there again. The
    accuracy of such an epoch is a number of right answers among a few.
    """
    if "train_score" not in places or "train_loss" not in places or len(moments) < 2 * LONE:
        return ""
    column, losses = places["train_score"].columns[0], places["train_loss"].columns
    scores = [row.get(column) for _, row in moments]
    if scores.count(None) > 1 or any(score is not None and not 0 <= score <= 1 for score in scores):
        return ""
    shares = [score is not None and any(abs(score * size - round(score * size)) < size * ROUNDED for size in BATCHES)
              for score in scores]  # fmt: skip
    if len(set(scores)) < len(scores) - 1 or not all(shares[1::2]) or sum(shares[::2]) > len(shares[::2]) / 3:
        return ""
    for _, row in moments[1::2]:
        for name in (column, *losses):
            row[name] = None
    return (
        "every second epoch saw one batch, as the data ran out (steps_per_epoch beside a generator that ends: leave it"
        " out, or repeat the data); its training values are left out here"
    )


def without_zeros(moments: list[Moment], places: Mapping[str, Source]) -> None:
    """Take a validation loss of exactly 0 for none, at first or among values that are all far from it.

    So writes a trainer that validates now and then, or at the end.
    """
    columns = places["validation_loss"].columns if "validation_loss" in places else ()
    logged = [row for _, row in moments if any(row.get(column) is not None for column in columns)]
    sizes = [abs(value) for row in logged for column in columns if (value := row.get(column))]
    if not sizes:
        return
    apart = min(sizes) > FAR * max(sizes)
    for row in logged:
        if any(row.get(column) for column in columns):
            if not apart:
                return
            continue
        for column in columns:
            row[column] = None
