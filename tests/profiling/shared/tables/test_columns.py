"""What a column holds: types, missing values, scales, outliers."""

import math
import random
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import ROWS, column, numbers, sure, types, write


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def one(table: Path, name: str, values: list) -> str:
    """The type of one more column."""
    return types(profile(write(table, {name: values, **sure(len(values))}), "y"))[name]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("income", numbers(lambda draw: draw.lognormvariate(10, 1)), "numeric"),
        ("age", numbers(lambda draw: draw.randrange(18, 90)), "numeric"),
        ("children", numbers(lambda draw: draw.randrange(5)), "numeric"),
        ("flag", numbers(lambda draw: draw.randrange(2)), "numeric"),
        ("member", numbers(lambda draw: draw.choice(["True", "False"])), "categorical"),
        ("city", numbers(lambda draw: f"city {draw.randrange(30)}"), "categorical"),
        ("row", list(range(ROWS)), "identifier"),
        ("what", list(range(1000, 1000 + ROWS)), "identifier"),
        ("CustomerId", random.Random(1).sample(range(10**6), ROWS), "identifier"),
        ("population", random.Random(1).sample(range(10**6), ROWS), "numeric"),
        ("serial", [f"A-{place:06}" for place in range(ROWS)], "identifier"),
        ("store_id", numbers(lambda draw: draw.randrange(40)), "categorical"),
        ("region code", numbers(lambda draw: draw.choice([10, 20, 30, 95])), "categorical"),
        ("zip", numbers(lambda draw: f"0{draw.randrange(1000, 1040)}"), "categorical"),
        ("plain", numbers(lambda draw: f"0{draw.randrange(1000, 1040)}"), "categorical"),
        ("hashed", numbers(lambda draw: 2**61 + draw.randrange(20)), "categorical"),
        ("comment", numbers(lambda draw: f"it was {draw.random()} and then {draw.random()} again"), "text"),
        ("when", numbers(lambda draw: f"2024-0{draw.randrange(1, 10)}-11"), "date"),
        ("stamp", numbers(lambda draw: f"2024-05-11T0{draw.randrange(10)}:30:00Z"), "date"),
        ("german", numbers(lambda draw: f"{draw.randrange(10, 29)}.05.2024"), "date"),
        ("american", numbers(lambda draw: f"05/{draw.randrange(10, 29)}/2024 10:15"), "date"),
        ("clock", numbers(lambda draw: f"1{draw.randrange(10)}:30:00"), "date"),
        ("yyyymmdd", numbers(lambda draw: f"202405{draw.randrange(10, 29)}"), "date"),
        ("eight digits", numbers(lambda draw: draw.randrange(19_000_101, 21_001_231)), "identifier"),
        ("same", [7] * ROWS, "constant"),
        ("void", [None] * ROWS, "constant"),
        ("ticked", [None, "x"] * (ROWS // 2), "categorical"),
    ],
)
def test_a_column_has_its_type(table: Path, name: str, values: list, expected: str) -> None:
    assert one(table, name, values) == expected


@pytest.mark.parametrize("spelling", ["", "?", "NA", "N/A", "null", "NaN", "nan", "-", ".", " ", "None", "unknown"])
def test_a_missing_number_is_missing_however_it_is_spelt(table: Path, spelling: str) -> None:
    values = numbers(lambda draw: draw.gauss(0, 1))
    values[:40] = [spelling] * 40
    found = column(profile(write(table, {"a": values, **sure()}), "y"), "a")
    assert (found["type"], found["missing"], found["distinct"]) == ("numeric", 0.1, ROWS - 40)


@pytest.mark.parametrize("spelling", ["", "?", "NA", "null", "-", "nan"])
def test_a_missing_category_is_missing_however_it_is_spelt(table: Path, spelling: str) -> None:
    values = numbers(lambda draw: draw.choice("abc"))
    values[:40] = [spelling] * 40
    found = column(profile(write(table, {"a": values, **sure()}), "y"), "a")
    assert (found["type"], found["missing"], found["distinct"]) == ("categorical", 0.1, 3)


def test_a_dash_beside_a_plus_is_a_value(table: Path) -> None:
    signs = numbers(lambda draw: draw.choice("+-"))
    facts = profile(write(table, {"x": sure()["x"], "sign": signs}), "sign")
    assert (facts["task"], facts["data.rows"]) == ("binary", ROWS)


def test_none_may_be_a_category(table: Path) -> None:
    values = numbers(lambda draw: draw.choice(["None", "Brick", "Stone"]))
    assert column(profile(write(table, {"a": values, **sure()}), "y"), "a")["distinct"] == 3


