"""Tables in Keras: what of the context of the PyTorch project is otherwise."""

from typing import TYPE_CHECKING, Any, Final

from advisor.errors import Complaint, InputError
from advisor.exporting.source import known
from advisor.exporting.torch import table

if TYPE_CHECKING:
    from advisor.config.document import Config
    from advisor.exporting.source import Source
    from advisor.exporting.torch.kind import Kind

ACTIVATIONS: Final = {  # a call of each gives a layer; a lambda stands for what Keras calls otherwise than the config
    "relu": 'keras.layers.Activation("relu")',
    "leaky-relu": "keras.layers.LeakyReLU({slope})",
    "prelu": "keras.layers.PReLU(alpha_initializer=keras.initializers.Constant({slope}))",
    "elu": 'keras.layers.Activation("elu")',
    "selu": 'keras.layers.Activation("selu")',
    "gelu": "keras.layers.Activation(lambda x: keras.activations.gelu(x, approximate=False))",
    "silu": 'keras.layers.Activation("silu")',
    "mish": 'keras.layers.Activation("mish")',
    "tanh": 'keras.layers.Activation("tanh")',
    "relu-squared": "keras.layers.Activation(lambda x: ops.square(ops.relu(x)))",
    "hardswish": 'keras.layers.Activation("hard_silu")',
}
INITIAL: Final = {
    "he-normal": "HeNormal()",
    "he-uniform": "HeUniform()",
    "lecun-normal": "LecunNormal()",
    "glorot-uniform": "GlorotUniform()",
    "orthogonal": "Orthogonal()",
    "zeros": "Zeros()",
    "normal-0.02": "RandomNormal(stddev=0.02)",
}
NORMS: Final = {
    "batch": "keras.layers.BatchNormalization(momentum=0.9, epsilon=1e-5)",
    "layer": "keras.layers.LayerNormalization(epsilon=1e-5)",
}
LOSSES: Final = ("binary-cross-entropy", "cross-entropy", "ordinal-cumulative", "mse", "mae", "huber", "poisson")


def kind(source: "Source") -> "Kind":
    """The pieces for a table, and what they are rendered with. Raises `InputError` for what Keras cannot express."""
    config, of_torch = source.config, table.kind(source, side_by_side=False)
    context, notes = of_torch.context, of_torch.notes
    _check(context)
    if config.model.family == "mlp" and (known(config.model.hidden.members) or 1) > 1:
        notes.append(f"model.hidden.members: {config.model.hidden.members} networks side by side; one is trained")
    if known(config.model.stacking) not in (None, "none"):
        notes.append("model.stacking: the network answers alone, without a linear model beside")
    for name, what in (
        ("swa", "training.averaging: swa"),
        ("ema", "training.averaging: ema"),  # Keras 3.15 hands JAX the same buffer for weights and averages, and fails
        ("ddp", "compute.strategy: several devices"),
    ):
        if context[name]:
            notes.append(f"{what} is not expressed")
    if context["micro"]:
        notes.append("compute.accumulation: whole batches are computed at once")
    if context["autocast"]:
        notes.append(f"compute.precision: {context['precision']} is not expressed; all is computed in fp32")
    if context["tracker"] != "csv":
        notes.append(f"tracking.tool: {context['tracker']} is not expressed; history.csv is written")
    if context["by_layer"] or "gradient-norm" in (known(config.tracking.log) or []):
        notes.append("tracking.log: norms of gradients are not logged")
    slope = known(config.model.activation.slope)
    context |= {
        "arrays": True,
        "swa": False,
        "ema": False,
        "ddp": False,
        "active": ACTIVATIONS[str(context["act"].name)].format(slope=0.01 if slope is None else slope)
        if context["widths"]
        else "",
        "norm_code": NORMS.get(context["norm"]["kind"], ""),
        "initial": lambda name: f"keras.initializers.{INITIAL[name]}",
        "spared_code": _spared(config, context),
    }
    context["shares_rate"] = context["shares_rate"] and (
        context["schedule"].name not in ("constant", "plateau") or bool(context["warmup"])
    )
    return of_torch


def _check(context: dict[str, Any]) -> None:
    wrong = []
    if context["widths"] and context["act"].name not in ACTIVATIONS:
        wrong.append(("model.activation.name", context["act"].name))
    wrong += [
        (f"model.initialization.{place}", context["init"][place])
        for place in ("hidden", "output")
        if context["init"][place] not in INITIAL
    ]
    if context["loss"].name not in LOSSES:
        wrong.append(("training.loss.name", context["loss"].name))
    if context["residual"]:
        wrong.append(("model.hidden.residual", "skips in dense layers"))
    if wrong:
        raise InputError([Complaint(f"the target keras cannot express {what}", field=field) for field, what in wrong])


def _spared(config: "Config", context: dict[str, Any]) -> str:
    wanted = known(config.training.optimizer.no_decay) or []
    norms = ["Members"] if context["members"] else []
    norms += {"batch": ["keras.layers.BatchNormalization"], "layer": ["keras.layers.LayerNormalization"]}.get(
        context["norm"]["kind"], []
    )
    norms += ["keras.layers.PReLU"] if context["act"].name == "prelu" else []
    embeddings = ["keras.layers.Embedding"] if context["has_embeddings"] else []
    embeddings += ["Embedded"] if context["embeds"] else []
    types = [*(norms if "norm" in wanted else ()), *(embeddings if "embedding" in wanted else ())]
    tests = ['variable.name == "bias"'] if "bias" in wanted else []
    tests += [f"isinstance(layer, {kind})" for kind in types]
    return f"\n{' ' * 8}or ".join(tests) or "False"
