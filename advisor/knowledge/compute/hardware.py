"""What fits the machines, and how the work is spread: one ladder of reductions, walked once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.config.values import Fit, Load
from advisor.engine import Decision, Pick, pick
from advisor.knowledge.common import BOTH, CURRENT, GUIDE
from advisor.knowledge.compute.memory_ladder import Walk
from advisor.knowledge.compute.spending import device_of, hours_allowed, is_limited
from advisor.problem.accelerators import GPUS
from advisor.quantities import count, duration, plural

if TYPE_CHECKING:
    from advisor.config.words import Family, Optimizer, Precision, Strategy
    from advisor.problem import Problem


TIGHT: Final = 0.9  # part of the memory above which an estimate that fits may not in practice; folklore

fit: Decision[Fit] = Decision("compute.fit", "What makes the network fit the machines?", name="fit", lands=False)


@fit.rule("COMP-GUIDE", sources=["guide:G-BAT-3", "guide:G-BAT-1"], strength="folklore", rulesets=GUIDE)
def smaller_batches_only(
    problem: Problem, family: Family, load: Load, optimizer: Optimizer | None, batch_size: int | None
) -> Pick[Fit]:
    """The guide knows one remedy for memory: a smaller batch. It is silent on precision and on several devices."""
    return _answer(problem, Walk(problem, family, load, optimizer, batch_size or 1, only_batch=True).fit())


@fit.rule(
    "COMP-LADDER",
    sources=["micikevicius2017", "chen2016", "dettmers2021", "lora2021", "qlora2023", "fsdp2023", "eleuther-cookbook"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide only lowers the batch; half precision, checkpointing, 8-bit states and sharding leave it alone.",
)
def ladder_of_reductions(
    problem: Problem, family: Family, load: Load, optimizer: Optimizer | None, batch_size: int | None
) -> Pick[Fit]:
    """Take reductions one by one, the harmless first, until the estimate fits the memory of one device."""
    return _answer(problem, Walk(problem, family, load, optimizer, batch_size or 1).fit())


def _answer(problem: Problem, found: Fit) -> Pick[Fit]:
    takes, has = f"{found.memory_gib:.3g} GiB", f"{problem.compute.device_memory_gib:g} GiB"
    after = f" after {plural(len(found.ladder), 'reduction')}" if found.ladder else " as it is"
    if not found.fits:
        return pick(
            found,
            f"an estimate of {takes}{after} exceeds the {has} of a device",
            warning=f"training does not fit: about {takes} are needed on a device of {has}",
        )
    tight = found.memory_gib > TIGHT * problem.compute.device_memory_gib
    return pick(
        found,
        f"an estimate of {takes} fits the {has} of a device{after}",
        warning=f"an estimate of {takes} barely fits the {has} of a device: it may run out of memory"
        if tight
        else None,
    )


precision: Decision[Precision] = Decision("compute.precision", "Which number format?")


@precision.rule("COMP-PRECISION", sources=["micikevicius2017", "kalamkar2019"], strength="strong", rulesets=BOTH)
def number_format(problem: Problem, fit: Fit) -> Pick[Precision]:
    """bf16 where the GPU has it, fp16 with loss scaling on older ones, 32 bits on a CPU and for small networks."""
    if problem.compute.device == "cpu":
        return pick("fp32", f"a {problem.compute.device.upper()} gains nothing from 16 bits in training")
    if fit.precision == "fp32":
        return pick(
            "fp32", f"training in 32 bits takes {fit.memory_gib:.3g} of {problem.compute.device_memory_gib:g} GiB"
        )
    gpu = GPUS.get(problem.compute.accelerator)
    named = f"{'an' if gpu.name[0] in 'AHLMR' else 'a'} {gpu.name}" if gpu else "an unknown GPU"
    if fit.precision != "bf16":
        return pick("fp16", f"{named} has no fast bf16; fp16 needs loss scaling")
    if not gpu:
        return pick(
            "bf16",
            "GPUs since Ampere (2020) multiply 16 bits several times faster, and bf16 needs no loss scaling; an older"
            " one takes fp16 with it",
        )
    return pick("bf16", f"{named} multiplies 16 bits several times faster, and bf16 needs no loss scaling")


strategy: Decision[Strategy] = Decision("compute.strategy", "How is the work spread over devices?")


@strategy.rule("COMP-STRATEGY-GUIDE", sources=["guide"], strength="folklore", rulesets=GUIDE)
def one_device_in_the_guide(problem: Problem) -> Pick[Strategy]:
    """The guide is silent on several devices."""
    compute = problem.compute
    if compute.gpus > 1:
        return pick("single", f"the guide is silent on several devices, so one of {count(compute.gpus)} GPUs is used")
    return pick("single", f"there is one {compute.device.upper()}")


@strategy.rule(
    "COMP-STRATEGY",
    sources=["fsdp2023", "zero2019", "lightning"],
    strength="moderate",
    rulesets=CURRENT,
    versus="The guide is silent on several devices; they finish sooner, and hold what one cannot.",
)
def spread(problem: Problem, fit: Fit, batch_size: int | None) -> Pick[Strategy]:
    """Copies of a network that fits one device; shards of one that does not."""
    gpus = problem.compute.gpus
    if fit.strategy == "single":
        if gpus > 1:
            return pick(
                "single",
                f"an update of {plural(batch_size or 1, 'example')} keeps one GPU busy, not {count(gpus)}: run seeds"
                " or folds in parallel",
            )
        return pick("single", f"there is one {problem.compute.device.upper()}")
    if fit.strategy == "ddp":
        return pick(
            "ddp", f"the network fits one of the {count(gpus)} GPUs, so each holds a copy and sees its part of a batch"
        )
    return pick(
        fit.strategy, f"one of the {count(gpus)} GPUs cannot hold weights, gradients and optimiser states at once"
    )


devices: Decision[int] = Decision("compute.devices", "How many devices are used?")


@devices.rule("COMP-DEVICES", sources=["goyal2017", "mccandlish2018"], strength="moderate", rulesets=BOTH)
def used_devices(problem: Problem, fit: Fit, batch_size: int | None) -> Pick[int]:
    """As many as have parts of the batch that are worth the communication."""
    if problem.compute.device == "cpu":
        return pick(1, f"training runs on the {problem.compute.device.upper()} of one machine")
    if problem.compute.gpus <= 1:
        return pick(fit.devices, f"there is one {problem.compute.device.upper()}")
    if fit.devices == 1:
        return pick(
            1,
            f"an update of {plural(batch_size or 1, 'example')} keeps no second of {count(problem.compute.gpus)} GPUs"
            " busy",
        )
    return pick(
        fit.devices,
        f"of {count(problem.compute.gpus)} GPUs {count(fit.devices)} have parts of an update of"
        f" {plural(batch_size or 1, 'example')} that are worth the communication",
    )


micro_batch: Decision[int] = Decision("compute.micro_batch", "How many examples are on one device at a time?")


@micro_batch.rule("COMP-MICRO", sources=["guide:G-BAT-3", "ml-engineering"], strength="strong", rulesets=BOTH)
def at_a_time(problem: Problem, fit: Fit, batch_size: int | None) -> Pick[int]:
    """A device's part of the batch, or the largest piece of it that its memory holds."""
    return pick(
        fit.micro_batch,
        f"an update of {plural(batch_size or 1, 'example')} on {plural(fit.devices, 'device')} of"
        f" {problem.compute.device_memory_gib:g} GiB",
    )


