"""One image as it is annotated, whatever tool wrote that."""

from __future__ import annotations

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LOOKED: Final = 4_096  # bytes at the start of a file by which its tool is told


class Thing(NamedTuple):
    """An object: its class, and the box around it in pixels (of YOLO's in shares of the image)."""

    label: str
    left: float
    top: float
    across: float
    down: float

    @property
    def area(self) -> float:
        """The area of the box."""
        return self.across * self.down


class Scene(NamedTuple):
    """One image as it is annotated: the stem of its file, its size, and its objects."""

    stem: str
    width: int
    height: int
    objects: list[Thing]
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


def boxed(label: str, left: float, top: float, across: float, down: float) -> Thing:
    """An object in a box. Raises `ValueError` where a number is none."""
    if not isfinite(left + top + across + down):
        raise ValueError("no number")
    return Thing(label, left, top, max(0.0, across), max(0.0, down))


def outlined(label: str, points: Sequence[Sequence[float]]) -> Thing:
    """An object in the box around its outline. Raises `ValueError` where a number is none."""
    if not points:
        return Thing(label, 0.0, 0.0, 0.0, 0.0)
    across, down = zip(*((point[0], point[1]) for point in points), strict=True)
    left, top = min(across), min(down)
    return boxed(label, left, top, max(across) - left, max(down) - top)
