"""Series to forecast: published ones of packages that are installed, and made ones."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.quality.kinds import published

Rng = np.random.Generator
Steps = tuple[pd.DataFrame, int, int, int]  # time, value and maybe series; horizon, period, steps of each to test on


def hours(rng: Rng) -> Steps:
    """Demand by the hour: a day and a week that multiply, a slow level, and noise that lasts."""
    t = np.arange(2400)
    day, week = np.sin(2 * np.pi * t / 24) + 0.5 * np.sin(4 * np.pi * t / 24 + 1), np.where((t // 24) % 7 < 5, 1.0, 0.6)
    level = np.cumsum(rng.normal(0, 0.02, len(t)))
    return _alone(10 + level + 3 * day * week + _lasting(rng, len(t), 0.8, 0.5), 24, 24, 480)


def chaos(rng: Rng) -> Steps:
    """A delayed logistic law (Mackey and Glass) with a little noise: not linear, and yet it can be forecast."""
    x = [1.2 + 0.1 * rng.normal() for _ in range(18)]
    for _ in range(6 * 1500 + 600):
        x.append(x[-1] + 0.2 * x[-18] / (1 + x[-18] ** 10) - 0.1 * x[-1])
    values = np.array(x[-6 * 1500 :: 6]) + 0.01 * rng.normal(size=1500)
    return _alone(values, 12, 1, 400)


def walk(rng: Rng) -> Steps:
    """A random walk, of which nothing can be forecast: the last value is the best answer."""
    return _alone(100 + np.cumsum(rng.normal(size=900)), 6, 1, 200)


def shops(rng: Rng) -> Steps:
    """Thirty shops by the day: one week for all, levels and trends of their own, and promotions at random."""
    tables = []
    for shop in range(30):
        t = np.arange(250)
        week = np.array([1, 0.9, 0.9, 1, 1.3, 1.7, 1.2])[t % 7] + 0.1 * rng.normal(size=7)[t % 7]
        level = 50 * np.exp(rng.normal(0, 0.8) + rng.normal(0, 0.001) * t + 0.05 * _lasting(rng, 250, 0.95, 0.3))
        sales = rng.poisson(level * week)
        tables.append(pd.DataFrame({"time": t, "series": f"shop {shop}", "value": sales}))
    return pd.concat(tables, ignore_index=True), 7, 7, 42


def _lasting(rng: Rng, steps: int, memory: float, deviation: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    from scipy.signal import lfilter

    return np.asarray(lfilter([1], [1, -memory], rng.normal(0, deviation, steps)))


def _alone(values: np.ndarray[Any, Any], horizon: int, period: int, tested: int) -> Steps:
    return pd.DataFrame({"time": np.arange(len(values)), "value": values}), horizon, period, tested


def write(make: Callable[[Rng], Steps], folder: Path, seed: int) -> dict[str, Any]:
    """train.csv, and test.csv with the steps that follow."""
    frame, horizon, period, tested = make(np.random.default_rng(seed))
    late = frame["time"] >= frame["time"].max() + 1 - tested
    frame[~late].to_csv(folder / "train.csv", index=False)
    frame[late].to_csv(folder / "test.csv", index=False)
    about = {"rows": int((~late).sum()), "data": "train.csv", "target": "value", "horizon": horizon, "period": period}
    return about | {"series": int(frame["series"].nunique()) if "series" in frame else 1}


def _published(source: published.Source, rng: Rng) -> Steps:
    return published.steps(source)


MAKERS: Final[dict[str, Callable[[Rng], Steps]]] = {
    "made-hours": hours,
    "made-chaos": chaos,
    "made-walk": walk,
    "made-shops": shops,
}
MAKERS.update({name: partial(_published, source) for name, source in published.carried().items()})
