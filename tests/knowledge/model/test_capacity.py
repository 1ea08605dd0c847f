"""Depth and width: each rule as the function that it is, and that more data never shrinks a network."""

from typing import Any

import pytest

from advisor.config.values import EmbeddingSize, NumericEmbedding
from advisor.engine import Pick, Skip
from advisor.knowledge.data.table_inputs import encoded_width
from advisor.knowledge.model.capacity import attention, convolution, dense, recurrent, skips
from advisor.knowledge.model.capacity.base import (
    bidirectional,
    blocks_per_stage,
    feedforward,
    heads,
    kernel,
    layers,
    members,
    multiple_of_8,
    nothing_to_widen,
    residual,
    stem_stride,
    widths,
)
from advisor.knowledge.scopes import FAMILIES, PUBLISHED
from advisor.problem import Problem
from tests.knowledge.deciding import speaking

GPU = {"compute.device": "gpu"}


def a(kind: str, task: str, **facts: Any) -> Problem:
    return Problem(**{"task": task, "data.kind": kind, **facts})


def table(**facts: Any) -> Problem:
    return a("table", "binary", **facts)


def value(result: Pick[Any] | Skip) -> Any:
    """What a rule picks, None where it skips."""
    return result.value if isinstance(result, Pick) else None


def first(decision: Any, ruleset: str, problem: Problem, **known: Any) -> Any:
    """The first answer of a decision's rules, given only what is named."""
    given = {"problem": problem, "encoding": None, "one_hot_max": None, "embeddings": None, "mel_bands": 64, **known}
    for rule in speaking(decision, ruleset, given):
        answer = rule(*[given.get(name) for name in rule.needs])
        if isinstance(answer, Pick):
            return answer.value
    raise AssertionError(f"no answer of {decision.path}")


# Dense --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("family", sorted(PUBLISHED))
def test_published_networks_get_no_hidden_layers(family, ruleset):
    assert first(layers, ruleset, a("image", "binary"), family=family) == 0
    assert first(widths, ruleset, a("image", "binary"), family=family, layers=0) == []


@pytest.mark.parametrize(
    ("rows", "ruleset", "depth", "width"),
    [
        pytest.param(2, "current", 2, 64, id="two rows"),
        pytest.param(499, "current", 2, 64, id="499 rows"),
        pytest.param(500, "current", 3, 256, id="500 rows"),
        pytest.param(501, "current", 3, 256, id="501 rows"),
        pytest.param(10**10, "current", 3, 256, id="ten billion rows on a CPU"),
        pytest.param(499, "guide", 2, 64, id="guide, 499 rows"),
        pytest.param(500, "guide", 3, 100, id="guide, 500 rows"),
    ],
)
def test_dense_layers_by_rows(rows, ruleset, depth, width):
    problem = table(rows=rows)
    assert first(layers, ruleset, problem, family="mlp") == depth
    assert first(widths, ruleset, problem, family="mlp", layers=depth) == [width] * depth


@pytest.mark.parametrize(
    ("rows", "family", "width"),
    [
        pytest.param(9_999_999, "mlp", 256, id="below massive"),
        pytest.param(10_000_000, "mlp", 1_024, id="massive"),
        pytest.param(9_999_999, "tabm", 512, id="members below massive"),
        pytest.param(10_000_001, "tabm", 1_024, id="members above massive"),
    ],
)
def test_massive_tables_on_a_gpu(rows, family, width):
    assert first(widths, "current", table(rows=rows, **GPU), family=family, layers=3) == [width] * 3


def test_guide_takes_multiples_of_eight_on_a_gpu():
    assert value(dense.the_guides_hundred(table(**GPU), 2)) == [96, 96]
    assert value(dense.the_guides_hundred(table(), 2)) == [100, 100]


