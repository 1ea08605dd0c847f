"""Data that look like a problem that is not covered: refused where nobody says what to predict, else noted."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.problem.not_covered import not_covered
from advisor.profiling import Asked, examine
from tests.profiling.tables import write

ROWS = 120
WORDS = ("the", "committee", "asks", "whether", "members", "read", "reports", "of", "last", "year", "before", "votes")


def draw() -> random.Random:
    return random.Random(7)


def phrases() -> list[str]:
    source = draw()
    return [" ".join(source.sample(WORDS, 9)) for _ in range(ROWS)]


def numbers(most: int, least: int = 0) -> list[int]:
    source = draw()
    return [source.randint(least, most) for _ in range(ROWS)]


def nodes(prefix: str, seed: int) -> list[str]:
    source = random.Random(seed)
    return [f"{prefix}{source.randint(1, 30)}" for _ in range(ROWS)]


TABLES: dict[str, dict[str, Sequence[Any]]] = {
    "recommendation": {
        "userId": numbers(20),
        "movieId": numbers(40),
        "rating": numbers(5, 1),
        "timestamp": [9**9] * ROWS,
    },
    "survival": {"age": numbers(90), "time": numbers(3_000), "status": numbers(1)},
    "graph": {"source": nodes("n", 1), "target": nodes("n", 2), "weight": numbers(9)},
    "knowledge-graph": {"head": nodes("n", 1), "relation": nodes("r", 2), "tail": nodes("n", 3)},
    "molecules": {"smiles": [f"CC{'C' * size}O" for size in numbers(30)], "solubility": numbers(99)},
    "reinforcement": {"observation": numbers(99), "action": numbers(3), "reward": numbers(9), "done": numbers(1)},
    "text-pairs": {"sentence1": phrases(), "sentence2": phrases()[::-1], "gold_label": numbers(2)},
    "ranking": {"query_id": numbers(20), "clicks": numbers(99), "relevance": numbers(4)},
    "causal": {"treatment": numbers(1), "age": numbers(90), "outcome": numbers(999)},
}

RECORDS: dict[str, Callable[[str], dict[str, object]]] = {
    "seq2seq": lambda text: {"translation": {"en": text, "ro": text[::-1]}},
    "question-answering": lambda text: {"question": text, "context": text, "answers": {"text": [text]}},
}

FILES = {
    "ranking": ("train.txt", "".join(f"{place % 3} qid:{place // 9} 1:0.5 2:{place}.25\n" for place in range(ROWS))),
    "question-answering": (
        "squad.json",
        json.dumps({"data": [{"title": "T", "paragraphs": [{"context": "c", "qas": [{"question": "q"}]}]}]}),
    ),
    "graph": ("cites.csv", "".join(f"{a},{b}\n" for a, b in zip(nodes("4", 1), nodes("4", 2), strict=True))),
    "recommendation": (
        "u.data",
        "".join(
            f"{user}\t{item}\t{user % 5 + 1}\t88125{item:04}\n"
            for user, item in zip(numbers(20, 1), numbers(99, 1)[::-1], strict=True)
        ),
    ),
}


def refused(path: str, **said: Any) -> str:
    with pytest.raises(InputError) as error:
        examine(Asked(path, **said))
    return str(error.value)


def tells(key: str, text: str) -> bool:
    other = not_covered()[key]
    return f"there is no advice on {other.field.name}" in text and all(tool.url in text for tool in other.tools)


@pytest.mark.parametrize("key", TABLES)
def test_columns_tell_the_field_beside_the_question_for_the_target(tmp_path: Path, key: str) -> None:
    assert tells(key, refused(write(tmp_path / "data.csv", TABLES[key])))


@pytest.mark.parametrize("key", TABLES)
def test_whoever_names_a_target_has_an_answer_and_a_note(tmp_path: Path, key: str) -> None:
    last = list(TABLES[key])[-1]
    columns = TABLES[key] | {last: [place % 2 for place in range(ROWS)]}
    (note, *_) = examine(Asked(write(tmp_path / "data.csv", columns), last)).notes
    assert tells(key, note)


@pytest.mark.parametrize("key", RECORDS)
def test_texts_that_would_be_read_as_plain_ones_are_refused_unless_the_task_is_said(tmp_path: Path, key: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_text("".join(json.dumps(RECORDS[key](text)) + "\n" for text in phrases()), "utf-8")
    assert tells(key, text := refused(str(path)))
    assert text.endswith("--task language-modeling")
    assert examine(Asked(str(path), task="language-modeling")).facts["data.kind"] == "text"


@pytest.mark.parametrize("key", FILES)
def test_files_without_names_of_columns_tell_the_field(tmp_path: Path, key: str) -> None:
    name, text = FILES[key]
    (tmp_path / name).write_text(text, "utf-8")
    assert tells(key, refused(str(tmp_path / name)))


def test_a_table_in_which_no_name_says_the_target_may_have_none(tmp_path: Path) -> None:
    sensors = {name: numbers(99) for name in ("temperature", "pressure", "vibration")}
    assert "where nothing is to be predicted (clusters, anomalies)" in refused(write(tmp_path / "data.csv", sensors))
    labelled = sensors | {"label": numbers(1)}
    assert "where nothing is to be predicted" not in refused(write(tmp_path / "labelled.csv", labelled))


@pytest.mark.parametrize("flag", ["task", "kind"])
def test_a_word_that_is_not_covered_is_refused_before_the_data_are_read(tmp_path: Path, flag: str) -> None:
    text = refused(write(tmp_path / "data.csv", TABLES["survival"]), **{flag: "recommendation"})
    assert tells("recommendation", text)
    assert f"--{flag}" in text


@pytest.mark.parametrize(
    "columns",
    [
        {"time": numbers(90), "status": ["good", "bad"] * (ROWS // 2), "amount": numbers(999)},
        {"user_id": numbers(20), "item_id": numbers(40), "price": numbers(99), "rating": numbers(5, 1)},
        {"user_id": list(range(ROWS)), "product": numbers(3), "rating": numbers(5, 1)},
        {"source": nodes("shop", 1), "target": numbers(1), "amount": numbers(99)},
        {"state": nodes("s", 1), "action": numbers(3), "price": numbers(99)},
        {"from": phrases(), "to": phrases()[::-1]},
    ],
    ids=["credit", "described", "one row a user", "column called target", "states of a country", "mail"],
)
def test_tables_that_only_sound_alike_are_not_taken_for_one(tmp_path: Path, columns: dict[str, Sequence[Any]]) -> None:
    labelled = columns | {"label": [place % 2 for place in range(ROWS)]}
    assert not any(
        "no advice" in note for note in examine(Asked(write(tmp_path / "data.csv", labelled), "label")).notes
    )


TIMES = numbers(3_000)
SURVIVAL: dict[str, dict[str, Sequence[Any]]] = {
    "time": {"age": numbers(90), "time": TIMES, "status": numbers(1)},
    "Survival Months": {"Survival Months": TIMES, "Status": ["Alive", "Dead"] * (ROWS // 2), "grade": numbers(3)},
    "upper_bound": {"lower_bound": TIMES, "upper_bound": [x + 5 for x in TIMES], "dose": numbers(9)},
    "right": {"left": TIMES, "right": [x + 5 for x in TIMES], "sex": numbers(1)},
}


@pytest.mark.parametrize("target", SURVIVAL)
def test_a_time_that_some_rows_cut_off_is_no_target_of_a_regression(tmp_path: Path, target: str) -> None:
    path = write(tmp_path / "data.csv", SURVIVAL[target])
    assert tells("survival", refused(path, target=target))
    assert tells("survival", refused(path))
    assert examine(Asked(path, target, task="regression")).facts["data.rows"] == ROWS


@pytest.mark.parametrize(
    "columns",
    [
        {"time": [12 * (place % 6) for place in range(ROWS)], "status": numbers(1), "amount": numbers(999)},
        {"left": TIMES, "top": TIMES, "right": TIMES, "bottom": TIMES, "label": numbers(1)},
    ],
)
def test_terms_of_loans_and_corners_of_boxes_are_no_survival(tmp_path: Path, columns: dict[str, Any]) -> None:
    path = write(tmp_path / "data.csv", columns)
    assert not any("survival" in note for note in examine(Asked(path, list(columns)[-1])).notes)


@pytest.mark.parametrize("defects", ["train/good", "bottle/train/good", "test/ground_truth/scratch"])
def test_good_pictures_alone_are_a_search_for_anomalies(tmp_path: Path, defects: str) -> None:
    from tests.profiling.pictures import picture

    ending = "_mask" if "ground_truth" in defects else ""
    for place in range(6):
        picture(tmp_path / "set" / defects / f"{place}{ending}.png", seed=place)
        picture(tmp_path / "set" / defects.replace("train/good", "test/scratch") / f"{place}.png", seed=-place)
    assert tells("anomalies", refused(str(tmp_path / "set")))
    assert examine(Asked(str(tmp_path / "set"), kind="image")).facts["data.kind"] == "image"
