"""Tagged tokens in plain tables: a token a row, or a sentence and its tags in a cell each."""

import json
from pathlib import Path

import pytest

from advisor.profiling import Asked, examine, profile
from advisor.profiling.converting import as_csv
from tests.profiling.tables import write

SENTENCES = [
    (f"{name} lives in {town} now".split(), ["B-PER", "O", "O", "B-LOC", "O"])
    for name in ("Ann", "Bob", "Eve", "Tom")
    for town in ("Oslo", "Lima", "Rome")
]


def by_row(path: Path, every: bool) -> str:
    rows = [
        (f"Sentence: {place}" if every or not at else "", token, "NN", tag)
        for place, (tokens, tags) in enumerate(SENTENCES, 1)
        for at, (token, tag) in enumerate(zip(tokens, tags, strict=True))
    ]
    return write(path, dict(zip(("Sentence #", "Word", "POS", "Tag"), zip(*rows, strict=True), strict=True)))


@pytest.mark.parametrize("every", [True, False])
@pytest.mark.parametrize("target", ["", "Tag"])
def test_a_token_a_row(tmp_path: Path, every: bool, target: str) -> None:
    facts = profile(by_row(tmp_path / "ner.csv", every), target)
    wanted = {"task": "token-classification", "data.rows": len(SENTENCES), "data.classes": 3, "data.target": "tags"}
    assert {name: facts[name] for name in wanted} == wanted


def test_a_sentence_and_its_tags_in_a_cell_each(tmp_path: Path) -> None:
    columns = {"text": [" ".join(tokens) for tokens, _ in SENTENCES], "ner": [" ".join(tags) for _, tags in SENTENCES]}
    columns["ner"][0] += " O"
    path = write(tmp_path / "ner.csv", columns)
    facts, *_, notes, _ = examine(Asked(path))
    assert (facts["task"], facts["data.rows"]) == ("token-classification", len(SENTENCES) - 1)
    assert "1 sentences without a tag for each token are left out" in notes
    rows = as_csv(Asked(path, "tags", "text", "token-classification"), tmp_path / "data.csv")
    assert rows is not None
    first = json.loads(rows.path.read_text().splitlines()[0])
    assert first == {"tokens": SENTENCES[1][0], "tags": SENTENCES[1][1]}


def test_words_without_tags_of_spans_are_a_table(tmp_path: Path) -> None:
    columns = {"word": ["red", "green", "blue"] * 40, "text": range(120), "kind": ["O", "A"] * 60, "x": range(120)}
    assert profile(write(tmp_path / "t.csv", columns), "kind")["data.kind"] == "table"
