"""What the network has to beat."""

from typing import Any

import pytest

from advisor.knowledge.evaluation.baselines import baselines
from tests.knowledge.deciding import value

NUMBERS: dict[str, Any] = {"task": "regression"}
FORECAST: dict[str, Any] = {"task": "forecasting"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param({"rows": 800}, ["constant", "logistic-regression", "lightgbm", "catboost", "tabicl"], id="small"),
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
