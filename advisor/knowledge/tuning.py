"""What to try next, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.config.words import SearchMethod
    from advisor.problem import Problem

tuning_order: Decision[list[str]] = Decision(
    "tuning.order",
    "In which order are the choices tuned?",
    name="tuning_order",
)
search_method: Decision[SearchMethod] = Decision(
    "tuning.method",
    "How is the space searched?",
    name="search_method",
)
