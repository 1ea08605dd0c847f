"""Histories of runs in TensorBoard's event files, as PyTorch, Lightning, Keras and Transformers write them."""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from advisor.diagnosing.columns import known_columns
from advisor.diagnosing.history import History
from advisor.diagnosing.reading import read_rows
from advisor.errors import Diagnostic, InputError

INSTALL: Final = "pip install 'nn-advisor[tensorboard]'"
MARK: Final = "tfevents"  # in the name of every event file
MOST_FILES: Final = 1000
MAX_BYTES: Final = 1 << 30  # of all event files of a run
# Keras writes training and validation to folders of their own, and so does PyTorch's `add_scalars`, after the tag.
PART: Final = re.compile(r"^(?:.+_)?(?P<part>train|training|val|valid|validation|eval)$")
TRAINING: Final = ("train", "training")
Series = dict[str, list[tuple[int, float]]]  # by tag the steps with their values


def read_events(path: Path) -> list[History]:
    """All runs in an event file, or in a folder and those below it. Raises InputError where they hold no loss."""
    runs: dict[Path, Series] = {}
    for folder, series in _folders(path):
        match = PART.match((folder.parent if folder.is_file() else folder).name)
        prefix = "" if match is None else "train_" if match["part"] in TRAINING else "val_"
        run = folder.parent if match and folder != path else folder
        into = runs.setdefault(run, {})
        for tag, points in series.items():
            into.setdefault(f"{prefix}{tag}", []).extend(points)
    if not any(runs.values()):
        raise InputError(Diagnostic("holds no scalar", str(path)))
    histories: list[History] = []
    refused: list[InputError] = []
    for run, series in runs.items():
        try:
            name = "" if len(runs) == 1 else run.relative_to(path).as_posix()
            histories += read_rows([{**row, "run": name} for row in _rows(series)], str(path))
        except InputError as error:  # a folder with images or text alone
            refused.append(error)
    if not histories:
        raise refused[0]
    return histories


def event_files(path: Path) -> list[Path]:
    """The event files at or below a path."""
    if path.is_file():
        return [path] if MARK in path.name else []
    return sorted(file for file in path.rglob(f"*{MARK}*") if file.is_file())


def _folders(path: Path) -> Iterator[tuple[Path, Series]]:
    """Each folder with event files (or the file alone), with what they hold."""
    files = event_files(path)
    if len(files) > MOST_FILES or sum(file.stat().st_size for file in files) > MAX_BYTES:
        bound = f"{MOST_FILES:,} files and {MAX_BYTES >> 20:,} MiB are read at most"
        raise InputError(
            Diagnostic("holds too many event files", str(path), hint=f"name the folder of one run: {bound}")
        )
    for place in [path] if path.is_file() else dict.fromkeys(file.parent for file in files):
        yield place, _read(place)


def _read(place: Path) -> Series:
    try:
        from tensorboard.backend.event_processing.event_accumulator import SCALARS, TENSORS, EventAccumulator
        from tensorboard.util.tensor_util import make_ndarray
    except ImportError:
        raise InputError(
            Diagnostic("holds event files, which need tensorboard to be read", str(place), hint=INSTALL)
        ) from None
    with _quiet():
        try:
            events = EventAccumulator(str(place), size_guidance={SCALARS: 0, TENSORS: 0}).Reload()
        except Exception as error:  # whatever a broken file makes protobuf or the reader raise
            raise InputError(Diagnostic(f"is no event file that can be read: {error}", str(place))) from None
    tags = events.Tags()
    series: Series = {tag: [(each.step, float(each.value)) for each in events.Scalars(tag)] for tag in tags[SCALARS]}
    for tag in tags[TENSORS]:  # TensorFlow and Keras write scalars as tensors
        points = [(each.step, make_ndarray(each.tensor_proto)) for each in events.Tensors(tag)]
        if points and all(value.shape == () and value.dtype.kind in "fiu" for _, value in points):
            series[tag] = [(step, float(value)) for step, value in points]
    return series


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the reader's remarks on files that were cut off: what is there is read."""
    import logging

    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _rows(series: Series) -> list[dict[str, float]]:
    """A row for each epoch: values at steps in between are averaged."""
    named = {name: source.columns[0] for name, source in known_columns(series).items()}
    ends, unit = _epochs(series, named)
    rows: dict[float, dict[str, list[float]]] = {epoch: {} for _, epoch in ends}
    steps = [step for step, _ in ends]
    for tag, points in series.items():
        if tag != named.get("epoch"):
            for step, value in points:
                at = min(bisect_left(steps, step), len(ends) - 1)
                rows[ends[at][1]].setdefault(tag, []).append(value)
    return [
        {unit: epoch, **{tag: sum(values) / len(values) for tag, values in row.items()}}
        for epoch, row in rows.items()
        if row
    ]


def _epochs(series: Series, named: Mapping[str, str]) -> tuple[list[tuple[int, float]], str]:
    """The last step of each epoch: as logged, else where validation was logged, else every step is one.

    Steps that were logged here and there stay steps.
    """
    logged = sorted(series.get(named.get("epoch", ""), []))
    if logged:
        return _logged(logged, series), "epoch"
    best = max((named[name] for name in ("validation_loss", "validation_score") if name in named), key=len, default="")
    judged = sorted({step for step, _ in series.get(best, [])})
    learnt = sorted({step for step, _ in series.get(named.get("train_loss", ""), [])})
    if len(judged) > 1 and (len(learnt) > len(judged) or not set(learnt) <= set(judged)):
        return [(step, float(number)) for number, step in enumerate(judged, 1)], "epoch"
    steps = sorted({step for points in series.values() for step, _ in points})
    together = len(steps) < 2 or steps[-1] - steps[0] == len(steps) - 1
    return [(step, float(step)) for step in steps], "epoch" if together else "step"


def _logged(epochs: list[tuple[int, float]], series: Series) -> list[tuple[int, float]]:
    """Epochs by step as they were logged; of fractions (Transformers) the epoch that they are part of."""
    whole = all(epoch == int(epoch) for _, epoch in epochs if math.isfinite(epoch))
    last: dict[float, int] = {}
    for step, epoch in epochs:
        if math.isfinite(epoch):
            last[epoch if whole else float(math.ceil(epoch))] = step
    if not whole and len(last) < 3:  # too few to see a curve in: each logged point is one
        last = {epoch: step for step, epoch in epochs if math.isfinite(epoch)}
    return sorted(((step, epoch) for epoch, step in last.items()))
