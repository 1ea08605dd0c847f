"""Faults of the output: its non-linearity, the loss over it, its units, the metrics; and the learning rate."""

from collections.abc import Iterator
from typing import Final

from advisor.linting.facts import Facts
from advisor.linting.finding import Finding, Severity
from advisor.linting.models.finding import found
from advisor.linting.models.graph import FORM, Layer, Model, Output, Training
from advisor.networks.output_pairs import output_pairs, usual_pairs
from advisor.pinning.constraints.training import ADAPTIVE, ADAPTIVE_MOST, SGD_MOST

OF_NUMBERS: Final = ("mse", "mae", "huber", "poisson", "poisson-log", "quantile")
OF_CLASSES: Final = ("cross-entropy", "cross-entropy-logits", "nll")
OF_LABELS: Final = ("binary-cross-entropy", "binary-cross-entropy-logits")
RIGHT_SHARES: Final = ("accuracy", "acc", "auc", "precision", "recall", "f1_score", "f1")
OF_ERRORS: Final = ("mse", "mae", "mean_squared_error", "mean_absolute_error", "r2_score", "root_mean_squared_error")
ADAPTIVE_HIGH: Final = 0.03  # an update moves each weight by about the rate; what trains stays well below
SGD_HIGH: Final = 1.0
SGD_LOW: Final = 1e-4  # rate over one less momentum, of plain gradient steps; fine-tuning takes 1e-4 with momentum
ADAPTIVE_LOW: Final = 1e-7
MEASURES: Final = "A metric must measure what the loss is for."
ONE: Final = "One unit that is compared with itself alone is always right."


def check_output(model: Model, training: Training, facts: Facts) -> Iterator[Finding]:
    """All of them."""
    for number, output in enumerate(model.outputs):
        losses = training.losses
        loss = losses[number] if len(losses) == len(model.outputs) else losses[0] if len(set(losses)) == 1 else ""
        yield from _pair(model, output, training, loss)
        yield from _one_unit(model, output, loss)
        if len(model.outputs) == 1:
            yield from _units(model, output, facts)
            yield from _levels(model, output, training)
            yield from _task(model, output, training, loss, facts)
            yield from _metrics(training, loss)
    yield from _twice(model)
    yield from check_rate(training)


def _place(model: Model, output: Output) -> str:
    return model.layers[output.end if output.weighted is None else output.weighted].path


def _pair(model: Model, output: Output, training: Training, loss: str) -> Iterator[Finding]:
    """A loss over an output that it is not made for."""
    pair = output_pairs().get((loss, output.activation))
    if pair is None or pair.verdict == "right" or _is_picture(model, output, loss):
        return
    layer = model.layers[output.weighted] if output.weighted is not None else None
    because, instead = pair.because, pair.instead
    if layer is not None and layer.units == 1 and output.activation == "softmax" and not loss.endswith("logits"):
        return  # said of the softmax itself
    if layer is not None and layer.units == 1 and loss.startswith("cross-entropy"):
        because = "cross-entropy compares classes, and one unit has none beside it"
        instead = "binary cross-entropy" + {"sigmoid": "", "linear": " on logits"}.get(
            output.activation, " on a sigmoid"
        )
    yield found("CHK-LOSS-OUTPUT", _place(model, output), f"{because}: take {instead}", pair.verdict,
                "An output says what its loss reads: probabilities, logits or numbers.")  # fmt: skip


def _named(loss: str) -> str:
    return f"{loss.removesuffix('-logits')} on logits" if loss.endswith("-logits") else loss


def _said(activation: str) -> str:
    return {"linear": "an output without non-linearity"}.get(activation, activation)


def _is_picture(model: Model, output: Output, loss: str) -> bool:
    """Whether the model gives its input back, scaled as it came: numbers from 0 to 1 are then a sigmoid's."""
    if output.weighted is None or loss not in OF_NUMBERS:
        return False
    last = model.layers[output.weighted]
    first = next((layer for layer in model.layers if layer.kind in ("dense", "convolution") and layer.fan_in), None)
    return last.kind == "convolution" or bool(
        first and first is not last and last.units > 1 and last.units == first.fan_in
    )


def _one_unit(model: Model, output: Output, loss: str) -> Iterator[Finding]:
    """Classes told apart by a single unit."""
    for at, layer in enumerate(model.layers):
        if layer.units != 1 or layer.over_steps:
            continue
        own = layer.activation if layer.kind in ("dense", "convolution", "activation") else ""
        behind = next(model.behind(at), None)
        after = model.layers[behind] if behind is not None else None
        follows = layer.kind == "dense" and after is not None and after.kind == "activation"
        if own == "softmax" or (follows and after and after.activation == "softmax" and _over_units(after)):
            message = (
                "softmax over one unit is always 1: take a sigmoid with binary cross-entropy, or a unit for each class"
            )
            yield found("CHK-SOFTMAX-ONE", layer.path, message)
    units = model.layers[output.weighted].units if output.weighted is not None else 0
    if units == 1 and output.activation == "linear" and loss == "cross-entropy-logits":
        message = "cross-entropy over one unit is always 0: take binary cross-entropy, or a unit for each class"
        yield found("CHK-SOFTMAX-ONE", _place(model, output), message, "error", ONE)


def _over_units(softmax: Layer) -> bool:
    """Whether a softmax goes over the units of the layer before it."""
    return not softmax.over_steps and softmax.units in (0, 1)


