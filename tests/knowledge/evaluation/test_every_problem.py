"""Every kind of data and task is answered."""

import pytest

from advisor.knowledge.evaluation.baselines import baselines
from advisor.knowledge.evaluation.checks import checks
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.knowledge.evaluation.metrics import metrics, monitor
from advisor.knowledge.evaluation.probabilities import calibration, threshold
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import applies, decided

EVERYTHING = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]


@pytest.mark.parametrize(("kind", "task"), EVERYTHING)
@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_every_kind_and_task_is_answered(ruleset: str, kind: str, task: str) -> None:
    facts = {"task": task, "data.kind": kind}
    for decision in (metrics, monitor, first_choice, baselines, checks, threshold, calibration):
        if decision.scope.covers(Problem(**facts), {}):
            decided(decision, ruleset, facts)


@pytest.mark.parametrize(
    ("task", "there"), [("binary", True), ("ordinal", True), ("regression", False), ("segmentation", False)]
)
def test_probabilities_are_for_classes(task: str, there: bool) -> None:
    for decision in (threshold, calibration):
        assert decision.scope.covers(Problem(task=task), {}) is there


def test_where_nothing_is_trained_no_epoch_is_picked() -> None:
    assert not applies(monitor, family="zero-shot")
