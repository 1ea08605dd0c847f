"""A folder of files for each class, each file one series: a row for each step, a column for each value."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from advisor.errors import InputError
from advisor.profiling.sequence import classes_of, suffixes_of
from advisor.profiling.sequence.steps import Steps, steps_of
from advisor.profiling.shared.class_folders import class_facts
from advisor.profiling.shared.class_names import told
from advisor.profiling.shared.files import folders, listed, suffix
from advisor.profiling.shared.profile import (
    EXACT,
    Profile,
    Section,
    bins,
    quantile,
    refuse,
    rounded,
)
from advisor.profiling.shared.sampling import SEED, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.source import Source

SAMPLE: Final = 1_000  # files that are read


def measure(source: Source, found: str) -> Profile:
    """Measure a folder of series by class, on a sample of the files.

    Raises `InputError` where none can be read, or the task does not fit the sub-folders.
    """
    asked, files, watch, kind = source.asked, source.files, source.watch, found
    classes = classes_of(files)
    suffixes = suffixes_of(files)
    paths = [path for path in files.paths if suffix(path) in suffixes]
    _refuse_frames(asked.path, paths, files.root)
    labels, sections = class_facts(asked, classes)
    read: list[Steps] = []
    broken: list[str] = []
    reason = ""
    for path in draw(paths, SAMPLE, watch, "reading a sample of {:,} series"):
        try:
            read.append(steps_of(path))
        except InputError as error:
            broken.append(path)
            reason = reason or error.diagnostics[0].message
    if not read:
        refuse(asked.path, f"none of its {len(paths):,} series can be read", reason)
    usual = Counter(len(each.names) for each in read).most_common(1)[0][0]
    alike = [each for each in read if len(each.names) == usual]
    lengths = sorted(each.length for each in alike)
    if lengths[-1] == 1:
        frame = "pd.read_csv(f, header=None).assign(label=f.parent.name)"
        made = f"pd.concat([{frame} for f in Path({Path(asked.path).name!r}).rglob('*.csv')])"
        refuse(asked.path, "holds one row a file, which makes a table", f"{made}.to_csv('rows.csv', index=False)")
    facts: dict[str, Any] = {"data.kind": kind, "data.path": asked.path, "data.rows": sum(classes.values())}
    facts |= labels
    facts["data.length"] = max(1, round(quantile(lengths, 0.95)))
    facts["data.missing"] = rounded(sum(each.missing for each in alike) / max(1, sum(lengths) * usual))
    facts |= {"data.covariates": usual - 1} if kind == "series" else {"data.features": usual}
    if kind == "sequence":
        facts["data.scale_ratio"] = _scales(alike)
    looked = len(read) + len(broken)
    notes = [*files.notes]
    if not any(folders(path, files.root) for path in paths[:1]):
        notes.append(told(classes, "files"))
    if broken:
        notes.append(
            f"{len(broken):,} of {looked:,} files cannot be read: {listed(sorted(broken), files.root)} ({reason})"
        )
    if others := len(read) - len(alike):
        notes.append(f"{others:,} of {len(read):,} files have other columns than most, which have {usual}")
    row = ("steps of a series", lengths[0], quantile(lengths, 0.5), lengths[-1], bins(lengths))
    sections.append(
        Section(f"{len(alike):,} series of {usual} values a step", ("what", "least", "median", "most", "shape"), [row])
    )
    sampled = "" if looked == len(paths) else f"on a sample of {looked:,} of {len(paths):,} files (seed {SEED})"
    measured = ("data.length", "data.missing", "data.covariates", "data.features", "data.scale_ratio")
    methods = {path: sampled for path in measured if sampled and path in facts}
    return Profile(facts, f"{EXACT}, over all {len(paths):,} files", methods, sections, notes)


def _refuse_frames(path: str, paths: Sequence[str], root: str) -> None:
    """Refuse a folder that holds a step a file, counted by their names, in a folder for each series."""
    import numpy as np

    inner = [folders(each, root) for each in paths]
    counted = all(len(parts) > 1 and parts[-1].isdecimal() for parts in inner)
    if not counted or not all(Path(each).stem.isdecimal() and suffix(each) == ".npy" for each in paths):
        return
    try:
        single = np.load(paths[0], mmap_mode="r", allow_pickle=False).ndim == 1
    except Exception:  # said where it is read
        return
    if single:
        frames = "sorted(d.iterdir(), key=lambda f: int(f.stem))"
        hint = (
            f"stack them: for d in Path({Path(path).name!r}).glob('*/*'): out = Path('stacked', d.parent.name);"
            f" out.mkdir(parents=True, exist_ok=True); np.save(out / d.name, np.stack([np.load(f) for f in {frames}]))"
        )
        refuse(path, "holds one step a file, in a folder for each series", hint)


def _scales(found: Sequence[Steps]) -> float:
    """The largest deviation of a value over the smallest one, over all steps."""
    import numpy as np

    count = np.maximum(1, sum(each.counts for each in found))
    mean = sum(each.total for each in found) / count
    spread = np.sqrt(np.maximum(0.0, sum(each.squares for each in found) / count - np.square(mean)))
    spread = spread[spread > 0]
    return rounded(float(spread.max() / spread.min())) if spread.size else 1.0