def test_infinite_numbers_are_missing_and_huge_ones_do_no_harm(table: Path) -> None:
    values = numbers(lambda draw: draw.gauss(0, 1))
    values[:4] = ["inf", "-inf", "1e400", "1e308"]
    facts = profile(write(table, {"a": values, **sure()}), "y")
    assert column(facts, "a")["missing"] == 0.01
    assert facts["data.scale_ratio"] < 2


def test_a_few_odd_words_among_numbers_are_missing_and_that_is_said(table: Path) -> None:
    values: list = numbers(lambda draw: draw.gauss(0, 1), 2_000)
    values[1_990] = "abc"
    facts, *_, notes, _ = examine(Asked(write(table, {"a": values, **sure(2_000)}), "y"))
    found = column(facts, "a")
    assert (found["type"], found["distinct"], found["missing"]) == ("numeric", 1_999, 0.0005)
    assert notes == ["1 value of 'a' is no number and counts as missing"]
    assert examine(Asked(str(table), "y", values=True)).notes == [
        "1 value of 'a', as 'abc', is no number and counts as missing"
    ]


def test_many_words_among_numbers_make_a_category(table: Path) -> None:
    values: list = numbers(lambda draw: draw.randrange(5))
    values[-40:] = ["many"] * 40
    assert one(table, "a", values) == "categorical"


