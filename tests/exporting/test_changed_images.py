"""Images that are kept in memory and changed a batch at a time, in PyTorch."""

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.exporting.running import assert_clean, exported
from tests.exporting.test_keras import forgotten  # noqa: F401, a fixture
from tests.exporting.test_tables import changed, recommended

torch = pytest.importorskip("torch")
pytest.importorskip("keras")
pytestmark = pytest.mark.slow

SIDES = 24, 30


def changed_by(
    changes: dict[str, float], x: Any, channels: int, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> Any:  # fmt: skip
    config = recommended("multiclass", rows=600, classes=4, image=f"24x30x{channels}", device="cpu")
    named = [{"name": name, "strength": strength} for name, strength in changes.items()]
    project = exported(changed(config, data__augmentation=named), tmp_path, "torch")
    assert_clean(project)
    forgotten.syspath_prepend(str(project))
    torch.manual_seed(0)
    return importlib.import_module("data").augmented(x)


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("chance", [1.0, 0.5])
def test_holes_are_boxes_of_a_part_of_the_image(
    channels: int, chance: float, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    x = torch.full((400, channels, *SIDES), 255, dtype=torch.uint8)
    after = changed_by({"random-erasing": chance}, x, channels, tmp_path, forgotten)
    assert after.shape == x.shape
    erased = (after != 255).all(1)
    areas = erased.float().mean((1, 2))
    whole = erased.any(2).sum(1) * erased.any(1).sum(1) == erased.sum((1, 2))
    assert whole.all()
    holes = areas[areas > 0]
    assert len(holes) / 400 == pytest.approx(chance, abs=0.1)
    assert 0.01 < holes.min() < 0.05
    assert 0.25 < holes.max() < 0.36


def test_moves_leave_pixels_as_they_are(tmp_path: Path, forgotten: pytest.MonkeyPatch) -> None:  # noqa: F811
    x = torch.arange(30, dtype=torch.uint8).expand(200, 3, *SIDES)
    after = changed_by({"random-shift": 0.1, "horizontal-flip": 0.5}, x, 3, tmp_path, forgotten)
    steps = (after[..., 1:].int() - after[..., :-1].int())[:, 0, 0]
    mirrored = (steps == -1).any(1)
    assert 0.35 < mirrored.float().mean() < 0.65
    assert {*steps.unique().tolist()} == {-1, 0, 1}
    assert after[..., 15].min() >= 11
    assert after[..., 15].max() <= 18
