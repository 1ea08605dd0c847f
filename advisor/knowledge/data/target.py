"""What is done to the target of a regression or forecast, and to its predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.predicates import ordered_in_time
from advisor.knowledge.scopes import NUMBERS, scope
from advisor.quantities import count, decimal, each, plural

if TYPE_CHECKING:
    from advisor.config.words import SeriesScaling, TargetTransform
    from advisor.problem import Problem


FEW_COUNTS: Final = 10.0  # mean of a count; above it Poisson's distribution is close to the normal one, folklore
HEAVY_SKEW: Final = 3.0  # skewness of a target that a logarithm is likely to help, folklore
OUTLIERS_WORTH_A_LOOK: Final = 0.01  # fraction of target values, folklore
NO_BOUNDS: Final = ("unbounded", "positive", "counts")  # ranges whose upper end moves

FORECASTS: Final = scope(task="forecasting")
REGRESSIONS: Final = scope(task="regression")

target_transform: Decision[TargetTransform] = Decision(
    "data.target.transform",
    "What is done to the target before training?",
    name="target_transform",
    scope=scope(task=NUMBERS),
    absent="the target is not a number",
)
clamp: Decision[bool] = Decision(
    "data.target.clamp",
    "Are predictions kept within the range of the training targets?",
    scope=REGRESSIONS,
    absent="only the predictions of a regression are clamped",
)
smearing: Decision[bool] = Decision(
    "data.target.smearing",
    "Is the prediction corrected to the mean once the logarithm is undone?",
    applies=lambda target_transform: target_transform == "log1p-standardize",
    absent="no logarithm of the target is taken",
)


def _scale(problem: Problem) -> str:
    """Where the target lies, as far as it is known."""
    mean, deviation = problem.data.target_mean, problem.data.target_deviation
    if mean is None or deviation is None:
        return "whose scale is not known"
    return f"of mean {decimal(mean)} and deviation {decimal(deviation)}"


def _outliers(problem: Problem) -> str | None:
    """The warning of outliers, which inflate the deviation that the target is divided by."""
    outliers = problem.data.target_outliers
    if outliers <= OUTLIERS_WORTH_A_LOOK:
        return None
    return (
        f"{outliers:.1%} of the target values lie beyond five robust deviations: look at them first; winsorise"
        " the training targets if they are errors and squared error is what counts"
    )


@target_transform.rule(
    "TGT-SERIES-UNITS",
    FORECASTS,
    sources=["hyndman2006", "guide:G-SC-1"],
    strength="moderate",
    rulesets=BOTH,
)
def several_series_in_units_of_their_naive_error(
    problem: Problem, series_scaling: SeriesScaling
) -> Pick[TargetTransform] | Skip:
    """Series of different size count alike once each is divided by the error of its own naive forecast."""
    if series_scaling != "subtract-last":
        return skip(f"needs subtract-last scaling, which leaves the size of a series, and it is {series_scaling}")
    if problem.data.series == 1:
        return skip("needs several series, whose errors would otherwise be of different size")
    return pick(
        "scale-by-seasonal-naive",
        f"{count(problem.data.series)} series may differ in size, which subtracting the last value leaves; in units of"
        " its own naive error each counts alike in the loss",
        try_next=["standardize"],
    )


@target_transform.rule(
    "TGT-ONE-SERIES",
    FORECASTS,
    sources=["dlinear2022", "guide:G-SC-1"],
    strength="moderate",
    rulesets=BOTH,
)
def one_series_standardised(problem: Problem, series_scaling: SeriesScaling) -> Pick[TargetTransform] | Skip:
    """Subtracting the last value removes the level of a series but not its size."""
    if series_scaling != "subtract-last":
        return skip(f"needs subtract-last scaling, which leaves the size of a series, and it is {series_scaling}")
    if problem.data.series > 1:
        return skip(f"needs a single series, and there are {count(problem.data.series)}")
    return pick(
        "standardize",
        f"the series, {_scale(problem)}, loses its level with the last value that is subtracted but keeps its size,"
        " which dividing by the deviation of its training part takes out",
        warning=_outliers(problem),
    )


@target_transform.rule(
    "TGT-SERIES-WINDOW",
    FORECASTS,
    sources=["dlinear2022", "patchtst2022", "guide:G-SC-1"],
    strength="moderate",
    rulesets=BOTH,
)
def forecasts_are_scaled_as_their_window(problem: Problem, series_scaling: SeriesScaling) -> Pick[TargetTransform]:
    """The steps to forecast are values of the same series, so they are scaled as the window before them."""
    return pick(
        "none",
        f"the forecast of {plural(problem.data.horizon, 'step')} is scaled by the statistics of its inputs"
        f" ({series_scaling}), which a second scaling would undo",
    )


@target_transform.rule(
    "TGT-GUIDE-BOUNDED",
    REGRESSIONS,
    sources=["guide:G-OACT-2"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_leaves_a_bounded_target(problem: Problem) -> Pick[TargetTransform] | Skip:
    """The guide's sigmoid and tanh outputs give 0 to 1 and -1 to 1, so such a target stays as it is."""
    if problem.data.target_range not in ("unit", "symmetric"):
        return skip("needs a target within 0 to 1 or -1 to 1")
    ends = "0 to 1" if problem.data.target_range == "unit" else "-1 to 1"
    return pick("none", f"the target lies within {ends}, the very range of the guide's output activation for it")


