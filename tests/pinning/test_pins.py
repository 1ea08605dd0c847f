"""What a user fixes wins, the rest adapts, and what cannot be is refused by name."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from advisor.config.leaves import words
from advisor.errors import InputError
from advisor.explaining import explain_choice
from advisor.knowledge import knowledge
from advisor.networks.catalogue import read_until
from advisor.problem import Problem
from advisor.problem.intake import Intake
from advisor.recommending import recommend
from advisor.yamlio import read_document
from tests.cli.running import advisor
from tests.strategies import RULESETS, problems

TABLE: dict[str, Any] = {"task": "binary", "rows": 5_000, "features": 20}
GPU = TABLE | {"device": "gpu", "features": 2_000, "rows": 500_000}
WORDS = {d.path: words(d.path) for d in knowledge().decisions if d.lands and not d.path.startswith("resources.")}
WORDS = {path: allowed for path, allowed in WORDS.items() if allowed}


def test_a_pin_wins_and_the_rest_adapts() -> None:
    free, pinned = recommend(Problem(**TABLE)), recommend(Problem(**TABLE, pins={"training.optimizer.name": "sgd"}))
    assert free["training.optimizer.name"] != "sgd"
    assert pinned["training.optimizer.name"] == "sgd"
    assert pinned["training.optimizer.momentum"] == 0.9
    assert "training.optimizer.betas" not in pinned.choices
    assert pinned["training.learning_rate.initial"] > free["training.learning_rate.initial"]


def test_the_own_opinion_stays_visible_as_the_first_alternative() -> None:
    free = recommend(Problem(**TABLE))
    pinned = recommend(Problem(**TABLE, pins={"training.optimizer.name": "sgd"}))
    told = explain_choice(pinned, pinned.choice("training.optimizer.name"))
    assert (told.rule, told.strength) == ("PIN", "given")
    assert told.others[0].picks
    assert (told.others[0].rule, told.others[0].value) == (
        free.choice("training.optimizer.name").rule.id, free["training.optimizer.name"],
    )  # fmt: skip


def test_a_part_of_a_choice_can_be_fixed() -> None:
    free = recommend(Problem(**TABLE))["training.early_stopping"]
    part = recommend(Problem(**TABLE, pins={"training.early_stopping.patience": 77}))["training.early_stopping"]
    assert (part.patience, part.restore_best, part.min_delta) == (77, free.restore_best, free.min_delta)


@pytest.mark.parametrize(
    ("pins", "whole"),
    [
        ({"training.schedule.name": "one-cycle"},
         {"name": "one-cycle", "rising_fraction": 0.25, "start_fraction": 0.04, "final_fraction": 0.0}),
        ({"training.schedule.name": "plateau", "training.schedule.patience": 3},
         {"name": "plateau", "factor": 0.5, "patience": 3}),
        ({"training.averaging.kind": "ema"}, {"kind": "ema", "decay": 0.999}),
        ({"model.numeric_embedding.kind": "pbld"}, {"kind": "pbld", "dim": 8, "hidden": 16, "sigma": 0.1}),
        ({"model.numeric_embedding.kind": "none"}, {"kind": "none"}),
    ],
)  # fmt: skip
def test_another_word_brings_what_it_needs(pins: Any, whole: Any) -> None:
    document = recommend(Problem(task="binary", rows=1_000, features=8, pins=pins)).document()
    section, name = next(iter(pins)).split(".")[:2]
    assert document[section][name] == whole


@pytest.mark.parametrize(
    ("pins", "follows"),
    [
        ({"compute.micro_batch": 8}, lambda r: r["compute.accumulation"] * 8 >= r["training.batch_size"]),
        ({"compute.precision": "fp32"}, lambda r: r["compute.memory_gib"] > 0),
        ({"model.hidden.layers": 5}, lambda r: len(r["model.hidden.widths"]) == 5),
        ({"model.hidden.widths": [32, 32, 32]}, lambda r: r["resources.parameters"] < 100_000),
    ],
)
def test_what_depends_on_a_pin_follows(pins: Any, follows: Any) -> None:
    pinned = recommend(Problem(**GPU, pins=pins))
    assert all(pinned[path] == value for path, value in pins.items())
    assert follows(pinned)


@pytest.mark.parametrize(
    ("facts", "pins"),
    [
        ({"task": "multiclass", "data.kind": "image"}, {"model.backbone.name": "convnext_base"}),
        ({"task": "multiclass", "data.kind": "image"}, {"model.backbone.trainable": "head"}),
        ({"task": "multiclass", "data.kind": "text"}, {"model.backbone.name": "modernbert_large"}),
        ({"task": "detection"}, {"model.backbone.name": "rfdetr_large"}),
        ({"task": "language-modeling", "data.tokens": 4_000_000}, {"model.backbone.name": "qwen3_0_6b"}),
    ],
)
def test_memory_is_that_of_the_published_network_that_is_pinned(facts: Any, pins: Any) -> None:
    machine = {"data.rows": 9_000, "compute.device": "gpu", "compute.device_memory_gib": 24.0}
    free, pinned = recommend(Problem(**facts, **machine)), recommend(Problem(**facts, **machine, pins=pins))
    assert pinned["compute.memory_gib"] != free["compute.memory_gib"]
    tight = recommend(Problem(**facts, **machine | {"compute.device_memory_gib": 2.0}, pins=pins))
    assert all(tight[path] == value for path, value in pins.items())
    ladder = " ".join(tight["compute.ladder"])
    assert "smaller tier" not in ladder or "model.backbone.name" not in pins


SCANS: dict[str, Any] = {"task": "binary", "rows": 9_000, "image": "1024x1024x1", "compute.device": "gpu"}


def test_the_side_of_images_can_be_pinned_and_memory_follows() -> None:
    free = recommend(Problem(**SCANS))
    large = recommend(Problem(**SCANS, pins={"model.input.shape": [448, 448, 3]}))
    assert (free["model.input.shape"], large["model.input.shape"]) == ([224, 224, 3], [448, 448, 3])
    assert large["compute.memory_gib"] / large["compute.micro_batch"] > (
        free["compute.memory_gib"] / free["compute.micro_batch"]
    )
    with pytest.raises(InputError, match="cannot be pinned"):
        recommend(Problem(**SCANS, pretrained=False, pins={"model.input.shape": [448, 448, 3]}))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@example(problem=Problem(**SCANS))
@given(problem=problems())
def test_all_that_is_searched_can_be_pinned(problem: Problem) -> None:
    search = recommend(problem).document().get("tuning", {}).get("search", {})
    for path, tried in search.items():
        for value in [tried["low"], tried["high"]] if isinstance(tried, dict) and "low" in tried else tried:
            recommend(problem.replace(pins={path: value}))


def test_what_suits_another_network_follows_its_pin() -> None:
    found = recommend(Problem(task="detection", rows=3_000, pins={"model.backbone.name": "yolo26n"}))
    assert (found["model.input.shape"], found["training.optimizer.name"]) == ([640, 640, 3], "sgd")
    assert "mosaic" in [each.name for each in found["data.augmentation"]]


@pytest.mark.parametrize(
    ("pins", "said"),
    [
        ({"training.optimiser.name": "sgd"}, "did you mean training.optimizer.name?"),
        ({"training.optimizer.name": "adamW"}, "did you mean adamw?"),
        ({"training.batch_size": 0}, "training.batch_size: expected `int` >= 1"),
        ({"resources.parameters": 5}, "cannot be pinned"),
        ({"model.dropout.rates": [1.2, 0, 0]}, "[CHK-DROPOUT-RATE]"),
        ({"model.output.activation": "softmax"}, "[CHK-SOFTMAX-ONE]"),
        ({"model.family": "cnn"}, "[CHK-FAMILY-KIND]"),
        ({"model.family": "speech-to-text"}, "leaves model.backbone.wanted without an answer"),
    ],
)
def test_a_pin_that_cannot_be_is_refused(pins: Any, said: str) -> None:
    with pytest.raises(InputError) as refused:
        recommend(Problem(**TABLE, pins=pins))
    assert said in str(refused.value)


def test_of_an_unknown_network_it_is_said_what_is_not_known_and_what_does_not_rest_on_it() -> None:
    image = {"task": "binary", "data.kind": "image", "rows": 2_000, "compute.device": "gpu"}
    with pytest.raises(InputError) as refused:
        recommend(Problem(**image, pins={"model.backbone.name": "convnext_v9_tiny"}))
    said = str(refused.value)
    assert f"goes to {read_until():%B %Y}, has no 'convnext_v9_tiny'" in said
    assert "licence are not known" in said
    assert "did you mean convnext_tiny?" in said
    assert "metrics, baselines and checks do not rest on it" in said
    r = recommend(Problem(**image, pins={"model.backbone.name": "convnext_small"}))
    assert r["model.backbone.weights"].endswith("ConvNeXt_Small_Weights.IMAGENET1K_V1")


def test_a_pin_against_a_soft_constraint_is_warned_about_and_one_without_effect_too() -> None:
    r = recommend(Problem(**TABLE, pins={"model.initialization.hidden": "glorot-uniform", "model.hidden.kernel": 5}))
    assert any("[CHK-INIT]" in warning for warning in r.warnings)
    assert any("model.hidden.kernel has no effect" in warning for warning in r.warnings)


@pytest.mark.slow
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(), RULESETS, st.data())
def test_any_word_can_be_fixed_or_is_refused(problem: Problem, ruleset: Any, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(sorted(WORDS)))
    word = data.draw(st.sampled_from(WORDS[path]))
    try:
        pinned = recommend(problem.replace(pins={path: word}), ruleset)
    except InputError:
        return
    assert path not in pinned.choices or pinned[path] == word
    text = pinned.to_yaml()
    intake = Intake()
    intake.document(read_document(text, "config.yaml"))
    assert recommend(Problem.of(intake), ruleset).to_yaml() == text


def test_the_command_takes_pins_and_its_output_is_input_again(tmp_path: Any) -> None:
    flags = ["recommend", "--task", "binary", "--pin", "training.optimizer.name=sgd", "--pin", "training.epochs=7"]
    first = advisor(*flags)
    assert first.code == 0
    again = advisor("recommend", "-", given=first.out)
    assert again.out == first.out
    assert "name: sgd" in first.text


def test_a_wrong_pin_in_a_file_is_reported_with_its_place(tmp_path: Any) -> None:
    file = tmp_path / "problem.yaml"
    file.write_text("task: regression\npins:\n  training:\n    loss:\n      name: cross-entropy\n")
    told = advisor("recommend", str(file))
    assert (told.code, told.out) == (2, b"")
    assert f"{file}:5:13: pins.training.loss.name" in told.err
    assert "[CHK-LOSS]" in told.err


def test_a_batch_takes_pins() -> None:
    told = advisor("batch", "-", "--pin", "training.epochs=7", given='{"task": "binary"}\n')
    assert json.loads(told.out)["training"]["epochs"] == 7
