"""Tuning on answers: the method, and what counts in its loss."""

from typing import Any

import pytest

from advisor.config.values import MarkWeights, Sampling
from advisor.knowledge.training.batch_size import batch_size
from advisor.knowledge.training.budget import examples_per_epoch, tokens_read, tokens_taught
from advisor.knowledge.training.epochs import epochs
from advisor.knowledge.training.learning_rate import learning_rate
from advisor.knowledge.training.post_training import BETAS, beta, learnt_tokens, marks, method, sampling
from advisor.problem import Problem
from advisor.recommending import recommend
from tests.knowledge.deciding import decided, value

GPU: dict[str, Any] = {"device": "gpu", "memory_gib": 24}
CHATS: dict[str, Any] = {"task": "sft", "rows": 5_000}


@pytest.mark.parametrize(
    ("facts", "rule", "expected"),
    [
        ({"task": "sft"}, "POST-SFT", "sft"),
        ({"task": "dpo"}, "POST-DPO", "dpo"),
        ({"task": "dpo", "priority": "speed"}, "POST-ORPO", "orpo"),
        ({"task": "dpo", "priority": "memory"}, "POST-ORPO", "orpo"),
        ({"task": "dpo", "priority": "latency"}, "POST-DPO", "dpo"),
        ({"task": "kto"}, "POST-KTO", "kto"),
        ({"task": "kto", "desirable": 0.99}, "POST-KTO", "kto"),
        ({"task": "kto", "desirable": 1.0}, "POST-SFT", "sft"),
        ({"task": "grpo", **GPU}, "POST-GRPO", "grpo"),
        ({"task": "grpo"}, "POST-SFT", "sft"),
    ],
)
def test_the_method_follows_from_what_the_answers_show(facts: dict[str, Any], rule: str, expected: str) -> None:
    by, answer = decided(method, "current", facts, family="pretrained")
    assert (by, answer.value) == (rule, expected)


@pytest.mark.parametrize(("rows", "warned"), [(999, True), (1_000, False), (1_001, False)])
@pytest.mark.parametrize("task", ["dpo", "kto"])
def test_few_preferences_are_warned_of(task: str, rows: int, warned: bool) -> None:
    _, answer = decided(method, "current", {"task": task, "rows": rows}, family="pretrained")
    assert (answer.warning is not None) == warned


def test_plain_texts_and_networks_from_scratch_have_no_method() -> None:
    for facts in ({"task": "lm"}, {"task": "sft", "pretrained": False, "tokens": 10**9}):
        config = recommend(Problem(**facts)).document()
        assert "method" not in config["training"]
        assert config["training"]["loss"]["name"] == "cross-entropy"
    assert "name" not in recommend(Problem(task="dpo")).document()["training"]["loss"]


@pytest.mark.parametrize(
    ("share", "rows", "rule", "expected"),
    [
        (0.24, 9_999, "POST-PROMPTS-TOO", "all"),
        (0.25, 9_999, "POST-ANSWERS", "answers"),
        (0.26, 9_999, "POST-ANSWERS", "answers"),
        (0.24, 10_000, "POST-ANSWERS", "answers"),
        (0.9, 10_001, "POST-ANSWERS", "answers"),
    ],
)
def test_prompts_count_where_few_examples_have_brief_answers(share: float, rows: int, rule: str, expected: str) -> None:
    facts = {"task": "sft", "answer_share": share, "rows": rows}
    by, answer = decided(learnt_tokens, "current", facts, method="sft")
    assert (by, answer.value) == (rule, expected)


@pytest.mark.parametrize(("name", "expected"), BETAS.items())
def test_beta_is_the_methods_own(name: str, expected: float) -> None:
    assert value(beta, "current", {"task": "dpo"}, method=name) == expected


@pytest.mark.parametrize(
    ("share", "good", "bad"),
    [(0.5, 1.0, 1.0), (4 / 7, 1.0, 1.0), (0.8, 1.0, 3.0), (0.25, 3.0, 1.0), (0.0, 1.0, 1.0)],
)
def test_rare_marks_weigh_more_until_both_kinds_balance(share: float, good: float, bad: float) -> None:
    assert value(marks, "current", {"task": "kto", "desirable": share}, method="kto") == MarkWeights(good, bad)


@pytest.mark.parametrize(("length", "room"), [(1, 256), (128, 256), (129, 512), (1_024, 2_048), (5_000, 2_048)])
def test_answers_have_room_for_twice_the_reference(length: int, room: int) -> None:
    assert value(sampling, "current", {"task": "grpo", "data.length": length}, method="grpo") == Sampling(8, room)


