"""scikit-learn: MLPClassifier and MLPRegressor in a pipeline, their arguments as JSON."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.torch.common import SINGLE
from advisor.exporting.trainers.estimators import READ, script
from advisor.exporting.trainers.mapping import IDLE, Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.tables import SCRIPT, table_only
from advisor.exporting.trainers.writing import Heading, Native, data_path, json_of, project, readme_of, refuse

if TYPE_CHECKING:
    from advisor.exporting.source import Source

ACTIVATIONS: Final = {"relu": "relu", "tanh": "tanh"}
SOLVERS: Final = {"sgd": "sgd"}  # the others are Adam or come near it
SCALERS: Final = {
    "standardize": "StandardScaler()",
    "robust-smooth-clip": "RobustScaler()",
    "quantile-normal": 'QuantileTransformer(output_distribution="normal")',
}
TABLE: Final = Table(
    (
        *READ,
        Row("data.missing.indicator", SCRIPT),
        Row("data.numeric.scaling", SCRIPT, values=("standardize", "quantile-normal", "none")),
        Row("data.numeric.scaling", SCRIPT, "nearly", "quartiles scale numbers, and outliers are not drawn in",
            values=("robust-smooth-clip",)),
        Row("data.categorical.encoding", SCRIPT, values=("one-hot", "none")),
        Row("data.categorical.encoding", SCRIPT, "nearly", "all categories are one-hot, without embeddings",
            values=("one-hot-and-embedding",)),
        Row("data.categorical.one_hot_max", says="all categories are one-hot"),
        Row("data.categorical.embeddings", "", says="all categories are one-hot"),
        Row("data.target.transform", SCRIPT, values=("standardize", "log1p-standardize", "none")),
        Row("data.target.transform", SCRIPT, "nearly", "the target is standardised", values=("rms-scale",)),
        Row("data.target.clamp", "", "not at all", "predictions may leave the range of the training targets"),
        Row("data.target.smearing", "", "not at all", "logarithms are not corrected"),
        Row("data.split.validation", "validation_fraction"),
        Row("data.split.folds", "", "not at all", "one part is held out, without cross-validation", idle=(*IDLE, 1)),
        Row("model.family", SCRIPT),
        Row("model.numeric_embedding", "", "not at all", "numbers enter as they are, without embeddings",
            idle=(*IDLE, {"kind": "none"})),
        Row("model.hidden.widths", "hidden_layer_sizes"),
        Row("model.hidden.members", SCRIPT, says="networks with seeds of their own are averaged"),
        Row("model.hidden.residual", "", "not at all", "layers have no skips"),
        Row("model.activation.name", "activation", values=("relu", "tanh")),
        Row("model.activation.name", "activation", "nearly", "ReLU stands for it", values=("leaky-relu", "rrelu",
            "prelu", "elu", "selu", "gelu", "silu", "mish", "relu-squared", "hardswish")),
        Row("model.activation.slope", "", "not at all", "ReLU is flat below zero"),
        Row("model.initialization.hidden", "", "nearly", "weights start as scikit-learn has them (Glorot, uniform)",
            idle=("glorot-uniform",)),
        Row("model.initialization.output", "", "nearly", "weights start as scikit-learn has them (Glorot, uniform)",
            idle=("glorot-uniform",)),
        Row("model.initialization.output_bias", "", "not at all", "the output starts at random, not at what is true on"
            " average", idle=(*IDLE, "zeros")),
        Row("model.normalization.kind", "", "not at all", "nothing is normalised between layers"),
        Row("model.normalization.place", says="nothing is normalised"),
        Row("model.dropout.kind", says="see its rates"),
        Row("model.dropout.rates", "", "not at all", "nothing is dropped"),
        Row("model.dropout.head", "", "not at all", "nothing is dropped"),
        Row("training.loss.name", "loss", values=("binary-cross-entropy", "cross-entropy", "mse", "poisson")),
        Row("training.loss.name", "loss", "nearly", "classes are told apart without their order",
            values=("ordinal-cumulative",)),
        Row("training.loss.name", "loss", "nearly", "the mean squared error is minimised", values=("mae", "huber")),
        Row("training.loss.name", "loss", "nearly", "the plain cross-entropy is minimised", values=("focal",
            "generalized-cross-entropy", "contrastive")),
        Row("training.loss.delta", says="the mean squared error is minimised"),
        Row("training.loss.label_smoothing", "", "not at all", "labels are not smoothed"),
        Row("training.optimizer.name", "solver", values=("adam", "sgd")),
        Row("training.optimizer.name", "solver", "nearly", "Adam stands for it", values=("adamw", "nadam", "adamax",
            "rmsprop", "muon-and-adamw")),
        Row("training.optimizer.betas", "beta_1 beta_2"),
        Row("training.optimizer.momentum", "momentum"),
        Row("training.optimizer.nesterov", "nesterovs_momentum"),
        Row("training.optimizer.weight_decay", "alpha", "nearly", "an L2 penalty as scikit-learn's default has it:"
            " under Adam it is not decoupled decay"),
        Row("training.optimizer.no_decay", says="biases have no penalty"),
        Row("training.learning_rate.initial", "learning_rate_init"),
        Row("training.schedule", "", "not at all", "the rate stays as it is", idle=(*IDLE, {"name": "constant"})),
        Row("training.warmup", "", "not at all", "the rate starts at its peak"),
        Row("training.clip_norm", "", "not at all", "gradients are not clipped"),
        Row("training.batch_size", "batch_size"),
        Row("training.epochs", "max_iter"),
        Row("training.early_stopping.patience", "early_stopping n_iter_no_change"),
        Row("training.early_stopping.min_delta", "tol"),
        Row("training.early_stopping.restore_best", "early_stopping", values=(True,), says="with early stopping alone"),
        Row("training.seeds", "random_state", "nearly", "one run, with the first seed"),
        Row("evaluation.monitor", "early_stopping", "nearly", "accuracy or R2 on the validation part says when to stop",
            idle=(*IDLE, "accuracy", "r2")),
    ),
    {
        "alpha": "no penalty",
        "early_stopping": "training runs through all epochs",
        "n_iter_no_change": "training runs through all epochs",
        "tol": "any improvement counts",
    },
)  # fmt: skip


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for no table, or for a batched ensemble."""
    table_only(source, "sklearn", ("mlp",), "pytabkit")
    plan, task = Plan(source), source.problem.task
    if not plan.at("model.hidden.widths"):
        raise refuse("sklearn", "a network without hidden layers", "torch", "model.hidden.widths")
    path = data_path(source, "train.csv")
    run = "python train.py"
    members = int(plan.at("model.hidden.members") or 1)
    single = task in SINGLE or (task == "regression" and source.problem.data.outputs == 1)
    native = Native(
        Heading("scikit-learn", "scikit-learn: an MLP in a pipeline", '"scikit-learn==1.9.1" pandas', run, path),
        TABLE,
        _arguments(plan, task),
        () if single or members == 1 else ("model.hidden.members: one network is trained for several targets",),
    )
    code = script(
        source, plan, "sklearn.py.j2", path, run,
        scaler=SCALERS.get(str(plan.at("data.numeric.scaling")), '"passthrough"'),
        fill=plan.at("data.missing.numeric"),
        flags=bool(plan.at("data.missing.indicator")),
        members=members if single else 1,
        transform={"none": "", "standardize": "StandardScaler()", "rms-scale": "StandardScaler()"}.get(
            str(plan.at("data.target.transform") or "none"), "make_pipeline(FunctionTransformer(np.log1p, np.expm1),"
            " StandardScaler())"),
    )  # fmt: skip
    return project(
        source, {"train.py": code, "arguments.json": json_of(native), "README.md": readme_of(source, native)}, native
    )


