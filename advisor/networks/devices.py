"""Devices that networks are trained on: what they hold, compute and cost, as `devices.json` says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.json import decode

DEVICES: Final = Path(__file__).with_name("devices.json")


class Device(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a device can do."""

    key: str
    name: str
    memory_gib: float
    """What the driver reports, a little less than the label says; for a CPU, 0: ask the machine."""
    peak_tflops: float
    """Dense, no sparsity: 16 bits on a GPU, 32 bits on a CPU."""
    bf16: bool
    """Has fast bf16; a GPU without it trains in fp16 with loss scaling."""
    usd_per_hour: float
    """Rough public on-demand price of one, 2025 to 2026; providers differ by a factor of two to four. 0: bought."""
    source: str
    """Where peak, memory and price were read, and of which day the price is."""
    read: date | None
    """When; None for what stands from memory."""
    from_memory: tuple[str, ...] = ()
    """Fields that nothing confirms."""
    sought: date | None = None
    """When a source of these fields was last looked for and none could be opened."""


@cache
def known_devices() -> Mapping[str, Device]:
    """All of them by key, slower to faster."""
    return {device.key: device for device in decode(DEVICES.read_bytes(), type=list[Device])}
