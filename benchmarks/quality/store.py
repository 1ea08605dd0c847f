"""Results: a line of JSON for each table, seed and method, so that a run goes on where it stopped."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Row = dict[str, Any]
Key = tuple[str, int, str]


def key(row: Row) -> Key:
    """What a result is of: the table with the rows to learn from, seed, method."""
    return case(row["table"], row["rows"]), row["seed"], row["method"]


def case(table: str, rows: int) -> str:
    """A table's name, or that of a part of it: how many rows there are to learn from changes what is best."""
    return f"{table}/{rows}"


def read(path: Path, by: Callable[[Row], Key] = key) -> dict[Key, Row]:
    """All results of a file, the last of each key; none where there is no file."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {by(row): row for row in map(json.loads, filter(None, lines))}


def append(path: Path, row: Row) -> None:
    """Add a result."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def write(path: Path, rows: dict[Key, Row]) -> None:
    """All results, sorted, so that a file shows what changed."""
    path.write_text("".join(json.dumps(rows[each]) + "\n" for each in sorted(rows)), encoding="utf-8")
