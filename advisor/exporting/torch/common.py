"""The context that pieces for training share, whatever the kind of data."""

from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Complaint, InputError
from advisor.exporting.source import known

if TYPE_CHECKING:
    from advisor.config.document import Config
    from advisor.exporting.source import Source

LOWER: Final = ("loss", "log-loss", "rmse", "mae", "poisson-deviance")  # scores of which less is better
SINGLE: Final = ("binary", "multiclass", "ordinal")  # tasks with one class for each example
LOSSES: Final = {
    "binary": ("binary-cross-entropy", "focal"),
    "multiclass": ("cross-entropy", "focal", "generalized-cross-entropy"),
    "multilabel": ("binary-cross-entropy", "focal"),
    "ordinal": ("ordinal-cumulative", "cross-entropy"),
    "regression": ("mse", "mae", "huber", "poisson"),
}
OPTIMIZERS: Final = ("sgd", "adam", "adamw", "nadam", "rmsprop")
ACTIVATIONS: Final = {
    "relu": "nn.ReLU()",
    "leaky-relu": "nn.LeakyReLU({slope})",
    "rrelu": "nn.RReLU()",
    "prelu": "nn.PReLU({width}, init={slope})",
    "elu": "nn.ELU()",
    "selu": "nn.SELU()",
    "gelu": "nn.GELU()",
    "silu": "nn.SiLU()",
    "mish": "nn.Mish()",
    "tanh": "nn.Tanh()",
    "relu-squared": "SquaredReLU()",
    "hardswish": "nn.Hardswish()",
}


def activation(config: "Config", width: str) -> str:
    """The constructor of the non-linearity; `width` is code for the number of units."""
    settings = config.model.activation
    return ACTIVATIONS[str(settings.name)].format(slope=known(settings.slope) or 0.01, width=width)


def refuse(message: str, field: str) -> InputError:
    """An error about a choice without which there is no project."""
    return InputError(Complaint(f"the target torch cannot express this: {message}", field=field))


def training_context(source: "Source", notes: list[str]) -> dict[str, Any]:
    """What the pieces of `training/` need; says in `notes` what they cannot express."""
    config, problem = source.config, source.problem
    training, compute, evaluation, task = config.training, config.compute, config.evaluation, problem.task
    loss, optimizer = training.loss, training.optimizer
    if loss.name not in LOSSES.get(task, ()):
        raise refuse(f"the loss {known(loss.name)} for the task {task}", "training.loss.name")
    if optimizer.name not in OPTIMIZERS:
        raise refuse(f"the optimiser {known(optimizer.name)}", "training.optimizer.name")
    averaging = known(training.averaging)
    kind = averaging.kind if averaging else "none"
    schedule = known(training.schedule)
    early = known(training.early_stopping)
    imbalance = known(config.data.imbalance.strategy) or "none"
    if imbalance in ("class-weights", "balanced-sampling", "logit-adjustment") and task not in SINGLE:
        notes.append(f"data.imbalance.strategy: {imbalance} needs one class for each example; nothing is balanced")
        imbalance = "none"
    if imbalance == "logit-adjustment" and task != "multiclass":
        notes.append("data.imbalance.strategy: logit-adjustment is for several exclusive classes; nothing is balanced")
        imbalance = "none"
    if optimizer.name == "rmsprop" and known(optimizer.weight_decay):
        notes.append("training.optimizer.weight_decay: RMSprop has L2 in place of decoupled decay")
    if known(compute.optimizer_bits) not in (None, 32):
        notes.append(f"compute.optimizer_bits: {compute.optimizer_bits} is not expressed; states are kept in 32 bits")
    if known(compute.checkpointing):
        notes.append("compute.checkpointing: activations are kept, not computed again")
    if known(compute.strategy) not in (None, "single"):
        notes.append(f"compute.strategy: {compute.strategy} on {compute.devices} devices is not expressed; one is used")
    log = known(config.tracking.log) or []
    if "activation-statistics" in log:
        notes.append("tracking.log: activation-statistics are not logged")
    metrics = list(known(evaluation.metrics) or ["loss"])
    monitor = known(evaluation.monitor) or "loss"
    monitored = "validation_loss" if monitor == "loss" else monitor
    if monitor != "loss" and monitor not in metrics:
        metrics.append(monitor)
    rows = known(compute.micro_batch) or training.batch_size
    batch = int(known(training.batch_size) or 32)
    micro = int(rows or batch)
    precision = known(compute.precision) or "fp32"
    clip = known(training.clip_norm) or 0.0
    threshold = known(evaluation.threshold) or "0.5"
    tuned = threshold in ("tuned-on-validation", "per-class-tuned")
    if (tuned and task not in ("binary", "multilabel")) or (
        task == "multilabel" and threshold == "tuned-on-validation"
    ):
        notes.append(f"evaluation.threshold: {threshold} has no meaning for {task} in this project; it is left out")
        tuned = False
    headline = metrics[0]
    return {
        "task": task,
        "loss": loss,
        "optimizer": optimizer,
        "betas": known(optimizer.betas),
        "schedule": schedule,
        "plateau": schedule is not None and schedule.name == "plateau",
        "warmup": known(training.warmup) or 0.0,
        "averaging": averaging,
        "ema": kind == "ema",
        "swa": kind == "swa",
        "shares_rate": schedule.name not in ("constant", "plateau") or bool(known(training.warmup)) or kind == "swa",
        "learning_rate": training.learning_rate.initial,
        "test": known(training.learning_rate.range_test),
        "batch_size": batch,
        "micro": micro if micro < batch else 0,
        "epochs": training.epochs,
        "max_steps": known(training.max_steps),
        "seeds": known(training.seeds) or [0],
        "early": early,
        "patience": early.patience if early else 0,
        "restore_best": early.restore_best if early else True,
        "clip": clip,
        "precision": precision,
        "autocast": precision != "fp32",
        "fp16": precision == "fp16",
        "imbalance": imbalance,
        "weighted": imbalance in ("class-weights", "logit-adjustment"),
        "balanced": imbalance == "balanced-sampling",
        "by_layer": "gradient-norm-by-layer" in log,
        "tracker": known(config.tracking.tool) or "csv",
        "metrics": metrics,
        "monitor": monitor,
        "monitored": monitored,
        "lower": monitor in LOWER,
        "threshold": threshold,
        "tuned": tuned,
        "tuned_by": {"balanced-accuracy": "balanced accuracy", "accuracy": "accuracy"}.get(headline, "F1"),
        "temperature": known(evaluation.calibration) in ("temperature", "temperature-and-ensemble"),
        "single": task in SINGLE,
    }


