"""Laws at their reference points, and never backwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.networks import parameters, scaling

sizes = st.integers(1, 10**9)


def test_chinchilla() -> None:
    assert scaling.chinchilla_tokens(70_000_000_000) == 1_400_000_000_000
    assert scaling.parameters_for_tokens(1_400_000_000_000) == 70_000_000_000
    assert scaling.parameters_for_flops(6 * 1e9 * 20e9) == pytest.approx(1e9, rel=1e-6)


def test_shape_of_decoders() -> None:
    assert scaling.width_for_depth(12) == 768
    assert scaling.width_for_depth(13) == 896
    exact = parameters.decoder_lm(50_257, 768, 12, heads=6, positions="rope", bias=False, tied_embeddings=False)
    assert scaling.decoder_parameters_for_depth(12, vocabulary=50_257) == pytest.approx(exact, rel=0.001)


def test_batch_tokens() -> None:
    assert scaling.batch_tokens(10**9, 10**9) == 2**19
    assert scaling.batch_tokens(2 * 10**9, 10**9) == 2**19
    assert scaling.batch_tokens(10 * 10**9, 10**9) == 2**20


def test_averages() -> None:
    assert scaling.averaging_horizon_steps(0.9) == pytest.approx(10)
    assert scaling.momentum_for_horizon(1000) == pytest.approx(0.999)
    for momentum in (-0.1, 1.0):
        with pytest.raises(ValueError, match="momentum="):
            scaling.averaging_horizon_steps(momentum)
    with pytest.raises(ValueError, match="steps="):
        scaling.momentum_for_horizon(0)


@given(sizes, sizes)
def test_more_never_gives_less(size: int, more: int) -> None:
    for law in (
        scaling.chinchilla_tokens,
        scaling.parameters_for_tokens,
        scaling.parameters_for_flops,
        scaling.width_for_depth,
        scaling.decoder_parameters_for_depth,
        scaling.nearest_power_of_two,
        scaling.power_of_two_below,
        scaling.embedding_dim,
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
