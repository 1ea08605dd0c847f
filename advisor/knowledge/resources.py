"""What it costs, computed from the choices."""

from __future__ import annotations

from math import prod
from typing import TYPE_CHECKING, Final

from advisor.arithmetic import compute as arithmetic
from advisor.arithmetic import parameters as layers_of
from advisor.engine import Decision, Pick, Skip, pick, skip
from advisor.knowledge.backbone import published
from advisor.knowledge.common import BOTH, count, plural
from advisor.knowledge.counting import AUDIOSET_CLASSES, IMAGENET_CLASSES, Architecture, own_parameters
from advisor.knowledge.ladder import LORA_SHARE, TOP_SHARE

if TYPE_CHECKING:
    from advisor.config.values import EmbeddingSize, NumericEmbedding
    from advisor.config.words import Activation, Cell, Family, Normalization, Trainable
    from advisor.problem import Problem

UTILISATION: Final = 0.35  # share of a GPU's peak that training reaches; nanochat about 0.46, small nets less
CPU_UTILISATION: Final = 0.3  # likewise of a CPU's; folklore
STEP_SECONDS: Final = 0.002  # least time of one update, whatever its size: launches and Python; measured order
UNKNOWN_GPU: Final = "t4"  # what an unknown GPU is counted as
CPU: Final = "laptop_cpu"
MEMORY_VARIANTS: Final = {"a100": "a100_40"}  # key of the device table where a model is sold in two sizes
FORWARD_AND_BACKWARD: Final = 3  # operations of training over those of a forward pass

parameters: Decision[int] = Decision(
    "resources.parameters", "How many parameters has the network?", name="network_parameters"
)


@parameters.rule("RES-PARAMS-BACKBONE", sources=["torchvision-models"], strength="strong", rulesets=BOTH)
def of_a_backbone(problem: Problem, backbone: str | None, family: Family, units: int) -> Pick[int] | Skip:
    """The published network, with its head replaced by one for this task where it has one to replace."""
    if backbone is None:
        return skip("the network is built from scratch")
    known = published(backbone)
    size, width = known.parameters, known.feature_width or 0
    if family == "pretrained" and problem.data.kind in ("image", "audio") and known.task == "classification":
        classes = AUDIOSET_CLASSES if problem.data.kind == "audio" else IMAGENET_CLASSES
        size += layers_of.dense(width, units) - layers_of.dense(width, classes)
    elif family in ("pretrained", "sentence-embedding"):
        size += layers_of.dense(width, units)
    return pick(size, f"{backbone} has {count(known.parameters)} with the head that it was published with")


@parameters.rule("RES-PARAMS", sources=["guide:G-IN-1", "guide:G-OUT-1"], strength="strong", rulesets=BOTH)
def of_its_own(  # every choice that decides the shape of a layer
    problem: Problem,
    family: Family,
    input_shape: list[int],
    widths: list[int],
    units: int,
    normalization: Normalization,
    activation: Activation | None,
    numeric_embedding: NumericEmbedding | None,
    embeddings: list[EmbeddingSize] | None,
    blocks_per_stage: int | None,
    residual: bool | None,
    cell: Cell | None,
    bidirectional: bool | None,
    kernel: int | None,
    heads: int | None,
    feedforward: int | None,
    patch: list[int] | None,
    members: int | None,
    vocabulary: int | None,
    backbone: str | None,
) -> Pick[int] | Skip:
    """Weights and biases of every layer, counted from its shape."""
    if backbone is not None:
        return skip("the network is a published one")
    net = Architecture(
        family, input_shape, widths, units, normalization, activation, numeric_embedding, embeddings,
        blocks_per_stage, residual, cell, bidirectional, kernel, heads, feedforward, patch, members, vocabulary,
    )  # fmt: skip
    size = own_parameters(problem, net)
    return pick(
        size,
        f"{plural(len(widths), 'hidden layer')} between an input of {'x'.join(map(str, input_shape))} and"
        f" {plural(units, 'output')}",
    )


trainable_parameters: Decision[int] = Decision("resources.trainable_parameters", "How many of them learn?")


@trainable_parameters.rule("RES-TRAINABLE", sources=["lora2021", "guide:G-HID-5"], strength="strong", rulesets=BOTH)
def those_that_learn(
    problem: Problem, network_parameters: int, trainable: Trainable | None, backbone: str | None, units: int
) -> Pick[int] | Skip:
    """All of them, or those of the head, of the top blocks or of adapters (the last two are estimates)."""
    if trainable is None or trainable == "all":
        return pick(network_parameters, f"all {count(network_parameters)} learn")
    if trainable == "none" or backbone is None:
        return pick(0, "the network is used as it is")
    if trainable == "head":
        width = published(backbone).feature_width or 0
        return pick(layers_of.dense(width, units), f"the head alone learns, on {count(width)} frozen features")
    share = LORA_SHARE if trainable == "adapters" else TOP_SHARE
    return pick(
        int(network_parameters * share),
        f"about {share:.0%} of {count(network_parameters)}: an estimate for {trainable}",
    )


