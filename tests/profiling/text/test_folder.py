"""Texts: in a column, in a folder for each class, and plain files to model language on."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.shared.words import Words
from tests.profiling.tables import numbers, sure, write
from tests.profiling.texts import ENGLISH, GERMAN, RUSSIAN, texts

pytestmark = pytest.mark.slow


def test_a_table_of_texts_and_labels_is_text(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"id": range(400), "review": texts(400), "y": sure()["y"]})
    facts = profile(path, "y")
    wanted = {
        "data.kind": "text", "task": "binary", "data.rows": 400, "data.target": "y", "data.multilingual": False,
        "data.classes": 2, "data.columns": [{"name": "review", "type": "text"}],
    }  # fmt: skip
    assert {name: facts[name] for name in wanted} == wanted
    assert 24 <= facts["data.length"] <= 30  # twenty words are some 27 tokens


def test_a_text_among_other_columns_leaves_a_table(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"review": texts(400), **sure()})
    assert profile(path, "y")["data.kind"] == "table"
    assert profile(path, "y", kind="text")["data.kind"] == "text"
    with pytest.raises(InputError, match=r"--kind: holds no data of the kind text(.|\n)*a column of texts"):
        profile(write(tmp_path / "u.csv", sure()), "y", kind="text")


def test_numbers_to_predict_from_texts(tmp_path: Path) -> None:
    path = write(tmp_path / "t.csv", {"review": texts(400), "stars": numbers(lambda draw: draw.gauss(3, 1))})
    facts = profile(path, "stars")
    assert (facts["task"], facts["data.kind"]) == ("regression", "text")
    assert 2.8 < facts["data.target_mean"] < 3.2
    graded = write(tmp_path / "u.csv", {"review": texts(400), "stars": numbers(lambda draw: draw.randrange(1, 6))})
    assert profile(graded, "stars")["task"] == "multiclass"


@pytest.mark.parametrize(
    ("words", "foreign"), [(ENGLISH, False), (GERMAN, True), (RUSSIAN, True), (list("天地玄黄宇宙洪荒日月盈昃"), True)]
)
def test_the_language_is_told(tmp_path: Path, words: list[str], foreign: bool) -> None:
    path = write(tmp_path / "t.csv", {"text": texts(400, words), "y": sure()["y"]})
    assert profile(path, "y")["data.multilingual"] is foreign


def test_a_folder_for_each_class(tmp_path: Path) -> None:
    for name, count in (("pos", 6), ("neg", 3)):
        for place, text in enumerate(texts(count, seed=count)):
            path = tmp_path / "set" / "train" / name / f"{place}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    (tmp_path / "set" / "test").mkdir()
    (tmp_path / "set" / "test" / "0.txt").write_text("left out")
    (tmp_path / "set" / "train" / "pos" / "5.txt").write_bytes(b"\x7fELF\0\0")
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    wanted = {"task": "binary", "data.kind": "text", "data.rows": 9, "data.imbalance": 2.0, "data.smallest_class": 3}
    assert {name: facts[name] for name in wanted} == wanted
    assert "1 of 9 files are no text: train/pos/5.txt" in notes
    with pytest.raises(InputError, match="--task binary"):
        profile(str(tmp_path / "set"), task="multiclass")


def test_plain_files_are_for_language_models(tmp_path: Path) -> None:
    path = tmp_path / "book.txt"
    path.write_text("\n".join(texts(300)))
    facts = profile(str(path))
    assert (facts["task"], facts["data.kind"]) == ("language-modeling", "text")
    assert 7_500 < facts["data.tokens"] < 8_500  # six thousand words
    (tmp_path / "more").mkdir()
    for place in range(3):
        (tmp_path / "more" / f"{place}.md").write_text("\n".join(texts(300, seed=place)))
    assert 22_500 < profile(str(tmp_path / "more"))["data.tokens"] < 25_500
    with pytest.raises(InputError, match="plain texts have no labels"):
        profile(str(path), task="binary")


def test_a_large_text_is_sampled_and_the_count_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "book.txt"
    path.write_text("\n".join(texts(20_000)))
    whole = profile(str(path))["data.tokens"]
    monkeypatch.setattr("advisor.profiling.text.folder.PARTS", 8)
    found = examine(Asked(str(path)))
    assert found.facts["data.tokens"] == pytest.approx(whole, rel=0.02)
    assert "in parts chosen at random (seed 0)" in found.method


def test_repeated_and_empty_texts_are_told(tmp_path: Path) -> None:
    repeated = [*texts(300), *texts(100)]
    repeated[0] = "  "
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"text": repeated, "y": sure()["y"]}), "y"))
    assert facts["data.duplicates"] == pytest.approx(0.2475, abs=0.001)
    assert notes == [
        "1 texts are empty",
        "25.0% of the texts repeat an earlier one: keep copies in one part of a split",
    ]


def test_what_is_counted_is_what_is_there() -> None:
    words = Words()
    for text in ("one two three", "one two", "", "ONE  two"):
        words.add(text)
    assert words.words == [3, 2, 0, 2]
    assert len(words.vocabulary) == 3
    assert words.duplicates == 0.25
    assert words.empty == 1


@pytest.mark.parametrize("names", [("Arabic", "Czech"), ("part1", "part2")])
def test_files_of_short_lines_may_be_a_class_each(tmp_path: Path, names: tuple[str, str]) -> None:
    for name in names:
        (tmp_path / f"{name}.txt").write_text("".join(f"{name[::-1]}{'ab'[k % 2]}\n" for k in range(40)))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert facts["task"] == "language-modeling"
    told = any("2 files hold short lines" in note and "'label': f.stem" in note for note in notes)
    assert told == (names[0] == "Arabic")


def test_a_text_about_a_table_beside_it_is_no_corpus(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", sure())
    (tmp_path / "about_the_corpus.txt").write_text("We gathered these rows in spring, with much patience and care.")
    facts = profile(str(tmp_path), "y")
    assert (facts["data.kind"], facts["data.rows"]) == ("table", 400)
