"""Provoke each condition that `advisor diagnose` knows by a real training, and write its history.

`python -m tools.provoke` writes `tests/diagnosing/histories/CONDITION-NAME.csv`; the condition in a file's name is the
one that the run was set up to show. `--seed 4` draws data and weights anew and writes all runs into one file,
`tests/diagnosing/held_out/seed-4.csv`: runs on which no threshold was set. Needs PyTorch; data is drawn here.
"""

import argparse
import csv
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

FOLDER = Path(__file__).parents[1] / "tests" / "diagnosing" / "histories"
HELD_OUT = FOLDER.with_name("held_out")
# The gradient norm is the largest of an epoch.
COLUMNS = ("epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy", "learning_rate",
           "gradient_norm")  # fmt: skip
DIGITS = 6


class Data(NamedTuple):
    """Examples to learn from and to judge by."""

    x: Tensor
    y: Tensor
    vx: Tensor
    vy: Tensor


class Run(NamedTuple):
    """One training: data, network, and how it is trained."""

    name: str
    data: Callable[[], Data]
    network: Callable[[], nn.Module]
    rate: float
    epochs: int = 40
    batch: int = 32
    optimizer: str = "adam"
    decay: float = 0.0
    fall: bool = False  # whether the rate falls to zero by a cosine
    layers: bool = False  # whether the gradient of each layer is logged


def blobs(rows: int, columns: int = 10, noise: float = 1.0, classes: int = 2, judge: int = 500, shuffled: bool = False,
          rare: float = 0.5, scale: float = 1.0) -> Callable[[], Data]:  # fmt: skip
    """Classes told apart by a curved rule on a few of the columns, with noise."""

    def draw() -> Data:
        x = torch.randn(rows + judge, columns)
        score = x[:, 0] * 1.5 + torch.sin(2 * x[:, 1]) + 0.7 * x[:, 2] * x[:, 3] + noise * 0.5 * torch.randn(len(x))
        if classes == 2:
            y = (score > torch.quantile(score, 1 - rare)).long()
        else:
            y = torch.bucketize(score, torch.quantile(score, torch.linspace(0, 1, classes + 1)[1:-1]))
        if shuffled:
            y[:rows] = y[:rows][torch.randperm(rows)]
        return Data(x[:rows] * scale, y[:rows], x[rows:] * scale, y[rows:])

    return draw


def rings(rows: int, judge: int = 500) -> Callable[[], Data]:
    """Two classes in alternating rings, which no straight line tells apart."""

    def draw() -> Data:
        x = 2 * torch.randn(rows + judge, 2)
        y = (x.norm(dim=1).floor() % 2).long()
        return Data(x[:rows], y[:rows], x[rows:], y[rows:])

    return draw


def sums(rows: int, steps: int, judge: int = 300) -> Callable[[], Data]:
    """Sequences whose class is the sign of their sum."""

    def draw() -> Data:
        x = torch.randn(rows + judge, steps, 1)
        y = (x.sum(dim=(1, 2)) > 0).long()
        return Data(x[:rows], y[:rows], x[rows:], y[rows:])

    return draw


def mlp(columns: int, widths: tuple[int, ...], activation: type[nn.Module] = nn.ReLU, classes: int = 2,
        drop: float = 0.0, norm: bool = False, scale: float = 1.0) -> Callable[[], nn.Module]:  # fmt: skip
    """A stack of dense layers; `scale` spoils its first weights."""

    def build() -> nn.Module:
        parts: list[nn.Module] = []
        wide_before = columns
        for wide in widths:
            layer = nn.Linear(wide_before, wide)
            with torch.no_grad():
                layer.weight.mul_(scale)
            parts += [layer, *([nn.BatchNorm1d(wide)] if norm else []), activation()]
            if drop:
                parts.append(nn.Dropout(drop))
            wide_before = wide
        return nn.Sequential(*parts, nn.Linear(wide_before, classes))

    return build


class Recurrent(nn.Module):
    """A plain recurrent network with large recurrent weights, whose gradients grow with every step."""

    def __init__(self, width: int, gain: float) -> None:
        super().__init__()
        self.cell = nn.RNN(1, width, batch_first=True, nonlinearity="relu")
        recurrent_weights: Any = self.cell.weight_hh_l0
        nn.init.orthogonal_(recurrent_weights, gain)
        self.head = nn.Linear(width, 2)

    def forward(self, x: Tensor) -> Any:
        """The classes' logits, (batch, 2)."""
        return self.head(self.cell(x)[0][:, -1])


def recurrent(width: int, gain: float) -> Callable[[], nn.Module]:
    """Build such a network."""
    return lambda: Recurrent(width, gain)


