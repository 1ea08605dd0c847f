"""How much a column tells of the target by itself, and columns that forbid a split at random."""

import math
import random
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import Problem, recommend
from advisor.profiling import Asked, examine, profile
from advisor.profiling.table.relevance import resolved
from tests.profiling.tables import column, numbers, sure, write

ROWS = 3_000
DRAW = random.Random(7)
X = [DRAW.gauss(0, 1) for _ in range(ROWS)]
LEVEL = [DRAW.choice("abcde") for _ in range(ROWS)]
NOISE = {
    "noise": [DRAW.gauss(0, 1) for _ in range(ROWS)],
    "coin": [DRAW.choice("ht") for _ in range(ROWS)],
    "gaps": [None if DRAW.random() < 0.3 else DRAW.random() for _ in range(ROWS)],
    "many": [f"v{DRAW.randrange(300)}" for _ in range(ROWS)],
}


@pytest.mark.parametrize(
    "goal",
    [
        pytest.param([x + DRAW.gauss(0, 0.5) + (level == "a") for x, level in zip(X, LEVEL, strict=True)], id="number"),
        pytest.param(
            ["yes" if x + DRAW.gauss(0, 1) + (v == "a") > 0 else "no" for x, v in zip(X, LEVEL, strict=True)],
            id="classes",
        ),
    ],
)
def test_what_tells_something_and_what_does_not(tmp_path: Path, goal: list) -> None:
    facts = profile(write(tmp_path / "t.csv", {"x": X, "level": LEVEL, **NOISE, "y": goal}), "y")
    told = {each["name"]: each["relevance"] for each in facts["data.columns"]}
    assert told["x"] > 0.1
    assert 0 < told["level"] < told["x"]
    assert [told[name] for name in NOISE] == [0.0] * len(NOISE)


def test_that_a_value_is_missing_may_tell(tmp_path: Path) -> None:
    goal = [x > 0 for x in X]
    gaps = [None if yes and DRAW.random() < 0.7 else DRAW.random() for yes in goal]
    assert column(profile(write(tmp_path / "t.csv", {"gaps": gaps, "x": X, "y": goal}), "y"), "gaps")["relevance"] > 0.2


@pytest.mark.slow
@given(st.dictionaries(st.tuples(st.integers(0, 5), st.integers(0, 3)), st.integers(1, 500), min_size=1))
def test_resolved_is_mutual_information_less_what_chance_shows(counts: dict) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    pairs = Counter(counts)
    total = sum(pairs.values())
    goals = Counter[int]()
    for (_, goal), n in pairs.items():
        goals[goal] += n
    entropy = -sum(n / total * math.log(n / total) for n in goals.values())
    found = resolved(pairs)
    assert 0 <= found <= 1
    if found:
        levels, labels = zip(*pairs.elements(), strict=True)
        free = (len(set(levels)) - 1) * (len(set(labels)) - 1)
        expected = (metrics.mutual_info_score(levels, labels) - free / (2 * total)) / entropy
        assert found == pytest.approx(min(1.0, expected), abs=1e-9)


def test_columns_that_tell_nothing_are_a_try_by_name(tmp_path: Path) -> None:
    goal = [x + DRAW.gauss(0, 0.5) for x in X]
    path = write(tmp_path / "t.csv", {"x": X, "noise": NOISE["noise"], "y": goal})
    choice = recommend(Problem.from_data(path, "y")).choices["data.drop_columns"]
    assert (choice.value, choice.pick.try_next) == ([], [["noise"]])
    assert "1 tells no more of the target than chance" in choice.pick.because


def test_names_that_repeat_and_dates_warn_of_a_split_at_random(tmp_path: Path) -> None:
    columns = {
        "patient_id": numbers(lambda draw: draw.randrange(60)),
        "when": numbers(lambda draw: f"2024-0{draw.randrange(1, 9)}-11"),
        "x": numbers(lambda draw: draw.gauss(0, 1)),
        "y": numbers(lambda draw: draw.choice("ab")),
    }
    path = write(tmp_path / "t.csv", columns)
    group, time = examine(Asked(path, "y")).notes
    assert group.startswith("'patient_id' has 60 values in 400 rows")
    assert "--group-column" in group
    assert time.startswith("'when' holds dates")
    assert examine(Asked(path, "y", group_column="patient_id", time_column="when")).notes == []


