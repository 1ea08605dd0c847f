"""Columns that give the target away together are noted; columns that merely help are not."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor.profiling import Asked, examine
from tests.profiling.tables import write

DRAW = random.Random(3)
ROWS = range(300)
A = [round(DRAW.uniform(1, 50), 2) for _ in ROWS]
B = [DRAW.randrange(1, 9) for _ in ROWS]
START = [datetime(2024, 1, 1) + timedelta(minutes=DRAW.randrange(200_000)) for _ in ROWS]
LASTS = [DRAW.randrange(60, 9_000) for _ in ROWS]
END = [start + timedelta(seconds=lasts) for start, lasts in zip(START, LASTS, strict=True)]
VOTES = [[DRAW.randrange(9) for _ in range(3)] for _ in ROWS]
LARGEST = [votes.index(max(votes)) for votes in VOTES]
HOME, AWAY = ([DRAW.randrange(5) for _ in ROWS] for _ in range(2))
PEOPLE = [DRAW.randrange(50_000, 9_000_000) for _ in ROWS]
DEAD = [round(people * DRAW.uniform(1, 30) / 1e5) for people in PEOPLE]
NOISE = [round(DRAW.gauss(0, 1), 3) for _ in ROWS]

GIVEN: dict[str, tuple[dict[str, Sequence[Any]], str]] = {
    "'price' * 'number' gives 'y'": (
        {"price": A, "number": B, "y": [round(1.05 * a * b, 2) for a, b in zip(A, B, strict=True)]}, "regression",
    ),
    "'local' / 'rate' gives 'y'": (
        {"local": A, "rate": B, "y": [a / b for a, b in zip(A, B, strict=True)]}, "regression",
    ),
    "'dead' / 'people' gives 'y'": (
        {"dead": DEAD, "people": PEOPLE, "y": [round(1e5 * d / p, 1) for d, p in zip(DEAD, PEOPLE, strict=True)]},
        "regression",
    ),
    "'rate' * 'people' gives 'y'": (
        {"rate": [round(1e5 * d / p, 1) for d, p in zip(DEAD, PEOPLE, strict=True)], "people": PEOPLE, "y": DEAD},
        "regression",
    ),
    "'given' / 'percent' gives 'y'": (
        {
            "given": [p * k for p, k in zip(PEOPLE, B, strict=True)],
            "percent": [100 * k * (p > 80_000) for p, k in zip(PEOPLE, B, strict=True)],
            "y": PEOPLE,
        },
        "regression",
    ),
    "'stop' - 'start' gives 'y'": ({"start": START, "stop": END, "noise": NOISE, "y": LASTS}, "regression"),
    "the largest of 'one', 'two', 'three' gives 'y'": (
        dict(zip(("one", "two", "three"), zip(*VOTES, strict=True), strict=True)) | {"y": LARGEST}, "multiclass",
    ),
    "whether 'home' or 'away' is larger gives 'y'": (
        {"home": HOME, "away": AWAY, "y": ["HDA"[(h <= a) + (h < a)] for h, a in zip(HOME, AWAY, strict=True)]},
        "multiclass",
    ),
}  # fmt: skip


@pytest.mark.parametrize("note", GIVEN)
def test_two_columns_that_give_the_target_away(tmp_path: Path, note: str) -> None:
    columns, task = GIVEN[note]
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    assert facts["task"] == task
    found = [each for each in notes if each.endswith("leave one of them out unless all are known before")]
    assert [each.partition(":")[0] for each in found] in (
        [note],
        [note.replace("'home' or 'away'", "'away' or 'home'")],
    )


def test_a_comparison_must_tell_more_than_the_largest_class(tmp_path: Path) -> None:
    sent = [int(k % 12 == 0) for k in ROWS]
    columns = {"sent": sent, "number": [1 + k % 40 for k in ROWS], "y": [int(k % 36 == 0) for k in ROWS]}
    assert not any("is larger gives" in note for note in examine(Asked(write(tmp_path / "t.csv", columns), "y")).notes)


def test_counts_that_add_up_to_classes(tmp_path: Path) -> None:
    columns = {"home": HOME, "away": AWAY, "y": [h + a for h, a in zip(HOME, AWAY, strict=True)]}
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y", task="multiclass"))
    assert any(note.startswith("'home' + 'away' = 'y'") for note in notes)


def test_parts_that_were_rounded_add_up(tmp_path: Path) -> None:
    one, other = ([DRAW.gauss(5, 2) for _ in ROWS] for _ in range(2))
    columns = {
        "one": [round(value, 1) for value in one],
        "other": [round(value, 1) for value in other],
        "y": [round(a + b, 1) for a, b in zip(one, other, strict=True)],
    }
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    assert any("'one'" in note and "'other'" in note and "'y'" in note for note in notes)


HONEST: dict[str, dict[str, Sequence[Any]]] = {
    "a product with noise": {"a": A, "b": B, "y": [a * b * (1 + n / 5) for a, b, n in zip(A, B, NOISE, strict=True)]},
    "a part of the votes": {"one": [v[0] for v in VOTES], "two": [v[1] for v in VOTES], "n": NOISE, "y": LARGEST},
    "a comparison that mostly holds": {
        "a": A, "b": B, "y": ["x" if a + 20 * n > 4 * b else "z" for a, b, n in zip(A, B, NOISE, strict=True)],
    },
    "dates that tell nothing": {"start": START, "stop": END, "y": A},
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_columns_that_merely_help(tmp_path: Path, name: str) -> None:
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", HONEST[name]), "y"))
    assert not any("unless all are known before" in note for note in notes)


def test_goals_of_few_matches_give_their_winner_away(tmp_path: Path) -> None:
    draw = random.Random(8)
    ours, theirs = ([draw.randrange(80 + odd, 120, 2) for _ in range(82)] for odd in range(2))
    others = {f"n{place}": [draw.randrange(40) for _ in range(82)] for place in range(25)}
    won = ["W" if a > b else "L" for a, b in zip(ours, theirs, strict=True)]
    path = write(tmp_path / "t.csv", {**others, "ours": ours, "theirs": theirs, "won": won})
    *_, notes, _ = examine(Asked(path, "won"))
    assert any("is larger gives 'won'" in note and "'ours'" in note for note in notes)