T, S = nn.Tanh, nn.Sigmoid
RUNS = (
    # No regularisation, few rows, many columns: learnt by heart.
    Run("overfitting-small-table", blobs(80, 30), mlp(30, (128, 128)), 3e-4, 60),
    Run("overfitting-wide", blobs(150, 60), mlp(60, (256, 256)), 2e-4, 60),
    Run("overfitting-three-classes", blobs(120, 30, classes=3), mlp(30, (128, 128), classes=3), 3e-4, 60),
    Run("overfitting-tanh", blobs(100, 40), mlp(40, (128,), T), 6e-4, 80),
    Run("overfitting-sgd", blobs(100, 40), mlp(40, (256, 256)), 0.02, 120, optimizer="sgd"),
    # No capacity, or too little rate, on what needs more.
    Run("underfitting-line-on-rings", rings(600), mlp(2, ()), 1e-2, 40),
    Run("underfitting-one-unit", rings(600), mlp(2, (1,)), 1e-2, 40),
    Run("underfitting-two-units", rings(800), mlp(2, (2,), T), 5e-3, 40),
    Run("underfitting-decay", blobs(600), mlp(10, (32, 32)), 3e-3, 40, decay=10.0, optimizer="adamw"),
    Run("underfitting-three-units", rings(1000), mlp(2, (3,)), 5e-3, 40),
    # Rates far too high.
    Run("diverging-sgd", blobs(400), mlp(10, (64, 64)), 30.0, 20, optimizer="sgd"),
    Run("diverging-unscaled", blobs(400, scale=200.0), mlp(10, (64, 64)), 0.3, 20, optimizer="sgd"),
    Run("diverging-adam", blobs(400), mlp(10, (64, 64, 64)), 3.0, 20),
    Run("diverging-large-weights", blobs(400), mlp(10, (64, 64), scale=12.0), 2.0, 20, optimizer="sgd"),
    # Rates that are somewhat too high.
    Run("oscillating-adam", blobs(2500), mlp(10, (64, 64)), 0.06, 40, batch=16),
    Run("oscillating-sgd", blobs(300), mlp(10, (64, 64)), 0.25, 40, batch=16, optimizer="momentum"),
    Run("oscillating-small-batch", blobs(1500, noise=0.2), mlp(10, (16,)), 0.1, 40, batch=4),
    Run("oscillating-tanh", blobs(300, noise=2.0), mlp(10, (64, 64), T), 0.05, 40, batch=16),
    # Stopped too soon.
    Run("still-improving-small-rate", blobs(800), mlp(10, (64, 64)), 1e-4, 15),
    Run("still-improving-sgd", blobs(800), mlp(10, (64, 64)), 0.01, 25, optimizer="sgd"),
    Run("still-improving-wide", blobs(2000, noise=0.2), mlp(10, (128,)), 1e-4, 15),
    Run("still-improving-classes", blobs(1500, classes=4, noise=0.3), mlp(10, (64, 64), classes=4), 2e-4, 15),
    # Saturated or dead units, twenty layers deep.
    Run("dead-or-vanishing-gradients-sigmoid-20", blobs(400), mlp(10, (32,) * 20, S), 1e-3, 15, layers=True),
    Run("dead-or-vanishing-gradients-sigmoid-12", blobs(400), mlp(10, (32,) * 12, S), 1e-3, 15, layers=True),
    Run("dead-or-vanishing-gradients-tanh-small", blobs(400), mlp(10, (32,) * 15, T, scale=0.5), 1e-4, 15, layers=True),
    Run("dead-or-vanishing-gradients-relu-small", blobs(400), mlp(10, (32,) * 15, scale=0.5), 1e-5, 15, layers=True),
    # Unclipped recurrent networks whose gradients grow with each step.
    Run("exploding-gradients-rnn-40", sums(300, 40), recurrent(24, 1.15), 0.02, 25, optimizer="sgd"),
    Run("exploding-gradients-rnn-45", sums(300, 45), recurrent(24, 1.17), 0.03, 25, optimizer="sgd"),
    Run("exploding-gradients-rnn-50", sums(300, 50), recurrent(24, 1.2), 0.05, 25, optimizer="sgd"),
    Run("exploding-gradients-rnn-60", sums(300, 60), recurrent(32, 1.2), 0.03, 25, optimizer="sgd"),
    # Labels that belong to other examples; a network far too large for its rows.
    Run("best-epoch-very-early-shuffled", blobs(300, 30, shuffled=True), mlp(30, (128, 128)), 1e-3, 40),
    Run(
        "best-epoch-very-early-shuffled-classes",
        blobs(300, 30, classes=5, shuffled=True),
        mlp(30, (128, 128), classes=5),
        1e-3,
        40,
    ),
    Run("best-epoch-very-early-high-rate", blobs(100, 40), mlp(40, (256, 256)), 1e-2, 40),
    Run("best-epoch-very-early-noise", blobs(200, 40, noise=12.0), mlp(40, (128, 128)), 2e-3, 40),
    # A rare class, and nothing done about it.
    Run("class-collapse-rare", blobs(600, rare=0.03, noise=8.0), mlp(10, (8,), drop=0.5), 1e-3, 20),
    Run("class-collapse-rarer", blobs(800, rare=0.05, noise=8.0), mlp(10, (16,), drop=0.5), 1e-3, 20),
    Run("class-collapse-decay", blobs(600, rare=0.2), mlp(10, (16,)), 1e-2, 20, decay=30.0, optimizer="adamw"),
    Run("class-collapse-two-layers", blobs(600, rare=0.04, noise=10.0), mlp(10, (8, 8), drop=0.5), 2e-3, 20),
    # Too few examples to judge by.
    Run("noisy-validation-10", blobs(2000, judge=10, noise=2.0), mlp(10, (64, 64)), 1.5e-2, 30),
    Run("noisy-validation-8", blobs(1500, judge=8, noise=2.0), mlp(10, (64, 64), drop=0.3), 2e-2, 30),
    Run("noisy-validation-12", blobs(1500, judge=12, noise=1.5), mlp(10, (64, 64), norm=True), 1e-2, 25, batch=64),
    # Stuck half way.
    Run("plateau-noise", blobs(4000, noise=2.0), mlp(10, (8,)), 2e-2, 80, batch=256),
    Run("plateau-narrow", blobs(4000, noise=0.5), mlp(10, (2,)), 3e-2, 80, batch=256),
    Run("plateau-classes", blobs(4000, classes=4, noise=1.0), mlp(10, (4,), classes=4), 3e-2, 80, batch=256),
    # What a good run looks like.
    Run("healthy-cosine", blobs(4000, noise=0.2), mlp(10, (64, 64), norm=True), 5e-3, 30, fall=True, batch=128),
    Run("healthy-table", blobs(6000, noise=0.1), mlp(10, (64, 64)), 3e-3, 25, fall=True, batch=128),
    Run(
        "healthy-classes",
        blobs(6000, classes=3, noise=0.1),
        mlp(10, (64, 64), classes=3),
        3e-3,
        25,
        fall=True,
        batch=128,
    ),
    Run("healthy-dropout", blobs(5000, noise=0.2), mlp(10, (96, 96), drop=0.1), 3e-3, 30, fall=True, batch=128),
)


