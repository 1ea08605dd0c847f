"""A folder of images -> facts: a sub-folder for each class, masks beside images, or annotated objects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.image import IMAGES, boxes, masks, tools
from advisor.profiling.image.belonging import persons_above, together
from advisor.profiling.image.headers import (
    Header,
    Headers,
    format_section,
    header_notes,
    opened,
    size_facts,
    size_section,
)
from advisor.profiling.image.in_table import beside
from advisor.profiling.image.objects import (
    Objects,
    is_coco,
    object_facts,
    object_notes,
    object_sections,
    read_coco,
    read_yolo,
    yolo_boxes,
    yolo_classes,
)
from advisor.profiling.image.pixels import look, look_notes
from advisor.profiling.image.shown_texts import shown_texts
from advisor.profiling.shared.checks import check_followed
from advisor.profiling.shared.class_folders import class_facts, labelled
from advisor.profiling.shared.class_names import class_in_name, classes_in_names, sided, worded
from advisor.profiling.shared.class_names import told as told_names
from advisor.profiling.shared.files import Files, class_of, listed, suffix
from advisor.profiling.shared.name_parts import PART, told_part, value_of, which_part
from advisor.profiling.shared.profile import CONVERT, EXACT, Profile, Section, refuse
from advisor.profiling.shared.sampling import SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source

LABELS: Final = frozenset((".json", ".xml", ".txt", ".csv", ".tsv", ".mat", ".npy", ".tfrecord"))
ALIKE: Final = 0.95  # share of the images that lie as deep in folders, from which others are aside
MASKED: Final = ("path", "mask")  # of each image
DRAWN: Final = "visualization"  # in the folders of pictures that tools draw for people


def measure(source: Source, _: Any) -> Profile:
    """Measure a folder of images. Raises `InputError` where none can be read, or the task does not fit them."""
    asked, files, watch = source.asked, source.files, source.watch
    task = asked.task
    images = [path for path in files.paths if suffix(path) in IMAGES and DRAWN not in path.lower()]
    if PART.fullmatch(asked.target):
        return _classified(asked, images, task, files, watch)
    if asked.target and isinstance(by_table := beside(asked, files, images, watch), Profile):
        return by_table
    check_followed(asked, "image", ())
    coco = [path for path in files.paths if suffix(path) == ".json" and is_coco(path)]
    if coco and task in (None, "detection", "segmentation"):
        best = max(coco, key=lambda path: ("train" in Path(path).name.lower(), "instances" in Path(path).name.lower()))
        objects = read_coco(best)
        notes = [f"of {len(coco)} files of annotations {listed([best], files.root)} is read"] if len(coco) > 1 else []
        return annotated(asked, objects, task, images, files, watch, notes)
    pairs = masks.pair(images) if task in (None, "detection", "segmentation") else None
    pictures = [*pairs.images, *pairs.alone] if pairs else images
    found = _objects(files, pictures) if task in (None, "detection", "segmentation") else None
    masked = len(pairs.images) if pairs is not None and task != "detection" else 0
    if found is not None and not 0 < sum(map(bool, found.by_image)) <= masked:
        return annotated(asked, found, task, pictures, files, watch, [])
    if task in (None, "segmentation") and pairs is not None:
        return _segmented(asked, pairs, files, watch)
    by_table = None if asked.target else beside(asked, files, images, watch)
    if isinstance(by_table, Objects):
        return annotated(asked, by_table, task, images, files, watch, [])
    if by_table is not None:
        return by_table
    return _classified(asked, images, task, files, watch)


def _objects(files: Files, images: Sequence[str]) -> Objects | None:
    """Objects as other tools than COCO's annotate them, each image in a file of its own."""
    texts = {path for path in files.paths if suffix(path) == ".txt"}
    if texts and not images:  # labels alone, each of one image
        places = {str(Path(path).parent) for path in texts if yolo_boxes(path)}
        images = sorted(path for path in texts if str(Path(path).parent) in places)
    named = (yolo_classes(place) for place in (files.root, str(Path(files.root).parent)))  # of one part: above it
    by_yolo = read_yolo(images, texts, next(filter(None, named), [])) if texts else None
    return by_yolo or tools.read(files.paths, images, files.root)


def annotated(
    asked: Asked,
    objects: Objects,
    task: str | None,
    images: Sequence[str],
    files: Files,
    watch: Watch,
    notes: list[str],
) -> Profile:
    """The profile of images with annotated objects; `images` are those that lie there."""
    settled = task or "detection"
    facts = {"data.kind": "image", "data.path": asked.path} | ({} if asked.task else {"task": settled})
    facts |= object_facts(objects, settled)
    sections = object_sections(objects)
    notes = [*files.notes, *notes, *object_notes(objects)]
    if objects.what != "COCO":
        notes.append(f"an exported project reads one JSON file as COCO has them: {CONVERT}")
    method = f"{EXACT}, from {objects.what}'s annotations of {len(objects.by_image):,} images"
    if images and (objects.boxes or not objects.sizes):  # else none that is annotated lies there
        headers = opened(asked, images, watch)
        more, shown, told = _shown(headers, files, watch)
        method = f"{method} and the headers of all images"
        profile = Profile(facts | more, method, {}, [*sections, *shown], [*notes, *told])
        return profile._replace(examples=boxes.examples(objects, headers.good)) if asked.export else profile
    if objects.sizes:
        sizes = [Header("", width, height, "RGB", "") for width, height in objects.sizes]
        facts |= {path: value for path, value in size_facts(sizes).items() if path != "data.image.channels"}
        sections.append(size_section(sizes))
    return Profile(facts, method, {}, sections, notes)


