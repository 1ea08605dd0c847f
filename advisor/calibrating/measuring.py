"""The rates of a device, from a few training steps of the reference networks; needs PyTorch."""

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import cycle, pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from advisor.calibrating.references import COMPUTING, DEEP, SHALLOW, TICKING, Reference, built, examples
from advisor.networks.duration import Rates, Speed, overhead
from advisor.networks.layers import own_parameters
from advisor.networks.published import PASSES
from advisor.networks.work import own_work
from advisor.problem.facts import Calibration

if TYPE_CHECKING:
    import torch

SECONDS: Final = 40.0  # for all measurements together
LOOK: Final = 1.2  # seconds of steps in a row, or one step
ROWS: Final = 16  # batches of random examples that steps are taken from
WEIGHTS: Final = 300_000  # that the optimiser is timed on: as many as small networks have
LEFT: Final = 0.2  # of a step's time, what is left for its examples at least
LEAST_SHARE: Final = 0.5  # of a wide network's step, what its operations take at least, whatever its values do
MICRO: Final = 1e6  # microseconds in a second
NANO: Final = 1e9
OPTIMISER: Final = "optimiser"

Step = Callable[[], Any]


def rates(took: Mapping[str, float], queued: bool) -> Rates:
    """All rates, from the seconds of a training step of each reference, by name, and of an update of `WEIGHTS`.

    Where work is queued the longer of overhead and operations counts, else their sum.
    """
    shallow, deep = own_work(SHALLOW.net, "table"), own_work(DEEP.net, "table")
    low, high = took[SHALLOW.name], took[DEEP.name]
    layer = min(max((high - low) / (deep.layers - shallow.layers), 0.0), low / shallow.layers)
    found = Rates(low - shallow.layers * layer, layer, 0.0, took[OPTIMISER] / WEIGHTS, {}, queued)
    ticking = own_work(TICKING.net, "sequence")
    tick = (took[TICKING.name] - overhead(found, ticking, 0)) / ticking.ticks
    found = found._replace(tick=max(tick, 0.0))
    return found._replace(speeds={kind: _speed(found, pair, took) for kind, pair in COMPUTING.items()})


def _speed(found: Rates, pair: tuple[Reference, Reference], took: Mapping[str, float]) -> Speed:
    """The seconds of an operation and of a value that explain a narrow and a wide network, neither below zero."""
    narrow, wide = (_part(found, each, took[each.name]) for each in pair)
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
        max(spent - less, LEFT * spent),
        PASSES["all"] * work.flops * reference.batch,
        float(work.values * reference.batch),
    )


def measured(device: "torch.device", watch: Callable[[float], None]) -> Rates:
    """The rates of a device; `watch` is told which part of the measurement is done.

    All references are looked at in turn, again and again, so that what else the machine does meets them alike.
    """
    references = [SHALLOW, DEEP, TICKING, *(each for pair in COMPUTING.values() for each in pair)]
    steps: dict[str, Step] = {OPTIMISER: _optimising(device)}
    for each in references:
        steps[each.name] = _training(each, device)
    return rates(_seconds(steps, device, watch), queued=device.type != "cpu")


def _training(reference: Reference, device: "torch.device") -> Callable[[], Any]:
    """A training step as an exported project makes it: rows of a batch, forward, loss, backward, AdamW."""
    import torch
    from torch import nn

    torch.manual_seed(0)
    network = built(reference.net).to(device).train()
    inputs = torch.cat([examples(reference.net, reference.batch) for _ in range(ROWS)]).to(device)
    labels = torch.randint(0, reference.net.outputs, (len(inputs),), device=device)
    optimizer = _optimizer(list(network.parameters()))
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
    optimizer = _optimizer([weights])

    def step() -> None:
        weights.grad = torch.ones_like(weights)
        optimizer.step()

    return step


def _optimizer(weights: "list[torch.nn.Parameter]") -> "torch.optim.Optimizer":
    """AdamW as exported projects have it, biases apart."""
    import torch

    groups: list[dict[str, Any]] = [
        {"params": [each for each in weights if each.dim() > 1]},
        {"params": [each for each in weights if each.dim() <= 1], "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, fused=True)


def _seconds(steps: Mapping[str, Step], device: "torch.device", watch: Callable[[float], None]) -> dict[str, float]:
    """The median seconds of each step, by name: on a machine as busy as it is.

    With one thread, by the clock of the process, so that the time that other programs have does not count.
    """
    import torch

    alone = device.type == "cpu" and torch.get_num_threads() == 1
    clock = time.process_time if alone else time.perf_counter

    def look(step: Step) -> list[float]:
        """The seconds of some steps in a row."""
        step()  # what the last one left in the caches goes
        clocks, until = [clock()], time.perf_counter() + LOOK
        while len(clocks) == 1 or time.perf_counter() < until:
            step()
            if device.type != "cpu":
                torch.accelerator.synchronize()
            clocks.append(clock())
        return [after - before for before, after in pairwise(clocks)]

    began, took = time.perf_counter(), {name: list[float]() for name in steps}
    for name in cycle(steps):
        spent = time.perf_counter() - began
        if spent > SECONDS and all(took.values()):
            break
        watch(min(1.0, spent / SECONDS))
        took[name] += look(steps[name])
    return {name: median(each) for name, each in took.items()}


def calibration(device: "torch.device", name: str, on: date, watch: Callable[[float], None]) -> Calibration:
    """What is kept of the rates of a device, each to three digits."""
    import torch

    def told(value: float) -> float:
        return float(f"{value:.3g}")

    found = measured(device, watch)
    speeds = {f"{kind}_gflops": told(speed.operations / NANO) for kind, speed in found.speeds.items()}
    speeds |= {f"{kind}_value_ns": told(speed.value * NANO) for kind, speed in found.speeds.items()}
    return Calibration(
        kind="gpu" if found.queued else "cpu",
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
