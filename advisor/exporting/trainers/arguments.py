"""What Hugging Face's TrainingArguments make of a config: TRL's files hold the same keys."""

from typing import Any, Final

from advisor.exporting.trainers.mapping import IDLE, Row
from advisor.exporting.trainers.plan import Plan

SCHEDULES: Final = {
    "constant": "constant_with_warmup",
    "linear": "linear",
    "cosine": "cosine_with_min_lr",
    "one-cycle": "cosine_with_min_lr",
    "plateau": "reduce_lr_on_plateau",
    "step": "linear",
    "exponential": "linear",
    "warmup-stable-decay": "warmup_stable_decay",
}
OPTIMIZERS: Final = {"sgd": "sgd", "rmsprop": "rmsprop"}  # the others are AdamW or come near it

ROWS: Final = (
    Row("training.learning_rate.initial", "learning_rate"),
    Row("training.learning_rate.range_test", "", "not at all", "no range test is run before training"),
    Row("training.schedule.name", "lr_scheduler_type", values=("constant", "linear", "cosine", "warmup-stable-decay")),
    Row("training.schedule.name", "lr_scheduler_type", values=("plateau",), says="looks at the validation loss"),
    Row("training.schedule.name", "lr_scheduler_type", "nearly", "one-cycle rises in a straight line from zero, then"
        " falls as a cosine", values=("one-cycle",)),
    Row("training.schedule.name", "lr_scheduler_type", "nearly", "the rate falls in a straight line to zero",
        values=("step", "exponential")),
    Row("training.schedule.final_fraction", "lr_scheduler_kwargs"),
    Row("training.schedule.factor", "lr_scheduler_kwargs"),
    Row("training.schedule.patience", "lr_scheduler_kwargs"),
    Row("training.schedule.decay_fraction", "lr_scheduler_kwargs"),
    Row("training.schedule.rising_fraction", "warmup_steps"),
    Row("training.schedule.start_fraction", "", "not at all", "the rate starts at zero"),
    Row("training.schedule.milestones", "", "not at all", "the rate falls without steps"),
    Row("training.warmup", "warmup_steps", says="below 1 it is a share of all updates"),
    Row("training.optimizer.name", "optim", values=("adamw", "adam", "rmsprop", "sgd"), says="Adam is AdamW"),
    Row("training.optimizer.name", "optim", "nearly", "AdamW stands for it", values=("nadam", "muon-and-adamw")),
    Row("training.optimizer.momentum", "", "not at all", "SGD runs without momentum"),
    Row("training.optimizer.nesterov", "", "not at all", "SGD runs without momentum"),
    Row("training.optimizer.betas", "adam_beta1 adam_beta2"),
    Row("training.optimizer.weight_decay", "weight_decay"),
    Row("training.optimizer.no_decay", "weight_decay", values=("bias", "norm")),
    Row("training.optimizer.no_decay", "weight_decay", "nearly", "embeddings decay, too; biases and norms do not",
        values=("embedding",)),
    Row("training.clip_norm", "max_grad_norm"),
    Row("training.batch_size", "per_device_train_batch_size gradient_accumulation_steps", says="the examples of one"
        " update are both times the number of GPUs"),
    Row("compute.micro_batch", "per_device_train_batch_size"),
    Row("compute.accumulation", "gradient_accumulation_steps"),
    Row("training.epochs", "num_train_epochs"),
    Row("training.max_steps", "max_steps"),
    Row("training.seeds", "seed", "nearly", "one run, with the first seed"),
    Row("training.early_stopping.restore_best", "load_best_model_at_end eval_strategy save_strategy"),
    Row("training.averaging", "", "not at all", "weights are not averaged", idle=(*IDLE, {"kind": "none"})),
    Row("compute.precision", "bf16 fp16"),
    Row("compute.optimizer_bits", "optim", says="AdamW of bitsandbytes keeps its states in 8 bits", values=(8,)),
    Row("compute.checkpointing", "activation_checkpointing"),
    Row("tracking.tool", "report_to", values=("wandb", "tensorboard", "mlflow")),
    Row("tracking.tool", "report_to", "nearly", "figures go into trainer_state.json, not into a CSV file",
        values=("csv",)),
    Row("data.split.folds", "", "not at all", "one part is held out, without cross-validation", idle=(*IDLE, 1)),
    Row("data.split.test", "", "not at all", "no test set is set apart: do that before"),
    Row("compute.max_hours", "", "not at all", "no limit of time ends training"),
    Row("evaluation.test_time_augmentation", "", "not at all", "each image is predicted once"),
    Row("evaluation.calibration", "", "not at all", "probabilities are as the network gives them"),
    Row("evaluation.threshold", "", "not at all", "the likeliest class is predicted", idle=(*IDLE, "argmax", "0.5")),
)  # fmt: skip

