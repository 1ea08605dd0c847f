"""Table columns: which are used and how they become numbers; one row a branch."""

from typing import Any

import msgspec
import pytest

from advisor.config.values import EmbeddingSize, NumericEmbedding
from advisor.engine import Pick
from advisor.knowledge.data import categories as features_categories
from advisor.knowledge.data import columns as features_columns
from advisor.knowledge.data import numbers as features
from advisor.knowledge.data import table_inputs
from advisor.knowledge.data.numbers import BINS, PBLD, RAW
from advisor.problem import Problem
from advisor.problem.facts import Column, Facts
from tests.knowledge.deciding import speaking

HEAVY: dict[str, Any] = {"data.heavy_tails": 0.1}
LEAK: dict[str, Any] = {"data.leaks": ["age"]}
LEAKS: dict[str, Any] = {"data.leaks": ["a", "b"]}


def table(**facts: Any) -> Problem:
    return Problem(**{"task": "binary", "rows": 10_000, "features": 20, **facts})


def measured(*its: Column, **facts: Any) -> Problem:
    """A table whose columns are known one by one."""
    sizes = [column.distinct for column in its if column.type == "categorical"]
    counted = {"features": len(its), "categorical": len(sizes)}
    if sizes:
        counted |= {"cardinality": max(sizes), "data.levels": sum(sizes)}
    base = table(**{**counted, **facts})
    data = msgspec.structs.replace(base.data, columns=its)
    return Problem.from_facts(
        Facts(
            task=base.task,
            data=data,
            compute=base.compute,
            priorities=base.priorities,
            observed=base.observed,
        ),
        {},
    )


def answer(decision: Any, ruleset: str, **facts: Any) -> tuple[str, Pick[Any]]:
    """What the first picking rule of a ruleset says, given the arguments that each of them asks for."""
    for rule in speaking(decision, ruleset, facts):
        said = rule(**{name: facts[name] for name in rule.needs})
        if isinstance(said, Pick):
            return rule.id, said
        assert said.because
    raise AssertionError("no rule picks")


AGE = Column(name="age", type="numeric", distinct=80)
CITY = Column(name="city", type="categorical", distinct=150)
SEX = Column(name="sex", type="categorical", distinct=2)
IDENTITY = Column(name="id", type="identifier", distinct=10_000)
STILL = Column(name="country", type="constant", distinct=1)
NOTES = Column(name="notes", type="text", distinct=9_000)
DAY = Column(name="day", type="date", distinct=365)


@pytest.mark.parametrize(
    ("problem", "rule", "value", "words"),
    [
        pytest.param(table(), "DROP-NONE", [], "by hand", id="unknown-columns"),
        pytest.param(measured(AGE, CITY), "DROP-NONE", [], "2 measured columns", id="all-useful"),
        pytest.param(measured(AGE, IDENTITY, STILL), "DROP-USELESS", ["country", "id"],
                     "1 is constant, 1 names the row", id="useless"),
        pytest.param(measured(AGE, NOTES, DAY), "DROP-USELESS", ["notes"], "1 is free text", id="text"),
        pytest.param(measured(AGE, NOTES, DAY, future=True), "DROP-USELESS", ["notes", "day"], "1 is a raw date",
                     id="later-dates"),
        pytest.param(measured(AGE, DAY, time_column="day"), "DROP-USELESS", ["day"], "1 is a raw date", id="once"),
        pytest.param(measured(AGE, CITY, group_column="city"), "DROP-USELESS", ["city"], "names the group", id="group"),
        pytest.param(measured(AGE, CITY, time_column="age"), "DROP-USELESS", ["age"], "the time itself", id="time"),
        pytest.param(measured(AGE, CITY, STILL, **LEAK), "DROP-LEAKS", ["age", "country"],
                     "1 gives the target away", id="leak"),
        pytest.param(table(**LEAKS), "DROP-LEAKS", ["a", "b"], "2 give", id="known-leaks"),
    ],
)  # fmt: skip
def test_drop_columns(problem: Problem, rule: str, value: list[str], words: str) -> None:
    said = answer(features_columns.drop_columns, "guide", problem=problem)
    assert (said[0], said[1].value) == (rule, value)
    assert words in said[1].because
    assert answer(features_columns.drop_columns, "current", problem=problem)[1].value == value


def test_what_is_left_out_is_said_aloud() -> None:
    said = answer(features_columns.drop_columns, "current", problem=measured(AGE, NOTES, DAY, future=True, **LEAK))[1]
    for words in ("gives the target away", "free text", "dates"):
        assert words in (said.warning or "")
    assert "age" not in said.because


@pytest.mark.parametrize(("features_", "warned"), [(99, False), (100, False), (101, True)])
def test_more_columns_than_rows_are_named(features_: int, warned: bool) -> None:
    said = answer(features_columns.drop_columns, "current", problem=table(rows=100, features=features_))[1]
    assert bool(said.warning) is warned


