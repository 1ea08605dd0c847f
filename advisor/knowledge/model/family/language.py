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
SMALLEST_DECODER: Final = 135_000_000  # parameters; the smallest published one worth tuning (SmolLM2-135M)
SCRATCH_TOKENS: Final = 10**12  # from which models of code were trained from scratch (StarCoder, arXiv:2305.06161)


@family.rule(
    "FAM-LM-TUNED",
    LANGUAGE,
    sources=["ibrahim2024", "codellama2023", "biderman2024"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide says nothing of language models; going on from a published one costs a fraction of training from"
    " random weights, for code as well.",
)
def go_on_from_a_published_decoder(problem: Problem) -> Pick[Family] | Skip:
    """Open decoders have read trillions of tokens: on less than that, theirs is the better start, far from it too."""
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    tokens = problem.data.tokens
    if tokens >= SCRATCH_TOKENS:
        return skip(f"needs fewer than {count(SCRATCH_TOKENS)} tokens, as many as open models were trained on")
    return pick(
        "pretrained",
        f"open decoders have read trillions of tokens, and these are {count(tokens)}: to go on from one costs"
        " a fraction of training from random weights",
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
