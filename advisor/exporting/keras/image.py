"""Images in Keras: a class, labels, numbers or one box for each, of the families cnn, mlp and pretrained."""

from math import prod
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.keras.backbone import covered, network
from advisor.exporting.keras.common import TRAINING, adapt, refuse
from advisor.exporting.keras.convolution import convolutional
from advisor.exporting.keras.layers import NORMS, activation, normalising, spared
from advisor.exporting.source import known
from advisor.exporting.torch import image, localisation
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source

PILLOW: Final = ("rotation", "random-scale", "color-jitter", "trivial-augment")  # changes of one image of bytes
MIXES: Final = {"mixup": "mixed as a whole", "cutmix": "with a part of another in its place"}
EXPRESSED: Final = (*image.MOVES, *PILLOW, *MIXES, "random-resized-crop", "random-erasing")
MODELS: Final = {"cnn": "model/cnn.py.j2", "mlp": "model/pixels.py.j2", "pretrained": "model/backbone.py.j2"}


def kind(source: "Source") -> Kind:
    """The pieces for whole images, and what they are rendered with."""
    config, problem = source.config, source.problem
    family = str(known(config.model.family))
    if problem.task == "detection" and family == "pretrained":
        return _localisation(source)
    if problem.task not in image.TASKS or family not in MODELS:
        raise refuse(f"the family {family} for the task {problem.task} on images", "model.family")
    application = covered(config) if family == "pretrained" else None
    kind = image.kind(source)
    context, channels = kind.context, kind.context["channels"]
    augmenting = _augmenting(context, kind.notes)
    small = problem.data.rows * prod(context["sides"]) * channels <= image.HELD
    held = family != "pretrained" and small and not augmenting["crops"]
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
    adapt(source, kind, **own, **augmenting)
    context.update(
        held=held,
        empty=f"np.zeros((*SIZE, {channels}), np.uint8)",
        shape=f"(*SIZE, {channels})",
        sound=False,
    )
    if not held:
        opened = f'image_of(part["images"][row]{", rng" if context["crops"] else ""})'
        context.update(given=f"[np.stack([{opened} for row in rows])]", counted='len(part["images"])')
    changing = ["data/changing.py.j2"] * context["changed"] + ["data/mixing.py.j2"] * context["mixes"]
    pieces = ["data/images.py.j2", "data/target.py.j2", "data/split.py.j2", MODELS[family], *changing, *TRAINING]
    return Kind(kind.title, pieces, context, kind.notes, kind.files, usage=kind.usage)


def _localisation(source: "Source") -> Kind:
    """The pieces for the box of a single object, and what they are rendered with."""
    application = covered(source.config)
    kind = localisation.kind(source)
    adapt(source, kind, **network(source.config, application, kind.context, kind.notes))
    kind.context.update(
        empty="np.zeros((*SIZE, 3), np.uint8)",
        given='[np.stack([image_of(part["images"][row]) for row in rows])]',
        counted='len(part["images"])',
    )
    data = [f"data/{name}.py.j2" for name in ("boxes", "box", "split")]
    shared = localisation.with_boxes(TRAINING, "training/batches.py.j2")
    pieces = [*data, "model/backbone.py.j2", *shared]
    return Kind(kind.title, pieces, kind.context, kind.notes, usage=kind.usage)


def _augmenting(context: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """What `data/augmenting.py.j2` needs; leaves the augmentations that are expressed, and notes the others."""
    aug, colour = context["aug"], context["channels"] == 3
    left = [name for name in aug if name not in EXPRESSED or (name in PILLOW and context["channels"] not in (1, 3))]
    for name in left:
        if not any(note.startswith(f"data.augmentation: {name} ") for note in notes):
            notes.append(f"data.augmentation: {name} is not expressed for these images")
        del aug[name]
    if context["task"] == "regression":  # which the PyTorch project says
        for name in aug.keys() & MIXES.keys():
            del aug[name]
    mixes, in_bytes, erases = aug.keys() & MIXES.keys(), aug.keys() & set(PILLOW), "random-erasing" in aug
    return {
        "changed": bool(aug),
        "augments": bool(aug.keys() - MIXES.keys() - {"random-resized-crop"}),
        "crops": "random-resized-crop" in aug,
        "by_image": bool(in_bytes) or erases,
        "in_bytes": bool(in_bytes),
        "changes_described": "and ".join(
            ["changed in its own way "] * bool(in_bytes) + ["with a hole at times "] * erases
        ).strip(),
        "grey": image.GREY if colour else "0",
        "mixes": bool(mixes),
        "mixes_described": f"Images {' or '.join(text for name, text in MIXES.items() if name in mixes)}",
        "soft": bool(mixes) and context["task"] == "multiclass",
    }
