"""The catalogue is consistent with itself, with the formulas and with the libraries that are installed."""

import json
import re

import pytest
from msgspec import ValidationError
from msgspec.json import decode
from msgspec.structs import replace

from advisor.networks.catalogue import BACKBONES, Backbone, backbones
from tests.networks import whole_networks as whole
from tools.contradictions import LIBRARIES, builds, contradictions

ENTRIES = backbones()
EVERY = pytest.mark.parametrize("backbone", ENTRIES.values(), ids=ENTRIES.keys())


@EVERY
def test_entry_is_sound(backbone: Backbone) -> None:
    assert re.fullmatch(r"[a-z0-9_]+", backbone.key)
    assert backbone.parameters > 0
    assert backbone.weights or backbone.library in {"scratch", "nnunetv2"}
    assert backbone.license or backbone.library == "scratch"
    assert bool(backbone.metric) == (backbone.score is not None)
    assert bool(backbone.class_layers) == bool(backbone.classes)
    assert set(backbone.from_memory) <= set(Backbone.__struct_fields__)
    if backbone.modality in {"text", "audio", "series"}:
        assert backbone.max_tokens
        assert backbone.depth
        assert backbone.heads
        assert backbone.feature_width
        assert backbone.feature_width % backbone.heads == 0
    restricted = ("AGPL", "NC", "non-commercial")
    assert backbone.commercial == (not any(word in backbone.license for word in restricted))


@EVERY
def test_entry_says_where_its_numbers_were_read(backbone: Backbone) -> None:
    assert backbone.source
    assert (backbone.read is None) == (backbone.source == "from memory")


def test_keys_and_weights_are_named_once() -> None:
    assert len(ENTRIES) == len(json.loads(BACKBONES.read_bytes()))
    named = [backbone.weights for backbone in ENTRIES.values() if backbone.weights]
    assert len(named) == len(set(named))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        pytest.param({"weigths": "x"}, "unknown field `weigths`", id="a misspelt field"),
        pytest.param({"parameters": "11M"}, "Expected `int`, got `str`", id="a number in words"),
        pytest.param({"library": "torch"}, "Invalid enum value 'torch'", id="an unknown library"),
        pytest.param({"read": "last year"}, "RFC3339", id="no date"),
    ],
)
def test_a_wrong_entry_is_refused(change: dict[str, str], says: str) -> None:
    entry = json.loads(BACKBONES.read_bytes())[0] | change
    with pytest.raises(ValidationError, match=says):
        decode(json.dumps(entry), type=Backbone)


@pytest.mark.parametrize(
    ("key", "counted"),
    [
        ("resnet18", whole.residual_cnn([64, 128, 256, 512], [2, 2, 2, 2], 1000)),
        ("resnet50", whole.residual_cnn([64, 128, 256, 512], [3, 4, 6, 3], 1000, bottleneck=True)),
        ("unet", whole.unet([64, 128, 256, 512, 1024], 1)),
        ("bert_base", whole.encoder_lm(30_522, 768, 12, heads=12)),
        ("minilm_l6", whole.encoder_lm(30_522, 384, 6, heads=12)),
    ],
)
def test_entries_agree_with_the_formulas(key: str, counted: int) -> None:
    assert ENTRIES[key].parameters == counted


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
def test_no_library_contradicts_an_entry(library: str) -> None:
    pytest.importorskip("torch")
    from tests.exporting.with_torchvision import provide

    provide()
    pytest.importorskip(library)
    entries = [entry for entry in ENTRIES.values() if builds(library, entry)]
    assert entries
    assert list(contradictions(library, entries)) == []
    assert list(contradictions(library, [replace(entries[0], parameters=1)])) == [
        f"{entries[0].key}: the catalogue has parameters 1, {library} {entries[0].parameters}"
    ]
