"""What the rules of several domains ask of a problem or of earlier choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.problem import Problem


# Time -----------------------------------------------------------------------------------------------------


def ordered_in_time(problem: Problem) -> bool:
    """Whether the examples have an order in time, or the network is used on later ones."""
    return problem.data.future or bool(problem.data.time_column)
