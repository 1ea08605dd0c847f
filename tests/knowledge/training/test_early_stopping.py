"""Patience is for rates without a fixed end, and small data is run with several seeds."""

from typing import Any

import pytest

from advisor.config.values import EarlyStopping, ScheduleSettings, WeightAveraging
from advisor.knowledge.training.early_stopping import early_stopping, seeds
from tests.knowledge.deciding import value

IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}
VOLUMES: dict[str, Any] = {"task": "segmentation", "data.kind": "image", "data.volumetric": True}


@pytest.mark.parametrize(
    ("schedule", "family", "rows", "size", "total", "expected"),
    [
        pytest.param("cosine", "mlp", 8_000, 64, 100, 0, id="a fixed end"),
        pytest.param("linear", "pretrained", 8_000, 32, 3, 0, id="a line"),
        pytest.param("one-cycle", "mlp", 8_000, 32, 100, 0, id="1cycle"),
        pytest.param("plateau", "ngram-mlp", 8_000, 128, 200, 5, id="enough updates in five epochs"),
        pytest.param("plateau", "ngram-mlp", 960, 16, 200, 5, id="300 updates in five epochs"),
        pytest.param("plateau", "ngram-mlp", 959, 16, 200, 5, id="59.9 per epoch"),
        pytest.param("plateau", "ngram-mlp", 944, 16, 200, 6, id="59 per epoch"),
        pytest.param("plateau", "ngram-mlp", 160, 16, 200, 30, id="ten updates per epoch"),
        pytest.param("plateau", "ngram-mlp", 16, 16, 200, 50, id="no more than a quarter of all"),
        pytest.param("constant", "mlp", 8_000, 64, 100, 16, id="a constant rate"),
        pytest.param("constant", "mlp", 8_000, 64, 8, 16, id="never below the recipe"),
    ],
)
def test_patience_is_for_rates_without_an_end(
    schedule: str, family: str, rows: int, size: int, total: int, expected: int
) -> None:
    settled = value(
        early_stopping,
        "current",
        {},
        schedule=ScheduleSettings(schedule),  # type: ignore[arg-type]
        family=family,
        train_rows=rows,
        batch_size=size,
        epochs=total,
        folds=1,
    )
    assert settled == EarlyStopping(patience=expected, restore_best=True)


@pytest.mark.parametrize(
    ("schedule", "calibration", "kept"),
    [
        pytest.param("one-cycle", "temperature", False, id="the last is calibrated"),
        pytest.param("one-cycle", "temperature-and-ensemble", False, id="several are calibrated"),
        pytest.param("one-cycle", "none", True, id="nothing is calibrated"),
        pytest.param("one-cycle", None, True, id="numbers"),
        pytest.param("cosine", "temperature", True, id="another schedule"),
    ],
)
def test_the_last_epoch_is_kept_where_a_temperature_follows(schedule: Any, calibration: Any, kept: bool) -> None:
    known = {"schedule": ScheduleSettings(schedule), "calibration": calibration, "family": "cnn"}
    assert value(early_stopping, "current", IMAGES, **known) == EarlyStopping(patience=0, restore_best=kept)


@pytest.mark.parametrize(("kind", "expected"), [("none", 16), ("swa", 0)])
def test_the_guide_waits_for_the_points_that_are_averaged(kind: Any, expected: int) -> None:
    constant = ScheduleSettings("constant")
    settled = value(early_stopping, "guide", {}, schedule=constant, averaging=WeightAveraging(kind))
    assert settled == EarlyStopping(patience=expected, restore_best=True)


@pytest.mark.parametrize(
    ("family", "folds", "expected"), [("ngram-mlp", 1, 10), ("ngram-mlp", 5, 4), ("sepcnn", 5, 10)]
)
def test_networks_over_ngrams_that_are_averaged_wait_less(family: str, folds: int, expected: int) -> None:
    facts = {"train_rows": 960, "batch_size": 32, "epochs": 200, "folds": folds}
    settled = value(early_stopping, "current", {}, schedule=ScheduleSettings("plateau"), family=family, **facts)
    assert settled == EarlyStopping(patience=expected, restore_best=True)


@pytest.mark.parametrize(
    ("facts", "family", "rows", "expected"),
    [
        pytest.param({}, "mlp", 9_999, [0, 1, 2], id="9,999 rows"),
        pytest.param({}, "mlp", 10_000, [0], id="10,000 rows"),
        pytest.param({}, "mlp", 10_001, [0], id="10,001 rows"),
        pytest.param(IMAGES, "detector", 500, [0], id="an expensive run"),
        pytest.param(VOLUMES, "unet", 50, [0], id="volumes"),
        pytest.param(LANGUAGE, "pretrained", 50, [0], id="language"),
    ],
)
def test_small_data_is_run_with_three_seeds(facts: dict[str, Any], family: str, rows: int, expected: list[int]) -> None:
    assert value(seeds, "current", facts, family=family, train_rows=rows, devices=1, run_hours=0.1) == expected
    assert value(seeds, "guide", facts, family=family, train_rows=rows, devices=1, run_hours=0.1) == [0]
