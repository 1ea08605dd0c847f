"""The kind of network for images: classes and numbers, boxes, pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

FEW_PIXELS: Final = 16  # pixels; a 3 x 3 kernel has nowhere to slide in less than 4 x 4
FLAT_SIDE: Final = 32  # pixels a side up to which flattening may serve, R4
BACKBONE_SIDE: Final = 32  # pixels a side; published image networks halve five times, 2^5
BACKBONE_CHANNELS: Final = (1, 3)  # channels a published first layer can read, grey repeated to three
SCRATCH_IMAGES: Final = 1_000_000  # images; size of ImageNet, on which training from scratch became usual
DETECTION_FROM_SCRATCH: Final = 10_000  # images; a tenth of COCO, He et al. 2018, arXiv:1811.08883
SMALL_OBJECTS_SIDE: Final = 64  # pixels; detectors see in steps of 8 to 32 pixels
SINGLE: Final = 1.0  # objects in an image
SMALL_SEGMENT_SIDE: Final = 64  # pixels; published segmenters predict at a quarter to an eighth of the side
UNET_IMAGES: Final = 30  # images; nnU-Net's study includes a data set of 30 (BTCV), arXiv:2404.09556


def side(problem: Problem) -> int:
    """The shorter side of an image in pixels."""
    return min(problem.data.image.height, problem.data.image.width)


def size(problem: Problem) -> str:
    """The size of an image as people write it."""
    image = problem.data.image
    return f"{image.height} x {image.width} x {image.channels}"


def objects(problem: Problem) -> str:
    """How many objects an image holds."""
    number = problem.data.objects
    return f"{number:g} {'object' if number == SINGLE else 'objects'} in an image"


def labels_whole_images(problem: Problem) -> bool:
    """Whether an image has one answer: classes or numbers."""
    return problem.data.kind == "image" and problem.task not in ("detection", "segmentation")


# Detection ----------------------------------------------------------------------------------------------


@family.rule(
    "FAM-SINGLE-BOX",
    scope(task="detection"),
    sources=["guide:G-OUT-3", "guide:G-OUT-5", "guide:R14", "guide:G-HID-4"],
    strength="moderate",
    rulesets=GUIDE,
)
def one_box_by_regression(problem: Problem) -> Pick[Family] | Skip:
    """Four numbers beside the classes locate one object; several need a detector."""
    if problem.data.objects > SINGLE:
        return skip("needs images of a single object")
    if not problem.priorities.pretrained or side(problem) < BACKBONE_SIDE:
        return skip(f"needs published weights and {BACKBONE_SIDE} pixels a side")
    return pick(
        "pretrained",
        f"{objects(problem)}: a published backbone with four box outputs beside its classes locates it",
    )


@family.rule(
    "FAM-DETECTOR",
    scope(task="detection"),
    sources=["guide:G-HID-4", "guide:R14", "ultralytics", "rtdetr2023"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide locates a single object by four outputs beside the classes; a detector does so too, and copes"
    " with images of none or two.",
)
def detector_for_boxes(problem: Problem) -> Pick[Family] | Skip:
    """Any number of objects, or none, is what detectors are made for; their published weights save most of the work."""
    if not problem.priorities.pretrained:
        return skip("needs objects to locate, and published weights")
    warning = None
    if side(problem) < SMALL_OBJECTS_SIDE:
        warning = (
            f"images of {size(problem)} leave a detector, which looks in steps of 8 to 32 pixels,"
            " hardly a place to look at: classify whole images, or record larger ones"
        )
    return pick(
        "detector",
        f"{objects(problem)} and {plural(problem.data.rows, 'image')} to learn from: a"
        " published detector has learnt most of it already",
        warning=warning,
    )


@family.rule(
    "FAM-DETECTOR-SCRATCH", scope(task="detection"), sources=["guide:R14", "he2018"], strength="moderate", rulesets=BOTH
)
def detector_from_scratch(problem: Problem) -> Pick[Family]:
    """Without published weights the same detector learns from random ones, given images and patience."""
    warning = None
    if problem.data.rows < DETECTION_FROM_SCRATCH:
        warning = (
            f"{plural(problem.data.rows, 'image')} are few for a detector from random weights, which matched"
            f" published ones from about {count(DETECTION_FROM_SCRATCH)} on: allow published weights if you can"
        )
    return pick(
        "detector",
        f"published weights are ruled out, so a detector learns from {plural(problem.data.rows, 'image')} alone",
        warning=warning,
    )


# Segmentation -------------------------------------------------------------------------------------------


@family.rule(
    "FAM-UNET-VOLUME",
    scope(task="segmentation"),
    sources=["nnunet2018", "isensee2024", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def unet_for_volumes(problem: Problem) -> Pick[Family] | Skip:
    """Volumes have few published weights, and well-configured U-Nets lead where they were fairly compared."""
    if not problem.data.volumetric:
        return skip("the images are not volumes to segment")
    few = problem.data.rows < UNET_IMAGES
    return pick(
        "unet",
        f"{plural(problem.data.rows, 'volume')}: U-Nets fitted to the data lead on volumes (the guide is silent)",
        warning=f"{plural(problem.data.rows, 'volume')} are fewer than U-Nets were studied with" if few else None,
    )


@family.rule(
    "FAM-UNET",
    scope(task="segmentation"),
    sources=["unet2015", "nnunet2018", "isensee2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images; far from photographs their weights gain little, and U-Nets"
    " learn from few images.",
)
def unet_far_from_photographs(problem: Problem) -> Pick[Family] | Skip:
    """Far from photographs an encoder-decoder with skips learns from few images what no published network knows."""
    if problem.data.domain != "far":
        return skip("needs images far from photographs (medical, satellite)")
    return pick(
        "unet",
        f"{plural(problem.data.rows, 'image')} far from photographs: a U-Net with strong augmentation learns from few",
        ["unet", "segmenter"],
    )


@family.rule(
    "FAM-SEGMENTER",
    scope(task="segmentation"),
    sources=["guide:G-HID-4", "deeplab2017", "segformer2021"],
    strength="strong",
    rulesets=BOTH,
)
def segmenter_for_photographs(problem: Problem) -> Pick[Family] | Skip:
    """Published segmentation networks know edges and objects of photographs; few images tune them."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if problem.data.image.channels not in BACKBONE_CHANNELS or side(problem) < SMALL_SEGMENT_SIDE:
        return skip(f"needs grey or colour images of {SMALL_SEGMENT_SIDE} pixels a side")
    return pick(
        "segmenter",
        f"{plural(problem.data.rows, 'image')} of {size(problem)}: a published segmentation network has learnt most of"
        " what they show",
        ["segmenter", "unet"],
    )


