"""Layers of a Keras model, as a graph: chains and graphs, nested models, wrappers, the words of Keras 1 to 3."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from advisor.errors import InputError
from advisor.linting.models.graph import Layer, Model
from advisor.linting.models.sizes import Window
from advisor.yamlio import Document

Steps = tuple[str | int, ...]

DIMENSIONS: Final = re.compile(r"[123]D$")
KINDS: Final = {
    "Dense": "dense", "EinsumDense": "dense", "Conv": "convolution", "Convolution": "convolution",
    "ConvTranspose": "convolution", "Deconvolution": "convolution", "SeparableConv": "convolution",
    "SeparableConvolution": "convolution", "DepthwiseConv": "convolution", "LocallyConnected": "convolution",
    "AtrousConvolution": "convolution",
    "BatchNormalization": "batch-norm", "SyncBatchNormalization": "batch-norm", "LayerNormalization": "norm",
    "GroupNormalization": "norm", "RMSNormalization": "norm", "InstanceNormalization": "norm",
    "Dropout": "dropout", "SpatialDropout": "dropout", "GaussianDropout": "dropout", "AlphaDropout": "alpha-dropout",
    "LSTM": "recurrent", "GRU": "recurrent", "SimpleRNN": "recurrent", "RNN": "recurrent", "ConvLSTM": "recurrent",
    "CuDNNLSTM": "recurrent", "CuDNNGRU": "recurrent", "LSTMCell": "recurrent", "GRUCell": "recurrent",
    "SimpleRNNCell": "recurrent", "StackedRNNCells": "recurrent",
    "MultiHeadAttention": "attention", "GroupedQueryAttention": "attention", "GroupQueryAttention": "attention",
    "Embedding": "embedding", "Activation": "activation", "ReLU": "activation", "LeakyReLU": "activation",
    "ELU": "activation", "PReLU": "activation", "ThresholdedReLU": "activation", "Softmax": "activation",
    "ParametricSoftplus": "activation",
    "MaxPooling": "pool", "GlobalMaxPooling": "pool", "Maximum": "pool", "Minimum": "pool",
    "Add": "sum", "Subtract": "sum", "Average": "sum", "Concatenate": "sum", "Merge": "sum",
    "Multiply": "product", "Dot": "product", "Attention": "product", "AdditiveAttention": "product",
    "InputLayer": "input", "TextVectorization": "input", "StringLookup": "input", "IntegerLookup": "input",
    "Hashing": "input",
}  # fmt: skip
FORMS: Final = (
    "Flatten", "Reshape", "Permute", "RepeatVector", "Cropping", "ZeroPadding", "UpSampling", "Masking",
    "AveragePooling", "GlobalAveragePooling", "GetItem", "Normalization", "Rescaling", "GaussianNoise",
    "ActivityRegularization", "Identity", "Resizing", "SpatialPyramidPooling",
)  # fmt: skip
ACTIVATIONS: Final = {
    "ReLU": "relu", "LeakyReLU": "leaky-relu", "ELU": "elu", "PReLU": "prelu", "ThresholdedReLU": "relu",
    "Softmax": "softmax", "ParametricSoftplus": "softplus",
}  # fmt: skip
WORDS: Final = {
    "swish": "silu", "leaky_relu": "leaky-relu", "hard_swish": "hardswish", "hard_silu": "hardswish",
    "log_softmax": "log-softmax", "exponential": "exp", "hard_sigmoid": "hard-sigmoid", "softmax_v2": "softmax",
    "re_lu": "relu", "relu6": "relu", "elu": "elu", "s_e_l_u": "selu",
}  # fmt: skip
PLAIN: Final = ("relu", "sigmoid", "softmax", "tanh", "elu", "selu", "gelu", "silu", "swish", "softplus", "log_softmax")
OPERATIONS: Final = {"add": "sum", "subtract": "sum", "concat": "sum", "concatenate": "sum", "multiply": "product",
                     "matmul": "product", "einsum": "product", "reshape": "form", "flatten": "form",
                     "transpose": "form", "expand_dims": "form", "getitem": "form", "mean": "form"}  # fmt: skip
DEFAULTS: Final = ("glorot-uniform", "glorot-normal")  # of Keras and of TensorFlow.js
SCHEMES: Final = {("fan_avg", 1): "glorot", ("fan_in", 2): "he", ("fan_in", 1): "lecun"}  # of VarianceScaling
UNIFORM: Final = ("random-uniform", "uniform")  # drawn alike for all widths, in the words of Keras 1 to 3
NORMAL: Final = ("random-normal", "truncated-normal", "normal")
PLAIN_SCALE: Final = 0.05  # Keras' default bound, or standard deviation, of those
WRAPPERS: Final = ("TimeDistributed", "Bidirectional", "SpectralNormalization", "WeightNormalization")
KEEPING: Final = ("activation", "dropout", "alpha-dropout", "batch-norm", "norm", "sum")  # the width of what comes


class Read(NamedTuple):
    """A model, the place of each layer in its document, the names of its outputs, its windows and input sizes."""

    model: Model
    steps: Mapping[str, Steps]
    outputs: Sequence[str]
    shapes: Mapping[int, Window]


def read_layers(document: Document, steps: Steps, described: Mapping[str, Any]) -> Read:
    """The layers of a Keras model as a graph. Raises InputError where one has no config."""
    reading = _Reading(document)
    ends = reading.model(described, steps, "", ())
    names = _outputs(described)
    places = tuple(dict.fromkeys(ends))
    return Read(
        Model(reading.layers, places), reading.steps, names if len(names) == len(places) else (), reading.shapes
    )


def _outputs(described: Mapping[str, Any]) -> list[str]:
    """The names of the output layers."""
    inside = described.get("config")
    return [name for name, _, _ in _tensors(inside.get("output_layers"))] if isinstance(inside, Mapping) else []


class _Reading:
    """Layers as they are met, with their inputs."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.layers: list[Layer] = []
        self.steps: dict[str, Steps] = {}
        self.widths: list[int] = []
        self.shapes: dict[int, Window] = {}

    def model(self, described: Mapping[str, Any], steps: Steps, prefix: str, sources: Sequence[int]) -> list[int]:
        """Add a model's layers; the places of its outputs."""
        inside: Any = described.get("config")
        listed = inside if isinstance(inside, list) else inside.get("layers", []) if isinstance(inside, Mapping) else []
        at = (*steps, "config") if isinstance(inside, list) else (*steps, "config", "layers")
        graph = any(each.get("inbound_nodes") for each in listed if isinstance(each, Mapping))
        made: dict[tuple[str, int], list[int]] = {}
        last = list(sources)
        entries = iter(sources)
        for number, each in enumerate(listed):
            place = (*at, number)
            if not isinstance(each, Mapping) or not isinstance(each.get("config"), Mapping | list):
                raise InputError(self.document.complain(place, "expected a layer with its config"))
            path = f"{prefix}layers[{number}]"
            if not graph:
                last = self.add(each, place, path, last)
                continue
            nodes = [_tensors(node) for node in each.get("inbound_nodes") or []]
            name = str(each.get("name") or _name(each))
            if not nodes:
                given = next(entries, None)
                made[name, 0] = self.add(each, place, path, [] if given is None else [given])
            for count, node in enumerate(nodes):
                inputs = [end for one, of, tensor in node for end in _ends(made.get((one, of), []), tensor)]
                made[name, count] = self.add(each, place, path, inputs)
            last = made.get((name, 0), last)
        named = _tensors(inside.get("output_layers")) if isinstance(inside, Mapping) else []
        ends = [end for one, of, tensor in named for end in _ends(made.get((one, of), []), tensor)]
        return ends or last

    def add(self, each: Mapping[str, Any], steps: Steps, path: str, sources: Sequence[int]) -> list[int]:
        """Add a layer, or the layers of a nested model; the places of what it gives."""
        kind, inside = str(each.get("class_name")), each["config"]
        while kind in WRAPPERS and isinstance(inside, Mapping) and isinstance(inside.get("layer"), Mapping):
            each = inside["layer"]
            steps = (*steps, "config", "layer")
            kind, inside = str(each.get("class_name")), each.get("config", {})
        if isinstance(inside, list) or "layers" in inside:
            return self.model(each, steps, f"{path}.", sources)
        name = inside.get("name")
        shown = path + (f" ({name})" if isinstance(name, str) else "")
        width = self.widths[sources[0]] if sources else _given_width(inside)
        layer = _layer(kind, inside, shown)._replace(inputs=tuple(sources), fan_in=width)
        self.layers.append(layer)
        self.steps[shown] = steps
        self.widths.append(_width(layer, kind, inside, width))
        self.shapes[len(self.layers) - 1] = Window.of(kind, inside)
        return [len(self.layers) - 1]


