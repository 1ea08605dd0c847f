"""Images in Keras: a class, labels or numbers for each, of the families cnn, mlp and pretrained."""

from math import prod
from typing import TYPE_CHECKING

from advisor.exporting.keras.backbone import covered, network
from advisor.exporting.keras.common import TRAINING, adapt, refuse
from advisor.exporting.keras.convolution import convolutional
from advisor.exporting.keras.layers import NORMS, activation, normalising, spared
from advisor.exporting.source import known
from advisor.exporting.torch import image
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source

MODELS = {"cnn": "model/cnn.py.j2", "mlp": "model/pixels.py.j2", "pretrained": "model/backbone.py.j2"}


def kind(source: "Source") -> Kind:
    """The pieces for whole images, and what they are rendered with."""
    config, problem = source.config, source.problem
    family = str(known(config.model.family))
    if problem.task not in image.TASKS or family not in MODELS:
        raise refuse(f"the family {family} for the task {problem.task} on images", "model.family")
    application = covered(config) if family == "pretrained" else None
    kind = image.kind(source)
    context, channels = kind.context, kind.context["channels"]
    for name in [name for name in context["aug"] if name not in image.MOVES]:
        kind.notes.append(f"data.augmentation: {name} is not expressed")
        del context["aug"][name]
    held = family != "pretrained" and problem.data.rows * prod(context["sides"]) * channels <= image.HELD
    if application is not None:
        own = network(config, application, context, kind.notes)
    elif family == "cnn":
        own = convolutional(source, context)
    else:
        norm = NORMS[context["norm"]["kind"]]
        own = {
            "active": activation(config) if context["widths"] else "",
            "norm_code": norm,
            "spared_code": spared(config, normalising(config, norm), []),
        }
    adapt(source, kind, **own)
    context.update(
        held=held,
        empty=f"np.zeros((*SIZE, {channels}), np.uint8)",
        shape=f"(*SIZE, {channels})",
        changed=bool(context["aug"]),
        sound=False,
    )
    if not held:
        context.update(
            given='[np.stack([image_of(part["images"][row]) for row in rows])]', counted='len(part["images"])'
        )
    augmenting = ["data/augmenting.py.j2"] if context["aug"] else []
    pieces = ["data/images.py.j2", "data/target.py.j2", "data/split.py.j2", MODELS[family], *augmenting, *TRAINING]
    return Kind(kind.title, pieces, context, kind.notes, kind.files, usage=kind.usage)
