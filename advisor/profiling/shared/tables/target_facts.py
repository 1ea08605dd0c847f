"""A measured target -> facts by path: its classes, or the values that it takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from advisor.profiling.shared.profile import rounded

if TYPE_CHECKING:
    from advisor.problem.vocabulary import TargetRange
    from advisor.profiling.shared.tables.columns import Classes, Measured

COUNT_MOST: Final = 20  # largest value from which whole numbers are counts
COUNT_START: Final = 0.05  # counts begin near nothing: at no more than this share of their median, or at 2
SKEWED: Final = 1.0  # skewness from which a positive target is worth a logarithm
SEVERAL: Final = 30  # rows of which one value
MOST: Final = 0.5  # makes this share of the variance only where it is far beyond all others
REACHED: Final = 0.5  # part of a bound that values must reach to be bounded by it


def class_facts(classes: Classes) -> dict[str, Any]:
    """Facts of a target of classes."""
    return {
        "data.classes": classes.number,
        "data.imbalance": rounded(classes.largest / classes.smallest),
        "data.smallest_class": classes.smallest,
    }


def number_facts(target: Measured) -> dict[str, Any]:
    """Facts of a target of numbers."""
    return {
        "data.target_range": range_of(target),
        "data.target_outliers": rounded(target.outliers),
        "data.target_skew": rounded(target.skew or 0.0),
        "data.target_mean": rounded(target.mean or 0.0, 6),
        "data.target_deviation": rounded(target.deviation or 0.0),
    }


def lone_value(target: Measured) -> str:
    """A note of one value that makes most of the variance of a target of numbers; empty where none does."""
    if target.filled < SEVERAL or not target.deviation or None in (target.mean, target.low, target.high):
        return ""
    far = max(abs(float(end) - float(target.mean or 0.0)) for end in (target.low or 0.0, target.high or 0.0))
    share = far**2 / (target.filled * target.deviation**2)
    if share < MOST:
        return ""
    what = f"a single value of {target.name!r} makes {min(share, 1):.0%} of its variance"
    return f"{what}: if it is a slip, mend it or leave its row out"


def range_of(target: Measured) -> TargetRange:
    """The values that a numeric target can take, as far as those that it takes tell."""
    low, high = target.low, target.high
    if low is None or high is None:
        return "unbounded"
    if low >= 0 and REACHED < high <= 1:
        return "unit"
    if low < 0 and low >= -1 and high <= 1 and max(-low, high) > REACHED:
        return "symmetric"
    skewed = (target.skew or 0.0) > SKEWED
    median = target.quartiles[1] if target.quartiles else high
    if low >= 0 and target.whole and high > COUNT_MOST and skewed and low <= max(2.0, COUNT_START * median):
        return "counts"
    return "positive" if low > 0 and skewed else "unbounded"
