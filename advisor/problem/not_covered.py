"""Problems that are not covered, as `not_covered.json` has them: told by their words, and what to say of each.

Words stand there in lower case, with hyphens; names of columns in letters and digits alone.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final, Literal, NamedTuple

from msgspec import Struct
from msgspec.json import decode

from advisor.problem.vocabulary import ALIASES, SUPPORTED

TABLE: Final = Path(__file__).with_name("not_covered.json")


class Tool(Struct, frozen=True, forbid_unknown_fields=True):
    """What people use instead, where that was read, and on which day."""

    name: str
    what: str
    url: str
    source: str
    checked: date


class Column(Struct, frozen=True, forbid_unknown_fields=True):
    """A column by the names that it may have, and by what it holds."""

    named: frozenset[str]
    holds: Literal["anything", "number", "times", "bounds", "few", "flag", "repeated", "text"] = "anything"
    aimed: bool = False  # whether no task that is covered fits it as the target


class Look(Struct, frozen=True, forbid_unknown_fields=True):
    """A table with these columns and, where `only` is said, no others but those."""

    columns: list[Column]
    only: frozenset[str] | None = None


class Field(Struct, frozen=True, forbid_unknown_fields=True):
    """A field of problems: its words, how its data looks, what is covered near it, and tools by their keys."""

    name: str
    says: str
    words: list[str]
    tools: list[str]
    near: str = ""
    data: str = ""
    looks: list[Look] = []


class NotCovered(NamedTuple):
    """A field as it is spoken of: in a refusal, or in a note beside an answer."""

    field: Field
    tools: list[Tool]

    def message(self, path: str) -> str:
        """That it is not covered, and what is, as a task or as a kind of data."""
        what = "tasks" if path == "task" else "kinds of data"
        words = ", ".join(_tasks() if path == "task" else SUPPORTED)
        return f"there is no advice on {self.field.name} ({self.field.says}); the {what} that are covered: {words}"

    @property
    def hint(self) -> str:
        """What people use, and what is covered near it."""
        near = f"; covered near it: {self.field.near}" if self.field.near else ""
        named = [f"{tool.name} ({tool.url})" for tool in self.tools]
        return f"people use {' or '.join(filter(None, (', '.join(named[:-1]), named[-1])))}{near}"

    @property
    def look(self) -> str:
        """What data of the field looks like, and that it is not covered."""
        return f"looks like {self.field.data}, and there is no advice on {self.field.name}"


class _Table(Struct, frozen=True, forbid_unknown_fields=True):
    tools: dict[str, Tool]
    fields: dict[str, Field]


@cache
def _table() -> _Table:
    return decode(TABLE.read_bytes(), type=_Table)


def tools() -> dict[str, Tool]:
    """All tools by their keys."""
    return _table().tools


@cache
def not_covered() -> dict[str, NotCovered]:
    """All fields by their keys."""
    table = _table()
    return {key: NotCovered(field, [table.tools[tool] for tool in field.tools]) for key, field in table.fields.items()}


def by_word(said: str) -> NotCovered | None:
    """The field that the word for a task or for a kind of data means; None for what is covered or unknown.

    Of several words inside a longer one the longest counts, and one that is covered only if it is longer.

    >>> by_word("Movie Recommendation").field.name, by_word("causal language modeling"), by_word("guess")
    ('recommendation', None, None)
    """
    parts = said.strip().lower().replace("_", "-").replace(" ", "-").split("-")
    known = {word: each for each in not_covered().values() for word in each.field.words}
    found = max(_within(parts, known), key=_length, default="")
    covered = max(_within(parts, _covered()), key=_length, default="")
    return known[found] if found and _length(covered) <= _length(found) else None


def _covered() -> frozenset[str]:
    """The words that are understood of tasks."""
    return frozenset({*ALIASES["task"], *_tasks()})


def _tasks() -> dict[str, None]:
    """All tasks, in order."""
    return dict.fromkeys(task for tasks in SUPPORTED.values() for task in tasks)


def _within(parts: list[str], words: Iterable[str]) -> Iterator[str]:
    """The words that stand whole among the parts of another."""
    joined = f"-{'-'.join(parts)}-"
    return (word for word in words if f"-{word}-" in joined)


def _length(word: str) -> int:
    return len(word.split("-")) if word else 0
