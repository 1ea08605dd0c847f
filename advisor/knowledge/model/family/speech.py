"""The kind of network that transcribes speech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, count, rounded
from advisor.knowledge.model.family.base import family
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SPEECH: Final = scope(task="speech-recognition")
TUNING_HOURS: Final = 5.0  # hours of transcribed speech; below it published recognisers as they are (folklore)
SCRATCH_HOURS: Final = 1_000.0  # hours; LibriSpeech, on which recognisers from scratch became usable, has 960


@family.rule(
    "FAM-SPEECH-ZERO",
    SPEECH,
    sources=["whisper2022"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide retrains the top of a published network; with so few hours that loses more than it gains.",
)
def recogniser_as_it_is(problem: Problem) -> Pick[Family] | Skip:
    """A recogniser trained on 680,000 hours has little to learn from a handful more."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if problem.data.hours >= TUNING_HOURS:
        return skip(f"needs fewer than {TUNING_HOURS:g} hours of transcribed speech")
    return pick(
        "zero-shot",
        f"{rounded(problem.data.hours)} hours of transcripts are little beside the 680,000 that a published recogniser"
        " was trained on: use it as it is, and keep yours to evaluate it",
        ["zero-shot", "speech-to-text"],
    )


@family.rule(
    "FAM-SPEECH-TUNED",
    SPEECH,
    sources=["guide:G-HID-3", "guide:G-HID-4", "whisper2022", "baevski2020"],
    strength="strong",
    rulesets=BOTH,
)
def tuned_recogniser(problem: Problem) -> Pick[Family] | Skip:
    """A published recogniser is tuned to the speakers and the words at hand."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    return pick(
        "speech-to-text",
        f"{rounded(problem.data.hours)} hours of transcripts tune a published recogniser to these speakers and words",
        ["speech-to-text", "zero-shot"],
    )


@family.rule(
    "FAM-SPEECH-SCRATCH",
    SPEECH,
    sources=["graves2006", "guide:G-CLIP-1"],
    strength="moderate",
    rulesets=BOTH,
)
def recogniser_from_scratch(problem: Problem) -> Pick[Family]:
    """A recurrent network over spectrograms learns transcripts without time marks from random weights."""
    warning = None
    if problem.data.hours < SCRATCH_HOURS:
        warning = (
            f"{problem.data.hours:.3g} hours are too few for a recogniser from random weights, which takes"
            f" {count(SCRATCH_HOURS)} or more: allow published weights"
        )
    return pick(
        "rnn",
        "published weights are ruled out, so a recurrent network is trained from scratch on"
        f" {rounded(problem.data.hours)} hours",
        warning=warning,
    )
