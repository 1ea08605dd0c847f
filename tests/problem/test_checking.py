"""Facts that contradict one another are refused, just beyond the threshold and not at it."""

from typing import Any

import pytest

from advisor.errors import InputError
from advisor.problem import Problem
from advisor.problem.facts import FACTS
from advisor.problem.vocabulary import SUPPORTED, UNNAMED, metrics_for

TABLE = {"task": "binary", "data.rows": 100}
CLASSES = {"task": "multiclass", "data.rows": 100}
GPUS = {"task": "binary", "compute.device": "gpu"}


def diagnostics(facts: dict[str, Any]) -> dict[str, str]:
    """What is refused, by field; nothing where the facts are a problem."""
    try:
        Problem(**facts)
    except InputError as error:
        return {diagnostic.field: diagnostic.message for diagnostic in error.diagnostics}
    return {}


# Facts, the fact that is moved, values that are fine, values that are refused, and a word of the message.
THRESHOLDS = [
    pytest.param(TABLE, "data.classes", [2], [1, 3], "has 2 classes", id="binary-has-two-classes"),
    pytest.param(CLASSES, "data.classes", [3, 4], [1, 2], "at least 3", id="multiclass-from-three"),
    pytest.param({**CLASSES, "task": "ordinal"}, "data.classes", [3], [2], "at least 3", id="ordinal-from-three"),
    pytest.param(CLASSES, "data.classes", [99, 100], [101], "more than 100 examples", id="a-class-an-example"),
    pytest.param(
        {**CLASSES, "data.classes": 4}, "data.smallest_class", [24, 25], [26], "more than 100", id="smallest-of-four"
    ),
    pytest.param(TABLE, "data.smallest_class", [49, 50], [51], "more than 100", id="smallest-of-two"),
    pytest.param(
        {**TABLE, "data.features": 7}, "data.categorical", [6, 7], [8], "among 7", id="categories-among-columns"
    ),
    pytest.param(
        {**TABLE, "data.categorical": 2}, "data.cardinality", [99, 100], [101], "in 100 rows", id="values-in-rows"
    ),
    pytest.param(
        {**TABLE, "data.categorical": 2, "data.cardinality": 9}, "data.levels", [9, 10], [8], "fewer", id="levels"
    ),
    pytest.param(TABLE, "data.groups", [0, 99, 100], [101], "groups", id="groups-of-rows"),
    pytest.param(
        {"task": "forecasting", "data.rows": 100}, "data.horizon", [98, 99], [100, 101], "need more than", id="horizon"
    ),
    pytest.param(
        {"task": "forecasting", "data.rows": 100, "data.horizon": 10}, "data.series", [8, 9], [10], "", id="series"
    ),
    pytest.param({"task": "binary"}, "compute.gpus", [0, 1], [], "", id="gpus-alone-imply-a-gpu"),
    pytest.param({"task": "binary", "compute.device": "cpu"}, "compute.gpus", [0], [1, 2], "cpu", id="gpus-on-a-cpu"),
    pytest.param(
        {"task": "binary", "compute.device": "cpu"},
        "compute.accelerator",
        ["unknown"],
        ["t4", "b200"],
        "cpu",
        id="accelerator-on-a-cpu",
    ),
    pytest.param({**GPUS, "compute.nodes": 4}, "compute.gpus", [4, 5], [3], "4 machines", id="a-gpu-a-machine"),
]


@pytest.mark.parametrize(("facts", "path", "fine", "refused", "word"), THRESHOLDS)
def test_a_fact_is_refused_just_beyond_its_threshold(
    facts: dict[str, Any], path: str, fine: list[Any], refused: list[Any], word: str
) -> None:
    for value in fine:
        assert diagnostics({**facts, path: value}) == {}, value
    for value in refused:
        said = diagnostics({**facts, path: value})
        assert len(said) == 1, f"{path} = {value}: {said}"
        assert word in next(iter(said.values()))


PAIRS = [(kind, task) for kind in SUPPORTED for task in FACTS["task"].choices]


@pytest.mark.parametrize(("kind", "task"), PAIRS, ids=lambda word: word)
def test_a_combination_is_supported_or_refused_with_the_list_of_those_that_are(kind: str, task: str) -> None:
    facts = {"task": task, "data.kind": kind}
    if task in SUPPORTED[kind]:
        assert diagnostics(facts) == {}
        return
    with pytest.raises(InputError) as caught:
        Problem(**facts)
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.field == "task"
    assert diagnostic.hint is not None
    assert all(supported in diagnostic.hint for supported in SUPPORTED[kind])
    assert all(other in diagnostic.hint for other, tasks in SUPPORTED.items() if task in tasks)


@pytest.mark.parametrize("path", [path for path, leaf in FACTS.items() if leaf.about.kinds and path != "data.target"])
def test_a_fact_that_has_no_meaning_for_the_kind_of_data_is_refused(path: str) -> None:
    leaf = FACTS[path]
    kind = next(kind for kind in ("table", "image", "series") if kind not in leaf.about.kinds)
    value = leaf.default if leaf.default is not None else 7
    assert "has no meaning for data of kind" in diagnostics({"task": "binary", "data.kind": kind, path: value})[path]


@pytest.mark.parametrize("path", ["data.target_skew", "data.outputs", "data.hours", "data.horizon", "data.objects"])
def test_a_fact_that_has_no_meaning_for_the_task_is_refused(path: str) -> None:
    leaf = FACTS[path]
    kind = (leaf.about.kinds or ("table",))[0]
    said = diagnostics({"task": "binary", "data.kind": kind, path: leaf.default})
    assert "has no meaning for the task binary" in said[path]


@pytest.mark.parametrize("task", FACTS["task"].choices)
def test_a_metric_is_taken_where_it_measures_the_task_and_refused_with_those_that_do(task: str) -> None:
    for metric in FACTS["priorities.metric"].choices:
        facts = {"task": task, "metric": metric}
        if metric in (*UNNAMED, *metrics_for(task)):
            assert diagnostics(facts) == {}
            continue
        with pytest.raises(InputError) as caught:
            Problem(**facts)
        (diagnostic,) = caught.value.diagnostics
        assert (diagnostic.field, diagnostic.message) == (
            "priorities.metric",
            f"{metric} does not measure the task {task}",
        )
        assert diagnostic.hint is not None
        assert all(score in diagnostic.hint for score in (*metrics_for(task), "auto"))


def test_classes_numbers_and_forecasts_have_scores_that_can_be_asked_for() -> None:
    assert {"accuracy", "auc", "f1"} <= set(metrics_for("binary")) == set(metrics_for("multilabel"))
    assert "rmse" not in metrics_for("multiclass")
    assert set(metrics_for("regression")) == {"rmse", "mae", "r2"}
    assert metrics_for("detection") == ()


def test_all_contradictions_are_told_at_once() -> None:
    facts = {
        "task": "multiclass",
        "data.rows": 5,
        "data.classes": 10,
        "data.features": 3,
        "data.categorical": 7,
        "data.cardinality": 2,
        "data.groups": 9,
        "compute.device": "cpu",
        "compute.gpus": 2,
    }
    assert set(diagnostics(facts)) == {"data.classes", "data.categorical", "data.groups", "compute.gpus"}