@pytest.mark.parametrize(
    ("embedding", "depth"),
    [(None, 3), (NumericEmbedding("none"), 3), (NumericEmbedding("piecewise-linear", dim=16, bins=48), 2)],
)
def test_embedded_numbers_take_a_layer_less(embedding, depth):
    for family in ("mlp", "tabm"):
        assert first(layers, "current", table(), family=family, numeric_embedding=embedding) == depth
    assert first(layers, "guide", a("text", "binary"), family="ngram-mlp", numeric_embedding=embedding) == 1


@pytest.mark.parametrize(("each", "folds", "units"), [(2, 5, 128), (1, 5, 128), (4, 1, 128), (1, 1, 256)])
def test_several_networks_are_narrower_each(each, folds, units):
    given = {"family": "mlp", "layers": 2, "members": each, "folds": folds}
    assert first(widths, "current", table(rows=9_000), **given) == [units] * 2


@pytest.mark.parametrize(
    ("facts", "folds", "number"),
    [
        ({"rows": 3_000}, 5, 2), ({"rows": 3_001}, 5, 1), ({"rows": 3_000}, 1, 4), ({"rows": 50_000}, 1, 4),
        ({"rows": 50_001}, 1, 1), ({"rows": 900, "priority": "latency"}, 5, 1), ({"rows": 900, "deploy": "edge"}, 5, 1),
        ({"rows": 900, "latency_ms": 2.0}, 5, 1), ({"rows": 900, "priority": "calibration"}, 5, 2),
    ],
)  # fmt: skip
def test_networks_side_by_side(facts, folds, number):
    assert first(members, "current", table(**facts), family="mlp", folds=folds) == number
    assert first(members, "guide", table(**facts), family="mlp", folds=folds) == 1


@pytest.mark.parametrize(
    ("rows", "fit", "depth"),
    [(499, "underfitting", 3), (500, "underfitting", 4), (500, "overfitting", 3), (500, "unknown", 3)],
)
def test_a_layer_more_where_it_underfits(rows, fit, depth):
    problem = table(rows=rows, **{"observed.fit": fit})
    assert first(layers, "current", problem, family="mlp") == depth
    assert first(layers, "current", a("text", "binary", rows=rows, **{"observed.fit": fit}), family="sepcnn") == 2


def test_overfitting_keeps_the_layers_and_says_so():
    kept = dense.three_dense_layers(table(**{"observed.fit": "overfitting"}))
    assert isinstance(kept, Pick)
    assert "regularisation" in kept.because
    assert "regularisation" not in dense.three_dense_layers(table()).because


@pytest.mark.parametrize(
    ("features", "expected"),
    [
        pytest.param(5_119, None, id="not wide"),
        pytest.param(5_120, [512, 256, 128], id="wide"),
        pytest.param(5_121, [512, 256, 128], id="wider"),
        pytest.param(97_656, [512, 256, 128], id="as wide as 512 units bear"),
        pytest.param(10**6, [48, 32, 32], id="a million columns"),
        pytest.param(10**9, [8, 8, 8], id="a billion columns"),
    ],
)
def test_taper_below_many_inputs(features, expected):
    result = dense.taper_below_many_inputs(table(features=features), 3, None, None, None, None)
    assert value(result) == expected
    if isinstance(result, Pick):
        assert (result.warning is not None) is (features > 97_656)


def test_no_taper_for_few_rows_or_other_data():
    assert value(dense.taper_below_many_inputs(table(rows=499, features=10_000), 2, None, None, None, None)) is None
    sequences = a("sequence", "binary", features=10_000)
    assert first(widths, "current", sequences, family="mlp", layers=2, folds=1) == [256, 256]


@pytest.mark.parametrize(("rows", "depth"), [(4_999, 0), (5_000, 1), (5_001, 1)])
def test_text_over_ngrams(rows, depth):
    problem = a("text", "binary", rows=rows)
    assert first(layers, "current", problem, family="ngram-mlp", folds=1) == depth
    assert first(layers, "current", problem, family="ngram-mlp", folds=5) == 1  # a linear model stands beside
    assert first(widths, "current", problem, family="ngram-mlp", layers=depth) == [64] * depth
    assert first(layers, "guide", problem, family="ngram-mlp", folds=1) == 1


