"""Folders of images: classes, masks, annotated objects, and files that are not what they seem."""

import json
import struct
import zlib
from pathlib import Path

import pytest

from advisor import Problem
from advisor.errors import InputError
from advisor.profiling import Asked, examine, profile
from tests.profiling.pictures import Image, folder, mask, picture
from tests.profiling.tables import write

pytestmark = pytest.mark.slow


def test_a_sub_folder_for_each_class(tmp_path: Path) -> None:
    root = folder(tmp_path / "pets", {"cat": 12, "dog": 6, "owl": 3})
    facts = profile(str(root))
    assert facts == {
        "data.kind": "image",
        "data.path": str(root),
        "data.rows": 21,
        "task": "multiclass",
        "data.classes": 3,
        "data.imbalance": 4.0,
        "data.smallest_class": 3,
        "data.image.height": 30,
        "data.image.width": 40,
        "data.image.channels": 3,
        "data.image.mirrored": True,
    }
    assert Problem.from_data(str(root)).data.image.width == 40


def test_two_folders_are_a_binary_task_and_a_given_one_wins(tmp_path: Path) -> None:
    root = str(folder(tmp_path / "pets", {"cat": 4, "dog": 4}))
    assert profile(root)["task"] == "binary"
    assert "task" not in profile(root, task="binary")
    assert "data.classes" not in profile(root, task="regression")
    with pytest.raises(InputError, match=r"multiclass does not fit 2 sub-folders(.|\n)*--task binary"):
        profile(root, task="multiclass")
    with pytest.raises(InputError, match=r"expected a task of image data(.|\n)*did you mean multiclass"):
        profile(root, task="multiclas")


@pytest.mark.parametrize(
    ("names", "mirrored"),
    [
        (("0", "1", "2"), False),
        (("turn-left", "turn-right"), False),
        (("cat", "ankle boot"), True),
        (("a", "dog"), None),
        (("n01440764", "n01443537"), None),
    ],
)
def test_letters_digits_and_sides_are_not_mirrored(
    tmp_path: Path, names: tuple[str, ...], mirrored: bool | None
) -> None:
    root = folder(tmp_path / "set", dict.fromkeys(names, 3))
    assert profile(str(root)).get("data.image.mirrored") is mirrored


def test_the_training_part_alone_counts(tmp_path: Path) -> None:
    folder(tmp_path / "set" / "train", {"cat": 5, "dog": 4})
    folder(tmp_path / "set" / "test", {"cat": 9, "dog": 9})
    facts = profile(str(tmp_path / "set"))
    assert (facts["data.rows"], facts["data.classes"], facts["data.smallest_class"]) == (9, 2, 4)


@pytest.mark.parametrize(("mode", "channels"), [("L", 1), ("RGB", 3), ("RGBA", 3), ("P", 3), ("I;16", 1), ("1", 1)])
def test_channels(tmp_path: Path, mode: str, channels: int) -> None:
    for place in range(4):
        path = picture(tmp_path / "set" / "ab"[place % 2] / f"{place}.png", seed=place)
        if mode == "I;16":
            Image.frombytes("I;16", (40, 30), bytes(2400)).save(path)
        else:
            Image.open(path).convert(mode).save(path)
    assert profile(str(tmp_path / "set"))["data.image.channels"] == channels


def test_the_typical_size_is_the_median(tmp_path: Path) -> None:
    for place, side in enumerate((10, 50, 50, 60, 900)):
        picture(tmp_path / "set" / "ab"[place % 2] / f"{place}.png", (side, 2 * side), seed=place)
    facts = profile(str(tmp_path / "set"))
    assert (facts["data.image.width"], facts["data.image.height"]) == (50, 100)


