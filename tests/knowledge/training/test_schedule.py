"""The range test is read as the optimiser allows, the rate falls to a known end, and starts slowly where it must."""

from typing import Any

import pytest

from advisor.config.values import ScheduleSettings, WeightAveraging
from advisor.knowledge.training.early_stopping import early_stopping
from advisor.knowledge.training.range_test import range_test
from advisor.knowledge.training.schedule import schedule, warmup
from tests.knowledge.deciding import decided, value

IMAGES: dict[str, Any] = {"task": "multiclass", "data.kind": "image", "data.classes": 10}
TEXTS: dict[str, Any] = {"task": "multiclass", "data.kind": "text", "data.classes": 10}
LANGUAGE: dict[str, Any] = {"task": "language-modeling", "data.kind": "text"}
SPEECH: dict[str, Any] = {"task": "speech-recognition", "data.kind": "audio"}
NO_AVERAGE: dict[str, Any] = {"averaging": WeightAveraging("none")}
BASE: dict[str, Any] = {
    "momentum": None,
    "unfreezing": None,
    "max_length": None,
    "learning_rate": 1e-3,
    "normalization": "batch",
}


@pytest.mark.parametrize(
    ("optimizer", "normalization", "trainable", "current", "guide"),
    [
        pytest.param("sgd", "batch", None, "minimum-over-10", "half-of-diverging", id="SGD with a norm"),
        pytest.param("sgd", "none", None, "minimum-over-10", "valley", id="SGD without"),
        pytest.param("adamw", "batch", None, "minimum-over-10", "valley", id="adaptive"),
        pytest.param("nadam", "none", None, "minimum-over-10", "valley", id="adaptive without a norm"),
        pytest.param("sgd", "batch", "all", "minimum-over-10", "minimum-over-10", id="tuning under SGD"),
        pytest.param("adamw", "layer", "adapters", "minimum-over-10", "minimum-over-10", id="adapters"),
    ],
)
def test_the_range_test_is_read_as_the_optimiser_allows(
    optimizer: str, normalization: str, trainable: str | None, current: str, guide: str
) -> None:
    family = "cnn" if trainable is None else "pretrained"
    choices = {**BASE, "family": family, "optimizer": optimizer, "normalization": normalization, "trainable": trainable}
    for ruleset, expected in (("current", current), ("guide", guide)):
        test = value(range_test, ruleset, {"data.kind": "image"}, **choices)
        assert (test.low, test.high) == (1e-6, 10.0), "the guide's ends"
        assert test.reading == expected


def test_the_guide_reads_tables_at_the_valley() -> None:
    choices = {**BASE, "optimizer": "sgd", "normalization": "batch"}
    assert value(range_test, "guide", {}, **choices).reading == "valley"


@pytest.mark.parametrize(
    ("facts", "family", "expected"),
    [
        pytest.param({}, "mlp", ("SCHED-COSINE", "cosine"), id="table"),
        pytest.param(IMAGES, "pretrained", ("SCHED-COSINE", "cosine"), id="images"),
        pytest.param(TEXTS, "pretrained", ("SCHED-LINEAR", "linear"), id="text"),
        pytest.param(LANGUAGE, "transformer", ("SCHED-LINEAR", "linear"), id="language"),
        pytest.param(SPEECH, "speech-to-text", ("SCHED-LINEAR", "linear"), id="speech"),
        pytest.param(SPEECH, "rnn", ("SCHED-COSINE", "cosine"), id="speech from scratch"),
        pytest.param(TEXTS, "rnn", ("SCHED-COSINE", "cosine"), id="recurrence over text"),
        pytest.param(TEXTS, "ngram-mlp", ("SCHED-PLATEAU", "plateau"), id="n-grams"),
        pytest.param(TEXTS, "sepcnn", ("SCHED-PLATEAU", "plateau"), id="convolutions over text"),
    ],
)
def test_the_rate_falls_to_its_end_where_that_is_known(
    facts: dict[str, Any], family: str, expected: tuple[str, str]
) -> None:
    rule, answer = decided(schedule, "current", facts, family=family)
    assert (rule, answer.value.name) == expected


OVERFITTED: dict[str, Any] = {"observed_fit": "overfitting"}
MANY: dict[str, Any] = {"family": "cnn", "optimizer": "sgd", "train_rows": 50_000, "epochs": 100}


