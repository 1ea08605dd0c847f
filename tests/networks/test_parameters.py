"""Counts of parameters against networks whose size is known, and against PyTorch where it is installed."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.networks import parameters as count
from tests.networks import whole_networks as whole

sizes = st.integers(1, 300)

VGG16 = [64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512]
RESNET = [64, 128, 256, 512]
gpt2 = partial(whole.decoder_lm, 50257)
qwen3 = partial(
    whole.decoder_lm,
    151_936,
    kv_heads=8,
    head_dim=128,
    activation="swiglu",
    positions="rope",
    normalization="rms",
    bias=False,
    qk_norm=True,
)
smollm2 = partial(whole.decoder_lm, 49_152, activation="swiglu", positions="rope", normalization="rms", bias=False)


@pytest.mark.parametrize(
    ("counted", "published"),
    [
        pytest.param(whole.mlp(784, [512, 512], 10), 669_706, id="keras mnist mlp"),
        pytest.param(
            count.conv2d(1, 6, 5) + count.conv2d(6, 16, 5) + whole.mlp(400, [120, 84], 10),
            61_706,
            id="lenet-5",
        ),
        pytest.param(
            whole.convolution_stack(3, VGG16) + whole.mlp(512 * 7 * 7, [4096, 4096], 1000),
            138_357_544,
            id="vgg16",
        ),
        pytest.param(
            whole.convolution_stack(3, VGG16, normalization=True)
            + sum(VGG16)
            + whole.mlp(512 * 7 * 7, [4096, 4096], 1000),
            138_365_992,
            id="vgg16_bn, whose convolutions keep their biases",
        ),
        pytest.param(whole.residual_cnn(RESNET, [2, 2, 2, 2], 1000), 11_689_512, id="resnet18"),
        pytest.param(whole.residual_cnn(RESNET, [3, 4, 6, 3], 1000), 21_797_672, id="resnet34"),
        pytest.param(whole.residual_cnn(RESNET, [3, 4, 6, 3], 1000, bottleneck=True), 25_557_032, id="resnet50"),
        pytest.param(whole.residual_cnn(RESNET, [2, 2, 2, 2], 10, stem_kernel=3), 11_173_962, id="cifar resnet18"),
        pytest.param(whole.unet([64, 128, 256, 512, 1024], 1), 31_037_633, id="unet"),
        pytest.param(whole.encoder_lm(30_522, 768, 12, heads=12), 109_482_240, id="bert-base"),
        pytest.param(whole.encoder_lm(30_522, 1024, 24, heads=16), 335_141_888, id="bert-large"),
        pytest.param(
            whole.encoder_lm(30_522, 768, 6, heads=12, token_types=0, pooler=False),
            66_362_880,
            id="distilbert",
        ),
        pytest.param(whole.encoder_lm(30_522, 384, 6, heads=12), 22_713_216, id="all-MiniLM-L6-v2"),
        pytest.param(gpt2(768, 12, heads=12), 124_439_808, id="gpt2"),
        pytest.param(gpt2(1600, 48, heads=25), 1_557_611_200, id="gpt2-xl"),
        pytest.param(qwen3(1024, 28, heads=16, hidden=3072), 596_049_920, id="qwen3-0.6b"),
        pytest.param(qwen3(2048, 28, heads=16, hidden=6144), 1_720_574_976, id="qwen3-1.7b"),
        pytest.param(qwen3(4096, 36, heads=32, hidden=12_288, tied_embeddings=False), 8_190_735_360, id="qwen3-8b"),
        pytest.param(smollm2(576, 30, heads=9, kv_heads=3, hidden=1536), 134_515_008, id="smollm2-135m"),
        pytest.param(count.recurrent("lstm", 28, 128, framework="keras"), 80_384, id="keras lstm"),
        pytest.param(count.recurrent("gru", 28, 128, framework="keras"), 60_672, id="keras gru"),
        pytest.param(count.recurrent("rnn", 28, 128, framework="keras"), 20_096, id="keras simple rnn"),
        pytest.param(count.tabm(10, 64, 2, 3), 21_536, id="tabm 0.0.3"),
        pytest.param(count.tabm(10, 64, 2, 3, variant="tabm_mini"), 11_424, id="tabm-mini 0.0.3"),
        pytest.param(count.tabm(10, 64, 2, 3, variant="tabm_packed"), 161_888, id="tabm-packed 0.0.3"),
        pytest.param(count.numeric_embedding("plr", 10, 24), 23_760, id="rtdl periodic"),
        pytest.param(count.numeric_embedding("plr_lite", 10, 24), 2_808, id="rtdl periodic lite"),
        pytest.param(count.numeric_embedding("piecewise_linear", 10, 17), 7_840, id="rtdl piecewise linear beside"),
        pytest.param(count.numeric_embedding("linear", 10, 16), 320, id="rtdl linear"),
        pytest.param(count.numeric_embedding("pbld", 10, 4, frequencies=16), 10 * (2 * 16 + 17 * 3), id="realmlp pbld"),
        pytest.param(whole.dlinear(336, 96), 2 * (336 * 96 + 96), id="dlinear"),
        pytest.param(whole.dlinear(336, 96, channels=7, individual=True), 14 * (336 * 96 + 96), id="dlinear each"),
        pytest.param(count.nlinear(336, 96), 336 * 96 + 96, id="nlinear"),
        pytest.param(whole.patch_tst(336, 96) - whole.patch_tst(336, 96, padded=False), 128 + 128 * 96, id="patch"),
        pytest.param(whole.residual_mlp(8, 16, 2, 1), 144 + 2 * (32 + 544 + 528) + 32 + 17, id="tabular resnet"),
        pytest.param(count.embedding(1000, 32), 32_000, id="embedding"),
        pytest.param(count.rms_norm(64), 64, id="rms norm"),
        pytest.param(count.layer_norm(64, bias=False), 64, id="layer norm without shift"),
        pytest.param(whole.lora(4096, 4096, 16), 131_072, id="lora"),
    ],
)
def test_known_networks(counted: int, published: int) -> None:
    assert counted == published


def test_options_of_the_mlp() -> None:
    plain = whole.mlp(10, [20, 30], 2)
    assert whole.mlp(10, [], 2) == 22
    assert whole.mlp(10, [20, 30], 2, normalization="batch") == plain + 100
    assert whole.mlp(10, [20, 30], 2, normalization="layer") == plain + 100
    assert whole.mlp(10, [20, 30], 2, bias=False) == plain - 50
    assert whole.mlp(10, [20, 30], 2, activation_parameters="per_layer") == plain + 2
    assert whole.mlp(10, [20, 30], 2, activation_parameters="per_unit") == plain + 50


@pytest.mark.parametrize(
    "impossible",
    [
        pytest.param(lambda: count.conv2d(6, 8, 3, groups=4), id="groups"),
        pytest.param(lambda: count.self_attention(100, heads=3), id="heads"),
        pytest.param(lambda: count.self_attention(96, heads=6, kv_heads=4), id="kv heads"),
        pytest.param(lambda: count.recurrent("gru", 1, 1, layers=0), id="layers"),
        pytest.param(lambda: whole.residual_cnn([8, 16], [1], 2), id="stages"),
        pytest.param(lambda: whole.patch_tst(8, 1), id="patch"),
    ],
)
def test_impossible_shapes_are_refused(impossible) -> None:
    with pytest.raises(ValueError, match="must"):
        impossible()


@given(sizes, sizes, st.lists(sizes, max_size=4), sizes)
def test_wider_is_larger(inputs: int, outputs: int, widths: list[int], more: int) -> None:
    wider = [width + more for width in widths]
    assert whole.mlp(inputs + more, wider, outputs) > whole.mlp(inputs, widths, outputs)
    assert count.tabm(inputs, more + 1, 2, outputs) > count.tabm(inputs, more, 2, outputs)


class TestAgainstTorch:
    """The same layers, built."""

    @pytest.fixture
    def nn(self):
        return pytest.importorskip("torch").nn

    @staticmethod
    def size(module) -> int:
        return sum(parameter.numel() for parameter in module.parameters())

    @pytest.mark.parametrize("bias", [True, False])
    def test_layers(self, nn, bias: bool) -> None:
        assert count.dense(7, 5, bias) == self.size(nn.Linear(7, 5, bias=bias))
        assert count.conv1d(6, 4, 5, groups=2, bias=bias) == self.size(nn.Conv1d(6, 4, 5, groups=2, bias=bias))
        assert count.conv2d(6, 9, (3, 5), groups=3, bias=bias) == self.size(
            nn.Conv2d(6, 9, (3, 5), groups=3, bias=bias)
        )
        assert count.conv3d(2, 4, 3, bias=bias) == self.size(nn.Conv3d(2, 4, 3, bias=bias))
        separable = nn.Sequential(nn.Conv2d(6, 6, 3, groups=6, bias=bias), nn.Conv2d(6, 9, 1, bias=bias))
        assert whole.depthwise_separable(6, 9, 3, bias=bias) == self.size(separable)
        assert count.layer_norm(9, bias=bias) == self.size(nn.LayerNorm(9, bias=bias))
        assert count.self_attention(24, heads=4, bias=bias) == self.size(nn.MultiheadAttention(24, 4, bias=bias))

    def test_norms(self, nn) -> None:
        assert whole.batch_norm(9) == self.size(nn.BatchNorm1d(9))
        assert count.rms_norm(9) == self.size(nn.RMSNorm(9))

    @pytest.mark.parametrize("bidirectional", [True, False])
    @pytest.mark.parametrize("layers", [1, 3])
    @pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
    def test_recurrent(self, nn, cell, layers: int, bidirectional: bool) -> None:
        built = getattr(nn, cell.upper())(5, 7, num_layers=layers, bidirectional=bidirectional)
        assert count.recurrent(cell, 5, 7, layers=layers, bidirectional=bidirectional) == self.size(built)

    def test_transformer_block(self, nn) -> None:
        assert whole.transformer_block(24, heads=4) == self.size(nn.TransformerEncoderLayer(24, 4, 96))

    def test_mlp_with_prelu(self, nn) -> None:
        built = nn.Sequential(
            nn.Linear(4, 6),
            nn.BatchNorm1d(6),
            nn.PReLU(),
            nn.Linear(6, 8),
            nn.BatchNorm1d(8),
            nn.PReLU(),
            nn.Linear(8, 2),
        )
        assert whole.mlp(4, [6, 8], 2, normalization="batch", activation_parameters="per_layer") == self.size(built)

    def test_unet_level(self, nn) -> None:
        def double(incoming: int, outgoing: int):
            return nn.Sequential(
                nn.Conv3d(incoming, outgoing, 3, bias=False),
                nn.BatchNorm3d(outgoing),
                nn.Conv3d(outgoing, outgoing, 3, bias=False),
                nn.BatchNorm3d(outgoing),
            )

        built = nn.ModuleList(
            [double(1, 4), double(4, 8), nn.ConvTranspose3d(8, 4, 2, 2), double(8, 4), nn.Conv3d(4, 3, 1)]
        )
        assert whole.unet([4, 8], 3, input_channels=1, dimensions=3) == self.size(built)

    def test_patch_tst(self, nn) -> None:
        block = nn.ModuleList([nn.TransformerEncoderLayer(32, 4, 64), nn.Embedding(11, 32), nn.Linear(16, 32)])
        built = self.size(block) + self.size(nn.Linear(32 * 11, 7))
        assert whole.patch_tst(96, 7, width=32, depth=1, heads=4, hidden=64, padded=False) == built
