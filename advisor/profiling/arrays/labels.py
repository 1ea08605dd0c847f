"""Labels of arrays in a text beside them: a file of one column with a row for each example, as `labels.csv`."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.bounded import read_lines
from advisor.profiling.shared.files import suffix

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

TEXTS: Final = (".csv", ".tsv", ".txt")
LARGEST: Final = 2**28  # bytes of such a file
NAMES: Final = ("label", "labels", "class", "classes", "target", "targets", "y")
FEW: Final = 0.5  # share of different values up to which they are labels


def labels_beside(paths: Sequence[str], sizes: Collection[int]) -> dict[str, Any]:
    """The labels by their name, from the first file that holds as many as there are examples; nothing for none."""
    import numpy as np

    for path in paths:
        if suffix(path) not in TEXTS or Path(path).stat().st_size > LARGEST:
            continue
        rows = [row for row in csv.reader(read_lines(path)) if row]
        if not rows or {len(row) for row in rows} != {1}:
            continue
        cells = [cell.strip() for (cell,) in rows]
        named = cells[0].lower() in NAMES or len(cells) - 1 in sizes
        name, values = (cells[0], cells[1:]) if named else (Path(path).stem, cells)
        if len(values) in sizes and 1 < len(set(values)) <= FEW * len(values):
            return {name: np.array(values)}
    return {}
