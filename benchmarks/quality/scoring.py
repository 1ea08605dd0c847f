"""Scores of answers, and where they lie between the trivial answer and the best of all."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

HEADLINE: Final = {"binary": "auc", "multiclass": "accuracy", "regression": "r2"}
LOSS: Final = {"binary": "log_loss", "multiclass": "log_loss", "regression": "rmse"}
LOWER: Final = ("log_loss", "rmse")
LEAST: Final = 1e-6  # probability, so that one certain error does not decide a mean


def scores(task: str, truth: NDArray[np.float64], answers: NDArray[np.float64]) -> dict[str, float]:
    """All scores: `truth` holds numbers or places of classes; `answers` values or class probabilities.

    >>> scores("regression", np.array([0.0, 2.0]), np.array([0.0, 2.0]))
    {'r2': 1.0, 'rmse': 0.0}
    """
    if task == "regression":
        error = float(np.mean((truth - answers) ** 2))
        return {"r2": 1 - error / float(np.var(truth)), "rmse": float(np.sqrt(error))}
    from sklearn.metrics import roc_auc_score

    places = truth.astype(int)
    p = np.clip(answers, LEAST, 1)
    p /= p.sum(axis=1, keepdims=True)
    found = {
        "accuracy": float(np.mean(p.argmax(axis=1) == places)),
        "log_loss": float(-np.mean(np.log(p[np.arange(len(places)), places]))),
    }
    if task == "binary":
        found["auc"] = float(roc_auc_score(places, answers[:, 1]))
    return found


def normalised(score: str, value: float, trivial: float, best: float) -> float:
    """0 at the trivial answer, 1 at the best of all; not below -1, so that one failure does not decide a mean.

    >>> normalised("rmse", 3.0, 5.0, 1.0)
    0.5
    """
    if score in LOWER:
        value, trivial, best = -value, -trivial, -best
    return max(-1.0, (value - trivial) / (best - trivial)) if best > trivial else 1.0
