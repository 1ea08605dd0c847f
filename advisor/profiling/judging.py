"""From aggregates to facts: what a column holds, what the task is, what the target's range is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from advisor.problem.vocabulary import ColumnType, TargetRange
    from advisor.profiling.measuring import Measured

FEW_CLASSES: Final = 20  # distinct whole numbers up to which a target is taken for classes
FEW_SHARE: Final = 0.05  # likewise as a share of the rows
SURE_CLASSES: Final = 10  # distinct whole numbers that are classes whatever the rows
TEXT_CLASSES: Final = 0.5  # share of distinct texts above which a text target is no class
TEXT_LENGTH: Final = 40  # mean characters from which distinct strings are texts
TEXT_SHARE: Final = 0.5  # share of distinct strings above which a column is no category
COUNT_MOST: Final = 20  # largest value from which whole numbers are counts
SKEWED: Final = 1.0  # skewness from which a positive target is worth a logarithm
ID_NAMES: Final = ("id", "uuid", "guid", "key", "index", "row", "rowid", "no", "number")


def column_type(column: Measured, rows: int) -> ColumnType:
    """What an input column holds, for a network."""
    if column.distinct <= 1:
        return "constant"
    if column.type.startswith(("DATE", "TIME")):
        return "date"
    unique = column.filled == rows and column.distinct >= rows
    if column.numeric:
        consecutive = column.low is not None and column.high is not None and column.high - column.low == rows - 1
        return "identifier" if unique and column.whole and (consecutive or named_id(column.name)) else "numeric"
    if column.type == "BOOLEAN":
        return "categorical"
    if unique and (column.length or 0) < TEXT_LENGTH:
        return "identifier"
    if column.distinct > TEXT_SHARE * max(1, column.filled):
        return "text"
    return "categorical"


def named_id(name: str) -> bool:
    """Whether a column's name says that it identifies rows."""
    words = name.lower().replace("-", "_").split("_")
    return words[-1] in ID_NAMES or words[0] in ("id", "uuid", "index")


def task_of(target: Measured) -> str:
    """Binary, multiclass or regression, from the target's values; conservative with numbers."""
    if target.distinct == 2:
        return "binary"
    if not target.numeric:
        return "multiclass"
    whole = target.whole or (target.distinct <= FEW_CLASSES and _integral(target))
    few = target.distinct <= SURE_CLASSES or target.distinct < FEW_SHARE * target.filled
    return "multiclass" if whole and target.distinct <= FEW_CLASSES and few else "regression"


def _integral(target: Measured) -> bool:
    return all(
        value is None or float(value).is_integer() for value in (target.low, target.high, *(target.quartiles or ()))
    )


def range_of(target: Measured) -> TargetRange:
    """The values that a numeric target can take."""
    low, high = target.low, target.high
    if low is None or high is None:
        return "unbounded"
    if low >= 0 and high <= 1:
        return "unit"
    skewed = (target.skew or 0.0) > SKEWED
    if low >= 0 and target.whole and high > COUNT_MOST and skewed:
        return "counts"
    if low >= -1 and high <= 1:
        return "symmetric"
    return "positive" if low > 0 and skewed else "unbounded"


def rounded(value: float, digits: int = 4) -> float:
    """Four significant digits: sums differ in the last ones with the number of threads."""
    return float(f"{value:.{digits}g}")
