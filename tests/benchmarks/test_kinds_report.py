"""The section of docs/quality.md on images, recordings, texts and series."""

from typing import Any

import pytest

pytest.importorskip("pandas")

from benchmarks.quality.kinds import report


def row(
    table: str, method: str, accuracy: float, log_loss: float, seed: int = 0, **more: Any
) -> tuple[tuple[str, int, str], dict[str, Any]]:
    scores = {"accuracy": accuracy, "log_loss": log_loss, "cpu_seconds": 10.0}
    return (table, seed, method), {"table": table, "kind": "text", "seed": seed, "method": method, **scores, **more}


MEASURED = dict(
    [
        row("calls", "advisor", 0.9, 0.3, first_choice="tfidf-linear"),
        row("calls", "tutorial", 0.6, 0.9, cpu_seconds=20.0),
        row("calls", "linear", 0.9, 0.2),
        row("notes", "advisor", 0.8, 0.5),
        row("notes", "tutorial", 0.6, 0.9, cpu_seconds=20.0),
        row("notes", "linear", 0.7, 0.6),
    ]
)


def test_each_set_has_a_line_and_the_wins_are_counted() -> None:
    text = report.section(MEASURED)
    assert "| calls | 1 | 0.900 / 0.300 / 10 | 0.600 / 0.900 / 20 | 0.900 / 0.200 / 10 |" in text
    assert "Of 2 splits the advice beat the tutorial network on 2 by accuracy and 2 by log-loss, at 0.5 times" in text
    assert "beat the logistic regression on TF-IDF on 1.5 by accuracy and 1 by log-loss, at 1 times" in text


def test_where_the_advice_loses_stands_with_what_the_config_named_first() -> None:
    lost = report.section(MEASURED).split("### Where the advice loses")[1]
    assert "`calls`: log-loss 0.300, the logistic regression on TF-IDF 0.200" in lost
    assert "first: tfidf-linear" in lost
    assert "notes" not in lost


@pytest.mark.parametrize("missing", ["advisor", "tutorial", "linear"])
def test_a_split_that_a_method_did_not_run_on_is_not_compared(missing: str) -> None:
    rows = dict(MEASURED)
    rows["notes", 0, missing] = rows["notes", 0, missing] | {"error": "no memory"}
    assert "| notes |" not in report.section(rows)
    assert "Of 1 splits" in report.section(rows)


def test_forecasts_are_better_where_the_error_is_less() -> None:
    scores = {"advisor": 0.7, "tutorial": 1.5, "ridge": 0.6}
    rows = {
        ("hours", 0, name): {"table": "hours", "kind": "series", "seed": 0, "method": name, "mase": mase,
                             "cpu_seconds": 5.0}
        for name, mase in scores.items()
    }  # fmt: skip
    text = report.section(rows)
    assert "beat the tutorial network on 1 by MASE" in text
    assert "beat the ridge on lags on 0 by MASE" in text
    assert "`hours`: mase 0.700, the ridge on lags 0.600" in text
