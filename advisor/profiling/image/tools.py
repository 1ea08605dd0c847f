"""Objects as tools of annotation write them: Pascal VOC's and CVAT's XML, LabelMe's, CreateML's and VoTT's JSON."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import msgspec

from advisor.profiling.image import label_texts
from advisor.profiling.image.objects import LARGE, SMALL, Objects
from advisor.profiling.image.scenes import Scene, Thing, boxed, head_of, outlined
from advisor.profiling.shared.files import listed, suffix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

LARGEST: Final = 16 * 2**20  # bytes of the annotations of one image; LabelMe's hold the picture
WHOLE: Final = 256 * 2**20  # bytes of one file of annotations of all images
VOC: Final = re.compile(rb"<annotation[\s>]")
CVAT: Final = re.compile(rb"<annotations[\s>]")
OUTLINES: Final = ("polygon", "polyline", "mask", "linestrip", "circle")  # shapes that are no boxes


class _Shape(msgspec.Struct):
    label: str
    points: list[list[float]] = []
    shape_type: str = "polygon"


class _Sides(msgspec.Struct):
    width: float
    height: float
    x: float = 0.0  # of the centre
    y: float = 0.0


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


class _Size(msgspec.Struct, frozen=True):
    width: int = 0
    height: int = 0


class _Asset(msgspec.Struct):
    name: str
    size: _Size = _Size()


class _BoundingBox(msgspec.Struct, rename="camel"):
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0


class _Region(msgspec.Struct, rename="camel"):
    tags: list[str] = []
    bounding_box: _BoundingBox | None = None
    type: str = "RECTANGLE"


class _Looked(msgspec.Struct):
    asset: _Asset
    regions: list[_Region] = []


class _Vott(msgspec.Struct):
    assets: dict[str, _Looked]


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
        if any(scene.objects for scene in scenes):  # rather than labels of whole images
            notes = [f"{len(broken):,} files of annotations are broken: {listed(broken, root)}"] if broken else []
            return _counted(what, scenes, images, root, notes)
    return None


def _counted(what: str, scenes: Iterable[Scene], images: Sequence[str], root: str, notes: list[str]) -> Objects:
    by_stem = {scene.stem: scene for scene in scenes}
    stems = {Path(path).stem: path for path in images}
    found = [by_stem[stem] for stem in stems if stem in by_stem]
    if stems and not found:
        notes.append(f"none of the {len(by_stem):,} images that are annotated lies there: annotations tell their sizes")
    found = found or list(by_stem.values())  # of pictures elsewhere
    if bare := [path for stem, path in stems.items() if stem not in by_stem]:
        notes.append(f"{len(bare):,} images have no annotations and are left out: {listed(sorted(bare), root)}")
    lone = len(by_stem) - len(found)
    classes = Counter(each.label for scene in found for each in scene.objects)
    shares, sizes = [], [0, 0, 0]
    for scene in found:
        for each in scene.objects:
            sizes[(each.area > SMALL) + (each.area > LARGE)] += 1
            if scene.width and scene.height:
                shares.append(each.area / (scene.width * scene.height))
    if lone:
        notes.append(f"{lone:,} files of annotations belong to no image and are left out")
    if outlines := sum(scene.outlines for scene in found):
        notes.append(f"{outlines:,} objects are outlines rather than boxes: --task segmentation fits too")
    if turned := sum(scene.turned for scene in found):
        notes.append(f"{turned:,} boxes stand at an angle, and the upright one around each is measured: models of")
        notes[-1] += " turned boxes (Ultralytics' OBB) learn the angle too"
    if any(scene.frame for scene in found):
        notes.append("frames of one video are alike: keep all of them in one part of a split")
    by_image = [len(scene.objects) for scene in found]
    pixels = [(scene.width, scene.height) for scene in found if scene.width and scene.height]
    boxes = {stems[scene.stem]: scene.objects for scene in found if scene.stem in stems}
    small = (sizes[0], sizes[1], sizes[2])
    return Objects(list(classes.values()), by_image, shares, small, pixels, what, notes, boxes)


def _is_createml(path: str) -> bool:
    head = head_of(path).lstrip() if suffix(path) == ".json" else b""
    return head.startswith(b"[") and b'"image"' in head and b'"coordinates"' in head


def _is_voc(path: str) -> bool:
    return suffix(path) == ".xml" and VOC.search(head_of(path)) is not None


def _is_cvat(path: str) -> bool:
    return suffix(path) == ".xml" and CVAT.search(head_of(path)) is not None


def _is_vott(path: str) -> bool:
    head = head_of(path) if suffix(path) == ".json" else b""
    return b'"tags"' in head and (b'"videoSettings"' in head or b'"assets"' in head or b'"regions"' in head)


def _is_labelme(path: str) -> bool:
    return suffix(path) == ".json" and b'"shapes"' in (head := head_of(path)) and b'"flags"' in head


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
        sides = [_number(box, name) if box is not None else 0.0 for name in ("xmin", "ymin", "xmax", "ymax")]
        left, top, right, low = sides
        found.append(boxed(each.findtext("name") or "", left, top, right - left, low - top))
    size = root.find("size")
    width, height = (int(_number(size, name)) if size is not None else 0 for name in ("width", "height"))
    return [Scene(Path(path).stem, width, height, found)]


def _cvat(path: str) -> list[Scene]:
    root = _parsed(path)
    scenes = _frames(root)
    for image in root.iter("image"):
        found, outlines = [], 0
        for shape in image:
            if (thing := _cvat_thing(shape, shape.get("label", ""))) is not None:
                found.append(thing)
                outlines += shape.tag in OUTLINES
        size = int(image.get("width", 0)), int(image.get("height", 0))
        scenes.append(Scene(Path(image.get("name", "")).stem, *size, found, outlines))
    return scenes


def _cvat_thing(shape: ET.Element, label: str) -> Thing | None:
    """The object that a shape of CVAT's marks; nothing where it is none."""
    if shape.tag == "box":
        left, top, right, low = (float(shape.get(side, 0)) for side in ("xtl", "ytl", "xbr", "ybr"))
        return boxed(label, left, top, right - left, low - top)
    if shape.tag not in OUTLINES:
        return None
    points = [point.split(",") for point in shape.get("points", "").split(";") if "," in point]
    return outlined(label, [[float(x), float(y)] for x, y in points])


