"""What is recommended follows from the time that was said: folds, channels, epochs, seeds, and what is tuned."""

from itertools import pairwise
from typing import Any

import pytest

from advisor import Problem, recommend

CLIPS = {"task": "multiclass", "kind": "audio", "rows": 400, "classes": 10, "seconds": 2, "pretrained": False}
SMALL = {"task": "multiclass", "kind": "image", "rows": 5_000, "classes": 10, "image": "32x32x3", "pretrained": False}
PHOTOS = {"task": "multiclass", "kind": "image", "rows": 5_000, "classes": 10, "image": "224x224x3"}
TIMES = (1 / 60, 2 / 60, 5 / 60, 10 / 60, 1.0, 24.0)


def decided(facts: dict[str, Any], hours: float | None) -> tuple[int, int, int, int, str | None]:
    """Folds, channels of the first stage, epochs, seeds, and which published weights are trained."""
    said = {} if hours is None else {"compute.hours": hours}
    config = recommend(Problem(**facts, **said)).values()
    hidden = config["model"].get("hidden") or {}
    training = config["training"]
    tuned = (config["model"].get("backbone") or {}).get("trainable")
    return (
        config["data"]["split"]["folds"],
        (hidden.get("widths") or [0])[0],
        training["epochs"],
        len(training["seeds"]),
        tuned,
    )


@pytest.mark.parametrize(
    ("facts", "hours", "expected"),
    [
        pytest.param(CLIPS, 1 / 60, (1, 32, 40, 1, None), id="a minute: one hold-out of recordings"),
        pytest.param(CLIPS, 10 / 60, (5, 32, 40, 1, None), id="ten minutes: five folds"),
        pytest.param(CLIPS, 1.0, (5, 32, 40, 3, None), id="an hour: three seeds"),
        pytest.param(SMALL, 1 / 60, (1, 16, 28, 1, None), id="a minute: half the channels, fewer epochs"),
        pytest.param(SMALL, 24.0, (1, 32, 60, 3, None), id="a day: three seeds of small images"),
        pytest.param(PHOTOS, 1 / 60, (1, 0, 20, 1, "head"), id="a minute: the head alone"),
        pytest.param(PHOTOS, 1.0, (1, 0, 20, 1, "all"), id="an hour: every weight"),
    ],
)
def test_choices_of_a_time(facts: dict[str, Any], hours: float, expected: tuple[Any, ...]) -> None:
    assert decided(facts, hours) == expected


@pytest.mark.parametrize("facts", [CLIPS, SMALL, PHOTOS], ids=["clips", "small images", "photographs"])
def test_more_time_is_never_used_for_less(facts: dict[str, Any]) -> None:
    found = [decided(facts, hours) for hours in TIMES]
    for less, more in pairwise(found):
        assert less[0] <= more[0]
        assert less[1] <= more[1]
        assert less[3] <= more[3]
    assert found[-1][2] >= decided(facts, None)[2]


def test_the_reason_is_the_time() -> None:
    found = recommend(Problem(**CLIPS, **{"compute.hours": 1 / 60}))
    assert "60 seconds are too short" in found.choice("training.seeds").pick.because
    assert "60 seconds are too short for a network of each fold" in found.choice("data.split.folds").pick.because
