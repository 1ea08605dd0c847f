"""Models of Keras that a program writes down layer by layer, judged as the JSON that Keras would make of them."""

import ast
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import replace

from advisor.errors import InputError
from advisor.linting.finding import Finding
from advisor.linting.keras import check_keras
from advisor.linting.programs.events import text
from advisor.linting.programs.finding import file_of, found
from advisor.linting.programs.names import Names
from advisor.linting.programs.syntax import Block, Item, number, word
from advisor.yamlio import read_document

OF_CONVOLUTION: Final = ("filters", "kernel_size", "strides", "padding")
FIRST: Final = {
    "Dense": ("units", "activation"), "Dropout": ("rate",), "Activation": ("activation",),
    "LSTM": ("units", "activation"), "GRU": ("units", "activation"), "SimpleRNN": ("units", "activation"),
    "Embedding": ("input_dim", "output_dim"), "MaxPooling1D": ("pool_size",), "MaxPooling2D": ("pool_size",),
    "AveragePooling2D": ("pool_size",), "Conv1D": OF_CONVOLUTION, "Conv2D": OF_CONVOLUTION,
    "SeparableConv1D": OF_CONVOLUTION, "SeparableConv2D": OF_CONVOLUTION,
}  # fmt: skip
LOW: Final = 1e-3  # a rate below which a program may have reasons that it does not show, as inputs that are not scaled
SNAKE: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
LAYER: Final = re.compile(r"layers\[(\d+)\]")
UNKNOWN: Final = object()
KERAS: Final = ("keras", "tensorflow")


def check_keras_models(names: Names) -> Iterator[Finding]:
    """What is wrong with each of them, where a program compiles it; notes are left out."""
    if not any(full.startswith(KERAS) for full in names.imports.values()):
        return
    for call in names.calls:
        if not isinstance(call.func, ast.Attribute) or call.func.attr != "compile" or not (call.args or call.keywords):
            continue
        layers = _layers(names, call.func.value, names.scope(call))
        if layers:
            yield from _judge(names, layers, call)
    yield from _softmax_over_one(names)
    yield from _one_of_several(names)
    yield from _frozen_too_late(names)


def _layers(names: Names, model: ast.expr, scope: Block) -> list[ast.Call]:
    """The calls that make the layers of a model, in order; empty where it is no chain that is written down."""
    origins = names.origins(model, scope)
    if len(origins) != 1 or isinstance(origins[0].value, Item) or not isinstance(made := origins[0].value, ast.Call):
        return []
    last = names.called(made).rpartition(".")[2]
    if last == "Sequential":
        listed = word(made, "layers", 0)
        inside = list(listed.elts) if isinstance(listed, ast.List | ast.Tuple) else []
        if listed is not None and not inside:
            return []
        inside += [
            call.args[0]
            for call in names.calls
            if isinstance(call.func, ast.Attribute) and call.func.attr == "add" and call.args
            and _same(names, call.func.value, made)
        ]  # fmt: skip
        calls = [_call(names, each) for each in inside]
        return [each for each in calls if each is not None] if all(calls) else []
    if last == "Model" and names.called(made).startswith((*KERAS, "Model")):
        outputs = word(made, "outputs", 1)
        return _chain(names, outputs, origins[0].scope) if outputs is not None else []
    return []


def _same(names: Names, value: ast.expr, made: ast.Call) -> bool:
    return any(origin.value is made for origin in names.origins(value, names.scope(value)))


def _call(names: Names, value: ast.expr) -> ast.Call | None:
    origins = names.origins(value, names.scope(value))
    made = origins[0].value if len(origins) == 1 else None
    return made if isinstance(made, ast.Call) and isinstance(made.func, ast.Name | ast.Attribute) else None


def _chain(names: Names, output: ast.expr, scope: Block) -> list[ast.Call]:
    """The layers between an input and an output, each called on the one before."""
    found: list[ast.Call] = []
    value = output
    while True:
        origins = names.origins(value, scope)
        call = origins[0].value if len(origins) == 1 else None
        if isinstance(call, Item) or not isinstance(call, ast.Call):
            return []
        scope = origins[0].scope
        layer = _call(names, call.func)
        if layer is None:
            return [call, *found] if names.called(call).rpartition(".")[2] == "Input" else []
        if len(call.args) != 1 or isinstance(call.args[0], ast.List | ast.Tuple):
            return []
        found.insert(0, layer)
        value = call.args[0]


