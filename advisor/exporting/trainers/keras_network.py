"""Dense networks for tables as a Keras graph of built-in layers alone; members of an ensemble have an axis."""

from math import pi, sqrt
from typing import TYPE_CHECKING, Any, Final

from advisor.exporting.trainers.keras_graph import Graph, Tensor, of

if TYPE_CHECKING:
    from collections.abc import Mapping

ACTIVATIONS: Final = {
    "relu": "relu", "elu": "elu", "selu": "selu", "gelu": "gelu", "silu": "silu", "mish": "mish", "tanh": "tanh",
    "hardswish": "hard_silu",
}  # fmt: skip
SLOPED: Final = ("leaky-relu", "prelu")
NORMS: Final = {"batch": "BatchNormalization", "layer": "LayerNormalization", "rms": "RMSNormalization"}
NORM_SETTINGS: Final[dict[str, dict[str, Any]]] = {
    "batch": {"momentum": 0.9, "epsilon": 1e-5},
    "layer": {"epsilon": 1e-5},
    "rms": {},
}
SPREADS: Final = {  # initialisers by what their variance is divided by, and twice or once of it; see `_initial`
    "he-normal": (2.0, "in", "normal"), "he-uniform": (2.0, "in", "uniform"), "lecun-normal": (1.0, "in", "normal"),
    "glorot-uniform": (2.0, "both", "uniform"), "scaled-normal": (0.4, "in", "normal"),
}  # fmt: skip


class Table:
    """What of a config decides the network."""

    def __init__(self, context: "Mapping[str, Any]", width: int, embedded: list[dict[str, Any]], members: int) -> None:
        self.context = context
        self.width = width
        """Numbers of a row, embeddings of categories not counted."""
        self.embedded = embedded
        """`cardinality` and `dim` of each embedded column."""
        self.members = members
        self.shares = bool(context["members"])
        """Whether the members share weights (TabM)."""
        self.units = int(context["units"])

    @property
    def numbers(self) -> int:
        """Columns of numbers that are embedded."""
        return int(self.context["embedded_numbers"])


def network(table: Table) -> dict[str, Any]:
    """The model's JSON: logits of the shape (units), or (members, units) where several are averaged."""
    graph = Graph("table")
    context, activation = table.context, table.context["act"]
    norm, residual = context["norm"], context["residual"]
    x = _row(graph, table)
    for place, units in enumerate(context["widths"]):
        before = x
        if residual and norm["kind"] != "none":
            x = _active(graph, activation, _normed(graph, norm["kind"], x)) if place else x
            x = _dense(graph, table, x, units, place, bias=False)
        else:
            x = _dense(graph, table, x, units, place, bias=norm["kind"] == "none")
            if norm["kind"] != "none" and norm["place"] == "after-activation":
                x = _normed(graph, norm["kind"], _active(graph, activation, x))
            else:
                x = _active(graph, activation, _normed(graph, norm["kind"], x))
        if context["rates"] and not (residual and norm["kind"] != "none" and not place):
            kind = "AlphaDropout" if context["drop_layer"] == "nn.AlphaDropout" else "Dropout"
            x = graph.add(kind, x.shape, x, rate=context["rates"][place])
        if residual and place and before.shape == x.shape:
            x = graph.add("Add", x.shape, before, x, several=True)
    if residual and norm["kind"] != "none":
        x = _active(graph, activation, _normed(graph, norm["kind"], x))
    return graph.document(_output(graph, table, x))


