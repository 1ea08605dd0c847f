"""How data becomes inputs: each rule as the function that it is."""

from typing import Any

import pytest

from advisor.config.values import Fit, Wanted
from advisor.engine import Pick, Skip
from advisor.knowledge.data import augmentation as augmenting
from advisor.knowledge.data import images as inputs_image
from advisor.knowledge.data import series as inputs_series
from advisor.knowledge.data import sounds as inputs_sound
from advisor.knowledge.data import texts as inputs_text
from advisor.knowledge.data.augmentation import augmentation
from advisor.knowledge.model import input_shape as shape
from advisor.knowledge.model.input_shape import input_shape
from advisor.problem import Problem
from advisor.problem.vocabulary import SUPPORTED
from tests.knowledge.deciding import speaking

GPU = {"compute.device": "gpu"}


def a(kind: str, task: str, **facts: Any) -> Problem:
    return Problem(**{"task": task, "data.kind": kind, **facts})


def value(result: Pick[Any] | Skip) -> Any:
    """What a rule picks, None where it skips."""
    return result.value if isinstance(result, Pick) else None


def warned(result: Pick[Any] | Skip) -> bool:
    return isinstance(result, Pick) and result.warning is not None


def first(decision: Any, ruleset: str, **known: Any) -> Any:
    """The first answer of a decision's rules, given only what is named."""
    for rule in speaking(decision, ruleset, known):
        answer = rule(*[known.get(name) for name in rule.needs])
        if isinstance(answer, Pick):
            return answer
    raise AssertionError(f"no answer of {decision.path}")


def fit(resolution: int) -> Fit:
    return Fit("fp32", "single", 1, 32, 1, False, 32, [], 1.0, True, resolution=resolution)


# Images -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "family", "expected"),
    [
        pytest.param({}, "pretrained", "backbone-statistics", id="published"),
        pytest.param({"priorities.pretrained": False}, "detector", "unit-range", id="a detector from scratch"),
        pytest.param({"data.domain": "far"}, "cnn", "channel-statistics", id="from scratch"),
    ],
)
def test_pixels(facts, family, expected):
    problem = a("image", "detection" if family == "detector" else "binary", **facts)
    answers = [
        inputs_image.as_the_backbone_learnt(problem),
        inputs_image.volumes_by_percentiles(problem),
        inputs_image.detectors_take_unit_range(family),
        inputs_image.standardised_channels(problem),
    ]
    assert next(value(answer) for answer in answers if isinstance(answer, Pick)) == expected


def test_volumes_are_clipped_at_percentiles():
    scan = a("image", "segmentation", **{"data.volumetric": True})
    assert value(inputs_image.volumes_by_percentiles(scan)) == "percentile-clip-z-score"


# Text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "family", "expected"),
    [
        ("binary", "pretrained", "backbone"),
        ("binary", "sentence-embedding", "backbone"),
        ("binary", "ngram-mlp", "word-ngrams"),
        ("language-modeling", "transformer", "byte-pair"),
        ("binary", "sepcnn", "word-sequence"),
        ("token-classification", "rnn", "word-sequence"),
    ],
)
def test_tokens(task, family, expected):
    problem = a("text", task)
    answers = [
        inputs_text.as_the_backbone_reads(family),
        inputs_text.counts_of_ngrams(problem),
        inputs_text.byte_pairs_for_language(problem, family),
        inputs_text.words_in_order(problem, family),
    ]
    assert next(value(answer) for answer in answers if isinstance(answer, Pick)) == expected


