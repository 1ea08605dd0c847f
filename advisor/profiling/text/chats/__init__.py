"""Chats, instructions and preferences: what language models are tuned on after they have learnt language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.profiling.kinds import Match
from advisor.profiling.shared.profile import refuse
from advisor.profiling.text.chats.forms import Form, form_of
from advisor.profiling.text.chats.reading import LOOKED, first_records, readable, rows_of

if TYPE_CHECKING:
    from advisor.profiling.shared.source import Source

SURE: Final = 0.95  # more than of any table or image
FEW: Final = 20  # files among which chats are looked for
TASK: Final = "language-modeling"
FOLLOWS: Final = frozenset(("tokenizer",))
PROFILER: Final = "advisor.profiling.text.chats.measuring"


class Found(NamedTuple):
    """The form of a data set, and the files that hold it; none where a table is open."""

    form: Form
    paths: tuple[str, ...] = ()


def in_files(source: Source) -> Match | None:
    """JSON files whose records are chats, instructions or preferences, all of one form."""
    if not _asked(source):
        return None
    paths = [path for path in source.files.paths if readable(path)]
    if not paths or len(paths) < len(source.files.paths) / 2:
        return None
    forms = {path: form_of(first_records(path)) for path in paths[:FEW]}
    form = next(filter(None, forms.values()), None)
    if form is None:
        return None
    others = [path for path in paths if path in forms and forms[path] is not None and forms[path] != form]
    if others:
        names = f"holds chats in several forms: {paths[0]} is {form.name}, {others[0]} is not"
        refuse(source.asked.path, names, "name the files of one form, as 'data/*.jsonl'")
    chosen = tuple(path for path in paths if forms.get(path, form) is not None)
    return Match(SURE, "text", PROFILER, Found(form, chosen), FOLLOWS, (TASK,))


def in_table(source: Source) -> Match | None:
    """A table whose rows are such records: Parquet, Arrow, CSV."""
    table = source.table
    if not _asked(source) or table.engine is not None or table.headless:
        return None
    form = form_of([record for _, record in rows_of(table, LOOKED) if record])
    return None if form is None else Match(SURE, "text", PROFILER, Found(form), FOLLOWS, (TASK,))


def _asked(source: Source) -> bool:
    asked = source.asked
    return source.wanted in (None, "text") and asked.task in (None, TASK) and not asked.targets
