"""The target: its scale, and classes of unequal size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import SeriesScaling, TargetTransform
    from advisor.problem import Problem


FEW_COUNTS: Final = 10.0  # mean of a count; above it Poisson's law is close to the normal one, folklore
HEAVY_SKEW: Final = 3.0  # skewness of a target that a logarithm is likely to help, folklore
OUTLIERS_WORTH_A_LOOK: Final = 0.01  # fraction of target values, folklore
NO_BOUNDS: Final = ("unbounded", "positive", "counts")  # ranges whose upper end moves

target_transform: Decision[TargetTransform] = Decision(
    "data.target.transform",
    "What is done to the target before training?",
    name="target_transform",
    applies=lambda problem: problem.task in ("regression", "forecasting"),
    absent="classes have no scale",
)
clamp: Decision[bool] = Decision(
    "data.target.clamp",
    "Are predictions kept within the range of the training targets?",
    applies=lambda problem: problem.task == "regression",
    absent="only a regression predicts unbounded numbers",
)
smearing: Decision[bool] = Decision(
    "data.target.smearing",
    "Is the mean predicted once the logarithm is undone?",
    applies=lambda target_transform: target_transform == "log1p-standardize",
    absent="the target is learnt without a logarithm",
)


def _scale(problem: Problem) -> str:
    """Where the target lies, as far as it is known."""
    mean, deviation = problem.data.target_mean, problem.data.target_deviation
    if mean is None or deviation is None:
        return "whose scale is not known"
    return f"of mean {mean:.4g} and deviation {deviation:.4g}"


def _targets(problem: Problem) -> str:
    outputs = problem.data.outputs
    return "the target" if outputs == 1 else f"each of the {count(outputs)} targets"


def _outliers(problem: Problem) -> str | None:
    """What to hear of outliers, which stretch the deviation that the target is divided by."""
    outliers = problem.data.target_outliers
    if outliers <= OUTLIERS_WORTH_A_LOOK:
        return None
    return (
        f"{outliers:.1%} of the target values lie beyond five robust deviations: look at them first; winsorise"
        " the training targets if they are errors and squared error is what counts"
    )


@target_transform.rule(
    "TGT-SERIES-UNITS",
    scope(task="forecasting"),
    sources=["hyndman2006", "guide:G-SC-1"],
    strength="moderate",
    rulesets=BOTH,
)
def several_series_in_units_of_their_naive_error(
    problem: Problem, series_scaling: SeriesScaling
) -> Pick[TargetTransform] | Skip:
    """Series of different size weigh alike once each is divided by the error of its own naive forecast."""
    if series_scaling != "subtract-last":
        return skip(f"{series_scaling} scaling of the window already removes the size of a series")
    if problem.data.series == 1:
        return skip("needs several series, whose errors would otherwise be of different size")
    return pick(
        "scale-by-seasonal-naive",
        f"the {count(problem.data.series)} series differ in size, and subtracting the last value leaves that; in"
        " units of its own naive error each series counts alike in the loss",
        try_next=["standardize"],
    )


@target_transform.rule(
    "TGT-ONE-SERIES",
    scope(task="forecasting"),
    sources=["dlinear2022", "guide:G-SC-1"],
    strength="moderate",
    rulesets=BOTH,
)
def one_series_standardised(problem: Problem, series_scaling: SeriesScaling) -> Pick[TargetTransform] | Skip:
    """Subtracting the last value removes the level of a series but not its size."""
    if series_scaling != "subtract-last":
        return skip(f"{series_scaling} scaling of the window already removes the size of a series")
    return pick(
        "standardize",
        f"the series, {_scale(problem)}, loses its level with the last value that is subtracted but keeps its"
        " size, which the deviation of its training part takes out",
        warning=_outliers(problem),
    )


@target_transform.rule(
    "TGT-SERIES-WINDOW",
    scope(task="forecasting"),
    sources=["dlinear2022", "patchtst2022", "guide:G-SC-1"],
    strength="moderate",
    rulesets=BOTH,
)
def steps_to_come_are_scaled_as_their_window(problem: Problem, series_scaling: SeriesScaling) -> Pick[TargetTransform]:
    """The steps to forecast are values of the same series, so they are scaled as the window before them."""
    return pick(
        "none",
        f"the {plural(problem.data.horizon, 'step')} to forecast are scaled with the statistics of the inputs"
        f" ({series_scaling}), and a second scaling would only undo that",
    )


@target_transform.rule(
    "TGT-GUIDE-BOUNDED",
    sources=["guide:G-OACT-2"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_leaves_a_bounded_target(problem: Problem) -> Pick[TargetTransform] | Skip:
    """The guide's logistic and tanh outputs give 0..1 and -1..1, so such a target stays as it is."""
    if problem.data.target_range not in ("unit", "symmetric"):
        return skip("needs a target within 0..1 or -1..1")
    ends = "0..1" if problem.data.target_range == "unit" else "-1..1"
    return pick("none", f"the target lies in {ends}, the very range of the guide's output activation for it")


