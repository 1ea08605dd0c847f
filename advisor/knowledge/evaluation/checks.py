"""What is checked before a long run."""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Final

from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.data.split import NESTED_ROWS
from advisor.knowledge.scopes import TRAINED, scope
from advisor.problem.vocabulary import CLASSIFICATION
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Loss, Method, OutputBias
    from advisor.problem import Problem

PROBE_STEPS: Final = 500  # steps of the stability probe at twice the learning rate, Tuning Playbook
FEW_IN_VALIDATION: Final = 200  # examples; below it accuracy is off by more than 3.5 points by chance
FEW_GROUPS: Final = 20  # groups below which one unusual group in validation misleads, folklore
WITH_SHARES: Final = ("binary", "multiclass", "ordinal", "segmentation", "token-classification")
BEFORE: Final[dict[str | None, str]] = {  # what methods of tuning on preferences and rewards begin at
    "dpo": f"a loss of ln 2 = {log(2):.2f}, as the model is its own reference",
    "kto": "a loss of half the weight of each answer, as the model is its own reference",
    "orpo": "a loss far below the ln of the vocabulary's size, as the answers are likely already",
    "grpo": "rewards that differ among the answers to a prompt, as nothing is learnt where they are alike",
}

checks: Decision[list[str]] = Decision(
    "evaluation.checks",
    "What is checked before a long run?",
)


def entropy(ratio: float) -> float:
    """Of two classes, one `ratio` times as large as the other, in nats.

    >>> round(entropy(1.0), 2)
    0.69
    """
    share = 1 / (1 + ratio)
    return -share * log(share) - (1 - share) * log(1 - share)


def first_loss(
    problem: Problem, loss: Loss | None, output_bias: OutputBias | None, method: Method | None = None
) -> str:
    """What the loss should be before the first step."""
    data, task = problem.data, problem.task
    if method in BEFORE:
        return BEFORE[method]
    if loss in ("cross-entropy", "dice-and-cross-entropy") and task in WITH_SHARES:
        prior = f", or below it, as the bias knows the class shares (ratio {data.imbalance:.3g})"
        return f"cross-entropy near ln {count(data.classes)} = {log(data.classes):.2f}" + (
            prior if output_bias == "log-prior" and data.imbalance > 1 else ""
        )
    if loss == "cross-entropy":
        return (
            "cross-entropy near the ln of the vocabulary's size from random weights, far below it from published ones"
        )
    if loss == "binary-cross-entropy" and task == "binary" and output_bias == "log-prior":
        return f"cross-entropy near {entropy(data.imbalance):.2f}, the entropy at a ratio of {data.imbalance:.3g}"
    if loss == "binary-cross-entropy":
        prior = ", or below it, as the bias knows the shares" if output_bias == "log-prior" else ""
        return f"cross-entropy near ln 2 = {log(2):.2f}" + prior
    if loss == "mse":
        return "squared error near the variance of the scaled target, 1 after standardising"
    return f"the {loss} loss near that of a constant prediction"


def _apart(problem: Problem, test_fraction: float) -> str:
    """What is kept apart to be scored at the end."""
    rows = problem.data.rows
    if rows < NESTED_ROWS and problem.task not in ("language-modeling", "forecasting"):
        return (
            f"each fifth of the {plural(rows, 'example')} is a test set once, with epochs and settings chosen within"
            " the other four: no score that chose something is reported"
        )
    return (
        f"a test set of {test_fraction:.2g} of all examples was set apart as the validation part is, and is scored"
        " once, at the end"
    )


def _about_the_data(problem: Problem, train_rows: int, test_fraction: float) -> list[str]:
    """What may leak in these data, or make their scores look better than they are."""
    data = problem.data
    found = [_apart(problem, test_fraction)]
    if data.groups:
        found.append(f"no one of the {plural(data.groups, 'group')} stands on both sides of the split")
    if data.future or data.time_column or problem.task == "forecasting":
        found.append("no validation example is older than a training example")
    if data.duplicates:
        found.append(f"no copy among the {data.duplicates:.1%} repeated rows stands on both sides of the split")
    if data.leaks:
        found.append(f"{plural(len(data.leaks), 'column')} that would give the target away left out before training")
    held_out = max(0, data.rows - train_rows)
    if 0 < held_out < FEW_IN_VALIDATION and problem.task in CLASSIFICATION:
        off = 100 * 0.5 / held_out**0.5
        found.append(f"a score on {plural(held_out, 'validation example')} is off by up to {off:.0f} points by chance")
    return found


def _few_groups(problem: Problem) -> str | None:
    """What to hear where validation says little of new groups."""
    groups = problem.data.groups
    if not 0 < groups < FEW_GROUPS:
        return None
    return (
        f"with {plural(groups, 'group')} a validation score says little of a new one: leave out each group once, and"
        " report the worst beside the mean"
    )


@checks.rule("CHECK-UNTRAINED", scope(family="zero-shot"), sources=["karpathy2019"], strength="moderate", rulesets=BOTH)
def check_a_model_as_it_is(problem: Problem, train_rows: int, test_fraction: float) -> Pick[list[str]]:
    """A model that is used as it is can be fed wrongly and scored wrongly, and that is all."""
    return pick(
        [
            "twenty inputs look and sound right after preprocessing",
            "the trivial baselines score worse",
            *_about_the_data(problem, train_rows, test_fraction),
        ],
        f"nothing is trained on {plural(problem.data.rows, 'example')}, so only inputs and scoring can be wrong",
        warning=_few_groups(problem),
    )


@checks.rule(
    "CHECK-TRAINING",
    scope(family=TRAINED),
    sources=["karpathy2019", "playbook2023", "guide:G-MISC-3", "guide:G-HID-12"],
    strength="strong",
    rulesets=BOTH,
)
def check_before_a_long_run(
    problem: Problem,
    loss: Loss | None,
    output_bias: OutputBias | None,
    batch_size: int | None,
    train_rows: int,
    test_fraction: float,
    method: Method | None,
) -> Pick[list[str]]:
    """Networks fail silently; each of these takes a minute and catches a class of mistakes. After Karpathy's recipe."""
    start = first_loss(problem, loss, output_bias, method)
    batch = min(batch_size or 1, train_rows)
    return pick(
        [
            "twenty examples look right after preprocessing and augmentation, labels included",
            "the seed is fixed and two short runs agree",
            f"before training: {start}",
            f"one batch of {plural(batch, 'example')} is overfitted to a loss near the least possible",
            "with zeroed inputs the result is clearly worse, so the inputs reach the output",
            f"{PROBE_STEPS} steps at twice the learning rate do not diverge",
            *_about_the_data(problem, train_rows, test_fraction),
        ],
        f"networks fail silently, and these checks take minutes; before training: {start}",
        warning=_few_groups(problem),
    )
