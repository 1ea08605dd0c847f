"""Tables of labels beside images whose names come again, in other folders or in other rows."""

from pathlib import Path

from advisor.profiling import Asked, examine, profile
from tests.profiling.pictures import picture
from tests.profiling.tables import sure, write


def test_labels_that_are_the_names_of_folders_are_told_by_the_folders(tmp_path: Path) -> None:
    names, labels = [], []
    for label in ("with", "without"):
        for place in range(6):
            names.append(picture(tmp_path / "train" / label / f"{place}.png", seed=(label, place)).name)
            labels.append(label)
    write(tmp_path / "train.csv", {"filename": names, "class": labels})
    facts = profile(str(tmp_path))
    assert (facts["data.rows"], facts["data.classes"], facts["data.smallest_class"]) == (12, 2, 6)


def test_an_image_that_several_rows_name_counts_once(tmp_path: Path) -> None:
    names = [picture(tmp_path / f"{place}.png", seed=place).name for place in range(12)]
    write(tmp_path / "labels.csv", {"filename": names * 2, "class": ["a", "b", "b"] * 8})
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.rows"], facts["data.smallest_class"]) == (12, 4)
    assert "12 rows name an image that another row names, and are left out" in notes


def test_a_column_of_parts_is_not_predicted_and_numbers_of_classes_are_classes(tmp_path: Path) -> None:
    names = [picture(tmp_path / "data" / f"{place}.png", seed=place).name for place in range(48)]
    parts = ["train", "train", "valid"] * 16
    write(tmp_path / "index.csv", {"path": names, "class_id": [place % 24 + 1 for place in range(48)], "part": parts})
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.target"], facts["task"], facts["data.classes"]) == ("class_id", "multiclass", 24)
    assert "'class_id' is taken to be predicted; --target names another column" in notes


def test_a_table_with_the_target_is_read_beside_pictures_of_something_else(tmp_path: Path) -> None:
    columns = sure(60)
    for place in range(8):
        picture(tmp_path / "plots" / f"plot_{place}.png", seed=place)
    write(tmp_path / "train.csv", columns)
    facts = profile(str(tmp_path), "y")
    assert (facts["data.kind"], facts["data.rows"]) == ("table", 60)
    named = {"file": [f"plot_{place}" for place in range(8)], "kind": ["bar", "line"] * 4}
    write(tmp_path / "train.csv", named)
    assert profile(str(tmp_path), "kind")["data.kind"] == "image"


def test_a_second_column_of_images_is_said(tmp_path: Path) -> None:
    names = [picture(tmp_path / f"{place}.png", seed=place).name for place in range(12)]
    write(tmp_path / "pairs.csv", {"front": names, "back": names[::-1], "label": ["a", "b"] * 6})
    *_, notes, _ = examine(Asked(str(tmp_path)))
    assert "'back' names images as well as 'front', and one of each row is read: the latter" in notes
