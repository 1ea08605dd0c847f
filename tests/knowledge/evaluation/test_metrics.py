"""The headline is the score of the task or the one asked for, and the monitor measures it steadily."""

from typing import Any

import pytest

from advisor.knowledge.evaluation.metrics import metrics, monitor
from tests.knowledge.deciding import decided, value

MANY: dict[str, Any] = {"task": "multiclass", "data.classes": 10}
NUMBERS: dict[str, Any] = {"task": "regression"}
FORECAST: dict[str, Any] = {"task": "forecasting"}


@pytest.mark.parametrize(
    ("facts", "headline"),
    [
        pytest.param({"imbalance": 3.9}, "auc", id="binary"),
        pytest.param({"imbalance": 4.0}, "auc", id="20% positives"),
        pytest.param({"imbalance": 4.1}, "pr-auc", id="fewer positives"),
        pytest.param({"metric": "f1"}, "f1", id="asked for"),
        pytest.param({**MANY, "imbalance": 3.0}, "accuracy", id="several classes"),
        pytest.param({**MANY, "imbalance": 3.1}, "macro-f1", id="several unequal classes"),
        pytest.param({"task": "multilabel"}, "mean-average-precision", id="labels"),
        pytest.param({"task": "ordinal"}, "quadratic-weighted-kappa", id="ordered"),
        pytest.param({"task": "ordinal", "metric": "mae"}, "mae", id="ordered, asked for"),
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
        pytest.param({"task": "ordinal", "metric": "mae"}, {"train_rows": 9_500}, "log-loss", id="places by few"),
        pytest.param({"task": "ordinal", "metric": "mae"}, {"train_rows": 9_000}, "mae", id="places by many"),
        pytest.param({**NUMBERS, "metric": "r2"}, {"train_rows": 9_500}, "r2", id="number asked for"),
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
    ("supervision", "method", "rule", "expected"),
    [
        ("preferences", "dpo", "MON-METHOD", "loss"),
        ("preferences", "orpo", "MON-METHOD", "loss"),
        ("unpaired-preferences", "kto", "MON-METHOD", "loss"),
        ("verifiable", "grpo", "MON-METHOD", "reward"),
        ("answers", "sft", "MON-LOG-LOSS", "log-loss"),
        ("preferences", None, "MON-LOG-LOSS", "log-loss"),
    ],
)
def test_a_method_is_watched_by_what_it_learns(supervision: str, method: str | None, rule: str, expected: str) -> None:
    facts = {"task": "language-modeling", "data.supervision": supervision}
    found, said = decided(monitor, "current", facts, method=method, family="pretrained")
    assert (found, said.value) == (rule, expected)
