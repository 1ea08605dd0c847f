"""The table is consistent with itself, with the formulas and with the libraries that are installed."""

import re
import subprocess
import sys

import pytest

from advisor import networks
from advisor.networks import parameters
from advisor.networks.catalogue import BACKBONES, Backbone, matching_backbones

EVERY = pytest.mark.parametrize("backbone", BACKBONES.values(), ids=BACKBONES.keys())


@EVERY
def test_entry_is_sound(backbone: Backbone) -> None:
    assert BACKBONES[backbone.key] is backbone
    assert re.fullmatch(r"[a-z0-9_]+", backbone.key)
    assert backbone.parameters > 0
    assert backbone.weights or backbone.library in {"scratch", "nnunetv2"}
    assert backbone.license or backbone.library == "scratch"
    assert bool(backbone.metric) == (backbone.score is not None)
    assert set(backbone.from_memory) <= set(Backbone._fields)
    if backbone.modality in {"text", "audio", "series"}:
        assert backbone.max_tokens
        assert backbone.depth
        assert backbone.heads
        assert backbone.feature_width
        assert backbone.feature_width % backbone.heads == 0
    restricted = ("AGPL", "NC", "non-commercial")
    assert backbone.commercial == (not any(word in backbone.license for word in restricted))


def test_weights_are_named_once() -> None:
    named = [backbone.weights for backbone in BACKBONES.values() if backbone.weights]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("key", "counted"),
    [
        ("resnet18", parameters.residual_cnn([64, 128, 256, 512], [2, 2, 2, 2], 1000)),
        ("resnet50", parameters.residual_cnn([64, 128, 256, 512], [3, 4, 6, 3], 1000, bottleneck=True)),
        ("unet", parameters.unet([64, 128, 256, 512, 1024], 1)),
        ("bert_base", parameters.encoder_lm(30_522, 768, 12, heads=12)),
        ("minilm_l6", parameters.encoder_lm(30_522, 384, 6, heads=12)),
    ],
)
def test_table_agrees_with_the_formulas(key: str, counted: int) -> None:
    assert BACKBONES[key].parameters == counted


@pytest.mark.slow
def test_torchvision_says_the_same() -> None:
    pytest.importorskip("torch")
    from tests.exporting.with_torchvision import provide

    provide()
    models = pytest.importorskip("torchvision.models")
    for backbone in BACKBONES.values():
        if backbone.library == "torchvision":
            meta = models.get_weight(backbone.weights).meta
            assert (meta["num_params"], meta["_ops"]) == (backbone.parameters, backbone.gmacs), backbone.key
            assert backbone.score in [value for scores in meta["_metrics"].values() for value in scores.values()]


def test_selection() -> None:
    assert {backbone.task for backbone in matching_backbones(task="detection")} == {"detection"}
    assert all(backbone.commercial for backbone in matching_backbones(commercial=True))
    assert not any(backbone.commercial for backbone in matching_backbones(commercial=False))
    small = matching_backbones(modality="image", task="classification", max_parameters=6_000_000)
    assert [backbone.key for backbone in small] == [
        "mobilenet_v3_small",
        "mobilenet_v3_large",
        "efficientnet_b0",
    ]
    assert len(matching_backbones()) == len(BACKBONES)


def test_every_name_of_the_package_is_found() -> None:
    for name in networks.__all__:
        assert getattr(networks, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = networks.nonsense


@pytest.mark.parametrize("module", ["parameters", "memory", "flops", "scaling", "catalogue"])
def test_a_module_imports_nothing_else_of_the_advisor(module: str) -> None:
    code = (
        "import sys, collections.abc, importlib, itertools, math, typing; before = set(sys.modules);"
        f"import advisor.networks.{module}; print(*sorted(set(sys.modules) - before))"
    )
    ran = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout.split() == ["advisor", "advisor.networks", f"advisor.networks.{module}"]
