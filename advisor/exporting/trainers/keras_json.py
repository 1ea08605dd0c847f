"""Keras: the model as JSON, what `compile` and `fit` take, and a script that reads both."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.project import Project
from advisor.exporting.source import known
from advisor.exporting.trainers.keras_graph import of
from advisor.exporting.trainers.keras_network import ACTIVATIONS, NORMS, SLOPED, SPREADS, Table, network
from advisor.exporting.trainers.mapping import IDLE, Row
from advisor.exporting.trainers.mapping import Table as Mapped
from advisor.exporting.trainers.parts import files_of, parts_of
from advisor.exporting.trainers.plan import Plan
from advisor.exporting.trainers.tables import ALONE, APART, MONITOR, SAME_DATA, SCRIPT, command, table_only
from advisor.exporting.trainers.writing import Heading, Native, json_of, project, readme_of, refuse
from advisor.yamlio import write_json

if TYPE_CHECKING:
    from advisor.exporting.source import Source

MODEL: Final = "model.json"
OPTIMIZERS: Final = {
    "sgd": "SGD", "adam": "Adam", "adamw": "AdamW", "nadam": "Nadam", "adamax": "Adamax", "rmsprop": "RMSprop",
}  # fmt: skip
LOSSES: Final = {
    "binary-cross-entropy": "BinaryCrossentropy", "ordinal-cumulative": "BinaryCrossentropy",
    "cross-entropy": "SparseCategoricalCrossentropy", "mse": "MeanSquaredError", "mae": "MeanAbsoluteError",
    "huber": "Huber",
}  # fmt: skip
NAMES: Final = {"bias": "/(bias|beta)$", "norm": "^(scale|prelu)_|normalization_", "embedding": "^embedding_"}
TABLE: Final = Mapped(
    (
        *SAME_DATA, *APART, *ALONE, *MONITOR,
        Row("data.imbalance.strategy", SCRIPT, values=("class-weights", "none")),
        Row("data.imbalance.max_weight", SCRIPT),
        Row("data.imbalance.strategy", "", "not at all", "classes are not balanced", values=(
            "balanced-sampling", "logit-adjustment")),
        Row("model.family", MODEL),
        Row("model.numeric_embedding", MODEL, says="how far a number reaches into each bin is computed by the script"),
        Row("model.hidden", MODEL),
        Row("model.activation", MODEL),
        Row("model.initialization.hidden", MODEL),
        Row("model.initialization.output", MODEL),
        Row("model.initialization.output_bias", SCRIPT),
        Row("model.normalization", MODEL),
        Row("model.dropout", MODEL),
        Row("model.output", MODEL, says="outputs are logits; what they stand for is computed in scores.py"),
        Row("training.loss.name", "compile.loss"),
        Row("training.loss.label_smoothing", "compile.loss"),
        Row("training.loss.delta", "compile.loss"),
        Row("training.optimizer.name", "compile.optimizer"),
        Row("training.optimizer.betas", "compile.optimizer"),
        Row("training.optimizer.momentum", "compile.optimizer"),
        Row("training.optimizer.nesterov", "compile.optimizer"),
        Row("training.optimizer.weight_decay", "compile.optimizer"),
        Row("training.optimizer.no_decay", SCRIPT),
        Row("training.clip_norm", "compile.optimizer"),
        Row("training.learning_rate.initial", "compile.optimizer"),
        Row("training.schedule", "compile.optimizer", says="computed at each update"),
        Row("training.warmup", "compile.optimizer"),
        Row("training.averaging", "compile.optimizer", "nearly", "moving averages replace the weights at the end alone",
            idle=(*IDLE, {"kind": "none"})),
        Row("training.batch_size", "fit.batch_size"),
        Row("training.epochs", "fit.epochs"),
        Row("training.early_stopping", "early_stopping.patience early_stopping.restore_best_weights"
            " early_stopping.min_delta"),
        Row("training.seeds", SCRIPT, "nearly", "one run, with the first seed"),
        Row("compute.accumulation", "", "not at all", "whole batches are computed at once", idle=(*IDLE, 1)),
        Row("compute.precision", "", "not at all", "all is computed in 32 bits", idle=(*IDLE, "fp32")),
    ),
    {
        "compile.metrics": "the loss is all that is watched; scores.py computes the scores",
        "early_stopping.monitor": "what is watched after each epoch",
        "fit.verbose": "a line for each epoch",
        "reduce_on_plateau.factor": "the rate falls where the validation loss stands still",
        "reduce_on_plateau.patience": "epochs that it may stand still before",
    },
)  # fmt: skip


def export(source: "Source") -> Project:
    """The files. Raises `InputError` where the network, the loss or the schedule has no form in built-in layers."""
    table_only(source, "keras-json", ("mlp", "tabm"), "keras")
    parts, plan = parts_of(source, "keras", "data", "scores"), Plan(source)
    context = parts.kind.context
    _expressible(source, context)
    members = int(context["members"] or context["together"] or 1)
    described = Table(context | _numbers(source, context), *_shape(source), members)
    shares = {"members": members if members > 1 else 0, "together": 0}
    run, path = command(source)
    native = Native(
        Heading("keras", f"Keras: {parts.kind.title}", '"keras==3.15.1" jax pandas', run, path),
        TABLE,
        _arguments(plan),
    )
    script = {
        "run": run,
        "width": described.width,
        "columns": described.numbers if context["embeds"] else 0,
        "binned": context["embedding"]["kind"] == "piecewise-linear",
        "inputs_listed": bool(described.embedded),
        "several": members,
        "random_signs": bool(context["members"]),
        "spared": _spared(source),
        "seed": plan.seed,
        "early_stops": bool(plan.patience),
        "plateau": plan.at("training.schedule.name") == "plateau",
    }
    files = files_of(source, parts, "keras_json.py.j2", **(shares | script))
    files |= {
        MODEL: write_json(network(described), indent=1),
        "arguments.json": json_of(native),
        "README.md": readme_of(source, native),
    }
    return project(source, files, native)


def _expressible(source: "Source", context: dict[str, Any]) -> None:
    """Refuse what built-in layers and losses have no form for; the target `keras` has."""
    act, init = str(context["act"].name), context["init"]
    embeddings = known(source.config.data.categorical.embeddings) or []
    schedule, loss = source.value("training.schedule.name"), source.value("training.loss.name")
    wrong = {
        "model.activation.name": bool(context["widths"]) and act not in (*ACTIVATIONS, *SLOPED) and act,
        "model.initialization.hidden": init["hidden"] not in (*SPREADS, "zeros", "orthogonal", "normal-0.02")
        and init["hidden"],
        "data.categorical.embeddings": context["has_embeddings"] and not all(each.column for each in embeddings)
        and "embeddings of columns that were not measured",
        "model.normalization.kind": context["norm"]["kind"] not in ("none", *NORMS) and context["norm"]["kind"],
        "training.loss.name": (loss not in LOSSES or context["out_activation"] in ("exp", "softplus", "tanh"))
        and f"the loss {loss} of outputs that end in {context['out_activation']}",
        "training.schedule.name": schedule in ("one-cycle", "warmup-stable-decay") and f"the schedule {schedule}",
        "training.warmup": bool(source.value("training.warmup")) and schedule != "cosine"
        and f"a warm-up before the schedule {schedule}",
    }  # fmt: skip
    for field, what in wrong.items():
        if what:
            raise refuse("keras-json", str(what), "keras", field)


def _shape(source: "Source") -> tuple[int, list[dict[str, Any]]]:
    """Numbers of a row, without embedded categories, and these."""
    embedded = [
        {"cardinality": each.cardinality, "dim": each.dim}
        for each in known(source.config.data.categorical.embeddings) or []
    ]
    (width,) = known(source.config.model.input.shape) or [1]
    return width - sum(each["dim"] for each in embedded), embedded


def _numbers(source: "Source", context: dict[str, Any]) -> dict[str, int]:
    """How many columns of numbers there are."""
    facts = source.problem.data
    return {"embedded_numbers": len(context["numeric"]) if facts.columns else facts.features - facts.categorical}


def _spared(source: "Source") -> str:
    """A pattern of the variables without weight decay."""
    return "|".join(NAMES[each] for each in source.value("training.optimizer.no_decay") or [] if each in NAMES)


def _arguments(plan: Plan) -> dict[str, Any]:
    values: dict[str, Any] = {
        "compile.optimizer": _optimizer(plan),
        "compile.loss": _loss(plan),
        "compile.metrics": [],
        "fit.batch_size": plan.batch,
        "fit.epochs": plan.at("training.epochs"),
        "fit.verbose": 2,
    }
    if plan.patience:
        values |= {
            "early_stopping.monitor": "val_loss",
            "early_stopping.patience": plan.patience,
            "early_stopping.min_delta": plan.number("training.early_stopping.min_delta"),
            "early_stopping.restore_best_weights": bool(plan.at("training.early_stopping.restore_best")),
        }
    if plan.at("training.schedule.name") == "plateau":
        values["reduce_on_plateau.factor"] = plan.number("training.schedule.factor", 0.1)
        values["reduce_on_plateau.patience"] = plan.at("training.schedule.patience") or 10
    return values


def _loss(plan: Plan) -> dict[str, Any]:
    name = str(plan.at("training.loss.name"))
    settings: dict[str, Any] = {}
    smoothing = plan.number("training.loss.label_smoothing")
    if name in ("binary-cross-entropy", "ordinal-cumulative", "cross-entropy"):
        settings["from_logits"] = True
    if name == "huber":
        settings["delta"] = plan.number("training.loss.delta", 1.0)
    if smoothing:
        return of("losses", "CategoricalCrossentropy", from_logits=True, label_smoothing=smoothing)
    return of("losses", LOSSES[name], **settings)


def _optimizer(plan: Plan) -> dict[str, Any]:
    name, decay = str(plan.at("training.optimizer.name")), plan.number("training.optimizer.weight_decay")
    settings: dict[str, Any] = {"learning_rate": _rate(plan)}
    if betas := plan.at("training.optimizer.betas"):
        settings |= {"beta_1": betas[0], "beta_2": betas[1], "epsilon": 1e-8}
    if name in ("sgd", "rmsprop"):
        settings["momentum"] = plan.number("training.optimizer.momentum")
    if name == "sgd":
        settings["nesterov"] = bool(plan.at("training.optimizer.nesterov"))
    if name == "rmsprop":
        settings |= {"rho": 0.99, "epsilon": 1e-8}
    if decay:
        settings["weight_decay"] = decay
    if clip := plan.number("training.clip_norm"):
        settings["global_clipnorm"] = clip
    if plan.at("training.averaging.kind") == "ema":
        settings |= {"use_ema": True, "ema_momentum": plan.number("training.averaging.decay", 0.99)}
    kind = "AdamW" if name == "adam" and decay else OPTIMIZERS[name]
    return of("optimizers", kind, **settings)


def _rate(plan: Plan) -> Any:
    """The rate, or its course over all updates."""
    peak, final = plan.at("training.learning_rate.initial"), plan.number("training.schedule.final_fraction")
    name, steps = plan.at("training.schedule.name"), plan.steps
    warm = round(plan.number("training.warmup") * steps)
    if name == "cosine":
        rising = {"warmup_target": peak, "warmup_steps": warm} if warm else {}
        start = 0.0 if warm else peak
        return _course("CosineDecay", initial_learning_rate=start, decay_steps=steps - warm, alpha=final, **rising)
    if name == "linear":
        end = final * peak
        return _course("PolynomialDecay", initial_learning_rate=peak, decay_steps=steps, end_learning_rate=end)
    if name == "exponential":
        return _course("ExponentialDecay", initial_learning_rate=peak, decay_steps=steps, decay_rate=final or 0.01)
    if name == "step":
        places = plan.at("training.schedule.milestones") or []
        factor = plan.number("training.schedule.factor", 0.1)
        bounds = [round(place * steps) for place in places]
        return _course(
            "PiecewiseConstantDecay", boundaries=bounds, values=[peak * factor**n for n in range(len(bounds) + 1)]
        )
    return peak


def _course(name: str, **settings: Any) -> dict[str, Any]:
    return of("optimizers.schedules", name, **settings)
