"""Faults of dropout and of normalisation at the end: kind, place and rate."""

from collections.abc import Iterator

from advisor.linting.finding import Finding
from advisor.linting.models.finding import found
from advisor.linting.models.graph import DROPOUTS, FORM, NORMS, PROBABILITIES, WEIGHTED, Layer, Model, Training


def check_dropout(model: Model, training: Training) -> Iterator[Finding]:
    """All of them."""
    used = {said for said in model.hidden.values() if said not in ("", "linear")}
    for at, layer in enumerate(model.layers):
        if layer.kind not in DROPOUTS:
            continue
        if not 0 <= layer.rate < 1:
            message = f"a dropout rate must be at least 0 and below 1, and it is {layer.rate:g}"
            yield found("CHK-DROPOUT-RATE", layer.path, message)
        if layer.kind == "dropout" and "selu" in used:
            yield found("CHK-SELU-DROPOUT", layer.path, "plain dropout shifts the mean that SELU keeps")
        if layer.kind == "alpha-dropout" and used and "selu" not in used:
            yield found("CHK-ALPHA-DROPOUT", layer.path, "alpha dropout is made for SELU, which is not used here")
        if layer.rate:
            yield from _before_norm(model, at, layer)
            yield from _at_the_end(model, at, layer)
    yield from _norm_at_the_end(model, training)


def _before_norm(model: Model, at: int, layer: Layer) -> Iterator[Finding]:
    """A BatchNorm behind a dropout: right behind it, or behind one layer with weights."""
    weighted = 0
    for reader in model.behind(at):
        after = model.layers[reader]
        if after.kind == "batch-norm":
            message = "dropout before a BatchNorm shifts the variance that it estimates"
            message += ": put it behind" if not weighted else ""
            yield found("CHK-DROPOUT-BATCHNORM", layer.path, message, "note" if weighted else "warning")
            return
        weighted += after.kind in WEIGHTED
        if weighted > 1 or after.kind not in (*FORM, *WEIGHTED, "activation"):
            return


def _at_the_end(model: Model, at: int, layer: Layer) -> Iterator[Finding]:
    """Dropout on what the model says."""
    behind = list(model.behind(at))
    if (behind[-1] if behind else at) not in model.ends:
        return
    if any(model.layers[reader].kind not in (*FORM, *DROPOUTS, "activation") for reader in behind):
        return
    for source in model.before(at):
        before = model.layers[source]
        if before.kind in WEIGHTED:
            if before.activation not in ("", "linear", *PROBABILITIES) or before.units == before.fan_in:
                return  # features for another model, or a block inside one
            yield found("CHK-DROPOUT-OUTPUT", layer.path, "dropout after the output layer drops predictions: put"
                        " it before that layer", "error",
                        "Where an output is dropped, there is no prediction.")  # fmt: skip
            return
        if before.kind not in FORM and (before.kind != "activation" or before.activation not in PROBABILITIES):
            return


def _norm_at_the_end(model: Model, training: Training) -> Iterator[Finding]:
    """A BatchNorm between the output layer and its loss."""
    for output in model.outputs:
        if output.weighted is None or model.layers[output.weighted].kind != "dense":
            continue
        for at in model.behind(output.weighted):
            if model.layers[at].kind == "batch-norm" and (training.losses or output.activation in PROBABILITIES):
                yield found("CHK-NORM-OUTPUT", model.layers[at].path, "a BatchNorm after the output layer rescales"
                            " predictions by the batch they are in: put it before that layer", "warning",
                            "What is predicted for one example must not depend on the others.")  # fmt: skip
            if model.layers[at].kind not in (*FORM, *NORMS):
                break
