"""The optimiser and weight decay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from advisor.engine import Decision, Pick, Skip, Span, pick, skip
from advisor.knowledge.common import BOTH, CURRENT, GUIDE, count, plural

if TYPE_CHECKING:
    from advisor.config.words import Optimizer
    from advisor.problem import Problem

optimizer: Decision[Optimizer] = Decision(
    "training.optimizer.name",
    "Which optimiser?",
    name="optimizer",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
momentum: Decision[float] = Decision(
    "training.optimizer.momentum",
    "How much of the last step is kept?",
    applies=lambda optimizer: optimizer in ("sgd", "rmsprop"),
    absent="the optimiser keeps its own moments",
)
nesterov: Decision[bool] = Decision(
    "training.optimizer.nesterov",
    "Is the gradient taken after the momentum step?",
    applies=lambda optimizer: optimizer == "sgd",
    absent="the optimiser has no such option",
)
betas: Decision[list[float]] = Decision(
    "training.optimizer.betas",
    "How fast does the optimiser forget past gradients?",
    applies=lambda optimizer: optimizer in ("adam", "adamw", "nadam", "muon-and-adamw"),
    absent="the optimiser has no such rates",
)
weight_decay: Decision[float] = Decision(
    "training.optimizer.weight_decay",
    "How strongly do weights decay?",
    applies=lambda family: family != "zero-shot",
    absent="nothing is trained",
)
no_decay: Decision[list[str]] = Decision(
    "training.optimizer.no_decay",
    "Which parameters do not decay?",
    applies=lambda weight_decay: bool(weight_decay),
    absent="nothing decays",
)