@pytest.mark.parametrize(
    ("name", "trainable", "rule", "rate"),
    [
        ("dpo", "all", "LR-PREFERENCES", 5e-7),
        ("dpo", "adapters", "LR-PREFERENCES", 5e-6),
        ("kto", "adapters", "LR-PREFERENCES", 5e-6),
        ("orpo", "all", "LR-PREFERENCES", 5e-6),
        ("orpo", "adapters", "LR-PREFERENCES", 5e-5),
        ("grpo", "adapters", "LR-PREFERENCES", 1e-5),
        ("sft", "adapters", "LR-ADAPTERS", 2e-4),
    ],
)
def test_preferences_take_a_fraction_of_the_rate(name: str, trainable: str, rule: str, rate: float) -> None:
    choices = {"family": "pretrained", "backbone": "qwen3_4b", "trainable": trainable, "method": name}
    by, answer = decided(learning_rate, "current", {"task": "dpo"}, **choices)
    assert (by, answer.value) == (rule, pytest.approx(rate))


@pytest.mark.parametrize(("rows", "batch", "expected"), [(32, 32, 3), (1_600, 32, 2), (3_168, 32, 2), (3_200, 32, 1)])
def test_preferences_are_read_once_unless_updates_are_few(rows: int, batch: int, expected: int) -> None:
    choices = {"family": "pretrained", "method": "dpo", "train_rows": rows, "batch_size": batch}
    by, answer = decided(epochs, "current", {"task": "dpo"}, **choices)
    assert (by, answer.value) == ("EPOCH-PREFERENCES", expected)


@pytest.mark.parametrize(("prompts", "expected"), [(10, 8), (400, 64), (7_473, 64)])
def test_an_update_takes_whole_groups_of_answers(prompts: int, expected: int) -> None:
    choices = {"family": "pretrained", "train_rows": prompts, "sampling": Sampling(8, 512)}
    by, answer = decided(batch_size, "current", {"task": "grpo", **GPU}, **choices)
    assert (by, answer.value) == ("BAT-GROUPS", expected)
    assert answer.value % 8 == 0


def test_chats_stay_whole_unless_they_are_packed() -> None:
    problem = Problem(**CHATS, **{"data.length": 1_000, "tokens": 1_000_000})
    assert examples_per_epoch(problem, 1_000, 5_000) == 5_000
    assert examples_per_epoch(problem, 1_000, 5_000, packing=True) == 1_000
    assert examples_per_epoch(problem, 1_000, 5_000, sampling=Sampling(8, 512)) == 40_000


def test_adapters_hold_answers_and_what_preferences_say() -> None:
    facts = {"rows": 5_000, "tokens": 1_000_000, "answer_share": 0.25}
    taught = {task: tokens_taught(Problem(task=task, **facts)) for task in ("lm", "sft", "dpo", "kto", "grpo")}
    assert taught == {"lm": 1_000_000, "sft": 250_000, "dpo": 5_000, "kto": 5_000, "grpo": 5_000}
    assert tokens_read(Problem(task="grpo", **facts)) == 8 * tokens_read(Problem(task="dpo", **facts))


def test_a_pair_takes_the_memory_of_two_sequences() -> None:
    plain, pairs = (recommend(Problem(task=task, **GPU, rows=5_000)).document()["compute"] for task in ("sft", "dpo"))
    assert pairs["micro_batch"] * 2 == plain["micro_batch"]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"task": "sft", "rows": 999, **GPU}, "qwen3_8b_chat"),
        ({"task": "sft", "rows": 1_000, **GPU}, "qwen3_8b"),
        ({"task": "sft", "rows": 1_001, **GPU}, "qwen3_8b"),
        ({"task": "dpo", "rows": 5_000, **GPU}, "qwen3_8b_chat"),
        ({"task": "dpo", "rows": 5_000, "priority": "speed", **GPU}, "qwen3_8b"),
        ({"task": "kto", "rows": 5_000}, "smollm2_135m_chat"),
    ],
)
def test_preferences_and_few_answers_begin_from_a_model_that_chats(facts: dict[str, Any], expected: str) -> None:
    assert recommend(Problem(**facts)).document()["model"]["backbone"]["name"] == expected


def test_a_chat_is_compared_with_the_weights_as_they_are() -> None:
    document = recommend(Problem(task="dpo", **GPU)).document()
    assert [each["name"] for each in document["evaluation"]["baselines"]] == ["as-published"]
    assert document["evaluation"]["metrics"][0] == "preference-accuracy"
    assert any("ln 2 = 0.69" in check for check in document["evaluation"]["checks"])
    assert document["model"]["output"]["units"] == 151_936