def _arguments(plan: Plan, task: str) -> dict[str, Any]:
    name, epochs = str(plan.at("training.optimizer.name")), plan.at("training.epochs")
    betas = plan.at("training.optimizer.betas") or [0.9, 0.999]
    solver = SOLVERS.get(name, "adam")
    decay = plan.number("training.optimizer.weight_decay")
    values: dict[str, Any] = {
        "hidden_layer_sizes": plan.at("model.hidden.widths"),
        "activation": ACTIVATIONS.get(str(plan.at("model.activation.name")), "relu"),
        "solver": solver,
        "learning_rate_init": plan.at("training.learning_rate.initial"),
        "alpha": (decay * plan.batch if solver == "sgd" else 0.0001) if decay else 0.0,
        "batch_size": plan.batch,
        "max_iter": epochs,
        "early_stopping": bool(plan.patience),
        "n_iter_no_change": plan.patience or epochs,
        "tol": plan.number("training.early_stopping.min_delta"),
        "validation_fraction": plan.number("data.split.validation", 0.1),
        "random_state": plan.seed,
    }
    if solver == "adam":
        values |= {"beta_1": betas[0], "beta_2": betas[1]}
    else:
        values["momentum"] = plan.number("training.optimizer.momentum")
        values["nesterovs_momentum"] = bool(plan.at("training.optimizer.nesterov"))
    if task == "regression":
        values["loss"] = "poisson" if plan.at("training.loss.name") == "poisson" else "squared_error"
    return values
