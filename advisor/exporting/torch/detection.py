"""Images in which objects are found: the family detector, as RF-DETR of transformers; a single one otherwise."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch import localisation
from advisor.exporting.torch.common import FILES, TRAINING, note_unfreezing, refuse, training_context
from advisor.exporting.torch.convolution import UNREADABLE
from advisor.exporting.torch.kind import Kind
from advisor.networks.catalogue import backbones
from advisor.networks.published import trained_by_ultralytics

if TYPE_CHECKING:
    from advisor.exporting.source import Source

DECODER_LAYERS: Final = {"rfdetr_nano": 2, "rfdetr_small": 3, "rfdetr_medium": 4, "rfdetr_large": 4}
CELL: Final = 32  # pixels of a side that RF-DETR's size is a multiple of: patches of 16 in 2 windows
QUERIES: Final = 300  # places of which RF-DETR reports one box each


def kind(source: "Source") -> Kind:
    """The pieces for boxes, and what they are rendered with."""
    config = source.config
    if config.model.family == "pretrained":
        return localisation.kind(source)
    model, name = config.model, known(config.model.backbone.name) or ""
    if config.training.loss.name != "detector":
        raise refuse(f"the loss {known(config.training.loss.name)} of a detector", "training.loss.name")
    if model.family != "detector" or name not in DECODER_LAYERS:
        hint = "advisor export ultralytics" if trained_by_ultralytics(name) else None
        raise refuse(f"the network {name or model.family} for the task detection", "model.backbone.name", hint)
    sides = (known(model.input.shape) or [])[:2]
    if any(side % CELL for side in sides) or (sides[0] // 16) * (sides[1] // 16) < QUERIES:
        raise refuse(f"images of {sides[0]} x {sides[1]} pixels for {name}", "model.input.shape")
    trainable = known(model.backbone.trainable) or "all"
    if trainable not in ("all", "head"):
        raise refuse(f"a backbone of which {trainable} learns", "model.backbone.trainable")
    notes: list[str] = []
    note_unfreezing(config, notes)
    context = training_context(source, notes) | _changes(source, notes)
    if context["micro"]:
        notes.append("compute.accumulation: a detector's batch is taken as a whole")
    what = "its head tuned" if trainable == "head" else "all of it tuned"
    called = f"{name}, {what}"
    weights = known(model.backbone.weights) or ""
    context |= {
        "sides": sides,
        "weights": weights.partition(":")[2] or "none",
        "published": True,
        "trainable": trainable,
        "native": backbones()[name].resolution,
        "decoder_layers": DECODER_LAYERS[name],
        "queries": QUERIES,
        "called": called,
        "described": f"{called}: RF-DETR as transformers has it.",
        "norm": {"kind": "layer", "place": "backbone"},
        "spared": "parameter.ndim < 2" if known(config.training.optimizer.no_decay) else "False",
        "files": True,
        "one_box": False,
        "named": FILES,
        "own_predict": True,
        "judged_loss": "out[1]",
        "micro": 0,
        "unreadable": UNREADABLE,
        "init": {**context["init"], "output_bias": None},  # transformers starts the classes at a share of 1%
    }
    localisation.note_scores(context, notes)
    shared = [
        piece
        for piece in localisation.with_boxes(TRAINING, "training/detecting.py.j2")
        if piece != "scoring/box.py.j2"  # the detector has its own loss
    ]
    pieces = [*(f"data/{name}.py.j2" for name in ("boxes", "scenes", "split")), "model/detector.py.j2", *shared]
    usage = "python train.py --train train.json --test test.json --predictions predictions.csv"
    title = f"Find objects in images with {called}."
    return Kind(title, pieces, context, notes, requirements=["scipy>=1.11,<2"], usage=usage)


def _changes(source: "Source", notes: list[str]) -> dict[str, Any]:
    """The augmentations as torchvision's transforms, which move boxes along; the mosaic apart."""
    changes, mosaic = [], 0.0
    for each in known(source.config.data.augmentation) or []:
        code = {
            "horizontal-flip": f"v2.RandomHorizontalFlip({each.strength})",
            "random-scale": f"v2.RandomAffine(0, scale=({1 - each.strength}, {1 + each.strength}))",
            "color-jitter": f"v2.ColorJitter({each.strength}, {each.strength}, {each.strength})",
        }.get(each.name)
        if each.name == "mosaic":
            mosaic = each.strength
        elif code is None:
            notes.append(f"data.augmentation: {each.name} is not expressed for detection")
        else:
            changes.append(code)
    return {"changes": changes, "mosaic": mosaic}