@family.rule(
    "FAM-UNET-SCRATCH", scope(task="segmentation"), sources=["unet2015", "guide"], strength="moderate", rulesets=BOTH
)
def unet_from_scratch(problem: Problem) -> Pick[Family]:
    """An encoder-decoder with skips is the plain way to classify pixels from random weights."""
    why = "published weights are ruled out" if not problem.priorities.pretrained else "no published network fits"
    return pick("unet", f"{why} for images of {size(problem)}, so a U-Net learns from random weights")


# Whole images -------------------------------------------------------------------------------------------


@family.rule("FAM-IMAGE-PIXELS", sources=["guide:G-IN-4"], strength="moderate", rulesets=BOTH)
def few_pixels_are_a_row(problem: Problem) -> Pick[Family] | Skip:
    """A handful of pixels, or one pixel of many channels, is a row of numbers."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    image = problem.data.image
    if image.height * image.width > FEW_PIXELS:
        return skip(f"needs at most {FEW_PIXELS} pixels")
    return pick(
        "mlp",
        f"{size(problem)} is {plural(image.height * image.width * image.channels, 'number')}, too few for a"
        " convolution to slide over",
        warning=rows_warning(problem),
    )


@family.rule("FAM-IMAGE-FLAT", sources=["guide:G-IN-4", "guide:R4"], strength="moderate", rulesets=GUIDE)
def flattened_small_grey_image(problem: Problem) -> Pick[Family] | Skip:
    """The guide flattens an image of 28 x 28 into 784 inputs of a dense network; larger ones it does not."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    image = problem.data.image
    if image.channels > 1 or max(image.height, image.width) > FLAT_SIDE:
        return skip(f"needs grey images of at most {FLAT_SIDE} pixels a side")
    return pick(
        "mlp",
        f"{size(problem)} flattens to {count(image.height * image.width)} inputs, which dense layers can still take",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-SMALL",
    sources=["resnet2015", "guide:G-HID-3", "guide:R4"],
    strength="moderate",
    rulesets=BOTH,
    versus="The guide flattens small images into dense layers; convolutions share what they learn between places and"
    " beat the tutorial network here.",
)
def too_small_for_a_backbone(problem: Problem) -> Pick[Family] | Skip:
    """Published networks halve the image five times; a smaller one suits a small residual network of its own."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    if side(problem) >= BACKBONE_SIDE:
        return skip(f"needs images below {BACKBONE_SIDE} pixels a side")
    return pick(
        "cnn",
        f"{size(problem)} is too small for published networks, which halve the side five times; a small residual"
        " network suits it",
        ["cnn", "pretrained"] if problem.priorities.pretrained else None,
        rows_warning(problem),
    )


@family.rule("FAM-IMAGE-CHANNELS", sources=["guide:G-HID-3", "resnet2015"], strength="folklore", rulesets=BOTH)
def channels_no_backbone_reads(problem: Problem) -> Pick[Family] | Skip:
    """Published first layers read red, green and blue; other channels need a network of their own."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    if problem.data.image.channels in BACKBONE_CHANNELS:
        return skip("needs images that are neither grey nor colour")
    return pick(
        "cnn",
        f"{problem.data.image.channels} channels do not enter a published first layer, which reads three",
        ["cnn", "pretrained"] if problem.priorities.pretrained else None,
        rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-SCRATCH-FAR",
    sources=["cs231n", "raghu2019", "he2018"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses published networks for every image; with this many images far from photographs their"
    " weights gain little.",
)
def millions_of_far_images(problem: Problem) -> Pick[Family] | Skip:
    """With over a million images far from photographs nothing is gained by what photographs taught."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    if problem.data.domain != "far" or problem.data.rows < SCRATCH_IMAGES or problem.compute.device != "gpu":
        return skip(f"needs {count(SCRATCH_IMAGES)} images far from photographs, and a GPU")
    return pick(
        "cnn",
        f"{count(problem.data.rows)} images far from photographs teach more than published weights bring",
        ["cnn", "pretrained"],
    )


@family.rule(
    "FAM-IMAGE-PRETRAINED",
    sources=["guide:G-HID-3", "guide:G-HID-4", "guide:G-HID-5", "guide:G-MISC-1", "kornblith2018", "backbones2023"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide flattens grey images of 32 x 32 and less; a published network has learnt shapes already.",
)
def published_backbone(problem: Problem) -> Pick[Family] | Skip:
    """A network that learnt from millions of photographs needs a new head only, and perhaps a little tuning."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'image')} of {size(problem)}: a published network sees more in them than they"
        " could teach one from random weights",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-IMAGE-CNN",
    sources=["guide:G-HID-3", "resnet2015"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide flattens grey images of 32 x 32 and less; convolutions share what they learn between places.",
)
def residual_network_from_scratch(problem: Problem) -> Pick[Family] | Skip:
    """From random weights a residual convolutional network is the dependable start."""
    if not labels_whole_images(problem):
        return skip("needs images with one answer each")
    return pick(
        "cnn",
        f"published weights are ruled out, so a residual network learns from {plural(problem.data.rows, 'image')}",
        warning=rows_warning(problem),
    )