def test_broken_files_are_counted_named_and_left_out(tmp_path: Path) -> None:
    root = folder(tmp_path / "set", {"cat": 6, "dog": 6}, size=(200, 200))
    (root / "cat" / "0.png").write_bytes(b"no image at all")
    (root / "cat" / "1.png").write_bytes(b"")
    cut = root / "dog" / "2.png"
    cut.write_bytes(cut.read_bytes()[:200])
    facts, *_, notes, _ = examine(Asked(str(root)))
    assert facts["data.rows"] == 10
    assert notes == [
        "2 of 12 images are left out: cat/0.png, cat/1.png (is no image, or a broken one)",
        "1 of a sample of 10 images (seed 0) cannot be decoded to their end: dog/2.png",
    ]


def test_a_decompression_bomb_is_not_unpacked(tmp_path: Path) -> None:
    root = folder(tmp_path / "set", {"cat": 3, "dog": 3})

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    for name, side in (("huge.png", 200_000), ("large.png", 12_000)):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
        pixels = chunk(b"IDAT", zlib.compress(bytes(10**6)))
        (root / "cat" / name).write_bytes(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""))
    facts, *_, notes, _ = examine(Asked(str(root)))
    assert facts["data.rows"] == 7
    assert notes == ["1 of 8 images are left out: cat/huge.png (unpacks to more pixels than is safe)"]


def test_near_duplicates_and_grey_pictures_in_colour_are_told(tmp_path: Path) -> None:
    root = folder(tmp_path / "set", {"cat": 10, "dog": 10}, size=(120, 90))
    for place in range(5):
        with Image.open(root / "cat" / f"{place}.png") as image:
            image.resize((110, 85)).save(root / "dog" / f"copy{place}.jpg", quality=80)
    *_, notes, _ = examine(Asked(str(root)))
    assert notes == [
        "20.0% of a sample of 25 images (seed 0) nearly repeat another one: keep such pairs in one part of a split"
    ]
    grey = tmp_path / "grey"
    for place in range(6):
        path = picture(grey / ("cat", "dog")[place % 2] / f"{place}.png", (80, 80), "L", seed=place)
        Image.open(path).convert("RGB").save(path)
    *_, notes, _ = examine(Asked(str(grey)))
    assert notes == ["all 6 colour images of a sample of 6 images (seed 0) hold grey pictures: one channel is enough"]


@pytest.mark.parametrize("layout", ["folders", "endings"])
def test_masks_beside_images(tmp_path: Path, layout: str) -> None:
    for place in range(6):
        if layout == "folders":
            picture(tmp_path / "set" / "images" / f"{place}.jpg", seed=place)
            mask(tmp_path / "set" / "masks" / f"{place}.png", [0, 0, 1, 2])
        else:
            picture(tmp_path / "set" / f"{place}.jpg", seed=place)
            mask(tmp_path / "set" / f"{place}_mask.png", [0, 0, 1, 2])
    picture(tmp_path / "set" / ("images/alone.jpg" if layout == "folders" else "alone.jpg"))
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    wanted = {"task": "segmentation", "data.rows": 6, "data.classes": 3, "data.imbalance": 2.0, "data.image.width": 40}
    assert {path: facts[path] for path in wanted} == wanted
    assert notes[0].startswith("1 images have no mask and are left out: ")


def test_a_mask_may_mark_what_is_ignored(tmp_path: Path) -> None:
    for place in range(4):
        picture(tmp_path / "a" / "images" / f"{place}.png", seed=place)
        mask(tmp_path / "a" / "masks" / f"{place}.png", [0, 1, 255, 255])
        picture(tmp_path / "b" / "images" / f"{place}.png", seed=place)
        mask(tmp_path / "b" / "masks" / f"{place}.png", [0, 0, 0, 255])
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "a")))
    assert (facts["data.classes"], facts["data.imbalance"]) == (2, 1.0)
    assert "pixels of the value 255 are taken to be ignored" in notes
    facts = profile(str(tmp_path / "b"))
    assert (facts["data.classes"], facts["data.imbalance"]) == (2, 3.0)


