"""How sound becomes inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import Wanted
    from advisor.config.words import AudioInput, SoundScaling
    from advisor.problem import Problem

SPEECH_RATE: Final = 16_000  # samples a second of every published speech network, arXiv:2006.11477
AUDIBLE_RATE: Final = 48_000  # samples a second; above it is ultrasound
BANDS: Final = 64  # mel bands of a small network (folklore)
BANDS_FINE: Final = 128  # mel bands of AST, arXiv:2104.01778
HOP_SPEECH: Final = 10  # milliseconds between columns, arXiv:2104.01778, arXiv:2212.04356
# Likewise for whole recordings: 10 took twice the time, told chords apart less well, and rhythms not at all; own runs.
HOP_CLIPS: Final = 20
MANY_CLIPS: Final = 20_000  # clips from which finer bands pay on a GPU (folklore)
TRIM_DB: Final = 30  # decibels below the loudest moment; of 30 and 40 the better on names of letters, own runs

AUDIO: Final = scope(kind="audio")
NO_SPECTROGRAM: Final = "the network takes no spectrogram"

sound_form: Decision[AudioInput] = Decision(
    "data.audio.form",
    "Does the network take waveforms or spectrograms?",
    name="sound_form",
    scope=AUDIO,
    absent="the data is not audio",
)
sample_rate: Decision[int] = Decision(
    "data.audio.sample_rate",
    "At which rate is sound sampled?",
    scope=AUDIO,
    absent="the data is not audio",
)
mel_bands: Decision[int] = Decision(
    "data.audio.mel_bands",
    "How many frequency bands does the spectrogram have?",
    scope=AUDIO,
    applies=lambda sound_form: sound_form == "log-mel",
    absent=NO_SPECTROGRAM,
)
hop_ms: Decision[int] = Decision(
    "data.audio.hop_ms",
    "How far apart are the columns of the spectrogram?",
    scope=AUDIO,
    applies=lambda sound_form: sound_form == "log-mel",
    absent=NO_SPECTROGRAM,
)
trim_db: Decision[int] = Decision(
    "data.audio.trim_db",
    "Are the quiet beginnings and ends of recordings cut off?",
    scope=AUDIO,
    applies=lambda sound_form, family: sound_form == "log-mel" and family not in PUBLISHED,
    absent="the network takes recordings at the length of its pretraining, or waveforms",
)
sound_scaling: Decision[SoundScaling] = Decision(
    "data.audio.scaling",
    "Are spectrograms brought to one scale band by band, or each recording by itself?",
    name="sound_scaling",
    scope=AUDIO,
    applies=lambda sound_form, family: sound_form == "log-mel" and family not in PUBLISHED,
    absent="the network hears at the scale of its pretraining, or waveforms",
)


@sound_form.rule("SND-WAVEFORM", scope(family=PUBLISHED), sources=["baevski2020"], strength="strong", rulesets=BOTH)
def waveforms_as_in_pretraining(wanted: Wanted) -> Pick[AudioInput] | Skip:
    """wav2vec 2.0 and its kin were trained on the samples themselves."""
    if not wanted.backbone.startswith(("wav2vec2", "mms")):
        return skip(f"needs a published network that was trained on waveforms, and {wanted.backbone} was not")
    return pick("waveform", f"{wanted.backbone} was trained on the samples themselves")


@sound_form.rule("SND-LOG-MEL", sources=["ast2021", "whisper2022", "guide:G-SC-1"], strength="strong", rulesets=BOTH)
def spectrograms_otherwise(problem: Problem) -> Pick[AudioInput]:
    """A spectrogram on the ear's scales is an image of the sound, and far smaller than its samples."""
    samples = round(problem.data.seconds * problem.data.sample_rate)
    return pick(
        "log-mel",
        f"{problem.data.seconds:g} s of sound: {plural(samples, 'sample')}, or an image of 50 to 100 columns a second",
    )


