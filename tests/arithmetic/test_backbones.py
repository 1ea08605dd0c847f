"""The table is consistent with itself, with the formulas, and with its own libraries where they are installed."""

import re
import subprocess
import sys

import pytest

from advisor.arithmetic import parameters
from advisor.arithmetic.backbones import BACKBONES, Backbone, backbones

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


@EVERY
def test_torchvision_says_the_same(backbone: Backbone) -> None:
    if backbone.library != "torchvision":
        pytest.skip("not torchvision's")
    models = pytest.importorskip("torchvision.models")
    weights = models.get_weight(backbone.weights)
    assert weights.meta["num_params"] == backbone.parameters
    assert weights.meta["_ops"] == backbone.gmacs


def test_selection() -> None:
    assert {backbone.task for backbone in backbones(task="detection")} == {"detection"}
    assert all(backbone.commercial for backbone in backbones(commercial=True))
    assert not any(backbone.commercial for backbone in backbones(commercial=False))
    small = backbones(modality="image", task="classification", max_parameters=6_000_000)
    assert [backbone.key for backbone in small] == [
        "mobilenet_v3_small",
        "mobilenet_v3_large",
        "efficientnet_b0",
    ]
    assert len(backbones()) == len(BACKBONES)


def test_imports_nothing_of_the_advisor_and_little_else() -> None:
    code = (
        "import sys, collections.abc, typing, math; before = set(sys.modules);"
        "import advisor.arithmetic; print(*sorted(set(sys.modules) - before))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True
    ).stdout.split()
    assert all(name == "advisor" or name.startswith("advisor.arithmetic") for name in loaded)
