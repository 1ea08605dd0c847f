"""How much of the data is held out for validation."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT
from advisor.knowledge.data.split_method import (
    FEW_GROUPS,
    HELD_OUT,
    held_groups,
    share_of_groups,
)
from advisor.knowledge.scopes import ONE_LABEL, scope, tasks_but
from advisor.quantities import count, decimal, plural

if TYPE_CHECKING:
    from advisor.config.words import SplitMethod
    from advisor.problem import Problem


HELD_OUT_MOST: Final = 0.5  # never more than half
ENOUGH: Final = 10_000  # validation examples: accuracy is then known to about one point, from sqrt(p(1-p)/n)
ENOUGH_OF_MANY: Final = 0.01  # part for validation where that is more than ENOUGH, folklore
ENOUGH_AT_MOST: Final = 100_000  # validation examples: accuracy is then known to a third of a point
ENOUGH_OF_A_CLASS: Final = 100  # validation examples of the rarest class: its recall is then known to five points
ENOUGH_WITH_RARE: Final = 1_000_000  # validation examples at most for the sake of a rare class, folklore
ENOUGH_TOKENS: Final = 80 * 524_288  # validation tokens of a language model, nanochat's --eval-tokens
HELD_OUT_TEXT: Final = 0.1  # part of a small corpus for validation, folklore
HELD_OUT_IMAGES: Final = 0.1  # part for validation where a network over images begins from random weights; ResNet's
SMALL_PART: Final = 100  # validation examples, below which an accuracy may be off by ten points
SMALL_CLASS: Final = 10  # examples of a class in the validation part, below which its score is chance, folklore

NESTED_ROWS: Final = 1_000  # examples below which a fifth gives an accuracy within seven points at best; derived

IN_EXAMPLES: Final = scope(task=tasks_but("language-modeling", "forecasting"))  # not in tokens or steps

validation_fraction: Decision[float] = Decision(
    "data.split.validation",
    "Which fraction of the examples is held out for validation?",
    name="validation_fraction",
)
test_fraction: Decision[float] = Decision(
    "data.split.test",
    "Which fraction of all labelled examples is set apart as a test set, before anything else?",
    name="test_fraction",
)
train_rows: Decision[int] = Decision(
    "data.split.train_rows",
    "How many examples is a network trained on in one run?",
)


def _held(rows: int, fraction: float) -> int:
    """Examples in the validation part: rounded up, at least one, and at least one left to train on."""
    return max(1, min(rows - 1, ceil(rows * fraction - 1e-9)))


def _rounded(fraction: float) -> float:
    """A fraction as it stands in a config, to three significant digits."""
    return float(f"{fraction:.3g}")


def _small_part(problem: Problem, split_method: SplitMethod, held: int, runs: int = 1) -> str | None:
    """The warning of a validation part in which luck decides; over several runs all examples validate."""
    data, notes = problem.data, []
    fraction = 1.0 if runs > 1 else held / data.rows
    validating = data.rows if runs > 1 else held
    if validating < SMALL_PART:
        what, unit = ("an accuracy", " points") if problem.classifies else ("a score", "%")
        notes.append(
            f"validated on only {plural(validating, 'example')}: {what} may be off by"
            f" {100 / sqrt(validating):.0f}{unit} by luck"
        )
    if problem.task in ONE_LABEL and (rare := int(data.smallest_class * fraction)) < SMALL_CLASS:
        notes.append(f"the smallest class is validated on {plural(rare, 'example')}: its score is mostly chance")
    if "grouped" in split_method and data.groups and (groups := max(1, round(data.groups * fraction))) < FEW_GROUPS:
        notes.append(
            f"validated on {count(groups)} of {plural(data.groups, 'group')}: the score tells little about new groups,"
            " and may flatter"
        )
    return "; ".join(notes) or None


@validation_fraction.rule("VAL-FOLDS", sources=["kohavi1995"], strength="strong", rulesets=BOTH)
def one_fold(problem: Problem, split_method: SplitMethod, folds: int) -> Pick[float] | Skip:
    """In cross-validation each part is held out once."""
    if folds == 1:
        return skip("needs cross-validation")
    rows = problem.data.rows
    return pick(
        _rounded(1 / folds),
        f"each of {folds} folds is held out once, about {count(ceil(rows / folds))} of {plural(rows, 'example')}",
        warning=_small_part(problem, split_method, ceil(rows / folds), folds),
    )


@validation_fraction.rule(
    "VAL-TOKENS", scope(task="language-modeling"), sources=["nanochat"], strength="moderate", rulesets=BOTH
)
def tokens_enough(problem: Problem) -> Pick[float]:
    """The loss of a language model is known well from some forty million tokens, however many there are."""
    tokens = problem.data.tokens
    fraction = _rounded(min(HELD_OUT_TEXT, ENOUGH_TOKENS / tokens))
    return pick(
        fraction,
        f"the validation loss is taken over {count(tokens * fraction)} of {plural(tokens, 'token')}; more would be lost"
        " to training for little",
    )


@validation_fraction.rule(
    "VAL-STEPS", scope(task="forecasting"), sources=["dlinear2022"], strength="moderate", rulesets=BOTH
)
def steps_enough_for_a_horizon(problem: Problem) -> Pick[float]:
    """The held-out end of a series must hold the whole horizon at least once."""
    data = problem.data
    steps = data.rows / data.series
    usual, needed = _usual(problem), data.horizon / steps
    fraction = _rounded(usual) if needed < usual else min(HELD_OUT_MOST, ceil(needed * 1000) / 1000)
    warning = None
    if needed > HELD_OUT_MOST:
        warning = (
            f"a series of {count(steps)} steps cannot hold a horizon of {count(data.horizon)} twice: shorten the"
            " horizon, or use a model that needs no training"
        )
    return pick(
        fraction,
        f"validation is on the last {count(steps * fraction)} of {count(steps)} steps per series, for a horizon of"
        f" {count(data.horizon)}",
        warning=warning,
    )


@validation_fraction.rule(
    "VAL-GROUPS", IN_EXAMPLES, sources=["roberts2017", "sklearn-splitters"], strength="moderate", rulesets=BOTH
)
def groups_enough(problem: Problem, split_method: SplitMethod) -> Pick[float] | Skip:
    """What is held out are groups, so their number is what makes a score reliable."""
    groups = problem.data.groups
    if "grouped" not in split_method or groups < 2:
        return skip("needs a split by a known number of groups")
    fraction = _rounded(min(HELD_OUT_MOST, share_of_groups(groups, _usual(problem))))
    held = held_groups(groups, fraction)
    return pick(
        fraction,
        f"{count(held)} of {count(groups)} groups are held out, about {count(problem.data.rows * fraction)} of"
        f" {count(problem.data.rows)} examples: a score is as reliable as its groups are many",
        warning=_small_part(problem, split_method, _held(problem.data.rows, fraction)),
    )


def _usual(problem: Problem) -> float:
    """A fifth of small data; of large data what makes a score sharp, for rare classes too."""
    data = problem.data
    wanted = min(max(ENOUGH, data.rows * ENOUGH_OF_MANY), ENOUGH_AT_MOST)
    if problem.task in ONE_LABEL and data.smallest_class:
        wanted = max(wanted, min(ENOUGH_OF_A_CLASS * data.rows / data.smallest_class, ENOUGH_WITH_RARE))
    return min(HELD_OUT, wanted / data.rows)


@validation_fraction.rule(
    "VAL-IMAGES",
    scope(kind="image", family="cnn"),
    sources=["resnet2015"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide waits for the validation loss to rise; under 1cycle it only chooses among the last epochs.",
)
def a_tenth_of_images(problem: Problem, split_method: SplitMethod) -> Pick[float] | Skip:
    """A network over images from random weights gains more from further images than from a sharper score.

    Trained on 2,700 in place of 2,400 photographs of 32 pixels, it had a loss of .649 in place of .698 on a test part,
    and an accuracy of .776 in place of .759. On 2,700 in place of 2,400 grey clothes, which took no part in the choice,
    it had .395 in place of .416, and .854 in place of .853. One seed each.
    """
    rows, rare = problem.data.rows, problem.data.smallest_class if problem.task in ONE_LABEL else 0
    if "grouped" in split_method:
        return skip("needs images that do not belong together")
    if rows * HELD_OUT_IMAGES < SMALL_PART or 0 < rare * HELD_OUT_IMAGES < SMALL_CLASS:
        return skip(f"needs {SMALL_PART} images in a tenth of all, and {SMALL_CLASS} of the smallest class")
    if _usual(problem) <= HELD_OUT_IMAGES:
        return skip(f"needs fewer than {count(ENOUGH / HELD_OUT_IMAGES)} examples")
    held = _held(rows, HELD_OUT_IMAGES)
    return pick(
        HELD_OUT_IMAGES,
        f"{count(held)} of {count(rows)} examples are for validation, and {count(rows - held)} are left to train on, as"
        " a network that begins from random weights gains from each",
        try_next=[0.05, 0.2],
    )


@validation_fraction.rule("VAL-LARGE", IN_EXAMPLES, sources=["bouthillier2021"], strength="moderate", rulesets=BOTH)
def less_than_a_fifth_of_large_data(problem: Problem, split_method: SplitMethod) -> Pick[float] | Skip:
    """The noise of a score falls with the root of the validation examples, not with their share of the data."""
    fraction = _rounded(_usual(problem))
    if fraction >= HELD_OUT:
        return skip(f"needs more than {count(ENOUGH / HELD_OUT)} examples, and no class that is rare")
    rows = problem.data.rows
    held = _held(rows, fraction)
    rare = int(problem.data.smallest_class * held / rows) if problem.task in ONE_LABEL else 0
    few = 0 < rare < ENOUGH
    noise = 100 / sqrt(rare if few else held)
    of_them = f", {count(rare)} of them of the smallest class," if few else ""
    return pick(
        fraction,
        f"validation on {count(held)} of {count(rows)} examples{of_them} leaves about {decimal(noise)}% of"
        f" {'its' if few else 'the'} score to luck, so the rest is better used for training",
        warning=_small_part(problem, split_method, held),
    )


@validation_fraction.rule("VAL-FIFTH", IN_EXAMPLES, sources=["sklearn-splitters"], strength="folklore", rulesets=BOTH)
def a_fifth(problem: Problem, split_method: SplitMethod) -> Pick[float]:
    """A fifth is the usual compromise between training and validation."""
    rows = problem.data.rows
    held = _held(rows, HELD_OUT)
    return pick(
        HELD_OUT,
        f"{count(held)} of {count(rows)} examples are for validation, and {count(rows - held)} are left to train on",
        try_next=[0.1, 0.3],
        warning=_small_part(problem, split_method, held),
    )


@train_rows.rule("ROWS-LEFT", sources=["sklearn-splitters"], strength="strong", rulesets=BOTH)
def what_is_left(problem: Problem, folds: int, validation_fraction: float) -> Pick[int]:
    """A run trains on what it does not hold out."""
    rows = problem.data.rows
    left = rows - (_held(rows, 1 / folds) if folds > 1 else _held(rows, validation_fraction))
    runs = f" in each of {folds} runs" if folds > 1 else ""
    return pick(left, f"{count(rows)} examples less {count(rows - left)} held out{runs}")


@test_fraction.rule("TEST-NESTED", IN_EXAMPLES, sources=["cawley2010", "varma2006"], strength="strong", rulesets=BOTH)
def each_part_is_the_test_set_once(problem: Problem) -> Pick[float] | Skip:
    """Of small data a single test set is too small to tell anything: all of training is repeated for each fifth."""
    rows = problem.data.rows
    if rows >= NESTED_ROWS:
        return skip(f"needs fewer than {count(NESTED_ROWS)} examples, and there are {count(rows)}")
    return pick(
        HELD_OUT,
        f"a test set of {count(_held(rows, HELD_OUT))} of {count(rows)} examples would leave the score to luck: let"
        " each fifth be the test set once, and choose epochs and settings within the other four (nested"
        " cross-validation)",
    )


@test_fraction.rule(
    "TEST-STEPS", scope(task="forecasting"), sources=["dlinear2022"], strength="moderate", rulesets=BOTH
)
def the_latest_steps(problem: Problem, validation_fraction: float) -> Pick[float]:
    """The latest steps of each series are the test set, as long as those that validate."""
    steps = problem.data.rows / problem.data.series
    return pick(
        validation_fraction,
        f"the last {count(steps * validation_fraction)} of {count(steps)} steps per series stand in for the future, and"
        " are forecast once, at the end",
    )


@test_fraction.rule("TEST-KEPT", sources=["cawley2010", "varma2006"], strength="strong", rulesets=BOTH)
def as_much_as_validates(problem: Problem, validation_fraction: float, folds: int) -> Pick[float]:
    """What chose the epoch flatters it, so a part that chose nothing gives the score, once."""
    rows = problem.data.rows
    if problem.task == "language-modeling":
        tokens = problem.data.tokens * validation_fraction
        said = f"{count(tokens)} of {plural(problem.data.tokens, 'token')} are scored once, at the end"
        return pick(validation_fraction, said)
    held = 0.0 if folds > 1 else validation_fraction  # a fold in turn is no part that is set apart
    fraction = validation_fraction if problem.data.groups else max(_rounded(_usual(problem)), held)
    return pick(
        fraction,
        f"{count(_held(rows, fraction))} of {count(rows)} examples choose nothing and are scored once, at the end;"
        " those that validate choose epochs and settings, and flatter them",
    )
