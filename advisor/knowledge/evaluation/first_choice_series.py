"""What to try first for forecasts: statistics, a published forecaster, trees, a line, or the network itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT
from advisor.knowledge.evaluation.first_choice_table import first_choice, first_suitable
from advisor.knowledge.predicates import SEVERAL_SERIES, SHORT_EACH, several_short_series
from advisor.knowledge.scopes import TRAINED, scope
from advisor.networks.forecasters import forecasters
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import FirstChoice
    from advisor.problem import Problem

SHORT_SERIES: Final = 2_000  # time steps in all, folklore
LINEAR_STEPS: Final = 100_000  # time steps in all, folklore
SEASONS_SEEN: Final = 3  # seasons of a series from which a forecaster can be fitted, folklore
MANY_SERIES: Final = 100  # series that one model learns across, folklore
# Seasons of yearly and quarterly steps, and how AutoETS and AutoTheta did there. GIFT-Eval, MASE over that of the
# seasonal naive: on yearly series 0.78 for both against 0.82 for Chronos-2, on quarterly ones 0.72 and 0.74 against
# 0.72, on monthly ones 0.77 against 0.72 (all of the M4 competition).
SLOW_SEASONS: Final = {1: ("yearly", "erred 4% less"), 4: ("quarterly", "erred at most 3% more")}
PATCHTST: Final = 0.849  # MASE of PatchTST on GIFT-Eval, likewise: the best of what was trained on its series


def too_short(problem: Problem) -> bool:
    """Whether series of hardly more than their season, or than the steps to forecast, can only be continued."""
    data = problem.data
    return data.rows // data.series < SEASONS_SEEN * max(data.period or 1, data.horizon)


LONGER_SERIES: Final = f"needs series of {SEASONS_SEEN} seasons or horizons, and more"


@first_choice.rule(
    "FIRST-SEASON",
    scope(task="forecasting", family=TRAINED),
    sources=["hyndman2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; before a few seasons were seen, repeating the last is all that can be done.",
)
def repeat_the_last_season(problem: Problem) -> Pick[FirstChoice] | Skip:
    """A series of hardly more than its season, or than the steps to forecast, can only be continued."""
    data = problem.data
    steps, season = data.rows // data.series, max(data.period or 1, data.horizon)
    if not too_short(problem):
        return skip(
            f"needs fewer than {SEASONS_SEEN} seasons or horizons of {plural(season, 'step')} in series of"
            f" {count(steps)}"
        )
    return pick(
        "seasonal-naive",
        f"series of {plural(steps, 'step')} are shorter than {SEASONS_SEEN} seasons or horizons of"
        f" {plural(season, 'step')}",
        warning=f"repeat the last season first: series of {count(steps)} steps are too short to fit anything for"
        f" {plural(data.horizon, 'step')} ahead; collect more",
    )


@first_choice.rule(
    "FIRST-YEARLY",
    scope(task="forecasting"),
    sources=["gift-eval", "hyndman2006"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on series; on yearly and quarterly ones of M4 exponential smoothing and Theta erred at"
    " most 3% more than Chronos-2, or less.",
)
def statistics_of_yearly_series(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On yearly and quarterly series exponential smoothing and Theta, in seconds, are as good as published networks.

    The season stands for the length of a step, which no fact says.
    """
    data = problem.data
    if too_short(problem):
        return skip(LONGER_SERIES)
    if data.period not in SLOW_SEASONS:
        return skip("needs yearly or quarterly steps: a period of 1 or 4")
    steps, erred = SLOW_SEASONS[data.period]
    return pick(
        "statistical-forecast",
        f"a season of {plural(data.period, 'step')}, as {steps} series have: on those of the M4 competition exponential"
        f" smoothing and Theta {erred} than Chronos-2",
        warning=f"try exponential smoothing and Theta first: on the {steps} series of the M4 competition they"
        f" {erred} than Chronos-2",
    )


