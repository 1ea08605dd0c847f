"""How the result is judged, and what it has to beat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.config.values import Baseline
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Calibration, FirstChoice, Threshold
    from advisor.problem import Problem

metrics: Decision[list[str]] = Decision(
    "evaluation.metrics",
    "Which scores are reported, the headline first?",
)
monitor: Decision[str] = Decision(
    "evaluation.monitor",
    "Which validation score picks the best epoch?",
)
threshold: Decision[Threshold] = Decision(
    "evaluation.threshold",
    "How do probabilities become decisions?",
    applies=lambda problem: problem.task in ("binary", "multiclass", "multilabel", "ordinal"),
    absent="nothing is decided by a threshold",
)
calibration: Decision[Calibration] = Decision(
    "evaluation.calibration",
    "What makes probabilities trustworthy?",
    applies=lambda problem: problem.task in ("binary", "multiclass", "multilabel", "ordinal"),
    absent="no class probabilities are predicted",
)
first_choice: Decision[FirstChoice] = Decision(
    "evaluation.first_choice",
    "What should be tried first on this problem?",
)
baselines: Decision[list[Baseline]] = Decision(
    "evaluation.baselines",
    "What does the network have to beat?",
)
checks: Decision[list[str]] = Decision(
    "evaluation.checks",
    "What is checked before a long run?",
)
