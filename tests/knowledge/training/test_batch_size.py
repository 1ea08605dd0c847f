"""The batch leaves enough updates, passes end where more of them teach nothing, and small data is run several times."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advisor.config.values import EarlyStopping, ScheduleSettings, Wanted
from advisor.knowledge.training.batch_size import batch_size, grown
from advisor.knowledge.training.budget import (
    ENOUGH,
    PUBLISHED,
    examples_enough,
    examples_of_a_pass,
    tokens_worth_reading,
    updates_of_a_pass,
)
from advisor.knowledge.training.early_stopping import early_stopping, seeds
from advisor.knowledge.training.epochs import epochs, max_steps
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.knowledge.deciding import applies, decided, value
from tests.strategies import RULESETS, problems

often = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))

DEFAULTS: dict[str, Any] = {"wanted": None, "max_length": None}
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
        pytest.param(IMAGES, "cnn", 1_280, ("BAT-RECIPE", 64), id="1,280 images from scratch"),
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
        pytest.param(10**6, 900, [256] * 4, 2, id="a million: 1,800 updates over four passes"),
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
    seen = examples_enough(Problem(**facts), "transformer", widths, rows)
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


@given(st.integers(1, 10**10))
def test_growth_stays_between_its_ends(rows: int) -> None:
    assert 32 <= grown(32, 1024, rows) <= 1024


# Epochs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "rows", "size", "expected"),
    [
        pytest.param("mlp", 2, 2, 200, id="two rows: 200 updates"),
        pytest.param("mlp", 50, 32, 128, id="50 rows"),
        pytest.param("mlp", 999, 32, 128, id="999 rows"),
        pytest.param("mlp", 1_000, 32, 256, id="1,000 rows"),
        pytest.param("mlp", 1_001, 32, 256, id="1,001 rows"),
        pytest.param("mlp", 390_625, 1024, 256, id="as many as are seen 256 times"),
        pytest.param("mlp", 400_000, 1024, 250, id="somewhat more"),
        pytest.param("tabm", 10**7, 4096, 10, id="10 million rows"),
        pytest.param("tabm", 10**10, 4096, 1, id="10 billion rows"),
        pytest.param("cnn", 2, 2, 500, id="two images: 500 updates"),
        pytest.param("cnn", 1_280_000, 64, 78, id="ImageNet's size"),
        pytest.param("unet", 10, 2, 1_000, id="ten volumes: 5,000 updates"),
        pytest.param("unet", 50, 2, 300, id="50 volumes"),
        pytest.param("unet", 16_000, 8, 187, id="16,000 images"),
        pytest.param("ngram-mlp", 400, 16, 200, id="400 texts"),
        pytest.param("linear-series", 100, 16, 72, id="a short series: 500 updates"),
        pytest.param("rnn", 10_000, 64, 100, id="sequences"),
        pytest.param("detector", 4_000, 16, 50, id="a detector"),
    ],
)
def test_passes_follow_the_recipe_within_what_is_worth_it(family: str, rows: int, size: int, expected: int) -> None:
    rule, answer = decided(epochs, "current", IMAGES, family=family, train_rows=rows, batch_size=size)
    assert (rule, answer.value) == ("EPOCH-BUDGET", expected)


@pytest.mark.parametrize(
    ("facts", "family", "rows", "size", "expected"),
    [
        pytest.param(TEXTS, "pretrained", 100, 8, 20, id="100 texts: no more than 20"),
        pytest.param(TEXTS, "pretrained", 800, 16, 10, id="800 texts"),
        pytest.param(TEXTS, "pretrained", 1_999, 32, 10, id="1,999 texts"),
        pytest.param(TEXTS, "pretrained", 2_000, 32, 8, id="2,000 texts: 500 updates"),
        pytest.param(TEXTS, "pretrained", 8_000, 32, 5, id="8,000 texts"),
        pytest.param(TEXTS, "pretrained", 19_999, 32, 5, id="19,999 texts"),
        pytest.param(TEXTS, "pretrained", 20_000, 32, 3, id="20,000 texts"),
        pytest.param(TEXTS, "pretrained", 999_999, 32, 3, id="999,999 texts"),
        pytest.param(TEXTS, "pretrained", 1_000_000, 32, 1, id="a million texts"),
        pytest.param(IMAGES, "pretrained", 3, 3, 100, id="three images: no more than 100"),
        pytest.param(IMAGES, "pretrained", 1_999, 32, 40, id="1,999 images"),
        pytest.param(IMAGES, "pretrained", 2_000, 32, 20, id="2,000 images"),
        pytest.param(IMAGES, "pretrained", 20_000, 32, 10, id="20,000 images"),
        pytest.param(IMAGES, "pretrained", 10**9, 8192, 1, id="a billion images"),
        pytest.param({"task": "multiclass", "data.kind": "audio"}, "pretrained", 1_600, 32, 25, id="1,600 clips"),
        pytest.param(
            {"task": "speech-recognition", "data.kind": "audio"}, "speech-to-text", 4_000, 16, 10, id="ten hours"
        ),
        pytest.param(
            {"task": "speech-recognition", "data.kind": "audio"}, "speech-to-text", 10**7, 128, 2, id="28,000 hours"
        ),
    ],
)
def test_published_weights_take_few_passes_but_enough_updates(
    facts: dict[str, Any], family: str, rows: int, size: int, expected: int
) -> None:
    rule, answer = decided(epochs, "current", facts, family=family, train_rows=rows, batch_size=size)
    assert (rule, answer.value) == ("EPOCH-TUNING", expected)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("tokens", "widths", "expected"),
    [
        pytest.param(10**6, [256] * 4, 4, id="few tokens are read four times"),
        pytest.param(30_000_000, [256] * 4, 3, id="30 of 63 million wanted"),
        pytest.param(62_914_559, [256] * 4, 2, id="one too few"),
        pytest.param(62_914_560, [256] * 4, 1, id="just enough"),
        pytest.param(10**12, [256] * 4, 1, id="more than enough"),
    ],
)
def test_a_language_model_reads_twenty_tokens_a_parameter(
    ruleset: str, tokens: int, widths: list[int], expected: int
) -> None:
    facts = {**LANGUAGE, "data.tokens": tokens}
    rule, answer = decided(epochs, ruleset, facts, family="transformer", widths=widths, train_rows=1_000)
    assert (rule, answer.value) == ("EPOCH-TOKENS", expected)


@pytest.mark.parametrize(
    ("rows", "size", "expected", "warns"),
    [
        pytest.param(8, 1, 10, True, id="80 updates"),
        pytest.param(32, 1, 4, False, id="128 updates"),
        pytest.param(17_000, 32, 3, False, id="many updates"),
    ],
)
def test_adapters_read_new_text_a_few_times(rows: int, size: int, expected: int, warns: bool) -> None:
    rule, answer = decided(epochs, "current", LANGUAGE, family="pretrained", train_rows=rows, batch_size=size)
    assert (rule, answer.value, bool(answer.warning)) == ("EPOCH-ADAPTERS", expected, warns)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(64, 40, id="each text in 40 pairs"),
        pytest.param(2_500, 40, id="100,000 pairs"),
        pytest.param(2_565, 38, id="fewer pairs of each"),
        pytest.param(200_000, 1, id="one pair of each"),
    ],
)
def test_texts_are_compared_in_pairs(rows: int, expected: int) -> None:
    rule, answer = decided(epochs, "current", TEXTS, family="sentence-embedding", train_rows=rows, batch_size=16)
    assert (rule, answer.value) == ("EPOCH-PAIRS", expected)


@pytest.mark.parametrize(
    ("family", "rows", "size", "expected"),
    [
        pytest.param("mlp", 2, 2, 500, id="two rows: 500 updates"),
        pytest.param("mlp", 700, 32, 100, id="many"),
        pytest.param("mlp", 10**6, 32, 100, id="a million rows"),
        pytest.param("mlp", 2 * 10**6, 32, 50, id="two million rows"),
        pytest.param("mlp", 10**10, 1024, 1, id="10 billion rows"),
        pytest.param("speech-to-text", 4_000, 32, 30, id="published weights"),
    ],
)
def test_the_guide_makes_many_passes(family: str, rows: int, size: int, expected: int) -> None:
    assert value(epochs, "guide", IMAGES, family=family, train_rows=rows, batch_size=size) == expected


# Less than a pass -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("family", "rows", "there"),
    [
        ("mlp", ENOUGH["mlp"], False),
        ("mlp", ENOUGH["mlp"] + 1, True),
        ("pretrained", ENOUGH["pretrained"], False),
        ("pretrained", ENOUGH["pretrained"] + 1, True),
        ("zero-shot", 10**12, False),
        ("rnn", 200_000_000, False),
        ("rnn", 200_000_001, True),
    ],
)
def test_updates_are_limited_only_where_a_pass_is_too_much(family: str, rows: int, there: bool) -> None:
    known = {"problem": Problem(**IMAGES), "family": family, "widths": [], "max_length": None, "train_rows": rows}
    assert applies(max_steps, **known) is there


def test_a_language_model_reads_sequences_of_its_context_not_texts() -> None:
    """Long texts are cut into sequences, so that a pass over few of them is many updates."""
    facts = {"task": "language-modeling", "rows": 2_148, "pretrained": False}
    for length, context in ((256, 256), (1024, 256)):
        chosen = recommend(Problem(**facts, **{"data.length": length}))
        sequences = -(-length * chosen["data.split.train_rows"] // context)
        assert chosen["data.text.max_length"] == context
        assert chosen["resources.steps_per_epoch"] == -(-sequences // chosen["training.batch_size"])
    many = Problem(task="language-modeling", rows=10**9, pretrained=False, **{"data.length": 10**5})
    chosen = recommend(many)
    read = chosen["training.max_steps"] * chosen["training.batch_size"] * chosen["data.text.max_length"]
    wanted = tokens_worth_reading(many, chosen["model.hidden.widths"])
    assert wanted * 0.99 <= read <= wanted * 1.01 + chosen["training.batch_size"] * chosen["data.text.max_length"]


def test_ten_billion_rows_end_after_a_billion_and_say_so() -> None:
    rule, answer = decided(max_steps, "current", {}, family="mlp", train_rows=10**10, batch_size=4096)
    assert (rule, answer.value) == ("STEPS-ENOUGH", 244_141)
    assert answer.warning
    assert "1 billion of 10 billion" in answer.warning


def test_a_language_model_reads_no_more_than_it_takes_in() -> None:
    facts = Problem(**{**LANGUAGE, "data.tokens": 10**12})
    assert tokens_worth_reading(facts, [1024] * 10) == 20 * 12 * 1024 * 1024 * 10
    assert examples_enough(facts, "transformer", [1024] * 10, 10**9) == 2_516_582


# Stopping -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schedule", "family", "rows", "size", "total", "expected"),
    [
        pytest.param("cosine", "mlp", 8_000, 64, 100, 0, id="a fixed end"),
        pytest.param("linear", "pretrained", 8_000, 32, 3, 0, id="a line"),
        pytest.param("one-cycle", "mlp", 8_000, 32, 100, 0, id="1cycle"),
        pytest.param("plateau", "ngram-mlp", 8_000, 128, 200, 5, id="enough updates in five epochs"),
        pytest.param("plateau", "ngram-mlp", 960, 16, 200, 5, id="300 updates in five epochs"),
        pytest.param("plateau", "ngram-mlp", 959, 16, 200, 5, id="59.9 a pass"),
        pytest.param("plateau", "ngram-mlp", 944, 16, 200, 6, id="59 a pass"),
        pytest.param("plateau", "ngram-mlp", 160, 16, 200, 30, id="ten updates a pass"),
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
    ("family", "folds", "expected"), [("ngram-mlp", 1, 10), ("ngram-mlp", 5, 4), ("sepcnn", 5, 10)]
)
def test_networks_over_ngrams_that_are_averaged_wait_less(family: str, folds: int, expected: int) -> None:
    facts = {"train_rows": 960, "batch_size": 32, "epochs": 200, "folds": folds}
    settled = value(early_stopping, "current", {}, schedule=ScheduleSettings("plateau"), family=family, **facts)
    assert settled == EarlyStopping(patience=expected, restore_best=True)


# Seeds ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "family", "rows", "expected"),
    [
        pytest.param({}, "mlp", 9_999, [0, 1, 2], id="9,999 rows"),
        pytest.param({}, "mlp", 10_000, [0], id="10,000 rows"),
        pytest.param({}, "mlp", 10_001, [0], id="10,001 rows"),
        pytest.param(IMAGES, "detector", 500, [0], id="a dear run"),
        pytest.param(VOLUMES, "unet", 50, [0], id="volumes"),
        pytest.param(LANGUAGE, "pretrained", 50, [0], id="language"),
    ],
)
def test_small_data_is_learnt_three_times(facts: dict[str, Any], family: str, rows: int, expected: list[int]) -> None:
    assert value(seeds, "current", facts, family=family, train_rows=rows) == expected
    assert value(seeds, "guide", facts, family=family, train_rows=rows) == [0]


# What holds everywhere ------------------------------------------------------------------------------------


@often
@given(problems(), RULESETS)
def test_batch_passes_and_updates_are_sane(problem: Problem, ruleset: Any) -> None:
    chosen = {path: choice.value for path, choice in recommend(problem, ruleset).choices.items()}
    if chosen["model.family"] == "zero-shot":
        assert "training.batch_size" not in chosen
        return
    rows, size, total = (chosen[path] for path in ("data.split.train_rows", "training.batch_size", "training.epochs"))
    updates = chosen["resources.total_steps"]
    rows = examples_of_a_pass(problem, chosen.get("data.text.max_length"), rows)
    assert 1 <= size <= rows
    if problem.task != "language-modeling":  # whose batches are counted in tokens, and which have no BatchNorm
        assert size <= 65_536
        assert size & (size - 1) == 0, "no power of two"
    assert 1 <= total <= 1_000
    assert updates == min(updates_of_a_pass(rows, size) * total, chosen.get("training.max_steps", 10**18))
    assert updates <= (2_000_000 if ruleset == "current" else 4_000_000)
    if rows >= 1_000:
        assert updates >= (100 if problem.task == "language-modeling" else 200)
    if rows >= 32 and chosen.get("model.normalization.kind") == "batch" and not problem.data.volumetric:
        assert size >= 8
    if chosen["model.family"] in PUBLISHED:
        assert total <= 500


@pytest.mark.parametrize(
    ("rows", "each", "folds", "size"),
    [(60, 2, 5, 32), (1_999, 2, 5, 64), (2_000, 2, 5, 128), (4_999, 1, 5, 128), (5_000, 1, 5, 256), (5_000, 4, 1, 256)],
)
def test_networks_side_by_side_multiply_the_batch(rows: int, each: int, folds: int, size: int) -> None:
    given = {**DEFAULTS, "train_rows": rows, "members": each, "folds": folds}
    rule, answer = decided(batch_size, "current", {}, **given)
    assert (rule, answer.value) == ("BAT-SIDE-BY-SIDE", size)
    assert decided(batch_size, "current", {}, **{**given, "members": 1, "folds": 1})[0] == "BAT-TABLE"
