"""The count of parameters is that of the network which the config describes, built literally with PyTorch."""

from math import prod
from typing import Any

import pytest

from advisor.networks.architecture import Architecture
from advisor.networks.catalogue import backbones
from advisor.networks.layers import own_parameters
from advisor.problem import Problem
from advisor.recommending import recommend

torch: Any = pytest.importorskip("torch")
nn = torch.nn
Module: Any = nn.Module
WORD_VECTOR = 200


def counted(module: Any) -> int:
    return sum(weights.numel() for weights in module.parameters() if weights.requires_grad)


def norm(kind: str, width: int, dimensions: int) -> list[Any]:
    """A normalisation over so many channels, of features, sequences, planes or volumes."""
    if kind == "none":
        return []
    if kind == "batch":
        return [(nn.BatchNorm1d, nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)[dimensions](width)]
    if kind == "instance":
        return [
            (nn.InstanceNorm1d, nn.InstanceNorm1d, nn.InstanceNorm2d, nn.InstanceNorm3d)[dimensions](width, affine=True)
        ]
    return [nn.GroupNorm(1, width)]


def dense(inputs: int, widths: list[int], outputs: int, kind: str, activation: str = "relu") -> Any:
    layers: list[Any] = []
    for width in widths:
        layers += [nn.Linear(inputs, width, bias=kind == "none"), *norm(kind, width, 0)]
        layers += [nn.PReLU(width) if activation == "prelu" else nn.ReLU()]
        inputs = width
    return nn.Sequential(*layers, nn.Linear(inputs, outputs))


