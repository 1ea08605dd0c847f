"""The layers of the networks that a config describes, in order, each with its shape and parameters.

They are what an exporter builds literally. A dense or convolutional layer is followed by its normalisation,
activation and dropout; a normalisation makes the bias before it redundant, and it is left out. PReLU learns a slope
for each unit or channel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.networks import parameters as count
from advisor.networks.architecture import AUDIOSET_CLASSES, IMAGENET_CLASSES, Architecture, Layer, total_of
from advisor.networks.layers.convolution import convolutional, unet
from advisor.networks.layers.dense import linear, mlp, ngrams, nhits, tabm
from advisor.networks.layers.steps import recurrent, separable, transformer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from advisor.config.words import Family
    from advisor.networks.catalogue import Backbone

REPLACED: Final = {"image": IMAGENET_CLASSES, "audio": AUDIOSET_CLASSES}  # outputs of the head that is taken off
LISTED: Final[dict[str, Callable[[Architecture], Iterator[Layer]]]] = {
    "mlp": mlp,
    "tabm": tabm,
    "ngram-mlp": ngrams,
    "cnn": convolutional,
    "unet": unet,
    "rnn": recurrent,
    "transformer": transformer,
    "sepcnn": separable,
    "linear-series": linear,
    "nhits": nhits,
}


def own_layers(net: Architecture) -> Iterator[Layer]:
    """The layers of a network that is built from scratch. Raises ValueError for a family that is not."""
    listed = LISTED.get(net.family)
    if listed is None:
        raise ValueError(f"{net.family} is not built from scratch")
    return listed(net)


def own_parameters(net: Architecture) -> int:
    """Trainable parameters of a network that is built from scratch."""
    return total_of(own_layers(net))


def published_layers(known: Backbone, family: Family, units: int, classes: int) -> Iterator[Layer]:
    """A published network, with its head replaced by one for this task where it has one to replace."""
    size, width = known.parameters, known.feature_width or 0
    if known.task != "generation" and (family in ("pretrained", "sentence-embedding") or writes_no_letters(known.key)):
        if known.task == "classification" and known.modality in REPLACED:
            size -= count.dense(width, REPLACED[known.modality])
        yield Layer(known.key, (width,), size, "published, without its head")
        yield Layer("Output", (units,), count.dense(width, units), "dense")
        return
    if not known.class_layers:
        yield Layer(known.key, (), size, "published, with its head")
        return
    size -= sum(count.dense(inputs, known.classes) for inputs in known.class_layers)
    yield Layer(known.key, (), size, "published, but for classes")
    for inputs in known.class_layers:
        yield Layer("Classes", (classes,), count.dense(inputs, classes), f"reads {inputs} features")


def writes_no_letters(backbone: str) -> bool:
    """Whether a published recogniser comes without the layer that writes letters."""
    return backbone.startswith(("wav2vec2", "mms"))
