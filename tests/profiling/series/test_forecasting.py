"""Tables of steps in time: what makes one a series, its step, gaps, season, trend, and many series in one table."""

import math
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from advisor import Problem
from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.series.patterns import autocorrelation, pattern, shared_season
from tests.profiling.tables import write

pytestmark = pytest.mark.slow

START = datetime(2021, 1, 1)
DRAW = random.Random(5)


def stamps(number: int, step: timedelta = timedelta(hours=1), form: str = "%Y-%m-%d %H:%M:%S") -> list[str]:
    return [(START + place * step).strftime(form) for place in range(number)]


def wave(number: int, period: int = 24, trend: float = 0.0, noise: float = 0.3) -> list[float]:
    draw = random.Random(number + period)  # of its own, so that no test depends on those that ran before
    return [
        round(math.sin(2 * math.pi * place / period) + trend * place + draw.gauss(0, noise), 4)
        for place in range(number)
    ]


def test_a_regular_column_of_times_makes_a_series(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"when": stamps(720), "load": wave(720), "heat": wave(720, noise=1)})
    facts, *_, notes, _ = examine(Asked(path, "load"))
    wanted = {
        "data.kind": "series", "task": "forecasting", "data.rows": 720, "data.series": 1, "data.period": 24,
        "data.covariates": 1, "data.missing": 0.0, "data.time_column": "when", "data.target": "load",
    }  # fmt: skip
    assert {name: facts[name] for name in wanted} == wanted
    assert notes[0].startswith("the series is stationary around its mean (ADF ")
    assert notes[1:] == [
        "taken as known only in the past: 'heat'",
        "read as a series in steps of an hour by 'when'; --kind table reads rows instead",
    ]
    assert Problem.from_data(path, "load").data.period == 24
    assert Problem.from_data(path, "load", time_column="when").data.kind == "table"


def test_the_only_column_of_numbers_is_forecast_unless_named(tmp_path: Path) -> None:
    shops = [name for name in ("north", "south") for _ in range(400)]
    columns = {"when": stamps(400) * 2, "load": wave(400) * 2, "shop": shops}
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), task="forecasting"))
    assert (facts["data.target"], facts["data.group_column"], facts["data.series"]) == ("load", "shop", 2)
    assert "'load' is forecast, as no other column holds numbers; --target names another" in notes
    path = write(tmp_path / "u.csv", columns | {"heat": wave(400, noise=1) * 2})
    with pytest.raises(InputError, match="which column is to be predicted"):
        examine(Asked(path, task="forecasting"))


def test_what_was_said_overrules(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"when": stamps(720), "load": wave(720), "heat": wave(720, noise=1)})
    for said in ({"kind": "table"}, {"task": "regression"}, {"time_column": "when"}):
        assert profile(path, "load", **said)["data.kind"] == "table"
    with pytest.raises(InputError, match="did you mean forecasting"):
        profile(path, "load", kind="series", task="forcasting")


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([START.strftime("%Y-%m-%d")] * 400, id="always the same"),
        pytest.param(
            [(START + timedelta(seconds=DRAW.randrange(10**8))).isoformat() for _ in range(400)], id="at random"
        ),
        pytest.param([s for s in stamps(200) for _ in range(2)], id="twice each"),
    ],
)
def test_times_at_random_leave_a_table(tmp_path: Path, times: list[str]) -> None:
    path = write(tmp_path / "t.csv", {"when": times, "y": wave(400), "x": wave(400, noise=1)})
    assert profile(path, "y")["data.kind"] == "table"


@pytest.mark.parametrize(
    ("step", "form", "period", "name"),
    [
        (timedelta(minutes=15), "%Y-%m-%dT%H:%M:%SZ", 96, "15 minutes"),
        (timedelta(hours=1), "%d.%m.%Y %H:%M", 24, "an hour"),
        (timedelta(days=1), "%m/%d/%Y", 7, "a day"),
        (timedelta(days=7), "%Y-%m-%d", 52, "a week"),
        (timedelta(seconds=90), "%Y-%m-%d %H:%M:%S", 20, "90 seconds"),
    ],
)
def test_steps_and_seasons(tmp_path: Path, step: timedelta, form: str, period: int, name: str) -> None:
    path = write(tmp_path / "t.csv", {"when": stamps(8 * period + 40, step, form), "y": wave(8 * period + 40, period)})
    facts, *_, sections, _, _ = examine(Asked(path, "y"))
    assert facts["data.period"] == period
    assert sections[0].title.startswith(f"series in steps of {name};")


@pytest.mark.parametrize("period", [7, 20, 37, 52, 96])
def test_noise_does_not_move_the_season(period: int) -> None:
    for seed in range(20):
        noise = np.random.default_rng(seed).normal(0, 0.3, 8 * period + 40)
        wavy = np.sin(2 * np.pi * np.arange(len(noise)) / period) + noise
        assert pattern(wavy.tolist()).period == pytest.approx(period, abs=0 if period < 96 else 1)


def test_months_quarters_and_working_days(tmp_path: Path) -> None:
    months = [f"{1990 + place // 12}-{1 + place % 12:02}" for place in range(144)]
    facts = profile(write(tmp_path / "m.csv", {"Month": months, "y": wave(144, 12, trend=0.05)}), "y")
    assert (facts["data.kind"], facts["data.period"], facts["data.missing"]) == ("series", 12, 0.0)
    days = [day for place in range(700) if (day := START + timedelta(days=place)).weekday() < 5]
    columns = {"day": [day.strftime("%Y-%m-%d") for day in days], "y": wave(len(days), 5)}
    *_, sections, _, _ = examine(Asked(write(tmp_path / "d.csv", columns), "y"))
    assert sections[0].title.startswith("series in steps of a working day;")


