"""A linear model that is blended with the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.capacity.base import examples
from advisor.knowledge.scopes import scope
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Normalization, OutputActivation, Stacking
    from advisor.problem import Problem

stacking: Decision[Stacking] = Decision(
    "model.stacking",
    "Is a linear model blended with the networks?",
    scope=scope(kind=("table", "text")),
    applies=lambda problem, family: family == ("mlp" if problem.data.kind == "table" else "ngram-mlp"),
    absent="no linear model is blended with such a network",
)


@stacking.rule(
    "STACK-LINEAR",
    scope(kind="table", task=("binary", "multiclass", "regression")),
    sources=["vanderlaan2007", "wolpert1992"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide trains one network and blends no linear model with it; where the target is close to linear, or"
    " columns are many for the rows, a linear model has a lower error than any network, and fitting it takes seconds.",
)
def linear_beside_folds(
    problem: Problem,
    folds: int,
    members: int | None,
    normalization: Normalization,
    residual: bool | None,
    output_activation: OutputActivation,
) -> Pick[Stacking] | Skip:
    """Out-of-fold predictions tell what weight a linear model should have in the blend, zero included."""
    if problem.task == "regression" and output_activation != "none":
        return skip("needs an output without activation")
    if folds == 1 or members is None:
        return skip("needs out-of-fold predictions")
    if normalization != "none" or residual:
        return skip("needs networks without normalisation and skip connections")
    return pick(
        "linear",
        f"over {plural(folds, 'fold')} of {examples(problem)}, out-of-fold predictions tell what weight a linear model"
        " should have in the blend",
        ["none"],
    )


@stacking.rule(
    "STACK-WORDS",
    scope(kind="text", task=("binary", "multiclass")),
    sources=["vanderlaan2007", "wolpert1992", "google-text-guide"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
    versus="The guide trains one network and blends no linear model with it; on few texts a linear model that is solved"
    " exactly, with tuned regularisation, has a lower error than a network that stops early.",
)
def linear_beside_ngrams(problem: Problem, folds: int) -> Pick[Stacking] | Skip:
    """Logistic regression on TF-IDF is hard to beat on few texts: blend it in, and let the folds tell its weight.

    On 300 texts of eight topics it was 15 points of accuracy better than a linear network that stops early, as rare
    words get hardly any weight in the few epochs before that.
    """
    if folds == 1:
        return skip("needs out-of-fold predictions")
    return pick(
        "linear",
        f"over {plural(folds, 'fold')} of {examples(problem)}, out-of-fold predictions tell what weight logistic"
        " regression on the same n-grams should have in the blend",
        ["none"],
    )


@stacking.rule("STACK-NONE", sources=["guide"], strength="folklore", rulesets=BOTH)
def network_alone(problem: Problem, folds: int) -> Pick[Stacking]:
    """Blends were studied for some networks and tasks only, and need out-of-fold predictions to weigh the models."""
    return pick(
        "none",
        f"one split of {examples(problem)} gives no out-of-fold predictions to weigh a second model by"
        if folds == 1
        else f"no blend was studied for this task and network over {plural(folds, 'fold')} of {examples(problem)}",
    )
