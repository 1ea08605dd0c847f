"""The network of the tutorial for each kind, as Keras' examples have it, in PyTorch: layers, batch, epochs and Adam.

mnist_convnet, TensorFlow's simple_audio, text_classification_from_scratch and timeseries_weather_forecasting. Weights
begin as Keras begins them. Written in PyTorch, as Keras itself costs more time for the same steps.
"""

import copy
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.quality.kinds import reading

Floats = NDArray[np.float64]


def image(folder: Path, about: dict[str, Any]) -> Floats:
    """Two convolutions of 32 and 64, each pooled; where an image is too small for that, with padding."""
    (learn, y), (test, _) = (reading.examples(folder, about, part) for part in ("train", "test"))
    x, z = torch.from_numpy(reading.pixels(folder, learn)), torch.from_numpy(reading.pixels(folder, test))
    pad = 0 if x.shape[2] >= 12 else 1
    body = nn.Sequential(
        nn.Conv2d(x.shape[1], 32, 3, padding=pad), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=pad), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.5),
    )  # fmt: skip
    network = nn.Sequential(body, nn.Linear(_size(body, x), len(about["classes"])))
    _fit(network, x, torch.from_numpy(y), functional.cross_entropy, batch=128, epochs=15, validation=0.1)
    return _probabilities(network, z)


def audio(folder: Path, about: dict[str, Any]) -> Floats:
    """Magnitudes of a Fourier transform as an image of 32 x 32, two convolutions, and a dense layer of 128."""
    (learn, y), (test, _) = (reading.examples(folder, about, part) for part in ("train", "test"))
    x, z = (_spectrograms(torch.from_numpy(reading.waves(folder, files))) for files in (learn, test))
    mean, deviation = x.mean(), x.std()
    x, z = (x - mean) / deviation, (z - mean) / deviation
    body = nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Flatten(), nn.Linear(64 * 14 * 14, 128), nn.ReLU(), nn.Dropout(0.5),
    )  # fmt: skip
    network = nn.Sequential(body, nn.Linear(128, len(about["classes"])))
    _fit(network, x, torch.from_numpy(y), functional.cross_entropy, batch=64, epochs=10, validation=0.2, patience=2)
    return _probabilities(network, z)


def _spectrograms(waves: Tensor) -> Tensor:
    window = torch.hann_window(255)
    found = [
        torch.stft(some, 256, 128, 255, window, center=False, return_complex=True).abs()
        for some in torch.split(waves, 64)
    ]
    return functional.interpolate(torch.cat(found).transpose(1, 2)[:, None], (32, 32), mode="bilinear")


class _Strided(nn.Module):
    """Word vectors of 128, two convolutions over seven words with stride 3, their maximum, and a dense layer of 128."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.vectors = nn.Embedding(20_000, 128)
        nn.init.uniform_(self.vectors.weight, -0.05, 0.05)
        self.convolutions = nn.Sequential(
            nn.Conv1d(128, 128, 7, stride=3), nn.ReLU(), nn.Conv1d(128, 128, 7, stride=3), nn.ReLU()
        )
        self.head = nn.Sequential(nn.Linear(128, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, outputs))

    def forward(self, x: Tensor) -> Tensor:
        words = functional.dropout(self.vectors(x), 0.5, self.training).transpose(1, 2)
        found: Tensor = self.head(self.convolutions(words).amax(2))
        return found


def text(folder: Path, about: dict[str, Any]) -> Floats:
    """The 20,000 most frequent words, 500 of a text, and strided convolutions over them."""
    (learn, y), (test, _) = (reading.examples(folder, about, part) for part in ("train", "test"))
    cut = [[re.sub(r"[^\w\s]", "", text.lower()).split() for text in texts] for texts in (learn, test)]
    known = Counter(word for words in cut[0] for word in words).most_common(19_998)
    places = {word: place for place, (word, _) in enumerate(known, start=2)}
    rows = [[([places.get(word, 1) for word in words] + [0] * 500)[:500] for words in texts] for texts in cut]
    network = _Strided(len(about["classes"]))
    _fit(
        network,
        torch.tensor(rows[0]),
        torch.from_numpy(y),
        functional.cross_entropy,
        batch=32,
        epochs=3,
        validation=0.2,
    )
    return _probabilities(network, torch.tensor(rows[1]))


class _Recurrent(nn.Module):
    """An LSTM of 32 units, and a line from its last state."""

    def __init__(self, outputs: int) -> None:
        super().__init__()
        self.cell, self.output = nn.LSTM(1, 32, batch_first=True), nn.Linear(32, outputs)
        begun = dict(self.cell.named_parameters())
        nn.init.orthogonal_(begun["weight_hh_l0"])
        nn.init.zeros_(begun["bias_hh_l0"])
        with torch.no_grad():
            begun["bias_hh_l0"][32:64] = 1.0  # Keras begins by remembering

    def forward(self, x: Tensor) -> Tensor:
        found: Tensor = self.output(self.cell(x[..., None])[1][0][0])
        return found


def series(folder: Path, about: dict[str, Any]) -> Floats:
    """An LSTM over the past, scaled by mean and deviation of the training part; the best of its epochs."""
    learn, test = (reading.windows(folder, about, part, reading.lookback_of(about)) for part in ("train", "test"))
    mean, deviation = learn.past.mean(), learn.past.std()
    x, y, z = ((torch.from_numpy(part) - mean) / deviation for part in (learn.past, learn.ahead, test.past))
    network = _Recurrent(about["horizon"])
    _fit(
        network,
        x.float(),
        y.float(),
        functional.mse_loss,
        batch=256,
        epochs=10,
        validation=0.285,
        patience=5,
        best=True,
    )
    return np.asarray(_outputs(network, z.float()).double().numpy() * deviation + mean)


def _fit(
    network: nn.Module,
    x: Tensor,
    y: Tensor,
    loss_of: Callable[[Tensor, Tensor], Tensor],
    *,
    batch: int,
    epochs: int,
    validation: float,
    patience: int = 0,
    best: bool = False,
) -> None:
    """Adam at 1e-3; a part that stands last for series, and anywhere else for the rest, is kept to judge by."""
    for layer in network.modules():
        if isinstance(layer, nn.Linear | nn.Conv1d | nn.Conv2d):
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)  # type: ignore[arg-type]  # ours have one
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3, eps=1e-7)
    order = torch.arange(len(x)) if y.ndim > 1 else torch.randperm(len(x))
    kept_back = round(validation * len(x))
    learnt, held = order[: len(x) - kept_back], order[len(x) - kept_back :]
    least, waited, kept = float("inf"), 0, copy.deepcopy(network.state_dict())
    for _ in range(epochs):
        network.train()
        for rows in torch.split(learnt[torch.randperm(len(learnt))], batch):
            optimizer.zero_grad()
            loss_of(network(x[rows]), y[rows]).backward()  # type: ignore[no-untyped-call]
            optimizer.step()
        found, waited = float(loss_of(_outputs(network, x[held]), y[held])), waited + 1
        if found < least:
            least, waited, kept = found, 0, copy.deepcopy(network.state_dict())
        if patience and waited >= patience:
            break
    if best:
        network.load_state_dict(kept)


@torch.no_grad()
def _outputs(network: nn.Module, x: Tensor) -> Tensor:
    network.eval()
    return torch.cat([network(some) for some in torch.split(x, 256)])


def _probabilities(network: nn.Module, x: Tensor) -> Floats:
    return np.asarray(_outputs(network, x).double().softmax(1).numpy())


@torch.no_grad()
def _size(body: nn.Module, x: Tensor) -> int:
    return int(body(x[:1]).shape[1])
