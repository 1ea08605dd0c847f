"""A folder of images -> facts: a sub-folder for each class, masks beside images, or annotated objects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.profiling.image import IMAGES, masks
from advisor.profiling.image.headers import (
    Header,
    Headers,
    format_section,
    header_notes,
    opened,
    size_facts,
    size_section,
)
from advisor.profiling.image.objects import (
    Objects,
    is_coco,
    object_facts,
    object_notes,
    object_sections,
    read_coco,
    read_yolo,
    yolo_classes,
)
from advisor.profiling.image.pixels import look, look_notes
from advisor.profiling.shared.class_folders import class_facts
from advisor.profiling.shared.files import Files, class_of, listed, suffix
from advisor.profiling.shared.profile import EXACT, Profile, Section, refuse
from advisor.profiling.shared.sampling import SEED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.source import Source


def measure(source: Source, found: Any) -> Profile:
    """Measure a folder of images. Raises `InputError` where none can be read, or the task does not fit them."""
    del found
    asked, files, watch = source.asked, source.files, source.watch
    task = asked.task
    images = [path for path in files.paths if suffix(path) in IMAGES]
    coco = [path for path in files.paths if suffix(path) == ".json" and is_coco(path)]
    if coco and task in (None, "detection", "segmentation"):
        best = max(coco, key=lambda path: ("train" in Path(path).name.lower(), "instances" in Path(path).name.lower()))
        objects = read_coco(best)
        notes = [f"of {len(coco)} files of annotations {listed([best], files.root)} is read"] if len(coco) > 1 else []
        return annotated(asked, objects, task, images, files, watch, notes)
    texts = {path for path in files.paths if suffix(path) == ".txt"}
    if texts and task in (None, "detection", "segmentation"):
        named = yolo_classes(files.root)
        if (labelled := read_yolo(images, texts, named)) is not None:
            return annotated(asked, labelled, task, images, files, watch, [])
    if task in (None, "segmentation") and (pairs := masks.pair(images)) is not None:
        return _segmented(asked, pairs, files, watch)
    return _classified(asked, images, task, files, watch)


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
    method = f"{EXACT}, from {objects.what}'s annotations of {len(objects.by_image):,} images"
    if images:
        more, shown, told = _shown(opened(asked, images, watch), files, watch)
        facts |= more
        return Profile(facts, f"{method} and the headers of all images", {}, [*sections, *shown], [*notes, *told])
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
    return Profile(facts | counted | more, method, methods, [*masks.mask_sections(pixels), *shown], notes)


def _classified(asked: Asked, images: Sequence[str], task: str | None, files: Files, watch: Watch) -> Profile:
    """A sub-folder for each class; without such, images whose labels lie elsewhere."""
    headers = opened(asked, images, watch)
    classes = Counter(class_of(header.path, files.root, "images") for header in headers.good)
    facts: dict[str, Any] = {"data.kind": "image", "data.path": asked.path, "data.rows": len(headers.good)}
    sections: list[Section] = []
    if len(classes) > 1:
        labels, sections = class_facts(asked, classes)
        facts |= labels
    elif task in ("binary", "multiclass"):
        refuse(asked.path, "has no sub-folder for each class", "images/cat/1.jpg, images/dog/2.jpg")
    more, shown, told = _shown(headers, files, watch)
    method = f"{EXACT}, from the headers of {len(headers.good):,} images"
    if "task" not in facts and task is None:
        told.append(
            "no labels lie beside the images, so the task and its classes are for you to say: --task, --classes"
        )
    return Profile(facts | more, method, {}, [*sections, *shown], [*files.notes, *told])


def _shown(headers: Headers, files: Files, watch: Watch) -> tuple[dict[str, Any], list[Section], list[str]]:
    looks = look(headers.good, watch)
    notes = [*header_notes(headers, files.root), *look_notes(looks, files.root)]
    return size_facts(headers.good), [size_section(headers.good), format_section(headers.good)], notes
