"""What is plotted: the learning rate over training, and the memory that it takes."""

from typing import Any, Final, NamedTuple

from advisor.config.values import Wanted
from advisor.explaining.values import share, shown
from advisor.networks.memory import GIB, MIB, TrainingMemory
from advisor.networks.schedules import share_of_peak
from advisor.networks.training_memory import SHARDING, device_memory, reduced_load
from advisor.recommending import Recommendation

POINTS: Final = 120  # of a curve
INTERVALS: Final = (4, 5, 3, 2)  # between marks of an axis, where they divide it into whole numbers
PARTS: Final = {
    "weights": "Weights",
    "gradients": "Gradients",
    "optimizer": "Optimiser states",
    "activations": "Activations",
    "overhead": "Framework",
}


class Curve(NamedTuple):
    """A line over training: `points` in a square of 100 whose top is the peak."""

    name: str
    points: str
    starts: str
    ends: str


class RatePlot(NamedTuple):
    """The learning rate over training, with the marks of its axes, which divide them evenly."""

    curves: list[Curve]
    across: list[str]
    unit: str
    up: list[str]
    says: list[str]


def rate_plot(recommendation: Recommendation) -> RatePlot | None:
    """How the learning rate moves; None where nothing is trained."""
    values = recommendation.values()
    training = values.get("training", {})
    schedule, steps = training.get("schedule"), values["resources"].get("total_steps")
    if schedule is None or not steps:
        return None
    peak = training["learning_rate"]["initial"]
    moves = movement(training)
    whole = "max_steps" not in training or training["max_steps"] >= steps_of(values)
    length, unit = (training["epochs"], "epochs") if whole else (steps, "updates")
    unfreezing = values["model"].get("backbone", {}).get("unfreezing")
    curves = [_curve("Head" if unfreezing else "Learning rate", peak, moves)]
    if unfreezing:
        rests = min(1.0, unfreezing["head_epochs"] / training["epochs"]) if training["epochs"] else 0.0
        if values["model"]["backbone"].get("trainable") != "head" and rests < 1:
            curves.append(_curve("Published layers", peak, moves, unfreezing["backbone_rate"], rests))
    intervals = next((n for n in INTERVALS if length % n == 0), 1)
    across = [f"{length * mark // intervals:,}" for mark in range(intervals + 1)]
    return RatePlot(curves, across, unit, [shown(peak), shown(peak / 2), "0"], _said(training, moves))


def steps_of(values: dict[str, Any]) -> int:
    """Updates if every epoch is used in full."""
    return int(values["resources"]["steps_per_epoch"]) * int(values["training"]["epochs"])


def movement(training: dict[str, Any]) -> dict[str, Any]:
    """The settings of `share_of_peak` for the training section of a config."""
    schedule, averaging = training["schedule"], training.get("averaging", {})
    named = {
        "final": schedule.get("final_fraction"),
        "rising": schedule.get("rising_fraction"),
        "start": schedule.get("start_fraction"),
        "factor": schedule.get("factor"),
        "milestones": schedule.get("milestones"),
        "decay": schedule.get("decay_fraction"),
        "warmup": training.get("warmup"),
    }
    if averaging.get("kind") == "swa" and averaging.get("learning_rate_fraction"):
        named |= {"average_from": averaging["start"], "average_at": averaging["learning_rate_fraction"]}
    return {"schedule": schedule["name"]} | {name: value for name, value in named.items() if value is not None}


def _curve(name: str, peak: float, moves: dict[str, Any], scale: float = 1.0, begins: float = 0.0) -> Curve:
    found = [(part, scale * share_of_peak(part, **moves)) for part in _looked_at(moves) if part >= begins]
    if begins:
        found = [(0.0, 0.0), (begins, 0.0), *found]
    points = " ".join(f"{100 * part:.5g},{100 - 100 * share:.5g}" for part, share in found)
    return Curve(name, points, shown(peak * found[0][1]), shown(peak * found[-1][1]))


def _looked_at(moves: dict[str, Any]) -> list[float]:
    """Parts of training at which a curve is drawn: evenly, and on either side of where it bends or falls."""
    warmup, just = moves.get("warmup", 0.0), 1e-9
    bends = [*moves.get("milestones", ()), moves.get("rising"), moves.get("average_from")]
    bends += [1 - moves["decay"]] if "decay" in moves else []
    after = [warmup + (1 - warmup) * bend for bend in bends if bend is not None]
    parts = [step / POINTS for step in range(POINTS + 1)] + [warmup]
    return sorted({*parts, *(min(1.0, max(0.0, bend + side)) for bend in after for side in (-just, 0.0))})


def _said(training: dict[str, Any], moves: dict[str, Any]) -> list[str]:
    """What a plot cannot show."""
    said = []
    if moves["schedule"] == "plateau":
        schedule = training["schedule"]
        said.append(
            f"It is multiplied by {shown(schedule['factor'])} after {schedule['patience']:,} epochs without"
            " improvement, which only the data can tell."
        )
    stopping = training.get("early_stopping") or {}
    if stopping.get("patience"):
        said.append(f"Training stops early after {stopping['patience']:,} epochs without improvement.")
    return said


class MemoryPlot(NamedTuple):
    """The memory of one device in training, in bytes, and how much it has."""

    parts: list["Part"]
    total: int
    capacity: int

    @property
    def filled(self) -> float:
        """How much of a bar of 1000 the total fills."""
        return min(1000.0, 1000 * self.total / self.capacity)


class Part(NamedTuple):
    """One part of the memory, and where it lies in a bar of 1000 that all of them fill."""

    key: str
    name: str
    size: int
    share: str
    at: float
    wide: float


def memory_plot(recommendation: Recommendation) -> MemoryPlot:
    """Where the memory goes, as `compute.memory_gib` counts it."""
    parts = memory_parts(recommendation)
    drawn, at = [], 0.0
    for key, name in PARTS.items():
        size = getattr(parts, key)
        if size:
            wide = 1000 * size / parts.total
            drawn.append(Part(key, name, size, share(size, parts.total), at, wide))
            at += wide
    return MemoryPlot(drawn, parts.total, int(recommendation.problem.compute.device_memory_gib * GIB))


def memory_parts(recommendation: Recommendation) -> TrainingMemory:
    """The parts of the memory at the end of the memory ladder, in bytes."""
    chosen = {name: choice.value for name, choice in recommendation.resolution.choices.items()}
    load, fit = chosen["load"], chosen["fit"]
    if fit.backbone:
        load = reduced_load(load, Wanted(fit.backbone, fit.trainable, fit.resolution))
    return device_memory(
        load,
        optimizer=chosen.get("optimizer"),
        precision=fit.precision,
        micro_batch=fit.micro_batch,
        devices=fit.devices,
        checkpointing=fit.checkpointing,
        optimizer_bits=fit.optimizer_bits,
        quantized_base=fit.quantized_base,
        sharded=fit.strategy in SHARDING,
        gpu=recommendation.problem.compute.device == "gpu",
    )


def size_in_words(size: int) -> str:
    """Bytes in the largest unit of which there is one.

    >>> size_in_words(3 << 30), size_in_words(5 << 19), size_in_words(900)
    ('3 GiB', '2.5 MiB', '900 bytes')
    """
    for unit, name in ((GIB, "GiB"), (MIB, "MiB"), (1 << 10, "KiB")):
        if size >= unit:
            return f"{size / unit:,.3g} {name}" if size < 1000 * unit else f"{size / unit:,.0f} {name}"
    return f"{size:,} bytes"
