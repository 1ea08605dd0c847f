"""Which task a target asks for, and which it refuses."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import numbers, sure, write

EXAMPLES = Path(__file__).parents[4] / "examples"


@pytest.mark.parametrize(
    ("name", "target", "expected"),
    [
        ("breast_cancer", "diagnosis",
         {"task": "binary", "data.rows": 569, "data.features": 30, "data.smallest_class": 212}),
        ("wine", "cultivar", {"task": "multiclass", "data.rows": 178, "data.features": 13, "data.classes": 3}),
        ("diabetes", "progression",
         {"task": "regression", "data.rows": 442, "data.features": 10, "data.target_range": "unbounded"}),
    ],
)  # fmt: skip
def test_the_example_tables(name: str, target: str, expected: dict) -> None:
    facts = profile(str(EXAMPLES / f"{name}.csv"), target)
    assert {path: facts[path] for path in expected} == expected
    assert facts["data.leaks"] == []


def target_facts(tmp_path: Path, values: list, name: str = "goal", task: str | None = None) -> dict:
    inputs = sure(len(values))
    del inputs["y"]
    return profile(write(tmp_path / "t.csv", {**inputs, name: values}), name, task=task)


@pytest.mark.parametrize(
    ("name", "draw", "task"),
    [
        ("goal", lambda draw: draw.randrange(2), "binary"),
        ("goal", lambda draw: draw.choice([1.5, 2.5]), "binary"),
        ("goal", lambda draw: draw.choice(["True", "False"]), "binary"),
        ("goal", lambda draw: draw.randrange(7), "multiclass"),
        ("goal", lambda draw: f"{draw.randrange(3)}.0", "multiclass"),
        ("goal", lambda draw: draw.choice(["a", "b", "c", "d"]), "multiclass"),
        ("goal", lambda draw: f"class {draw.randrange(100)}", "multiclass"),
        ("wine quality", lambda draw: draw.randrange(3, 9), "ordinal"),
        ("StarRating", lambda draw: draw.randrange(1, 6), "ordinal"),
        ("quality", lambda draw: draw.choice([1, 5, 9]), "multiclass"),
        ("goal", lambda draw: draw.randrange(101), "regression"),
        ("goal", lambda draw: draw.gauss(0, 1), "regression"),
        ("goal", lambda draw: draw.choice([0.5, 1, 1.5, 2]), "regression"),
        ("claim_count", lambda draw: int(draw.expovariate(0.5)), "regression"),
        ("goal", lambda draw: int(draw.expovariate(0.9)), "multiclass"),
    ],
)
def test_the_task_is_inferred(tmp_path: Path, name: str, draw, task: str) -> None:
    assert target_facts(tmp_path, numbers(draw), name)["task"] == task


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (lambda draw: draw.gauss(0, 1), "unbounded"),
        (lambda draw: draw.random(), "unit"),
        (lambda draw: 0.01 * draw.random(), "unbounded"),
        (lambda draw: draw.uniform(-1, 1), "symmetric"),
        (lambda draw: draw.uniform(-0.1, 0.1), "unbounded"),
        (lambda draw: draw.lognormvariate(3, 1), "positive"),
        (lambda draw: draw.uniform(100, 110), "unbounded"),
        (lambda draw: int(draw.expovariate(0.05)), "counts"),
        (lambda draw: 5_000 + int(draw.expovariate(0.0002)), "positive"),
    ],
)
def test_the_range_of_the_target(tmp_path: Path, draw, expected: str) -> None:
    assert target_facts(tmp_path, numbers(draw))["data.target_range"] == expected


def test_the_shape_of_a_numeric_target(tmp_path: Path) -> None:
    facts = target_facts(tmp_path, [*range(-199, 200), 5_000])
    mean = 5_000 / 400
    squares = sum(value * value for value in [*range(-199, 200), 5_000]) / 400
    assert facts["data.target_mean"] == pytest.approx(mean, rel=1e-5)
    assert facts["data.target_deviation"] == pytest.approx(math.sqrt(squares - mean * mean), rel=1e-3)
    assert facts["data.target_outliers"] == 0.0025
    assert facts["data.target_skew"] > 10


def test_classes_and_their_balance(tmp_path: Path) -> None:
    facts = target_facts(tmp_path, ["a"] * 240 + ["b"] * 120 + ["c"] * 40)
    assert (facts["data.classes"], facts["data.imbalance"], facts["data.smallest_class"]) == (3, 6.0, 40)


def test_a_given_task_wins(tmp_path: Path) -> None:
    stars = numbers(lambda draw: draw.randrange(1, 6))
    for task in ("multiclass", "ordinal", "regression"):
        facts = target_facts(tmp_path, stars, task=task)
        assert "task" not in facts
        assert ("data.classes" in facts) == (task != "regression")
        assert ("data.target_mean" in facts) == (task == "regression")


@pytest.mark.parametrize(
    ("draw", "task", "reason"),
    [
        (lambda draw: draw.choice("abc"), "regression", "a regression needs numbers, and 'goal' holds text"),
        (lambda draw: f"2024-05-{draw.randrange(10, 29)}", "regression", "'goal' holds dates"),
        (lambda draw: f"2024-05-{draw.randrange(10, 29)}", None, "'goal' holds dates"),
        (lambda draw: draw.choice("abc"), "binary", "has 3 values(.|\n)*--task multiclass fits"),
        (lambda draw: draw.gauss(0, 1), "binary", "--task regression fits"),
        (lambda draw: draw.choice("ab"), "multiclass", "has 2(.|\n)*--task binary fits"),
        (lambda draw: draw.gauss(0, 1), "multiclass", "400 different numbers in 400 rows: no classes"),
        (lambda draw: f"name {draw.random()}", None, "400 different texts in 400 rows: no classes"),
        (lambda draw: draw.choice("ab"), "multilabel", "or each has a column of 0 and 1"),
        (lambda draw: draw.choice("ab"), "forecasting", "has no column of times"),
        (lambda draw: draw.choice("ab"), "regresion", "did you mean regression"),
    ],
)
def test_a_task_that_does_not_fit_its_target_is_refused(tmp_path: Path, draw, task: str | None, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        target_facts(tmp_path, numbers(draw), task=task)


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        (lambda at: f"{at % 3}:{at % 60:02}:{at * 7 % 60:02}", "pd.to_timedelta(table['y']).dt.total_seconds()"),
        (
            lambda at: f"0 days 0{at % 3}:{at % 60:02}:{at * 7 % 60:02}",
            "pd.to_timedelta(table['y']).dt.total_seconds()",
        ),
        (lambda at: f"{at % 30}:{at % 60:02}", "pd.to_timedelta(table['y'] + ':00').dt.total_seconds()"),
    ],
)
def test_durations_are_refused_with_the_way_to_seconds(tmp_path: Path, cell: Callable[[int], str], line: str) -> None:
    columns = {"x": list(range(0, 600, 2)), "y": [cell(place) for place in range(300)], "z": [1, 2, 3] * 100}
    with pytest.raises(InputError) as error:
        profile(write(tmp_path / "t.csv", columns), "y")
    assert line in str(error.value)


def test_durations_among_the_inputs_are_noted(tmp_path: Path) -> None:
    lasts = [f"{place // 3600} days {place % 24:02}:{place % 60:02}:11" for place in range(300)]
    *_, notes, _ = examine(
        Asked(write(tmp_path / "t.csv", {"x": [1, 2, 3] * 100, "lasts": lasts, "y": [0, 1] * 150}), "y")
    )
    assert "'lasts' holds durations: to learn from them pd.to_timedelta(table['lasts']).dt.total_seconds()" in notes


def test_several_labels_in_a_cell_are_told(tmp_path: Path) -> None:
    kinds = ["drama", "comedy", "war", "crime"]
    some = [",".join(kind for at, kind in enumerate(kinds) if (place >> at) & 1) or "none" for place in range(320)]
    *_, notes, _ = examine(
        Asked(write(tmp_path / "t.csv", {"x": list(range(0, 640, 2)), "w": [1, 2] * 160, "y": some}), "y")
    )
    assert any(note.startswith("'y' holds 5 labels in 16 combinations, separated by ','") for note in notes)
    towns = [f"{town}, {state}" for place in range(80) for town, state in zip("abcd", "wxyz", strict=True)]
    *_, notes, _ = examine(
        Asked(write(tmp_path / "u.csv", {"x": list(range(0, 640, 2)), "w": [1, 2] * 160, "y": towns}), "y")
    )
    assert not any("combinations" in note for note in notes)


def test_small_counts_as_classes_are_said_to_be_a_guess(tmp_path: Path) -> None:
    columns = {"x": list(range(0, 600, 2)), "w": [1, 2, 3] * 100, "damaged": [0, 0, 1, 0, 2] * 60}
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "damaged"))
    assert facts["task"] == "multiclass"
    assert "'damaged' has 3 different values and is read as classes; --task regression reads amounts" in notes


def test_a_few_values_of_scaled_classes_are_said_to_be_a_guess(tmp_path: Path) -> None:
    scaled = [round((k * 7 % 5 - 2) / 1.41, 6) for k in range(400)]
    facts, *_, notes, _ = examine(
        Asked(
            write(tmp_path / "t.csv", {"x": range(0, 800, 2), "z": [k % 17 for k in range(400)], "num": scaled}), "num"
        )
    )
    assert facts["task"] == "regression"
    assert "'num' has 5 different values and is read as amounts; --task multiclass reads classes" in notes


@pytest.mark.parametrize(("classes", "told"), [((-1, 0, 1, 2), True), ((-1, 0, 1), False), ((0, 1, 2, 3), False)])
def test_a_class_of_minus_one_may_be_none(tmp_path: Path, classes: tuple[int, ...], told: bool) -> None:
    goal = [classes[place % len(classes)] for place in range(400)]
    columns = {"x": sure()["x"], "label": goal}
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "label"))
    assert any("-1 may mark rows without a class" in note for note in notes) == told
