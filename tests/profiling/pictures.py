"""Small images on disk, drawn so that a test knows what is in them."""

import random
from pathlib import Path
from typing import Any

Image: Any = __import__("PIL.Image", fromlist=["Image"])


def picture(path: Path, size: tuple[int, int] = (40, 30), mode: str = "RGB", seed: object = 0) -> Path:
    """Write smooth noise, different for each seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draw = random.Random(repr(seed))
    small = Image.frombytes("RGB", (8, 8), draw.randbytes(192))
    image = small.resize(size).convert(mode)
    image.save(path)
    return path


def folder(root: Path, sizes: dict[str, int], **more: Any) -> Path:
    """A sub-folder for each class, with so many images."""
    for name, count in sizes.items():
        for place in range(count):
            picture(root / name / f"{place}.png", seed=(name, place), **more)
    return root


def mask(path: Path, values: list[int], size: tuple[int, int] = (40, 30)) -> Path:
    """Write a grey mask whose columns take these values in turn, in equal parts."""
    path.parent.mkdir(parents=True, exist_ok=True)
    width, height = size
    row = bytes(values[x * len(values) // width] for x in range(width))
    Image.frombytes("L", size, row * height).save(path)
    return path
