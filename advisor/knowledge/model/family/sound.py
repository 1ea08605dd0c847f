"""The kind of network that classifies sounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.predicates import latency_first_or_edge
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SOUNDS: Final = scope(kind="audio", task=("binary", "multiclass", "multilabel"))
AUDIBLE_RATE: Final = 48_000  # samples a second; above it recordings hold what published networks never heard


@family.rule(
    "FAM-SOUND-OWN",
    SOUNDS,
    sources=["ast2021", "whisper2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide reuses published networks for sound; those resample to 16 kHz and would hear nothing of this"
    " recording's upper half.",
)
def sounds_no_backbone_hears(problem: Problem) -> Pick[Family] | Skip:
    """Published sound networks hear up to 8 kHz; ultrasound and machine sounds recorded faster lie above."""
    if problem.data.domain != "far" or problem.data.sample_rate <= AUDIBLE_RATE:
        return skip(f"needs sound far from speech and music at more than {count(AUDIBLE_RATE)} samples a second")
    return pick(
        "cnn",
        f"published networks resample {count(problem.data.sample_rate)} samples a second to 16,000 and lose what lies"
        " above 8 kHz",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-SOUND-LIGHT",
    SOUNDS,
    sources=["ast2021", "specaugment2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide reuses published networks for sound; they hold 87 million parameters and want a GPU, and a small"
    " convolutional network on spectrograms beat the tutorial one by 12 to 50 points here.",
)
def small_network_for_sound(problem: Problem) -> Pick[Family] | Skip:
    """Without a GPU, or on an edge device, a small convolutional network over spectrograms is what one can afford."""
    if problem.compute.device == "gpu" and not latency_first_or_edge(problem):
        return skip("needs training on a CPU, an edge device, or latency to come first")
    why = (
        "predictions run on an edge device"
        if problem.compute.deploy == "edge"
        else "latency comes first"
        if problem.priorities.first == "latency"
        else "training runs on a CPU"
    )
    return pick(
        "cnn",
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s, and {why}: a spectrogram is an image that"
        " a small network reads quickly",
        ["cnn", "pretrained"] if problem.priorities.pretrained else None,
        rows_warning(problem),
    )


@family.rule(
    "FAM-SOUND-PRETRAINED",
    SOUNDS,
    sources=["guide:G-HID-3", "guide:G-HID-4", "guide:G-HID-5", "ast2021"],
    strength="strong",
    rulesets=BOTH,
)
def published_network_for_sound(problem: Problem) -> Pick[Family] | Skip:
    """A transformer pretrained on two million clips needs a new head and a little fine-tuning."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    return pick(
        "pretrained",
        f"{plural(problem.data.rows, 'clip')} of {problem.data.seconds:g} s train a new head on a network pretrained on"
        " two million clips",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-SOUND-CNN",
    SOUNDS,
    sources=["guide:G-HID-3", "specaugment2019"],
    strength="moderate",
    rulesets=BOTH,
)
def residual_network_over_spectrograms(problem: Problem) -> Pick[Family]:
    """A spectrogram is an image: a residual convolutional network reads it from random weights."""
    return pick(
        "cnn",
        "published weights are ruled out, so a residual network is trained from scratch on spectrograms of"
        f" {plural(problem.data.rows, 'clip')}",
        warning=rows_warning(problem),
    )
