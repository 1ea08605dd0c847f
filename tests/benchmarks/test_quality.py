"""The benchmark of quality: its page says what its results say, and its changes of the advice change the advice."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pandas")

from advisor import Problem, recommend
from advisor.yamlio import read_document
from benchmarks.quality import ablation, rates, report, scoring, store

EXAMPLE = Path(__file__).parents[2] / "examples" / "breast_cancer.csv"


def test_the_page_is_made_of_the_results() -> None:
    rows = store.read(report.ROOT / "benchmarks" / "quality" / "results.jsonl")
    remarks = (report.ROOT / "benchmarks" / "quality" / "remarks.md").read_text(encoding="utf-8")
    assert report.page(rows, remarks) == report.PAGE.read_text(encoding="utf-8"), "`make quality-page` writes it anew"


@pytest.mark.parametrize(
    ("score", "value", "trivial", "best", "expected"),
    [
        ("auc", 0.75, 0.5, 1.0, 0.5),
        ("rmse", 4.0, 4.0, 2.0, 0.0),
        ("rmse", 9.0, 4.0, 2.0, -1.0),
        ("r2", 0.3, 0.0, 0.0, 1.0),
    ],
)
def test_scores_lie_between_the_trivial_answer_and_the_best(
    score: str, value: float, trivial: float, best: float, expected: float
) -> None:
    assert scoring.normalised(score, value, trivial, best) == pytest.approx(expected)


@pytest.mark.slow
def test_a_rule_can_be_left_out(tmp_path: Path) -> None:
    found = {}
    for rule in ("STACK-LINEAR", "STACK-NONE"):
        program = [sys.executable, "-m", "benchmarks.quality.without", rule, "recommend"]
        asked = ["--data", str(EXAMPLE), "--target", "diagnosis", "-o", str(tmp_path / f"{rule}.yaml"), "--quiet"]
        subprocess.run([*program, *asked], check=True, cwd=report.ROOT)
        document = read_document((tmp_path / f"{rule}.yaml").read_bytes(), rule).data
        found[rule] = document["model"]["stacking"]
    assert found == {"STACK-LINEAR": "none", "STACK-NONE": "linear"}


def test_the_guides_answers_are_pins_that_the_advice_takes() -> None:
    facts: dict[str, Any] = {"task": "regression", "rows": 800, "features": 8}
    changes = list(ablation.guides(Problem(**facts)))
    assert {"+model.activation.name", "+data.split.folds", "+model.stacking"} <= {c.partition("=")[0] for c in changes}
    pins = [change[1:].partition("=") for change in changes]
    for path, _, value in pins:
        fixed = read_document(f"value: {value}\n", path).data["value"]
        assert recommend(Problem(**facts, pins={path: fixed})).document() != recommend(Problem(**facts)).document()


def test_differences_are_those_to_the_advice_on_the_same_split() -> None:
    row: dict[str, Any] = {"table": "t", "rows": 9, "seed": 0, "task": "regression", "cpu_seconds": 2.0}
    beside = [
        {**row, "method": "constant", "r2": 0.0, "rmse": 10.0},
        {**row, "method": "linear", "r2": 0.5, "rmse": 5.0},
    ]
    ours = [
        {**row, "method": "advisor", "r2": 0.4, "rmse": 6.0},
        {**row, "method": "advisor -RULE", "r2": 0.3, "rmse": 8.0, "cpu_seconds": 1.0},
        {**row, "method": "advisor +a.b=1", "error": "it failed"},
    ]
    lines = ablation.summary(*({store.key(each): each for each in some} for some in (ours, beside)))
    assert lines[2:] == ["| without RULE | 1 | -0.200 | -0.400 | 0.50 |"]


def test_readings_are_told_beside_the_rate_of_the_config() -> None:
    row: dict[str, Any] = {"table": "t", "rows": 9, "seed": 0}
    rows = [
        {**row, "method": f"sgd: {rates.CONFIG}", "loss": 2.0, "rate": 0.01},
        {**row, "method": "sgd: valley", "loss": 3.0, "rate": 0.02},
    ]
    assert rates.summary({store.key(each): each for each in rows})[2:] == [
        "| sgd | valley | 1.50 | 1.50 | 0.02 to 0.02 |"
    ]
