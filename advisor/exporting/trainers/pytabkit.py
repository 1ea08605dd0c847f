"""pytabkit: RealMLP for plain networks and TabM for batched ensembles, their arguments as JSON."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.trainers.estimators import READ, script
from advisor.exporting.trainers.mapping import IDLE, Row, Table
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.tables import SCRIPT, table_only
from advisor.exporting.trainers.writing import Heading, Native, data_path, json_of, project, readme_of, refuse

if TYPE_CHECKING:
    from advisor.exporting.source import Source

ACTIVATIONS: Final = ("relu", "selu", "mish", "gelu", "silu", "tanh", "elu")
SCHEDULES: Final = {"cosine": "cos", "linear": "linear", "constant": "constant"}
SCALES: Final = {  # transformations of numbers
    "standardize": ["mean_center", "l2_normalize"],
    "robust-smooth-clip": ["median_center", "robust_scale", "smooth_clip"],
    "quantile-normal": ["quantile_tabr"],
}
SHARED: Final = (
    *READ,
    Row("data.missing.indicator", "", "not at all", "no column says which numbers were missing"),
    Row("data.categorical.encoding", "tfms"),
    Row("data.target.transform", "", values=("standardize", "none"), says="the target is standardised"),
    Row("data.target.transform", "", "nearly", "the target is standardised", values=("log1p-standardize", "rms-scale")),
    Row("data.target.smearing", "", "not at all", "logarithms are not corrected"),
    Row("data.split.validation", "val_fraction"),
    Row("data.split.folds", "n_cv", says="a network for each fold, of which the mean predicts"),
    Row("model.family", SCRIPT),
    Row("model.hidden.residual", "", "not at all", "layers have no skips"),
    Row("model.initialization", "", "nearly", "weights start as pytabkit has them", idle=()),
    Row("training.learning_rate.initial", "lr"),
    Row("training.warmup", "", "not at all", "the rate starts at its peak"),
    Row("training.optimizer.no_decay", says="biases, scales and embeddings have no decay in pytabkit either"),
    Row("training.batch_size", "batch_size"),
    Row("training.epochs", "n_epochs"),
    Row("training.early_stopping.min_delta", "", "not at all", "any improvement counts"),
    Row("training.early_stopping.restore_best", says="the best epoch is always kept"),
    Row("training.seeds", "random_state", "nearly", "one run, with the first seed"),
    Row("evaluation.monitor", "val_metric_name", values=("log-loss", "loss", "rmse")),
    Row("evaluation.monitor", "val_metric_name", "nearly", "the validation loss says which epoch was the best",
        values=("accuracy", "balanced-accuracy", "macro-f1", "f1", "auc", "pr-auc", "mae", "r2",
            "quadratic-weighted-kappa", "poisson-deviance")),
    Row("training.loss.name", values=("binary-cross-entropy", "cross-entropy", "mse")),
    Row("training.loss.name", "", "nearly", "classes are told apart without their order",
        values=("ordinal-cumulative",)),
    Row("training.loss.name", "", "nearly", "the mean squared error is minimised", values=("mae", "huber", "poisson")),
    Row("training.loss.name", "", "nearly", "the plain cross-entropy is minimised", values=("focal",
        "generalized-cross-entropy", "contrastive")),
    Row("training.loss.delta", says="the mean squared error is minimised"),
)  # fmt: skip
REALMLP: Final = Table(
    (
        *SHARED,
        Row("data.numeric.scaling", "tfms"),
        Row("data.categorical.one_hot_max", "max_one_hot_cat_size"),
        Row("data.categorical.embeddings", "embedding_size", "nearly", "all embeddings have one width"),
        Row("data.target.clamp", "clamp_output"),
        Row("model.numeric_embedding", "num_emb_type plr_sigma plr_hidden_1 plr_hidden_2", "nearly",
            "numbers are embedded by learnt waves (PBLD): RealMLP has no bins", idle=({"kind": "none"},)),
        Row("model.hidden.widths", "hidden_sizes"),
        Row("model.hidden.members", "", "not at all", "one network learns for each fold", idle=(*IDLE, 1)),
        Row("model.activation.name", "act", values=ACTIVATIONS),
        Row("model.activation.name", "act", "nearly", "ReLU stands for it", values=("leaky-relu", "rrelu", "prelu",
            "relu-squared", "hardswish")),
        Row("model.activation.slope", "", "not at all", "ReLU is flat below zero"),
        Row("model.normalization", "", "not at all", "nothing is normalised between layers",
            idle=(*IDLE, {"kind": "none"})),
        Row("model.dropout.kind", says="see its rates"),
        Row("model.dropout.rates", "p_drop"),
        Row("model.dropout.head", "", "not at all", "nothing is dropped before the head alone"),
        Row("training.loss.label_smoothing", "use_ls ls_eps"),
        Row("training.optimizer.name", "opt", values=("adam", "adamw"), says="Adam with decoupled decay"),
        Row("training.optimizer.name", "opt", "nearly", "Adam stands for it", values=("nadam", "adamax", "rmsprop",
            "sgd", "muon-and-adamw")),
        Row("training.optimizer.betas", "mom sq_mom"),
        Row("training.optimizer.momentum", "", "not at all", "Adam stands for SGD"),
        Row("training.optimizer.nesterov", "", "not at all", "Adam stands for SGD"),
        Row("training.optimizer.weight_decay", "wd"),
        Row("training.schedule.name", "lr_sched", values=("cosine", "linear", "constant")),
        Row("training.schedule.name", "lr_sched", "nearly", "the rate falls as a cosine", values=("one-cycle",
            "plateau", "step", "exponential", "warmup-stable-decay")),
        Row("training.schedule.final_fraction", "", "nearly", "the rate falls to zero"),
        Row("training.schedule.factor", says="the rate falls as a cosine"),
        Row("training.schedule.patience", says="the rate falls as a cosine"),
        Row("training.schedule.milestones", says="the rate falls as a cosine"),
        Row("training.schedule.rising_fraction", "", "not at all", "the rate starts at its peak"),
        Row("training.schedule.start_fraction", "", "not at all", "the rate starts at its peak"),
        Row("training.schedule.decay_fraction", says="the rate falls as a cosine"),
        Row("training.clip_norm", "", "not at all", "gradients are not clipped"),
        Row("training.early_stopping.patience", "use_early_stopping early_stopping_additive_patience"),
    ),
    {
        "weight_param": "weights as they are; RealMLP's own scaling by width would need another rate",
        "bias_lr_factor": "one rate for all, as the config has it",
        "act_lr_factor": "one rate for all, as the config has it",
        "plr_lr_factor": "one rate for all, as the config has it",
        "use_parametric_act": "non-linearities have nothing to learn",
        "add_front_scale": "inputs are scaled once, before training",
        "early_stopping_multiplicative_patience": "patience does not grow with the epochs",
        "use_early_stopping": "training runs through all epochs",
        "wd_sched": "decay stays as it is",
        "p_drop_sched": "dropout stays as it is",
        "p_drop": "nothing is dropped",
        "use_ls": "labels are not smoothed",
        "normalize_output": "targets are brought to one scale",
        "num_emb_type": "numbers are not embedded",
        "random_state": "the seed",
        "n_cv": "one validation part",
    },
)  # fmt: skip
TABM: Final = Table(
    (
        *SHARED,
        Row("data.numeric.scaling", "tfms"),
        Row("data.categorical.one_hot_max", "", "nearly", "all categories are one-hot"),
        Row("data.categorical.embeddings", "", "nearly", "all categories are one-hot"),
        Row("data.target.clamp", "", "not at all", "predictions may leave the range of the training targets"),
        Row("model.numeric_embedding", "num_emb_type d_embedding num_emb_n_bins"),
        Row("model.hidden.widths", "n_blocks d_block"),
        Row("model.hidden.members", "tabm_k"),
        Row("model.activation.name", "", values=("relu",), says="TabM has ReLU"),
        Row("model.activation.name", "", "nearly", "TabM has ReLU", values=(*ACTIVATIONS[1:], "leaky-relu", "rrelu",
            "prelu", "relu-squared", "hardswish")),
        Row("model.activation.slope", "", "not at all", "ReLU is flat below zero"),
        Row("model.normalization", "", "not at all", "nothing is normalised between layers",
            idle=(*IDLE, {"kind": "none"})),
        Row("model.dropout.kind", says="see its rates"),
        Row("model.dropout.rates", "dropout"),
        Row("model.dropout.head", "", "not at all", "nothing is dropped before the head alone"),
        Row("training.loss.label_smoothing", "", "not at all", "labels are not smoothed"),
        Row("training.optimizer.name", "", values=("adamw",), says="TabM learns by AdamW"),
        Row("training.optimizer.name", "", "nearly", "AdamW stands for it", values=("adam", "nadam", "adamax",
            "rmsprop", "sgd", "muon-and-adamw")),
        Row("training.optimizer.betas", "", "not at all", "moments decay by 0.9 and 0.999", idle=(*IDLE, [0.9, 0.999])),
        Row("training.optimizer.momentum", "", "not at all", "AdamW stands for SGD"),
        Row("training.optimizer.nesterov", "", "not at all", "AdamW stands for SGD"),
        Row("training.optimizer.weight_decay", "weight_decay"),
        Row("training.schedule", "", "not at all", "the rate stays as it is", idle=(*IDLE, {"name": "constant"})),
        Row("training.clip_norm", "gradient_clipping_norm"),
        Row("training.early_stopping.patience", "patience"),
    ),
    {
        "arch_type": "the members share their weights, but for scales and heads",
        "dropout": "nothing is dropped",
        "num_emb_type": "numbers are not embedded",
        "random_state": "the seed",
        "gradient_clipping_norm": "gradients are not clipped",
        "patience": "training runs through all epochs",
        "n_cv": "one validation part",
    },
)  # fmt: skip
TABLES: Final = {"mlp": REALMLP, "tabm": TABM}


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the config is for no table, for several targets, or for unequal layers."""
    table_only(source, "pytabkit", ("mlp", "tabm"))
    plan, task, family = Plan(source), source.problem.task, str(source.value("model.family"))
    widths = plan.at("model.hidden.widths") or []
    if task == "multilabel" or source.problem.data.outputs > 1:
        raise refuse("pytabkit", "several targets", "sklearn" if family == "mlp" else "torch", "problem.task")
    if not widths:
        raise refuse("pytabkit", "a network without hidden layers", "torch", "model.hidden.widths")
    if family == "tabm" and len(set(widths)) > 1:
        raise refuse("pytabkit", "layers of several widths in TabM", "torch", "model.hidden.widths")
    kind = plan.at("model.numeric_embedding.kind")
    if family == "tabm" and kind not in (None, "none", "piecewise-linear"):
        raise refuse("pytabkit", f"{kind} embeddings in TabM", "torch", "model.numeric_embedding")
    path, run = data_path(source, "train.csv"), "python train.py"
    name = "RealMLP" if family == "mlp" else "TabM"
    values = _realmlp(plan, task) if family == "mlp" else _tabm(plan)
    native = Native(
        Heading("pytabkit", f"pytabkit: {name} on a table", '"pytabkit[models]==1.8.0"', run, path),
        TABLES[family],
        values | _common(plan, task),
    )
    called = f"{'RealMLP_TD' if family == 'mlp' else 'TabM_D'}_{'Regressor' if task == 'regression' else 'Classifier'}"
    code = script(source, plan, "pytabkit.py.j2", path, run, called=called, name=name)
    return project(
        source, {"train.py": code, "arguments.json": json_of(native), "README.md": readme_of(source, native)}, native
    )


