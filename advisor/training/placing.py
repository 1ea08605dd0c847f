"""Where the training part of data lies, which a project is told to read: of a divided folder not the whole of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from advisor.profiling.shared.files import TRAINING, find, folders
from advisor.profiling.shared.splits import training_part
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.versions import one_version

if TYPE_CHECKING:
    from collections.abc import Sequence


def training_place(path: str, targets: Sequence[str]) -> Path:
    """The folder or the file of the training part; the path itself where that is no single one, or all of it.

    Raises `InputError` where there is nothing.
    """
    whole = find(path)
    if not whole.folder or not Path(path).is_dir():
        return Path(path)
    kept = one_version(training_part(whole, targets), targets).paths
    divided = [parts for each in kept if (parts := _to_training(folders(each, path)))]
    if divided:
        (first, *others) = dict.fromkeys(divided)
        return Path(path) if others else Path(path, *first)
    tables = [each for each in kept if form_of(each)[0] is not None]
    if len(tables) == 1:
        return Path(tables[0])
    return Path(kept[0]) if len(kept) == 1 < len(whole.paths) else Path(path)


def _to_training(parts: tuple[str, ...]) -> tuple[str, ...]:
    """The folders of a file down to that of the training part; none where it lies in no such folder."""
    place = next((place for place, part in enumerate(parts, 1) if part.lower() in TRAINING), 0)
    return parts[:place]
