"""Depth and width of networks over steps and tokens: each rule as the function that it is."""

from typing import Any

import pytest

from advisor.knowledge.model.capacity import attention, recurrent
from advisor.knowledge.model.capacity.base import (
    bidirectional,
    feedforward,
    heads,
    layers,
    widths,
)
from tests.knowledge.model.capacity.capacities import GPU, a, first, value


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
        pytest.param({"tokens": 10**9, **GPU}, 12, 768, id="a billion tokens"),
        pytest.param({"tokens": 10**9, **GPU, "compute.hours": 240.0}, 16, 1_024, id="a billion tokens in ten days"),
        pytest.param({"tokens": 10**9}, 5, 384, id="a billion tokens on a laptop"),
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
