"""What is assumed where the default follows from other facts."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.problem import Problem
from advisor.problem.accelerators import GPUS
from advisor.problem.assuming import ASSUMED, FOLLOWED, TELLING, UNKNOWN_GPU_GIB, assumptions
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import KIND_OF_TASK, SUPPORTED

CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"task": "binary"}, {"data.kind": "table", "data.rows": 10_000, "compute.device": "cpu", "compute.gpus": 0}),
    ({"task": "binary"}, {"data.classes": 2, "data.smallest_class": 5_000}),
    ({"task": "binary", "rows": 101}, {"data.smallest_class": 50}),
    ({"task": "binary", "rows": 100, "imbalance": 9.0}, {"data.smallest_class": 10}),
    ({"task": "multiclass", "rows": 100, "classes": 5, "imbalance": 2.0}, {"data.smallest_class": 11}),
    ({"task": "multiclass", "rows": 1_010, "classes": 11, "data.smallest_class": 10}, {"data.imbalance": 10.0}),
    ({"task": "binary", "rows": 100, "data.smallest_class": 50}, {"data.imbalance": 1.0}),
    ({"task": "multiclass"}, {"data.classes": 10}),
    ({"task": "multiclass", "rows": 9}, {"data.classes": 9}),
    ({"task": "multiclass", "rows": 3}, {"data.classes": 3}),
    ({"task": "ordinal"}, {"data.classes": 5}),
    ({"task": "multilabel"}, {"data.outputs": 10}),
    ({"task": "regression"}, {"data.outputs": 1, "data.features": 20}),
    ({"task": "regression", "kind": "sequence"}, {"data.features": 16}),
    ({"task": "regression", "categorical": 30}, {"data.features": 30, "data.cardinality": 10}),
    ({"task": "regression", "categorical": 5}, {"data.features": 20, "data.levels": 50}),
    ({"task": "regression", "categorical": 4, "cardinality": 8}, {"data.levels": 32}),
    ({"task": "regression", "categorical": 4, "cardinality": 24}, {"data.levels": 54}),
    ({"task": "regression", "categorical": 1, "rows": 7}, {"data.cardinality": 7, "data.levels": 7}),
    ({"task": "regression", "categorical": 2, "data.levels": 6}, {"data.cardinality": 6}),
    ({"task": "regression", "categorical": 0}, {"data.cardinality": 0, "data.levels": 0}),
    ({"task": "binary", "image": "32x32x1"}, {"data.image.mirrored": False}),
    ({"task": "binary", "image": "32x33x1"}, {"data.image.mirrored": True}),
    ({"task": "binary", "image": "32x32x3"}, {"data.image.mirrored": True}),
    ({"task": "binary", "image": "512x400x1"}, {"data.domain": "far"}),
    ({"task": "binary", "image": "128x128x13"}, {"data.domain": "far"}),
    ({"task": "binary", "image": "127x500x1"}, {"data.domain": "near"}),
    ({"task": "binary", "image": "512x512x3"}, {"data.domain": "near"}),
    ({"task": "binary", "image": "512x512x4"}, {"data.domain": "near"}),
    ({"task": "language-modeling"}, {"data.length": 1024, "data.tokens": 10_000_000, "data.rows": 9_765}),
    ({"task": "language-modeling", "tokens": 10_240}, {"data.rows": 10}),
    ({"task": "language-modeling", "tokens": 10_240, "sequence_length": 512}, {"data.rows": 20}),
    ({"task": "language-modeling", "rows": 10}, {"data.tokens": 10_240}),
    ({"task": "language-modeling", "rows": 10, "tokens": 7}, {"data.tokens": 7, "data.rows": 10}),
    ({"task": "speech-recognition"}, {"data.hours": 10.0, "data.seconds": 10.0, "data.rows": 3_600}),
    ({"task": "speech-recognition", "hours": 1.0}, {"data.rows": 360}),
    ({"task": "speech-recognition", "hours": 1.0, "seconds": 5.0}, {"data.rows": 720}),
    ({"task": "speech-recognition", "rows": 360}, {"data.hours": 1.0}),
    ({"task": "binary", "gpus": 3}, {"compute.device": "gpu", "compute.device_memory_gib": UNKNOWN_GPU_GIB}),
    ({"task": "binary", "accelerator": "h200"}, {"compute.device": "gpu", "compute.gpus": 1}),
    ({"task": "binary", "device": "gpu", "nodes": 4}, {"compute.gpus": 4}),
    ({"task": "binary", "device": "gpu", "accelerator": "t4"}, {"compute.device_memory_gib": 16.0}),
    ({"task": "binary", "device": "cpu"}, {"compute.device_memory_gib": 8.0, "compute.gpus": 0}),
]


@pytest.mark.parametrize(("said", "expected"), CASES, ids=lambda facts: ",".join(f"{k}={v}" for k, v in facts.items()))
def test_defaults_follow_from_what_was_said(said: dict[str, Any], expected: dict[str, Any]) -> None:
    problem = Problem(**said)
    assert {path: problem.value(path) for path in expected} == expected


@pytest.mark.parametrize("accelerator", FACTS["compute.accelerator"].choices)
def test_every_accelerator_has_its_memory(accelerator: str) -> None:
    problem = Problem(task="binary", device="gpu", accelerator=accelerator)
    known = accelerator in GPUS
    assert problem.compute.device_memory_gib == (GPUS[accelerator].memory_gib if known else UNKNOWN_GPU_GIB)
    assert known == (accelerator != "unknown")


@pytest.mark.parametrize(("task", "kind"), KIND_OF_TASK.items())
def test_a_task_of_one_kind_of_data_alone_implies_it(task: str, kind: str) -> None:
    assert Problem(task=task).data.kind == kind
    assert [other for other, tasks in SUPPORTED.items() if task in tasks] == [kind]


@pytest.mark.parametrize(("path", "kind"), TELLING.items())
def test_a_fact_of_one_kind_of_data_alone_gives_it_away(path: str, kind: str) -> None:
    assert assumptions({path: FACTS[path].default})["data.kind"] == kind
    assert kind in FACTS[path].about.kinds


def test_what_was_said_is_never_assumed() -> None:
    said = {"task": "binary", "data.kind": "image", "data.rows": 50, "compute.device": "gpu", "compute.gpus": 2}
    assert said.keys().isdisjoint(assumptions(dict(said)))


ABSURD = st.one_of(
    st.none(), st.booleans(), st.text(max_size=3), st.just([]), st.just({}), st.floats(), st.integers(-5, 10**20),
    st.just(10**400), st.just(-(10**400)), st.floats(0, 1e-300),
)  # fmt: skip


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(list(FACTS)), ABSURD, max_size=8), st.sampled_from(FACTS["task"].choices))
def test_nothing_that_is_said_makes_assuming_fail(said: dict[str, Any], task: str) -> None:
    assumptions({"task": task, **said})


def test_what_is_assumed_and_what_it_follows_from_are_facts() -> None:
    assert FACTS.keys() >= {*ASSUMED, *FOLLOWED}


@pytest.mark.parametrize("path", sorted(FACTS.keys() - FOLLOWED - TELLING.keys() - {*ASSUMED}))
def test_no_other_fact_changes_what_is_assumed(path: str) -> None:
    for problem in (Problem(**said) for said, _ in CASES):
        said = {known: problem.value(known) for known in problem.origins}
        assert assumptions({**said, path: FACTS[path].default}) == assumptions(said)


def test_of_short_series_a_quarter_is_forecast_where_nobody_said_how_far() -> None:
    said = {"task": "forecasting", "data.rows": 23 * 48, "data.series": 23}
    assert assumptions(said)["data.horizon"] == 12
    assert "data.horizon" not in assumptions(said | {"data.rows": 23 * 96})
    assert "data.horizon" not in assumptions({"task": "regression", "data.rows": 48})
    assert assumptions(said | {"data.horizon": 6}).get("data.horizon") is None
