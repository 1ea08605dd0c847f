"""How pixels become inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, named
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope
from advisor.quantities import each, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, PixelScaling
    from advisor.problem import Problem


pixel_scaling: Decision[PixelScaling] = Decision(
    "data.image.scaling",
    "How do pixels become inputs?",
    name="pixel_scaling",
    scope=scope(kind="image"),
    absent="the data is not images",
)


@pixel_scaling.rule(
    "PIX-BACKBONE", scope(family=PUBLISHED), sources=["timm", "guide:G-SC-1"], strength="strong", rulesets=BOTH
)
def as_the_backbone_was_trained(problem: Problem) -> Pick[PixelScaling] | Skip:
    """A published network sees right only what is scaled as its training images were."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    return pick(
        "backbone-statistics",
        "published weights expect the mean and deviation of the images that they were trained on, not those of your"
        f" {plural(problem.data.image.channels, 'channel')}",
    )


@pixel_scaling.rule(
    "PIX-VOLUME", scope(task="segmentation"), sources=["nnunet2018", "guide:G-SC-1"], strength="strong", rulesets=BOTH
)
def volumes_by_percentiles(problem: Problem) -> Pick[PixelScaling] | Skip:
    """Intensities of scanners have outliers and no common scale: clip at percentiles, then standardise."""
    if not problem.data.volumetric:
        return skip("needs volumes (CT, MRI)")
    return pick(
        "percentile-clip-z-score",
        f"{plural(problem.data.rows, 'volume')}: the intensities of scanners have outliers, which are clipped first",
    )


@pixel_scaling.rule(
    "PIX-DETECTOR", scope(family=PUBLISHED), sources=["ultralytics", "guide:G-SC-1"], strength="moderate", rulesets=BOTH
)
def detectors_take_unit_range(family: Family) -> Pick[PixelScaling]:
    """Detectors from random weights take pixels from 0 to 1, as their recipes have it."""
    return pick("unit-range", f"without published weights {named(family)} takes pixels from 0 to 1, as in its recipe")


@pixel_scaling.rule(
    "PIX-CHANNELS",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-SC-1", "lecun1998"],
    strength="strong",
    rulesets=BOTH,
)
def standardised_channels(problem: Problem) -> Pick[PixelScaling]:
    """Each channel is brought to mean 0 and deviation 1 over the training images."""
    return pick(
        "channel-statistics",
        f"{each(problem.data.image.channels, 'channel')} is brought to mean 0 and deviation 1, the scale that random"
        " weights suit",
    )
