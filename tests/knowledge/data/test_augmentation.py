"""How training examples are augmented; one row a branch."""

from typing import Any

import pytest

from advisor.knowledge.data.augmentation import augmentation
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import decided, value


def a(kind: str, task: str, **facts: Any) -> Problem:
    return Problem(**{"task": task, "data.kind": kind, **facts})


def names(problem: Problem, family: str) -> list[str]:
    return [change.name for change in value(augmentation, "current", problem, family=family)]


@pytest.mark.parametrize(
    ("problem", "family", "expected"),
    [
        pytest.param(a("table", "binary"), "mlp", [], id="table"),
        pytest.param(a("text", "binary"), "pretrained", [], id="text"),
        pytest.param(a("series", "forecasting"), "zero-shot", [], id="untrained"),
        pytest.param(a("image", "detection"), "detector", ["horizontal-flip", "random-scale"], id="boxes"),
        pytest.param(a("image", "segmentation"), "unet", ["elastic", "gamma"], id="scans"),
        pytest.param(a("image", "segmentation"), "segmenter", ["random-scale"], id="scenes"),
        pytest.param(a("image", "multiclass", image="4x4x1"), "mlp", ["random-shift"], id="a row of pixels"),
        pytest.param(a("image", "binary", image="31x40x3"), "mlp", ["random-shift", "horizontal-flip"], id="31 pixels"),
        pytest.param(
            a("image", "binary", image="64x90x3", rows=2_000),
            "cnn",
            ["random-shift", "horizontal-flip"],
            id="random weights",
        ),
        pytest.param(a("image", "binary", image="65x90x3", rows=1_998), "cnn", ["random-shift"], id="999 larger ones"),
        pytest.param(a("image", "binary", image="65x90x3", rows=2_000), "cnn", ["random-shift"], id="1,000 on a CPU"),
        pytest.param(
            a("image", "binary", image="65x90x3", rows=1_998, device="gpu"), "cnn", ["random-shift"], id="999 on a GPU"
        ),
        pytest.param(
            a("image", "binary", image="65x90x3", rows=2_000, device="gpu"), "cnn", ["mixup"], id="1,000 on a GPU"
        ),
        pytest.param(a("image", "binary", domain="far"), "cnn", ["rotation"], id="far, random weights"),
        pytest.param(a("image", "regression"), "pretrained", ["color-jitter"], id="numbers"),
        pytest.param(a("image", "regression", image="64x64x1"), "cnn", ["gaussian-noise"], id="numbers in grey"),
        pytest.param(a("image", "binary", rows=2_000), "pretrained", ["mixup", "cutmix"], id="1,000 of a class"),
        pytest.param(a("image", "binary", rows=1_998), "pretrained", ["random-erasing"], id="999 of a class"),
        pytest.param(a("image", "binary", rows=200), "pretrained", ["trivial-augment"], id="100 of a class"),
        pytest.param(a("image", "binary", rows=198), "pretrained", ["color-jitter"], id="99 of a class"),
        pytest.param(a("image", "multilabel", rows=990, outputs=10), "pretrained", ["color-jitter"], id="labels"),
        pytest.param(a("image", "binary", domain="far"), "pretrained", ["rotation"], id="far"),
        pytest.param(a("audio", "speech-recognition"), "speech-to-text", ["spec-augment"], id="speech"),
        pytest.param(a("audio", "binary"), "pretrained", ["spec-augment", "mixup"], id="clips, tuned"),
        pytest.param(a("audio", "binary"), "cnn", ["spec-augment", "frequency-stretch"], id="clips"),
        pytest.param(a("audio", "binary"), "rnn", ["spec-augment", "time-shift"], id="clips, recurrent"),
    ],
)
def test_augmentation(problem: Problem, family: str, expected: list[str]) -> None:
    found = names(problem, family)
    assert set(expected) <= set(found)
    assert bool(found) is bool(expected)
    assert value(augmentation, "guide", problem, family=family) == []


@pytest.mark.parametrize(
    "problem", [a("image", "regression", rows=10**6), a("image", "binary", rows=10**6, image="28x28x1")]
)
def test_mixing_never_reaches_numbers_and_tiny_images(problem: Problem) -> None:
    assert not {"mixup", "cutmix"} & set(names(problem, "cnn"))


@pytest.mark.parametrize("rows", [500, 3_000, 50_000])
def test_random_weights_see_no_holes(rows: int) -> None:
    assert names(a("image", "multiclass", image="32x32x3", rows=rows), "cnn") == ["random-shift", "horizontal-flip"]


def test_images_far_from_photographs_warn_of_mirrors() -> None:
    assert decided(augmentation, "current", a("image", "binary", domain="far"), family="cnn")[1].warning


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("family", ["cnn", "pretrained", "zero-shot"])
@pytest.mark.parametrize(("kind", "task"), [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks])
def test_every_problem_has_an_augmentation(kind: str, task: str, family: str, ruleset: str) -> None:
    rule, said = decided(augmentation, ruleset, a(kind, task), family=family)
    assert (rule == "AUG-UNTRAINED") is (family == "zero-shot")
    assert isinstance(said.value, list)


@pytest.mark.parametrize("task", ["binary", "multilabel", "detection", "segmentation"])
@pytest.mark.parametrize("family", ["cnn", "pretrained", "detector", "unet", "segmenter"])
@pytest.mark.parametrize(
    "facts", [{"rows": 100}, {"rows": 400}, {"rows": 10**5}, {"domain": "far"}, {"image": "8x8x3"}]
)
def test_what_a_mirror_changes_is_not_mirrored(task: str, family: str, facts: dict[str, Any]) -> None:
    kept, turned = (names(a("image", task, **facts, mirrored=mirrored), family) for mirrored in (True, False))
    assert "horizontal-flip" in kept
    assert turned == [name for name in kept if name != "horizontal-flip"]
