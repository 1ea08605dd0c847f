"""Epochs end where more of them teach nothing, and make enough updates."""

from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings

from advisor.knowledge.scopes import FINE_TUNED
from advisor.knowledge.training.budget import (
    ENOUGH,
    examples_per_epoch,
    updates_per_epoch,
)
from advisor.knowledge.training.epochs import epochs, max_steps
from advisor.networks.architecture import Architecture
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.knowledge.deciding import applies, decided, value
from tests.strategies import RULESETS, problems

often = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
TEXTS: dict[str, Any] = {"task": "multiclass", "data.kind": "text", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}


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
        pytest.param("unet", 10, 2, 1_000, id="ten volumes: 5,000 updates"),
        pytest.param("unet", 50, 2, 300, id="50 volumes"),
        pytest.param("unet", 16_000, 8, 187, id="16,000 images"),
        pytest.param("ngram-mlp", 400, 16, 200, id="400 texts"),
        pytest.param("linear-series", 100, 16, 72, id="a short series: 500 updates"),
        pytest.param("rnn", 10_000, 64, 100, id="sequences"),
        pytest.param("detector", 4_000, 16, 50, id="a detector"),
    ],
)
def test_epochs_follow_the_recipe_within_what_is_worth_it(family: str, rows: int, size: int, expected: int) -> None:
    rule, answer = decided(epochs, "current", IMAGES, family=family, train_rows=rows, batch_size=size)
    assert (rule, answer.value) == ("EPOCH-BUDGET", expected)


@pytest.mark.parametrize(
    ("rows", "size", "side", "device", "expected"),
    [
        pytest.param(2, 2, 32, "cpu", 600, id="two images: 600 updates"),
        pytest.param(200, 32, 32, "cpu", 86, id="few images: 602 updates"),
        pytest.param(2_400, 128, 32, "cpu", 60, id="as many as a CPU can pay"),
        pytest.param(10_000, 128, 32, "cpu", 23, id="more: ten minutes"),
        pytest.param(100_000, 128, 32, "cpu", 16, id="many: never fewer"),
        pytest.param(100_000, 128, 32, "gpu", 60, id="on a GPU"),
        pytest.param(10_000_000, 128, 32, "gpu", 10, id="as many as need no repeating"),
        pytest.param(1_000, 64, 224, "cpu", 60, id="large images"),
        pytest.param(4_000, 64, 224, "cpu", 17, id="more of them"),
    ],
)
def test_a_short_run_fits_into_minutes_of_a_cpu(rows: int, size: int, side: int, device: str, expected: int) -> None:
    net = Architecture(
        family="cnn", shape=[side, side, 3], outputs=10, widths=[32, 48, 96, 192], residual=True, kernel=3,
        blocks_per_stage=1, stem_stride=1 if side <= 64 else 4,
    )  # fmt: skip
    facts = {**IMAGES, "compute.device": device}
    rule, answer = decided(epochs, "current", facts, family="cnn", train_rows=rows, batch_size=size, draft=net, folds=1)
    assert (rule, answer.value) == ("EPOCH-BRIEF", expected)


