"""How many trainable parameters a network has: exact, from its shape alone.

Every function counts what an optimiser would update and nothing else: the running statistics of batch
normalisation, for one, are left out. Where frameworks differ, PyTorch's layout is the default and the
argument `framework` says so.
"""

from typing import Literal

Cell = Literal["lstm", "gru", "rnn"]
Framework = Literal["torch", "keras"]
NumericEmbedding = Literal["linear", "pl", "plr", "plr_lite", "pbld", "piecewise_linear"]
TabMVariant = Literal["tabm", "tabm_mini", "tabm_packed"]

GATES: dict[Cell, int] = {"lstm": 4, "gru": 3, "rnn": 1}
"""Weight matrices a cell learns for its input, and again for its state."""


# Layers -----------------------------------------------------------------------------------------------------


def dense(inputs: int, outputs: int, bias: bool = True) -> int:
    """A fully connected layer.

    >>> dense(784, 10)
    7850
    """
    return inputs * outputs + (outputs if bias else 0)


def embedding(cardinality: int, dim: int) -> int:
    """A table of `cardinality` rows of `dim` numbers."""
    return cardinality * dim


def conv1d(inputs: int, outputs: int, kernel: int, *, groups: int = 1, bias: bool = True) -> int:
    """A convolution over a sequence; `inputs` and `outputs` are channels."""
    return _convolution(inputs, outputs, kernel, groups, bias)


def conv2d(inputs: int, outputs: int, kernel: int | tuple[int, int], *, groups: int = 1, bias: bool = True) -> int:
    """A convolution over an image; a kernel of 3 means 3 x 3.

    >>> conv2d(3, 64, 3)
    1792
    """
    height, width = (kernel, kernel) if isinstance(kernel, int) else kernel
    return _convolution(inputs, outputs, height * width, groups, bias)


def conv3d(inputs: int, outputs: int, kernel: int, *, groups: int = 1, bias: bool = True) -> int:
    """A convolution over a volume; a kernel of 3 means 3 x 3 x 3."""
    return _convolution(inputs, outputs, kernel**3, groups, bias)


def _convolution(inputs: int, outputs: int, taps: int, groups: int, bias: bool) -> int:
    if inputs % groups or outputs % groups:
        raise ValueError(f"groups={groups} must divide both inputs={inputs} and outputs={outputs}")
    return outputs * (inputs // groups) * taps + (outputs if bias else 0)


def layer_norm(width: int, *, bias: bool = True) -> int:
    """A scale per unit and, unless told otherwise, a shift."""
    return 2 * width if bias else width


def rms_norm(width: int) -> int:
    """A scale per unit (arXiv:1910.07467)."""
    return width


def recurrent(
    cell: Cell,
    inputs: int,
    units: int,
    *,
    layers: int = 1,
    bidirectional: bool = False,
    framework: Framework = "torch",
) -> int:
    """A recurrent network of `layers` layers.

    PyTorch keeps two bias vectors per gate for every cell. Keras keeps one, except for its GRU
    (`reset_after=True`, the default), which keeps two.

    >>> recurrent("lstm", 28, 128, framework="keras")
    80384
    """
    biases = 2 if framework == "torch" or cell == "gru" else 1
    directions = 2 if bidirectional else 1

    def layer(incoming: int) -> int:
        return directions * GATES[cell] * units * (incoming + units + biases)

    if layers < 1:
        raise ValueError(f"layers={layers} must be at least 1")
    return layer(inputs) + (layers - 1) * layer(directions * units)


def self_attention(
    width: int,
    *,
    heads: int = 1,
    kv_heads: int | None = None,
    head_dim: int | None = None,
    bias: bool = True,
    qk_norm: bool = False,
) -> int:
    """Query, key, value and output projections.

    The number of heads alone changes nothing; fewer key-value heads (grouped queries, arXiv:2305.13245) or a
    head wider than width / heads do. `qk_norm` adds an RMSNorm over the head to queries and to keys, as Qwen3
    has it.

    >>> self_attention(768, heads=12)
    2362368
    """
    if head_dim is None and width % heads:
        raise ValueError(f"heads={heads} must divide width={width}")
    head = width // heads if head_dim is None else head_dim
    shared = heads if kv_heads is None else kv_heads
    if heads % shared:
        raise ValueError(f"kv_heads={shared} must divide heads={heads}")
    projections = (
        dense(width, heads * head, bias) + 2 * dense(width, shared * head, bias) + dense(heads * head, width, bias)
    )
    return projections + (2 * rms_norm(head) if qk_norm else 0)


def feed_forward(width: int, hidden: int, *, gated: bool = False, bias: bool = True) -> int:
    """The two layers after attention; three where a gate multiplies the first (SwiGLU, arXiv:2002.05202)."""
    return (2 if gated else 1) * dense(width, hidden, bias) + dense(hidden, width, bias)


# Networks for tables ----------------------------------------------------------------------------------------


def tabm(
    inputs: int, width: int, blocks: int, outputs: int, *, members: int = 32, variant: TabMVariant = "tabm"
) -> int:
    """TabM (arXiv:2410.24210): an ensemble of MLPs that share their weight matrices.

    - "tabm": in each layer a shared matrix and, per member, a scale of the inputs, a scale of the outputs and
      a bias.
    - "tabm_mini": an ordinary MLP behind one scale of the inputs per member.
    - "tabm_packed": independent MLPs, computed together.

    Each member has its own head. `inputs` are the columns after encoding and embedding.

    >>> tabm(10, 64, 2, 3)
    21536
    """
    total, incoming = 0, inputs
    for _ in range(blocks):
        if variant == "tabm":
            total += dense(incoming, width, bias=False) + members * (incoming + width + width)
        else:
            total += (members if variant == "tabm_packed" else 1) * dense(incoming, width)
        incoming = width
    if variant == "tabm_mini":
        total += members * inputs
    return total + members * dense(incoming, outputs)


def numeric_embedding(kind: NumericEmbedding, features: int, dim: int, *, frequencies: int = 48, bins: int = 48) -> int:
    """What embeds each number of a row into `dim` numbers (arXiv:2203.05556, arXiv:2407.04491).

    - "linear": a scale and a shift for each number.
    - "pl", "plr": sines and cosines of learned frequencies, then a dense layer of each feature's own (and a
      ReLU).
    - "plr_lite": the same, with one dense layer for all features.
    - "pbld": cosines with a phase, a dense layer of each feature's own, and the number itself as one of the
      `dim`.
    - "piecewise_linear": a place among `bins` quantiles, a dense layer of each feature's own over that, and the
      number itself as one of the `dim`.

    >>> numeric_embedding("plr", 10, 24)
    23760
    """
    if kind == "linear":
        return features * 2 * dim
    if kind in ("pl", "plr"):
        return features * (frequencies + dense(2 * frequencies, dim))
    if kind == "plr_lite":
        return features * frequencies + dense(2 * frequencies, dim)
    if kind == "pbld":
        return features * (2 * frequencies + dense(frequencies, dim - 1))
    return features * dense(bins, dim - 1)


# Networks for series ----------------------------------------------------------------------------------------


def nlinear(look_back: int, horizon: int, *, channels: int = 1, individual: bool = False) -> int:
    """NLinear (arXiv:2205.13504): a dense layer, the last value subtracted; `individual`: per channel."""
    return (channels if individual else 1) * dense(look_back, horizon)