@pytest.mark.parametrize(
    ("problem", "ruleset", "rule", "value"),
    [
        pytest.param(table(), "current", "MISS-NONE", "none", id="complete"),
        pytest.param(table(missing=0.1, categorical=20), "current", "MISS-NONE", "none", id="no-numbers"),
        pytest.param(table(missing=0.1, categorical=19), "current", "MISS-MEDIAN", "median", id="one-number"),
        pytest.param(table(missing=0.1), "guide", "MISS-GUIDE", "mean", id="guide"),
        pytest.param(Problem(task="binary", kind="sequence", missing=0.1), "current", "MISS-MEDIAN", "median",
                     id="sequence"),
    ],
)  # fmt: skip
def test_missing_numbers(problem: Problem, ruleset: str, rule: str, value: str) -> None:
    said = answer(features_columns.missing_numeric, ruleset, problem=problem)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(("missing", "warned"), [(0.49, False), (0.5, False), (0.51, True)])
def test_mostly_empty_tables_are_named(missing: float, warned: bool) -> None:
    assert (
        bool(answer(features_columns.missing_numeric, "current", problem=table(missing=missing))[1].warning) is warned
    )


@pytest.mark.parametrize(
    ("problem", "ruleset", "filled", "rule", "value"),
    [
        pytest.param(table(), "current", "none", "FLAG-NONE", False, id="complete"),
        pytest.param(table(missing=0.1), "current", "median", "FLAG-GAPS", True, id="gaps"),
        pytest.param(table(missing=0.1, features=1_000), "current", "median", "FLAG-GAPS", True, id="columns-1000"),
        pytest.param(table(missing=0.1, features=1_001), "current", "median", "FLAG-WIDE", False, id="columns-1001"),
        pytest.param(
            Problem(task="forecasting", missing=0.1), "current", "median", "FLAG-FORECAST", False, id="forecast"
        ),
        pytest.param(table(missing=0.1), "guide", "mean", "FLAG-GUIDE", False, id="guide"),
    ],
)
def test_flags_of_missing_numbers(problem: Problem, ruleset: str, filled: str, rule: str, value: bool) -> None:
    said = answer(features_columns.missing_indicator, ruleset, problem=problem, missing_numeric=filled)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(("missing", "value"), [(0.0, "none"), (0.001, "own-level")])
@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_missing_categories(missing: float, value: str, ruleset: str) -> None:
    problem = table(missing=missing, categorical=3)
    assert answer(features_columns.missing_categorical, ruleset, problem=problem)[1].value == value


@pytest.mark.parametrize(
    ("problem", "ruleset", "family", "rule", "value"),
    [
        pytest.param(table(), "current", "mlp", "SCALE-STANDARD", "standardize", id="tame"),
        pytest.param(table(**HEAVY), "current", "mlp", "SCALE-ROBUST", "robust-smooth-clip", id="heavy"),
        pytest.param(table(**HEAVY), "current", "tabm", "SCALE-QUANTILE", "quantile-normal", id="tabm"),
        pytest.param(table(), "current", "tabm", "SCALE-STANDARD", "standardize", id="tabm-tame"),
        pytest.param(table(**HEAVY), "guide", "mlp", "SCALE-STANDARD", "standardize", id="guide"),
        pytest.param(table(categorical=20), "current", "mlp", "SCALE-NONE", "none", id="all-categories"),
        pytest.param(Problem(task="binary", kind="sequence"), "current", "rnn", "SCALE-STANDARD", "standardize",
                     id="sequence"),
    ],
)  # fmt: skip
def test_scaling(problem: Problem, ruleset: str, family: str, rule: str, value: str) -> None:
    said = answer(features.scaling, ruleset, problem=problem, family=family)
    assert (said[0], said[1].value) == (rule, value)


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
    assert answer(features_categories.encoding, "current", problem=problem, drop_columns=[])[1].value == current
    assert answer(features_categories.encoding, "guide", problem=problem, drop_columns=[])[1].value == guide


@pytest.mark.parametrize(("rows", "warned"), [(1_499, True), (1_500, False), (1_501, False)])
def test_levels_with_few_examples_are_named(rows: int, warned: bool) -> None:
    problem = measured(AGE, CITY, rows=rows)
    assert bool(answer(features_categories.encoding, "current", problem=problem, drop_columns=[])[1].warning) is warned
    assert bool(answer(features_categories.encoding, "guide", problem=problem, drop_columns=[])[1].warning) is warned


def test_dropped_categories_are_not_encoded() -> None:
    problem = measured(AGE, SEX, CITY)
    assert answer(features_categories.encoding, "current", problem=problem, drop_columns=["city"])[1].value == "one-hot"
    assert (
        answer(features_categories.encoding, "guide", problem=problem, drop_columns=["city", "sex"])[1].value == "none"
    )


