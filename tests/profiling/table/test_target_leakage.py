"""Columns that give the target away are found; strong but honest ones raise no alarm."""

import math
import random
from pathlib import Path

import pytest

from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import write

ROWS = 1_000
DRAW = random.Random(5)
X = [DRAW.gauss(0, 1) for _ in range(ROWS)]
BINARY = ["yes" if x + DRAW.gauss(0, 0.8) > 0 else "no" for x in X]
CLASSES = [min(3, max(0, round(1.5 + x))) for x in X]
NUMBER = [math.exp(3 + x + DRAW.gauss(0, 0.5)) for x in X]


def noisy(values: list, odd: int, other: object) -> list:
    """The values, but for `odd` of them spread over the rows."""
    step = len(values) // odd
    return [other if place % step == 0 else value for place, value in enumerate(values)]


def leaks(tmp_path: Path, target: list, column: list) -> list[str]:
    inputs = {"honest": [x + 0.3 * DRAW.gauss(0, 1) for x in X[: len(target)]], "suspect": column}
    return profile(write(tmp_path / "t.csv", {**inputs, "y": target}), "y")["data.leaks"]


@pytest.mark.parametrize(
    ("target", "column"),
    [
        pytest.param(BINARY, BINARY, id="copy"),
        pytest.param(BINARY, [int(value == "yes") for value in BINARY], id="recoded as numbers"),
        pytest.param(BINARY, [{"yes": "Y", "no": "N"}[value] for value in BINARY], id="recoded as text"),
        pytest.param(BINARY, ["left" if value == "yes" else None for value in BINARY], id="missing for one class"),
        pytest.param(BINARY, [f"{v} {DRAW.randrange(20)}" for v in BINARY], id="finer than the target"),
        pytest.param(BINARY, noisy(BINARY, 4, "other"), id="nearly a copy"),
        pytest.param(BINARY, [(v == "yes") + DRAW.uniform(0, 0.9) for v in BINARY], id="a score cut in two"),
        pytest.param(CLASSES, [f"class {value}" for value in CLASSES], id="classes renamed"),
        pytest.param(CLASSES, [{0: 3, 1: 0, 2: 1, 3: 2}[value] for value in CLASSES], id="classes permuted"),
        pytest.param(CLASSES, [7 * v + DRAW.random() for v in CLASSES], id="classes as intervals"),
        pytest.param(NUMBER, NUMBER, id="number copied"),
        pytest.param(NUMBER, [32 + 1.8 * value for value in NUMBER], id="other unit"),
        pytest.param(NUMBER, [-round(value) for value in NUMBER], id="rounded and negated"),
        pytest.param(NUMBER, [math.log(value) for value in NUMBER], id="logarithm"),
        pytest.param(NUMBER, noisy(NUMBER, 100, None), id="copied with gaps"),
    ],
)
def test_a_column_that_gives_the_target_away_is_found(tmp_path: Path, target: list, column: list) -> None:
    assert leaks(tmp_path, target, column) == ["suspect"]