@sample_rate.rule(
    "RATE-BACKBONE",
    scope(family=PUBLISHED),
    sources=["whisper2022", "baevski2020", "ast2021"],
    strength="strong",
    rulesets=BOTH,
)
def rate_of_the_backbone(problem: Problem) -> Pick[int]:
    """Published networks for sound were trained at 16 kHz."""
    return pick(
        SPEECH_RATE,
        f"published networks were trained at {count(SPEECH_RATE)} samples per second; the recordings have"
        f" {count(problem.data.sample_rate)}",
    )


@sample_rate.rule(
    "RATE-NATIVE",
    scope(family=FROM_SCRATCH),
    sources=["guide", "specaugment2019"],
    strength="folklore",
    rulesets=BOTH,
)
def rate_of_ultrasound(problem: Problem) -> Pick[int] | Skip:
    """Sound recorded faster than ears need has something to tell beyond hearing."""
    if problem.data.domain != "far" or problem.data.sample_rate <= AUDIBLE_RATE:
        return skip(f"needs sound far from speech and music, at more than {count(AUDIBLE_RATE)} samples per second")
    return pick(
        problem.data.sample_rate,
        f"{count(problem.data.sample_rate)} samples per second were recorded for what lies beyond hearing",
    )


@sample_rate.rule(
    "RATE-SPEECH",
    scope(family=FROM_SCRATCH),
    sources=["specaugment2019", "ast2021"],
    strength="moderate",
    rulesets=BOTH,
)
def rate_that_holds_speech(problem: Problem) -> Pick[int]:
    """Nearly all that tells sounds apart lies below 8 kHz; what was not recorded cannot be added."""
    return pick(
        min(problem.data.sample_rate, SPEECH_RATE),
        f"the recordings have {count(problem.data.sample_rate)} samples per second, and {count(SPEECH_RATE)} hold what"
        " tells most sounds apart",
    )


@mel_bands.rule(
    "MEL-BACKBONE", scope(family=PUBLISHED), sources=["ast2021", "whisper2022"], strength="strong", rulesets=BOTH
)
def bands_of_the_backbone(wanted: Wanted) -> Pick[int]:
    """A published network takes the number of bands that it was trained on."""
    whisper = wanted.backbone.startswith("whisper") and not wanted.backbone.startswith("whisper_large_v3")
    return pick(80 if whisper else BANDS_FINE, f"{wanted.backbone} was trained on so many bands")


@mel_bands.rule("MEL-FINE", scope(family=FROM_SCRATCH), sources=["ast2021"], strength="folklore", rulesets=BOTH)
def finer_bands_for_many_clips(problem: Problem) -> Pick[int] | Skip:
    """Finer bands tell more, given examples and a GPU to read them."""
    if problem.data.rows < MANY_CLIPS or problem.compute.device != "gpu":
        return skip(f"needs {count(MANY_CLIPS)} clips, and a GPU")
    return pick(BANDS_FINE, f"{count(problem.data.rows)} clips are enough to train on finer bands", [64, 128])


@mel_bands.rule(
    "MEL-COARSE",
    scope(family=FROM_SCRATCH),
    sources=["guide", "specaugment2019"],
    strength="folklore",
    rulesets=BOTH,
)
def coarse_bands(problem: Problem) -> Pick[int]:
    """64 bands hold what most sounds differ in, in half the pixels."""
    return pick(
        BANDS, f"{plural(problem.data.rows, 'clip')}: {BANDS} bands hold what most sounds differ in", [40, 64, 128]
    )


@hop_ms.rule(
    "HOP-CLIPS",
    scope(task=tasks_but("speech-recognition"), family="cnn"),
    sources=["librosa2015", "guide"],
    strength="moderate",
    rulesets=BOTH,
    studied={"data.rows": (480, 600)},
)
def columns_of_whole_recordings(problem: Problem) -> Pick[int]:
    """A recording with one answer needs no column every 10 ms, and longer windows tell pitches apart.

    A window has 2.5 times the hop. At 20 ms instead of 10 a convolution reaches twice as far in time for half the
    work: four rhythms, which were not told apart at all before, were classified with an accuracy of 40% to 74%,
    depending on the seed.
    """
    return pick(
        HOP_CLIPS,
        f"one answer for {problem.data.seconds:g} s: columns of {HOP_CLIPS} ms halve the work, reach twice as far in"
        f" time, and windows of {HOP_CLIPS * 5 // 2} ms tell pitches {1000 // (HOP_CLIPS * 5 // 2)} Hz apart",
        [10, HOP_CLIPS],
    )