@pytest.mark.parametrize(
    ("length", "backbone", "kept", "warns"),
    [
        pytest.param(1, "deberta_v3_base", 8, False, id="a word"),
        pytest.param(128, "deberta_v3_base", 128, False, id="a multiple of eight"),
        pytest.param(129, "deberta_v3_base", 136, False, id="rounded up"),
        pytest.param(512, "deberta_v3_base", 512, False, id="as long as it reads"),
        pytest.param(513, "deberta_v3_base", 512, True, id="longer than it reads"),
        pytest.param(5_000, "modernbert_base", 5_000, False, id="long, and a long reader"),
        pytest.param(100, "paraphrase_multilingual_mpnet_base", 104, False, id="few tokens"),
        pytest.param(3_000, "something else", 2_048, True, id="an unknown network"),
    ],
)
def test_length_of_published_networks(length, backbone, kept, warns):
    result = inputs_text.as_long_as_the_backbone_reads(
        a("text", "binary", **{"data.length": length}), "backbone", Wanted(backbone, "all")
    )
    assert value(result) == kept
    assert warned(result) is warns
    assert value(inputs_text.as_long_as_the_backbone_reads(a("text", "binary"), "byte-pair", None)) is None


def test_language_models_that_are_tuned_read_at_most_2048():
    text = a("text", "language-modeling", **{"data.length": 9_000})
    result = inputs_text.as_long_as_the_backbone_reads(text, "backbone", Wanted("qwen3_0_6b", "adapters"))
    assert value(result) == 2_048
    assert not warned(result)


@pytest.mark.parametrize(
    ("facts", "kept"),
    [({"data.length": 100}, 104), ({"data.length": 257}, 256), ({"data.length": 2_049, **GPU}, 2_048)],
)
def test_context_of_a_language_model(facts, kept):
    assert value(inputs_text.context_of_a_language_model(a("text", "language-modeling", **facts), "byte-pair")) == kept
    assert value(inputs_text.context_of_a_language_model(a("text", "language-modeling"), "word-sequence")) is None


@pytest.mark.parametrize(
    ("task", "length", "kept"),
    [("binary", 499, 499), ("binary", 500, 500), ("binary", 501, 500), ("token-classification", 501, 501)],
)
def test_words_kept(task, length, kept):
    assert value(inputs_text.as_many_words_as_tell(a("text", task, **{"data.length": length}))) == kept


@pytest.mark.parametrize(
    ("tokens", "size"),
    [
        (999_999, 512),
        (10**6, 4_096),
        (10**8 - 1, 4_096),
        (10**8, 16_384),
        (10**9 - 1, 16_384),
        (10**9, 32_768),
        (10**10 - 1, 32_768),
        (10**10, 65_536),
    ],
)
def test_byte_pairs_by_tokens(tokens, size):
    problem = a("text", "language-modeling", tokens=tokens)
    assert value(inputs_text.byte_pairs_by_tokens(problem, "byte-pair")) == size
    assert size % 64 == 0
    assert value(inputs_text.byte_pairs_by_tokens(problem, "word-ngrams")) is None


@pytest.mark.parametrize(("rows", "length", "size"), [(2, 10, 40), (100, 100, 20_000), (10**6, 128, 20_000)])
def test_words_known(rows, length, size):
    assert value(inputs_text.most_telling_words(a("text", "binary", rows=rows, **{"data.length": length}))) == size


# Sound --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("backbone", "form", "bands"),
    [
        ("ast", "log-mel", 128),
        ("whisper_small", "log-mel", 80),
        ("whisper_large_v3", "log-mel", 128),
        ("whisper_large_v3_turbo", "log-mel", 128),
        ("wav2vec2_base", "waveform", None),
        ("mms_1b", "waveform", None),
    ],
)
def test_published_networks_hear_what_they_learnt(backbone, form, bands):
    wanted = Wanted(backbone, "all")
    assert (value(inputs_sound.waveforms_where_learnt(wanted)) or "log-mel") == form
    if bands:
        assert value(inputs_sound.bands_of_the_backbone(wanted)) == bands


def test_networks_of_ones_own_hear_spectrograms():
    clip = a("audio", "binary")
    assert value(inputs_sound.waveforms_where_learnt(None)) is None
    assert value(inputs_sound.bands_of_the_backbone(None)) is None
    assert value(inputs_sound.spectrograms_otherwise(clip)) == "log-mel"
    assert value(inputs_sound.coarse_bands(clip)) == 64


