"""Several columns to predict at once, and one column that holds several labels a cell."""

import random
from pathlib import Path
from typing import Any

import pytest

from advisor import Problem, recommend
from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.cli.running import advisor
from tests.profiling.tables import column, numbers, sure, write

GENRES = ("sci fi", "drama", "comedy")


def inputs() -> dict[str, Any]:
    columns = sure()
    del columns["y"]
    return columns


def flags(rate: float, seed: int) -> list[int]:
    return numbers(lambda draw: int(draw.random() < rate), seed=seed)


def test_several_numbers_are_a_regression_over_rows_that_have_them_all(tmp_path: Path) -> None:
    columns = {**inputs(), "h": numbers(lambda d: d.gauss(0, 1)), "w": numbers(lambda d: d.lognormvariate(3, 1))}
    columns["twice"] = [2 * value for value in columns["w"]]
    columns["h"] = [None, *columns["h"][1:]]
    columns["w"] = [*columns["w"][:-2], None, "?"]
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "h", more=("w",)))
    wanted = {"task": "regression", "data.targets": ["h", "w"], "data.rows": 397, "data.outputs": 2,
              "data.features": 2, "data.target_range": "unbounded", "data.leaks": ["twice"]}  # fmt: skip
    assert {path: facts[path] for path in wanted} == wanted
    assert facts["data.target_skew"] > 2, "the larger of both"
    assert not {"data.target", "data.target_mean", "data.target_deviation", "data.classes"} & set(facts)
    assert "3 of 400 rows have no value of some target and are left out" in notes


def test_columns_of_two_values_are_labels_that_may_hold_together(tmp_path: Path) -> None:
    columns = {**inputs(), "a": flags(0.5, 1), "b": ["yes" if n else "No" for n in flags(0.1, 2)], "c": flags(0.3, 3)}
    path = write(tmp_path / "t.csv", columns)
    held = [sum(columns["a"]), columns["b"].count("yes"), sum(columns["c"])]
    found = examine(Asked(path, "a", shown=True, more=("b", "c")))
    wanted = {"task": "multilabel", "data.outputs": 3, "data.features": 2, "data.rows": 400}
    assert {fact: found.facts[fact] for fact in wanted} == wanted
    assert found.facts["data.imbalance"] == pytest.approx(max(held) / min(held), rel=1e-3)
    assert [(name, n) for name, n, _ in found.sections[0].rows] == list(zip("abc", held, strict=True))
    assert profile(path, ("a", "c"), task="regression")["data.outputs"] == 2


def test_a_column_counts_by_the_target_that_it_tells_most_of(tmp_path: Path) -> None:
    x, noise = numbers(lambda d: d.gauss(0, 1), seed=1), numbers(lambda d: d.gauss(0, 1), seed=2)
    blurred = [a + 0.1 * b for a, b in zip(x, numbers(lambda d: d.gauss(0, 1), seed=4), strict=True)]
    columns = {"x": x, "other": numbers(lambda d: d.gauss(0, 1), seed=3), "first": noise, "second": blurred}
    facts = profile(write(tmp_path / "t.csv", columns), ["first", "second"])
    assert column(facts, "x")["relevance"] > 0.3
    assert column(facts, "other")["relevance"] < 0.05


@pytest.mark.parametrize(
    ("join", "separator"),
    [
        ("|".join, "|"),
        ("; ".join, ";"),
        (", ".join, ","),
        (lambda labels: str(list(labels)), ","),
        (lambda labels: " ".join(label.replace(" ", "-") for label in labels), " "),
    ],
)
def test_labels_of_one_cell_are_counted(tmp_path: Path, join: Any, separator: str) -> None:
    draw = random.Random(0)
    cells = [[genre for genre in GENRES if draw.random() < 0.5] or ["drama"] for _ in range(400)]
    path = write(tmp_path / "t.csv", {**inputs(), "genres": [join(cell) for cell in cells]})
    facts, *_, notes, _ = examine(Asked(path, "genres", task="multilabel"))
    counts = [sum(genre in cell for cell in cells) for genre in GENRES]
    assert (facts["data.outputs"], facts["data.rows"], facts["data.target"]) == (3, 400, "genres")
    assert facts["data.imbalance"] == pytest.approx(max(counts) / min(counts), rel=1e-3)
    assert any(f"get_dummies({separator!r})" in note for note in notes)
    assert not any(genre in note for note in notes for genre in GENRES), "values stay in the data"
    problem = Problem.from_data(path, "genres", task="multilabel")
    assert recommend(problem).config.model.output.units == 3