def _judge(names: Names, layers: list[ast.Call], compiled: ast.Call) -> Iterator[Finding]:
    described = [_described(names, call) for call in layers]
    if any(each is None for each in described):
        return
    said: dict[str, Any] = {
        "class_name": "Sequential",
        "config": {"name": "sequential", "layers": described},
        "compile_config": {
            "optimizer": _object(names, word(compiled, "optimizer", 0), "Adam"),
            "loss": _object(names, word(compiled, "loss", 1), ""),
            "metrics": _value(names, word(compiled, "metrics", 2)),
        },
    }
    try:
        findings = check_keras(read_document(json.dumps(said, default=lambda _: None), "model"))
    except InputError:
        return
    for finding in findings:
        at = LAYER.match(finding.path)
        place = layers[int(at[1])] if at and int(at[1]) < len(layers) else compiled
        if finding.rule == "CHK-RATE" and len([x for x in described if x and "activation" in x["config"]]) < 2:
            continue  # a linear model bears any rate
        if finding.severity != "note":
            low = finding.rule == "CHK-RATE" and 0 < _rate(said) < LOW
            yield replace(
                finding, path=text(place) if at else "compile", severity="note" if low else finding.severity,
                file=file_of(place), line=place.lineno, column=place.col_offset + 1,
            )  # fmt: skip


def _rate(said: dict[str, Any]) -> float:
    """The rate that a model is compiled with; 0 where it is not said."""
    optimizer = said["compile_config"]["optimizer"]
    rate = optimizer["config"].get("learning_rate") if isinstance(optimizer, dict) else None
    return float(rate) if isinstance(rate, int | float) else 0.0


def _described(names: Names, call: ast.Call) -> dict[str, Any] | None:
    """A layer as Keras' JSON has it; None for what is no layer of Keras'."""
    kind = names.called(call).rpartition(".")[2]
    if kind in names.classes or not kind[:1].isupper():
        return None
    given = dict(zip(FIRST.get(kind, ()), call.args, strict=False)) | {w.arg: w.value for w in call.keywords if w.arg}
    config = {name: said for name, value in given.items() if (said := _value(names, value)) is not UNKNOWN}
    if kind in ("Dense", "LSTM", "GRU", "SimpleRNN") or kind.startswith("Conv"):
        default = "linear" if kind == "Dense" or kind.startswith("Conv") else "tanh"
        if "activation" in given and "activation" not in config:
            return None
        config.setdefault("activation", default)
    return {"class_name": "InputLayer" if kind == "Input" else kind, "config": {"name": kind.lower(), **config}}


def _value(names: Names, node: ast.expr | None) -> Any:
    """What is written out: numbers, words, lists, functions and objects of Keras by their names."""
    if node is None:
        return None
    origins = names.origins(node, names.scope(node))
    value = origins[0].value if len(origins) == 1 else node
    if isinstance(value, Item):
        return UNKNOWN
    if (said := number(value)) is not None:
        return int(said) if said.is_integer() else said
    if isinstance(value, ast.Constant):
        return value.value
    if isinstance(value, ast.List | ast.Tuple):
        return [_value(names, each) for each in value.elts]
    name = names.full(value)
    if name.startswith(("keras.activations.", "tensorflow.nn.", "tensorflow.keras.activations.")):
        return name.rpartition(".")[2]
    return _object(names, value, "") if isinstance(value, ast.Call) else UNKNOWN


def _object(names: Names, node: ast.expr | None, usual: str) -> Any:
    """An optimiser or a loss, as Keras' JSON has it."""
    if not isinstance(node, ast.Call):
        said = _value(names, node) if node is not None else usual
        return said if isinstance(said, str | dict | list) else ""
    kind = names.called(node).rpartition(".")[2]
    given = {w.arg: _value(names, w.value) for w in node.keywords if w.arg}
    if node.args and "learning_rate" not in given and "optimizers" in names.called(node):
        given["learning_rate"] = _value(names, node.args[0])
    given = {("learning_rate" if name == "lr" else name): said for name, said in given.items() if said is not UNKNOWN}
    if "optimizers" in names.called(node) or kind in ("Adam", "SGD", "RMSprop"):
        return {"class_name": kind, "config": given}
    return {"class_name": kind, "config": {"name": SNAKE.sub("_", kind).lower(), **given}}


