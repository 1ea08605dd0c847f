"""One file of annotations -> facts of the images that it describes: COCO's JSON, YOLO's YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.profiling.image import IMAGES
from advisor.profiling.image.folder import annotated
from advisor.profiling.image.objects import is_coco, read_coco, read_yolo, yolo_label
from advisor.profiling.shared.files import find, suffix
from advisor.profiling.shared.profile import Profile, refuse
from advisor.yamlio import read_document

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source


def measure(source: Source, found: Any) -> Profile:
    """Measure images by one file of annotations, with those beside it or where it says.

    Raises `InputError` where it holds none.
    """
    del found
    asked, path, watch = source.asked, source.files.paths[0], source.watch
    if suffix(path) == ".json":
        if not is_coco(path):
            refuse(path, "is JSON, but no annotations as COCO writes them", "a table is JSON Lines: .jsonl")
        objects = read_coco(path)
        return annotated(asked, objects, asked.task, [], source.files, watch, [])
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
    labels = {place for each in images for place in yolo_label(each) if Path(place).is_file()}
    labelled = read_yolo(images, labels, len(data.get("names") or ()))
    if labelled is None:
        refuse(path, "no label lies beside its images")
    return annotated(asked, labelled, asked.task, images, inner, watch, [])