def test_nothing_to_widen():
    assert value(nothing_to_widen(table(), 0)) == []
    assert value(nothing_to_widen(table(), 1)) is None


@pytest.mark.parametrize(("number", "expected"), [(3, 8), (8, 8), (15.9, 8), (16, 16)])
def test_multiples_of_eight(number, expected):
    assert multiple_of_8(number) == expected


# Columns ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "one_hot_max", "embeddings", "indicator", "expected"),
    [
        pytest.param("none", None, None, False, 10, id="as they are"),
        pytest.param("one-hot", None, None, False, 7 + 106, id="one-hot"),
        pytest.param("one-hot-and-embedding", 9, [EmbeddingSize(100, 21)], False, 7 + 6 + 21, id="embedded"),
        pytest.param("none", None, None, True, 17, id="indicators"),
    ],
)
def test_width_from_counts(encoding, one_hot_max, embeddings, indicator, expected):
    facts = {"data.features": 10, "data.categorical": 3, "data.cardinality": 100, "data.levels": 106}
    problem = table(**facts, **{"data.missing": 0.1})
    assert encoded_width(problem, (), encoding, one_hot_max, embeddings, indicator) == expected


def test_width_from_measured_columns():
    columns = [
        {"name": "age", "type": "numeric", "distinct": 80, "missing": 0.1},
        {"name": "when", "type": "date", "distinct": 500},
        {"name": "sex", "type": "categorical", "distinct": 2},
        {"name": "port", "type": "categorical", "distinct": 3, "missing": 0.01},
        {"name": "town", "type": "categorical", "distinct": 300},
        {"name": "id", "type": "identifier", "distinct": 891},
        {"name": "note", "type": "text", "distinct": 800},
    ]
    counts = {"data.features": 7, "data.categorical": 3, "data.cardinality": 300, "data.levels": 305}
    problem = table(rows=891, **counts, **{"data.columns": columns})
    town = [EmbeddingSize(300, 39, "town")]
    assert encoded_width(problem, (), "one-hot-and-embedding", 9, town, True) == 2 + 1 + 2 + 4 + 39
    assert encoded_width(problem, (), "one-hot", None, None, False) == 1 + 1 + 2 + 4 + 300
    assert encoded_width(problem, ("age", "town"), "one-hot", None, None, False) == 1 + 2 + 4
    assert encoded_width(problem, (), "none", None, None, False) == 5


# Convolutions -------------------------------------------------------------------------------------------


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


# In order -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "facts", "current", "guide"),
    [
        pytest.param(999, {}, [64], [64], id="999 sequences"),
        pytest.param(1_000, {}, [128], [100], id="1,000 sequences"),
        pytest.param(9_999, {}, [128], [100], id="9,999 sequences"),
        pytest.param(10_000, {}, [128] * 2, [100] * 2, id="10,000 sequences"),
        pytest.param(99_999, {}, [128] * 2, [100] * 2, id="99,999 sequences"),
        pytest.param(100_000, {}, [256] * 2, [100] * 2, id="100,000 sequences"),
        pytest.param(999_999, GPU, [256] * 2, [96] * 2, id="999,999 sequences"),
        pytest.param(10**6, GPU, [512] * 2, [96] * 2, id="a million sequences"),
        pytest.param(5_000, {"observed.fit": "underfitting"}, [256], [100], id="underfitting"),
    ],
)
def test_recurrent_layers(rows, facts, current, guide):
    problem = a("sequence", "binary", rows=rows, **facts)
    for ruleset, expected in (("current", current), ("guide", guide)):
        depth = first(layers, ruleset, problem, family="rnn")
        assert first(widths, ruleset, problem, family="rnn", layers=depth) == expected


