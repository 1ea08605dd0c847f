"""The part of divided data that a project is told to read."""

from pathlib import Path

import pytest

from advisor.training.placing import training_place
from tests.profiling.pictures import picture
from tests.profiling.tables import sure, write

COLUMNS = sure()


@pytest.mark.parametrize("place", ["", "archive/photos"])
def test_the_folder_of_the_training_part(tmp_path: Path, place: str) -> None:
    for part in ("train", "test"):
        for name in ("cat", "dog"):
            picture(tmp_path / place / part / name / "1.png", seed=(part, name))
    assert training_place(str(tmp_path), []) == tmp_path / place / "train"


def test_the_table_of_the_training_part(tmp_path: Path) -> None:
    path = write(tmp_path / "train.csv", COLUMNS)
    write(tmp_path / "test.csv", {name: values for name, values in COLUMNS.items() if name != "y"})
    write(tmp_path / "sample_submission.csv", {"id": [1, 2], "y": ["no", "no"]})
    (tmp_path / "description.txt").write_text("what the columns mean")
    assert training_place(str(tmp_path), ["y"]) == Path(path)
    assert training_place(path, ["y"]) == Path(path)


def test_what_is_not_divided_is_read_whole(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        picture(tmp_path / name / "1.png", seed=name)
    assert training_place(str(tmp_path), []) == tmp_path
