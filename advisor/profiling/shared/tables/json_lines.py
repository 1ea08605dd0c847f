"""The columns of JSON lines: the keys of records, and of records in them."""

from __future__ import annotations

import io
import json
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.tables.encoding import decoded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NESTED: Final = 3  # records within records that are taken apart
LOOKED: Final = 1_000  # lines whose keys give the columns their order


def json_names(head: bytes) -> list[str]:
    """The keys of the first JSON lines, in order of appearance; lines that are no objects say nothing."""
    return list(json_paths(head))


def json_paths(head: bytes) -> dict[str, tuple[str, ...]]:
    r"""The same with the keys under which each stands: of records in records several, joined by points in its name.

    >>> json_paths(b'{"a": 1, "b": {"c": 2}}\n')
    {'a': ('a',), 'b.c': ('b', 'c')}
    """
    text, _ = decoded(head)
    paths: dict[str, tuple[str, ...]] = {}
    for line in islice(io.StringIO(text), LOOKED):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            paths |= {".".join(path): path for path in _keys(row)}
    return {name: path for name, path in paths.items() if not any(_begins(other, path) for other in paths.values())}


def _keys(row: Mapping[str, Any], above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The keys of a record, and of records in it."""
    for key, value in row.items():
        inside = isinstance(value, dict) and bool(value) and len(above) < NESTED
        yield from _keys(value, (*above, key)) if inside else [(*above, key)]


def _begins(path: tuple[str, ...], with_: tuple[str, ...]) -> bool:
    return len(path) > len(with_) and path[: len(with_)] == with_


def flattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """A record without records in it: their keys follow a point, as pandas' `json_normalize` has them."""
    flat: dict[str, Any] = {}
    for path in _keys(row):
        value: Any = row
        for key in path:
            value = value[key]
        flat[".".join(path)] = value
    return flat
