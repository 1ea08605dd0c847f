"""Tables made from fixed seeds: each holds one difficulty that real tables hold together."""

from collections.abc import Callable
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
TESTED: Final = 2000  # rows beyond those to learn from, so that scores on made tables carry little noise


def _frame(columns: Floats, y: object) -> pd.DataFrame:
    frame = pd.DataFrame(columns, columns=[f"x{place}" for place in range(columns.shape[1])])
    return frame.assign(y=y)


def smooth() -> pd.DataFrame:
    """Friedman's first function: smooth, with an interaction and five columns that mean nothing."""
    rng = np.random.default_rng(1)
    x = rng.uniform(size=(800 + TESTED, 10))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return _frame(x, y + rng.normal(size=len(x)))


def straight() -> pd.DataFrame:
    """A linear law in strong noise, of few rows: all that bends is wrong."""
    rng = np.random.default_rng(2)
    x = rng.normal(size=(200 + TESTED, 12))
    return _frame(x, x @ rng.normal(size=12) + 3 * rng.normal(size=len(x)))


def steps() -> pd.DataFrame:
    """A sum of small trees: plateaus with sharp edges, which trees like and networks do not."""
    rng = np.random.default_rng(3)
    x = rng.uniform(size=(2000 + TESTED, 8))
    y = np.zeros(len(x))
    for _ in range(30):
        a, b = rng.integers(8, size=2)
        y += rng.normal() * (x[:, a] > rng.uniform()) * (x[:, b] > rng.uniform())
    return _frame(x, y + 0.2 * rng.normal(size=len(x)))


def levels() -> pd.DataFrame:
    """Categories of 5 to 300 levels, each level with an effect of its own."""
    rng = np.random.default_rng(4)
    rows, sizes = 2500 + TESTED, (5, 30, 100, 300)
    codes = np.array([np.minimum(rng.geometric(4 / size, rows), size) for size in sizes]).T
    logit = sum(rng.normal(size=size + 1)[code] for code, size in zip(codes.T, sizes, strict=True))
    number = rng.normal(size=rows)
    y = rng.uniform(size=rows) < 1 / (1 + np.exp(-logit - number))
    frame = pd.DataFrame({f"c{place}": [f"v{value}" for value in code] for place, code in enumerate(codes.T)})
    return frame.assign(number=number, y=np.where(y, "yes", "no"))


def skewed() -> pd.DataFrame:
    """Columns over several orders of magnitude and a target as skewed, as money is, yet of finite variance."""
    rng = np.random.default_rng(5)
    x = np.exp(1.5 * rng.normal(size=(1500 + TESTED, 8)))
    law = np.log(x[:, 0]) - 0.5 * np.log(x[:, 1]) + np.where(x[:, 2] > 1, 1.0, 0.0) * np.log(x[:, 3])
    return _frame(x, np.exp(0.5 * law + 0.3 * rng.normal(size=len(x))))


def gaps() -> pd.DataFrame:
    """A fifth of all cells is missing, in one column not by chance."""
    rng = np.random.default_rng(6)
    x = rng.normal(size=(1200 + TESTED, 10))
    logit = 2 * x[:, 0] * x[:, 1] + x[:, 2] - 1.5 * (x[:, 3] > 0.5)
    y = rng.uniform(size=len(x)) < 1 / (1 + np.exp(-logit))
    holes = rng.uniform(size=x.shape) < 0.2
    holes[:, 3] |= x[:, 3] > 1
    return _frame(np.where(holes, np.nan, x), np.where(y, "yes", "no"))


def rare() -> pd.DataFrame:
    """Three positives in a hundred, which differ from the rest in shape rather than in place."""
    rng = np.random.default_rng(7)
    x = rng.normal(size=(3000 + TESTED, 12))
    logit = -6 + 0.8 * (x[:, :4] ** 2).sum(axis=1) - 0.3 * x[:, 4]
    y = rng.uniform(size=len(x)) < 1 / (1 + np.exp(-logit))
    return _frame(x, np.where(y, "rare", "usual"))


def many_columns() -> pd.DataFrame:
    """Two hundred columns for three hundred rows, of which ten count."""
    rng = np.random.default_rng(8)
    x = rng.normal(size=(300 + TESTED, 200))
    y = x[:, :10] @ rng.choice([-1.0, 1.0], 10) + 2 * rng.logistic(size=len(x))
    return _frame(x, np.where(y > 0, "yes", "no"))


def clusters() -> pd.DataFrame:
    """Eight classes, three clouds each, with a tenth of the labels wrong."""
    rng = np.random.default_rng(9)
    rows = 1500 + TESTED
    centers, cloud = 2.2 * rng.normal(size=(24, 8)), rng.integers(24, size=rows)
    label = np.where(rng.uniform(size=rows) < 0.1, rng.integers(8, size=rows), cloud % 8)
    return _frame(centers[cloud] + rng.normal(size=(rows, 8)), [f"k{value}" for value in label])


def waves() -> pd.DataFrame:
    """A periodic law of two columns, as of hours and seasons."""
    rng = np.random.default_rng(10)
    x = rng.uniform(size=(2500 + TESTED, 6))
    y = np.sin(6 * np.pi * x[:, 0]) * (1 + x[:, 1]) + np.cos(4 * np.pi * x[:, 2]) + x[:, 3]
    return _frame(x, y + 0.5 * rng.normal(size=len(x)))


def outliers() -> pd.DataFrame:
    """A smooth law, and one target in fifty far off."""
    rng = np.random.default_rng(11)
    x = rng.normal(size=(600 + TESTED, 6))
    y = x[:, 0] * x[:, 1] + np.abs(x[:, 2]) + x[:, 3]
    noise = np.where(rng.uniform(size=len(x)) < 0.02, 8, 0.4) * rng.normal(size=len(x))
    return _frame(x, y + noise)


def nothing_much() -> pd.DataFrame:
    """Almost all noise: the right answer is hardly more than the class share."""
    rng = np.random.default_rng(12)
    x = rng.normal(size=(500 + TESTED, 15))
    y = rng.uniform(size=len(x)) < 1 / (1 + np.exp(-0.6 * x[:, 0] + 0.4 * x[:, 1]))
    return _frame(x, np.where(y, "yes", "no"))


MECHANISMS: Final[dict[str, tuple[Callable[[], pd.DataFrame], str]]] = {
    "made-smooth": (smooth, "regression"),
    "made-straight": (straight, "regression"),
    "made-steps": (steps, "regression"),
    "made-levels": (levels, "binary"),
    "made-skewed": (skewed, "regression"),
    "made-gaps": (gaps, "binary"),
    "made-rare": (rare, "binary"),
    "made-many-columns": (many_columns, "binary"),
    "made-clusters": (clusters, "multiclass"),
    "made-waves": (waves, "regression"),
    "made-outliers": (outliers, "regression"),
    "made-nothing-much": (nothing_much, "binary"),
}
