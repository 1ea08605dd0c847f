"""Series and sequences that are examples as wholes: a table of their steps, or a folder of files for each class."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from advisor.problem.vocabulary import CLASSIFICATION, SUPPORTED
from advisor.profiling.kinds import LAYOUT, Kind, Match, register
from advisor.profiling.shared.class_names import classes_in_names
from advisor.profiling.shared.files import class_of, suffix
from advisor.profiling.shared.numbers_alone import measured_by_class

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.files import Files
    from advisor.profiling.shared.source import Source

FOLLOWS: Final = frozenset(("target", "group_column", "time_column"))
LOOKED: Final = 4  # files by which it is told whether names tell classes
LONG: Final = 50  # steps of each, at least
FOLDERS: Final = frozenset((".csv", ".tsv", ".npy"))
NUMPY: Final = ("numpy", "data", "measuring series")


def in_files(source: Source) -> Match | None:
    """A folder for each class, of files that are one example each; whoever names a target means a table."""
    if source.asked.target or not classes_of(source.files):
        return None
    kind = source.asked.kind or "series"
    tasks = tuple(task for task in ("binary", "multiclass") if task in SUPPORTED[kind])
    confidence = source.share(suffixes_of(source.files)) / 2 + LAYOUT
    return Match(confidence, kind, "advisor.profiling.sequence.folder", kind, tasks=tasks, needs=NUMPY)


def suffixes_of(files: Files) -> frozenset[str]:
    """The suffixes of files that may be series: of texts too, where they hold numbers alone in folders of classes."""
    return FOLDERS | {".txt"} if measured_by_class(files) else FOLDERS


def classes_of(files: Files) -> Counter[str]:
    """How many series lie in each sub-folder, or begin with each word; nothing where files are no series by class."""
    suffixes = suffixes_of(files)
    inside = Counter(class_of(path, files.root) for path in files.paths if suffix(path) in suffixes)
    if len(inside) > 1 and "" not in inside and max(inside.values()) > 1:
        return inside
    return classes_in_names(files.paths) if set(inside) == {""} and _signals(files.paths) else Counter()


def _signals(paths: Sequence[str]) -> bool:
    """Whether the first files of a folder hold steps of the same values, all of them numbers, and none a date."""
    if len(paths) < LOOKED or any(suffix(path) not in FOLDERS for path in paths):
        return False
    from advisor.errors import InputError
    from advisor.profiling.sequence.steps import steps_of

    try:
        found = [steps_of(path) for path in paths[:LOOKED]]
    except (InputError, ImportError):
        return False
    alike = len({each.names for each in found}) == 1 and len(found[0].names) > 1
    return alike and all(each.length >= LONG and not each.missing for each in found)


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
        FOLDERS | {".txt"},
        in_files,
        in_table,
    )
)
