"""How long training takes: the work of an update, and what machines need for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Work
from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH
from advisor.knowledge.compute.load import attended
from advisor.knowledge.compute.rates import rates_of, reached
from advisor.knowledge.compute.spending import ORDINARY_HOURS, ORDINARY_USD, device_of
from advisor.knowledge.predicates import several_networks
from advisor.knowledge.scopes import FROM_SCRATCH, PUBLISHED, scope
from advisor.networks.duration import Amount, seconds
from advisor.networks.published import PASSES, published
from advisor.networks.work import own_work, published_work
from advisor.problem.measured import is_measured
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Trainable
    from advisor.networks.architecture import Architecture
    from advisor.networks.devices import Device
    from advisor.problem import Problem

SAY_WHICH: Final = "--accelerator says which GPU it is, --memory-gib what it holds"
SAID: Final = {
    "dense": "dense layers",
    "convolution": "convolutions",
    "recurrence": "recurrent layers",
    "attention": "attention",
}

work: Decision[Work] = Decision("resources.work", "What does an update have a machine do?", name="work", lands=False)


@work.rule(
    "RES-WORK-BACKBONE",
    scope(family=PUBLISHED),
    sources=["torchvision-models", "kaplan2020", "korthikanti2022"],
    strength="moderate",
    rulesets=BOTH,
)
def work_of_a_backbone(
    problem: Problem, backbone: str, family: Family, input_shape: list[int], max_length: int | None
) -> Pick[Work]:
    """Its published operations and activations, at the size that examples have."""
    known, kind = published(backbone), problem.data.kind
    side = input_shape[0] if kind == "image" else 0
    found = published_work(known, family, kind, side, attended(problem, known, max_length))
    return pick(found, f"{backbone} mostly computes {SAID[found.computes]}")


@work.rule(
    "RES-WORK",
    scope(family=FROM_SCRATCH),
    sources=["kaplan2020", "korthikanti2022"],
    strength="moderate",
    rulesets=BOTH,
)
def work_from_scratch(problem: Problem, architecture: Architecture) -> Pick[Work]:
    """Operations and values of each layer, and how many layers wait for one another."""
    found = own_work(architecture, problem.data.kind)
    return pick(found, f"{plural(found.layers, 'layer')} in a row, mostly {SAID[found.computes]}")


run_hours: Decision[float] = Decision(
    "resources.run_hours",
    "How long does a run with one seed take, over all folds?",
    name="run_hours",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
    lands=False,
)


@run_hours.rule("RES-RUN-HOURS", sources=["ml-engineering", "nanochat"], strength="folklore", rulesets=BOTH)
def hours_of_a_run(  # the machines, the work and how often it is done
    problem: Problem,
    family: Family,
    work: Work,
    training_flops: float,
    total_steps: int,
    trainable: Trainable | None,
    trainable_parameters: int,
    members: int | None,
    accumulation: int,
    devices: int,
    folds: int,
    test_fraction: float,
    validation_fraction: float,
) -> Pick[float]:
    """What each update costs whatever it computes, and what its operations and values cost on the devices.

    A GPU is sent its work ahead, so that the longer of the two counts there; on a CPU both add up. Each epoch is judged
    on the validation part. Networks over a table that are averaged are trained at once.
    """
    rates = rates_of(problem, device_of(problem), work.computes)
    at_once = folds if several_networks(members, folds) and family == "mlp" and problem.data.kind == "table" else 1
    trained = training_flops / max(1, work.flops)
    learnt = max(1e-9, 1 - test_fraction - validation_fraction)
    judged = trained / PASSES[trainable or "all"] * (1 / (folds - 1) if folds > 1 else validation_fraction / learnt)
    amount = Amount(total_steps * accumulation, at_once * (trained + judged) / devices, at_once * trainable_parameters)
    needed = seconds(rates, work, amount) * folds / at_once / 3600
    return pick(needed, f"{plural(folds, 'network')} of {plural(total_steps, 'update')} each")


training_hours: Decision[float] = Decision(
    "resources.training_hours",
    "How long does training take, roughly?",
    applies=lambda batch_size: batch_size is not None,
    absent="nothing is trained",
)


@training_hours.rule("RES-HOURS", sources=["ml-engineering", "nanochat"], strength="folklore", rulesets=BOTH)
def hours(
    problem: Problem,
    work: Work,
    training_flops: float,
    total_steps: int,
    devices: int,
    folds: int,
    seeds: list[int],
    run_hours: float,
    max_hours: float | None,
) -> Pick[float]:
    """The runs of all seeds, one after another."""
    device, runs = device_of(problem), folds * len(seeds)
    needed = float(f"{run_hours * len(seeds):.2g}")
    because = (
        f"{plural(runs, 'run')} of {training_flops:.2g} operations{_counted_on(problem, devices, device)} at"
        f" {reached(problem, device, work.computes) / 1e12:.3g} TFLOPS each, {plural(total_steps, 'update')} if every"
        f" epoch is used; {_how_exact(problem)}"
    )
    if max_hours is None:
        return pick(needed, because, warning=_more_than_ordinary(needed, devices, device))
    if needed <= max_hours:
        return pick(needed, f"{because}, and within the {duration(max_hours)} that there are")
    return pick(
        max_hours,
        f"{because}: all of it would take {duration(needed)}, and the schedule is shortened to the"
        f" {duration(max_hours)} that there are",
        warning=f"all epochs would take about {duration(needed)}, and training ends after {duration(max_hours)}: a"
        " smaller network, or part of the data, makes better use of them",
    )


def _counted_on(problem: Problem, devices: int, device: Device) -> str:
    """What the time is counted on, and whether that was said or measured."""
    measured = problem.compute.calibration
    if is_measured(problem.compute):
        return f" on {plural(devices, 'device')} ({measured.device}, {plural(measured.threads, 'thread')})"
    cpu = problem.compute.device == "cpu"
    guessed = problem.compute.accelerator == "unknown"
    unknown = (", assumed" if cpu else f", assumed: {SAY_WHICH}") if guessed else ""
    return f" on {plural(devices, 'device')} ({device.name}{unknown})"


def _how_exact(problem: Problem) -> str:
    """How far the time may be off."""
    if is_measured(problem.compute):
        return f"measured on this machine on {problem.compute.calibration.date} by advisor calibrate"
    return "within a factor of three for half of the trainings in docs/time.md, which a busy machine did"


def _more_than_ordinary(hours: float, devices: int, device: Device) -> str | None:
    """What to say of a plan that costs more than people spend without being asked."""
    dollars = hours * devices * device.usd_per_hour
    if hours <= ORDINARY_HOURS and dollars <= ORDINARY_USD:
        return None
    rent = f" and {count(float(f'{dollars:.2g}'))} dollars" if dollars else ""
    return (
        f"training takes about {duration(hours)}{rent} on {plural(devices, 'device')} ({device.name}): say what you"
        " can spend (--time, --dollars), or use fewer epochs or seeds, a smaller network, part of the data, or faster"
        " machines"
    )