def test_speech_takes_more():
    problem = a("audio", "speech-recognition", hours=500.0)
    assert first(layers, "guide", problem, family="rnn") == 4
    assert first(widths, "guide", problem, family="rnn", layers=4) == [512] * 4


@pytest.mark.parametrize(("rows", "name"), [(9_999, "gru"), (10_000, None), (10_001, None)])
def test_cells(rows, name):
    assert value(recurrent.three_gates_for_little_data(a("sequence", "binary", rows=rows))) == name
    assert value(recurrent.lstm_by_default(a("sequence", "binary"))) == "lstm"


def test_directions():
    words = a("text", "token-classification", priority="latency")
    assert first(bidirectional, "current", words, family="rnn") is True
    assert first(bidirectional, "guide", words, family="rnn") is True
    for facts, both in (({}, True), ({"deploy": "edge"}, False), ({"priority": "latency"}, False)):
        assert first(bidirectional, "current", a("sequence", "binary", **facts), family="rnn") is both
    assert first(bidirectional, "guide", a("sequence", "binary"), family="rnn") is False


@pytest.mark.parametrize(
    ("facts", "depth", "width"),
    [
        pytest.param({"tokens": 10**5}, 2, 128, id="a toy"),
        pytest.param({"tokens": 10**7}, 3, 256, id="ten million tokens"),
        pytest.param({"tokens": 10**9, **GPU}, 16, 1_024, id="a billion tokens"),
        pytest.param({"tokens": 10**9}, 9, 640, id="a billion tokens on a laptop"),
        pytest.param({"tokens": 10**15, **GPU, "gpus": 10**6, "accelerator": "b200"}, 128, 8_192, id="all there is"),
    ],
)
def test_language_model_by_tokens_and_compute(facts, depth, width):
    problem = a("text", "language-modeling", **facts)
    assert value(attention.depth_by_tokens_and_compute(problem)) == depth
    assert value(attention.width_by_depth(depth)) == [width] * depth


def test_budget_by_machine():
    small = attention.affordable(a("text", "language-modeling"))
    one = attention.affordable(a("text", "language-modeling", accelerator="a100"))
    many = attention.affordable(a("text", "language-modeling", accelerator="a100", gpus=64))
    unknown = attention.affordable(a("text", "language-modeling", **GPU))
    assert small < unknown < one < many
    assert many == pytest.approx(8 * one, rel=1e-6)


@pytest.mark.parametrize(
    ("kind", "task", "rows", "depth", "width"),
    [
        ("series", "forecasting", 10**6, 3, 128),
        ("sequence", "binary", 10**6 - 1, 4, 128),
        ("sequence", "binary", 10**6, 6, 256),
    ],
)
def test_transformers_over_numbers(kind, task, rows, depth, width):
    problem = a(kind, task, rows=rows, **GPU)
    assert first(layers, "current", problem, family="transformer") == depth
    assert first(widths, "current", problem, family="transformer", layers=depth) == [width] * depth


def test_guide_takes_the_first_transformer():
    problem = a("text", "language-modeling")
    assert first(layers, "guide", problem, family="transformer") == 6
    assert first(widths, "guide", problem, family="transformer", layers=6) == [512] * 6


def test_heads_and_feedforward():
    series, sequence, text = a("series", "forecasting"), a("sequence", "binary"), a("text", "language-modeling")
    given: dict[str, Any] = {"family": "transformer", "widths": [128]}
    assert first(heads, "current", series, **given) == 16
    assert first(heads, "current", sequence, family="transformer", widths=[100]) == 4
    by_width = [value(attention.heads_by_width([width])) for width in (32, 128, 704, 768, 1_280, 100)]
    assert by_width == [1, 2, 11, 6, 10, 1]
    assert first(heads, "current", text, **given) == 2
    assert first(feedforward, "current", series, **given) == 256
    assert first(feedforward, "current", sequence, **given) == 512
    assert first(feedforward, "guide", text, **given) == 512
    gated = [first(feedforward, "current", text, family="transformer", widths=[width]) for width in (32, 768, 4_096)]
    assert gated == [128, 2_048, 10_880]


