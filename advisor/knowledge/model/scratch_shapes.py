"""The shape of one example as it enters a network from scratch; a published one sets its own."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SCRATCH_SIDE: Final = 224  # pixels; larger images are scaled down, as ResNet does
FLAT_PATCH: Final = 512  # pixels of a side that a U-Net sees at once, nnU-Net's usual patch
VOLUME_PATCH: Final = 128  # voxels of a side that a U-Net sees at once, nnU-Net's usual patch
HOP_MS: Final = 10  # milliseconds from column to column where none were decided
LONGEST_CLIP: Final = 30.0  # seconds that a network from scratch hears at once (folklore)
DENSE: Final = ("mlp", "tabm")


def volume(problem: Problem) -> list[int]:
    """A cube of a volume, as large as a U-Net sees at once."""
    image = problem.data.image
    height, width = min(image.height, VOLUME_PATCH), min(image.width, VOLUME_PATCH)
    return [height, width, min(height, width), image.channels]


def picture(problem: Problem, family: Family) -> list[int]:
    """An image as it is, cut or scaled down where it is large; a dense network takes its pixels in a row."""
    image = problem.data.image
    if family in DENSE:
        return [image.height * image.width * image.channels]
    if problem.data.volumetric:
        return volume(problem)
    most = FLAT_PATCH if problem.task in ("segmentation", "detection") else SCRATCH_SIDE
    return [min(image.height, most), min(image.width, most), image.channels]


def seconds_heard(problem: Problem, trim_db: int | None) -> float:
    """Seconds of a clip that a network reads: what sounds, where quiet ends are cut off, and never more than some."""
    data = problem.data
    return min(data.sounding_seconds if trim_db and data.sounding_seconds else data.seconds, LONGEST_CLIP)


def spectrogram(problem: Problem, family: Family, mel_bands: int, hop_ms: int | None, trim_db: int | None) -> list[int]:
    """A column every few milliseconds; a recurrent network reads column by column."""
    frames = max(1, ceil(seconds_heard(problem, trim_db) * 1000 / (hop_ms or HOP_MS)))
    return [frames, mel_bands] if family == "rnn" else [mel_bands, frames, 1]


def window(problem: Problem, family: Family, lookback: int | None) -> list[int]:
    """The look-back of a series, or all of it: its value and what else is known at each step."""
    steps, values = lookback or problem.data.length, 1 + problem.data.covariates
    return [steps * values] if family in DENSE else [steps, values]


def steps(problem: Problem, family: Family, missing_indicator: bool | None) -> list[int]:
    """A sequence: its values at each step and, where values may be missing, whether they were."""
    data = problem.data
    values = data.features * (2 if missing_indicator and data.missing > 0 else 1)
    return [data.length * values] if family in DENSE else [data.length, values]


def entering(
    problem: Problem,
    family: Family,
    row: int,
    missing_indicator: bool | None,
    max_length: int | None,
    vocabulary: int | None,
    lookback: int | None,
    mel_bands: int | None,
    hop_ms: int | None,
    trim_db: int | None,
) -> list[int]:
    """The shape for any kind of data; `row` is how many numbers a row of a table becomes."""
    kind = problem.data.kind
    if kind == "table":
        return [row]
    if kind == "image":
        return picture(problem, family)
    if kind == "text":
        return [max_length or vocabulary or problem.data.length]
    if kind == "audio":
        return spectrogram(problem, family, mel_bands or 1, hop_ms, trim_db)
    return window(problem, family, lookback) if kind == "series" else steps(problem, family, missing_indicator)
