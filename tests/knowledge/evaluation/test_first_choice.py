"""What to try first, said honestly where that is not a network."""

from typing import Any

import pytest

from advisor.engine import Pick
from advisor.knowledge import knowledge
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.problem import Problem
from tests.knowledge.deciding import decided, value

MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
NUMBERS: dict[str, Any] = {"task": "regression"}
FORECAST: dict[str, Any] = {"task": "forecasting"}
VOLUMES: dict[str, Any] = {
    "task": "segmentation", "rows": 60, "data.volumetric": True, "domain": "far", "device": "gpu",
}  # fmt: skip
OWN: dict[str, Any] = {**FORECAST, "pretrained": False}
GPU = {"device": "gpu"}
CLIPS = {"task": "multiclass", "data.kind": "audio"}


@pytest.mark.parametrize(
    ("facts", "family", "current"),
    [
        pytest.param({"rows": 99}, "mlp", "linear", id="99 rows"),
        pytest.param({"rows": 100}, "mlp", "tabular-foundation-model", id="100 rows"),
        pytest.param({"rows": 100, "features": 101}, "mlp", "linear", id="more columns than rows"),
        pytest.param({"rows": 5_000}, "mlp", "tabular-foundation-model", id="5,000 rows on a CPU"),
        pytest.param({"rows": 5_001}, "mlp", "boosted-trees", id="5,001 rows on a CPU"),
        pytest.param({"rows": 100_000, **GPU}, "mlp", "tabular-foundation-model", id="100,000 rows on a GPU"),
        pytest.param({"rows": 100_001, **GPU}, "mlp", "boosted-trees", id="100,001 rows on a GPU"),
        pytest.param({"rows": 5_000, "features": 100, **GPU}, "mlp", "tabular-foundation-model", id="100 columns"),
        pytest.param({"rows": 5_000, "features": 101, **GPU}, "mlp", "boosted-trees", id="101 columns"),
        pytest.param({**MANY, "rows": 5_000, "classes": 160}, "mlp", "tabular-foundation-model", id="160 classes"),
        pytest.param({**MANY, "rows": 5_000, "classes": 161}, "mlp", "network", id="161 classes"),
        pytest.param({"rows": 5_000, "groups": 40}, "mlp", "boosted-trees", id="grouped rows"),
        pytest.param({"rows": 5_000, "group_column": "patient"}, "mlp", "boosted-trees", id="a column of groups"),
        pytest.param({"rows": 5_000, "future": True}, "mlp", "boosted-trees", id="later rows"),
        pytest.param({"rows": 5_000, "time_column": "day"}, "mlp", "boosted-trees", id="rows in order of time"),
        pytest.param({"rows": 800, "priority": "latency"}, "mlp", "boosted-trees", id="latency"),
        pytest.param({"rows": 499, "deploy": "edge"}, "mlp", "linear", id="499 rows on the edge"),
        pytest.param({"rows": 500, "deploy": "edge"}, "mlp", "boosted-trees", id="500 rows on the edge"),
        pytest.param({"rows": 800, "task": "multilabel"}, "mlp", "boosted-trees", id="labels"),
        pytest.param({"rows": 800, "task": "multilabel", "data.outputs": 21}, "mlp", "network", id="21 labels"),
        pytest.param({"rows": 10**6, **GPU}, "tabm", "boosted-trees", id="a million rows"),
        pytest.param({"rows": 10**6 + 1, **GPU}, "tabm", "network", id="more on a GPU"),
        pytest.param({"rows": 10**9}, "mlp", "boosted-trees", id="a billion on CPUs"),
        pytest.param({"rows": 10**9, "features": 10**6, **GPU}, "mlp", "linear", id="a million columns"),
        pytest.param(
            {"rows": 10**5, "imbalance": 5_000, "data.smallest_class": 20},
            "mlp",
            "anomaly-detection",
            id="20 positives",
        ),
        pytest.param({**MANY, "data.kind": "image", "rows": 199}, "cnn", "linear", id="199 images from scratch"),
        pytest.param({**MANY, "data.kind": "image", "rows": 200}, "cnn", "network", id="200 images from scratch"),
        pytest.param({**CLIPS, "rows": 519, "classes": 26}, "cnn", "linear", id="19 clips of a class from scratch"),
        pytest.param({**CLIPS, "rows": 520, "classes": 26}, "cnn", "network", id="20 clips of a class from scratch"),
        pytest.param({**MANY, "data.kind": "image", "rows": 50}, "pretrained", "network", id="50 images, published"),
        pytest.param({**VOLUMES, "compute.device_memory_gib": 7.1}, "unet", "network", id="volumes, too little memory"),
        pytest.param({**VOLUMES, "compute.device_memory_gib": 7.2}, "unet", "nnu-net", id="volumes"),
        pytest.param(
            {**VOLUMES, "compute.device_memory_gib": 40.0, "deploy": "edge"}, "unet", "network", id="on a device"
        ),
        pytest.param({**VOLUMES, "device": "cpu"}, "unet", "network", id="volumes on a CPU"),
        pytest.param({**VOLUMES, "data.volumetric": False}, "unet", "network", id="flat images"),
        pytest.param({"data.kind": "text", "rows": 100_000}, "ngram-mlp", "tfidf-linear", id="100,000 texts"),
        pytest.param({"data.kind": "text", "rows": 100_001}, "sepcnn", "network", id="100,001 texts"),
        pytest.param({"data.kind": "text", "rows": 5_000}, "pretrained", "network", id="published encoder"),
        pytest.param({"task": "speech-recognition", "hours": 4.9}, "speech-to-text", "zero-shot", id="4.9 hours"),
        pytest.param({"task": "speech-recognition", "hours": 5.0}, "speech-to-text", "network", id="5 hours"),
        pytest.param({"data.kind": "audio", "task": "multiclass"}, "zero-shot", "zero-shot", id="as it is"),
        pytest.param({**FORECAST, "rows": 71, "horizon": 24}, "linear-series", "seasonal-naive", id="71 steps"),
        pytest.param({**FORECAST, "rows": 72, "horizon": 24}, "linear-series", "zero-shot", id="72 steps"),
        pytest.param({**FORECAST, "rows": 100_000}, "transformer", "zero-shot", id="published weights allowed"),
        pytest.param({**OWN, "deploy": "edge", "pretrained": True}, "nhits", "linear-on-lags", id="on the edge"),
        pytest.param({**OWN, "rows": 72, "horizon": 24}, "linear-series", "statistical-forecast", id="72, no weights"),
        pytest.param({**OWN, "rows": 1_999}, "linear-series", "statistical-forecast", id="1,999 steps"),
        pytest.param({**OWN, "rows": 2_000}, "linear-series", "linear-on-lags", id="2,000 steps"),
        pytest.param({**OWN, "rows": 8_000, "series": 20}, "nhits", "statistical-forecast", id="20 series of 400"),
        pytest.param({**OWN, "rows": 8_020, "series": 20}, "nhits", "linear-on-lags", id="20 series of 401"),
        pytest.param({**OWN, "rows": 7_600, "series": 19}, "nhits", "linear-on-lags", id="19 series of 400"),
        pytest.param({**OWN, "rows": 99_999}, "linear-series", "linear-on-lags", id="99,999 steps"),
        pytest.param({**OWN, "rows": 100_000}, "transformer", "network", id="100,000 steps"),
        pytest.param(
            {**FORECAST, "rows": 500, "period": 1, "horizon": 6},
            "linear-series",
            "statistical-forecast",
            id="yearly steps",
        ),
        pytest.param(
            {**FORECAST, "rows": 500, "period": 4, "horizon": 8},
            "linear-series",
            "statistical-forecast",
            id="quarterly steps",
        ),
        pytest.param(
            {**FORECAST, "rows": 500, "period": 12, "horizon": 12}, "linear-series", "zero-shot", id="monthly steps"
        ),
        pytest.param(
            {**FORECAST, "rows": 10**6, "data.series": 500, "data.covariates": 3},
            "nhits",
            "boosted-trees",
            id="many series with covariates",
        ),
        pytest.param({"data.kind": "sequence", "rows": 10_000}, "rnn", "linear", id="10,000 sequences"),
        pytest.param({"data.kind": "sequence", "rows": 10_001}, "rnn", "network", id="10,001 sequences"),
        pytest.param(
            {**NUMBERS, "data.kind": "sequence", "rows": 1_000}, "rnn", "boosted-trees", id="1,000 to regress"
        ),
        pytest.param({**NUMBERS, "data.kind": "sequence", "rows": 1_001}, "rnn", "network", id="1,001 to regress"),
    ],
)
def test_first_choice(facts: dict[str, Any], family: str, current: str) -> None:
    _, answer = decided(first_choice, "current", facts, family=family)
    assert answer.value == current
    assert (answer.warning is None) == (current == "network" or family == "zero-shot")
    assert value(first_choice, "guide", facts, family=family) == ("zero-shot" if family == "zero-shot" else "network")


