"""The headers of recordings, and what a sample of them sounds like."""

from __future__ import annotations

import os
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.profiling.shared.files import left_out, listed, read_each
from advisor.profiling.shared.profile import Section, bins, quantile, rounded
from advisor.profiling.shared.sampling import SEED, draw

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from advisor.profiling.shared.profile import Watch

SAMPLE: Final = 200  # recordings that are decoded
HEARD_S: Final = 30.0  # seconds of a recording that are decoded
VALUES: Final = 2**25  # that are decoded of a recording, of all channels
FASTEST: Final = 10_000_000  # values a second beyond which a header is broken
SILENT: Final = 1e-3  # loudness (root mean square, of 1) below which a stretch is silent: -60 dB
STRETCH_S: Final = 0.05  # seconds of a stretch
CLIPPED: Final = 0.999  # amplitude from which a sample is cut off
OFTEN: Final = 1e-3  # share of samples cut off from which a recording is distorted
ENDS: Final = 1e-3  # power over the loudest stretch's, 30 dB, below which the ends of a recording are quiet
MARGIN_S: Final = 0.1  # seconds beside what sounds that belong to it
QUIET: Final = 0.3  # share of silence worth a word


class Clip(NamedTuple):
    """One recording."""

    path: str
    seconds: float
    rate: int
    channels: int
    format: str


class Clips(NamedTuple):
    """The recordings that can be opened, and those that cannot, with the reason of the first."""

    good: list[Clip]
    bad: list[str]
    reason: str = ""


def read_clips(paths: Sequence[str], watch: Watch) -> Clips:
    """Open every recording as far as its header."""
    import soundfile

    def read(path: str) -> Clip:
        with _hushed():
            info = soundfile.info(path)
        if not info.frames or not info.samplerate:
            raise ValueError
        if info.samplerate > FASTEST:
            raise OverflowError
        return Clip(path, info.frames / info.samplerate, info.samplerate, info.channels, info.format)

    return Clips(*read_each(paths, read, watch, "recordings", _why))


def _why(error: Exception) -> str:
    return "holds no sound" if isinstance(error, ValueError | TypeError) else "is no recording, or a broken one"


@contextmanager
def _hushed() -> Iterator[None]:
    """Send what C libraries say on stderr of a broken file nowhere."""
    try:
        kept = os.dup(2)
    except OSError:  # nobody hears anyway
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def clip_facts(clips: Sequence[Clip]) -> dict[str, Any]:
    """The length of a long clip, which is what a network must hold, and the usual rate."""
    return {
        "data.seconds": rounded(quantile(sorted(clip.seconds for clip in clips), 0.95)),
        "data.sample_rate": Counter(clip.rate for clip in clips).most_common(1)[0][0],
    }


def clip_sections(clips: Sequence[Clip]) -> list[Section]:
    """Durations, and rates, channels and formats."""
    lengths = sorted(clip.seconds for clip in clips)
    hours = sum(lengths) / 3600
    row = ("seconds", lengths[0], quantile(lengths, 0.5), quantile(lengths, 0.95), lengths[-1], bins(lengths))
    kinds = Counter((clip.format, clip.rate, clip.channels) for clip in clips)
    rows = [
        (f"{form}, {rate:,} Hz, {'mono' if channels == 1 else f'{channels} channels'}", count)
        for (form, rate, channels), count in kinds.most_common(10)
    ]
    return [
        Section(f"durations: {hours:,.2f} hours in all", ("what", "least", "median", "95%", "most", "shape"), [row]),
        Section("formats", ("what", "recordings"), list(rows)),
    ]


class Heard(NamedTuple):
    """What a sample sounds like: shares of silence, recordings that are cut off at full scale, seconds that sound."""

    heard: int
    silence: float
    clipped: int
    broken: list[str]
    sounding: list[float]


def listen(clips: Sequence[Clip], watch: Watch) -> Heard:
    """Decode the beginning of a sample of the recordings."""
    import numpy as np
    import soundfile

    silence: list[float] = []
    sounding: list[float] = []
    clipped, broken = 0, []
    for clip in draw(clips, SAMPLE, watch, "listening to a sample of {:,} recordings"):
        try:
            with _hushed():
                sound, rate = soundfile.read(
                    clip.path,
                    frames=min(int(HEARD_S * clip.rate), VALUES // clip.channels),
                    dtype="float32",
                    always_2d=True,
                )
        except (soundfile.SoundFileError, OSError, ValueError):
            broken.append(clip.path)
            continue
        if not np.isfinite(sound).all():
            broken.append(clip.path)
            continue
        wave = np.abs(sound).max(axis=1)
        step = max(1, int(STRETCH_S * rate))
        whole = len(wave) // step * step
        if not whole:
            continue
        power = (wave[:whole].reshape(-1, step) ** 2).mean(axis=1)
        silence.append(float((np.sqrt(power) < SILENT).mean()))
        loud = np.flatnonzero(power >= power.max() * ENDS)
        sounding.append(min((loud[-1] - loud[0] + 1) * step / rate + 2 * MARGIN_S, clip.seconds))
        clipped += bool((wave >= CLIPPED).mean() > OFTEN)
    return Heard(min(SAMPLE, len(clips)), sum(silence) / max(1, len(silence)), clipped, broken, sounding)


def sounding_fact(clips: Sequence[Clip], heard: Heard) -> dict[str, float]:
    """How much of a long clip sounds, without its quiet ends, of a sample; nothing where that is all of it."""
    if not heard.sounding or max(clip.seconds for clip in clips) > HEARD_S:
        return {}
    seconds = rounded(quantile(sorted(heard.sounding), 0.95))
    return {"data.sounding_seconds": seconds} if seconds < clip_facts(clips)["data.seconds"] else {}


def clip_notes(clips: Clips, heard: Heard, root: str) -> list[str]:
    """What to know of the recordings."""
    total = len(clips.good) + len(clips.bad)
    notes = left_out(clips.bad, total, "recordings", root, clips.reason)
    rates = Counter(clip.rate for clip in clips.good)
    if len(rates) > 1:
        mixed = ", ".join(f"{count:,} at {rate:,} Hz" for rate, count in rates.most_common(5))
        notes.append(f"recordings differ in their rates, so that all must be brought to one: {mixed}")
    if len({clip.channels for clip in clips.good}) > 1:
        notes.append("some recordings have one channel and others more: mix them to one")
    sampled = f"of a sample of {heard.heard:,} recordings (seed {SEED})"
    if heard.silence > QUIET:
        notes.append(f"{heard.silence:.0%} {sampled} is silence: cutting it out saves time")
    if heard.clipped:
        notes.append(f"{heard.clipped:,} {sampled} are cut off at full scale")
    if heard.broken:
        notes.append(
            f"{len(heard.broken):,} {sampled} cannot be decoded, or hold samples that are no numbers:"
            f" {listed(heard.broken, root)}"
        )
    return notes
