"""One file -> the steps of one series: a row for each step, a column for each value."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, NamedTuple

from advisor.profiling.sequence.in_table import STEPS
from advisor.profiling.shared.files import suffix
from advisor.profiling.shared.profile import refuse
from advisor.profiling.shared.tables.dialect import csv_dialect
from advisor.profiling.shared.tables.mending import rows_of

LARGEST: Final = 256 * 2**20  # bytes of a file that is read


class Steps(NamedTuple):
    """One series: the names of its values, how many steps it has, cells that are no number, and sums by value."""

    names: tuple[str, ...]
    length: int
    missing: int
    total: Any
    squares: Any
    counts: Any


def steps_of(path: str) -> Steps:
    """The steps of one file; a column that orders them, and one that holds no number, is no value.

    Raises `InputError` where it holds none.
    """
    import numpy as np

    if Path(path).stat().st_size > LARGEST:
        refuse(path, f"is larger than {LARGEST // 2**20} MiB")
    if suffix(path) == ".npy":
        try:
            array = np.load(path, allow_pickle=False)
        except Exception:  # whatever numpy raises of a broken header
            refuse(path, "is no NumPy file of numbers, or a broken one")
        if array.ndim not in (1, 2) or array.dtype.kind not in "biuf":
            refuse(path, f"holds an array of shape {array.shape} and type {array.dtype}, not steps of values")
        values = array.reshape(len(array), -1).astype(float)
        names = tuple(f"value {place}" for place in range(values.shape[1]))
    else:
        values, names = _csv(path)
        kept = [k for k, name in enumerate(names) if name.strip().lower() not in STEPS]
        kept = [k for k in kept if not np.isnan(values[:, k]).all()]
        values, names = values[:, kept], tuple(names[k] for k in kept)
    if not values.size:
        refuse(path, "holds no steps of numbers")
    gaps = ~np.isfinite(values)
    plain = np.where(gaps, 0.0, values)
    return Steps(names, len(values), int(gaps.sum()), plain.sum(0), np.square(plain).sum(0), (~gaps).sum(0))


def _csv(path: str) -> tuple[Any, tuple[str, ...]]:
    import numpy as np

    dialect = csv_dialect(path)
    width = len(dialect.names)
    cells = [[_number(cell) for cell in row] for row in rows_of(dialect, path) if len(row) == width]
    return np.array(cells, float).reshape(len(cells), width), dialect.names


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")
