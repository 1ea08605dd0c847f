"""The tests for a unit root, against statsmodels, against series whose nature is known, and on public series."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.profiling import Asked, examine
from advisor.profiling.series.stationarity import MACKINNON, adf, kpss, stationarity
from tests.profiling.tables import write

DRAW = np.random.default_rng(0)


def simulated(kind: str, seed: int, n: int) -> Any:
    noise = np.random.default_rng(seed).normal(size=n)
    if kind == "walk":
        return noise.cumsum()
    if kind == "trend":
        return noise + 0.05 * np.arange(n)
    x = np.zeros(n)
    for t in range(1, n):
        x[t] = 0.6 * x[t - 1] + noise[t]
    return x


@settings(deadline=None, max_examples=40)
@given(
    kind=st.sampled_from(["walk", "trend", "autoregressive"]),
    seed=st.integers(0, 10_000),
    n=st.integers(25, 400),
    trend=st.booleans(),
)
def test_statistics_and_critical_values_are_those_of_statsmodels(kind: str, seed: int, n: int, trend: bool) -> None:
    stattools = pytest.importorskip("statsmodels.tsa.stattools")
    x = simulated(kind, seed, n)
    x = (x - x.mean()) / x.std()
    known = "ct" if trend else "c"
    with warnings.catch_warnings(action="ignore"):
        statistic, _, lags, _, critical, _ = stattools.adfuller(
            x, regression=known, autolag="AIC", store=False, regresults=False
        )
        eta, _, band, levels = stattools.kpss(x, regression=known, nlags="auto")
    found, complement = adf(x, trend), kpss(x, trend)
    assert found is not None
    assert complement is not None
    assert (found.lags, complement.lags) == (lags, band)
    assert found.statistic == pytest.approx(statistic, rel=1e-6)
    assert found.critical == pytest.approx(critical["5%"], rel=1e-5)
    assert complement.statistic == pytest.approx(eta, rel=1e-6)
    assert complement.critical == levels["5%"]


@pytest.mark.parametrize(
    ("kind", "trend", "conclusion"),
    [("autoregressive", False, "stationary"), ("walk", False, "unit root"), ("trend", True, "stationary")],
)
def test_most_series_of_a_known_nature_are_told(kind: str, trend: bool, conclusion: str) -> None:
    said = [stationarity(simulated(kind, seed, 400), trend) for seed in range(60)]
    assert sum(found is not None and found.conclusion == conclusion for found in said) >= 45


def test_at_five_per_cent_noise_is_wrongly_judged_about_so_often() -> None:
    tests = [(adf(DRAW.normal(size=120).cumsum(), False), kpss(DRAW.normal(size=120), False)) for _ in range(300)]
    assert 3 <= sum(first is not None and first.statistic < first.critical for first, _ in tests) <= 35
    assert 3 <= sum(second is not None and second.statistic > second.critical for _, second in tests) <= 35


@pytest.mark.parametrize(
    "values", [[], [1.0] * 100, list(range(10)), list(range(100)), [0.0, 1.0] * 50, [1e99, -1e99, 1.0] * 30]
)
def test_what_cannot_be_tested_is_not(values: list[float]) -> None:
    with warnings.catch_warnings(action="error"):
        found = stationarity(values, False)
    assert found is None or (np.isfinite(found.adf.statistic) and np.isfinite(found.kpss.statistic))


def test_longer_series_have_milder_critical_values() -> None:
    for surface in MACKINNON.values():
        values = [sum(value / n**power for power, value in enumerate(surface)) for n in (25, 100, 500, 10_000)]
        assert values == sorted(values)
        assert values[-1] == pytest.approx(surface[0], abs=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "note"),
    [
        ("walk", "the series is not stationary, by a unit root: differences are easier to forecast (ADF"),
        ("trend", "the series is stationary around its straight trend (ADF"),
        ("autoregressive", "the series is stationary around its mean (ADF"),
    ],
)
def test_the_profile_says_so_and_how(tmp_path: Path, kind: str, note: str) -> None:
    days = [str(np.datetime64("2021-01-01") + k) for k in range(400)]
    path = write(tmp_path / "t.csv", {"day": days, "y": simulated(kind, 3, 400).round(4).tolist()})
    found = examine(Asked(path, "y", shown=True))
    assert any(each.startswith(note) and each.endswith("at 5%)") for each in found.notes), found.notes
    titles = [row[0] for row in found.sections[0].rows]
    assert titles[-2:] == ["ADF, times its critical value at 5%", "KPSS, times its critical value at 5%"]
