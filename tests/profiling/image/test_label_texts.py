"""Boxes in text files, and what other tools write of videos and of many images at once."""

import json
from pathlib import Path

import pytest

from advisor.profiling import Asked, examine, profile
from tests.profiling.image.test_tools import ONE_EACH, WANTED, pictures
from tests.profiling.pictures import mask, picture
from tests.profiling.tables import raw

pytestmark = pytest.mark.slow

FORMS = {
    "KITTI": ("label_2", "{} 0.00 0 -1.57 4.0 4.0 24.0 20.0 1.5 1.6 3.9 1.8 1.5 8.4 -1.6", ["DontCare" + " -1" * 14]),
    "DOTA": ("labelTxt", "4 4 24 4 24 20 4 20 {} 0", []),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_text_of_boxes_for_each_image(tmp_path: Path, form: str) -> None:
    place, line, more = FORMS[form]
    (tmp_path / place).mkdir()
    for number, objects in enumerate(ONE_EACH):
        lines = [line.format(each) for each in objects] or more
        raw(tmp_path / place / f"{number}.txt", [*lines, *more] if objects else lines)
    pictures(tmp_path / "image_2")
    facts, method, *_, notes, _ = examine(Asked(str(tmp_path)))
    if form == "DOTA":  # which the last image, without objects, does not say of itself
        assert (facts["data.rows"], facts["data.classes"], "6 boxes stand at an angle" in str(notes)) == (5, 2, True)
    else:
        assert {name: facts[name] for name in WANTED} == WANTED
    assert f"from {form}'s annotations" in method


def test_faces_of_many_images_in_one_text(tmp_path: Path) -> None:
    flags = "0 0 0 0 0 0"
    lines = []
    for number in range(4):
        picture(tmp_path / "images" / f"0--Parade/{number}.jpg", seed=number)
        faces = [f"1 1 {5 + each} 5 {flags}" for each in range(number)] or [f"0 0 0 0 {flags}"]
        lines += [f"0--Parade/{number}.jpg", str(number), *faces]
    (tmp_path / "split").mkdir()
    raw(tmp_path / "split" / "faces_bbx_gt.txt", lines)
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"], facts["data.classes"], facts["data.objects"]) == ("detection", 4, 1, 1.5)


@pytest.mark.parametrize("whole", [True, False])
def test_vott(tmp_path: Path, whole: bool) -> None:
    pictures(tmp_path)
    box = {"height": 16.0, "width": 20.0, "left": 4.0, "top": 4.0}
    looked = [
        {
            "asset": {"name": f"{place}.jpg", "size": {"width": 40, "height": 30}},
            "regions": [{"tags": [each], "type": "RECTANGLE", "boundingBox": box} for each in objects],
        }
        for place, objects in enumerate(ONE_EACH)
    ]
    if whole:
        document = {"name": "x", "videoSettings": {}, "tags": [], "assets": dict(enumerate(looked))}
        (tmp_path / "x-export.json").write_text(json.dumps(document))
    else:
        for place, each in enumerate(looked):
            (tmp_path / f"{place}-asset.json").write_text(json.dumps(each | {"version": "2.2.0", "tags": []}))
    facts = profile(str(tmp_path))
    assert {name: facts[name] for name in WANTED} == WANTED


def test_tracks_of_a_video(tmp_path: Path) -> None:
    box = '<box frame="{0}" outside="{1}" xtl="1" ytl="1" xbr="9" ybr="9"/>'
    frames = "".join(box.format(frame, int(frame == 5)) for frame in range(6))
    size = "<meta><task><original_size><width>40</width><height>30</height></original_size></task></meta>"
    track = f'<track id="0" label="cat">{frames}</track><track id="1" label="dog">{box.format(2, 0)}</track>'
    path = raw(tmp_path / "annotations.xml", [f"<annotations>{size}{track}</annotations>"])
    facts, *_, notes, _ = examine(Asked(path))
    assert (facts["data.rows"], facts["data.classes"], facts["data.image.width"]) == (5, 2, 40)
    assert "frames of one video are alike: keep all of them in one part of a split" in notes


def test_masks_as_cityscapes_calls_them(tmp_path: Path) -> None:
    for place in range(4):
        picture(tmp_path / "leftImg8bit/train/bern" / f"bern_{place}_leftImg8bit.png", seed=place)
        mask(tmp_path / "gtFine/train/bern" / f"bern_{place}_gtFine_labelIds.png", [0, 1, 2])
        mask(tmp_path / "gtFine/train/bern" / f"bern_{place}_gtFine_instanceIds.png", [0, 1, 2, 3, 4])
    facts = profile(str(tmp_path))
    assert [facts[name] for name in ("task", "data.rows", "data.classes")] == ["segmentation", 4, 3]


def test_a_broken_list_of_faces_is_named(tmp_path: Path) -> None:
    for number in range(2):
        picture(tmp_path / "images" / f"{number}.jpg", seed=number)
    raw(tmp_path / "faces.txt", ["0.jpg", "1", "1 1 5 5 0 0", "1.jpg", "1", "1 1"])
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert "task" not in facts
    assert any("1 .txt" in note for note in notes)
