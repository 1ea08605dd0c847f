"""The tables that are measured on: those that scikit-learn carries, made ones, and any folder with a manifest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from benchmarks.quality import made

CLASSES = {"breast_cancer": "binary", "wine": "multiclass", "iris": "multiclass", "digits": "multiclass"}


class Table(NamedTuple):
    """Rows with a target; the group says which tables come from one place, and `made` that nobody measured them."""

    name: str
    frame: pd.DataFrame
    target: str
    task: str
    group: str
    made: bool = False


def carried() -> Iterator[Table]:
    """The tables that scikit-learn brings along, of 150 rows or more."""
    from sklearn import datasets

    for name, task in CLASSES.items():
        bunch: Any = getattr(datasets, f"load_{name}")(as_frame=True)
        frame = bunch.frame.copy()
        frame["target"] = [f"class {value}" for value in frame["target"]]
        yield Table(name, frame, "target", task, "scikit-learn")
    yield Table(
        "diabetes", datasets.load_diabetes(as_frame=True, scaled=False).frame, "target", "regression", "scikit-learn"
    )


def synthetic() -> Iterator[Table]:
    """Tables made from fixed seeds, a mechanism each."""
    for name, (make, task) in made.MECHANISMS.items():
        yield Table(name, make(), "y", task, "made", made=True)


def of_folder(folder: Path) -> Iterator[Table]:
    """The tables of a manifest.yaml: name to file, target, task, and maybe group.

    Raises `SystemExit` where it is missing or names what is not there.
    """
    from advisor.yamlio import read_document

    path = folder / "manifest.yaml"
    if not path.is_file():
        raise SystemExit(f"{path}: no such file; a folder of tables needs a manifest")
    for name, entry in read_document(path.read_bytes(), str(path)).data.items():
        file, target, task = folder / entry["file"], entry["target"], entry["task"]
        if not file.is_file():
            raise SystemExit(f"{path}: {name}: no such file: {file}")
        types = {} if task == "regression" else {target: str}
        frame = pd.read_csv(file, keep_default_na=False, na_values=[""], low_memory=False, dtype=types)
        if target not in frame:
            raise SystemExit(f"{path}: {name}: {file} has no column {target!r}")
        yield Table(
            name, frame[frame[target].notna()].reset_index(drop=True), target, task, entry.get("group", folder.name)
        )
