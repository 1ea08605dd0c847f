"""Depth and width of convolutional networks: images, volumes, spectrograms, series, words."""

from __future__ import annotations

from math import log2
from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.compute.shortest import too_few_hours
from advisor.knowledge.model.capacity.base import (
    ALONG_TIME,
    blocks_per_stage,
    examples,
    kernel,
    layers,
    pooling,
    predicts_on,
    stem_stride,
    widths,
)
from advisor.knowledge.model.scratch_shapes import FLAT_PATCH, SCRATCH_SIDE, VOLUME_PATCH
from advisor.knowledge.predicates import SHORT_RUNS
from advisor.knowledge.scopes import kinds_but, scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Pooling
    from advisor.problem import Problem

CNN_OVER_STEPS: Final = scope(kind=ALONG_TIME, family="cnn")
CNN_OVER_A_PLANE: Final = scope(kind=kinds_but(*ALONG_TIME), family="cnn")
UNET: Final = scope(family="unet")
WORDS: Final = scope(family="sepcnn")

LAST_MAP: Final = 4  # pixels or steps a side that the last stage keeps, as nnU-Net does, arXiv:1809.10486
CNN_STAGES: Final = 4  # stages of a ResNet, arXiv:1512.03385
# Pixels a side up to which the first convolution moves on by one and by two places: halving 32 pixels at once cost
# photographs their detail; own runs. Larger images enter at a quarter, as ResNet's do after its stem and pooling.
FULL_SIDE: Final = 64
HALF_SIDE: Final = 128
HALVED_BANDS: Final = 28  # mel bands from which a CPU may halve them at once
UNET_LEVELS: Final = 6  # nnU-Net's usual topology
SERIES_STAGES: Final = (3, 8)  # residual networks for series have 3 stages; very long ones halve more often
SERIES_MAP: Final = 128  # steps that may be left at the last of three stages (folklore)
BASE_FEW: Final = 16  # channels of the first stage (folklore)
BASE: Final = 32  # channels of the first stage; nnU-Net's, and enough for a CPU
BASE_GPU: Final = 64  # channels of the first stage of a ResNet, arXiv:1512.03385
WIDEST: Final = 512  # channels of a ResNet's last stage, arXiv:1512.03385
ON_A_CPU: Final = (32, 48, 96, 192)  # channels of a network that a CPU trains in minutes; own runs
WIDEST_VOLUME: Final = 320  # channels; nnU-Net's cap in three dimensions
WIDEST_SERIES: Final = 128  # channels (folklore)
FEW_EXAMPLES: Final = 1_000  # examples below which 16 channels are enough (folklore)
MANY_EXAMPLES: Final = 20_000  # examples from which 64 channels pay on a GPU (folklore)
MASSIVE_EXAMPLES: Final = 1_000_000  # examples; ImageNet's size, where ResNet-34's three blocks and more pay
LONG_STEPS: Final = 64  # steps from which a kernel of 7 pays (folklore)
LONG_KERNEL: Final = 7  # steps (folklore; InceptionTime goes up to 40)
USUAL_BLOCKS: Final = 2  # residual blocks of a stage in the smallest ResNet, arXiv:1512.03385
WORD_BLOCKS: Final = 2  # Google's text classification guide
WORD_FILTERS: Final = 64  # Google's text classification guide
DEFAULT_BANDS: Final = 64  # mel bands where none were decided