def _segmented(asked: Asked, pairs: masks.Pairs, files: Files, watch: Watch) -> Profile:
    pixels = masks.count_pixels(pairs.masks, watch)
    facts: dict[str, Any] = {"data.kind": "image", "data.path": asked.path, "data.rows": len(pairs.images)}
    facts |= {} if asked.task else {"task": "segmentation"}
    counted = masks.mask_facts(pixels)
    more, shown, told = _shown(opened(asked, pairs.images, watch), files, watch)
    methods = dict.fromkeys(counted, f"on a sample of {pixels.looked:,} masks (seed {SEED})")
    notes = [*files.notes, *masks.mask_notes(pairs, pixels, files.root), *told]
    method = f"{EXACT}, from the headers of {len(pairs.images):,} images with masks"
    profile = Profile(facts | counted | more, method, methods, [*masks.mask_sections(pixels), *shown], notes)
    both = zip(pairs.images, pairs.masks, strict=True)
    paths = ((Path(image).absolute(), Path(mask).absolute()) for image, mask in both)
    return profile._replace(examples=[MASKED, *paths]) if asked.export else profile


def _classified(asked: Asked, images: Sequence[str], task: str | None, files: Files, watch: Watch) -> Profile:
    """A sub-folder for each class, or the part of names that is asked for; else images whose labels lie elsewhere."""
    headers = opened(asked, images, watch)
    layout = None if asked.target else persons_above(images, files.root)
    by_person = dict(zip(images, layout[0], strict=True)) if layout else {}

    def label_of(path: str) -> str:
        if by_person:
            return by_person[path]
        return value_of(path, asked.target) if asked.target else class_of(path, files.root, "images")

    classes = Counter(label_of(header.path) for header in headers.good)
    notes = [*files.notes, *([told_part(asked, classes, [*images])] if asked.target else [])]
    classes, headers, told = (classes, headers, [layout[1]]) if layout else _of_one_depth(classes, headers, files)
    notes += told
    if stray := classes.pop("", 0) if len(classes) > 1 else 0:
        lone = [header for header in headers.good if not class_of(header.path, files.root, "images")]
        if len(classes) > 1:
            headers = headers._replace(good=[header for header in headers.good if header not in set(lone)])
        left = "and are left out" if len(classes) > 1 else "and make no class"
        named = listed([header.path for header in lone], files.root)
        notes.append(
            f"{stray:,} of {stray + sum(classes.values()):,} images lie in no folder of a class {left}: {named}"
        )
    elif len(classes) < 2 and task in (None, "binary", "multiclass"):
        by_name = classes_in_names([header.path for header in headers.good])
        notes += [told_names(by_name, "images")] if by_name else []
        classes, label_of = (by_name, class_in_name) if by_name else (classes, label_of)
    facts: dict[str, Any] = {"data.kind": "image", "data.path": asked.path, "data.rows": len(headers.good)}
    sections: list[Section] = []
    if len(classes) > 1:
        labels, sections = class_facts(asked, classes)
        facts |= labels
        if signs := sided(classes):
            notes.append(f"classes named {signs} are taken to change when an image is mirrored; if not, say --mirrored")
        if signs or worded(classes):
            facts["data.image.mirrored"] = not signs
        paths = [header.path for header in headers.good]
        if not layout and (belong := together(paths, [*map(label_of, paths)])):
            notes.append(belong)
    elif task in ("binary", "multiclass"):
        hint = which_part(images) or "images/cat/1.jpg, images/dog/2.jpg"
        refuse(asked.path, "has no sub-folder for each class", hint)
    more, shown, told = _shown(headers, files, watch)
    method = f"{EXACT}, from the headers of {len(headers.good):,} images"
    if "task" not in facts and task is None:
        unlabelled = (
            "no labels lie beside the images, so the task and its classes are for you to say: --task, --classes"
        )
        texts = shown_texts(asked, files, images, watch)
        told.append(texts or "; ".join(filter(None, (unlabelled, which_part(images)))))
        told += [] if texts else _unread(files)
    profile = Profile(facts | more, method, {}, [*sections, *shown], [*notes, *told])
    if not asked.export or len(classes) < 2:
        return profile
    return profile._replace(examples=labelled([header.path for header in headers.good], label_of, asked.target))


def _of_one_depth(classes: Counter[str], headers: Headers, files: Files) -> tuple[Counter[str], Headers, list[str]]:
    """Without the few images that lie in another depth of folders than all others, as examples do; with a note."""
    depths = Counter[int]()
    for name, count in classes.items():
        depths[name.count("/")] += count
    depth, most = depths.most_common(1)[0] if depths else (0, 0)
    aside = {name for name in classes if name and name.count("/") != depth}
    if not aside or not depth or most < ALIKE * classes.total():
        return classes, headers, []
    lone = [header for header in headers.good if class_of(header.path, files.root, "images") in aside]
    kept = Counter({name: count for name, count in classes.items() if name not in aside})
    good = [header for header in headers.good if header not in set(lone)]
    named = listed([header.path for header in lone], files.root)
    note = f"{len(lone):,} images lie beside the folders of the classes and are left out: {named}"
    return kept, headers._replace(good=good), [note]


def _unread(files: Files) -> list[str]:
    """A note of files beside images without labels that may hold them."""
    others = Counter(suffix(path) for path in files.paths if suffix(path) in LABELS)
    if not others:
        return []
    kinds = ", ".join(f"{count:,} {name}" for name, count in others.most_common())
    return [f"beside them lie files that are not read ({kinds}): if they hold labels, write COCO, or a table of names"]


def _shown(headers: Headers, files: Files, watch: Watch) -> tuple[dict[str, Any], list[Section], list[str]]:
    looks = look(headers.good, watch)
    notes = [*header_notes(headers, files.root), *look_notes(looks, files.root)]
    return size_facts(headers.good), [size_section(headers.good), format_section(headers.good)], notes
