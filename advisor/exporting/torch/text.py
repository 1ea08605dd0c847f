"""Text: whole texts with classes or numbers, tokens with labels, and language itself."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.editable import setting
from advisor.exporting.source import known
from advisor.exporting.torch import language, tokens
from advisor.exporting.torch.common import (
    ACTIVATIONS,
    DENSE_NORMS,
    PREDICTED,
    STACKS,
    TRAINING,
    activation,
    linear_beside,
    refuse,
    spared_from_decay,
    training_context,
)
from advisor.exporting.torch.hub import encoder
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.scoring import scoring

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor.config.document import Config
    from advisor.exporting.source import Source

REPLACED: Final = ("loss.py.j2", "batches.py.j2")  # pieces that pairs of texts have of their own
JUDGED_TEXTS: Final = 64  # texts that a published network judges at once


def kind(source: "Source") -> Kind:
    """The pieces for texts, and what they are rendered with."""
    config, task, data = source.config, source.problem.task, source.problem.data
    if task == "token-classification":
        return tokens.kind(source)
    if task == "language-modeling":
        return language.kind(source)
    family = str(known(config.model.family))
    if task not in PREDICTED or family not in FAMILIES:
        raise refuse(f"the family {family} for {task} on text", "model.family")
    notes: list[str] = []
    context = training_context(source, notes, STACKS if family == "pretrained" else "") | {
        "text_column": next((column.name for column in data.columns if column.type == "text"), "text"),
        "group_column": data.group_column,
        "max_length": known(config.data.text.max_length),
        "vocabulary": known(config.data.text.vocabulary),
        "characters": known(config.data.text.tokenizer) == "word-and-character-ngrams",
        "named": '{name: examples[name] for name in ("path",) if name in examples}',  # where each text is a file
        "tagged": False,
        "shots": False,
    }
    called, inputs, model = FAMILIES[family](config, context, notes)
    scoring(context, notes)
    training = TRAINING
    if context["shots"]:
        training = ["training/pairs.py.j2", *(piece for piece in TRAINING if piece.split("/")[1] not in REPLACED)]
    return Kind(
        f"Predict {PREDICTED[task]} from texts with {called}.",
        ["data/texts.py.j2", "data/target.py.j2", "data/split.py.j2", *inputs, *model, *training],
        context,
        notes,
        requirements=context.get("requirements", []),
        usage="python train.py --train train.csv --test test.csv --predictions predictions.csv",
    )


def _hidden(config: "Config", context: dict[str, Any], notes: list[str]) -> None:
    """What all networks from random weights share: widths, their non-linearity, normalisation and dropout."""
    model = config.model
    widths = list(known(model.hidden.widths) or [])
    norm, drop = known(model.normalization.kind) or "none", known(model.dropout.kind) or "none"
    if widths and model.activation.name not in ACTIVATIONS:
        raise refuse(f"the activation {known(model.activation.name)} here", "model.activation.name")
    if norm != "none" and norm not in DENSE_NORMS:
        raise refuse(f"{norm} normalisation here", "model.normalization.kind")
    if drop not in ("none", "dropout"):
        raise refuse(f"{drop} dropout here", "model.dropout.kind")
    norm_layer = DENSE_NORMS.get(norm, "")
    context.update(
        widths=widths,
        act=model.activation,
        norm_layer=norm_layer,
        rates=list(known(model.dropout.rates) or []) if drop == "dropout" else [],
        head=known(model.dropout.head) or 0.0,
        spared=spared_from_decay(
            config,
            [*([norm_layer] if norm_layer else []), *(["nn.PReLU"] if model.activation.name == "prelu" else [])],
            ["nn.Embedding"],
        ),
    )


def _after(config: "Config", context: dict[str, Any], width: str) -> list[str]:
    """What stands after a layer of so many units, as code."""
    norm = [f"{context['norm_layer']}({width})"] if context["norm_layer"] else []
    act = [activation(config, width)]
    return [*act, *norm] if known(config.model.normalization.place) == "after-activation" else [*norm, *act]


def _ngrams(config: "Config", context: dict[str, Any], notes: list[str]) -> tuple[str, list[str], list[str]]:
    _hidden(config, context, notes)
    widths, rates = context["widths"], context["rates"]
    parts: list[str] = []
    for place, width in enumerate(widths):
        bias = ", bias=False" if context["norm_layer"] else ""
        parts += [f"nn.Linear({widths[place - 1]}, {width}{bias})"] if place else []
        parts += _after(config, context, str(width))
        parts += [f"nn.Dropout({setting('model.dropout.rates')}[{place}])"] if rates and rates[place] else []
    many = f"{len(widths)} hidden layer{'s' if len(widths) > 1 else ''}" if widths else "a linear layer"
    context["beside"] = context["sparse"] = linear_beside(config, context, notes)
    context.update(hidden_parts=parts, described=f"N-grams into {many}, then {_outputs(context)}.")
    linear = ["linear/beside.py.j2"] if context["beside"] else []
    return f"{many} over n-grams", ["data/ngrams.py.j2"], ["model/ngrams.py.j2", *linear]


def _separable(config: "Config", context: dict[str, Any], notes: list[str]) -> tuple[str, list[str], list[str]]:
    from advisor.networks.architecture import WORD_VECTOR

    _hidden(config, context, notes)
    bias = ", bias=False" if context["norm_layer"] else ""
    context.update(
        kernel=known(config.model.hidden.kernel) or 3,
        word_vector=WORD_VECTOR,
        layer_parts=[f"nn.Conv1d(width, units, 1{bias})", *_after(config, context, "units")],
        described=f"Word vectors, {len(context['widths'])} blocks of two separable convolutions, their mean over the"
        f" text, then {_outputs(context)}.",
    )
    if context["norm_layer"] == "nn.LayerNorm":
        raise refuse("layer normalisation between convolutions over words", "model.normalization.kind")
    return "separable convolutions over words", ["data/words.py.j2"], ["model/sepcnn.py.j2"]


def _outputs(context: dict[str, Any]) -> str:
    return f"{context['units']} output{'s' if context['units'] != 1 else ''}"


def _encoder(config: "Config", context: dict[str, Any], notes: list[str]) -> tuple[str, list[str], list[str]]:
    called = encoder(config, context, notes)
    context["judged_at_once"] = JUDGED_TEXTS
    context["described"] = f"{called}, its vectors averaged over the text, then {_outputs(context)}."
    return called, ["data/hub.py.j2", "data/pieces.py.j2"], ["model/encoder.py.j2"]


def _sentences(config: "Config", context: dict[str, Any], notes: list[str]) -> tuple[str, list[str], list[str]]:
    called = encoder(config, context, notes)
    if context["trainable"] != "all":
        raise refuse(f"training {context['trainable']} of {called} on pairs", "model.backbone.trainable")
    if context["weighted"] or context["balanced"]:
        notes.append("data.imbalance.strategy: pairs hold as many of a class as of others; nothing else is balanced")
    context.update(
        shots=True,
        judged_at_once=JUDGED_TEXTS,
        weighted=False,
        balanced=False,
        init=context["init"] | {"output_bias": None},
        described=f"{called}, its vectors averaged over the text and scaled to length 1, then {_outputs(context)}.",
    )
    return f"{called} and pairs of texts", ["data/hub.py.j2", "data/pieces.py.j2"], ["model/sentences.py.j2"]


FAMILIES: "Final[dict[str, Callable[[Config, dict[str, Any], list[str]], tuple[str, list[str], list[str]]]]]" = {
    "ngram-mlp": _ngrams,
    "sepcnn": _separable,
    "pretrained": _encoder,
    "sentence-embedding": _sentences,
}