def test_texts_and_arrays_have_several_targets_too(tmp_path: Path) -> None:
    import numpy as np

    words = ["a long enough sentence about", "many words are in this text of"]
    texts = numbers(lambda draw: f"{draw.choice(words)} number {draw.random()} and more of the same")
    path = write(tmp_path / "t.csv", {"review": texts, "a": flags(0.5, 1), "b": flags(0.3, 2)})
    facts = profile(path, ["a", "b"])
    assert (facts["data.kind"], facts["task"], facts["data.outputs"]) == ("text", "multilabel", 2)
    draw = np.random.default_rng(0)
    np.savez(tmp_path / "t.npz", X=draw.normal(size=(90, 4)), y=draw.normal(size=(90, 3)))
    facts = profile(str(tmp_path / "t.npz"))
    assert (facts["task"], facts["data.outputs"], facts["data.features"]) == ("regression", 3, 4)
    np.savez(tmp_path / "s.npz", X=draw.normal(size=(90, 12, 4)), y=draw.integers(0, 2, size=(90, 3)))
    facts = profile(str(tmp_path / "s.npz"))
    assert (facts["data.kind"], facts["task"], facts["data.outputs"]) == ("sequence", "multilabel", 3)


@pytest.mark.parametrize(
    ("targets", "said", "reason"),
    [
        (["x", "colour"], {}, "'colour' is neither"),
        (["x", "a"], {"task": "multilabel"}, "a label of a multi-label task is 0 or 1(.|\n)*'x' is neither"),
        (["x", "a"], {"task": "binary"}, "a task of the kind binary has one target"),
        (["x", "x"], {}, "a target is named twice"),
        (["x", "z"], {}, "there is no column 'z'"),
        (["x", "empty"], {}, "'empty' is missing in every row"),
        (["x", "a"], {"time_column": "x"}, "columns of their own"),
        (["a"], {"task": "multilabel"}, "'a' holds numbers"),
    ],
)
def test_what_does_not_go_together_is_refused(
    tmp_path: Path, targets: list[str], said: dict[str, str], reason: str
) -> None:
    path = write(tmp_path / "t.csv", {**inputs(), "a": flags(0.5, 1), "empty": [None] * 400})
    with pytest.raises(InputError, match=reason):
        profile(path, targets, **said)


@pytest.mark.slow
def test_the_command_line_names_each_target_once(tmp_path: Path) -> None:
    columns = {**inputs(), "height, cm": numbers(lambda d: d.gauss(0, 1)), "w": numbers(lambda d: d.gauss(0, 1))}
    path = write(tmp_path / "t.csv", columns)
    targets = ["--target", "height, cm", "--target", "w"]
    measured = advisor("profile", path, *targets)
    assert measured.code == 0
    config = advisor("recommend", "--data", path, *targets)
    assert config.code == 0
    assert advisor("recommend", "-", given=measured.out).out == config.out
    (tmp_path / "config.yaml").write_bytes(config.out)
    written = advisor("export", "torch", str(tmp_path / "config.yaml"), "-o", str(tmp_path / "project"))
    assert written.code == 0, written.err
    assert '["height, cm", "w"]' in (tmp_path / "project" / "data.py").read_text()
    wrong = advisor("recommend", "--task", "regression", *targets, "--outputs", "3")
    assert (wrong.code, "3 outputs, yet 2 columns are to be predicted" in wrong.err) == (2, True)


@pytest.mark.parametrize("far", [10**9, -(10**9), None])
def test_a_single_value_that_makes_the_variance_is_told(tmp_path: Path, far: int | None) -> None:
    salary = [far or 0, *numbers(lambda draw: draw.gauss(50_000, 9_000), 399)]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {**inputs(), "salary": salary}), "salary"))
    said = "a single value of 'salary' makes 100% of its variance: if it is a slip, mend it or leave its row out"
    assert (said in notes) == (far is not None)