def scores(task: str, metrics: list[str]) -> dict[str, str]:
    """Code for each score, of `y`, `p` and `guess`; what has none is left out."""
    per_class = "for t, q in zip({truth}.T, p.T, strict=True)".format(truth="y" if task == "multilabel" else "truth")
    labels = (
        "for t, g in zip(y.T > 0, guess.T, strict=True)"
        if task == "multilabel"
        else ("for t, g in zip(truth.T, guesses.T, strict=True)")
    )
    known_scores: dict[str, dict[str, str]] = {
        "binary": {
            "auc": "float(area(y, p[:, 1]))",
            "pr-auc": "average_precision(y, p[:, 1])",
            "f1": "f1(y == 1, guess == 1)",
            "macro-f1": "float(np.mean([f1(y == k, guess == k) for k in (0, 1)]))",
        },
        "multiclass": {
            "auc": f"float(np.nanmean([area(t, q) {per_class}]))",
            "pr-auc": f"float(np.mean([average_precision(t, q) {per_class}]))",
            "f1": f"float(np.mean([f1(t, g) {labels}]))",
            "macro-f1": f"float(np.mean([f1(t, g) {labels}]))",
        },
        "multilabel": {
            "auc": f"float(np.nanmean([area(t, q) {per_class}]))",
            "mean-average-precision": f"float(np.mean([average_precision(t, q) {per_class}]))",
            "f1": f"float(np.mean([f1(t, g) {labels}]))",
            "macro-f1": f"float(np.mean([f1(t, g) {labels}]))",
            "accuracy": "float(np.mean(guess == (y > 0)))",
            "balanced-accuracy": "float(np.mean([np.mean(guess[y == k] == k) for k in (0, 1)]))",
            "log-loss": "float(-np.mean(np.log(np.clip(np.where(y > 0, p, 1 - p), 1e-7, 1))))",
        },
        "regression": {
            "rmse": "float(np.mean(np.sqrt(np.mean((p - y) ** 2, axis=0))))",
            "mae": "float(np.mean(np.abs(p - y)))",
            "r2": "float(np.mean(1 - np.sum((p - y) ** 2, axis=0) / np.sum((y - y.mean(axis=0)) ** 2, axis=0)))",
            "poisson-deviance": "float(2 * np.mean(np.where(y > 0, y * np.log(np.maximum(y, 1e-9)"
            " / np.maximum(p, 1e-9)), 0.0) - y + np.maximum(p, 1e-9)))",
        },
    }
    one_class = {
        "accuracy": "float(np.mean(guess == y))",
        "balanced-accuracy": "float(np.mean([np.mean(guess[y == k] == k) for k in np.unique(y)]))",
        "log-loss": "float(-np.mean(np.log(np.clip(p[np.arange(len(y)), y], 1e-7, 1))))",
    }
    known_scores["binary"] |= one_class
    known_scores["multiclass"] |= one_class
    known_scores["ordinal"] = {
        **known_scores["multiclass"],
        "mae": "float(np.mean(np.abs(guess - y)))",
        "quadratic-weighted-kappa": "float(1 - np.mean((guess - y) ** 2) / max(np.mean(guess**2) + np.mean(y**2)"
        " - 2 * np.mean(guess) * np.mean(y), 1e-9))",
    }
    return {metric: known_scores[task][metric] for metric in metrics if metric in known_scores[task]}