def _row(graph: Graph, table: Table) -> Tensor:
    """All that is known of a row, as one vector, or one for each member."""
    context, k = table.context, table.members
    own = k > 1 and not table.shares  # each member has embeddings of its own
    parts: list[Tensor] = []
    if context["embeds"]:
        parts.append(_embedded(graph, table, own))
        if table.width > table.numbers:
            parts.append(_repeated(graph, graph.input("others", (table.width - table.numbers,)), k if own else 1))
    else:
        parts.append(_repeated(graph, graph.input("numbers", (table.width,)), k if own else 1))
    for place, each in enumerate(table.embedded):
        code = graph.input(f"category_{place}", (1,), "int32")
        width = each["dim"] * (k if own else 1)
        normal = of("initializers", "RandomNormal", mean=0.0, stddev=0.3 if own else 1.0, seed=None)
        rows = {"input_dim": each["cardinality"] + 1, "output_dim": width, "embeddings_initializer": normal}
        vector = graph.add("Embedding", (1, width), code, name=f"embedding_{place}", **rows)
        shape: tuple[int, ...] = (k, each["dim"]) if own else (each["dim"],)
        parts.append(graph.add("Reshape", shape, vector, target_shape=list(shape)))
    if len(parts) == 1:
        row = parts[0]
    else:
        shape = (*parts[0].shape[:-1], sum(part.shape[-1] for part in parts))
        row = graph.add("Concatenate", shape, *parts, several=True, axis=-1)
    return _repeated(graph, row, k) if table.shares else row


def _embedded(graph: Graph, table: Table, own: bool) -> Tensor:
    """Each number as a vector: a dense layer over its bins, or over waves of learnt frequencies; `own` by member."""
    settings, columns, k = table.context["embedding"], table.numbers, table.members
    numbers, dim = graph.input("numbers", (columns,)), int(settings["dim"])
    axis, lead, many = ("k", "k", (k,)) if own else ("", "", ())
    if settings["kind"] == "piecewise-linear":
        inner, axis = graph.input("bins", (columns, int(settings["bins"]))), ""
    else:
        inner = _waves(graph, numbers, settings, own, k)
    limit = round(inner.shape[-1] ** -0.5, 6)
    begin = of("initializers", "RandomUniform", minval=-limit, maxval=limit, seed=None)
    periodic = settings["kind"] == "periodic"
    width = dim if periodic else dim - 1
    shape = (*many, columns, width)
    mixed = graph.add(
        "EinsumDense", shape, inner, name="embedding_dense", equation=f"b{axis}cw,{lead}cwd->b{lead}cd",
        output_shape=list(shape), bias_axes=f"{lead}cd", kernel_initializer=begin,
        bias_initializer="zeros" if settings["kind"] == "piecewise-linear" else begin,
    )  # fmt: skip
    if periodic:
        joined = graph.add("Activation", shape, mixed, activation="relu")
    else:
        beside = graph.add("RepeatVector", (k, columns), numbers, n=k) if own else numbers
        beside = graph.add("Reshape", (*many, columns, 1), beside, target_shape=[*many, columns, 1])
        joined = graph.add("Concatenate", (*many, columns, dim), beside, mixed, several=True, axis=-1)
    return graph.add("Reshape", (*many, columns * dim), joined, target_shape=[*many, columns * dim])


def _waves(graph: Graph, numbers: Tensor, settings: Any, own: bool, k: int) -> Tensor:
    """Cosines of each number at learnt frequencies and phases (PBLD), or sines and cosines of it (PLR)."""
    count, phases = int(settings["hidden"]), settings["kind"] == "pbld"
    lead, shape = ("k", (k, *numbers.shape, count)) if own else ("", (*numbers.shape, count))
    angle = graph.add("Rescaling", numbers.shape, numbers, scale=2 * pi, offset=0.0)
    begin = of("initializers", "RandomNormal", mean=0.0, stddev=settings["sigma"], seed=None)
    turn = of("initializers", "RandomUniform", minval=-pi, maxval=pi, seed=None)
    angle = graph.add(
        "EinsumDense", shape, angle, name="embedding_waves", equation=f"bc,{lead}cf->b{lead}cf",
        output_shape=list(shape), bias_axes=f"{lead}cf" if phases else None, kernel_initializer=begin,
        bias_initializer=turn,
    )  # fmt: skip
    cosine = graph.add("Cos", shape, angle, module="keras.src.ops.numpy")
    if phases:
        return cosine
    sine = graph.add("Sin", shape, angle, module="keras.src.ops.numpy")
    return graph.add("Concatenate", (*shape[:-1], 2 * count), sine, cosine, several=True, axis=-1)


