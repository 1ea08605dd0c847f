"""What a user names: its files, and the table in them, which is opened when it is first asked for."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Self

from advisor.problem.vocabulary import KIND_OF_TASK, TASK_ALIASES
from advisor.profiling.shared.archives import unpacked
from advisor.profiling.shared.files import find
from advisor.profiling.shared.splits import training_part
from advisor.profiling.shared.tables.formats import form_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.tables.first_rows import FirstRows
    from advisor.profiling.shared.tables.table import Table


class Source:
    """Data on disk, with what the user says of it."""

    def __init__(self, asked: Asked, watch: Watch) -> None:
        self.asked = asked._replace(task=TASK_ALIASES.get(asked.task or "", asked.task))
        self.watch = watch
        with ExitStack() as undone:
            self.files = training_part(unpacked(find(asked.path), undone), asked.targets)
            self._opened = undone.pop_all()
        self.wanted: str | None = None  # the kind that the user wants, and
        self.flag = ""  # by which option
        if asked.kind is not None:
            self.wanted, self.flag = asked.kind, "--kind"
        elif asked.engine == "spark":
            self.wanted, self.flag = "table", "--engine"
        elif (implied := KIND_OF_TASK.get(self.asked.task or "")) is not None:
            self.wanted, self.flag = implied, "--task"
        self.table: Table  # where it was opened
        self.first_rows: FirstRows  # of it, where DuckDB holds all

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._opened.close()

    @cached_property
    def suffixes(self) -> Counter[str]:
        """How many files there are of each suffix."""
        return Counter(self.files.suffixes())

    def share(self, suffixes: Collection[str]) -> float:
        """The share of the files that have one of these suffixes."""
        return sum(self.suffixes[each] for each in suffixes) / len(self.files.paths)

    @cached_property
    def tables(self) -> float:
        """The share of the files that are tables."""
        return sum(form_of(path)[0] is not None for path in self.files.paths) / len(self.files.paths)

    def open(self, by_file: bool = False) -> None:
        """Open the table in the files, on demand with a column of their names.

        Raises `InputError` where they hold none that can be read.
        """
        from advisor.profiling.shared.tables import first_rows, readers

        self.table = self._opened.enter_context(readers.open_table(self.asked, self.files, self.watch, by_file))
        if self.asked.engine == "duckdb":
            self.first_rows = first_rows.look(self.table)
