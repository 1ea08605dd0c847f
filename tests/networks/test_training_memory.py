"""What training holds on one device: the parts add up, and each reduction frees what it says."""

from typing import Any

import pytest
from msgspec.structs import replace

from advisor.config.values import Load, Wanted
from advisor.networks.architecture import Architecture
from advisor.networks.published import TIERS, published, smaller
from advisor.networks.training_memory import device_memory, own_load, published_load, reduced_load

GIB = 1 << 30
LOAD = Load(10**8, 10**7, 10**6)
PLAN: dict[str, Any] = {
    "optimizer": "adamw", "precision": "bf16", "micro_batch": 8, "devices": 1, "checkpointing": False,
    "optimizer_bits": 32, "quantized_base": False, "sharded": False, "gpu": True,
}  # fmt: skip


def held(load: Load = LOAD, **change: Any) -> Any:
    return device_memory(load, **{**PLAN, **change})


def test_mixed_precision_with_adamw_takes_18_bytes_a_parameter() -> None:
    parts = held()
    assert parts.total == sum(parts[:-1])
    assert (parts.weights, parts.gradients, parts.optimizer) == (6 * 10**8, 4 * 10**8, 8 * 10**8)
    assert (parts.activations, parts.overhead) == (8 * 10**7 // 2, GIB)


@pytest.mark.parametrize(
    ("change", "part"),
    [
        pytest.param({"micro_batch": 4}, "activations", id="smaller micro-batches"),
        pytest.param({"checkpointing": True}, "activations", id="activations computed again"),
        pytest.param({"optimizer_bits": 8}, "optimizer", id="states in 8 bits"),
        pytest.param({"optimizer": "rmsprop"}, "optimizer", id="an optimiser with fewer states"),
        pytest.param({"devices": 4, "sharded": True}, "weights", id="weights sharded"),
    ],
)
def test_a_reduction_frees_its_part(change: dict[str, Any], part: str) -> None:
    assert getattr(held(**change), part) < getattr(held(), part)


def test_what_does_not_learn_has_no_gradients() -> None:
    for trainable in ("head", "none"):
        parts = held(replace(LOAD, trainable=trainable))
        assert (parts.weights, parts.gradients, parts.optimizer) == (2 * 10**8, 0, 0)


def test_adapters_on_a_base_in_4_bits() -> None:
    qwen = published_load(Wanted("qwen3_8b", "adapters"), 1024)
    assert held(qwen).weights > 2 * qwen.parameters
    assert held(qwen, quantized_base=True).weights < qwen.parameters


@pytest.mark.parametrize("tier", [tiers[0] for tiers in TIERS])
def test_a_smaller_tier_is_as_if_it_had_been_wanted(tier: str) -> None:
    known, lower = published(tier), smaller(tier)
    assert lower
    tokens = known.max_tokens or 0
    reduced = reduced_load(published_load(Wanted(tier, "all", 224), tokens), Wanted(lower, "all", 224))
    assert reduced == published_load(Wanted(lower, "all", 224), min(tokens, published(lower).max_tokens or 0))
    assert reduced.parameters < known.parameters


def test_blocks_of_a_transformer_keep_their_inputs_alone() -> None:
    net = Architecture(family="transformer", shape=[128, 4], outputs=1, widths=[256] * 12, heads=4)
    load = own_load(net)
    assert load.checkpointed == pytest.approx(load.kept * (1 / 17 + 1 / 12), rel=1e-6)
