"""Which files of a folder are the training part: test parts and submissions are none."""

from pathlib import Path

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.pictures import picture
from tests.profiling.tables import sure, write

pytestmark = pytest.mark.slow

COLUMNS = sure()
UNLABELLED = {name: values for name, values in COLUMNS.items() if name != "y"}


@pytest.mark.parametrize(
    ("train", "test", "answers"),
    [
        ("train.csv", "test.csv", "sample_submission.csv"),
        ("train.csv", "test.csv", "gender_submission.csv"),
        ("titanic_train.csv", "titanic_test.csv", "sampleSubmission.csv"),
        ("train_data.csv", "test_data.csv", "sample-submission.csv"),
        ("people.csv", "test.csv", "submission.csv"),
    ],
)
def test_a_folder_as_competitions_have_them(tmp_path: Path, train: str, test: str, answers: str) -> None:
    alone = profile(write(tmp_path / "alone.csv", COLUMNS), "y")
    folder = tmp_path / "data"
    folder.mkdir()
    write(folder / train, COLUMNS)
    write(folder / test, UNLABELLED)
    write(folder / answers, {"id": range(400), "y": ["yes"] * 400})
    facts, *_, notes, _ = examine(Asked(str(folder), "y"))
    assert {**facts, "data.path": ""} == {**alone, "data.path": ""}
    assert notes[0] == f"1 submission is no training data and is left out: {answers}"
    assert notes[1] == "1 file held out for validation or test is left out: only the training part is measured"


def test_tables_about_something_else_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    write(tmp_path / "shops.csv", {"x": range(5), "shop": range(5), "city": list("abcde")})
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert (facts["data.rows"], facts["data.features"]) == (400, 2)
    assert notes[0] == "1 table beside the training part has other columns and is left out: shops.csv"


def test_a_table_called_by_both_parts_holds_both(tmp_path: Path) -> None:
    write(tmp_path / "train_test.csv", COLUMNS)
    (tmp_path / "out.txt").write_text("a run went well\n")
    assert (profile(str(tmp_path), "y")["data.rows"], profile(str(tmp_path), "y")["data.kind"]) == (400, "table")


def test_a_version_of_the_training_part_with_other_columns_as_parquet(tmp_path: Path) -> None:
    import duckdb

    duckdb.sql(
        "CREATE OR REPLACE TABLE rows AS SELECT range * 7 % 11 AS x, range % 2 = 0 AS y, 'a' AS note FROM range(60)"
    )
    for name, chosen in (("train", "x, y"), ("clean_train", "x, y, note"), ("test", "x")):
        duckdb.sql(f"COPY (SELECT {chosen} FROM rows) TO '{tmp_path / name}.parquet'")
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y", kind="table"))
    assert (facts["data.rows"], facts["data.features"]) == (60, 1)
    assert "1 table beside the training part has other columns and is left out: clean_train.parquet" in notes


def test_folders_of_parts_by_their_first_or_last_word(tmp_path: Path) -> None:
    for part, count in (("train_images", 6), ("test_images", 3)):
        for place in range(count):
            picture(tmp_path / part / f"{place}.png", seed=(part, place))
    facts = profile(str(tmp_path))
    assert (facts["data.rows"], "task" in facts) == (6, False)


def test_a_closed_folder_is_not_an_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="is a folder without files"):
        profile(str(tmp_path / "empty"))
    monkeypatch.setattr("os.scandir", closed)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        profile(str(tmp_path / "empty"))


def test_a_file_of_all_parts_is_left_out(tmp_path: Path) -> None:
    for name, columns in (("train", COLUMNS), ("test", COLUMNS), ("all", COLUMNS)):
        write(tmp_path / f"people-{name}.csv", columns)
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert facts["data.rows"] == len(COLUMNS["y"])
    assert notes[1] == "1 file that holds all parts once more is left out: people-all.csv"


def test_an_example_to_submit_is_no_training_data(tmp_path: Path) -> None:
    write(tmp_path / "train_2.csv", COLUMNS)
    write(tmp_path / "submit_example_2.csv", COLUMNS)
    assert profile(str(tmp_path), "y")["data.rows"] == len(COLUMNS["y"])