@target_transform.rule(
    "TGT-GUIDE-POSITIVE",
    REGRESSIONS,
    sources=["guide:G-SC-1", "guide:G-OACT-1", "guide:G-OACT-3"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_standardises_a_positive_target(problem: Problem) -> Pick[TargetTransform] | Skip:
    """The guide allows two readings: softplus on a positive target, or one scale for all, which needs no activation.

    The second had the smaller RMSE on 9 of 10 splits of five tables whose target is positive (docs/quality.md).
    """
    if problem.data.target_range != "positive":
        return skip("needs a target that is positive and not a count")
    return pick(
        "standardize",
        f"the target, {_scale(problem)}, is brought to one scale like the inputs; the other reading of the guide,"
        " softplus on the positive values, measured worse",
        try_next=["rms-scale"],
        warning=_outliers(problem),
    )


@target_transform.rule(
    "TGT-GUIDE-COUNTS",
    REGRESSIONS,
    sources=["guide:G-OACT-3", "guide:G-SC-1", "guide:G-SC-2"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_scales_counts(problem: Problem) -> Pick[TargetTransform] | Skip:
    """Softplus needs the target's zero to stay where it is; only its size may be taken out."""
    if problem.data.target_range != "counts":
        return skip("needs a target that counts something")
    return pick(
        "rms-scale",
        f"the counts, {_scale(problem)}, are brought near 1, where softplus works; centring them would move their zero,"
        " below which softplus cannot go",
        try_next=["none"],
        warning=_outliers(problem),
    )


@target_transform.rule(
    "TGT-COUNTS",
    REGRESSIONS,
    sources=["nelder1972"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide keeps counts positive by softplus under squared error; a log link with Poisson's loss lets the"
    " spread grow with the mean, as that of counts does.",
)
def small_counts_stay_counts(problem: Problem) -> Pick[TargetTransform] | Skip:
    """Poisson's loss is a likelihood of counts as they are; its log link takes the place of scaling."""
    if problem.data.target_range != "counts":
        return skip("needs a target that counts something")
    if problem.data.quantiles:
        return skip("needs a single number to predict, as Poisson's loss gives")
    mean = problem.data.target_mean
    if mean is not None and mean > FEW_COUNTS:
        return skip(
            f"needs counts of mean {FEW_COUNTS:g} or less; of mean {decimal(mean)} they are as good as continuous"
        )
    known = "of unknown mean" if mean is None else f"of mean {decimal(mean)}"
    return pick(
        "none",
        f"a log link and Poisson's loss fit counts {known} as they are",
        try_next=["standardize", "log1p-standardize"],
    )


@target_transform.rule(
    "TGT-LOG",
    REGRESSIONS,
    sources=["box1964"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide fits a positive target on its own scale through softplus, where the few largest values of a"
    " skewed one make up most of the loss.",
)
def logarithm_of_a_skewed_target(problem: Problem) -> Pick[TargetTransform] | Skip:
    """Squared error on a heavily skewed target is dominated by its few largest values; logarithms even them out.

    With the mean restored by smearing, R² on the target's own scale was above that of the standardised target on 9
    of 10 splits of 5 skewed tables, by 0.02 in the mean; without, on 3.
    """
    data = problem.data
    if data.target_range not in ("positive", "counts"):
        return skip("needs a positive target, or counts")
    if data.target_skew < HEAVY_SKEW:
        return skip(f"needs a skewness of {HEAVY_SKEW:g} or more, and it is {decimal(data.target_skew)}")
    return pick(
        "log1p-standardize",
        f"at a skewness of {decimal(data.target_skew)} a few large values would make up most of the squared error; on"
        " the log scale relative errors count",
        try_next=["standardize"],
    )


@target_transform.rule(
    "TGT-STANDARDIZE",
    REGRESSIONS,
    sources=["pytabkit", "realmlp2024", "guide:G-SC-1", "guide:G-SC-2"],
    strength="strong",
    rulesets=BOTH,
    versus="For a target with bounds the guide bounds the output by its activation, which saturates there; a linear"
    " output on the standardised target with clamped predictions does not.",
)
def standardised_target(problem: Problem) -> Pick[TargetTransform]:
    """An untrained network predicts numbers around zero of about size one, so the target should be such too.

    The guide asks for one scale of the features only. Of its faithful readings the one that also scales the
    target measured best by far, so the guide's ruleset takes it.
    """
    measured = "; on tables no other choice was worth as much" if problem.data.kind == "table" else ""
    return pick(
        "standardize",
        f"{each(problem.data.outputs, 'target')}, {_scale(problem)}, is brought to mean 0 and deviation 1, where an"
        f" untrained network predicts{measured}",
        warning=_outliers(problem),
    )


@smearing.rule("SMEAR-QUANTILES", sources=["koenker1978"], strength="strong", rulesets=BOTH)
def quantiles_as_they_are(problem: Problem) -> Pick[bool] | Skip:
    """A quantile of the logarithm is the logarithm of the quantile, so undoing it needs no correction."""
    if not problem.data.quantiles:
        return skip("needs quantiles to predict")
    levels = plural(len(problem.data.quantiles), "quantile")
    return pick(False, f"{levels} of the logarithm will be as much of the target itself, once the logarithm is undone")


@smearing.rule("SMEAR-MEDIAN", sources=["duan1983"], strength="strong", rulesets=BOTH)
def median_where_it_is_wanted(problem: Problem) -> Pick[bool] | Skip:
    """The mean absolute error is least at the median, which is what undoing the logarithm gives."""
    metric = problem.priorities.metric
    if metric != "mae":
        return skip("needs the metric mae, which is least at the median")
    return pick(False, f"{metric} is least at the median, which undoing the logarithm gives as it is")


@smearing.rule("SMEAR-MEAN", sources=["duan1983", "manning2001"], strength="moderate", rulesets=BOTH)
def mean_by_smearing(problem: Problem) -> Pick[bool]:
    """Undoing the logarithm gives a median, which lies below the mean that squared errors and totals need.

    Duan's smearing factor is the mean of the exponentiated errors on the log scale: 1.0 to 1.3 on five skewed tables.
    """
    return pick(
        True,
        "undoing the logarithm gives a median, which lies below the mean at a skewness of"
        f" {decimal(problem.data.target_skew)}; the errors on the validation part tell by what factor",
        try_next=[True, False],
    )


@clamp.rule("CLAMP-MOVING", sources=["tabred2024"], strength="moderate", rulesets=CURRENT)
def unclamped_where_the_target_moves(problem: Problem) -> Pick[bool] | Skip:
    """Later data drifts, and a target without bounds may leave the range of the training data."""
    if not ordered_in_time(problem):
        return skip("needs a time column, or use on data from a later time")
    if problem.data.target_range not in NO_BOUNDS:
        return skip("needs a target without an upper bound, which can move")
    return pick(
        False,
        f"a target of range {problem.data.target_range} may later exceed all that {count(problem.data.rows)} examples"
        " reached",
    )


@clamp.rule(
    "CLAMP-RANGE",
    sources=["pytabkit", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide keeps predictions in range by the output activation, which saturates near the bounds; a linear"
    " output with clamped predictions does not.",
)
def predictions_within_the_training_range(problem: Problem) -> Pick[bool]:
    """A linear output may extrapolate wildly, and nothing speaks for values beyond those of the training targets."""
    return pick(
        True,
        f"{count(problem.data.rows)} examples give no evidence of values beyond their own range, and one wild"
        " prediction can spoil a mean squared error",
    )


@clamp.rule("CLAMP-GUIDE", sources=["guide:G-OACT-1", "guide:G-OACT-2", "guide:G-OACT-3"], strength="folklore",
            rulesets=GUIDE)  # fmt: skip
def guide_bounds_by_the_output_activation(problem: Problem) -> Pick[bool]:
    """The guide bounds predictions by the output activation alone."""
    return pick(
        False,
        f"the guide leaves the range of predictions ({problem.data.target_range}) to the output activation",
    )
