"""Where the bytes go while a network trains, and while it answers.

Bytes are whole numbers; GiB appear only in `gib`. What depends on a framework's allocator is an estimate and
says so.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

Optimizer = Literal[
    "sgd",
    "sgd_momentum",
    "rmsprop",
    "adagrad",
    "lion",
    "muon",
    "adafactor",
    "adam",
    "adamw",
    "nadam",
    "adamax",
    "adamw_8bit",
]
Precision = Literal["fp32", "mixed", "bf16"]
Checkpointing = Literal["none", "selective", "full"]

GIB = 1 << 30
MIB = 1 << 20

STATES: dict[Optimizer, int] = {
    "sgd": 0,
    "sgd_momentum": 1,
    "rmsprop": 1,
    "adagrad": 1,
    "lion": 1,
    "muon": 1,
    "adafactor": 0,
    "adam": 2,
    "adamw": 2,
    "nadam": 2,
    "adamax": 2,
    "adamw_8bit": 2,
}
"""Numbers an optimiser keeps for each parameter. Adafactor's factored states, under 1 %, count as none."""

OVERHEAD_BYTES: dict[str, int] = {"cpu": 256 * MIB, "cuda": 1 * GIB, "mps": 512 * MIB}
"""Libraries, context and workspace. CUDA: 0.5 to 2 GiB (EleutherAI); the others are folklore."""

DISTRIBUTED_OVERHEAD_BYTES = 3 * GIB // 2
"""More for collective buffers: 1 to 2 GiB (EleutherAI)."""

NF4_SIXTEENTHS_OF_BYTE = 9
"""NF4 takes 4 bits a weight and 32 for the scale of each 64, so 4.5 in all (arXiv:2305.14314)."""


class BytesPerParameter(NamedTuple):
    """What each trained parameter costs."""

    weights: int
    gradients: int
    optimizer: int

    @property
    def total(self) -> int:
        return self.weights + self.gradients + self.optimizer


class TrainingMemory(NamedTuple):
    """The parts of the memory of a training run, in bytes; `total` is their sum."""

    weights: int
    gradients: int
    optimizer: int
    activations: int
    overhead: int
    total: int


def gib(size: int) -> float:
    """Bytes as GiB.

    >>> gib(3 << 30)
    3.0
    """
    return size / GIB


# Weights, gradients, states ---------------------------------------------------------------------------------


def bytes_per_parameter(optimizer: Optimizer = "adamw", precision: Precision = "mixed") -> BytesPerParameter:
    """Bytes for each trained parameter.

    "mixed" keeps weights in 32 bits beside a 16-bit copy, with gradients and states in 32 bits; "bf16" keeps
    all in 16 bits. AdamW so takes 16 bytes in fp32, 18 mixed (arXiv:1910.02054 and ml-engineering) and 8 in
    pure bf16; an 8-bit AdamW takes one byte for each state (arXiv:2110.02861).

    >>> bytes_per_parameter("adamw", "mixed").total, bytes_per_parameter("sgd_momentum", "fp32").total
    (18, 12)
    """
    number = 2 if precision == "bf16" else 4
    state = 1 if optimizer == "adamw_8bit" else number
    weights = number + (2 if precision == "mixed" else 0)
    return BytesPerParameter(weights, number, state * STATES[optimizer])


