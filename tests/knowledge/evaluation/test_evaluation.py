"""Scores, thresholds, calibration, and honesty about what to try first and what to beat."""

from math import log
from typing import Any

import pytest

from advisor.knowledge.evaluation.baselines import baselines
from advisor.knowledge.evaluation.checks import checks, entropy
from advisor.knowledge.evaluation.first_choice_table import first_choice
from advisor.knowledge.evaluation.metrics import metrics, monitor
from advisor.knowledge.evaluation.probabilities import calibration, threshold
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import applies, decided, value

MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
NUMBERS: dict[str, Any] = {"task": "regression"}
FORECAST: dict[str, Any] = {"task": "forecasting"}
GPU = {"device": "gpu"}
EVERYTHING = [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks]


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        pytest.param({"imbalance": 3.9}, "auc", id="binary"),
        pytest.param({"imbalance": 4.0}, "auc", id="20% positives"),
        pytest.param({"imbalance": 4.1}, "pr-auc", id="fewer positives"),
        pytest.param({"metric": "f1"}, "f1", id="asked for"),
        pytest.param({"metric": "rmse"}, "auc", id="asked for what does not fit"),
        pytest.param({**MANY, "imbalance": 3.0}, "accuracy", id="several classes"),
        pytest.param({**MANY, "imbalance": 3.1}, "macro-f1", id="several unequal classes"),
        pytest.param({"task": "multilabel"}, "mean-average-precision", id="labels"),
        pytest.param({"task": "ordinal"}, "quadratic-weighted-kappa", id="ordered"),
        pytest.param(NUMBERS, "rmse", id="number"),
        pytest.param({**NUMBERS, "data.target_range": "counts"}, "rmse", id="counts"),
        pytest.param({**NUMBERS, "metric": "mae"}, "mae", id="number, asked for"),
        pytest.param(FORECAST, "mase", id="forecast"),
        pytest.param({"task": "detection"}, "map50-95", id="boxes"),
        pytest.param({"task": "segmentation"}, "dice", id="pixels"),
        pytest.param({"task": "token-classification"}, "span-f1", id="tokens"),
        pytest.param({"task": "language-modeling"}, "bits-per-byte", id="language"),
        pytest.param({"task": "speech-recognition"}, "wer", id="speech"),
    ],
)
def test_the_headline(facts: dict[str, Any], headline: str) -> None:
    scores = value(metrics, "current", facts)
    assert scores[0] == headline
    assert len(scores) == len(set(scores))


def test_the_guide_looks_at_loss_and_accuracy() -> None:
    assert value(metrics, "guide", {}) == ["accuracy", "log-loss"]
    assert value(metrics, "guide", NUMBERS) == ["rmse", "mae"]
    assert value(metrics, "guide", {"metric": "auc"})[0] == "auc"


@pytest.mark.parametrize(
    ("facts", "choices", "current"),
    [
        pytest.param({}, {}, "log-loss", id="binary"),
        pytest.param({"rows": 5_000, "metric": "accuracy"}, {"train_rows": 4_001}, "log-loss", id="judged by 999"),
        pytest.param({"rows": 5_000, "metric": "accuracy"}, {"train_rows": 4_000}, "accuracy", id="judged by 1,000"),
        pytest.param({"rows": 5_000, "metric": "accuracy"}, {"train_rows": 3_999}, "accuracy", id="judged by 1,001"),
        pytest.param({"rows": 500, "metric": "auc"}, {"train_rows": 400}, "auc", id="ranking moves smoothly"),
        pytest.param(NUMBERS, {"loss": "mse"}, "rmse", id="number"),
        pytest.param(NUMBERS, {"loss": "huber"}, "mae", id="number with outliers"),
        pytest.param(NUMBERS, {"loss": "poisson"}, "poisson-deviance", id="counts"),
        pytest.param(FORECAST, {"loss": "mse"}, "mae", id="forecast"),
        pytest.param({"task": "detection"}, {"loss": "detector"}, "map50-95", id="boxes"),
        pytest.param({"task": "speech-recognition"}, {"loss": "ctc"}, "wer", id="speech"),
        pytest.param({"task": "language-modeling"}, {}, "log-loss", id="language"),
    ],
)
def test_monitor(facts: dict[str, Any], choices: dict[str, Any], current: str) -> None:
    assert value(monitor, "current", facts, **choices) == current
    assert value(monitor, "guide", facts, **choices) == "loss"


@pytest.mark.parametrize(
    ("facts", "choices", "current", "guide"),
    [
        pytest.param({"imbalance": 3.0}, {}, "0.5", "0.5", id="balanced"),
        pytest.param({"imbalance": 3.1}, {}, "tuned-on-validation", "0.5", id="unequal"),
        pytest.param({"metric": "f1"}, {}, "tuned-on-validation", "0.5", id="F1"),
        pytest.param({"task": "multilabel"}, {}, "per-class-tuned", "0.5", id="labels"),
        pytest.param(MANY, {}, "argmax", "argmax", id="several classes"),
        pytest.param({"task": "ordinal"}, {"output_activation": "cumulative-sigmoid"}, "0.5", "0.5", id="ordered"),
        pytest.param({"task": "ordinal"}, {"output_activation": "softmax"}, "argmax", "argmax", id="ordered, softmax"),
    ],
)
def test_threshold(facts: dict[str, Any], choices: dict[str, Any], current: str, guide: str) -> None:
    assert value(threshold, "current", facts, **choices) == current
    assert value(threshold, "guide", facts, **choices) == guide


