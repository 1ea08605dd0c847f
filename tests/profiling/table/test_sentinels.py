"""Codes for missing among numbers are noted with their columns; honest values are not."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.profiling import Asked, examine
from tests.profiling.tables import numbers, sure, write

Draw = Callable[[random.Random], float]


def notes_of(tmp_path: Path, draw: Draw, target: str = "y") -> list[str]:
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"n": numbers(draw), **sure()}), target))
    return [note for note in notes if "apart from all other values" in note]


def some(code: float, other: Draw, share: float = 0.1) -> Draw:
    return lambda draw: code if draw.random() < share else other(draw)


CODES: dict[str, tuple[float, Draw]] = {
    "-200 among concentrations": (-200, lambda draw: round(draw.uniform(0, 12), 1)),
    "999 among days": (999, lambda draw: draw.randrange(28)),
    "-9.99 among hundreds": (-9.99, lambda draw: round(draw.gauss(350, 10), 2)),
    "-1 among counts": (-1, lambda draw: draw.randrange(1, 400)),
    "0 among pressures": (0, lambda draw: round(draw.gauss(72, 10))),
    "99999 among gains": (99_999, lambda draw: draw.randrange(9_000)),
}
HONEST: dict[str, Draw] = {
    "amounts that may be nothing": some(0, lambda draw: round(draw.lognormvariate(3, 1), 2), 0.5),
    "rooms that may be none": some(0, lambda draw: draw.choice((2, 3, 3, 3, 4, 1)), 0.02),
    "losses that most have not": some(0, lambda draw: round(draw.gauss(1900, 100)), 0.95),
    "a road of its own": some(24, lambda draw: draw.randrange(1, 9), 0.25),
    "both signs": lambda draw: round(draw.gauss(0, 1), 1),
    "a lone slip": lambda draw: round(draw.gauss(50, 1), 3),
    "frost": lambda draw: draw.choice((-9, -8, -7, -3, -2, 0, 1, 2, 5, 9)),
    "hundredths": lambda draw: draw.choice((40, 60, 80, 95, 97, 98, 99)),
    "grades": lambda draw: draw.randrange(1, 10),
}


@pytest.mark.parametrize("kind", CODES)
@pytest.mark.parametrize("target", ["y", "n"])
def test_a_code_is_noted(tmp_path: Path, kind: str, target: str) -> None:
    code, other = CODES[kind]
    (note,) = notes_of(tmp_path, some(code, other), target)
    assert note.startswith(f"{code:g} stands apart from all other values of 'n' (0.")
    assert note.endswith("empty these cells; means, spreads and tails are measured without them")


def test_the_figures_of_a_target_leave_a_code_out(tmp_path: Path) -> None:
    values = numbers(some(-200, lambda draw: round(draw.gauss(12, 2), 2)))
    plain = [value for value in values if value > 0]
    facts, *_ = examine(Asked(write(tmp_path / "t.csv", {"n": values, **sure()}), "n"))
    assert facts["data.target_mean"] == pytest.approx(sum(plain) / len(plain), rel=1e-4)
    assert facts["data.target_deviation"] < 3
    assert facts["data.target_outliers"] == 0


def test_the_tails_of_an_input_leave_a_code_out(tmp_path: Path) -> None:
    values = numbers(some(-999, lambda draw: round(draw.uniform(0, 12), 2)))
    facts, *_ = examine(Asked(write(tmp_path / "t.csv", {"n": values, **sure()}), "y"))
    assert facts["data.heavy_tails"] == 0
    assert facts["data.scale_ratio"] < 10


def test_the_figures_of_a_sampled_table_leave_a_code_out(tmp_path: Path) -> None:
    values = [-200 if place % 5 == 0 else 10 + place % 1_001 / 1_000 for place in range(120_000)]
    facts, *_ = examine(
        Asked(write(tmp_path / "t.csv", {"n": values, "x": [place % 7 for place in range(120_000)]}), "n")
    )
    assert facts["data.target_mean"] == pytest.approx(10.5, rel=1e-3)


@pytest.mark.parametrize(
    ("codes", "top"),
    [((-9, -8, -7), 90), ((-9, -8, -1), 400), ((-99, -98), 40), ((97, 98, 99), 12), ((998, 999), 5)],
    ids=str,
)
def test_a_family_of_codes_is_noted_at_once(tmp_path: Path, codes: tuple[int, ...], top: int) -> None:
    (note,) = notes_of(tmp_path, lambda draw: draw.choice(codes) if draw.random() < 0.1 else draw.randrange(1, top))
    *first, last = map(str, codes)
    assert note.startswith(f"{', '.join(first)} and {last} stand apart from all other values of 'n' (0.")
    assert "if they mean missing" in note


@pytest.mark.parametrize("kind", HONEST)
def test_honest_values_are_not(tmp_path: Path, kind: str) -> None:
    assert notes_of(tmp_path, HONEST[kind]) == []


def test_both_ends(tmp_path: Path) -> None:
    draw = some(-99, some(999, lambda draw: draw.randrange(10, 50)))
    (note,) = notes_of(tmp_path, draw)
    assert note.startswith("-99 and 999 stand apart from all other values of 'n'")


def test_a_single_code_of_nines_below_zero_is_noted(tmp_path: Path) -> None:
    cells = [-99_999 if place == 3 else place % 40 + 1 for place in range(400)]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"n": cells, **sure()}), "y"))
    assert any(note.startswith("-99999 stands apart from all other values of 'n'") for note in notes)


def test_what_most_rows_hold_is_no_code_unless_it_is_written_as_one(tmp_path: Path) -> None:
    other: Draw = lambda draw: round(draw.uniform(40, 50), 2)  # noqa: E731
    assert notes_of(tmp_path, some(-0.38337513, other, 0.9)) == []
    assert len(notes_of(tmp_path, some(-99, other, 0.9))) == 1


def test_a_code_of_several_columns_is_one_in_the_others(tmp_path: Path) -> None:
    """Also where it is near enough to be a value, or where most rows hold it."""
    small = {
        name: numbers(some(-200, lambda draw: round(draw.uniform(0, 12), 1)), seed=name) for name in ("co", "c6h6")
    }
    wide = numbers(some(-200, lambda draw: draw.randrange(600, 2_100)), seed="wide")
    rare = numbers(some(-200, lambda draw: draw.randrange(1, 900), 0.9), seed="rare")
    columns = {**small, "wide": wide, "rare": rare, **sure()}
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    (note,) = [note for note in notes if "apart from all other values" in note]
    assert all(f"'{name}'" in note for name in ("co", "c6h6", "wide", "rare"))
    alone = {"wide": wide, **sure()}
    *_, notes, _ = examine(Asked(write(tmp_path / "u.csv", alone), "y"))
    assert not [note for note in notes if "apart from all other values" in note]