class Block(Module):  # type: ignore[misc]
    def __init__(self, convolve: Any, before: int, after: int, kernel: int, stride: int, kind: str, residual: bool):
        super().__init__()
        dimensions = {nn.Conv1d: 1, nn.Conv2d: 2, nn.Conv3d: 3}[convolve]

        def layer(a: int, b: int, size: int, step: int) -> Any:
            bare = convolve(a, b, size, step, padding=size // 2, bias=kind == "none")
            return nn.Sequential(bare, *norm(kind, b, dimensions))

        self.path = nn.Sequential(layer(before, after, kernel, stride), nn.ReLU(), layer(after, after, kernel, 1))
        self.skip = layer(before, after, 1, stride) if residual and (stride > 1 or before != after) else nn.Identity()

    def forward(self, x: Any) -> Any:
        return self.path(x) + self.skip(x)


def cnn(document: dict[str, Any]) -> Any:
    hidden, kind = document["model"]["hidden"], document["model"]["normalization"]["kind"]
    shape, widths, kernel = document["model"]["input"]["shape"], hidden["widths"], hidden["kernel"]
    convolve = nn.Conv2d if len(shape) == 3 else nn.Conv1d
    stride = hidden.get("stem_stride", 1)
    first = 5 if stride == 2 else kernel
    stem = convolve(shape[-1], widths[0], first, stride, padding=first // 2, bias=kind == "none")
    layers: list[Any] = [stem, *norm(kind, widths[0], len(shape) - 1)]
    before = widths[0]
    for stage, width in enumerate(widths):
        for block in range(hidden["blocks_per_stage"]):
            stride = 2 if stage and not block else 1
            layers.append(Block(convolve, before, width, kernel, stride, kind, hidden["residual"]))
            before = width
    pool = nn.AdaptiveAvgPool2d(1) if len(shape) == 3 else nn.AdaptiveAvgPool1d(1)
    return nn.Sequential(*layers, pool, nn.Flatten(), nn.Linear(before, document["model"]["output"]["units"]))


class UNet(Module):  # type: ignore[misc]
    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__()
        hidden, kind = document["model"]["hidden"], document["model"]["normalization"]["kind"]
        shape, widths = document["model"]["input"]["shape"], hidden["widths"]
        flat = len(shape) == 3
        convolve, transposed = (nn.Conv2d, nn.ConvTranspose2d) if flat else (nn.Conv3d, nn.ConvTranspose3d)
        before, downwards, upwards = shape[-1], [], []
        for level, width in enumerate(widths):
            for block in range(hidden["blocks_per_stage"]):
                stride = 2 if level and not block else 1
                downwards.append(Block(convolve, before, width, 3, stride, kind, hidden["residual"]))
                before = width
        for lower, upper in zip(widths[:0:-1], widths[-2::-1], strict=True):
            upwards += [transposed(lower, upper, 2, 2), Block(convolve, 2 * upper, upper, 3, 1, kind, residual=False)]
        self.down, self.up = nn.ModuleList(downwards), nn.ModuleList(upwards)
        self.head = convolve(widths[0], document["model"]["output"]["units"], 1)


class Recurrent(Module):  # type: ignore[misc]
    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__()
        hidden, text = document["model"]["hidden"], document["data"].get("text", {})
        width, ways = hidden["widths"][0], 2 if hidden["bidirectional"] else 1
        inputs = document["model"]["input"]["shape"][-1]
        if text:
            self.words = nn.Embedding(text["vocabulary"], WORD_VECTOR)
            inputs = WORD_VECTOR
        cell = {"lstm": nn.LSTM, "gru": nn.GRU}[hidden["cell"]]
        self.cells = cell(inputs, width, hidden["layers"], bidirectional=ways == 2)
        self.norms = nn.ModuleList(
            nn.LayerNorm(ways * width)
            for _ in range(hidden["layers"])
            if document["model"]["normalization"]["kind"] == "layer"
        )
        self.head = nn.Linear(ways * width, document["model"]["output"]["units"])


class Blocks(Module):  # type: ignore[misc]
    """Pre-norm transformer blocks and a last norm."""

    def __init__(self, width: int, depth: int, heads: int, hidden: int, activation: str, bias: bool, rms: bool) -> None:
        super().__init__()
        normed = (lambda: nn.RMSNorm(width)) if rms else (lambda: nn.LayerNorm(width))
        self.attention = nn.ModuleList(nn.MultiheadAttention(width, heads, bias=bias) for _ in range(depth))
        gates = 2 if activation == "swiglu" else 1
        self.into = nn.ModuleList(nn.Linear(width, hidden, bias=bias) for _ in range(depth * gates))
        self.out = nn.ModuleList(nn.Linear(hidden, width, bias=bias) for _ in range(depth))
        self.norms = nn.ModuleList(normed() for _ in range(2 * depth + 1))


class Transformer(Module):  # type: ignore[misc]
    def __init__(self, problem: Problem, document: dict[str, Any]) -> None:
        super().__init__()
        model, hidden = document["model"], document["model"]["hidden"]
        width, shape, units = hidden["widths"][0], model["input"]["shape"], model["output"]["units"]
        language = problem.task == "language-modeling"
        self.blocks = Blocks(
            width, hidden["layers"], hidden["heads"], hidden["feedforward"], model["activation"]["name"],
            bias=not language, rms=model["normalization"]["kind"] == "rms",
        )  # fmt: skip
        if language:
            self.words = nn.Embedding(document["data"]["text"]["vocabulary"], width)
            self.head = nn.Linear(width, units, bias=False)
            return
        length, stride = hidden["patch"]
        padded = nn.ReplicationPad1d((0, stride))(torch.zeros(1, 1, shape[0]))
        patches = padded.unfold(-1, length, stride).shape[2]
        self.into = nn.Linear(length * shape[1], width)
        self.positions = nn.Parameter(torch.zeros(patches, width))
        self.head = nn.Linear(width * patches, units)


def resolved(**facts: Any) -> tuple[Problem, dict[str, Any]]:
    ruleset = facts.pop("ruleset", "current")
    problem = Problem(**facts)
    return problem, recommend(problem, ruleset).document()


IMAGES: dict[str, Any] = {"data.kind": "image", "pretrained": False}


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"rows": 500, "features": 9, "ruleset": "guide"}, id="a table in the guide"),
        pytest.param(
            {"rows": 600, "features": 9, "categorical": 3, "cardinality": 5, "ruleset": "guide"}, id="one-hot"
        ),
        pytest.param(
            {"task": "multilabel", "data.kind": "sequence", "data.length": 1, "features": 9}, id="one-step sequence"
        ),
        pytest.param({"task": "forecasting", "ruleset": "guide", "covariates": 2}, id="lags"),
        pytest.param({**IMAGES, "image": "8x8x1", "ruleset": "guide", "rows": 400}, id="pixels in a row"),
        pytest.param({"data.kind": "text", "pretrained": False, "rows": 900, "data.length": 100}, id="n-grams"),
    ],
)
def test_dense_networks(facts: dict[str, Any]) -> None:
    _, document = resolved(**{"task": "binary", **facts})
    model = document["model"]
    assert model["family"] in ("mlp", "ngram-mlp")
    assert model.get("numeric_embedding", {}).get("kind", "none") == "none"
    net = dense(
        prod(model["input"]["shape"]), model["hidden"]["widths"], model["output"]["units"],
        model["normalization"]["kind"], model.get("activation", {}).get("name", "relu"),
    )  # fmt: skip
    assert document["resources"]["parameters"] == counted(net)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({**IMAGES, "image": "28x28x1", "classes": 10, "rows": 60_000}, id="small images"),
        pytest.param({**IMAGES, "image": "96x64x3", "rows": 900, "compute.device": "gpu"}, id="few colour images"),
        pytest.param({**IMAGES, "image": "7x7x1", "rows": 1_000}, id="tiny images"),
        pytest.param({**IMAGES, "image": "32x32x3", "rows": 2_000_000, "compute.device": "gpu"}, id="massive"),
        pytest.param({"data.kind": "audio", "rows": 3_000, "pretrained": False, "seconds": 2.0}, id="sounds"),
        pytest.param({"data.kind": "series", "rows": 6_000, "data.length": 200}, id="series"),
        pytest.param({**IMAGES, "image": "64x64x3", "rows": 50_000, "ruleset": "guide"}, id="guide"),
    ],
)
def test_convolutional_networks(facts: dict[str, Any]) -> None:
    _, document = resolved(**{"task": "multiclass", **facts})
    assert document["model"]["family"] == "cnn"
    net = cnn(document)
    assert document["resources"]["parameters"] == counted(net)
    *sides, channels = document["model"]["input"]["shape"]
    net.eval()
    assert net(torch.zeros(1, channels, *sides)).shape == (1, document["model"]["output"]["units"])


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"image": "64x64x1", "rows": 300}, id="plane"),
        pytest.param({"image": "64x64x2", "volumetric": True, "compute.device": "gpu", "rows": 40}, id="volume"),
    ],
)
def test_unets(facts: dict[str, Any]) -> None:
    _, document = resolved(task="segmentation", classes=3, domain="far", **facts)
    assert document["model"]["family"] == "unet"
    assert document["resources"]["parameters"] == counted(UNet(document))


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"data.kind": "sequence", "data.length": 60, "features": 5, "rows": 900}, id="sequences"),
        pytest.param({"data.kind": "sequence", "data.length": 60, "features": 5, "rows": 50_000}, id="two layers"),
        pytest.param(
            {"data.kind": "sequence", "data.length": 60, "features": 5, "observed.gradients": "vanishing"},
            id="normalised",
        ),
        pytest.param(
            {"task": "token-classification", "pretrained": False, "classes": 9, "data.length": 40}, id="words"
        ),
    ],
)
def test_recurrent_networks(facts: dict[str, Any]) -> None:
    _, document = resolved(**{"task": "binary", **facts})
    assert document["model"]["family"] == "rnn"
    assert document["resources"]["parameters"] == counted(Recurrent(document))


