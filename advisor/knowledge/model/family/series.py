"""The kind of network that classifies time series."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Pick, Skip, pick, skip
from advisor.knowledge.common import BOTH, GUIDE
from advisor.knowledge.model.family.base import REMEMBERED_STEPS, family, rows_warning
from advisor.knowledge.scopes import scope
from advisor.quantities import count, plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

SERIES_TO_CLASSIFY: Final = scope(kind="series", task=("binary", "multiclass"))


@family.rule(
    "FAM-SERIES-RNN",
    SERIES_TO_CLASSIFY,
    sources=["guide:G-CLIP-1", "guide:G-DO-3"],
    strength="moderate",
    rulesets=GUIDE,
)
def recurrence_over_series(problem: Problem) -> Pick[Family] | Skip:
    """The guide's networks for what comes in order are recurrent, as far as they remember."""
    if not 1 < problem.data.length <= REMEMBERED_STEPS:
        return skip(f"needs 2 to {count(REMEMBERED_STEPS)} steps, as far as gated cells remember")
    return pick(
        "rnn",
        f"a recurrent network reads {plural(problem.data.length, 'step')} in order",
        warning=rows_warning(problem),
    )


@family.rule(
    "FAM-SERIES-CNN",
    SERIES_TO_CLASSIFY,
    sources=["inceptiontime2019", "bai2018"],
    strength="strong",
    rulesets=BOTH,
    versus="The guide names recurrent networks for what comes in order; on series to classify convolutions lead.",
)
def convolutions_over_series(problem: Problem) -> Pick[Family]:
    """What tells series apart are short shapes anywhere in them, which convolutions find."""
    return pick(
        "cnn",
        f"{plural(problem.data.rows, 'series', 'series')} of {plural(problem.data.length, 'step')}: convolutions find"
        " the shapes that tell classes apart, wherever they stand",
        warning=rows_warning(problem),
    )
