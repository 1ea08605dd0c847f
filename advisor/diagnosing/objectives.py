"""What grows where something is learnt, as a loss: log-likelihoods, and decibels of what is restored or separated."""

from collections.abc import Sequence
from typing import Final

from advisor.diagnosing.columns import folded, has_loss, known_columns
from advisor.diagnosing.documents import Row
from advisor.diagnosing.values import number_of

LIKELIHOODS: Final = frozenset({"objective", "objf", "logprob", "likelihood", "loglikelihood"})  # below zero
DECIBELS: Final = frozenset({"sdr", "sisdr", "snr", "sisnr", "psnr"})
NOT: Final = frozenset({"best", "diff", "difference", "std"})


def as_losses(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows with what grows turned round, where no column is a loss and the epochs or steps are counted."""
    columns = list(dict.fromkeys(column for row in rows for column in row))
    if has_loss(columns) or {"epoch", "step"}.isdisjoint(known_columns(columns)):
        return rows
    turned = {column: f"-{column} loss" for column in columns if _grows(column, rows)}
    return [{turned.get(key, key): _negated(value) if key in turned else value for key, value in row.items()}
            for row in rows] if turned else rows  # fmt: skip


def _grows(column: str, rows: Sequence[Row]) -> bool:
    words = set(folded(column).split("_"))
    values = [value for row in rows if (value := number_of(row.get(column))) is not None]
    if words & NOT or not values:
        return False
    return bool(words & DECIBELS) or (bool(words & LIKELIHOODS) and max(values) <= 0)


def _negated(value: object) -> float | None:
    number = number_of(value)
    return None if number is None else -number
