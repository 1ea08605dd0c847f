"""A large table of few different rows: each is sampled as often as its share asks."""

import random
from pathlib import Path
from typing import Any

import pytest

from advisor.profiling import profile
from tests.profiling.tables import column, write

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("words", ["01", "mf"])
def test_copies_do_not_distort_relevance(tmp_path: Path, words: str) -> None:
    draw = random.Random(1)
    rows = [(a := draw.randrange(2), draw.randrange(2), a if draw.random() < 0.8 else 1 - a) for _ in range(240_000)]
    columns: list[list[Any]] = [
        [words[row[0]] for row in rows],
        [words[row[1]] for row in rows],
        [row[2] for row in rows],
    ]
    found: dict[str, list[Any]] = dict(zip(("sex", "smoker", "y"), columns, strict=True))
    facts = profile(write(tmp_path / "t.csv", found), "y")
    exact = profile(write(tmp_path / "s.csv", {name: values[:90_000] for name, values in found.items()}), "y")
    assert column(facts, "sex")["relevance"] == pytest.approx(column(exact, "sex")["relevance"], abs=0.02)
    assert column(facts, "smoker")["relevance"] == 0
    assert facts["data.leaks"] == []


def test_a_sample_is_never_empty(tmp_path: Path) -> None:
    facts = profile(write(tmp_path / "t.csv", {"a": [f"x{k % 3}" for k in range(600_000)], "y": [0, 1] * 300_000}), "y")
    assert (facts["data.rows"], column(facts, "a")["distinct"]) == (600_000, 3)
