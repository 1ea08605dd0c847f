"""Sets as arrays, for the peers and for scoring: what a part holds, and windows of series."""

from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

LOOKBACK: Final = 120  # steps, as in Keras' example of weather; less where series are short


class Windows(NamedTuple):
    """Pasts (windows, steps), futures (windows, horizon) and the unit of MASE of the series of each (windows, 1)."""

    past: NDArray[np.float64]
    ahead: NDArray[np.float64]
    unit: NDArray[np.float64]


def examples(folder: Path, about: dict[str, Any], part: str) -> tuple[list[str], NDArray[np.int64]]:
    """Texts, or paths of files relative to the folder, in the order of the part; and the place of each class."""
    if about["data"].endswith(".csv"):
        table = pd.read_csv(folder / f"{part}.csv", keep_default_na=False)
        inputs, labels = list(table[table.columns[0]]), list(table["label"])
    else:
        files = sorted(path for path in (folder / part).rglob("*") if path.is_file())
        inputs, labels = [str(path.relative_to(folder)) for path in files], [path.parent.name for path in files]
    places = {name: place for place, name in enumerate(about["classes"])}
    return inputs, np.array([places[label] for label in labels])


def pixels(folder: Path, files: list[str]) -> NDArray[np.float32]:
    """Images from 0 to 1: examples, channels, rows, columns."""
    from PIL import Image

    found = np.stack([np.asarray(Image.open(folder / file), dtype=np.float32) for file in files]) / np.float32(255)
    return np.asarray(found[:, None] if found.ndim == 3 else np.moveaxis(found, -1, 1), dtype=np.float32)


def waves(folder: Path, files: list[str]) -> NDArray[np.float32]:
    """Recordings of one length: examples, samples."""
    import soundfile

    return np.stack([soundfile.read(str(folder / file), dtype="float32")[0] for file in files])


def windows(folder: Path, about: dict[str, Any], part: str, lookback: int) -> Windows:
    """All windows of training series, or those of which all that is ahead lies in the test part."""
    train, test = (_by_series(pd.read_csv(folder / f"{name}.csv")) for name in ("train", "test"))
    pieces: list[list[NDArray[np.float64]]] = [[], [], []]
    for name, values in train.items():
        lag = about["period"] if len(values) > about["period"] else 1
        unit = np.abs(values[lag:] - values[:-lag]).mean()
        steps = values if part == "train" else np.concatenate([values[-lookback:], test[name]])
        cut = np.lib.stride_tricks.sliding_window_view(steps, lookback + about["horizon"])
        for piece, value in zip(
            pieces, (cut[:, :lookback], cut[:, lookback:], np.full((len(cut), 1), unit)), strict=True
        ):
            piece.append(value)
    return Windows(*(np.concatenate(piece) for piece in pieces))


def lookback_of(about: dict[str, Any]) -> int:
    """Two seasons at least where a quarter of a series leaves room."""
    return int(min(max(LOOKBACK, 2 * about["period"]), about["rows"] // about["series"] // 4))


def _by_series(table: pd.DataFrame) -> dict[str, NDArray[np.float64]]:
    names = table["series"] if "series" in table else pd.Series("", table.index)
    return {str(name): values.to_numpy(dtype=np.float64) for name, values in table["value"].groupby(names, sort=False)}