@first_choice.rule(
    "FIRST-GLOBAL-TREES",
    scope(task="forecasting", family=TRAINED),
    sources=["lightgbm", "tsmixer2023"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; many series with other variables make a table of lags, on which trees lead.",
)
def one_tree_model_for_many_series(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Many series with other variables make a table of lags and variables for one global boosted model."""
    data = problem.data
    if too_short(problem):
        return skip(LONGER_SERIES)
    if data.series < MANY_SERIES or data.covariates == 0:
        return skip(f"needs {MANY_SERIES} series or more, with other variables known at each step")
    return pick(
        "boosted-trees",
        f"{count(data.series)} series with {plural(data.covariates, 'other variable')}: lags and variables make one"
        " table",
        warning=f"try one boosted model on the lags of all series first: {count(data.series)} series with other"
        " variables make one table",
    )


@first_choice.rule(
    "FIRST-FORECASTER",
    scope(task="forecasting", family=TRAINED),
    sources=["gift-eval", "chronos2025", "chronos-forecasting"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide is silent on series; published forecasters, used as they are, erred less on GIFT-Eval than any"
    " network that was trained on its series from random weights.",
)
def a_published_forecaster_as_it_is(problem: Problem) -> Pick[FirstChoice] | Skip:
    """Published forecasters, used as they are, err less than networks trained on the series themselves."""
    data = problem.data
    if not problem.priorities.pretrained or problem.compute.deploy == "edge":
        return skip("needs published weights, and a server to predict on")
    if too_short(problem):
        return skip(LONGER_SERIES)
    first = first_suitable(problem, forecasters())
    return pick(
        "zero-shot",
        f"{plural(data.series, 'series', 'series')} of {plural(data.rows // data.series, 'step')}: without training"
        f" {first.name} erred less on GIFT-Eval than any network trained on its series from random weights",
        warning=f"try {first.name} as it is first (pip install {first.package}; {first.license}): on GIFT-Eval it"
        f" erred {1 - first.mase / PATCHTST:.0%} less than PatchTST trained on the series",
    )


@first_choice.rule(
    "FIRST-STATISTICAL",
    scope(task="forecasting", family=TRAINED),
    sources=["chronos2024", "hyndman2006"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide is silent on series; exponential smoothing has three parameters to fit, a network thousands.",
)
def exponential_smoothing_for_short_series(problem: Problem) -> Pick[FirstChoice] | Skip:
    """On short series exponential smoothing and Theta are as good as anything that is fitted."""
    data = problem.data
    steps = data.rows // data.series
    if too_short(problem):
        return skip(LONGER_SERIES)
    if several_short_series(problem) and not data.covariates:
        return pick(
            "statistical-forecast",
            f"{count(data.series)} series of some {plural(steps, 'step')}: exponential smoothing fits each by itself,"
            " and on two of four such sets of M3 and Tourism it erred less than one network blended with Theta",
            warning=f"try exponential smoothing first: on series as short as these {count(data.series)}, of some"
            f" {plural(steps, 'step')}, it erred less than one network blended with Theta on two of four sets of M3 and"
            " Tourism",
        )
    if data.rows >= SHORT_SERIES:
        return skip(
            f"needs fewer than {count(SHORT_SERIES)} steps in all, or {SEVERAL_SERIES} series of at most {SHORT_EACH}"
            " steps without other variables"
        )
    return pick(
        "statistical-forecast",
        f"{count(data.rows)} steps of {plural(data.series, 'series', 'series')} are enough for the few parameters of"
        " exponential smoothing, not for those of a network",
        warning=f"try exponential smoothing or Theta first: {count(data.rows)} time steps are few for the parameters of"
        " a network",
    )


@first_choice.rule(
    "FIRST-LAGS",
    scope(task="forecasting", family=TRAINED),
    sources=["dlinear2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on series; a linear model on lags beat the tutorial's recurrent network on every series"
    " measured.",
)
def linear_on_past_steps(problem: Problem) -> Pick[FirstChoice] | Skip:
    """One linear layer from the past steps to the next beat older transformers and recurrent networks."""
    data = problem.data
    if too_short(problem):
        return skip(LONGER_SERIES)
    if data.rows >= LINEAR_STEPS:
        return skip(f"needs fewer than {count(LINEAR_STEPS)} steps in all")
    return pick(
        "linear-on-lags",
        f"from {count(data.rows)} steps a linear model on lags is hard to beat at {plural(data.horizon, 'step')} ahead",
        warning=f"try ridge regression on lags first: on {count(data.rows)} time steps it is hard to beat",
    )
