"""Skip connections between layers, and the members of an ensemble."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, named
from advisor.knowledge.model.capacity.base import examples, members, predicts_on, residual
from advisor.knowledge.model.capacity.dense import PLAIN_LAYERS
from advisor.knowledge.predicates import bears_averages
from advisor.knowledge.scopes import families_but, scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

BUILT_ON_SKIPS: Final = ("cnn", "unet", "transformer", "nhits", "linear-series")
STACKS: Final = scope(family=families_but(*BUILT_ON_SKIPS))
MLP: Final = scope(family="mlp")

TABM_MEMBERS: Final = 32  # arXiv:2410.24210
PAIR: Final = 2  # networks of each fold; more gain little
PAIR_ROWS: Final = 3_000  # rows above which a single network of each fold takes as long as RealMLP; own runs
ALONE_ROWS: Final = 50_000  # rows above which no folds are trained, and averaging gains little; folklore
WITHOUT_FOLDS: Final = 4  # networks on one hold-out; folklore


@residual.rule(
    "RES-BLOCKS",
    scope(family=BUILT_ON_SKIPS),
    sources=["resnet2015", "vaswani2017", "nhits2022", "guide:R2"],
    strength="strong",
    rulesets=BOTH,
)
def skips_in_blocks(family: Family, layers: int) -> Pick[bool]:
    """Convolution stages, transformer blocks and the stacks of forecasters are built around skip connections."""
    return pick(True, f"{named(family)} is built around skip connections, whatever its depth (here {layers})")


@residual.rule(
    "RES-DEEP", STACKS, sources=["guide:R2", "guide:G-HID-8", "resnet2015"], strength="strong", rulesets=BOTH
)
def skips_in_deep_stacks(layers: int) -> Pick[bool] | Skip:
    """Beyond about four plain layers a deeper stack trains worse, unless skips carry the signal."""
    if layers <= PLAIN_LAYERS:
        return skip(f"needs more than {PLAIN_LAYERS} layers")
    return pick(True, f"{layers} plain layers train worse than fewer would, unless skips carry the signal")


@residual.rule("RES-PLAIN", STACKS, sources=["guide:R2", "guide:G-HID-2"], strength="moderate", rulesets=BOTH)
def no_skips_in_shallow_stacks(layers: int) -> Pick[bool]:
    """A shallow stack trains well without skips."""
    return pick(False, f"a stack of {plural(layers, 'layer')} trains well without skips")


@members.rule("CAP-MEMBERS-GUIDE", MLP, sources=["guide"], strength="folklore", rulesets=GUIDE)
def guide_trains_one(problem: Problem) -> Pick[int]:
    """The guide trains one network at a time."""
    return pick(1, f"the guide is silent on ensembles, so one network is trained on {examples(problem)}")


@members.rule(
    "CAP-SIDE-BY-SIDE",
    MLP,
    sources=["lakshminarayanan2016", "tabm2024"],
    strength="strong",
    rulesets=CURRENT,
    studied={"data.rows": (120, 16_500)},
    versus="The guide trains one network; the mean of several small ones scored better than any single one, above all"
    " by log-loss, and as a batched ensemble they train faster than one large network.",
)
def small_batched_ensemble(problem: Problem, folds: int) -> Pick[int] | Skip:
    """Small networks of other folds and initial weights make different errors, of which averaging cancels a part.

    Trained as a batched ensemble they cost little more than one.
    """
    rows = problem.data.rows
    if not bears_averages(problem):
        return skip("needs a server without a latency limit to predict on, and accuracy or calibration first")
    if rows > ALONE_ROWS:
        return skip(f"needs {count(ALONE_ROWS)} rows or fewer")
    number = WITHOUT_FOLDS if folds == 1 else PAIR if rows <= PAIR_ROWS else 1
    each = f" ({number} for each of {folds} folds)" if folds > 1 else ""
    return pick(
        number,
        f"{examples(problem)}: the mean of {plural(number * folds, 'network')}{each} has a lower error than each of"
        " them",
        [1, 2, 4],
    )


@members.rule("CAP-ALONE", MLP, sources=["tabm2024"], strength="folklore", rulesets=CURRENT)
def one_where_time_or_size_counts(problem: Problem) -> Pick[int]:
    """Several networks take several times the memory and the time to predict, and gain little on much data."""
    if problem.data.rows > ALONE_ROWS:
        return pick(1, f"on {examples(problem)} the mean of several networks gains little for several times the time")
    limit = problem.priorities.latency_ms
    within = "" if limit is None else f" within {limit:g} ms"
    return pick(
        1,
        f"predictions on {predicts_on(problem)}{within}, {problem.priorities.first} first: several networks take"
        " several times the memory and time",
    )


@members.rule("CAP-MEMBERS", scope(family="tabm"), sources=["tabm2024", "tabm"], strength="strong", rulesets=BOTH)
def members_of_the_ensemble(problem: Problem) -> Pick[int]:
    """Members cost little and their gain levels off; the authors' default is about where it does."""
    return pick(
        TABM_MEMBERS,
        f"{examples(problem)}: the gain of an ensemble levels off at about as many members, which share weights and so"
        " cost little",
        [16, 32, 64],
    )
