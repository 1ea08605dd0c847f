"""The practical ceiling of tuning: a random search over plain networks, selected by validation loss."""

from typing import Any

import numpy as np

from benchmarks.quality.peers.part import Answers, Part

EPOCHS, PATIENCE = 100, 10


def random_search(part: Part, trials: int) -> Answers:
    """The best of some random settings of depth, width, rate, decay, dropout, batch, activation and scaling."""
    import torch

    rng = np.random.default_rng(part.seed)
    learn, judge = part.matrices()
    y = part.y().astype(float if part.regression else np.int64)
    center, scale = (y.mean(), y.std() or 1.0) if part.regression else (0.0, 1.0)
    order = rng.permutation(len(y))
    held, kept = order[: len(y) // 5], order[len(y) // 5 :]
    target = torch.tensor((y - center) / scale, dtype=torch.float32) if part.regression else torch.tensor(y)
    best: tuple[float, Any] = (np.inf, None)
    for trial in range(trials):
        torch.manual_seed(1000 * part.seed + trial)
        found = _trial(part, _setting(rng), (learn[kept], learn[held], judge), (target[kept], target[held]))
        best = min(best, found, key=lambda each: each[0])
    return np.asarray(best[1] * scale + center if part.regression else best[1])


def _setting(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "layers": int(rng.integers(1, 5)),
        "width": int(2 ** rng.integers(5, 10)),
        "rate": float(10 ** rng.uniform(-4, -2)),
        "decay": float(10 ** rng.uniform(-6, -1)),
        "dropout": float(rng.choice([0.0, rng.uniform(0, 0.5)])),
        "batch": int(2 ** rng.integers(5, 9)),
        "activation": str(rng.choice(["ReLU", "GELU", "SELU", "Mish"])),
        "clip": bool(rng.integers(2)),
    }


def _trial(part: Part, setting: dict[str, Any], inputs: Any, targets: Any) -> tuple[float, Any]:
    import torch
    from torch import nn

    learn, held, judge = (
        torch.tensor(each / np.sqrt(1 + (each / 3) ** 2) if setting["clip"] else each, dtype=torch.float32)
        for each in inputs
    )
    y, truth = targets
    width, layers = learn.shape[1], []
    for _ in range(setting["layers"]):
        act = getattr(nn, setting["activation"])()
        layers += [nn.Linear(width, setting["width"]), act, nn.Dropout(setting["dropout"])]
        width = setting["width"]
    network = nn.Sequential(*layers, nn.Linear(width, 1 if part.regression else len(part.classes)))
    optimizer = torch.optim.AdamW(network.parameters(), setting["rate"], weight_decay=setting["decay"])

    def error(out: Any, wanted: Any) -> Any:
        return (
            nn.functional.mse_loss(out[:, 0], wanted) if part.regression else nn.functional.cross_entropy(out, wanted)
        )

    lowest, answers, waited = np.inf, None, 0
    for _ in range(EPOCHS):
        network.train()
        order: Any = torch.randperm(len(learn))
        for rows in order.split(setting["batch"]):
            optimizer.zero_grad()
            error(network(learn[rows]), y[rows]).backward()
            optimizer.step()
        network.eval()
        with torch.no_grad():
            loss = float(error(network(held), truth))
            waited += 1
            if loss < lowest or answers is None:
                out = network(judge).double()
                lowest, waited, answers = loss, 0, out[:, 0].numpy() if part.regression else out.softmax(1).numpy()
        if waited >= PATIENCE:
            break
    return lowest, answers


def search_20(part: Part) -> Answers:
    """Twenty trials."""
    return random_search(part, 20)


def search_50(part: Part) -> Answers:
    """Fifty trials."""
    return random_search(part, 50)
