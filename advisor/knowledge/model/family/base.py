"""Which kind of network: the decision, and what its rules share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.engine import Decision
from advisor.knowledge.scopes import ONE_LABEL
from advisor.quantities import plural

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.problem import Problem

TINY_ROWS: Final = 100  # rows; below it a hold-out of a fifth is fewer than 20 rows (folklore)
TINY_CLASS: Final = 10  # examples of a class; CS231n and E-LAD count fewer as hardly learnable (folklore)
REMEMBERED_STEPS: Final = 1_000  # steps over which gated cells carry error, Hochreiter & Schmidhuber 1997

family: Decision[Family] = Decision(
    "model.family",
    "Which kind of network?",
)


def rows_warning(problem: Problem) -> str | None:
    """What to warn of where there are hardly any examples to train on."""
    data = problem.data
    if data.rows < TINY_ROWS:
        return (
            f"{plural(data.rows, 'example')} are too few to tell a network from luck:"
            " cross-validate, and prefer a simpler model unless the network wins clearly"
        )
    if problem.task in ONE_LABEL and data.smallest_class < TINY_CLASS:
        return (
            f"the smallest class has {plural(data.smallest_class, 'example')}:"
            " no network learns it reliably; gather more, merge it, or leave it out"
        )
    return None
