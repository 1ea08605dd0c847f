"""Images: a folder of them, annotations, or a table that holds or names them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import LAST, MOST, Kind, Match, of_cells, register
from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.name_parts import PART
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.compression import read_head
from advisor.profiling.shared.tables.encoding import decoded
from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

IMAGES: Final = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm"))
ANNOTATIONS: Final = frozenset((".json", ".yaml", ".yml", ".xml"))  # COCO's, YOLO's, Pascal VOC's and CVAT's
ARRAYS: Final = frozenset((".npy", ".npz"))  # beside more of which a picture shows what they hold
LOOKED: Final = 3  # files by which a folder of annotations alone is told
FEW: Final = 0.1  # share of the files from which images are what a folder is about
PLOTS: Final = 3  # pictures beside as many tables or more that may be drawn of these
ROWS: Final = 50  # of a table that are looked at for names of images
CELLS: Final = re.compile(r"[,;\t|]")
DENSE: Final = ("detection", "segmentation")  # tasks whose targets are no column of labels
PILLOW: Final = ("PIL", "data", "reading images")


def in_files(source: Source) -> Match:
    """A folder of images, or one file of annotations. Raises `InputError` for a single image."""
    share = source.share(IMAGES)
    if source.files.folder:
        if share <= FEW and _annotated(source):
            return Match(MOST, "image", "advisor.profiling.image.folder", needs=PILLOW)
        plots = source.tables >= share and share * len(source.files.paths) <= PLOTS
        if share and _beside_its_table(source):
            return Match(0.0, "image", "advisor.profiling.image.folder")
        sure = (share > max(FEW, source.share(ARRAYS)) and not plots) or (share and source.wanted == "image")
        follows = frozenset(() if source.asked.task in DENSE else ("target",))  # of a table of labels beside them
        confidence = MOST if sure else share / (4 if plots else 2)
        return Match(confidence, "image", "advisor.profiling.image.folder", follows=follows, needs=PILLOW)
    if share:
        refuse(source.files.paths[0], "is one image", "name the folder that holds all of them")
    confidence = LAST * source.share(ANNOTATIONS)
    if confidence and suffix(source.files.paths[0]) == ".json":
        from advisor.profiling.image.objects import is_coco

        told = is_coco(source.files.paths[0]) or _annotated(source)
        confidence = MOST if told else confidence * (source.wanted == "image")
    if suffix(source.files.paths[0]) == ".xml":
        confidence = MOST * _annotated(source)
    return Match(confidence, "image", "advisor.profiling.image.annotated_file", needs=PILLOW)


def _beside_its_table(source: Source) -> bool:
    """Whether a table has the columns to predict and names no image of the folder, which are then of something else."""
    from advisor.profiling.shared.splits import columns_of

    wanted = set(source.asked.targets)
    if not wanted or source.wanted is not None or PART.fullmatch(source.asked.target):
        return False
    tables = [path for path in source.files.paths if form_of(path)[0] in ("csv", "tsv") and wanted <= columns_of(path)]
    images = [path for path in source.files.paths if suffix(path) in IMAGES]
    stems = {Path(path).stem for path in images}
    heads = [decoded(read_head(path))[0] for path in tables[:LOOKED]]
    cells = {cell.strip('" ') for head in heads for line in head.splitlines()[1:ROWS] for cell in CELLS.split(line)}
    return bool(tables) and not any(cell in stems or suffix(cell) in IMAGES for cell in cells)


def _annotated(source: Source) -> bool:
    """Whether a folder without images, or one file, holds annotations that a tool wrote."""
    texts = [path for path in source.files.paths if suffix(path) == ".txt"]
    if source.files.folder and len(texts) > len(source.files.paths) / 2:
        from advisor.profiling.image.objects import yolo_boxes

        return any(map(yolo_boxes, texts[:: max(1, len(texts) // LOOKED)]))
    from advisor.profiling.image.objects import is_coco
    from advisor.profiling.image.tools import TOOLS

    files = [path for path in source.files.paths if suffix(path) in (".json", ".xml")]
    documents = [path for path in files if suffix(path) == ".json"]
    lone = source.files.folder and source.tables * len(source.files.paths) <= len(documents)  # no table beside
    if lone and any(map(is_coco, documents[:LOOKED])):
        return True
    if len(files) <= len(source.files.paths) / 2:
        return False
    return any(fits(path) for path in files[:LOOKED] for _, fits, _ in TOOLS)


def in_table(source: Source) -> Match | None:
    """A column of images, or of names of images."""
    return of_cells(source, "image", frozenset(() if source.asked.task in DENSE else ("target",)), PILLOW)


register(
    Kind(
        ("image",),
        "a folder of images, COCO's or YOLO's annotations, or a table with a column of images or of names as a.jpg",
        IMAGES | ANNOTATIONS,
        in_files,
        in_table,
        IMAGES,
        any_text=True,  # as YOLO's labels are, which may lie there without their images
    )
)
