"""The knowledge: every decision with its rules, in the order in which the config shows them."""

from functools import cache
from importlib import import_module
from typing import Any, Final

from advisor.engine import Decision, KnowledgeBase

# Every leaf in the order of advisor.config.document (a test compares them); importing that would cost milliseconds.
ORDER: Final = (
    "data.split.method", "data.split.test", "data.split.validation", "data.split.folds", "data.split.train_rows",
    "data.drop_columns", "data.text_columns",
    "data.missing.numeric", "data.missing.indicator", "data.missing.categorical", "data.numeric.scaling",
    "data.categorical.encoding", "data.categorical.one_hot_max", "data.categorical.embeddings", "data.image.scaling",
    "data.text.tokenizer", "data.text.max_length", "data.text.vocabulary", "data.text.template", "data.text.packing",
    "data.audio.form",
    "data.audio.sample_rate", "data.audio.mel_bands", "data.audio.hop_ms", "data.audio.trim_db",
    "data.audio.scaling", "data.series.lookback",
    "data.series.horizon", "data.series.scaling", "data.augmentation", "data.target.transform", "data.target.clamp",
    "data.target.smearing",
    "data.imbalance.strategy", "data.imbalance.max_weight", "model.family", "model.backbone.name",
    "model.backbone.weights", "model.backbone.trainable", "model.backbone.unfreezing", "model.backbone.lora",
    "model.input.shape", "model.numeric_embedding", "model.hidden.layers", "model.hidden.widths",
    "model.hidden.stem_stride", "model.hidden.blocks_per_stage", "model.hidden.pooling", "model.hidden.residual",
    "model.hidden.cell", "model.hidden.bidirectional",
    "model.hidden.kernel", "model.hidden.heads", "model.hidden.feedforward", "model.hidden.patch",
    "model.hidden.members", "model.activation.name", "model.activation.slope", "model.initialization.hidden",
    "model.initialization.output", "model.initialization.output_bias", "model.normalization.kind",
    "model.normalization.place", "model.dropout.kind", "model.dropout.rates", "model.dropout.head",
    "model.output.units", "model.output.activation", "model.stacking", "training.method", "training.sampling",
    "training.loss.name", "training.loss.delta", "training.loss.quantiles", "training.loss.label_smoothing",
    "training.loss.tokens",
    "training.loss.beta", "training.loss.marks", "training.optimizer.name", "training.optimizer.momentum",
    "training.optimizer.nesterov", "training.optimizer.betas", "training.optimizer.weight_decay",
    "training.optimizer.no_decay", "training.learning_rate.initial", "training.learning_rate.range_test",
    "training.schedule", "training.warmup", "training.batch_size", "training.epochs", "training.max_steps",
    "training.early_stopping", "training.clip_norm", "training.averaging", "training.seeds", "compute.precision",
    "compute.strategy", "compute.devices", "compute.micro_batch", "compute.accumulation", "compute.checkpointing",
    "compute.optimizer_bits", "compute.ladder", "compute.memory_gib", "compute.max_hours", "evaluation.metrics",
    "evaluation.monitor", "evaluation.test_time_augmentation", "evaluation.threshold", "evaluation.calibration",
    "evaluation.conformal", "evaluation.first_choice", "evaluation.baselines", "evaluation.checks",
    "tracking.tool", "tracking.log", "tuning.order", "tuning.method",
    "resources.parameters", "resources.trainable_parameters", "resources.steps_per_epoch", "resources.total_steps",
    "resources.training_flops", "resources.training_hours", "resources.cost_usd",
)  # fmt: skip


# Every module of rules, in order of precedence: a decision asks its rules module by module as they stand here, and
# within a module from the top down. What was imported first changes nothing.
PRECEDENCE: Final = (
    "data.split_method", "data.folds", "data.split", "data.text_columns", "data.columns", "data.categories",
    "data.numbers", "data.augmentation", "data.images", "data.series", "data.sounds", "data.chats", "data.texts",
    "model.input_shape", "data.imbalance", "data.target",
    "model.family.base", "model.family.image", "model.family.detection", "model.family.segmentation",
    "model.family.speech", "model.family.sound", "model.family.forecasting", "model.family.sequence",
    "model.family.series", "model.family.table", "model.family.language", "model.family.tokens", "model.family.text",
    "training.post_training", "model.backbone.base", "model.backbone.image", "model.backbone.signal",
    "model.backbone.text", "model.backbone.tuning",
    "model.capacity.base", "model.capacity.attention", "model.capacity.scaling_up", "model.capacity.convolution",
    "model.capacity.dense", "model.capacity.recurrent", "model.capacity.skips", "model.capacity.stacking",
    "model.activation", "model.initialization", "model.normalization_place", "model.normalization",
    "model.dropout_rates", "model.dropout", "model.output", "model.architecture",
    "training.loss_settings", "training.loss", "training.weight_decay", "training.optimizer", "training.range_test",
    "training.schedule", "training.learning_rate", "training.early_stopping", "training.epochs", "training.batch_size",
    "training.stability",
    "compute.load", "compute.hardware",
    "evaluation.first_choice_series", "evaluation.first_choice_table", "evaluation.first_choice",
    "evaluation.baselines", "evaluation.checks",
    "evaluation.mirroring", "evaluation.probabilities", "evaluation.metrics", "evaluation.tracking",
    "evaluation.tuning", "compute.resources", "compute.training_time",
)  # fmt: skip


# Modules whose rules and decisions are for some kinds of data alone: for others they need not be imported.
KINDS: Final = {
    "data.text_columns": ("table",),
    "data.images": ("image",), "data.series": ("series",), "data.sounds": ("audio",), "data.texts": ("text",),
    "data.chats": ("text",), "training.post_training": ("text",),
    "model.family.image": ("image",), "model.family.detection": ("image",), "model.family.segmentation": ("image",),
    "model.family.speech": ("audio",), "model.family.sound": ("audio",), "model.family.forecasting": ("series",),
    "model.family.sequence": ("sequence", "series"), "model.family.series": ("series",),
    "model.family.table": ("table",),
    "model.family.language": ("text",), "model.family.tokens": ("text",), "model.family.text": ("text",),
    "model.backbone.image": ("image",), "model.backbone.signal": ("audio", "series"), "model.backbone.text": ("text",),
    "model.capacity.attention": ("text", "series", "sequence"),
    "model.capacity.convolution": ("image", "audio", "series", "sequence", "text"),
    "model.capacity.scaling_up": ("image", "audio"),
    "model.capacity.recurrent": ("audio", "series", "sequence", "text"),
    "evaluation.first_choice_series": ("series",), "evaluation.mirroring": ("image",),
}  # fmt: skip


def _rank(decision: Decision[Any]) -> int:
    """The place of a decision in the config; one that does not land stands where its section ends."""
    return ORDER.index(decision.path) if decision.lands else len(ORDER)


@cache
def knowledge(kind: str = "") -> KnowledgeBase:
    """All decisions and rules, ordered and checked; those alone that one kind of data needs, where it is named."""
    names = [name for name in PRECEDENCE if not kind or kind in KINDS.get(name, (kind,))]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    decisions = [value for module in modules for value in vars(module).values() if isinstance(value, Decision)]
    precedence = [f"{__name__}.{name}" for name in PRECEDENCE]
    return KnowledgeBase(sorted(dict.fromkeys(decisions), key=_rank), precedence, knowledge if kind else None)
