"""The training part of data that is divided into parts: what is held out is not for advice."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from advisor.profiling.shared.files import TRAINING, Files, folders, suffix
from advisor.profiling.shared.suffixes import CONLL, TEXTS
from advisor.profiling.shared.tables.formats import form_of

HELD_OUT: Final = ("test", "testing", "val", "valid", "validation", "dev", "eval", "unsupervised", "unlabeled")


def training_part(files: Files) -> Files:
    """The files of the training part, where folders, or the names of files, say which those are."""
    if not files.folder:
        return files
    placed = {path: [part.lower() for part in folders(path, files.root)] for path in files.paths}
    training = [path for path, parts in placed.items() if any(part in TRAINING for part in parts)]
    held = [path for path, parts in placed.items() if any(part in HELD_OUT for part in parts)]
    if not training or not held:
        return _by_names(files)
    rest = [path for path, parts in placed.items() if not any(part in (*TRAINING, *HELD_OUT) for part in parts)]
    return _without(files, [*training, *rest], len(held))


def _by_names(files: Files) -> Files:
    """Likewise where the names of files say so: `train-00000-of-00002.parquet`, `test.csv`, `valid.txt`."""

    def said(path: str) -> str:
        stem = Path(path).name.lower().split(".")[0]
        return stem if suffix(path) in TEXTS else stem.replace("_", "-").split("-")[0]

    texts = TEXTS | CONLL
    whole = [path for path in files.paths if form_of(path)[0] is not None or suffix(path) in texts]
    training = [path for path in whole if said(path) in TRAINING]
    held = {path for path in whole if said(path) in HELD_OUT}
    if not training or not held:
        return files
    return _without(files, [path for path in files.paths if path not in held], len(held))


def _without(files: Files, kept: list[str], held: int) -> Files:
    left = (
        "1 file held out for validation or test is"
        if held == 1
        else f"{held:,} files held out for validation or test are"
    )
    note = f"{left} left out: only the training part is measured"
    return files._replace(paths=sorted(kept), notes=[*files.notes, note])
