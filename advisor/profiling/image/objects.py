"""Objects in images: COCO's and YOLO's annotations."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from advisor.bounded import read_lines, read_path
from advisor.problem.not_covered import not_covered
from advisor.profiling.image.scenes import Thing, outlined
from advisor.profiling.shared.profile import Section, bins, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SMALL, LARGE = 32**2, 96**2  # pixels: COCO's borders between small, medium and large objects
LONGEST: Final = 2**20  # bytes of a description that are read
MOST: Final = 4 * 2**30  # bytes of COCO's annotations
MOST_CLASSES: Final = 100_000  # a class beyond it is a slip, or another number in its place
LISTS: Final = ("classes.txt", "obj.names", "_darknet.labels", "labels.txt")  # of the classes of YOLO's labels
CORNERS: Final = 4  # numbers of a box
YOLO_PARTS: Final = 5  # numbers of a line: class, and centre and size of the box; polygons have more
BOX: Final = "a line is a class and, as fractions of the image, the centre, width and height of a box"


class Objects(NamedTuple):
    """Objects in images: how many of each class, in each image, and how large; sizes of images where they are known."""

    by_class: list[int]
    by_image: list[int]
    areas: list[float]  # as fractions of the image
    small: tuple[int, int, int] | None  # objects that COCO calls small, medium and large
    sizes: list[tuple[int, int]]
    what: str
    notes: list[str]
    boxes: Mapping[str, Sequence[Thing]] = {}  # by the path of their image, in COCO by the name that it gives
    shares: bool = False  # whether these are shares of the image rather than pixels


class _Image(msgspec.Struct):
    id: int | str
    width: int = 0
    height: int = 0
    file_name: str = ""


class _Annotation(msgspec.Struct):
    image_id: int | str
    category_id: int
    bbox: list[float] | None = None
    area: float | None = None
    keypoints: list[float] | None = None


class _Category(msgspec.Struct):
    id: int
    name: str = ""
    supercategory: str | None = None


class Coco(msgspec.Struct):
    """What is read of COCO's annotations."""

    images: list[_Image]
    annotations: list[_Annotation]
    categories: list[_Category] = []


def is_coco(path: str) -> bool:
    """Whether the start of a JSON file looks like COCO's annotations."""
    try:
        with Path(path).open("rb") as file:
            head = file.read(2**20)
            file.seek(max(0, Path(path).stat().st_size - 2**20))
            tail = file.read()
    except OSError:
        return False
    return b'"images"' in head + tail and b'"annotations"' in head + tail


def read_coco(path: str) -> Objects:
    """Read COCO's annotations. Raises `InputError` where they are none."""
    try:
        coco = msgspec.json.decode(read_path(path, MOST), type=Coco)
    except OSError as error:
        refuse(path, f"cannot be read: {error.strerror}")
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        refuse(path, f"holds no annotations as COCO writes them: {error}")
    if not coco.images:
        refuse(path, "names no images")
    known = {image.id: image for image in coco.images}
    counts = Counter(each.image_id for each in coco.annotations if each.image_id in known)
    classes = {each.id: 0 for each in coco.categories}
    called = {each.id: each.name or str(each.id) for each in coco.categories}
    boxes: dict[str, list[Thing]] = {image.file_name: [] for image in coco.images if image.file_name}
    areas: list[float] = []
    sizes = [0, 0, 0]
    stray = 0
    for each in coco.annotations:
        image = known.get(each.image_id)
        if image is None:
            stray += 1
            continue
        classes[each.category_id] = classes.get(each.category_id, 0) + 1
        box = each.bbox or ()
        if len(box) == CORNERS and image.file_name:
            boxes[image.file_name].append(Thing(called.get(each.category_id, str(each.category_id)), *box))
        area = each.area if each.area is not None else (box[2] * box[3] if len(box) == CORNERS else 0.0)
        sizes[(area > SMALL) + (area > LARGE)] += 1
        if image.width and image.height:
            areas.append(area / (image.width * image.height))
    headings = {each.supercategory for each in coco.categories} - {None, ""}
    for category in coco.categories:  # as Roboflow writes the heading of all others
        if category.name in headings and not classes[category.id] and len(classes) > 1:
            del classes[category.id]
            headings.discard(category.name)
    notes = [f"{stray:,} annotations belong to no image and are left out"] if stray else []
    if any(each.keypoints for each in coco.annotations):
        notes.append(f"objects have keypoints, which are left aside; {not_covered()['keypoints'].hint}")
    by_image = [counts.get(image.id, 0) for image in coco.images]
    pixels = [(image.width, image.height) for image in coco.images if image.width and image.height]
    small = (sizes[0], sizes[1], sizes[2])
    return Objects(list(classes.values()), by_image, areas, small, pixels, "COCO", notes, boxes)


