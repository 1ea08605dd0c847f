"""The benchmark of predicted hours: what a shortened run stands for, and the page that is written."""

from typing import Any

import pytest

pytest.importorskip("torch")

from benchmarks.duration.__main__ import in_turn
from benchmarks.duration.cases import CASES
from benchmarks.duration.measuring import told
from benchmarks.duration.predicting import problem_of
from benchmarks.duration.report import compared, page
from benchmarks.duration.timed import Timed

DOCUMENT: dict[str, Any] = {
    "training": {"seeds": [0, 1], "epochs": 10},
    "resources": {"total_steps": 50},
    "data": {"split": {"folds": 5}},
}


@pytest.mark.parametrize(("at_once", "runs"), [(True, 2), (False, 10)])
def test_a_shortened_run_stands_for_all_runs_epochs_and_updates(at_once: bool, runs: int) -> None:
    """Updates of a second each, and half a second of judging: the second epoch was disturbed."""
    found = Timed(steps=5, at_once=at_once, epochs=[3.5, 9.0], updates=[1.0, 2.0, 3.0, 10.0, 11.0, 12.0])
    assert told(DOCUMENT, found)["seconds"] == pytest.approx(runs * 10 * (4 * 1.0 + 1.5))


def test_one_of_each_kind_is_measured_after_the_other() -> None:
    order = in_turn(CASES)
    assert sorted(order) == sorted(CASES)
    assert len({case.kind for case in order[:6]}) == 6


def test_there_are_forty_cases_of_all_kinds() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 40


def test_what_would_be_trained_otherwise_today_is_left_out() -> None:
    row = {"case": "titanic", "kind": "table", "seconds": 10.0, "problem": {"task": "binary"}, "trained": ["cnn"]}
    assert problem_of(row).task == "binary"
    assert compared({"titanic": row, "vehicle": {"case": "vehicle", "error": "no file"}}) == []
    assert "| **all** | 0 |" in page({}, "")
