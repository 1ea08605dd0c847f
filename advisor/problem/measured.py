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
    if measured.date == "" or measured.kind != compute.device:
        return False
    return measured.kind == "cpu" or is_of(measured, compute.accelerator, compute.nodes)


def is_of(measured: Calibration, accelerator: str, nodes: int) -> bool:
    """Whether these are the rates of such a GPU, in the one machine that trains."""
    return nodes == 1 and accelerator in (UNKNOWN, model_of(measured.device))