@hop_ms.rule("HOP-SPEECH", sources=["ast2021", "whisper2022", "guide"], strength="strong", rulesets=BOTH)
def columns_of_speech(problem: Problem) -> Pick[int]:
    """Sounds of speech last some ten milliseconds, and published networks were trained on columns as far apart."""
    if problem.task == "speech-recognition":
        return pick(HOP_SPEECH, f"the sounds of speech change within some {HOP_SPEECH} ms")
    return pick(HOP_SPEECH, f"published networks for sound were trained on columns {HOP_SPEECH} ms apart")


@trim_db.rule(
    "TRIM-ENDS",
    scope(task=tasks_but("speech-recognition"), family=FROM_SCRATCH),
    sources=["librosa-trim"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (278, 1_040)},
    versus="The guide reads recordings whole; quiet ends differ from clip to clip, and say nothing of the class.",
)
def sounding_part(problem: Problem) -> Pick[int]:
    """A network reads what sounds, in the middle of its window: when a recording began says nothing of its class.

    Ends are quiet below 30 dB under the loudest column, but for 0.1 s beside it; then each clip is scaled and stands in
    the middle. On 1,040 words of 26 speakers the held-out log-loss fell from .249 to .171 and that of others from .383
    to .330, over 1,000 digits of four speakers from 1.143 to .884 and that of others from .482 to .377 (networks alone,
    one seed). Everyday sounds and emotions took no part in the choice. Learnt on recordings with one thing to hear:
    where it counts when it is heard, pin 0.
    """
    seconds, sounding = problem.data.seconds, problem.data.sounding_seconds
    return pick(
        TRIM_DB,
        f"beginnings and ends that stay {TRIM_DB} dB below the loudest moment are cut off clips of {seconds:g} s"
        + (f", of which {sounding:g} s sound: they" if sounding else ": they")
        + " say when recording began, and nothing of the class",
        [0, TRIM_DB],
    )


@trim_db.rule("TRIM-NONE", sources=["guide"], strength="folklore", rulesets=BOTH)
def whole_recordings(problem: Problem) -> Pick[int]:
    """Recordings are read as they are."""
    return pick(0, f"clips of {problem.data.seconds:g} s are read whole")


@sound_scaling.rule(
    "SCALE-CLIP",
    scope(task=tasks_but("speech-recognition")),
    sources=["librosa2015", "guide:G-SC-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 1_040)},
    versus="The guide scales each input over all examples; recordings differ in their level, which says how far the"
    " microphone was and nothing of the class.",
)
def each_clip_by_itself(problem: Problem) -> Pick[SoundScaling]:
    """How loud a recording is says how far the microphone was: each is brought to mean 0 and deviation 1 by itself.

    Power counts from a recording's loudest column and band down to 80 dB below it, librosa's range of decibels. Over
    all bands at once: their differences say what sounds. Learnt on 1,040 words of 26 speakers, with AUG-SOUND.
    """
    return pick(
        "clip-statistics",
        f"{plural(problem.data.rows, 'clip')} differ in level, which tells the microphone and not the class: each is"
        " brought to one scale by itself",
        ["clip-statistics", "band-statistics"],
    )


@sound_scaling.rule("SCALE-BANDS", sources=["guide:G-SC-1", "ast2021"], strength="strong", rulesets=BOTH)
def each_band_over_all(problem: Problem) -> Pick[SoundScaling]:
    """Each band is brought to mean 0 and deviation 1 over the training recordings, as columns of a table are."""
    return pick(
        "band-statistics",
        f"each band is brought to mean 0 and deviation 1 over the training part of {plural(problem.data.rows, 'clip')}",
    )
