"""Splits: a fifth to test, or more where rows are plenty; what is learnt from never exceeds four fifths of a cap."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.quality.made import TESTED
from benchmarks.quality.tables import Table

MOST_TESTED = 4000  # rows


def learnt(table: Table, cap: int) -> int:
    """How many rows are learnt from."""
    rows = len(table.frame)
    return min(rows - TESTED if table.made else round(0.8 * rows), round(0.8 * cap))


def split(table: Table, seed: int, cap: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows to learn from and rows to test, disjoint; of each class the same share where there are classes.

    Classes that the training rows do not hold leave the test rows, as no method could know them.
    """
    rows, size = len(table.frame), learnt(table, cap)
    rng = np.random.default_rng(seed)
    order = rng.permutation(rows)
    if table.task != "regression":  # class by class, then every k-th row: as even as can be
        codes = pd.factorize(table.frame[table.target].to_numpy()[order])[0]
        order = order[np.argsort(codes, kind="stable")]
        chosen = np.zeros(rows, dtype=bool)
        chosen[np.floor((np.arange(size) + rng.uniform()) * rows / size).astype(int) % rows] = True
        order = np.concatenate([rng.permutation(order[chosen]), rng.permutation(order[~chosen])])
    train = table.frame.iloc[order[:size]]
    test = table.frame.iloc[order[size : size + MOST_TESTED]]
    if table.task != "regression":
        test = test[test[table.target].isin(set(train[table.target]))]
    return train.reset_index(drop=True), test.reset_index(drop=True)


def write(table: Table, seed: int, cap: int, folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The split as train.csv, test.csv and split.json in a folder, which every method reads."""
    train, test = split(table, seed, cap)
    folder.mkdir(parents=True, exist_ok=True)
    train.to_csv(folder / "train.csv", index=False)
    test.to_csv(folder / "test.csv", index=False)
    about = {"name": table.name, "target": table.target, "task": table.task, "seed": seed}
    (folder / "split.json").write_text(json.dumps(about), encoding="utf-8")
    return train, test
