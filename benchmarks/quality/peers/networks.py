"""Networks that people take without advice: scikit-learn's, and the one of the tutorials."""

import warnings
from typing import Any

import numpy as np

from benchmarks.quality.peers.part import Answers, Part

EPOCHS, BATCH, RATE, UNITS = 100, 32, 1e-3, 64  # of the tutorial network


def sklearn_mlp(part: Part, standardise: bool = False) -> Answers:
    """scikit-learn's MLP with its defaults, on standardised inputs."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    learn, judge = part.matrices()
    y = part.y()
    with warnings.catch_warnings(action="ignore"):  # it says that 200 epochs were not enough
        if not part.regression:
            return np.asarray(MLPClassifier(random_state=part.seed).fit(learn, y).predict_proba(judge))
        center, scale = (y.mean(), y.std() or 1.0) if standardise else (0.0, 1.0)
        values = MLPRegressor(random_state=part.seed).fit(learn, (y - center) / scale).predict(judge)
        return np.asarray(values * scale + center)


def sklearn_mlp_scaled(part: Part) -> Answers:
    """The same with a standardised target."""
    return sklearn_mlp(part, standardise=True)


def tutorial(part: Part, standardise: bool = False) -> Answers:
    """Two layers of 64 ReLU, Adam at 1e-3, batches of 32, 100 epochs: no validation, no stopping."""
    import torch
    from torch import nn

    torch.manual_seed(part.seed)
    learn, judge = (torch.tensor(each, dtype=torch.float32) for each in part.matrices())
    y = part.y()
    center, scale = (y.mean(), y.std() or 1.0) if standardise and part.regression else (0.0, 1.0)
    outputs = 1 if part.regression else len(part.classes)
    target: Any = torch.tensor((y - center) / scale, dtype=torch.float32) if part.regression else torch.tensor(y)
    network = nn.Sequential(
        nn.Linear(learn.shape[1], UNITS), nn.ReLU(), nn.Linear(UNITS, UNITS), nn.ReLU(), nn.Linear(UNITS, outputs)
    )
    optimizer = torch.optim.Adam(network.parameters(), RATE)
    for _ in range(EPOCHS):
        order: Any = torch.randperm(len(learn))
        for rows in order.split(BATCH):
            out = network(learn[rows])
            error: Any = (
                nn.functional.mse_loss(out[:, 0], target[rows])
                if part.regression
                else nn.functional.cross_entropy(out, target[rows])
            )
            optimizer.zero_grad()
            error.backward()
            optimizer.step()
    with torch.no_grad():
        out = network(judge).double()
    return np.asarray(out[:, 0] * scale + center if part.regression else out.softmax(1))


def tutorial_scaled(part: Part) -> Answers:
    """The same with a standardised target."""
    return tutorial(part, standardise=True)
