"""How the text columns of a table become numbers beside its other columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import TextColumn
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.problem import Problem

LEAST_TEXTS: Final = 100  # texts, below which too few words repeat (folklore)
TEXTS_PER_COMPONENT: Final = 15  # texts for each component of the SVD, learnt on four tables (docs/profiling.md)
COMPONENTS: Final = (16, 32, 64)  # what is chosen from; scikit-learn recommends 100 for such an analysis

text_columns: Decision[list[TextColumn]] = Decision(
    "data.text_columns",
    "Which text columns does the network see, and as how many numbers each?",
    name="text_columns",
    scope=scope(kind="table"),
    applies=lambda problem: any(column.type == "text" for column in problem.data.columns),
    absent="there are no columns of text beside others",
)


def _texts(problem: Problem) -> dict[str, int]:
    """The columns of text that are inputs, by name, with how many texts each holds."""
    data = problem.data
    aside = {*data.leaks, data.group_column, data.time_column}
    texts = [column for column in data.columns if column.type == "text" and column.name not in aside]
    return {column.name: round(data.rows * (1 - column.missing)) for column in texts}


@text_columns.rule(
    "TEXT-SVD",
    sources=["shi2021", "mraz2025", "sklearn-lsa"],
    strength="moderate",
    rulesets=BOTH,
)
def words_reduced_to_numbers(problem: Problem) -> Pick[list[TextColumn]] | Skip:
    """Words and pairs of words, weighted by TF-IDF and reduced by truncated SVD, are numbers beside all others.

    A text encoder in their place may tell more, above all of long texts or few; it has these numbers to beat.
    """
    texts = {name: held for name, held in _texts(problem).items() if held >= LEAST_TEXTS}
    if not texts:
        return skip(f"needs a column of at least {LEAST_TEXTS} texts")
    found = {name: _components(held) for name, held in texts.items()}
    others = (size for size in COMPONENTS if {size} != set(found.values()))
    return pick(
        [TextColumn(column=name, dim=size) for name, size in found.items()],
        f"text in {plural(len(found), 'column')} beside the others: up to {count(max(texts.values()))} filled cells"
        f" bear {count(max(found.values()))} numbers each, words and pairs of words as TF-IDF, reduced by SVD;"
        " embeddings of a frozen text encoder have these to beat",
        try_next=[*([TextColumn(column=name, dim=size) for name in found] for size in others), []],
    )


def _components(texts: int) -> int:
    """As many components as so many texts bear."""
    return max((size for size in COMPONENTS if size * TEXTS_PER_COMPONENT <= texts), default=COMPONENTS[0])


@text_columns.rule("TEXT-NONE", sources=["mraz2025"], strength="folklore", rulesets=BOTH)
def too_few_texts(problem: Problem) -> Pick[list[TextColumn]]:
    """In few texts hardly a word repeats, so what is learnt of it holds for these texts alone."""
    most = max(_texts(problem).values(), default=0)
    return pick([], f"no column of text holds more than {count(most)} texts: too few of their words repeat")
