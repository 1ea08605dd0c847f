"""How chats become sequences of tokens."""

from typing import Any

import pytest

from advisor.config.values import Wanted
from advisor.knowledge.data.chats import packing, template
from advisor.knowledge.data.texts import max_length
from tests.knowledge.deciding import decided, value

GPU: dict[str, Any] = {"device": "gpu", "memory_gib": 24}
QWEN = Wanted("qwen3_4b", "adapters")


@pytest.mark.parametrize(
    ("facts", "length", "expected", "warned"),
    [
        (GPU, 425, 432, False),
        (GPU, 8_192, 8_192, False),
        (GPU, 8_193, 8_192, True),
        ({}, 2_048, 2_048, False),
        ({}, 2_049, 2_048, True),
    ],
)
def test_chats_are_kept_whole(facts: dict[str, Any], length: int, expected: int, warned: bool) -> None:
    known = {"tokenizer": "backbone", "wanted": QWEN}
    rule, answer = decided(max_length, "current", {"task": "sft", "data.length": length, **facts}, **known)
    assert (rule, answer.value, answer.warning is not None) == ("LEN-CHATS", expected, warned)


@pytest.mark.parametrize(
    ("backbone", "expected"),
    [("qwen3_4b", "chatml"), ("smollm2_135m", "chatml"), ("llama3_2_1b", "llama-3"), ("olmo2_1b", "olmo")],
)
def test_turns_are_marked_as_the_publisher_does(backbone: str, expected: str) -> None:
    assert value(template, "current", {"task": "sft"}, backbone=backbone) == expected


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({**GPU, "tokens": 3_276_800, "rows": 6_400}, "CHAT-PACKED"),
        ({**GPU, "tokens": 3_276_799, "rows": 6_400}, "CHAT-ALONE"),  # one sequence too few
        ({**GPU, "tokens": 3_276_800, "rows": 6_399}, "CHAT-ALONE"),  # more than half of a sequence each
        ({"tokens": 3_276_800, "rows": 6_400}, "CHAT-ALONE"),
        ({**GPU, "accelerator": "t4", "tokens": 3_276_800, "rows": 6_400}, "CHAT-ALONE"),
    ],
)
def test_short_chats_share_a_sequence(facts: dict[str, Any], rule: str) -> None:
    by, answer = decided(packing, "current", {"task": "sft", **facts}, max_length=1_024, method="sft")
    assert (by, answer.value) == (rule, rule == "CHAT-PACKED")
