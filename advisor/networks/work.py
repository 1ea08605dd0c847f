"""What one update of a network has a machine do: operations by kind, values that are read and written, layers."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from advisor.config.values import Work
from advisor.networks.architecture import SEPARABLE_LAYERS, Architecture
from advisor.networks.forward_pass import (
    GRAMS,
    VALUE,
    own_activations,
    own_flops,
    published_activations,
    published_flops,
)

if TYPE_CHECKING:
    from advisor.config.values import Computes
    from advisor.config.words import Family
    from advisor.networks.catalogue import Backbone

COMPUTES: Final[dict[str, Computes]] = {
    "cnn": "convolution",
    "unet": "convolution",
    "segmenter": "convolution",
    "rnn": "recurrence",
}
ATTENDS: Final = ("transformer", "speech-to-text", "sentence-embedding", "zero-shot", "pretrained", "detector")
ATTENTION_LAYERS: Final = 6  # of a block: two norms, projections in and out of attention, two dense layers
STACK_LAYERS: Final = 3  # of an N-HiTS stack
NUMERIC_LAYERS: Final = 3  # that numeric embeddings take as long as
EMBEDDED_VALUES: Final = 4  # kept of each bin or frequency of a number: where it lies, how far, both ways, clamped
USUAL_DEPTH: Final = 50  # layers of a published network that does not say how many it has; a ResNet-50's


def computes(family: Family, kind: str) -> Computes:
    """What a network of a family mostly computes on a kind of data: a word of `Work.computes`."""
    if family in COMPUTES:
        return COMPUTES[family]
    if family == "pretrained" and kind == "image":
        return "convolution"
    return "attention" if family in ATTENDS else "dense"


def own_work(net: Architecture, kind: str) -> Work:
    """The work of a network from scratch on one example, and on one update."""
    return Work(
        computes=computes(net.family, kind),
        flops=own_flops(net),
        values=_kept(net) // VALUE + _embedded_values(net),
        layers=own_steps(net),
        ticks=_ticks(net),
    )


def published_work(known: Backbone, family: Family, kind: str, side: int, tokens: int) -> Work:
    """The work of a published network on an example of this size, and on one update."""
    layers = ATTENTION_LAYERS * known.depth if tokens and known.depth else USUAL_DEPTH
    values = published_activations(known, side, tokens) // VALUE
    return Work(computes(family, kind), published_flops(known, side, tokens), values, layers)


def _kept(net: Architecture) -> int:
    """Bytes that are kept of an example; of n-grams those alone that a text holds."""
    if net.family == "ngram-mlp":
        return own_activations(replace(net, shape=[min(GRAMS, prod(net.shape))]))
    return own_activations(net)


def own_steps(net: Architecture) -> int:
    """Layers with weights that run one after another in a forward pass; a normalisation is a layer."""
    family, depth = net.family, len(net.widths)
    normed = 2 if net.normalization != "none" else 1
    if family in ("cnn", "unet"):
        blocks = depth * (net.blocks_per_stage or 1)
        skips = depth if net.residual else 0
        upwards = depth - 1 if family == "unet" else 0
        return normed * (1 + 2 * blocks + skips) + upwards * (1 + 2 * normed) + 1
    if family == "transformer":
        return 3 + ATTENTION_LAYERS * depth
    if family == "sepcnn":
        return 2 + depth * SEPARABLE_LAYERS * (1 + normed)
    if family == "nhits":
        return STACK_LAYERS * depth
    if family == "linear-series":
        return 1 + (depth + 1 if net.widths else 0)
    embedded = len(net.embeddings or ()) + (net.unlisted.columns if net.unlisted else 0)
    numbers = NUMERIC_LAYERS if net.numeric_embedding else 0
    return embedded + numbers + normed * depth + 1 + (1 if net.vocabulary else 0)


def _embedded_values(net: Architecture) -> int:
    """Values between the numbers of a table and their embeddings, of all members."""
    if (embedding := net.numeric_embedding) is None:
        return 0
    each = int(embedding.bins or embedding.hidden or 1)
    members = 1 if net.family == "tabm" else net.members or 1
    return members * net.numbers * each * EMBEDDED_VALUES


def _ticks(net: Architecture) -> int:
    """Steps that recurrent layers take one after another, both directions counted."""
    if net.family != "rnn":
        return 0
    return net.shape[0] * max(1, len(net.widths)) * (2 if net.bidirectional else 1)
