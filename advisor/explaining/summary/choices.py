"""The network, its training, its inputs, what guards against overfitting, and what it costs: a row each."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from advisor.explaining.summary import words
from advisor.explaining.summary.words import spelled
from advisor.explaining.values import shown
from advisor.problem.accelerators import GPUS
from advisor.problem.measured import is_measured
from advisor.quantities import count, duration, plural
from advisor.recommending import Recommendation

Tree = dict[str, Any]

BLENDED: Final = {"linear": "a linear model", "theta": "Theta"}
MOST_NAMED: Final = 3  # of a list in a row
CENT: Final = 0.01  # dollars below which a cost goes without mention


class Row(NamedTuple):
    """One part of the advice: a label, and what it says in clauses, those that matter most first."""

    label: str
    clauses: tuple[str, ...]

    @property
    def text(self) -> str:
        """All clauses in one line."""
        return ", ".join(self.clauses)


def rows(recommendation: Recommendation) -> Iterator[Row]:
    """The parts of the advice, without those of which there is nothing to say."""
    values = recommendation.values()
    parts = {
        "Model": _model(values),
        "Training": _training(values),
        "Inputs": _inputs(values),
        "Guards": _guards(values),
        "Validation": _validation(values),
        "Cost": _cost(values, recommendation),
    }
    for label, said in parts.items():
        if clauses := tuple(said):
            yield Row(label, clauses)


# The network --------------------------------------------------------------------------------------------


def _model(values: Tree) -> Iterator[str]:
    model = values["model"]
    backbone = model.get("backbone")
    if backbone and backbone.get("name"):
        yield f"{backbone['name']} ({_family(model)})"
        yield _trained(backbone)
    else:
        yield _stack(model)
    if (averaged := _averaged(values)) > 1:
        yield f"{averaged} networks averaged"
    if beside := BLENDED.get(model.get("stacking", "none")):
        yield f"blended with {beside}"
    if activation := model.get("activation"):
        yield spelled(words.ACTIVATIONS, activation["name"])
    if (kind := model.get("normalization", {}).get("kind", "none")) != "none" and not backbone:
        yield spelled(words.NORMALIZATIONS, kind)
    if (embedding := model.get("numeric_embedding", {}).get("kind", "none")) != "none":
        yield spelled(words.EMBEDDINGS, embedding)
    if model["family"] != "zero-shot" and (output := model.get("output")):
        units = plural(output["units"], "output")
        yield units if output["activation"] == "none" else f"{units} ({output['activation']})"


def _family(model: Tree) -> str:
    family = model["family"]
    if family in ("pretrained", "zero-shot", "speech-to-text", "sentence-embedding"):
        return "published weights" if model["backbone"].get("weights") else "from scratch"
    return spelled(words.FAMILIES, family)


def _trained(backbone: Tree) -> str:
    if lora := backbone.get("lora"):
        held = " on 4-bit weights" if lora["quantized_base"] else ""
        return f"LoRA of rank {lora['rank']}{held}"
    return spelled(words.TRAINED, backbone.get("trainable", "none"))


def _stack(model: Tree) -> str:
    """The layers of a network without a backbone: `MLP 2 x 128`, `U-Net of 6 levels, 32 to 320 wide`."""
    hidden, family = model.get("hidden", {}), model["family"]
    cell = hidden.get("cell")
    name = spelled(words.CELLS, cell) if cell else spelled(words.FAMILIES, family)
    if hidden.get("bidirectional"):
        name = f"bidirectional {name}"
    layers, widths = hidden.get("layers", 0), hidden.get("widths", [])
    if not layers or not widths:
        return name
    if family == "linear-series":
        return f"{name} with {' x '.join(map(count, widths))} hidden units beside it"
    if len(set(widths)) == 1:
        return f"{name} {layers} x {count(widths[0])}"
    return f"{name} {'-'.join(map(str, widths))}"


def _averaged(values: Tree) -> int:
    """How many networks the prediction is the mean of: the members in each fold."""
    members = values["model"].get("hidden", {}).get("members")
    folds = values["data"]["split"].get("folds", 1)
    return (members or 1) * folds if members else 1


# Training, inputs, guards -------------------------------------------------------------------------------


def _training(values: Tree) -> Iterator[str]:
    training = values.get("training", {})
    if "optimizer" not in training:
        yield "none: the model is used as it is"
        return
    rate = shown(training["learning_rate"]["initial"])
    yield f"{spelled(words.OPTIMIZERS, training['optimizer']['name'])} at {rate}"
    yield str(training["schedule"]["name"])
    yield f"batch {count(training['batch_size'])}{_accumulated(values['compute'])}"
    yield _length(training)
    yield from _what_is_minimised(training)
    if warmup := training.get("warmup"):
        yield f"{warmup:.0%} warm-up"
    if len(seeds := training.get("seeds", ())) > 1:
        yield f"{len(seeds)} seeds"


def _what_is_minimised(training: Tree) -> Iterator[str]:
    """The loss, or the method of tuning on answers, which brings its own."""
    method = training.get("method")
    if method:
        yield words.METHODS[method]
    if name := training["loss"].get("name"):
        counted = training["loss"].get("tokens")
        yield spelled(words.LOSSES, name) + (" of the answers alone" if counted == "answers" else "")


def _accumulated(compute: Tree) -> str:
    steps = compute.get("accumulation", 1)
    return f" ({compute['micro_batch']} x {steps} accumulated)" if steps > 1 else ""


def _length(training: Tree) -> str:
    epochs, patience = training["epochs"], training["early_stopping"]["patience"]
    said = plural(epochs, "epoch")
    if steps := training.get("max_steps"):
        said = f"{plural(steps, 'update')} at most"
    return f"at most {said}, patience {patience}" if patience and not steps else said


def _inputs(values: Tree) -> Iterator[str]:
    data = values["data"]
    yield from _measured_inputs(data, values)
    missing = data.get("missing", {}).get("numeric", "none")
    if missing != "none":
        mark = ", marked by an indicator" if data["missing"].get("indicator") else ""
        yield f"missing values at the {missing}{mark}"
    if (target := data.get("target", {}).get("transform", "none")) != "none":
        yield spelled(words.TARGETS, target)
    if dropped := data.get("drop_columns"):
        yield f"{plural(len(dropped), 'column')} left out ({_some(dropped)})"


def _measured_inputs(data: Tree, values: Tree) -> Iterator[str]:
    if pixels := data.get("image"):
        yield " x ".join(map(str, values["model"]["input"]["shape"]))
        yield spelled(words.PIXELS, pixels["scaling"])
    if text := data.get("text"):
        if length := text.get("max_length"):
            yield plural(length, "token")
        yield spelled(words.TOKENIZERS, text["tokenizer"])
    if audio := data.get("audio"):
        bands = f" of {audio['mel_bands']} bands" if audio.get("mel_bands") else ""
        yield f"{audio['form']}{bands} at {audio['sample_rate'] / 1000:g} kHz"
        if audio.get("trim_db"):
            yield "quiet ends cut off"
    if series := data.get("series"):
        if lookback := series.get("lookback"):
            yield f"the last {plural(lookback, 'step')}"
        yield spelled(words.SERIES_SCALINGS, series["scaling"])
    if texts := data.get("text_columns"):
        named, sizes = [text["column"] for text in texts], " or ".join(sorted({str(text["dim"]) for text in texts}))
        yield f"{plural(len(texts), 'text column')} as {sizes} numbers each ({_some(named)})"
    if (scaling := data.get("numeric", {}).get("scaling", "none")) != "none":
        yield spelled(words.SCALINGS, scaling)
    if (encoding := data.get("categorical", {}).get("encoding", "none")) != "none":
        yield spelled(words.ENCODINGS, encoding)


def _guards(values: Tree) -> Iterator[str]:
    training, model, data = values.get("training", {}), values["model"], values["data"]
    yield from _dropout(model.get("dropout", {}))
    if decay := training.get("optimizer", {}).get("weight_decay"):
        yield f"weight decay {shown(decay)}"
    if smoothing := training.get("loss", {}).get("label_smoothing"):
        yield f"label smoothing {shown(smoothing)}"
    if augmented := data.get("augmentation"):
        yield f"augmentation ({_some([each['name'] for each in augmented])})"
    if (strategy := data.get("imbalance", {}).get("strategy", "none")) != "none":
        yield spelled(words.IMBALANCES, strategy)
    if norm := training.get("clip_norm"):
        yield f"gradients clipped at {shown(norm)}"
    if (averaging := training.get("averaging", {}).get("kind", "none")) != "none":
        yield f"{averaging.upper()} of the weights"
    if values["evaluation"].get("test_time_augmentation", "none") != "none":
        yield "mean over mirror images"


def _dropout(dropout: Tree) -> Iterator[str]:
    rates = [rate for rate in dropout.get("rates", ()) if rate]
    if dropout.get("kind", "none") != "none" and rates:
        kind = dropout["kind"] if dropout["kind"] == "dropout" else f"{dropout['kind']} dropout"
        low, high = min(rates), max(rates)
        yield f"{kind} {shown(low)}" if low == high else f"{kind} {shown(low)} to {shown(high)}"
    if head := dropout.get("head"):
        yield f"dropout {shown(head)} before the output"


# Validation and cost ------------------------------------------------------------------------------------


def _validation(values: Tree) -> Iterator[str]:
    split, evaluation = values["data"]["split"], values["evaluation"]
    how = spelled(words.SPLITS, split["method"])
    folds = split.get("folds", 1)
    if folds > 1:
        yield f"{folds} folds, {how}"
    elif validation := split.get("validation"):
        yield f"{100 * validation:.2g}% held out, {how}"
    if monitor := evaluation.get("monitor"):
        others = [spelled(words.METRICS, name) for name in evaluation.get("metrics", ()) if name != monitor]
        yield f"{spelled(words.METRICS, monitor)}{f' (also {_some(others)})' if others else ''}"


def _cost(values: Tree, recommendation: Recommendation) -> Iterator[str]:
    resources, compute = values["resources"], values["compute"]
    trained = resources.get("trainable_parameters")
    total = resources["parameters"]
    some = f", {count(trained)} of them trained" if trained is not None and trained < total else ""
    yield f"{count(total)} parameters{some}"
    if (hours := resources.get("training_hours")) is not None:
        yield f"about {duration(hours)} on {_machines(compute, recommendation)}"
    if memory := compute.get("memory_gib"):
        yield f"{memory:,.2g} GiB" if memory < 100 else f"{memory:,.0f} GiB"
    if (cost := resources.get("cost_usd", 0.0)) >= CENT:
        yield f"about ${cost:,.2f}" if cost < 100 else f"about ${count(cost)}"


def _machines(compute: Tree, recommendation: Recommendation) -> str:
    problem = recommendation.problem
    if is_measured(problem.compute):
        return f"this machine (measured by advisor calibrate on {problem.compute.calibration.date})"
    if problem.compute.device == "cpu":
        return "a CPU"
    gpu = GPUS.get(problem.compute.accelerator)
    name = gpu.name if gpu else "GPU"
    devices, strategy = compute.get("devices", 1), compute.get("strategy", "single")
    counted = "" if gpu else ", counted as T4"
    if devices == 1:
        return f"one {name}{counted}"
    return f"{devices} {name}s{counted} ({spelled(words.STRATEGIES, strategy)})"


def _some(names: list[str]) -> str:
    """The first of several names, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
