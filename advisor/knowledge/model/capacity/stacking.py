"""A linear model or a statistical forecast that is blended with the networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.model.capacity.base import examples
from advisor.knowledge.predicates import MAY_BE_QUANTILES, SEVERAL_SERIES, SHORT_EACH, several_short_series
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Normalization, OutputActivation, SoundScaling, Stacking
    from advisor.problem import Problem

STEPS_TO_SMOOTH: Final = 200_000  # steps in all up to which smoothing each series takes seconds
BLENDED: Final = {
    "table": ("mlp",),
    "text": ("ngram-mlp",),
    "audio": ("cnn",),
    "series": ("linear-series", "nhits"),
}


def _blends(problem: Problem, family: Family) -> bool:
    """Whether something may be blended with such a network."""
    classifies = problem.data.kind == "series" and problem.task != "forecasting"
    return family in BLENDED[problem.data.kind] and not classifies


stacking: Decision[Stacking] = Decision(
    "model.stacking",
    "Is a linear model or a statistical forecast blended with the networks?",
    scope=scope(kind=tuple(BLENDED)),
    applies=_blends,
    absent="nothing is blended with such a network",
)


@stacking.rule(
    "STACK-QUANTILES",
    MAY_BE_QUANTILES,
    sources=["koenker1978"],
    strength="moderate",
    rulesets=BOTH,
)
def network_alone_for_quantiles(problem: Problem) -> Pick[Stacking] | Skip:
    """Linear models and Theta answer with a single number, and a mean of that and a quantile is no quantile."""
    asked = problem.data.quantiles
    if not asked:
        return skip("needs quantiles to predict")
    return pick(
        "none",
        f"beside {plural(len(asked), 'quantile')}, a linear model or Theta, which answer with a single number, would"
        " move all of them towards it",
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


@stacking.rule(
    "STACK-BANDS",
    scope(kind="audio", task=("binary", "multiclass")),
    sources=["vanderlaan2007", "wolpert1992"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (278, 1_040)},
    versus="The guide trains one network and blends no linear model with it; with some ten clips a class a linear model"
    " of mean bands has a lower error than a network.",
)
def linear_beside_spectrograms(
    problem: Problem, folds: int, sound_scaling: SoundScaling | None
) -> Pick[Stacking] | Skip:
    """Logistic regression on means and deviations of the bands: blend it in, and let the folds tell its weight.

    It reads means and deviations of each band over all and over what sounds, and means of eight stretches of that.
    Log-loss over folds and on a test part, of names of letters in ten languages, some ten of each: networks alone 2.854
    and 3.019, blended with 75% of it 2.472 and 2.600. What it reads was chosen on those and on spoken words. Sets that
    took no part: 2,000 digits 1.008 and .499 alone, .746 and .436 blended; 339 emotions .839 and .928, .813 and .932;
    320 everyday sounds gave it no weight. The networks of all folds together are better than the one that is judged in
    each fold, so that the weight is rather too large for a test part.
    """
    if folds == 1:
        return skip("needs out-of-fold predictions")
    if sound_scaling != "clip-statistics":
        return skip("needs recordings that are scaled one by one")
    return pick(
        "linear",
        f"over {plural(folds, 'fold')} of {plural(problem.data.rows, 'clip')}, out-of-fold predictions tell what weight"
        " logistic regression on the means of each band should have in the blend",
        ["none"],
    )


@stacking.rule(
    "STACK-THETA",
    scope(task="forecasting"),
    sources=["makridakis2018", "theta-model"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.series": (60, 250)},
    versus="The guide is silent on series; on short ones a blend of one network over all and Theta, which fits each by"
    " itself, erred less than either on three of four sets.",
)
def theta_beside_short_series(problem: Problem) -> Pick[Stacking] | Skip:
    """Many short series: smoothing fits each one's own level, trend and season, a network what they share.

    What the ends that were held out say is the share of each. MASE of ridge regression on the last steps of all series,
    of Theta, and of their blend: 1.02, 0.90 and 0.91 on months of M3 and 1.08, 1.09 and 1.03 on its quarters, which it
    was learnt on; 1.60, 1.76 and 1.58 on quarters of Tourism and 1.95, 2.24 and 1.95 on other series of M3, which took
    no part. The exported network with Theta had 0.904 on the months and 1.052 on the quarters of M3.
    """
    data = problem.data
    steps = data.rows // data.series
    if not several_short_series(problem) or data.rows > STEPS_TO_SMOOTH:
        return skip(
            f"needs at least {SEVERAL_SERIES} series, of at most {SHORT_EACH} steps each, and at most"
            f" {count(STEPS_TO_SMOOTH)} steps in all"
        )
    return pick(
        "theta",
        f"{plural(data.series, 'series', 'series')} of some {plural(steps, 'step')}: Theta fits each by itself, and the"
        " held-out ends tell what weight it should have in a blend with the network",
        ["none"],
    )


@stacking.rule(
    "STACK-NO-THETA",
    scope(task="forecasting"),
    sources=["makridakis2018"],
    strength="folklore",
    rulesets=BOTH,
)
def network_alone_on_long_series(problem: Problem) -> Pick[Stacking]:
    """On a few series, or on long ones, no blend with a statistical forecast was studied."""
    data = problem.data
    return pick(
        "none",
        f"{plural(data.series, 'series', 'series')} of some {plural(data.rows // data.series, 'step')}: a blend with a"
        " statistical forecast was studied on many short series only",
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