def halvings(side: int) -> int:
    """Stages that fit a side when each but the first halves it, rounding up, and the last keeps about LAST_MAP."""
    return max(1, -(-side // LAST_MAP)).bit_length()


def about_halvings(side: int) -> int:
    """Stages that fit a side when each but the first halves it and the last keeps about LAST_MAP, a half more or less.

    >>> [about_halvings(side) for side in (4, 8, 16, 28, 32, 56)]
    [1, 2, 3, 4, 4, 5]
    """
    return max(1, 1 + round(log2(side / LAST_MAP)))


def shorter_side(problem: Problem, mel_bands: int | None) -> int:
    """The shorter side of an image, or the mel bands of a spectrogram."""
    if problem.data.kind == "audio":
        return mel_bands or DEFAULT_BANDS
    return min(problem.data.image.height, problem.data.image.width)


def extent(problem: Problem, side: int) -> str:
    """The shorter side in words."""
    return plural(side, "mel band") if problem.data.kind == "audio" else f"{plural(side, 'pixel')} a side"


def compute_is_scarce(problem: Problem) -> bool:
    """Whether the network trains on a CPU, runs on an edge device, or has to train or predict fast."""
    return (
        problem.compute.device == "cpu"
        or problem.compute.deploy == "edge"
        or problem.priorities.first in ("latency", "speed")
    )


def first_channels(problem: Problem) -> int:
    """Channels of the first stage that the examples and the machine can support."""
    if problem.data.rows >= MANY_EXAMPLES and not compute_is_scarce(problem):
        return BASE_GPU
    return BASE_FEW if problem.data.rows < FEW_EXAMPLES else BASE


def doubling(base: int, stages: int, most: int) -> list[int]:
    """Widths that double from stage to stage up to a cap."""
    return [min(base * 2**stage, most) for stage in range(stages)]


# Stages -------------------------------------------------------------------------------------------------


@layers.rule(
    "LAY-CNN-STEPS", CNN_OVER_STEPS, sources=["inceptiontime2019", "bai2018"], strength="folklore", rulesets=BOTH
)
def stages_along_time(problem: Problem) -> Pick[int]:
    """Each stage halves the steps, so that the last one sees far."""
    length = problem.data.length
    low, high = SERIES_STAGES
    stages = min(halvings(length), high, max(low, (length // SERIES_MAP).bit_length()))
    return pick(
        stages,
        f"{plural(length, 'step')}, halved {plural(stages - 1, 'time')} over {plural(stages, 'stage')}, end at"
        f" {count(-(-length // 2 ** (stages - 1)))}",
        sorted({max(1, stages - 1), stages, stages + 1}),
    )


@layers.rule(
    "LAY-CNN",
    CNN_OVER_A_PLANE,
    sources=["guide:G-HID-3", "guide:G-MISC-1", "resnet2015", "efficientnet2019"],
    strength="moderate",
    rulesets=BOTH,
)
def stages_of_a_plane(problem: Problem, mel_bands: int | None, stem_stride: int | None) -> Pick[int]:
    """Each stage halves the image until about four pixels are left: no fewer, or it vanishes before the last one."""
    side, stride = min(shorter_side(problem, mel_bands), SCRATCH_SIDE), stem_stride or 1
    stages = min(about_halvings(-(-side // stride)), CNN_STAGES)
    by_the_stem = f" and over {stride} places at once by the stem" if stride > 1 else ""
    return pick(
        stages,
        f"{extent(problem, side)}, halved {plural(stages - 1, 'time')} over {plural(stages, 'stage')}{by_the_stem},"
        f" end at {-(-side // (stride * 2 ** (stages - 1)))}",
        sorted({max(1, stages - 1), stages}),
    )


@layers.rule("LAY-UNET", UNET, sources=["nnunet2018", "nnunet"], strength="strong", rulesets=BOTH)
def levels_of_a_unet(problem: Problem) -> Pick[int]:
    """A U-Net halves until about four pixels are left, so that its bottom sees the whole patch."""
    side = min(shorter_side(problem, None), VOLUME_PATCH if problem.data.volumetric else FLAT_PATCH)
    levels = min(halvings(side), UNET_LEVELS)
    return pick(
        levels,
        f"a patch of {extent(problem, side)}, halved {plural(levels - 1, 'time')} over {plural(levels, 'level')}, ends"
        f" at {-(-side // 2 ** (levels - 1))}, so that the bottom sees most of it",
    )


@layers.rule("LAY-SEPCNN", WORDS, sources=["google-text-guide"], strength="moderate", rulesets=BOTH)
def blocks_over_words(problem: Problem) -> Pick[int]:
    """Two blocks of separable convolutions did best in Google's study."""
    return pick(WORD_BLOCKS, f"{examples(problem)}: two blocks did best in a study of many short texts", [1, 2, 3, 4])


@stem_stride.rule(
    "STEM-BANDS",
    scope(kind="audio"),
    sources=["resnet2015", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 1_040)},
    versus="The guide does not weigh the cost of resolution; at full resolution a run over spectrograms takes a CPU"
    " three times the time or more.",
)
def bands_halved_by_the_stem(problem: Problem, mel_bands: int | None) -> Pick[int] | Skip:
    """A spectrogram is oversampled along time and smooth along its bands, so that a CPU may halve both at once."""
    if problem.compute.device != "cpu" or (mel_bands or DEFAULT_BANDS) < HALVED_BANDS:
        return skip(f"needs a CPU, and at least {HALVED_BANDS} mel bands")
    return pick(
        2,
        f"{plural(mel_bands or DEFAULT_BANDS, 'mel band')} are smooth and may be halved at once, which saves a CPU two"
        f" thirds of the time on {examples(problem)}",
        [1, 2],
    )


@stem_stride.rule(
    "STEM-LARGE",
    scope(kind="image"),
    sources=["resnet2015", "guide:G-MISC-1"],
    strength="strong",
    rulesets=BOTH,
)
def large_images_scaled_by_the_stem(problem: Problem) -> Pick[int] | Skip:
    """At full resolution the first stage of a large image costs most and sees least; ResNet enters at a quarter."""
    side = min(shorter_side(problem, None), SCRATCH_SIDE)
    if side <= FULL_SIDE:
        return skip(f"needs more than {FULL_SIDE} pixels on the shorter side")
    stride = 2 if side <= HALF_SIDE else 4
    return pick(
        stride,
        f"{extent(problem, side)} enter the first stage as {-(-side // stride)}: at full size it would take"
        f" {stride**2} times the operations",
        sorted({stride // 2, stride}),
    )


@stem_stride.rule("STEM-FULL", sources=["resnet2015", "guide"], strength="strong", rulesets=BOTH)
def at_full_size(problem: Problem, mel_bands: int | None) -> Pick[int]:
    """The first convolution reads small images at full resolution, as ResNet's for 32 pixels did.

    Learnt on 3,000 photographs of 32 pixels: halved at once, and trained as briefly as then, they were told with an
    accuracy of .612, at full size and over 40 epochs of .769.
    """
    side = min(shorter_side(problem, mel_bands), SCRATCH_SIDE)
    return pick(1, f"the first convolution reads all {extent(problem, side)}, so that no fine detail is lost")


# Channels -----------------------------------------------------------------------------------------------


@widths.rule("WID-CNN-STEPS", CNN_OVER_STEPS, sources=["inceptiontime2019"], strength="folklore", rulesets=BOTH)
def channels_along_time(problem: Problem, layers: int) -> Pick[list[int]]:
    """Series have few values a step, so that few channels describe their shapes."""
    base = BASE if problem.data.rows < FEW_EXAMPLES else BASE_GPU
    return pick(
        doubling(base, layers, WIDEST_SERIES),
        f"{examples(problem)} support {base} channels in the first stage, doubled from stage to stage up to"
        f" {WIDEST_SERIES}",
        [doubling(n, layers, WIDEST_SERIES) for n in (32, 64, 128)],
    )


@widths.rule(
    "WID-BRIEF",
    SHORT_RUNS,
    sources=["resnet2015", "guide:G-HID-9", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 3_000)},
    versus="The guide does not weigh the cost of channels; these are as many as a CPU trains in minutes.",
)
def channels_on_a_cpu(problem: Problem, family: Family, layers: int, folds: int) -> Pick[list[int]] | Skip:
    """The first stage works at the highest resolution and costs most: few channels there, more in the later ones.

    Half as many where a run of the least epochs would not fit into the time that was said: a quarter of the operations.
    """
    if problem.compute.device != "cpu":
        return skip("needs a CPU")
    usual = [*ON_A_CPU, *[ON_A_CPU[-1]] * layers][:layers]
    if few := too_few_hours(problem, family, folds):
        return pick(
            [n // 2 for n in usual],
            f"{few} for twice the channels on {examples(problem)}",
            [[n // 2 for n in usual], usual],
        )
    return pick(
        usual,
        f"{examples(problem)} on a CPU: {usual[0]} channels in the first stage, where each costs most, and up to"
        f" {usual[-1]} in the last of {plural(layers, 'stage')}",
        [[n // 2 for n in usual], usual, [2 * n for n in usual]],
    )


@widths.rule(
    "WID-CNN",
    CNN_OVER_A_PLANE,
    sources=["resnet2015", "efficientnet2019", "guide:G-MISC-1", "guide:G-HID-3"],
    strength="folklore",
    rulesets=BOTH,
    versus="The guide scales up a network that underfitted as EfficientNets are, in width as in depth; here depth is"
    " added first.",
)
def channels_double_as_resolution_halves(problem: Problem, layers: int) -> Pick[list[int]]:
    """Channels double where the resolution halves, from a width that the examples and the machine can support."""
    base = first_channels(problem)
    return pick(
        doubling(base, layers, WIDEST),
        f"{examples(problem)} on a {problem.compute.device.upper()}: {base} channels in the first stage, doubled from"
        f" stage to stage up to {WIDEST}",
        [doubling(n, layers, WIDEST) for n in (16, 32, 64)],
    )


@widths.rule("WID-UNET", UNET, sources=["nnunet2018", "nnunet", "unet2015"], strength="moderate", rulesets=BOTH)
def channels_of_a_unet(problem: Problem, layers: int) -> Pick[list[int]]:
    """A U-Net starts from 32 channels, fewer on a CPU, and doubles them with each level up to a cap."""
    base = BASE_FEW if problem.compute.device == "cpu" else BASE
    most = WIDEST_VOLUME if problem.data.volumetric else WIDEST
    return pick(
        doubling(base, layers, most),
        f"{base} channels at full resolution on a {problem.compute.device.upper()}, doubled from level to level up to"
        f" {most}",
        [doubling(n, layers, most) for n in (16, 32, 64)],
    )


@widths.rule("WID-SEPCNN", WORDS, sources=["google-text-guide"], strength="moderate", rulesets=BOTH)
def filters_over_words(problem: Problem, layers: int) -> Pick[list[int]]:
    """Filters double from block to block, from 64 on."""
    return pick(
        doubling(WORD_FILTERS, layers, WIDEST),
        f"{examples(problem)}: {WORD_FILTERS} filters in the first block, doubled from block to block",
        [doubling(n, layers, WIDEST) for n in (32, 64, 128)],
    )


# Blocks -------------------------------------------------------------------------------------------------


@blocks_per_stage.rule(
    "BLK-GROW",
    sources=["guide:G-HID-8", "guide:G-HID-10"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide scales up networks for images and recordings as EfficientNets do, in depth and width at once;"
    " depth alone tells what it is worth.",
)
def more_where_it_underfits(problem: Problem) -> Pick[int] | Skip:
    """A network that cannot fit its training data gains most from depth."""
    if problem.observed.fit != "underfitting":
        return skip("needs an earlier run that underfitted")
    blocks = 2 if compute_is_scarce(problem) else 3
    return pick(blocks, "an earlier network underfitted, and depth mends that before width does", [1, 2, 3, 4])


@blocks_per_stage.rule("BLK-MASSIVE", sources=["resnet2015"], strength="moderate", rulesets=BOTH)
def more_for_massive_data(problem: Problem) -> Pick[int] | Skip:
    """At ImageNet's size deeper stages kept improving accuracy."""
    if problem.data.rows < MASSIVE_EXAMPLES or compute_is_scarce(problem):
        return skip(
            f"needs {count(MASSIVE_EXAMPLES)} examples, a GPU, a server to predict on, and neither speed nor latency"
            " first"
        )
    return pick(3, f"{examples(problem)} support deeper stages, which kept gaining at ImageNet's size", [2, 3, 4, 6])


@blocks_per_stage.rule(
    "BLK-LIGHT",
    sources=["resnet2015"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide wants dozens of layers for images and speech; where compute is scarce, one block per stage is"
    " what trains and runs in reasonable time.",
)
def one_on_a_small_machine(problem: Problem) -> Pick[int] | Skip:
    """A second block doubles the time; where compute is scarce that is better spent on epochs."""
    if not compute_is_scarce(problem):
        return skip("needs a CPU, an edge device, or speed or latency first")
    return pick(
        1,
        f"trained on a {problem.compute.device.upper()}, run on {predicts_on(problem)},"
        f" {problem.priorities.first} first: a second block per stage would double the time",
        [1, 2],
    )


@blocks_per_stage.rule("BLK-TWO", sources=["resnet2015", "guide:G-HID-3"], strength="moderate", rulesets=BOTH)
def two_as_in_the_smallest_resnet(problem: Problem) -> Pick[int]:
    """Two blocks per stage make the smallest ResNet, a dozen layers or more."""
    return pick(USUAL_BLOCKS, f"{examples(problem)}: two blocks per stage, as in the smallest ResNet", [1, 2, 3])


# Pooling ------------------------------------------------------------------------------------------------


@pooling.rule(
    "POOL-SOUND",
    scope(kind="audio"),
    sources=["kong2019"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (320, 1_040)},
    versus="The guide is silent on pooling; a sound fills a part of its recording, and a mean alone dilutes it.",
)
def mean_and_loudest_moment(problem: Problem) -> Pick[Pooling]:
    """What a recording is told by may last a moment: its largest value over time counts beside the mean.

    The mean is over bands, and over time the sum of mean and largest value, as in networks that tag sounds. Learnt on
    1,040 words of 26 speakers, with AUG-SOUND.
    """
    return pick(
        "mean-and-max",
        f"what tells a class may last a moment of {problem.data.seconds:g} s, in which a mean alone would lose it",
        ["mean", "mean-and-max"],
    )


@pooling.rule("POOL-MEAN", sources=["resnet2015"], strength="strong", rulesets=BOTH)
def mean_over_places(problem: Problem) -> Pick[Pooling]:
    """The mean over all places, as in ResNet: what is shown counts, and not where."""
    return pick("mean", f"what one of {examples(problem)} shows counts, and not where in it")


# Kernels ------------------------------------------------------------------------------------------------


@kernel.rule(
    "KER-STEPS",
    CNN_OVER_STEPS,
    sources=["inceptiontime2019"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on kernels; along time there is one direction only, so a longer kernel is cheap and"
    " sees whole shapes.",
)
def longer_along_time(problem: Problem) -> Pick[int] | Skip:
    """Along time a longer kernel is cheap, and sees a shape rather than a slope."""
    if problem.data.length < LONG_STEPS:
        return skip(f"needs at least {LONG_STEPS} steps")
    return pick(
        LONG_KERNEL,
        f"over {plural(problem.data.length, 'step')} a kernel of {LONG_KERNEL} sees a shape rather than a slope",
        [3, 7, 11, 21],
    )


@kernel.rule("KER-SMALL", sources=["guide", "vgg2014", "google-text-guide"], strength="strong", rulesets=BOTH)
def three_wide(problem: Problem, family: Family) -> Pick[int]:
    """Stacked kernels of three see as far as larger ones with fewer weights."""
    return pick(
        3,
        f"stacked kernels of 3 see as far as larger ones with fewer weights, which suits {examples(problem)} (the guide"
        " is silent)",
        [3, 5] if family != "unet" else None,
    )
