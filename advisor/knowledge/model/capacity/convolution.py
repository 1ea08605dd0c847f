"""Depth and width of convolutional networks: images, volumes, spectrograms, series, words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, plural
from advisor.knowledge.model.capacity.base import (
    blocks_per_stage,
    examples,
    kernel,
    layers,
    stem_stride,
    widths,
)
from advisor.knowledge.model.scratch_shapes import FLAT_PATCH, SCRATCH_SIDE, VOLUME_PATCH
from advisor.knowledge.scopes import scope
from advisor.knowledge.training.budget import brief

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

LAST_MAP: Final = 4  # pixels or steps a side that the last stage keeps, as nnU-Net does, arXiv:1809.10486
CNN_STAGES: Final = 4  # stages of a ResNet, arXiv:1512.03385
HALVED_SIDE: Final = 28  # pixels or mel bands from which the stem may halve a plane; at 24 it lost 3 points; own runs
LARGE_SIDE: Final = 128  # pixels from which a stem at full size needs a fifth stage
UNET_LEVELS: Final = 6  # nnU-Net's usual topology
SERIES_STAGES: Final = (3, 8)  # residual networks for series have 3 stages; very long ones halve more often
SERIES_MAP: Final = 128  # steps that the last of three stages may still hold (folklore)
BASE_FEW: Final = 16  # channels of the first stage (folklore)
BASE: Final = 32  # channels of the first stage; nnU-Net's, and enough for a CPU
BASE_GPU: Final = 64  # channels of the first stage of a ResNet, arXiv:1512.03385
WIDEST: Final = 512  # channels of a ResNet's last stage, arXiv:1512.03385
WIDEST_SOUND: Final = 64  # channels over a spectrogram on a CPU; own runs on four sets of 480 to 600 clips
WIDEST_VOLUME: Final = 320  # channels; nnU-Net's cap in three dimensions
WIDEST_SERIES: Final = 128  # channels (folklore)
FEW_EXAMPLES: Final = 1_000  # examples below which 16 channels are enough (folklore)
MANY_EXAMPLES: Final = 20_000  # examples from which 64 channels pay on a GPU (folklore)
MASSIVE_EXAMPLES: Final = 1_000_000  # examples; ImageNet's size, where ResNet-34's three blocks and more pay
LONG_STEPS: Final = 64  # steps from which a kernel of 7 sees more than noise (folklore)
LONG_KERNEL: Final = 7  # steps (folklore; InceptionTime goes up to 40)
WORD_BLOCKS: Final = 2  # Google's text classification guide
WORD_FILTERS: Final = 64  # Google's text classification guide
DEFAULT_BANDS: Final = 64  # mel bands where none were decided


def halvings(side: int) -> int:
    """Stages that fit a side when each but the first halves it, rounding up, and the last keeps about LAST_MAP."""
    return max(1, -(-side // LAST_MAP)).bit_length()


def along_time(problem: Problem) -> bool:
    """Whether convolutions run over steps rather than over a plane."""
    return problem.data.kind in ("series", "sequence")


def plane(problem: Problem, mel_bands: int | None) -> int:
    """The shorter side of what a convolution runs over."""
    if problem.data.kind == "audio":
        return mel_bands or DEFAULT_BANDS
    return min(problem.data.image.height, problem.data.image.width)


def small_machine(problem: Problem) -> bool:
    """Whether the network trains or runs where computing is dear."""
    return (
        problem.compute.device == "cpu"
        or problem.compute.deploy == "edge"
        or problem.priorities.first in ("latency", "speed")
    )


def doubling(base: int, stages: int, most: int) -> list[int]:
    """Widths that double from stage to stage up to a cap."""
    return [min(base * 2**stage, most) for stage in range(stages)]


# Stages -------------------------------------------------------------------------------------------------


@layers.rule(
    "LAY-CNN-STEPS", scope(family="cnn"), sources=["inceptiontime2019", "bai2018"], strength="folklore", rulesets=BOTH
)
def stages_along_time(problem: Problem) -> Pick[int] | Skip:
    """Each stage halves the steps, so that the last one sees far."""
    if not along_time(problem):
        return skip("needs convolutions over steps")
    length = problem.data.length
    low, high = SERIES_STAGES
    stages = min(halvings(length), high, max(low, (length // SERIES_MAP).bit_length()))
    return pick(
        stages,
        f"{plural(length, 'step')} halve {stages - 1} times before the last stage sees most of them at once",
        sorted({max(1, stages - 1), stages, stages + 1}),
    )


@layers.rule(
    "LAY-CNN",
    scope(family="cnn"),
    sources=["guide:G-HID-3", "guide:G-MISC-1", "resnet2015", "efficientnet2019"],
    strength="moderate",
    rulesets=BOTH,
)
def stages_of_a_plane(problem: Problem, mel_bands: int | None, stem_stride: int | None) -> Pick[int]:
    """Each stage halves the image; it must not vanish before the last one."""
    side, stride = min(plane(problem, mel_bands), SCRATCH_SIDE), stem_stride or 1
    stages = min(halvings(side), CNN_STAGES + 1 if side >= LARGE_SIDE else CNN_STAGES)
    what = "mel bands" if problem.data.kind == "audio" else "pixels a side"
    by_the_stem = ", and at first by the stem" if stride > 1 else ""
    return pick(
        stages,
        f"{side} {what}, halved {plural(stages - 1, 'time')} over {plural(stages, 'stage')}{by_the_stem}, end at"
        f" {-(-side // (stride * 2 ** (stages - 1)))}",
        sorted({max(1, stages - 1), stages}),
    )


@layers.rule("LAY-UNET", scope(family="unet"), sources=["nnunet2018", "nnunet"], strength="strong", rulesets=BOTH)
def levels_of_a_unet(problem: Problem) -> Pick[int]:
    """A U-Net halves until about four pixels are left, so that its bottom sees the whole patch."""
    side = min(plane(problem, None), VOLUME_PATCH if problem.data.volumetric else FLAT_PATCH)
    levels = min(halvings(side), UNET_LEVELS)
    return pick(
        levels,
        f"a patch of {plural(side, 'pixel')} a side is {-(-side // 2 ** (levels - 1))} at the bottom of"
        f" {plural(levels, 'level')}, which then sees all of it",
    )


@layers.rule("LAY-SEPCNN", scope(family="sepcnn"), sources=["google-text-guide"], strength="moderate", rulesets=BOTH)
def blocks_over_words(problem: Problem) -> Pick[int]:
    """Two blocks of separable convolutions did best in the study that they come from."""
    return pick(WORD_BLOCKS, f"{examples(problem)}: two blocks did best where texts were many and short", [1, 2, 3, 4])


@stem_stride.rule(
    "STEM-HALF",
    sources=["resnet2015", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (200, 2_000)},
    versus="The guide knows no cost of a place; at full size a run took about twice the time on a CPU.",
)
def halved_by_the_stem(problem: Problem, family: Family, mel_bands: int | None) -> Pick[int] | Skip:
    """Published networks halve the plane at once; on a CPU that saves half the time and more, and reaches further.

    On three made sets of images of 28 pixels and more, one seed, it took 40% to 65% of the time. Shapes were told apart
    as well, letters and textures 2 points less often.
    """
    side = plane(problem, mel_bands)
    if not brief(problem, family) or problem.compute.device != "cpu":
        return skip("needs recordings or small images, fewer than 50,000, and a CPU")
    if side < HALVED_SIDE:
        return skip(f"needs {HALVED_SIDE} pixels or mel bands a side")
    return pick(
        2,
        f"{side} {'mel bands' if problem.data.kind == 'audio' else 'pixels a side'} bear halving at once: it takes a"
        " CPU about half the time, and costs up to 2 points where fine detail tells classes apart",
        [1, 2],
    )


@stem_stride.rule("STEM-FULL", sources=["resnet2015", "guide"], strength="moderate", rulesets=BOTH)
def at_full_size(problem: Problem, mel_bands: int | None) -> Pick[int]:
    """Small images are read at full size first, as ResNet's for 32 pixels did."""
    side = plane(problem, mel_bands)
    return pick(1, f"{side} {'mel bands' if problem.data.kind == 'audio' else 'pixels'} a side are read in full first")


