"""Depth and width of convolutions: each rule as the function that it is."""

import pytest

from advisor.knowledge.model.capacity import convolution
from advisor.knowledge.model.capacity.base import (
    blocks_per_stage,
    kernel,
    layers,
    stem_stride,
    widths,
)
from tests.knowledge.model.capacity.capacities import GPU, a, first, value


@pytest.mark.parametrize(
    ("pixels", "stages"),
    [(1, 1), (4, 1), (5, 2), (7, 2), (8, 2), (9, 2), (28, 3), (32, 4), (64, 4), (127, 4), (128, 5), (4_000, 5)],
)
def test_stages_fit_the_image(pixels, stages):
    assert value(convolution.stages_of_a_plane(a("image", "binary", image=f"{pixels}x{pixels}x1"), None, 1)) == stages


@pytest.mark.parametrize("stem", [1, 2])
def test_stages_fit_the_mel_bands(stem):
    assert first(layers, "current", a("audio", "binary"), family="cnn", mel_bands=40, stem_stride=stem) == 4


@pytest.mark.parametrize(
    ("kind", "facts", "family", "stride"),
    [
        pytest.param("image", {"image": "27x28x1"}, "cnn", 1, id="27 pixels"),
        pytest.param("image", {"image": "28x28x1"}, "cnn", 2, id="28 pixels"),
        pytest.param("image", {"image": "64x64x3"}, "cnn", 2, id="the largest of small images"),
        pytest.param("image", {"image": "65x65x3"}, "cnn", 1, id="larger ones"),
        pytest.param("image", {"image": "28x28x1", "compute.device": "gpu"}, "cnn", 1, id="on a GPU"),
        pytest.param("image", {"image": "28x28x1", "rows": 50_000}, "cnn", 1, id="many images"),
        pytest.param("audio", {}, "cnn", 2, id="recordings"),
    ],
)
def test_a_stem_halves_small_planes_on_a_cpu(kind, facts, family, stride):
    problem = a(kind, "binary", **facts)
    assert first(stem_stride, "current", problem, family=family) == stride
    assert first(stem_stride, "guide", problem, family=family) == 1


@pytest.mark.parametrize(
    ("length", "stages"), [(2, 1), (8, 2), (9, 2), (16, 3), (255, 3), (1_023, 3), (1_024, 4), (10**5, 8), (10**9, 8)]
)
def test_stages_fit_the_steps(length, stages):
    problem = a("series", "binary", **{"data.length": length})
    assert first(layers, "current", problem, family="cnn") == stages


@pytest.mark.parametrize(
    ("pixels", "volumetric", "levels"), [(7, False, 2), (64, False, 5), (224, False, 6), (999, True, 6)]
)
def test_levels_of_a_unet(pixels, volumetric, levels):
    problem = a("image", "segmentation", image=f"{pixels}x{pixels}x1", **{"data.volumetric": volumetric})
    assert first(layers, "current", problem, family="unet") == levels
    top = first(widths, "current", problem, family="unet", layers=levels)
    assert len(top) == levels
    assert max(top) <= (320 if volumetric else 512)


@pytest.mark.parametrize(
    ("rows", "facts", "base"),
    [
        pytest.param(999, {}, 16, id="999 images"),
        pytest.param(1_000, {}, 32, id="1,000 images"),
        pytest.param(10**6, {}, 32, id="a million on a CPU"),
        pytest.param(19_999, GPU, 32, id="19,999 on a GPU"),
        pytest.param(20_000, GPU, 64, id="20,000 on a GPU"),
        pytest.param(20_001, GPU, 64, id="20,001 on a GPU"),
        pytest.param(20_000, {**GPU, "compute.deploy": "edge"}, 32, id="on the edge"),
    ],
)
def test_channels_by_images(rows, facts, base):
    problem = a("image", "binary", rows=rows, **facts)
    assert value(convolution.channels_double_as_resolution_halves(problem, 3)) == [base, 2 * base, 4 * base]
    assert value(convolution.channels_double_as_resolution_halves(problem, 7))[-1] == min(base * 64, 512)


@pytest.mark.parametrize(("rows", "expected"), [(999, [32, 64, 128]), (1_000, [64, 128, 128]), (1_001, [64, 128, 128])])
def test_channels_along_time(rows, expected):
    assert first(widths, "current", a("series", "binary", rows=rows), family="cnn", layers=3) == expected


def test_words():
    problem = a("text", "binary", rows=10**6)
    assert first(layers, "current", problem, family="sepcnn") == 2
    assert first(widths, "current", problem, family="sepcnn", layers=2) == [64, 128]


@pytest.mark.parametrize(
    ("facts", "current", "guide"),
    [
        pytest.param({}, 1, 2, id="CPU"),
        pytest.param(GPU, 2, 2, id="GPU"),
        pytest.param({**GPU, "data.rows": 10**6 - 1}, 2, 2, id="below massive"),
        pytest.param({**GPU, "data.rows": 10**6}, 3, 3, id="massive"),
        pytest.param({**GPU, "observed.fit": "underfitting"}, 3, 3, id="underfitting"),
        pytest.param({"observed.fit": "underfitting"}, 2, 2, id="underfitting on a CPU"),
    ],
)
def test_blocks_of_a_stage(facts, current, guide):

    problem = a("image", "binary", **facts)
    assert first(blocks_per_stage, "current", problem) == current
    assert first(blocks_per_stage, "guide", problem) == guide


@pytest.mark.parametrize(("length", "size"), [(63, 3), (64, 7), (65, 7)])
def test_kernels(length, size):
    problem = a("series", "binary", **{"data.length": length})
    assert first(kernel, "current", problem, family="cnn") == size
    assert first(kernel, "guide", problem, family="cnn") == 3
    assert first(kernel, "current", a("image", "binary"), family="cnn") == 3
