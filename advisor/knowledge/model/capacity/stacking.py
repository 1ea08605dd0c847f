"""A model beside the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, plural
from advisor.knowledge.model.capacity.base import examples
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Normalization, OutputActivation, Stacking
    from advisor.problem import Problem

stacking: Decision[Stacking] = Decision(
    "model.stacking",
    "Does a linear model stand beside the networks?",
    applies=lambda problem, family: (
        (problem.data.kind == "table" and family == "mlp") or (problem.data.kind == "text" and family == "ngram-mlp")
    ),
    absent="the network answers alone",
)


@stacking.rule(
    "STACK-LINEAR",
    scope(kind="table", task=("binary", "multiclass", "regression")),
    sources=["vanderlaan2007", "wolpert1992"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide trains one network and has no linear model in it; where a table is straight, or wide for its"
    " rows, a linear model errs less than any network, and its share of the answer costs seconds.",
)
def linear_beside_folds(
    problem: Problem,
    folds: int,
    members: int | None,
    normalization: Normalization,
    residual: bool | None,
    output_activation: OutputActivation,
) -> Pick[Stacking] | Skip:
    """Predictions out of fold tell how much of the answer a linear model should have, none included."""
    if problem.task == "regression" and output_activation != "none":
        return skip(f"needs numbers that are learnt without {output_activation}")
    if folds == 1 or members is None:
        return skip("needs predictions out of fold")
    if normalization != "none" or residual:
        return skip("needs plain networks side by side")
    return pick(
        "linear",
        f"{plural(folds, 'fold')} of {examples(problem)} show out of fold what share of the answer a linear model is"
        " worth, and it has that share",
        ["none"],
    )


@stacking.rule(
    "STACK-WORDS",
    scope(kind="text", task=("binary", "multiclass")),
    sources=["vanderlaan2007", "wolpert1992", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
    versus="The guide trains one network and has no linear model in it; on few texts a linear model that is solved"
    " exactly, of a strength that is chosen, errs less than a network that stops early.",
)
def linear_beside_ngrams(problem: Problem, folds: int) -> Pick[Stacking] | Skip:
    """Logistic regression on TF-IDF is hard to beat on few texts: it stands beside, and folds tell its share.

    On 300 texts of eight topics it had 15 points of accuracy over a linear network that stops early, as rare words get
    hardly any weight in the few passes that it makes.
    """
    if folds == 1:
        return skip("needs predictions out of fold")
    return pick(
        "linear",
        f"{plural(folds, 'fold')} of {examples(problem)} show out of fold what share of the answer logistic regression"
        " on the same n-grams is worth, and it has that share",
        ["none"],
    )


@stacking.rule("STACK-NONE", sources=["guide"], strength="folklore", rulesets=BOTH)
def network_alone(problem: Problem) -> Pick[Stacking]:
    """Without predictions out of fold nothing tells what share a second model should have."""
    return pick("none", f"one split of {examples(problem)} tells little of what share a second model should have")
