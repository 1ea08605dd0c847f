"""Numbers with signs, units and words are numbers; what only looks so is not."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine
from tests.profiling.tables import column, numbers, sure, types, write


def written(tmp_path: Path, cells: Sequence[Any], target: str = "y") -> tuple[dict, list[str]]:
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"n": cells, **sure()}), target))
    return facts, notes


@pytest.mark.parametrize(
    ("spell", "scale"),
    [
        ("${:,.2f}", 1), ("{:.2f} USD", 1), ("{:.2f}%", 1), ("{:.2f} %", 1), ("+{:.2f}", 1), ("{:.2f} kg", 1),
        ("{:.2f}+", 1), ("<{:.2f}", 1), ("≈ {:.2f}", 1), ("€ {:.2f}", 1), ("{:.2f}*", 1), ("{:.2f} years", 1),
        ("Rs. {:,.2f}", 1), ("{:.0f} sq.ft.", 1), ("{:.2f} m", 1), ("{:.0f}k", 1e3),
    ],
)  # fmt: skip
def test_signs_and_units(tmp_path: Path, spell: str, scale: float) -> None:
    plain = numbers(lambda draw: draw.uniform(1, 3_000))
    facts, _ = written(tmp_path, [spell.format(value) for value in plain], "n")
    assert facts["task"] == "regression"
    assert facts["data.target_mean"] == pytest.approx(sum(plain) / len(plain) * scale, rel=1e-3)


INTERVALS = (
    "{0:.1f} ({1:.1f} to {2:.1f})",
    "{0:.1f} [{1:.1f}-{2:.1f}]",
    "{0:.2f} (95% CI: {1:.2f}, {2:.2f})",
    "{0:.2f} ± 0.4",
)


@pytest.mark.parametrize("spell", INTERVALS)
def test_an_interval_behind_an_estimate(tmp_path: Path, spell: str) -> None:
    plain = numbers(lambda draw: draw.gauss(5, 20))
    facts, notes = written(tmp_path, [spell.format(value, value - 9, value + 7) for value in plain], "n")
    assert facts["data.target_mean"] == pytest.approx(sum(plain) / len(plain), abs=0.01)
    assert "numbers are read without their signs and units: 'n' (the interval or error behind each)" in notes


@pytest.mark.parametrize("negative", ["({:.2f})", "−{:.2f}", "{:.2f}-", "-${:.2f}", "$-{:.2f}"])
def test_negatives(tmp_path: Path, negative: str) -> None:
    plain = numbers(lambda draw: draw.uniform(1, 300))
    facts, _ = written(tmp_path, [negative.format(value) for value in plain], "n")
    assert facts["data.target_mean"] == pytest.approx(-sum(plain) / len(plain), rel=1e-3)


@pytest.mark.parametrize(
    ("cell", "value"), [("1'234", 1234), ("2,39,554", 239554), ("1 234", 1234), ("1.234,5 €", 1234.5)]
)
def test_groups(tmp_path: Path, cell: str, value: float) -> None:
    facts, _ = written(tmp_path, [cell.replace("4", str(k % 10), 1) for k in range(400)], "n")
    assert facts["data.target_mean"] == pytest.approx(value, rel=0.1)


def test_letters_scale_where_they_differ(tmp_path: Path) -> None:
    facts, notes = written(tmp_path, [f"{k % 90 + 1}M" if k % 2 else f"{k % 90 + 1}k" for k in range(400)], "n")
    assert 2e7 < facts["data.target_mean"] < 3e7
    assert "numbers are read without their signs and units: 'n' (M and k)" in notes


@pytest.mark.parametrize("word", ["ND", "no data", "***", "x", "below limit"])
def test_a_word_among_numbers_is_missing(tmp_path: Path, word: str) -> None:
    cells = numbers(lambda draw: word if draw.random() < 0.05 else round(draw.gauss(0, 1), 3))
    facts, notes = written(tmp_path, cells)
    assert types(facts)["n"] == "numeric"
    assert f"{cells.count(word)} values of 'n' are no numbers and count as missing" in notes


CODES: dict[str, Callable[[random.Random], str]] = {
    "articles": lambda draw: f"{draw.randrange(10_000, 90_000)}{draw.choice(['', '', '', 'A', 'B', 'C'])}",
    "addresses": lambda draw: f"{draw.randrange(90)} {draw.choice(['Elm', 'Oak', 'Main'])} St",
    "drives": lambda draw: draw.choice(["2WD", "4WD"]),
    "ranks": lambda draw: draw.choice(["1st", "2nd", "3rd", "4th"]),
    "bands": lambda draw: draw.choice(["<=50K", ">50K"]),
    "ranges": lambda draw: draw.choice(["0-10", "10-20", "20-30"]),
    "addresses of hosts": lambda draw: f"10.{draw.randrange(9)}.{draw.randrange(99)}.1",
    "several units": lambda draw: f"{draw.randrange(1, 90)} {draw.choice(['min', 'Seasons'])}",
    "grades and words": lambda draw: draw.choice(["1", "2", "3", "other"]),
    "zip codes": lambda draw: f"0{draw.randrange(1000, 9999)}",
}


@pytest.mark.parametrize("kind", CODES)
def test_codes_are_no_numbers(tmp_path: Path, kind: str) -> None:
    facts, _ = written(tmp_path, numbers(CODES[kind]))
    assert types(facts)["n"] != "numeric"


UNITS: dict[str, tuple[Callable[[float, int], str], str, float]] = {
    "kg and g": (lambda n, k: f"{n:.3f} kg" if k % 3 else f"{1000 * n:.0f} g", "g", 1_000),
    "in and cm": (lambda n, k: f"{n / 2.54:.3f} in" if k % 3 else f"{n:.2f} cm", "m", 0.01),
    "lbs and oz": (lambda n, k: f"{n:.4f} lbs" if k % 3 else f"{16 * n:.3f}oz", "g", 453.59237),
    "weeks and years": (lambda n, k: f"{n:.2f} years" if k % 3 else f"{n * 52.17857:.1f} weeks", "days", 365.25),
}


@pytest.mark.parametrize("kind", UNITS)
def test_units_of_the_same_thing_are_read_in_one(tmp_path: Path, kind: str) -> None:
    spell, unit, factor = UNITS[kind]
    plain = numbers(lambda draw: draw.uniform(1, 5))
    cells = [spell(value, place) for place, value in enumerate(plain)]
    facts, notes = written(tmp_path, cells)
    found = column(facts, "n")
    assert (found["type"], found["unit"]) == ("numeric", unit)
    first, second = sorted(kind.split(" and "), key=str.lower)
    assert f"numbers are read without their signs and units: 'n' ({first} and {second}, all in {unit})" in notes
    same, *_ = examine(Asked(write(tmp_path / "s.csv", {"n": [factor * n for n in plain], **sure()}), "y"))
    assert facts["data.scale_ratio"] == pytest.approx(same["data.scale_ratio"], rel=0.01)


def test_a_target_in_several_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"the target 'n' holds numbers in several units \(g and kg\)"):
        written(tmp_path, [f"{k} g" if k % 2 else f"{k} kg" for k in range(400)], "n")


def test_units_of_different_things_are_named(tmp_path: Path) -> None:
    facts, notes = written(tmp_path, [f"{k % 90} {'min' if k % 4 else 'Seasons'}" for k in range(400)])
    assert types(facts)["n"] != "numeric"
    assert any(note.startswith("'n' holds numbers in several units (Seasons, min): to learn") for note in notes)


SPELT = {
    "Vietnam": lambda x: f"{x / 1e9:.2f} tỷ".replace(".", ",") if x >= 1e9 else f"{x / 1e6:.0f} triệu",
    "China": lambda x: f"{x / 1e8:.3f}亿" if x >= 1e8 else f"{x / 1e4:.0f}万",
    "India": lambda x: f"{x / 1e7:.3f} Cr" if x >= 1e7 else f"{x / 1e5:.1f} Lac",
}


@pytest.mark.parametrize("country", SPELT)
def test_words_that_scale(tmp_path: Path, country: str) -> None:
    plain = numbers(lambda draw: draw.lognormvariate(20, 1.5))
    facts, _ = written(tmp_path, [SPELT[country](value) for value in plain], "n")
    assert facts["task"] == "regression"
    assert facts["data.target_mean"] == pytest.approx(sum(plain) / len(plain), rel=1e-2)


def test_a_target_in_several_units_is_refused_and_kinds_are_classes(tmp_path: Path) -> None:
    cells = numbers(lambda draw: f"{draw.randrange(1, 90)} {draw.choice(['apples', 'pears'])}")
    with pytest.raises(InputError, match=r"several units \(apples, pears\)"):
        written(tmp_path, cells, "n")
    kinds = numbers(lambda draw: f"{draw.randrange(1, 7)} {draw.choice(['Rooms', 'Beds'])}")
    assert written(tmp_path, kinds, "n")[0]["data.classes"] == 12


def test_durations_in_hours_and_minutes(tmp_path: Path) -> None:
    spelled = [f"{place % 9 + 1}h {place % 50 + 5}m" if place % 5 else f"{place % 9 + 1}h" for place in range(400)]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"lasts": spelled, **sure()}), "y"))
    assert "'lasts' holds durations: to learn from them pd.to_timedelta(table['lasts']).dt.total_seconds()" in notes


def test_times_of_a_day_and_seconds_with_fractions(tmp_path: Path) -> None:
    hours = [f"{place % 24:02}:{place % 60:02}" for place in range(400)]
    stamps = [1_537_522_822.25 + place * 7.5 for place in range(400)]
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"leaves": hours, "ts": stamps, **sure()}), "y"))
    (said,) = (note for note in notes if "--time-column orders the split" in note)
    assert said.startswith("'ts' holds dates")