accumulation: Decision[int] = Decision("compute.accumulation", "Over how many micro-batches are gradients accumulated?")


@accumulation.rule("COMP-ACCUMULATE", sources=["playbook2023"], strength="strong", rulesets=BOTH)
def accumulated(problem: Problem, fit: Fit, batch_size: int | None) -> Pick[int]:
    """Accumulate only where the batch does not fit at once: it saves memory, not time."""
    wanted, real = batch_size or 1, fit.micro_batch * fit.accumulation * fit.devices
    if fit.accumulation == 1:
        return pick(1, f"a device of {problem.compute.device_memory_gib:g} GiB takes its part of the batch at once")
    rounded = "" if real == wanted else f", {count(real)} in all"
    return pick(
        fit.accumulation, f"micro-batches of {fit.micro_batch} add up to the {count(wanted)} of an update{rounded}"
    )


checkpointing: Decision[bool] = Decision("compute.checkpointing", "Are activations recomputed rather than kept?")


@checkpointing.rule("COMP-CHECKPOINT", sources=["chen2016"], strength="strong", rulesets=BOTH)
def recomputed(problem: Problem, fit: Fit) -> Pick[bool]:
    """A third more computing for a fraction of the activations."""
    has = f"{problem.compute.device_memory_gib:g} GiB"
    if fit.checkpointing:
        return pick(True, f"to fit {has} activations are recomputed in the backward pass, for a third more time")
    if not fit.fits:
        return pick(False, f"the estimate of {fit.memory_gib:.3g} GiB exceeds {has} with all activations kept")
    return pick(False, f"{fit.memory_gib:.3g} of {has} hold all activations")


