"""The runs in a log that several were appended to, and tables of finished runs, which are none."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from advisor.diagnosing.columns import Source, known_columns
from advisor.diagnosing.documents import Row
from advisor.diagnosing.values import number_of, places_in, sum_of
from advisor.errors import Diagnostic, InputError

NAMED: Final = ("name", "run_name", "run_id", "experiment", "model_name")  # columns that name a run
RESULTS: Final = ("horizon", "lead_time", "lag", "threshold", "quantile")  # columns that count what is no training
WORD: Final = re.compile(r"[A-Za-z]{2}[\w .+-]*$")  # in a cell of a table: no number, date or list
TRUE: Final = re.compile(r"(?:ground|y)[ _]?(?:truth|true)|(?:true|actual)[ _](?:class|label|value)", re.IGNORECASE)
PREDICTED: Final = re.compile(r"y[ _]?pred|pred(?:ict(?:ed|ion))?(?:[ _](?:class|label|value))?", re.IGNORECASE)
SENTENCE: Final = 4  # gaps between words, from which they are a text
MOST: Final = 0.9  # part of the rows, from which words stand in nearly each
SHORTEST: Final = 3  # rows of a run, from which an epoch that starts again begins another one
RESUMED: Final = 1.1  # of the last loss, up to which a run goes on from another's weights
RESUMED_THERE: Final = 1.25  # the same of validation, which is noisier
NEARLY: Final = 0.5  # of the last loss, from which another one is about the same
AFRESH: Final = 0.7  # of the first loss of a run, below which its last lies where something was learnt


def refuse_summary(rows: Sequence[Row], name: str) -> None:
    """Refuse a table of finished runs, a row each. Raises InputError."""
    counted = next((column for column in rows[0] if column.strip().lower() in RESULTS), None)
    if counted is not None and {"epoch", "step"}.isdisjoint(known_columns(rows[0])):
        raise InputError(
            Diagnostic(f"holds one row for each {counted}, results and no curve", name,
                       hint="export the history of a run: the loss at each step or epoch")
        )  # fmt: skip
    step = known_columns(rows[0]).get("step")
    ends = step is not None and len({str(row.get(step.columns[0])) for row in rows}) == 1
    for column in rows[0]:
        names = {str(row.get(column)) for row in rows}
        if column.lower() in NAMED and len(names) > 1 and (ends or len(names) > len(rows) / 2):
            raise InputError(
                Diagnostic(f"holds one row for each {column}, the end of a run and not its curve", name,
                           hint="export the history of a run: the loss at each step or epoch")
            )  # fmt: skip


def refuse_experiments(rows: Sequence[Row], name: str) -> None:
    """Refuse a table without epochs or steps in which words tell the rows apart: those are of runs. Raises InputError.

    Words of each row that hardly come twice are remarks, and one word in all rows is a heading. Rows of what is true
    beside what is predicted are of examples, whatever else they hold.
    """
    predicted = next((column for column in rows[0] if PREDICTED.fullmatch(column.strip())), None)
    if predicted is not None and any(TRUE.fullmatch(column.strip()) for column in rows[0]):
        raise _of_examples(predicted, name)
    known = known_columns(rows[0])
    places = [known[key].columns[0] for key in ("epoch", "step") if key in known]
    counted = any(len({str(row.get(place)) for row in rows}) > 1 for place in places)
    if counted or {"train_loss", "validation_loss"}.isdisjoint(known):
        return
    if len(rows) < SHORTEST:
        return
    for column in rows[0]:
        values = [row.get(column) for row in rows]
        sentences = {value for value in values if isinstance(value, str) and value.count(" ") >= SENTENCE}
        if len(sentences) > MOST * len(rows):
            raise _of_examples(column, name)
        words = [value for value in values if isinstance(value, str) and WORD.match(value) and number_of(value) is None]
        if len(words) > MOST * len(rows) and SHORTEST <= len(set(words)) < len(rows) * MOST:
            raise InputError(
                Diagnostic(f"holds results by {column}, a row for each run, and no curve", name,
                           hint="export the history of a run: the loss at each step or epoch")
            )  # fmt: skip


def _of_examples(column: str, name: str) -> InputError:
    return InputError(
        Diagnostic(f"holds a row for each example ({column}), and no curve", name,
                   hint="export the history of a run: the loss at each step or epoch")
    )  # fmt: skip


def fits_in(run: str, rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """The runs in a log that several were appended to: the epoch starts again, and the training loss with it.

    A run that was broken off after an epoch or two is left out. Steps alone that start again at the same number are
    those of an epoch, and its end is where they start.
    """
    places = places_in(rows)
    counted = "epoch" if "epoch" in places else "step"
    loss = next((places[name] for name in ("train_loss", "validation_loss", "reward") if name in places), None)
    if counted not in places or loss is None:
        return [(run, rows)]
    place = places[counted].columns[0]
    starts = _starts(rows, place, loss, counted == "epoch")
    if not starts and counted == "epoch" and "validation_loss" in places:
        starts = _starts(rows, place, places["validation_loss"], True)
    cuts = [0, *starts, len(rows)]
    parts = [rows[begin:end] for begin, end in pairwise(cuts)]
    if "train_loss" in places:
        parts = _joined(parts, place, loss, places.get("validation_loss"))
    long = [part for part in parts if len({str(row.get(place)) for row in part}) >= SHORTEST]
    if len(parts) == 1:
        return [(run, parts[0])]
    if not long or (counted == "step" and _alike(rows, place, loss, starts)):
        return [(run, rows)]
    if len(long) == 1:
        return [(run, long[0])]
    return [(f"{run}{', ' if run else ''}fit {number}", part) for number, part in enumerate(long, 1)]


def _starts(rows: list[Row], place: str, loss: Source, epochs: bool) -> list[int]:
    """The rows at which a fit begins: the place of a loss is back at the first one, or goes back by epochs."""
    logged = _logged(rows, place, loss)
    return [
        at
        for number, ((_, before), (at, now)) in enumerate(pairwise(logged), 1)
        if now < before and (now <= logged[0][1] or (epochs and _goes_back(before, logged[number : number + 3])))
    ]


def _logged(rows: list[Row], place: str, loss: Source) -> list[tuple[int, float]]:
    """The rows that hold a loss, with their places."""
    return [
        (at, now)
        for at, row in enumerate(rows)
        if (now := number_of(row.get(place))) is not None
        and any(number_of(row.get(column)) is not None for column in loss.columns)
    ]


def _alike(rows: list[Row], place: str, loss: Source, starts: list[int]) -> bool:
    """Whether several parts end at the same step: they are the epochs of one fit."""
    logged = _logged(rows, place, loss)
    ends = [before for (_, before), (at, _) in pairwise(logged) if at in starts]
    return len(ends) > 1 and len(set(ends)) == 1


def _goes_back(last: float, then: list[tuple[int, float]]) -> bool:
    """Whether epochs go back by more than one and on from there, as those of a fit whose first one is not logged."""
    return then[0][1] < last - 1 and len(then) > 2 and max(now for _, now in then[1:]) < last


def _joined(parts: list[list[Row]], counted: str, train: Source, validation: Source | None) -> list[list[Row]]:
    """The runs, where one that goes on from the weights of the one before it is counted on from its end.

    It begins at about the loss that the other ended with, far below where that had begun, in training and validation.
    """
    joined = [parts[0]]
    for part in parts[1:]:
        before = [loss for row in joined[-1] if (loss := _numbers_of(row, train)) is not None]
        now = next((loss for row in part if (loss := _numbers_of(row, train)) is not None), None)
        ended = [at for row in joined[-1] if (at := number_of(row.get(counted))) is not None]
        going_on = (
            now is not None
            and before
            and ended
            and 0 < NEARLY * before[-1] < now < RESUMED * before[-1] < AFRESH * before[0]
        )
        there = [[loss for row in each if validation and (loss := _numbers_of(row, validation)) is not None]
                 for each in (joined[-1], part)]  # fmt: skip
        if not going_on or (all(there) and there[1][0] > RESUMED_THERE * there[0][-1]):
            joined.append(part)
            continue
        first = next(at for row in part if (at := number_of(row.get(counted))) is not None)
        shift = ended[-1] + 1 - first
        joined[-1] = [*joined[-1], *({**row, counted: at + shift} for row in part
                                     if (at := number_of(row.get(counted))) is not None)]  # fmt: skip
    return joined


def _numbers_of(row: Row, source: Source) -> float | None:
    return sum_of({column: number_of(row.get(column)) for column in source.columns}, source)
