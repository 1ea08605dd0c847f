"""The knowledge: every decision with its rules, in the order in which the config shows them."""

from functools import cache
from types import ModuleType
from typing import Any, Final

from advisor.engine import Decision, KnowledgeBase

# Every leaf in the order of advisor.config.document (a test compares them); importing that would cost milliseconds.
ORDER: Final = (
    "data.split.method", "data.split.validation", "data.split.folds", "data.split.train_rows", "data.drop_columns",
    "data.missing.numeric", "data.missing.indicator", "data.missing.categorical", "data.numeric.scaling",
    "data.categorical.encoding", "data.categorical.one_hot_max", "data.categorical.embeddings", "data.image.scaling",
    "data.text.tokenizer", "data.text.max_length", "data.text.vocabulary", "data.audio.form",
    "data.audio.sample_rate", "data.audio.mel_bands", "data.audio.hop_ms", "data.series.lookback",
    "data.series.horizon", "data.series.scaling", "data.augmentation", "data.target.transform", "data.target.clamp",
    "data.target.smearing",
    "data.imbalance.strategy", "data.imbalance.max_weight", "model.family", "model.backbone.name",
    "model.backbone.weights", "model.backbone.trainable", "model.backbone.unfreezing", "model.backbone.lora",
    "model.input.shape", "model.numeric_embedding", "model.hidden.layers", "model.hidden.widths",
    "model.hidden.stem_stride", "model.hidden.blocks_per_stage", "model.hidden.residual", "model.hidden.cell",
    "model.hidden.bidirectional",
    "model.hidden.kernel", "model.hidden.heads", "model.hidden.feedforward", "model.hidden.patch",
    "model.hidden.members", "model.activation.name", "model.activation.slope", "model.initialization.hidden",
    "model.initialization.output", "model.initialization.output_bias", "model.normalization.kind",
    "model.normalization.place", "model.dropout.kind", "model.dropout.rates", "model.dropout.head",
    "model.output.units", "model.output.activation", "model.stacking", "training.loss.name", "training.loss.delta",
    "training.loss.label_smoothing", "training.optimizer.name", "training.optimizer.momentum",
    "training.optimizer.nesterov", "training.optimizer.betas", "training.optimizer.weight_decay",
    "training.optimizer.no_decay", "training.learning_rate.initial", "training.learning_rate.range_test",
    "training.schedule", "training.warmup", "training.batch_size", "training.epochs", "training.max_steps",
    "training.early_stopping", "training.clip_norm", "training.averaging", "training.seeds", "compute.precision",
    "compute.strategy", "compute.devices", "compute.micro_batch", "compute.accumulation", "compute.checkpointing",
    "compute.optimizer_bits", "compute.ladder", "compute.memory_gib", "evaluation.metrics", "evaluation.monitor",
    "evaluation.threshold", "evaluation.calibration", "evaluation.first_choice", "evaluation.baselines",
    "evaluation.checks", "tracking.tool", "tracking.log", "tuning.order", "tuning.method", "resources.parameters",
    "resources.trainable_parameters", "resources.steps_per_epoch", "resources.total_steps",
    "resources.training_flops", "resources.training_hours", "resources.cost_usd",
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
    """The place of a decision in the config; one that does not land stands where its section ends."""
    return ORDER.index(decision.path) if decision.lands else len(ORDER)


@cache
def knowledge() -> KnowledgeBase:
    """All decisions and rules, ordered and checked."""
    decisions = [value for module in _modules() for value in vars(module).values() if isinstance(value, Decision)]
    return KnowledgeBase(sorted(dict.fromkeys(decisions), key=_rank))