@pytest.mark.parametrize(
    ("task", "family", "hop"),
    [
        ("binary", "cnn", 20),
        ("multiclass", "cnn", 20),
        ("speech-recognition", "rnn", 10),
        ("speech-recognition", "speech-to-text", 10),
        ("binary", "pretrained", 10),
    ],
)
def test_columns_of_a_spectrogram(task, family, hop):
    for ruleset in ("current", "guide"):
        assert first(inputs_sound.hop_ms, ruleset, problem=a("audio", task), family=family).value == hop


@pytest.mark.parametrize(("rows", "bands"), [(19_999, None), (20_000, 128), (20_001, 128)])
def test_finer_bands(rows, bands):
    assert value(inputs_sound.finer_bands_for_many_clips(a("audio", "binary", rows=rows, **GPU))) == bands
    assert value(inputs_sound.finer_bands_for_many_clips(a("audio", "binary", rows=rows))) is None


@pytest.mark.parametrize(
    ("rate", "domain", "family", "expected"),
    [
        (8_000, "near", "cnn", 8_000),
        (16_000, "near", "cnn", 16_000),
        (44_100, "near", "cnn", 16_000),
        (48_000, "far", "cnn", 16_000),
        (48_001, "far", "cnn", 48_001),
        (8_000, "near", "pretrained", 16_000),
    ],
)
def test_rates(rate, domain, family, expected):
    problem = a("audio", "binary", sample_rate=rate, domain=domain)
    answers = [
        inputs_sound.rate_of_the_backbone(problem),
        inputs_sound.rate_of_ultrasound(problem),
        inputs_sound.rate_that_holds_speech(problem),
    ]
    assert next(value(answer) for answer in answers if isinstance(answer, Pick)) == expected


# Series -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "steps", "warns"),
    [
        pytest.param({"rows": 17_420, "horizon": 96}, 336, False, id="long"),
        pytest.param({"rows": 2_687, "horizon": 24}, 335, False, id="a step too short"),
        pytest.param({"rows": 2_688, "horizon": 24}, 336, False, id="just long enough"),
        pytest.param({"rows": 144, "horizon": 12, "period": 12}, 24, False, id="a dozen years of months"),
        pytest.param({"rows": 144, "horizon": 12, "period": 4}, 18, False, id="an eighth"),
        pytest.param({"rows": 80, "horizon": 4, "period": 12}, 20, False, id="a quarter"),
        pytest.param({"rows": 6_240, "series": 30, "horizon": 7, "period": 7}, 52, False, id="windows of many series"),
        pytest.param({"rows": 100, "horizon": 12, "period": 52}, 25, True, id="less than a season"),
        pytest.param({"rows": 10**6, "horizon": 720}, 1_440, False, id="a long horizon"),
        pytest.param({"rows": 10**6, "horizon": 24, "period": 400}, 800, False, id="two seasons"),
        pytest.param({"rows": 10**6, "horizon": 24, "period": 8_760}, 1_024, True, id="a year of hours"),
        pytest.param({"rows": 2_000, "series": 100, "horizon": 4}, 5, False, id="short series"),
    ],
)
def test_lookback(facts, steps, warns):
    result = inputs_series.long_lookback(a("series", "forecasting", **facts))
    assert value(result) == steps
    assert warned(result) is warns


def test_other_lookbacks():
    problem = a("series", "forecasting", rows=10_000, horizon=24, period=7)
    assert value(inputs_series.five_horizons(problem)) == 120
    assert value(inputs_series.five_horizons(problem)) is None
    assert value(inputs_series.twice_the_horizon(problem)) == 48
    assert value(inputs_series.twice_the_horizon(problem.replace(period=168))) == 168
    assert value(inputs_series.all_that_a_forecaster_reads(problem)) == 2_048
    short = a("series", "forecasting", rows=100, horizon=24)
    assert value(inputs_series.all_that_a_forecaster_reads(short)) == 76
    assert value(inputs_series.all_that_a_forecaster_reads(short)) is None
    assert value(inputs_series.as_asked(short)) == 24


