"""Texts in tables as they lie on the web: short ones, and beside columns that tell nothing or something."""

import random
from pathlib import Path
from typing import Any

import pytest

from advisor.profiling import Asked, examine
from tests.profiling.tables import raw, types, write
from tests.profiling.texts import texts

ROWS = 400
DRAW = random.Random(2)
LABEL = [DRAW.choice(["ham", "spam"]) for _ in range(ROWS)]
LONG = texts(ROWS)
WORDS = ["book", "cancel", "my", "the", "a", "flight", "table", "hotel", "for", "two", "please", "now", "in", "town"]
SHORT = [" ".join(DRAW.sample(WORDS, 4)) for _ in range(ROWS)]


def measured(path: str, **said: Any) -> tuple[dict, list[str]]:
    facts, *_, notes, _ = examine(Asked(path, **{"target": "y", **said}))
    return facts, notes


BESIDE: dict[str, dict[str, Any]] = {
    "nothing": {},
    "columns that are hardly filled": {"": [None] * 390 + ["so"] * 10, "more": ["x", "z"] * 5 + [None] * 390},
    "links": {"url": [f"https://example.org/articles/about/number/{k}" for k in range(ROWS)]},
    "an index": {"": list(range(ROWS))},
}


@pytest.mark.parametrize("beside", BESIDE)
@pytest.mark.parametrize("column", ["long", "short"])
def test_texts_beside_what_tells_nothing(tmp_path: Path, beside: str, column: str) -> None:
    cells = LONG if column == "long" else SHORT
    facts, _ = measured(write(tmp_path / "t.csv", {**BESIDE[beside], "said": cells, "y": LABEL}))
    assert (facts["data.kind"], facts["task"], facts["data.rows"]) == ("text", "binary", ROWS)
    assert types(facts) == {"said": "text"}


def test_texts_beside_what_tells_something(tmp_path: Path) -> None:
    columns = {"age": [DRAW.randrange(60) for _ in LABEL], "said": LONG, "y": LABEL}
    path = write(tmp_path / "t.csv", columns)
    facts, notes = measured(path)
    assert (facts["data.kind"], types(facts)["said"]) == ("table", "text")
    assert any(note.startswith("'said' holds texts, which may tell most") for note in notes)
    assert measured(path, kind="text")[0]["data.kind"] == "text"


@pytest.mark.parametrize("cells", [[f"N{k}" for k in range(ROWS)], [f"12 {k} 34" for k in range(ROWS)]])
def test_names_of_rows_are_no_texts(tmp_path: Path, cells: list[str]) -> None:
    path = write(tmp_path / "t.csv", {"said": cells, "y": LABEL})
    with pytest.raises(Exception, match="no column to learn from"):
        measured(path)


def test_the_only_other_column_is_the_label(tmp_path: Path) -> None:
    path = raw(tmp_path / "t.txt", [f"{said}\t{label}" for said, label in zip(LONG, LABEL, strict=True)])
    facts, _ = measured(path, target="", task="binary")
    assert (facts["data.kind"], facts["data.target"]) == ("text", "column 2")
