"""The kind of network that transcribes speech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.family.base import family
from advisor.knowledge.scopes import scope
from advisor.quantities import amount, count, decimal

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
        f"{amount(problem.data.hours, 'hour')} of transcripts, and 680,000 that a published recogniser was trained"
        " on: use it as it is, and keep yours to evaluate it",
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
        f"a published recogniser is tuned to these speakers and words by {amount(problem.data.hours, 'hour')}",
        ["speech-to-text", "zero-shot"],
    )


@family.rule(
    "FAM-SPEECH-SCRATCH",
    SPEECH,
    sources=["graves2006", "conformer2020", "guide:G-CLIP-1"],
    strength="moderate",
    rulesets=BOTH,
)
def recogniser_from_scratch(problem: Problem) -> Pick[Family]:
    """A recurrent network over spectrograms learns transcripts without time marks from random weights."""
    warning = None
    if problem.data.hours < SCRATCH_HOURS:
        warning = (
            f"a recogniser from random weights takes {count(SCRATCH_HOURS)} hours or more, and there"
            f" are only {decimal(problem.data.hours)}: allow published weights"
        )
    else:
        warning = (
            f"on {count(problem.data.hours)} hours a Conformer makes fewer errors than a recurrent network: train one"
            " with NeMo, ESPnet or SpeechBrain, which no export here does"
        )
    return pick(
        "rnn",
        "published weights are ruled out, so a recurrent network is trained from scratch on"
        f" {amount(problem.data.hours, 'hour')}",
        warning=warning,
    )
