"""Data of random numbers in the right shape, where no real data of a kind is at hand: only its size takes time."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np


def write(name: str, folder: Path) -> Path:
    """The data of a name on disk, once."""
    path = folder / name
    if path.is_dir() and any(path.iterdir()):
        return _whole(path)
    path.mkdir(parents=True, exist_ok=True)
    MAKERS[name](path)
    return _whole(path)


def _whole(path: Path) -> Path:
    """A folder, or the one file in it."""
    files = list(path.iterdir())
    return files[0] if len(files) == 1 and files[0].is_file() else path


def _images(side: int, classes: int, each: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        from PIL import Image

        rng = np.random.default_rng(side)
        for name in range(classes):
            (path / f"class{name}").mkdir()
            for number in range(each):
                pixels = rng.integers(0, 256, (side, side, 3)).astype(np.uint8)
                Image.fromarray(pixels).save(path / f"class{name}" / f"{number}.png")

    return make


def _masks(path: Path) -> None:
    from PIL import Image

    rng, side = np.random.default_rng(0), 64
    for part in ("images", "masks"):
        (path / part).mkdir()
    for number in range(240):
        Image.fromarray(rng.integers(0, 256, (side, side, 3)).astype(np.uint8)).save(path / "images" / f"{number}.png")
        Image.fromarray(rng.integers(0, 2, (side, side)).astype(np.uint8)).save(path / "masks" / f"{number}.png")


def _tones(path: Path) -> None:
    import soundfile

    rng, rate = np.random.default_rng(0), 8000
    for name in range(4):
        (path / f"tone{name}").mkdir()
        for number in range(60):
            wave = 0.1 * rng.normal(size=rate) + np.sin(np.arange(rate) * (0.1 + 0.1 * name))
            soundfile.write(path / f"tone{name}" / f"{number}.wav", wave / 4, rate)


def _sequences(rows: int, steps: int, values: int, classes: int) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        rng = np.random.default_rng(rows)
        x = rng.normal(size=(rows, steps, values)).astype(np.float32)
        y = rng.integers(classes, size=rows) if classes else rng.normal(size=rows)
        np.savez(path / "sequences.npz", x=x, y=y)

    return make


MAKERS: Final[dict[str, Callable[[Path], None]]] = {
    "stripes16": _images(16, 4, 400),
    "stripes64": _images(64, 5, 150),
    "discs64": _masks,
    "tones": _tones,
    "sensors": _sequences(4000, 50, 14, 0),
    "motions": _sequences(1200, 120, 6, 8),
    "long": _sequences(400, 400, 3, 4),
}