optimizer_bits: Decision[int] = Decision(
    "compute.optimizer_bits", "How many bits does each number of the optimiser's state take?"
)


@optimizer_bits.rule("COMP-OPT-BITS", sources=["dettmers2021"], strength="moderate", rulesets=BOTH)
def state_bits(problem: Problem, fit: Fit) -> Pick[int]:
    """8 bits where 32 do not fit."""
    has = f"{problem.compute.device_memory_gib:g} GiB"
    if fit.optimizer_bits == 8:
        return pick(8, f"to fit {has} the states are kept in 8 bits")
    if not fit.fits:
        return pick(32, f"the estimate of {fit.memory_gib:.3g} GiB exceeds {has} with states of 32 bits")
    return pick(32, f"states of 32 bits fit {has}")


ladder: Decision[list[str]] = Decision("compute.ladder", "Which reductions made it fit?")


@ladder.rule("COMP-RUNGS", sources=["eleuther-cookbook", "ml-engineering"], strength="moderate", rulesets=BOTH)
def rungs(problem: Problem, fit: Fit) -> Pick[list[str]]:
    """The reductions taken, in order."""
    if fit.ladder:
        return pick(fit.ladder, f"the memory of a device is {problem.compute.device_memory_gib:g} GiB")
    if not fit.fits:
        return pick([], f"no reduction makes it fit {problem.compute.device_memory_gib:g} GiB")
    return pick([], f"it fits {problem.compute.device_memory_gib:g} GiB as it is")


memory_gib: Decision[float] = Decision("compute.memory_gib", "How much memory does training take on one device?")


@memory_gib.rule("COMP-MEMORY", sources=["eleuther-cookbook", "korthikanti2022"], strength="moderate", rulesets=BOTH)
def memory_estimate(problem: Problem, fit: Fit, optimizer: Optimizer | None) -> Pick[float]:
    """Weights, gradients, optimiser states, activations and the framework's own share: an estimate within about 30%."""
    return pick(
        float(f"{fit.memory_gib:.3g}"),
        f"weights, gradients, states of {optimizer or 'no optimiser'}, the framework's own share and the activations"
        f" of {plural(fit.micro_batch, 'example')} in {fit.precision}",
    )


max_hours: Decision[float] = Decision(
    "compute.max_hours",
    "After how many hours does training end, wherever it stands?",
    name="max_hours",
    applies=lambda problem, batch_size: batch_size is not None and is_limited(problem),
    absent="neither hours nor dollars were said",
)


@max_hours.rule("COMP-HOURS", sources=["ml-engineering"], strength="strong", rulesets=BOTH)
def hours_that_there_are(problem: Problem, devices: int) -> Pick[float]:
    """A limit is kept: what does not fit into it is trained on a schedule that is shortened to it."""
    compute = problem.compute
    hours = float(f"{hours_allowed(problem, devices) or 0:.3g}")
    if compute.hours is not None and compute.hours <= hours:
        return pick(compute.hours, f"{duration(compute.hours)} were said, and the schedule ends within them")
    return pick(
        hours,
        f"{count(compute.dollars or 0)} dollars rent {plural(devices, 'device')} ({device_of(problem).name}) for so"
        " long, at a rough public price",
    )
