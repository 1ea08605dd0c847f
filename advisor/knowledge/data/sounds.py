"""Sound: how it becomes inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, count, plural
from advisor.knowledge.scopes import PUBLISHED, scope

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import AudioInput, Family
    from advisor.problem import Problem

HEARD_RATE: Final = 16_000  # samples a second of every published speech network, arXiv:2006.11477
AUDIBLE_RATE: Final = 48_000  # samples a second; above it is ultrasound
BANDS: Final = 64  # mel bands of a small network (folklore)
BANDS_FINE: Final = 128  # mel bands of AST, arXiv:2104.01778
HOP_SPEECH: Final = 10  # milliseconds between columns, arXiv:2104.01778, arXiv:2212.04356
# Likewise for whole recordings: 10 took twice the time, told chords apart less well, and no rhythms; own runs.
HOP_CLIPS: Final = 20
MANY_CLIPS: Final = 20_000  # clips from which finer bands pay on a GPU (folklore)

sound_form: Decision[AudioInput] = Decision(
    "data.audio.form",
    "Does the network hear waveforms or spectrograms?",
    name="sound_form",
    applies=lambda problem: problem.data.kind == "audio",
    absent="the data is not audio",
)
sample_rate: Decision[int] = Decision(
    "data.audio.sample_rate",
    "At which rate is sound sampled?",
    applies=lambda problem: problem.data.kind == "audio",
    absent="the data is not audio",
)
mel_bands: Decision[int] = Decision(
    "data.audio.mel_bands",
    "How many frequency bands has the spectrogram?",
    applies=lambda sound_form: sound_form == "log-mel",
    absent="the network hears waveforms",
)
hop_ms: Decision[int] = Decision(
    "data.audio.hop_ms",
    "How far apart are the columns of the spectrogram?",
    applies=lambda sound_form: sound_form == "log-mel",
    absent="the network hears waveforms",
)


@sound_form.rule("SND-WAVEFORM", sources=["baevski2020"], strength="strong", rulesets=BOTH)
def waveforms_where_learnt(wanted: Wanted | None) -> Pick[AudioInput] | Skip:
    """wav2vec 2.0 and its kin learnt from the samples themselves."""
    if wanted is None or not wanted.backbone.startswith(("wav2vec2", "mms")):
        return skip("needs a published network that learnt from waveforms")
    return pick("waveform", f"{wanted.backbone} learnt from the samples themselves")


@sound_form.rule("SND-LOG-MEL", sources=["ast2021", "whisper2022", "guide:G-SC-1"], strength="strong", rulesets=BOTH)
def spectrograms_otherwise(problem: Problem) -> Pick[AudioInput]:
    """A spectrogram on the ear's scales is an image of the sound, far smaller than its samples."""
    samples = problem.data.seconds * problem.data.sample_rate
    return pick(
        "log-mel", f"{problem.data.seconds:g} s are {count(samples)} samples, or an image of 50 to 100 columns a second"
    )


@sample_rate.rule(
    "RATE-BACKBONE",
    scope(family=PUBLISHED),
    sources=["whisper2022", "baevski2020", "ast2021"],
    strength="strong",
    rulesets=BOTH,
)
def rate_of_the_backbone(problem: Problem) -> Pick[int]:
    """Published networks for sound learnt at 16 kHz."""
    return pick(
        HEARD_RATE,
        f"published networks learnt at {count(HEARD_RATE)}; recordings have {count(problem.data.sample_rate)}",
    )


@sample_rate.rule("RATE-NATIVE", sources=["guide", "specaugment2019"], strength="folklore", rulesets=BOTH)
def rate_of_ultrasound(problem: Problem) -> Pick[int] | Skip:
    """Sound recorded faster than ears need has something to tell up there."""
    if problem.data.domain != "far" or problem.data.sample_rate <= AUDIBLE_RATE:
        return skip(f"needs sound far from speech and music at more than {count(AUDIBLE_RATE)} samples a second")
    return pick(problem.data.sample_rate, f"recorded at {count(problem.data.sample_rate)}, for what lies above hearing")


@sample_rate.rule("RATE-SPEECH", sources=["specaugment2019", "ast2021"], strength="moderate", rulesets=BOTH)
def rate_that_holds_speech(problem: Problem) -> Pick[int]:
    """Up to 8 kHz lies nearly all that tells sounds apart; what was not recorded cannot be added."""
    rate = min(problem.data.sample_rate, HEARD_RATE)
    return pick(
        rate,
        f"recordings have {count(problem.data.sample_rate)}, and {count(HEARD_RATE)} hold what tells most sounds apart",
    )


@mel_bands.rule("MEL-BACKBONE", sources=["ast2021", "whisper2022"], strength="strong", rulesets=BOTH)
def bands_of_the_backbone(wanted: Wanted | None) -> Pick[int] | Skip:
    """A published network counts its own bands."""
    if wanted is None:
        return skip("needs a published network")
    whisper = wanted.backbone.startswith("whisper") and not wanted.backbone.startswith("whisper_large_v3")
    return pick(80 if whisper else BANDS_FINE, f"{wanted.backbone} learnt from so many bands")


@mel_bands.rule("MEL-FINE", sources=["ast2021"], strength="folklore", rulesets=BOTH)
def finer_bands_for_many_clips(problem: Problem) -> Pick[int] | Skip:
    """Finer bands tell more, given examples and a GPU to read them."""
    if problem.data.rows < MANY_CLIPS or problem.compute.device != "gpu":
        return skip(f"needs {count(MANY_CLIPS)} clips, and a GPU")
    return pick(BANDS_FINE, f"{count(problem.data.rows)} clips teach finer bands", [64, 128])


@mel_bands.rule("MEL-COARSE", sources=["guide", "specaugment2019"], strength="folklore", rulesets=BOTH)
def coarse_bands(problem: Problem) -> Pick[int]:
    """64 bands hold what most sounds differ in, in half the pixels."""
    return pick(
        BANDS, f"{plural(problem.data.rows, 'clip')}: {BANDS} bands hold what most sounds differ in", [40, 64, 128]
    )


@hop_ms.rule("HOP-SPEECH", sources=["ast2021", "whisper2022", "guide"], strength="strong", rulesets=BOTH)
def columns_of_speech(problem: Problem, family: Family) -> Pick[int] | Skip:
    """Sounds of speech last some ten milliseconds, and published networks learnt from columns as far apart."""
    if family != "cnn" or problem.task == "speech-recognition":
        return pick(HOP_SPEECH, f"{family} networks follow speech from one column to the next")
    return skip("needs speech to transcribe, or a published network")


@hop_ms.rule(
    "HOP-CLIPS",
    sources=["librosa2015", "guide"],
    strength="moderate",
    rulesets=BOTH,
    studied={"data.rows": (480, 600)},
)
def columns_of_whole_recordings(problem: Problem) -> Pick[int]:
    """A recording with one answer needs no column every 10 ms, and longer windows tell pitches apart.

    A window has 2.5 times the hop. At 20 ms instead of 10 a convolution reaches twice as far in time for half the
    work: of four patterns of beats, of which nothing was learnt before, 40% to 74% were told apart, by the seed.
    """
    return pick(
        HOP_CLIPS,
        f"{problem.data.seconds:g} s with one answer: columns of {HOP_CLIPS} ms halve the work, reach twice as far in"
        f" time, and windows of {HOP_CLIPS * 5 // 2} ms tell pitches {1000 // (HOP_CLIPS * 5 // 2)} Hz apart",
        [10, HOP_CLIPS],
    )
