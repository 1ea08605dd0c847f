"""Small tables on disk, made row by row, so that a test knows what is in them."""

import csv
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

ROWS = 400

Columns = Mapping[str, Sequence[Any]]


def write(path: Path, columns: Mapping[str, Any], **dialect: Any) -> str:
    """Write columns as CSV; None is an empty cell."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n", **dialect)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return str(path)


def sure(rows: int = ROWS, seed: int = 0) -> dict[str, Sequence[Any]]:
    """Two honest inputs and a binary target that depends on them with noise."""
    draw = random.Random(seed)
    x = [round(draw.gauss(0, 1), 6) for _ in range(rows)]
    colour = [draw.choice(["red", "green", "blue"]) for _ in range(rows)]
    y = ["yes" if a + draw.gauss(0, 1) > 0 else "no" for a in x]
    return {"x": x, "colour": colour, "y": y}


def numbers(draw: Callable[[random.Random], Any], rows: int = ROWS, seed: int | str = 1) -> list[Any]:
    """Draws from one distribution."""
    source = random.Random(seed)
    return [draw(source) for _ in range(rows)]


def types(facts: dict[str, Any]) -> dict[str, str]:
    """The type of each input column, by name."""
    return {column["name"]: column["type"] for column in facts["data.columns"]}


def column(facts: dict[str, Any], name: str) -> dict[str, Any]:
    """What is known of one input column."""
    (found,) = (each for each in facts["data.columns"] if each["name"] == name)
    return found


def raw(path: Path, lines: Iterable[str], encoding: str = "utf-8", end: str = "\n") -> str:
    """Write lines as they are."""
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return str(path)