@pytest.mark.parametrize(
    ("rows", "current"), [(99, "linear"), (5_000, "tabular-foundation-model"), (5_001, "network"), (50_000, "network")]
)
def test_networks_over_folds_come_before_trees(rows: int, current: str) -> None:
    assert value(first_choice, "current", {"rows": rows}, folds=5, members=2) == current


@pytest.mark.parametrize(
    ("tokenizer", "stacking", "said"),
    [
        ("word-and-character-ngrams", "linear", "lowered its log-loss by 8%"),
        ("word-and-character-ngrams", "none", "no small network"),
        ("word-ngrams", "linear", "no small network"),
    ],
)
def test_what_networks_over_characters_add_is_said(tokenizer: str, stacking: str, said: str) -> None:
    facts = {"data.kind": "text", "rows": 3_000}
    _, answer = decided(first_choice, "current", facts, family="ngram-mlp", tokenizer=tokenizer, stacking=stacking)
    assert answer.warning is not None
    assert said in answer.warning


@pytest.mark.parametrize(
    ("memory", "planner"),
    [
        (8.4, "ExperimentPlanner"),
        (8.5, "nnUNetPlannerResEncM"),
        (21.0, "nnUNetPlannerResEncM"),
        (21.1, "nnUNetPlannerResEncL"),
        (34.0, "nnUNetPlannerResEncL"),
        (34.1, "nnUNetPlannerResEncXL"),
    ],
)
def test_the_planner_of_nnunet_follows_the_memory(memory: float, planner: str) -> None:
    _, answer = decided(first_choice, "current", {**VOLUMES, "compute.device_memory_gib": memory}, family="unet")
    assert answer.warning is not None
    assert f"planner {planner})" in answer.warning


