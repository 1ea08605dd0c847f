"""The learning rate, the test that finds it, and how it moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.config.values import RangeTest, ScheduleSettings
from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.problem import Problem

learning_rate: Decision[float] = Decision(
    "training.learning_rate.initial",
    "Which learning rate?",
    name="learning_rate",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
range_test: Decision[RangeTest] = Decision(
    "training.learning_rate.range_test",
    "How is the learning rate found on the data?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
schedule: Decision[ScheduleSettings] = Decision(
    "training.schedule",
    "How does the learning rate move during training?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
warmup: Decision[float] = Decision(
    "training.warmup",
    "In which part of training does the rate rise from zero?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