def test_owners_are_told_by_their_names(tmp_path: Path) -> None:
    draw = random.Random(3)
    names = ("rotten_user", "employee_residence", "user_id", "patient", "driverName")
    columns = {name: [draw.randrange(40) for _ in range(400)] for name in names}
    columns["driverName"] = [f"driver {draw.randrange(40)}" for _ in range(400)]  # type: ignore[misc]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {**columns, **sure()}), "y"))
    said = [note.split()[0] for note in notes if "whom a row is about" in note]
    assert said == ["'user_id'", "'patient'", "'driverName'"]


def test_outcomes_of_other_months_are_noted(tmp_path: Path) -> None:
    columns = {f"sales_M{place}": numbers(lambda draw: draw.gauss(9, 1), seed=place) for place in range(1, 6)}
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns | {"x1": columns["sales_M1"]}), "sales_M3"))
    named = "'sales_M1', 'sales_M2', 'sales_M4' and 1 more are named as the target is"
    assert any(note.startswith(named) for note in notes)


def test_names_that_begin_alike_keep_rows_together(tmp_path: Path) -> None:
    names = [f"subject_{place // 8:02}_{place % 8}" for place in range(ROWS)]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"name": names, **sure(ROWS)}), "y"))
    assert any(note.startswith("the names in 'name' begin in 375 ways") for note in notes)
    plain = [f"subject_{place}" for place in range(ROWS)]
    *_, notes, _ = examine(Asked(write(tmp_path / "u.csv", {"name": plain, **sure(ROWS)}), "y"))
    assert not any("begin in" in note for note in notes)


def test_numbers_that_count_within_a_group_keep_rows_together(tmp_path: Path) -> None:
    parties = [(party, guest) for party in range(ROWS) for guest in range(1 + (party % 3 == 0) + (party % 9 == 0))]
    names = [f"{party:04}_{guest + 1:02}" for party, guest in parties][:ROWS]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"Id": names, **sure(ROWS)}), "y"))
    (note,) = (note for note in notes if note.startswith("the names in 'Id' begin in "))
    assert note.endswith("flatters: table['Id'].str.replace(r'[_ .-]?\\d+$', '', regex=True) as --group-column")
    draw = random.Random(1)
    plain = [f"{draw.randrange(ROWS):04}_{draw.randrange(90):02}x{place}"[:7] for place in range(ROWS)]
    *_, notes, _ = examine(Asked(write(tmp_path / "u.csv", {"Id": plain, **sure(ROWS)}), "y"))
    assert not any("begin in" in note for note in notes)


@pytest.mark.parametrize(("shuffled", "noted"), [(False, True), (True, False)])
def test_rows_of_one_name_that_stand_together(tmp_path: Path, shuffled: bool, noted: bool) -> None:
    draw = random.Random(5)
    names = [name for trip in range(40) for name in [f"{draw.choice('QXBKD')}{trip}"] * 10]
    if shuffled:
        draw.shuffle(names)
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"label": names, **sure()}), "y"))
    assert any(note.startswith("rows with the same 'label' stand together") for note in notes) is noted
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"label": sorted(names), **sure()}), "y"))
    assert not any("stand together" in note for note in notes)


@pytest.mark.parametrize(("name", "noted"), [("Date", True), ("Size", False)])
def test_dates_counted_in_days_as_spreadsheets_do(tmp_path: Path, name: str, noted: bool) -> None:
    days = random.Random(1).sample(range(36_526, 42_000), ROWS)
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {name: days, **sure(ROWS)}), "y"))
    assert any("may count days as spreadsheets do" in note for note in notes) is noted


def test_codes_of_users_that_come_again_are_named(tmp_path: Path) -> None:
    columns = sure()
    columns |= {"user_code": [f"{place % 30:08x}a" for place in range(400)]}
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    assert any(note.startswith("'user_code' has 30 values in 400 rows: if it names whom") for note in notes)
