"""The advice in a few lines."""

from typing import Any

import pytest

from advisor.explaining.summary import summarize
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.quantities import duration
from advisor.recommending import recommend

HEADLINES: list[tuple[dict[str, Any], str]] = [
    ({"task": "binary"}, "10,000 rows, assumed -> 2 classes"),
    (
        {"task": "regression", "rows": 500, "features": 9, "categorical": 1, "data.path": "a/b.csv", "target": "price"},
        "b.csv: 500 rows, 8 numeric and 1 categorical columns -> price (a number)",
    ),
    ({"task": "multiclass", "rows": 90, "classes": 3, "imbalance": 12.4}, "90 rows -> 3 classes, 12.4 : 1"),
    (
        {"task": "detection", "image": "640x480x3", "rows": 200, "classes": 1, "data.path": "shop/train"},
        "shop/train: 200 images, 640 x 480 x 3 -> boxes of 1 class",
    ),
    (
        {"task": "segmentation", "rows": 60, "classes": 4, "volumetric": True},
        "60 volumes -> 4 classes for each voxel",
    ),
    ({"task": "forecasting", "rows": 900, "series": 3, "horizon": 1}, "3 series of 900 steps in all -> 1 step ahead"),
    ({"task": "language-modeling", "tokens": 2_000_000}, "2 million tokens -> the next token"),
    ({"task": "speech-recognition", "hours": 1}, "1 hour of speech -> the words spoken"),
    (
        {"task": "multiclass", "kind": "sequence", "rows": 40, "features": 1, "sequence_length": 9, "groups": 5},
        "40 sequences, 9 steps, 1 value a step, 5 groups -> 10 classes, assumed",
    ),
    (
        {"task": "multilabel", "rows": 40, "data.path": "x.csv", "data.targets": ("a", "b")},
        "2 columns (any of 2 labels)",
    ),
]


@pytest.mark.parametrize(("facts", "said"), HEADLINES)
def test_the_problem_in_a_line(facts: dict[str, Any], said: str) -> None:
    assert summarize(recommend(Problem(**facts))).problem.endswith(said)


def test_assumptions_come_with_what_they_decide_and_how_to_say_otherwise() -> None:
    recommendation = recommend(Problem(task="multiclass", image="32x32x3", rows=5000, classes=10))
    found = summarize(recommendation).assumptions
    numbers = [len(each.decisions) for each in found]
    assert numbers == sorted(numbers, reverse=True)
    assert all(each.fact in recommendation.assumptions and FACTS[each.fact].about.question for each in found)
    weights = next(each for each in found if each.fact == "priorities.pretrained")
    assert (weights.words, weights.option) == ("published weights allowed", "--no-pretrained")
    assert "model.backbone.name" in weights.decisions
    assert len({"compute.device", "compute.gpus", "compute.accelerator"} & {each.fact for each in found}) <= 1


def test_minor_warnings_are_counted() -> None:
    """A fact outside the range of a rule or two is left to the whole explanation; what to try first is said once."""
    recommendation = recommend(Problem(task="binary", rows=569, features=30, categorical=0, heavy_tails=0.27))
    summary = summarize(recommendation)
    assert recommendation.warnings[0].startswith("try TabICLv2 first (pip")
    assert summary.first.startswith("Try TabICLv2 first (pip")
    assert not any("TabICL" in warning for warning in summary.warnings)
    assert len(summary.warnings) + summary.minor + 1 == len(recommendation.warnings)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.00001, "1 second"),
        (0.0067, "24 seconds"),
        (0.15, "9 minutes"),
        (1.5, "1.5 hours"),
        (47, "47 hours"),
        (240, "10 days"),
    ],
)
def test_durations(hours: float, said: str) -> None:
    assert duration(hours) == said
