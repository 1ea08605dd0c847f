"""Images as PyTorch projects: each family trains on small images, and what it writes has the promised shape."""

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.problem import Problem
from advisor.problem.intake import Intake
from advisor.recommending import recommend
from advisor.versions import Ruleset
from advisor.yamlio import read_document
from tests.exporting.running import assert_clean, exported, interrupt, run_script, shortened, start, train

np = pytest.importorskip("numpy")
pytest.importorskip("torch")
Image = pytest.importorskip("PIL.Image")

ROOT = Path(__file__).parents[2]
THROUGH = str(Path(__file__).with_name("with_torchvision.py"))
GALLERY = ("digits-8x8", "cats-and-dogs", "guide-cats-and-dogs", "chip-defects-edge", "age-from-faces",
           "product-photos-multilabel", "billion-images",
           "street-segmentation", "mri-segmentation-8gb", "helmets-detection")  # fmt: skip
HOSTILE = ('"); import os; os.system("x', "newline\nand {brace}", "=SUM(A1)", "été 🐈")


def config_of(problem: str, *, side: int = 0, ruleset: Ruleset = "current", **training: Any) -> dict[str, Any]:
    """The config for a problem, shortened, for images of another side where the network bears it."""
    intake = Intake()
    intake.document(read_document(problem, "problem.yaml"))
    document = shortened(recommend(Problem.of(intake), ruleset).document(), **training)
    document["data"]["split"]["folds"] = 1
    if side:
        document["model"]["input"]["shape"] = [side, side, 3]
    return document


def folder_of(path: Path, names: tuple[str, ...], each: int, side: int, channels: int = 3) -> Path:
    """A folder of images with a sub-folder for each class, whose brightness tells it."""
    rng = np.random.default_rng(0)
    for place, name in enumerate(names):
        (path / name).mkdir(parents=True)
        for number in range(each):
            pixels = rng.integers(0, 60, (side, side + 3, channels)) + 190 * place // max(len(names) - 1, 1)
            image = Image.fromarray(pixels.astype(np.uint8).squeeze())
            image.save(path / name / f"{number}.{'png' if number % 2 else 'jpg'}")
    return path


def falls(history: list[dict[str, str]]) -> bool:
    return float(history[-1]["train_loss"]) < float(history[0]["train_loss"])


@pytest.mark.slow
def test_digits_are_learnt_from_arrays(tmp_path: Path) -> None:
    from sklearn.datasets import load_digits

    digits = load_digits()
    np.savez(tmp_path / "train.npz", images=digits.images[:1437], labels=digits.target[:1437])
    np.savez(tmp_path / "test.npz", images=digits.images[1437:], labels=digits.target[1437:])
    project = exported(
        shortened(read_document((ROOT / "configs/digits-8x8/config.yaml").read_text(), "config.yaml").data, 20),
        tmp_path,
    )
    run = train(project, "--train", "train.npz", "--test", "test.npz")
    assert run.code == 0, run.output
    assert run.metrics["test"]["accuracy"] > 0.94  # a linear model reaches 0.92
    assert run.metrics["parameters"] == 55786
    assert len(run.predictions()) == 360


