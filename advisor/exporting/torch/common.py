"""The context that pieces for training share, whatever the kind of data."""

import math
from typing import TYPE_CHECKING, Any, Final

from advisor.config.words import LOWER_IS_BETTER
from advisor.errors import Diagnostic, InputError
from advisor.exporting.source import known
from advisor.knowledge.predicates import MEDIAN
from advisor.networks.training_memory import SHARDING

if TYPE_CHECKING:
    from advisor.config.document import Config
    from advisor.exporting.source import Source
    from advisor.problem.facts import Data

SINGLE: Final = ("binary", "multiclass", "ordinal")  # tasks with one class for each example
LOSSES: Final = {
    "binary": ("binary-cross-entropy", "focal", "contrastive"),
    "multiclass": ("cross-entropy", "focal", "generalized-cross-entropy", "contrastive"),
    "multilabel": ("binary-cross-entropy", "focal", "contrastive"),
    "ordinal": ("ordinal-cumulative", "cross-entropy"),
    "regression": ("mse", "mae", "huber", "poisson", "quantile"),
    "forecasting": ("mse", "mae", "huber", "quantile"),
    "detection": ("detector", "mse-and-cross-entropy"),
    "segmentation": ("dice-and-cross-entropy", "cross-entropy"),
    "token-classification": ("cross-entropy",),
    "language-modeling": ("cross-entropy",),
    "speech-recognition": ("cross-entropy", "ctc"),
}
LEARNING: Final = [  # what ends every list of pieces: the optimiser, and how it is used
    "optimizing/optimizer.py.j2",
    "safeguarding/losses.py.j2",
    "safeguarding/made_of.py.j2",
    "safeguarding/checkpoints.py.j2",
    *(f"training/{name}.py.j2" for name in ("loop", "find_rate", "main")),
]
TRAINING: Final = [  # the shared pieces for parts whose inputs are tensors on the device
    "scoring/loss.py.j2",
    "scoring/judging.py.j2",
    "training/batches.py.j2",
    *LEARNING,
]
THREADED: Final = 5e7  # operations of an update from which several CPU threads gain more than they wait; folklore
LEAST_STEPS: Final = 40  # of a range test, however little time there is; fewer are too rough to read
FILES: Final = '{"path": examples["path"]}'  # code for what names a file among predictions
OPTIMIZERS: Final = ("sgd", "adam", "adamw", "nadam", "adamax", "rmsprop", "muon-and-adamw")
STACKS: Final = "itertools.chain(*stacks)"  # the blocks of a published network, which has them in lists
MATRICES: Final = ("mlp", "transformer", "pretrained")  # families whose hidden layers are matrices, for Muon
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
PREDICTED: Final = {  # what a project predicts, by its task
    "binary": "one of two classes",
    "multiclass": "one of several classes",
    "multilabel": "labels that may hold together",
    "ordinal": "one of several classes in order",
    "regression": "numbers",
}
DENSE_NORMS: Final = {"batch": "nn.BatchNorm1d", "layer": "nn.LayerNorm"}
INITIAL: Final = (
    "he-normal", "he-uniform", "lecun-normal", "glorot-uniform", "orthogonal", "zeros", "normal-0.02", "scaled-normal",
)  # fmt: skip


def targets(data: "Data") -> list[str]:
    """The columns to predict, as far as they are named."""
    return list(data.targets) or ([data.target] if data.target and data.outputs == 1 else [])


def activation(config: "Config", width: str) -> str:
    """The constructor of the non-linearity; `width` is code for the number of units."""
    settings = config.model.activation
    return ACTIVATIONS[str(settings.name)].format(slope=known(settings.slope) or 0.01, width=width)


def refuse(message: str, field: str, hint: str | None = None) -> InputError:
    """An error about a choice without which there is no project."""
    return InputError(Diagnostic(f"the target torch cannot express this: {message}", field=field, hint=hint))


def watch(context: dict[str, Any], scores: tuple[str, ...], what: str, notes: list[str]) -> None:
    """Watch the loss where the monitor is none of these scores of `what`, and say so."""
    if context["monitor"] not in ("loss", *scores):
        notes.append(f"evaluation.monitor: {context['monitor']} is not computed for {what}; the loss is watched")
        context.update(monitor="loss", monitored="validation_loss", lower=True)


def note_unfreezing(config: "Config", notes: list[str]) -> None:
    """Say that a published network learns as a whole, where the config would have parts of it learn otherwise."""
    unfreezing = known(config.model.backbone.unfreezing)
    decay = known(unfreezing.layer_decay) if unfreezing else None
    if unfreezing and (unfreezing.head_epochs or unfreezing.backbone_rate != 1 or decay not in (None, 1.0)):
        notes.append("model.backbone.unfreezing: all layers learn from the start at one rate")


