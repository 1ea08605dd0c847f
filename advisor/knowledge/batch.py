"""Batch size, epochs and when to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.config.values import EarlyStopping
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.problem import Problem

batch_size: Decision[int] = Decision(
    "training.batch_size",
    "How many examples make one update?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
epochs: Decision[int] = Decision(
    "training.epochs",
    "How many passes over the data at most?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
early_stopping: Decision[EarlyStopping] = Decision(
    "training.early_stopping",
    "When does training end before its epochs are used up?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
seeds: Decision[list[int]] = Decision(
    "training.seeds",
    "Which seeds are run?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
