"""Finding the model in a document of Keras, and its faults in that document."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from advisor.errors import InputError
from advisor.linting.facts import NOTHING, Facts
from advisor.linting.finding import Finding
from advisor.linting.keras.layers import Steps, read_layers
from advisor.linting.keras.training import read_training
from advisor.linting.models import check_model
from advisor.linting.models.capacity import check_capacity, weights_at_least
from advisor.linting.models.depth import check_depth
from advisor.linting.models.sizes import check_sizes
from advisor.yamlio import Document

UNTOUCHED: Final = ("InputLayer", "Flatten", "Reshape", "Cropping2D")  # layers that leave numbers as they are
SCALING: Final = ("Normalization", "Rescaling", "BatchNormalization")
LOW: Final = "hardly moves"  # of a rate that is small
MODELS: Final = ("Sequential", "Functional", "Model", "Graph")


def is_keras(data: Any) -> bool:
    """Whether a document is a Keras model of any age."""
    if not isinstance(data, Mapping):
        return False
    inside = data.get("modelTopology", data.get("model_config"))
    if isinstance(inside, Mapping):
        return "modelTopology" in data or "class_name" in inside
    return isinstance(data.get("class_name"), str) and isinstance(data.get("config"), Mapping | list)


def check_keras(document: Document, facts: Facts = NOTHING) -> list[Finding]:
    """The contradictions of a Keras model, each at the line of its layer."""
    steps, described, compiled = _model(document)
    read = read_layers(document, steps, described)
    training = read_training(compiled, read.outputs)
    found = [_ended(each) for each in check_model(read.model, training, facts)] + [
        *check_depth(read.model, read.shapes)
    ]
    found += check_sizes(read.model, read.shapes, training)
    if read.model.layers:
        found += check_capacity(weights_at_least(read.model, read.shapes), facts, read.model.layers[0].path)
    return sorted(_placed(document, found, read.steps, steps), key=lambda each: (each.line, each.column))


def _ended(finding: Finding) -> Finding:
    """A finding, and as a note where it is of a small rate: a schedule may have lowered it by the end of training."""
    if finding.rule != "CHK-RATE" or LOW not in finding.message:
        return finding
    return replace(finding, severity="note", message=f"{finding.message}, unless a schedule has lowered it to this")


def losses_of(document: Document) -> tuple[str, ...]:
    """The losses that a Keras model was compiled with, one for all outputs or one for each."""
    steps, described, compiled = _model(document)
    return read_training(compiled, read_layers(document, steps, described).outputs).losses


def scales_inputs(document: Document) -> bool:
    """Whether a Keras model scales its inputs itself, in its first layer."""
    _, described, _ = _model(document)
    inside: Any = described["config"]
    kinds = [str(each.get("class_name")) for each in (inside if isinstance(inside, list) else inside["layers"])
             if isinstance(each, Mapping)]  # fmt: skip
    return next((kind for kind in kinds if kind not in UNTOUCHED), "") in SCALING


def _model(document: Document) -> tuple[Steps, Mapping[str, Any], Any]:
    """Where the model stands in the document, the model, and how it is trained."""
    data: Any = document.data
    steps: Steps = ()
    compiled = data.get("training_config")
    for name in ("modelTopology", "model_config"):
        if isinstance(data.get(name), Mapping):
            steps, data = (*steps, name), data[name]
            compiled = data.get("training_config", compiled)
    if "node" in data and "config" not in data:
        raise InputError(document.complain(steps, "a TensorFlow.js graph model holds operations and no layers, which"
                         " are not checked", "convert it as a layers model"))  # fmt: skip
    inside = data.get("config")
    listed = inside if isinstance(inside, list) else inside.get("layers") if isinstance(inside, Mapping) else None
    if not isinstance(listed, list):
        said = f"the model {data.get('class_name')!r} does not say which layers it has"
        raise InputError(document.complain((*steps, "config"), said, "a subclassed model keeps them in its code"))
    own = {name: data[name] for name in ("loss", "optimizer") if name in data}
    return steps, data, data.get("compile_config") or compiled or own


def _placed(
    document: Document, findings: list[Finding], layers: Mapping[str, Steps], model: Steps
) -> Iterator[Finding]:
    compiled = next(
        (steps for steps in ((*model, "compile_config"), (*model[:-1], "training_config"), ("training_config",))
         if _has(document.data, steps)), model)  # fmt: skip
    for finding in findings:
        line, column, _ = document.place(layers.get(finding.path, compiled))
        yield replace(finding, file=document.name, line=line, column=column)


def _has(data: Any, steps: Steps) -> bool:
    for step in steps:
        if not isinstance(data, Mapping) or step not in data:
            return False
        data = data[step]
    return True
