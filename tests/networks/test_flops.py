"""FLOPs against published ones; steps at their edges."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.networks import flops as compute

sizes = st.integers(1, 5000)


def test_vit_b_16_has_the_published_multiply_adds() -> None:
    patches = 14 * 14 * compute.dense_flops(3 * 16 * 16, 768)
    flops = compute.transformer_flops(197, 768, 12) + patches + compute.dense_flops(768, 1000)
    assert flops / 2e9 == pytest.approx(17.564, abs=0.05)


def test_transformers_take_two_flops_for_each_parameter_and_token() -> None:
    blocks, tokens = 12 * 12 * 768**2, 64
    assert compute.transformer_flops(tokens, 768, 12) == pytest.approx(2 * blocks * tokens, rel=0.02)
    assert compute.attention_flops(64, 32, causal=True) < compute.attention_flops(64, 32)
    assert compute.transformer_flops(4, 8, 1, vocabulary=100) - compute.transformer_flops(4, 8, 1) == 2 * 4 * 8 * 100


def test_recurrent() -> None:
    assert compute.recurrent_flops("lstm", 5, 7, 3) == 3 * 4 * 2 * 7 * 12
    assert compute.recurrent_flops("rnn", 5, 7, 1, layers=2, bidirectional=True) == 2 * 2 * 7 * (12 + 21)


@pytest.mark.parametrize(
    ("rows", "batch", "drop_last", "steps"),
    [
        (0, 32, False, 0),
        (31, 32, False, 1),
        (32, 32, False, 1),
        (33, 32, False, 2),
        (31, 32, True, 0),
        (33, 32, True, 1),
    ],
)
def test_steps_per_epoch(rows: int, batch: int, drop_last: bool, steps: int) -> None:
    assert compute.steps_per_epoch(rows, batch, drop_last) == steps


def test_bad_arguments_are_refused() -> None:
    with pytest.raises(ValueError, match="batch=0"):
        compute.steps_per_epoch(10, 0)


@given(sizes, sizes, sizes)
def test_more_rows_more_steps_larger_batches_fewer(rows: int, batch: int, more: int) -> None:
    steps = compute.steps_per_epoch(rows, batch)
    assert compute.steps_per_epoch(rows + more, batch) >= steps >= compute.steps_per_epoch(rows, batch + more)
    assert steps - compute.steps_per_epoch(rows, batch, drop_last=True) in {0, 1}
    assert compute.mlp_flops(rows + more, [batch], 1) > compute.mlp_flops(rows, [batch], 1)
