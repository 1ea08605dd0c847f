"""What all trainers for tables make of a config in the same way: their scripts read data as our own projects do."""

from typing import TYPE_CHECKING, Final

from advisor.exporting.trainers.mapping import IDLE, Row
from advisor.exporting.trainers.writing import data_path, refuse

if TYPE_CHECKING:
    from advisor.exporting.source import Source

DATA: Final = "data.py"
SCRIPT: Final = "train.py"
SAME_DATA: Final = (  # of scripts that stand on the project's own data.py
    Row("data.drop_columns", DATA),
    Row("data.text_columns", DATA),
    Row("data.missing", DATA),
    Row("data.numeric.scaling", DATA),
    Row("data.categorical", DATA),
    Row("data.target", DATA),
    Row("data.split.method", DATA),
    Row("data.split.validation", DATA),
)  # fmt: skip
APART: Final = (  # what no trainer for tables has a key for
    Row("data.augmentation", "", "not at all", "rows are not changed"),
    Row("data.split.folds", "", "nearly", "the first fold is held out, and the others are not", idle=(*IDLE, 1)),
    Row("data.split.test", "", "not at all", "no test set is set apart: do that before"),
    Row("model.stacking", "", "not at all", "no linear model stands beside the network"),
    Row("training.learning_rate.range_test", "", "not at all", "no range test is run before training"),
    Row("training.max_steps", "", "not at all", "the epochs say when training ends"),
    Row("compute.max_hours", "", "not at all", "no limit of time ends training"),
    Row("compute.optimizer_bits", "", "not at all", "states are kept in 32 bits", idle=(*IDLE, 32)),
    Row("compute.checkpointing", "", "not at all", "activations are kept"),
    Row("evaluation.test_time_augmentation", "", "not at all", "each image is predicted once"),
    Row("evaluation.calibration", "", "not at all", "probabilities are as the network gives them"),
    Row("evaluation.threshold", "", "not at all", "the likeliest class is predicted", idle=(*IDLE, "argmax", "0.5")),
)  # fmt: skip
ALONE: Final = (  # of trainers that know one device and whole batches
    Row("compute.strategy", "", "not at all", "one device learns", idle=(*IDLE, "single")),
    Row("compute.devices", "", "not at all", "one device learns", idle=(*IDLE, 1)),
    Row("compute.micro_batch", "", says="the whole batch is computed at once"),
    Row("tracking.tool", "", "nearly", "figures are printed", values=("csv",)),
    Row("tracking.tool", "", "not at all", "figures are printed, and sent to no tool", values=(
        "wandb", "tensorboard", "mlflow")),
)  # fmt: skip
MONITOR: Final = (
    Row("evaluation.monitor", SCRIPT, values=("log-loss", "loss", "rmse")),
    Row("evaluation.monitor", SCRIPT, "nearly", "the validation loss says which epoch was the best", values=(
        "accuracy", "balanced-accuracy", "macro-f1", "f1", "auc", "pr-auc", "mae", "r2", "poisson-deviance",
        "quadratic-weighted-kappa", "mean-average-precision")),
)  # fmt: skip
TASKS: Final = ("binary", "multiclass", "multilabel", "ordinal", "regression")


def table_only(source: "Source", target: str, families: tuple[str, ...], instead: str = "torch") -> None:
    """Refuse what is no table, and families that the trainer has no network for."""
    kind, task, family = source.problem.data.kind, source.problem.task, source.value("model.family")
    if kind != "table" or task not in TASKS:
        raise refuse(target, f"{kind} data for {task}: it is for tables", "torch", "problem.task")
    if family not in families:
        raise refuse(target, f"the family {family}", instead, "model.family")
    if source.value("training.loss.name") == "quantile":
        raise refuse(target, "quantiles and their loss", "torch", "training.loss.name")


def command(source: "Source", script: str = f"python {SCRIPT}") -> tuple[str, str]:
    """The command that runs a script on the data of the config, and where these lie."""
    data = source.problem.data
    path = data_path(source, "train.csv")
    given = [f"--train {_shell(path)}"]
    if not (data.target or data.targets):
        given.append("--target COLUMN")
    if "grouped" in str(source.value("data.split.method")) and not data.group_column:
        given.append("--group-column COLUMN")
    return " ".join([script, *given]), path


def _shell(path: str) -> str:
    from shlex import quote

    return quote(path)
