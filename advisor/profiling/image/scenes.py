"""One image as it is annotated, whatever tool wrote that."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKED: Final = 4_096  # bytes at the start of a file by which its tool is told


class Scene(NamedTuple):
    """One image as it is annotated: the stem of its file, its size, and the class and the area of each object."""

    stem: str
    width: int
    height: int
    objects: list[tuple[str, float]]
    outlines: int = 0  # of the objects
    turned: int = 0  # boxes of them that stand at an angle
    frame: bool = False  # whether it is one of a video


def head_of(path: str) -> bytes:
    """The start of a file; nothing where it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(LOOKED)
    except OSError:
        return b""


def area(across: float, down: float) -> float:
    """The area of a box. Raises `ValueError` where it is no number."""
    if not isfinite(across + down):
        raise ValueError("no number")
    return max(0.0, across) * max(0.0, down)


def around(points: Sequence[Sequence[float]]) -> float:
    """The area of the box around an outline."""
    if not points:
        return 0.0
    across, down = zip(*((point[0], point[1]) for point in points), strict=True)
    return area(max(across) - min(across), max(down) - min(down))