COCO = {
    "images": [{"id": k, "width": 640, "height": 480, "file_name": f"{k}.png"} for k in range(4)],
    "annotations": [
        {"id": 1, "image_id": 0, "category_id": 7, "bbox": [0, 0, 10, 10], "area": 100, "iscrowd": 0},
        {"id": 2, "image_id": 0, "category_id": 7, "bbox": [0, 0, 50, 50], "area": 2500},
        {"id": 3, "image_id": 1, "category_id": 9, "bbox": [0, 0, 200, 100]},
        {"id": 4, "image_id": 99, "category_id": 9, "bbox": [0, 0, 1, 1]},
    ],
    "categories": [{"id": 7, "name": "cat"}, {"id": 9, "name": "dog"}, {"id": 11, "name": "owl"}],
}


def test_objects_as_coco_annotates_them(tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir()
    path = tmp_path / "annotations" / "instances_train.json"
    path.write_text(json.dumps(COCO))
    facts, *_, sections, notes, _ = examine(Asked(str(path), shown=True))
    wanted = {
        "task": "detection", "data.rows": 4, "data.classes": 3, "data.objects": 0.75, "data.imbalance": 2.0,
        "data.image.width": 640, "data.image.height": 480,
    }  # fmt: skip
    assert {name: facts[name] for name in wanted} == wanted
    assert notes == [
        "1 annotations belong to no image and are left out",
        "2 of 4 images hold no object",
        "1 of 3 classes never occur",
    ]
    assert [row[1] for section in sections if section.title == "object sizes" for row in section.rows] == [1, 1, 1]
    for place in range(4):
        picture(tmp_path / "images" / f"{place}.png", (64, 48), seed=place)
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.image.width"], facts["data.classes"]) == ("detection", 64, 3)
    assert profile(str(tmp_path), task="segmentation")["data.classes"] == 4


def test_objects_as_yolo_labels_them(tmp_path: Path) -> None:
    labels = tmp_path / "labels" / "train"
    labels.mkdir(parents=True)
    for place in range(4):
        picture(tmp_path / "images" / "train" / f"{place}.jpg", (64, 48), seed=place)
    (labels / "0.txt").write_text("0 0.5 0.5 0.1 0.1\n1 0.5 0.5 0.2 0.2\n")
    (labels / "1.txt").write_text("1 0.5 0.5 0.2 0.2\nnonsense\n")
    (labels / "2.txt").write_text("")
    (tmp_path / "data.yaml").write_text("train: images/train\nval: images/val\nnames: [cat, dog, owl]\n")
    for path in (tmp_path, tmp_path / "data.yaml"):
        facts, *_, notes, _ = examine(Asked(str(path)))
        wanted = {
            "task": "detection", "data.rows": 4, "data.classes": 3, "data.objects": 0.75, "data.imbalance": 2.0,
            "data.image.width": 64, "data.path": str(path),
        }  # fmt: skip
        assert {name: facts[name] for name in wanted} == wanted
        assert "1 lines of labels are no boxes and are left out" in notes


@pytest.mark.parametrize(
    ("train", "reason"),
    [
        ("7", "a path or a list of paths"),
        ("[]", "a path or a list of paths"),
        ("{a: b}", "a path or a list of paths"),
        (r'"\ud800"', "is no path"),
        (r'"a\0b"', "is no path"),
        ("nowhere", "names images that do not lie there"),
    ],
)
def test_a_description_whose_training_part_is_no_path_is_refused(tmp_path: Path, train: str, reason: str) -> None:
    (tmp_path / "data.yaml").write_text(f"train: {train}\nnames: [cat]\n")
    with pytest.raises(InputError, match=reason):
        profile(str(tmp_path / "data.yaml"))


def test_a_description_that_leads_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "set"
    inside.mkdir()
    picture(tmp_path / "images" / "0.png")
    (inside / "data.yaml").write_text("train: ../images\nnames: [cat]\n")
    with pytest.raises(InputError, match="outside its folder"):
        profile(str(inside / "data.yaml"))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{}", "no annotations as COCO writes them"),
        (b'{"images": 1, "annotations": 2}', "no annotations as COCO writes them"),
        (b'{"images": [], "annotations": []}', "names no images"),
        (b'{"images": ' * 5_000 + b'"annotations"', "no annotations as COCO writes them"),
    ],
)
def test_what_is_no_annotation_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(InputError, match=reason):
        profile(str(tmp_path / "a.json"))


