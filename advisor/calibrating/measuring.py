"""The rates of a device, from a few training steps of the reference networks; needs PyTorch."""

import time
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.calibrating.references import COMPUTING, DEEP, SHALLOW, TICKING, Reference, built, examples
from advisor.networks.duration import Rates, Speed, overhead
from advisor.networks.layers import own_parameters
from advisor.networks.published import PASSES
from advisor.networks.work import own_work
from advisor.problem.facts import Calibration

if TYPE_CHECKING:
    import torch

SECONDS: Final = 2.5  # for each measurement
WARM_UP: Final = 2  # steps that are not timed
LEAST: Final = 3  # times that the clock is looked at, at least
LOOK: Final = 0.005  # seconds between two looks at the clock, where a step takes less
ROWS: Final = 16  # batches of random examples that steps are taken from
WEIGHTS: Final = 1_000_000  # that the optimiser is timed on; more than caches hold
LEAST_SHARE: Final = 0.2  # of a step's time, what is left for its operations whatever was measured besides

MICRO: Final = 1e6  # microseconds in a second
NANO: Final = 1e9

Measure = Callable[[Reference], float]  # the seconds of a training step


def rates(step_seconds: Measure, weight: float, queued: bool) -> Rates:
    """All rates, from the seconds of a training step of each reference and of a weight's update.

    Where work is queued the longer of overhead and operations counts, else their sum.
    """
    shallow, deep = own_work(SHALLOW.net, "table"), own_work(DEEP.net, "table")
    low, high = step_seconds(SHALLOW), step_seconds(DEEP)
    layer = max((high - low) / (deep.layers - shallow.layers), 0.0)
    found = Rates(max(low - shallow.layers * layer, 0.0), layer, 0.0, weight, {}, queued)
    ticking = own_work(TICKING.net, "sequence")
    tick = (step_seconds(TICKING) - overhead(found, ticking, 0)) / ticking.ticks
    found = found._replace(tick=max(tick, 0.0))
    return found._replace(speeds={name: _speed(found, pair, step_seconds) for name, pair in COMPUTING.items()})


def _speed(found: Rates, pair: tuple[Reference, Reference], step_seconds: Measure) -> Speed:
    """The seconds of an operation and of a value that explain a narrow and a wide network, neither below zero."""
    narrow, wide = (_part(found, each, step_seconds(each)) for each in pair)
    determinant = narrow.operations * wide.values - wide.operations * narrow.values
    operation = (narrow.seconds * wide.values - wide.seconds * narrow.values) / determinant
    operation = min(max(operation, LEAST_SHARE * wide.seconds / wide.operations), wide.seconds / wide.operations)
    value = max((narrow.seconds - operation * narrow.operations) / narrow.values, 0.0)
    return Speed(1 / operation, value)


class Part(NamedTuple):
    """What of a step's time goes to its examples, and what they have of operations and values."""

    seconds: float
    operations: float
    values: float


def _part(found: Rates, reference: Reference, spent: float) -> Part:
    work = own_work(reference.net, "")
    less = 0.0 if found.queued else overhead(found, work, own_parameters(reference.net))
    return Part(
        max(spent - less, LEAST_SHARE * spent),
        PASSES["all"] * work.flops * reference.batch,
        float(work.values * reference.batch),
    )


def measured(device: "torch.device", watch: Callable[[str], None]) -> Rates:
    """The rates of a device; `watch` is told what is being measured."""

    def step_seconds(reference: Reference) -> float:
        watch(f"{reference.net.family}, {reference.tells}")
        return _seconds(_training(reference, device), device)

    watch("weights")
    weight = _seconds(_optimising(device), device) / WEIGHTS
    return rates(step_seconds, weight, queued=device.type != "cpu")


def _training(reference: Reference, device: "torch.device") -> Callable[[], Any]:
    """A training step as an exported project makes it: rows of a batch, forward, loss, backward, AdamW."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    network = built(reference.net).to(device).train()
    inputs = torch.cat([examples(reference.net, reference.batch) for _ in range(ROWS)]).to(device)
    labels = torch.randint(0, reference.net.outputs, (len(inputs),), device=device)
    optimizer = torch.optim.AdamW(network.parameters())
    loss_of = nn.CrossEntropyLoss()
    order: Any = torch.randperm(len(inputs), device=device)
    batches: Iterator[Any] = cycle(order.split(reference.batch))

    def step() -> Any:
        rows = next(batches)
        for group in optimizer.param_groups:
            group["lr"] = 1e-3
        optimizer.zero_grad()
        loss = loss_of(network(inputs[rows]), labels[rows])
        loss.backward()
        optimizer.step()
        return loss.detach() * len(rows)

    return step


def _optimising(device: "torch.device") -> Callable[[], Any]:
    """An update of many weights whose gradients are made anew."""
    import torch

    weights = torch.nn.Parameter(torch.randn(WEIGHTS, device=device))
    optimizer = torch.optim.AdamW([weights])

    def step() -> None:
        weights.grad = torch.ones_like(weights)
        optimizer.step()

    return step


def _seconds(step: Callable[[], Any], device: "torch.device") -> float:
    """The seconds of a step where nothing disturbs it: a tenth of the looks at the clock show less.

    With one thread, by the clock of the process, so that the time that other programs have does not count.
    """
    import torch

    alone = device.type == "cpu" and torch.get_num_threads() == 1
    clock = time.process_time if alone else time.perf_counter

    def timed(steps: int) -> float:
        began = clock()
        for _ in range(steps):
            step()
        if device.type != "cpu":
            torch.accelerator.synchronize()
        return (clock() - began) / steps

    until = time.perf_counter() + SECONDS
    timed(WARM_UP)
    at_once = max(1, round(LOOK / max(timed(1), 1e-6)))
    found = [timed(at_once)]
    while time.perf_counter() < until or len(found) < LEAST:
        found.append(timed(at_once))
    return sorted(found)[len(found) // 10]


def calibration(device: "torch.device", name: str, on: date, watch: Callable[[str], None]) -> Calibration:
    """What is kept of the rates of a device, each to three digits."""
    import torch

    def told(value: float) -> float:
        return float(f"{value:.3g}")

    found = measured(device, watch)
    speeds = {f"{kind}_gflops": told(speed.operations / NANO) for kind, speed in found.speeds.items()}
    speeds |= {f"{kind}_value_ns": told(speed.value * NANO) for kind, speed in found.speeds.items()}
    return Calibration(
        date=on.isoformat(),
        device=name,
        torch=str(torch.__version__),
        threads=torch.get_num_threads(),
        step_us=told(found.step * MICRO),
        layer_us=told(found.layer * MICRO),
        tick_us=told(found.tick * MICRO),
        weight_ns=told(found.weight * NANO),
        **speeds,
    )