def test_one_hot_max() -> None:
    problem = table(categorical=2)
    assert answer(features_categories.one_hot_max, "current", problem=problem)[1].value == 8
    assert answer(features_categories.one_hot_max, "guide", problem=problem)[1].value == 1_000


@pytest.mark.parametrize(
    ("levels", "width"), [(1, 8), (9, 8), (99, 8), (100, 8), (101, 21), (1_000, 77), (39_000, 596), (10**9, 600)]
)
def test_width_of_an_embedding(levels: int, width: int) -> None:
    assert table_inputs.embedding_width(levels) == width


def test_embeddings_of_measured_columns() -> None:
    street = Column(name="street", type="categorical", distinct=20)
    said = answer(
        features_categories.embeddings,
        "current",
        problem=measured(AGE, SEX, CITY, street),
        drop_columns=[],
        one_hot_max=8,
    )
    assert said[0] == "EMB-COLUMNS"
    assert said[1].value == [
        EmbeddingSize(cardinality=150, dim=26, column="city"),
        EmbeddingSize(cardinality=20, dim=8, column="street"),
    ]
    said = answer(
        features_categories.embeddings,
        "current",
        problem=measured(AGE, SEX, CITY, street),
        drop_columns=["city"],
        one_hot_max=8,
    )
    assert [size.column for size in said[1].value] == ["street"]


def test_embeddings_of_unknown_columns() -> None:
    problem = table(categorical=4, cardinality=1_000)
    said = answer(features_categories.embeddings, "current", problem=problem, drop_columns=[], one_hot_max=8)
    assert said[0] == "EMB-LARGEST"
    assert said[1].value == [EmbeddingSize(cardinality=1_000, dim=77)]


def bins(number: int) -> NumericEmbedding:
    return NumericEmbedding(kind="piecewise-linear", dim=16, bins=number)


@pytest.mark.parametrize(
    ("problem", "ruleset", "family", "train_rows", "rule", "value"),
    [
        pytest.param(table(), "current", "mlp", 8_000, "NUM-PERIODIC", PBLD, id="mlp"),
        pytest.param(table(), "guide", "mlp", 8_000, "NUM-GUIDE", RAW, id="guide"),
        pytest.param(table(), "current", "tabm", 8_000, "NUM-BINS", BINS, id="tabm"),
        pytest.param(table(rows=1_000), "current", "tabm", 800, "NUM-BINS", bins(26), id="tabm-few-rows"),
        pytest.param(table(categorical=20), "current", "mlp", 8_000, "NUM-PLAIN", RAW, id="all-categories"),
        pytest.param(table(priority="latency"), "current", "mlp", 8_000, "NUM-PLAIN", RAW, id="latency"),
        pytest.param(table(latency_ms=1.0), "current", "mlp", 8_000, "NUM-PLAIN", RAW, id="latency-limit"),
        pytest.param(table(features=500), "current", "mlp", 8_000, "NUM-PERIODIC", PBLD, id="columns-500"),
        pytest.param(table(features=501), "current", "mlp", 8_000, "NUM-PLAIN", RAW, id="columns-501"),
        pytest.param(Problem(task="binary", image="8x8x1"), "current", "mlp", 8_000, "NUM-PLAIN", RAW, id="image"),
    ],
)  # fmt: skip
def test_numeric_embedding(
    problem: Problem, ruleset: str, family: str, train_rows: int, rule: str, value: NumericEmbedding
) -> None:
    given = {"problem": problem, "family": family, "train_rows": train_rows, "members": 1, "folds": 1}
    said = answer(features.numeric_embedding, ruleset, **given)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(("train_rows", "rule"), [(799, "NUM-WIDE-TABLE"), (800, "NUM-BINS-SMALL")])
def test_bins_need_rows_for_each_column(train_rows: int, rule: str) -> None:
    given = {"problem": table(features=200), "family": "mlp", "train_rows": train_rows, "members": 2, "folds": 5}
    assert answer(features.numeric_embedding, "current", **given)[0] == rule


@pytest.mark.parametrize(
    ("train_rows", "members", "folds", "bins"),
    [(8_000, 2, 5, 16), (8_000, 4, 1, 16), (160, 1, 5, 16), (159, 1, 5, 15), (80, 2, 5, 8), (8_000, 1, 1, None)],
)
def test_bins_where_networks_are_averaged(train_rows: int, members: int, folds: int, bins: int | None) -> None:
    given = {"problem": table(), "family": "mlp", "train_rows": train_rows, "members": members, "folds": folds}
    said = answer(features.numeric_embedding, "current", **given)
    wanted = PBLD if bins is None else NumericEmbedding(kind="piecewise-linear", dim=8, bins=bins)
    assert said[1].value == wanted
