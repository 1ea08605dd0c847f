"""What training may take: hours and dollars that were said, ordinary ones, and what machines compute in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.knowledge.compute.rates import reached
from advisor.networks.devices import known_devices
from advisor.networks.work import computes

if TYPE_CHECKING:
    from advisor.config.words import Family
    from advisor.networks.devices import Device
    from advisor.problem import Problem

ORDINARY_HOURS: Final = 24.0  # hours that nobody has to be asked for; folklore
ORDINARY_USD: Final = 100.0  # dollars of rent, likewise; folklore
UNKNOWN_GPU: Final = "t4"  # what an unknown GPU is counted as
CPU: Final = "laptop_cpu"
LARGE_A100: Final = 40.0  # GiB above which an A100 is the 80 GB model
SECONDS_PER_HOUR: Final = 3600


def device_of(problem: Problem) -> Device:
    """The device that training is counted on."""
    if problem.compute.device == "cpu":
        return known_devices()[CPU]
    known: str = problem.compute.accelerator
    if known == "a100":
        known = "a100_80" if problem.compute.device_memory_gib > LARGE_A100 else "a100_40"
    return known_devices()[known if known != "unknown" else UNKNOWN_GPU]


def is_limited(problem: Problem) -> bool:
    """Whether it was said how long training may take, or what the GPUs may cost."""
    return problem.compute.hours is not None or (
        problem.compute.dollars is not None and problem.compute.device == "gpu"
    )


def hours_allowed(problem: Problem, devices: int) -> float | None:
    """The hours that were said, or that the dollars rent so many devices for; None where neither was said."""
    said, dollars = problem.compute.hours, problem.compute.dollars
    if dollars is None or problem.compute.device != "gpu":
        return said
    rented = dollars / (devices * device_of(problem).usd_per_hour)
    return rented if said is None else min(said, rented)


def operations_allowed(problem: Problem, family: Family) -> float:
    """Operations that all machines make in the hours that were said, or else in ordinary ones."""
    devices = max(1, problem.compute.gpus)
    hours = hours_allowed(problem, devices) or ORDINARY_HOURS
    speed = reached(problem, device_of(problem), computes(family, problem.data.kind))
    return hours * SECONDS_PER_HOUR * devices * speed
