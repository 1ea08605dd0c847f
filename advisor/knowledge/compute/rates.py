"""How quickly the machines train: as `advisor calibrate` measured them, or else as machines of their kind do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from advisor.config.values import Computes
from advisor.networks.duration import Rates, Speed
from advisor.problem.measured import is_measured

if TYPE_CHECKING:
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
CPU_TICK: Final = 0.000018
CPU_WEIGHT: Final = 5e-9
CPU_VALUE: Final = (
    2.5e-9  # seconds of each value kept of an example: half of one core's, as cores share memory; folklore
)
KINDS: Final[tuple[Computes, ...]] = get_args(Computes)
OPERATIONS_A_VALUE: Final = 1000.0  # of a transformer 256 wide, there and back, for each value that it keeps; derived


def rates_of(problem: Problem, device: Device) -> Rates:
    """The rates of one device, those that were measured before those of its kind."""
    queued = problem.compute.device == "gpu"
    if is_measured(problem.compute):
        return _measured(problem, queued)
    shares = UTILISATION if queued else dict.fromkeys(KINDS, CPU_UTILISATION)
    value = 0.0 if queued else CPU_VALUE
    speeds = {kind: Speed(device.peak_tflops * 1e12 * shares[kind], value) for kind in KINDS}
    if queued:
        return Rates(GPU_STEP, 0.0, 0.0, 0.0, speeds, queued)
    return Rates(CPU_STEP, CPU_LAYER, CPU_TICK, CPU_WEIGHT, speeds, queued)


def reached(problem: Problem, device: Device, kind: Computes) -> float:
    """Operations a second that a network of some size gets from one device."""
    speed = rates_of(problem, device).speeds[kind]
    if not is_measured(problem.compute):  # the shares of a peak tell of all that a network does
        return speed.operations
    return 1 / (1 / speed.operations + speed.value / OPERATIONS_A_VALUE)


def _measured(problem: Problem, queued: bool) -> Rates:
    found = problem.compute.calibration
    speeds = {
        kind: Speed(
            1e9 * max(getattr(found, f"{kind}_gflops") or 0.0, 1e-3), 1e-9 * (getattr(found, f"{kind}_value_ns") or 0.0)
        )
        for kind in KINDS
    }
    step, layer, tick = (1e-6 * (each or 0.0) for each in (found.step_us, found.layer_us, found.tick_us))
    return Rates(step, layer, tick, 1e-9 * (found.weight_ns or 0.0), speeds, queued)
