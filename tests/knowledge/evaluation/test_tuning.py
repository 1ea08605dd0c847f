"""The rate is tuned first and after each change, capacity before regularisation, the schedule last."""

from typing import Any

import pytest

from advisor.engine import Pick
from advisor.knowledge import knowledge
from advisor.knowledge.evaluation.tuning import search_method, tuning_order
from advisor.problem import Problem
from tests.knowledge.deciding import decided, value

IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}


def places(steps: list[str], *words: str) -> list[int]:
    """Where the first step stands that begins with each word."""
    return [next(place for place, step in enumerate(steps) if step.startswith(word)) for word in words]


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("fit", "first", "second"),
    [
        ("unknown", "capacity", "regularisation"),
        ("underfitting", "capacity", "regularisation"),
        ("overfitting", "regularisation", "capacity"),
    ],
)
@pytest.mark.parametrize("family", ["mlp", "pretrained"])
def test_the_order_is_the_guides(ruleset: str, fit: str, first: str, second: str, family: str) -> None:
    rule, answer = decided(tuning_order, ruleset, {**IMAGES, "observed.fit": fit}, family=family)
    steps = answer.value
    assert rule == "TUNE-ORDER"
    assert steps[0] == "learning rate, under a constant schedule"
    assert steps[-1].startswith("schedule and weight averaging, last")
    assert places(steps, first, second) == [1, 2]
    assert all("learning rate" in step for step in steps), "the rate again after every change"
    assert ("layers learn" in " ".join(steps)) == (family == "pretrained")
    assert ("depth, then width" in " ".join(steps)) == (family == "mlp")


def test_nothing_is_tuned_that_is_not_trained() -> None:
    assert value(tuning_order, "current", IMAGES, family="zero-shot") == ["the published network"]


@pytest.mark.parametrize(
    ("trials", "expected"),
    [
        (1, ("TUNE-NONE", "none")),
        (2, ("TUNE-FEW", "manual")),
        (9, ("TUNE-FEW", "manual")),
        (10, ("TUNE-EXPLORE", "quasi-random")),
        (11, ("TUNE-EXPLORE", "quasi-random")),
        (29, ("TUNE-EXPLORE", "quasi-random")),
        (30, ("TUNE-EXPLOIT", "bayesian")),
        (31, ("TUNE-EXPLOIT", "bayesian")),
        (1_000, ("TUNE-EXPLOIT", "bayesian")),
    ],
)
def test_the_search_fits_the_runs(trials: int, expected: tuple[str, str]) -> None:
    rule, answer = decided(search_method, "current", {"priorities.trials": trials})
    assert (rule, answer.value) == expected
    assert value(search_method, "guide", {"priorities.trials": trials}) == "manual"


@pytest.mark.parametrize(("rule", "few", "many"), [("TUNE-FEW", 2, 9), ("TUNE-EXPLORE", 10, 29)])
def test_a_search_is_an_alternative_only_for_so_many_runs(rule: str, few: int, many: int) -> None:
    for trials, picks in ((few - 1, False), (few, True), (many, True), (many + 1, False)):
        answer = knowledge().rules[rule](Problem(**{"task": "binary", "priorities.trials": trials}))
        assert isinstance(answer, Pick) is picks
