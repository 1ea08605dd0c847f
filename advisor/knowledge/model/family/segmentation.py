"""The kind of network that classifies each pixel of an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.family.base import family
from advisor.knowledge.model.family.image import BACKBONE_CHANNELS, side, size
from advisor.knowledge.scopes import scope
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SEGMENTATION: Final = scope(task="segmentation")
SMALL_SIDE: Final = 64  # pixels; published segmenters predict at a quarter to an eighth of the side
UNET_IMAGES: Final = 30  # images; nnU-Net's study includes a data set of 30 (BTCV), arXiv:2404.09556


@family.rule(
    "FAM-UNET-VOLUME",
    SEGMENTATION,
    sources=["nnunet2018", "isensee2024", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def unet_for_volumes(problem: Problem) -> Pick[Family] | Skip:
    """Volumes have few published weights, and well-configured U-Nets lead where they were fairly compared."""
    if not problem.data.volumetric:
        return skip("needs volumes")
    few = problem.data.rows < UNET_IMAGES
    return pick(
        "unet",
        f"{plural(problem.data.rows, 'volume')}: U-Nets fitted to the data lead on volumes (the guide is silent)",
        warning=f"{plural(problem.data.rows, 'volume')} are fewer than U-Nets were studied with" if few else None,
    )


@family.rule(
    "FAM-UNET",
    SEGMENTATION,
    sources=["unet2015", "nnunet2018", "isensee2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images; far from photographs their weights gain little, and U-Nets"
    " learn from few images.",
)
def unet_far_from_photographs(problem: Problem) -> Pick[Family] | Skip:
    """Far from photographs published networks know little, and a U-Net learns from few images."""
    if problem.data.domain != "far":
        return skip("needs images far from photographs (medical, satellite)")
    return pick(
        "unet",
        f"{plural(problem.data.rows, 'image')} far from photographs: a U-Net with strong augmentation learns from few",
        ["unet", "segmenter"],
    )


@family.rule(
    "FAM-SEGMENTER",
    SEGMENTATION,
    sources=["guide:G-HID-4", "deeplab2017", "segformer2021"],
    strength="strong",
    rulesets=BOTH,
)
def segmenter_for_photographs(problem: Problem) -> Pick[Family] | Skip:
    """Published segmentation networks know edges and objects of photographs; few images tune them."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if problem.data.volumetric:
        return skip("needs flat images, as published segmentation networks read no volumes")
    if problem.data.image.channels not in BACKBONE_CHANNELS or side(problem) < SMALL_SIDE:
        return skip(f"needs grey or colour images of at least {SMALL_SIDE} pixels a side")
    return pick(
        "segmenter",
        f"{plural(problem.data.rows, 'image')} of {size(problem)}: "
        + (
            "a published segmentation network brings edges and textures, though it was trained on photographs"
            if problem.data.domain == "far"
            else "a published segmentation network has learnt most of what they show"
        ),
        ["segmenter", "unet"],
    )


@family.rule("FAM-UNET-SCRATCH", SEGMENTATION, sources=["unet2015", "guide"], strength="moderate", rulesets=BOTH)
def unet_from_scratch(problem: Problem) -> Pick[Family]:
    """From scratch, an encoder-decoder with skips is the plain way to classify pixels."""
    why = (
        "no published segmentation network reads them"
        if problem.priorities.pretrained
        else "no published weights are allowed"
    )
    return pick(
        "unet", f"{plural(problem.data.rows, 'image')} of {size(problem)}: {why}, so a U-Net is trained from scratch"
    )
