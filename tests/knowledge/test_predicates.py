"""Where convolutional networks are trained in a short run, and when the mean of several networks is predicted."""

from typing import Any

import pytest

from advisor.knowledge.predicates import SHORT_RUNS, few_and_small, several_networks, short_run
from advisor.problem import Problem

SMALL: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "image": "64x64x1", "rows": 49_999}
CLIPS: dict[str, Any] = {"task": "multiclass", "data.kind": "audio", "rows": 49_999}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param(SMALL, True, id="49,999 small images"),
        pytest.param({**SMALL, "rows": 50_000}, False, id="50,000 small images"),
        pytest.param({**SMALL, "image": "64x65x1"}, False, id="a larger side"),
        pytest.param({**SMALL, "task": "segmentation", "data.volumetric": True}, False, id="volumes"),
        pytest.param(CLIPS, True, id="49,999 clips"),
        pytest.param({**CLIPS, "rows": 50_000}, False, id="50,000 clips"),
    ],
)
def test_few_and_small_inputs_take_a_short_run(facts: dict[str, Any], expected: bool) -> None:
    problem = Problem(**facts)
    assert few_and_small(problem) is expected
    assert short_run(problem, "cnn") is expected
    assert not short_run(problem, "pretrained")


@pytest.mark.parametrize("kind", ["table", "image", "text", "audio", "series", "sequence"])
@pytest.mark.parametrize("family", ["cnn", "rnn"])
def test_short_runs_stay_in_their_scope(kind: str, family: Any) -> None:
    size = {"image": "8x8x1"} if kind == "image" else {}
    problem = Problem(**{"task": "binary", "data.kind": kind, "rows": 100, **size})
    assert short_run(problem, family) is SHORT_RUNS.covers(problem, {"family": family})


@pytest.mark.parametrize(
    ("members", "folds", "expected"), [(None, 5, False), (1, 1, False), (2, 1, True), (1, 2, True), (4, 5, True)]
)
def test_several_networks_are_members_or_folds(members: int | None, folds: int, expected: bool) -> None:
    assert several_networks(members, folds) is expected
