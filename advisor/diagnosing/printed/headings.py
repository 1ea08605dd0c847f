"""Epochs whose heading stands in a line of its own, and is missing before the first of a fit."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

SECOND: Final = 2.0  # of a fit: the epoch before it is the first, where its heading is missing


def with_first(rows: list[dict[str, Any]], headings: Sequence[tuple[int, float]]) -> list[dict[str, Any]]:
    """The rows with the first epoch of each fit numbered, where all others have a heading and one row each.

    `headings` holds the number of the row that each stands before, and the epoch that it names.
    """
    if not headings:
        return rows
    ends = [at for at, _ in headings[1:]] + [len(rows)]
    sizes = Counter(end - at for (at, _), end in zip(headings, ends, strict=True))
    after = [epoch for _, epoch in headings[1:]] + [0.0]
    extra = [end - 1 for (at, epoch), end, then in zip(headings, ends, after, strict=True)
             if end - at == 2 and then == SECOND < epoch]  # fmt: skip
    if headings[0][0] == 1 and headings[0][1] == SECOND:
        extra.append(0)
    if not extra or sizes[1] < sum(sizes.values()) / 2:
        return rows
    return [{**row, "epoch": 1.0} if at in extra else row for at, row in enumerate(rows)]