@pytest.mark.parametrize(("smallest", "warned"), [(49, True), (50, False), (51, False)])
def test_a_threshold_placed_by_luck_is_warned_of(smallest: int, warned: bool) -> None:
    facts = {"rows": 2_000, "imbalance": 20, "data.smallest_class": smallest}
    _, answer = decided(threshold, "current", facts)
    assert (answer.warning is not None) == warned


@pytest.mark.parametrize(
    ("facts", "choices", "current"),
    [
        pytest.param({}, {}, "none", id="decisions count"),
        pytest.param({"metric": "log-loss"}, {}, "temperature", id="log-loss"),
        pytest.param({}, {"imbalance_strategy": "class-weights"}, "temperature", id="weighted"),
        pytest.param({"priority": "calibration"}, {"train_rows": 99_999}, "temperature-and-ensemble", id="99,999 rows"),
        pytest.param(
            {"priority": "calibration"}, {"train_rows": 100_000}, "temperature-and-ensemble", id="100,000 rows"
        ),
        pytest.param({"priority": "calibration"}, {"train_rows": 100_001}, "temperature", id="100,001 rows"),
        pytest.param({"priority": "calibration"}, {"family": "pretrained"}, "temperature", id="large network"),
        pytest.param({"priority": "calibration", "deploy": "edge"}, {}, "temperature", id="edge"),
        pytest.param({"priority": "calibration"}, {"family": "zero-shot"}, "none", id="as it is"),
    ],
)
def test_calibration(facts: dict[str, Any], choices: dict[str, Any], current: str) -> None:
    assert value(calibration, "current", facts, **choices) == current
    assert value(calibration, "guide", facts, **choices) == "none"


@pytest.mark.parametrize(
    ("facts", "family", "current"),
    [
        pytest.param({"rows": 99}, "mlp", "linear", id="99 rows"),
        pytest.param({"rows": 100}, "mlp", "tabular-foundation-model", id="100 rows"),
        pytest.param({"rows": 100, "features": 101}, "mlp", "linear", id="more columns than rows"),
        pytest.param({"rows": 1_000}, "mlp", "tabular-foundation-model", id="1,000 rows on a CPU"),
        pytest.param({"rows": 1_001}, "mlp", "boosted-trees", id="1,001 rows on a CPU"),
        pytest.param({"rows": 10_000, **GPU}, "mlp", "tabular-foundation-model", id="10,000 rows on a GPU"),
        pytest.param({"rows": 10_001, **GPU}, "mlp", "boosted-trees", id="10,001 rows on a GPU"),
        pytest.param({"rows": 5_000, "features": 500, **GPU}, "mlp", "tabular-foundation-model", id="500 columns"),
        pytest.param({"rows": 5_000, "features": 501, **GPU}, "mlp", "boosted-trees", id="501 columns"),
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
        pytest.param({**MANY, "data.kind": "image", "rows": 50}, "pretrained", "network", id="50 images, published"),
        pytest.param({"data.kind": "text", "rows": 100_000}, "ngram-mlp", "tfidf-linear", id="100,000 texts"),
        pytest.param({"data.kind": "text", "rows": 100_001}, "sepcnn", "network", id="100,001 texts"),
        pytest.param({"data.kind": "text", "rows": 5_000}, "pretrained", "network", id="published encoder"),
        pytest.param({"task": "speech-recognition", "hours": 4.9}, "speech-to-text", "zero-shot", id="4.9 hours"),
        pytest.param({"task": "speech-recognition", "hours": 5.0}, "speech-to-text", "network", id="5 hours"),
        pytest.param({"data.kind": "audio", "task": "multiclass"}, "zero-shot", "zero-shot", id="as it is"),
        pytest.param({**FORECAST, "rows": 71, "horizon": 24}, "linear-series", "seasonal-naive", id="71 steps"),
        pytest.param({**FORECAST, "rows": 72, "horizon": 24}, "linear-series", "statistical-forecast", id="72 steps"),
        pytest.param({**FORECAST, "rows": 1_999}, "linear-series", "statistical-forecast", id="1,999 steps"),
        pytest.param({**FORECAST, "rows": 2_000}, "linear-series", "linear-on-lags", id="2,000 steps"),
        pytest.param({**FORECAST, "rows": 99_999}, "linear-series", "linear-on-lags", id="99,999 steps"),
        pytest.param({**FORECAST, "rows": 100_000}, "transformer", "network", id="100,000 steps"),
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
    ("rows", "current"), [(99, "linear"), (1_000, "tabular-foundation-model"), (1_001, "network"), (50_000, "network")]
)
def test_networks_over_folds_come_before_trees(rows: int, current: str) -> None:
    assert value(first_choice, "current", {"rows": rows}, folds=5, members=2) == current


@pytest.mark.parametrize(("commercial", "words"), [(True, "may go into a product"), (False, "not so limited")])
def test_licences_of_foundation_models_are_named(commercial: bool, words: str) -> None:
    _, answer = decided(first_choice, "current", {"rows": 800, "commercial": commercial})
    assert answer.warning is not None
    assert words in answer.warning


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"rows": 800}, ["constant", "logistic-regression", "lightgbm", "catboost", "tabpfn"], id="small"),
        pytest.param({"rows": 100_000}, ["constant", "logistic-regression", "lightgbm", "catboost"], id="100,000 rows"),
        pytest.param({"rows": 100_001}, ["constant", "logistic-regression", "lightgbm"], id="100,001 rows"),
        pytest.param({**NUMBERS, "rows": 50_000}, ["constant", "ridge", "lightgbm", "catboost"], id="number"),
        pytest.param({"features": 10**6}, ["constant", "sparse-linear"], id="a million columns"),
        pytest.param({"data.kind": "text"}, ["constant", "tfidf-linear"], id="text"),
        pytest.param(FORECAST, ["seasonal-naive", "ridge-on-lags", "exponential-smoothing", "chronos"], id="forecast"),
        pytest.param(
            {**FORECAST, "pretrained": False},
            ["seasonal-naive", "ridge-on-lags", "exponential-smoothing"],
            id="no weights",
        ),
        pytest.param({"data.kind": "image"}, ["constant", "linear-on-pixels", "linear-probe"], id="images"),
        pytest.param({"data.kind": "audio", "pretrained": False}, ["constant", "linear-on-mel"], id="sound"),
        pytest.param({"data.kind": "sequence"}, ["constant", "rocket", "boosted-summaries"], id="sequences"),
        pytest.param({"task": "detection"}, ["as-published"], id="boxes"),
        pytest.param({"task": "language-modeling"}, ["n-gram"], id="language"),
    ],
)
def test_baselines(facts: dict[str, Any], expected: list[str]) -> None:
    assert [baseline.name for baseline in value(baselines, "current", facts)] == expected


