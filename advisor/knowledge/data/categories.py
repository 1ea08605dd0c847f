"""How categories become numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import EmbeddingSize
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.data.columns import TABLES
from advisor.knowledge.data.table_inputs import SMALL_EMBEDDING, SMALL_EMBEDDING_MAX, WIDEST_EMBEDDING, embedding_width
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Encoding
    from advisor.problem import Problem

ONE_HOT_MAX: Final = 8  # levels; RealMLP one-hot encodes up to nine with the slot for missing values, pytabkit
GUIDE_ONE_HOT_MAX: Final = 1_000  # levels, above which one neuron per level is no longer sensible, folklore
BUCKETS: Final = 100_000  # levels beyond which they are hashed into so many rather than counted one by one; folklore
ROWS_PER_LEVEL: Final = 10  # examples of a level on average, below which it is memorised, folklore

encoding: Decision[Encoding] = Decision(
    "data.categorical.encoding",
    "How do categories become numbers?",
    scope=TABLES,
    applies=lambda problem: problem.data.categorical > 0,
    absent="there are no categorical columns",
)
one_hot_max: Decision[int] = Decision(
    "data.categorical.one_hot_max",
    "Up to how many levels is a category one-hot encoded?",
    applies=lambda encoding: encoding in ("one-hot", "one-hot-and-embedding"),
    absent="no category is one-hot encoded",
)
embeddings: Decision[list[EmbeddingSize]] = Decision(
    "data.categorical.embeddings",
    "How wide are the embeddings of the larger categories?",
    applies=lambda encoding: encoding == "one-hot-and-embedding",
    absent="no category is embedded",
)


def _largest(problem: Problem, drop_columns: list[str]) -> int:
    """Levels of the largest categorical column that is used; 0 where none is."""
    data = problem.data
    if not data.columns:
        return data.cardinality
    return max((c.distinct for c in data.columns if c.type == "categorical" and c.name not in drop_columns), default=0)


def _memorised(problem: Problem, levels: int) -> str | None:
    """The warning of levels with few examples."""
    rows = problem.data.rows
    if levels * ROWS_PER_LEVEL <= rows:
        return None
    return (
        f"a category of {count(levels)} levels has {rows / levels:.1f} examples per level: "
        + (f"hash them into some {count(BUCKETS)}" if levels > BUCKETS else "group rare levels into one")
        + ", or the network memorises them"
    )


@encoding.rule("ENC-NONE", sources=["guide:G-IN-3"], strength="strong", rulesets=BOTH)
def no_category_is_left(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """Where every categorical column is dropped there is nothing to encode."""
    if _largest(problem, drop_columns):
        return skip("needs all categorical columns to be dropped")
    return pick("none", f"none of {plural(problem.data.categorical, 'categorical column')} is used")


@encoding.rule(
    "ENC-ONE-HOT",
    sources=["pytabkit", "realmlp2024", "guide:G-IN-2"],
    strength="strong",
    rulesets=CURRENT,
)
def one_hot_for_small_categories(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """A few levels are a few inputs."""
    largest = _largest(problem, drop_columns)
    if not 0 < largest <= ONE_HOT_MAX:
        return skip(f"needs categories of 1 to {ONE_HOT_MAX} levels, and the largest in use has {count(largest)}")
    return pick("one-hot", f"the largest category in use has {plural(largest, 'level')}, few enough for an input each")


@encoding.rule(
    "ENC-EMBED",
    sources=["guo2016", "realmlp2024", "pytabkit"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide gives each feature a neuron, and so each level; embeddings place levels that act alike near one"
    " another, in far fewer numbers.",
)
def embeddings_for_larger_categories(problem: Problem, drop_columns: list[str]) -> Pick[Encoding]:
    """An embedding has few numbers for many levels, and places levels that act alike near one another."""
    largest = _largest(problem, drop_columns)
    return pick(
        "one-hot-and-embedding",
        f"the largest category in use has {count(largest)} levels; as an input each, none would learn from another",
        try_next=["one-hot"] if largest <= GUIDE_ONE_HOT_MAX else None,
        warning=_memorised(problem, largest),
    )


@encoding.rule("ENC-GUIDE", sources=["guide:G-IN-2"], strength="folklore", rulesets=GUIDE)
def guide_gives_each_level_a_neuron(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """One input neuron for each feature, and a level is one."""
    largest = _largest(problem, drop_columns)
    if not 0 < largest <= GUIDE_ONE_HOT_MAX:
        return skip(
            f"needs categories of 1 to {count(GUIDE_ONE_HOT_MAX)} levels, and the largest in use has {count(largest)}"
        )
    return pick(
        "one-hot",
        f"each level of a category is a feature and gets a neuron: the largest in use has {plural(largest, 'level')}",
        warning=_memorised(problem, largest),
    )


@encoding.rule("ENC-GUIDE-HUGE", sources=["guide", "guo2016"], strength="moderate", rulesets=GUIDE)
def guide_cannot_one_hot_everything(problem: Problem, drop_columns: list[str]) -> Pick[Encoding]:
    """The guide is silent on categories with very many levels, for which a neuron each is out of the question."""
    largest = _largest(problem, drop_columns)
    return pick(
        "one-hot-and-embedding",
        f"the guide is silent on categories of {count(largest)} levels: too many for a neuron each, so they are"
        " embedded",
        warning=_memorised(problem, largest),
    )


@one_hot_max.rule(
    "HOT-EIGHT",
    sources=["pytabkit", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives each level a neuron; above eight levels embeddings did as well or better with"
    " fewer inputs.",
)
def one_hot_up_to_eight() -> Pick[int]:
    """RealMLP's tuned defaults one-hot encode up to eight levels and embed from there."""
    return pick(
        ONE_HOT_MAX,
        f"up to {ONE_HOT_MAX} levels a column needs no more inputs one-hot encoded than embedded",
        try_next=[2, 18],
    )


