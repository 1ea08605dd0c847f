"""The kind of network that classifies each token of a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.family.base import family, rows_warning
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

TOKENS: Final = scope(task="token-classification")


@family.rule(
    "FAM-TOKENS-PRETRAINED",
    TOKENS,
    sources=["devlin2018", "deberta2021"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide reuses published networks for images and speech only; for text they came in the year before it"
    " and have led since.",
)
def published_encoder_for_tokens(problem: Problem) -> Pick[Family] | Skip:
    """A published encoder knows what words mean in their context, which labels alone hardly teach."""
    if not problem.priorities.pretrained or problem.compute.deploy == "edge":
        return skip("needs published weights, and a server to predict on")
    return pick(
        "pretrained",
        f"a published encoder knows words in their context, which the labels of {plural(problem.data.rows, 'text')} of"
        f" up to {plural(problem.data.length, 'token')} hardly teach",
        ["pretrained", "rnn"],
        rows_warning(problem),
    )


@family.rule(
    "FAM-TOKENS-RNN",
    TOKENS,
    sources=["guide:G-CLIP-1", "hochreiter1997"],
    strength="moderate",
    rulesets=BOTH,
)
def recurrence_over_tokens(problem: Problem) -> Pick[Family]:
    """A recurrent network gives each token an output that depends on its neighbours."""
    return pick(
        "rnn",
        f"the label of each token, in texts of up to {count(problem.data.length)}, depends on its neighbours, which a"
        " small recurrent network reads without published weights",
        warning=rows_warning(problem),
    )
