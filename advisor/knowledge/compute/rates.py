"""How quickly the machines train: as `advisor calibrate` measured them, or else as machines of their kind do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.networks.duration import Rates, Speed
from advisor.problem.measured import is_measured

if TYPE_CHECKING:
    from advisor.config.values import Computes
    from advisor.networks.devices import Device
    from advisor.problem import Problem

# Share of a GPU's peak that training reaches, by what the network mostly computes: nanochat reaches 0.46 on attention,
# convolutions and small matrices far less; folklore.
UTILISATION: Final = {"attention": 0.35, "convolution": 0.15, "dense": 0.1, "recurrence": 0.03}
CPU_UTILISATION: Final = 0.3  # likewise of a CPU's; folklore
GPU_STEP: Final = 0.002  # seconds: least time of one update, whatever its size: launches and Python; measured order
# Seconds of an update on a CPU whatever it computes, of each layer, of each step of a recurrent layer, and of each
# weight that AdamW changes: `advisor calibrate` on one core of a server, PyTorch 2.13. More cores help none of them.
CPU_STEP: Final = 0.0003
CPU_LAYER: Final = 0.00017
CPU_TICK: Final = 0.00005
CPU_WEIGHT: Final = 5e-9
# Seconds of each value kept of an example, by what most operations are part of: half of one core's, as cores share
# memory; folklore. Recurrent layers of packed sequences are not fused on a CPU.
CPU_VALUE: Final = {"dense": 2.5e-9, "convolution": 2.5e-9, "recurrence": 1e-8, "attention": 7e-9}
GIGA: Final = 1e9
MEGA: Final = 1e6
LEAST_GFLOPS: Final = 1e-3  # of what was said to reach nothing
OPERATIONS_A_VALUE: Final = 1000.0  # of a transformer 256 wide, there and back, for each value that it keeps; derived


def rates_of(problem: Problem, device: Device, kind: Computes) -> Rates:
    """The rates of one device at operations of one kind, those that were measured before those of its like."""
    queued = problem.compute.device == "gpu"
    if is_measured(problem.compute):
        return _measured(problem, kind, queued)
    if queued:
        return Rates(GPU_STEP, 0.0, 0.0, 0.0, {kind: Speed(device.peak_tflops * 1e12 * UTILISATION[kind], 0.0)}, queued)
    speed = Speed(device.peak_tflops * 1e12 * CPU_UTILISATION, CPU_VALUE[kind])
    return Rates(CPU_STEP, CPU_LAYER, CPU_TICK, CPU_WEIGHT, {kind: speed}, queued)


def reached(problem: Problem, device: Device, kind: Computes) -> float:
    """Operations a second that a network of some size gets from one device."""
    speed = rates_of(problem, device, kind).speeds[kind]
    if not is_measured(problem.compute):  # the shares of a peak tell of all that a network does
        return speed.operations
    return 1 / (1 / speed.operations + speed.value / OPERATIONS_A_VALUE)


def _measured(problem: Problem, kind: Computes, queued: bool) -> Rates:
    found = problem.compute.calibration
    operations, value = getattr(found, f"{kind}_gflops"), getattr(found, f"{kind}_value_ns")
    speed = Speed(GIGA * max(operations or 0.0, LEAST_GFLOPS), (value or 0.0) / GIGA)
    step, layer, tick = ((each or 0.0) / MEGA for each in (found.step_us, found.layer_us, found.tick_us))
    return Rates(step, layer, tick, (found.weight_ns or 0.0) / GIGA, {kind: speed}, queued)
