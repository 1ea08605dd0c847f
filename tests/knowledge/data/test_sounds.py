"""How sound becomes inputs; one row a branch."""

from typing import Any

import pytest

from advisor.config.values import Wanted
from advisor.knowledge.data.sounds import hop_ms, mel_bands, sample_rate, sound_form, sound_scaling
from tests.knowledge.deciding import decided, value

GPU = {"compute.device": "gpu"}


def audio(task: str = "binary", **facts: Any) -> dict[str, Any]:
    return {"data.kind": "audio", "task": task, **facts}


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
def test_published_networks_take_what_they_were_trained_on(backbone: str, form: str, bands: int | None) -> None:
    choices = {"family": "speech-to-text", "wanted": Wanted(backbone, "all")}
    assert value(sound_form, "current", audio("speech-recognition"), **choices) == form
    if bands:
        assert value(mel_bands, "current", audio("speech-recognition"), **choices) == bands


def test_networks_from_scratch_take_spectrograms() -> None:
    assert value(sound_form, "current", audio(), family="cnn") == "log-mel"
    assert value(mel_bands, "current", audio(), family="cnn") == 64


@pytest.mark.parametrize("ruleset", ["current", "guide"])
@pytest.mark.parametrize(
    ("task", "family", "hop", "why"),
    [
        ("binary", "cnn", 20, "one answer for 10 s"),
        ("multiclass", "cnn", 20, "one answer for 10 s"),
        ("speech-recognition", "cnn", 10, "sounds of speech"),
        ("speech-recognition", "rnn", 10, "sounds of speech"),
        ("speech-recognition", "speech-to-text", 10, "sounds of speech"),
        ("binary", "pretrained", 10, "published networks"),
    ],
)
def test_columns_of_a_spectrogram(task: str, family: str, hop: int, why: str, ruleset: str) -> None:
    _, said = decided(hop_ms, ruleset, audio(task), family=family)
    assert said.value == hop
    assert why in said.because


@pytest.mark.parametrize(
    ("facts", "bands"), [({"rows": 19_999, **GPU}, 64), ({"rows": 20_000, **GPU}, 128), ({"rows": 20_001}, 64)]
)
def test_finer_bands(facts: dict[str, Any], bands: int) -> None:
    assert value(mel_bands, "current", audio(**facts), family="cnn") == bands


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
def test_rates(rate: int, domain: str, family: str, expected: int) -> None:
    assert value(sample_rate, "current", audio(sample_rate=rate, domain=domain), family=family) == expected


@pytest.mark.parametrize(
    ("task", "family", "ruleset", "expected"),
    [
        pytest.param("binary", "cnn", "current", "clip-statistics", id="recordings"),
        pytest.param("binary", "cnn", "guide", "band-statistics", id="in the guide"),
        pytest.param("speech-recognition", "rnn", "current", "band-statistics", id="speech"),
    ],
)
def test_recordings_are_scaled_one_by_one(task: str, family: str, ruleset: str, expected: str) -> None:
    assert value(sound_scaling, ruleset, audio(task), family=family) == expected