@target_transform.rule(
    "TGT-GUIDE-POSITIVE",
    sources=["guide:G-SC-1", "guide:G-OACT-1", "guide:G-OACT-3"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_standardises_a_positive_target(problem: Problem) -> Pick[TargetTransform] | Skip:
    """The guide allows two readings: softplus on a positive target, or one scale for all, which needs no activation.

    The second had the smaller RMSE on 9 of 10 splits of five tables whose target is positive (docs/quality.md).
    """
    if problem.data.target_range != "positive":
        return skip("needs a target that is positive and counts nothing")
    return pick(
        "standardize",
        f"a target {_scale(problem)} is brought to one scale like the inputs; of the guide's two readings this measured"
        " better than softplus on the positive values",
        try_next=["rms-scale"],
        warning=_outliers(problem),
    )


@target_transform.rule(
    "TGT-GUIDE-COUNTS",
    sources=["guide:G-OACT-3", "guide:G-SC-1", "guide:G-SC-2"],
    strength="folklore",
    rulesets=GUIDE,
)
def guide_scales_counts(problem: Problem) -> Pick[TargetTransform] | Skip:
    """Softplus needs the zero of the target where it is; only its size may be taken out."""
    if problem.data.target_range != "counts":
        return skip("needs a target that counts something")
    return pick(
        "rms-scale",
        f"counts {_scale(problem)} are brought near 1, where softplus works; centring them would lose the zero"
        " that softplus keeps to",
        try_next=["none"],
        warning=_outliers(problem),
    )


@target_transform.rule(
    "TGT-COUNTS",
    sources=["nelder1972"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide keeps counts positive by softplus under squared error; a log link with Poisson's loss lets"
    " the spread grow with the mean, as it does in counts.",
)
def small_counts_stay_counts(problem: Problem) -> Pick[TargetTransform] | Skip:
    """Poisson's loss is a likelihood of counts as they are; its log link takes the place of scaling."""
    if problem.data.target_range != "counts":
        return skip("needs a target that counts something")
    mean = problem.data.target_mean
    if mean is not None and mean > FEW_COUNTS:
        return skip(f"counts of mean {mean:.4g} are as good as continuous; needs a mean of {FEW_COUNTS:g} or less")
    known = "of unknown mean" if mean is None else f"of mean {mean:.3g}"
    return pick(
        "none",
        f"counts {known} are learnt as they are, through a log link and Poisson's loss",
        try_next=["standardize", "log1p-standardize"],
    )


@target_transform.rule(
    "TGT-LOG",
    sources=["box1964"],
    strength="folklore",
    rulesets=CURRENT,
    versus="The guide fits a positive target on its own scale through softplus, where the few largest values of a"
    " skewed one make up most of the loss.",
)
def logarithm_of_a_skewed_target(problem: Problem) -> Pick[TargetTransform] | Skip:
    """Squared error on a heavily skewed target is ruled by its few largest values; logarithms even them out.

    With the mean restored by smearing, R² on the target's own scale was above that of the standardised target on 9
    of 10 splits of 5 skewed tables, by 0.02 in the mean; without, on 3.
    """
    data = problem.data
    if data.target_range not in ("positive", "counts"):
        return skip("needs a target that is never negative")
    if data.target_skew < HEAVY_SKEW:
        return skip(f"needs a skewness of {HEAVY_SKEW:g} or more, and it is {data.target_skew:.2g}")
    return pick(
        "log1p-standardize",
        f"with a skewness of {data.target_skew:.2g} a few large values would make up most of the squared error;"
        " on the log scale relative errors count",
        try_next=["standardize"],
    )


@smearing.rule("SMEAR-MEDIAN", sources=["duan1983"], strength="strong", rulesets=BOTH)
def median_where_it_is_wanted(problem: Problem) -> Pick[bool] | Skip:
    """The mean of absolute errors is least at the median, and that is what a logarithm undone gives."""
    metric = problem.priorities.metric
    if metric != "mae":
        return skip("needs the metric mae, which a median serves best")
    return pick(False, f"{metric} is least at the median, which undoing the logarithm gives as it is")


@smearing.rule("SMEAR-MEAN", sources=["duan1983", "manning2001"], strength="moderate", rulesets=BOTH)
def mean_by_smearing(problem: Problem) -> Pick[bool]:
    """A prediction of logarithms, undone, is a median and lies below the mean, which squared errors and totals want.

    Duan's factor is the mean of what the logarithm's errors, undone, multiply: 1.0 to 1.3 on five skewed tables.
    """
    return pick(
        True,
        f"with a skewness of {problem.data.target_skew:.2g} the logarithm undone is a median, below the mean; its"
        " errors on what was held out say by what factor",
        try_next=[True, False],
    )


@target_transform.rule(
    "TGT-STANDARDIZE",
    sources=["pytabkit", "realmlp2024", "guide:G-SC-1", "guide:G-SC-2"],
    strength="strong",
    rulesets=BOTH,
    versus="For a target with bounds the guide squashes the output instead, which saturates at the bounds; a linear"
    " output on the standardised target with clamped predictions does not.",
)
def standardised_target(problem: Problem) -> Pick[TargetTransform]:
    """At the start a network puts out numbers near zero of size one, so the target should be that too.

    The guide asks for one scale of the features only. Among its faithful readings the one that scales the
    target as well measured best by far, so the guide's ruleset takes it.
    """
    measured = "; on tables no other choice was worth as much" if problem.data.kind == "table" else ""
    return pick(
        "standardize",
        f"{_targets(problem)}, {_scale(problem)}, is brought to mean 0 and deviation 1, where a fresh network"
        f" predicts{measured}",
        warning=_outliers(problem),
    )


@clamp.rule("CLAMP-MOVING", sources=["tabred2024"], strength="moderate", rulesets=CURRENT)
def unclamped_where_the_target_moves(problem: Problem) -> Pick[bool] | Skip:
    """Later data drifts, and a target without bounds may leave the range that training saw."""
    data = problem.data
    if not (data.future or data.time_column):
        return skip("needs data from a later time than the training data")
    if data.target_range not in NO_BOUNDS:
        return skip(f"the range of the target ({data.target_range}) holds at all times")
    return pick(
        False, f"the network is used on later data, where a target of range {data.target_range} may exceed all seen"
    )


@clamp.rule(
    "CLAMP-RANGE",
    sources=["pytabkit", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide keeps predictions in range by the output activation, which saturates near the bounds; a linear"
    " output with clamped predictions does not.",
)
def predictions_within_what_was_seen(problem: Problem) -> Pick[bool]:
    """A linear output may extrapolate wildly; no value outside the range of the training targets was ever seen."""
    return pick(
        True,
        f"{count(problem.data.rows)} examples give no evidence of values beyond their own range, and one wild"
        " prediction can spoil a squared error",
    )


@clamp.rule("CLAMP-GUIDE", sources=["guide:G-OACT-1", "guide:G-OACT-2", "guide:G-OACT-3"], strength="folklore",
            rulesets=GUIDE)  # fmt: skip
def guide_bounds_by_the_output_activation(problem: Problem) -> Pick[bool]:
    """The guide bounds predictions by the output activation alone."""
    return pick(
        False,
        f"the guide leaves the range of predictions ({problem.data.target_range}) to the output activation",
    )