def _units(model: Model, output: Output, facts: Facts) -> Iterator[Finding]:
    """Units that are not the classes."""
    if output.weighted is None or not facts.classes or facts.task not in (None, "multiclass", "binary"):
        return
    units = model.layers[output.weighted].units
    wanted = (1, 2) if facts.classes == 2 else (facts.classes,)
    if units and units not in wanted:
        yield found("CHK-UNITS", _place(model, output), f"{facts.classes} classes need {' or '.join(map(str, wanted))}"
                    f" output unit{'s' if wanted != (1,) else ''}, and there {'is' if units == 1 else 'are'} {units}",
                    "error" if units < wanted[0] else "warning")  # fmt: skip


def _levels(model: Model, output: Output, training: Training) -> Iterator[Finding]:
    """Fewer units than quantiles, or some left over."""
    units = model.layers[output.weighted].units if output.weighted is not None else 0
    if units and training.levels and units % training.levels:
        yield found("CHK-UNITS", _place(model, output), f"a loss of {training.levels} quantiles needs as many output"
                    f" units for each number, and there {'is' if units == 1 else 'are'} {units}", "error",
                    "Each quantile is an output of its own.")  # fmt: skip


def _task(model: Model, output: Output, training: Training, loss: str, facts: Facts) -> Iterator[Finding]:
    """An output and a loss that are not for this task."""
    usual = usual_pairs(facts.task) if facts.task else []
    if not usual:
        return
    outputs, losses = {pair.output for pair in usual}, {pair.loss for pair in usual}
    takes = " or ".join(dict.fromkeys(f"{_named(pair.loss)} over {_said(pair.output)}" for pair in usual))
    units = model.layers[output.weighted].units if output.weighted is not None else 0
    if facts.task == "binary" and units == 2 and (loss in OF_CLASSES or output.activation == "softmax"):
        return
    if loss and loss not in losses and any(pair[0] == loss for pair in output_pairs()):
        yield found("CHK-LOSS", training.loss_path or _place(model, output),
                    f"the task {facts.task} takes {takes}, not {_named(loss)}", "error")  # fmt: skip
    elif output.activation and output.activation not in outputs and not loss:
        message = f"the task {facts.task} takes {takes}, not {output.activation}"
        yield found("CHK-OUTPUT", _place(model, output), message, "error")


def _metrics(training: Training, loss: str) -> Iterator[Finding]:
    """A metric that says nothing beside the loss."""
    for metric in training.metrics:
        shares = metric.endswith(RIGHT_SHARES)
        if loss in OF_NUMBERS and shares:
            yield found("CHK-METRIC", training.path, f"{metric} means nothing beside {loss}: numbers are hardly"
                        " ever equal; take mae", "note", MEASURES)  # fmt: skip
        elif loss in (*OF_CLASSES, *OF_LABELS) and metric in OF_ERRORS:
            yield found("CHK-METRIC", training.path, f"{metric} says little of classes: take accuracy", "note",
                        MEASURES)  # fmt: skip
        elif loss in OF_CLASSES and metric == "binary_accuracy":
            message = "binary_accuracy asks of each class apart and is high for any guess: take accuracy"
            yield found("CHK-METRIC", training.path, message, "warning", MEASURES)


def _twice(model: Model) -> Iterator[Finding]:
    """A sigmoid or softmax right behind another."""
    for at, layer in enumerate(model.layers):
        first = layer.activation if layer.kind in ("dense", "convolution", "activation") else ""
        if first not in ("sigmoid", "softmax"):
            continue
        for reader in model.behind(at):
            after = model.layers[reader]
            if after.kind == "activation" and after.activation in ("sigmoid", "softmax", "log-softmax"):
                yield found("CHK-TWICE", after.path, f"{after.activation} stands on a {first}: keep one of the two",
                            "error", "Probabilities taken for logits all become nearly alike.")  # fmt: skip
                break
            if after.kind not in FORM:
                break


def check_rate(training: Training) -> Iterator[Finding]:
    """A learning rate that is known not to train."""
    rate, name = training.rate, training.optimizer or "training"
    if rate is None:
        return
    adaptive = training.optimizer in ADAPTIVE
    most, high = (ADAPTIVE_MOST, ADAPTIVE_HIGH) if adaptive else (SGD_MOST, SGD_HIGH)
    severity: Severity = "error" if rate > most or rate <= 0 else "warning"
    reason = "The rate decides first whether anything is learnt."
    if rate <= 0:
        yield found("CHK-RATE", training.path, f"a learning rate of {rate:g} trains nothing", severity, reason)
    elif rate > high:
        usual = "0.001" if adaptive else "0.1 or less"
        yield found("CHK-RATE", training.path, f"{name} diverges at a learning rate of {rate:g}; {usual} is usual",
                    severity, reason)  # fmt: skip
    elif training.optimizer in ("sgd", "adam", "adamw", "rmsprop", "nadam", "adamax"):
        effective, least = (rate, ADAPTIVE_LOW) if adaptive else (rate / max(1e-3, 1 - training.momentum), SGD_LOW)
        if effective < least:
            yield found("CHK-RATE", training.path, f"{name} hardly moves at a learning rate of {rate:g}; "
                        f"{'0.001' if adaptive else '0.01 to 0.1'} is usual", "warning", reason)  # fmt: skip
