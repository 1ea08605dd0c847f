"""How examples are split into training and validation parts, and over how many folds.

A split says nothing about the network and everything about what its score is worth, and results compare
only on the same split. So both rulesets split alike, but for cross-validation, which the guide does not know.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.predicates import bears_averages, ordered_in_time, short_run
from advisor.knowledge.scopes import ONE_LABEL, families_but, scope, tasks_but
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, SplitMethod
    from advisor.problem import Problem

HELD_OUT: Final = 0.2  # usual part for validation; 0.1 to 0.3 serve alike, folklore
FEW_GROUPS: Final = 5  # groups in the validation part, below which one odd group decides the score, folklore
GROUPS_FOR_FOLDS: Final = 25  # groups, below which a fifth of them is fewer than FEW_GROUPS
ROWS_FOR_GROUP_FOLDS: Final = 50_000  # examples, above which five runs cost too much, folklore
ROWS_FOR_TABLE_FOLDS: Final = 50_000  # rows, above which a fifth is plenty and five networks take long; folklore
FEW_TEXTS: Final = 10_000  # texts, below which five networks over n-grams train in minutes; own runs
FEW_ROWS: Final = 1_000  # examples, below which one hold-out is too noisy to judge by, folklore
VERY_FEW_ROWS: Final = 300  # examples, below which more folds leave more to train on, folklore
ENOUGH_OF_EACH: Final = 10  # examples a class, on average, from which a class of one is an exception; folklore
FOLDED_SIDE: Final = 64  # pixels a side up to which a CPU trains on few images in minutes; own runs
FOLDED_SECONDS: Final = 3_600  # of recordings in all, likewise
FOLDS: Final = 5  # folklore
MANY_FOLDS: Final = 8  # folklore
COSTLY: Final = ("detector", "segmenter", "speech-to-text")  # families whose every run takes hours

NOT_FORECASTS: Final = scope(task=tasks_but("forecasting"))
ONE_CLASS_EACH: Final = scope(task=ONE_LABEL)
FOLDABLE: Final = scope(
    task=tasks_but("forecasting", "language-modeling"), family=families_but("zero-shot", *COSTLY)
)  # where folds may be worth their cost
NO_AVERAGES: Final = "needs a server to predict on, no limit on latency, and accuracy or calibration to come first"

split_method: Decision[SplitMethod] = Decision(
    "data.split.method",
    "How is the data split for training and validation?",
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


def _too_rare(problem: Problem) -> str:
    return f"the smallest class has {plural(problem.data.smallest_class, 'example')}"


def _others_have_enough(problem: Problem) -> bool:
    """Whether classes of a single example stand beside several that can be kept in proportion."""
    data = problem.data
    return data.classes > 2 and data.rows >= ENOUGH_OF_EACH * data.classes


def _lone_class(problem: Problem) -> str | None:
    if problem.data.smallest_class > 1:
        return None
    return f"{_too_rare(problem)}, which only one part can hold: merge it with another class, or find more of it"


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
    if problem.data.smallest_class < 2 and not _others_have_enough(problem):
        return skip(f"needs two examples or more of each class, and {_too_rare(problem)}")
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
        if not _others_have_enough(problem):
            return skip(f"needs two examples or more of each class, and {_too_rare(problem)}")
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


# Folds


def _too_few_to_fold(problem: Problem) -> str:
    return _too_rare(problem) if problem.task in ONE_LABEL and problem.data.smallest_class < 2 else "there is one group"


def _folds(wanted: int, problem: Problem, split_method: SplitMethod) -> int:
    """As many of the wanted folds as rows, groups and the smallest class allow; 1 is a hold-out."""
    data = problem.data
    most = min(wanted, data.rows)
    if "grouped" in split_method and data.groups:
        most = min(most, data.groups)
    if problem.task in ONE_LABEL and (data.smallest_class > 1 or not _others_have_enough(problem)):
        most = min(most, data.smallest_class)
    return max(1, most)


class Obstacle(NamedTuple):
    """Why folds are not worth their cost, and what would have to be true for them to be."""

    because: str
    needs: str


def _obstacle(problem: Problem, family: Family, split_method: SplitMethod) -> Obstacle | None:
    """What rules folds out whatever the size of the data; None where they are possible."""
    if split_method == "time-ordered":
        return Obstacle(
            "only the latest part can validate what is ordered in time", "needs a split that is not by time"
        )
    if problem.priorities.first == "speed":
        return Obstacle("a short training comes first, and folds multiply it", "needs another priority than speed")
    if short_run(problem, family) and problem.compute.device == "cpu" and "grouped" not in split_method:
        image, heard = problem.data.image, problem.data.rows * problem.data.seconds
        if problem.data.kind == "image" and max(image.height, image.width) > FOLDED_SIDE:
            return Obstacle(
                "a CPU is slow at convolutions over large images, and folds multiply the time",
                f"needs a GPU, groups, or images of at most {FOLDED_SIDE} pixels a side",
            )
        if problem.data.kind == "audio" and heard > FOLDED_SECONDS:
            return Obstacle(
                f"a CPU is slow at {decimal(heard / 3600)} hours of recordings, and folds multiply the time",
                "needs a GPU, groups, or at most an hour of recordings",
            )
    return None


@folds.rule(
    "FOLDS-GROUPS",
    FOLDABLE,
    sources=["roberts2017", "sklearn-splitters"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide holds one part out; with few groups its score is that of one or two of them: a single validation"
    " speaker gave 0.99 where new speakers gave 0.86.",
)
def folds_over_few_groups(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """With few groups a hold-out is one or two of them, so each group is held out in turn."""
    if obstacle := _obstacle(problem, family, split_method):
        return skip(obstacle.needs)
    groups, rows = problem.data.groups, problem.data.rows
    if "grouped" not in split_method or not 1 < groups < GROUPS_FOR_FOLDS:
        return skip(
            f"needs a split by groups, 2 to {GROUPS_FOR_FOLDS - 1} of them: a fifth is then too few for a score"
        )
    if rows > ROWS_FOR_GROUP_FOLDS:
        return skip(
            f"needs {count(ROWS_FOR_GROUP_FOLDS)} examples or fewer, since several runs over more cost too much"
        )
    number = _folds(FOLDS, problem, split_method)
    if number == 1:
        return skip(f"needs two examples or more of each class, and two groups or more; {_too_few_to_fold(problem)}")
    return pick(
        number,
        f"one hold-out would validate on {held_groups(groups, HELD_OUT)} of {count(groups)} groups; over {number} folds"
        " each group validates once",
    )


@folds.rule(
    "FOLDS-TABLE",
    scope(kind="table", family="mlp"),
    sources=["lakshminarayanan2016", "kohavi1995", "realmlp2024"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide holds one part out; five networks, each of which leaves out another fifth, train on every row"
    " between them, and as a batched ensemble of small ones they cost less than one large one.",
)
def folds_of_a_table(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """The networks of all folds train on every row between them, and every row tells when to stop."""
    if obstacle := _obstacle(problem, family, split_method):
        return skip(obstacle.needs)
    if not bears_averages(problem):
        return skip(NO_AVERAGES)
    rows = problem.data.rows
    if rows > ROWS_FOR_TABLE_FOLDS:
        return skip(f"needs {count(ROWS_FOR_TABLE_FOLDS)} rows or fewer, and there are {count(rows)}")
    number = _folds(FOLDS, problem, split_method)
    if number == 1:
        return skip(f"needs two examples or more of each class, and two groups or more; {_too_few_to_fold(problem)}")
    return pick(
        number,
        f"over {number} folds each of {count(rows)} rows is used for training and for validation, and the mean of the"
        " networks predicts better than one",
        [1, 5, 8],
    )


@folds.rule(
    "FOLDS-WORDS",
    scope(task=("binary", "multiclass"), family="ngram-mlp"),
    sources=["lakshminarayanan2016", "kohavi1995", "wolpert1992"],
    strength="moderate",
    rulesets=CURRENT,
    studied={"data.rows": (300, 3_000)},
    versus="The guide holds one part out; networks over n-grams train in seconds, and five of them train on every text"
    " between them.",
)
def folds_over_few_texts(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """A held-out fifth of few texts holds words that no other text has, so each fifth takes its turn."""
    if obstacle := _obstacle(problem, family, split_method):
        return skip(obstacle.needs)
    if not bears_averages(problem):
        return skip(NO_AVERAGES)
    rows = problem.data.rows
    if rows >= FEW_TEXTS:
        return skip(f"needs fewer than {count(FEW_TEXTS)} texts, and there are {count(rows)}")
    number = _folds(FOLDS, problem, split_method)
    if number == 1:
        return skip(f"needs two examples or more of each class, and two groups or more; {_too_few_to_fold(problem)}")
    return pick(
        number,
        f"over {number} folds the words of each of {count(rows)} texts are trained on, and each text helps to tell how"
        " much a linear model is worth in a blend",
        [1, 5],
    )


@folds.rule(
    "FOLDS-SMALL",
    FOLDABLE,
    sources=["kohavi1995"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide holds one part out; of so few examples it is so small that luck decides which network is best.",
)
def folds_for_small_data(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int] | Skip:
    """On small data every example should validate once, and the networks of all folds predict together."""
    if obstacle := _obstacle(problem, family, split_method):
        return skip(obstacle.needs)
    rows = problem.data.rows
    if rows >= FEW_ROWS:
        return skip(f"needs fewer than {count(FEW_ROWS)} examples, and there are {count(rows)}")
    number = _folds(MANY_FOLDS if rows < VERY_FEW_ROWS else FOLDS, problem, split_method)
    if number == 1:
        return skip(f"needs two examples or more of each class, and two groups or more; {_too_few_to_fold(problem)}")
    return pick(
        number,
        f"one hold-out would validate on {count(ceil(rows * HELD_OUT))} of {count(rows)} examples; over {number} folds"
        f" each validates once, and the mean of the {number} networks predicts better than one",
    )


@folds.rule("FOLDS-ONE", sources=["bouthillier2021"], strength="moderate", rulesets=CURRENT)
def one_hold_out(problem: Problem, family: Family, split_method: SplitMethod) -> Pick[int]:
    """One hold-out is enough where it is large, and has to do where runs are long or ordered in time."""
    return pick(
        1, f"one part of {count(problem.data.rows)} examples is held out: {_why_one(problem, family, split_method)}"
    )


def _why_one(problem: Problem, family: Family, split_method: SplitMethod) -> str:
    data = problem.data
    if family == "zero-shot":
        return "nothing is trained, so there is nothing to repeat"
    if family in COSTLY or problem.task == "language-modeling":
        return f"each training of {named(family)} takes long, and folds multiply it"
    if obstacle := _obstacle(problem, family, split_method):
        return obstacle.because
    few_groups = "grouped" in split_method and 1 < data.groups < GROUPS_FOR_FOLDS
    if few_groups and data.rows > ROWS_FOR_GROUP_FOLDS:
        return "several runs over so many cost too much"
    if few_groups or data.rows < FEW_ROWS:
        return f"{_too_few_to_fold(problem)}, too few for folds"
    return "that leaves enough for training and for validation"


@folds.rule("FOLDS-GUIDE", sources=["guide:G-ES-1", "guide:G-HID-12"], strength="folklore", rulesets=GUIDE)
def guide_holds_one_part_out(problem: Problem) -> Pick[int]:
    """The guide watches one validation score."""
    return pick(
        1,
        f"the guide is silent on cross-validation: its early stopping needs one part of {count(problem.data.rows)}"
        " examples held out",
    )
