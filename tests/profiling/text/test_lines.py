"""Texts with their labels in a file beside, and tagged tokens as they are found."""

import gzip
from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.tables import raw
from tests.profiling.texts import texts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("names", [("train_text.txt", "train_labels.txt"), ("sentences.txt", "labels.txt")])
def test_labels_in_a_file_beside(tmp_path: Path, names: tuple[str, str]) -> None:
    raw(tmp_path / names[0], texts(60))
    raw(tmp_path / names[1], [str(place % 3) for place in range(60)])
    if names[0].startswith("train"):
        raw(tmp_path / "test_text.txt", texts(20))
        raw(tmp_path / "test_labels.txt", ["0", "1"] * 10)
        raw(tmp_path / "mapping.txt", ["0\tjoy", "1\tsad", "2\tanger"])
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    wanted = {"task": "multiclass", "data.kind": "text", "data.rows": 60, "data.classes": 3, "data.smallest_class": 20}
    assert {name: facts[name] for name in wanted} == wanted
    assert any(note.startswith(f"{names[0]} and {names[1]} are read line by line") for note in notes)


def test_files_of_different_lengths_are_plain_texts(tmp_path: Path) -> None:
    raw(tmp_path / "sentences.txt", texts(60))
    raw(tmp_path / "labels.txt", ["0", "1"])
    assert profile(str(tmp_path))["task"] == "language-modeling"


SENTENCE = [("Anna", "I-NP", "B-PER"), ("lives", "O", "O"), ("in", "O", "O"), ("Bern", "I-NP", "B-LOC")]


def lines(form: str) -> list[str]:
    found = []
    for place in range(30):
        if form == "numbered":
            found.append(f"#\thttp://example.org/{place}\t[2010-07-04]\t")
        for number, (token, chunk, tag) in enumerate(SENTENCE, 1):
            cells = {"numbered": f"{number}\t{token}\t{tag}\tO", "four": f"{token} NN {chunk} {tag}"}
            found.append(cells.get(form, f"{token}\t{tag}"))
        found.append("")
    return found


@pytest.mark.parametrize("form", ["numbered", "four", "two"])
@pytest.mark.parametrize("name", ["dev.tsv", "corpus.txt", "eng.testa"])
def test_tagged_tokens_are_told_by_their_lines(tmp_path: Path, form: str, name: str) -> None:
    path = raw(tmp_path / name, lines(form))
    for task in (None, "token-classification"):
        facts = profile(path, task=task)
        assert (facts["data.rows"], facts["data.classes"]) == (30, 3)
    assert profile(path)["task"] == "token-classification"


def test_packed_tokens_and_the_parts_of_conll(tmp_path: Path) -> None:
    (tmp_path / "train.conll.gz").write_bytes(gzip.compress("\n".join(lines("two")).encode()))
    for part in ("testa", "testb"):
        raw(tmp_path / f"{part}.conll", lines("two")[:15])
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.rows"], facts["data.classes"]) == (30, 3)
    assert notes[0] == "2 files held out for validation or test are left out: only the training part is measured"


def test_one_sentence_says_what_ends_one(tmp_path: Path) -> None:
    path = raw(tmp_path / "spans.ner", [f"{k}\tw{k}\t{'O' if k % 3 else 'B-PER'}" for k in range(60)])
    with pytest.raises(
        InputError, match=r"spans.ner: holds one sentence of 60 tokens(.|\n)*a blank line ends a sentence"
    ):
        profile(path, task="token-classification")


def test_verses_and_tables_are_no_tagged_tokens(tmp_path: Path) -> None:
    verses = [line for place in range(40) for line in (f"so it goes {place}", f"and so it went {place}", "")]
    assert profile(raw(tmp_path / "verses.txt", verses))["task"] == "language-modeling"
    blocks = [line for place in range(40) for line in (f"{place}\t{place * 2}", f"{place}\t{place * 3}", "")]
    with pytest.raises(InputError):  # a table, of which nobody said the target
        profile(raw(tmp_path / "blocks.tsv", ["x\ty", *blocks]))


