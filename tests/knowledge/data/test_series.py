"""How time series become inputs; one row a branch."""

from typing import Any

import pytest

from advisor.knowledge.data.series import horizon, lookback, series_scaling
from tests.knowledge.deciding import decided, value


def series(task: str = "forecasting", **facts: Any) -> dict[str, Any]:
    return {"data.kind": "series", "task": task, **facts}


@pytest.mark.parametrize(
    ("facts", "steps", "warns"),
    [
        pytest.param({"rows": 17_420, "horizon": 96}, 336, False, id="long"),
        pytest.param({"rows": 2_687, "horizon": 24}, 335, False, id="a step too short"),
        pytest.param({"rows": 2_688, "horizon": 24}, 336, False, id="just long enough"),
        pytest.param({"rows": 144, "horizon": 12, "period": 12}, 24, False, id="a dozen years of months"),
        pytest.param({"rows": 144, "horizon": 12, "period": 4}, 18, False, id="an eighth"),
        pytest.param({"rows": 80, "horizon": 4, "period": 12}, 20, False, id="a quarter"),
        pytest.param({"rows": 6_240, "series": 30, "horizon": 7, "period": 7}, 52, False, id="windows of many series"),
        pytest.param({"rows": 100, "horizon": 12, "period": 52}, 25, True, id="less than a season"),
        pytest.param({"rows": 10**6, "horizon": 720}, 1_440, False, id="a long horizon"),
        pytest.param({"rows": 10**6, "horizon": 24, "period": 400}, 800, False, id="two seasons"),
        pytest.param({"rows": 10**6, "horizon": 24, "period": 8_760}, 1_024, True, id="a year of hours"),
        pytest.param({"rows": 2_000, "series": 100, "horizon": 4}, 5, False, id="short series"),
    ],
)
def test_lookback(facts: dict[str, Any], steps: int, warns: bool) -> None:
    rule, said = decided(lookback, "current", series(**facts), family="linear-series")
    assert (rule, said.value) == ("LOOK-LONG", steps)
    assert bool(said.warning) is warns
    assert ("two seasons" in said.because) is ("period" in facts)


@pytest.mark.parametrize(
    ("ruleset", "family", "facts", "rule", "steps", "seasonal"),
    [
        pytest.param("current", "nhits", {"horizon": 24, "period": 7}, "LOOK-NHITS", 120, True, id="five-horizons"),
        pytest.param("current", "nhits", {"horizon": 24}, "LOOK-NHITS", 120, False, id="no-season"),
        pytest.param("guide", "mlp", {"horizon": 24, "period": 7}, "LOOK-GUIDE", 48, True, id="two-horizons"),
        pytest.param("guide", "mlp", {"horizon": 24, "period": 168}, "LOOK-GUIDE", 168, True, id="a-season"),
        pytest.param("guide", "mlp", {"horizon": 24}, "LOOK-GUIDE", 48, False, id="guide-without-season"),
        pytest.param("current", "zero-shot", {"horizon": 24}, "LOOK-CONTEXT", 8_192, False, id="published"),
        pytest.param("guide", "zero-shot", {"horizon": 24}, "LOOK-CONTEXT", 8_192, False, id="published-guide"),
        pytest.param("current", "zero-shot", {"rows": 100, "horizon": 24}, "LOOK-CONTEXT", 76, False, id="short"),
    ],
)
def test_other_lookbacks(
    ruleset: str, family: str, facts: dict[str, Any], rule: str, steps: int, seasonal: bool
) -> None:
    said = decided(lookback, ruleset, series(**{"rows": 10_000, **facts}), family=family)
    assert (said[0], said[1].value) == (rule, steps)
    assert ("season" in said[1].because) is seasonal


def test_all_steps_asked_for_are_forecast() -> None:
    assert value(horizon, "current", series(horizon=24)) == 24


@pytest.mark.parametrize(("length", "warns"), [(100_000, False), (100_001, True)])
def test_whole_series_are_seen(length: int, warns: bool) -> None:
    rule, said = decided(lookback, "current", series("binary", **{"data.length": length}), family="cnn")
    assert (rule, said.value) == ("LOOK-WHOLE", length)
    assert bool(said.warning) is warns


@pytest.mark.parametrize(
    ("ruleset", "task", "family", "expected"),
    [
        ("current", "forecasting", "zero-shot", "window-standardize"),
        ("guide", "forecasting", "zero-shot", "window-standardize"),
        ("current", "forecasting", "linear-series", "subtract-last"),
        ("current", "forecasting", "nhits", "window-standardize"),
        ("current", "binary", "cnn", "window-standardize"),
        ("guide", "forecasting", "mlp", "global-standardize"),
    ],
)
def test_scales_of_series(ruleset: str, task: str, family: str, expected: str) -> None:
    assert value(series_scaling, ruleset, series(task), family=family) == expected