def _ends(made: Sequence[int], tensor: int) -> Sequence[int]:
    return made[tensor : tensor + 1] or made[:1]


def _name(each: Mapping[str, Any]) -> Any:
    inside = each.get("config")
    return inside.get("name") if isinstance(inside, Mapping) else None


def _tensors(node: Any) -> list[tuple[str, int, int]]:
    """The tensors that a call takes: layer, number of its call, number of its output."""
    return list(_walk(node))


def _walk(node: Any) -> Iterator[tuple[str, int, int]]:
    if isinstance(node, list):
        if len(node) >= 3 and isinstance(node[0], str) and type(node[1]) is int and type(node[2]) is int:
            yield node[0], node[1], node[2]
            node = node[3:]
        for each in node:
            yield from _walk(each)
    elif isinstance(node, Mapping):
        if isinstance(history := node.get("keras_history"), list):
            yield from _walk(history)
            return
        for each in node.values():
            yield from _walk(each)


# One layer ------------------------------------------------------------------------------------------------------


def _layer(kind: str, inside: Mapping[str, Any], path: str) -> Layer:
    base = DIMENSIONS.sub("", kind)
    base = (
        base.replace("2DTranspose", "Transpose").replace("1DTranspose", "Transpose").replace("3DTranspose", "Transpose")
    )
    word, activation = KINDS.get(base, "form" if base in FORMS else ""), ACTIVATIONS.get(base) or _activation(inside)
    if not word:
        word, activation = _operation(kind, inside)
    if word == "dropout" and isinstance(inside.get("noise_shape"), list) and 1 in inside["noise_shape"][1:]:
        word = "other"  # drops a whole branch or all of a step: stochastic depth
    if kind == "EinsumDense" and _scales(str(inside.get("equation"))):
        word = "form"
    if isinstance(cell := inside.get("cell"), Mapping) and isinstance(cell.get("config"), Mapping):
        inside = cell["config"]
        activation = _activation(inside)
    if word == "recurrent" and base not in ("SimpleRNN", "SimpleRNNCell") and not activation:
        activation = "tanh"
    initial = next((inside[x] for x in ("kernel_initializer", "depthwise_initializer", "init") if inside.get(x)), None)
    scheme = _scheme(initial)
    rate = inside.get("rate", inside.get("p"))
    return Layer(
        path,
        word,
        activation=activation,
        initialization=scheme,
        usual=scheme in DEFAULTS or _is_plain_scaling(initial, scheme),
        spread=_spread(scheme, initial),
        units=_units(kind, inside),
        rate=float(rate) if isinstance(rate, int | float) else 0.0,
        biased=bool(inside.get("use_bias", inside.get("bias"))),
        grouped="Depthwise" in kind or (isinstance(inside.get("groups"), int) and inside["groups"] > 1),
        over_steps=kind == "Softmax" and inside.get("axis", -1) not in (-1, [-1]),
        vocabulary=_vocabulary(kind, inside),
        frozen=inside.get("trainable") is False,
    )


