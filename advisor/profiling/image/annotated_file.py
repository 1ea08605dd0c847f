"""One file of annotations -> facts of the images that it describes: COCO's JSON, YOLO's YAML."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.bounded import read_lines
from advisor.profiling.image import IMAGES, tools
from advisor.profiling.image.folder import annotated
from advisor.profiling.image.objects import class_names, description, is_coco, read_coco, read_yolo, yolo_label
from advisor.profiling.shared.files import find, suffix
from advisor.profiling.shared.profile import Profile, refuse

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source


def measure(source: Source, found: Any) -> Profile:
    """Measure images by one file of annotations, with those beside it or where it says.

    Raises `InputError` where it holds none.
    """
    del found
    asked, path, watch = source.asked, source.files.paths[0], source.watch
    if (by_tool := tools.read([path], [], source.files.root)) is not None:
        return annotated(asked, by_tool, asked.task, [], source.files, watch, [])
    if suffix(path) == ".json":
        if not is_coco(path):
            refuse(path, "is JSON, but no annotations as COCO writes them", "a table goes with --kind table")
        objects = read_coco(path)
        return annotated(asked, objects, asked.task, [], source.files, watch, [])
    data = description(path)
    if not isinstance(data, dict) or "train" not in data:
        refuse(
            path, "is YAML, but no description of a data set as YOLO writes it", "a problem file goes without --data"
        )
    folder = _training(path, data)
    inner = find(str(folder))
    images = [each for each in (inner.paths if inner.folder else _listed(folder)) if suffix(each) in IMAGES]
    labels = {place for each in images for place in yolo_label(each) if Path(place).is_file()}
    labelled = read_yolo(images, labels, class_names(data.get("names")))
    if labelled is None:
        refuse(path, "no label lies beside its images")
    return annotated(asked, labelled, asked.task, images, inner, watch, [])


def _training(path: str, data: dict[str, Any]) -> Path:
    """The folder of the images to learn from. Raises `InputError` where there is none, or it lies elsewhere."""
    said = data["train"][0] if isinstance(data["train"], list) and data["train"] else data["train"]
    names = data.get("names")
    if not isinstance(said, str) or not isinstance(names, list | dict | None):
        refuse(path, "`train` is a path or a list of paths, and `names` a list or a mapping of classes")
    root = Path(path).parent
    tried = [root / str(data.get("path") or "") / said, root / said, root / said.removeprefix("../")]
    try:
        inside = [place.resolve().is_relative_to(root.resolve()) for place in tried]
    except ValueError as error:  # a character that no file system holds
        refuse(path, f"`train` is no path: {error}")
    found = next((place for place, fits in zip(tried, inside, strict=True) if fits and place.exists()), None)
    if found is None and not any(inside[:2]):
        refuse(path, "names images that lie outside its folder", f"name that folder: --data {tried[0]}")
    if found is None:
        refuse(path, f"names images that do not lie there: {said}", "name the folder of the images")
    return found


def _listed(listing: Path) -> list[str]:
    """The images that a list names, as far as they lie below its folder."""
    root = listing.parent.resolve()
    lines = (line.strip() for line in read_lines(listing))
    found = (listing.parent / line for line in lines if line and "\0" not in line)
    return [str(place) for place in found if place.is_file() and place.resolve().is_relative_to(root)]
