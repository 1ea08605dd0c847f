"""Laws at their reference points, and never backwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.networks import scaling

sizes = st.integers(1, 10**9)


def test_chinchilla() -> None:
    assert scaling.parameters_for_flops(6 * 1e9 * 20e9) == pytest.approx(1e9, rel=1e-6)


def test_shape_of_decoders() -> None:
    assert scaling.width_for_depth(12) == 768
    assert scaling.width_for_depth(13) == 896


def test_batch_tokens() -> None:
    assert scaling.batch_tokens(10**9, 10**9) == 2**19
    assert scaling.batch_tokens(2 * 10**9, 10**9) == 2**19
    assert scaling.batch_tokens(10 * 10**9, 10**9) == 2**20


@given(sizes, sizes)
def test_more_never_gives_less(size: int, more: int) -> None:
    for law in (
        scaling.parameters_for_flops,
        scaling.width_for_depth,
        scaling.nearest_power_of_two,
        scaling.power_of_two_below,
    ):
        assert law(size + more) >= law(size)
    assert scaling.batch_tokens(size + more, size) >= 2**19
    for rule in ("linear", "sqrt"):
        assert scaling.scaled_learning_rate(0.1, size + more, size, rule=rule) >= 0.1


@given(sizes)
def test_powers_of_two(size: int) -> None:
    below = scaling.power_of_two_below(size)
    assert below <= size < 2 * below
    assert scaling.nearest_power_of_two(size) in {below, 2 * below}
