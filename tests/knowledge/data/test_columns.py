"""Which columns are used, and what becomes of missing values; one row a branch."""

from typing import Any

import pytest

from advisor.knowledge.data.columns import drop_columns, missing_categorical, missing_indicator, missing_numeric
from advisor.problem import Problem
from advisor.problem.facts import Column
from tests.knowledge.data.tables import AGE, CITY, measured, table
from tests.knowledge.deciding import decided

LEAK: dict[str, Any] = {"data.leaks": ["age"]}
LEAKS: dict[str, Any] = {"data.leaks": ["a", "b"]}
IDENTITY = Column(name="id", type="identifier", distinct=10_000)
STILL = Column(name="country", type="constant", distinct=1)
NOTES = Column(name="notes", type="text", distinct=9_000)
DAY = Column(name="day", type="date", distinct=365)
DUMB = Column(name="coin", type="numeric", distinct=2, relevance=0.0)


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
    said = decided(drop_columns, "guide", problem)
    assert (said[0], said[1].value) == (rule, value)
    assert words in said[1].because
    assert decided(drop_columns, "current", problem)[1].value == value


def test_what_is_left_out_is_said_aloud() -> None:
    said = decided(drop_columns, "current", measured(AGE, NOTES, DAY, future=True, **LEAK))[1]
    for words in ("gives the target away", "free text", "dates"):
        assert words in (said.warning or "")
    assert "age" not in said.because


@pytest.mark.parametrize(("features_", "warned"), [(99, False), (100, False), (101, True)])
def test_more_columns_than_rows_are_named(features_: int, warned: bool) -> None:
    said = decided(drop_columns, "current", table(rows=100, features=features_))[1]
    assert bool(said.warning) is warned


@pytest.mark.parametrize(
    ("columns", "rows", "tried"),
    [
        pytest.param((AGE, DUMB), 500, [["coin"]], id="rows-500"),
        pytest.param((AGE, DUMB), 501, [["coin"]], id="rows-501"),
        pytest.param((AGE, DUMB), 499, None, id="rows-499"),
        pytest.param((AGE, CITY), 500, None, id="all-tell"),
        pytest.param((DUMB,), 500, None, id="none-tells"),
    ],
)
def test_leaving_out_what_tells_nothing_is_a_try(columns: tuple[Column, ...], rows: int, tried: Any) -> None:
    rule, said = decided(drop_columns, "current", measured(*columns, rows=rows))
    assert (rule, said.value, said.try_next) == ("DROP-NONE", [], tried)
    assert ("1 tells no more" in said.because) is bool(tried)


@pytest.mark.parametrize(
    ("problem", "ruleset", "rule", "value"),
    [
        pytest.param(table(), "current", "MISS-NONE", "none", id="complete"),
        pytest.param(table(features=1, categorical=1, missing=0.1), "current", "MISS-NONE", "none", id="one-category"),
        pytest.param(table(missing=0.1, categorical=20), "current", "MISS-NONE", "none", id="no-numbers"),
        pytest.param(table(missing=0.1, categorical=19), "current", "MISS-MEDIAN", "median", id="one-number"),
        pytest.param(table(missing=0.1), "guide", "MISS-GUIDE", "mean", id="guide"),
        pytest.param(Problem(task="forecasting", missing=0.1), "current", "MISS-LAST", "last", id="series"),
        pytest.param(Problem(task="forecasting"), "current", "MISS-NONE", "none", id="complete-series"),
        pytest.param(Problem(task="binary", kind="sequence", missing=0.1), "current", "MISS-LAST", "last",
                     id="sequence"),
    ],
)  # fmt: skip
def test_missing_numbers(problem: Problem, ruleset: str, rule: str, value: str) -> None:
    said = decided(missing_numeric, ruleset, problem)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(("missing", "warned"), [(0.49, False), (0.5, False), (0.51, True)])
def test_mostly_empty_tables_are_named(missing: float, warned: bool) -> None:
    assert bool(decided(missing_numeric, "current", table(missing=missing))[1].warning) is warned


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
        pytest.param(Problem(task="binary", kind="sequence", features=1_001, missing=0.1), "current", "median",
                     "FLAG-WIDE", False, id="wide-steps"),
        pytest.param(Problem(task="binary", kind="series", missing=0.1), "current", "median", "FLAG-GAPS", True,
                     id="series"),
        pytest.param(table(missing=0.1), "guide", "mean", "FLAG-GUIDE", False, id="guide"),
    ],
)  # fmt: skip
def test_flags_of_missing_numbers(problem: Problem, ruleset: str, filled: str, rule: str, value: bool) -> None:
    said = decided(missing_indicator, ruleset, problem, missing_numeric=filled)
    assert (said[0], said[1].value) == (rule, value)


@pytest.mark.parametrize(("missing", "value"), [(0.0, "none"), (0.001, "own-level")])
@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_missing_categories(missing: float, value: str, ruleset: str) -> None:
    assert decided(missing_categorical, ruleset, table(missing=missing, categorical=3))[1].value == value
