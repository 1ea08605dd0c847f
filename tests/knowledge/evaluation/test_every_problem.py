"""Every kind of data and task is answered."""

import pytest

from advisor.knowledge.evaluation.baselines import baselines
from advisor.knowledge.evaluation.checks import checks
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.knowledge.evaluation.metrics import metrics, monitor
from advisor.knowledge.evaluation.probabilities import calibration, threshold
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import applies, decided

EVERYTHING = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]


@pytest.mark.parametrize(("kind", "task"), EVERYTHING)
@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_every_kind_and_task_is_answered(ruleset: str, kind: str, task: str) -> None:
    for decision in (metrics, monitor, first_choice, baselines, checks):
        decided(decision, ruleset, {"task": task, "data.kind": kind})
    if applies(threshold, problem=type("P", (), {"task": task})):
        decided(threshold, ruleset, {"task": task, "data.kind": kind})
        decided(calibration, ruleset, {"task": task, "data.kind": kind})


def test_where_there_is_nothing_to_judge() -> None:
    assert not applies(monitor, family="zero-shot")
    assert not applies(threshold, problem=type("P", (), {"task": "regression"}))