@pytest.mark.parametrize(("kind", "expected"), [("audio", 40), ("image", 60)])
def test_images_take_more_passes_than_recordings(kind: str, expected: int) -> None:
    net = Architecture(
        family="cnn", shape=[32, 32, 1], outputs=10, widths=[32, 48, 96, 192], residual=True, kernel=3,
        blocks_per_stage=1, stem_stride=1,
    )  # fmt: skip
    facts = {"task": "multiclass", "data.kind": kind, "data.classes": 10}
    rule, answer = decided(epochs, "current", facts, family="cnn", train_rows=1_000, batch_size=32, draft=net, folds=1)
    assert (rule, answer.value) == ("EPOCH-BRIEF", expected)


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
def test_published_weights_take_few_epochs_but_enough_updates(
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
    choices = {"family": "pretrained", "backbone": "qwen3_0_6b", "trainable": "adapters"}
    rule, answer = decided(
        epochs, "current", {**LANGUAGE, "device": "gpu"}, **choices, train_rows=rows, batch_size=size
    )
    assert (rule, answer.value, bool(answer.warning)) == ("EPOCH-ADAPTERS", expected, warns)


@pytest.mark.parametrize(
    ("hours", "learns", "expected"),
    [
        pytest.param(5.0, "adapters", 3, id="time enough"),
        pytest.param(3.5, "adapters", 2, id="time for two"),
        pytest.param(3.5, "all", 1, id="all weights take half as long again"),
        pytest.param(0.1, "adapters", 1, id="time for less than one"),
    ],
)
def test_no_more_epochs_than_there_is_time_for(hours: float, learns: str, expected: int) -> None:
    facts = {**LANGUAGE, "tokens": 250_000_000, "accelerator": "a100", "compute.hours": hours}
    choices = {"family": "pretrained", "backbone": "qwen3_0_6b", "trainable": learns}
    assert value(epochs, "current", facts, **choices, train_rows=10**6, batch_size=64) == expected


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
        pytest.param("mlp", 700, 32, 200, id="many"),
        pytest.param("mlp", 500_000, 32, 200, id="half a million rows"),
        pytest.param("mlp", 10**6, 32, 100, id="a million rows"),
        pytest.param("mlp", 2 * 10**6, 32, 50, id="two million rows"),
        pytest.param("mlp", 10**10, 1024, 1, id="10 billion rows"),
        pytest.param("speech-to-text", 4_000, 32, 30, id="published weights"),
    ],
)
def test_the_guide_trains_for_many_epochs(family: str, rows: int, size: int, expected: int) -> None:
    assert value(epochs, "guide", IMAGES, family=family, train_rows=rows, batch_size=size) == expected


@pytest.mark.parametrize(("family", "expected"), [("mlp", 30), ("pretrained", 30), ("cnn", 30)])
def test_the_guide_trains_for_few_epochs_in_a_hurry(family: str, expected: int) -> None:
    facts = {**IMAGES, "priority": "speed"}
    assert value(epochs, "guide", facts, family=family, train_rows=4_000, batch_size=32) == expected


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
def test_updates_are_limited_only_where_an_epoch_is_too_much(family: str, rows: int, there: bool) -> None:
    known = {"problem": Problem(**IMAGES), "family": family, "widths": [], "max_length": None, "train_rows": rows}
    assert applies(max_steps, **known) is there


def test_ten_billion_rows_end_after_a_billion_and_say_so() -> None:
    rule, answer = decided(max_steps, "current", {}, family="mlp", train_rows=10**10, batch_size=4096)
    assert (rule, answer.value) == ("STEPS-ENOUGH", 244_141)
    assert answer.warning
    assert "1 billion of 10 billion" in answer.warning


@pytest.mark.slow
@often
@example(Problem(task="detection", kind="image", rows=141_421, pretrained=False), "current")
@given(problems(), RULESETS)
def test_batch_epochs_and_updates_are_sane(problem: Problem, ruleset: Any) -> None:
    chosen = {path: choice.value for path, choice in recommend(problem, ruleset).choices.items()}
    if chosen["model.family"] == "zero-shot":
        assert "training.batch_size" not in chosen
        return
    rows, size, total = (chosen[path] for path in ("data.split.train_rows", "training.batch_size", "training.epochs"))
    updates = chosen["resources.total_steps"]
    rows = examples_per_epoch(problem, chosen.get("data.text.max_length"), rows)
    assert 1 <= size <= rows
    if problem.task != "language-modeling":  # whose batches are counted in tokens, and which have no BatchNorm
        assert size <= 65_536
        assert size & (size - 1) == 0, "no power of two"
    assert 1 <= total <= 1_000
    assert updates == min(updates_per_epoch(rows, size) * total, chosen.get("training.max_steps", 10**18))
    assert updates <= (2_000_000 if ruleset == "current" else 4_000_000)
    if rows >= 1_000:
        assert updates >= (100 if problem.task == "language-modeling" else 200)
    if rows >= 32 and chosen.get("model.normalization.kind") == "batch" and not problem.data.volumetric:
        assert size >= 8
    if chosen["model.family"] in FINE_TUNED:
        assert total <= 500