PUBLISHED: Final = "comes with the published weights"
LANGUAGE_ROWS: Final = (  # of what tunes published decoders
    Row("model.family", "model_name_or_path"),
    Row("model.backbone.name", "model_name_or_path"),
    Row("model.backbone.weights", "model_name_or_path"),
    Row("model.backbone.unfreezing", "", "not at all", "all layers learn from the start at one rate",
        idle=(*IDLE, {"head_epochs": 0, "backbone_rate": 1.0})),
    Row("model.hidden.widths", says=PUBLISHED),
    Row("model.initialization", says=PUBLISHED),
    Row("model.normalization", says=PUBLISHED),
    Row("model.dropout", says=PUBLISHED),
    Row("model.output", says=PUBLISHED),
    Row("data.text.tokenizer", says=PUBLISHED),
    Row("data.augmentation", "", "not at all", "texts are not changed"),
    Row("data.imbalance.strategy", "", "not at all", "texts count as they come"),
    Row("training.loss.name", says="the error of each next token"),
    Row("evaluation.monitor", "metric_for_best_model", says="the validation loss"),
)  # fmt: skip

OWN: Final = {
    "output_dir": "where checkpoints and logs go",
    "logging_steps": "how many updates each logged loss is the mean of",
    "save_total_limit": "checkpoints that are kept: the best and the last",
    "per_device_eval_batch_size": "validation holds no gradients: as many examples as in training fit",
    "lr_scheduler_kwargs": "what the schedule needs besides its name",
    "metric_for_best_model": "the validation loss says which epoch was the best",
    "greater_is_better": "of a loss the least is the best",
    "fp16": "16-bit floats are off where bf16 or full precision is chosen",
    "bf16": "bfloat16 is off where fp16 or full precision is chosen",
    "use_cpu": "the config is for a machine without a GPU",
    "warmup_steps": "the rate starts at its peak",
    "max_steps": "-1: the epochs say when training ends",
}


def arguments(plan: Plan, folder: str) -> dict[str, Any]:
    """Key and value of each argument that the config decides, in the order in which people read them."""
    optimizer = str(plan.at("training.optimizer.name"))
    betas = plan.at("training.optimizer.betas") or [0.9, 0.999]
    values: dict[str, Any] = {
        "output_dir": folder,
        "learning_rate": plan.at("training.learning_rate.initial"),
        "lr_scheduler_type": schedule(plan)[0],
        **({"lr_scheduler_kwargs": schedule(plan)[1]} if schedule(plan)[1] else {}),
        "warmup_steps": warmup(plan),
        "optim": "adamw_bnb_8bit"
        if plan.at("compute.optimizer_bits") == 8
        else OPTIMIZERS.get(optimizer, "adamw_torch"),
        **({"adam_beta1": betas[0], "adam_beta2": betas[1]} if optimizer not in OPTIMIZERS else {}),
        "weight_decay": plan.number("training.optimizer.weight_decay"),
        "max_grad_norm": plan.number("training.clip_norm"),
        "per_device_train_batch_size": plan.micro,
        "gradient_accumulation_steps": plan.accumulation,
        "per_device_eval_batch_size": plan.micro,
        "num_train_epochs": plan.at("training.epochs"),
        **({"max_steps": plan.at("training.max_steps")} if plan.at("training.max_steps") else {}),
        "seed": plan.seed,
        "bf16": plan.at("compute.precision") == "bf16",
        "fp16": plan.at("compute.precision") == "fp16",
        "activation_checkpointing": bool(plan.at("compute.checkpointing")),
        "eval_strategy": "epoch",
        "save_strategy": "epoch",
        "save_total_limit": 2,
        "load_best_model_at_end": bool(plan.at("training.early_stopping.restore_best")),
        "metric_for_best_model": "loss",
        "greater_is_better": False,
        "logging_steps": 10,
        "report_to": {"csv": "none", None: "none"}.get(plan.at("tracking.tool"), plan.at("tracking.tool")),
    }
    if plan.source.problem.compute.device == "cpu":
        values["use_cpu"] = True
    return values


def schedule(plan: Plan) -> tuple[str, dict[str, Any]]:
    """Name and further settings of the schedule."""
    said = str(plan.at("training.schedule.name"))
    final = plan.number("training.schedule.final_fraction")
    name = SCHEDULES[said]
    if name == "cosine_with_min_lr" and not final:
        return "cosine", {}
    if name == "cosine_with_min_lr":
        return name, {"min_lr_rate": final}
    if name == "constant_with_warmup" and not plan.number("training.warmup"):
        return "constant", {}
    if name == "reduce_lr_on_plateau":
        return name, {
            "factor": plan.number("training.schedule.factor", 0.1),
            "patience": plan.at("training.schedule.patience") or 10,
        }
    if name == "warmup_stable_decay":
        decay = max(1, round(plan.number("training.schedule.decay_fraction", 0.2) * plan.steps))
        return name, {"num_decay_steps": decay, "decay_type": "linear", "min_lr_ratio": final}
    return name, {}


def warmup(plan: Plan) -> float:
    """Share of all updates in which the rate rises; a whole 0 where it does not, as a share of 1 would be a step."""
    share = plan.number("training.schedule.rising_fraction") or plan.number("training.warmup")
    return share or 0
