"""Images of one object: a published network whose new head puts out the four numbers of its box beside its classes."""

from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.source import known
from advisor.exporting.torch.backbone import network
from advisor.exporting.torch.common import FILES, TRAINING, refuse, training_context, watch
from advisor.exporting.torch.convolution import UNREADABLE
from advisor.exporting.torch.kind import Kind

if TYPE_CHECKING:
    from advisor.exporting.source import Source

BOX: Final = 4  # numbers of a box
SCORES: Final = ("map50-95", "map50")


def kind(source: "Source") -> Kind:
    """The pieces for a single box, and what they are rendered with."""
    config, classes = source.config, source.problem.data.classes
    wanted = BOX + (classes if classes > 1 else 0)
    if known(config.model.output.units) != wanted:
        raise refuse(f"{known(config.model.output.units)} outputs for a box of {classes} classes", "model.output.units")
    if config.training.loss.name != "mse-and-cross-entropy":
        raise refuse(f"the loss {known(config.training.loss.name)} of a single box", "training.loss.name")
    notes: list[str] = []
    context = training_context(source, notes) | network(source, notes)
    notes += [
        f"data.augmentation: {each.name} is not expressed for a single box"
        for each in known(config.data.augmentation) or []
    ]
    note_scores(context, notes)
    watch(context, SCORES, "boxes", notes)
    context |= {
        "sides": (known(config.model.input.shape) or [])[:2],
        "one_box": True,
        "changes": [],
        "aug": {},
        "files": True,
        "named": FILES,
        "own_predictions": True,
        "unreadable": UNREADABLE,
        "empty": "torch.zeros(3, *SIZE, dtype=torch.uint8)",
        "spared": "parameter.ndim < 2" if known(config.training.optimizer.no_decay) else "False",
        "metrics": [metric for metric in context["metrics"] if metric in SCORES],
    }
    return Kind(
        f"Find the one object of an image with {context['called']}.",
        [
            *(f"data/{name}.py.j2" for name in ("boxes", "box", "loading", "split")),
            "model/backbone.py.j2",
            *with_boxes(TRAINING, "training/loading.py.j2"),
        ],
        context,
        notes,
        usage="python train.py --train train.json --test test.json --predictions predictions.csv",
    )


def with_boxes(shared: list[str], batches: str) -> list[str]:
    """The shared pieces for training, with the loss, the scores and the predictions of a box in place of others."""
    own = {"loss": ["scoring/box.py.j2"], "judging": ["scoring/boxes.py.j2"], "batches": [batches]}
    own["main"] = ["training/writing_boxes.py.j2", "training/main.py.j2"]
    return [mine for piece in shared for mine in own.get(piece.split("/")[1].partition(".")[0], [piece])]


def note_scores(context: dict[str, Any], notes: list[str]) -> None:
    """Say which scores boxes do not have."""
    unknown = [metric for metric in context["metrics"] if metric not in (*SCORES, "loss")]
    notes += [f"evaluation.metrics: {metric} is not computed for detection" for metric in unknown]
