"""Files beside a table that its ids name, and files of one table whose names differ in a number."""

from pathlib import Path

import pytest

from advisor.profiling import Asked, examine
from tests.profiling.tables import sure, write

IDS = [f"doc_{place}" for place in range(400)]


@pytest.mark.parametrize(("suffix", "way"), [(".txt", "--kind text"), (".jpg", "--kind image"), (".pdf", "")])
def test_ids_that_name_files(tmp_path: Path, suffix: str, way: str) -> None:
    (tmp_path / "texts").mkdir()
    for name in IDS:
        (tmp_path / "texts" / f"{name}{suffix}").write_text("so it goes")
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"doc": IDS, **sure()}), "y"))
    found = [note for note in notes if note.startswith("'doc' names files in 'texts'")]
    assert [note[-len(way) :] for note in found] == [way] * bool(way)


@pytest.mark.parametrize(
    ("names", "noted"),
    [
        (("y2015", "y2016", "y2017"), "2015, 2016, 2017"),
        (("subject_1", "subject_2"), "1, 2"),
        (("north", "south"), ""),
        (("part-1", "part-2"), ""),
        (("train-00001-of-00002", "train-00002-of-00002"), ""),
        (("data_0", "data_1", "data_2"), ""),
    ],
)
def test_numbers_in_the_names_of_files(tmp_path: Path, names: tuple[str, ...], noted: str) -> None:
    for seed, name in enumerate(names):
        write(tmp_path / f"{name}.csv", sure(seed=seed))
    *_, notes, _ = examine(Asked(str(tmp_path), "y"))
    found = [note for note in notes if "names differ in a number" in note]
    assert [f"({noted})" in note for note in found] == [True] * bool(noted)


def test_ids_that_name_files_of_numbers_alone(tmp_path: Path) -> None:
    for name in IDS:
        (tmp_path / f"{name}.txt").write_text("12 7\n13 8\n")
    *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", {"doc": IDS, **sure()}), "y"))
    assert not any("names files" in note for note in notes)
