"""The kind of network that finds objects in images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, GUIDE
from advisor.knowledge.model.family.base import family
from advisor.knowledge.model.family.image import BACKBONE_SIDE, side, size
from advisor.knowledge.scopes import scope
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

DETECTION: Final = scope(task="detection")
SCRATCH_IMAGES: Final = 10_000  # images; a tenth of COCO, He et al. 2018, arXiv:1811.08883
SMALL_SIDE: Final = 64  # pixels; detectors see in steps of 8 to 32 pixels
SINGLE: Final = 1.0  # objects in an image


def _objects(problem: Problem) -> str:
    """How many objects an image holds."""
    number = problem.data.objects
    return f"{number:g} {'object' if number == SINGLE else 'objects'} in an image"


@family.rule(
    "FAM-SINGLE-BOX",
    DETECTION,
    sources=["guide:G-OUT-3", "guide:G-OUT-5", "guide:R14", "guide:G-HID-4"],
    strength="moderate",
    rulesets=GUIDE,
)
def one_box_by_regression(problem: Problem) -> Pick[Family] | Skip:
    """Four numbers beside the classes locate one object; several need a detector."""
    if problem.data.objects > SINGLE:
        return skip("needs images of a single object")
    if not problem.priorities.pretrained or side(problem) < BACKBONE_SIDE:
        return skip(f"needs published weights, and images of at least {BACKBONE_SIDE} pixels a side")
    return pick(
        "pretrained",
        f"{_objects(problem)}: a published backbone with four box outputs beside its classes locates it",
    )


@family.rule(
    "FAM-DETECTOR",
    DETECTION,
    sources=["guide:G-HID-4", "guide:R14", "ultralytics", "rtdetr2023"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide locates a single object by four outputs beside the classes; a detector does so too, and copes"
    " with images of none or two.",
)
def detector_for_boxes(problem: Problem) -> Pick[Family] | Skip:
    """Any number of objects, or none, is what detectors are made for; their published weights save most of the work."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    warning = None
    if side(problem) < SMALL_SIDE:
        warning = (
            f"images of {size(problem)} leave a detector, which looks in steps of 8 to 32 pixels,"
            " hardly a place to look at: classify whole images, or record larger ones"
        )
    return pick(
        "detector",
        f"{_objects(problem)}, and {plural(problem.data.rows, 'image')} to train on: a published detector has already"
        " learnt most of the task",
        warning=warning,
    )


@family.rule("FAM-DETECTOR-SCRATCH", DETECTION, sources=["guide:R14", "he2018"], strength="moderate", rulesets=BOTH)
def detector_from_scratch(problem: Problem) -> Pick[Family]:
    """Without published weights the same detector learns from random ones, given images and patience."""
    warning = None
    if problem.data.rows < SCRATCH_IMAGES:
        warning = (
            f"{plural(problem.data.rows, 'image')} are few for a detector from random weights, which equalled"
            f" pretrained ones on a tenth of COCO and fell behind"
            " on fewer: allow published weights if you can"
        )
    return pick(
        "detector",
        "published weights are ruled out, so a detector is trained from scratch on"
        f" {plural(problem.data.rows, 'image')}",
        warning=warning,
    )
