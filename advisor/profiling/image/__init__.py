"""A folder of images -> facts: a sub-folder for each class, masks beside images, or annotated objects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import nearest
from advisor.problem.vocabulary import SUPPORTED, TASK_ALIASES
from advisor.profiling.files import Files, class_of, find, listed, suffix
from advisor.profiling.image import annotated, masks
from advisor.profiling.image.headers import format_section, header_notes, read_headers, size_facts, size_section
from advisor.profiling.image.looking import look, look_notes
from advisor.profiling.profiles import EXACT, Profile, Section, balance, class_section, need, refuse
from advisor.profiling.recognising import IMAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.profiles import Asked, Watch


def measure(asked: Asked, files: Files, watch: Watch) -> Profile:
    """Measure images. Raises `InputError` where there are none, or the task does not fit them."""
    task = known(asked)
    if not files.folder:
        return _annotated(asked, files.paths[0], task, watch)
    images = [path for path in files.paths if suffix(path) in IMAGES]
    if not images:
        refuse(asked.path, "holds no images")
    coco = [path for path in files.paths if suffix(path) == ".json" and annotated.is_coco(path)]
    if coco and task in (None, "detection", "segmentation"):
        best = max(coco, key=lambda path: ("train" in Path(path).name.lower(), "instances" in Path(path).name.lower()))
        objects = annotated.read_coco(best)
        notes = [f"of {len(coco)} files of annotations {listed([best], files.root)} is read"] if len(coco) > 1 else []
        return _objects(asked, objects, task, images, files, watch, notes)
    texts = {path for path in files.paths if suffix(path) == ".txt"}
    if texts and task in (None, "detection", "segmentation"):
        named = _names(files.root)
        if (found := annotated.read_yolo(images, texts, named)) is not None:
            return _objects(asked, found, task, images, files, watch, [])
    if task in (None, "segmentation") and (pairs := masks.pair(images)) is not None:
        return _segmented(asked, pairs, files, watch)
    return _classified(asked, images, task, files, watch)


def known(asked: Asked) -> str | None:
    """The task, where it is one of images. Raises `InputError` where it is not."""
    task = TASK_ALIASES.get(asked.task or "", asked.task)
    if task is not None and task not in SUPPORTED["image"]:
        near = nearest(task, SUPPORTED["image"], TASK_ALIASES)
        tasks = ", ".join(SUPPORTED["image"])
        refuse(
            asked.path,
            f"expected a task of images ({tasks}); got {task!r}",
            near and f"did you mean {near}?",
            field="--task",
        )
    need(asked.path, "PIL", "data", "reading images")
    return task


def _annotated(asked: Asked, path: str, task: str | None, watch: Watch) -> Profile:
    """One file of annotations, with the images beside it or where it says."""
    if suffix(path) == ".json":
        if not annotated.is_coco(path):
            refuse(path, "is JSON, but no annotations as COCO writes them", "a table is JSON Lines: .jsonl")
        objects = annotated.read_coco(path)
        return _objects(asked, objects, task, [], Files(str(Path(path).parent), [path], [], False), watch, [])
    from advisor.yamlio import read_document

    data: Any = read_document(Path(path).read_bytes(), path).data
    if not isinstance(data, dict) or "train" not in data:
        refuse(
            path, "is YAML, but no description of a data set as YOLO writes it", "a problem file goes without --data"
        )
    home = Path(path).parent / str(data.get("path", ""))
    folder = home / str(data["train"] if isinstance(data["train"], str) else data["train"][0])
    if not folder.resolve().is_relative_to(Path(path).parent.resolve()):
        refuse(path, "names images that lie outside its folder", f"name that folder: --data {folder}")
    inner = find(str(folder))
    images = [each for each in inner.paths if suffix(each) in IMAGES]
    labels = {place for each in images for place in annotated.yolo_label(each) if Path(place).is_file()}
    found = annotated.read_yolo(images, labels, len(data.get("names") or ()))
    if found is None:
        refuse(path, "no label lies beside its images")
    return _objects(asked, found, task, images, inner, watch, [])


def _names(root: str) -> int:
    """How many classes YOLO's files name, as far as they lie there."""
    from advisor.errors import InputError
    from advisor.yamlio import read_document

    for path in sorted(Path(root).glob("*.y*ml")):
        try:
            data: Any = read_document(path.read_bytes(), str(path)).data
        except (InputError, OSError):
            continue
        if isinstance(data, dict) and isinstance(data.get("names"), list | dict):
            return len(data["names"])
    listing = Path(root) / "classes.txt"
    return len(listing.read_text(encoding="utf-8", errors="replace").split("\n")) if listing.is_file() else 0


