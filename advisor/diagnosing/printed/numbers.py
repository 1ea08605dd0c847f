"""Numbers without a name."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, Final

LEAST_NUMBERS: Final = 3  # a line without names, from which they are losses
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
        return
    losses = [number for row in numbers for number in row]
    column = "epoch" if len(losses) <= MOST_EPOCHS else "step"
    yield from ({column: at, "loss": loss} for at, loss in enumerate(losses, 1))


def rise(rows: Sequence[Mapping[str, Any]]) -> bool:
    """Whether numbers without a name end above where they begin: they may well be a score."""
    losses = [row["loss"] for row in rows]
    third = max(1, len(losses) // 3)
    return bool(median(losses[-third:]) > max(losses[0], median(losses[:third])))
