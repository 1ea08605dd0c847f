"""Objects in text files of labels, a line each: as KITTI, DOTA (Roboflow's turned boxes, too) and WIDER FACE do."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.bounded import read_lines
from advisor.profiling.image.scenes import Scene, boxed, head_of, outlined
from advisor.profiling.shared.files import suffix

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER: Final = rb"-?[0-9.]+(?:e[-+]?[0-9]+)?"
# Class, truncation, occlusion, angle, box, size in metres, place and angle; a score in results. As KITTI's devkit says.
KITTI: Final = re.compile(rb"[A-Za-z_]+(?: %s){14,15}\s*(?:\n|$)" % NUMBER)
NOT_LABELLED: Final = "DontCare"  # KITTI's regions in which nothing was annotated
# Four corners, the class and how difficult it is, below two lines about the image.
DOTA: Final = re.compile(
    rb"(?:imagesource:.*\n)?(?:gsd:.*\n)?%s(?: %s){7} [^\s]*[A-Za-z][^\s]* [0-2]\s*(?:\n|$)" % ((NUMBER,) * 2)
)
CORNERS: Final = 8  # numbers of a turned box
# The path of an image, how many faces it shows, and a box with six flags for each.
WIDER: Final = re.compile(rb"\S.*\.(?:jpg|jpeg|png)\r?\n[0-9]+\r?\n(?:[0-9]+ ){3}[0-9]+")
FACE: Final = "face"


def is_kitti(path: str) -> bool:
    """Whether a file holds KITTI's labels of one image."""
    return suffix(path) == ".txt" and KITTI.match(head_of(path)) is not None


def kitti(path: str) -> list[Scene]:
    """The objects of one image, without the regions that nobody annotated."""
    found = []
    for line in read_lines(path):
        parts = line.split()
        if parts and parts[0] != NOT_LABELLED:
            left, top, right, low = map(float, parts[4:8])
            found.append(boxed(parts[0], left, top, right - left, low - top))
    return [Scene(Path(path).stem, 0, 0, found)]


def is_dota(path: str) -> bool:
    """Whether a file holds DOTA's turned boxes of one image."""
    return suffix(path) == ".txt" and DOTA.match(head_of(path)) is not None


def dota(path: str) -> list[Scene]:
    """The objects of one image; of a turned box the upright one around it counts."""
    found = []
    for line in read_lines(path):
        parts = line.split()
        if len(parts) > CORNERS:
            numbers = [*map(float, parts[:CORNERS])]
            found.append(outlined(parts[CORNERS], [*zip(numbers[::2], numbers[1::2], strict=True)]))
    return [Scene(Path(path).stem, 0, 0, found, turned=len(found))]


def is_wider(path: str) -> bool:
    """Whether a file holds the faces of many images as WIDER FACE lists them."""
    return suffix(path) == ".txt" and WIDER.match(head_of(path)) is not None


def wider(path: str) -> list[Scene]:
    """The faces of all images. An image without faces has a line of zeros."""
    return list(_wider(iter(read_lines(path))))


def _wider(lines: Iterator[str]) -> Iterator[Scene]:
    for name in lines:
        if not name.strip():
            continue
        number = int(next(lines, "0"))
        boxes = [[float(part) for part in line.split()[:4]] for line in islice(lines, max(1, number))]
        found = [boxed(FACE, left, top, across, down) for left, top, across, down in boxes[:number]]
        yield Scene(Path(name.strip()).stem, 0, 0, found)
