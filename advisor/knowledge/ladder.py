"""The memory ladder: what training takes on one device, and the reductions until it fits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from advisor.arithmetic import memory, parameters
from advisor.config.values import Fit, Wanted
from advisor.knowledge.backbone import published, smaller

if TYPE_CHECKING:
    from collections.abc import Iterator

    from advisor.arithmetic.memory import Optimizer as Counted
    from advisor.config.words import Cell, Family, Optimizer, Precision, Trainable
    from advisor.problem import Problem

PER_DEVICE: Final = 8  # examples of a batch below which another device is not worth its traffic; folklore
SMALL_NETWORK: Final = 5_000_000  # parameters below which 16 bits gain nothing worth having; folklore
BYTES_PER_GMAC: Final = 25_000_000  # activations of one example in 32 bits, as measured on ResNet-50 and ConvNeXt
FROZEN_SHARE: Final = 0.1  # activations that remain when the backbone does not learn; derived
TOP_SHARE: Final = 0.4  # weights and activations of the top blocks; derived
LORA_SHARE: Final = 0.01  # adapters' weights over the base's, at rank 16 on all layers; derived
LEAST_SIDE: Final = 128  # pixels below which backbones made for 224 lose too much; folklore
SIDE_STEP: Final = 0.75  # the next smaller resolution
CHECKPOINTED: Final = 0.25  # activations that checkpointing keeps, at some 16 blocks (2 / sqrt(16) / 2); derived
LARGE_FOR_ADAPTERS: Final = 100_000_000  # parameters from which adapters save more than they cost; folklore
HUGE: Final = 20_000_000_000  # parameters from which one node's shards need tensor parallelism; ml-engineering
VOCABULARY: Final = 65_536  # tokens of a byte-pair vocabulary, for planning
HALF: Final = ("bf16", "fp16")
WITHOUT_BF16: Final = ("t4", "v100")
ADAPTIVE: Final = ("adam", "adamw", "nadam", "muon-and-adamw")


class Load(NamedTuple):
    """What has to fit: sizes of one example and of the network, at the wanted settings."""

    family: Family
    parameters: int
    activations: int  # bytes of one example, 32 bits
    batch: int
    optimizer: Optimizer | None
    trainable: Trainable = "all"
    backbone: str = ""
    resolution: int = 0
    tokens: int = 0  # for transformers, the length that activations were taken at


class Rung(NamedTuple):
    """Settings on the ladder, and the reductions that led there."""

    load: Load
    precision: Precision
    devices: int
    micro_batch: int
    checkpointing: bool = False
    bits: int = 32
    quantized: bool = False
    sharded: bool = False
    taken: tuple[str, ...] = ()


def load(
    problem: Problem,
    family: Family,
    wanted: Wanted | None,
    widths: list[int],
    cell: Cell | None,
    optimizer: Optimizer | None,
    batch_size: int | None,
    max_length: int | None,
    lookback: int | None,
) -> Load:
    """Estimate the network's size and the activations of one example."""
    batch = batch_size or 1
    if wanted is not None:
        tokens = _backbone_tokens(problem, wanted.backbone, max_length)
        size, kept = _backbone_size(wanted.backbone, wanted.resolution, tokens)
        return Load(family, size, kept, batch, optimizer, wanted.trainable, wanted.backbone, wanted.resolution, tokens)
    size, kept = _own_size(problem, family, widths, cell, max_length, lookback)
    return Load(family, size, kept, batch, optimizer)


def _backbone_tokens(problem: Problem, name: str, max_length: int | None) -> int:
    known = published(name)
    if known.max_tokens is None:
        return 0
    if problem.data.kind == "text":
        return min(max_length or known.max_tokens, known.max_tokens)
    return known.max_tokens


def _backbone_size(name: str, resolution: int, tokens: int) -> tuple[int, int]:
    """Parameters, and bytes of activations of one example in 32 bits."""
    known = published(name)
    if tokens and known.depth and known.feature_width and known.heads:
        kept = memory.transformer_activations(
            1, tokens, known.feature_width, known.depth, known.heads, precision="fp32",
            vocabulary=VOCABULARY if known.task == "generation" else 0,
        )  # fmt: skip
        return known.parameters, kept
    kept = known.activation_bytes or int((known.gmacs or 2.0) * BYTES_PER_GMAC)
    if resolution and known.resolution:
        kept = int(kept * (resolution / known.resolution) ** 2)
    return known.parameters, kept


