"""Images: a folder of them, annotations, or a table that holds or names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.kinds import LAST, MOST, Kind, Match, of_cells, register
from advisor.profiling.shared.profile import refuse

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

IMAGES: Final = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm"))
ANNOTATIONS: Final = frozenset((".json", ".yaml", ".yml"))  # COCO's, YOLO's
FEW: Final = 0.1  # share of the files from which images are what a folder is about
DENSE: Final = ("detection", "segmentation")  # tasks whose targets are no column of labels
PILLOW: Final = ("PIL", "data", "reading images")


def in_files(source: Source) -> Match:
    """A folder of images, or one file of annotations. Raises `InputError` for a single image."""
    share = source.share(IMAGES)
    if source.files.folder:
        sure = share > FEW or (share and source.wanted == "image")
        return Match(MOST if sure else share / 2, "image", "advisor.profiling.image.folder", needs=PILLOW)
    if share:
        refuse(source.files.paths[0], "is one image", "name the folder that holds all of them")
    confidence = LAST * source.share(ANNOTATIONS)
    return Match(confidence, "image", "advisor.profiling.image.annotated_file", needs=PILLOW)


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
    )
)
