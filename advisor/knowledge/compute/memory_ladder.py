"""The memory ladder: what training takes on one device, and the reductions until it fits.

Each rung is tried with the largest micro-batch that fits, so that a reduction that frees much memory gives the
micro-batch back. The order is from what costs nothing but time to what costs accuracy:

1. smaller micro-batches, added up, but not below what BatchNorm needs,
2. weights sharded over the GPUs, where they rather than the activations are what fills the memory,
3. activations computed again,
4. optimiser states in 8 bits,
5. smaller images, 6. adapters alone, 7. frozen weights in 4 bits, 8. a smaller tier,
9. micro-batches below what BatchNorm needs: another normalisation takes its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from advisor.config.values import Fit, Load, Wanted
from advisor.networks.memory import GIB, gib
from advisor.networks.published import published, smaller
from advisor.networks.training_memory import ADAPTIVE, SHARDING, device_memory, reduced_load, weights_and_states

if TYPE_CHECKING:
    from collections.abc import Callable

    from advisor.config.words import Family, Optimizer, Precision, Strategy
    from advisor.problem import Problem

PER_DEVICE: Final = 8  # examples of a batch below which another device is not worth its traffic; folklore
WORTHWHILE: Final = 256 << 20  # bytes of activations that make even fewer examples worth it; folklore
LEAST_WORK: Final = (
    64 << 20
)  # bytes of activations below which a device waits for the others, not they for it; folklore
SMALL_NETWORK: Final = 5_000_000  # parameters below which 16 bits gain nothing worth having; folklore
USABLE: Final = 0.9  # part of the memory that a plan may fill: allocators fragment, and estimates err; folklore
SHARDED_FROM: Final = 0.5  # part of the memory that weights and states fill when sharding beats recomputing; folklore
BATCH_FLOOR: Final = 16  # examples on a device that BatchNorm's statistics need; Wu & He 2018
LEAST_SIDE: Final = 128  # pixels below which backbones made for 224 lose too much; folklore
LEAST_SHARE: Final = 0.5  # of the resolution that a network was made for; folklore
SIDE_STEP: Final = 0.75  # the next smaller resolution
SIDE_MULTIPLE: Final = 32  # pixels; what most backbones halve five times
PATCH_MULTIPLES: Final = {"dinov2": 14}  # pixels of a patch, where it is not a divisor of 32
LARGE_FOR_ADAPTERS: Final = 100_000_000  # parameters from which adapters save more than they cost; folklore
HUGE: Final = 20_000_000_000  # parameters from which one node's shards need tensor parallelism; ml-engineering
WITHOUT_BF16: Final = ("t4", "v100")


class Rung(NamedTuple):
    """Settings on the ladder, and the reductions that led there."""

    load: Load
    batch: int
    precision: Precision
    devices: int
    accumulation: int = 1
    checkpointing: bool = False
    bits: int = 32
    quantized: bool = False
    sharded: bool = False
    taken: tuple[str, ...] = ()

    @property
    def micro_batch(self) -> int:
        """Examples on one device at a time; rounded up where devices and pieces do not divide the batch."""
        return max(1, -(-self.batch // (self.devices * self.accumulation)))


class Walk:
    """One walk down the ladder."""

    def __init__(
        self,
        problem: Problem,
        family: Family,
        load: Load,
        optimizer: Optimizer | None,
        batch: int,
        only_batch: bool = False,
    ) -> None:
        self.problem = problem
        self.gpu = problem.compute.device == "gpu"
        self.optimizer = optimizer
        self.only_batch = only_batch
        self.capacity = int(problem.compute.device_memory_gib * GIB)
        self.fixed = {path.removeprefix("compute."): value for path, value in problem.pins.items()}
        self.floor = BATCH_FLOOR if family == "cnn" or (family == "unet" and not problem.data.volumetric) else 1
        self.start = self._start(family, load, batch)

    def fit(self) -> Fit:
        """What the end of the walk settles."""
        return self._settled(self._end())

    def _end(self) -> Rung:
        """Take one reduction after the other until the estimate fits, with a tenth of the memory to spare."""
        rung = self.start
        while True:
            for floor in (self.floor, 1) if self.only_batch else (self.floor,):
                if found := self._largest_piece(rung, floor):
                    return found
            if self.only_batch or (lower := self._next(rung)) is None:
                break
            rung = lower
        return self._largest_piece(rung, 1) or self._smallest_piece(rung)

    def _start(self, family: Family, load: Load, batch: int) -> Rung:
        gpus = self.problem.compute.gpus if self.gpu and not self.only_batch and family != "zero-shot" else 1
        kept = max(1, load.kept)
        worth = max(min(PER_DEVICE, -(-WORTHWHILE // kept)), -(-LEAST_WORK // kept))
        devices = max(1, min(gpus, batch // worth))
        small = load.parameters < SMALL_NETWORK and not load.backbone
        precision: Precision = "fp32"
        if self.gpu and not small and not self.only_batch:
            precision = "fp16" if self.problem.compute.accelerator in WITHOUT_BF16 else "bf16"
        fixed = self.fixed
        devices = fixed.get("devices", devices)
        pieces = fixed.get("accumulation", 1)
        if "micro_batch" in fixed:
            pieces = max(1, -(-batch // (devices * fixed["micro_batch"])))
        return Rung(
            load,
            batch,
            fixed.get("precision", precision),
            devices,
            pieces,
            fixed.get("checkpointing", False),
            fixed.get("optimizer_bits", 32),
            sharded=fixed.get("strategy") in SHARDING,
        )

    # Micro-batches ----------------------------------------------------------------------------------------

    def _largest_piece(self, rung: Rung, floor: int) -> Rung | None:
        """The rung with the largest micro-batch that fits and is no smaller than `floor`, if there is one."""
        while self.bytes(rung) > self.capacity * USABLE:
            if rung.micro_batch == 1 or self._in_pieces:
                return None
            rung = rung._replace(accumulation=rung.accumulation * 2)
            if rung.micro_batch < floor:
                return None
        return rung

    def _smallest_piece(self, rung: Rung) -> Rung:
        while rung.micro_batch > 1 and not self._in_pieces:
            rung = rung._replace(accumulation=rung.accumulation * 2)
        return rung

    @property
    def _in_pieces(self) -> bool:
        """Whether a user fixed into how many pieces the batch is cut."""
        return "micro_batch" in self.fixed or "accumulation" in self.fixed

    # Memory -----------------------------------------------------------------------------------------------

    def bytes(self, rung: Rung) -> int:
        """Memory of one device."""
        return device_memory(
            rung.load,
            optimizer=self.optimizer,
            precision=rung.precision,
            micro_batch=rung.micro_batch,
            devices=rung.devices,
            checkpointing=rung.checkpointing,
            optimizer_bits=rung.bits,
            quantized_base=rung.quantized,
            sharded=rung.sharded,
            gpu=self.gpu,
        ).total

    # Reductions -------------------------------------------------------------------------------------------

    def _next(self, rung: Rung) -> Rung | None:
        """The next rung down: the most harmless reduction that has not been taken."""
        held = weights_and_states(rung.load, self.optimizer, rung.precision, rung.bits, rung.quantized)
        heavy = held.total > self.capacity * SHARDED_FROM
        located = self.problem.task == "detection"  # a detector's tiers each bring the resolution they are best at
        reductions: tuple[Callable[[Rung], Rung | None], ...] = (
            *((self._sharded,) if heavy else ()),
            self._computed_again,
            self._eight_bits,
            self._sharded,
            *((self._smaller_tier, self._smaller_images) if located else (self._smaller_images,)),
            self._adapters,
            self._four_bits,
            self._smaller_tier,
        )
        for reduced in reductions:
            if (lower := reduced(rung)) is not None:
                return lower
        return None

    def _sharded(self, rung: Rung) -> Rung | None:
        gpus = min(self.problem.compute.gpus, rung.batch) if self.gpu else 1
        if gpus < 2 or rung.sharded or rung.load.trainable != "all" or {"strategy", "devices"} & self.fixed.keys():
            return None
        return rung._replace(sharded=True, devices=gpus, taken=(*rung.taken, f"weights sharded over {gpus} GPUs"))

    def _computed_again(self, rung: Rung) -> Rung | None:
        load = rung.load
        if (
            rung.checkpointing
            or "checkpointing" in self.fixed
            or load.trainable in ("none", "head")
            or load.checkpointed >= load.kept
        ):
            return None
        return rung._replace(checkpointing=True, taken=(*rung.taken, "activations computed again"))

    def _eight_bits(self, rung: Rung) -> Rung | None:
        if (
            not self.gpu
            or "optimizer_bits" in self.fixed
            or rung.bits == 8
            or self.optimizer not in ADAPTIVE
            or rung.load.trainable != "all"
        ):
            return None
        return rung._replace(bits=8, taken=(*rung.taken, "optimiser states in 8 bits"))

    def _smaller_images(self, rung: Rung) -> Rung | None:
        load = rung.load
        if not load.resolution or "model.input.shape" in self.fixed:
            return None
        patches = (size for name, size in PATCH_MULTIPLES.items() if load.backbone.startswith(name))
        multiple = next(patches, SIDE_MULTIPLE)
        side = int(load.resolution * SIDE_STEP) // multiple * multiple
        native = min(published(load.backbone).resolution or load.resolution, self.start.load.resolution)
        if side < max(LEAST_SIDE, native * LEAST_SHARE):
            return None
        kept = _without(rung, "images of")
        return rung._replace(
            load=reduced_load(load, Wanted(load.backbone, load.trainable, side, load.taught)),
            taken=(*kept, f"images of {side} pixels"),
        )

    def _adapters(self, rung: Rung) -> Rung | None:
        load = rung.load
        if load.trainable != "all" or not load.tokens or load.parameters < LARGE_FOR_ADAPTERS:
            return None
        if "model.backbone.trainable" in self.fixed:
            return None
        return rung._replace(
            load=replace(load, trainable="adapters"),
            bits=32,
            sharded=False,
            taken=(*_without(rung, "optimiser", "weights sharded"), "adapters alone learn"),
        )

    def _four_bits(self, rung: Rung) -> Rung | None:
        if not self.gpu or rung.load.trainable != "adapters" or rung.quantized:
            return None
        return rung._replace(quantized=True, taken=(*rung.taken, "frozen weights in 4 bits"))

    def _smaller_tier(self, rung: Rung) -> Rung | None:
        load = rung.load
        tier = smaller(load.backbone) if load.backbone else None
        if tier is None or "model.backbone.name" in self.fixed:
            return None
        native = published(tier).resolution or 0
        side = min(load.resolution, native) if native else load.resolution
        return rung._replace(
            load=reduced_load(load, Wanted(tier, load.trainable, side, load.taught)),
            quantized=False,
            taken=(*_without(rung, "frozen weights", "the smaller tier"), f"the smaller tier {tier}"),
        )

    # Result -----------------------------------------------------------------------------------------------

    def _settled(self, rung: Rung) -> Fit:
        load, needed = rung.load, self.bytes(rung)
        strategy: Strategy = "ddp" if rung.devices > 1 else "single"
        if rung.sharded:
            strategy = "tensor-and-data-parallel" if load.parameters >= HUGE else "fsdp"
        taken = list(rung.taken)
        if rung.accumulation > 1:
            taken.insert(0, f"micro-batch of {rung.micro_batch}, gradients added up")
        if rung.accumulation > 1 and rung.micro_batch < self.floor:
            taken.append("no BatchNorm, which so few examples on a device do not bear")
        return Fit(
            precision=rung.precision,
            strategy=strategy,
            devices=rung.devices,
            micro_batch=rung.micro_batch,
            accumulation=-(-rung.batch // (rung.micro_batch * rung.devices)),
            checkpointing=rung.checkpointing,
            optimizer_bits=rung.bits,
            ladder=taken,
            memory_gib=gib(needed),
            fits=needed <= self.capacity,
            backbone=load.backbone,
            trainable=load.trainable,
            quantized_base=rung.quantized,
            resolution=load.resolution,
        )


def _without(rung: Rung, *starts: str) -> tuple[str, ...]:
    """The reductions taken, without those that a later one undoes or repeats."""
    return tuple(said for said in rung.taken if not said.startswith(starts))
