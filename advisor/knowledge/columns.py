"""How many numbers a row of a table becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.config.values import EmbeddingSize
    from advisor.config.words import Encoding
    from advisor.problem import Problem

INPUTS: Final = ("numeric", "categorical", "date")  # column types that enter a network; texts do not as they are


def encoded_width(
    problem: Problem,
    dropped: Collection[str],
    encoding: Encoding | None,
    one_hot_max: int | None,
    embeddings: Sequence[EmbeddingSize] | None,
    indicator: bool | None,
) -> int:
    """Inputs after encoding: a number for each numeric column, the levels or the embedding of each category.

    Exact where the columns were measured; otherwise from their number and the sum of their levels. A missing
    category is one level more, a missing number a 0/1 column more where `indicator` says so.
    """
    data = problem.data
    embedded = sum(embedding.dim for embedding in embeddings or ())
    if not data.columns:
        numeric = max(data.features - data.categorical - len(dropped), 0)
        flags = numeric if indicator and data.missing > 0 else 0
        if encoding is None or encoding == "none":
            return max(1, numeric + flags + data.categorical)
        hot = max(0, data.levels - sum(embedding.cardinality for embedding in embeddings or ()))
        return max(1, numeric + flags + hot + embedded)
    width = embedded
    for column in data.columns:
        if column.name in dropped or column.type not in INPUTS:
            continue
        if column.type != "categorical":
            width += 2 if indicator and column.missing > 0 else 1
        elif encoding is None or encoding == "none":
            width += 1
        elif encoding == "one-hot" or one_hot_max is None or column.distinct <= one_hot_max:
            width += column.distinct + (1 if column.missing > 0 else 0)
    return max(1, width)