def train(run: Run, seed: int = 0) -> list[dict[str, float]]:
    """Train, and return a line an epoch."""
    torch.manual_seed(seed)
    data, network = run.data(), run.network()
    made: dict[str, Callable[[Any], torch.optim.Optimizer]] = {
        "adam": lambda p: torch.optim.Adam(p, run.rate),
        "adamw": lambda p: torch.optim.AdamW(p, run.rate, weight_decay=run.decay),
        "sgd": lambda p: torch.optim.SGD(p, run.rate),
        "momentum": lambda p: torch.optim.SGD(p, run.rate, momentum=0.9),
    }
    optimizer = made[run.optimizer](network.parameters())
    lines = []
    for epoch in range(1, run.epochs + 1):
        rate = run.rate * (0.5 + 0.5 * math.cos(math.pi * (epoch - 1) / run.epochs)) if run.fall else run.rate
        for group in optimizer.param_groups:
            group["lr"] = rate
        network.train()
        total = right = norm = 0.0
        by_layer: dict[str, float] = {}
        batches = list(torch.randperm(len(data.x)).split(run.batch))  # type: ignore[no-untyped-call]
        for batch in batches:
            out = network(data.x[batch])
            loss = nn.functional.cross_entropy(out, data.y[batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            gradients = [p.grad for p in network.parameters() if p.grad is not None]
            norm = max(norm, float(nn.utils.get_total_norm(gradients)))
            for name, parameter in network.named_parameters() if run.layers else ():
                if name.endswith("weight") and parameter.grad is not None:
                    by_layer[name] = by_layer.get(name, 0.0) + float(parameter.grad.norm())
            optimizer.step()
            total += loss.item() * len(batch)
            right += float((out.argmax(1) == data.y[batch]).sum())
        network.eval()
        with torch.no_grad():
            judged = network(data.vx)
            worth = float(nn.functional.cross_entropy(judged, data.vy))
            score = float((judged.argmax(1) == data.vy).float().mean())
        values = (epoch, total / len(data.x), right / len(data.x), worth, score, rate, norm)
        line = dict(zip(COLUMNS, values, strict=True))
        lines.append(line | {f"gradient_norm {name}": value / len(batches) for name, value in by_layer.items()})
    return lines


def write(path: Path, lines: list[dict[str, Any]]) -> None:
    """Write lines as CSV, with a column for every key of any of them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(dict.fromkeys(key for line in lines for key in line)), lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {key: value if isinstance(value, str) else f"{value:.{DIGITS}g}" for key, value in line.items()}
            for line in lines
        )


def main() -> None:
    """Train those that are named, or all, and write the histories."""
    parser = argparse.ArgumentParser(prog="python -m tools.provoke", description="Provoke conditions by trainings.")
    parser.add_argument("names", nargs="*", help="runs, by name (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="other than 0: runs that are held out, in one file")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    held_out: list[dict[str, Any]] = []
    for run in [run for run in RUNS if not asked.names or run.name in asked.names]:
        lines = train(run, asked.seed)
        if asked.seed:
            held_out += [{"run": run.name, **line} for line in lines]
        else:
            write(FOLDER / f"{run.name}.csv", lines)
        print(run.name, flush=True)
    if held_out:
        write(HELD_OUT / f"seed-{asked.seed}.csv", held_out)


if __name__ == "__main__":
    main()