@pytest.mark.parametrize(
    ("facts", "choices", "expected"),
    [
        pytest.param({}, {}, ("SCHED-CONSTANT", "constant"), id="while all else is tuned"),
        pytest.param({"observed_fit": "underfitting"}, {}, ("SCHED-CONSTANT", "constant"), id="while it grows"),
        pytest.param({"priority": "speed"}, {}, ("SCHED-ONE-CYCLE", "one-cycle"), id="a single quick run"),
        pytest.param({"priority": "speed"}, {"epochs": 5}, ("SCHED-ONE-CYCLE", "one-cycle"), id="of few epochs"),
        pytest.param(OVERFITTED, {}, ("SCHED-PLATEAU-GUIDE", "plateau"), id="large enough"),
        pytest.param({}, {"epochs": 9}, ("SCHED-EXPONENTIAL", "exponential"), id="9 epochs"),
        pytest.param({}, {"epochs": 10}, ("SCHED-CONSTANT", "constant"), id="10 epochs"),
        pytest.param(OVERFITTED, {"epochs": 9}, ("SCHED-EXPONENTIAL", "exponential"), id="nothing to wait for"),
        pytest.param(IMAGES, MANY, ("SCHED-STEP", "step"), id="50,000 images"),
        pytest.param(IMAGES, {**MANY, "train_rows": 49_999}, ("SCHED-CONSTANT", "constant"), id="fewer"),
        pytest.param(IMAGES, {**MANY, "optimizer": "nadam"}, ("SCHED-CONSTANT", "constant"), id="but not by SGD"),
        pytest.param(IMAGES, {**MANY, "epochs": 9}, ("SCHED-EXPONENTIAL", "exponential"), id="for few epochs"),
        pytest.param({}, {**MANY, "family": "mlp"}, ("SCHED-CONSTANT", "constant"), id="no convolutions"),
    ],
)
def test_the_guide_adds_each_decay_in_its_case(
    facts: dict[str, Any], choices: dict[str, Any], expected: tuple[str, str]
) -> None:
    rule, answer = decided(schedule, "guide", facts, **{**BASE, **choices})
    assert (rule, answer.value.name) == expected
    assert isinstance(answer.try_next, tuple)
    assert [each.name for each in answer.try_next] == ["constant", "plateau", "exponential", "step", "one-cycle"]


def test_a_plateau_ends_before_patience_does() -> None:
    answer = value(schedule, "guide", OVERFITTED, **{**BASE, "epochs": 200})
    assert answer == ScheduleSettings("plateau", factor=0.5, patience=8)
    early = value(early_stopping, "guide", OVERFITTED, **{**BASE, "epochs": 200, "schedule": answer, **NO_AVERAGE})
    assert early.patience == 16


@pytest.mark.parametrize(("rows", "batch", "expected"), [(8_000, 128, 2), (960, 16, 2), (320, 16, 7), (16, 16, 25)])
def test_a_plateau_is_waited_for_in_updates(rows: int, batch: int, expected: int) -> None:
    choices = {**BASE, "family": "ngram-mlp", "train_rows": rows, "batch_size": batch, "epochs": 200}
    settled = value(schedule, "current", TEXTS, **choices)
    assert settled == ScheduleSettings("plateau", factor=0.5, patience=expected)


@pytest.mark.parametrize(
    ("family", "choices", "expected"),
    [
        pytest.param("transformer", {"train_rows": 4_999}, ("WARM-ATTENTION", 0.1), id="4,999 examples"),
        pytest.param("transformer", {"train_rows": 5_000}, ("WARM-ATTENTION", 0.06), id="5,000 examples"),
        pytest.param("transformer", {"train_rows": 5_001}, ("WARM-ATTENTION", 0.06), id="5,001 examples"),
        pytest.param("pretrained", {"trainable": "all"}, ("WARM-ATTENTION", 0.06), id="published"),
        pytest.param("pretrained", {"trainable": "head"}, ("WARM-HEAD", 0.0), id="a head"),
        pytest.param("detector", {"optimizer": "sgd", "learning_rate": 0.01}, ("WARM-NONE", 0.0), id="a gentle SGD"),
        pytest.param("cnn", {"optimizer": "sgd", "learning_rate": 0.029}, ("WARM-NONE", 0.0), id="SGD at 0.029"),
        pytest.param("cnn", {"optimizer": "sgd", "learning_rate": 0.03}, ("WARM-SGD", 0.05), id="SGD at 0.03"),
        pytest.param("cnn", {"optimizer": "sgd", "learning_rate": 0.1}, ("WARM-SGD", 0.05), id="SGD at 0.1"),
        pytest.param("mlp", {}, ("WARM-NONE", 0.0), id="table"),
        pytest.param("mlp", {"batch_size": 2_047}, ("WARM-NONE", 0.0), id="batches of 2,047"),
        pytest.param("mlp", {"batch_size": 2_048}, ("WARM-LARGE-BATCH", 0.05), id="batches of 2,048"),
        pytest.param("tabm", {"batch_size": 8_192}, ("WARM-LARGE-BATCH", 0.05), id="large batches"),
        pytest.param(
            "cnn", {"batch_size": 8_192, "schedule": ScheduleSettings("one-cycle")}, ("WARM-NONE", 0.0), id="1cycle"
        ),
    ],
)
def test_warm_up(family: str, choices: dict[str, Any], expected: tuple[str, float]) -> None:
    rule, answer = decided(warmup, "current", {}, **{**BASE, "family": family, **choices})
    assert (rule, answer.value) == expected
    assert value(warmup, "guide", {}, **{**BASE, "family": family, **choices}) == 0.0


@pytest.mark.parametrize(("name", "said"), [("one-cycle", True), ("cosine", False), ("constant", False)])
def test_only_one_cycle_is_said_to_begin_low(name: str, said: bool) -> None:
    settled = ScheduleSettings(name)  # type: ignore[arg-type]
    assert ("begins low" in decided(warmup, "guide", {}, **{**BASE, "schedule": settled})[1].because) is said