@pytest.mark.parametrize(("length", "warns"), [(100_000, False), (100_001, True)])
def test_whole_series_are_seen(length, warns):
    result = inputs_series.whole_series_to_classify(a("series", "binary", **{"data.length": length}))
    assert value(result) == length
    assert warned(result) is warns
    assert value(inputs_series.whole_series_to_classify(a("series", "forecasting"))) is None


def test_scales_of_series():
    problem = a("series", "forecasting")
    assert value(inputs_series.as_the_forecaster_learnt(problem)) == "mean-scale"
    assert value(inputs_series.as_the_forecaster_learnt(problem)) is None
    assert value(inputs_series.subtract_the_last_value(problem)) == "subtract-last"
    assert value(inputs_series.subtract_the_last_value(problem)) is None
    assert value(inputs_series.each_window_by_itself(problem)) == "window-standardize"
    assert value(inputs_series.each_window_by_itself(a("series", "binary"))) == "window-standardize"
    assert value(inputs_series.one_scale_for_all(problem)) == "global-standardize"


# Augmentation -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "family", "expected"),
    [
        pytest.param(a("table", "binary"), "mlp", [], id="table"),
        pytest.param(a("text", "binary"), "pretrained", [], id="text"),
        pytest.param(a("series", "forecasting"), "zero-shot", [], id="untrained"),
        pytest.param(a("image", "detection"), "detector", ["horizontal-flip", "mosaic"], id="boxes"),
        pytest.param(a("image", "segmentation"), "unet", ["elastic", "gamma"], id="scans"),
        pytest.param(a("image", "segmentation"), "segmenter", ["random-scale"], id="scenes"),
        pytest.param(a("image", "multiclass", image="8x8x1"), "cnn", ["random-shift"], id="digits"),
        pytest.param(a("image", "binary", image="31x40x3"), "cnn", ["random-shift", "horizontal-flip"], id="31 pixels"),
        pytest.param(a("image", "regression"), "pretrained", ["color-jitter"], id="numbers"),
        pytest.param(a("image", "regression", image="64x64x1"), "cnn", ["gaussian-noise"], id="numbers in grey"),
        pytest.param(a("image", "binary", rows=2_000), "pretrained", ["mixup", "cutmix"], id="1,000 of a class"),
        pytest.param(a("image", "binary", rows=1_998), "pretrained", ["random-erasing"], id="999 of a class"),
        pytest.param(a("image", "binary", rows=200), "pretrained", ["trivial-augment"], id="100 of a class"),
        pytest.param(a("image", "binary", rows=198), "pretrained", ["color-jitter"], id="99 of a class"),
        pytest.param(a("image", "multilabel", rows=990, outputs=10), "pretrained", ["color-jitter"], id="labels"),
        pytest.param(a("image", "binary", domain="far"), "pretrained", ["rotation"], id="far"),
        pytest.param(a("audio", "speech-recognition"), "speech-to-text", ["spec-augment"], id="speech"),
        pytest.param(a("audio", "binary"), "pretrained", ["spec-augment", "mixup"], id="clips, tuned"),
        pytest.param(a("audio", "binary"), "cnn", ["spec-augment", "time-shift"], id="clips"),
    ],
)
def test_augmentation(problem, family, expected):
    names = [change.name for change in first(augmentation, "current", problem=problem, family=family).value]
    assert set(expected) <= set(names)
    assert bool(names) is bool(expected)
    assert first(augmentation, "guide", problem=problem, family=family).value == []


def test_mixing_never_reaches_numbers_and_tiny_images():
    for problem in (a("image", "regression", rows=10**6), a("image", "binary", rows=10**6, image="28x28x1")):
        names = [change.name for change in first(augmentation, "current", problem=problem, family="cnn").value]
        assert not {"mixup", "cutmix"} & set(names)


