"""What a user names: its files, and the table in them, which is opened when it is first asked for."""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from advisor.problem.vocabulary import KIND_OF_TASK, TASK_ALIASES
from advisor.profiling.shared.archives import unpacked
from advisor.profiling.shared.files import find, folders, suffix
from advisor.profiling.shared.halves import refuse_halves
from advisor.profiling.shared.held_out import held_out_part
from advisor.profiling.shared.rows_among import rows_among
from advisor.profiling.shared.splits import training_part
from advisor.profiling.shared.suffixes import CONLL, DOCUMENTS, LOOSE, SUFFIXES, TEXTS
from advisor.profiling.shared.tables.compression import OPENED, plain_suffix
from advisor.profiling.shared.tables.formats import form_of
from advisor.profiling.shared.unread import without_unread
from advisor.profiling.shared.versions import one_version

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.profiling.shared.profile import Asked, Watch
    from advisor.profiling.shared.tables.first_rows import FirstRows
    from advisor.profiling.shared.tables.table import Table


AROUND: Final = " \t'\""  # what may surround a name in a header, and is no part of it
LOOKED: Final = 5  # files of a folder by whose lines they are told to be one table


class Source:
    """Data on disk, with what the user says of it."""

    def __init__(self, asked: Asked, watch: Watch) -> None:
        self.asked = asked._replace(task=TASK_ALIASES.get(asked.task or "", asked.task))
        self.watch = watch
        with ExitStack() as undone:
            choose = held_out_part if asked.held_out else training_part
            part = choose(unpacked(find(asked.path), undone), asked.targets)
            self.files = one_version(rows_among(without_unread(part)), asked.targets)
            refuse_halves(asked.path, self.files)
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
        found = Counter(self.files.suffixes())
        if not OPENED.isdisjoint(found):  # tagged tokens are read though they are packed
            packed = [path for path in self.files.paths if plain_suffix(path) in CONLL and suffix(path) in OPENED]
            found.subtract(map(suffix, packed))
            found.update(map(plain_suffix, packed))
        return +found

    def share(self, suffixes: Collection[str]) -> float:
        """The share of the files that have one of these suffixes."""
        return sum(self.suffixes[each] for each in suffixes) / len(self.files.paths)

    @cached_property
    def plain(self) -> bool:
        """Whether the suffixes of the files say nothing of what they hold."""
        known = frozenset[str]().union(*SUFFIXES.values(), TEXTS - LOOSE, CONLL, DOCUMENTS)
        return not self.suffixes.keys() & known and all(form_of(path)[0] is None for path in self.files.paths)

    @cached_property
    def loose(self) -> bool:
        """Whether suffixes say nothing, and all lines are rows of a table: of one file, or of those of one folder."""
        paths = [path for path in self.files.paths if suffix(path) in LOOSE] or self.files.paths
        if not self.plain or len({folders(path, self.files.root) for path in paths}) > 1:
            return False
        from advisor.profiling.shared.tables.dialect import columns_alike

        return columns_alike(paths[:LOOKED])

    @cached_property
    def tables(self) -> float:
        """The share of the files that are tables."""
        if self.loose:
            return 1.0
        return sum(form_of(path)[0] is not None for path in self.files.paths) / len(self.files.paths)

    def open(self, by_file: bool = False) -> None:
        """Open the table in the files, on demand with a column of their names.

        Raises `InputError` where they hold none that can be read.
        """
        from advisor.profiling.shared.tables import first_rows, readers

        self.table = self._opened.enter_context(readers.open_table(self.asked, self.files, self.watch, by_file))
        self.asked = _as_named(self.asked, self.table.labels)
        if self.asked.engine == "duckdb":
            self.first_rows = first_rows.look(self.table)


def _as_named(asked: Asked, labels: Sequence[str]) -> Asked:
    """What is asked, with the columns as the header writes them, where spaces or quotation marks surround its names.

    >>> from advisor.profiling.shared.profile import Asked
    >>> _as_named(Asked("t.csv", "Price", more=("Year",)), [" Price", "'Year'"]).targets
    (' Price', "'Year'")
    """
    bare = {label.strip(AROUND): label for label in reversed(labels) if label.strip(AROUND)}

    def named(name: str) -> str:
        return name if name in labels else bare.get(name.strip(AROUND), name)

    return asked._replace(
        target=named(asked.target),
        more=tuple(map(named, asked.more)),
        group_column=named(asked.group_column),
        time_column=named(asked.time_column),
    )
