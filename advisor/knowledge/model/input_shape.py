"""The shape of one example as it enters the network: height, width, channels; steps, values; or a row of numbers."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.data.table_inputs import encoded_width
from advisor.knowledge.model.scratch_shapes import (
    DENSE,
    FLAT_PATCH,
    LONGEST_CLIP,
    SCRATCH_SIDE,
    VOLUME_PATCH,
    picture,
    seconds_heard,
    spectrogram,
    steps,
    volume,
    window,
)
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, families_but, scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, Fit, TextColumn
    from advisor.config.words import Encoding, Family
    from advisor.problem import Problem

AST_FRAMES: Final = 1_024  # columns that AST reads, arXiv:2104.01778
WHISPER_FRAMES: Final = 3_000  # columns that Whisper reads: 30 s, arXiv:2212.04356
COLOURS: Final = 3
# Times the network's size from which small objects vanish in a scaled image, and small signs in a scan: on X-rays of
# the chest 1,024 pixels a side did better than 512 and 256 (arXiv:2306.06051).
LOST_FINE: Final = 2
LOST_WHOLE: Final = 10  # times the network's size from which what an image shows as a whole may vanish (folklore)

IMAGES: Final = scope(kind="image", family=families_but(*DENSE))
IMAGES_FROM_SCRATCH: Final = scope(kind="image", family=FROM_SCRATCH - {*DENSE})

input_shape: Decision[list[int]] = Decision(
    "model.input.shape",
    "What is the shape of one example as it enters the network?",
    name="input_shape",
)


@input_shape.rule(
    "SHAPE-TABLE", scope(kind="table"), sources=["guide:G-IN-1", "guide:G-IN-2"], strength="strong", rulesets=BOTH
)
def one_input_a_column(
    problem: Problem,
    drop_columns: list[str] | None,
    encoding: Encoding | None,
    one_hot_max: int | None,
    embeddings: list[EmbeddingSize] | None,
    missing_indicator: bool | None,
    text_columns: list[TextColumn] | None,
) -> Pick[list[int]]:
    """One input for each number after encoding: that is how wide the first layer's input is."""
    data = problem.data
    encoded = (encoding, one_hot_max, embeddings, missing_indicator, text_columns)
    width = encoded_width(problem, drop_columns or (), *encoded)
    texts = f", and {plural(len(text_columns), 'column')} of text," if text_columns else ","
    return pick(
        [width],
        f"{plural(data.features, 'column')}, {data.categorical} of them categories with {count(data.levels)}"
        f" levels{texts} become {plural(width, 'number')}",
    )


@input_shape.rule(
    "SHAPE-FLAT",
    scope(kind="image", family=DENSE),
    sources=["guide:G-IN-4", "guide:R4"],
    strength="strong",
    rulesets=BOTH,
)
def all_pixels_in_a_row(problem: Problem, family: Family) -> Pick[list[int]]:
    """A dense network takes an image as one row: height times width times channels."""
    image = problem.data.image
    (width,) = shape = picture(problem, family)
    return pick(
        shape, f"{image.height} x {image.width} x {image.channels} pixels in a row make {plural(width, 'input')}"
    )


@input_shape.rule(
    "SHAPE-BACKBONE",
    scope(kind="image", family=PUBLISHED),
    sources=["timm", "wollek2023", "guide:G-IN-1"],
    strength="strong",
    rulesets=BOTH,
)
def as_the_backbone_sees(problem: Problem, fit: Fit) -> Pick[list[int]] | Skip:
    """Images are scaled to the size that the published network takes and memory allows."""
    if not fit.resolution:
        return skip("needs a published network that sets the size of its images")
    image, side = problem.data.image, fit.resolution
    located = problem.task in ("detection", "segmentation")
    return pick(
        [side, side, COLOURS],
        f"images of {image.height} x {image.width} x {image.channels} are "
        + ("cut or scaled" if located else "scaled")
        + f" to the {side} pixels a side that {fit.backbone} takes",
        _larger(problem, side),
        warning=_lost(problem, side),
    )


def _larger(problem: Problem, side: int) -> list[list[int]] | None:
    """Sizes to try where whole images far from photographs are larger than what the network takes."""
    image = problem.data.image
    largest = min(image.height, image.width)
    if problem.task in ("detection", "segmentation") or problem.data.domain != "far" or largest < LOST_FINE * side:
        return None
    return [[tried, tried, COLOURS] for tried in (side, 2 * side, 4 * side) if tried <= largest]


def _lost(problem: Problem, side: int) -> str | None:
    """What to hear where images are far larger than what the network sees."""
    image = problem.data.image
    fine = problem.task in ("detection", "segmentation") or problem.data.domain == "far"
    if max(image.height, image.width) < (LOST_FINE if fine else LOST_WHOLE) * side:
        return None
    return (
        f"scaling images of {image.height} x {image.width} to {side} pixels a side loses what is small: where that"
        " counts, try larger sizes, or train on crops and predict on overlapping tiles"
    )


