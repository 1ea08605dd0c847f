"""Skips between layers, and members of an ensemble inside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural
from advisor.knowledge.model.capacity.base import examples, members, residual
from advisor.knowledge.model.capacity.dense import MEMBERS, PLAIN_LAYERS
from advisor.knowledge.predicates import bears_averages
from advisor.knowledge.scopes import scope

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

PAIR: Final = 2  # networks of each fold; beyond it little more is gained
PAIR_ROWS: Final = 3_000  # rows above which a single network of each fold takes as long as RealMLP; own runs
ALONE_ROWS: Final = 50_000  # rows above which folds are not trained, and networks side by side gain little; folklore
WITHOUT_FOLDS: Final = 4  # networks over one hold-out; folklore


@residual.rule(
    "RES-BLOCKS",
    scope(family=("cnn", "unet", "transformer", "nhits", "linear-series")),
    sources=["resnet2015", "vaswani2017", "nhits2022", "guide:R2"],
    strength="strong",
    rulesets=BOTH,
)
def skips_in_blocks(family: Family, layers: int) -> Pick[bool]:
    """Stages of convolutions, transformer blocks and stacks are built around skips."""
    return pick(True, f"{family} networks are made of blocks, here {layers}, with several layers in each")


@residual.rule("RES-DEEP", sources=["guide:R2", "guide:G-HID-8", "resnet2015"], strength="strong", rulesets=BOTH)
def skips_in_deep_stacks(layers: int) -> Pick[bool] | Skip:
    """Beyond about four plain layers a deeper stack trains worse, unless skips carry the signal."""
    if layers <= PLAIN_LAYERS:
        return skip(f"needs more than {PLAIN_LAYERS} layers")
    return pick(True, f"{layers} plain layers train worse than fewer would, unless skips carry the signal")


@residual.rule("RES-PLAIN", sources=["guide:R2", "guide:G-HID-2"], strength="moderate", rulesets=BOTH)
def no_skips_in_shallow_stacks(layers: int) -> Pick[bool]:
    """A shallow stack trains well without skips."""
    return pick(False, f"a stack of {plural(layers, 'layer')} trains well without skips")


@members.rule("CAP-MEMBERS-GUIDE", scope(family="mlp"), sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_trains_one(problem: Problem) -> Pick[int]:
    """The guide trains one network at a time."""
    return pick(1, f"the guide is silent on averages of networks, so one learns from {examples(problem)}")


@members.rule(
    "CAP-SIDE-BY-SIDE",
    scope(family="mlp"),
    sources=["lakshminarayanan2016", "tabm2024"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide trains one network; the mean of several small ones measured better than any single one, above all"
    " by log-loss, and side by side they train in less time than one large one.",
)
def small_networks_side_by_side(problem: Problem, folds: int) -> Pick[int] | Skip:
    """Small networks that differ in their folds and first weights err in different ways, and their mean less than each.

    Trained as one batched product they cost little more than one.
    """
    rows = problem.data.rows
    if not bears_averages(problem):
        return skip("needs a server to predict on, and accuracy or calibration to come first")
    if rows > ALONE_ROWS:
        return skip(f"needs {count(ALONE_ROWS)} rows or fewer")
    number = WITHOUT_FOLDS if folds == 1 else PAIR if rows <= PAIR_ROWS else 1
    what = f"{plural(number, 'network')} for each of {folds} folds" if folds > 1 else plural(number, "network")
    return pick(
        number, f"{examples(problem)}: the mean of {what} errs less than each, and is better calibrated", [1, 2, 4]
    )


@members.rule("CAP-ALONE", scope(family="mlp"), sources=["tabm2024"], strength="folklore", rulesets=CURRENT)
def one_where_time_or_size_counts(problem: Problem) -> Pick[int]:
    """Several networks take several times the room and the time to predict."""
    return pick(
        1,
        f"{examples(problem)} on {problem.compute.deploy}, {problem.priorities.first} first: one network, not several",
    )


@members.rule("CAP-MEMBERS", sources=["tabm2024", "tabm"], strength="strong", rulesets=BOTH)
def members_of_the_ensemble(problem: Problem) -> Pick[int]:
    """Members cost little and gains level off; the authors' default is near the knee."""
    return pick(
        MEMBERS,
        f"{examples(problem)}: gains of an ensemble level off at about as many members, which cost little as they share"
        " weights",
        [16, 32, 64],
    )
