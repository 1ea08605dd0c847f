"""Rows that follow one another are noted where no column says so; sorted tables are not taken for them."""

import random
from pathlib import Path
from typing import Any

import pytest

from advisor.profiling import Asked, examine
from tests.profiling.tables import write

ROWS = 400


def walk(seed: int) -> list[float]:
    draw, at, found = random.Random(seed), 0.0, []
    for _ in range(ROWS):
        at += draw.gauss(0, 1)
        found.append(round(at, 3))
    return found


def drawn(seed: int) -> list[float]:
    draw = random.Random(seed)
    return [round(draw.gauss(0, 1), 3) for _ in range(ROWS)]


WALKS = {f"w{seed}": walk(seed) for seed in range(4)}
Y = [a + b for a, b in zip(walk(8), drawn(7), strict=True)]
CLASSES = {"a": drawn(1), "b": drawn(2), "c": drawn(3)}
BY_CLASS = {name: [x + 9 * (place // 100) for place, x in enumerate(values)] for name, values in CLASSES.items()}
SORTED = sorted(zip(*CLASSES.values(), strict=True))


def noted(tmp_path: Path, columns: dict[str, Any]) -> bool:
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    return any(note.startswith("rows that stand next to each other are alike") for note in notes)


@pytest.mark.parametrize("target", [Y, ["on" if place // 25 % 2 else "off" for place in range(ROWS)]])
def test_readings_of_sensors_without_a_time(tmp_path: Path, target: list[Any]) -> None:
    assert noted(tmp_path, WALKS | {"y": target})
    assert not noted(tmp_path, WALKS | {"when": [f"2024-01-{1 + place % 28:02}" for place in range(ROWS)], "y": target})


@pytest.mark.parametrize(
    "columns",
    [
        CLASSES | {"y": Y},
        BY_CLASS | {"y": [f"class {place // 100}" for place in range(ROWS)]},
        dict(zip(CLASSES, zip(*SORTED, strict=True), strict=True)) | {"y": sorted(Y)},
    ],
    ids=["in no order", "sorted by class", "sorted"],
)
def test_tables_in_no_order_and_sorted_ones(tmp_path: Path, columns: dict[str, Any]) -> None:
    assert not noted(tmp_path, columns)


def test_sensors_of_which_half_drift_in_the_order_of_their_files(tmp_path: Path) -> None:
    columns = {"w0": walk(0), "w1": walk(1), "n0": drawn(4), "n1": drawn(5)}
    target = ["on" if place // 25 % 2 else "off" for place in range(ROWS)]
    assert noted(tmp_path, columns | {"y": target})
    assert not noted(tmp_path, columns | {"w1": drawn(6), "y": target})
