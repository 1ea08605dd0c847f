"""The part of divided data that nothing is learnt from: what a trained network is judged by."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.profiling.shared.files import TRAINING, Files, folders
from advisor.profiling.shared.splits import HELD_OUT, TESTS, called, part_words, training_part
from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

JUDGED_BY: Final = (TESTS, tuple(part for part in HELD_OUT if not part.startswith("un")))  # the first there is


def held_out_part(files: Files, targets: Sequence[str]) -> Files:
    """The files of the test part of a folder, or else of the validation part; none where there is no such part.

    Files that belong to no part, such as images that a table names, lie there for each of them.
    """
    kept = training_part(files, targets).paths if files.folder else files.paths
    left = sorted(set(files.paths) - set(kept))
    for parts in JUDGED_BY:
        if found := [path for path in left if _of(path, files.root, parts)]:
            shared = [] if any(_named_folder(path, files.root, parts) for path in found) else _without_part(kept)
            return files._replace(root=_root(found, files.root, parts), paths=sorted([*found, *shared]), notes=[])
    return files._replace(paths=[], notes=[])


def _of(path: str, root: str, parts: Collection[str]) -> bool:
    return called(path, parts) or _named_folder(path, root, parts)


def _named_folder(path: str, root: str, parts: Collection[str]) -> bool:
    return any(not part_words(folder).isdisjoint(parts) for folder in folders(path, root))


def _without_part(kept: Sequence[str]) -> list[str]:
    """Files that are no tables, and not called the training part."""
    return [path for path in kept if form_of(path)[0] is None and not called(path, TRAINING)]


def _root(found: Sequence[str], root: str, parts: Collection[str]) -> str:
    """The folder of the part, whose sub-folders may be classes; the whole folder where there is no one such."""
    common = Path(os.path.commonpath([str(Path(path).parent) for path in found]))
    inner = common.relative_to(root).parts
    depth = next((place for place, folder in enumerate(inner, 1) if not part_words(folder).isdisjoint(parts)), 0)
    return str(Path(root, *inner[:depth]))
