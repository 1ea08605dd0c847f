"""What a kind of data registers: how it is recognised, and what then measures it.

A package of `advisor/profiling/` registers its kind when it is imported; `detection.py` imports them all.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.suffixes import SUFFIXES

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

# How sure a detector is. Between files, half the share that are of its kind counts, and more where their layout tells.
LAYOUT: Final = 0.1  # added to that where the folders tell as well
MOST: Final = 0.9  # of a folder: whatever else lies there belongs to these files
LAST: Final = 0.1  # of a file that could be many things
LOOKED: Final = 100  # first rows of a table in which numbers that were computed of files are looked for
WIDEST: Final = 1_000  # columns of it
COMPUTED: Final = 10  # columns of numbers with a fraction from which the table itself is what is learnt from


class Match(NamedTuple):
    """A source as a detector recognises it."""

    confidence: float  # 0 to 1, where 0 is none; the highest wins, and of equals the kind that was registered first
    kind: str
    profiler: str  # the module that measures it, imported once it has won: `measure(source, found) -> Profile`
    found: Any = None  # what the detector found on its way, for the profiler
    follows: frozenset[str] = frozenset()  # what a user may say of it, beside kind and task
    tasks: tuple[str, ...] = ()  # what may be predicted; of none, all that the kind supports
    needs: tuple[str, str, str] | None = None  # a package, the extra that installs it, and for what
    rows: bool = False  # whether all of it stands in the rows of the open table


def of_cells(source: Source, kind: str, follows: frozenset[str], needs: tuple[str, str, str]) -> Match | None:
    """A table with a column that holds files of a kind, or that names them."""
    profiler = f"advisor.profiling.{kind}.in_table"
    held = [column for column in source.table.embedded if source.wanted in (None, column.kind)]
    if held:
        return Match(0.95, kind, profiler, held[0], follows, needs=needs) if held[0].kind == kind else None
    named = source.first_rows.files[kind]
    if named and source.wanted is None and _described(source, named[0]):
        return None
    return Match(0.9, kind, profiler, named[0], follows, needs=needs) if named else None


def _described(source: Source, column: str) -> bool:
    """Whether numbers that were computed of files stand in a table, whose files do not lie there: it is read itself."""
    table = source.table
    first = [f"max(contains(c{place}::VARCHAR, '.')::INTEGER)" for place in range(min(len(table.labels), WIDEST))]
    numbers = [
        f"count(c{place}) > 0 AND bool_and(TRY_CAST(c{place} AS DOUBLE) IS NOT NULL OR c{place} IS NULL)"
        for place in range(len(first))
    ]
    looked = f"(SELECT * FROM raw LIMIT {LOOKED})"
    fractions = table.run(f"SELECT {', '.join(first)} FROM {looked}")[0]
    numeric = table.run(f"SELECT {', '.join(numbers)} FROM {looked}")[0]
    if sum(bool(dot) and bool(number) for dot, number in zip(fractions, numeric, strict=True)) < COMPUTED:
        return False
    from advisor.profiling.shared.tables.named_files import lies_there

    place = table.labels.index(column)
    names = table.run(f"SELECT c{place}::VARCHAR FROM raw WHERE c{place} IS NOT NULL LIMIT {LOOKED}")
    if any(lies_there(str(name), Path(source.files.root)) for (name,) in names):
        return False
    table.notes.append(f"the files that {column!r} names do not lie there: the other columns are read")
    return True


Detector = Callable[["Source"], Match | None]


class Kind(NamedTuple):
    """A kind of data: the words for it in a problem, what it looks like on disk, and its detectors."""

    names: tuple[str, ...]
    expects: str  # how it lies on disk, for who wants it and has none
    reads: frozenset[str] = frozenset()  # suffixes of its files
    in_files: Detector | None = None  # told by names and layout of files; reads little of them
    in_table: Detector | None = None  # told by the columns of a table, which is open
    named: frozenset[str] = frozenset()  # suffixes of its files that a cell of a table may name
    any_text: bool = False  # whether it is told by the content of a text, whatever its suffix


KINDS: Final[list[Kind]] = []


def register(kind: Kind) -> None:
    """Add a kind of data."""
    KINDS.append(kind)
    if kind.named:
        SUFFIXES[kind.names[0]] = kind.named
