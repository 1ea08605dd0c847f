"""How categories become numbers. The module `features` registers these rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import EmbeddingSize
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.data.table_inputs import SMALL_EMBEDDING, SMALL_EMBEDDING_MAX, embedding_width

if TYPE_CHECKING:
    from advisor.config.words import Encoding
    from advisor.problem import Problem

ONE_HOT_MAX: Final = 8  # levels; RealMLP one-hot encodes up to nine with the slot for missing values, pytabkit
GUIDE_ONE_HOT_MAX: Final = 1_000  # levels, above which one neuron a level is no longer sensible, folklore
ROWS_A_LEVEL: Final = 10  # examples of a level on average, below which it is learnt by heart, folklore

encoding: Decision[Encoding] = Decision(
    "data.categorical.encoding",
    "How do categories become numbers?",
    applies=lambda problem: problem.data.kind == "table" and problem.data.categorical > 0,
    absent="there are no categorical columns",
)
one_hot_max: Decision[int] = Decision(
    "data.categorical.one_hot_max",
    "Up to which cardinality is a category one-hot encoded?",
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


def _learnt_by_heart(problem: Problem, levels: int) -> str | None:
    rows = problem.data.rows
    if levels * ROWS_A_LEVEL <= rows:
        return None
    return (
        f"a category of {count(levels)} levels has {rows / levels:.1f} examples a level: group rare levels into one, or"
        " the network learns them by heart"
    )


@encoding.rule("ENC-NONE", sources=["guide:G-IN-3"], strength="strong", rulesets=BOTH)
def no_category_is_left(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """Where every category is dropped there is nothing to encode."""
    if _largest(problem, drop_columns):
        return skip("needs a table whose categories are all dropped")
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
    if largest > ONE_HOT_MAX:
        return skip(f"needs categories of {ONE_HOT_MAX} levels or fewer, and the largest has {count(largest)}")
    return pick(
        "one-hot",
        f"the largest of {plural(problem.data.categorical, 'categorical column')} has {plural(largest, 'level')}, few"
        " enough for an input each",
    )


@encoding.rule(
    "ENC-EMBED",
    sources=["guo2016", "realmlp2024", "pytabkit"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide gives each feature its neuron and so each level one; embeddings place levels that act alike near"
    " one another, in far fewer numbers.",
)
def embeddings_for_larger_categories(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """Many levels share few numbers, so that levels that act alike come to lie near one another."""
    largest = _largest(problem, drop_columns)
    return pick(
        "one-hot-and-embedding",
        f"the largest of {plural(problem.data.categorical, 'categorical column')} has {count(largest)} levels, which as"
        " an input each would learn nothing from one another",
        try_next=["one-hot"] if largest <= GUIDE_ONE_HOT_MAX else None,
        warning=_learnt_by_heart(problem, largest),
    )


@encoding.rule("ENC-GUIDE", sources=["guide:G-IN-2"], strength="folklore", rulesets=GUIDE)
def guide_gives_each_level_a_neuron(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """One input neuron for each feature, and a level is one."""
    largest = _largest(problem, drop_columns)
    if largest > GUIDE_ONE_HOT_MAX:
        return skip(
            f"needs categories of {count(GUIDE_ONE_HOT_MAX)} levels or fewer, and there is one of {count(largest)}"
        )
    return pick(
        "one-hot",
        f"each level of the {plural(problem.data.categorical, 'categorical column')}, {count(largest)} at most, is a"
        " feature with a neuron of its own",
        warning=_learnt_by_heart(problem, largest),
    )


@encoding.rule("ENC-GUIDE-HUGE", sources=["guide", "guo2016"], strength="moderate", rulesets=GUIDE)
def guide_cannot_one_hot_everything(problem: Problem, drop_columns: list[str]) -> Pick[Encoding] | Skip:
    """The guide is silent on categories with very many levels, for which one neuron each is out of the question."""
    largest = _largest(problem, drop_columns)
    return pick(
        "one-hot-and-embedding",
        f"the guide is silent on categories of {count(largest)} levels, too many for a neuron"
        " each, so these are embedded",
        warning=_learnt_by_heart(problem, largest),
    )


@one_hot_max.rule(
    "HOT-EIGHT",
    sources=["pytabkit", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide gives each level its neuron; above eight levels embeddings did as well or better with"
    " fewer inputs.",
)
def one_hot_up_to_eight(problem: Problem) -> Pick[int] | Skip:
    """RealMLP's tuned defaults one-hot encode up to eight levels and embed from there."""
    return pick(
        ONE_HOT_MAX,
        f"the {plural(problem.data.categorical, 'categorical column')} of {ONE_HOT_MAX} levels or fewer need no more"
        " inputs than an embedding would have",
        try_next=[2, 18],
    )


@one_hot_max.rule("HOT-GUIDE", sources=["guide:G-IN-2"], strength="folklore", rulesets=GUIDE)
def guide_one_hot_while_sensible(problem: Problem) -> Pick[int] | Skip:
    """One neuron a level, while that is sensible."""
    return pick(
        GUIDE_ONE_HOT_MAX,
        f"each of {plural(problem.data.levels, 'level')} in all gets its neuron; the guide sets no limit, so"
        " sense does",
    )


@embeddings.rule("EMB-COLUMNS", sources=["pytabkit", "fastai"], strength="moderate", rulesets=BOTH)
def an_embedding_for_each_large_column(
    problem: Problem, drop_columns: list[str], one_hot_max: int
) -> Pick[list[EmbeddingSize]] | Skip:
    """Each column with too many levels for one-hot coding gets a width by its number of levels."""
    dropped = set(drop_columns)
    sizes = [
        EmbeddingSize(cardinality=column.distinct, dim=embedding_width(column.distinct), column=column.name)
        for column in problem.data.columns
        if column.type == "categorical" and column.distinct > one_hot_max and column.name not in dropped
    ]
    if not sizes:
        return skip("needs measured columns, one of them with more levels than are one-hot encoded")
    return pick(
        sizes,
        f"{plural(len(sizes), 'column')} of more than {count(one_hot_max)} levels, up to"
        f" {count(max(size.cardinality for size in sizes))}: {SMALL_EMBEDDING} wide up to {SMALL_EMBEDDING_MAX} levels,"
        " from there by fastai's rule",
    )


@embeddings.rule("EMB-LARGEST", sources=["pytabkit", "fastai"], strength="moderate", rulesets=BOTH)
def an_embedding_for_the_largest_column(problem: Problem) -> Pick[list[EmbeddingSize]] | Skip:
    """Where the columns are not known one by one, the largest stands for the rule."""
    levels = max(1, problem.data.cardinality)
    return pick(
        [EmbeddingSize(cardinality=levels, dim=embedding_width(levels))],
        f"the largest of {plural(problem.data.categorical, 'categorical column')} has {plural(levels, 'level')}; others"
        f" take {SMALL_EMBEDDING} up to {SMALL_EMBEDDING_MAX} levels and fastai's rule from there",
    )