def test_scans_warn_of_mirrors():
    assert warned(augmenting.careful_with_scans(a("image", "binary", domain="far")))


# Shape --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("problem", "known", "expected"),
    [
        pytest.param(a("table", "binary", features=7), {"family": "mlp"}, [7], id="table"),
        pytest.param(a("image", "binary", image="28x28x1"), {"family": "mlp"}, [784], id="flattened"),
        pytest.param(a("image", "binary", image="28x28x1"), {"family": "cnn"}, [28, 28, 1], id="small image"),
        pytest.param(a("image", "binary", image="300x200x4"), {"family": "cnn"}, [224, 200, 4], id="large image"),
        pytest.param(a("image", "binary"), {"family": "pretrained", "fit": fit(384)}, [384, 384, 3], id="backbone"),
        pytest.param(a("image", "segmentation", image="900x400x1"), {"family": "unet"}, [512, 400, 1], id="patch"),
        pytest.param(
            a("image", "segmentation", image="512x64x1", **{"data.volumetric": True}),
            {"family": "unet"},
            [128, 64, 64, 1],
            id="volume",
        ),
        pytest.param(a("text", "binary"), {"family": "ngram-mlp", "vocabulary": 20_000}, [20_000], id="n-grams"),
        pytest.param(a("text", "binary"), {"family": "pretrained", "max_length": 128}, [128], id="tokens"),
        pytest.param(a("audio", "binary"), {"family": "pretrained", "mel_bands": 128}, [1_024, 128], id="AST"),
        pytest.param(
            a("audio", "speech-recognition"), {"family": "zero-shot", "mel_bands": 80}, [80, 3_000], id="Whisper"
        ),
        pytest.param(
            a("audio", "binary", seconds=1.5),
            {"family": "cnn", "mel_bands": 64, "hop_ms": 20},
            [64, 75, 1],
            id="spectrogram",
        ),
        pytest.param(
            a("audio", "speech-recognition"), {"family": "rnn", "mel_bands": 64, "hop_ms": 10}, [1_000, 64], id="frames"
        ),
        pytest.param(
            a("audio", "speech-recognition"), {"family": "speech-to-text", "sample_rate": 16_000}, [160_000], id="wave"
        ),
        pytest.param(
            a("series", "forecasting", covariates=2), {"family": "nhits", "lookback": 120}, [120, 3], id="series"
        ),
        pytest.param(a("series", "forecasting"), {"family": "mlp", "lookback": 48}, [48], id="lags"),
        pytest.param(a("sequence", "binary"), {"family": "rnn"}, [128, 16], id="sequence"),
        pytest.param(
            a("sequence", "binary", missing=0.1), {"family": "rnn", "missing_indicator": True}, [128, 32], id="gaps"
        ),
        pytest.param(a("sequence", "binary", **{"data.length": 1}), {"family": "mlp"}, [16], id="one step"),
    ],
)
def test_shape(problem, known, expected):
    given = {"problem": problem, "fit": fit(0), **known}
    for ruleset in ("current", "guide"):
        assert first(input_shape, ruleset, **given).value == expected


@pytest.mark.parametrize(("seconds", "warns"), [(30.0, False), (30.1, True)])
def test_long_clips_are_cut(seconds, warns):
    clip = a("audio", "binary", seconds=seconds)
    result = shape.frames_and_bands(clip, "cnn", 16_000, 64, 20)
    assert value(result) == [64, 1_500, 1]
    assert warned(result) is warns


@pytest.mark.parametrize(("kind", "task"), [(kind, task) for kind, tasks in SUPPORTED.items() for task in tasks])
def test_every_problem_has_a_shape_and_an_augmentation(kind, task):
    for ruleset in ("current", "guide"):
        assert first(augmentation, ruleset, problem=a(kind, task), family="cnn").value is not None
        assert all(n > 0 for n in first(input_shape, ruleset, problem=a(kind, task), family="cnn", fit=fit(0)).value)
