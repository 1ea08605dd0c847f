"""Images of one person, patient or scene are told by their folders and names; texts that images show are told, too."""

from pathlib import Path

import pytest

from advisor.profiling import Asked, examine
from advisor.profiling.image.belonging import together
from tests.profiling.pictures import picture
from tests.profiling.tables import write

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("above", [True, False])
def test_the_folder_of_a_person_is_no_class(tmp_path: Path, above: bool) -> None:
    for person in range(3):
        for mood in ("happy", "sad"):
            places = (f"subject_{person}", mood) if above else (mood, f"subject_{person}")
            for place in range(2):
                picture(tmp_path.joinpath(*places) / f"{place}.png", seed=(person, mood, place))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.rows"], facts["data.classes"], facts["data.smallest_class"]) == (12, 2, 6)
    (note,) = (note for note in notes if "says whom or what it shows" in note)
    assert note.startswith(f"the {'outer' if above else 'inner'} folder of each image (subject_0, subject_1, ")
    assert note.endswith("--groups 3 keeps each in one part")


def test_a_part_of_the_names_that_comes_again_is_told(tmp_path: Path) -> None:
    for patient in range(6):
        for place in range(3):
            path = tmp_path / ("ill" if patient % 2 else "well") / f"p{patient:02}_{place}.png"
            picture(path, seed=(patient, place))
    *_, notes, _ = examine(Asked(str(tmp_path)))
    (note,) = (note for note in notes if note.startswith("part 1 of the names"))
    assert note.endswith("a split at random flatters, and --groups 6 keeps each in one part")


def test_videos_in_names_that_a_table_labels_are_told(tmp_path: Path) -> None:
    names = [f"2019-{video:04}_{frame}.png" for video in range(5) for frame in range(3)]
    for name in names:
        picture(tmp_path / name, seed=name)
    write(tmp_path / "labels.csv", {"file": names, "label": [["a", "b"][int(name[8]) % 2] for name in names]})
    *_, notes, _ = examine(Asked(str(tmp_path)))
    assert any(note.startswith("part 2 of the names (0000, 0001, 0002, ...) has 5 values") for note in notes)


@pytest.mark.parametrize(
    "names",
    [
        [f"{kind}_{place}_x.png" for kind in ("cat", "dog") for place in range(30)],  # counted anew in each class
        [f"{place}_{kind}.png" for kind in ("cat", "dog") for place in range(30)],
        [f"{place % 2}_{place}.png" for place in range(60)],  # the class once more
        [f"scan{place}_a.png" for place in range(60)],  # each once
    ],
)
def test_parts_that_count_tell_nothing(names: list[str]) -> None:
    classes = ["cat" if "cat" in name or name.startswith("0_") else "dog" for name in names]
    assert together(names, classes) == ""


def test_a_text_of_its_own_for_each_image_is_no_class(tmp_path: Path) -> None:
    names = [picture(tmp_path / "train" / f"{place}.png", seed=place).name for place in range(12)]
    write(tmp_path / "labels.csv", {"file": names, "said": [f"x{place * 7919 % 997}Q" for place in range(12)]})
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert "task" not in facts
    (note,) = (note for note in notes if "reading it (OCR) is not covered" in note)
    assert note.startswith("'said' in labels.csv holds a text of its own for most images")