def _scales(equation: str) -> bool:
    """Whether weights are multiplied with what comes, number by number, and nothing is summed."""
    inputs, _, given = equation.replace(" ", "").partition("->")
    come, _, weights = inputs.partition(",")
    return bool(weights) and come == given and set(weights) <= set(given)


def _operation(kind: str, inside: Mapping[str, Any]) -> tuple[str, str]:
    """The kind of an operation that was called as a function, and its non-linearity."""
    said = str(inside.get("function") or kind) if kind in ("TFOpLambda", "SlicingOpLambda") else kind
    last = re.split(r"[.>]", said.lower())[-1].strip("_")
    if last in PLAIN:
        return "activation", WORDS.get(last, last)
    return OPERATIONS.get(last, "form" if kind == "SlicingOpLambda" else "other"), ""


def _activation(inside: Mapping[str, Any]) -> str:
    said = word(inside.get("activation"))
    return WORDS.get(said, said.replace("_", "-"))


def _units(kind: str, inside: Mapping[str, Any]) -> int:
    names = ("units", "filters", "nb_filter") if kind != "Embedding" else ()
    for name in (*names, "output_dim"):
        if isinstance(inside.get(name), int):
            return int(inside[name])
    shape = inside.get("output_shape")  # of EinsumDense
    return shape[-1] if isinstance(shape, list) and shape and isinstance(shape[-1], int) else 0