@pytest.mark.parametrize(
    ("target", "column"),
    [
        pytest.param(BINARY, noisy(BINARY, 30, "no"), id="3% wrong"),
        pytest.param(BINARY, [(v == "yes") + DRAW.gauss(0, 0.25) for v in BINARY], id="97% accurate score"),
        pytest.param(BINARY[:12], BINARY[:12], id="a dozen rows"),
        pytest.param(BINARY, [f"user {place // 2}" for place in range(ROWS)], id="many categories"),
        pytest.param(CLASSES, [v + DRAW.gauss(0, 0.3) for v in CLASSES], id="classes that overlap"),
        pytest.param(CLASSES, [v // 2 for v in CLASSES], id="coarser than the target"),
        pytest.param(NUMBER, [v + DRAW.gauss(0, 4) for v in NUMBER], id="strong but noisy"),
        pytest.param(NUMBER, [v * DRAW.uniform(0.8, 1.2) for v in NUMBER], id="proportional but noisy"),
        pytest.param([*NUMBER[1:], 1e9], [*X[1:], 1e9], id="one far point in both"),
    ],
)
def test_a_strong_but_honest_column_raises_no_alarm(tmp_path: Path, target: list, column: list) -> None:
    assert leaks(tmp_path, target, column) == []


def test_a_rare_class_is_not_given_away_by_a_column_that_never_names_it(tmp_path: Path) -> None:
    rare = ["yes" if place % 100 == 0 else "no" for place in range(ROWS)]
    assert leaks(tmp_path, rare, [place % 3 for place in range(ROWS)]) == []


def test_an_honest_separation_in_a_small_table_raises_no_alarm(tmp_path: Path) -> None:
    """As the petals of irises: a hundred flowers, and one measurement tells two kinds apart."""
    kinds = ["a", "b"] * 50
    assert leaks(tmp_path, kinds, [(kind == "b") * 3 + DRAW.random() for kind in kinds]) == []


def test_identifiers_of_a_sorted_file_are_no_leaks(tmp_path: Path) -> None:
    order = sorted(BINARY)
    assert leaks(tmp_path, order, list(range(ROWS))) == []


def notes_of(tmp_path: Path, columns: dict[str, list]) -> list[str]:
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    assert facts["data.leaks"] == []
    return [note for note in notes if "leave" in note]


@pytest.mark.parametrize(("noise", "noted"), [(0.0003, True), (0.5, False)])
def test_a_column_that_all_but_gives_the_target_away_is_noted(tmp_path: Path, noise: float, noted: bool) -> None:
    score = [x if abs(x) > noise else -x for x in X]
    odd = [-x if place % 100 == 0 else x for place, x in enumerate(score)]
    target = ["yes" if x + DRAW.gauss(0, noise) > 0 else "no" for x in X]
    found = notes_of(tmp_path, {"score": odd, "other": X[::-1], "y": target})
    assert [note.split()[:2] for note in found] == ([["'score'", "resolves"]] if noted else [])


def test_columns_that_add_up_to_the_target_are_noted(tmp_path: Path) -> None:
    a, b = ([DRAW.randrange(300) for _ in X] for _ in "ab")
    found = notes_of(tmp_path, {"a": a, "b": b, "x": X, "y": [p + q for p, q in zip(a, b, strict=True)]})
    assert found == ["'a' + 'b' = 'y': leave one of them out unless all are known before"]
    mean = [(p + 3 * q) / 4 for p, q in zip(a, b, strict=True)]
    (note,) = notes_of(tmp_path, {"a": a, "b": b, "x": X, "y": mean})
    assert "together give 'y', as a weighted sum" in note
    assert (
        notes_of(tmp_path, {"a": a, "b": b, "y": [p + q + DRAW.gauss(0, 9) for p, q in zip(a, b, strict=True)]}) == []
    )


def test_a_number_that_tells_the_classes_of_a_small_table_apart_is_noted(tmp_path: Path) -> None:
    weight = [2_000 + place * 37 % 2_000 for place in range(150)]
    columns = {"weight": weight, "age": [place * 7 % 30 for place in range(150)], "low": [w < 2_500 for w in weight]}
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "low"))
    assert facts["data.leaks"] == []
    said = "'weight' tells the classes of 'low' apart without a slip: leave it out unless known before"
    assert [note for note in notes if "without a slip" in note] == [said]


def test_a_column_that_is_filled_in_one_class_alone_is_noted(tmp_path: Path) -> None:
    goal = ["no" if k % 3 else "so" if k % 2 else "yes" for k in range(400)]
    why = [f"reason {k % 5}" if each == "no" else None for k, each in enumerate(goal)]
    where = [f"place {k % 5}" if k % 2 else None for k in range(400)]
    path = write(tmp_path / "t.csv", {"why": why, "where": where, "x": [k % 7 for k in range(400)], "y": goal})
    told = [note for note in examine(Asked(path, "y")).notes if "of one class of 'y' alone" in note]
    assert [note.partition(" is ")[0] for note in told] == ["'why'"]


@pytest.mark.parametrize("told", [True, False])
def test_a_reason_that_gives_a_class_away_where_it_is_filled(tmp_path: Path, told: bool) -> None:
    places = {"adopted": "foster", "moved": "partner", "kept": "", "died": ""}
    goals = [DRAW.choice(list(places)) for _ in range(ROWS)]
    named = [places[goal if told else DRAW.choice(list(places))] if DRAW.random() < 0.6 else "" for goal in goals]
    path = write(tmp_path / "t.csv", {"x": X, "reason": named, "y": goals})
    notes = examine(Asked(path, "y")).notes
    said = "'reason' gives 'y' away in the rows that have it: leave it out unless known before"
    assert (said in notes) == told
