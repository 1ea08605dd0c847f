"""How a Keras model is trained: losses, metrics, optimiser and rate, as `compile` took them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from advisor.linting.keras.layers import word
from advisor.linting.models.graph import Training

LOSSES: Final = {
    "mse": "mse", "mean_squared_error": "mse", "mae": "mae", "mean_absolute_error": "mae", "huber": "huber",
    "huber_loss": "huber", "log_cosh": "huber", "logcosh": "huber", "mape": "mae",
    "mean_absolute_percentage_error": "mae", "msle": "mse", "mean_squared_logarithmic_error": "mse",
    "binary_crossentropy": "binary-cross-entropy", "binary_focal_crossentropy": "binary-cross-entropy",
    "categorical_crossentropy": "cross-entropy", "sparse_categorical_crossentropy": "cross-entropy",
    "categorical_focal_crossentropy": "cross-entropy", "hinge": "hinge", "squared_hinge": "hinge",
    "poisson": "poisson", "pinball_loss": "quantile", "pinball": "quantile", "quantile_loss": "quantile",
    "tilted_loss": "quantile",
}  # fmt: skip
WITH_LOGITS: Final = ("binary-cross-entropy", "cross-entropy")


def read_training(compiled: Any, outputs: Sequence[str]) -> Training:
    """What is known of it."""
    if not isinstance(compiled, Mapping) or not compiled:
        return Training()
    optimizer = compiled.get("optimizer") or compiled.get("optimizer_config")
    inside: Any = optimizer.get("config") if isinstance(optimizer, Mapping) else None
    while isinstance(inside, Mapping) and isinstance(inside.get("inner_optimizer"), Mapping):
        optimizer = inside["inner_optimizer"]
        inside = optimizer.get("config")
    inside = inside if isinstance(inside, Mapping) else {}
    rate, momentum = inside.get("learning_rate", inside.get("lr")), inside.get("momentum")
    name = word(optimizer).replace("_", "")
    return Training(
        tuple(_losses(compiled.get("loss"), outputs)),
        {"rmsprop": "rmsprop", "rm_sprop": "rmsprop"}.get(name, name),
        float(rate) if isinstance(rate, int | float) else None,
        float(momentum) if isinstance(momentum, int | float) else 0.0,
        tuple(dict.fromkeys(_metrics(compiled.get("metrics")))),
        "compile_config",
        "compile_config",
    )


def _losses(said: Any, outputs: Sequence[str]) -> Iterator[str]:
    """One loss, or one for each output."""
    if isinstance(said, list):
        yield from (_loss(each) for each in said)
    elif isinstance(said, Mapping) and "class_name" not in said:
        yield from (_loss(said.get(name)) for name in outputs or said)
    elif said is not None:
        yield _loss(said)


def _loss(said: Any) -> str:
    name = word(said)
    inside: Any = said.get("config") if isinstance(said, Mapping) else None
    if name == "loss_function_wrapper" and isinstance(inside, Mapping):
        name = word(inside.get("fn"))
    loss = LOSSES.get(name, "")
    logits = isinstance(inside, Mapping) and inside.get("from_logits") is True
    return f"{loss}-logits" if logits and loss in WITH_LOGITS else loss


def _metrics(said: Any) -> Iterator[str]:
    if isinstance(said, list):
        for each in said:
            yield from _metrics(each)
    elif isinstance(said, Mapping) and "class_name" not in said:
        for each in said.values():
            yield from _metrics(each)
    elif name := word(said):
        inside: Any = said.get("config") if isinstance(said, Mapping) else None
        yield word(inside.get("fn")) if name == "mean_metric_wrapper" and isinstance(inside, Mapping) else name
