"""Hours of training: they follow from rates that a machine was measured to have, and from nothing else of it."""

from typing import Any

import pytest

from advisor import Problem, recommend
from advisor.knowledge.compute.training_time import training_hours

RATES: dict[str, Any] = {
    "kind": "cpu",
    "date": "2026-11-29",
    "device": "a processor",
    "torch": "2.13.0",
    "threads": 1,
    "step_us": 300.0,
    "layer_us": 150.0,
    "tick_us": 20.0,
    "weight_ns": 5.0,
    **{f"{kind}_gflops": 50.0 for kind in ("dense", "convolution", "recurrence", "attention")},
    **{f"{kind}_value_ns": 5.0 for kind in ("dense", "convolution", "recurrence", "attention")},
}
MEASURED = {f"compute.calibration.{name}": value for name, value in RATES.items()}
PROBLEMS: dict[str, dict[str, Any]] = {
    "table": {"task": "binary", "rows": 4000},
    "image": {"task": "multiclass", "image": "32x32x3", "rows": 3000, "priorities.pretrained": False},
    "text": {"task": "binary", "kind": "text", "rows": 3000, "priorities.pretrained": False},
    "series": {"task": "forecasting", "rows": 20_000, "data.series": 200},
    "sequence": {"task": "multiclass", "kind": "sequence", "rows": 900, "data.length": 120, "classes": 8},
}


def hours(problem: dict[str, Any], **rates: float) -> float:
    more = {f"compute.calibration.{name}": value for name, value in rates.items()}
    return float(recommend(Problem(**{**problem, **MEASURED, **more})).config.resources.training_hours)  # type: ignore[arg-type]


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_what_is_measured_decides(problem: dict[str, Any]) -> None:
    found = hours(problem)
    slower = {name: 2 * value for name, value in RATES.items() if name.endswith(("_us", "_ns"))}
    half = {name: value / 2 for name, value in RATES.items() if name.endswith("gflops")}
    assert hours(problem, **slower, **half) == pytest.approx(2 * found, rel=0.06)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_nothing_else_changes(problem: dict[str, Any]) -> None:
    """But for epochs and networks that are chosen by a limit of hours, which nobody said here."""
    before, after = (recommend(Problem(**{**problem, **more})).values() for more in ({}, MEASURED))
    for name in ("training_hours", "cost_usd"):
        before["resources"].pop(name)
        after["resources"].pop(name)
    assert before == after


def test_it_is_said_what_was_measured_and_when() -> None:
    choice = recommend(Problem(**PROBLEMS["table"], **MEASURED)).choices["resources.training_hours"]
    assert choice.decision is training_hours
    assert "measured on this machine on 2026-11-29 by advisor calibrate" in choice.pick.because
    assert "a processor, 1 thread" in choice.pick.because


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS.keys())
def test_where_nothing_was_measured_nothing_is_said_of_it(problem: dict[str, Any]) -> None:
    recommendation = recommend(Problem(**problem))
    assert "step_us" not in recommendation.to_yaml()
    assert not any("compute.calibration" in path for path in recommendation.assumptions)


def test_a_config_keeps_what_was_measured() -> None:
    recommendation = recommend(Problem(**PROBLEMS["table"], **MEASURED))
    again = Problem(**MEASURED, **PROBLEMS["table"])
    assert recommendation.document()["problem"]["compute"]["calibration"] == RATES
    assert recommend(again).to_yaml() == recommendation.to_yaml()


def test_averaged_networks_over_a_table_are_trained_at_once() -> None:
    """Five folds side by side pay for the overhead of an update once: far less than five times one fold."""
    table = PROBLEMS["table"]
    slow = {"step_us": 1e5, "layer_us": 0.0}
    five, one = (hours({**table, "pins": {"data.split.folds": folds}}, **slow) for folds in (5, 1))
    assert five < 2 * one


@pytest.mark.parametrize(
    "other", [{"device": "gpu"}, {"accelerator": "h100"}, {"device": "gpu", "compute.nodes": 2, "gpus": 2}]
)
def test_another_machine_is_not_counted_by_the_rates_of_this_one(other: dict[str, Any]) -> None:
    """Also where only the device changes, as in `what-if --set compute.accelerator=h100`."""
    here = Problem(**PROBLEMS["image"], **MEASURED)
    assert recommend(here.replace(**other)).values() == recommend(Problem(**PROBLEMS["image"], **other)).values()