def test_sums_over_columns(table: Path) -> None:
    columns = {
        **sure(),
        "city": numbers(lambda draw: f"city {draw.randrange(30)}"),
        "gap": [None, 1, 2, 3] * (ROWS // 4),
        "same": [1] * ROWS,
    }
    facts = profile(write(table, columns), "y")
    assert facts["data.features"] == 4
    assert facts["data.categorical"] == 2
    assert facts["data.cardinality"] == 30
    assert facts["data.levels"] == 33
    assert facts["data.missing"] == 0.0625
    assert facts["data.leaks"] == []


def test_scales_that_differ(table: Path) -> None:
    columns: dict = {"a": [0.0, 2.0] * 200, "b": [0, 2000] * 200, **sure()}
    del columns["x"]
    assert profile(write(table, columns), "y")["data.scale_ratio"] == 1000


@pytest.mark.parametrize(("outliers", "expected"), [(3, 0.0), (5, 0.5)])
def test_a_heavy_tail_is_more_than_one_value_in_a_hundred(table: Path, outliers: int, expected: float) -> None:
    values = numbers(lambda draw: draw.uniform(-1, 1))
    values[:outliers] = [50.0 + k for k in range(outliers)]
    assert profile(write(table, {"a": values, **sure()}), "y")["data.heavy_tails"] == expected


def test_duplicates_are_rows_that_repeat_an_earlier_one(table: Path) -> None:
    columns = sure()
    repeated = {name: [*values[:300], *values[:100]] for name, values in columns.items()}
    assert profile(write(table, repeated), "y")["data.duplicates"] == 0.25


def test_rows_without_a_target_are_left_out_and_that_is_said(table: Path) -> None:
    columns = sure()
    columns["y"] = [None if place % 4 == 0 else value for place, value in enumerate(columns["y"])]
    facts, *_, notes, _ = examine(Asked(write(table, {"id": list(range(ROWS)), **columns}), "y"))
    assert facts["data.rows"] == 300
    assert types(facts)["id"] == "identifier"
    assert notes == ["100 of 400 rows have no 'y' and are left out"]


def test_a_group_and_a_time_are_no_inputs(table: Path) -> None:
    columns = {
        "patient": numbers(lambda draw: draw.randrange(17)),
        "day": numbers(lambda draw: f"2024-05-{draw.randrange(10, 29)}"),
        **sure(),
    }
    facts = profile(write(table, columns), "y", group_column="patient", time_column="day")
    assert facts["data.groups"] == 17
    assert facts["data.future"] is True
    assert set(types(facts)) == {"x", "colour"}
    with pytest.raises(InputError, match="columns of their own"):
        profile(str(table), "y", group_column="y")


@pytest.mark.slow
def test_a_large_table_is_sampled_from_all_of_it_whatever_its_order(table: Path) -> None:
    rows = 130_000
    draw = random.Random(3)
    columns = {
        "id": range(rows),
        "city": [f"city {draw.randrange(300)}" for _ in range(rows)],
        "late": [None if place < 110_000 else draw.random() for place in range(rows)],
        "y": [math.exp(draw.gauss(0, 1)) for _ in range(rows)],
    }
    facts = profile(write(table, columns), "y")
    assert facts == profile(str(table), "y")
    assert facts["data.rows"] == rows
    assert types(facts) == {"id": "identifier", "city": "categorical", "late": "numeric"}
    assert column(facts, "city")["distinct"] == 300
    assert column(facts, "late")["missing"] == 0.8462
    assert facts["data.target_range"] == "positive"
    assert 4 < facts["data.target_skew"] < 9


@pytest.mark.parametrize(
    ("name", "kind"), [("CLIENTNUM", "identifier"), ("specobjid", "identifier"), ("paid", "numeric")]
)
def test_numbers_of_somebody_in_one_word_are_no_inputs(tmp_path: Path, name: str, kind: str) -> None:
    draw = random.Random(4)
    path = write(tmp_path / "t.csv", {name: draw.sample(range(10**8, 9 * 10**8), ROWS), **sure()})
    assert types(profile(path, "y"))[name] == kind


def test_a_column_that_changes_after_the_first_rows_of_a_sorted_table_is_an_input(tmp_path: Path) -> None:
    columns = {
        "state": ["AL"] * 600 + ["TX"] * 600,
        "town": [f"the town of {place} and its many roads by the sea" for place in range(1200)],
        "income": [place * 7919 % 50_000 for place in range(1200)],
    }
    facts = profile(write(tmp_path / "t.csv", columns), "income")
    assert (facts["data.kind"], types(facts)["state"]) == ("table", "categorical")


@pytest.mark.parametrize(
    ("low", "high", "kind"),
    [(100_000, 999_999, "identifier"), (10_000, 99_999, "numeric"), (50_000, 990_000, "numeric")],
)
def test_codes_that_hardly_repeat_are_no_inputs(tmp_path: Path, low: int, high: int, kind: str) -> None:
    codes = random.Random(2).sample(range(low, high), ROWS - 2)
    columns = {"ref": [*codes, low + 1, high - 1], **sure()}
    assert types(profile(write(tmp_path / "t.csv", columns), "y"))["ref"] == kind


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("hash", [f"{random.Random(k).randrange(16**40):040x}" for k in range(ROWS)], "identifier"),
        ("gene", ["".join(random.Random(k).choices("ACGT", k=60)) for k in range(ROWS)], "text"),
        ("isbn", [f"{7919 * k + 10**8}{'X' if k % 9 == 4 else k % 9}" for k in range(ROWS)], "identifier"),
        ("growth", [f"{'-' if k % 3 else ''}{k % 90:03}" for k in range(ROWS)], "categorical"),
        ("change", [f"-{k % 90 + 1:03}" for k in range(ROWS)], "numeric"),
        ("amount", [10**17 if k == 3 else k % 90 + 0.5 for k in range(ROWS)], "numeric"),
        ("family", [f"{k // 4}A" if k in (200, 201, 333) else k // 4 for k in range(ROWS)], "categorical"),
        ("wind", ["..." if k % 9 == 2 else k * 37 % 999 for k in range(ROWS)], "numeric"),
        ("when", [f"2019-05-{k % 28 + 1:02} 09-{k % 60:02}" for k in range(ROWS)], "date"),
        ("gain", ["3K" if k == 7 else "2M" if k == 9 else k * 37 % 999 for k in range(ROWS)], "numeric"),
        ("area", [f"{k} - {k + 90}" if k % 30 == 7 else k * 37 % 999 + 0.5 for k in range(ROWS)], "numeric"),
        ("stock", [f"{k}AB" if k % 30 == 7 else f"A{k}" if k % 30 == 9 else k * 37 % 99 for k in range(ROWS)],
         "categorical"),
        ("ID", [292_000 + k * 0.317 for k in range(ROWS)], "identifier"),
        ("humid", [292_000 + k * 0.317 for k in range(ROWS)], "numeric"),
        ("yearID", [1985 + k % 40 for k in range(ROWS)], "numeric"),
        ("cityid", [101_020_100 + k % 40 * 700 for k in range(ROWS)], "categorical"),
        ("State", [k % 46 + 1 for k in range(ROWS)], "categorical"),
        ("Flight Number", [k % 120 + 7 for k in range(ROWS)], "categorical"),
        ("total number", [k % 120 + 7 for k in range(ROWS)], "numeric"),
    ],
)  # fmt: skip
def test_codes_and_numbers_by_how_they_are_written(table: Path, name: str, values: list, expected: str) -> None:
    assert one(table, name, values) == expected
