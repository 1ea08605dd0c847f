"""Depth and width of convolutions: each rule as the function that it is."""

import pytest

from advisor.knowledge.model.capacity import convolution
from advisor.knowledge.model.capacity.base import (
    blocks_per_stage,
    kernel,
    layers,
    pooling,
    stem_stride,
    widths,
)
from tests.knowledge.model.capacity.capacities import GPU, a, first, value


@pytest.mark.parametrize(
    ("pixels", "stages"),
    [(1, 1), (4, 1), (5, 1), (6, 2), (8, 2), (11, 2), (12, 3), (22, 3), (23, 4), (28, 4), (32, 4), (64, 4), (4_000, 4)],
)
def test_stages_fit_the_image(pixels, stages):
    assert value(convolution.stages_of_a_plane(a("image", "binary", image=f"{pixels}x{pixels}x1"), None, 1)) == stages


@pytest.mark.parametrize(("bands", "stem", "stages"), [(40, 1, 4), (40, 2, 3), (64, 1, 4), (64, 2, 4), (64, 4, 3)])
def test_stages_fit_the_mel_bands_that_the_stem_leaves(bands, stem, stages):
    assert first(layers, "current", a("audio", "binary"), family="cnn", mel_bands=bands, stem_stride=stem) == stages


@pytest.mark.parametrize(
    ("side", "stride"), [(27, 1), (32, 1), (63, 1), (64, 1), (65, 2), (127, 2), (128, 2), (129, 4), (256, 4)]
)
@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("facts", [{}, GPU, {"rows": 50_000}])
def test_a_stem_scales_down_large_images_alone(side, stride, ruleset, facts):
    problem = a("image", "binary", image=f"{side}x{side + 1}x1", **facts)
    assert first(stem_stride, ruleset, problem, family="cnn") == stride


@pytest.mark.parametrize(
    ("facts", "bands", "ruleset", "stride"),
    [
        pytest.param({}, 64, "current", 2, id="on a CPU"),
        pytest.param({}, 28, "current", 2, id="as few bands as may be halved"),
        pytest.param({}, 27, "current", 1, id="fewer"),
        pytest.param(GPU, 64, "current", 1, id="on a GPU"),
        pytest.param({}, 64, "guide", 1, id="in the guide"),
    ],
)
def test_a_stem_halves_spectrograms_on_a_cpu(facts, bands, ruleset, stride):
    problem = a("audio", "binary", **facts)
    assert first(stem_stride, ruleset, problem, family="cnn", mel_bands=bands) == stride


@pytest.mark.parametrize(
    ("kind", "ruleset", "expected"),
    [("audio", "current", "mean-and-max"), ("audio", "guide", "mean"), ("image", "current", "mean")],
)
def test_sounds_keep_their_loudest_moment(kind, ruleset, expected):
    assert first(pooling, ruleset, a(kind, "binary"), family="cnn") == expected


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
