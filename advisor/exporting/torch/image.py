"""Images with one answer each, of the families cnn, mlp (on pixels in a row) and pretrained."""

from math import prod
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch import detection, segmentation
from advisor.exporting.torch.backbone import network
from advisor.exporting.torch.common import FILES, TRAINING, refuse, training_context
from advisor.exporting.torch.convolution import MODES, UNREADABLE, convolutional
from advisor.exporting.torch.kind import Kind
from advisor.exporting.torch.scoring import scoring
from advisor.exporting.torch.table import dense_layers

if TYPE_CHECKING:
    from advisor.exporting.source import Source

HELD: Final = 2 * 2**30  # bytes of pixels up to which all are kept in memory
AT_ONCE: Final = 2**21  # values of the first layer up to which images are judged together: 8 MiB, as caches hold
MOVES: Final = (
    "random-shift",
    "horizontal-flip",
    "random-erasing",
)  # changes that are made to all images of a batch at once
GREY: Final = "[124.0, 116.0, 104.0]"  # the mean of ImageNet's pixels
TASKS: Final = {
    "binary": "which of two classes an image shows",
    "multiclass": "which of several classes an image shows",
    "multilabel": "which labels an image has",
    "regression": "numbers that an image shows",
}


def kind(source: "Source") -> Kind:
    """The pieces for whole images, and what they are rendered with."""
    config, problem = source.config, source.problem
    task, family = problem.task, known(config.model.family)
    if task == "segmentation":
        return segmentation.kind(source)
    if task == "detection":
        return detection.kind(source)
    if task not in TASKS or family not in ("cnn", "mlp", "pretrained"):
        raise refuse(f"the family {family} for the task {task} on images", "model.family")
    notes: list[str] = []
    context = training_context(source, notes) | _data(source) | _network(source, notes)
    context["spared"] = "parameter.ndim < 2" if known(config.training.optimizer.no_decay) else "False"
    context |= _changes(context, notes)
    scoring(context, notes)
    title = f"Predict {TASKS[task]} with {context['called']}."
    model = {"cnn": "cnn", "mlp": "mlp", "pretrained": "backbone"}[family]
    loading = "batches" if context["held"] else "loading"
    pieces = [
        "data/images.py.j2",
        *([] if context["held"] else ["data/loading.py.j2"]),
        "data/target.py.j2",
        "data/split.py.j2",
        f"model/{model}.py.j2",
        *(piece.replace("batches", loading) for piece in TRAINING),
    ]
    usage = "python train.py --train FOLDER --test FOLDER --predictions predictions.csv"
    return Kind(title, pieces, context, notes, usage=usage)


def _data(source: "Source") -> dict[str, Any]:
    """What the images are, and whether all of them fit into memory."""
    config, problem = source.config, source.problem
    image, shape = problem.data.image, list(known(config.model.input.shape) or [])
    flat = config.model.family == "mlp"
    sides = [image.height, image.width] if flat else shape[:2]
    channels = image.channels if flat else shape[2]
    augmentation = {each.name: each.strength for each in known(config.data.augmentation) or []}
    small = problem.data.rows * prod(sides) * channels <= HELD
    special = {"group": None} if "grouped" in str(known(config.data.split.method)) else {}
    width = (known(config.model.hidden.widths) or [channels])[0]
    return {
        "family": config.model.family,
        "sides": sides,
        "channels": channels,
        "mode": MODES.get(channels),
        "aug": augmentation,
        "held": config.model.family != "pretrained" and augmentation.keys() <= set(MOVES) and small,
        "scaling": known(config.data.image.scaling),
        "finds_targets": problem.task == "multilabel" or problem.data.outputs > 1,
        "special": special,
        "unreadable": UNREADABLE if channels in MODES else "(OSError, ValueError)",
        "judged_at_once": max(16, AT_ONCE // (prod(sides) * max(channels, 1 if flat else width))),
        "dims": 2,
        "empty": f"torch.zeros({channels}, *SIZE, dtype=torch.uint8)",
        "files": True,
        "named": FILES,
        "pixels": False,
    }


def _network(source: "Source", notes: list[str]) -> dict[str, Any]:
    """The network, as constructors."""
    config = source.config
    if config.model.family == "pretrained":
        return network(source, notes)
    if config.model.family == "mlp":
        called = "dense layers on the pixels in a row"
        return {"has_embeddings": False, "pixels": True, "called": called} | dense_layers(config, notes)
    return convolutional(source) | {"scaled_inside": True}


def _changes(context: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """The augmentations as torchvision's transforms, those that mix images apart."""
    if context["held"]:
        taken = '[augmented(part["inputs"][0][rows])], part["y"][rows]' if context["aug"] else None
        moves = {
            "random-shift": "moved by a few pixels, edges repeated",
            "horizontal-flip": "some mirrored",
            "random-erasing": "some with a hole",
        }
        described = ", ".join(text for name, text in moves.items() if name in context["aug"])
        return {
            "described_moves": described,
            "taken": taken,
            "changes": [],
            "mixes": "",
            "grey": GREY if context["channels"] == 3 else "0",
        }
    aug, colour = context["aug"], context["channels"] == 3
    changes, mixes = [], []
    if "random-resized-crop" not in aug:
        changes.append("v2.Resize(SIZE)")
    for name, strength in aug.items():
        code = {
            "horizontal-flip": f"v2.RandomHorizontalFlip({strength})",
            "random-resized-crop": f"v2.RandomResizedCrop(SIZE, scale=({strength}, 1.0))",
            "random-shift": f"v2.RandomAffine(0, translate=({strength}, {strength}))",
            "random-scale": f"v2.RandomAffine(0, scale=({1 - strength}, {1 + strength}))",
            "rotation": f"v2.RandomRotation({strength})",
            "color-jitter": f"v2.ColorJitter({strength}, {strength}{f', {strength}' if colour else ''})",
            "trivial-augment": "v2.TrivialAugmentWide()",
            "random-erasing": f"v2.RandomErasing({strength}, value={GREY if colour else 0})",
            "gaussian-noise": f"v2.RandomApply([v2.GaussianNoise(sigma=0.1)], {strength})",
        }.get(name)
        if name in ("mixup", "cutmix"):
            mixes.append((name, strength))
        elif code is None or (name in ("color-jitter", "trivial-augment") and context["channels"] not in (1, 3)):
            notes.append(f"data.augmentation: {name} is not expressed for these images")
        else:
            changes.append(code)
    if mixes and context["task"] == "regression":
        notes.append("data.augmentation: images are not mixed, as there are no classes to share")
        mixes = []
    classes = {"binary": "num_classes=2", "multiclass": f"num_classes={context['units']}"}.get(context["task"], "")
    calls = [
        f"v2.{'MixUp' if name == 'mixup' else 'CutMix'}({', '.join(filter(None, (f'alpha={strength}', classes)))})"
        for name, strength in mixes
    ]
    return {
        "taken": None,
        "changes": changes,
        "mixes": f"v2.RandomChoice([{', '.join(calls)}])" if len(calls) > 1 else "".join(calls),
    }