@pytest.mark.parametrize(("commercial", "words"), [(True, "may not go into a product"), (False, "after a log-in")])
def test_licences_of_foundation_models_are_named(commercial: bool, words: str) -> None:
    _, answer = decided(first_choice, "current", {"rows": 800, "commercial": commercial})
    assert answer.warning is not None
    assert words in answer.warning


@pytest.mark.parametrize(
    ("rule", "facts", "picks"),
    [
        pytest.param("FIRST-LAGS", {**FORECAST, "rows": 71, "horizon": 24}, False, id="lags of a short series"),
        pytest.param("FIRST-LAGS", {**FORECAST, "rows": 72, "horizon": 24}, True, id="lags of three horizons"),
        pytest.param("FIRST-STATISTICAL", {**FORECAST, "rows": 71, "horizon": 24}, False, id="smoothing, short"),
        pytest.param("FIRST-STATISTICAL", {**FORECAST, "rows": 72, "horizon": 24}, True, id="smoothing, long enough"),
        pytest.param("FIRST-TREES", {"rows": 499}, False, id="trees on 499 rows"),
        pytest.param("FIRST-TREES", {"rows": 500}, True, id="trees on 500 rows"),
        pytest.param("FIRST-TREES", {"rows": 10**6, "features": 100_001}, False, id="trees on very many columns"),
        pytest.param("FIRST-FOUNDATION", {"rows": 99}, False, id="models of tables on 99 rows"),
        pytest.param("FIRST-FOUNDATION", {"rows": 100}, True, id="models of tables on 100 rows"),
    ],
)
def test_an_alternative_is_offered_only_where_its_reason_holds(rule: str, facts: dict[str, Any], picks: bool) -> None:
    problem = Problem(**{"task": "binary", **facts})
    assert isinstance(knowledge().rules[rule](problem), Pick) is picks
