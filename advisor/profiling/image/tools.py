"""Objects as tools of annotation write them: Pascal VOC's and CVAT's XML, LabelMe's and CreateML's JSON."""

from __future__ import annotations

import re
from collections import Counter
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.etree import ElementTree as ET

import msgspec

from advisor.profiling.image.objects import LARGE, SMALL, Objects
from advisor.profiling.shared.files import listed, suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LARGEST: Final = 16 * 2**20  # bytes of the annotations of one image; LabelMe's hold the picture
WHOLE: Final = 256 * 2**20  # bytes of one file of annotations of all images
LOOKED: Final = 4_096  # bytes at the start of a file by which its tool is told
VOC: Final = re.compile(rb"<annotation[\s>]")
CVAT: Final = re.compile(rb"<annotations[\s>]")
OUTLINES: Final = ("polygon", "polyline", "mask", "linestrip", "circle")  # shapes that are no boxes


class Scene(NamedTuple):
    """One image as it is annotated: the stem of its file, its size, and the class and the area of each object."""

    stem: str
    width: int
    height: int
    objects: list[tuple[str, float]]
    outlines: int = 0  # of the objects


class _Shape(msgspec.Struct):
    label: str
    points: list[list[float]] = []
    shape_type: str = "polygon"


class _Sides(msgspec.Struct):
    width: float
    height: float


class _Box(msgspec.Struct):
    label: str
    coordinates: _Sides


class _CreateMl(msgspec.Struct):
    image: str
    annotations: list[_Box] = []


class _LabelMe(msgspec.Struct, rename="camel"):
    shapes: list[_Shape]
    image_path: str = ""
    image_height: int | None = None
    image_width: int | None = None


def read(paths: Sequence[str], images: Sequence[str], root: str) -> Objects | None:
    """Objects that one of these tools annotated; nothing where no file is theirs.

    `images` are those that lie there: one without annotations was not looked at yet, or belongs to something else.
    """
    for what, fits, scenes_of in TOOLS:
        own = [path for path in paths if fits(path)]
        scenes: list[Scene] = []
        broken: list[str] = []
        for path in own:
            try:
                scenes += scenes_of(path)
            except (OSError, ValueError, ArithmeticError, ET.ParseError, msgspec.MsgspecError, RecursionError):
                broken.append(path)
        if scenes:
            notes = [f"{len(broken):,} files of annotations are broken: {listed(broken, root)}"] if broken else []
            return _counted(what, scenes, images, root, notes)
    return None


def _counted(what: str, scenes: Iterable[Scene], images: Sequence[str], root: str, notes: list[str]) -> Objects:
    by_stem = {scene.stem: scene for scene in scenes}
    stems = {Path(path).stem: path for path in images}
    found = [by_stem[stem] for stem in stems if stem in by_stem] or list(by_stem.values())  # of pictures elsewhere
    if bare := [path for stem, path in stems.items() if stem not in by_stem]:
        notes.append(f"{len(bare):,} images have no annotations and are left out: {listed(sorted(bare), root)}")
    lone = len(by_stem) - len(found)
    classes = Counter(label for scene in found for label, _ in scene.objects)
    shares, sizes = [], [0, 0, 0]
    for scene in found:
        for _, area in scene.objects:
            sizes[(area > SMALL) + (area > LARGE)] += 1
            if scene.width and scene.height:
                shares.append(area / (scene.width * scene.height))
    if lone:
        notes.append(f"{lone:,} files of annotations belong to no image and are left out")
    if outlines := sum(scene.outlines for scene in found):
        notes.append(f"{outlines:,} objects are outlines rather than boxes: --task segmentation fits too")
    by_image = [len(scene.objects) for scene in found]
    pixels = [(scene.width, scene.height) for scene in found if scene.width and scene.height]
    return Objects(list(classes.values()), by_image, shares, (sizes[0], sizes[1], sizes[2]), pixels, what, notes)


