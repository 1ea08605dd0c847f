"""How data is set aside to judge by."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, count, plural
from advisor.knowledge.data.split_method import (
    FEW_GROUPS,
    HELD_OUT,
    ONE_LABEL,
    held_groups,
    share_of_groups,
)
from advisor.knowledge.scopes import scope

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
SMALL_PART: Final = 100  # validation examples, below which an accuracy may be off by ten points
SMALL_CLASS: Final = 10  # examples of a class in the validation part, below which its score is chance, folklore

validation_fraction: Decision[float] = Decision(
    "data.split.validation",
    "Which part of the examples is held out for validation?",
    name="validation_fraction",
)
train_rows: Decision[int] = Decision(
    "data.split.train_rows",
    "How many examples are left to learn from in one run?",
)


def _held(rows: int, fraction: float) -> int:
    """Examples in a validation part: rounded up, at least one, and at least one left to learn from."""
    return max(1, min(rows - 1, ceil(rows * fraction - 1e-9)))


def _share(part: float) -> float:
    """A fraction as it stands in a config: three significant digits, a whole number of folds as 1 over it."""
    return float(f"{part:.3g}")


def _small_part(problem: Problem, split_method: SplitMethod, held: int, runs: int = 1) -> str | None:
    """What to hear of a validation part in which luck decides; over several runs all examples judge."""
    data, notes = problem.data, []
    part = 1.0 if runs > 1 else held / data.rows
    judging = data.rows if runs > 1 else held
    if judging < SMALL_PART:
        what, unit = ("an accuracy", " points") if problem.classifies else ("a score", "%")
        notes.append(
            f"judged by only {plural(judging, 'example')}: {what} may be off by {100 / sqrt(judging):.0f}{unit} by luck"
        )
    if problem.task in ONE_LABEL and (rare := int(data.smallest_class * part)) < SMALL_CLASS:
        notes.append(f"the smallest class is judged by {plural(rare, 'example')}: its score is mostly chance")
    if "grouped" in split_method and data.groups and (judges := max(1, round(data.groups * part))) < FEW_GROUPS:
        notes.append(
            f"judged by {count(judges)} of {plural(data.groups, 'group')}: the score tells little about groups that are"
            " new, and may flatter"
        )
    return "; ".join(notes) or None


@validation_fraction.rule("VAL-FOLDS", sources=["kohavi1995"], strength="strong", rulesets=BOTH)
def one_fold(problem: Problem, split_method: SplitMethod, folds: int) -> Pick[float] | Skip:
    """In cross-validation each part is held out once."""
    if folds == 1:
        return skip("needs cross-validation")
    rows = problem.data.rows
    return pick(
        _share(1 / folds),
        f"each of the {folds} folds holds out its part, about {plural(ceil(rows / folds), 'example')} of {count(rows)}",
        warning=_small_part(problem, split_method, ceil(rows / folds), folds),
    )


@validation_fraction.rule(
    "VAL-TOKENS", scope(task="language-modeling"), sources=["nanochat"], strength="moderate", rulesets=BOTH
)
def tokens_enough(problem: Problem) -> Pick[float]:
    """The loss of a language model is known well from some forty million tokens, however many there are."""
    tokens = problem.data.tokens
    fraction = _share(min(HELD_OUT_TEXT, ENOUGH_TOKENS / tokens))
    return pick(
        fraction,
        f"{count(tokens * fraction)} of {count(tokens)} tokens give the validation loss; more would only be lost to"
        " training",
    )


@validation_fraction.rule(
    "VAL-STEPS", scope(task="forecasting"), sources=["dlinear2022"], strength="moderate", rulesets=BOTH
)
def steps_enough_for_a_horizon(problem: Problem) -> Pick[float]:
    """The held-out end of a series must hold the whole horizon at least once."""
    data = problem.data
    steps = data.rows / data.series
    usual, needed = _usual(problem), data.horizon / steps
    fraction = _share(usual) if needed < usual else min(HELD_OUT_MOST, ceil(needed * 1000) / 1000)
    warning = None
    if needed > HELD_OUT_MOST:
        warning = (
            f"a series of {count(steps)} steps cannot hold a horizon of {count(data.horizon)} twice: shorten the"
            " horizon, or use a model that needs no training"
        )
    return pick(
        fraction,
        f"the last {count(steps * fraction)} of {count(steps)} steps a series judge, against a horizon of"
        f" {count(data.horizon)}",
        warning=warning,
    )


@validation_fraction.rule(
    "VAL-GROUPS", sources=["roberts2017", "sklearn-splitters"], strength="moderate", rulesets=BOTH
)
def groups_enough(problem: Problem, split_method: SplitMethod) -> Pick[float] | Skip:
    """What is held out are groups, so their number is what makes a score worth something."""
    groups = problem.data.groups
    if "grouped" not in split_method or groups < 2:
        return skip("needs examples in a known number of groups")
    fraction = _share(min(HELD_OUT_MOST, share_of_groups(groups, _usual(problem))))
    held = held_groups(groups, fraction)
    return pick(
        fraction,
        f"{plural(held, 'group')} of {count(groups)} judge, about {count(problem.data.rows * fraction)} of"
        f" {count(problem.data.rows)} examples",
        warning=_small_part(problem, split_method, _held(problem.data.rows, fraction)),
    )


def _usual(problem: Problem) -> float:
    """A fifth of small data; of large data what makes a score sharp, for rare classes too."""
    data = problem.data
    wanted = min(max(ENOUGH, data.rows * ENOUGH_OF_MANY), ENOUGH_AT_MOST)
    if problem.task in ONE_LABEL and data.smallest_class:
        wanted = max(wanted, min(ENOUGH_OF_A_CLASS * data.rows / data.smallest_class, ENOUGH_WITH_RARE))
    return min(HELD_OUT, wanted / data.rows)


@validation_fraction.rule("VAL-LARGE", sources=["bouthillier2021"], strength="moderate", rulesets=BOTH)
def a_sharp_score_needs_no_fifth(problem: Problem, split_method: SplitMethod) -> Pick[float] | Skip:
    """The noise of a score falls with the root of the examples that judge, not with their share of the data."""
    fraction = _share(_usual(problem))
    if fraction >= HELD_OUT:
        return skip(f"needs more than {count(ENOUGH / HELD_OUT)} examples, and classes that are not rare")
    rows = problem.data.rows
    held = _held(rows, fraction)
    rare = int(problem.data.smallest_class * held / rows) if problem.task in ONE_LABEL else 0
    judges, whose = (rare, f", {count(rare)} of them of the smallest class,") if 0 < rare < ENOUGH else (held, "")
    return pick(
        fraction,
        f"{count(held)} of {count(rows)} examples{whose} judge, which leaves {100 / sqrt(judges):.2g}% of"
        f" {'its' if whose else 'a'} score to luck, so the rest is better learnt from",
        warning=_small_part(problem, split_method, held),
    )


@validation_fraction.rule("VAL-FIFTH", sources=["sklearn-splitters"], strength="folklore", rulesets=BOTH)
def a_fifth(problem: Problem, split_method: SplitMethod) -> Pick[float]:
    """A fifth is the usual compromise between learning from data and judging by it."""
    rows = problem.data.rows
    held = _held(rows, HELD_OUT)
    return pick(
        HELD_OUT,
        f"{count(held)} of {count(rows)} examples judge and {count(rows - held)} are left to learn from",
        try_next=[0.1, 0.3],
        warning=_small_part(problem, split_method, held),
    )


@train_rows.rule("ROWS-LEFT", sources=["sklearn-splitters"], strength="strong", rulesets=BOTH)
def what_is_left(problem: Problem, folds: int, validation_fraction: float) -> Pick[int]:
    """What is not held out in a run is learnt from."""
    rows = problem.data.rows
    left = rows - (_held(rows, 1 / folds) if folds > 1 else _held(rows, validation_fraction))
    runs = f" in each of {folds} runs" if folds > 1 else ""
    return pick(left, f"{count(rows)} examples less the {count(rows - left)} held out{runs}")