def test_gaps_are_missing_steps(tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {"when": stamps(400), "y": wave(400)}
    columns["y"][7] = None
    kept = {name: values[:100] + values[119:] for name, values in columns.items()}
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", kept), "y"))
    assert (facts["data.rows"], facts["data.missing"]) == (381, 0.05)
    assert "19 steps of an hour are missing" in notes


def test_many_series_in_one_table(tmp_path: Path) -> None:
    rows = [(shop, when, value) for shop in "abc" for when, value in zip(stamps(300), wave(300), strict=True)]
    shops, times, values = (list(each) for each in zip(*rows, strict=True))
    path = write(tmp_path / "t.csv", {"shop": shops, "when": times, "y": values})
    wanted = {"data.series": 3, "data.rows": 900, "data.period": 24, "data.covariates": 0, "data.group_column": "shop"}
    for said in ({}, {"kind": "series"}, {"kind": "series", "group_column": "shop"}):
        facts = profile(path, "y", **said)
        assert {name: facts[name] for name in wanted} == wanted
    doubled = write(tmp_path / "u.csv", {"when": times, "y": values})
    *_, notes, _ = examine(Asked(doubled, "y", kind="series"))
    assert any("600 rows repeat a time of their series" in note for note in notes)


def test_trend_and_intermittency_are_told(tmp_path: Path) -> None:
    rising = write(tmp_path / "t.csv", {"when": stamps(300), "y": wave(300, trend=0.1)})
    assert any("not stationary" in note for note in examine(Asked(rising, "y")).notes)
    seldom = [0 if DRAW.random() < 0.8 else DRAW.randrange(1, 30) for _ in range(300)]
    notes = examine(Asked(write(tmp_path / "u.csv", {"when": stamps(300), "y": seldom}), "y", task="forecasting")).notes
    assert any("intermittent" in note for note in notes)
    assert "no season stands out" in notes


def test_steps_may_be_counted_rather_than_dated(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"step": range(300), "y": wave(300, 10)})
    facts = profile(path, "y", task="forecasting")
    assert (facts["data.period"], facts["data.rows"]) == (10, 300)
    with pytest.raises(InputError, match="has no column of times"):
        profile(write(tmp_path / "u.csv", {"a": wave(300), "y": wave(300)}), "y", task="forecasting")
    with pytest.raises(InputError, match="columns of their own"):
        profile(path, "y", task="forecasting", time_column="y")


def test_a_season_of_any_shape_is_found() -> None:
    """By its length, or by a part of it that repeats as well; of two hundred nearly all."""
    found = 0
    for seed in range(200):
        draw = np.random.default_rng(seed)
        period, cycles = int(draw.integers(3, 41)), int(draw.integers(18, 37))
        values = np.tile(draw.normal(size=period) * 2, cycles) + draw.uniform(0, 0.5) * draw.normal(
            size=period * cycles
        )
        said = pattern(values.tolist()).period
        found += said is not None and period % said == 0
    assert found >= 190


def test_noise_and_a_random_walk_have_no_season() -> None:
    draw = np.random.default_rng(1)
    found = [pattern(draw.normal(size=500).tolist()).period for _ in range(20)]
    found += [pattern(np.cumsum(draw.normal(size=500)).tolist(), (7, 24)).period for _ in range(20)]
    assert sum(period is not None for period in found) <= 2


def test_a_usual_season_is_found_in_the_changes_of_a_series_that_wanders() -> None:
    """As temperatures by the hour: the year moves them farther than the day does."""
    draw = np.random.default_rng(1)
    day = 1.5 * np.sin(2 * np.pi * np.arange(2_400) / 24)
    wandering = np.cumsum(draw.normal(0, 0.3, 2_400)) + 10 * np.sin(np.arange(2_400) / 380)
    assert pattern((wandering + day).tolist()).period is None
    assert pattern((wandering + day).tolist(), (24, 168)).period == 24
    assert pattern(wandering.tolist(), (24, 168)).period is None


@pytest.mark.parametrize(
    ("series", "season", "together", "period"),
    [(30, 0.5, 0.0, 12), (30, 0.0, 0.0, None), (30, 0.0, 0.9, None), (4, 0.5, 0.0, None)],
    ids=["shared", "none", "all move at once", "few series"],
)
def test_a_season_that_few_series_show_alone(series: int, season: float, together: float, period: int | None) -> None:
    draw = np.random.default_rng(3)
    shock, found = draw.normal(size=100), []
    for _ in range(series):
        walk = np.cumsum(together * shock + (1 - together) * draw.normal(size=100))
        found.append(pattern((walk + season * np.tile(draw.normal(size=12), 9)[:100]).tolist()))
    assert sum(each.period == 12 for each in found) < len(found) / 2
    assert shared_season(found) == period


def test_autocorrelation_is_that_of_numpy() -> None:
    x = np.random.default_rng(2).normal(size=200)
    y = x - x.mean()
    expected = [float((y[lag:] * y[: len(y) - lag]).sum() / (y * y).sum()) for lag in range(50)]
    assert autocorrelation(x)[:50] == pytest.approx(expected)
