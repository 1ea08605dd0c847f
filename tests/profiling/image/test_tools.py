"""Images as tools of annotation leave them: their XML and JSON, labels in tables and in names, and stray files."""

import json
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.pictures import folder, mask, picture
from tests.profiling.tables import raw, write

pytestmark = pytest.mark.slow

BOX = "<object><name>{0}</name><bndbox><xmin>4</xmin><ymin>4</ymin><xmax>24</xmax><ymax>20</ymax></bndbox></object>"
SIZE = "<size><width>40</width><height>30</height><depth>3</depth></size>"
WANTED = {"task": "detection", "data.kind": "image", "data.rows": 6, "data.classes": 2, "data.objects": 1.0}


def pictures(home: Path, number: int = 6) -> Path:
    for place in range(number):
        picture(home / f"{place}.jpg", seed=place)
    return home


def voc(root: Path, names: list[list[str]]) -> Path:
    (root / "Annotations").mkdir(parents=True)
    for place, objects in enumerate(names):
        said = "".join(BOX.format(name) for name in objects)
        text = f'<annotation verified="no"><filename>{place}.jpg</filename>{SIZE}{said}</annotation>'
        (root / "Annotations" / f"{place}.xml").write_text(text)
    return root


ONE_EACH = [["cat"], ["dog"], ["cat"], ["dog"], ["cat", "dog"], []]


def test_pascal_voc(tmp_path: Path) -> None:
    pictures(voc(tmp_path, ONE_EACH) / "JPEGImages")
    facts, *_, sections, notes, _ = examine(Asked(str(tmp_path)))
    assert {name: facts[name] for name in WANTED} == WANTED
    assert sections[0].rows[1][1] == pytest.approx(20 * 16 / 1200)
    assert notes[:2] == [
        "1 of 6 images hold no object",
        "an exported project reads one JSON file as COCO has them: `advisor convert` writes that",
    ]
    facts = profile(str(tmp_path / "Annotations"))
    assert (facts["data.rows"], facts["data.image.width"]) == (6, 40)


def test_pictures_that_were_not_annotated_are_left_out(tmp_path: Path) -> None:
    pictures(voc(tmp_path, ONE_EACH) / "JPEGImages")
    picture(tmp_path / "example.jpg", seed="alone")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert {name: facts[name] for name in WANTED} == WANTED
    assert notes[0] == "1 images have no annotations and are left out: example.jpg"


def test_annotations_beside_other_pictures_alone_tell_the_sizes(tmp_path: Path) -> None:
    picture(voc(tmp_path, ONE_EACH) / "drawn" / "horse.jpg", (90, 70))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.rows"], facts["data.image.width"], facts["data.image.height"]) == (6, 40, 30)
    assert "none of the 6 images that are annotated lies there: annotations tell their sizes" in notes


@pytest.mark.parametrize("beside", [False, True])
def test_coco_in_a_folder_without_its_images(tmp_path: Path, beside: bool) -> None:
    boxes = [{"image_id": place, "category_id": 1, "bbox": [1, 2, 8, 9]} for place in range(5)]
    images = [{"id": place, "width": 40, "height": 30, "file_name": f"{place}.jpg"} for place in range(5)]
    said = {"images": images, "annotations": boxes, "categories": [{"id": 1, "name": "dog"}]}
    (tmp_path / "train").mkdir()
    (tmp_path / "train" / "_annotations.coco.json").write_text(json.dumps(said))
    if beside:
        raw(tmp_path / "README.md", ["dogs"])
        raw(tmp_path / "train.py", ["import torch"])
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"], facts["data.image.width"]) == ("detection", 5, 40)


