"""What authorities compute from the facts: functions of a recommendation with constants from `authorities.yaml`.

Each returns None where the facts give it nothing to compute from.
"""

from collections.abc import Callable
from math import floor, log10
from typing import Any, Final

from advisor.counterfactuals.opinions.conditions import known
from advisor.recommending import Recommendation

Formula = Callable[..., Any]
FORMULAS: Final[dict[str, Formula]] = {}


def formula(name: str) -> Callable[[Formula], Formula]:
    """Register a function under the name that the table calls it by."""

    def register(function: Formula) -> Formula:
        FORMULAS[name] = function
        return function

    return register


def train_rows(recommendation: Recommendation) -> int:
    """The training examples."""
    rows: int = known(recommendation, "data.split.train_rows") or recommendation.problem.data.rows
    return rows


@formula("at-most-examples")
def at_most_examples(recommendation: Recommendation, most: int) -> int:
    """A batch of a fixed size, or all examples where there are fewer."""
    return min(most, train_rows(recommendation))


@formula("autogluon-batch")
def autogluon_batch(recommendation: Recommendation, most: int) -> int:
    """Eight, doubled with every power of ten of the rows."""
    rows = train_rows(recommendation)
    return int(min(2 ** (3 + floor(log10(rows))), most, rows))


@formula("autogluon-fastai-batch")
def autogluon_fastai_batch(recommendation: Recommendation, usual: int, large: int, from_rows: int, few: int) -> int:
    """A larger batch from many rows on, and a small one where a batch would hold all of them."""
    rows = train_rows(recommendation)
    size = large if rows >= from_rows else usual
    return size if rows > size else few


@formula("autogluon-patience")
def autogluon_patience(recommendation: Recommendation, least: int, most: int, rows: int) -> dict[str, Any]:
    """A patience that shrinks as rows, and with them the updates of an epoch, grow."""
    share = min(1.0, rows / train_rows(recommendation))
    return {"patience": max(round(share * most), least), "restore_best": True}


@formula("autogluon-widths")
def autogluon_widths(recommendation: Recommendation, least: int, of_a_class: int) -> list[int]:
    """Two layers that grow with the classes, the first twice as wide."""
    base = max(recommendation.problem.data.classes * of_a_class, least)
    return [2 * base, base]


@formula("doubling-widths")
def doubling_widths(recommendation: Recommendation, first: int, most: int) -> list[int] | None:
    """Channels that double from stage to stage up to a bound, for as many stages as ours."""
    ours = known(recommendation, "model.hidden.widths")
    return [min(most, first * 2**stage) for stage in range(len(ours))] if ours else None


@formula("constant-embedding")
def constant_embedding(recommendation: Recommendation, dim: int) -> list[dict[str, Any]] | None:
    """One width for every column that we embed."""
    return _embeddings(recommendation, lambda distinct: dim)


@formula("power-embedding")
def power_embedding(
    recommendation: Recommendation, factor: float, power: float, least: int, most: int, extra: int, rounded: bool
) -> list[dict[str, Any]] | None:
    """A power of the distinct values, for every column that we embed; `extra` slots are for what is missing or new."""
    whole: Callable[[float], int] = round if rounded else int
    return _embeddings(
        recommendation, lambda distinct: whole(max(least, min(most, factor * (distinct + extra) ** power)))
    )


def _embeddings(recommendation: Recommendation, width: Callable[[int], int]) -> list[dict[str, Any]] | None:
    ours = known(recommendation, "data.categorical.embeddings")
    return [{**column, "dim": width(column["cardinality"])} for column in ours] if ours else None