@input_shape.rule("SHAPE-VOLUME", IMAGES_FROM_SCRATCH, sources=["nnunet2018"], strength="moderate", rulesets=BOTH)
def patches_of_a_volume(problem: Problem) -> Pick[list[int]] | Skip:
    """A network reads a volume in cubes that fit into memory."""
    if not problem.data.volumetric:
        return skip("needs volumes")
    image = problem.data.image
    return pick(
        volume(problem),
        f"volumes of {image.height} x {image.width} are read in patches of at most {VOLUME_PATCH} voxels a side",
    )


@input_shape.rule(
    "SHAPE-IMAGE",
    IMAGES,
    sources=["guide:G-IN-1", "resnet2015", "nnunet2018"],
    strength="strong",
    rulesets=BOTH,
)
def images_as_they_are(problem: Problem, family: Family) -> Pick[list[int]]:
    """Small images enter as they are; large ones are scaled down, or cut into patches where pixels are classified."""
    image = problem.data.image
    most = FLAT_PATCH if problem.task in ("segmentation", "detection") else SCRATCH_SIDE
    large = image.height > most or image.width > most
    done = "cut into patches" if family == "unet" else "scaled down"
    return pick(
        picture(problem, family),
        f"images of {image.height} x {image.width} x {image.channels} "
        + (f"are {done} to at most {most} pixels a side" if large else "enter as they are"),
        warning=_lost(problem, most) if family != "unet" else None,
    )


@input_shape.rule(
    "SHAPE-NGRAMS", scope(kind="text"), sources=["guide:G-IN-1", "google-text-guide"], strength="strong", rulesets=BOTH
)
def one_input_an_ngram(max_length: int | None, vocabulary: int | None) -> Pick[list[int]] | Skip:
    """Each n-gram that is kept is an input."""
    if vocabulary is None or max_length is not None:
        return skip("needs a network over n-grams")
    return pick([vocabulary], f"each of {count(vocabulary)} n-grams is an input")


@input_shape.rule(
    "SHAPE-TOKENS", scope(kind="text"), sources=["guide:G-IN-1", "devlin2018"], strength="strong", rulesets=BOTH
)
def one_input_a_token(problem: Problem, max_length: int | None) -> Pick[list[int]]:
    """Each token that is kept is an input."""
    return pick(
        [max_length or problem.data.length],
        f"one input for each token that is kept of texts of up to {plural(problem.data.length, 'token')}",
    )


@input_shape.rule(
    "SHAPE-SOUND",
    scope(kind="audio"),
    sources=["ast2021", "whisper2022", "baevski2020"],
    strength="strong",
    rulesets=BOTH,
)
def frames_and_bands(
    problem: Problem,
    family: Family,
    sample_rate: int | None,
    mel_bands: int | None,
    hop_ms: int | None,
    trim_db: int | None,
) -> Pick[list[int]]:
    """A spectrogram has a column every few milliseconds; a waveform is its samples."""
    seconds = problem.data.seconds
    if mel_bands is None:
        heard = min(seconds, LONGEST_CLIP)
        return pick(
            [ceil(heard * (sample_rate or 1))],
            f"{heard:g} s of a recording at {count(sample_rate or 1)} samples a second",
        )
    if family == "pretrained":
        return pick([AST_FRAMES, mel_bands], f"clips of {seconds:g} s are cut or padded to the 10.24 s that it reads")
    if family in ("speech-to-text", "zero-shot"):
        return pick([mel_bands, WHISPER_FRAMES], f"clips of {seconds:g} s are cut or padded to the 30 s that it reads")
    cut = f"clips of {seconds:g} s are cut into pieces of {LONGEST_CLIP:g} s: average their answers"
    heard = seconds_heard(problem, trim_db)
    return pick(
        spectrogram(problem, family, mel_bands, hop_ms, trim_db),
        f"{heard:g} s in columns of {hop_ms} ms and {mel_bands} bands"
        + (f", as clips of {seconds:g} s are cut to what sounds" if heard < min(seconds, LONGEST_CLIP) else ""),
        warning=cut if seconds > LONGEST_CLIP and not trim_db else None,
    )


@input_shape.rule("SHAPE-SERIES", scope(kind="series"), sources=["guide:G-IN-1"], strength="strong", rulesets=BOTH)
def steps_and_variables(problem: Problem, family: Family, lookback: int | None) -> Pick[list[int]]:
    """Each step brings its value and what else is known then; a dense network takes all in a row."""
    return pick(
        window(problem, family, lookback),
        f"{plural(lookback or problem.data.length, 'step')} of one value and"
        f" {plural(problem.data.covariates, 'other variable')} each",
    )


@input_shape.rule("SHAPE-SEQUENCE", scope(kind="sequence"), sources=["guide:G-IN-1"], strength="strong", rulesets=BOTH)
def steps_and_values(problem: Problem, family: Family, missing_indicator: bool | None) -> Pick[list[int]]:
    """Each step brings its values, and where values may be missing whether they were."""
    data = problem.data
    values = data.features * (2 if missing_indicator and data.missing > 0 else 1)
    return pick(
        steps(problem, family, missing_indicator),
        f"{plural(data.length, 'step')} of {plural(values, 'value')} each",
    )
