"""Images and volumes whose places are classified, of the families unet and segmenter."""

from math import prod
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.common import FILES, TRAINING, note_unfreezing, refuse, training_context
from advisor.exporting.torch.convolution import MODES, UNREADABLE, convolutional
from advisor.exporting.torch.kind import Kind
from advisor.networks.catalogue import backbones

if TYPE_CHECKING:
    from advisor.exporting.source import Source

SUFFIXES: Final = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
AUGMENTATIONS: Final = (
    "horizontal-flip", "random-scale", "rotation", "elastic", "color-jitter", "gamma", "gaussian-noise",
)  # fmt: skip
HEADS: Final = {  # of torchvision's networks: the layers that tell classes apart, and the channels that enter them
    "deeplabv3_resnet50": [("classifier[4]", 256), ("aux_classifier[4]", 256)],
    "lraspp_mobilenet_v3_large": [("classifier.high_classifier", 128), ("classifier.low_classifier", 40)],
}


def kind(source: "Source") -> Kind:
    """The pieces for masks, and what they are rendered with."""
    config, family = source.config, known(source.config.model.family)
    if family not in ("unet", "segmenter"):
        raise refuse(f"the family {family} for the task segmentation", "model.family")
    notes: list[str] = []
    note_unfreezing(config, notes)
    context = training_context(source, notes) | _data(source, notes)
    context |= convolutional(source) if family == "unet" else _segmenter(source)
    context |= {
        "spared": "parameter.ndim < 2" if known(config.training.optimizer.no_decay) else "False",
        "own_predict": True,
        "judged_loss": "out[1]",
    }
    unknown = [metric for metric in context["metrics"] if metric not in ("dice", "miou", "loss")]
    notes += [f"evaluation.metrics: {metric} is not computed for segmentation" for metric in unknown]
    if context["micro"] and context["has_aux"]:
        context["micro"] = 0
        notes.append("compute.accumulation: a segmenter's batch is taken as a whole")
    own = {"loss": "training/segmenting.py.j2", "judging": "", "batches": "training/patches.py.j2"}
    shared = [own.get(piece.split("/")[1].partition(".")[0], piece) for piece in TRAINING]
    pieces = ["data/masks.py.j2", "data/split.py.j2", f"model/{family}.py.j2", *filter(None, shared)]
    title = f"Predict the class of each {context['place']} of {context['what']}s with {context['called']}."
    usage = "python train.py --train FOLDER --test FOLDER --predictions predictions.csv"
    volumes = ["nibabel>=5.2,<6"] if context["dims"] == 3 else []
    return Kind(title, pieces, context, notes, requirements=volumes, usage=usage)


def _data(source: "Source", notes: list[str]) -> dict[str, Any]:
    """What the images are, and what of them the network sees."""
    config = source.config
    shape = list(known(config.model.input.shape) or [])
    dims, channels = len(shape) - 1, shape[-1]
    augmentation = {each.name: each.strength for each in known(config.data.augmentation) or []}
    unknown = [name for name in augmentation if name not in AUGMENTATIONS]
    notes += [f"data.augmentation: {name} is not expressed for segmentation" for name in unknown]
    flat = SUFFIXES if channels in MODES else (".npy",)
    return {
        "sides": shape[:-1],
        "dims": dims,
        "channels": channels,
        "mode": MODES.get(channels),
        "kinds": (".npy", ".nii", ".nii.gz") if dims == 3 else flat,
        "what": "volume" if dims == 3 else "image",
        "place": "voxel" if dims == 3 else "pixel",
        "aug": {name: strength for name, strength in augmentation.items() if name in AUGMENTATIONS},
        "scaling": known(config.data.image.scaling),
        "patches": config.model.family == "unet",
        "scaled_inside": known(config.data.image.scaling) == "channel-statistics",
        "unreadable": UNREADABLE if dims == 2 and channels in MODES else "(OSError, ValueError)",
        "files": True,
        "named": FILES,
        "has_aux": False,
        "judged_at_once": max(1, 2**22 // prod(shape)),
    }


def _segmenter(source: "Source") -> dict[str, Any]:
    """A published network that classifies pixels."""
    model = source.config.model
    name, weights = known(model.backbone.name) or "", known(model.backbone.weights) or ""
    if name not in HEADS:
        raise refuse(f"the backbone {name}", "model.backbone.name")
    trainable, norm = known(model.backbone.trainable) or "all", known(model.normalization.kind)
    if trainable not in ("all", "head"):
        raise refuse(f"a backbone of which {trainable} learns", "model.backbone.trainable")
    if norm not in ("frozen-batch", backbones()[name].normalization):
        raise refuse(f"{norm} normalisation in {name}", "model.normalization.kind")
    what = "its head tuned" if trainable == "head" else "all of it tuned"
    return {
        "published": True,
        "backbone": name,
        "weights": weights.partition(":")[2],
        "heads": HEADS[name],
        "has_aux": name.startswith("deeplab"),
        "trainable": trainable,
        "frozen_statistics": norm == "frozen-batch",
        "norm": {"kind": norm, "place": "backbone"},
        "called": f"{name}, {what}",
        "described": f"{name} as it was published, {what}, with layers of its own that tell the classes apart.",
    }
