"""What is read off an architecture before its layers are counted."""

import pytest

from advisor.config.values import NumericEmbedding
from advisor.networks.architecture import Architecture, lora_parameters, tabular_inputs


@pytest.mark.parametrize(
    ("steps", "patch", "positions"),
    [
        pytest.param(96, None, 96, id="each step"),
        pytest.param(96, [16, 8], 12, id="patches that overlap, one more at the padded end"),
        pytest.param(8, [16, 8], 2, id="a series shorter than a patch"),
    ],
)
def test_positions_of_a_transformer(steps: int, patch: list[int] | None, positions: int) -> None:
    net = Architecture(family="transformer", shape=[steps, 1], outputs=1, widths=[64], patch=patch)
    assert net.patches == positions


def test_an_embedded_number_enters_as_its_vector() -> None:
    plain = Architecture(family="mlp", shape=[10], outputs=1, widths=[64])
    embedded = Architecture(
        family="mlp", shape=[10], outputs=1, widths=[64], numbers=7,
        numeric_embedding=NumericEmbedding("piecewise-linear", dim=8, bins=16),
    )  # fmt: skip
    assert (tabular_inputs(plain), tabular_inputs(embedded)) == (10, 3 + 7 * 8)


def test_lora_on_a_plain_encoder() -> None:
    sides = 4 * (768 + 768) + 2 * (768 + 3072)
    assert lora_parameters(16, 768, 12) == 12 * 16 * sides