def yolo_boxes(path: str) -> bool:
    """Whether a text begins as YOLO's labels do: a class and four shares of an image."""
    parts = next((line.split() for line in read_lines(path) if line.strip()), [])
    try:
        which, *numbers = map(float, parts)
    except ValueError:
        return False
    return which.is_integer() and len(numbers) == YOLO_PARTS - 1 and all(0 <= number <= 1 for number in numbers)


def yolo_label(image: str) -> list[str]:
    """Where YOLO's label of an image may lie: `images` becomes `labels`, or beside it."""
    path = Path(image)
    parts = list(path.parts)
    places = [str(path.with_suffix(".txt"))]
    for place in range(len(parts) - 1, -1, -1):
        if parts[place].lower() == "images":
            parts[place] = "labels"
            places.insert(0, str(Path(*parts).with_suffix(".txt")))
            break
    return places


def read_yolo(images: Sequence[str], texts: set[str], named: Sequence[str]) -> Objects | None:
    """Read YOLO's labels of images; nothing where no image has one. `texts` are the text files there are.

    `named` are the classes that are named beside them, of which some may never occur. Raises `InputError` where all
    lines are boxes of no number or of no possible class.
    """
    by_image, areas, classes = [], [], Counter[int]()
    polygons = wrong = found = 0
    broken: list[str] = []  # files of boxes of no number or no possible class, each once for such a line
    boxes: dict[str, list[Thing]] = {image: [] for image in images}
    places = {image: next((place for place in yolo_label(image) if place in texts), None) for image in images}
    if not any(places.values()):
        places = _by_stem(images, texts)
    for image in images:
        label = places[image]
        if label is None:
            by_image.append(0)  # an image without objects has no label
            continue
        found += 1
        lines = [line.split() for line in read_lines(label)]
        count = 0
        for parts in filter(None, lines):
            try:
                which, *numbers = parsed = [float(part) for part in parts]
            except ValueError:
                wrong += 1
                continue
            shaped = len(numbers) >= YOLO_PARTS - 1
            if shaped and (which >= MOST_CLASSES or not all(map(isfinite, parsed))):
                broken.append(label)
                continue
            if not shaped or not which.is_integer() or which < 0:
                wrong += 1
                continue
            count += 1
            classes[int(which)] += 1
            polygons += len(numbers) > YOLO_PARTS
            thing = _yolo_thing(named[int(which)] if which < len(named) else str(int(which)), numbers)
            boxes[image].append(thing)
            areas.append(thing.area)
        by_image.append(count)
    if broken and not wrong and not classes:
        refuse(broken[0], f"holds no box, nor does another label: {len(broken):,} lines are none", BOX)
    if not found or not classes:
        return None
    wrong += len(broken)
    notes = [f"{wrong:,} lines of labels are no boxes and are left out"] if wrong else []
    if polygons:
        notes.append(f"{polygons:,} objects are outlines rather than boxes: --task segmentation fits too")
    by_class = [classes[place] for place in range(max(len(named), max(classes) + 1))]
    return Objects(by_class, by_image, areas, None, [], "YOLO", notes, boxes, shares=True)


