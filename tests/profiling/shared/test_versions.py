"""Versions of one table in a folder: one of them is read, and the others are said."""

from pathlib import Path

import pytest

from advisor.profiling.shared.files import Files
from advisor.profiling.shared.versions import one_version
from tests.profiling.tables import raw

ROWS = [f"{place},{place % 7}" for place in range(100)]


def left(folder: Path, targets: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """The names of the files that are kept, and the notes."""
    paths = sorted(str(path) for path in folder.iterdir())
    files = one_version(Files(str(folder), paths, [], True), targets)
    return [Path(path).name for path in files.paths], files.notes


@pytest.mark.parametrize(
    ("cleaned", "kept"),
    [
        (ROWS[:40], ["flats.csv", "station.csv"]),
        ([*ROWS[:30], *(f"{place},9" for place in range(20))], ["flats.csv", "station.csv"]),
        ([*ROWS[:30], *(f"{place},9" for place in range(40))], ["flats.csv", "flats_cleaned.csv", "station.csv"]),
        (ROWS[:10], ["flats.csv", "flats_cleaned.csv", "station.csv"]),
    ],
)
def test_a_table_most_of_whose_rows_another_one_has(tmp_path: Path, cleaned: list[str], kept: list[str]) -> None:
    raw(tmp_path / "flats.csv", ["x,y", *ROWS])
    raw(tmp_path / "flats_cleaned.csv", ["x,y", *cleaned])
    raw(tmp_path / "station.csv", ["x,y", *ROWS[:60]])
    found, notes = left(tmp_path)
    assert found == kept
    said = (
        "most rows of a table stand in 'flats.csv' as well, and one of the two is read: flats_cleaned.csv is left out"
    )
    assert notes == [said] * (len(kept) == 2)


def test_the_same_table_in_several_formats(tmp_path: Path) -> None:
    for name in ("climate.csv", "climate.parquet", "climate.arff", "climate.json", "other.arff"):
        raw(tmp_path / name, ["188001,0.5"] * 2)
    kept, notes = left(tmp_path)
    assert kept == ["climate.csv", "climate.json", "other.arff"]
    assert notes == ["the same table in another format is left out: climate.arff, climate.parquet"]
    assert left(tmp_path, ("temperature",))[0] == ["climate.json", "climate.parquet", "other.arff"]


def test_versions_of_the_training_part_in_another_format(tmp_path: Path) -> None:
    for name in ("train.csv", "train.parquet", "train_cleaned.parquet"):
        raw(tmp_path / name, ["x,y"])
    assert left(tmp_path)[0] == ["train.csv"]


def test_the_table_that_holds_all_others_once_more(tmp_path: Path) -> None:
    parts = {"rest": ROWS, "walk": [f"{row}0" for row in ROWS], "run": [f"{row}1" for row in ROWS]}
    for name, rows in parts.items():
        raw(tmp_path / f"{name}.csv", ["count,x,y", *(f"{n},{row}" for n, row in enumerate(rows))])
    raw(tmp_path / "whole.csv", ["x,y", *(row for rows in parts.values() for row in rows)])
    kept, notes = left(tmp_path)
    assert kept == ["rest.csv", "run.csv", "walk.csv"]
    assert notes == ["whole.csv has as many rows as the other tables together, and is left out as their sum"]