def test_masks_of_pascal_voc_and_pictures_of_them(tmp_path: Path) -> None:
    pictures(tmp_path / "JPEGImages", 4)
    for place in range(4):
        mask(tmp_path / "SegmentationClass" / f"{place}.png", [0, 1, 2])
        mask(tmp_path / "SegmentationObject" / f"{place}.png", [0, 1, 2, 3, 4])
        picture(tmp_path / "SegmentationClassVisualization" / f"{place}.jpg", seed=place)
    facts = profile(str(tmp_path))
    assert [facts[name] for name in ("task", "data.rows", "data.classes")] == ["segmentation", 4, 3]


def test_labelme(tmp_path: Path) -> None:
    pictures(tmp_path)
    for place, objects in enumerate(ONE_EACH):
        shapes = [
            {"label": each, "points": [[1, 1], [9, 9]], "group_id": None, "shape_type": "rectangle"} for each in objects
        ]
        document: dict[str, Any] = {
            "version": "5.0",
            "flags": {},
            "shapes": shapes,
            "imagePath": f"{place}.jpg",
            "imageData": None,
        }
        (tmp_path / f"{place}.json").write_text(json.dumps(document | {"imageHeight": 30, "imageWidth": 40}))
    facts = profile(str(tmp_path))
    assert {name: facts[name] for name in WANTED} == WANTED


def test_cvat(tmp_path: Path) -> None:
    boxes = [
        "".join(f'<box label="{each}" xtl="1" ytl="1" xbr="9" ybr="9"/>' for each in objects) for objects in ONE_EACH
    ]
    boxes[0] = '<polygon label="cat" points="1,1;9,1;9,9"/>'
    images = [f'<image id="{k}" name="{k}.jpg" width="40" height="30">{box}</image>' for k, box in enumerate(boxes)]
    path = raw(tmp_path / "annotations.xml", ["<annotations><version>1.1</version>", *images, "</annotations>"])
    pictures(tmp_path / "images")
    for named in (path, str(tmp_path)):
        facts, *_, notes, _ = examine(Asked(named))
        assert {name: facts[name] for name in WANTED} == WANTED
        assert "1 objects are outlines rather than boxes: --task segmentation fits too" in notes


def test_createml(tmp_path: Path) -> None:
    pictures(tmp_path)
    box = {"x": 2.0, "y": 1.0, "width": 3.0, "height": 1.0}
    said = [{"label": each, "coordinates": box} for objects in ONE_EACH for each in objects]
    counts = [len(objects) for objects in ONE_EACH]
    images = [
        {"image": f"{k}.jpg", "annotations": said[sum(counts[:k]) : sum(counts[: k + 1])]} for k in range(len(counts))
    ]
    (tmp_path / "_annotations.createml.json").write_text(json.dumps(images))
    facts = profile(str(tmp_path))
    assert {name: facts[name] for name in WANTED} == WANTED


@pytest.mark.parametrize("home", ["images/", "C:\\data\\images\\", "/content/drive/images/"])
def test_boxes_by_place_under_paths_of_another_machine(tmp_path: Path, home: str) -> None:
    pictures(tmp_path / "images")
    rows = [f"{home}{place}.jpg,1,2,9,{9 + k}" for place, objects in enumerate(ONE_EACH) for k, _ in enumerate(objects)]
    kinds = [each for objects in ONE_EACH for each in objects]
    raw(tmp_path / "boxes.csv", [f"{row},{kind}" for row, kind in zip(rows, kinds, strict=True)])
    facts = profile(str(tmp_path))
    assert {name: facts[name] for name in WANTED} == WANTED


@pytest.mark.parametrize("names", ["xmin ymin xmax ymax", "x1 y1 x2 y2", "x y w h"])
def test_boxes_in_a_table(tmp_path: Path, names: str) -> None:
    pictures(tmp_path / "images")
    rows = [(f"{place}.jpg", each, 1, 1, 9, 9) for place, objects in enumerate(ONE_EACH) for each in objects]
    columns = zip(("image", "label", *names.split()), zip(*rows, strict=True), strict=True)
    write(tmp_path / "boxes.csv", dict(columns))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert {name: facts[name] for name in WANTED} == WANTED
    assert "boxes are read from boxes.csv" in notes


