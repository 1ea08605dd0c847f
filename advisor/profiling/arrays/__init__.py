"""NumPy arrays, of which the shape tells what they hold: tables, images or sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.problem.vocabulary import SUPPORTED
from advisor.profiling.kinds import Kind, Match, register

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

ARRAYS: Final = frozenset((".npy", ".npz"))
KINDS: Final = ("table", "image", "sequence", "series")
TASKS: Final = tuple(dict.fromkeys(task for kind in KINDS for task in SUPPORTED[kind]))
FOLLOWS: Final = frozenset(("target", "group_column", "time_column"))
NUMPY: Final = ("numpy", "data", "reading arrays")


def in_files(source: Source) -> Match:
    """Files of arrays; the kind that the user wants, or their shape, is settled when they are open."""
    return Match(source.share(ARRAYS) / 2, "array", "advisor.profiling.arrays.profiler", None, FOLLOWS, TASKS, NUMPY)


register(Kind(KINDS, "", ARRAYS, in_files))
