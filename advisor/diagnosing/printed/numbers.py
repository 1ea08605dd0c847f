"""Numbers without a name."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, Final

LEAST_NUMBERS: Final = 3  # a line without names, from which they are losses
FEWEST_ROWS: Final = 5  # of a table without a heading
OF_LOSSES: Final = ("train loss", "validation loss")
OF_SCORES: Final = ("train accuracy", "validation accuracy")
COLUMN: Final = "column"  # in the name of a column that has none
MOST_EPOCHS: Final = 5_000  # values in a list up to which each stands for an epoch


def of_numbers(text: str) -> Iterator[Mapping[str, Any]]:
    """Numbers without a name: one a line is a loss, and of two a line those that count up are the steps."""
    lines = [line.replace(",", " ").split() for line in text.split("\n") if line.strip()]
    try:
        numbers = [[float(word) for word in words] for words in lines]
    except ValueError:
        return
    if len(numbers) < LEAST_NUMBERS and not (len(numbers) == 1 and len(numbers[0]) >= LEAST_NUMBERS):
        return
    if all(len(row) == 2 for row in numbers):
        for step, loss in ((0, 1), (1, 0)):
            counted = [row[step] for row in numbers]
            if all(at == int(at) >= 0 for at in counted) and counted == sorted(set(counted)):
                yield from ({"step": row[step], "loss": row[loss]} for row in numbers)
                return
    if len(numbers) > 1 and any(len(row) != 1 for row in numbers):
        yield from _columns(numbers)
        return
    losses = [number for row in numbers for number in row]
    column = "epoch" if len(losses) <= MOST_EPOCHS else "step"
    yield from ({column: at, "loss": loss} for at, loss in enumerate(losses, 1))


def _columns(numbers: Sequence[Sequence[float]]) -> Iterator[Mapping[str, Any]]:
    """The rows of a table without a heading whose columns are plain: epochs, one or two losses, and scores that rise.

    Where there are two of a kind the first is of training.
    """
    if len(numbers) < FEWEST_ROWS or len({len(row) for row in numbers}) > 1:
        return
    counted, *others = zip(*numbers, strict=True)
    if any(after - before != 1 for before, after in pairwise(counted)):
        return
    third, names, left = len(numbers) // 3, ["epoch"], {False: list(OF_LOSSES), True: list(OF_SCORES)}
    for place, values in enumerate(others, 2):
        rises = median(values[-third:]) > median(values[:third])
        if not left[rises] or (rises and not 0 <= min(values) <= max(values) <= 1):
            return
        names.append(f"{left[rises].pop(0)} ({COLUMN} {place})")
    if len(left[False]) < len(OF_LOSSES):
        yield from (dict(zip(names, row, strict=True)) for row in numbers)


def rise(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether numbers without a name end above where they begin: they may well be a score."""
    losses = [loss for row in rows if (loss := row.get("loss")) is not None] or [0.0]
    third = max(1, len(losses) // 3)
    return bool(median(losses[-third:]) > max(losses[0], median(losses[:third])))
