"""Small synthetic tables for the problem of a config, with a signal that a network finds within two epochs."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from advisor.exporting.source import Source


class Table(NamedTuple):
    """Columns by name, and which of them are targets and categories."""

    columns: dict[str, list[Any]]
    targets: list[str]
    categories: list[str]


def table(source: Source, rows: int = 120, seed: int = 0) -> Table:
    """A table as the problem describes it: the columns it names, or as many, with as many levels and gaps."""
    rng = np.random.default_rng(seed)
    data, task = source.problem.data, source.problem.task
    embedded = [size["cardinality"] for size in source.value("data.categorical.embeddings") or []]
    if data.columns:
        numeric = {c.name: c.missing for c in data.columns if c.type == "numeric"}
        levels = {c.name: c.distinct for c in data.columns if c.type == "categorical"}
        gaps = {c.name for c in data.columns if c.missing}
    else:
        flagged = source.value("data.missing.indicator")
        numeric = {f"n{k}": data.missing * bool(flagged) for k in range(data.features - data.categorical)}
        rest = data.categorical - len(embedded)
        hot = data.levels - sum(embedded)
        counts = [*embedded, *(hot // rest + (k < hot % rest) for k in range(rest))]
        levels = {f"c{k}": count for k, count in enumerate(counts)}
        gaps = {name for name, missing in numeric.items() if missing}
    rows = max([rows, *(2 * count for count in levels.values())])
    signal = rng.normal(size=rows)
    columns: dict[str, list[Any]] = {}
    for k, name in enumerate(numeric):
        columns[name] = list((signal * (1 - k % 3) + rng.normal(size=rows) * 0.5).round(4))
    for name, count in levels.items():
        columns[name] = [f"level {k % count}" for k in rng.permutation(rows)]
    for name in [column.name for column in data.columns if column.type == "text"]:
        told = np.where(signal > 0, "well kept", "run down")
        columns[name] = [f"{word}, near stop {k % 20}" for k, word in enumerate(told)]
    for name in gaps:
        for row in rng.choice(rows, rows // 20, replace=False):
            columns[name][row] = ""
    targets = [data.target or "target"]
    if task == "regression":
        targets = targets if data.outputs == 1 else [f"target{k}" for k in range(data.outputs)]
        columns |= {name: list(np.exp(signal).round(2)) for name in targets}
    elif task == "multilabel":
        targets = [f"label{k}" for k in range(data.outputs)]
        columns |= {name: [int(value > k % 3 - 1) for value in signal] for k, name in enumerate(targets)}
    else:
        edges = np.quantile(signal, np.linspace(0, 1, data.classes + 1)[1:-1])
        columns[targets[0]] = [str(k) for k in np.searchsorted(edges, signal)]
    return Table(columns, targets, list(levels))


def write(path: Path, columns: Mapping[str, Sequence[Any]]) -> str:
    """Write columns as a CSV file; its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return str(path)
