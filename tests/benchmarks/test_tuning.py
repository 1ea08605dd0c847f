"""The benchmark of the guide's walk: what random search draws, and the page that is written."""

import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pandas")

from benchmarks.tuning.random_search import random_search
from benchmarks.tuning.report import PAGE, REMARKS, RESULTS, cases, page
from tests.tuning.standing_in import searching


def test_random_search_begins_with_the_config_and_draws_from_all_choices(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    training, space, trials, journal = searching(tmp_path, monkeypatch, lambda config, rate: rate)
    done = random_search(space, trials, journal, 6, 0.0, seed=0)
    assert [trial.number for trial in done] == [1, 2, 3, 4, 5, 6]
    assert done[0].pins == {}
    knobs = {knob.path for stage in space.stages for knob in stage.knobs}
    assert all(set(trial.pins) == knobs for trial in done[1:])
    assert len({config["training"]["learning_rate"]["initial"] for config in training.ran}) == 6
    again = random_search(space, trials, journal, 6, 0.0, seed=0)
    assert again == done
    assert len(training.ran) == 6


def row(method: str, validation: float, test: float, **more: Any) -> dict[str, Any]:
    fields = {"table": "a", "ruleset": "current", "seed": 0, "trials": 10, "score": "rmse"}
    return fields | {"method": method, "validation": validation, "test": test} | more


ROWS = [row("recommended", 2.0, 2.0), row("guide", 1.0, 1.5), row("random", 1.8, 1.0)]


def test_the_page_compares_what_belongs_together() -> None:
    text = page([*ROWS, row("guide", 1.0, 1.0, table="alone")], "## Remarks")
    assert "| 10 | current | 1 | validation | 0.500 | 0.900 | 1 of 1 |" in text
    assert "| 10 | current | 1 | test | 0.750 | 0.500 | 0 of 1 |" in text
    assert "| a | rmse | 10 | current | test | 2 | 1.5 | 1 |" in text
    assert "alone" not in text
    assert text.endswith("## Remarks\n")


def test_of_two_results_of_one_search_the_later_counts() -> None:
    (found,) = cases([*ROWS, row("guide", 0.5, 0.5)]).values()
    assert found["guide"]["validation"] == 0.5


def test_the_page_is_that_of_the_committed_results() -> None:
    rows = [json.loads(line) for line in RESULTS.read_text(encoding="utf-8").splitlines()]
    assert PAGE.read_text(encoding="utf-8") == page(rows, REMARKS.read_text(encoding="utf-8"))