def _vocabulary(kind: str, inside: Mapping[str, Any]) -> int:
    """The rows of an embedding, or the number of words that a look-up may give."""
    if kind == "Embedding":
        return inside["input_dim"] if isinstance(inside.get("input_dim"), int) else 0
    if KINDS.get(kind) != "input" or inside.get("output_mode", "int") != "int":
        return 0
    known = inside.get("vocabulary")
    for size in (inside.get("num_bins"), inside.get("max_tokens"), len(known) if isinstance(known, list) else 0):
        if isinstance(size, int) and size:
            return size
    return 0


def _width(layer: Layer, kind: str, inside: Mapping[str, Any], width: int) -> int:
    """The size of the last axis of what a layer gives; 0 where it is not known."""
    if layer.kind == "input":
        return _given_width(inside)
    if layer.units:
        return layer.units
    return width if layer.kind in KEEPING or "Pooling" in kind else 0


def _given_width(inside: Mapping[str, Any]) -> int:
    shape = inside.get("batch_shape", inside.get("batch_input_shape"))
    size = shape[-1] if isinstance(shape, list) and shape else inside.get("input_dim")
    return size if isinstance(size, int) else 0


def _scheme(value: Any) -> str:
    """How initial weights are drawn, in the advisor's words."""
    said = word(value).replace("_", "-")
    inside = value.get("config") if isinstance(value, Mapping) else None
    if said == "variance-scaling" and isinstance(inside, Mapping):
        scheme = SCHEMES.get((str(inside.get("mode")), inside.get("scale", 0)), "variance-scaling")
        return f"{scheme}-{inside.get('distribution')}" if scheme != "variance-scaling" else scheme
    return said


def _is_plain_scaling(value: Any, scheme: str) -> bool:
    """Whether weights are drawn by VarianceScaling as it is when nothing is said of it."""
    return word(value) == "variance_scaling" and scheme.startswith("lecun")


def _spread(scheme: str, value: Any) -> float:
    """The standard deviation of weights that are drawn alike for all widths; 0 for other schemes."""
    inside: Any = value.get("config") if isinstance(value, Mapping) else None
    inside = inside if isinstance(inside, Mapping) else {}
    if scheme in UNIFORM:
        low, high = inside.get("minval", -PLAIN_SCALE), inside.get("maxval", PLAIN_SCALE)
        good = isinstance(low, int | float) and isinstance(high, int | float)
        return float(high - low) / 12**0.5 if good else 0.0
    if scheme in NORMAL:
        spread = inside.get("stddev", PLAIN_SCALE)
        return float(spread) if isinstance(spread, int | float) else 0.0
    return 0.0


def word(value: Any) -> str:
    """The name of a function or of an initialiser, however Keras wrote it."""
    if isinstance(value, Mapping):
        inside = value.get("config")
        named = inside if isinstance(inside, str) else None
        value = named or value.get("class_name")
        if value == "function" and isinstance(inside, Mapping):
            value = inside.get("name")
    if not isinstance(value, str):
        return ""
    value = value.rpartition(">")[2].rpartition(".")[2]
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", value).lower()
