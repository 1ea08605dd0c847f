"""Annotated objects -> one JSON file as COCO has them, which exported projects read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.tables.named_files import tails

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.image.headers import Header
    from advisor.profiling.image.objects import Objects

BOXED: Final = ("path", "width", "height", "objects")  # what is known of each image


def examples(objects: Objects, headers: Sequence[Header]) -> list[tuple[Any, ...]]:
    """Images that lie there, below a header: path, sides, and their objects, with boxes in pixels; nothing for none.

    Images without annotations are left out, as nobody may have looked at them.
    """
    known = {tail: things for name, things in objects.boxes.items() for tail in tails(name)}
    rows: list[tuple[Any, ...]] = []
    for each in headers:
        things = next((known[tail] for tail in tails(each.path) if tail in known), None)
        if things is None:
            continue
        across, down = (each.width, each.height) if objects.shares else (1, 1)
        boxes = [(one.label, one.left * across, one.top * down, one.across * across, one.down * down) for one in things]
        rows.append((each.path, each.width, each.height, boxes))
    return [BOXED, *rows] if rows else []


def as_coco(rows: Sequence[tuple[Any, ...]]) -> str:
    """The examples as COCO writes them, images by their whole paths."""
    labels = sorted({label for _, _, _, boxes in rows for label, *_ in boxes})
    number = {label: place for place, label in enumerate(labels, 1)}
    images: list[dict[str, Any]] = []
    annotations: list[dict[str, Any]] = []
    for place, (path, width, height, boxes) in enumerate(rows, 1):
        name = str(Path(path).absolute())
        images.append({"id": place, "file_name": name, "width": width, "height": height})
        for label, *box in boxes:
            sides = [round(side, 2) for side in box]
            annotations.append(
                {
                    "id": len(annotations) + 1,
                    "image_id": place,
                    "category_id": number[label],
                    "bbox": sides,
                    "area": round(sides[2] * sides[3], 2),
                    "iscrowd": 0,
                }
            )
    categories = [{"id": number[label], "name": label} for label in labels]
    return json.dumps({"images": images, "annotations": annotations, "categories": categories}) + "\n"
