"""Published networks for images in Keras: those of PyTorch, layer for layer, with the same blocks that learn."""

import importlib
import math
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("keras")
pytest.importorskip("jax")
pytest.importorskip("torch")


from advisor import Problem, recommend
from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.exporting.keras.backbone import APPLICATIONS, NEAREST
from advisor.networks.catalogue import backbones
from advisor.yamlio import read_document, write_yaml
from tests.exporting.running import assert_clean, exported, rows, run_script, shortened, train
from tests.exporting.test_images import falls, folder_of
from tests.exporting.test_keras import MODULES, forgotten  # noqa: F401, a fixture
from tests.exporting.with_torchvision import provide

pytestmark = pytest.mark.xdist_group("keras")  # one process imports Keras for all

FACTS: dict[str, Any] = {"task": "multiclass", "rows": 4_000, "classes": 5, "image": "224x224x3", "device": "gpu"}
BUILT = (
    "convnext_tiny_in12k",
    "convnext_tiny",
    "mobilenet_v3_small",
    "resnet50",
)  # of three families, and none is large


def pinned(backbone: str, **more: Any) -> dict[str, Any]:
    """The config of a problem whose published network is named."""
    return shortened(recommend(Problem(**FACTS, pins={"model.backbone.name": backbone, **more})).document(), 2)


def sides(config: dict[str, Any], side: int) -> dict[str, Any]:
    return config | {"model": config["model"] | {"input": {"shape": [side, side, 3]}}}


def sized(variables: Any) -> int:
    return sum(math.prod(variable.shape) for variable in variables)


@pytest.mark.slow
@pytest.mark.parametrize("name", BUILT)
def test_they_are_the_networks_of_torchvision(
    name: str, tmp_path: Path, forgotten: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    import torch

    provide()
    config = pinned(name, **{"model.backbone.trainable": "top-blocks"})
    learning = {}
    for target in ("keras", "torch"):
        project = exported(config, tmp_path / target, target)
        assert_clean(project)
        with forgotten.context() as patch:
            patch.syspath_prepend(str(project))
            model = importlib.import_module("model")
            if target == "keras":
                network = model.network_of({"weights": None})
                assert sized(network.trainable_weights) == config["resources"]["parameters"] + APPLICATIONS[name].more
                model.let_learn(network, False)
                assert sized(network.trainable_weights) == sized(network.get_layer("output").trainable_weights)
                model.let_learn(network, True)
                learning[target] = sized(network.trainable_weights)
            else:
                with torch.device("meta"):
                    other = model.Network({"weights": None})
                learning[target] = sized(p for p in other.parameters() if p.requires_grad)
        for module in MODULES:
            sys.modules.pop(module, None)
    more = learning["keras"] - learning["torch"]
    assert 0 <= more <= APPLICATIONS[name].more


@pytest.mark.slow
def test_one_learns_head_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "torch")  # JAX takes a minute to compile it
    config = sides(pinned("mobilenet_v3_small"), 32)
    config["training"]["learning_rate"]["initial"] = 0.01
    config["model"]["normalization"]["kind"] = "batch"
    config["data"]["split"]["folds"] = 1
    assert config["model"]["backbone"]["unfreezing"] == {"head_epochs": 1, "backbone_rate": 0.1}
    project = exported(config, tmp_path / "project", "keras")
    images = folder_of(tmp_path / "images", ("=1+1", "b", "c", "d", "e"), 8, 32)
    run = train(project, "--train", str(images), "--test", str(images), "--weights", "none")
    assert run.code == 0, run.output
    assert run.metrics["parameters"] == config["resources"]["parameters"]
    assert [line["epoch"] for line in run.history] == ["1", "2"]
    assert falls(run.history)
    predictions = run.predictions()
    assert len(predictions) == 40
    command = ["--data", str(images), "--predictions", "again.csv"]
    code, output = run_script(project, *command, script="predict.py")
    assert code == 0, output
    assert rows(project / "again.csv") == predictions


def test_what_keras_lacks_is_refused_with_the_nearest_that_it_has() -> None:
    for name, near in NEAREST.items():
        config = read_source(read_document(write_yaml(pinned(name)), "config"))
        with pytest.raises(InputError, match=f"no {name}; the nearest that it has is {near}"):
            export("keras", config)
        assert near in APPLICATIONS
    images = {each.key for each in backbones().values() if each.modality == "image" and each.task == "classification"}
    assert images <= APPLICATIONS.keys() | NEAREST.keys()


def test_sides_that_a_network_cannot_take_are_refused() -> None:
    for name, side in (("vgg16", 128), ("convnext_tiny", 24)):
        with pytest.raises(InputError, match=f"images of {side} x {side} x 3 in {name}"):
            export("keras", read_source(read_document(write_yaml(sides(pinned(name), side)), "config")))


def test_what_differs_from_torchvision_is_said() -> None:
    notes = export("keras", read_source(read_document(write_yaml(pinned("resnet50")), "config"))).notes
    assert any("26,560 more" in note for note in notes)
    assert any("keras.applications publishes for ResNet50" in note for note in notes)
