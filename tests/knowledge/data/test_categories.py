"""How categories become numbers; one row a branch."""

import pytest

from advisor.config.values import EmbeddingSize
from advisor.knowledge.data.categories import embeddings, encoding, one_hot_max
from advisor.knowledge.data.table_inputs import embedding_width
from advisor.problem.facts import Column
from tests.knowledge.data.tables import AGE, CITY, SEX, measured, table
from tests.knowledge.deciding import decided, speaking, value

STREET = Column(name="street", type="categorical", distinct=20)


@pytest.mark.parametrize(
    ("cardinality", "current", "guide"),
    [
        pytest.param(7, "one-hot", "one-hot", id="7"),
        pytest.param(8, "one-hot", "one-hot", id="8"),
        pytest.param(9, "one-hot-and-embedding", "one-hot", id="9"),
        pytest.param(999, "one-hot-and-embedding", "one-hot", id="999"),
        pytest.param(1_000, "one-hot-and-embedding", "one-hot", id="1000"),
        pytest.param(1_001, "one-hot-and-embedding", "one-hot-and-embedding", id="1001"),
    ],
)
def test_encoding(cardinality: int, current: str, guide: str) -> None:
    problem = table(categorical=3, cardinality=cardinality)
    assert value(encoding, "current", problem, drop_columns=[]) == current
    assert value(encoding, "guide", problem, drop_columns=[]) == guide


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(("rows", "warned"), [(1_499, True), (1_500, False), (1_501, False)])
def test_levels_with_few_examples_are_named(rows: int, warned: bool, ruleset: str) -> None:
    _, said = decided(encoding, ruleset, measured(AGE, CITY, rows=rows), drop_columns=[])
    assert bool(said.warning) is warned


def test_dropped_categories_are_not_encoded() -> None:
    problem = measured(AGE, SEX, CITY)
    rule, said = decided(encoding, "current", problem, drop_columns=["city"])
    assert (rule, said.value) == ("ENC-ONE-HOT", "one-hot")
    assert "the largest category in use has 2 levels" in said.because


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_without_categories_in_use_only_the_default_stands_beside_no_encoding(ruleset: str) -> None:
    known = {"problem": measured(AGE, SEX), "drop_columns": ["sex"]}
    rules = list(speaking(encoding, ruleset, known))
    answers = {rule.id: getattr(rule(*(known[name] for name in rule.needs)), "value", None) for rule in rules[:-1]}
    assert answers.pop("ENC-NONE") == "none"
    assert set(answers.values()) == {None}
    assert rules[-1].default


def test_one_hot_max() -> None:
    assert value(one_hot_max, "current", table(categorical=2)) == 8
    assert value(one_hot_max, "guide", table(categorical=2)) == 1_000


@pytest.mark.parametrize(
    ("levels", "width"),
    [(1, 8), (9, 8), (99, 8), (100, 8), (101, 21), (1_000, 77), (39_000, 128), (10**6, 16), (10**9, 16)],
)
def test_width_of_an_embedding(levels: int, width: int) -> None:
    assert embedding_width(levels) == width


def test_embeddings_of_measured_columns() -> None:
    problem = measured(AGE, SEX, CITY, STREET)
    rule, said = decided(embeddings, "current", problem, drop_columns=[], one_hot_max=8)
    assert rule == "EMB-COLUMNS"
    assert said.value == [
        EmbeddingSize(cardinality=150, dim=26, column="city"),
        EmbeddingSize(cardinality=20, dim=8, column="street"),
    ]
    left = value(embeddings, "current", problem, drop_columns=["city"], one_hot_max=8)
    assert [size.column for size in left] == ["street"]


def test_embeddings_of_unknown_columns() -> None:
    problem = table(categorical=4, cardinality=1_000)
    rule, said = decided(embeddings, "current", problem, drop_columns=[], one_hot_max=8)
    assert rule == "EMB-LARGEST"
    assert said.value == [EmbeddingSize(cardinality=1_000, dim=77)]
