"""The part of divided data that a trained network is judged by."""

from pathlib import Path

import pytest

from advisor.profiling import Asked, examine, profile
from advisor.profiling.converting import as_csv
from advisor.profiling.shared.files import find
from advisor.profiling.shared.held_out import held_out_part
from tests.profiling.pictures import picture
from tests.profiling.tables import sure, write

COLUMNS = sure()


@pytest.mark.parametrize(("parts", "wanted"), [(("test", "val"), "test"), (("valid",), "valid"), ((), None)])
def test_the_test_part_before_the_validation_part(parts: tuple[str, ...], wanted: str | None, tmp_path: Path) -> None:
    for part in ("train", *parts):
        for name in ("cat", "dog"):
            picture(tmp_path / part / name / "1.png", seed=(part, name))
    found = held_out_part(find(str(tmp_path)), [])
    assert [Path(path).relative_to(tmp_path).parts[0] for path in found.paths] == [wanted] * 2 * bool(wanted)
    assert not wanted or found.root == str(tmp_path / wanted)


def test_images_of_the_test_part_have_their_classes(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for name in ("cat", "dog"):
            for place in range(2):
                picture(tmp_path / "photos" / part / name / f"{place}.png", seed=(part, name, place))
    rows = as_csv(Asked(str(tmp_path / "photos"), held_out=True), tmp_path / "test.csv", always=True)
    assert rows is not None
    header, *lines = rows.path.read_text().splitlines()
    assert header == "path,label"
    assert [line.rsplit(",", 1)[1] for line in lines] == ["cat", "cat", "dog", "dog"]


def test_the_test_table_beside_the_training_one(tmp_path: Path) -> None:
    write(tmp_path / "train.csv", COLUMNS)
    write(tmp_path / "test.csv", sure(100, seed=1))
    assert examine(Asked(str(tmp_path), "y", held_out=True)).facts["data.rows"] == 100


def test_files_called_alike_but_for_the_part(tmp_path: Path) -> None:
    for part, rows in (("train", 60), ("test", 30)):
        lines = "".join(f"{unit} {unit % 7}.5 {unit % 3}\n" for unit in range(rows))
        (tmp_path / f"{part}_FD001.txt").write_text(lines)
    (tmp_path / "RUL_FD001.txt").write_text("112\n98\n" * 10)
    assert profile(str(tmp_path), "column 3")["data.rows"] == 60


def test_rows_beside_the_files_that_describe_them(tmp_path: Path) -> None:
    row = "39, State-gov, {}, <=50K\n50, Private, {}, >50K\n"
    (tmp_path / "adult.data").write_text("".join(row.format(place, place + 1) for place in range(40)))
    (tmp_path / "adult.test").write_text("".join(row.format(place, place + 1) for place in range(20)))
    (tmp_path / "adult.names").write_text("| This data was extracted from\n| the census bureau database, in which\n")
    (tmp_path / "Index").write_text("Index of adult\n\n02 Dec 1996 140 Index\n")
    profile, notes = (found := examine(Asked(str(tmp_path), "column 4"))).facts, found.notes
    assert (profile["data.rows"], profile["task"]) == (80, "binary")
    assert "adult.data is read as a table, and left out: Index, adult.names" in "".join(notes)


def test_a_plot_beside_tables_is_none_of_the_data(tmp_path: Path) -> None:
    write(tmp_path / "heart.csv", COLUMNS)
    write(tmp_path / "football.csv", {"club": ["a", "b"] * 20, "points": range(40)})
    picture(tmp_path / "knn.png")
    assert profile(str(tmp_path), "y")["data.kind"] == "table"
