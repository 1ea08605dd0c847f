"""Language itself: a decoder from random weights, or a published one with adapters."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import (
    ACTIVATIONS,
    LEARNING,
    STACKS,
    activation,
    refuse,
    spared_from_decay,
    training_context,
    watch,
)
from advisor.exporting.torch.hub import published
from advisor.exporting.torch.kind import Kind
from advisor.networks.training_memory import TOKENS_AT_ONCE

if TYPE_CHECKING:
    from advisor.config.document import Config
    from advisor.exporting.source import Source

SCORES: Final = ("bits-per-byte", "perplexity", "log-loss")
NORMS: Final = {"rms": "nn.RMSNorm({width})", "layer": "nn.LayerNorm({width}, bias=False)"}
TRAINING: Final = ["training/language.py.j2", "training/batches.py.j2", *LEARNING]


def kind(source: "Source") -> Kind:
    """The pieces for text that is continued."""
    config = source.config
    family = known(config.model.family)
    notes: list[str] = []
    lora = known(config.model.backbone.lora)
    blocks = STACKS if family == "pretrained" else "network.blocks"
    context = training_context(source, notes, "" if lora and lora.quantized_base else blocks)
    context |= {
        "max_length": known(config.data.text.max_length),
        "vocabulary": known(config.data.text.vocabulary),
        "checkpointing": bool(known(config.compute.checkpointing)),
        "judged_at_once": int(known(config.compute.micro_batch) or 8),
        "own_outputs": True,
        "own_predictions": True,
        "own_predict": True,
        "adapted": False,
        "tokens_at_once": TOKENS_AT_ONCE,
        "temperature": False,
        "tuned": False,
    }
    notes[:] = [note for note in notes if not note.startswith("compute.checkpointing")]
    watch(context, SCORES, "language", notes)
    if family == "pretrained":
        called = _adapted(config, context)
        pieces = ["data/hub.py.j2", "data/language.py.j2", "data/split.py.j2", "model/adapted.py.j2"]
    elif family == "transformer":
        called = _decoder(config, context)
        pieces = ["data/language.py.j2", "data/split.py.j2", "model/decoder.py.j2"]
    else:
        raise refuse(f"the family {family} for language", "model.family")
    return Kind(
        f"Model language with {called}.",
        [*pieces, *TRAINING],
        context,
        notes,
        requirements=context.get("requirements", []),
        usage="python train.py --train texts.txt --test more.txt --predictions predictions.csv",
    )


def _decoder(config: "Config", context: dict[str, Any]) -> str:
    model = config.model
    widths = list(known(model.hidden.widths) or [])
    norm, act = str(known(model.normalization.kind)), known(model.activation.name)
    if len(set(widths)) != 1:
        raise refuse(f"blocks of unequal widths {widths}", "model.hidden.widths")
    if norm not in NORMS:
        raise refuse(f"{norm} normalisation in a decoder", "model.normalization.kind")
    if act != "swiglu" and act not in ACTIVATIONS:
        raise refuse(f"the activation {act} in a decoder", "model.activation.name")
    drop = known(model.dropout.kind) or "none"
    if drop not in ("none", "dropout"):
        raise refuse(f"{drop} dropout in a decoder", "model.dropout.kind")
    width = widths[0]
    hidden = known(model.hidden.feedforward) or 4 * width
    context.update(
        width=width,
        depth=len(widths),
        heads=known(model.hidden.heads) or 1,
        hidden=hidden,
        gated=act == "swiglu",
        activation="" if act == "swiglu" else activation(config, str(hidden)),
        norm_layer=NORMS[norm].format(width=width),
        rates=list(known(model.dropout.rates) or []) if drop == "dropout" else [],
        spared=spared_from_decay(config, ["nn.RMSNorm" if norm == "rms" else "nn.LayerNorm"], ["nn.Embedding"]),
        described=f"A decoder of {len(widths)} blocks, {width} wide, with rotary positions and an output of its own.",
    )
    return f"a decoder of {len(widths)} blocks"


def _adapted(config: "Config", context: dict[str, Any]) -> str:
    learns, lora = known(config.model.backbone.trainable), known(config.model.backbone.lora)
    if learns not in ("adapters", "all") or (learns == "adapters") != (lora is not None):
        raise refuse(f"training {learns} of a decoder", "model.backbone.trainable")
    called = published(config, context)
    quantized = bool(lora and lora.quantized_base)
    what = f"whose linear layers learn through adapters of rank {lora.rank} (LoRA)" if lora else "all of which learns"
    context.update(
        published=False,
        adapted=True,
        lora=lora,
        quantized=quantized,
        spared="False" if lora else context["spared"],
        described=f"{called}, {what}.",
        requirements=["bitsandbytes>=0.45,<1"] if quantized else [],
    )
    return f"{called} and adapters of rank {lora.rank}" if lora else f"{called}, of which all weights learn"