@pytest.mark.parametrize("name", ["train.txt", "corpus.train"])
def test_tagged_tokens_in_a_folder(tmp_path: Path, name: str) -> None:
    stop = ["-DOCSTART- (17)", ""]
    raw(tmp_path / name, [*stop, *lines("four")])
    raw(tmp_path / name.replace("train", "test"), lines("four")[:15])
    raw(tmp_path / "README.md", ["about the data"])
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert [facts[path] for path in ("task", "data.rows", "data.classes")] == ["token-classification", 30, 3]
    assert notes[0] == "1 file held out for validation or test is left out: only the training part is measured"


LABELLED = {
    "a number first": ("reviews.train", "{} {}", ["0", "1", "2"]),
    "as fastText has them": ("cooking.txt", "__label__{} {}", ["food", "baking", "tea"]),
    "a class and its part": ("questions.txt", "{} {}", ["DESC:manner", "ENTY:animal", "ABBR:exp"]),
}


@pytest.mark.parametrize("form", LABELLED)
def test_labels_before_the_texts(tmp_path: Path, form: str) -> None:
    name, line, labels = LABELLED[form]
    path = raw(tmp_path / name, [line.format(labels[k % 3], text) for k, text in enumerate(texts(60))])
    facts, *_, notes, _ = examine(Asked(path))
    assert [facts[path] for path in ("task", "data.rows", "data.classes")] == ["multiclass", 60, 3]
    assert notes[0] == "the first word of each line is read as its label"


def test_names_and_numbers_before_lines_are_no_labels(tmp_path: Path) -> None:
    said = [f"{'ROMEO:' if place % 2 else 'JULIET:'} {text}" for place, text in enumerate(texts(60))]
    steps = [f"{place} {text}" for place, text in enumerate(texts(60))]
    for lines_ in (said, steps):
        assert profile(raw(tmp_path / "plain.txt", lines_))["task"] == "language-modeling"


@pytest.mark.parametrize("names", [("rt.pos", "rt.neg"), ("train_positive.txt", "train_negative.txt")])
def test_a_file_of_texts_for_each_class(tmp_path: Path, names: tuple[str, str]) -> None:
    for place, name in enumerate(names):
        raw(tmp_path / name, texts(30 + place))
    facts = profile(str(tmp_path))
    assert [facts[path] for path in ("task", "data.rows", "data.smallest_class")] == ["binary", 61, 30]


def test_the_labels_of_utterances_with_slots(tmp_path: Path) -> None:
    for part, rows in (("train", 60), ("valid", 20)):
        (tmp_path / part).mkdir()
        raw(tmp_path / part / "seq.in", texts(rows))
        raw(tmp_path / part / "seq.out", ["O"] * rows)
        raw(tmp_path / part / "label", ["play", "weather"] * (rows // 2))
    facts = profile(str(tmp_path))
    assert [facts[path] for path in ("task", "data.rows", "data.classes")] == ["binary", 60, 2]


def test_a_few_texts_with_the_labels_of_fasttext(tmp_path: Path) -> None:
    path = raw(
        tmp_path / "t.txt", ["__label__good so good it was", "__label__bad so bad it was", "__label__bad not for me"]
    )
    assert profile(path)["data.classes"] == 2
    several = raw(tmp_path / "u.txt", ["__label__a __label__b how to", "__label__a when to"] * 20)
    with pytest.raises(InputError, match="several labels each, as fastText has them: a multi-label task"):
        profile(several)


def test_a_number_as_a_suffix_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "plot.tok.gt9.5000"
    path.write_text("".join(f"the movie begins in the past where boy number {k} goes home .\n" for k in range(50)))
    assert profile(str(path))["task"] == "language-modeling"


def test_sentences_may_end_with_a_tab_alone(tmp_path: Path) -> None:
    sentence = ["From\tO", "Green\tB-place", "Hill\tI-place", ".\tO", "\t"]
    facts = profile(raw(tmp_path / "ner.txt", sentence * 3_000))
    assert (facts["task"], facts["data.classes"]) == ("token-classification", 3)


def test_lines_and_labels_above_a_folder_of_documents(tmp_path: Path) -> None:
    raw(tmp_path / "lines.txt", texts(60))
    raw(tmp_path / "labels.txt", ["TEXT", "TABLE"] * 30)
    (tmp_path / "documents").mkdir()
    for place in range(30):
        raw(tmp_path / "documents" / f"{place}_lines.txt", texts(2))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["task"], facts["data.rows"], facts["data.classes"]) == ("binary", 60, 2)
    assert "lines.txt and labels.txt are read line by line; 30 other files are left out" in notes
