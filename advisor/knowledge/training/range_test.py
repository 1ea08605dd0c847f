"""The range test that finds or checks the learning rate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import RangeTest
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.scopes import FINE_TUNED, FROM_SCRATCH, kinds_but, scope

if TYPE_CHECKING:
    from advisor.config.words import Family, Normalization, Optimizer, Reading

LOWEST, HIGHEST = 1e-6, 10.0  # first and last rate of the range test; guide
STEPS: Final = 200  # steps between them; fastai has 100, more of them smooth better
SMOOTHING: Final = 0.9  # share of the past in the averaged loss; folklore
DIVERGED: Final = 4.0  # multiple of the best loss that ends the test; fastai

range_test: Decision[RangeTest] = Decision(
    "training.learning_rate.range_test",
    "How is the learning rate found on the data?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)


def settings(reading: Reading) -> RangeTest:
    """The guide's sweep with fastai's stopping rule."""
    return RangeTest(LOWEST, HIGHEST, STEPS, SMOOTHING, DIVERGED, reading)


@range_test.rule(
    "RANGE-TUNING",
    scope(family=FINE_TUNED),
    sources=["guide:G-LR-3", "guide:R11", "fastai"],
    strength="moderate",
    rulesets=BOTH,
)
def a_tenth_of_the_best(family: Family, learning_rate: float) -> Pick[RangeTest]:
    """Published weights: a tenth of the rate at which the loss is lowest, as that one already destroys them."""
    return pick(
        settings("minimum-over-10"),
        f"the rate at which the loss is lowest already damages the weights of {named(family)}, so a tenth of it is"
        f" read, to compare with the {learning_rate:g} above",
    )


@range_test.rule(
    "RANGE-SGD",
    scope(kind=kinds_but("table"), family=FROM_SCRATCH),
    sources=["guide:G-LR-3", "guide:G-LR-4", "guide:G-LR-5", "guide:R11", "smith2015"],
    strength="moderate",
    rulesets=GUIDE,
)
def half_of_diverging(
    optimizer: Optimizer, normalization: Normalization, learning_rate: float
) -> Pick[RangeTest] | Skip:
    """Raise the rate by a constant factor until the loss diverges; under SGD and a norm half of it trains well.

    On tables it does not: over 8 of them and two seeds, half of the diverging rate gave SGD 1.13 times the loss of the
    guide's other reading, the finder, and at worst 2.2 times. So tables take the finder.
    """
    if optimizer != "sgd":
        return skip(f"needs SGD: half of the diverging rate is too high for {optimizer}")
    if normalization == "none":
        return skip("needs normalised layers: half of the diverging rate is too high without them")
    return pick(
        settings("half-of-diverging"),
        f"{optimizer} with {normalization} normalisation trains well at about half of the rate at which it diverges,"
        f" which is to be compared with the {learning_rate:g} above",
    )


@range_test.rule(
    "RANGE-ADAPTIVE",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-LR-3", "guide:G-LR-5", "guide:R11", "fastai"],
    strength="moderate",
    rulesets=GUIDE,
)
def valley(optimizer: Optimizer, normalization: Normalization) -> Pick[RangeTest]:
    """Where half of the diverging rate is too much, the guide's finder is read at the valley of the smoothed loss.

    On 8 tables and two seeds the valley gave Nadam 0.99 times the loss at the usual rate; half of diverging 1.46.
    """
    what = f"with {normalization} normalisation" if normalization != "none" else "without normalised layers"
    return pick(
        settings("valley"),
        f"half of the diverging rate is too high for {optimizer} {what}, so the valley of the smoothed loss is read",
    )


@range_test.rule(
    "RANGE-CHECK",
    scope(family=FROM_SCRATCH),
    sources=["fastai", "guide:R11", "playbook2023"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide trains at what the test says, half of the diverging rate or the valley; a tenth of the rate at"
    " the lowest loss gave better networks, and the recipe's rate none worse, so it stands and the test checks it.",
)
def check_of_the_recipe(optimizer: Optimizer, learning_rate: float) -> Pick[RangeTest]:
    """The recipe's rate is the one to train with; a reading far from it points to a fault in data or scaling.

    Read in five ways on 8 tables and two seeds, a tenth of the rate at the lowest loss was best: 1.07 times the loss
    at the recipe's rate under AdamW (the valley 1.23, half of diverging 2.7), 0.99 under Nadam, 1.00 under SGD.
    """
    return pick(
        settings("minimum-over-10"),
        f"{optimizer} trains at the {learning_rate:g} above; of five readings a tenth of the rate at the lowest loss"
        " gave the best networks, and where it is ten times off, inputs or targets are out of scale",
    )
