"""Images with a class each: scikit-learn's digits, and made ones, each with one difficulty of real images."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.kinds import images_held
from benchmarks.quality.kinds.drawn import TESTED, Pixels, Rng, colour, noisy

CLEAN: Final = 4  # times the size at which shapes are drawn, for smooth edges


def digits(rng: Rng) -> tuple[list[Pixels], list[str], int]:
    """Handwritten digits of 8 x 8 pixels."""
    from sklearn.datasets import load_digits

    found: Any = load_digits()
    order = rng.permutation(len(found.target))
    pixels = (found.images[order] / 16 * 255).astype(np.uint8)
    return list(pixels), [f"digit {value}" for value in found.target[order]], 1437


def letters(rng: Rng) -> tuple[list[Pixels], list[str], int]:
    """Capital letters, turned, moved and under noise: shapes of strokes, many classes."""
    from PIL import Image, ImageDraw, ImageFont

    names = "ABCDEFGHJKLMNPRSTUVXYZ"
    images, labels = [], []
    for _ in range(2000 + TESTED):
        name = names[rng.integers(len(names))]
        canvas = Image.new("L", (56, 56))
        font = ImageFont.load_default(float(rng.uniform(26, 44)))
        ImageDraw.Draw(canvas).text((28, 28), name, fill=int(rng.integers(120, 256)), anchor="mm", font=font)
        turned = canvas.rotate(float(rng.uniform(-25, 25)), Image.Resampling.BILINEAR, translate=_moved(rng, 8))
        images.append(noisy(np.asarray(turned.resize((28, 28), Image.Resampling.BOX), dtype=float), rng, 40))
        labels.append(name)
    return images, labels, 2000


def shapes(rng: Rng) -> tuple[list[Pixels], list[str], int]:
    """A coloured polygon among bars that mean nothing, on any ground: the colour does not tell the class."""
    from PIL import Image, ImageDraw

    corners, side = {"triangle": 3, "square": 4, "pentagon": 5, "star": 10, "cross": 12, "disc": 40}, 30 * CLEAN
    images, labels = [], []
    for _ in range(1200 + TESTED):
        name = list(corners)[rng.integers(len(corners))]
        canvas = Image.new("RGB", (side, side), colour(rng))
        draw = ImageDraw.Draw(canvas)
        for _ in range(3):
            draw.line([tuple(rng.uniform(0, side, 2)) for _ in range(2)], fill=colour(rng), width=CLEAN)
        draw.polygon(_outline(name, corners[name], side, rng), fill=colour(rng))
        images.append(noisy(np.asarray(canvas.resize((30, 30), Image.Resampling.BOX), dtype=float), rng, 12))
        labels.append(name)
    return images, labels, 1200


def few(rng: Rng) -> tuple[list[Pixels], list[str], int]:
    """Two hundred grey outlines of four shapes: a network from random weights has little to learn from."""
    from PIL import Image, ImageDraw

    corners, side = {"triangle": 3, "square": 4, "star": 10, "disc": 40}, 24 * CLEAN
    images, labels = [], []
    for place in range(200 + TESTED):
        name = list(corners)[place % 4]
        canvas = Image.new("L", (side, side), int(rng.integers(0, 80)))
        outline = _outline(name, corners[name], side, rng)
        ImageDraw.Draw(canvas).line([*outline, outline[0]], fill=int(rng.integers(150, 256)), width=CLEAN * 2)
        images.append(noisy(np.asarray(canvas.resize((24, 24), Image.Resampling.BOX), dtype=float), rng, 20))
        labels.append(name)
    return images, labels, 200


def textures(rng: Rng) -> tuple[list[Pixels], list[str], int]:
    """Woven, striped, spotted or cloudy surfaces, a hundred each: no shape, and the same brightness for all."""
    names, side = ("checks", "clouds", "grain", "spots", "stripes", "weave"), 28
    y, x = np.mgrid[:side, :side].astype(float)
    images, labels = [], []
    for place in range(600 + TESTED):
        name, turn, wave, offset = names[place % 6], rng.uniform(0, np.pi), rng.uniform(0.6, 1.4), rng.uniform(0, 6, 2)
        u = wave * (np.cos(turn) * x + np.sin(turn) * y) + offset[0]
        v = wave * (np.cos(turn) * y - np.sin(turn) * x) + offset[1]
        noise = rng.normal(size=(side, side))
        field = {
            "checks": np.sign(np.sin(u) * np.sin(v)),
            "clouds": _smooth(noise, 2.5),
            "grain": _smooth(noise, 0.8),
            "spots": (np.cos(u) + np.cos(v) > 1).astype(float),
            "stripes": np.sin(u),
            "weave": np.maximum(np.sin(u), np.sin(v)),
        }[name]
        field = (field - field.mean()) / field.std()
        images.append(noisy(128 + rng.uniform(25, 45) * field, rng, 30))
        labels.append(name)
    return images, labels, 600


def _moved(rng: Rng, most: int) -> tuple[int, int]:
    across, down = rng.integers(-most, most + 1, 2)
    return int(across), int(down)


def _smooth(field: NDArray[np.float64], deviation: float) -> NDArray[np.float64]:
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(field, deviation, mode="wrap"))


def _outline(name: str, corners: int, side: int, rng: Rng) -> list[tuple[float, float]]:
    """Corners of a shape of some size at some place, turned by some angle."""
    angle = np.arange(corners) / corners * 2 * np.pi
    radius = np.ones(corners)
    if name == "star":
        radius[1::2] = 0.45
    if name == "cross":
        points = np.array([(1, 3), (-1, 3), (-1, 1), (-3, 1), (-3, -1), (-1, -1), (-1, -3), (1, -3), (1, -1),
                           (3, -1), (3, 1), (1, 1)]) / 3  # fmt: skip
        angle, radius = np.arctan2(points[:, 0], points[:, 1]), np.hypot(points[:, 0], points[:, 1])
    size = side * rng.uniform(0.28, 0.4)
    middle = rng.uniform(size, side - size, 2)
    angle = angle + rng.uniform(0, 2 * np.pi)
    return [(float(middle[0] + size * r * np.cos(a)), float(middle[1] + size * r * np.sin(a)))
            for a, r in zip(angle, radius, strict=True)]  # fmt: skip


def write(make: Callable[[Rng], tuple[list[Pixels], list[str], int]], folder: Path, seed: int) -> dict[str, Any]:
    """PNG files in folders train and test, in a folder for each class."""
    from PIL import Image

    images, labels, learnt = make(np.random.default_rng(seed))
    for place, (image, label) in enumerate(zip(images, labels, strict=True)):
        home = folder / ("train" if place < learnt else "test") / label
        home.mkdir(parents=True, exist_ok=True)
        Image.fromarray(image).save(home / f"{place:05}.png")
    return {"rows": learnt, "classes": sorted(set(labels)), "data": "train"}


MAKERS: Final[dict[str, Callable[[Rng], tuple[list[Pixels], list[str], int]]]] = {
    "digits": digits,
    "made-letters": letters,
    "made-shapes": shapes,
    "made-few": few,
    "made-textures": textures,
    "made-clocks": images_held.clocks,
    "made-counts": images_held.counts,
    "made-faces": images_held.faces,
}