def _frames(root: ET.Element) -> list[Scene]:
    """The frames of a video in which CVAT's tracks show an object, called as CVAT calls the pictures of them."""
    by_frame: dict[int, list[Thing]] = {}
    outlines: Counter[int] = Counter()
    for track in root.iter("track"):
        for shape in track:
            if shape.get("outside") == "1":
                continue
            if (thing := _cvat_thing(shape, track.get("label", ""))) is not None:
                frame = int(shape.get("frame", 0))
                by_frame.setdefault(frame, []).append(thing)
                outlines[frame] += shape.tag in OUTLINES
    size = root.find(".//original_size")
    width, height = (int(_number(size, name)) if size is not None else 0 for name in ("width", "height"))
    return [
        Scene(f"frame_{frame:06d}", width, height, found, outlines[frame], frame=True)
        for frame, found in sorted(by_frame.items())
    ]


def _labelme(path: str) -> list[Scene]:
    if Path(path).stat().st_size > LARGEST:
        raise ValueError("too large")
    said = msgspec.json.decode(Path(path).read_bytes(), type=_LabelMe)
    found = [outlined(shape.label, shape.points) for shape in said.shapes]
    outlines = sum(shape.shape_type in OUTLINES for shape in said.shapes)
    stem = Path(said.image_path.replace("\\", "/")).stem or Path(path).stem
    return [Scene(stem, said.image_width or 0, said.image_height or 0, found, outlines)]


def _createml(path: str) -> list[Scene]:
    if Path(path).stat().st_size > WHOLE:
        raise ValueError("too large")
    scenes = []
    for each in msgspec.json.decode(Path(path).read_bytes(), type=list[_CreateMl]):
        sides = [(shape.label, shape.coordinates) for shape in each.annotations]
        found = [
            boxed(label, box.x - box.width / 2, box.y - box.height / 2, box.width, box.height) for label, box in sides
        ]
        scenes.append(Scene(Path(each.image).stem, 0, 0, found))
    return scenes


def _vott(path: str) -> list[Scene]:
    """What VoTT exports, all images in one file, or keeps of one image."""
    if Path(path).stat().st_size > WHOLE:
        raise ValueError("too large")
    content = Path(path).read_bytes()
    try:
        looked = list(msgspec.json.decode(content, type=_Vott).assets.values())
    except msgspec.ValidationError:
        looked = [msgspec.json.decode(content, type=_Looked)]
    scenes = []
    for each in looked:
        found = [
            boxed(tag, box.left, box.top, box.width, box.height)
            for region in each.regions
            for tag in region.tags[:1] or [""]
            for box in (region.bounding_box or _BoundingBox(0, 0),)
        ]
        outlines = sum(region.type == "POLYGON" for region in each.regions)
        scenes.append(Scene(Path(each.asset.name).stem, each.asset.size.width, each.asset.size.height, found, outlines))
    return scenes


Tool = tuple[str, "Callable[[str], bool]", "Callable[[str], list[Scene]]"]
TOOLS: Final[tuple[Tool, ...]] = (
    ("LabelMe", _is_labelme, _labelme),
    ("Pascal VOC", _is_voc, _voc),
    ("CVAT", _is_cvat, _cvat),
    ("CreateML", _is_createml, _createml),
    ("VoTT", _is_vott, _vott),
    ("KITTI", label_texts.is_kitti, label_texts.kitti),
    ("DOTA", label_texts.is_dota, label_texts.dota),
    ("WIDER FACE", label_texts.is_wider, label_texts.wider),
)