def test_files_that_may_hold_labels_are_named(tmp_path: Path) -> None:
    pictures(tmp_path)
    (tmp_path / "labels.mat").write_bytes(b"MATLAB")
    *_, notes, _ = examine(Asked(str(tmp_path)))
    assert any(note.startswith("beside them lie files that are not read (1 .mat)") for note in notes)


def test_broken_annotations_are_counted_and_named(tmp_path: Path) -> None:
    pictures(voc(tmp_path, ONE_EACH) / "JPEGImages")
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {b} "{10 * f"&{a};"}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (tmp_path / "Annotations" / "0.xml").write_text(f"{bomb}]><annotation>&i;</annotation>")
    (tmp_path / "Annotations" / "1.xml").write_text(
        f"<annotation>{SIZE}{BOX.format('cat').replace('24', 'nan')}</annotation>"
    )
    *_, notes, _ = examine(Asked(str(tmp_path)))
    assert "2 files of annotations are broken: Annotations/0.xml, Annotations/1.xml" in notes


def test_coco_of_roboflow(tmp_path: Path) -> None:
    for part, number in (("train", 6), ("valid", 2)):
        pictures(tmp_path / part, number)
        document: dict[str, Any] = {
            "images": [{"id": k, "width": 40, "height": 30, "file_name": f"{k}.jpg"} for k in range(number)],
            "annotations": [{"image_id": k, "category_id": 1 + k % 2, "bbox": [1, 1, 9, 9]} for k in range(number)],
            "categories": [
                {"id": 0, "name": "animals", "supercategory": "none"},
                {"id": 1, "name": "cat", "supercategory": "animals"},
                {"id": 2, "name": "dog", "supercategory": "animals"},
            ],
        }
        (tmp_path / part / "_annotations.coco.json").write_text(json.dumps(document))
    for path in (tmp_path, tmp_path / "train" / "_annotations.coco.json"):
        facts = profile(str(path))
        assert {name: facts[name] for name in WANTED} == WANTED


def yolo(root: Path, lines: list[str]) -> Path:
    for place in range(2):
        picture(root / "images" / f"{place}.png", seed=place)
    (root / "labels").mkdir()
    raw(root / "labels" / "0.txt", lines)
    return root


def test_numbers_of_yolo_that_are_none(tmp_path: Path) -> None:
    odd = ["999999999 .5 .5 .1 .1", "0 nan .5 .1 .1", "0 inf .5 .1 inf", "0.5 .5 .5 .1 .1"]
    facts, *_, notes, _ = examine(Asked(str(yolo(tmp_path, [*odd, "0 .5 .5 .1 .1", "1.0 .5 .5 .1 .1"]))))
    assert (facts["data.classes"], facts["data.objects"]) == (2, 1.0)
    assert "4 lines of labels are no boxes and are left out" in notes


@pytest.mark.parametrize("train", ["7", "[]", "{}", "null"])
def test_a_description_of_yolo_that_is_none(tmp_path: Path, train: str) -> None:
    path = raw(yolo(tmp_path, ["0 .5 .5 .1 .1"]) / "data.yaml", [f"train: {train}", "names: [a]"])
    with pytest.raises(InputError, match="a path or a list of paths"):
        profile(path)


@pytest.mark.parametrize("train", ["images", "[images]", "../images", "train.txt"])
def test_where_yolo_says_its_images_lie(tmp_path: Path, train: str) -> None:
    home = yolo(tmp_path / "set", ["0 .5 .5 .1 .1"])
    raw(home / "train.txt", ["./images/0.png", "./images/1.png", "../elsewhere.png"])
    path = raw(home / "data.yaml", [f"train: {train}", "path: ../set", "names: {0: a, 1: b}"])
    facts = profile(path)
    assert (facts["data.rows"], facts["data.classes"]) == (2, 2)


