"""What training has to hold on one device: the load of a network, and where the bytes go."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING, Final

from advisor.config.values import Load, Wanted
from advisor.networks import memory
from advisor.networks.architecture import Architecture
from advisor.networks.forward_pass import own_activations, published_activations
from advisor.networks.layers import own_parameters
from advisor.networks.memory import TrainingMemory
from advisor.networks.published import TOP_SHARE, adapter_parameters, lora_rank, published

if TYPE_CHECKING:
    from advisor.config.words import Optimizer, Precision
    from advisor.networks.catalogue import Backbone
    from advisor.networks.memory import Optimizer as Counted

LAYER_INPUT: Final = 1 / 17  # of what a transformer block keeps, the input that a checkpoint keeps; arXiv:2205.05198
FROZEN_SHARE: Final = 0.1  # activations that remain when the backbone does not learn; derived
TOP_KEPT: Final = 0.2  # activations of the top blocks: the last maps are small; derived on ResNet-50
TOKENS_AT_ONCE: Final = 512  # whose logits an exported project holds at once
LOGIT_BYTES: Final = 12  # of a logit at the loss: itself, its logarithm and its gradient, in 32 bits; derived
HALF: Final = ("bf16", "fp16")
SHARDING: Final = ("fsdp", "zero-3", "tensor-and-data-parallel")  # strategies that spread weights over devices
ADAPTIVE: Final = ("adam", "adamw", "nadam", "adamax", "muon-and-adamw")  # optimisers whose states may have 8 bits


# The load -----------------------------------------------------------------------------------------------


def own_load(net: Architecture) -> Load:
    """The load of a network from scratch."""
    depth, kept = len(net.widths), own_activations(net)
    blocks = depth if net.family == "transformer" else 0
    logits = TOKENS_AT_ONCE * net.outputs * LOGIT_BYTES if net.language else 0
    return Load(own_parameters(net), kept, checkpointed_bytes(kept, blocks, max(1, depth) * 4), logits=logits)


def published_load(wanted: Wanted, tokens: int) -> Load:
    """The load of a published network, at a resolution or over so many tokens."""
    known = published(wanted.backbone)
    kept = published_activations(known, wanted.resolution, tokens)
    layers = known.depth if tokens and known.depth else 0
    return Load(
        known.parameters,
        kept,
        checkpointed_bytes(kept, layers),
        wanted.backbone,
        wanted.trainable,
        wanted.resolution,
        tokens,
        wanted.taught,
        TOKENS_AT_ONCE * vocabulary_of(known) * LOGIT_BYTES if known.task == "generation" else 0,
    )


def vocabulary_of(known: Backbone) -> int:
    """Tokens that a published transformer of texts knows; 0 for other networks."""
    return int(known.config.get("vocab_size", 0))


def embedded_in(known: Backbone) -> int:
    """Weights of embeddings and of the output layer, which quantisation leaves alone."""
    tables = 1 if known.config.get("tie_word_embeddings", True) else 2
    return tables * vocabulary_of(known) * (known.feature_width or 0)


def reduced_load(load: Load, wanted: Wanted) -> Load:
    """The load of a smaller tier of a published network, or of the same one on smaller images."""
    known = published(wanted.backbone)
    return published_load(wanted, min(load.tokens, known.max_tokens or 0))


def checkpointed_bytes(kept: int, blocks: int, layers: int = 16) -> int:
    """Bytes left where each block's input alone is kept, or every sqrt(layers)-th layer (arXiv:1604.06174)."""
    if blocks:
        return min(kept, ceil(kept * (LAYER_INPUT + 1 / blocks)))
    return min(kept, ceil(2 * kept / sqrt(layers)))


# Bytes on one device ------------------------------------------------------------------------------------


def device_memory(
    load: Load,
    *,
    optimizer: Optimizer | None,
    precision: Precision,
    micro_batch: int,
    devices: int,
    checkpointing: bool,
    optimizer_bits: int,
    quantized_base: bool,
    sharded: bool,
    gpu: bool,
) -> TrainingMemory:
    """Memory of one device: weights, gradients, states, activations and the framework's own share."""
    share = {"head": FROZEN_SHARE, "top-blocks": TOP_KEPT, "none": 0.0}.get(load.trainable, 1.0)
    each = load.checkpointed if checkpointing else load.kept
    kept = int(each * share * micro_batch) // (2 if precision in HALF else 1) + load.logits
    overhead = memory.framework_overhead("cuda" if gpu else "cpu", distributed=devices > 1)
    parts = weights_and_states(load, optimizer, precision, optimizer_bits, quantized_base)
    if sharded and load.trainable not in ("head", "none", "adapters"):
        parts = memory.sharded(parts, devices)
    return parts._replace(activations=kept, overhead=overhead, total=parts.total + kept + overhead)


def weights_and_states(
    load: Load, optimizer: Optimizer | None, precision: Precision, optimizer_bits: int, quantized_base: bool
) -> TrainingMemory:
    """Weights, gradients and optimiser states of the whole network."""
    half = precision in HALF
    if load.trainable in ("head", "none"):
        held = memory.inference_memory(load.parameters, bits=16 if half else 32)
        return TrainingMemory(held, 0, 0, 0, 0, held)
    if load.trainable == "adapters":
        known = published(load.backbone)
        adapters = adapter_parameters(known, lora_rank(known, load.taught))
        parts = memory.lora_memory(load.parameters, adapters, quantized=quantized_base, embedded=embedded_in(known))
        more = 0 if half else 2 * load.parameters
        return parts._replace(weights=parts.weights + more, total=parts.total + more)
    trained = int(load.parameters * (TOP_SHARE if load.trainable == "top-blocks" else 1.0))
    return memory.training_memory(
        trained,
        optimizer=_counted(optimizer, optimizer_bits),
        precision="mixed" if half else "fp32",
        frozen=load.parameters - trained,
    )


def _counted(optimizer: Optimizer | None, bits: int) -> Counted:
    """The optimiser with as many states as this one."""
    if optimizer in ADAPTIVE:
        return "adamw_8bit" if bits == 8 else "adamw"
    return "rmsprop" if optimizer == "rmsprop" else "sgd_momentum"
