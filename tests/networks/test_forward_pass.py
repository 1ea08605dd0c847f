"""What one example costs grows with the network, and is what others publish of known ones."""

from typing import Any

import pytest

from advisor.networks.architecture import Architecture
from advisor.networks.catalogue import backbones
from advisor.networks.forward_pass import own_activations, own_flops, published_flops, published_tokens
from advisor.networks.layers import own_parameters


@pytest.mark.parametrize(
    "family", ["mlp", "tabm", "cnn", "unet", "rnn", "transformer", "sepcnn", "linear-series", "nhits"]
)
def test_wider_networks_cost_more(family: Any) -> None:
    shape = {"mlp": [20], "tabm": [20], "cnn": [16, 16, 1], "unet": [16, 16, 1]}.get(family, [32, 4])
    costs = [
        (own_parameters(net), own_flops(net), own_activations(net))
        for width in (16, 32, 64)
        for net in [
            Architecture(
                family=family, shape=shape, widths=[width, width], outputs=2, heads=4, members=8, vocabulary=50,
                residual=True,
            )
        ]
    ]  # fmt: skip
    for cost in zip(*costs, strict=True):
        assert list(cost) == sorted(set(cost))


def test_a_dense_network() -> None:
    net = Architecture(family="mlp", shape=[784], widths=[512, 512], outputs=10)
    assert own_flops(net) == 2 * (784 * 512 + 512 * 512 + 512 * 10)
    assert own_activations(net) == 4 * (784 + 3 * (512 + 512))


def test_operations_of_an_image_network_grow_with_its_pixels() -> None:
    resnet = backbones()["resnet50"]
    assert published_flops(resnet, 224, 0) == int(2e9 * resnet.gmacs)  # type: ignore[operator]
    assert published_flops(resnet, 448, 0) == pytest.approx(4 * published_flops(resnet, 224, 0))


@pytest.mark.parametrize(
    ("key", "max_length", "seconds", "tokens"),
    [
        pytest.param("resnet50", None, 0.0, 0, id="an image has none"),
        pytest.param("bert_base", 100, 0.0, 100, id="a text that is cut"),
        pytest.param("bert_base", 1_000, 0.0, 512, id="a longer text than it reads"),
        pytest.param("bert_base", None, 0.0, 512, id="a text of any length"),
        pytest.param("whisper_tiny", None, 3.0, 1500, id="sound that is filled up"),
        pytest.param("wav2vec2_base", None, 3.0, 150, id="a waveform as long as it is"),
        pytest.param("wav2vec2_base", None, 90.0, 1500, id="a waveform that is cut"),
    ],
)
def test_positions_that_attention_runs_over(key: str, max_length: int | None, seconds: float, tokens: int) -> None:
    assert published_tokens(backbones()[key], max_length, seconds) == tokens