def _softmax_over_one(names: Names) -> Iterator[Finding]:
    """A layer of one unit with a softmax, in whatever way its model is put together."""
    for call in names.calls:
        if _is_softmax_of_one(names, call):
            message = (
                "softmax over one unit is always 1: take a sigmoid with binary cross-entropy, or a unit for each class"
            )
            yield found("CHK-SOFTMAX-ONE", call, message, "One unit has none beside it to share with.", "error")


def _is_softmax_of_one(names: Names, call: ast.Call) -> bool:
    """Whether a layer is a softmax over the one unit, or channel, that it has or is given."""
    kind = names.called(call).rpartition(".")[2]
    if kind == "Dense" or kind.startswith("Conv"):
        units = _value(names, word(call, "units" if kind == "Dense" else "filters", 0))
        at = 1 if kind == "Dense" else None
        return bool(units == 1 and _value(names, word(call, "activation", at)) == "softmax")
    if kind != "Activation" or _value(names, word(call, "activation", 0)) != "softmax":
        return False
    use = names.parents.get(call)
    if not isinstance(use, ast.Call) or use.func is not call or not use.args:
        return False
    return _channels(names, use.args[0], names.scope(use)) == 1


def _channels(names: Names, value: ast.expr, scope: Block) -> int | None:
    """How many units or channels the layer has that gives a value; None where that is not written."""
    origins = names.origins(value, scope)
    use = origins[0].value if len(origins) == 1 else None
    made = use.func if isinstance(use, ast.Call) and isinstance(use.func, ast.Call) else None
    kind = names.called(made).rpartition(".")[2] if made is not None else ""
    if made is None or not isinstance(use, ast.Call):
        return None
    said: Any = None
    if kind == "Reshape":
        shape = word(made, "target_shape", 0)
        said = _value(names, shape.elts[-1]) if isinstance(shape, ast.Tuple | ast.List) and shape.elts else None
    elif kind == "Dense" or kind.startswith("Conv"):
        said = _value(names, word(made, "units" if kind == "Dense" else "filters", 0))
    return said if isinstance(said, int) else None


def _one_of_several(names: Names) -> Iterator[Finding]:
    """Sigmoids under binary cross-entropy for classes of which each example has one, as their one-hot labels tell."""
    called = {names.called(call).rpartition(".")[2] for call in names.calls}
    written = {node.value for node in names.nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    if "to_categorical" not in called or "binary_crossentropy" not in written or "MultiLabelBinarizer" in called:
        return
    for call in names.calls:
        units = _value(names, word(call, "units", 0)) if names.called(call).rpartition(".")[2] == "Dense" else 0
        if not isinstance(units, int) or units <= 2 or _value(names, word(call, "activation", 1)) != "sigmoid":
            continue
        if not any(x.lineno > call.lineno for x in names.calls if names.called(x).endswith(".Dense")):
            message = (
                f"each example has one of {units} classes (to_categorical), and binary accuracy counts the zeros of the"
                f" others as right, {1 - 1 / units:.0%} of all: take a softmax and categorical_crossentropy"
            )
            yield found("CHK-LOSS-OUTPUT", call, message, "A metric must measure what the loss is for.")


def _frozen_too_late(names: Names) -> Iterator[Finding]:
    """Layers that are frozen or thawed after the model was compiled, and before it is fitted."""
    for node in names.nodes:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or not isinstance(target, ast.Attribute) or target.attr != "trainable":
            continue
        here = [
            (call.func.attr, call.lineno)
            for call in names.calls
            if isinstance(call.func, ast.Attribute) and names.scope(call) is names.scope(node)
        ]
        compiles = [line for name, line in here if name == "compile"]
        fits = [line for name, line in here if name in ("fit", "train_on_batch")]
        before = [line for line in compiles if line < node.lineno]
        again = [line for line in compiles if line > node.lineno]
        if before and not again and any(line > node.lineno for line in fits):
            message = f"changes nothing, as the model was compiled before it (line {before[-1]}): compile it again"
            yield found("CHK-FROZEN-LATE", node, message, "compile() notes which weights are trained.")
