"""Series and sequences that are examples as wholes: a table of their steps, or a folder of files for each class."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from advisor.problem.vocabulary import CLASSIFICATION, SUPPORTED
from advisor.profiling.kinds import LAYOUT, Kind, Match, register
from advisor.profiling.shared.files import class_of, suffix

if TYPE_CHECKING:
    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.source import Source

FOLLOWS: Final = frozenset(("target", "group_column", "time_column"))
FOLDERS: Final = frozenset((".csv", ".tsv", ".npy"))
NUMPY: Final = ("numpy", "data", "measuring series")


def in_files(source: Source) -> Match | None:
    """A folder for each class, of files that are one example each; whoever names a target means a table."""
    if source.asked.target or not classes_of(source.files):
        return None
    kind = source.asked.kind or "series"
    tasks = tuple(task for task in ("binary", "multiclass") if task in SUPPORTED[kind])
    confidence = source.share(FOLDERS) / 2 + LAYOUT
    return Match(confidence, kind, "advisor.profiling.sequence.folder", kind, tasks=tasks, needs=NUMPY)


def classes_of(files: Files) -> Counter[str]:
    """How many series lie in each sub-folder; nothing where files of a folder are no series by class."""
    inside = Counter(class_of(path, files.root) for path in files.paths if suffix(path) in FOLDERS)
    return inside if len(inside) > 1 and "" not in inside else Counter()


def in_table(source: Source) -> Match | None:
    """A table of steps whose target stays the same within each example, or that is wanted so."""
    from advisor.profiling.sequence.in_table import implied

    asked, wanted = source.asked, source.wanted
    if wanted == "series":
        fits = asked.task in CLASSIFICATION or (asked.task is None and implied(source.table, asked))
    else:
        plain = not asked.time_column and not asked.group_column
        fits = wanted == "sequence" or (plain and implied(source.table, asked))
    if not fits:
        return None
    kind = wanted or "sequence"
    tasks = tuple(task for task in SUPPORTED[kind] if task != "forecasting")
    confidence = 0.75 if wanted else 0.6
    return Match(confidence, kind, "advisor.profiling.sequence.in_table", wanted or "", FOLLOWS, tasks, rows=True)


register(
    Kind(
        ("sequence", "series"),
        "a table of steps with a column that tells examples apart, or a folder of CSV or NumPy files for each class",
        FOLDERS,
        in_files,
        in_table,
    )
)
