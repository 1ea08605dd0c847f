"""Texts that hold numbers alone, as measurements by step do: no prose, whatever their suffix says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import class_of, suffix
from advisor.profiling.shared.tables.compression import read_head
from advisor.profiling.shared.tables.encoding import decoded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.files import Files

LOOKED: Final = 5  # files by which it is told


def numbers_alone(paths: Sequence[str]) -> bool:
    """Whether the first of these texts hold numbers alone."""
    found = "".join(decoded(read_head(path))[0] for path in paths[:LOOKED])
    return any(map(str.isdigit, found)) and not any(map(str.isalpha, found))


def measured_by_class(files: Files) -> bool:
    """Whether a folder holds a sub-folder for each class, of texts of numbers alone."""
    texts = [path for path in files.paths if suffix(path) == ".txt"]
    classes = {class_of(path, files.root) for path in texts}
    return files.folder and len(classes) > 1 and "" not in classes and numbers_alone(texts)