def _common(plan: Plan, task: str) -> dict[str, Any]:
    folds = int(plan.at("data.split.folds") or 1)
    return {
        "lr": plan.at("training.learning_rate.initial"),
        "batch_size": plan.batch,
        "n_epochs": plan.at("training.epochs"),
        "n_cv": folds,
        **({} if folds > 1 else {"val_fraction": plan.number("data.split.validation", 0.2)}),
        "val_metric_name": "rmse" if task == "regression" else "cross_entropy",
        "random_state": plan.seed,
    }


def _realmlp(plan: Plan, task: str) -> dict[str, Any]:
    embedding = plan.at("model.numeric_embedding") or {"kind": "none"}
    rates = plan.at("model.dropout.rates") or [0.0]
    act, betas = str(plan.at("model.activation.name")), plan.at("training.optimizer.betas") or [0.9, 0.999]
    smoothing = plan.number("training.loss.label_smoothing")
    sizes = [each["dim"] for each in plan.at("data.categorical.embeddings") or []]
    values: dict[str, Any] = {
        "hidden_sizes": plan.at("model.hidden.widths"),
        "act": act if act in ACTIVATIONS else "relu",
        "use_parametric_act": False,
        "weight_param": "standard",
        "bias_lr_factor": 1.0,
        "act_lr_factor": 1.0,
        "add_front_scale": False,
        "p_drop": max(rates) if plan.at("model.dropout.kind") != "none" else 0.0,
        "p_drop_sched": "constant",
        "tfms": ["one_hot", *SCALES.get(str(plan.at("data.numeric.scaling")), []), "embedding"],
        "num_emb_type": "none" if embedding["kind"] == "none" else "pbld",
        "opt": "adam",
        "lr_sched": SCHEDULES.get(str(plan.at("training.schedule.name")), "cos"),
        "mom": betas[0],
        "sq_mom": betas[1],
        "wd": plan.number("training.optimizer.weight_decay"),
        "wd_sched": "constant",
    }
    if embedding["kind"] != "none":
        values |= {"plr_sigma": embedding.get("sigma") or 0.1, "plr_hidden_1": embedding.get("hidden") or 16}
        values |= {"plr_hidden_2": embedding.get("dim") or 4, "plr_lr_factor": 1.0}
    if (most := plan.at("data.categorical.one_hot_max")) is not None:
        values["max_one_hot_cat_size"] = most + 1  # pytabkit counts a category for what is unknown
    if sizes:
        values["embedding_size"] = max(sizes)
    if task == "regression":
        values |= {"normalize_output": True, "clamp_output": bool(plan.at("data.target.clamp"))}
    else:
        values["use_ls"] = smoothing > 0
        values |= {"ls_eps": smoothing} if smoothing else {}
    values["use_early_stopping"] = plan.patience > 0
    if plan.patience:
        values |= {
            "early_stopping_additive_patience": plan.patience,
            "early_stopping_multiplicative_patience": 1.0,
        }
    return values


def _tabm(plan: Plan) -> dict[str, Any]:
    embedding = plan.at("model.numeric_embedding") or {"kind": "none"}
    widths, rates = plan.at("model.hidden.widths"), plan.at("model.dropout.rates") or [0.0]
    values: dict[str, Any] = {
        "arch_type": "tabm",
        "tabm_k": plan.at("model.hidden.members"),
        "n_blocks": len(widths),
        "d_block": widths[0],
        "dropout": rates[0] if plan.at("model.dropout.kind") != "none" else 0.0,
        "tfms": SCALES.get(str(plan.at("data.numeric.scaling")), []),
        "num_emb_type": "none" if embedding["kind"] == "none" else "pwl",
        "weight_decay": plan.number("training.optimizer.weight_decay"),
        "gradient_clipping_norm": plan.number("training.clip_norm") or "none",
        "patience": plan.patience or plan.at("training.epochs"),
    }
    if embedding["kind"] != "none":
        values |= {"d_embedding": embedding["dim"], "num_emb_n_bins": embedding["bins"]}
    return values