@pytest.mark.parametrize("depth", [12, 32, 61])
def test_a_gated_decoder_has_the_parameters_that_the_scaling_law_counts(depth):
    width = 64 * depth
    hidden = value(attention.two_thirds_behind_a_gate([width]))
    assert 4 * width**2 + 3 * width * hidden == pytest.approx(12 * width**2, rel=0.02)


@pytest.mark.parametrize(("lookback", "expected"), [(1, [1, 1]), (63, [15, 7]), (64, None), (65, None), (None, None)])
def test_patches(lookback, expected):
    assert value(attention.shorter_for_a_short_past(lookback)) == expected
    assert value(attention.patches_of_sixteen(lookback)) == [16, 8]


@pytest.mark.parametrize(("rows", "depth"), [(999, 0), (1_000, 1), (1_001, 1)])
def test_network_beside_the_linear_layer(rows, depth):
    problem = a("series", "forecasting", rows=rows)
    assert first(layers, "current", problem, family="linear-series") == depth
    assert first(widths, "current", problem, family="linear-series", layers=depth) == [64] * depth


def test_stacks():
    problem = a("series", "forecasting", rows=10**5, series=500)
    assert first(layers, "current", problem, family="nhits") == 3
    assert first(widths, "current", problem, family="nhits", layers=3) == [512] * 3


# Skips --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("family", sorted(FAMILIES))
@pytest.mark.parametrize("depth", [1, 4, 5])
def test_blocks_and_deep_stacks_have_skips(family, depth, ruleset):
    in_blocks = family in ("cnn", "unet", "transformer", "nhits", "linear-series")
    assert first(residual, ruleset, table(), family=family, layers=depth) is (in_blocks or depth > 4)


@pytest.mark.parametrize("ruleset", ["current", "guide"])
def test_members(ruleset):
    assert first(members, ruleset, table(priority="latency"), family="tabm", folds=1) == 32


def test_a_single_network_says_what_speaks_against_several():
    def because(**facts: Any) -> str:
        return skips.one_where_time_or_size_counts(table(**facts)).because

    assert "50,001 rows" in because(rows=50_001)
    assert "an edge device, accuracy first" in because(deploy="edge")
    assert "a server within 2 ms, memory first" in because(latency_ms=2.0, priority="memory")


# Monotony -----------------------------------------------------------------------------------------------

ROWS = [2, 50, 499, 500, 999, 1_000, 4_999, 5_000, 9_999, 10_000, 20_000, 10**5, 10**6, 10**7, 10**10]


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize("device", ["cpu", "gpu"])
@pytest.mark.parametrize(
    ("kind", "task", "family"),
    [
        ("table", "binary", "mlp"),
        ("table", "binary", "tabm"),
        ("image", "binary", "cnn"),
        ("image", "segmentation", "unet"),
        ("text", "binary", "ngram-mlp"),
        ("text", "binary", "sepcnn"),
        ("text", "language-modeling", "transformer"),
        ("sequence", "binary", "rnn"),
        ("sequence", "binary", "transformer"),
        ("sequence", "binary", "cnn"),
        ("series", "forecasting", "linear-series"),
        ("series", "forecasting", "nhits"),
    ],
)
def test_more_data_never_narrows_a_network(kind, task, family, device, ruleset):
    before: list[int] = []
    for rows in ROWS:
        if task == "forecasting" and rows < 50:
            continue
        problem = a(kind, task, rows=rows, **{"compute.device": device})
        depth = first(layers, ruleset, problem, family=family, folds=1)
        now = first(widths, ruleset, problem, family=family, layers=depth)
        assert len(now) == depth
        assert len(now) >= len(before)
        assert max(now, default=0) >= max(before, default=0)
        before = now
