"""Small data of the kind that a program was made for, drawn here or from scikit-learn."""

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.datasets import load_digits, make_blobs, make_circles

from benchmarks.faults.program import Data

Array = NDArray[Any]
ROWS: Final = 320  # of pictures, sequences and tables; three quarters are learnt from
POINTS: Final = 1000  # of points in the plane, as AutoTrainer drew them


class Split(NamedTuple):
    """Examples to learn from and to validate on."""

    x: Array
    y: Array
    validation_x: Array
    validation_y: Array


def draw(data: Data) -> Split:
    """The examples, the same at each call; a quarter of them to validate on."""
    x, y = KINDS[data.kind](data, np.random.default_rng(0))
    y = _labels(data, y)
    cut = round(0.75 * len(x))
    return Split(x[:cut], y[:cut], x[cut:], y[cut:])


def _labels(data: Data, y: Array) -> Array:
    if data.labels == "one-hot":
        return np.eye(data.classes, dtype="float32")[y]
    return y.reshape(len(y), -1).astype("float32")


def _blob(data: Data, _random: np.random.Generator) -> tuple[Array, Array]:
    """Three clouds, as AutoTrainer draws them."""
    x, y = make_blobs(POINTS, n_features=2, centers=data.classes, cluster_std=2, random_state=2)
    return x.astype("float32"), y


def _circle(_data: Data, _random: np.random.Generator) -> tuple[Array, Array]:
    """Two rings, one inside the other, as AutoTrainer draws them."""
    x, y = make_circles(POINTS, noise=0.1, random_state=1)
    return x.astype("float32"), y


def _digits(data: Data, random: np.random.Generator) -> tuple[Array, Array]:
    """Handwritten digits, enlarged; for fewer classes, the remainder of the digit; each of a colour where there are."""
    images, digits = load_digits(return_X_y=True)
    rows = random.permutation(len(images))[:ROWS]
    side = data.shape[0]
    places = np.arange(side) * 8 // side
    x = images[rows].reshape(-1, 8, 8)[:, places][:, :, places, None] / 16
    colours = random.uniform(0.6, 1, (ROWS, 1, 1, data.shape[2])) if data.shape[2] > 1 else 1
    return (x * colours).astype("float32"), digits[rows] % data.classes


def _series(data: Data, random: np.random.Generator) -> tuple[Array, Array]:
    """A wave of a frequency for each class, with noise."""
    steps, channels = data.shape
    y = random.integers(0, data.classes, ROWS)
    time = np.linspace(0, 1, steps)[None, :, None]
    cycles = 1 + 0.4 * steps * y[:, None, None] / data.classes
    x = np.sin(2 * np.pi * (cycles * time + random.uniform(0, 1, (ROWS, 1, channels))))
    return (x + 0.2 * random.standard_normal(x.shape)).astype("float32"), y


def _table(data: Data, random: np.random.Generator) -> tuple[Array, Array]:
    """Numbers from several columns, of the size of tens."""
    x = random.standard_normal((ROWS, *data.shape)).astype("float32")
    weights = random.standard_normal((data.shape[0], data.classes))
    return x, 10 * np.tanh(x @ weights / 4) + 20


KINDS: Final[Mapping[str, Callable[[Data, np.random.Generator], tuple[Array, Array]]]] = {
    "blob": _blob, "circle": _circle, "digits": _digits, "series": _series, "table": _table,
}  # fmt: skip