def inference_memory(parameters: int, *, bits: Literal[4, 8, 16, 32] = 32, overhead: int = 0) -> int:
    """Bytes to hold a network that only answers, activations apart."""
    return -(-parameters * bits // 8) + overhead


def framework_overhead(device: Literal["cpu", "cuda", "mps"], *, distributed: bool = False) -> int:
    """Bytes that are gone before the first tensor: an estimate."""
    return OVERHEAD_BYTES[device] + (DISTRIBUTED_OVERHEAD_BYTES if distributed else 0)


def training_memory(
    parameters: int,
    *,
    optimizer: Optimizer = "adamw",
    precision: Precision = "mixed",
    frozen: int = 0,
    activations: int = 0,
    overhead: int = 0,
) -> TrainingMemory:
    """The memory of a training run: `parameters` are trained, `frozen` ones only held.

    >>> training_memory(1_000_000, optimizer="adamw", precision="fp32").total
    16000000
    """
    each = bytes_per_parameter(optimizer, precision)
    held = frozen * (4 if precision == "fp32" else 2)
    return _summed(
        weights=each.weights * parameters + held,
        gradients=each.gradients * parameters,
        optimizer=each.optimizer * parameters,
        activations=activations,
        overhead=overhead,
    )


def sharded(parts: TrainingMemory, devices: int) -> TrainingMemory:
    """The share of one of so many devices, over which weights, gradients and states are spread (arXiv:1910.02054).

    >>> sharded(training_memory(1_000_000, precision="fp32"), 4).total
    4000000
    """
    weights, gradients, optimizer = (part // devices for part in parts[:3])
    return _summed(weights, gradients, optimizer, parts.activations, parts.overhead)


def lora_memory(
    base: int,
    adapters: int,
    *,
    quantized: bool = False,
    embedded: int = 0,
    optimizer: Optimizer = "adamw",
    activations: int = 0,
    overhead: int = 0,
) -> TrainingMemory:
    """LoRA (arXiv:2106.09685) on a 16-bit base, or QLoRA (arXiv:2305.14314) on one whose linear layers have 4 bits.

    The adapters train in mixed precision. `embedded` weights, those of embeddings and of the output layer, keep 16
    bits.

    >>> lora_memory(1_600_000, 0).total, lora_memory(1_600_000, 0, quantized=True, embedded=800_000).total
    (3200000, 2050000)
    """
    each = bytes_per_parameter(optimizer, "mixed")
    held = 2 * embedded - (embedded - base) * NF4_SIXTEENTHS_OF_BYTE // 16 if quantized else 2 * base
    return _summed(
        weights=held + each.weights * adapters,
        gradients=each.gradients * adapters,
        optimizer=each.optimizer * adapters,
        activations=activations,
        overhead=overhead,
    )


def _summed(weights: int, gradients: int, optimizer: int, activations: int, overhead: int) -> TrainingMemory:
    total = weights + gradients + optimizer + activations + overhead
    return TrainingMemory(weights, gradients, optimizer, activations, overhead, total)


# Activations ------------------------------------------------------------------------------------------------


def dense_activations(
    batch: int, inputs: int, widths: Sequence[int], *, bytes_per_value: int = 4, kept_per_unit: int = 2
) -> int:
    """Bytes that a stack of dense layers keeps for its backward pass.

    A layer keeps its input, and an activation function its input or output: about two values per hidden unit,
    three with normalisation or dropout.
    """
    return batch * (inputs + kept_per_unit * sum(widths)) * bytes_per_value


def recurrent_activations(
    batch: int,
    steps: int,
    units: int,
    *,
    cell: Literal["lstm", "gru", "rnn"],
    layers: int = 1,
    bytes_per_value: int = 4,
) -> int:
    """Bytes kept for backpropagation through time: gates, states and outputs of every step; an estimate."""
    kept = {"lstm": 7, "gru": 6, "rnn": 2}[cell]
    return batch * steps * units * layers * kept * bytes_per_value


def transformer_activations(
    batch: int,
    tokens: int,
    width: int,
    depth: int,
    heads: int,
    *,
    flash_attention: bool = True,
    checkpointing: Checkpointing = "none",
    precision: Precision = "mixed",
) -> int:
    """Bytes that a transformer keeps: s b h L (34 + 5 a s / h) in 16 bits (arXiv:2205.05198).

    Flash attention, and selective checkpointing, drop the second term. Full checkpointing keeps the 2 s b h
    input of each layer and one layer whole. 32 bits double the values; that this doubles the one-byte dropout masks too
    errs on the safe side.

    >>> transformer_activations(1, 2048, 4096, 32, 32) == 34 * 2048 * 4096 * 32
    True
    """
    scale = 2 if precision == "fp32" else 1
    linear = 34 * tokens * batch * width
    quadratic = 0 if flash_attention or checkpointing == "selective" else 5 * heads * tokens * tokens * batch
    layer = linear + quadratic
    kept = depth * layer
    if checkpointing == "full":
        kept = min(kept, depth * 2 * tokens * batch * width + layer)
    return scale * kept
