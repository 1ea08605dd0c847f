"""How examples are assigned to parts, and how many runs judge. The module `splitting` registers these rules.

A split says nothing about the network and everything about what its score is worth, and results compare
only on the same split. So both rulesets split alike, but for cross-validation, which the guide does not know.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.family.base import bears_averages
from advisor.knowledge.predicates import short_run
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family, SplitMethod
    from advisor.problem import Problem

ONE_LABEL: Final = ("binary", "multiclass", "ordinal")  # tasks whose examples have one class each
HELD_OUT: Final = 0.2  # usual part for validation; 0.1 to 0.3 serve alike, folklore
FEW_GROUPS: Final = 5  # groups in a validation part, below which one odd group decides the score, folklore
GROUPS_FOR_FOLDS: Final = 25  # groups, below which a fifth of them is fewer than FEW_GROUPS
ROWS_FOR_GROUP_FOLDS: Final = 50_000  # examples, above which five runs cost too much, folklore
ROWS_SIDE_BY_SIDE: Final = (
    50_000  # rows of a table, above which a fifth is plenty and five networks take long; folklore
)
FEW_TEXTS: Final = 5_000  # texts, below which five networks over n-grams train in a minute; own runs
FEW_ROWS: Final = 1_000  # examples, below which one hold-out is too noisy to judge by, EVIDENCE E-ES-1
VERY_FEW_ROWS: Final = 300  # examples, below which more folds leave more to learn from, folklore
FOLDS: Final = 5  # EVIDENCE E-ES-1
MANY_FOLDS: Final = 8  # EVIDENCE E-ES-1
COSTLY: Final = ("detector", "segmenter", "speech-to-text")  # families whose every run takes hours

split_method: Decision[SplitMethod] = Decision(
    "data.split.method",
    "How are examples set aside for validation?",
    name="split_method",
)
folds: Decision[int] = Decision(
    "data.split.folds",
    "Is one hold-out enough, or is cross-validation needed?",
)


def _grouped(problem: Problem) -> bool:
    """Whether there are groups to split by: several, or a column of them whose number is not known."""
    data = problem.data
    return data.groups > 1 or (data.groups == 0 and bool(data.group_column))


def share_of_groups(groups: int, fraction: float) -> float:
    """Part of the groups to hold out: whole ones where they are few, else the fraction, but at least FEW_GROUPS."""
    if groups * HELD_OUT < FEW_GROUPS:
        return max(1, round(groups * HELD_OUT)) / groups
    return max(fraction, FEW_GROUPS / groups)


def held_groups(groups: int, fraction: float) -> int:
    """Groups in a validation part."""
    return max(1, round(groups * fraction))


def _groups(problem: Problem) -> str:
    groups = problem.data.groups
    return f"{count(groups)} groups" if groups else "groups of unknown number"


def _stratifiable(problem: Problem) -> bool:
    """Whether each example has one class and each class has an example for either side."""
    return problem.task in ONE_LABEL and problem.data.smallest_class > 1


@split_method.rule(
    "SPLIT-FORECAST",
    scope(task="forecasting"),
    sources=["dlinear2022", "tabred2024"],
    strength="strong",
    rulesets=BOTH,
)
def the_last_steps_judge_a_forecast(problem: Problem) -> Pick[SplitMethod]:
    """A forecast is judged on steps after all that it learnt from, as it will be used."""
    return pick(
        "time-ordered",
        f"the forecast of {plural(problem.data.horizon, 'step')} is used on what comes after the"
        f" {count(problem.data.rows)} steps known, so the last of them judge it",
    )


@split_method.rule(
    "SPLIT-TIME",
    sources=["tabred2024", "guide:G-IN-3"],
    strength="strong",
    rulesets=BOTH,
)
def the_latest_rows_judge(problem: Problem) -> Pick[SplitMethod] | Skip:
    """Real tables drift: a random split lets the network see the days it is judged on."""
    data = problem.data
    if not (data.future or data.time_column):
        return skip("needs a time column, or use on data from a later time")
    why = "it will be used on later data" if data.future else "a column orders them in time"
    warnings = []
    if not data.time_column:
        warnings.append("the examples are taken to stand in order of time: name the column that orders them if not")
    if _grouped(problem):
        warnings.append(
            f"the {_groups(problem)} may stand on both sides of a split by time: the score is for groups that are known"
        )
    return pick(
        "time-ordered",
        f"{count(data.rows)} examples are split by time since {why}, and a random split would leak what happened",
        warning="; ".join(warnings) or None,
    )


@split_method.rule(
    "SPLIT-GROUPS-CLASSES",
    sources=["sklearn-splitters", "guide:G-IN-3"],
    strength="strong",
    rulesets=BOTH,
)
def whole_groups_in_like_proportions(problem: Problem) -> Pick[SplitMethod] | Skip:
    """A group belongs to one side alone, and the sides hold the classes in like proportions."""
    if not _grouped(problem):
        return skip("needs at least two groups of examples that belong together")
    if not _stratifiable(problem):
        return skip("needs one class for each example, with two examples or more in the smallest")
    return pick(
        "stratified-grouped",
        f"the {count(problem.data.rows)} examples come in {_groups(problem)}: a random split would show the network"
        " the very groups it is judged on",
    )


@split_method.rule(
    "SPLIT-GROUPS",
    sources=["sklearn-splitters", "roberts2017", "guide:G-IN-3"],
    strength="strong",
    rulesets=BOTH,
)
def whole_groups(problem: Problem) -> Pick[SplitMethod] | Skip:
    """A group that stands on both sides lets the network recognise it instead of learning the task."""
    if not _grouped(problem):
        return skip("needs at least two groups of examples that belong together")
    return pick(
        "grouped",
        f"the {count(problem.data.rows)} examples come in {_groups(problem)}: a random split would show the network"
        " the very groups it is judged on",
    )


@split_method.rule("SPLIT-CLASSES", sources=["kohavi1995", "sklearn-splitters"], strength="strong", rulesets=BOTH)
def like_proportions_of_classes(problem: Problem) -> Pick[SplitMethod] | Skip:
    """With the classes in like proportions, less of the score is the luck of the draw."""
    data = problem.data
    if not _stratifiable(problem):
        return skip("needs one class for each example, with two examples or more in the smallest")
    return pick(
        "stratified",
        f"the smallest of {count(data.classes)} classes has {plural(data.smallest_class, 'example')}, and each part"
        " should hold its share of them",
        warning=_one_group(problem),
    )


@split_method.rule("SPLIT-RANDOM", sources=["sklearn-splitters"], strength="strong", rulesets=BOTH)
def random_parts(problem: Problem) -> Pick[SplitMethod]:
    """Examples without order, groups or single classes are split at random."""
    warning = _one_group(problem)
    if problem.task in ONE_LABEL:
        few = f"the smallest class has {plural(problem.data.smallest_class, 'example')}: it cannot be learnt and judged"
        warning = f"{warning}; {few}" if warning else few
    return pick(
        "random",
        f"{count(problem.data.rows)} examples with neither order in time nor groups nor single classes to keep in"
        " proportion",
        warning=warning,
    )


def _one_group(problem: Problem) -> str | None:
    if problem.data.groups != 1:
        return None
    return "all examples are of one group: no split of them tells how the network does on another"


# How many runs


def _folds(wanted: int, problem: Problem, split_method: SplitMethod) -> int:
    """As many of the wanted folds as rows, groups and the smallest class allow; 1 is a hold-out."""
    data = problem.data
    most = min(wanted, data.rows)
    if "grouped" in split_method and data.groups:
        most = min(most, data.groups)
    if problem.task in ONE_LABEL:
        most = min(most, data.smallest_class)
    return max(1, most)


def _not_worth_folds(problem: Problem, family: Family, split_method: SplitMethod) -> str:
    """Why one hold-out has to do whatever the size of the data; empty where folds are possible."""
    if family == "zero-shot":
        return "nothing is trained, so there is nothing to repeat"
    if split_method == "time-ordered":
        return "only the latest part can judge what is ordered in time"
    if family in COSTLY or problem.task == "language-modeling":
        return "each run is long, and folds multiply it"
    if problem.priorities.first == "speed":
        return "speed of training comes first, and folds multiply it"
    if short_run(problem, family) and problem.compute.device == "cpu" and "grouped" not in split_method:
        return "a CPU takes its time over convolutions, and folds multiply it"
    return ""


@folds.rule(
    "FOLDS-GROUPS",
    sources=["roberts2017", "sklearn-splitters"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide knows one hold-out; with few groups its score is that of one or two groups: a single validation"
    " speaker gave 0.99 where new speakers gave 0.86.",
)
def every_group_judges_once(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """With few groups a hold-out is one or two of them, so each group takes its turn at judging."""
    if reason := _not_worth_folds(problem, family, split_method):
        return skip(reason)
    groups, rows = problem.data.groups, problem.data.rows
    if "grouped" not in split_method or not 1 < groups < GROUPS_FOR_FOLDS:
        return skip(f"needs 2 to {GROUPS_FOR_FOLDS - 1} groups, of which a fifth is too few to judge by")
    if rows > ROWS_FOR_GROUP_FOLDS:
        return skip(f"needs {count(ROWS_FOR_GROUP_FOLDS)} examples or fewer, or several runs cost too much")
    number = _folds(FOLDS, problem, split_method)
    if number == 1:
        return skip("needs two examples of each class or more")
    return pick(
        number,
        f"a hold-out of {count(groups)} groups would judge by {held_groups(groups, HELD_OUT)} of them; over"
        f" {number} folds each group judges once",
    )


@folds.rule(
    "FOLDS-TABLE",
    scope(kind="table", family="mlp"),
    sources=["lakshminarayanan2016", "kohavi1995", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide knows one hold-out; the mean of five networks, each of which leaves out another fifth, learns"
    " from every row, and small networks trained side by side cost less than one large one.",
)
def folds_side_by_side(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """Networks of all folds together learn from every row, and every row tells when to stop."""
    if reason := _not_worth_folds(problem, family, split_method):
        return skip(reason)
    if not bears_averages(problem):
        return skip("needs a server to predict on, and accuracy or calibration to come first")
    rows = problem.data.rows
    if rows > ROWS_SIDE_BY_SIDE:
        return skip(f"needs {count(ROWS_SIDE_BY_SIDE)} rows or fewer")
    number = _folds(FOLDS, problem, split_method)
    if number == 1:
        return skip("needs two examples of each class, or two groups, or more")
    return pick(
        number,
        f"over {number} folds all of {count(rows)} rows are learnt from and judged by, and the mean of the networks"
        " predicts better than one",
        [1, 5, 8],
    )


@folds.rule(
    "FOLDS-WORDS",
    scope(task=("binary", "multiclass"), family="ngram-mlp"),
    sources=["lakshminarayanan2016", "kohavi1995", "wolpert1992"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
    versus="The guide knows one hold-out; networks over n-grams train in seconds, and five of them together learn from"
    " every text.",
)
def folds_over_few_texts(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """A held-out fifth of few texts holds words that no other text has, so each fifth takes its turn."""
    if reason := _not_worth_folds(problem, family, split_method):
        return skip(reason)
    if not bears_averages(problem):
        return skip("needs a server to predict on, and accuracy or calibration to come first")
    rows = problem.data.rows
    if rows >= FEW_TEXTS:
        return skip(f"needs fewer than {count(FEW_TEXTS)} texts")
    number = _folds(FOLDS, problem, split_method)
    if number == 1:
        return skip("needs two examples of each class, or two groups, or more")
    return pick(
        number,
        f"over {number} folds all words of {count(rows)} texts are learnt from, and all texts tell what a linear model"
        " beside is worth",
        [1, 5],
    )


@folds.rule(
    "FOLDS-SMALL",
    sources=["kohavi1995"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide knows one hold-out; of so few examples it is so small that luck decides which network is best.",
)
def folds_for_small_data(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """On small data every example should judge once, and the networks of all folds predict together."""
    if reason := _not_worth_folds(problem, family, split_method):
        return skip(reason)
    rows = problem.data.rows
    if rows >= FEW_ROWS:
        return skip(f"needs fewer than {count(FEW_ROWS)} examples, and there are {count(rows)}")
    number = _folds(MANY_FOLDS if rows < VERY_FEW_ROWS else FOLDS, problem, split_method)
    if number == 1:
        return skip("needs two examples of each class, or two groups, or more")
    return pick(
        number,
        f"a hold-out of {count(rows)} examples would judge by {count(ceil(rows * HELD_OUT))}; over {number} folds all"
        f" of them judge once, and the mean of the {number} networks predicts better than one",
    )


@folds.rule("FOLDS-ONE", sources=["bouthillier2021"], strength="moderate", rulesets=CURRENT)
def one_hold_out(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int]:
    """One hold-out is enough where it is large, and has to do where runs are long or ordered in time."""
    rows = count(problem.data.rows)
    if reason := _not_worth_folds(problem, family, split_method):
        return pick(1, f"of {rows} examples one part is held out: {reason}")
    if problem.data.rows < FEW_ROWS:
        return pick(1, f"of {rows} examples one part is held out, since the smallest class or group allows no folds")
    return pick(1, f"of {rows} examples one hold-out leaves enough to learn from and to judge by")


@folds.rule("FOLDS-GUIDE", sources=["guide:G-ES-1", "guide:G-HID-12"], strength="folklore", rulesets=GUIDE)
def guide_holds_one_part_out(problem: Problem) -> Pick[int]:
    """The guide watches one validation score."""
    return pick(
        1,
        f"the guide is silent on cross-validation, so one part of {count(problem.data.rows)} examples is held out for"
        " its early stopping",
    )
