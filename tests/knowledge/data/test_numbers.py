"""How numeric inputs are scaled and embedded; one row a branch."""

from typing import Any

import pytest

from advisor.config.values import NumericEmbedding
from advisor.engine import Skip
from advisor.knowledge.data.numbers import BINS, PBLD, RAW, numeric_embedding, scaling
from advisor.problem import Problem
from tests.knowledge.data.tables import table
from tests.knowledge.deciding import decided, speaking

HEAVY: dict[str, Any] = {"data.heavy_tails": 0.1}


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
    said = decided(scaling, ruleset, problem, family=family)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        pytest.param(table(features=1), "1 numeric column: ", id="one"),
        pytest.param(table(features=2), "2 numeric columns, whose scales differ up to 10-fold: ", id="two"),
        pytest.param(Problem(task="binary", kind="sequence", features=3), "3 values per step, whose", id="steps"),
    ],
)
def test_scales_differ_where_there_are_several(problem: Problem, words: str) -> None:
    assert decided(scaling, "current", problem)[1].because.startswith(words)


@pytest.mark.parametrize(("decision", "family"), [(scaling, "mlp"), (scaling, "tabm"), (numeric_embedding, "mlp")])
def test_nothing_is_said_of_numeric_columns_where_there_are_none(decision: Any, family: str) -> None:
    problem = table(categorical=20, **HEAVY)
    known = {"problem": problem, "family": family, "train_rows": 8_000, "members": 2, "folds": 5}
    first, *others = [
        (rule, rule(*(known[name] for name in rule.needs))) for rule in speaking(decision, "current", known)
    ]
    assert "all 20 columns are categorical" in first[1].because
    assert all(isinstance(said, Skip) for rule, said in others if not rule.default)


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
    said = decided(numeric_embedding, ruleset, problem, family=family, train_rows=train_rows)
    assert (said[0], said[1].value) == (rule, value)


def test_the_guide_counts_the_inputs_that_are_columns() -> None:
    assert "18 numeric columns" in decided(numeric_embedding, "guide", table(categorical=2))[1].because
    assert "column" not in decided(numeric_embedding, "guide", {"image": "8x8x1"})[1].because


@pytest.mark.parametrize(("train_rows", "rule"), [(799, "NUM-WIDE-TABLE"), (800, "NUM-BINS-SMALL")])
def test_bins_need_rows_for_each_column(train_rows: int, rule: str) -> None:
    given = {"train_rows": train_rows, "members": 2, "folds": 5}
    assert decided(numeric_embedding, "current", table(features=200), **given)[0] == rule


@pytest.mark.parametrize(
    ("train_rows", "members", "folds", "bins"),
    [(8_000, 2, 5, 16), (8_000, 4, 1, 16), (160, 1, 5, 16), (159, 1, 5, 15), (80, 2, 5, 8), (8_000, 1, 1, None)],
)
def test_bins_where_networks_are_averaged(train_rows: int, members: int, folds: int, bins: int | None) -> None:
    given = {"train_rows": train_rows, "members": members, "folds": folds}
    said = decided(numeric_embedding, "current", table(), **given)
    wanted = PBLD if bins is None else NumericEmbedding(kind="piecewise-linear", dim=8, bins=bins)
    assert said[1].value == wanted
