"""What it costs, computed from the choices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.config.values import Effort
from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.compute.load import PAIRED, attended
from advisor.knowledge.compute.spending import device_of
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope
from advisor.knowledge.training.budget import examples_per_epoch
from advisor.networks import flops as arithmetic
from advisor.networks import parameters as layers_of
from advisor.networks.architecture import total_of
from advisor.networks.forward_pass import own_flops, published_flops
from advisor.networks.layers import own_parameters, published_layers
from advisor.networks.published import PASSES, TOP_SHARE, adapter_parameters, published
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from advisor.config.values import Lora, Sampling
    from advisor.config.words import Family, Method, Trainable
    from advisor.networks.architecture import Architecture
    from advisor.problem import Problem


effort: Decision[Effort] = Decision("resources.effort", "What does one example cost?", name="effort", lands=False)


@effort.rule(
    "RES-EFFORT-BACKBONE",
    scope(family=PUBLISHED),
    sources=["torchvision-models", "kaplan2020"],
    strength="moderate",
    rulesets=BOTH,
)
def effort_of_a_backbone(
    problem: Problem, backbone: str, family: Family, units: int, input_shape: list[int], max_length: int | None
) -> Pick[Effort]:
    """The published network, with its head replaced by one for this task where it has one to replace."""
    known = published(backbone)
    classes = problem.data.classes if known.class_layers else units
    size = total_of(published_layers(known, family, units, classes))
    side = input_shape[0] if problem.data.kind == "image" else 0
    flops = published_flops(known, side, attended(problem, known, max_length))
    return pick(Effort(size, flops), f"{backbone} was published with {count(known.parameters)} parameters")


@effort.rule(
    "RES-EFFORT",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-IN-1", "guide:G-OUT-1", "kaplan2020"],
    strength="strong",
    rulesets=BOTH,
)
def effort_from_scratch(architecture: Architecture) -> Pick[Effort]:
    """Weights, biases and multiplications of every layer, counted from its shape."""
    return pick(
        Effort(own_parameters(architecture), own_flops(architecture)),
        f"each layer counted from an input of {'x'.join(map(str, architecture.shape))}",
    )


parameters: Decision[int] = Decision(
    "resources.parameters", "How many parameters does the network have?", name="network_parameters"
)


@parameters.rule(
    "RES-PARAMS-BACKBONE",
    scope(family=PUBLISHED),
    sources=["torchvision-models"],
    strength="strong",
    rulesets=BOTH,
)
def of_a_backbone(problem: Problem, effort: Effort, backbone: str, units: int) -> Pick[int]:
    """The published network, with its head replaced by one for this task where it has one to replace."""
    known = published(backbone)
    if effort.parameters == known.parameters:
        return pick(effort.parameters, f"{backbone} keeps the head that it was published with")
    if known.class_layers:
        return pick(
            effort.parameters,
            f"{backbone} was published with {count(known.parameters)} for {known.classes} classes, which change to"
            f" {problem.data.classes}",
        )
    return pick(
        effort.parameters,
        f"{backbone} was published with {count(known.parameters)}; its new head has {known.feature_width} inputs and"
        f" {plural(units, 'output')}",
    )


@parameters.rule(
    "RES-PARAMS",
    scope(family=FROM_SCRATCH),
    sources=["guide:G-IN-1", "guide:G-OUT-1"],
    strength="strong",
    rulesets=BOTH,
)
def of_a_network_from_scratch(effort: Effort, input_shape: list[int], widths: list[int], units: int) -> Pick[int]:
    """Weights and biases of every layer, counted from its shape."""
    return pick(
        effort.parameters,
        f"{plural(len(widths), 'hidden layer')} between an input of {'x'.join(map(str, input_shape))} and"
        f" {plural(units, 'output')}",
    )


trainable_parameters: Decision[int] = Decision("resources.trainable_parameters", "How many of them are trained?")


@trainable_parameters.rule("RES-TRAINABLE", sources=["lora2021", "guide:G-HID-5"], strength="strong", rulesets=BOTH)
def those_that_are_trained(
    network_parameters: int, trainable: Trainable | None, backbone: str | None, units: int, lora: Lora | None
) -> Pick[int]:
    """All of them, or those of the head, of the top blocks or of adapters (the last two are estimates)."""
    if trainable is None or trainable == "all":
        return pick(network_parameters, f"all {count(network_parameters)} are trained")
    if trainable == "none" or backbone is None:
        return pick(0, f"none of {count(network_parameters)}: the network is used as it is")
    known = published(backbone)
    if trainable == "head":
        size = layers_of.dense(known.feature_width or 0, units)
        return pick(size, f"only the head is trained, on {count(known.feature_width or 0)} frozen features")
    if lora is not None:
        size = adapter_parameters(known, lora.rank)
        return pick(size, f"about {size / network_parameters:.1%} of {count(network_parameters)}, at rank {lora.rank}")
    size = int(network_parameters * TOP_SHARE)
    return pick(size, f"about {TOP_SHARE:.0%} of {count(network_parameters)}: an estimate for the top blocks")


steps_per_epoch: Decision[int] = Decision(
    "resources.steps_per_epoch",
    "How many updates does an epoch have?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@steps_per_epoch.rule("RES-STEPS", sources=["guide:G-BAT-1"], strength="strong", rulesets=BOTH)
def updates_of_an_epoch(
    problem: Problem,
    max_length: int | None,
    train_rows: int,
    batch_size: int,
    packing: bool | None,
    sampling: Sampling | None,
) -> Pick[int]:
    """Training examples over the batch, rounded up; those of a language model are sequences of its context."""
    examples = examples_per_epoch(problem, max_length, train_rows, packing, sampling)
    steps = arithmetic.steps_per_epoch(examples, batch_size)
    return pick(steps, f"{plural(examples, 'training example')} in batches of {count(batch_size)}")


total_steps: Decision[int] = Decision(
    "resources.total_steps",
    "How many updates does training make if every epoch is used?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@total_steps.rule("RES-TOTAL", sources=["guide:G-EP-1"], strength="strong", rulesets=BOTH)
def all_updates(steps_per_epoch: int, epochs: int, max_steps: int | None, folds: int) -> Pick[int]:
    """Updates per epoch times epochs, of one run, unless it ends within an epoch."""
    each = f"; each of {folds} folds takes as many" if folds > 1 else ""
    if max_steps is not None and max_steps < steps_per_epoch * epochs:
        return pick(
            max_steps, f"training ends after {count(max_steps)} of {count(steps_per_epoch * epochs)} updates{each}"
        )
    return pick(
        steps_per_epoch * epochs,
        f"{plural(steps_per_epoch, 'update')} in each of {plural(epochs, 'epoch')}{each}",
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
    effort: Effort,
    trainable: Trainable | None,
    max_length: int | None,
    train_rows: int,
    epochs: int,
    batch_size: int,
    total_steps: int,
    checkpointing: bool,
    packing: bool | None,
    sampling: Sampling | None,
    method: Method | None,
) -> Pick[float]:
    """A forward pass, and up to two more for the gradients of activations and of trained weights; of one run.

    A pair is two sequences, and where a reference holds a model back, it reads them as well.
    """
    passes = PASSES[trainable or "all"] + (1 if checkpointing else 0) + (1 if method in ("dpo", "kto") else 0)
    passes *= 2 if method in PAIRED else 1
    examples = examples_per_epoch(problem, max_length, train_rows, packing, sampling)
    seen = min(examples * epochs, batch_size * total_steps)
    return pick(
        float(f"{effort.flops * passes * seen:.3g}"),
        f"{effort.flops:.2g} operations in a forward pass, {passes:.2g} times that with the backward pass, for"
        f" {plural(seen, 'example')} in {plural(total_steps, 'update')}",
    )


cost_usd: Decision[float] = Decision(
    "resources.cost_usd",
    "What does renting the machines cost, roughly?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@cost_usd.rule("RES-COST", sources=["ml-engineering"], strength="folklore", rulesets=BOTH)
def rent(problem: Problem, training_hours: float, devices: int) -> Pick[float]:
    """Device hours at a rough public price."""
    device = device_of(problem)
    price = device.usd_per_hour
    time = duration(training_hours)
    if problem.compute.device == "cpu":
        return pick(0.0, f"{time} on a {problem.compute.device.upper()}, which is taken to be your own")
    return pick(
        float(f"{training_hours * devices * price:.2g}"),
        f"{time} on {plural(devices, 'device')} at about {price:g} dollars an hour ({device.name})",
    )
