"""Bytes: the published totals, the sums, and what may never shrink or grow."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.networks import memory

sizes = st.integers(1, 2000)
optimizers = st.sampled_from(get_args(memory.Optimizer))
precisions = st.sampled_from(get_args(memory.Precision))


@pytest.mark.parametrize(
    ("optimizer", "precision", "expected"),
    [
        pytest.param("adamw", "mixed", (6, 4, 8), id="adamw mixed is 18"),
        pytest.param("adamw", "fp32", (4, 4, 8), id="adamw fp32 is 16"),
        pytest.param("sgd_momentum", "fp32", (4, 4, 4), id="momentum fp32 is 12"),
        pytest.param("sgd", "fp32", (4, 4, 0), id="sgd fp32 is 8"),
        pytest.param("adamw_8bit", "mixed", (6, 4, 2), id="8-bit saves 6"),
        pytest.param("adamw", "bf16", (2, 2, 4), id="adamw bf16 is 8"),
        pytest.param("adamw_8bit", "bf16", (2, 2, 2), id="8-bit bf16 is 6"),
    ],
)
def test_bytes_per_parameter(optimizer, precision, expected: tuple[int, int, int]) -> None:
    each = memory.bytes_per_parameter(optimizer, precision)
    assert each == expected
    assert each.total == sum(expected)


@given(sizes, sizes, optimizers, precisions, sizes, sizes)
def test_parts_sum_to_the_total(trained, frozen, optimizer, precision, activations, overhead) -> None:
    used = memory.training_memory(
        trained,
        optimizer=optimizer,
        precision=precision,
        frozen=frozen,
        activations=activations,
        overhead=overhead,
    )
    assert used.total == sum(used[:-1])
    tuned = memory.lora_memory(
        frozen, trained, quantized=True, optimizer=optimizer, activations=activations, overhead=overhead
    )
    assert tuned.total == sum(tuned[:-1])
    assert tuned.total <= memory.lora_memory(frozen, trained, optimizer=optimizer).total + activations + overhead


@given(sizes, sizes, st.integers(1, 64), st.integers(1, 96), st.integers(1, 32), st.booleans(), precisions)
def test_checkpointing_and_flash_attention_never_cost_memory(b, s, depth, heads, width, flash, precision) -> None:
    def kept(checkpointing: memory.Checkpointing, flash: bool = flash) -> int:
        return memory.transformer_activations(
            b,
            s,
            width * heads,
            depth,
            heads,
            flash_attention=flash,
            checkpointing=checkpointing,
            precision=precision,
        )

    assert kept("full") <= kept("none")
    assert kept("selective") <= kept("none")
    assert kept("none", flash=True) <= kept("none", flash=False)


@given(sizes, sizes, sizes)
def test_more_of_anything_never_takes_less(batch: int, width: int, more: int) -> None:
    assert memory.dense_activations(batch + more, 10, [width]) > memory.dense_activations(batch, 10, [width])
    assert memory.dense_activations(batch, 10, [width + more]) > memory.dense_activations(batch, 10, [width])
    for cell in ("lstm", "gru", "rnn"):
        assert memory.recurrent_activations(batch, 10, width + more, cell=cell) > memory.recurrent_activations(
            batch, 10, width, cell=cell
        )


def test_korthikanti() -> None:
    s, b, h, depth, heads = 2048, 4, 6144, 64, 64
    assert memory.transformer_activations(b, s, h, depth, heads, flash_attention=False) == round(
        s * b * h * depth * (34 + 5 * heads * s / h)
    )
    full = memory.transformer_activations(b, s, h, depth, heads, checkpointing="full")
    assert full == 2 * s * b * h * depth + 34 * s * b * h


def test_the_rest() -> None:
    assert memory.inference_memory(7, bits=4) == 4
    assert memory.inference_memory(1000, bits=16, overhead=24) == 2024
    assert memory.framework_overhead("cuda") == memory.GIB
    assert memory.framework_overhead("cuda", distributed=True) > memory.framework_overhead("cuda")
    assert memory.training_memory(10, precision="mixed", frozen=100).weights == 260
    assert memory.training_memory(10, precision="fp32", frozen=100).weights == 440
