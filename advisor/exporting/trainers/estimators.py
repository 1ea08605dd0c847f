"""Scripts around an estimator that has scikit-learn's interface: how they read a table, and what they hold out."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.code import with_imports
from advisor.exporting.torch.common import SINGLE
from advisor.exporting.torch.rendering import MARK, reasons_of, rendered, template_environment, version
from advisor.exporting.trainers.mapping import IDLE, Row
from advisor.exporting.trainers.tables import SCRIPT

if TYPE_CHECKING:
    from advisor.exporting.source import Source
    from advisor.exporting.trainers.plan import Plan

NAMES: Final = {  # by module, what the scripts may use of it
    "sklearn.compose": ("TransformedTargetRegressor", "make_column_transformer"),
    "sklearn.ensemble": ("VotingClassifier", "VotingRegressor"),
    "sklearn.impute": ("SimpleImputer",),
    "sklearn.metrics": ("accuracy_score", "f1_score", "log_loss", "r2_score", "root_mean_squared_error"),
    "sklearn.model_selection": ("GroupShuffleSplit", "train_test_split"),
    "sklearn.neural_network": ("MLPClassifier", "MLPRegressor"),
    "sklearn.pipeline": ("make_pipeline",),
    "sklearn.preprocessing": (
        "FunctionTransformer", "OneHotEncoder", "QuantileTransformer", "RobustScaler", "StandardScaler",
    ),
    "pytabkit": ("RealMLP_TD_Classifier", "RealMLP_TD_Regressor", "TabM_D_Classifier", "TabM_D_Regressor"),
}  # fmt: skip
IMPORTS: Final = {
    "joblib": "import joblib",
    "json": "import json",
    "np": "import numpy as np",
    "Path": "from pathlib import Path",
    "pd": "import pandas as pd",
    "sys": "import sys",
    **{name: f"from {module} import {name}" for module, names in NAMES.items() for name in names},
}
HELD_OUT: Final = 0.2  # of a config that says nothing of a test part
READ: Final = (
    Row("data.drop_columns", SCRIPT),
    Row("data.text_columns", "", "not at all", "columns of texts are left out"),
    Row("data.missing.numeric", SCRIPT),
    Row("data.missing.categorical", SCRIPT),
    Row("data.split.test", SCRIPT),
    Row("data.split.method", SCRIPT, values=("random", "stratified")),
    Row("data.split.method", SCRIPT, "nearly", "the test part is held out so; what is validated on is drawn at random",
        values=("grouped", "stratified-grouped", "time-ordered")),
    Row("data.augmentation", "", "not at all", "rows are not changed"),
    Row("data.imbalance", "", "not at all", "classes are not balanced", idle=(*IDLE, {"strategy": "none"})),
    Row("model.stacking", "", "not at all", "no linear model stands beside the network"),
    Row("model.output", "", says="follows from what is predicted"),
    Row("training.learning_rate.range_test", "", "not at all", "no range test is run before training"),
    Row("training.max_steps", "", "not at all", "the epochs say when training ends"),
    Row("training.averaging", "", "not at all", "weights are not averaged", idle=(*IDLE, {"kind": "none"})),
    Row("compute.max_hours", "", "not at all", "no limit of time ends training"),
    Row("compute.optimizer_bits", "", "not at all", "states are kept in 32 bits", idle=(*IDLE, 32)),
    Row("compute.checkpointing", "", "not at all", "activations are kept"),
    Row("compute.strategy", "", "not at all", "one device learns", idle=(*IDLE, "single")),
    Row("compute.devices", "", "not at all", "one device learns", idle=(*IDLE, 1)),
    Row("compute.micro_batch", "", says="the whole batch is computed at once"),
    Row("compute.accumulation", "", "not at all", "whole batches are computed at once", idle=(*IDLE, 1)),
    Row("compute.precision", "", "not at all", "all is computed in 32 bits or more", idle=(*IDLE, "fp32")),
    Row("tracking.tool", "", "nearly", "scores are printed", values=("csv",)),
    Row("tracking.tool", "", "not at all", "scores are printed, and sent to no tool", values=(
        "wandb", "tensorboard", "mlflow")),
    Row("evaluation.test_time_augmentation", "", "not at all", "each image is predicted once"),
    Row("evaluation.calibration", "", "not at all", "probabilities are as the network gives them"),
    Row("evaluation.threshold", "", "not at all", "the likeliest class is predicted", idle=(*IDLE, "argmax", "0.5")),
)  # fmt: skip


def script(source: "Source", plan: "Plan", template: str, data: str, run: str, **own: Any) -> str:
    """The script that a template makes: it reads `data`, holds a test part out, trains and scores."""
    facts, task, method = source.problem.data, source.problem.task, str(plan.at("data.split.method"))
    dropped = set(plan.at("data.drop_columns") or [])
    columns = [column for column in facts.columns if column.name not in dropped]
    context = {
        "run": run,
        "version": version(),
        "why": reasons_of(source),
        "data": data,
        "separator": "\t" if data.endswith((".tsv", ".tsv.gz", ".tab")) else ",",
        "targets": list(facts.targets) or [facts.target or "target"],
        "measured": bool(facts.columns),
        "numeric": [column.name for column in columns if column.type == "numeric"],
        "dates": [column.name for column in columns if column.type == "date"],
        "categorical": [column.name for column in columns if column.type == "categorical"],
        "dropped": sorted(dropped),
        "task": task,
        "single": task in SINGLE,
        "held": plan.number("data.split.test", HELD_OUT),
        "group": facts.group_column if "grouped" in method else "",
        "time": facts.time_column,
        "ordered": method == "time-ordered",
        "stratified": "stratified" in method and task in SINGLE,
        "seed": plan.seed,
        **own,
    }
    code = rendered(template_environment("advisor.exporting.trainers"), template, context)
    return with_imports(code, MARK, IMPORTS)
