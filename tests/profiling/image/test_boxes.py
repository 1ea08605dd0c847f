"""Annotated objects as one JSON file as COCO has them, which exported projects read; and masks as a table."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from advisor.profiling import Asked
from advisor.profiling.converting import as_csv
from tests.profiling.pictures import mask, picture

PLACES = 4


def pictured(home: Path) -> Path:
    for place in range(PLACES):
        picture(home / "images" / f"{place}.png", (40, 20), seed=place)
    return home


def by_yolo(home: Path) -> None:
    (home / "labels").mkdir()
    (home / "data.yaml").write_text("train: images\nnames: [cat, dog, owl]\n")
    for place in range(PLACES):
        (home / "labels" / f"{place}.txt").write_text("1 0.5 0.5 0.5 0.5\n")


def by_voc(home: Path) -> None:
    (home / "annotations").mkdir()
    for place in range(PLACES):
        box = "<bndbox><xmin>10</xmin><ymin>5</ymin><xmax>30</xmax><ymax>15</ymax></bndbox>"
        text = f"<annotation><filename>{place}.png</filename><object><name>dog</name>{box}</object></annotation>"
        (home / "annotations" / f"{place}.xml").write_text(text)


def by_labelme(home: Path) -> None:
    for place in range(PLACES):
        shape = {"label": "dog", "points": [[10, 5], [30, 15], [10, 15]], "shape_type": "polygon"}
        said = {"flags": {}, "shapes": [shape], "imagePath": f"{place}.png", "imageHeight": 20, "imageWidth": 40}
        (home / "images" / f"{place}.json").write_text(json.dumps(said))


def by_cvat(home: Path) -> None:
    box = '<box label="dog" xtl="10" ytl="5" xbr="30" ybr="15"/>'
    images = "".join(f'<image id="{n}" name="{n}.png" width="40" height="20">{box}</image>' for n in range(PLACES))
    (home / "annotations.xml").write_text(f"<annotations><version>1.1</version>{images}</annotations>")


def by_table(home: Path) -> None:
    rows = "".join(f"{place}.png,dog,10,5,30,15\n" for place in range(PLACES))
    (home / "boxes.csv").write_text("image,label,xmin,ymin,xmax,ymax\n" + rows)


def by_coco(home: Path) -> None:
    (home / "annotations").mkdir()
    said = {
        "images": [{"id": n, "file_name": f"{n}.png", "width": 40, "height": 20} for n in range(PLACES)],
        "annotations": [{"id": n, "image_id": n, "category_id": 7, "bbox": [10, 5, 20, 10]} for n in range(PLACES)],
        "categories": [{"id": 3, "name": "cat"}, {"id": 7, "name": "dog"}],
    }
    (home / "annotations" / "instances_train.json").write_text(json.dumps(said))


@pytest.mark.parametrize("written", [by_yolo, by_voc, by_labelme, by_cvat, by_table, by_coco])
def test_boxes_become_coco(written: Callable[[Path], None], tmp_path: Path) -> None:
    written(pictured(tmp_path / "set"))
    rows = as_csv(Asked(str(tmp_path / "set")), tmp_path / "data.csv")
    assert rows is not None
    assert rows.path == tmp_path / "data.json"
    coco = json.loads(rows.path.read_text())
    assert [Path(image["file_name"]).is_file() for image in coco["images"]] == [True] * PLACES
    assert {(each["width"], each["height"]) for each in coco["images"]} == {(40, 20)}
    assert [each["bbox"] for each in coco["annotations"]] == [[10, 5, 20, 10]] * PLACES
    assert coco["categories"] == [{"id": 1, "name": "dog"}]


@pytest.mark.parametrize("within", ["", "train"])
def test_masks_become_a_table_of_paths(within: str, tmp_path: Path) -> None:
    for place in range(PLACES):
        picture(tmp_path / "set" / "images" / within / f"{place}.png", seed=place)
        mask(tmp_path / "set" / "masks" / within / f"{place}.png", [0, 1])
    if within:
        picture(tmp_path / "set" / "images" / "val" / "9.png", seed=9)
        mask(tmp_path / "set" / "masks" / "val" / "9.png", [0, 1])
    rows = as_csv(Asked(str(tmp_path / "set")), tmp_path / "data.csv")
    assert rows is not None
    with rows.path.open() as file:
        header, *pairs = csv.reader(file)
    assert header == ["path", "mask"]
    assert len(pairs) == PLACES
    assert {Path(image).name for image, _ in pairs} == {Path(path).name for _, path in pairs}


def test_masks_tell_more_than_outlines_of_the_same_images(tmp_path: Path) -> None:
    by_yolo(pictured(tmp_path))
    for place in range(PLACES):
        (tmp_path / "labels" / f"{place}.txt").write_text("0 0.1 0.1 0.9 0.1 0.5 0.9\n")
        mask(tmp_path / "masks" / f"{place}.png", [0, 1], (40, 20))
    from advisor.profiling import profile

    assert profile(str(tmp_path))["task"] == "segmentation"
    assert profile(str(tmp_path), task="detection")["data.rows"] == PLACES


def test_the_test_part_of_yolo_has_the_names_of_its_classes(tmp_path: Path) -> None:
    for part, number in (("train", 4), ("test", 2)):
        for place in range(number):
            picture(tmp_path / part / "images" / f"{place}.png", (40, 20), seed=(part, place))
            (tmp_path / part / "labels").mkdir(exist_ok=True)
            (tmp_path / part / "labels" / f"{place}.txt").write_text("1 0.5 0.5 0.5 0.5\n")
    (tmp_path / "data.yaml").write_text("train: train/images\ntest: test/images\nnames: [cat, dog]\n")
    rows = as_csv(Asked(str(tmp_path), held_out=True), tmp_path / "test.csv")
    assert rows is not None
    coco = json.loads(rows.path.read_text())
    assert (len(coco["images"]), [each["name"] for each in coco["categories"]]) == (2, ["dog"])