def _head(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(LOOKED)
    except OSError:
        return b""


def _is_createml(path: str) -> bool:
    head = _head(path).lstrip() if suffix(path) == ".json" else b""
    return head.startswith(b"[") and b'"image"' in head and b'"coordinates"' in head


def _is_voc(path: str) -> bool:
    return suffix(path) == ".xml" and VOC.search(_head(path)) is not None


def _is_cvat(path: str) -> bool:
    return suffix(path) == ".xml" and CVAT.search(_head(path)) is not None


def _is_labelme(path: str) -> bool:
    return suffix(path) == ".json" and b'"shapes"' in (head := _head(path)) and b'"flags"' in head


def _parsed(path: str) -> ET.Element:
    if Path(path).stat().st_size > (WHOLE if _is_cvat(path) else LARGEST):
        raise ValueError("too large")
    return ET.parse(path).getroot()


def _number(element: ET.Element, name: str) -> float:
    return float(element.findtext(name) or 0)


def _voc(path: str) -> list[Scene]:
    root = _parsed(path)
    found = []
    for each in root.iter("object"):
        box = each.find("bndbox")
        across = _number(box, "xmax") - _number(box, "xmin") if box is not None else 0.0
        down = _number(box, "ymax") - _number(box, "ymin") if box is not None else 0.0
        found.append((each.findtext("name") or "", _area(across, down)))
    size = root.find("size")
    width, height = (int(_number(size, name)) if size is not None else 0 for name in ("width", "height"))
    return [Scene(Path(path).stem, width, height, found)]


def _cvat(path: str) -> list[Scene]:
    scenes = []
    for image in _parsed(path).iter("image"):
        found, outlines = [], 0
        for shape in image:
            if shape.tag == "box":
                sides = (float(shape.get(f"{side}br", 0)) - float(shape.get(f"{side}tl", 0)) for side in "xy")
                found.append((shape.get("label", ""), _area(*sides)))
            elif shape.tag in OUTLINES:
                points = [point.split(",") for point in shape.get("points", "").split(";") if "," in point]
                found.append((shape.get("label", ""), _around([[float(x), float(y)] for x, y in points])))
                outlines += 1
        size = int(image.get("width", 0)), int(image.get("height", 0))
        scenes.append(Scene(Path(image.get("name", "")).stem, *size, found, outlines))
    return scenes


def _labelme(path: str) -> list[Scene]:
    if Path(path).stat().st_size > LARGEST:
        raise ValueError("too large")
    said = msgspec.json.decode(Path(path).read_bytes(), type=_LabelMe)
    found = [(shape.label, _around(shape.points)) for shape in said.shapes]
    outlines = sum(shape.shape_type in OUTLINES for shape in said.shapes)
    stem = Path(said.image_path.replace("\\", "/")).stem or Path(path).stem
    return [Scene(stem, said.image_width or 0, said.image_height or 0, found, outlines)]


def _createml(path: str) -> list[Scene]:
    if Path(path).stat().st_size > WHOLE:
        raise ValueError("too large")
    scenes = []
    for each in msgspec.json.decode(Path(path).read_bytes(), type=list[_CreateMl]):
        found = [(shape.label, _area(shape.coordinates.width, shape.coordinates.height)) for shape in each.annotations]
        scenes.append(Scene(Path(each.image).stem, 0, 0, found))
    return scenes


def _area(across: float, down: float) -> float:
    """The area of a box. Raises `ValueError` where it is no number."""
    if not isfinite(across + down):
        raise ValueError("no number")
    return max(0.0, across) * max(0.0, down)


def _around(points: Sequence[Sequence[float]]) -> float:
    """The area of the box around an outline."""
    if not points:
        return 0.0
    across, down = zip(*((point[0], point[1]) for point in points), strict=True)
    return _area(max(across) - min(across), max(down) - min(down))


Tool = tuple[str, "Callable[[str], bool]", "Callable[[str], list[Scene]]"]
TOOLS: Final[tuple[Tool, ...]] = (
    ("LabelMe", _is_labelme, _labelme),
    ("Pascal VOC", _is_voc, _voc),
    ("CVAT", _is_cvat, _cvat),
    ("CreateML", _is_createml, _createml),
)
