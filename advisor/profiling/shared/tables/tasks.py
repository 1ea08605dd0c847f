"""The task that a target asks for, and whether a given one fits it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.errors import Diagnostic, InputError
from advisor.profiling.shared.tables.column_types import words
from advisor.profiling.shared.tables.target_facts import SKEWED

if TYPE_CHECKING:
    from advisor.profiling.shared.tables.columns import Measured

FEW_CLASSES: Final = 20  # distinct whole numbers up to which a target is taken for classes
FEW_SHARE: Final = 0.05  # likewise as a share of the rows
SURE_CLASSES: Final = 10  # distinct whole numbers that are classes whatever the rows
CLASS_SHARE: Final = 0.5  # share of distinct values above which a target has no classes
FEW_AMOUNTS: Final = 6  # distinct whole numbers from which they may be amounts
GRADE_WORDS: Final = frozenset(
    ("rating", "ratings", "stars", "star", "grade", "quality", "score", "rank", "satisfaction", "severity", "stage")
)
AMOUNT_WORDS: Final = frozenset(
    (
        "count", "counts", "cnt", "num", "n", "nr", "number", "visits", "claims", "events", "quantity", "qty", "amount",
        "hours", "minutes", "seconds", "days", "weeks", "months", "years", "age", "goals", "points", "price", "cost",
        "sales", "sold", "salary", "income", "wage", "weight", "height", "length", "width", "distance", "duration",
        "demand", "total", "percent", "rings", "children", "deaths", "cases",
    )
)  # fmt: skip
CLASS_WORDS: Final = frozenset(("class", "label", "target", "type", "species", "digit", "category", "cluster", "code"))
CODED: Final = frozenset(("class", "species", "category"))  # words of names whose whole numbers are codes, or with
CODES: Final = frozenset(("id", "idx", "index", "no", "number", "code", "encoded"))  # one of these `label` as well
FEWEST_COUNTED: Final = 4  # classes from which -1 beside them is none, as -1, 0 and 1 may be three of them
GUESSED: Final = 6  # values of a target of numbers from which it is said that classes, or amounts, are a guess, or
RARER: Final = 0.5  # skewness from which fewer of them, from nothing on, may be counts
UNEVEN: Final = 2  # times as wide as there are values, from which skewed whole numbers are no codes of classes


def infer(target: Measured, path: str) -> str:
    """Binary, multiclass, ordinal or regression, from the target's values; conservative with numbers.

    Raises `InputError` where the target is neither a number nor a class.
    """
    if target.distinct == 2:
        return "binary"
    if not target.numeric:
        _refuse_unlike_classes(target, path, None)
        return "multiclass"
    if _coded(target):
        return "multiclass"
    if not target.whole or target.distinct > FEW_CLASSES or target.low is None or target.high is None:
        return "regression"
    if target.distinct > SURE_CLASSES and target.distinct >= FEW_SHARE * target.filled:
        return "regression"
    if target.distinct > CLASS_SHARE * target.filled:
        return "regression"
    if _amounts(target) or (target.distinct > SURE_CLASSES and not CLASS_WORDS.intersection(words(target.name))):
        return "regression"
    graded = GRADE_WORDS.intersection(words(target.name)) and target.high - target.low == target.distinct - 1
    return "ordinal" if graded else "multiclass"


def _coded(target: Measured) -> bool:
    """Whether whole numbers count classes from 0 or 1 without a gap, under a name that says so: `class_id`."""
    said = set(words(target.name))
    if not (said & CODED or ("label" in said and said & CODES)) or not target.whole or target.low not in (0, 1):
        return False
    return target.high == target.low + target.distinct - 1 and target.distinct <= CLASS_SHARE * target.filled


def _amounts(target: Measured) -> bool:
    """Whether a few whole numbers are amounts rather than codes: by their name, or as they are skewed and uneven."""
    said = set(words(target.name))
    if target.distinct < FEW_AMOUNTS or said & CLASS_WORDS or target.low is None or target.high is None:
        return False
    uneven = target.low >= 0 and target.high - target.low > UNEVEN * target.distinct and (target.skew or 0.0) > SKEWED
    return bool(said & AMOUNT_WORDS) or uneven


def guess(task: str, target: Measured) -> str:
    """What to know of a task that was inferred from a target of whole numbers; empty where nothing is guessed."""
    found = f"{target.name!r} has {target.distinct} different values and is read as"
    amounts = f"{found} amounts; --task multiclass reads classes"
    few = 2 < target.distinct <= min(SURE_CLASSES, FEW_SHARE * target.filled)
    if target.numeric and not target.whole and few:
        return amounts
    whole = target.numeric and target.whole and target.distinct <= FEW_CLASSES
    counted = target.low == 0 and target.distinct > 2 and (target.skew or 0.0) > RARER
    if not whole or not (counted or target.distinct >= GUESSED) or CLASS_WORDS.intersection(words(target.name)):
        return ""
    if task == "regression":
        return amounts
    return f"{found} {'grades' if task == 'ordinal' else 'classes'}; --task regression reads amounts"


def unlabelled(task: str, target: Measured) -> str:
    """A note of -1 beside classes that count from 0, which marks rows whose class nobody knows; empty for others."""
    counted = target.numeric and target.whole and target.low == -1 and target.high == target.distinct - 2
    if task != "multiclass" or not counted or target.distinct < FEWEST_COUNTED:
        return ""
    return f"{target.name!r} counts classes from 0, and -1 may mark rows without a class: leave those out"


def check(task: str, target: Measured, path: str) -> None:
    """Whether a given task fits the target. Raises `InputError` where it does not."""
    if task == "regression":
        if not target.numeric:
            if target.reading.clock:
                _refuse_unlike_classes(target, path, task)
            what = "dates" if target.reading.kind == "date" else "text"
            _mismatch(
                path,
                f"a regression needs numbers, and {target.name!r} holds {what}",
                "leave --task out, or name another target",
            )
        return
    if task == "binary" and target.distinct != 2:
        other = infer(target, path)
        _mismatch(
            path,
            f"a binary task has 2 classes, and {target.name!r} has {target.distinct:,} values",
            f"--task {other} fits",
        )
    if task != "binary" and target.distinct == 2:
        _mismatch(
            path, f"a task of the kind {task} has 3 classes or more, and {target.name!r} has 2", "--task binary fits"
        )
    _refuse_unlike_classes(target, path, task)


def _refuse_unlike_classes(target: Measured, path: str, task: str | None) -> None:
    fractions = target.numeric and not target.whole and target.distinct > FEW_CLASSES
    if target.reading.clock:
        what = f"the target {target.name!r} holds times of day or durations, which are no numbers yet"
        _mismatch(path, what, f"write them as seconds: {in_seconds(target)}", task)
    if target.reading.kind == "date":
        _mismatch(path, f"the target {target.name!r} holds dates", "name a column of numbers or classes", task)
    elif target.distinct > CLASS_SHARE * target.filled or fractions:
        what = "numbers" if target.numeric else "texts"
        hint = "--task regression fits" if target.numeric else "classes are few, and each has several rows"
        hint += "" if target.numeric else "; several labels in a cell are --task multilabel"
        _mismatch(
            path,
            f"{target.name!r} has {target.distinct:,} different {what} in {target.filled:,} rows: no classes",
            hint,
            task,
        )


def in_seconds(column: Measured) -> str:
    """The line of pandas that makes numbers of durations."""
    whole = " + ':00'" if column.reading.clock == "h:m" else ""
    return f"pd.to_timedelta(table[{column.name!r}]{whole}).dt.total_seconds()"


def _mismatch(path: str, message: str, hint: str, task: str | None = "") -> None:
    raise InputError(Diagnostic(message, path, field="--target" if task is None else "--task", hint=hint))
