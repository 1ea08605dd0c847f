"""How examples are split into training and validation parts.

A split says nothing about the network and everything about what its score is worth, and results compare
only on the same split. So both rulesets split alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH
from advisor.knowledge.predicates import ordered_in_time
from advisor.knowledge.scopes import ONE_LABEL, scope, tasks_but
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import SplitMethod
    from advisor.problem import Problem

HELD_OUT: Final = 0.2  # usual part for validation; 0.1 to 0.3 serve alike, folklore
FEW_GROUPS: Final = 5  # groups in the validation part, below which one odd group decides the score, folklore
ENOUGH_OF_EACH: Final = 10  # examples a class, on average, from which a class of one is an exception; folklore

NOT_FORECASTS: Final = scope(task=tasks_but("forecasting"))
ONE_CLASS_EACH: Final = scope(task=ONE_LABEL)

split_method: Decision[SplitMethod] = Decision(
    "data.split.method",
    "How is the data split for training and validation?",
    name="split_method",
)


def _grouped(problem: Problem) -> bool:
    """Whether there are groups to split by: several, or a column of them whose number is not known."""
    data = problem.data
    return data.groups > 1 or (data.groups == 0 and bool(data.group_column))


def share_of_groups(groups: int, fraction: float) -> float:
    """The fraction of the groups to hold out: `fraction`, but FEW_GROUPS or, of few groups, a whole number of them."""
    if groups * HELD_OUT < FEW_GROUPS:
        return max(1, round(groups * HELD_OUT)) / groups
    return max(fraction, FEW_GROUPS / groups)


def held_groups(groups: int, fraction: float) -> int:
    """Groups in the validation part."""
    return max(1, round(groups * fraction))


def _groups(problem: Problem) -> str:
    groups = problem.data.groups
    return f"{count(groups)} groups" if groups else "groups of unknown number"


def too_rare(problem: Problem) -> str:
    """How few examples the smallest class has, as a clause."""
    return f"the smallest class has {plural(problem.data.smallest_class, 'example')}"


def others_have_enough(problem: Problem) -> bool:
    """Whether classes of a single example stand beside several that can be kept in proportion."""
    data = problem.data
    return data.classes > 2 and data.rows >= ENOUGH_OF_EACH * data.classes


def _lone_class(problem: Problem) -> str | None:
    if problem.data.smallest_class > 1:
        return None
    return f"{too_rare(problem)}, which only one part can hold: merge it with another class, or find more of it"


def _joined(*warnings: str | None) -> str | None:
    return "; ".join(filter(None, warnings)) or None


@split_method.rule(
    "SPLIT-FORECAST",
    scope(task="forecasting"),
    sources=["dlinear2022", "tabred2024"],
    strength="strong",
    rulesets=BOTH,
)
def the_last_steps_validate_a_forecast(problem: Problem) -> Pick[SplitMethod]:
    """A forecast is validated on steps after all those that it was trained on, as it will be used."""
    return pick(
        "time-ordered",
        f"a forecast of {plural(problem.data.horizon, 'step')} is used on what comes after the"
        f" {count(problem.data.rows)} known steps, so the last of these validate it",
    )


@split_method.rule(
    "SPLIT-TIME",
    NOT_FORECASTS,
    sources=["tabred2024", "guide:G-IN-3"],
    strength="strong",
    rulesets=BOTH,
)
def the_latest_examples_validate(problem: Problem) -> Pick[SplitMethod] | Skip:
    """Real data drifts: after a random split the network is validated on days that it has seen in training."""
    if not ordered_in_time(problem):
        return skip("needs a time column, or use on data from a later time")
    data = problem.data
    why = "the network will be used on later data" if data.future else "a column orders them in time"
    warnings = []
    if not data.time_column:
        mend = "name the time column" if data.kind in ("table", "series") else "sort them"
        warnings.append(f"the examples are taken to be in order of time: {mend} if they are not")
    if _grouped(problem):
        warnings.append(
            f"the {_groups(problem)} may be in both parts of a split by time: the score is for known groups"
        )
    return pick(
        "time-ordered",
        f"{count(data.rows)} examples are split by time since {why}: a random split would leak the future",
        warning="; ".join(warnings) or None,
    )


@split_method.rule(
    "SPLIT-GROUPS-CLASSES",
    ONE_CLASS_EACH,
    sources=["sklearn-splitters", "guide:G-IN-3"],
    strength="strong",
    rulesets=BOTH,
)
def whole_groups_stratified(problem: Problem) -> Pick[SplitMethod] | Skip:
    """A group belongs to one part alone, and both parts hold the classes in the same proportions."""
    if not _grouped(problem):
        return skip("needs at least two groups of examples that belong together")
    if problem.data.smallest_class < 2 and not others_have_enough(problem):
        return skip(f"needs two examples or more of each class, and {too_rare(problem)}")
    return pick("stratified-grouped", _groups_leak(problem), warning=_lone_class(problem))


@split_method.rule(
    "SPLIT-GROUPS",
    NOT_FORECASTS,
    sources=["sklearn-splitters", "roberts2017", "guide:G-IN-3"],
    strength="strong",
    rulesets=BOTH,
)
def whole_groups(problem: Problem) -> Pick[SplitMethod] | Skip:
    """A network that has seen a group in training recognises it in validation instead of solving the task."""
    if not _grouped(problem):
        return skip("needs at least two groups of examples that belong together")
    return pick("grouped", _groups_leak(problem))


def _groups_leak(problem: Problem) -> str:
    return (
        f"the {count(problem.data.rows)} examples come in {_groups(problem)}: a random split would train the network on"
        " the very groups that validate it"
    )


@split_method.rule(
    "SPLIT-CLASSES",
    ONE_CLASS_EACH,
    sources=["kohavi1995", "sklearn-splitters"],
    strength="strong",
    rulesets=BOTH,
)
def stratified_by_class(problem: Problem) -> Pick[SplitMethod] | Skip:
    """With the classes in the same proportions in both parts, less of the score is the luck of the draw."""
    data = problem.data
    if data.smallest_class < 2:
        if not others_have_enough(problem):
            return skip(f"needs two examples or more of each class, and {too_rare(problem)}")
        return pick(
            "stratified",
            f"{count(data.rows)} examples of {count(data.classes)} classes: training and validation should each get"
            " their share of all that have more than one",
            warning=_joined(_one_group(problem), _lone_class(problem)),
        )
    return pick(
        "stratified",
        f"the smallest of {count(data.classes)} classes has {plural(data.smallest_class, 'example')}, of which training"
        " and validation should each get their share",
        warning=_one_group(problem),
    )


@split_method.rule("SPLIT-RANDOM", NOT_FORECASTS, sources=["sklearn-splitters"], strength="strong", rulesets=BOTH)
def random_split(problem: Problem) -> Pick[SplitMethod]:
    """Examples with neither an order in time, nor groups, nor classes that can be stratified are split at random."""
    warning = _one_group(problem)
    classes = "one class each to stratify by"
    if problem.task in ONE_LABEL:
        classes = "two examples of each class to stratify by"
        few = f"the smallest class has {plural(problem.data.smallest_class, 'example')}: it cannot be in both parts"
        warning = f"{warning}; {few}" if warning else few
    return pick(
        "random",
        f"{count(problem.data.rows)} examples have neither an order in time, nor several groups, nor {classes}",
        warning=warning,
    )


def _one_group(problem: Problem) -> str | None:
    if problem.data.groups != 1:
        return None
    return "all examples are of one group: no split of them tells how the network does on another"