def test_one_picture_beside_a_folder_makes_no_class(tmp_path: Path) -> None:
    pictures(tmp_path / "pictures", 12)
    picture(tmp_path / "example.jpg", seed="alone")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert "task" not in facts
    assert notes[0] == "1 of 13 images lie in no folder of a class and make no class: example.jpg"
    picture(folder(tmp_path / "set", {"cat": 3, "dog": 3}) / "cover.png")
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    assert (facts["task"], facts["data.rows"]) == ("binary", 6)
    assert notes[0] == "1 of 7 images lie in no folder of a class and are left out: cover.png"


def test_classes_in_names(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        for place in range(8):
            picture(tmp_path / f"{name}.{place}.jpg", seed=(name, place))
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert [facts[name] for name in ("task", "data.classes", "data.smallest_class")] == ["binary", 2, 8]
    assert notes[0].startswith("the names of the images begin with cat (8), dog (8): read as their classes")


@pytest.mark.parametrize("suffix", [".jpg", ""])
def test_labels_in_a_table_beside_the_folder(tmp_path: Path, suffix: str) -> None:
    pictures(tmp_path / "train", 8)
    columns = {"id": [f"{k}{suffix}" for k in range(9)], "breed": ["pug", "husky", "beagle"] * 3}
    write(tmp_path / "labels.csv", columns)
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    wanted = {"task": "multiclass", "data.rows": 8, "data.classes": 3, "data.smallest_class": 2, "data.target": "breed"}
    assert {name: facts[name] for name in wanted} == wanted
    assert "labels are read from labels.csv" in notes
    assert "1 images that are named do not lie there" in notes


def test_labels_of_several_columns(tmp_path: Path) -> None:
    pictures(tmp_path, 8)
    flags: dict[str, Any] = {"cat": [0, 1] * 4, "dog": [1, 1, 0, 0] * 2, "owl": [0, 0, 0, 1] * 2}
    write(tmp_path / "_classes.csv", {"filename": [f"{k}.jpg" for k in range(8)], **flags})
    facts = profile(str(tmp_path))
    assert [facts[name] for name in ("task", "data.outputs", "data.rows")] == ["multilabel", 3, 8]


def test_a_table_of_links_is_a_table(tmp_path: Path) -> None:
    links = [f"//upload.example.org/{place}.jpg" if place % 3 == 0 else None for place in range(60)]
    columns = {"image": links, "year": [1990 + place % 20 for place in range(60)], "y": [0, 1] * 30}
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "t.csv", columns), "y"))
    assert facts["data.kind"] == "table"
    assert "'image' holds links, which are not followed: fetch the files, and --kind image reads them" in notes


def test_images_that_are_missing_take_their_rows_along(tmp_path: Path) -> None:
    pictures(tmp_path, 9)
    columns = {"image": [f"{place}.jpg" for place in range(10)], "label": ["x", "y"] * 5}
    facts, *_, notes, _ = examine(Asked(write(tmp_path / "m.csv", columns), "label"))
    assert (facts["data.rows"], facts["data.smallest_class"], facts["data.imbalance"]) == (9, 4, 1.25)
    assert "1 images that are named do not lie there" in notes
    with pytest.raises(InputError, match=r"do not lie beside it(.|\n)*--kind table"):
        profile(write(tmp_path / "n.csv", {"image": ["a.jpg", "b.jpg"] * 9, "y": [0, 1] * 9}), "y")


def test_which_of_several_columns_is_predicted_is_said(tmp_path: Path) -> None:
    pictures(tmp_path, 12)
    columns = {
        "file": [f"{k}.jpg" for k in range(12)],
        "score": [k / 11 for k in range(12)],
        "cell": ["mono", "poly"] * 6,
    }
    write(tmp_path / "labels.csv", columns)
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert facts["data.target"] == "cell"
    assert "'cell' is taken to be predicted; --target names another column" in notes
