"""Texts with marked spans, as annotation tools write them: by their places, or a text cut into its parts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from advisor.profiling.shared.tables.table import Table

LOOKED: Final = 50  # rows by which they are told
WIDEST: Final = 50  # columns of such a table, at most
PLACES: Final = (("start", "end"), ("start_offset", "end_offset"))  # keys of a span's first and last character
KEYS: Final = frozenset(("text", "entity", "slot_name", "alias", "meta", "userDefined"))  # of a part of a text
HINT: Final = (
    "write a token and its tag a line: doc = spacy.blank('en')(text), and"
    " spacy.training.offsets_to_biluo_tags(doc, [(start, end, label), ...]) gives the tags of its tokens"
)


def marked(table: Table) -> str:
    """The column that holds spans, or the parts of texts; empty where none does."""
    if len(table.labels) > WIDEST or table.engine is not None:
        return ""
    for place, label in enumerate(table.labels):
        query = f"SELECT c{place}::VARCHAR FROM raw WHERE starts_with(c{place}::VARCHAR, '[') LIMIT {LOOKED}"
        lists = [found for (cell,) in table.run(query) if (found := _list(cell))]
        if lists and all(map(_spans, lists)):
            return label
    return ""


def _list(cell: str) -> list[Any] | None:
    """The list that a cell holds as JSON."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) else None


def _spans(found: Sequence[Any]) -> bool:
    """Whether a list holds spans, as `[[0, 4, "LOC"]]`, or the parts of a text, as `[{"text": "in ", ...}]`."""
    if all(isinstance(each, dict) for each in found):
        by_place = any(all(set(keys) <= set(each) for each in found) for keys in PLACES)
        parts = len(found) > 1 and all(isinstance(each.get("text"), str) and set(each) <= KEYS for each in found)
        return by_place or parts
    return all(
        isinstance(each, list)
        and [type(part) for part in each[:3]] == [int, int, str]
        and len(each) == len(("start", "end", "label"))
        for each in found
    )
