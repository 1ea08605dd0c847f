"""skorch: the network of our PyTorch project behind scikit-learn's interface."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.trainers.mapping import IDLE, Row, Table
from advisor.exporting.trainers.parts import Parts, files_of, parts_of
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.tables import ALONE, APART, MONITOR, SAME_DATA, SCRIPT, command, table_only
from advisor.exporting.trainers.writing import Heading, Native, json_of, project, readme_of, refuse

if TYPE_CHECKING:
    from advisor.exporting.source import Source

NETWORK: Final = "model.py"
OPTIMIZERS: Final = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "nadam": "NAdam", "adamax": "Adamax", "rmsprop": "RMSprop",
}  # fmt: skip
SAME_NETWORK: Final = (  # of scripts that stand on the project's own model.py and scores.py
    Row("model.family", NETWORK),
    Row("model.numeric_embedding", NETWORK),
    Row("model.hidden", NETWORK),
    Row("model.activation", NETWORK),
    Row("model.initialization.hidden", NETWORK),
    Row("model.initialization.output", NETWORK),
    Row("model.initialization.output_bias", SCRIPT),
    Row("model.normalization", NETWORK),
    Row("model.dropout", NETWORK),
    Row("model.output", NETWORK),
    Row("training.loss", "scores.py"),
    Row("data.imbalance.strategy", "scores.py", values=("class-weights", "logit-adjustment", "none", "focal")),
    Row("data.imbalance.max_weight", "scores.py"),
    Row("data.imbalance.strategy", "", "not at all", "classes are not balanced", values=("balanced-sampling",)),
)  # fmt: skip
TABLE: Final = Table(
    (
        *SAME_DATA, *SAME_NETWORK, *APART, *ALONE, *MONITOR,
        Row("training.optimizer.name", SCRIPT),
        Row("training.optimizer.betas", "optimizer__betas"),
        Row("training.optimizer.momentum", "optimizer__momentum"),
        Row("training.optimizer.nesterov", "optimizer__nesterov"),
        Row("training.optimizer.weight_decay", "optimizer__weight_decay"),
        Row("training.optimizer.no_decay", SCRIPT),
        Row("training.learning_rate.initial", "lr"),
        Row("training.schedule", SCRIPT),
        Row("training.warmup", SCRIPT),
        Row("training.clip_norm", "callbacks__clip__gradient_clip_value"),
        Row("training.batch_size", "batch_size"),
        Row("training.epochs", "max_epochs"),
        Row("training.early_stopping.patience", "callbacks__early_stopping__patience"),
        Row("training.early_stopping.min_delta", "callbacks__early_stopping__threshold"),
        Row("training.early_stopping.restore_best", SCRIPT),
        Row("training.averaging", "", "not at all", "weights are not averaged", idle=(*IDLE, {"kind": "none"})),
        Row("training.seeds", SCRIPT, "nearly", "one run, with the first seed"),
        Row("compute.accumulation", "", "not at all", "whole batches are computed at once", idle=(*IDLE, 1)),
        Row("compute.precision", "", "not at all", "all is computed in 32 bits", idle=(*IDLE, "fp32")),
    ),
    {
        "iterator_train__shuffle": "each epoch in another order; skorch itself keeps that of the file",
        "iterator_train__drop_last": "BatchNorm learns nothing from a last batch of a few rows",
        "callbacks__early_stopping__threshold_mode": "the threshold is a difference, not a share",
        "callbacks__early_stopping__threshold": "any improvement counts",
        "device": "the machine of the config",
    },
)  # fmt: skip


def network_of(source: "Source", target: str) -> tuple[Plan, Parts, dict[str, Any]]:
    """The plan, the shared files and the optimiser of a script that trains the torch project's own network.

    Raises `InputError` where the config is for no table, or for an optimiser of our own.
    """
    table_only(source, target, ("mlp", "tabm"))
    plan = Plan(source)
    name = str(plan.at("training.optimizer.name"))
    if name not in OPTIMIZERS:
        raise refuse(target, f"the optimiser {name}", "torch", "training.optimizer.name")
    parts = parts_of(source, "torch", "data", "model", "scores", "optimizer")
    decays = plan.number("training.optimizer.weight_decay") > 0
    optimizer = {
        "optimizer_class": "AdamW" if name == "adam" and decays else OPTIMIZERS[name],
        "spares": decays and parts.kind.context["spared"] != "False",
    }
    return plan, parts, optimizer


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for no table, or for an optimiser of our own."""
    plan, parts, optimizer = network_of(source, "skorch")
    run, path = command(source)
    needs = '"skorch==1.4.0" torch pandas scikit-learn'
    values = _arguments(plan, parts.kind.context)
    native = Native(Heading("skorch", f"skorch: {parts.kind.title}", needs, run, path), TABLE, values)
    files = files_of(source, parts, "skorch.py.j2", **optimizer, run=run, seed=plan.seed)
    files |= {"arguments.json": json_of(native), "README.md": readme_of(source, native)}
    return project(source, files, native)


def _arguments(plan: Plan, context: dict[str, Any]) -> dict[str, Any]:
    name = str(plan.at("training.optimizer.name"))
    values: dict[str, Any] = {
        "max_epochs": plan.at("training.epochs"),
        "batch_size": plan.batch,
        "lr": plan.at("training.learning_rate.initial"),
        "device": "cuda" if plan.source.problem.compute.device == "gpu" else "cpu",
        "iterator_train__shuffle": True,
    }
    if context["batch_norm"]:
        values["iterator_train__drop_last"] = True
    if betas := plan.at("training.optimizer.betas"):
        values["optimizer__betas"] = betas
    if decay := plan.number("training.optimizer.weight_decay"):
        values["optimizer__weight_decay"] = decay
    if name in ("sgd", "rmsprop"):
        values["optimizer__momentum"] = plan.number("training.optimizer.momentum")
    if name == "sgd" and plan.at("training.optimizer.nesterov"):
        values["optimizer__nesterov"] = True
    if plan.patience:
        values |= {
            "callbacks__early_stopping__patience": plan.patience,
            "callbacks__early_stopping__threshold": plan.number("training.early_stopping.min_delta"),
            "callbacks__early_stopping__threshold_mode": "abs",
        }
    if clip := plan.number("training.clip_norm"):
        values["callbacks__clip__gradient_clip_value"] = clip
    return values
