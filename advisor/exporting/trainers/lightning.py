"""Lightning: a YAML for LightningCLI, and the module that it configures, which holds the network of our own project."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.trainers.mapping import Row, Table
from advisor.exporting.trainers.parts import files_of
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.skorch import SAME_NETWORK, network_of
from advisor.exporting.trainers.tables import APART, SAME_DATA, SCRIPT
from advisor.exporting.trainers.writing import Heading, Native, data_path, project, yaml_of

if TYPE_CHECKING:
    from advisor.exporting.source import Source

PRECISIONS: Final = {"bf16": "bf16-mixed", "fp16": "16-mixed"}
STRATEGIES: Final = {"ddp": "ddp", "fsdp": "fsdp", "zero-3": "deepspeed_stage_3", "tensor-and-data-parallel": "fsdp"}
LOGGERS: Final = {
    "csv": "CSVLogger", "wandb": "WandbLogger", "tensorboard": "TensorBoardLogger", "mlflow": "MLFlowLogger",
}  # fmt: skip
OVER: Final = ("training.max_steps", "compute.max_hours")  # of `APART`, what Lightning has keys for
TABLE: Final = Table(
    (
        *SAME_DATA, *SAME_NETWORK, *(row for row in APART if row.path not in OVER),
        Row("training.optimizer.name", SCRIPT),
        Row("training.optimizer.betas", "model.betas"),
        Row("training.optimizer.momentum", "model.momentum"),
        Row("training.optimizer.nesterov", SCRIPT),
        Row("training.optimizer.weight_decay", "model.weight_decay"),
        Row("training.optimizer.no_decay", SCRIPT),
        Row("training.learning_rate.initial", "model.learning_rate"),
        Row("training.schedule", SCRIPT),
        Row("training.warmup", SCRIPT),
        Row("training.clip_norm", "trainer.gradient_clip_val"),
        Row("training.batch_size", "data.batch_size trainer.accumulate_grad_batches"),
        Row("training.epochs", "trainer.max_epochs"),
        Row("training.max_steps", "trainer.max_steps"),
        Row("training.early_stopping", "trainer.callbacks"),
        Row("training.averaging.kind", "trainer.callbacks", values=("ema", "none")),
        Row("training.averaging.kind", "", "not at all", "weights are not averaged", values=("swa",)),
        Row("training.averaging.decay", "trainer.callbacks"),
        Row("training.averaging.start", says="weights are not averaged"),
        Row("training.averaging.learning_rate_fraction", says="weights are not averaged"),
        Row("training.seeds", "seed_everything", "nearly", "one run, with the first seed"),
        Row("compute.precision", "trainer.precision"),
        Row("compute.strategy", "trainer.strategy"),
        Row("compute.devices", "trainer.devices trainer.num_nodes"),
        Row("compute.micro_batch", "data.batch_size"),
        Row("compute.accumulation", "trainer.accumulate_grad_batches"),
        Row("compute.max_hours", "trainer.max_time"),
        Row("evaluation.monitor", "trainer.callbacks"),
        Row("tracking.tool", "trainer.logger"),
    ),
    {
        "data.train": "the table",
        "data.target": "what is predicted",
        "data.group_column": "what says which rows belong together",
        "data.time_column": "what orders the rows",
        "trainer.accelerator": "the machine of the config",
        "trainer.log_every_n_steps": "how often the loss is logged",
        "trainer.callbacks": "the best epoch is kept",
    },
)  # fmt: skip


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for no table, or for an optimiser of our own."""
    plan, parts, optimizer = network_of(source, "lightning")
    context = parts.kind.context
    path = data_path(source, "train.csv")
    native = Native(
        Heading(
            "lightning", f"LightningCLI: {parts.kind.title}", '"lightning==2.6.6" "jsonargparse[signatures]" pandas',
            f"python {SCRIPT} fit --config config.yaml", path,
        ),
        TABLE,
        _values(plan, context, path),
    )  # fmt: skip
    script: dict[str, Any] = {
        "run": native.heading.run,
        **optimizer,
        "asks_categories": not context["measured"] and context["has_numeric"] and context["has_categorical"],
    }
    files = files_of(source, parts, "lightning.py.j2", **script)
    return project(source, {"config.yaml": yaml_of(source, native), **files}, native)


def _values(plan: Plan, context: dict[str, Any], path: str) -> dict[str, Any]:
    name = str(plan.at("training.optimizer.name"))
    facts, gpu = plan.source.problem.data, plan.source.problem.compute.device == "gpu"
    values: dict[str, Any] = {
        "seed_everything": plan.seed,
        "trainer.accelerator": "gpu" if gpu else "cpu",
        "trainer.devices": max(1, plan.devices // plan.machines),
        "trainer.num_nodes": plan.machines,
        "trainer.strategy": STRATEGIES.get(str(plan.at("compute.strategy")), "auto"),
        "trainer.precision": PRECISIONS.get(str(plan.at("compute.precision")), "32-true"),
        "trainer.max_epochs": plan.at("training.epochs"),
        **({"trainer.max_steps": plan.at("training.max_steps")} if plan.at("training.max_steps") else {}),
        **({"trainer.max_time": _time(plan)} if plan.at("compute.max_hours") else {}),
        "trainer.accumulate_grad_batches": plan.accumulation,
        "trainer.gradient_clip_val": plan.number("training.clip_norm"),
        "trainer.log_every_n_steps": 1,
        "trainer.logger": _logger(plan),
        "trainer.callbacks": _callbacks(plan, context),
        "model.learning_rate": plan.at("training.learning_rate.initial"),
    }
    if plan.number("training.optimizer.weight_decay"):
        values["model.weight_decay"] = plan.number("training.optimizer.weight_decay")
    if name in ("sgd", "rmsprop"):
        values["model.momentum"] = plan.number("training.optimizer.momentum")
    elif betas := plan.at("training.optimizer.betas"):
        values["model.betas"] = betas
    values |= {"data.train": path, "data.target": list(facts.targets) or [facts.target or "target"]}
    for each, column in context["special"].items():
        values[f"data.{each}_column"] = column or each
    values["data.batch_size"] = plan.micro
    return values


def _time(plan: Plan) -> str:
    """Hours as days, hours, minutes and seconds."""
    seconds = round(3600 * plan.number("compute.max_hours"))
    return f"{seconds // 86400:02}:{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _logger(plan: Plan) -> dict[str, Any]:
    kind = LOGGERS.get(str(plan.at("tracking.tool")), "CSVLogger")
    return {"class_path": f"lightning.pytorch.loggers.{kind}", "init_args": {"save_dir": "out"}}


def _callbacks(plan: Plan, context: dict[str, Any]) -> list[dict[str, Any]]:
    watched = {"monitor": context["monitored"], "mode": "min" if context["lower"] else "max"}
    found = [_callback("ModelCheckpoint", **watched)]
    if plan.patience:
        delta = plan.number("training.early_stopping.min_delta")
        found.append(_callback("EarlyStopping", **watched, patience=plan.patience, min_delta=delta, strict=False))
    if plan.at("training.averaging.kind") == "ema":
        found.append(_callback("EMAWeightAveraging", decay=plan.number("training.averaging.decay", 0.999)))
    return found


def _callback(name: str, **settings: Any) -> dict[str, Any]:
    return {"class_path": f"lightning.pytorch.callbacks.{name}", "init_args": settings}
