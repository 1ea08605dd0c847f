"""Over how many folds a network is trained; the guide does not know cross-validation."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import CURRENT, GUIDE, named
from advisor.knowledge.compute.shortest import too_few_hours
from advisor.knowledge.data.split_method import HELD_OUT, held_groups, others_have_enough, too_rare
from advisor.knowledge.predicates import NO_AVERAGES, bears_averages, short_run
from advisor.knowledge.scopes import ONE_LABEL, families_but, scope, tasks_but
from advisor.quantities import count, decimal

if TYPE_CHECKING:
    from advisor.config.words import Family, SplitMethod
    from advisor.problem import Problem

GROUPS_FOR_FOLDS: Final = 25  # groups, below which a fifth of them is fewer than five, which one odd group decides
ROWS_FOR_GROUP_FOLDS: Final = 50_000  # examples, above which five runs cost too much, folklore
ROWS_FOR_TABLE_FOLDS: Final = 50_000  # rows, above which a fifth is plenty and five networks take long; folklore
FEW_TEXTS: Final = 10_000  # texts, below which five networks over n-grams train in minutes; own runs
FEW_ROWS: Final = 1_000  # examples, below which one hold-out is too noisy to judge by, folklore
VERY_FEW_ROWS: Final = 300  # examples, below which more folds leave more to train on, folklore
FOLDED_SIDE: Final = 64  # pixels a side up to which a CPU trains on few images in minutes; own runs
FOLDED_SECONDS: Final = 3_600  # of recordings in all, likewise
FOLDS: Final = 5  # folklore
MANY_FOLDS: Final = 8  # folklore
COSTLY: Final = ("detector", "segmenter", "speech-to-text")  # families whose every run takes hours

FOLDABLE: Final = scope(
    task=tasks_but("forecasting", "language-modeling"), family=families_but("zero-shot", *COSTLY)
)  # where folds may be worth their cost

folds: Decision[int] = Decision(
    "data.split.folds",
    "Is one hold-out enough, or is cross-validation needed?",
)


def _too_few_to_fold(problem: Problem) -> str:
    return too_rare(problem) if problem.task in ONE_LABEL and problem.data.smallest_class < 2 else "there is one group"


def _folds(wanted: int, problem: Problem, split_method: SplitMethod) -> int:
    """As many of the wanted folds as rows, groups and the smallest class allow; 1 is a hold-out."""
    data = problem.data
    most = min(wanted, data.rows)
    if "grouped" in split_method and data.groups:
        most = min(most, data.groups)
    if problem.task in ONE_LABEL and (data.smallest_class > 1 or not others_have_enough(problem)):
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
    if few := too_few_hours(problem, family, FOLDS):
        return Obstacle(f"{few} for a network of each fold", "needs more time than was said")
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
    studied={"data.rows": (300, 5_452)},
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