@pytest.mark.parametrize(("side", "toy"), [(31, True), (32, True), (33, False)])
def test_the_guide_flattens_small_images_as_a_toy(side: int, toy: bool) -> None:
    names = [b.name for b in value(baselines, "guide", {"data.kind": "image", "image": f"{side}x{side}x1"})]
    assert ("flattened-dense" in names) == toy


def test_the_naive_forecast_names_its_lag() -> None:
    assert "24" in value(baselines, "guide", {**FORECAST, "period": 24})[0].settings


@pytest.mark.parametrize(
    ("facts", "choices", "words"),
    [
        pytest.param(MANY, {}, f"ln 10 = {log(10):.2f}", id="several classes"),
        pytest.param({}, {"loss": "binary-cross-entropy"}, "ln 2 = 0.69", id="binary"),
        pytest.param({"imbalance": 9}, {"loss": "binary-cross-entropy", "output_bias": "log-prior"}, "0.33", id="rare"),
        pytest.param(NUMBERS, {"loss": "mse"}, "variance", id="number"),
        pytest.param({"task": "detection"}, {"loss": "detector"}, "constant prediction", id="boxes"),
        pytest.param({"task": "language-modeling"}, {}, "vocabulary", id="language"),
        pytest.param({}, {}, "one batch of 64 examples", id="overfit a batch"),
        pytest.param({"rows": 40}, {"train_rows": 32}, "one batch of 32 examples", id="fewer than a batch"),
        pytest.param({"data.groups": 30}, {}, "30 groups", id="groups"),
        pytest.param({"data.duplicates": 0.2}, {}, "20.0% repeated rows", id="copies"),
        pytest.param({"data.leaks": ("a", "b")}, {}, "2 columns", id="leaks"),
        pytest.param({"future": True}, {}, "older than", id="later data"),
    ],
)
def test_checks(facts: dict[str, Any], choices: dict[str, Any], words: str) -> None:
    assert any(words in check for check in value(checks, "current", facts, **choices))


@pytest.mark.parametrize(("judged", "said"), [(199, True), (200, False), (201, False)])
def test_few_validation_examples_are_said_to_flatter(judged: int, said: bool) -> None:
    found = value(checks, "current", {"rows": 1_000}, train_rows=1_000 - judged)
    assert any("by chance" in check for check in found) == said


@pytest.mark.parametrize(("groups", "warned"), [(0, False), (19, True), (20, False), (21, False)])
def test_few_groups_are_warned_of(groups: int, warned: bool) -> None:
    for family in ("mlp", "zero-shot"):
        _, answer = decided(checks, "current", {"data.groups": groups}, family=family)
        assert (answer.warning is not None) == warned


def test_entropy_of_two_classes() -> None:
    assert entropy(1.0) == pytest.approx(log(2))
    assert entropy(10**9) == pytest.approx(0, abs=1e-7)


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