def test_a_flat_folder_says_that_the_task_is_to_be_said(tmp_path: Path) -> None:
    for place in range(3):
        picture(tmp_path / "set" / f"{place}.png", seed=place)
    facts, *_, notes, _ = examine(Asked(str(tmp_path / "set")))
    assert facts["data.rows"] == 3
    assert "task" not in facts
    assert notes[-1].startswith("no labels lie beside the images")
    with pytest.raises(InputError, match="no sub-folder for each class"):
        profile(str(tmp_path / "set"), task="binary")


def test_a_kind_overrules_what_a_folder_looks_like(tmp_path: Path) -> None:
    folder(tmp_path / "set", {"cat": 3, "dog": 3})
    write(tmp_path / "set" / "labels.csv", {"x": range(60), "y": [0, 1] * 30})
    assert profile(str(tmp_path / "set"))["data.kind"] == "image"
    with pytest.raises(InputError, match="expected one of"):
        profile(str(tmp_path / "set"), kind="pictures")


def test_a_folder_of_masks_is_told_by_a_word_of_its_name(tmp_path: Path) -> None:
    for place in range(6):
        picture(tmp_path / "images_prepped" / f"{place}.png", seed=place)
        mask(tmp_path / "annotations_prepped" / f"{place}.png", [0, 0, 1, 2])
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"], facts["data.classes"]) == ("segmentation", 6, 3)


def test_of_several_tables_the_one_that_names_most_images_holds_the_labels(tmp_path: Path) -> None:
    names = [picture(tmp_path / "images" / f"p{place}.png", seed=place).name for place in range(30)]
    (tmp_path / "data").mkdir()
    write(tmp_path / "data" / "a_few.csv", {"7": [8, 9], "p0.png": ["p1.png", "p2.png"]})
    who, mood = [k % 4 for k in range(30)], ["glad" if k % 3 else "sad" for k in range(30)]
    write(tmp_path / "data" / "legend.csv", {"user": who, "picture": names, "mood": mood})
    facts = profile(str(tmp_path))
    assert (facts["data.rows"], facts["data.target"], facts["data.classes"]) == (30, "mood", 2)


def test_examples_beside_the_folders_of_the_classes_are_left_out(tmp_path: Path) -> None:
    folder(tmp_path / "Dataset", {"0": 30, "1": 30})
    picture(tmp_path / "Examples" / "one.png")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.classes"], facts["data.rows"]) == (2, 60)
    assert any(note.startswith("1 images lie beside the folders of the classes and are left out") for note in notes)


def test_a_folder_beside_the_parts_is_no_class(tmp_path: Path) -> None:
    folder(tmp_path / "train", {"cat": 6, "dog": 6})
    folder(tmp_path / "test", {"cat": 2, "dog": 2})
    picture(tmp_path / "for the slides" / "both.png")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["data.classes"], facts["data.rows"]) == (2, 12)
    assert "1 file in a folder beside the parts is left out: for the slides/both.png" in notes


@pytest.mark.parametrize("home", ["./pictures\\", "/home/me/pictures/", "pictures/"])
def test_a_table_that_names_images_by_paths_of_another_machine(tmp_path: Path, home: str) -> None:
    for kind in ("cat", "dog"):
        for place in range(4):
            picture(tmp_path / "pictures" / kind / f"{place}.png", seed=(kind, place))
    names = [(f"{home}{kind}{home[-1]}{place}.png", kind) for kind in ("cat", "dog") for place in range(4)]
    path = write(tmp_path / "t.csv", {"file": [name for name, _ in names], "kind": [kind for _, kind in names]})
    facts = profile(path, "kind")
    assert (facts["data.kind"], facts["data.rows"], facts["data.classes"]) == ("image", 8, 2)


def test_labels_of_yolo_without_their_images(tmp_path: Path) -> None:
    for name, boxes in (("a", 2), ("b", 1), ("c", 0)):
        place = tmp_path / "labels" / f"{name}.txt"
        place.parent.mkdir(exist_ok=True)
        place.write_text("0 0.5 0.5 0.2 0.3\n" * boxes)
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"], facts["data.objects"]) == ("detection", 3, 1.0)