steps_per_epoch: Decision[int] = Decision(
    "resources.steps_per_epoch",
    "How many updates make one pass over the data?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@steps_per_epoch.rule("RES-STEPS", sources=["guide:G-BAT-1"], strength="strong", rulesets=BOTH)
def updates_of_a_pass(train_rows: int, batch_size: int) -> Pick[int] | Skip:
    """Training examples over the batch, rounded up."""
    steps = arithmetic.steps_per_epoch(train_rows, batch_size)
    return pick(steps, f"{plural(train_rows, 'training example')} in batches of {count(batch_size)}")


total_steps: Decision[int] = Decision(
    "resources.total_steps",
    "How many updates if every epoch is used?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@total_steps.rule("RES-TOTAL", sources=["guide:G-EP-1"], strength="strong", rulesets=BOTH)
def all_updates(steps_per_epoch: int, epochs: int, max_steps: int | None, folds: int) -> Pick[int] | Skip:
    """Updates of a pass times epochs, of one run, unless it ends within a pass."""
    each = f"; each of {folds} folds takes as many" if folds > 1 else ""
    if max_steps is not None and max_steps < steps_per_epoch * epochs:
        return pick(
            max_steps, f"training ends after {count(max_steps)} of the {count(steps_per_epoch)} updates of a pass{each}"
        )
    return pick(
        steps_per_epoch * epochs, f"{count(steps_per_epoch)} updates in each of {plural(epochs, 'epoch')}{each}"
    )


training_flops: Decision[float] = Decision(
    "resources.training_flops",
    "How many operations does training take?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@training_flops.rule("RES-FLOPS", sources=["kaplan2020", "chinchilla2022"], strength="moderate", rulesets=BOTH)
def operations(
    problem: Problem,
    family: Family,
    backbone: str | None,
    network_parameters: int,
    input_shape: list[int],
    train_rows: int,
    epochs: int,
    batch_size: int,
    total_steps: int,
    checkpointing: bool,
) -> Pick[float] | Skip:
    """Two operations a parameter and token forward, twice that backward; convolutions by their published count."""
    known = published(backbone) if backbone else None
    if known and known.gmacs and known.resolution:
        side = input_shape[0] if problem.data.kind == "image" else known.resolution
        forward = 2e9 * known.gmacs * (side / known.resolution) ** 2
    elif family in ("cnn", "unet"):
        forward = 2.0 * network_parameters * prod(input_shape[:-1]) / max(1, len(input_shape))  # rough: maps shrink
    elif family in ("rnn", "transformer", "sepcnn") or problem.data.kind in ("text", "audio"):
        forward = 2.0 * network_parameters * max(input_shape[0] if input_shape else 1, 1)
        forward = 2.0 * network_parameters if family == "ngram-mlp" else forward
    else:
        forward = 2.0 * network_parameters
    passes = FORWARD_AND_BACKWARD + (1 if checkpointing else 0)
    seen = min(train_rows * epochs, batch_size * total_steps)
    total = float(f"{forward * passes * seen:.3g}")
    return pick(
        total,
        f"{forward:.2g} operations forward, {passes} times that with the way back, for {count(seen)} examples in"
        f" {plural(total_steps, 'update')}",
    )


training_hours: Decision[float] = Decision(
    "resources.training_hours",
    "How long does training take, roughly?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@training_hours.rule("RES-HOURS", sources=["ml-engineering", "nanochat"], strength="folklore", rulesets=BOTH)
def hours(problem: Problem, training_flops: float, total_steps: int, devices: int, folds: int) -> Pick[float] | Skip:
    """Operations over what the devices really reach, but never less than a step's overhead allows."""
    device = arithmetic.DEVICES[_device(problem)]
    reached = device.peak_tflops * (CPU_UTILISATION if problem.compute.device == "cpu" else UTILISATION)
    seconds = max(training_flops / (reached * 1e12 * devices), total_steps * STEP_SECONDS) * folds
    unknown = ", assumed" if problem.compute.accelerator == "unknown" else ""
    return pick(
        float(f"{seconds / 3600:.2g}"),
        f"{training_flops:.2g} operations on {plural(devices, 'device')} ({device.name}{unknown}) that reach"
        f" {reached:.3g} TFLOPS, {count(total_steps)} updates, every epoch used; good to a factor of three",
    )


cost_usd: Decision[float] = Decision(
    "resources.cost_usd",
    "What does renting the machines cost, roughly?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@cost_usd.rule("RES-COST", sources=["ml-engineering"], strength="folklore", rulesets=BOTH)
def rent(problem: Problem, training_hours: float, devices: int) -> Pick[float] | Skip:
    """Device hours at a rough public price."""
    device = arithmetic.DEVICES[_device(problem)]
    price = device.usd_per_hour
    return pick(
        float(f"{training_hours * devices * price:.2g}"),
        f"{training_hours:g} hours on {plural(devices, 'device')} at about {price:g} dollars an hour ({device.name})",
    )


def _device(problem: Problem) -> str:
    if problem.compute.device == "cpu":
        return CPU
    known = problem.compute.accelerator
    return MEMORY_VARIANTS.get(known, known) if known != "unknown" else UNKNOWN_GPU
