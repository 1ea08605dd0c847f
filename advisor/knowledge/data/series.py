"""How time series become inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.scopes import families_but, scope, tasks_but
from advisor.quantities import count, each, plural

if TYPE_CHECKING:
    from advisor.config.words import SeriesScaling
    from advisor.problem import Problem

LOOKBACK: Final = 336  # steps, DLinear and PatchTST, arXiv:2205.13504
LOOKBACK_MOST: Final = 1_024  # steps (folklore)
CONTEXT: Final = 8_192  # steps that Chronos-2 looks back; release notes of chronos-forecasting 2.0
NHITS_FACTOR: Final = 5  # look-back over horizon, N-HiTS, arXiv:2201.12886
GUIDE_FACTOR: Final = 2  # look-back over horizon where the guide is silent (folklore)
PARTS_OF_SERIES: Final = 4  # of a series one of which a look-back may take, so that windows are left (folklore)
USUAL_PARTS: Final = 8  # of all steps, one of which a look-back takes unless two seasons are more; 46 series, own runs
LONG_EXAMPLE: Final = 100_000  # steps of a series to classify that are more than any network was studied on

SERIES: Final = scope(kind="series")

lookback: Decision[int] = Decision(
    "data.series.lookback",
    "How many past steps does the network see?",
    scope=SERIES,
    absent="the data is not time series",
)
horizon: Decision[int] = Decision(
    "data.series.horizon",
    "How many steps does it forecast?",
    scope=scope(task="forecasting"),
    absent="nothing is forecast",
)
series_scaling: Decision[SeriesScaling] = Decision(
    "data.series.scaling",
    "How are the values of a series brought to one scale?",
    name="series_scaling",
    scope=SERIES,
    absent="the data is not time series",
)


def room(problem: Problem) -> int:
    """Steps of one series that a look-back may take, so that windows are left to train on."""
    return max(1, problem.data.rows // problem.data.series // PARTS_OF_SERIES)


@lookback.rule(
    "LOOK-WHOLE",
    scope(task=tasks_but("forecasting")),
    sources=["inceptiontime2019", "guide:G-IN-1"],
    strength="strong",
    rulesets=BOTH,
)
def whole_series_to_classify(problem: Problem) -> Pick[int]:
    """What tells a series apart may stand anywhere in it."""
    length = problem.data.length
    return pick(
        length,
        f"what tells a series apart may stand anywhere in its {plural(length, 'step')}",
        warning=f"{count(length)} steps are more than networks for series were studied on: average neighbouring steps,"
        " or cut the series into windows"
        if length > LONG_EXAMPLE
        else None,
    )


@lookback.rule(
    "LOOK-CONTEXT",
    scope(task="forecasting", family="zero-shot"),
    sources=["chronos2025", "chronos-forecasting"],
    strength="strong",
    rulesets=BOTH,
)
def all_that_a_forecaster_reads(problem: Problem) -> Pick[int]:
    """A published forecaster is not trained, so it may see all of a series but the steps that validate it."""
    steps = problem.data.rows // problem.data.series
    return pick(
        max(1, min(steps - problem.data.horizon, CONTEXT)),
        f"{plural(steps, 'step')} per series less {count(problem.data.horizon)} to validate on; a published forecaster"
        f" reads at most {count(CONTEXT)}",
    )


@lookback.rule(
    "LOOK-GUIDE",
    scope(task="forecasting", family=families_but("zero-shot")),
    sources=["guide:G-IN-1"],
    strength="moderate",
    rulesets=GUIDE,
)
def twice_the_horizon(problem: Problem) -> Pick[int]:
    """The guide says nothing of look-backs: twice the horizon and a season at least."""
    data = problem.data
    want = max(GUIDE_FACTOR * data.horizon, data.period or 1)
    season = " and at least a season" if data.period else ""
    return pick(
        min(want, room(problem)),
        f"the guide is silent on look-backs: twice the horizon of {data.horizon}{season}, within a quarter of a series",
    )


@lookback.rule(
    "LOOK-NHITS",
    scope(task="forecasting", family="nhits"),
    sources=["nhits2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on look-backs; the authors of N-HiTS looked back five horizons.",
)
def five_horizons(problem: Problem) -> Pick[int]:
    """Stacks at several time scales look back five times as far as they forecast."""
    data = problem.data
    want = max(NHITS_FACTOR * data.horizon, 2 * (data.period or 1))
    seasons = " and at least two seasons" if data.period else ""
    kept = min(want, room(problem), max(LOOKBACK_MOST, GUIDE_FACTOR * data.horizon))
    return pick(
        kept,
        f"five times the horizon of {data.horizon}{seasons}, within a quarter of a series",
        sorted({max(1, kept // 2), kept, min(2 * kept, room(problem))}),
    )


@lookback.rule(
    "LOOK-LONG",
    scope(task="forecasting", family=families_but("zero-shot", "nhits")),
    sources=["dlinear2022", "patchtst2022"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.horizon": (3, 720)},  # 3 to 14 in own runs, 24 and more by the authors
    versus="The guide is silent on look-backs; linear models and patches gain from long ones, yet on 46 published"
    " series a linear model over an eighth of the steps or two seasons erred 3% less than one over a quarter.",
)
def long_lookback(problem: Problem) -> Pick[int]:
    """Linear models and patches gain from a longer past, as far as the series leaves windows to train on."""
    data = problem.data
    season = 2 * (data.period or 1)
    want = min(max(LOOKBACK, season, GUIDE_FACTOR * data.horizon), max(LOOKBACK_MOST, GUIDE_FACTOR * data.horizon))
    allowed = room(problem)
    kept = min(want, max(season, data.rows // USUAL_PARTS), allowed)
    short = data.period is not None and kept < data.period
    return pick(
        kept,
        f"a longer past helps up to {plural(want, 'step')}, as far as it leaves windows to train on: an eighth of"
        f" {count(data.rows)} steps{' or two seasons' if data.period else ''}, and at most a quarter of one series",
        sorted({max(1, kept // 2), kept, min(2 * kept, allowed)}),
        f"the look-back of {kept} steps does not hold a season of {data.period}: give the network the season's position"
        " as another variable, or take a statistical forecast"
        if short
        else None,
    )


@horizon.rule("LOOK-AHEAD", sources=["guide:G-OUT-1"], strength="strong", rulesets=BOTH)
def as_asked(problem: Problem) -> Pick[int]:
    """All steps that the task asks for are forecast at once."""
    return pick(problem.data.horizon, f"the task asks for {plural(problem.data.horizon, 'step')} ahead, all at once")


@series_scaling.rule(
    "SSC-PUBLISHED",
    scope(family="zero-shot"),
    sources=["chronos2025", "chronos-forecasting"],
    strength="strong",
    rulesets=BOTH,
)
def as_the_forecaster_was_trained(problem: Problem) -> Pick[SeriesScaling]:
    """A published forecaster standardises each series over its look-back by itself."""
    return pick(
        "window-standardize",
        f"a published forecaster standardises {each(problem.data.series, 'series', 'series')} over its look-back by"
        " itself",
    )


@series_scaling.rule(
    "SSC-GUIDE",
    scope(family=families_but("zero-shot")),
    sources=["guide:G-SC-1", "guide:G-SC-2"],
    strength="moderate",
    rulesets=GUIDE,
)
def one_scale_for_all(problem: Problem) -> Pick[SeriesScaling]:
    """All inputs on one scale, by the statistics of the training part."""
    return pick(
        "global-standardize",
        f"the statistics of the training part standardise {plural(1 + problem.data.covariates, 'variable')} once",
    )


@series_scaling.rule(
    "SSC-LAST",
    scope(family="linear-series"),
    sources=["dlinear2022"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide brings inputs to one scale once; series drift, and subtracting the last value follows the drift.",
)
def subtract_the_last_value(problem: Problem) -> Pick[SeriesScaling]:
    """Series drift: a linear model that sees differences from the last value follows the drift."""
    return pick(
        "subtract-last",
        f"the level of a series may drift over {plural(problem.data.rows, 'time step')}; differences from the last"
        " value do not",
        ["subtract-last", "window-standardize"],
    )


@series_scaling.rule(
    "SSC-WINDOW",
    scope(family=families_but("zero-shot", "linear-series")),
    sources=["patchtst2022", "inceptiontime2019"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide brings inputs to one scale once; series drift and differ in level, so each window is scaled by"
    " itself.",
)
def each_window_by_itself(problem: Problem) -> Pick[SeriesScaling]:
    """Windows differ in level and spread; scaled each by itself they show their shapes."""
    because = (
        f"level and spread may change over {plural(problem.data.rows, 'time step')}, and scaling each window by itself"
        " takes both out"
        if problem.task == "forecasting"
        else f"shapes over {plural(problem.data.length, 'step')} tell classes apart more often than levels do"
    )
    return pick("window-standardize", because, ["window-standardize", "global-standardize"])