def _yolo_thing(label: str, numbers: Sequence[float]) -> Thing:
    """A box by its centre and its sides, or the one around an outline."""
    if len(numbers) > YOLO_PARTS:
        return outlined(label, [*zip(numbers[0::2], numbers[1::2], strict=False)])
    middle, height, across, down = numbers[:CORNERS]
    return Thing(label, middle - across / 2, height - down / 2, across, down)


def _by_stem(images: Sequence[str], texts: set[str]) -> dict[str, str | None]:
    """The label of each image by its name alone, as of labels in a folder of any name."""
    called = Counter(Path(text).stem for text in texts)
    by_stem = {Path(text).stem: text for text in texts if called[Path(text).stem] == 1}
    return {image: by_stem.get(Path(image).stem) for image in images}


def description(path: str) -> Any:
    """What a YAML file says, whose keys may be numbers as in YOLO's names of classes; nothing where it is broken."""
    import yaml

    try:
        with Path(path).open("rb") as file:
            return yaml.safe_load(file.read(LONGEST))
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return None


def yolo_classes(root: str) -> list[str]:
    """The classes that YOLO's files name, as far as they lie there."""
    for path in sorted(Path(root).glob("*.y*ml")):
        data = description(str(path))
        if isinstance(data, dict) and isinstance(data.get("names"), list | dict):
            return class_names(data["names"])
    for place in (Path(root) / name for name in LISTS):
        if place.is_file():
            return [line.strip() for line in read_lines(place) if line.strip()]
    return []


def class_names(said: object) -> list[str]:
    """The names of classes in a description of a data set: a list, or by their numbers."""
    if isinstance(said, dict):
        said = [said[number] for number in sorted(said, key=lambda key: (not isinstance(key, int), str(key).zfill(9)))]
    return [str(name) for name in said] if isinstance(said, list) else []


def object_facts(objects: Objects, task: str) -> dict[str, Any]:
    """Facts of objects; a class that never occurs says nothing of the balance."""
    occurring = [count for count in objects.by_class if count]
    facts: dict[str, Any] = {
        "data.rows": len(objects.by_image),
        "data.classes": max(1, len(objects.by_class)) + (task == "segmentation"),
        "data.imbalance": float(f"{max(occurring) / min(occurring):.4g}") if occurring else 1.0,
    }
    if task == "detection":
        facts["data.objects"] = float(f"{sum(objects.by_image) / len(objects.by_image):.4g}")
    return facts


def object_sections(objects: Objects) -> list[Section]:
    """How many objects there are, and how large."""
    total = sum(objects.by_image)
    rows: list[tuple[Any, ...]] = [
        (
            "objects in an image",
            min(objects.by_image),
            total / len(objects.by_image),
            max(objects.by_image),
            bins(objects.by_image),
        ),
    ]
    if objects.areas:
        shares = sorted(objects.areas)
        rows.append(("share of the image", shares[0], sum(shares) / len(shares), shares[-1], bins(shares)))
    sections = [Section("objects", ("what", "least", "mean", "most", "shape"), rows)]
    if objects.small and total:
        sizes = zip(("small (to 32² px)", "medium (to 96² px)", "large"), objects.small, strict=True)
        sections.append(
            Section("object sizes", ("what", "objects", "share"), [(n, c, f"{c / total:.1%}") for n, c in sizes])
        )
    return sections


def object_notes(objects: Objects) -> list[str]:
    """What to know of the objects."""
    empty = sum(count == 0 for count in objects.by_image)
    never = sum(count == 0 for count in objects.by_class)
    notes = list(objects.notes)
    if empty:
        notes.append(f"{empty:,} of {len(objects.by_image):,} images hold no object")
    if never:
        notes.append(f"{never:,} of {len(objects.by_class):,} classes never occur")
    return notes
