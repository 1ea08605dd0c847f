"""The kind of network for whole images: an image has classes or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

WHOLE_IMAGES: Final = scope(kind="image", task=("binary", "multiclass", "multilabel", "regression"))
FEW_PIXELS: Final = 16  # pixels; a 3 x 3 kernel has nowhere to slide in less than 4 x 4
FLAT_SIDE: Final = 32  # pixels a side up to which flattening may serve, R4
BACKBONE_SIDE: Final = 32  # pixels a side; published image networks halve five times, 2^5
BACKBONE_CHANNELS: Final = (1, 3)  # channels a published first layer can read, grey repeated to three
SCRATCH_IMAGES: Final = 1_000_000  # images; size of ImageNet, on which training from scratch became usual


def side(problem: Problem) -> int:
    """The shorter side of an image in pixels."""
    return min(problem.data.image.height, problem.data.image.width)


def size(problem: Problem) -> str:
    """The size of an image as people write it."""
    image = problem.data.image
    return f"{image.height} x {image.width} x {image.channels}"


def _pixels(problem: Problem) -> int:
    return problem.data.image.height * problem.data.image.width


@family.rule("FAM-IMAGE-PIXELS", WHOLE_IMAGES, sources=["guide:G-IN-4"], strength="moderate", rulesets=BOTH)
def few_pixels_are_a_row(problem: Problem) -> Pick[Family] | Skip:
    """A handful of pixels, or one pixel of many channels, is a row of numbers."""
    pixels = _pixels(problem)
    if pixels > FEW_PIXELS:
        return skip(f"needs at most {FEW_PIXELS} pixels")
    return pick(
        "mlp",
        f"{size(problem)} is a row of {plural(pixels * problem.data.image.channels, 'number')}: a convolution has"
        f" nowhere to slide in {plural(pixels, 'pixel')}",
        warning=rows_warning(problem),
    )


@family.rule("FAM-IMAGE-FLAT", WHOLE_IMAGES, sources=["guide:G-IN-4", "guide:R4"], strength="moderate", rulesets=GUIDE)
def flattened_small_grey_image(problem: Problem) -> Pick[Family] | Skip:
    """The guide flattens an image of 28 x 28 into 784 inputs of a dense network; larger ones it does not."""
    image = problem.data.image
    if image.channels > 1 or max(image.height, image.width) > FLAT_SIDE:
        return skip(f"needs grey images of at most {FLAT_SIDE} pixels a side")
    return pick(
        "mlp",
        f"{size(problem)} flattens to {plural(_pixels(problem), 'input')}, which dense layers can still take",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-SMALL",
    WHOLE_IMAGES,
    sources=["resnet2015", "guide:G-HID-3", "guide:R4"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide flattens small images into dense layers; convolutions share what they learn between places and"
    " beat the tutorial network here.",
)
def too_small_for_a_backbone(problem: Problem) -> Pick[Family] | Skip:
    """Published networks halve the image five times; smaller images suit a small residual network from scratch."""
    if side(problem) >= BACKBONE_SIDE or _pixels(problem) <= FEW_PIXELS:
        return skip(f"needs images below {BACKBONE_SIDE} pixels a side, and of more than {FEW_PIXELS} pixels in all")
    return pick(
        "cnn",
        f"{size(problem)} is too small for published networks, which halve the side five times; a small residual"
        " network suits it",
        ["cnn", "pretrained"] if problem.priorities.pretrained else None,
        rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-CHANNELS",
    WHOLE_IMAGES,
    sources=["guide:G-HID-3", "timm"],
    strength="folklore",
    rulesets=BOTH,
)
def channels_no_backbone_reads(problem: Problem) -> Pick[Family] | Skip:
    """Published first layers read red, green and blue; for other channels they have to be adapted, which timm does."""
    if problem.data.image.channels in BACKBONE_CHANNELS or _pixels(problem) <= FEW_PIXELS:
        return skip(f"needs images that are neither grey nor colour, and of more than {FEW_PIXELS} pixels")
    return pick(
        "cnn",
        f"a published first layer reads three channels and not {problem.data.image.channels}: a network of its own"
        " reads them all, and timm repeats the published filters over them, which is worth comparing",
        ["cnn", "pretrained"] if problem.priorities.pretrained else None,
        rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-SCRATCH-FAR",
    WHOLE_IMAGES,
    sources=["cs231n", "raghu2019", "he2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses published networks for every image; with this many images far from photographs their"
    " weights gain little.",
)
def millions_of_far_images(problem: Problem) -> Pick[Family] | Skip:
    """With a million images far from photographs, weights learnt from photographs gain little."""
    if problem.data.domain != "far" or problem.data.rows < SCRATCH_IMAGES or problem.compute.device != "gpu":
        return skip(f"needs {count(SCRATCH_IMAGES)} images far from photographs, and a GPU")
    return pick(
        "cnn",
        f"{count(problem.data.rows)} images far from photographs teach more than published weights bring",
        ["cnn", "pretrained"],
    )


@family.rule(
    "FAM-IMAGE-PRETRAINED",
    WHOLE_IMAGES,
    sources=["guide:G-HID-3", "guide:G-HID-4", "guide:G-HID-5", "guide:G-MISC-1", "kornblith2018", "backbones2023"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide flattens grey images of 32 x 32 and less; a published network has learnt shapes already.",
)
def published_backbone(problem: Problem) -> Pick[Family] | Skip:
    """A network pretrained on millions of photographs needs only a new head, and perhaps a little fine-tuning."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if side(problem) < BACKBONE_SIDE or problem.data.image.channels not in BACKBONE_CHANNELS:
        return skip(f"needs grey or colour images of at least {BACKBONE_SIDE} pixels a side")
    far = problem.data.domain == "far"
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'image')} of {size(problem)}: "
        + (
            "even far from photographs, training converges faster from published weights than from random ones"
            if far
            else "a published network sees more in them than they could teach one from random weights"
        ),
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-CNN",
    WHOLE_IMAGES,
    sources=["guide:G-HID-3", "resnet2015"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide flattens grey images of 32 x 32 and less; convolutions share what they learn between places.",
)
def residual_network_from_scratch(problem: Problem) -> Pick[Family]:
    """From random weights a residual convolutional network is the dependable start."""
    return pick(
        "cnn",
        "published weights are ruled out, so a residual network is trained from scratch on"
        f" {plural(problem.data.rows, 'image')}",
        warning=rows_warning(problem),
    )
