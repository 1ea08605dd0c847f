"""Images that are predicted together with their mirror images, in PyTorch and in Keras."""

import importlib
from pathlib import Path
from typing import Any

import pytest

from tests.exporting.running import assert_clean, exported
from tests.exporting.test_keras import forgotten  # noqa: F401, a fixture
from tests.exporting.test_tables import changed, recommended
from tests.exporting.with_torchvision import provide

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
pytest.importorskip("keras")
Image = pytest.importorskip("PIL.Image")
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("keras")]

SIDES = 12, 14
CROPS = [{"name": "horizontal-flip", "strength": 0.5}, {"name": "random-resized-crop", "strength": 0.5}]


def folder_of(path: Path, mirrored: bool) -> Path:
    """A folder of six images of two classes, or of their mirror images."""
    rng = np.random.default_rng(0)
    for number in range(6):
        pixels = rng.integers(0, 256, (*SIDES, 3), dtype=np.uint8)
        (path / "ab"[number % 2]).mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels[:, ::-1] if mirrored else pixels).save(path / "ab"[number % 2] / f"{number}.png")
    return path


def outputs(config: dict[str, Any], target: str, tmp_path: Path, patch: pytest.MonkeyPatch) -> list[Any]:
    """What an untrained network puts out for images, and for their mirror images."""
    project = exported(config, tmp_path / "project", target)
    assert_clean(project)
    patch.syspath_prepend(str(project))
    data, train, model = map(importlib.import_module, ("data", "train", "model"))
    parts = [data.load(folder_of(tmp_path / name, name == "right")) for name in ("left", "right")]
    prep = data.fit(parts[0], {"targets": ["label"], "classes": ["a", "b"]})
    torch.manual_seed(0)
    if target == "keras":
        network = model.network_of(prep)
        return [train.outputs_of(network, data.part_of(part, prep)) for part in parts]
    device = torch.device("cpu")
    network = model.Network(prep)
    return [train.outputs_of(network, data.part_of(part, prep, device), device).numpy() for part in parts]


@pytest.mark.parametrize("way", ["horizontal-flip", "none"])
@pytest.mark.parametrize(("target", "changes"), [("torch", []), ("torch", CROPS), ("keras", [])])
def test_an_image_and_its_mirror_image_have_one_answer(
    target: str, changes: list[dict[str, Any]], way: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    if changes:
        provide()
    config = recommended("binary", rows=600, image="12x14x3", device="cpu")
    own = {"data__augmentation": changes} if changes else {}
    config = changed(config, evaluation__test_time_augmentation=way, **own)
    left, right = outputs(config, target, tmp_path, forgotten)
    assert left.shape == (6, 1)
    assert np.allclose(left, right, atol=1e-5) is (way == "horizontal-flip")