def note_sharding(strategy: str | None, shards: bool, notes: list[str]) -> None:
    """Say where weights are not spread over devices as the config has it, and what to do about it."""
    if strategy not in SHARDING:
        return
    if not shards:
        notes.append(
            f"compute.strategy: {strategy} is expressed for texts, tokens, language and Whisper alone, and not in 4"
            " bits; each device holds the whole network (ddp): where one does not, choose a smaller network"
        )
    elif strategy == "tensor-and-data-parallel":
        notes.append(
            "compute.strategy: layers are not split as well (tensor parallelism); whole ones are spread over all"
            " devices (fsdp), at more traffic: torchtitan or Megatron-LM do both"
        )
    elif strategy == "zero-3":
        notes.append("compute.strategy: zero-3 is done by PyTorch's own fully_shard (fsdp), which spreads the same")


def _operations_of_an_update(source: "Source") -> float:
    """What an update costs by the config's arithmetic; infinite where it says nothing of it."""
    operations, steps = (source.value(f"resources.{name}") for name in ("training_flops", "total_steps"))
    return operations / steps if operations and steps else math.inf


def training_context(source: "Source", notes: list[str], blocks: str = "") -> dict[str, Any]:
    """What the shared pieces need, whatever the kind of data; says in `notes` what they cannot express.

    `blocks` is code for the modules of a `network` whose weights may be spread over devices one after the other;
    without it each device holds the whole.

    A kind adds its own names, and overrides `members` (TabM), `batch_norm` (whether batches need several examples),
    `spared` (code that tells parameters without weight decay, see `spared_from_decay`), `time_column`, `files` (whether
    examples are files, with `path` and `broken`), `named` (code for the columns that name the rows of predictions, as a
    dict), `published` (whether `prep["weights"]` names published weights),
    `finds_targets` (whether `targets_in(examples)` names the targets), `taken` (code for a batch of `rows`), `mixes`
    (whether that mixes targets), `judged_at_once` (examples), `head_epochs` (in which `network.learning`, what is
    published and tuned, rests), `backbone_rate` (its learning rate over that of `network.output`), `passes`
    (the network's methods that use weights), and `own_outputs`, `own_predict` and `own_predictions` (whether it has its
    own `outputs_of`, `predict` and `write_predictions`); then it calls `scoring`.
    """
    config, problem = source.config, source.problem
    training, compute, evaluation, task = config.training, config.compute, config.evaluation, problem.task
    loss, optimizer = training.loss, training.optimizer
    if loss.name not in LOSSES.get(task, ()):
        raise refuse(f"the loss {known(loss.name)} for the task {task}", "training.loss.name")
    if loss.name == "poisson" and known(config.model.output.activation) in (None, "none"):
        raise refuse("the loss poisson, whose outputs must lie above zero, without exp or softplus", "model.output")
    if optimizer.name not in OPTIMIZERS:
        raise refuse(f"the optimiser {known(optimizer.name)}", "training.optimizer.name")
    unfreezing = known(config.model.backbone.unfreezing)
    if optimizer.name == "muon-and-adamw":
        matrices = known(config.model.hidden.widths) or config.model.family == "pretrained"
        if config.model.family not in MATRICES or not matrices or problem.data.kind == "image":
            raise refuse("the optimiser muon-and-adamw where hidden layers are no matrices", "training.optimizer.name")
        if unfreezing and unfreezing.backbone_rate != 1:
            raise refuse("a rate of its own for the backbone under muon-and-adamw", "model.backbone.unfreezing")
    averaging = known(training.averaging)
    kind = averaging.kind if averaging else "none"
    schedule, init = known(training.schedule), config.model.initialization
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
    strategy = known(compute.strategy)
    note_sharding(strategy, bool(blocks), notes)
    log = known(config.tracking.log) or []
    if "activation-statistics" in log:
        notes.append("tracking.log: activation-statistics are not logged")
    metrics = list(known(evaluation.metrics) or ["loss"])
    monitor = known(evaluation.monitor) or "loss"
    monitored = "validation_loss" if monitor == "loss" else monitor
    if monitor != "loss" and monitor not in metrics:
        metrics.append(monitor)
    batch = int(known(training.batch_size) or 32)
    parallel, sharded = strategy not in (None, "single"), strategy in SHARDING and bool(blocks)
    devices = int(known(compute.devices) or 1) if parallel else 1
    each_has = max(1, problem.compute.gpus // problem.compute.nodes)
    micro = int(known(compute.micro_batch) or batch)
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
        "least_steps": LEAST_STEPS,
        "batch_size": batch,
        "micro": micro if micro * devices < batch else 0,
        "epochs": training.epochs,
        "max_steps": known(training.max_steps),
        "max_seconds": round(3600 * hours) if (hours := known(compute.max_hours)) else None,
        "seeds": known(training.seeds) or [0],
        "early": early,
        "patience": early.patience if early else 0,
        "restore_best": early.restore_best if early else True,
        "clip": clip,
        "precision": precision,
        "autocast": precision != "fp32",
        "fp16": precision == "fp16",
        "half": "bfloat16" if precision == "bf16" else "float16",
        "imbalance": imbalance,
        "weighted": imbalance in ("class-weights", "logit-adjustment"),
        "balanced": imbalance == "balanced-sampling",
        "by_layer": "gradient-norm-by-layer" in log,
        "tracker": known(config.tracking.tool) or "csv",
        "metrics": metrics,
        "monitor": monitor,
        "monitored": monitored,
        "lower": monitor in LOWER_IS_BETTER,
        "threshold": threshold,
        "tuned": tuned,
        "tuned_by": {"balanced-accuracy": "balanced accuracy", "accuracy": "accuracy"}.get(headline, "F1"),
        "mirrors": known(evaluation.test_time_augmentation) == "horizontal-flip",
        "temperature": known(evaluation.calibration) in ("temperature", "temperature-and-ensemble"),
        "smearing": known(config.data.target.smearing) is True,
        "single": task in SINGLE,
        "devices": devices,
        "parameters": f"{known(config.resources.parameters) or 0:,}",
        "baselines": known(evaluation.baselines) or [],
        "order": known(config.tuning.order) or [],
        "search": config.tuning.search,
        "machines": -(-devices // each_has),
        "each_has": each_has,
        "parallel": parallel,
        "one_thread": not parallel and _operations_of_an_update(source) < THREADED,
        "ddp": parallel and not sharded,
        "sharded": sharded,
        "blocks": blocks,
        "passes": ("forward",),
        "random": not known(config.model.backbone.name),
        "data": config.data,
        "split": config.data.split,
        "folds": known(config.data.split.folds) or 1,
        "classes": problem.data.classes,
        "outputs": problem.data.outputs if task in ("regression", "multilabel") else 1,
        "units": known(config.model.output.units) or 1,
        "levels": (levels := _levels(source)),
        "conformal": bool(levels) and known(evaluation.conformal) is True,
        "members": 0,
        "beside": False,
        "sparse": False,
        "has_embeddings": False,
        "forecasts": False,
        "ridge": False,
        "stacked": False,
        "spectra": False,
        "files": False,
        "named": "",
        "published": False,
        "own_predict": False,
        "judged_loss": None,
        "targets": targets(source.problem.data),
        "finds_targets": False,
        "taken": None,
        "judged_at_once": 8192,
        "head_epochs": 0,
        "backbone_rate": 1.0,
        "arrays": False,
        "out_activation": known(config.model.output.activation) or "none",
        "init": {
            "hidden": known(init.hidden) or "glorot-uniform",
            "output": known(init.output) or "glorot-uniform",
            "output_bias": known(init.output_bias),
        },
        "batch_norm": known(config.model.normalization.kind) == "batch",
        "spared": "False",
        "time_column": False,
        "mixes": False,
        "own_outputs": False,
        "own_predictions": False,
        "fits_targets": task == "regression"
        and (known(config.data.target.transform) not in (None, "none") or bool(known(config.data.target.clamp))),
    }


def _levels(source: "Source") -> list[float]:
    """The quantiles that are predicted, if any."""
    config, problem = source.config, source.problem
    if config.training.loss.name != "quantile":
        return []
    if problem.task != "forecasting" and problem.data.kind != "table":
        raise refuse(f"quantiles of data of kind {problem.data.kind}", "training.loss.name")
    levels = list(known(config.training.loss.quantiles) or [])
    if MEDIAN not in levels or levels != sorted({level for level in levels if 0 < level < 1}):
        raise refuse("quantiles that are not in order between 0 and 1, with 0.5 among them", "training.loss.quantiles")
    numbers = known(config.data.series.horizon) or 1 if problem.task == "forecasting" else problem.data.outputs
    if problem.data.outputs > 1:
        raise refuse("quantiles of several targets", "problem.data.outputs")
    if config.model.output.units != len(levels) * numbers:
        raise refuse(f"{len(levels)} quantiles of {numbers} in {config.model.output.units} units", "model.output.units")
    return levels


def spared_from_decay(config: "Config", norms: list[str], embeddings: list[str]) -> str:
    """Code that says of `name`, `parameter` in `module` whether it has no weight decay, by classes of modules."""
    wanted = known(config.training.optimizer.no_decay) or []
    types = [*(norms if "norm" in wanted else ()), *(embeddings if "embedding" in wanted else ())]
    tests = ['name.endswith("bias")'] if "bias" in wanted else []
    tests += [f"isinstance(module, {' | '.join(types)})"] if types else []
    return " or ".join(tests) or "False"


def linear_beside(config: "Config", context: dict[str, Any], notes: list[str], comparable: bool = True) -> bool:
    """Whether a linear model stands beside networks over texts or sound; what it lacks is noted.

    Its share of the answer needs networks of several folds, and it itself inputs that are comparable.
    """
    if known(config.model.stacking) == "theta":
        notes.append("model.stacking: Theta forecasts series, and nothing is blended with these networks")
    if known(config.model.stacking) != "linear":
        return False
    if context["folds"] == 1:
        notes.append("model.stacking: a linear model beside needs folds that say what share it has; there is none")
    if not comparable:
        notes.append("model.stacking: a linear model beside needs recordings that are scaled one by one; there is none")
    return bool(context["folds"] > 1 and comparable)