def _objects(
    asked: Asked,
    objects: annotated.Objects,
    task: str | None,
    images: Sequence[str],
    files: Files,
    watch: Watch,
    notes: list[str],
) -> Profile:
    settled = task or "detection"
    facts = {"data.kind": "image", "data.path": asked.path} | ({} if asked.task else {"task": settled})
    facts |= annotated.object_facts(objects, settled)
    sections = annotated.object_sections(objects)
    notes = [*files.notes, *notes, *annotated.object_notes(objects)]
    method = f"{EXACT}, from {objects.what}'s annotations of {len(objects.by_image):,} images"
    if images:
        more, shown, told = _pictures(images, asked, files, watch)
        facts |= more
        return Profile(facts, f"{method} and the headers of all images", {}, [*sections, *shown], [*notes, *told])
    if objects.sizes:
        from advisor.profiling.image.headers import Header

        sizes = [Header("", width, height, "RGB", "") for width, height in objects.sizes]
        facts |= {path: value for path, value in size_facts(sizes).items() if path != "data.image.channels"}
        sections.append(size_section(sizes))
    return Profile(facts, method, {}, sections, notes)


def _segmented(asked: Asked, pairs: masks.Pairs, files: Files, watch: Watch) -> Profile:
    pixels = masks.count_pixels(pairs.masks, watch)
    facts: dict[str, Any] = {"data.kind": "image", "data.path": asked.path, "data.rows": len(pairs.images)}
    facts |= {} if asked.task else {"task": "segmentation"}
    counted = masks.mask_facts(pixels)
    more, shown, told = _pictures(pairs.images, asked, files, watch)
    methods = dict.fromkeys(counted, f"on a sample of {pixels.looked:,} masks (seed {masks.SEED})")
    notes = [*files.notes, *masks.mask_notes(pairs, pixels, files.root), *told]
    method = f"{EXACT}, from the headers of {len(pairs.images):,} images with masks"
    return Profile(facts | counted | more, method, methods, [*masks.mask_sections(pixels), *shown], notes)


def _classified(asked: Asked, images: Sequence[str], task: str | None, files: Files, watch: Watch) -> Profile:
    """A sub-folder for each class; without such, images whose labels lie elsewhere."""
    headers = read_headers(images, watch)
    if not headers.good:
        refuse(asked.path, f"none of its {len(images):,} images can be opened", headers.reason)
    classes = Counter(class_of(header.path, files.root, "images") for header in headers.good)
    facts: dict[str, Any] = {"data.kind": "image", "data.path": asked.path, "data.rows": len(headers.good)}
    sections = []
    if len(classes) > 1:
        fits = task in (None, "multiclass") or (task == "binary" and len(classes) == 2)
        if task in ("binary", "multiclass") and not (fits and (task == "binary") == (len(classes) == 2)):
            better = "binary" if len(classes) == 2 else "multiclass"
            refuse(asked.path, f"{task} does not fit {len(classes):,} sub-folders", f"--task {better}", field="--task")
        if fits:
            facts |= {} if asked.task else {"task": "binary" if len(classes) == 2 else "multiclass"}
            facts |= balance(list(classes.values()))
            sections.append(class_section(classes, len(headers.good)))
    elif task in ("binary", "multiclass"):
        refuse(asked.path, "has no sub-folder for each class", "images/cat/1.jpg, images/dog/2.jpg")
    more, shown, told = _shown(headers, asked, files, watch)
    method = f"{EXACT}, from the headers of {len(headers.good):,} images"
    if "task" not in facts and task is None:
        told.append(
            "no labels lie beside the images, so the task and its classes are for you to say: --task, --classes"
        )
    return Profile(facts | more, method, {}, [*sections, *shown], [*files.notes, *told])


def _pictures(
    images: Sequence[str], asked: Asked, files: Files, watch: Watch
) -> tuple[dict[str, Any], list[Section], list[str]]:
    headers = read_headers(images, watch)
    if not headers.good:
        refuse(asked.path, f"none of its {len(images):,} images can be opened", headers.reason)
    return _shown(headers, asked, files, watch)


def _shown(headers: Any, asked: Asked, files: Files, watch: Watch) -> tuple[dict[str, Any], list[Section], list[str]]:
    looks = look(headers.good, watch)
    notes = [*header_notes(headers, files.root), *look_notes(looks, files.root)]
    return size_facts(headers.good), [size_section(headers.good), format_section(headers.good)], notes
