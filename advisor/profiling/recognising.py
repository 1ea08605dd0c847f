"""Which kind of data a path holds, told from names, the starts of files and how folders are laid out."""

from __future__ import annotations

from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from advisor.errors import nearest
from advisor.problem.vocabulary import KIND_OF_TASK, SUPPORTED, TASK_ALIASES
from advisor.profiling.files import TRAINING, Files, find, folders, suffix
from advisor.profiling.profiles import refuse
from advisor.profiling.table.opening import PACKED, READ, form_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor.profiling.profiles import Asked, Profile, Watch

IMAGES: Final = frozenset((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".ppm", ".pgm"))
SOUNDS: Final = frozenset((".wav", ".flac", ".ogg", ".mp3", ".opus", ".aif", ".aiff", ".au"))
TEXTS: Final = frozenset((".txt", ".text", ".md", ".rst"))
CONLL: Final = frozenset((".conll", ".conll03", ".conllu", ".iob", ".iob2", ".bio", ".bioes"))
ARRAYS: Final = frozenset((".npy", ".npz"))
ARCHIVES: Final = frozenset((".zip", ".tar", ".tgz", ".7z", ".rar"))
FEW: Final = 0.1  # share of files from which images or recordings say what a folder is about
# What measures each kind, found in a folder of its own files or in the columns of a table.
FOLDERS: Final = {
    "table": "advisor.profiling.tabular",
    "series": "advisor.profiling.tabular",
    "image": "advisor.profiling.image",
    "text": "advisor.profiling.text",
    "audio": "advisor.profiling.audio",
    "array": "advisor.profiling.arrays",
}


def recognise(asked: Asked) -> tuple[Callable[[Asked, Files, Watch], Profile], Files]:
    """What measures the data, and its files.

    Raises `InputError` where nothing is there, or nothing that is known; `--kind` overrules what the files look like.
    """
    if asked.kind is not None and asked.kind not in SUPPORTED:
        near = nearest(asked.kind, SUPPORTED)
        hint = f"did you mean {near}?" if near else None
        refuse(asked.path, f"expected one of {', '.join(SUPPORTED)}; got {asked.kind!r}", hint, field="--kind")
    files = _one_split(find(asked.path))
    return import_module(FOLDERS[_holder(asked, files)]).measure, files


def _holder(asked: Asked, files: Files) -> str:
    """What kind of files these are, whatever kind of data is in them."""
    suffixes = Counter(files.suffixes())
    holds = {
        "image": sum(suffixes[each] for each in IMAGES),
        "audio": sum(suffixes[each] for each in SOUNDS),
        "array": sum(suffixes[each] for each in ARRAYS),
        "table": sum(form_of(path)[0] is not None for path in files.paths),
        "text": sum(suffixes[each] for each in TEXTS | CONLL),
    }
    wanted = asked.kind or KIND_OF_TASK.get(TASK_ALIASES.get(asked.task or "", asked.task or ""))
    if not files.folder:
        return _of_one(wanted, files.paths[0], holds)
    if wanted in ("image", "audio", "text") and holds[wanted]:
        return wanted
    for kind in ("image", "audio"):  # labels and manifests lie beside them
        if holds[kind] > FEW * len(files.paths):
            return kind
    kind = max(holds, key=lambda each: holds[each])
    if not holds[kind]:
        found = ", ".join(each or "no suffix" for each, _ in suffixes.most_common(5))
        refuse(asked.path, f"holds no files of a kind that is read (but {found})", f"{READ}; images, recordings, texts")
    return kind


def _of_one(wanted: str | None, path: str, holds: dict[str, int]) -> str:
    ending = suffix(path)
    if ending in (".json", ".yaml", ".yml"):  # annotations: COCO's, YOLO's
        return "image"
    if ending in ARCHIVES:
        refuse(path, "is an archive", "unpack it, and name the folder")
    for kind, what in (("image", "image"), ("audio", "recording")):
        if holds[kind]:
            refuse(path, f"is one {what}", "name the folder that holds all of them")
    kind = max(holds, key=lambda each: holds[each])
    if not holds[kind]:
        if wanted == "text":
            return "text"
        endings = Path(path).suffixes[-2:] if ending in PACKED else Path(path).suffixes[-1:]
        refuse(path, f"is of a kind that is not read ({''.join(endings) or 'no suffix'})", READ)
    return kind


OTHERS: Final = ("test", "testing", "val", "valid", "validation", "dev", "eval", "unsupervised", "unlabeled")


def _one_split(files: Files) -> Files:
    """The training part alone, where a folder is divided into parts: what is held out is not for advice."""
    if not files.folder:
        return files
    placed = {path: [part.lower() for part in folders(path, files.root)] for path in files.paths}
    training = [path for path, parts in placed.items() if any(part in TRAINING for part in parts)]
    held = [path for path, parts in placed.items() if any(part in OTHERS for part in parts)]
    if not training or not held:
        return _named_split(files)
    rest = [path for path, parts in placed.items() if not any(part in TRAINING or part in OTHERS for part in parts)]
    return _without(files, [*training, *rest], len(held))


def _named_split(files: Files) -> Files:
    """Likewise where the names of files say so: `train-00000-of-00002.parquet`, `test.csv`, `valid.txt`."""

    def said(path: str) -> str:
        stem = Path(path).name.lower().split(".")[0]
        return stem if suffix(path) in TEXTS else stem.replace("_", "-").split("-")[0]

    texts = TEXTS | CONLL
    whole = [path for path in files.paths if form_of(path)[0] is not None or suffix(path) in texts]
    training = [path for path in whole if said(path) in TRAINING]
    held = [path for path in whole if said(path) in OTHERS]
    if not training or not held:
        return files
    return _without(files, [path for path in files.paths if path not in set(held)], len(held))


def _without(files: Files, kept: list[str], held: int) -> Files:
    left = (
        "1 file held out for validation or test is"
        if held == 1
        else f"{held:,} files held out for validation or test are"
    )
    note = f"{left} left out: only the training part is measured"
    return files._replace(paths=sorted(kept), notes=[*files.notes, note])
