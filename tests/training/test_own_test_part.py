"""What `advisor train` judges by: the test part of the data where they have one that is labelled."""

from pathlib import Path

import pytest

from advisor import Problem, recommend
from advisor.cli.what_is_trained import data_words, to_predict
from advisor.exporting import Source
from tests.profiling.pictures import picture
from tests.profiling.tables import sure, write

COLUMNS = sure()


def source(kind: str = "table") -> Source:
    facts = {"features": 2, "target": "y"} if kind == "table" else {"kind": kind, "image": "30x40x3"}
    recommendation = recommend(Problem(task="binary", rows=400, **facts))
    return Source(recommendation.document(), recommendation)


def judged_by(data: Path, run: Path, kind: str = "table") -> str | None:
    run.mkdir()
    words = data_words(source(kind), str(data), None, run, quiet=True)
    return words[words.index("--test") + 1] if "--test" in words else None


def test_a_labelled_test_table_is_what_counts(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    path = write(tmp_path / "test.csv", sure(100, seed=1))
    place = judged_by(tmp_path, tmp_path / "run")
    assert place is not None
    assert Path(place).read_text() == Path(path).read_text()


@pytest.mark.parametrize("lacks", ["the target", "a class of the training part"])
def test_else_a_fifth_is_set_aside(lacks: str, tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    odd = dict(sure(100, seed=1))
    if lacks == "the target":
        del odd["y"]
    else:
        odd["y"] = ["perhaps", *odd["y"][1:]]
    write(tmp_path / "test.csv", odd)
    place = judged_by(tmp_path, tmp_path / "run")
    assert place == str(tmp_path / "run" / "test.csv")
    assert len(Path(place).read_text().splitlines()) == 81


def test_images_of_the_test_folder(tmp_path: Path) -> None:
    for part, number in (("train", 4), ("test", 2)):
        for name in ("cat", "dog"):
            for index in range(number):
                picture(tmp_path / "set" / part / name / f"{index}.png", seed=(part, name, index))
    place = judged_by(tmp_path / "set", tmp_path / "run", "image")
    assert place is not None
    assert len(Path(place).read_text().splitlines()) == 5


def test_what_is_predicted_next_is_the_test_part_without_the_target(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    path = write(tmp_path / "test.csv", {name: values for name, values in COLUMNS.items() if name != "y"})
    assert to_predict(str(tmp_path), "y") == path
    write(tmp_path / "test.csv", COLUMNS)
    assert to_predict(str(tmp_path), "y") == "new.csv"
    assert to_predict(str(tmp_path / "train.csv"), "y") == "new.csv"
