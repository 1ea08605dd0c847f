"""The kind of network that forecasts time series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE
from advisor.knowledge.model.family.base import family
from advisor.knowledge.predicates import SHORT_EACH, latency_first_or_edge
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

FORECASTING: Final = scope(task="forecasting")
FEW_POINTS: Final = 2_000  # time steps in all; below it a trained network overfits (folklore)
MANY_POINTS: Final = 100_000  # time steps in all from which patches pay (folklore)
LONG_SERIES: Final = 1_000  # steps of a series; a look-back of 336 and its forecast leave enough windows (folklore)
MANY_SERIES: Final = 100  # series from which one global network learns across them (folklore)


@family.rule(
    "FAM-SERIES-DENSE",
    FORECASTING,
    sources=["guide:G-IN-1", "guide:G-OUT-3", "guide:G-HID-2"],
    strength="moderate",
    rulesets=GUIDE,
)
def dense_stack_over_lags(problem: Problem) -> Pick[Family]:
    """To the guide past steps are features like others, and each step ahead is one more target."""
    return pick(
        "mlp",
        f"the guide is silent on forecasts, so past steps are inputs and {plural(problem.data.horizon, 'step')} ahead"
        " the outputs of a dense network",
    )


@family.rule(
    "FAM-SERIES-ZERO",
    FORECASTING,
    sources=["chronos2025", "gift-eval"],
    strength="strong",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; so few steps are better forecast by a network that has seen many other"
    " series.",
)
def forecaster_as_it_is(problem: Problem) -> Pick[Family] | Skip:
    """A published forecaster has seen many series and needs none to train on."""
    data = problem.data
    if not problem.priorities.pretrained:
        return skip("needs published weights")
    if problem.compute.deploy == "edge":
        return skip("needs a server to run on")
    if data.rows >= FEW_POINTS:
        return skip(f"needs fewer than {count(FEW_POINTS)} time steps in all")
    return pick(
        "zero-shot",
        f"{plural(data.rows, 'time step')} over {plural(data.series, 'series', 'series')} train no network well; a"
        " published forecaster needs none",
        ["zero-shot", "linear-series"],
    )


@family.rule(
    "FAM-SERIES-TRANSFORMER",
    FORECASTING,
    sources=["patchtst2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; patches of long series let attention pass linear models.",
)
def patches_of_long_series(problem: Problem) -> Pick[Family] | Skip:
    """On long series a transformer over patches gains from a longer look-back and passes linear models."""
    data = problem.data
    if problem.compute.device != "gpu" or latency_first_or_edge(problem) or problem.priorities.first == "speed":
        return skip("needs a GPU to train on, a server to predict on, and neither latency nor speed first")
    if data.rows < MANY_POINTS or data.rows < LONG_SERIES * data.series:
        return skip(f"needs {count(MANY_POINTS)} time steps in all and {count(LONG_SERIES)} of each series")
    return pick(
        "transformer",
        f"{count(data.rows)} time steps, {count(data.rows // data.series)} of each series, are enough for attention"
        " over patches to pass a linear layer",
        ["transformer", "linear-series", "nhits"],
    )


@family.rule(
    "FAM-SERIES-NHITS",
    FORECASTING,
    sources=["nhits2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; one network over all series learns what they share.",
)
def one_network_for_many_series(problem: Problem) -> Pick[Family] | Skip:
    """One network over many series learns what they share, at several time scales, and stays quick."""
    data = problem.data
    if data.series < MANY_SERIES or data.rows < FEW_POINTS:
        return skip(f"needs at least {MANY_SERIES} series, with {count(FEW_POINTS)} time steps in all")
    if data.rows // data.series <= SHORT_EACH and data.rows < MANY_POINTS:
        return skip(
            f"needs series of more than {SHORT_EACH} steps, or {count(MANY_POINTS)} time steps in all: on shorter ones"
            " a linear layer erred less"
        )
    return pick(
        "nhits",
        f"{count(data.series)} series of some {plural(data.rows // data.series, 'step')}: one network learns what they"
        " share",
        ["nhits", "linear-series"],
        f"{plural(data.covariates, 'other variable')}: boosted trees over lags and variables are hard to beat here"
        if data.covariates
        else None,
    )


@family.rule(
    "FAM-SERIES-LINEAR",
    FORECASTING,
    sources=["dlinear2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide says nothing of forecasts; a linear model on lags with a small network beside it beat the"
    " tutorial LSTM on every series measured here.",
)
def linear_layer_over_lags(problem: Problem) -> Pick[Family]:
    """A linear layer from past to future, with a small network beside it, is quick and hard to beat."""
    data = problem.data
    few = data.rows < FEW_POINTS
    return pick(
        "linear-series",
        f"{plural(data.rows, 'time step')} over {plural(data.series, 'series', 'series')}: a linear layer from past to"
        " future trains quickly and is hard to beat",
        ["linear-series", "nhits"],
        f"{plural(data.rows, 'time step')} are few to train on: compare with exponential smoothing" if few else None,
    )
