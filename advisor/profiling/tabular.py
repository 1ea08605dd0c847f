"""What the rows of a table stand for: rows of numbers and categories, texts, recordings, or steps in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.profiling import table as tables
from advisor.profiling.profiles import Profile
from advisor.profiling.table.opening import inspect
from advisor.profiling.table.reading import opened

if TYPE_CHECKING:
    from advisor.profiling.files import Files
    from advisor.profiling.profiles import Asked, Watch


def measure(asked: Asked, files: Files, watch: Watch) -> Profile:
    """Measure tables. Raises `InputError` where they cannot be read, or what was said of them does not fit."""
    with opened(inspect(asked.path, files), asked.target, watch) as table:
        return tables.profile(table, asked)