@pytest.mark.slow
@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"task": "language-modeling", "tokens": 10**12, "compute.device": "gpu"}, id="language"),
        pytest.param(
            {"task": "forecasting", "rows": 10**7, "series": 500, "covariates": 3, "compute.device": "gpu"}, id="series"
        ),
    ],
)
def test_transformers(facts: dict[str, Any]) -> None:
    problem, document = resolved(**facts)
    assert document["model"]["family"] == "transformer"
    with torch.device("meta"):
        net = Transformer(problem, document)
    assert document["resources"]["parameters"] == counted(net)


# Without torch's help -----------------------------------------------------------------------------------


def test_gpt2_but_for_its_biases_positions_and_tied_words() -> None:
    net = Architecture(
        family="transformer", shape=[1024], widths=[768] * 12, outputs=50257, language=True, normalization="layer",
        activation="gelu", heads=12, vocabulary=50257,
    )  # fmt: skip
    biases = 12 * (4 * 768 + 4 * 768 + 768 + 2 * 768) + 768
    assert own_parameters(net) == 124_439_808 - biases - 1024 * 768 + 50257 * 768


def test_the_published_unet() -> None:
    """The paper's levels, with BatchNorm, as the catalogue has it."""
    net = Architecture(
        family="unet", shape=[572, 572, 3], widths=[64, 128, 256, 512, 1024], outputs=1, normalization="batch"
    )
    assert own_parameters(net) == backbones()["unet"].parameters


def test_a_published_family_is_not_counted() -> None:
    with pytest.raises(ValueError, match="not built from scratch"):
        own_parameters(Architecture(family="pretrained", shape=[10], widths=[], outputs=1))
