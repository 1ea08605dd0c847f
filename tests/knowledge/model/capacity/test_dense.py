"""Depth and width of dense layers: each rule as the function that it is."""

import pytest

from advisor.config.values import NumericEmbedding
from advisor.engine import Pick
from advisor.knowledge.model.capacity import dense
from advisor.knowledge.model.capacity.base import (
    layers,
    members,
    multiple_of_8,
    nothing_to_widen,
    widths,
)
from advisor.knowledge.scopes import PUBLISHED
from tests.knowledge.model.capacity.capacities import GPU, a, first, table, value


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
