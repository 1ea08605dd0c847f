"""The batch of the recipe leaves enough updates; the guide starts low; ensembles and adapters have their own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.config.values import Wanted
from advisor.knowledge.training.batch_size import batch_size, grown
from advisor.knowledge.training.budget import (
    enough_examples,
)
from advisor.problem import Problem
from tests.knowledge.deciding import decided

DEFAULTS: dict[str, Any] = {"wanted": Wanted("resnet50", "all"), "max_length": None}
IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
TEXTS: dict[str, Any] = {"task": "multiclass", "data.kind": "text", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}
SERIES: dict[str, Any] = {"task": "forecasting", "data.kind": "series"}
VOLUMES: dict[str, Any] = {"task": "segmentation", "data.kind": "image", "data.volumetric": True}
ADAPTERS = Wanted("qwen3_8b", "adapters")


def gpus(number: int) -> dict[str, Any]:
    return {"device": "gpu", "gpus": number, "memory_gib": 80}


def batch(ruleset: str, facts: dict[str, Any], **choices: Any) -> tuple[str, int]:
    rule, answer = decided(batch_size, ruleset, facts, **{**DEFAULTS, **choices})
    return rule, answer.value


@pytest.mark.parametrize(
    ("facts", "family", "rows", "expected"),
    [
        pytest.param({}, "mlp", 1, ("BAT-TABLE", 1), id="one row"),
        pytest.param({}, "mlp", 2, ("BAT-TABLE", 2), id="two rows"),
        pytest.param({}, "mlp", 31, ("BAT-TABLE", 16), id="31 rows"),
        pytest.param({}, "mlp", 32, ("BAT-TABLE", 32), id="32 rows"),
        pytest.param({}, "mlp", 33, ("BAT-TABLE", 32), id="33 rows: what is left for the last update is the loop's"),
        pytest.param({}, "mlp", 999, ("BAT-TABLE", 32), id="999 rows"),
        pytest.param({}, "mlp", 1_000, ("BAT-TABLE", 32), id="1,000 rows"),
        pytest.param({}, "mlp", 1_279, ("BAT-TABLE", 32), id="1,279 rows: 20 updates of 64 are too many"),
        pytest.param({}, "mlp", 1_280, ("BAT-TABLE", 64), id="1,280 rows"),
        pytest.param({}, "mlp", 9_999, ("BAT-TABLE", 128), id="9,999 rows"),
        pytest.param({}, "mlp", 10_000, ("BAT-TABLE", 256), id="10,000 rows"),
        pytest.param({}, "mlp", 49_999, ("BAT-TABLE", 256), id="49,999 rows"),
        pytest.param({}, "mlp", 50_000, ("BAT-TABLE", 512), id="50,000 rows"),
        pytest.param({}, "mlp", 199_999, ("BAT-TABLE", 512), id="199,999 rows"),
        pytest.param({}, "mlp", 200_000, ("BAT-TABLE", 1024), id="200,000 rows"),
        pytest.param({}, "mlp", 1_999_999, ("BAT-TABLE", 1024), id="1,999,999 rows"),
        pytest.param({}, "mlp", 2_000_000, ("BAT-TABLE", 4096), id="2,000,000 rows"),
        pytest.param(gpus(1), "tabm", 10**7, ("BAT-TABLE", 4096), id="many rows, one GPU"),
        pytest.param(gpus(2), "tabm", 10**7, ("BAT-TABLE", 8192), id="many rows, two GPUs"),
        pytest.param(gpus(64), "tabm", 10**10, ("BAT-TABLE", 8192), id="very many rows, 64 GPUs"),
        pytest.param(IMAGES, "pretrained", 4, ("BAT-RECIPE", 4), id="four images"),
        pytest.param(IMAGES, "pretrained", 399, ("BAT-RECIPE", 8), id="399 images"),
        pytest.param(IMAGES, "pretrained", 799, ("BAT-RECIPE", 8), id="799 images"),
        pytest.param(IMAGES, "pretrained", 800, ("BAT-RECIPE", 16), id="800 images"),
        pytest.param(IMAGES, "pretrained", 1_600, ("BAT-RECIPE", 32), id="1,600 images"),
        pytest.param({**IMAGES, **gpus(256)}, "pretrained", 10**9, ("BAT-RECIPE", 8192), id="a billion images"),
        pytest.param(IMAGES, "pretrained", 1_279_999, ("BAT-RECIPE", 32), id="1,279,999 images"),
        pytest.param(IMAGES, "pretrained", 1_280_000, ("BAT-RECIPE", 64), id="1,280,000 images"),
        pytest.param(IMAGES, "cnn", 100, ("BAT-RECIPE", 16), id="100 images from scratch"),
        pytest.param(
            IMAGES, "cnn", 959, ("BAT-RECIPE", 16), id="959 images from scratch: 30 updates of 32 are too many"
        ),
        pytest.param(IMAGES, "cnn", 960, ("BAT-RECIPE", 32), id="960 images from scratch"),
        pytest.param(IMAGES, "cnn", 961, ("BAT-RECIPE", 32), id="961 images from scratch"),
        pytest.param(IMAGES, "cnn", 1_919, ("BAT-RECIPE", 32), id="1,919 images from scratch"),
        pytest.param(IMAGES, "cnn", 1_920, ("BAT-RECIPE", 64), id="1,920 images from scratch"),
        pytest.param(IMAGES, "cnn", 3_839, ("BAT-RECIPE", 64), id="3,839 images from scratch"),
        pytest.param(IMAGES, "cnn", 3_840, ("BAT-RECIPE", 128), id="3,840 images from scratch"),
        pytest.param(IMAGES, "cnn", 10**7, ("BAT-RECIPE", 256), id="10 million images from scratch"),
        pytest.param(VOLUMES, "unet", 50, ("BAT-RECIPE", 2), id="volumes"),
        pytest.param(
            {**VOLUMES, **gpus(10_000)}, "unet", 10**10, ("BAT-RECIPE", 512), id="volumes: a thousand updates"
        ),
        pytest.param(TEXTS, "sentence-embedding", 64, ("BAT-RECIPE", 8), id="64 texts in pairs"),
        pytest.param(SERIES, "transformer", 30_000, ("BAT-RECIPE", 128), id="patches"),
        pytest.param(SERIES, "transformer", 30_000_000, ("BAT-RECIPE", 1024), id="very many patches"),
        pytest.param(SERIES, "linear-series", 100, ("BAT-RECIPE", 16), id="a short series"),
    ],
)
def test_the_batch_of_a_recipe_leaves_updates(
    facts: dict[str, Any], family: str, rows: int, expected: tuple[str, int]
) -> None:
    assert batch("current", facts, family=family, train_rows=rows) == expected


@pytest.mark.parametrize(
    ("facts", "choices", "expected"),
    [
        pytest.param(LANGUAGE, {"train_rows": 8}, 1, id="eight sequences"),
        pytest.param(LANGUAGE, {"train_rows": 1_599}, 16, id="1,599 sequences"),
        pytest.param(LANGUAGE, {"train_rows": 1_600}, 32, id="1,600 sequences"),
        pytest.param(LANGUAGE, {"train_rows": 99_999}, 32, id="99,999 sequences"),
        pytest.param(LANGUAGE, {"train_rows": 100_000}, 128, id="100,000 sequences"),
        pytest.param({**LANGUAGE, **gpus(64)}, {"train_rows": 10**6}, 128, id="many GPUs"),
    ],
)
def test_adapters_take_small_batches(facts: dict[str, Any], choices: dict[str, Any], expected: int) -> None:
    assert batch("current", facts, family="pretrained", wanted=ADAPTERS, **choices) == ("BAT-ADAPTERS", expected)


@pytest.mark.parametrize(
    ("tokens", "rows", "widths", "expected"),
    [
        pytest.param(10_000, 8, [256] * 4, 1, id="ten thousand tokens"),
        pytest.param(10**6, 900, [256] * 4, 2, id="a million: 1,800 updates over four epochs"),
        pytest.param(10**8, 90_000, [384] * 6, 128, id="a hundred million"),
        pytest.param(10**12, 900_000_000, [768] * 12, 512, id="a trillion, of which 1.7 billion are read"),
    ],
)
def test_a_language_model_makes_at_least_a_thousand_updates(
    tokens: int, rows: int, widths: list[int], expected: int
) -> None:
    facts = {**LANGUAGE, "data.tokens": tokens}
    choices = {"family": "transformer", "widths": widths, "max_length": 1024, "train_rows": rows}
    assert batch("current", facts, **choices) == ("BAT-TOKENS", expected)
    seen = enough_examples(Problem(**facts), "transformer", widths, rows)
    assert expected == 1 or seen / expected >= 1_000


@pytest.mark.parametrize(
    ("facts", "family", "rows", "expected"),
    [
        pytest.param({}, "mlp", 2, ("BAT-SMALL", 2), id="two rows"),
        pytest.param({}, "mlp", 40, ("BAT-SMALL", 8), id="40 rows"),
        pytest.param({}, "mlp", 127, ("BAT-SMALL", 8), id="127 rows"),
        pytest.param({}, "mlp", 128, ("BAT-SMALL", 16), id="128 rows"),
        pytest.param({}, "mlp", 255, ("BAT-SMALL", 16), id="255 rows"),
        pytest.param({}, "mlp", 256, ("BAT-SMALL", 32), id="256 rows"),
        pytest.param({}, "mlp", 1_279_999, ("BAT-SMALL", 32), id="1,279,999 rows"),
        pytest.param({}, "mlp", 1_280_000, ("BAT-SMALL", 64), id="1,280,000 rows"),
        pytest.param({}, "mlp", 10**10, ("BAT-SMALL", 1024), id="10 billion rows on a CPU"),
        pytest.param(gpus(1), "mlp", 99_999_999, ("BAT-SMALL", 1024), id="just below massive"),
        pytest.param(gpus(1), "mlp", 100_000_000, ("BAT-MASSIVE-GUIDE", 32_768), id="massive"),
        pytest.param({**IMAGES, **gpus(1)}, "pretrained", 10**9, ("BAT-MASSIVE-GUIDE", 1024), id="images, one GPU"),
        pytest.param(
            {**IMAGES, **gpus(256)}, "pretrained", 10**9, ("BAT-MASSIVE-GUIDE", 32_768), id="images, 256 GPUs"
        ),
        pytest.param({**IMAGES, **gpus(8)}, "detector", 10**9, ("BAT-SMALL", 512), id="a detector"),
        pytest.param(VOLUMES, "unet", 50, ("BAT-SMALL", 2), id="volumes"),
    ],
)
def test_the_guide_starts_low_and_raises_it_only_at_scale(
    facts: dict[str, Any], family: str, rows: int, expected: tuple[str, int]
) -> None:
    assert batch("guide", facts, family=family, train_rows=rows) == expected


def test_the_guide_leaves_a_language_model_updates() -> None:
    facts = {**LANGUAGE, "data.tokens": 10**6}
    assert batch("guide", facts, family="transformer", widths=[512] * 6, train_rows=900) == ("BAT-SMALL", 2)


@pytest.mark.parametrize(
    ("rows", "each", "folds", "size"),
    [(60, 2, 5, 32), (1_999, 2, 5, 64), (2_000, 2, 5, 128), (4_999, 1, 5, 128), (5_000, 1, 5, 256), (5_000, 4, 1, 256)],
)
def test_a_batched_ensemble_multiplies_the_batch(rows: int, each: int, folds: int, size: int) -> None:
    given = {**DEFAULTS, "train_rows": rows, "members": each, "folds": folds}
    rule, answer = decided(batch_size, "current", {}, **given)
    assert (rule, answer.value) == ("BAT-SIDE-BY-SIDE", size)
    assert decided(batch_size, "current", {}, **{**given, "members": 1, "folds": 1})[0] == "BAT-TABLE"


@given(st.integers(1, 10**10))
def test_growth_stays_between_its_ends(rows: int) -> None:
    assert 32 <= grown(32, 1024, rows) <= 1024
