"""What exported projects read from disk: packed files, spellings of missing cells, and folders of masks."""

import gzip
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from advisor import Problem, recommend
from tests.exporting.running import exported
from tests.profiling.pictures import mask, picture

pytest.importorskip("torch")
pytestmark = pytest.mark.slow

TEXTS = {"task": "binary", "data.kind": "text", "rows": 400, "data.length": 20, "pretrained": False}
STEPS = {"task": "forecasting", "data.kind": "series", "rows": 400, "data.series": 1, "pretrained": False}
TAGS = {"task": "token-classification", "data.kind": "text", "rows": 400, "data.classes": 3, "pretrained": False}
MASKS = {"task": "segmentation", "data.kind": "image", "rows": 40, "data.classes": 2, "pretrained": False}


def data_of(facts: dict[str, Any], folder: Path) -> Any:
    """The module of a project that reads its data."""
    project = exported(recommend(Problem(**facts)).document(), folder)
    spec = spec_from_file_location("exported_data", project / "data.py")
    assert spec is not None
    assert spec.loader is not None
    data = module_from_spec(spec)
    spec.loader.exec_module(data)
    return data


@pytest.mark.parametrize(
    ("facts", "name", "content", "rows"),
    [
        (TEXTS, "t.csv.gz", "text,label\nso it is,a\nis it so,b\n", 2),
        (STEPS, "t.csv.gz", "date,y\n2024-01-01,1\n2024-01-02,2\n", 2),
        (TAGS, "t.conll.gz", "Oslo\tB-LOC\nis\tO\n\nso\tO\nis\t\tO\n", 2),
    ],
    ids=["texts", "series", "tags"],
)
def test_packed_files(tmp_path: Path, facts: dict[str, Any], name: str, content: str, rows: int) -> None:
    (tmp_path / name).write_bytes(gzip.compress(content.encode()))
    assert len(data_of(facts, tmp_path / "project").load(str(tmp_path / name))) == rows


def test_labels_that_are_missing_in_many_spellings(tmp_path: Path) -> None:
    cells = ["a", "b", "?", "NA", "NULL", "...", ""]
    (tmp_path / "t.csv").write_text(
        "text,label\n" + "".join(f"it is {place},{cell}\n" for place, cell in enumerate(cells))
    )
    data = data_of(TEXTS, tmp_path / "project")
    assert data.labelled(data.load(str(tmp_path / "t.csv")), ["label"])["label"].tolist() == ["a", "b"]


@pytest.mark.parametrize(
    ("places", "ending"), [(("images", "masks"), ""), (("imgs", "masks"), "_mask"), (("", "annotations"), "")]
)
def test_masks_in_folders_of_other_names(tmp_path: Path, places: tuple[str, str], ending: str) -> None:
    for place in range(3):
        picture(tmp_path / "set" / places[0] / f"{place}.png", seed=place)
        mask(tmp_path / "set" / places[1] / f"{place}{ending}.png", [0, 1])
    examples = data_of(MASKS, tmp_path / "project").load(str(tmp_path / "set"))
    assert examples["mask"].notna().tolist() == [True] * 3


def test_masks_in_black_and_white(tmp_path: Path) -> None:
    for place, values in enumerate(([0, 255], [0, 1], [0, 1, 255], [0, 100, 255], [0])):
        picture(tmp_path / "set" / "images" / f"{place}.png", seed=place)
        mask(tmp_path / "set" / "masks" / f"{place}.png", values)
    counts = data_of(MASKS, tmp_path / "project").load(str(tmp_path / "set"))["counts"]
    shares = [[round(float(count) / 1200, 2) for count in each] for each in counts]
    assert shares[:2] == [[0.5, 0.5], [0.5, 0.5]]
    assert sum(shares[2]) < 0.7  # 255 beside 1 does not count
    assert (shares[3][1], shares[4]) == (0.33, [1, 0])