@pytest.mark.slow
def test_hostile_names_and_broken_files_stand_beside_good_ones(tmp_path: Path) -> None:
    problem = "task: multiclass\ndata: {kind: image, rows: 48, classes: 4, image: 12x12x3}\n"
    project = exported(config_of(problem, epochs=3), tmp_path / "project")
    images = folder_of(tmp_path / "images", HOSTILE, 12, 12)
    (images / HOSTILE[0] / "broken.png").write_bytes(b"no image")
    whole = io.BytesIO()
    Image.new("RGB", (40, 40)).save(whole, "JPEG")
    (images / HOSTILE[3] / "cut.jpg").write_bytes(whole.getvalue()[:-200])
    run = train(project, "--train", str(images), "--test", str(images), "--seed", "0")
    assert run.code == 0, run.output
    assert "2 of 50 images cannot be read" in run.output
    assert "broken.png" in run.output
    assert "cut.jpg" in run.output
    assert falls(run.history)
    predictions = run.predictions()
    assert list(predictions[0]) == ["path", "prediction", *(f"probability of {name}" for name in sorted(HOSTILE))]
    assert [Path(row["path"]).name for row in predictions if not row["prediction"]] == ["broken.png", "cut.jpg"]
    assert {row["prediction"] for row in predictions} <= {*HOSTILE, ""}
    code, output = run_script(project, "--data", str(images), "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert (project / "again.csv").read_text() == (project / "predictions.csv").read_text()


@pytest.mark.slow
def test_a_dense_network_takes_pixels_in_a_row(tmp_path: Path) -> None:
    problem = "task: binary\ndata: {kind: image, rows: 40, image: 8x8x1}\n"
    document = config_of(problem, ruleset="guide")
    project = exported(document, tmp_path / "project")
    images = folder_of(tmp_path / "images", ("dark", "light"), 20, 8, 1)
    run = train(project, "--train", str(images), "--test", str(images))
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == document["resources"]["parameters"]
    assert falls(run.history)


PUBLISHED = {
    "multiclass": "task: multiclass\ndata: {kind: image, rows: 9000, classes: 3, image: 200x200x1, domain: far}\n"
    "priorities: {latency_ms: 10}\n",
    "features": "task: multiclass\ndata: {kind: image, rows: 24, classes: 3, image: 300x300x3}\n"
    "compute: {device: gpu}\n",
    "of timm": "task: binary\ndata: {kind: image, rows: 6000, image: 300x300x3}\npriorities: {latency_ms: 10}\n"
    "pins: {model.backbone.name: efficientnet_v2_b0}\n",
    "stages of timm": "task: binary\ndata: {kind: image, rows: 6000, image: 300x300x3}\n"
    "pins: {model.backbone.name: tiny_vit_5m, model.backbone.trainable: top-blocks}\n",
    "mixed": "task: binary\ndata: {kind: image, rows: 6000, image: 300x300x3}\npriorities: {latency_ms: 10}\n",
    "regression": "task: regression\ndata: {kind: image, rows: 2000, image: 300x300x3}\npriorities: {latency_ms: 10}\n",
    "multilabel": "task: multilabel\ndata: {kind: image, rows: 2000, outputs: 2, image: 300x300x3}\n"
    "priorities: {latency_ms: 10}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("task", PUBLISHED)
def test_a_published_network_is_tuned(task: str, tmp_path: Path) -> None:
    pytest.importorskip("PIL")
    document = config_of(PUBLISHED[task], side=56)
    project = exported(document, tmp_path / "project")
    images = folder_of(
        tmp_path / "images", ("a", "b", "c") if task in ("multiclass", "features") else ("a", "b"), 8, 64
    )
    data, named = images, ["--target", "age"] if task == "regression" else []
    if task in ("regression", "multilabel"):
        data = tmp_path / "images.csv"
        files = sorted(images.rglob("*.*"))
        lines = [f"{file.relative_to(tmp_path)},{int(file.parent.name == 'b')}" for file in files]
        second = ",dark" if task == "multilabel" else ""
        data.write_text(f"path,age{second}\n" + "".join(f"{line}{',1' if second else ''}\n" for line in lines))
    run = train(project, "--train", str(data), "--test", str(data), "--weights", "none", *named)
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == document["resources"]["parameters"]
    assert len(run.predictions()) == len(list(images.rglob("*.*")))


def masks_of(folder: Path, size: tuple[int, ...], channels: int) -> Path:
    """Eight noisy images or volumes in each of which a bright block of one of two classes stands, and their masks."""
    rng = np.random.default_rng(0)
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True)
    for number in range(8):
        mask = np.zeros(size, np.uint8)
        mask[
            tuple(
                slice(start, start + side // 2) for start, side in zip(rng.integers(0, 4, len(size)), size, strict=True)
            )
        ] = 1 + number % 2
        pixels = rng.integers(0, 40, (*size, channels)) + 100 * mask[..., None]
        if len(size) == 3:
            np.save(folder / "images" / f"{number}.npy", pixels.astype(np.float32))
            np.save(folder / "masks" / f"{number}.npy", mask)
        else:
            Image.fromarray(pixels.astype(np.uint8)).save(folder / "images" / f"{number}.jpg")
            Image.fromarray(mask).save(folder / "masks" / f"{number}.png")
    return folder


SEGMENTED = {
    "volumes": "task: segmentation\ndata: {kind: image, rows: 200, classes: 3, image: 16x16x2, volumetric: true}\n",
    "patches": "task: segmentation\ndata: {kind: image, rows: 200, classes: 3, image: 24x24x3, domain: far}\n",
    "photographs": "task: segmentation\ndata: {kind: image, rows: 200, classes: 3, image: 90x70x3}\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("what", SEGMENTED)
def test_masks_are_learnt(what: str, tmp_path: Path) -> None:
    published = what == "photographs"
    document = config_of(SEGMENTED[what], side=64 if published else 0, epochs=1 if published else 4)
    project = exported(document, tmp_path / "project")
    data = masks_of(tmp_path / "data", (16, 18, 20) if what == "volumes" else (40, 30), 2 if what == "volumes" else 3)
    (data / "images" / ("broken.npy" if what == "volumes" else "broken.png")).write_bytes(b"no image")
    arguments = ["--train", str(data), "--test", str(data), *(["--weights", "none"] if published else [])]
    run = train(project, *arguments)
    assert run.code == 0, run.output
    assert "1 of 9" in run.output
    assert run.metrics["parameters"] == document["resources"]["parameters"]
    assert published or falls(run.history)
    predictions = run.predictions()
    assert [bool(row["mask"]) for row in predictions] == [*[True] * 8, False]
    assert sum(float(predictions[0][f"share of {k}"]) for k in range(3)) == pytest.approx(1)


@pytest.mark.slow
def test_objects_are_found_by_a_detector(tmp_path: Path) -> None:
    pytest.importorskip("transformers")
    pytest.importorskip("pycocotools")
    problem = "task: detection\ndata: {rows: 200, classes: 3, image: 400x400x3, objects: 2}\n"  # one never occurs
    document = config_of(problem, side=320, epochs=1, batch_size=2)
    project = exported(document, tmp_path / "project")
    folder_of(tmp_path / "data" / "images", ("a",), 3, 60)
    notes = {
        "images": [{"id": n, "file_name": f"a/{n}.{'png' if n % 2 else 'jpg'}"} for n in range(3)],
        "categories": [{"id": 7, "name": HOSTILE[0]}, {"id": 9, "name": HOSTILE[3]}],
        "annotations": [
            {"id": n, "image_id": n % 3, "category_id": 7 + 2 * (n % 2), "bbox": [5, 5, 20 + n, 30]} for n in range(5)
        ],
    }
    (tmp_path / "data" / "notes.json").write_text(json.dumps(notes), encoding="utf-8")
    data = str(tmp_path / "data")
    arguments = ["--train", data, "--valid", data, "--test", data, "--weights", "none"]
    run = train(project, *arguments)
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == document["resources"]["parameters"]
    assert [len(json.loads(row["boxes"])) >= 0 for row in run.predictions()] == [True] * 3


def scenes_of(folder: Path, boxes: list[list[float]]) -> str:
    """A folder of images of 64 x 48 pixels, each with a bright box, high or wide, and its notes as COCO has them."""
    images, annotations = [], []
    folder.mkdir(parents=True)
    for number, (left, top, width, height) in enumerate(boxes):
        image = Image.new("RGB", (64, 48))
        image.paste((255, 255, 255), (int(left), int(top), int(left + width), int(top + height)))
        image.save(folder / f"{number}.png")
        images.append({"id": number, "file_name": f"{number}.png"})
        box = {
            "id": number,
            "image_id": number,
            "category_id": 1 + (width > height),
            "bbox": [left, top, width, height],
        }
        annotations.append(box)
    images.append({"id": len(boxes), "file_name": "empty.png"})
    Image.new("RGB", (64, 48)).save(folder / "empty.png")
    names = [{"id": 1, "name": HOSTILE[0]}, {"id": 2, "name": HOSTILE[3]}]
    notes = {"images": images, "categories": names, "annotations": annotations}
    (folder / "notes.json").write_text(json.dumps(notes), encoding="utf-8")
    return str(folder)


@pytest.mark.slow
@pytest.mark.parametrize("target", ["torch", "keras"])
def test_a_single_box_is_four_outputs_beside_its_classes(target: str, tmp_path: Path) -> None:
    pytest.importorskip("pycocotools")
    pytest.importorskip("keras" if target == "keras" else "torch")
    problem = "task: detection\ndata: {rows: 24, classes: 2, image: 48x64x3, objects: 1}\n"
    document = config_of(problem, ruleset="guide", side=32, epochs=2, batch_size=8)
    project = exported(document, tmp_path / "project", target)
    assert_clean(project)
    random = np.random.default_rng(0)
    boxes = [[*random.integers(0, 30, 2).tolist(), *((20, 10) if n % 2 else (10, 18))] for n in range(24)]
    data = scenes_of(tmp_path / "data", boxes)
    run = train(project, "--train", data, "--test", data, "--weights", "none", "--lr", "1e-5")
    assert run.code == 0, run.output
    assert "1 images without a box are left out" in run.output
    assert len(run.history) == 2
    found = [json.loads(row["boxes"]) for row in run.predictions()]
    assert len(found) == 25
    assert all(len(boxes) == 1 and len(boxes[0]["box"]) == 4 for boxes in found)
    assert {boxes[0]["class"] for boxes in found} <= {HOSTILE[0], HOSTILE[3]}
    code, output = run_script(project, "--data", data, "--predictions", "again.csv", script="predict.py")
    assert code == 0, output
    assert (project / "again.csv").read_text() == (project / "predictions.csv").read_text()


@pytest.mark.slow
def test_missing_weights_are_said_to_be_missing(tmp_path: Path) -> None:
    project = exported(config_of(PUBLISHED["mixed"], side=32), tmp_path / "project")
    images = folder_of(tmp_path / "images", ("a", "b"), 4, 32)
    process = start(project, "train.py", "--train", str(images), script=THROUGH)
    output, _ = process.communicate(timeout=120)
    if process.returncode:  # there is no network
        assert "--weights none" in output
        assert "Traceback" not in output


@pytest.mark.slow
def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    problem = "task: binary\ndata: {kind: image, rows: 60, image: 16x16x3}\n"
    project = exported(config_of(problem, epochs=60), tmp_path / "project")
    images = folder_of(tmp_path / "images", ("a", "b"), 30, 16)
    interrupt(project, "--train", str(images))
    run = train(project, "--train", str(images), "--resume")
    assert run.code == 0, run.output
    assert [int(line["epoch"]) for line in run.history] == [*range(1, 61)]


@pytest.mark.slow
def test_every_image_config_of_the_gallery_has_its_project(tmp_path: Path) -> None:
    sizes = {}
    for name in GALLERY:
        text = (ROOT / "configs" / name / "config.yaml").read_text(encoding="utf-8")
        sizes[name] = read_document(text, name).data["resources"]["parameters"]
        assert_clean(exported(text, tmp_path / name))
    code = (
        "import sys, torch\n"
        "prep = {'weights': None, 'center': torch.zeros(1), 'scale': torch.ones(1)}\n"
        f"for name in {list(GALLERY)}:\n"
        "    sys.path[0] = name\n"
        "    from model import Network\n"
        "    with torch.device('meta'):\n"
        "        print(name, sum(p.numel() for p in Network(prep).parameters()))\n"
        "    for each in ('data', 'model', 'settings'): sys.modules.pop(each, None)\n"
    )
    (tmp_path / "count.py").write_text(code, encoding="utf-8")
    counted = subprocess.run(
        [sys.executable, THROUGH, "count.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert counted.stdout.split("\n")[:-1] == [f"{name} {size}" for name, size in sizes.items()], counted.stderr