# Channels -----------------------------------------------------------------------------------------------


@widths.rule("WID-CNN-STEPS", scope(family="cnn"), sources=["inceptiontime2019"], strength="folklore", rulesets=BOTH)
def channels_along_time(problem: Problem, layers: int) -> Pick[list[int]] | Skip:
    """Series have few values a step, so that few channels describe their shapes."""
    if not along_time(problem):
        return skip("needs convolutions over steps")
    base = BASE if problem.data.rows < FEW_EXAMPLES else BASE_GPU
    return pick(
        doubling(base, layers, WIDEST_SERIES),
        f"{examples(problem)} support {base} shapes at first, and {min(2 * base, WIDEST_SERIES)} of what they make up",
        [doubling(n, layers, WIDEST_SERIES) for n in (32, 64, 128)],
    )


@widths.rule(
    "WID-BRIEF",
    sources=["guide:G-HID-9", "guide:G-MISC-1"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (200, 2_000)},
    versus="The guide knows no cost of a channel; at full size twice as many cost a CPU twice the time or more.",
)
def few_channels_on_a_cpu(problem: Problem, family: Family, layers: int) -> Pick[list[int]] | Skip:
    """The first stage works at full size and costs most: few channels there let a CPU train in seconds."""
    if not brief(problem, family) or problem.compute.device != "cpu" or problem.data.rows >= MANY_EXAMPLES:
        return skip("needs fewer than 20,000 recordings or small images, and a CPU")
    most = WIDEST_SOUND if problem.data.kind == "audio" else WIDEST
    return pick(
        doubling(BASE_FEW, layers, most),
        f"{examples(problem)} on a CPU: {BASE_FEW} channels at first, where a channel costs most, doubled where the"
        f" plane halves, up to {most}",
        [doubling(n, layers, most) for n in (BASE_FEW // 2, BASE_FEW, 2 * BASE_FEW)],
    )


@widths.rule(
    "WID-CNN",
    scope(family="cnn"),
    sources=["resnet2015", "efficientnet2019", "guide:G-MISC-1", "guide:G-HID-3"],
    strength="folklore",
    rulesets=BOTH,
)
def channels_double_as_planes_halve(problem: Problem, layers: int) -> Pick[list[int]]:
    """Channels double where the plane halves, from a width that the examples and the machine can carry."""
    base = BASE_FEW if problem.data.rows < FEW_EXAMPLES else BASE
    if problem.data.rows >= MANY_EXAMPLES and not small_machine(problem):
        base = BASE_GPU
    device = "a CPU" if problem.compute.device == "cpu" else "a GPU"
    return pick(
        doubling(base, layers, WIDEST),
        f"{examples(problem)} on {device}: {base} channels at first, doubled where the plane halves",
        [doubling(n, layers, WIDEST) for n in (16, 32, 64)],
    )


@widths.rule(
    "WID-UNET", scope(family="unet"), sources=["nnunet2018", "nnunet", "unet2015"], strength="moderate", rulesets=BOTH
)
def channels_of_a_unet(problem: Problem, layers: int) -> Pick[list[int]]:
    """A U-Net starts from 32 channels and doubles them with each level, up to what memory bears."""
    base = BASE_FEW if problem.compute.device == "cpu" else BASE
    most = WIDEST_VOLUME if problem.data.volumetric else WIDEST
    return pick(
        doubling(base, layers, most),
        f"{base} channels at full size on a {problem.compute.device.upper()}, doubled over {plural(layers, 'level')} up"
        f" to at most {most}",
        [doubling(n, layers, most) for n in (16, 32, 64)],
    )


@widths.rule("WID-SEPCNN", scope(family="sepcnn"), sources=["google-text-guide"], strength="moderate", rulesets=BOTH)
def filters_over_words(problem: Problem, layers: int) -> Pick[list[int]]:
    """Filters double from block to block, from 64 on."""
    return pick(
        doubling(WORD_FILTERS, layers, WIDEST),
        f"{examples(problem)}: {WORD_FILTERS} filters in the first block, twice as many in the next",
        [doubling(n, layers, WIDEST) for n in (32, 64, 128)],
    )


# Blocks -------------------------------------------------------------------------------------------------


@blocks_per_stage.rule("BLK-GROW", sources=["guide:G-HID-8", "guide:G-HID-10"], strength="moderate", rulesets=BOTH)
def more_where_it_underfits(problem: Problem) -> Pick[int] | Skip:
    """A network that cannot fit its training data gains most from depth."""
    if problem.observed.fit != "underfitting":
        return skip("needs an earlier run that underfitted")
    blocks = 2 if small_machine(problem) else 3
    return pick(blocks, f"the earlier network was {problem.observed.fit}, and depth mends that first", [1, 2, 3, 4])


@blocks_per_stage.rule("BLK-MASSIVE", sources=["resnet2015"], strength="moderate", rulesets=BOTH)
def more_for_massive_data(problem: Problem) -> Pick[int] | Skip:
    """On ImageNet's size deeper stages went on gaining."""
    if problem.data.rows < MASSIVE_EXAMPLES or small_machine(problem):
        return skip(f"needs {MASSIVE_EXAMPLES:,} examples, a GPU, and accuracy to come first")
    return pick(3, f"{examples(problem)} feed deeper stages, which went on gaining at ImageNet's size", [2, 3, 4, 6])


@blocks_per_stage.rule(
    "BLK-LIGHT",
    sources=["resnet2015"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide wants dozens of layers for images and speech; on a CPU or a small device one block a stage is"
    " what trains and runs in reasonable time.",
)
def one_on_a_small_machine(problem: Problem) -> Pick[int] | Skip:
    """A second block doubles the time; on a CPU that is better spent on epochs."""
    if not small_machine(problem):
        return skip("needs a CPU, a small device, or speed to come first")
    return pick(
        1,
        f"a second block would double the time of {examples(problem)} on {problem.compute.device.upper()} for"
        f" {problem.compute.deploy}",
        [1, 2],
    )


@blocks_per_stage.rule("BLK-TWO", sources=["resnet2015", "guide:G-HID-3"], strength="moderate", rulesets=BOTH)
def two_as_in_the_smallest_resnet(problem: Problem) -> Pick[int]:
    """Two blocks a stage make the smallest ResNet, a dozen and more layers."""
    return pick(2, f"{examples(problem)}: two blocks a stage, as in the smallest ResNet", [1, 2, 3])


# Kernels ------------------------------------------------------------------------------------------------


@kernel.rule(
    "KER-STEPS",
    scope(family="cnn"),
    sources=["inceptiontime2019"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on kernels; along time there is one direction only, so a longer kernel is cheap and"
    " sees whole shapes.",
)
def longer_along_time(problem: Problem) -> Pick[int] | Skip:
    """Along time a longer kernel is cheap, and sees a shape rather than a slope."""
    if not along_time(problem):
        return skip("needs convolutions over steps")
    if problem.data.length < LONG_STEPS:
        return skip(f"needs at least {LONG_STEPS} steps")
    return pick(LONG_KERNEL, f"of {plural(problem.data.length, 'step')} a kernel of 7 sees a shape", [3, 7, 11, 21])


@kernel.rule("KER-SMALL", sources=["guide", "vgg2014", "google-text-guide"], strength="strong", rulesets=BOTH)
def three_wide(problem: Problem, family: Family) -> Pick[int]:
    """Stacked kernels of three reach as far as larger ones with fewer weights."""
    return pick(
        3,
        f"stacked kernels of 3 reach far with few weights, which suits {examples(problem)} (the guide is silent)",
        [3, 5] if family != "unet" else None,
    )