def test_a_table_beside_the_training_and_the_test_part_is_neither(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    write(tmp_path / "test.csv", sure(90, seed=1))
    write(tmp_path / "hcv0.csv", sure(490, seed=2))
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert facts["data.rows"] == 400
    assert "1 table beside the training and the test part is left out: hcv0.csv" in notes


def test_another_version_of_the_training_part_is_left_out(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    write(tmp_path / "train_full.csv", {**COLUMNS, "z": range(400)})
    write(tmp_path / "test.csv", sure(90, seed=1))
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert (facts["data.rows"], facts["data.features"]) == (400, 2)
    assert "1 table beside the training part has other columns and is left out: train_full.csv" in notes


def test_tables_without_the_column_to_predict_are_left_out(tmp_path: Path) -> None:
    write(tmp_path / "people.csv", COLUMNS)
    write(tmp_path / "signal.csv", {"AF3": range(50), "AF4": range(50)})
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert facts["data.rows"] == 400
    assert "1 table without the column to predict is left out: signal.csv" in notes


def test_lists_of_images_name_those_that_are_held_out(tmp_path: Path) -> None:
    for place in range(9):
        picture(tmp_path / "JPEGImages" / f"{place}.png", seed=place)
    lists = tmp_path / "ImageSets" / "Main"
    lists.mkdir(parents=True)
    for name, places in (("train", range(5)), ("val", (5, 6)), ("test", (7, 8))):
        (lists / f"{name}.txt").write_text("".join(f"{place}\n" for place in places))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert facts["data.rows"] == 5
    assert "4 files held out for validation or test are left out: only the training part is measured" in notes


def test_folders_divided_as_the_training_part_are_other_versions_of_it(tmp_path: Path) -> None:
    for part, count in (("train", 6), ("test", 3), ("generated", 6), ("raw", 4)):
        for name in ("good", "bad"):
            for place in range(count):
                picture(tmp_path / part / name / f"{place}.png", seed=(part, name, place))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["task"], facts["data.rows"]) == ("binary", 12)
    assert notes[0].startswith("20 files in folders beside the parts are left out: generated/bad/0.png")


def test_of_tables_called_training_the_one_with_the_target(tmp_path: Path) -> None:
    write(tmp_path / "answers_train.csv", COLUMNS | {"group": [place % 4 for place in range(400)]})
    write(tmp_path / "groups_train.csv", {"group": range(4), "question": [f"What is {name}?" for name in "abcd"]})
    facts, *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    assert facts["data.rows"] == 400
    assert notes[0] == "1 table without the column to predict is left out: groups_train.csv"


def test_columns_that_the_test_part_lacks_are_not_known_then(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS | {"votes": range(400)})
    write(tmp_path / "test.csv", UNLABELLED)
    *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    said = "the test part (test.csv) lacks 'votes' beside the target: leave out what is not known when predicting"
    assert said in notes
    write(tmp_path / "test.csv", UNLABELLED | {"votes": range(400)})
    assert not any("lacks" in note for note in examine(Asked(str(tmp_path), "y")).notes)


def test_texts_named_by_their_parts(tmp_path: Path) -> None:
    sentences = "in O\nOslo B-LOC\n\nof O\nBergen B-LOC\n\n"
    for part, count in (("train", 20), ("validate", 5), ("test", 5)):
        (tmp_path / f"places_{part}.txt").write_text(sentences * count)
        (tmp_path / f"places.about_{part}.txt").write_text("Input file: places.jsonl\n")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["task"], facts["data.rows"]) == ("token-classification", 40)
    assert "files beside those of tagged tokens are left out: places.about_train.txt" in notes


def test_a_table_called_training_before_texts_beside_it(tmp_path: Path) -> None:
    write(tmp_path / "train_all.csv", COLUMNS)
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text("a line of words\n" * 20)
    assert profile(str(tmp_path), "y")["data.kind"] == "table"
    with pytest.raises(InputError, match="which column is to be predicted"):
        examine(Asked(str(tmp_path)))


def test_answers_beside_the_training_table_are_none_of_it(tmp_path: Path) -> None:
    """They have the target and lack what it is predicted from."""
    write(tmp_path / "training.csv", {"id": range(400), **COLUMNS})
    write(tmp_path / "answers.csv", {"id": range(100), "y": ["yes", "no"] * 50})
    write(tmp_path / "testfile.csv", {"id": range(100), "x": range(100)})
    assert profile(str(tmp_path), "y")["data.rows"] == 400


def test_what_the_test_part_lacks_is_told_where_it_has_the_target(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", {"known after": range(400), **COLUMNS})
    write(tmp_path / "test.csv", sure(100, seed=1))
    notes = examine(Asked(str(tmp_path), "y")).notes
    assert any("the test part (test.csv) lacks 'known after'" in note for note in notes)
