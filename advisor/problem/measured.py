"""Whether what was measured of a machine tells of the machines that a problem trains on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from advisor.problem.accelerators import model_of

if TYPE_CHECKING:
    from advisor.problem.facts import Calibration, Compute

UNKNOWN: Final = "unknown"


def is_measured(compute: Compute) -> bool:
    """Whether rates are known of the machine that trains, and not of another one."""
    measured = compute.calibration
    return measured.date != "" and is_of(measured, compute.device, compute.accelerator, compute.nodes)


def is_of(measured: Calibration, device: str, accelerator: str, nodes: int) -> bool:
    """Whether these are the rates of such a device, the only machine of its kind."""
    if measured.kind != device or nodes != 1:
        return False
    return device == "cpu" or accelerator in (UNKNOWN, model_of(measured.device))
