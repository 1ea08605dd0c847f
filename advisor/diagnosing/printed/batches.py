"""Which rows of a log are left out: batches beside means of their epochs, and best values that are said again."""

import re
from typing import Any, Final

from advisor.diagnosing.columns import folded, kinds_of, known_columns

SAVED: Final = re.compile(
    r"\b(?:best|sav(?:ed|ing)|checkpoint)\b", re.IGNORECASE
)  # in a line that repeats a best value
# In a line of a batch, as is a step.
BATCH: Final = re.compile(r"\[\s*\d+/\d+\s*\]|\bbatch(?:[ _-]?(?:id|idx|no))?\b|\d%\|", re.IGNORECASE)
MEANS: Final = frozenset({"avg", "mean", "average"})  # in the name of a series, which is a mean of batches
ENDED: Final = 5  # epochs with a line of their own, from which those of their batches are left out


def without_repeated(rows: list[dict[str, Any]], repeated: set[int]) -> list[dict[str, Any]]:
    """The rows without those that say what was saved, where others hold the same series."""
    others = frozenset[str]().union(*(kinds_of(tuple(row)) for at, row in enumerate(rows) if at not in repeated))
    return [row for at, row in enumerate(rows) if at not in repeated or not kinds_of(tuple(row)) <= others]


def leave_out_batches(rows: list[dict[str, Any]], of_batches: set[int]) -> None:
    """Take the training loss out of lines of batches where lines that name no batch hold that of most epochs."""
    for kind in ("validation_loss", "validation_score", "train_score", "train_loss"):
        _leave_out_beside_means(rows, of_batches, kind)
    source = known_columns(list(dict.fromkeys(name for row in rows for name in row))).get("train_loss")
    if source is None or not of_batches or len(source.columns) > 1:
        return
    train = source.columns[0]
    logged = [at for at, row in enumerate(rows) if train in row and "epoch" in row]
    ends = [rows[at]["epoch"] for at in logged if at not in of_batches]
    among = {rows[at]["epoch"] for at in logged}
    if not (ENDED <= len(set(ends)) == len(ends) >= len(among) - 1 and len(ends) < len(logged) / 2):
        return
    spans: dict[float, list[float]] = {}
    for at in of_batches.intersection(logged):
        spans.setdefault(rows[at]["epoch"], []).append(float(rows[at][train]))
    means = [(rows[at]["epoch"], float(rows[at][train])) for at in logged if at not in of_batches]
    inside = sum(min(spans[epoch]) <= mean <= max(spans[epoch]) for epoch, mean in means if epoch in spans)
    if inside > len(means) / 2:  # else they are of another set
        for at in of_batches.intersection(logged):
            rows[at] = {name: value for name, value in rows[at].items() if name != train}


def _leave_out_beside_means(rows: list[dict[str, Any]], of_batches: set[int], kind: str) -> None:
    """Take a series out of lines of batches where lines that name no batch hold its mean, by another name."""
    columns = list(dict.fromkeys(name for row in rows for name in row if kinds_of((name,)) == {kind}))
    ends: dict[str, list[float]] = {
        name: [row["epoch"] for at, row in enumerate(rows) if name in row and "epoch" in row and at not in of_batches]
        for name in columns
        if MEANS & set(folded(name).split("_"))
    }
    mean = next((name for name, epochs in ends.items() if ENDED <= len(epochs) == len(set(epochs))), None)
    if mean is None:
        return
    epochs = {row["epoch"] for row in rows if "epoch" in row and any(name in row for name in columns)}
    if len(ends[mean]) < len(epochs) - 1:
        return
    for at in of_batches:
        rows[at] = {name: value for name, value in rows[at].items() if name == mean or name not in columns}
