"""Wrong input of every kind of project ends in one clear line and exit code 2, never in a traceback."""

from pathlib import Path

import pytest

from tests.exporting.running import exported, run_script
from tests.exporting.small import config_of

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytestmark = pytest.mark.slow

IMAGES = {"data.kind": "image", "rows": 60, "image": "12x12x3"}
KINDS = {
    "table": {"task": "binary", "rows": 400, "features": 4},
    "images": {"task": "multiclass", "classes": 3, **IMAGES},
    "masks": {"task": "segmentation", "classes": 3, "rows": 40, "image": "64x64x3", "pretrained": False},
    "boxes": {"task": "detection", "classes": 2, "rows": 400, "image": "320x320x3", "device": "gpu"},
    "texts": {"task": "binary", "data.kind": "text", "rows": 300_000, "data.length": 20},
    "tokens": {"task": "token-classification", "rows": 15_000, "classes": 9, "pretrained": False},
    "language": {"task": "language-modeling", "tokens": 20_000_000, "data.length": 256, "pretrained": False},
    "recordings": {"task": "multiclass", "data.kind": "audio", "rows": 900, "classes": 3, "pretrained": False},
    "speech": {"task": "speech-recognition", "hours": 12, "pretrained": False},
    "forecasts": {"task": "forecasting", "rows": 3_000, "horizon": 12, "period": 24, "pretrained": False},
    "sequences": {
        "task": "multiclass", "data.kind": "sequence", "rows": 90, "classes": 3, "features": 2, "data.length": 9,
    },
}  # fmt: skip
KERAS = ("table", "images", "texts", "recordings", "forecasts", "sequences")


@pytest.mark.parametrize(
    ("target", "kind"), [*(("torch", kind) for kind in KINDS), *(("keras", kind) for kind in KERAS)]
)
def test_what_is_missing_or_empty_is_named_in_a_line(target: str, kind: str, tmp_path: Path) -> None:
    if target == "keras":
        pytest.importorskip("jax")
    project = exported(config_of(KINDS[kind]), tmp_path / "project", target)
    (tmp_path / "empty.csv").touch()
    (tmp_path / "heading.csv").write_text("path,text,label,target,series,time,value\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    wrong = [tmp_path / name for name in ("missing.csv", "empty.csv", "heading.csv", "folder")]
    target_words = ["--target", "target"] if kind == "table" else []
    ended = [run_script(project, "--train", str(path), *target_words) for path in wrong]
    ended.append(run_script(project, "--data", str(wrong[0]), script="predict.py"))
    for path, (code, output) in zip([*wrong, Path("train.py writes it")], ended, strict=True):
        lines = [line for line in output.splitlines() if "Warning" not in line]
        assert code == 2, output
        assert "Traceback" not in output
        assert path.name in lines[-1]


def test_boxes_on_fewer_images_than_the_part_to_judge_by_needs(tmp_path: Path) -> None:
    project = exported(config_of(KINDS["boxes"]), tmp_path / "project")
    (tmp_path / "notes.json").write_text(
        '{"images": [{"id": 1, "file_name": "a.png"}], "categories": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],'
        ' "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]},'
        ' {"image_id": 1, "category_id": 2, "bbox": [1, 1, 5, 5]}]}',
        encoding="utf-8",
    )
    image = pytest.importorskip("PIL.Image")
    image.new("RGB", (64, 64)).save(tmp_path / "a.png")
    code, output = run_script(project, "--train", str(tmp_path / "notes.json"), "--weights", "none")
    assert code == 2, output
    assert "too few examples" in output.splitlines()[-1]
