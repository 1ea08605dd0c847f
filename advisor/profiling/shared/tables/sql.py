"""Texts and paths as SQL takes them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from duckdb import DuckDBPyConnection


def connect(**config: Any) -> DuckDBPyConnection:
    """A database in memory that neither installs nor loads extensions: nothing goes to the network."""
    import duckdb

    closed = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    return duckdb.connect(config=closed | config)


def text(value: str) -> str:
    """A text as SQL takes it."""
    return "'" + value.replace("'", "''") + "'"


def listed(words: Sequence[str]) -> str:
    """Texts as SQL lists them.

    >>> listed(("", "it's"))
    "('', 'it''s')"
    """
    return f"({', '.join(map(text, words))})"


def literal(path: str) -> str:
    """A path, taken literally: DuckDB reads `*`, `?` and `[` as patterns, `~` as a home and `http:` as an address."""
    return text("".join(f"[{letter}]" if letter in "*?[" else letter for letter in os.path.abspath(path)))  # noqa: PTH100 - of links


def literals(paths: Sequence[str]) -> str:
    """Paths, taken literally."""
    return f"[{', '.join(map(literal, paths))}]"
