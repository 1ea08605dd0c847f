"""Published transformers: where their weights are, which shape they have, and what of them learns."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import note_unfreezing, refuse, spared_from_decay
from advisor.networks.catalogue import backbones

if TYPE_CHECKING:
    from advisor.config.document import Config

SENTENCEPIECE: Final = ("deberta", "mdeberta")  # published with a sentencepiece model, from which tokenizers converts
CALLED: Final = {
    "deberta": "DeBERTa",
    "mdeberta": "mDeBERTa",
    "modernbert": "ModernBERT",
    "ettin": "Ettin",
    "mmbert": "mmBERT",
    "distilbert": "DistilBERT",
    "bert": "BERT",
    "minilm": "MiniLM",
    "paraphrase": "MPNet",
    "ast": "the audio spectrogram transformer",
    "whisper": "Whisper",
    "wav2vec2": "wav2vec 2.0",
    "smollm2": "SmolLM2",
    "qwen3": "Qwen3",
    "llama3": "Llama 3.2",
}


def published(config: "Config", context: dict[str, Any]) -> str:
    """Puts weights, shape and what learns into the context; returns what the network is called.

    Raises `InputError` where transformers does not build it or where part of it cannot be made to learn.
    """
    backbone = config.model.backbone
    name = str(known(backbone.name))
    entry = backbones().get(name)
    if entry is None or not entry.config:
        raise refuse(f"the published network {name}", "model.backbone.name")
    unfreezing = known(backbone.unfreezing)
    stem = name.split("_", maxsplit=1)[0]
    context.update(
        published=True,
        weights_name=str(known(backbone.weights)).partition(":")[2],
        architecture=dict(entry.config),
        trainable=known(backbone.trainable),
        head_epochs=unfreezing.head_epochs if unfreezing else 0,
        backbone_rate=unfreezing.backbone_rate if unfreezing else 1.0,
        head=known(config.model.dropout.head) or 0.0,
        requirements=["sentencepiece>=0.2,<1", "protobuf>=4"] if stem in SENTENCEPIECE else [],
        spared=spared_from_decay(config, ["nn.LayerNorm"], ["nn.Embedding"]),
    )
    return CALLED.get(stem, name)


def encoder(config: "Config", context: dict[str, Any], notes: list[str]) -> str:
    """The same for a network with a new head."""
    called = published(config, context)
    if context["trainable"] not in ("all", "head"):
        raise refuse(f"training {context['trainable']} of {called}", "model.backbone.trainable")
    note_unfreezing(config, notes)
    return called
