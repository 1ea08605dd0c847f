"""What the targets say that they cover is what they write, and no more."""

from functools import cache
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.exporting import TARGETS, Source, export
from advisor.exporting.trainers.registry import TRAINERS
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import SUPPORTED
from advisor.recommending import recommend
from advisor.versions import Ruleset

pytestmark = pytest.mark.slow  # each test writes several projects

PAIRS = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]
GPU = {"device": "gpu", "memory_gib": 24}
VARIANTS: list[dict[str, Any]] = [
    {},
    {"rows": 400, "pretrained": False},
    {"rows": 16, **GPU},
    {"rows": 200_000, **GPU},
    {"objects": 1, "ruleset": "guide"},  # a single box is a network of the guide's
    {"supervision": "answers"},  # a language model is tuned on answers
    {"outputs": 2},  # of forecasts, several values at once
]


@cache
def source(kind: str, task: str, variant: int) -> Source:
    facts = dict(VARIANTS[variant])
    if kind not in FACTS["priorities.pretrained"].about.kinds:
        facts.pop("pretrained", None)
    if task != "language-modeling":
        facts.pop("supervision", None)
    if task != "forecasting":
        facts.pop("outputs", None)
    ruleset: Ruleset = facts.pop("ruleset", "current")
    if task != "detection" and facts.pop("objects", None):
        ruleset = "current"
    recommendation = recommend(Problem(task=task, **{"data.kind": kind} | facts), ruleset)
    return Source(recommendation.document(), recommendation)


def written(target: str, kind: str, task: str, variant: int) -> bool:
    try:
        return bool(export(target, source(kind, task, variant)).files)
    except InputError:
        return False


@pytest.mark.parametrize("target", ["torch", "keras", "optuna", "statsforecast"])
@pytest.mark.parametrize(("kind", "task"), PAIRS)
def test_what_a_target_covers_it_writes(kind: str, task: str, target: str) -> None:
    found = {written(target, kind, task, variant) for variant in range(len(VARIANTS))}
    assert found == {"yes": {True}, "no": {False}, "partly": {True, False}}[TARGETS[target].covers(kind, task)]


@pytest.mark.parametrize("target", TRAINERS)
def test_what_a_trainer_covers_it_takes(target: str) -> None:
    for kind, task in PAIRS:
        found = {written(target, kind, task, variant) for variant in range(len(VARIANTS))}
        covered = TARGETS[target].covers(kind, task)
        assert covered == "partly" or found == {covered == "yes"}, (kind, task)
        assert covered == "no" or True in found, (kind, task)


def test_what_is_said_of_less_is_said_of_what_there_is() -> None:
    known = {*SUPPORTED, *(f"{kind}/{task}" for kind, task in PAIRS)}
    assert all(set(target.less) <= known for target in TARGETS.values())
    assert TARGETS["ray"].less == TARGETS["wandb-sweep"].less == TARGETS["optuna"].less


@pytest.mark.parametrize(("facts", "alone"), [({"rows": 900}, True), ({"rows": 90_000, "features": 200}, False)])
def test_small_updates_take_one_thread(facts: dict[str, Any], alone: bool) -> None:
    recommendation = recommend(Problem(task="binary", **facts))
    code = export("torch", Source(recommendation.document(), recommendation)).files["train.py"]
    assert ("torch.set_num_threads(1)" in code) is alone
