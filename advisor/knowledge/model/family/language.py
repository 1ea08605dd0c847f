"""The kind of network that models language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.family.base import family
from advisor.knowledge.scopes import scope
from advisor.networks.scaling import TOKENS_PER_PARAMETER
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

LANGUAGE: Final = scope(task="language-modeling")
SMALL_DECODER: Final = 600_000_000  # parameters; a small published decoder worth tuning (Qwen3-0.6B)
SMALLEST_DECODER: Final = 135_000_000  # parameters; the smallest one worth tuning (SmolLM2-135M)


@family.rule(
    "FAM-LM-TUNED",
    LANGUAGE,
    sources=["chinchilla2022", "lora2021", "biderman2024"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide says nothing of language models; tuning a published one beats training on so few tokens.",
)
def tune_a_published_decoder(problem: Problem) -> Pick[Family] | Skip:
    """Where tokens are fewer than about 20 for each parameter of a published decoder, tuning it is the better use."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    parameters = SMALL_DECODER if problem.data.domain == "near" else SMALLEST_DECODER
    enough = TOKENS_PER_PARAMETER * parameters
    tokens = problem.data.tokens
    if tokens >= enough:
        return skip(f"needs fewer than {count(enough)} tokens, {TOKENS_PER_PARAMETER} a parameter of a small decoder")
    return pick(
        "pretrained",
        f"{plural(tokens, 'token')} can train {plural(tokens // TOKENS_PER_PARAMETER, 'parameter')} from scratch,"
        f" fewer than the {count(parameters)} of a small published decoder, which has seen far more",
    )


@family.rule(
    "FAM-LM-SCRATCH",
    LANGUAGE,
    sources=["vaswani2017", "chinchilla2022", "guide"],
    strength="strong",
    rulesets=BOTH,
)
def decoder_from_scratch(problem: Problem) -> Pick[Family]:
    """A transformer decoder is what language models are; its size follows from the tokens."""
    tokens = problem.data.tokens
    warning = None
    if tokens < TOKENS_PER_PARAMETER * SMALLEST_DECODER:
        warning = (
            f"no more than a toy learns from {plural(tokens, 'token')}: a useful language model from random weights"
            f" takes {count(TOKENS_PER_PARAMETER * SMALLEST_DECODER)} tokens or more, so tune a published one"
            " if you may"
        )
    return pick(
        "transformer",
        f"{plural(tokens, 'token')} can train a decoder of {plural(tokens // TOKENS_PER_PARAMETER, 'parameter')} from"
        " scratch (the guide is silent on language models)",
        warning=warning,
    )
