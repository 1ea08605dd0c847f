"""How many numbers a row of a table becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.networks.architecture import Unlisted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.config.values import EmbeddingSize, TextColumn
    from advisor.config.words import Encoding
    from advisor.problem import Problem

INPUTS: Final = ("numeric", "categorical", "date")  # column types that enter a network; texts do not as they are

SMALL_EMBEDDING: Final = 8  # width of an embedding, pytabkit's embedding_size
SMALL_EMBEDDING_MAX: Final = 100  # levels, above which the width grows with them, folklore
LEVEL_FACTOR: Final = 1.6  # fastai's emb_sz_rule: round(1.6 * levels ** 0.56)
LEVEL_POWER: Final = 0.56  # fastai's emb_sz_rule
WIDEST_EMBEDDING: Final = 128  # twice DLRM's width on Criteo's terabyte; folklore
NARROWEST_LARGE: Final = 16  # DLRM's width on Criteo's smaller set
MOST_WEIGHTS: Final = 16_000_000  # of an embedding, above which it is made narrower; folklore


def embedding_width(levels: int) -> int:
    """The width of an embedding: eight for middling categories, growing with levels and narrow again for millions."""
    if levels <= SMALL_EMBEDDING_MAX:
        return SMALL_EMBEDDING
    width: float = LEVEL_FACTOR * levels**LEVEL_POWER
    return min(WIDEST_EMBEDDING, round(width), max(NARROWEST_LARGE, MOST_WEIGHTS // levels))


def unlisted(
    problem: Problem, encoding: Encoding | None, one_hot_max: int | None, embeddings: Sequence[EmbeddingSize] | None
) -> Unlisted | None:
    """Categorical columns beside the listed ones, taken to have the same number of levels each.

    They exist only where the columns were not measured, and are embedded where that many levels would be.
    """
    data = problem.data
    others = data.categorical - len(embeddings or ())
    if data.columns or others < 1 or encoding != "one-hot-and-embedding":
        return None
    listed = sum(embedding.cardinality for embedding in embeddings or ())
    levels = -(-max(0, data.levels - listed) // others)
    if one_hot_max is None or levels <= one_hot_max:
        return None
    return Unlisted(others, levels, embedding_width(levels))


def encoded_width(
    problem: Problem,
    dropped: Collection[str],
    encoding: Encoding | None,
    one_hot_max: int | None,
    embeddings: Sequence[EmbeddingSize] | None,
    indicator: bool | None,
    texts: Sequence[TextColumn] | None = None,
) -> int:
    """Inputs after encoding: a number for each numeric column, the levels or the embedding of each category.

    Each text column adds the components that it is reduced to.

    Exact where the columns were measured; otherwise from their number and the sum of their levels. A missing
    category is one level more, a missing number a 0/1 column more where `indicator` says so.
    """
    data = problem.data
    embedded = sum(embedding.dim for embedding in embeddings or ()) + sum(text.dim for text in texts or ())
    if not data.columns:
        numeric = numeric_inputs(problem, dropped)
        flags = numeric if indicator and data.missing > 0 else 0
        if encoding is None or encoding == "none":
            return max(1, numeric + flags + data.categorical)
        others = unlisted(problem, encoding, one_hot_max, embeddings)
        hot = max(0, data.levels - sum(embedding.cardinality for embedding in embeddings or ()))
        return max(1, numeric + flags + embedded + (others.columns * others.width if others else hot))
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


def numeric_inputs(problem: Problem, dropped: Collection[str]) -> int:
    """Columns that enter as a number: numbers and dates that are not dropped."""
    data = problem.data
    if not data.columns:
        return max(data.features - data.categorical - len(dropped), 0)
    return sum(column.type in ("numeric", "date") and column.name not in dropped for column in data.columns)
