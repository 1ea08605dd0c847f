"""The knowledge: every decision with its rules, in the order in which the config shows them."""

from functools import cache
from types import ModuleType
from typing import Any, Final

from advisor.engine import Decision, KnowledgeBase

# Parts of the config in the order of advisor.config.document; decisions under one part keep the order of their module.
ORDER: Final = (
    "data.split", "data.drop_columns", "data.missing", "data.numeric", "data.categorical", "data.image", "data.text",
    "data.audio", "data.series", "data.augmentation", "data.target", "data.imbalance",
    "model.family", "model.backbone", "model.input", "model.numeric_embedding", "model.hidden", "model.activation",
    "model.initialization", "model.normalization", "model.dropout", "model.output",
    "training.loss", "training.optimizer", "training.learning_rate", "training.schedule", "training.warmup",
    "training.batch_size", "training.epochs", "training.early_stopping", "training.clip_norm", "training.averaging",
    "training.seeds",
    "compute", "evaluation", "tracking", "tuning", "resources",
)  # fmt: skip


def _modules() -> tuple[ModuleType, ...]:
    """One module for each domain; a domain that is split registers its rules from its main module."""
    from advisor.knowledge import (
        activation,
        backbone,
        batch,
        capacity,
        compute,
        dropout,
        evaluation,
        family,
        features,
        initialization,
        inputs,
        learning_rate,
        loss,
        normalization,
        optimizer,
        output,
        resources,
        splitting,
        stability,
        target,
        tracking,
        tuning,
    )

    return (
        splitting, features, inputs, target, family, backbone, capacity, activation, initialization, normalization,
        dropout, output, loss, optimizer, learning_rate, batch, stability, compute, evaluation, tracking, tuning,
        resources,
    )  # fmt: skip


def _rank(decision: Decision[Any]) -> int:
    path = decision.path
    return next(i for i, part in enumerate(ORDER) if path == part or path.startswith(part + "."))


@cache
def knowledge() -> KnowledgeBase:
    """All decisions and rules, ordered and checked."""
    decisions = [
        value
        for module in _modules()
        for value in vars(module).values()
        if isinstance(value, Decision)
    ]
    return KnowledgeBase(sorted(dict.fromkeys(decisions), key=_rank))
