"""What a PyTorch project cannot express of a config is said, or refused, by name: never dropped in silence."""

from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import export, read_source
from advisor.yamlio import read_document, write_yaml
from tests.exporting.test_tables import changed, config_of

UNFREEZING = {"head_epochs": 2, "backbone_rate": 0.1, "layer_decay": 0.8}


@pytest.mark.parametrize(
    "name", ["entities", "street-segmentation", "helmets-detection", "dictation-ten-hours", "age-from-faces"]
)
def test_parts_that_learn_at_other_rates_are_noted(name: str) -> None:
    config = changed(config_of(name), model__backbone__unfreezing=UNFREEZING)
    project = export("torch", read_source(read_document(write_yaml(config), name)))
    assert any(note.startswith("model.backbone.unfreezing: ") for note in project.notes)
    assert "unfreezing: all layers" in project.files["README.md"]


@pytest.mark.parametrize(
    ("name", "strategy", "said"),
    [
        ("titanic-like", "fsdp", "each device holds the whole network"),
        ("language-model-web-scale", "fsdp", ""),
        ("entities", "fsdp", ""),
        ("language-model-web-scale", "zero-3", "PyTorch's own fully_shard"),
        ("language-model-web-scale", "tensor-and-data-parallel", "layers are not split"),
    ],
)
def test_how_weights_are_spread_over_devices_is_noted(name: str, strategy: str, said: str) -> None:
    sharded = changed(config_of(name), compute__strategy=strategy, compute__devices=2)
    project = export("torch", read_source(read_document(write_yaml(sharded), "a")))
    notes = [note for note in project.notes if note.startswith("compute.strategy: ")]
    assert [said in note for note in notes] == ([True] if said else [])
    assert ("fully_shard" in project.files["devices.py"]) == (name != "titanic-like")


def test_many_machines_are_named_in_the_readme() -> None:
    project = export("torch", read_source(read_document(write_yaml(config_of("language-model-web-scale")), "a")))
    assert "torchrun --nnodes 8 --nproc-per-node 8 " in project.files["README.md"]


def test_muon_is_refused_where_there_are_no_matrices() -> None:
    for name, target in (("digits-8x8", "torch"), ("cats-and-dogs", "torch"), ("titanic-like", "keras")):
        config = changed(config_of(name), training__optimizer__name="muon-and-adamw")
        with pytest.raises(InputError, match="muon-and-adamw"):
            export(target, read_source(read_document(write_yaml(config), "b")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"training__schedule": {"name": "one-cycle"}}, "training.schedule.name: one-cycle needs rising_fraction, "),
        ({"training__averaging": {"kind": "ema"}}, "training.averaging.kind: ema needs decay "),
        (
            {"model__numeric_embedding": {"kind": "pbld", "dim": 4}},
            "model.numeric_embedding.kind: pbld needs hidden, sigma ",
        ),
    ],
)
def test_what_a_word_needs_is_asked_for_by_name(change: dict[str, Any], said: str) -> None:
    edited = write_yaml(changed(config_of("titanic-like"), **change))
    with pytest.raises(InputError, match=said):
        read_source(read_document(edited, "edited.yaml"))


@pytest.mark.parametrize(
    ("name", "stacking", "said"),
    [
        ("hourly-demand", "linear", "no linear model is blended with forecasts"),
        ("reviews-on-a-laptop", "theta", "Theta forecasts series"),
        ("titanic-like", "theta", "Theta forecasts series"),
    ],
)
def test_a_blend_that_is_not_made_is_noted(name: str, stacking: str, said: str) -> None:
    config = changed(config_of(name), model__stacking=stacking)
    project = export("torch", read_source(read_document(write_yaml(config), name)))
    assert [said in note for note in project.notes if note.startswith("model.stacking: ")] == [True]