def _own_size(
    problem: Problem, family: Family, widths: list[int], cell: Cell | None, max_length: int | None, lookback: int | None
) -> tuple[int, int]:
    data = problem.data
    width = max(widths, default=1)
    if family in ("cnn", "unet") and data.kind == "image":
        blocks = [2] * len(widths)
        depth = 32 if data.volumetric else 1  # slices of a patch
        sides = (min(data.image.height, 512), min(data.image.width, 512))
        values = memory.cnn_feature_values(*sides, widths, blocks, stem_stride=1) * depth
        kept = memory.cnn_activations(1, values) * (2 if family == "unet" else 1)
        size = parameters.residual_cnn(widths, blocks, 10, input_channels=data.image.channels, stem_kernel=3)
        return size * (3 if data.volumetric else 1), kept
    if family == "transformer":
        steps = max_length or lookback or data.length
        heads = max(1, width // 64)
        words = VOCABULARY if problem.task == "language-modeling" else 0
        kept = memory.transformer_activations(1, steps, width, len(widths), heads, precision="fp32", vocabulary=words)
        return len(widths) * 12 * width * width + 2 * words * width, kept
    if family == "rnn":
        kept = memory.recurrent_activations(1, data.length, width, cell=cell or "lstm", layers=max(1, len(widths)))
        size = parameters.recurrent(cell or "lstm", data.features, width, layers=max(1, len(widths)))
        return size, kept
    steps = lookback or (max_length if data.kind == "text" else None) or 1
    inputs = data.features if data.kind in ("table", "sequence") else steps
    convolved = data.length if family in ("cnn", "sepcnn") else 1
    kept = memory.dense_activations(1, inputs, widths) * convolved
    return parameters.mlp(inputs, widths, max(data.classes, data.outputs)), kept


def climb(problem: Problem, burden: Load, only_batch: bool = False) -> Fit:
    """Take one reduction after the other until the estimate fits the memory of one device."""
    capacity = problem.compute.memory_gb * memory.GIB
    rung = _start(problem, burden, only_batch)
    while (needed := _bytes(problem, rung)) > capacity:
        lower = next(iter(_reductions(problem, rung, only_batch)), None)
        if lower is None:
            break
        rung = lower
    return _settled(problem, rung, needed, needed <= capacity)


def _start(problem: Problem, burden: Load, only_batch: bool) -> Rung:
    gpus = problem.compute.gpus if problem.compute.device == "gpu" else 1
    if burden.family == "zero-shot" or only_batch:
        gpus = min(gpus, 1) or 1
    devices = max(1, min(gpus, burden.batch // PER_DEVICE)) if gpus > 1 else 1
    small = burden.parameters < SMALL_NETWORK and not burden.backbone
    precision: Precision = "fp32"
    if problem.compute.device == "gpu" and not small and not only_batch:
        precision = "fp16" if problem.compute.accelerator in WITHOUT_BF16 else "bf16"
    return Rung(burden, precision, devices, -(-burden.batch // devices))


def _bytes(problem: Problem, rung: Rung) -> int:
    burden = rung.load
    half = rung.precision in HALF
    share = {"all": 1.0, "top-blocks": TOP_SHARE, "head": FROZEN_SHARE, "adapters": 1.0, "none": 0.0}[burden.trainable]
    kept = int(burden.activations * share * rung.micro_batch * (0.5 if half else 1.0))
    if rung.checkpointing:
        kept = int(kept * CHECKPOINTED)
    overhead = memory.framework_overhead(
        "cuda" if problem.compute.device == "gpu" else "cpu", distributed=rung.devices > 1
    )
    if burden.trainable in ("head", "none"):
        weights = memory.inference_memory(burden.parameters, bits=16 if half else 32)
        return weights + kept + overhead
    if burden.trainable == "adapters":
        adapters = int(burden.parameters * LORA_SHARE)
        return memory.lora_memory(
            burden.parameters, adapters, quantized=rung.quantized, activations=kept, overhead=overhead
        ).total
    trained = int(burden.parameters * (TOP_SHARE if burden.trainable == "top-blocks" else 1.0))
    total = memory.training_memory(
        trained,
        optimizer=_counted(burden.optimizer, rung.bits),
        precision="mixed" if half else "fp32",
        frozen=burden.parameters - trained,
        activations=0,
    ).total
    return (total // rung.devices if rung.sharded else total) + kept + overhead


def _counted(optimizer: Optimizer | None, bits: int) -> Counted:
    if optimizer in ADAPTIVE:
        return "adamw_8bit" if bits == 8 else "adamw"
    return "rmsprop" if optimizer == "rmsprop" else "sgd_momentum"


def _reductions(problem: Problem, rung: Rung, only_batch: bool) -> Iterator[Rung]:
    """The next rungs, the harmless first; the first one is taken."""
    burden = rung.load
    gpu = problem.compute.device == "gpu"
    if rung.micro_batch > 1:
        half = -(-rung.micro_batch // 2)
        said = [one for one in rung.taken if not one.startswith("micro-batch")]
        yield rung._replace(micro_batch=half, taken=(*said, f"micro-batch of {half}, gradients added up"))
    if only_batch:
        return
    if not rung.checkpointing and burden.activations and burden.trainable != "none":
        yield rung._replace(checkpointing=True, taken=(*rung.taken, "activations computed again"))
    if gpu and rung.bits == 32 and burden.optimizer in ADAPTIVE and burden.trainable == "all":
        yield rung._replace(bits=8, taken=(*rung.taken, "optimiser states in 8 bits"))
    if gpu and problem.compute.gpus > 1 and not rung.sharded and burden.trainable == "all":
        gpus = problem.compute.gpus
        yield rung._replace(sharded=True, devices=gpus, taken=(*rung.taken, f"weights sharded over {gpus} GPUs"))
    if burden.resolution and int(burden.resolution * SIDE_STEP) >= LEAST_SIDE:
        side = int(burden.resolution * SIDE_STEP) // 32 * 32
        if LEAST_SIDE <= side < burden.resolution:
            size, kept = _backbone_size(burden.backbone, side, burden.tokens)
            smaller_images = burden._replace(parameters=size, activations=kept, resolution=side)
            yield rung._replace(load=smaller_images, taken=(*rung.taken, f"images of {side} pixels"))
    yield from _lighter(rung, gpu)


def _lighter(rung: Rung, gpu: bool) -> Iterator[Rung]:
    """Adapters, 4 bits, the next smaller tier."""
    burden = rung.load
    adaptable = burden.tokens > 0 and burden.parameters >= LARGE_FOR_ADAPTERS
    if burden.trainable == "all" and adaptable:
        yield rung._replace(
            load=burden._replace(trainable="adapters"), bits=32, taken=(*rung.taken, "adapters alone learn")
        )
    if gpu and burden.trainable == "adapters" and not rung.quantized:
        yield rung._replace(quantized=True, taken=(*rung.taken, "frozen weights in 4 bits"))
    if burden.backbone and (tier := smaller(burden.backbone)):
        size, kept = _backbone_size(tier, burden.resolution, burden.tokens)
        yield rung._replace(
            load=burden._replace(backbone=tier, parameters=size, activations=kept),
            quantized=False,
            taken=(*rung.taken, f"the smaller tier {tier}"),
        )


def _settled(problem: Problem, rung: Rung, needed: int, fits: bool) -> Fit:
    burden = rung.load
    if rung.sharded:
        strategy = "tensor-and-data-parallel" if burden.parameters >= HUGE else "fsdp"
    else:
        strategy = "ddp" if rung.devices > 1 else "single"
    return Fit(
        precision=rung.precision,
        strategy=strategy,  # type: ignore[arg-type]
        devices=rung.devices,
        micro_batch=rung.micro_batch,
        accumulation=max(1, -(-burden.batch // (rung.micro_batch * rung.devices))),
        checkpointing=rung.checkpointing,
        optimizer_bits=rung.bits,
        ladder=list(rung.taken),
        memory_gib=memory.gib(needed),
        fits=fits,
        backbone=burden.backbone,
        trainable=burden.trainable,
        quantized_base=rung.quantized,
        resolution=burden.resolution,
    )
