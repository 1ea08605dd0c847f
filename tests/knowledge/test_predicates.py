"""Where convolutional networks are trained in a short run, and when the mean of several networks is predicted."""

from typing import Any

import pytest

from advisor.knowledge.predicates import SHORT_RUNS, several_networks, short_run
from advisor.problem import Problem


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
