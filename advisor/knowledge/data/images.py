"""Images: how they become inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, plural
from advisor.knowledge.scopes import PUBLISHED, scope

if TYPE_CHECKING:
    from advisor.config.words import Family, PixelScaling
    from advisor.problem import Problem


pixel_scaling: Decision[PixelScaling] = Decision(
    "data.image.scaling",
    "How do pixels become inputs?",
    name="pixel_scaling",
    applies=lambda problem: problem.data.kind == "image",
    absent="the data is not images",
)


@pixel_scaling.rule(
    "PIX-BACKBONE", scope(family=PUBLISHED), sources=["timm", "guide:G-SC-1"], strength="strong", rulesets=BOTH
)
def as_the_backbone_learnt(problem: Problem) -> Pick[PixelScaling] | Skip:
    """A published network sees right only what is scaled as its training images were."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    channels = problem.data.image.channels
    return pick(
        "backbone-statistics",
        f"published weights expect the mean and deviation of their own training images, whatever those of your"
        f" {plural(channels, 'channel')} are",
    )


@pixel_scaling.rule("PIX-VOLUME", sources=["nnunet2018", "guide:G-SC-1"], strength="strong", rulesets=BOTH)
def volumes_by_percentiles(problem: Problem) -> Pick[PixelScaling] | Skip:
    """Intensities of scanners have outliers and no common scale: clip at percentiles, then standardise."""
    if not problem.data.volumetric:
        return skip("needs volumes (CT, MRI)")
    return pick(
        "percentile-clip-z-score",
        f"{plural(problem.data.rows, 'volume')}: intensities of scanners have outliers, which are clipped first",
    )


@pixel_scaling.rule(
    "PIX-DETECTOR", scope(family=PUBLISHED), sources=["ultralytics", "guide:G-SC-1"], strength="moderate", rulesets=BOTH
)
def detectors_take_unit_range(family: Family) -> Pick[PixelScaling]:
    """Detectors from random weights take pixels from 0 to 1 as their recipes do."""
    return pick("unit-range", f"without published weights a {family} takes pixels from 0 to 1, as its recipe does")


@pixel_scaling.rule("PIX-CHANNELS", sources=["guide:G-SC-1", "lecun1998"], strength="strong", rulesets=BOTH)
def standardised_channels(problem: Problem) -> Pick[PixelScaling]:
    """Each channel is brought to mean 0 and deviation 1 over the training images."""
    return pick(
        "channel-statistics",
        f"{plural(problem.data.image.channels, 'channel')} brought to mean 0 and deviation 1, so that all count alike",
    )