def _repeated(graph: Graph, x: Tensor, times: int) -> Tensor:
    return graph.add("RepeatVector", (times, *x.shape), x, n=times) if times > 1 else x


def _dense(graph: Graph, table: Table, x: Tensor, units: int, place: int, bias: bool) -> Tensor:
    """A hidden layer: of one network, of several side by side, or of members that share a matrix."""
    k, inputs, init = table.members, x.shape[-1], table.context["init"]["hidden"]
    initial = _initial(init, inputs, units)
    if table.shares:
        scales: dict[str, Any] = {"equation": "bki,ki->bki", "kernel_initializer": "ones"}
        x = graph.add("EinsumDense", x.shape, x, name=f"scale_in_{place}", output_shape=list(x.shape), **scales)
        x = graph.add("Dense", (k, units), x, units=units, use_bias=False, kernel_initializer=initial)
        scales |= {"bias_axes": "ki"}
        return graph.add("EinsumDense", x.shape, x, name=f"scale_out_{place}", output_shape=[k, units], **scales)
    if k > 1:
        config: dict[str, Any] = {"equation": "bki,kio->bko", "output_shape": [k, units]}
        config["bias_axes"] = "ko" if bias else None
        return graph.add("EinsumDense", (k, units), x, kernel_initializer=initial, **config)
    return graph.add("Dense", (units,), x, units=units, use_bias=bias, kernel_initializer=initial)


def _output(graph: Graph, table: Table, x: Tensor) -> Tensor:
    k, units = table.members, table.units
    initial = _initial(table.context["init"]["output"], x.shape[-1], units)
    if k > 1 or table.shares:
        config: dict[str, Any] = {"equation": "bki,kio->bko", "output_shape": [k, units], "bias_axes": "ko"}
        return graph.add("EinsumDense", (k, units), x, name="output", kernel_initializer=initial, **config)
    return graph.add("Dense", (units,), x, name="output", units=units, kernel_initializer=initial)


def _active(graph: Graph, activation: Any, x: Tensor) -> Tensor:
    if activation.name == "leaky-relu":
        return graph.add("LeakyReLU", x.shape, x, negative_slope=activation.slope or 0.01)
    if activation.name == "prelu":
        begin = of("initializers", "Constant", value=activation.slope or 0.01)
        return graph.add("PReLU", x.shape, x, alpha_initializer=begin)
    return graph.add("Activation", x.shape, x, activation=ACTIVATIONS[str(activation.name)])


def _normed(graph: Graph, kind: str, x: Tensor) -> Tensor:
    return x if kind == "none" else graph.add(NORMS[kind], x.shape, x, **NORM_SETTINGS[kind])


def _initial(name: str, inputs: int, units: int) -> dict[str, Any]:
    """An initialiser with its spread in numbers: Keras counts an axis of members as inputs, too."""
    if name == "zeros":
        return of("initializers", "Zeros")
    if name == "orthogonal":
        return of("initializers", "Orthogonal", gain=1.0, seed=None)
    if name == "normal-0.02":
        return of("initializers", "RandomNormal", mean=0.0, stddev=0.02, seed=None)
    scale, over, shape = SPREADS[name]
    deviation = sqrt(scale / (inputs + units if over == "both" else inputs))
    if shape == "normal":
        return of("initializers", "RandomNormal", mean=0.0, stddev=round(deviation, 8), seed=None)
    limit = round(deviation * sqrt(3), 8)
    return of("initializers", "RandomUniform", minval=-limit, maxval=limit, seed=None)
