"""Sentences with a tag for each token, in files and in tables, and tokens counted by a tokenizer."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from advisor import recommend
from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from advisor.profiling.shared.words import ESTIMATE
from tests.cli.running import advisor
from tests.profiling.tables import raw, write

PLACES = ("Oslo", "Rome", "New York", "Buenos Aires")
WORDS = ("people", "of", "this", "town", "that", "was", "to", "the", "late")


def sentences(number: int = 120) -> list[list[tuple[str, str]]]:
    draw = random.Random(0)
    found = []
    for _ in range(number):
        words = [(draw.choice(WORDS), "O") for _ in range(draw.randrange(3, 12))]
        place = [(word, "I-LOC" if rank else "B-LOC") for rank, word in enumerate(draw.choice(PLACES).split())]
        found.append([*words, *place])
    return found


FOUND = sentences()
COUNTS = {tag: sum(said == tag for sentence in FOUND for _, said in sentence) for tag in ("O", "B-LOC", "I-LOC")}
WANTED: dict[str, Any] = {
    "data.kind": "text", "task": "token-classification", "data.rows": 120, "data.classes": 3,
    "data.imbalance": float(f"{COUNTS['O'] / COUNTS['I-LOC']:.4g}"),
}  # fmt: skip


def conll(path: Path, found: list[list[tuple[str, str]]] = FOUND, form: str = "{} NN {}", before: str = "") -> str:
    blocks = (before + "\n".join(form.format(*each) for each in sentence) for sentence in found)
    path.write_text("-DOCSTART- -X- O\n\n" + "\n\n".join(blocks) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("name", "form", "before", "task"),
    [
        ("t.conll", "{} NN {}", "", None),
        ("t.iob2", "{}\t{}", "# id 7 domain=en\n", None),
        ("t.bio", "{} {}", "\n\n", None),
        ("t.txt", "{} {}", "", "ner"),
        ("eng.testa", "{} {}", "", "token-classification"),
    ],
)
def test_files_of_a_token_a_line(tmp_path: Path, name: str, form: str, before: str, task: str | None) -> None:
    facts = profile(conll(tmp_path / name, form=form, before=before), task=task)
    assert {path: facts[path] for path in WANTED if path != "task" or not task} == {
        path: value for path, value in WANTED.items() if path != "task" or not task
    }
    assert facts["data.length"] == pytest.approx(16, abs=2)
    assert facts["data.multilingual"] is False


def test_lists_in_the_rows_of_a_table(tmp_path: Path) -> None:
    import duckdb

    path = tmp_path / "t.jsonl"
    rows = [{"tokens": [w for w, _ in each], "tags": [t for _, t in each]} for each in FOUND]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert {fact: profile(str(path))[fact] for fact in WANTED} == WANTED
    query = f"COPY (SELECT tokens, tags AS ner_tags FROM '{path}') TO '{tmp_path / 't.parquet'}'"
    duckdb.execute(query)
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "t.parquet")))
    assert {fact: facts[fact] for fact in WANTED} == WANTED
    assert facts["data.target"] == "ner_tags"
    (note,) = notes
    assert note.startswith("an exported project reads JSON Lines with `tokens` and `tags`, and here they are")
    assert "['tokens', 'ner_tags']: `advisor convert`" in note


def test_a_folder_is_measured_by_its_training_part(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    conll(folder / "train.conll")
    conll(folder / "test.conll", FOUND[:3])
    facts, *_, notes, _ = examine(Asked(str(folder)))
    assert {fact: facts[fact] for fact in WANTED} == WANTED
    assert notes == ["1 file held out for validation or test is left out: only the training part is measured"]


def test_tags_are_hidden_counted_and_judged(tmp_path: Path) -> None:
    path = conll(
        tmp_path / "t.conll", [[("Oslo", "I-LOC"), ("x", "O")], [("Rome", "B-LOC"), ("y", "O")], [("z", "I-PER")]]
    )
    (found, hidden) = (examine(Asked(path, shown=True, values=values)) for values in (True, False))
    assert found.sections[0].title == "tags of 5 tokens: 3 spans"
    assert [row[:2] for row in found.sections[0].rows] == [("O", 2), ("I-LOC", 1), ("B-LOC", 1), ("I-PER", 1)]
    assert "2 of 3 spans begin with I-: the scheme is IOB1, or those are slips" in found.notes
    assert not any("LOC" in str(row) for row in hidden.sections[0].rows)


def test_the_advice_follows(tmp_path: Path) -> None:
    path = conll(tmp_path / "t.conll")
    config = advisor("recommend", "--data", path)
    assert (config.code, config.err) == (0, "")
    assert "task: token-classification" in config.text
    from advisor import Problem

    assert recommend(Problem.from_data(path)).config.model.output.units == 3


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["Oslo", "is", "", "late"], "holds no sentence with a tag for each token"),
        (["Oslo O", "is O", "", "late O"], "all 3 tokens have the same tag"),
        (["1\tOslo\tOslo\tPROPN\t_\t_\t0\troot\t_\t_"], "is CoNLL-U(.|\n)*cut -f2,4"),
        ([f"word{n} tag{n}" for n in range(200)], "200 different values for 200 tokens: no tags"),
        (["Oslo B-LOC\0"], "holds no sentence"),
    ],
)
def test_what_holds_no_tags_is_refused(tmp_path: Path, lines: list[str], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        profile(raw(tmp_path / "t.conll", lines))


def tokenizer(folder: Path) -> Path:
    """A tokenizer that knows every letter, and no word."""
    from tokenizers import Tokenizer, models, pre_tokenizers

    letters = Tokenizer(models.WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    letters.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    letters.save(str(folder / "tokenizer.json"))
    return folder / "tokenizer.json"


def test_tokens_are_counted_by_a_tokenizer_and_estimated_without(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    path = raw(tmp_path / "t.txt", ["the people of this town"] * 50)
    file = tokenizer(tmp_path)
    estimated, counted, folder = (
        examine(Asked(path, task="language-modeling", tokenizer=name)) for name in ("", str(file), str(tmp_path))
    )
    assert estimated.methods["data.tokens"] == ESTIMATE
    assert counted.facts["data.tokens"] == folder.facts["data.tokens"] == Path(path).stat().st_size
    assert counted.methods["data.tokens"] == f"by the tokenizer {file}"
    table = raw(
        tmp_path / "t.csv",
        ["text,y", *(f"the people of this town and number {n} more,{n % 2}" for n in range(100, 160))],
    )
    assert profile(table, "y", tokenizer=str(file))["data.length"] == len("the people of this town and number 100 more")


def test_tokens_of_tagged_sentences_are_counted_too(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    found = examine(Asked(conll(tmp_path / "t.conll"), tokenizer=str(tokenizer(tmp_path))))
    letters = sorted(len(" ".join(word for word, _ in sentence)) for sentence in FOUND)
    assert letters[len(letters) // 2] < found.facts["data.length"] <= letters[-1]
    assert found.methods["data.length"].startswith("by the tokenizer")


def test_what_is_no_tokenizer_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("tokenizers")
    path = raw(tmp_path / "t.txt", ["the people of this town"] * 50)
    (tmp_path / "bad.json").write_text("{}")
    for name, reason in ((str(tmp_path / "bad.json"), "cannot be read as a tokenizer"), (path, "is no tokenizer")):
        done = advisor("profile", path, "--tokenizer", name)
        assert (done.code, done.out, reason in done.err) == (2, b"", True), done.err


def test_a_folder_of_tagged_tokens_as_tsv_is_its_training_part(tmp_path: Path) -> None:
    for name in ("train", "devel", "test"):
        conll(tmp_path / f"{name}.tsv", FOUND if name == "train" else FOUND[:9], "{}\t{}")
    facts = profile(str(tmp_path))
    assert {name: facts[name] for name in WANTED} == WANTED


SPANS: dict[str, Any] = {
    "places": {"text": "Anna lives in Bern.", "label": [[0, 4, "PER"], [14, 18, "LOC"]]},
    "named places": {"text": "Anna lives in Bern.", "entities": [{"start": 0, "end": 4, "label": "PER"}]},
    "parts": {"data": [{"text": "weather in "}, {"text": "Bern", "entity": "city"}]},
}


@pytest.mark.parametrize("form", SPANS)
def test_texts_with_spans_are_no_texts_to_model(tmp_path: Path, form: str) -> None:
    path = raw(tmp_path / "t.jsonl", [json.dumps(SPANS[form])] * 30)
    with pytest.raises(InputError, match=r"texts with spans marked in .* a task of token classification"):
        profile(path)


def test_of_several_layers_of_tags_those_of_entities_are_read(tmp_path: Path) -> None:
    rows = (
        {"tokens": [token for token, _ in each], "pos_tags": [1] * len(each), "ner_tags": [tag for _, tag in each]}
        for each in FOUND
    )
    path = raw(tmp_path / "t.jsonl", map(json.dumps, rows))
    facts, *_, notes, _ = examine(Asked(path))
    assert (facts["data.target"], facts["data.classes"]) == ("ner_tags", 3)
    assert "'ner_tags' are read as the tags; --target reads others: pos_tags" in notes


def test_lists_as_python_prints_them(tmp_path: Path) -> None:
    rows = [[str([token for token, _ in each]), str([tag for _, tag in each])] for each in FOUND]
    path = write(tmp_path / "t.csv", {"tokens": [row[0] for row in rows], "ner_tags": [row[1] for row in rows]})
    facts = profile(path)
    assert (facts["task"], facts["data.classes"]) == ("token-classification", 3)


def test_one_tag_throughout_each_sentence_is_told(tmp_path: Path) -> None:
    lines = ["\n".join(f"{word}\t{('yes', 'no')[place % 2]}" for word in WORDS) for place in range(60)]
    (tmp_path / "t.conll").write_text("\n\n".join(lines) + "\n")
    *_, notes, _ = examine(Asked(str(tmp_path / "t.conll")))
    assert any(note.startswith("each sentence has one tag throughout") for note in notes)


def test_of_many_columns_of_tags_the_last_is_read_and_that_is_told(tmp_path: Path) -> None:
    *_, notes, _ = examine(Asked(conll(tmp_path / "t.conll", form="{0} {1} {1} {1}")))
    assert (
        "3 columns hold tags of spans, and the last of them is read; to read another one, keep it alone:"
        " cut -d' ' -f1,2" in notes
    )


def test_a_doubled_tab_before_a_tag(tmp_path: Path) -> None:
    path = Path(conll(tmp_path / "t.conll", form="{}\t{}"))
    path.write_text(path.read_text().replace("Oslo\tB-LOC", "Oslo\t\tB-LOC", 1))
    assert profile(str(path))["data.classes"] == 3


def test_tagged_tokens_in_parts_beside_tables(tmp_path: Path) -> None:
    for part in ("train", "dev"):
        conll(tmp_path / f"{part}.conll")
    for name in ("sources", "speakers"):
        write(tmp_path / f"{name}.csv", {"id": range(9), "place": ["Oslo"] * 9})
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["task"], facts["data.rows"]) == ("token-classification", 120)
    assert "files beside those of tagged tokens are left out: sources.csv, speakers.csv" in notes