def test_masks_in_colours_whose_borders_are_smoothed(tmp_path: Path) -> None:
    for place in range(4):
        picture(tmp_path / "images" / f"{place}.png", (200, 100), seed=place)
        drawn = Image.new("RGB", (200, 100), (200, 30, 30))
        drawn.paste((20, 20, 220), (0, 0, 90, 100))
        for x in range(100):
            drawn.putpixel((x, 99), (x, place, 2 * x))
        (tmp_path / "masks").mkdir(exist_ok=True)
        drawn.save(tmp_path / "masks" / f"{place}.png")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert facts["data.classes"] == 2
    assert any("2 of which fill nearly all of them: borders are smoothed" in note for note in notes)


def test_keypoints_are_left_aside(tmp_path: Path) -> None:
    coco = {
        "images": [{"id": 1, "width": 8, "height": 8}, {"id": 2, "width": 8, "height": 8}],
        "annotations": [{"image_id": 1, "category_id": 1, "bbox": [0, 0, 4, 4], "keypoints": [1, 2, 2]}],
        "categories": [{"id": 1, "name": "person"}],
    }
    (tmp_path / "coco.json").write_text(json.dumps(coco))
    *_, notes, _ = examine(Asked(str(tmp_path / "coco.json")))
    assert any(note.startswith("objects have keypoints, which are left aside; people use MMPose") for note in notes)


def test_labels_of_yolo_most_of_whose_images_are_missing(tmp_path: Path) -> None:
    for place in range(30):
        label = tmp_path / "labels" / f"{place}.txt"
        label.parent.mkdir(exist_ok=True)
        label.write_text("0 0.5 0.5 0.2 0.3\n")
    picture(tmp_path / "images" / "0.png")
    picture(tmp_path / "images" / "1.png", seed=1)
    assert profile(str(tmp_path))["task"] == "detection"


def test_masks_of_sixteen_bits_in_a_folder_called_manual(tmp_path: Path) -> None:
    for place in range(4):
        picture(tmp_path / "images" / f"{place}.png", seed=place)
        (tmp_path / "manual").mkdir(exist_ok=True)
        row = b"\0\0" * 30 + b"\xff\xff" * 10
        Image.frombytes("I;16", (40, 30), row * 30).save(tmp_path / "manual" / f"{place}.png")
    facts, *_, notes, _ = examine(Asked(str(tmp_path)))
    assert (facts["task"], facts["data.classes"], facts["data.imbalance"]) == ("segmentation", 2, 3.0)
    assert not any("cannot be decoded" in note for note in notes)


def test_labels_of_yolo_in_a_folder_of_any_name(tmp_path: Path) -> None:
    for place in range(4):
        picture(tmp_path / "positive" / f"{place}.jpg", seed=place)
        (tmp_path / "marks").mkdir(exist_ok=True)
        (tmp_path / "marks" / f"{place}.txt").write_text("0 0.5 0.5 0.2 0.2\n1 0.2 0.2 0.1 0.1\n")
    (tmp_path / "marks" / "classes.txt").write_text("cat\ndog\n")
    facts = profile(str(tmp_path))
    assert (facts["task"], facts["data.rows"], facts["data.objects"]) == ("detection", 4, 2.0)


def test_arrays_before_a_few_pictures_of_them(tmp_path: Path) -> None:
    np = pytest.importorskip("numpy")
    np.save(tmp_path / "X_train.npy", np.random.default_rng(0).normal(size=(40, 12, 3)))
    np.save(tmp_path / "y_train.npy", np.arange(40) % 4)
    np.save(tmp_path / "X_test.npy", np.zeros((10, 12, 3)))
    picture(tmp_path / "sample.png")
    facts = profile(str(tmp_path))
    assert (facts["data.kind"], facts["task"], facts["data.length"]) == ("sequence", "multiclass", 12)