@one_hot_max.rule("HOT-GUIDE", sources=["guide:G-IN-2"], strength="folklore", rulesets=GUIDE)
def guide_one_hot_while_sensible(problem: Problem) -> Pick[int]:
    """One neuron per level, while that is sensible."""
    return pick(
        GUIDE_ONE_HOT_MAX,
        f"the guide gives each level ({count(problem.data.levels)} in all) a neuron; a column with more than"
        f" {count(GUIDE_ONE_HOT_MAX)} of them would swell the first layer",
    )


@embeddings.rule("EMB-COLUMNS", sources=["pytabkit", "fastai", "dlrm"], strength="moderate", rulesets=BOTH)
def an_embedding_for_each_large_column(
    problem: Problem, drop_columns: list[str], one_hot_max: int
) -> Pick[list[EmbeddingSize]] | Skip:
    """Each column with too many levels for one-hot encoding gets a width by its number of levels."""
    dropped = set(drop_columns)
    sizes = [
        EmbeddingSize(cardinality=column.distinct, dim=embedding_width(column.distinct), column=column.name)
        for column in problem.data.columns
        if column.type == "categorical" and column.distinct > one_hot_max and column.name not in dropped
    ]
    if not sizes:
        return skip(f"needs measured columns, and one in use with more than {count(one_hot_max)} levels")
    return pick(
        sizes,
        f"{plural(len(sizes), 'column')} of more than {count(one_hot_max)} levels, up to"
        f" {count(max(size.cardinality for size in sizes))}: embeddings are {SMALL_EMBEDDING} wide up to"
        f" {SMALL_EMBEDDING_MAX} levels, and follow fastai's rule above, up to {WIDEST_EMBEDDING}",
    )


@embeddings.rule("EMB-LARGEST", sources=["pytabkit", "fastai", "dlrm"], strength="moderate", rulesets=BOTH)
def an_embedding_for_the_largest_column(problem: Problem) -> Pick[list[EmbeddingSize]]:
    """Where the columns are not known one by one, the largest stands for all."""
    levels = max(1, problem.data.cardinality)
    return pick(
        [EmbeddingSize(cardinality=levels, dim=embedding_width(levels))],
        f"the largest category has {plural(levels, 'level')}:"
        f" embeddings are {SMALL_EMBEDDING} wide up to {SMALL_EMBEDDING_MAX} levels, and follow fastai's rule above,"
        f" up to {WIDEST_EMBEDDING}",
    )
